import { randomUUID } from 'node:crypto';
import { HISTORY_POINTS_MAX, type History, type Resolution } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import type { ReadingName } from '@digitruck/contract/readings';
import { beforeAll, describe, expect, it } from 'vitest';
import { type HistoryStore, historyStore } from '../../src/store/history/history.ts';
import { rollupStore } from '../../src/store/history/rollups.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { addTruck, type RawSample, storeBatch } from './raw-samples.ts';

const truckId = 'DT-01' as TruckId;
let database: TestDatabase;
let histories: HistoryStore;

const sample = (seq: number, at: string, readings: Partial<RawSample> = {}): RawSample => ({
  truckId,
  bootId: 'b1',
  seq,
  at: `2026-11-23T${at}Z`,
  ...readings,
});

beforeAll(async () => {
  database = await freshDatabase();
  histories = historyStore(database.db);
  await addTruck(database.db, truckId);
  await storeBatch(database.db, [
    sample(0, '06:50:00', { solarWh: 90, lat: -1, lon: 36 }),
    sample(1, '07:05:00', { solarW: 100, solarWh: 100, lat: 0, lon: 0, place: 'no-fix' }),
    sample(2, '07:05:30', { solarW: 200, batterySocPct: 50, headingDeg: 359 }),
    sample(3, '07:10:00', { solarW: 600, solarWh: 130, batterySocPct: 49, headingDeg: 1 }),
    // Number 4 is missing.
    sample(5, '07:20:00', { solarWh: 150 }),
    // Nothing at all from 07:30 to 07:45, but number 6 follows number 5: the truck reports seldom.
    sample(6, '07:50:00', { solarWh: 5 }),
    sample(7, '08:00:00', { solarWh: 6 }),
  ]);
  const rollups = rollupStore(database.db);
  const worker = randomUUID();
  while ((await rollups.claim(worker, 1000)).steps.length > 0) await rollups.restateClaimed(worker);
});

async function read(
  resolution: Resolution,
  from: string,
  to: string,
  readings: readonly ReadingName[],
): Promise<History> {
  const result = await histories.read({
    truckId,
    fromMs: Date.parse(`2026-11-23T${from}Z`),
    toMs: Date.parse(`2026-11-23T${to}Z`),
    resolution,
    readings,
  });
  if (!result.ok) throw new Error(result.reason);
  return result.history;
}

describe('steps', () => {
  it('stand on a regular grid; one without samples is null', async () => {
    const history = await read('15m', '07:00:00', '08:00:00', ['solarW', 'batterySocPct']);
    expect(history).toEqual({
      truckId,
      from: '2026-11-23T07:00:00.000Z',
      to: '2026-11-23T08:00:00.000Z',
      resolution: '15m',
      at: [
        '2026-11-23T07:00:00.000Z',
        '2026-11-23T07:15:00.000Z',
        '2026-11-23T07:30:00.000Z',
        '2026-11-23T07:45:00.000Z',
      ],
      samples: [3, 1, 0, 1],
      // 07:00 to 07:10 (5 of these minutes from the sample at 06:50): 600 s. Nothing from 07:10 to 07:20, where a number
      // is missing; 07:20 to 07:30 600 s; all of the third; 07:45 to 08:00, the last ten minutes up to the sample behind.
      coverage: [0.6667, 0.6667, 1, 1],
      series: {
        solarW: {
          unit: 'W',
          min: [100, null, null, null],
          mean: [300, null, null, null],
          max: [600, null, null, null],
        },
        batterySocPct: {
          unit: '%',
          min: [49, null, null, null],
          mean: [49.5, null, null, null],
          max: [50, null, null, null],
        },
      },
      truncated: false,
    });
  });

  it('begin with the one that holds `from`', async () => {
    const history = await read('1h', '07:30:00', '07:31:00', ['solarW']);
    expect(history.at).toEqual(['2026-11-23T07:00:00.000Z']);
    expect(history.samples).toEqual([5]);
    // 07:00 to 07:10 and 07:20 to 08:00.
    expect(history.coverage).toEqual([0.8333]);
  });

  it('have the rise of a counter, from the last value before them on', async () => {
    // 90 -> 100 -> 130: 40; -> 150: 20; reset to 5: 5. Then 6: 1.
    const history = await read('15m', '07:00:00', '08:15:00', ['solarWh']);
    expect(history.series).toEqual({ solarWh: { unit: 'Wh', rise: [40, 20, null, 5, 1] } });
    expect((await read('1h', '06:00:00', '09:00:00', ['solarWh'])).series.solarWh?.rise).toEqual([0, 65, 1]);
    expect((await read('1d', '00:00:00', '23:00:00', ['solarWh'])).series.solarWh?.rise).toEqual([66]);
    // Of the day after: nothing known, but no error either.
    expect((await read('1h', '23:00:00', '23:30:00', ['solarWh'])).series.solarWh?.rise).toEqual([null]);
  });

  it('of a minute are made on reading', async () => {
    const history = await read('1m', '07:04:00', '07:12:00', ['solarW', 'solarWh', 'lat']);
    expect(history.at[0]).toBe('2026-11-23T07:04:00.000Z');
    expect(history.samples).toEqual([0, 2, 0, 0, 0, 0, 1, 0]);
    expect(history.coverage).toEqual([1, 1, 1, 1, 1, 1, 0, 0]);
    expect(history.series.solarW?.mean).toEqual([null, 150, null, null, null, null, 600, null]);
    expect(history.series.solarWh?.rise).toEqual([null, 10, null, null, null, null, 30, null]);
    // The place without a fix counts for nothing.
    expect(history.series.lat?.mean).toEqual([null, null, null, null, null, null, null, null]);
  });

  it('give no mean of angles', async () => {
    const { series } = await read('15m', '07:00:00', '07:15:00', ['headingDeg']);
    expect(series.headingDeg).toEqual({ unit: 'deg', min: [1], max: [359] });
  });
});

describe('raw samples', () => {
  it('come as they were measured, from `from` up to before `to`', async () => {
    const history = await read('raw', '07:05:00', '07:10:00', ['solarWh', 'lat']);
    expect(history).toMatchObject({
      at: ['2026-11-23T07:05:00.000Z', '2026-11-23T07:05:30.000Z'],
      samples: [1, 1],
      coverage: [null, null],
      series: { solarWh: { unit: 'Wh', value: [100, null] }, lat: { unit: 'deg', value: [null, null] } },
      truncated: false,
    });
  });
});

describe('what cannot be answered', () => {
  it('is a truck that nobody registered', async () => {
    const result = await histories.read({
      truckId: 'DT-99' as TruckId,
      fromMs: 0,
      toMs: 60_000,
      resolution: '1m',
      readings: ['solarW'],
    });
    expect(result).toEqual({ ok: false, reason: 'unknown-truck' });
  });

  it('is a grid of too many steps', async () => {
    const result = await histories.read({
      truckId,
      fromMs: 0,
      toMs: 60_000 * (HISTORY_POINTS_MAX + 1),
      resolution: '1m',
      readings: ['solarW'],
    });
    expect(result).toEqual({ ok: false, reason: 'too-many-steps', steps: 50_001, stepsMax: 50_000 });
  });
});
