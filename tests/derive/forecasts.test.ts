import { randomUUID } from 'node:crypto';
import { Forecast } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import type { Sample } from '@digitruck/contract/telemetry';
import { beforeAll, describe, expect, test } from 'vitest';
import { simulateHistory } from '../../simulators/fleet/history.ts';
import { startForecasts } from '../../src/derive/forecasts/forecasts.ts';
import { forecastSkill } from '../../src/derive/forecasts/skill.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { addDays, instantOf } from '../../src/kernel/zone.ts';
import { energyDayStore } from '../../src/store/history/energy-days.ts';
import { forecastStore } from '../../src/store/history/forecasts.ts';
import { rollupStore } from '../../src/store/history/rollups.ts';
import { sampleWriter } from '../../src/store/samples/samples.ts';
import { visitStore } from '../../src/store/visits/visits.ts';
import { batchOf, rowOf } from '../store/sample-rows.ts';
import { atEnd } from '../support/at-end.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const ZONE = 'Africa/Nairobi';
const FIRST_DAY = '2026-03-01';
const DAYS = 26;
const id = (truckId: string) => truckId as TruckId;
const dayStart = (days: number) => instantOf(addDays(FIRST_DAY, days), '00:00', ZONE);

let database: TestDatabase;
const samplesOf = (truckId: string, days: number) =>
  simulateHistory({
    truck: { truckId, array: { peakW: 3000 } },
    seed: 'forecasts',
    startMs: dayStart(0),
    endMs: dayStart(days),
    intervalS: 900,
    bootId: 'b1',
  });

/** Stores samples as ingest does, received right away. */
async function store(truckId: string, samples: Iterable<Sample>): Promise<void> {
  const writer = sampleWriter({
    url: database.url,
    clock: manualClock(dayStart(DAYS)),
    onIdleError: () => {},
  });
  const rows = [...samples].map(({ bootId, seq, sampledAt, ...readings }) => {
    const atMs = Date.parse(sampledAt);
    const known = Object.fromEntries(Object.entries(readings).filter(([, value]) => value !== null));
    return rowOf(truckId, bootId, seq, { claimedMs: atMs, receivedMs: atMs + 1000, readings: known });
  });
  for (let at = 0; at < rows.length; at += 500) await writer.write(batchOf(...rows.slice(at, at + 500)));
  await writer.close();
}

async function restateAll(): Promise<void> {
  const rollups = rollupStore(database.db);
  const worker = randomUUID();
  while ((await rollups.claim(worker, 400)).steps.length > 0) await rollups.restateClaimed(worker);
}

const addTruck = (truckId: string, peakW: number | null = 3000) =>
  database.db.$client.query(
    `insert into trucks (truck_id, solar_array, battery, updated_by) values ($1, $2, $3, 'test')`,
    [
      truckId,
      peakW === null ? null : { peakW, tiltDeg: 4 },
      { capacityWh: 20_000, reservePct: 20, maxChargeW: 5000, maxDischargeW: 5000 },
    ],
  );

function forecasts(startMs: number) {
  const clock = manualClock(startMs);
  const stores = { forecasts: forecastStore(database.db), energyDays: energyDayStore(database.db) };
  const warnings: unknown[] = [];
  const worker = startForecasts({
    ...stores,
    visits: visitStore(database.db),
    timeZone: ZONE,
    clock,
    log: { warn: (detail) => void warnings.push(detail) },
    firstAfterMs: 3_600_000,
  });
  atEnd(worker.stop);
  return { ...stores, clock, worker, warnings, skill: forecastSkill(stores) };
}

beforeAll(async () => {
  database = await freshDatabase();
});

