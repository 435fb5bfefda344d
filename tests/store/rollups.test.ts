import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { COVERED_MAX_S } from '../../src/store/history/rollup-sql.ts';
import { type RollupStore, rollupStore } from '../../src/store/history/rollups.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { type RawSample, storeBatch } from './raw-samples.ts';

let database: TestDatabase;
let rollups: RollupStore;
const worker = randomUUID();

beforeAll(async () => {
  database = await freshDatabase();
  rollups = rollupStore(database.db);
});

const clear = () =>
  database.db.$client.query(
    "truncate samples, boots, rollup_dirty, rollup_waiting, rollup_claims, rollups, gaps, gap_checks; update raw_retention set raw_kept_from = '-infinity'",
  );
beforeEach(clear);

async function restateAll(limit = 1000): Promise<void> {
  while ((await rollups.claim(worker, limit)).steps.length > 0) await rollups.restateClaimed(worker);
}

async function rows(columns: string, stepS = 900): Promise<Record<string, unknown>[]> {
  const { rows } = await database.db.$client.query(
    `select to_char(step_start at time zone 'utc', 'MM-DD HH24:MI') as step, ${columns}
     from rollups where step_s = $1 order by truck_id, step_start`,
    [stepS],
  );
  return rows;
}

const sample = (seq: number, at: string, readings: Partial<RawSample> = {}): RawSample => ({
  truckId: 'DT-01',
  bootId: 'b1',
  seq,
  at: `2026-11-23T${at}Z`,
  ...readings,
});

describe('a 15-minute step', () => {
  it('counts samples and has n, sum, min and max of what is known of a gauge', async () => {
    await storeBatch(database.db, [
      sample(0, '07:00:00', { solarW: 100, occupancy: 3 }),
      sample(1, '07:05:00', { solarW: 300 }),
      sample(2, '07:14:59.999', { batteryTempC: -2.5 }),
      sample(3, '07:15:00', { solarW: 50 }),
    ]);
    await restateAll();
    expect(
      await rows(
        'samples, solar_w_n, solar_w_sum, solar_w_min, solar_w_max, occupancy_n, occupancy_sum, battery_temp_c_min, load_w_n, load_w_sum',
      ),
    ).toEqual([
      {
        step: '11-23 07:00',
        samples: 3,
        solar_w_n: 2,
        solar_w_sum: 400,
        solar_w_min: 100,
        solar_w_max: 300,
        occupancy_n: 1,
        occupancy_sum: 3,
        battery_temp_c_min: -2.5,
        load_w_n: 0,
        load_w_sum: null,
      },
      {
        step: '11-23 07:15',
        samples: 1,
        solar_w_n: 1,
        solar_w_sum: 50,
        solar_w_min: 50,
        solar_w_max: 50,
        occupancy_n: 0,
        occupancy_sum: null,
        battery_temp_c_min: null,
        load_w_n: 0,
        load_w_sum: null,
      },
    ]);
  });

  it('leaves places without a fix out', async () => {
    await storeBatch(database.db, [
      sample(0, '07:00:00', { lat: -1.25, lon: 36.5 }),
      sample(1, '07:01:00', { lat: 0, lon: 0, place: 'no-fix' }),
      sample(2, '07:02:00', { lat: 9, lon: 39, place: 'jump' }),
    ]);
    await restateAll();
    expect(await rows('samples, lat_n, lat_min, lat_max, lon_n, lon_sum')).toEqual([
      { step: '11-23 07:00', samples: 3, lat_n: 1, lat_min: -1.25, lat_max: -1.25, lon_n: 1, lon_sum: 36.5 },
    ]);
  });

  it('has the rise of a counter between its first and last sample', async () => {
    await storeBatch(database.db, [
      sample(0, '07:00:00', { solarWh: 1000 }),
      sample(1, '07:05:00', { solarWh: 1010 }),
      sample(2, '07:10:00', { solarWh: 1025 }),
    ]);
    await restateAll();
    expect(
      await rows('solar_wh_first, solar_wh_last, solar_wh_rise, data_used_mb_first, data_used_mb_rise'),
    ).toEqual([
      {
        step: '11-23 07:00',
        solar_wh_first: 1000,
        solar_wh_last: 1025,
        solar_wh_rise: 25,
        data_used_mb_first: null,
        data_used_mb_rise: null,
      },
    ]);
  });

  it('takes a fall of a counter as a reset that counts from zero', async () => {
    // 1000 -> 1010: 10; reset to 4: 4; 4 -> 9: 5. In all 19.
    await storeBatch(database.db, [
      sample(0, '15:00:00', { solarWh: 1000 }),
      sample(1, '15:01:00', { solarWh: 1010 }),
      sample(2, '15:02:00', { solarWh: 4 }),
      sample(3, '15:03:00', { solarWh: 9 }),
    ]);
    await restateAll();
    expect(await rows('solar_wh_rise, solar_wh_last')).toEqual([
      { step: '11-23 15:00', solar_wh_rise: 19, solar_wh_last: 9 },
    ]);
  });

  it('looks past samples that do not know the counter, across a reset too', async () => {
    // 1000 -> (unknown) -> 1010: 10; (unknown); reset to 4: 4. In all 14.
    await storeBatch(database.db, [
      sample(0, '15:00:00', {}),
      sample(1, '15:01:00', { solarWh: 1000 }),
      sample(2, '15:02:00', {}),
      sample(3, '15:03:00', { solarWh: 1010 }),
      sample(4, '15:04:00', {}),
      sample(5, '15:05:00', { solarWh: 4 }),
      sample(6, '15:06:00', {}),
    ]);
    await restateAll();
    expect(await rows('solar_wh_first, solar_wh_last, solar_wh_rise')).toEqual([
      { step: '11-23 15:00', solar_wh_first: 1000, solar_wh_last: 4, solar_wh_rise: 14 },
    ]);
  });

  it('covers the time between samples whose numbers follow each other in one boot', async () => {
    await storeBatch(database.db, [
      sample(0, '07:00:00'),
      sample(1, '07:01:00'),
      sample(2, '07:02:30'), // 0 to 2: 150 s
      sample(4, '07:05:00'), // 3 is missing
      sample(5, '07:06:00'), // 60 s
      sample(0, '07:07:00', { bootId: 'b2' }), // another boot
      sample(1, '07:07:10', { bootId: 'b2' }), // 10 s
    ]);
    await restateAll();
    expect(
      await rows('samples, covered_s, first_boot_id, first_seq::int, last_boot_id, last_seq::int, last_at'),
    ).toEqual([
      {
        step: '11-23 07:00',
        samples: 7,
        covered_s: 220,
        first_boot_id: 'b1',
        first_seq: 0,
        last_boot_id: 'b2',
        last_seq: 1,
        last_at: new Date('2026-11-23T07:07:10Z'),
      },
    ]);
  });
});

