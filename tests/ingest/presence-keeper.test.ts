import type { TruckId } from '@digitruck/contract/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepPresence, type PresenceKeeper, type PresenceRow } from '../../src/ingest/presence-keeper.ts';
import { manualClock } from '../../src/kernel/clock.ts';

const START_MS = Date.parse('2026-11-23T07:00:00.000Z');
const truck = (id: string) => id as TruckId;

let clock: ReturnType<typeof manualClock>;
let written: { rows: PresenceRow[]; changed: TruckId[] }[];
let elsewhere: TruckId[];
let failing: boolean;
let keeper: PresenceKeeper | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  clock = manualClock(START_MS);
  written = [];
  elsewhere = [];
  failing = false;
});
afterEach(async () => {
  await keeper?.stop();
  keeper = undefined;
  vi.useRealTimers();
});

async function keep(
  before: PresenceRow[] = [],
  onOnline?: (truckId: TruckId) => void,
): Promise<PresenceKeeper> {
  keeper = await keepPresence({
    clock,
    store: {
      all: async () => before,
      async write(rows, changed) {
        if (failing) throw new Error('the database is away');
        written.push({ rows: [...rows], changed: [...changed] });
        return elsewhere;
      },
    },
    reportingIntervalS: (truckId) => (truckId.startsWith('DT') ? 60 : undefined),
    onFault: () => {},
    onOnline,
  });
  return keeper;
}

/** Time passes for the clock and for timers, in steps short enough for every tick. */
async function pass(seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    clock.advance(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
  }
}

const sample = (bootId = 'a') => ({ kind: 'sample', bootId, sampledMs: clock.nowMs() }) as const;
const statesOf = (truckId: string) =>
  written.flatMap(({ rows }) => rows.filter((row) => row.truckId === truckId).map(({ state }) => state));

describe('the presence of the fleet', () => {
  it('writes a change within a second or two, and sightings every ten', async () => {
    const { note } = await keep();
    for (let i = 0; i < 30; i++) {
      note(truck('DT-01'), sample());
      await pass(1);
    }
    expect(written[0]).toMatchObject({ rows: [{ truckId: 'DT-01', state: 'online' }], changed: ['DT-01'] });
    expect(written.slice(1).every(({ changed }) => changed.length === 0)).toBe(true);
    expect(written.length).toBeGreaterThanOrEqual(3);
    expect(written.length).toBeLessThanOrEqual(5);
  });

  it('gives a truck the usual time after a restart, then calls it silent', async () => {
    const row: PresenceRow = {
      truckId: truck('DT-01'),
      state: 'online',
      sinceMs: START_MS - 9_000_000,
      heardMs: START_MS - 7_200_000,
      bootId: 'a',
      bootAtMs: START_MS - 9_000_000,
      flapping: false,
    };
    await keep([row]);
    await pass(170);
    expect(statesOf('DT-01')).toEqual([]);
    await pass(20);
    expect(statesOf('DT-01')).toEqual(['silent']);
  });

  it('does not lose a fleet when somebody sets the clock', async () => {
    const { note } = await keep();
    note(truck('DT-01'), sample());
    await pass(5);
    clock.jump(3_600_000);
    await pass(100);
    expect(statesOf('DT-01')).not.toContain('silent');
  });

  it('believes another replica that hears the truck', async () => {
    const { note } = await keep();
    note(truck('DT-01'), sample());
    elsewhere = [truck('DT-01')];
    await pass(185);
    expect(statesOf('DT-01').filter((state) => state === 'silent')).toHaveLength(1);
    elsewhere = [];
    await pass(60);
    expect(statesOf('DT-01').filter((state) => state === 'silent')).toHaveLength(1);
    await pass(140);
    expect(statesOf('DT-01').at(-1)).toBe('silent');
  });

  it('writes what could not be written, later', async () => {
    const { note } = await keep();
    failing = true;
    note(truck('DT-01'), sample());
    await pass(3);
    expect(written).toEqual([]);
    failing = false;
    await pass(2);
    expect(written[0]).toMatchObject({ changed: ['DT-01'] });
  });

  it('tells when a truck comes online, once, for commands may be waiting', async () => {
    const online: TruckId[] = [];
    const { note } = await keep([], (truckId) => online.push(truckId));
    note(truck('DT-01'), sample());
    note(truck('DT-01'), sample());
    note(truck('DT-01'), { kind: 'status', state: 'offline', bootId: 'a', atMs: START_MS, live: true });
    note(truck('DT-01'), sample());
    expect(online).toEqual(['DT-01', 'DT-01']);
  });

  it('keeps nothing of a truck that is not registered', async () => {
    const { note } = await keep();
    note(truck('XX-01'), sample());
    await pass(3);
    expect(written).toEqual([]);
  });
});
