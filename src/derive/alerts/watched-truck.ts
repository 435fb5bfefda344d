/**
 * One truck under the rules' eyes: what is known of it, what was said of it, and what is still to be looked through. No I/O; the live
 * engine (`alerts.ts`) brings facts and writes down what comes of them.
 */
import type { AlertTransition } from '@digitruck/contract/alerts';
import { evaluate } from '../../alerts/evaluate.ts';
import { type EnergyFacts, factsOf, isFresh, NO_ENERGY, type TruckSettings } from '../../alerts/facts.ts';
import { hear, noteCounts, observe } from '../../alerts/observe.ts';
import { NO_STAY, type StayNow } from '../../alerts/schedule.ts';
import type { TruckRules } from '../../alerts/settings.ts';
import { forgetDurations, type TruckWatch, watchOfJson, watchToJson } from '../../alerts/state.ts';
import type { CountsSeen, LatestSeen, RefusedSeen } from '../../store/alerts/facts.ts';

const HOUR_MS = 3_600_000;
/** A backlog counts as complete when nothing late was counted over so many looks. */
const QUIET_LOOKS = 3;
/** Nothing late came in so long: there is no backlog. */
const NO_BACKLOG_MS = HOUR_MS;

export type WatchedTruck = {
  settings: TruckSettings;
  rules: TruckRules;
  stayAt: (nowMs: number) => StayNow;
  energy: EnergyFacts;
  watch: TruckWatch;
  /** The newest sample before nothing fresh came any more; NaN while it does. Late data of since then is to be looked through. */
  darkFromMs: number;
  freshSinceMs: number;
  lateCounted: number;
  quietLooks: number;
  flapping: boolean | null;
  refusedSignIns: number;
  savedMonoMs: number;
};

export function watchedTruck(settings: TruckSettings, rules: TruckRules): WatchedTruck {
  return {
    settings,
    rules,
    stayAt: () => NO_STAY,
    energy: NO_ENERGY,
    watch: watchOfJson(undefined),
    darkFromMs: Number.NaN,
    freshSinceMs: Number.NaN,
    lateCounted: 0,
    quietLooks: 0,
    flapping: null,
    refusedSignIns: Number.NaN,
    savedMonoMs: Number.NEGATIVE_INFINITY,
  };
}

export const stateOf = (truck: WatchedTruck): unknown => ({
  ...(watchToJson(truck.watch) as object),
  darkFromMs: truck.darkFromMs,
});

export function restore(truck: WatchedTruck, state: unknown): void {
  truck.watch = watchOfJson(state);
  const dark = (state as { darkFromMs?: unknown } | null)?.darkFromMs;
  truck.darkFromMs = typeof dark === 'number' ? dark : Number.NaN;
}

export function forget(truck: WatchedTruck): void {
  truck.watch = { ...truck.watch, alerts: forgetDurations(truck.watch.alerts) };
}

/** Takes in what the store shows of it. */
export function see(truck: WatchedTruck, latest: LatestSeen): void {
  const { memory } = truck.watch;
  const { utcOffsetMs } = truck.settings;
  const { sampledMs, receivedMs, placeMs, values, heardMs } = latest;
  truck.flapping = latest.flapping;
  if (!Number.isNaN(sampledMs) && !(sampledMs <= memory.sampledMs))
    observe(
      memory,
      { sampledMs, receivedMs, clockBad: false, placeOk: placeMs === sampledMs, values },
      utcOffsetMs,
    );
  if (heardMs > memory.heardMs || (Number.isNaN(memory.heardMs) && !Number.isNaN(heardMs)))
    hear(memory, heardMs, utcOffsetMs);
}

export function count(
  truck: WatchedTruck,
  counts: readonly CountsSeen[],
  refused: readonly RefusedSeen[],
): void {
  for (const { bucketMs, stored, badClock, readingsDropped, quarantined } of counts)
    noteCounts(truck.watch.memory, bucketMs, { stored, badClock, readingsDropped, quarantined });
  for (const { bucketMs, reason, messages } of refused)
    noteCounts(truck.watch.memory, bucketMs, {
      [reason === 'future' ? 'future' : 'identityMismatch']: messages,
    });
  const late = counts.reduce((sum, bucket) => sum + bucket.late, 0);
  truck.quietLooks = late === truck.lateCounted ? truck.quietLooks + 1 : 0;
  truck.lateCounted = late;
}

export type Look = {
  readonly transitions: readonly AlertTransition[];
  readonly alerts: TruckWatch['alerts'];
  /** A stretch whose late data is complete and to be looked through. */
  readonly late: { readonly fromMs: number; readonly toMs: number } | undefined;
};

/** Judges it; what comes of it counts once it is written down (`settled`). */
export function look(truck: WatchedTruck, nowMs: number, hearsSinceMs: number): Look {
  const { settings, rules, watch, energy, flapping, refusedSignIns } = truck;
  const facts = factsOf({
    nowMs,
    truck: settings,
    memory: watch.memory,
    stay: truck.stayAt(nowMs),
    energy,
    link: { flapping, refusedSignIns },
    hearsSinceMs,
  });
  const { next, transitions } = evaluate(rules, watch.alerts, facts, nowMs);
  return { transitions, alerts: next, late: lateStretch(truck, nowMs) };
}

export function settled(truck: WatchedTruck, { alerts }: Look): void {
  truck.watch = { ...truck.watch, alerts };
}

function lateStretch(truck: WatchedTruck, nowMs: number): Look['late'] {
  const { memory } = truck.watch;
  if (Number.isNaN(memory.sampledMs)) return undefined;
  if (!isFresh(nowMs, memory, truck.settings)) {
    if (Number.isNaN(truck.darkFromMs)) truck.darkFromMs = memory.sampledMs;
    truck.freshSinceMs = Number.NaN;
    return undefined;
  }
  if (Number.isNaN(truck.darkFromMs)) return undefined;
  if (Number.isNaN(truck.freshSinceMs)) truck.freshSinceMs = nowMs;
  if (truck.lateCounted > 0 && truck.quietLooks >= QUIET_LOOKS) {
    const stretch = { fromMs: truck.darkFromMs, toMs: memory.sampledMs };
    truck.darkFromMs = Number.NaN;
    return stretch;
  }
  if (nowMs - truck.freshSinceMs > NO_BACKLOG_MS) truck.darkFromMs = Number.NaN;
  return undefined;
}