describe('a truck that has been out for weeks', () => {
  beforeAll(async () => {
    await addTruck('DT-1');
    await addTruck('DT-NEW', null);
    await store('DT-1', samplesOf('DT-1', DAYS));
    await restateAll();
  }, 120_000);

  test('its days are read off its history, each forecast is kept and scored when its day is over', async () => {
    const made = forecasts(dayStart(10) + 600_000);
    for (let day = 10; day < DAYS; day++) {
      await made.worker.pass();
      made.clock.advance(86_400_000);
    }
    // Once more on the last day: the first forecast of a day is the one that counts.
    await made.worker.pass();
    expect(made.warnings).toEqual([]);

    const forecast = Forecast.parse(await made.forecasts.find(id('DT-1')));
    expect(forecast).toMatchObject({ possible: true, truckId: 'DT-1' });
    expect(forecast.basis.daysSeen).toBeGreaterThan(20);
    expect(forecast.basis.performanceRatio).toBeGreaterThan(0.8);
    expect(forecast.hours).toHaveLength(168);
    expect((await made.forecasts.find(id('DT-NEW')))?.possible).toBe(false);

    const days = (await made.energyDays.list([id('DT-1')], FIRST_DAY, addDays(FIRST_DAY, DAYS))).get(
      id('DT-1'),
    );
    expect(days).toHaveLength(DAYS);
    for (const day of days ?? []) {
      expect(day.coverage).toBeGreaterThan(0.95);
      expect(day.potentialWh).toBeLessThan(1.3 * (day.clearSkyWh ?? 0));
      expect(day.harvestWh).toBeLessThanOrEqual((day.potentialWh ?? 0) + 1);
      expect(day.samples).toBe(96);
    }

    const skill = await made.skill(addDays(FIRST_DAY, 10), addDays(FIRST_DAY, DAYS - 1), id('DT-1'));
    const [day1] = skill.leads;
    expect(day1).toMatchObject({ lead: 1, days: DAYS - 10 });
    expect(day1?.forecast.nrmsePct).toBeLessThan(45);
    expect(day1?.p10CoveragePct).toBeLessThan(45);
    expect(skill.days).toHaveLength(DAYS - 10);
    const foretold = skill.days.at(-1)?.foretold.map(({ lead }) => lead);
    expect(foretold).toEqual([1, 2, 3, 4, 5, 6, 7]);
    // In classes, too: none were planned.
    expect(skill.days.at(-1)?.foretold[0]?.classes).toEqual({
      planned: 0,
      coveredP10: 0,
      coveredP50: 0,
      coveredP10AfterShedding: 0,
    });
    const fleet = await made.skill(addDays(FIRST_DAY, 10), addDays(FIRST_DAY, DAYS - 1));
    expect(fleet.trucks.map(({ truckId }) => truckId)).toEqual(['DT-1']);
    expect(fleet.leads).toEqual(skill.leads);
  }, 120_000);

  test('late data restates its day, and nothing else', async () => {
    await addTruck('DT-LATE');
    const all = [...samplesOf('DT-LATE', 8)];
    const missing = (sample: Sample) => {
      const atMs = Date.parse(sample.sampledAt);
      return atMs >= dayStart(3) && atMs < dayStart(4);
    };
    await store(
      'DT-LATE',
      all.filter((sample) => !missing(sample)),
    );
    await restateAll();
    const made = forecasts(dayStart(8) + 600_000);
    await made.worker.pass();
    const daysNow = async () =>
      (await made.energyDays.list([id('DT-LATE')], FIRST_DAY, addDays(FIRST_DAY, 8))).get(id('DT-LATE')) ??
      [];
    const before = await daysNow();
    expect(before.map(({ day }) => day)).not.toContain(addDays(FIRST_DAY, 3));

    await store('DT-LATE', all.filter(missing));
    await database.db.$client.query(
      `insert into ingest_counts (truck_id, bucket_at, late) values ('DT-LATE', $1, 96)
       on conflict (truck_id, bucket_at) do update set late = 96`,
      [new Date(made.clock.nowMs())],
    );
    await restateAll();
    await made.worker.pass();
    const after = await daysNow();
    expect(after).toHaveLength(8);
    expect(after.filter(({ day }) => day !== addDays(FIRST_DAY, 3))).toEqual(before);
    expect(made.warnings).toEqual([]);
  }, 120_000);

  test('a corrected array restates them all', async () => {
    const made = forecasts(dayStart(DAYS) + 600_000);
    const clear = async () =>
      (await made.energyDays.list([id('DT-1')], FIRST_DAY, addDays(FIRST_DAY, DAYS)))
        .get(id('DT-1'))
        ?.map(({ clearSkyWh }) => clearSkyWh ?? 0) ?? [];
    const before = await clear();
    await database.db.$client.query(
      `update trucks set solar_array = '{"peakW": 6000, "tiltDeg": 4}' where truck_id = 'DT-1'`,
    );
    expect((await made.worker.make(id('DT-1')))?.possible).toBe(true);
    const after = await clear();
    expect(after).toHaveLength(before.length);
    for (const [i, wh] of after.entries()) expect(wh).toBeCloseTo(2 * (before[i] ?? 0), 3);
  });
});

test('a battery that is full from morning to evening trains nothing when nobody says what the panels could give', async () => {
  await addTruck('DT-FULL');
  const full = [...samplesOf('DT-FULL', 6)].map(
    (sample): Sample => ({
      ...sample,
      solarPotentialW: null,
      solarW: Math.min(sample.solarW ?? 0, 120),
      batterySocPct: 100,
      batteryW: 0,
    }),
  );
  await store('DT-FULL', full);
  await restateAll();
  const made = forecasts(dayStart(6) + 600_000);
  const forecast = await made.worker.make(id('DT-FULL'));
  expect(forecast?.basis).toMatchObject({ daysSeen: 0, performanceRatio: null });
  const unseen = forecasts(dayStart(6) + 600_000);
  await addTruck('DT-NOBODY');
  const nobody = await unseen.worker.make(id('DT-NOBODY'));
  expect(forecast?.basis.clearness).toBeNull();
  // What it foretells is what it would without having seen a day.
  const shares = (of: typeof forecast) =>
    of?.days.map(({ potentialWh }) => (potentialWh.p50 / potentialWh.p90).toFixed(2)).slice(1);
  expect(shares(forecast)).toEqual(shares(nobody));
}, 60_000);

test('two replicas make them once: the second leaves it to the first', async () => {
  const { forecasts: one } = forecasts(dayStart(6));
  const other = forecastStore(database.db);
  let ran = false;
  const first = await one.alone(async () => {
    ran = await other.alone(async () => {});
  });
  expect([first, ran]).toEqual([true, false]);
  expect(await other.alone(async () => {})).toBe(true);
});

test('an unknown or retired truck has none', async () => {
  const { worker } = forecasts(dayStart(6));
  await addTruck('DT-GONE');
  await database.db.$client.query(`update trucks set retired = true where truck_id = 'DT-GONE'`);
  expect(await worker.make(id('DT-GONE'))).toBeUndefined();
  expect(await worker.make(id('NOBODY'))).toBeUndefined();
});
