import { describe, expect, it } from 'vitest';
import {
  NEVER_HEARD,
  nextPresence,
  type Presence,
  type PresenceEvent,
  silentAfterMs,
} from '../../src/ingest/presence.ts';

const START_MS = Date.parse('2026-11-23T07:00:00.000Z');
const INTERVAL_S = 60;

/** Seconds since the start, by the monotonic clock; `wallJumpS` is how far somebody has set the wall clock. */
type Step = [atS: number, event: PresenceEvent, wallJumpS?: number];

function presenceAfter(steps: readonly Step[], first: Presence = NEVER_HEARD): Presence {
  return steps.reduce(
    (presence, [atS, event, wallJumpS = 0]) =>
      nextPresence(presence, event, { wallMs: START_MS + (atS + wallJumpS) * 1000, monoMs: atS * 1000 }),
    first,
  );
}

const status = (
  state: 'online' | 'offline',
  bootId: string,
  atS: number,
  { live = true }: { live?: boolean } = {},
): PresenceEvent => ({ kind: 'status', state, bootId, atMs: START_MS + atS * 1000, live });
const sample = (bootId: string, atS: number): PresenceEvent => ({
  kind: 'sample',
  bootId,
  sampledMs: START_MS + atS * 1000,
});
const tick: PresenceEvent = { kind: 'tick', silentAfterMs: silentAfterMs(INTERVAL_S) };

describe('presence', () => {
  it('comes online by status or by a sample, and goes offline by its last will', () => {
    expect(presenceAfter([[0, status('online', 'a', 0)]]).state).toBe('online');
    expect(presenceAfter([[0, sample('a', 0)]])).toMatchObject({
      state: 'online',
      sinceMs: START_MS,
      bootId: 'a',
    });
    const gone = presenceAfter([
      [0, status('online', 'a', 0)],
      [50, status('offline', 'a', 0)],
    ]);
    expect(gone).toMatchObject({ state: 'offline', sinceMs: START_MS + 50_000 });
  });

  it('does not come online by what the broker kept', () => {
    expect(presenceAfter([[0, status('online', 'a', -9_999, { live: false })]])).toEqual(NEVER_HEARD);
    const online = presenceAfter([[0, status('online', 'a', 0)]]);
    expect(presenceAfter([[5, status('offline', 'old', -9_999, { live: false })]], online)).toBe(online);
  });

  it('is not taken offline by the will of the session before', () => {
    const rebooted = presenceAfter([
      [0, status('online', 'a', 0)],
      [30, status('online', 'b', 30)],
      [45, status('offline', 'a', 0)],
    ]);
    expect(rebooted).toMatchObject({ state: 'online', bootId: 'b' });
  });

  it('is not taken offline by that will either when samples of the earlier boot came in between', () => {
    const rebooted = presenceAfter([
      [0, status('online', 'a', 0)],
      [30, status('online', 'b', 30)],
      [32, sample('a', 20)],
      [33, sample('b', 33)],
      [34, sample('a', 25)],
      [45, status('offline', 'a', 0)],
    ]);
    expect(rebooted).toMatchObject({ state: 'online', bootId: 'b' });
  });

  it('follows a new boot whose status was never seen', () => {
    const rebooted = presenceAfter([
      [0, status('online', 'a', 0)],
      [60, sample('b', 60)],
      [61, status('offline', 'a', 0)],
    ]);
    expect(rebooted).toMatchObject({ state: 'online', bootId: 'b' });
  });

  it('believes a status whose clock was reset to 1970', () => {
    const back = presenceAfter([
      [0, status('online', 'a', 0)],
      [10, status('offline', 'a', 0)],
      [20, { kind: 'status', state: 'online', bootId: 'b', atMs: 5_000, live: true }],
    ]);
    expect(back).toMatchObject({ state: 'online', bootId: 'b' });
    expect(presenceAfter([[30, status('offline', 'b', 30)]], back).state).toBe('offline');
  });

  it('is silent after three intervals, and not before three minutes', () => {
    expect(silentAfterMs(10)).toBe(180_000);
    expect(silentAfterMs(600)).toBe(1_800_000);
    const online = presenceAfter([[0, sample('a', 0)]]);
    expect(presenceAfter([[180, tick]], online).state).toBe('online');
    expect(presenceAfter([[181, tick]], online)).toMatchObject({
      state: 'silent',
      sinceMs: START_MS + 181_000,
      heardMs: START_MS,
    });
    expect(
      presenceAfter(
        [
          [181, tick],
          [200, sample('a', 200)],
        ],
        online,
      ).state,
    ).toBe('online');
  });

  it('does not mind a wall clock that jumps an hour, either way', () => {
    const online = presenceAfter([[0, sample('a', 0)]]);
    expect(presenceAfter([[20, tick, 3_600]], online)).toBe(online);
    expect(presenceAfter([[20, tick, -3_600]], online)).toBe(online);
    expect(presenceAfter([[181, tick, -3_600]], online).state).toBe('silent');
  });

  it('does not fall silent once it said good-bye, and is never silent before it was heard', () => {
    const gone = presenceAfter([
      [0, status('online', 'a', 0)],
      [9, status('offline', 'a', 0)],
    ]);
    expect(presenceAfter([[9_999, tick]], gone)).toBe(gone);
    expect(presenceAfter([[9_999, tick]])).toBe(NEVER_HEARD);
  });

  it('flaps when two units share one identity, until five minutes of calm', () => {
    const steps: Step[] = ['a', 'b', 'a', 'b'].map((bootId, i) => [i * 5, status('online', bootId, i * 5)]);
    const flapping = presenceAfter(steps);
    expect(flapping.flapping).toBe(true);
    expect(presenceAfter([[60, tick]], flapping).flapping).toBe(true);
    expect(presenceAfter([[320, tick]], flapping).flapping).toBe(false);
  });

  it('does not flap for a bad road: three connects in five minutes', () => {
    const steps: Step[] = [0, 100, 200].map((atS) => [atS, status('online', 'a', atS)]);
    expect(presenceAfter(steps).flapping).toBe(false);
  });
});