describe('hours and days', () => {
  it('are made of their parts and what lies between these', async () => {
    await storeBatch(database.db, [
      sample(0, '07:10:00', { solarWh: 100, loadW: 10 }),
      sample(1, '07:20:00', { solarWh: 130, loadW: 20 }), // 600 s, 30 Wh between two quarters
      sample(2, '07:25:00', { loadW: 60 }), // 300 s
      sample(3, '07:50:00', { solarWh: 140 }), // 1500 s, 10 Wh past a sample that did not know
      sample(4, '08:10:00', { solarWh: 7 }), // 1200 s over the hour; a reset: 7 Wh
      sample(5, '10:30:00', { solarWh: 8 }), // 8400 s is too long to be covered; 1 Wh
    ]);
    await restateAll();
    expect(await rows('samples, covered_s, solar_wh_rise, load_w_n, load_w_sum, load_w_max', 3600)).toEqual([
      {
        step: '11-23 07:00',
        samples: 4,
        covered_s: 2400,
        solar_wh_rise: 40,
        load_w_n: 3,
        load_w_sum: 90,
        load_w_max: 60,
      },
      {
        step: '11-23 08:00',
        samples: 1,
        covered_s: 0,
        solar_wh_rise: 0,
        load_w_n: 0,
        load_w_sum: null,
        load_w_max: null,
      },
      {
        step: '11-23 10:00',
        samples: 1,
        covered_s: 0,
        solar_wh_rise: 0,
        load_w_n: 0,
        load_w_sum: null,
        load_w_max: null,
      },
    ]);
    expect(
      await rows('samples, covered_s, solar_wh_first, solar_wh_last, solar_wh_rise, load_w_sum', 86_400),
    ).toEqual([
      {
        step: '11-23 00:00',
        samples: 6,
        covered_s: 3600,
        solar_wh_first: 100,
        solar_wh_last: 8,
        solar_wh_rise: 48,
        load_w_sum: 90,
      },
    ]);
    expect(8400).toBeGreaterThan(COVERED_MAX_S);
  });
});

describe('restating', () => {
  it('changes a step that late data comes into, and its hour and day', async () => {
    await storeBatch(database.db, [
      sample(0, '07:00:00', { solarWh: 10 }),
      sample(2, '07:02:00', { solarWh: 30 }),
    ]);
    await restateAll();
    expect(await rows('samples, covered_s, solar_wh_rise', 86_400)).toEqual([
      { step: '11-23 00:00', samples: 2, covered_s: 0, solar_wh_rise: 20 },
    ]);
    await storeBatch(database.db, [
      sample(1, '07:01:00', { solarWh: 15 }),
      sample(3, '09:00:00', { solarWh: 33 }),
    ]);
    await restateAll();
    expect(await rows('samples, covered_s, solar_wh_rise')).toEqual([
      { step: '11-23 07:00', samples: 3, covered_s: 120, solar_wh_rise: 20 },
      { step: '11-23 09:00', samples: 1, covered_s: 0, solar_wh_rise: 0 },
    ]);
    expect(await rows('samples, covered_s, solar_wh_rise', 86_400)).toEqual([
      { step: '11-23 00:00', samples: 4, covered_s: 120, solar_wh_rise: 23 },
    ]);
  });

  it('forgets a step whose samples were deleted, and touches none before raw retention', async () => {
    await storeBatch(database.db, [sample(0, '07:00:00'), sample(1, '08:00:00')]);
    await restateAll();
    await database.db.$client.query(`
      delete from samples;
      insert into rollup_dirty select truck_id, step_start from rollups where step_s = 900;
      update raw_retention set raw_kept_from = '2026-11-23T08:00:00Z'`);
    await restateAll();
    expect(await rows('samples')).toEqual([{ step: '11-23 07:00', samples: 1 }]);
    expect(await rows('samples', 3600)).toEqual([{ step: '11-23 07:00', samples: 1 }]);
  });
});

