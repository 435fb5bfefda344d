/** The live engine on a real PostgreSQL: told once, cleared once, by one replica, over restarts, breaks and faults. */
import type { TruckId } from '@digitruck/contract/ids';
import { READING_NAMES, type Readings } from '@digitruck/contract/readings';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AlertWorker, startAlerts } from '../../src/derive/alerts/alerts.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { ALERT_LOCK, leadership } from '../../src/store/leader.ts';
import { sampleWriter } from '../../src/store/samples/samples.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { addTruck } from '../store/raw-samples.ts';
import { atEnd } from '../support/at-end.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const MINUTE_MS = 60_000;
const NOON = Date.UTC(2026, 10, 23, 9);
const DT1 = 'DT-1' as TruckId;
const quiet = { warn: () => {} };

let database: TestDatabase;
let store: Store;
const workers: AlertWorker[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.db);
});
beforeEach(async () => {
  await database.db.$client.query(
    'truncate samples, boots, latest, presence, ingest_counts, quarantine, rollup_dirty, alerts, alert_events, alert_state, alert_rules, visits, trucks cascade',
  );
  await addTruck(database.db, DT1);
});

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

function rig(startMs = NOON) {
  const clock = manualClock(startMs);
  const writer = sampleWriter({ url: database.url, clock, onIdleError: () => {} });
  atEnd(() => writer.close());
  let seq = 0;
  const self = {
    clock,
    hears: true,
    worker(part: Partial<Store> = {}): AlertWorker {
      const leader = leadership(database.url, ALERT_LOCK);
      const worker = startAlerts({
        ...store,
        ...part,
        leader,
        hears: () => self.hears,
        timeZone: 'Africa/Nairobi',
        clock,
        log: quiet,
        everyMs: 3_600_000,
      });
      workers.push(worker);
      return worker;
    },
    async sample(readings: Readings, sampledMs = clock.nowMs(), truckId = DT1): Promise<void> {
      const receivedMs = clock.nowMs();
      await writer.write({
        rows: [
          {
            truckId,
            bootId: 'b1',
            seq: seq++,
            sampledMs,
            claimedMs: sampledMs,
            receivedMs,
            clock: 'ok',
            place: readings.lat === undefined ? 'no-fix' : 'ok',
            late: receivedMs - sampledMs > 10 * MINUTE_MS,
            readingsDropped: 0,
            topic: `digitruck/v1/${truckId}/telemetry`,
            values: READING_NAMES.map((name) => readings[name] ?? Number.NaN),
          },
        ],
        refusals: [],
        pending: [],
      });
      await store.presence.write(
        [
          {
            truckId,
            state: 'online',
            sinceMs: receivedMs,
            heardMs: receivedMs,
            bootId: 'b1',
            bootAtMs: receivedMs,
            flapping: false,
          },
        ],
        [],
      );
    },
    /** Minutes pass with a sample and a look each. */
    async run(worker: AlertWorker, minutes: number, readings?: Readings): Promise<void> {
      // Of a truck that is away nothing comes, so fewer looks see as much; but never so few that they are a break.
      const stepMin = readings === undefined ? 1.25 : 1;
      for (let at = 0; at < minutes; at += stepMin) {
        clock.advance(stepMin * MINUTE_MS);
        if (readings !== undefined) await self.sample(readings);
        await worker.pass();
      }
    },
  };
  return self;
}

async function list() {
  const { items } = await store.alerts.list({ state: 'all', snoozed: 'shown', limit: 100 }, NOON);
  return items.map(({ kind, state, severity, clearedWhy }) => ({ kind, state, severity, clearedWhy }));
}

test('a battery that is low is told once, and cleared when it has charged', async () => {
  const { run, worker } = rig();
  const engine = worker();
  await run(engine, 20, { batterySocPct: 15 });
  expect(await list()).toEqual([
    { kind: 'battery-low', state: 'raised', severity: 'soon', clearedWhy: null },
  ]);
  await run(engine, 20, { batterySocPct: 60 });
  expect(await list()).toEqual([
    { kind: 'battery-low', state: 'cleared', severity: 'soon', clearedWhy: 'over' },
  ]);
  expect(engine.stats()).toMatchObject({ failures: 0, trucks: 1, leads: true });
});

test('a restart neither forgets what has lasted nor raises it again', async () => {
  const { run, worker } = rig();
  const first = worker();
  await run(first, 3, { batterySocPct: 15 });
  await first.stop();
  const second = worker();
  await run(second, 4, { batterySocPct: 15 });
  expect(await list()).toHaveLength(1);
  await second.stop();
  const third = worker();
  await run(third, 10, { batterySocPct: 15 });
  expect(await list()).toHaveLength(1);
  await run(third, 20, { batterySocPct: 60 });
  expect(await list()).toEqual([expect.objectContaining({ state: 'cleared' })]);
});

