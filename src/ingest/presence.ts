/**
 * Whether a truck is there. Pure: what was known, what happened, when, and what is known now.
 *
 * How long a truck has been silent is measured by the monotonic clock (`heardMonoMs`): somebody setting the server's
 * clock must not make a fleet vanish (ACCEPTANCE case 23).
 */
import type { Link } from '@digitruck/contract/fleet';

export type Presence = {
  readonly state: Link['state'];
  /** When it came into this state, wall time. */
  readonly sinceMs: number | undefined;
  /** Last sign of life: wall time to be shown, monotonic to be measured. */
  readonly heardMs: number | undefined;
  readonly heardMonoMs: number;
  /** The newest boot, and when it said it began: an older one has no say any more. */
  readonly bootId: string | undefined;
  readonly bootAtMs: number;
  /** Boots that this one has replaced, as far as remembered. */
  readonly pastBootIds: readonly string[];
  readonly flapping: boolean;
  /** Monotonic times of the latest connects, for flapping. */
  readonly connectsMonoMs: readonly number[];
};

export type PresenceEvent =
  /** `live` is false for a retained message that the broker kept: it says nothing about now. */
  | {
      readonly kind: 'status';
      readonly state: 'online' | 'offline';
      readonly bootId: string;
      readonly atMs: number;
      readonly live: boolean;
    }
  | { readonly kind: 'sample'; readonly bootId: string; readonly sampledMs: number }
  | { readonly kind: 'takeover' }
  | { readonly kind: 'tick'; readonly silentAfterMs: number };

export type Now = { readonly wallMs: number; readonly monoMs: number };

export const NEVER_HEARD: Presence = {
  state: 'never',
  sinceMs: undefined,
  heardMs: undefined,
  heardMonoMs: 0,
  bootId: undefined,
  bootAtMs: Number.NEGATIVE_INFINITY,
  pastBootIds: [],
  flapping: false,
  connectsMonoMs: [],
};

/** Four connects within five minutes are no bad road: two units share a client id, or one restarts again and again. */
const FLAPPING_CONNECTS = 4;
const FLAPPING_WINDOW_MS = 5 * 60_000;
const INTERVALS_MISSED = 3;
const SILENT_MIN_MS = 180_000;
const PAST_BOOTS_MAX = 8;
/** A status that says it is from before has a clock that was reset. */
const CLOCK_BAD_BEFORE_MS = Date.UTC(2020, 0, 1);

/** A truck is silent after three of its reporting intervals, and not before three minutes. */
export function silentAfterMs(reportingIntervalS: number): number {
  return Math.max(SILENT_MIN_MS, reportingIntervalS * 1000 * INTERVALS_MISSED);
}

export function nextPresence(before: Presence, event: PresenceEvent, now: Now): Presence {
  switch (event.kind) {
    case 'sample':
      return onSample(before, event, now);
    case 'status':
      return onStatus(before, event, now);
    case 'takeover':
      return connected(before, now);
    case 'tick':
      return onTick(before, event.silentAfterMs, now);
  }
}

/** After a restart a truck still sends what its earlier boot had kept: a sign of life, but not of that boot. */
function onSample(before: Presence, event: PresenceEvent & { kind: 'sample' }, now: Now): Presence {
  const isOlder = before.pastBootIds.includes(event.bootId) || event.sampledMs < before.bootAtMs;
  if (before.bootId === undefined || (event.bootId !== before.bootId && !isOlder)) {
    return heard(before, now, event.bootId, event.sampledMs);
  }
  return heard(before, now, before.bootId, before.bootAtMs);
}

function onStatus(before: Presence, event: PresenceEvent & { kind: 'status' }, now: Now): Presence {
  if (!event.live) {
    // What the broker kept tells of the past: good for a truck that nothing is known of, for no other.
    if (before.state !== 'never' || event.state === 'online') return before;
    return { ...before, state: 'offline', sinceMs: event.atMs, bootId: event.bootId, bootAtMs: event.atMs };
  }
  if (event.state === 'online') {
    const atMs = event.atMs < CLOCK_BAD_BEFORE_MS ? now.wallMs : event.atMs;
    if (event.bootId !== before.bootId && atMs < before.bootAtMs) return before;
    return connected(heard(before, now, event.bootId, atMs), now);
  }
  // The will of a session that a newer one has replaced comes late: it may not take the truck offline.
  if (before.bootId !== undefined && event.bootId !== before.bootId) return before;
  if (before.state === 'offline') return before;
  return { ...before, state: 'offline', sinceMs: now.wallMs, bootId: event.bootId };
}

function heard(before: Presence, now: Now, bootId: string, bootAtMs: number): Presence {
  return {
    ...before,
    state: 'online',
    sinceMs: before.state === 'online' ? before.sinceMs : now.wallMs,
    heardMs: now.wallMs,
    heardMonoMs: now.monoMs,
    bootId,
    bootAtMs,
    pastBootIds: pastBoots(before, bootId),
  };
}

function pastBoots(before: Presence, bootId: string): readonly string[] {
  if (before.bootId === undefined || before.bootId === bootId) return before.pastBootIds;
  const others = before.pastBootIds.filter((past) => past !== bootId);
  return [...others, before.bootId].slice(-PAST_BOOTS_MAX);
}

function connected(before: Presence, now: Now): Presence {
  const connectsMonoMs = [...recent(before, now), now.monoMs].slice(-FLAPPING_CONNECTS);
  return { ...before, connectsMonoMs, flapping: connectsMonoMs.length >= FLAPPING_CONNECTS };
}

function recent(before: Presence, now: Now): readonly number[] {
  return before.connectsMonoMs.filter((at) => now.monoMs - at < FLAPPING_WINDOW_MS);
}

function onTick(before: Presence, silentMs: number, now: Now): Presence {
  const silent = before.state === 'online' && now.monoMs - before.heardMonoMs > silentMs;
  const calm = before.flapping && recent(before, now).length < FLAPPING_CONNECTS;
  if (!silent && !calm) return before;
  return {
    ...before,
    ...(silent ? { state: 'silent', sinceMs: now.wallMs } : {}),
    ...(calm ? { flapping: false } : {}),
  };
}