describe('claims', () => {
  it('one worker is on a truck at a time; what a worker did not finish goes back', async () => {
    await storeBatch(database.db, [sample(0, '07:00:00'), sample(1, '07:15:00')]);
    const other = randomUUID();
    expect((await rollups.claim(worker, 1)).steps).toEqual([
      { truckId: 'DT-01', stepStartMs: Date.parse('2026-11-23T07:00:00Z') },
    ]);
    // The same truck's other step waits for the first worker, and so does a mark that comes in meanwhile.
    await storeBatch(database.db, [sample(2, '07:01:00')]);
    expect((await rollups.claim(other, 10)).steps).toEqual([]);
    expect(await rollups.restateClaimed(worker)).toEqual({ steps: 1, samples: 2 });
    expect((await rollups.claim(other, 10)).steps.length).toBe(2);
    await rollups.release(other);
    expect((await rollups.claim(worker, 10)).steps.length).toBe(2);
    // A worker that claims again has given up what it had.
    expect((await rollups.claim(worker, 10)).steps.length).toBe(2);
  });

  it('what a worker left that died is taken over after five minutes', async () => {
    await storeBatch(database.db, [sample(0, '07:00:00')]);
    await rollups.claim(worker, 10);
    await database.db.$client.query(
      "update rollup_claims set claimed_at = claimed_at - interval '6 minutes'",
    );
    const other = randomUUID();
    expect((await rollups.claim(other, 10)).steps.length).toBe(1);
    expect(await rollups.restateClaimed(worker)).toEqual({ steps: 0, samples: 0 });
    expect(await rollups.restateClaimed(other)).toEqual({ steps: 1, samples: 1 });
  });

  it('a batch that commits while its step is being restated is not forgotten', async () => {
    await storeBatch(database.db, [sample(0, '07:00:00')]);
    const batch = await database.db.$client.connect();
    await batch.query('begin');
    await batch.query(
      `insert into samples (truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place)
       select truck_id, boot_id, 1, boot_month, '2026-11-23T07:01:00Z', received_at, clock, place from samples`,
    );
    await batch.query("insert into rollup_dirty values ('DT-01', '2026-11-23T07:00:00Z')");
    await rollups.claim(worker, 10);
    await batch.query('commit');
    batch.release();
    await rollups.restateClaimed(worker);
    await restateAll();
    expect(await rows('samples')).toEqual([{ step: '11-23 07:00', samples: 2 }]);
  });
});

/** Every row of the rollups, but for nothing. */
async function allRows(): Promise<unknown[]> {
  const { rows } = await database.db.$client.query(
    'select * from rollups order by truck_id, step_s, step_start',
  );
  return rows;
}

const anySample = fc.record({
  truckId: fc.constantFrom('DT-01', 'DT-02'),
  bootId: fc.constantFrom('b1', 'b2'),
  seq: fc.integer({ min: 0, max: 40 }),
  minute: fc.integer({ min: 0, max: 200 }),
  readings: fc.record(
    {
      solarW: fc.double({ min: 0, max: 2000, noNaN: true }),
      solarWh: fc.double({ min: 0, max: 100, noNaN: true }),
      dataUsedMb: fc.integer({ min: 0, max: 5 }),
      occupancy: fc.integer({ min: 0, max: 30 }),
    },
    { requiredKeys: [] },
  ),
});

describe('in whatever order, however often and in whatever batches samples come', () => {
  it('the rollups are the same', { timeout: 120_000 }, async () => {
    const stored = fc.uniqueArray(anySample, {
      minLength: 1,
      maxLength: 40,
      selector: ({ truckId, bootId, seq }) => `${truckId} ${bootId} ${seq}`,
    });
    await fc.assert(
      fc.asyncProperty(
        stored,
        fc.infiniteStream(fc.nat()),
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
        async (drawn, dice, sizes) => {
          const samples = drawn.map(({ truckId, bootId, seq, minute, readings }) => ({
            truckId,
            bootId,
            seq,
            at: new Date(Date.UTC(2026, 10, 22, 22, minute)).toISOString(),
            ...readings,
          }));
          await clear();
          await storeBatch(database.db, samples);
          await restateAll();
          const once = await allRows();

          await clear();
          const shuffled = [...samples, ...samples]
            .map((one) => ({ one, key: dice.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          for (let from = 0, i = 0; from < shuffled.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            await storeBatch(database.db, shuffled.slice(from, from + size));
            from += size;
            if (i % 2 === 0) await restateAll(3);
          }
          await restateAll();
          expect(await allRows()).toEqual(once);
        },
      ),
      { numRuns: 25 },
    );
  });
});