test('of two replicas one looks; the other goes on when it is gone', async () => {
  const { run, worker } = rig();
  const [a, b] = [worker(), worker()];
  await run(a, 1, { batterySocPct: 50 });
  await run(b, 1, { batterySocPct: 50 });
  expect([a.stats().leads, b.stats().leads]).toEqual([true, false]);
  expect(b.stats().passes).toBe(0);
  await a.stop();
  await run(b, 10, { batterySocPct: 15 });
  expect(b.stats().leads).toBe(true);
  expect(await list()).toHaveLength(1);
});

test('what could not be written down is found again', async () => {
  const { run, worker } = rig();
  let faults = 3;
  const engine = worker({
    alerts: {
      ...store.alerts,
      apply: async (...args) => {
        if (args[1].length > 0 && faults-- > 0) throw new Error('the database went away');
        await store.alerts.apply(...args);
      },
    },
  });
  await run(engine, 20, { batterySocPct: 15 });
  expect(await list()).toHaveLength(1);
  expect(engine.stats().failures).toBe(3);
});

describe('silence', () => {
  const gone = (state: { kind: string }) => state.kind === 'truck-silent';
  test('is told after the truck’s own time and is over with its first sign of life', async () => {
    const { run, worker } = rig();
    const engine = worker();
    await run(engine, 5, { batterySocPct: 50 });
    await run(engine, 70);
    expect((await list()).filter(gone)).toEqual([expect.objectContaining({ state: 'raised' })]);
    await run(engine, 5, { batterySocPct: 50 });
    expect((await list()).filter(gone)).toEqual([expect.objectContaining({ state: 'cleared' })]);
  });

  test('is nobody’s while the service was stopped, could not hear, or somebody set its clock', async () => {
    const state = rig();
    const first = state.worker();
    await state.run(first, 5, { batterySocPct: 50 });
    await first.stop();
    state.clock.advance(5 * 3_600_000);
    const second = state.worker();
    await state.run(second, 30);
    expect(await list()).toEqual([]);

    await state.run(second, 5, { batterySocPct: 50 });
    state.hears = false;
    await state.run(second, 65);
    state.hears = true;
    await state.run(second, 30);
    expect(await list()).toEqual([]);

    await state.run(second, 5, { batterySocPct: 50 });
    state.clock.jump(3 * 3_600_000);
    await state.run(second, 30);
    expect(await list()).toEqual([]);
  });
});

test('late data is noted with its time and raises nothing', async () => {
  const state = rig();
  const engine = state.worker();
  await state.run(engine, 5, { batterySocPct: 50 });
  const darkMs = state.clock.nowMs();
  await state.run(engine, 50);
  for (let minute = 1; minute < 50; minute++)
    await state.sample({ batterySocPct: minute > 10 && minute < 40 ? 12 : 50 }, darkMs + minute * MINUTE_MS);
  await state.run(engine, 8, { batterySocPct: 50 });
  const found = await list();
  expect(found).toEqual([
    { kind: 'battery-low', state: 'cleared', severity: 'soon', clearedWhy: 'late-data' },
  ]);
});

test('a truck that is retired has no open alerts', async () => {
  const { run, worker } = rig();
  const engine = worker();
  await run(engine, 10, { batterySocPct: 15 });
  await database.db.$client.query('update trucks set retired = true');
  engine.changed('trucks');
  await run(engine, 1);
  expect(await list()).toEqual([expect.objectContaining({ state: 'cleared', clearedWhy: 'no-truck' })]);
});

test('a changed threshold counts from the next look on', async () => {
  const { run, worker, clock } = rig();
  const engine = worker();
  await run(engine, 10, { batterySocPct: 35 });
  expect(await list()).toEqual([]);
  const actor = { personId: null, name: 'Test', via: 'system' } as const;
  const change = { raiseAfterS: 0, thresholds: { raiseAbovePct: 20, clearAbovePct: 25 } };
  await store.alertRules.put(actor, DT1, 'battery-low', { change, version: 0 }, clock.nowMs());
  engine.changed('alerts');
  await run(engine, 1, { batterySocPct: 35 });
  expect(await list()).toEqual([expect.objectContaining({ kind: 'battery-low' })]);
});

test('another truck’s name in its messages, and passwords tried', async () => {
  const { run, worker } = rig();
  const engine = worker();
  await run(engine, 1, { batterySocPct: 50 });
  for (let i = 0; i < 12; i++) engine.noteRefused(DT1);
  await run(engine, 1, { batterySocPct: 50 });
  expect(await list()).toEqual([expect.objectContaining({ kind: 'credentials-misuse', severity: 'urgent' })]);
});
