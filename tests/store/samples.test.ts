import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, systemClock } from '../../src/kernel/clock.ts';
import { rng } from '../../src/kernel/rng.ts';
import { partitionOf } from '../../src/store/samples/partitions.ts';
import { type SampleRow, type SampleWriter, sampleWriter } from '../../src/store/samples/samples.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { batchOf, rowOf, START_MS } from './sample-rows.ts';

let database: TestDatabase;
let writer: SampleWriter;

const openWriter = () => sampleWriter({ url: database.url, clock: systemClock, onIdleError: () => {} });

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await query('truncate samples, boots, latest, rollup_dirty, ingest_counts, quarantine, pending_trucks');
  writer = openWriter();
});
// A writer left open would write its counts into the next test's tables.
afterEach(() => writer.close());

async function query<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.db.$client.query(text, values)).rows as Row[];
}

async function one<Row = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Row> {
  const [row] = await query<Row>(text, values);
  if (row === undefined) throw new Error(`no row: ${text}`);
  return row;
}

describe('a batch of samples', () => {
  it('is stored with every reading in its column, the unknown ones being null', async () => {
    const readings = {
      lat: -0.4527,
      lon: 39.646,
      solarWh: 812_345.25,
      batteryW: -420.5,
      occupancy: 19,
      gridW: 0,
    };
    const row = rowOf('DT-01', 'b7f1', 2 ** 32 - 1, { readings, claimedMs: START_MS + 123 });
    expect(await writer.write(batchOf(row))).toEqual({ stored: 1, duplicates: 0, conflicts: 0 });
    const stored = await one('select * from samples');
    expect(stored).toMatchObject({
      truck_id: 'DT-01',
      boot_id: 'b7f1',
      seq: String(2 ** 32 - 1),
      sampled_at: new Date(START_MS + 123),
      received_at: new Date(START_MS + 1_123),
      clock: 'ok',
      claimed_at: null,
      place: 'ok',
      lat: -0.4527,
      lon: 39.646,
      solar_wh: 812_345.25,
      battery_w: -420.5,
      occupancy: 19,
      grid_w: 0,
      load_w: null,
      battery_soc_pct: null,
    });
  });

  it('notes the boots, the touched steps and the counts', async () => {
    await writer.write(
      batchOf(
        rowOf('DT-01', 'a', 0),
        rowOf('DT-01', 'a', 1, { late: true, readingsDropped: 3 }),
        rowOf('DT-01', 'a', 20),
        rowOf('DT-01', 'b', 0, { clock: 'bad', claimedMs: 5_000, sampledMs: START_MS, receivedMs: START_MS }),
        rowOf('DT-02', 'a', 7),
      ),
    );
    await writer.close();
    expect(
      await query('select truck_id, boot_id, stored_seqs::text as seqs from boots order by 1, 2'),
    ).toEqual([
      { truck_id: 'DT-01', boot_id: 'a', seqs: '{[0,2),[20,21)}' },
      { truck_id: 'DT-01', boot_id: 'b', seqs: '{[0,1)}' },
      { truck_id: 'DT-02', boot_id: 'a', seqs: '{[7,8)}' },
    ]);
    expect(await query('select truck_id, step_start from rollup_dirty order by 1, 2')).toEqual([
      { truck_id: 'DT-01', step_start: new Date(START_MS) },
      { truck_id: 'DT-01', step_start: new Date(START_MS + 900_000) },
      { truck_id: 'DT-02', step_start: new Date(START_MS) },
    ]);
    const sums = `select sum(stored)::int as stored, sum(late)::int as late, sum(bad_clock)::int as bad,
      sum(readings_dropped)::int as dropped from ingest_counts where truck_id = 'DT-01'`;
    expect(await one(sums)).toEqual({ stored: 4, late: 1, bad: 1, dropped: 3 });
  });

  it('is stored once however often it comes, and counted', async () => {
    const rows = [0, 1, 2].map((seq) => rowOf('DT-01', 'a', seq));
    await writer.write(batchOf(...rows));
    const again = await writer.write(batchOf(...rows, ...rows, rowOf('DT-01', 'a', 3)));
    expect(again).toEqual({ stored: 1, duplicates: 6, conflicts: 0 });
    expect(await one('select count(*)::int as n from samples')).toEqual({ n: 4 });
    await writer.close();
    expect(await one('select sum(duplicates)::int as n from ingest_counts')).toEqual({ n: 6 });
  });

  it('keeps numbers that begin again after a reboot', async () => {
    await writer.write(batchOf(rowOf('DT-01', 'a', 0), rowOf('DT-01', 'b', 0), rowOf('DT-02', 'a', 0)));
    expect(await one('select count(*)::int as n from samples')).toEqual({ n: 3 });
  });

  it.each(['in one batch', 'in two batches'])(
    'with other values for the same key keeps the first and quarantines the second, %s',
    async (how) => {
      const first = rowOf('DT-01', 'a', 5, { readings: { batterySocPct: 60, loadW: 100 } });
      const second = rowOf('DT-01', 'a', 5, { readings: { batterySocPct: 61, loadW: 100 } });
      if (how === 'in one batch') {
        expect(await writer.write(batchOf(first, second))).toMatchObject({ stored: 1, conflicts: 1 });
      } else {
        await writer.write(batchOf(first));
        expect(await writer.write(batchOf(second))).toEqual({ stored: 0, duplicates: 0, conflicts: 1 });
      }
      expect(await one('select battery_soc_pct as soc from samples')).toEqual({ soc: 60 });
      const kept = await one<{ payload: Buffer; reason: string; topic: string }>('select * from quarantine');
      expect(kept).toMatchObject({
        reason: 'conflict',
        truck_id: 'DT-01',
        topic: 'digitruck/v1/DT-01/telemetry',
      });
      expect(JSON.parse(kept.payload.toString())).toMatchObject({ bootId: 'a', seq: 5, batterySocPct: 61 });
    },
  );

  it('with another time for the same key is a conflict too, even one that falls into another month', async () => {
    await writer.write(batchOf(rowOf('DT-01', 'a', 5)));
    const moved = rowOf('DT-01', 'a', 5, { claimedMs: START_MS - 40 * 86_400_000 });
    expect(await writer.write(batchOf(moved))).toMatchObject({ stored: 0, conflicts: 1 });
    expect(await one('select count(*)::int as n from samples')).toEqual({ n: 1 });
  });

  it('of a truck whose clock is bad is known again by what that clock said', async () => {
    const bad = { clock: 'bad' as const, claimedMs: 5_000 };
    await writer.write(
      batchOf(rowOf('DT-01', 'a', 5, { ...bad, sampledMs: START_MS, receivedMs: START_MS })),
    );
    const resent = rowOf('DT-01', 'a', 5, {
      ...bad,
      sampledMs: START_MS + 60_000,
      receivedMs: START_MS + 60_000,
    });
    expect(await writer.write(batchOf(resent))).toEqual({ stored: 0, duplicates: 1, conflicts: 0 });
    expect(await one('select sampled_at, claimed_at, clock from samples')).toEqual({
      sampled_at: new Date(START_MS),
      claimed_at: new Date(5_000),
      clock: 'bad',
    });
  });

  it('keeps a boot in the partition it began in', async () => {
    await writer.write(batchOf(rowOf('DT-01', 'a', 0)));
    const later = START_MS + 40 * 86_400_000;
    await writer.write(batchOf(rowOf('DT-01', 'a', 1, { claimedMs: later })));
    expect(await query('select distinct boot_month::text as month from samples')).toEqual([
      { month: '2026-11-01' },
    ]);
    expect(await one('select count(*)::int as n from samples_2026_11')).toEqual({ n: 2 });
  });

  it('of a boot whose partition was dropped gets it back', async () => {
    await writer.write(batchOf(rowOf('DT-01', 'a', 0)));
    await query(`drop table ${partitionOf('2026-11-01')}`);
    const row = rowOf('DT-01', 'a', 1);
    await expect(writer.write(batchOf(row))).rejects.toThrow('no partition');
    expect(await writer.write(batchOf(row))).toMatchObject({ stored: 1 });
    expect(await query('select reason from quarantine')).toEqual([]);
  });

  it('that holds one row which the database refuses loses that row alone', async () => {
    await query('alter table samples add constraint no_fever check (battery_temp_c < 80)');
    const rows = Array.from({ length: 50 }, (_, seq) =>
      rowOf('DT-01', 'a', seq, { readings: { batteryTempC: seq === 31 ? 85 : 30 } }),
    );
    expect(await writer.write(batchOf(...rows))).toMatchObject({ stored: 49 });
    expect(
      await one("select reason, convert_from(payload, 'UTF8')::json ->> 'seq' as seq from quarantine"),
    ).toEqual({
      reason: 'refused-by-database',
      seq: '31',
    });
    await query('alter table samples drop constraint no_fever');
  });

  it('that could not be written is written by the next try, whatever became of the first', async () => {
    await writer.write(batchOf(rowOf('DT-01', 'a', 0)));
    await query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'digitruck-fleet ingest' and datname = current_database()`,
    );
    const batch = batchOf(rowOf('DT-01', 'a', 1));
    const result = await writer.write(batch).catch(() => writer.write(batch));
    expect(result).toEqual({ stored: 1, duplicates: 0, conflicts: 0 });
  });

  it('that another replica was faster with is known again', async () => {
    const other = openWriter();
    const rows = Array.from({ length: 6 }, (_, seq) => rowOf('DT-01', 'a', seq));
    await writer.write(batchOf(...rows.slice(0, 1)));
    await other.write(batchOf(...rows.slice(0, 3)));
    const changed = { ...rowOf('DT-01', 'a', 2), values: rows[0]?.values ?? [] };
    expect(await writer.write(batchOf(...rows.slice(1, 2), changed, ...rows.slice(3, 5)))).toEqual({
      stored: 2,
      duplicates: 1,
      conflicts: 1,
    });
    expect(await other.write(batchOf(...rows))).toEqual({ stored: 1, duplicates: 5, conflicts: 0 });
    expect(await one('select count(*)::int as n, count(distinct seq)::int as distinct from samples')).toEqual(
      {
        n: 6,
        distinct: 6,
      },
    );
    expect(await one('select stored_seqs::text as seqs from boots')).toEqual({ seqs: '{[0,6)}' });
    await other.close();
  });

  it('tells which trucks changed, in its transaction', async () => {
    const listener = await database.db.$client.connect();
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => void heard.push(payload ?? ''));
    await listener.query('listen changes');
    await writer.write(batchOf(rowOf('DT-01', 'a', 0), rowOf('DT-02', 'a', 0)));
    await listener.query('unlisten changes');
    listener.release(true);
    expect(heard.map((payload) => JSON.parse(payload))).toEqual([{ t: ['DT-01', 'DT-02'] }]);
  });

  it('counts what waited for its turn once it is closed', async () => {
    const clock = manualClock(START_MS);
    const slow = sampleWriter({ url: database.url, clock, onIdleError: () => {} });
    for (let seq = 0; seq < 5; seq++) await slow.write(batchOf(rowOf('DT-01', 'a', seq)));
    expect(await one('select sum(stored)::int as n from ingest_counts')).toEqual({ n: 1 });
    await slow.close();
    expect(await one('select sum(stored)::int as n from ingest_counts')).toEqual({ n: 5 });
  });
});

describe('any order and any repetition', () => {
  const tables = async () => ({
    samples: await query(
      'select truck_id, boot_id, seq, sampled_at, battery_soc_pct from samples order by 1, 2, 3',
    ),
    boots: await query('select truck_id, boot_id, stored_seqs::text from boots order by 1, 2'),
    latest: await query(
      'select truck_id, boot_id, seq, sampled_at, place_at, place_lat, battery_soc_pct from latest order by 1',
    ),
    steps: await query('select distinct truck_id, step_start from rollup_dirty order by 1, 2'),
    quarantine: await query('select count(*)::int as n from quarantine'),
  });

  it('of the same samples gives the same tables', { timeout: 60_000 }, async () => {
    const rows: SampleRow[] = [];
    for (const truckId of ['DT-01', 'DT-02', 'DT-03']) {
      for (const [boot, bootId] of ['a', 'b'].entries()) {
        for (let seq = 0; seq < 12; seq++) {
          const claimedMs = START_MS + (boot * 12 + seq) * 60_000;
          const readings = { batterySocPct: seq, ...(seq % 3 === 0 ? { lat: 1 + seq / 1000, lon: 38 } : {}) };
          rows.push(rowOf(truckId, bootId, seq, { claimedMs, receivedMs: START_MS + 86_400_000, readings }));
        }
      }
    }
    await writer.write(batchOf(...rows));
    const inOrder = await tables();
    expect(inOrder.samples).toHaveLength(72);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 4, maxLength: 8 }),
        fc.integer({ min: 1, max: 60 }),
        async (seed, size) => {
          await query('truncate samples, boots, latest, rollup_dirty, ingest_counts, quarantine');
          // A new one, for what a writer knows of the boots is gone as well.
          await writer.close();
          writer = openWriter();
          const shuffled = shuffle([...rows, ...rows], seed);
          for (let at = 0; at < shuffled.length; at += size) {
            await writer.write(batchOf(...shuffled.slice(at, at + size)));
          }
          expect(await tables()).toEqual(inOrder);
        },
      ),
      { numRuns: 12 },
    );
  });
});

/** Fisher and Yates. */
function shuffle<T>(items: T[], seed: string): T[] {
  const random = rng(seed);
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}
