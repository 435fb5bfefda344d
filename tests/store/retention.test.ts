import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { startRetention } from '../../src/derive/retention.ts';
import { manualClock } from '../../src/kernel/clock.ts';
import { type RollupStore, rollupStore } from '../../src/store/history/rollups.ts';
import { isMissingPartition } from '../../src/store/samples/partitions.ts';
import { type RetentionStore, retentionStore } from '../../src/store/samples/retention.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';
import { type RawSample, storeBatch } from './raw-samples.ts';

const NOW_MS = Date.parse('2026-11-24T03:00:00Z');
let database: TestDatabase;
let retention: RetentionStore;
let rollups: RollupStore;

const sample = (bootId: string, seq: number, at: string): RawSample => ({
  truckId: 'DT-01',
  bootId,
  seq,
  at,
});
const values = async (sql: string) => {
  const { rows } = await database.db.$client.query({ text: sql, rowMode: 'array' });
  return rows.flat();
};
const partitions = () =>
  values(
    "select relname from pg_inherits join pg_class on pg_class.oid = inhrelid where inhparent = 'samples'::regclass order by 1",
  );

beforeAll(async () => {
  database = await freshDatabase();
  retention = retentionStore(database.db);
  rollups = rollupStore(database.db);
});

it('drops partitions that are past retention, deletes what is left of others, and keeps the rollups', async () => {
  // 90 days and one before 24 November: everything before 25 August may go, single rows before 25 July.
  await storeBatch(database.db, [sample('june', 0, '2026-06-20T10:00:00Z')], '2026-06-20T10:00:01Z');
  await storeBatch(database.db, [sample('july', 0, '2026-07-01T10:00:00Z')], '2026-07-01T10:00:01Z');
  await storeBatch(
    database.db,
    [sample('july', 1, '2026-08-24T10:00:00Z'), sample('july', 2, '2026-08-25T00:00:00Z')],
    '2026-08-25T10:00:01Z',
  );
  await storeBatch(database.db, [sample('nov', 0, '2026-11-23T10:00:00Z')], '2026-11-23T10:00:01Z');
  await database.db.$client.query(`
    insert into quarantine (topic, reason, detail, payload, payload_bytes, received_at)
      values ('t', 'empty', '', '', 0, '2026-08-20T00:00:00Z'), ('t', 'empty', '', '', 0, '2026-09-20T00:00:00Z');
    insert into ingest_counts (truck_id, bucket_at) values ('DT-01', '2025-11-20T00:00:00Z'), ('DT-01', '2026-01-20T00:00:00Z')`);

  // Not restated yet: nothing goes.
  const early = await retention.run(NOW_MS, 90);
  expect(early).toMatchObject({
    rawKeptFrom: '2026-06-20T00:00:00.000Z',
    partitionsDropped: [],
    samplesDeleted: 0,
  });
  expect(await values('select count(*)::int from samples')).toEqual([5]);

  const worker = randomUUID();
  while ((await rollups.claim(worker, 100)).steps.length > 0) await rollups.restateClaimed(worker);
  expect(await retention.run(NOW_MS, 90)).toEqual({
    rawKeptFrom: '2026-08-25T00:00:00.000Z',
    partitionsDropped: ['samples_2026_06'],
    samplesDeleted: 1,
    refusalsDeleted: 0,
  });
  expect(await partitions()).toEqual(['samples_2026_07', 'samples_2026_08', 'samples_2026_11']);
  expect(await values('select boot_id || seq from samples order by sampled_at')).toEqual([
    'july1',
    'july2',
    'nov0',
  ]);
  expect(await values('select count(*)::int from rollups where step_s = 900')).toEqual([5]);
  expect(await values('select count(*)::int from quarantine')).toEqual([1]);
  expect(await values('select count(*)::int from ingest_counts')).toEqual([1]);

  // Whatever marks an old step now: its rollup stays as it is, though its samples are gone.
  await database.db.$client.query("insert into rollup_dirty values ('DT-01', '2026-06-20T10:00:00Z')");
  while ((await rollups.claim(worker, 100)).steps.length > 0) await rollups.restateClaimed(worker);
  expect(await values('select sum(samples)::int from rollups where step_s = 86400')).toEqual([5]);
});

it('tells a writer that its partition is gone, and leaves the work to one replica at a time', async () => {
  const insert = database.db.$client.query(
    `insert into samples (truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place)
     values ('DT-01', 'june', 1, '2026-06-01', now(), now(), 'ok', 'ok')`,
  );
  expect(await insert.catch((error) => isMissingPartition(error))).toBe(true);

  const other = await database.db.$client.connect();
  await other.query('select pg_advisory_lock($1)', [0x44494752]);
  expect(await retention.run(NOW_MS, 90)).toBeUndefined();
  await other.query('select pg_advisory_unlock($1)', [0x44494752]);
  other.release();
  expect(await retention.run(NOW_MS, 90)).toBeDefined();
});

it('runs by itself and makes partitions ahead', async () => {
  const log = { info: () => {}, warn: () => {} };
  const clock = manualClock(Date.parse('2027-12-31T23:00:00Z'));
  const job = startRetention({ retention, rawRetentionDays: 9000, clock, log, firstAfterMs: 0 });
  await until('the partitions are there', async () => (await partitions()).includes('samples_2028_01'));
  await job.stop();
  expect(await partitions()).toEqual([
    'samples_2026_07',
    'samples_2026_08',
    'samples_2026_11',
    'samples_2027_12',
    'samples_2028_01',
  ]);
});
