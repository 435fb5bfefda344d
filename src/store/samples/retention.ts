/**
 * What is not kept for ever: raw samples, what was refused, counts of ingest, gaps that were filled. Rollups stay.
 *
 * A partition of `samples` holds the boots of one month, and goes as a whole once its youngest sample is past retention.
 * Boots that live for months keep their partition alive; their old samples are deleted one by one, a month later than
 * they could be, so that nothing is deleted row by row that is about to go as a whole.
 *
 * Nothing goes before it is in the rollups: `raw_kept_from` never passes a step that waits to be restated, and is a day behind
 * what ingest still takes. Steps before it are never restated (see rollups.ts).
 */
import type pg from 'pg';
import type { Db } from '../db.ts';
import { inTransaction } from '../transaction.ts';
import { bootMonthOf, ensurePartitions, monthAfter, PARTITIONS_LOCK } from './partitions.ts';

const DAY_MS = 86_400_000;
/** A day more than ingest takes, so that a sample that is just coming in does not meet its own deletion. */
const MARGIN_DAYS = 1;
/** See above. */
const SINGLE_ROWS_AFTER_DAYS = 31;
const QUARANTINE_DAYS = 90;
const COUNTS_DAYS = 365;
const GAPS_DAYS = 365;
const DELETE_AT_ONCE = 10_000;
/** "DIGR": held by the replica that is at it. */
const RETENTION_LOCK = 0x44494752;
/** Writers wait behind whoever waits to drop a partition; better to try again next time. */
const DROP_LOCK_TIMEOUT_MS = 500;

export type RetentionResult = {
  /** Samples measured from then on are all there. */
  readonly rawKeptFrom: string | null;
  readonly partitionsDropped: string[];
  readonly samplesDeleted: number;
  readonly refusalsDeleted: number;
};

export function retentionStore(db: Db) {
  const pool = db.$client;
  return {
    ensurePartitions: (nowMs: number) => ensurePartitions(pool, nowMs),

    /** One pass over everything; undefined when another replica is at it. */
    async run(nowMs: number, rawRetentionDays: number): Promise<RetentionResult | undefined> {
      const client = await pool.connect();
      try {
        const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [RETENTION_LOCK]);
        if (rows[0]?.mine !== true) return undefined;
        try {
          const cutoffMs = Math.floor(nowMs / DAY_MS) * DAY_MS - (rawRetentionDays + MARGIN_DAYS) * DAY_MS;
          const keptFromMs = await advance(client, cutoffMs);
          const partitionsDropped =
            keptFromMs === undefined ? [] : await dropPartitions(pool, client, keptFromMs, nowMs);
          return {
            rawKeptFrom: keptFromMs === undefined ? null : new Date(keptFromMs).toISOString(),
            partitionsDropped,
            samplesDeleted: keptFromMs === undefined ? 0 : await deleteSingleRows(client, keptFromMs),
            refusalsDeleted: await deleteOld(client, nowMs),
          };
        } finally {
          await client.query('select pg_advisory_unlock($1)', [RETENTION_LOCK]);
        }
      } finally {
        client.release();
      }
    },
  };
}
export type RetentionStore = ReturnType<typeof retentionStore>;

/** Moves `raw_kept_from` on, as far as everything before it is in the rollups. Waits for restating that is under way. */
async function advance(client: pg.ClientBase, cutoffMs: number): Promise<number | undefined> {
  const { rows } = await client.query<{ kept_ms: number | null }>(
    `update raw_retention set raw_kept_from = greatest(raw_kept_from, least($1::timestamptz, (
       select date_bin('1 day', min(step_start), '2000-01-01T00:00:00Z') from (
         select step_start from rollup_dirty union all select step_start from rollup_waiting
         union all select step_start from rollup_claims
       ) as unfinished)))
     returning case when isfinite(raw_kept_from) then (extract(epoch from raw_kept_from) * 1000)::float8 end as kept_ms`,
    [new Date(cutoffMs)],
  );
  return rows[0]?.kept_ms ?? undefined;
}

type Partition = { readonly name: string; readonly bootMonth: string };

async function partitionsOfSamples(client: pg.ClientBase): Promise<Partition[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_inherits join pg_class on pg_class.oid = inhrelid
     where inhparent = 'samples'::regclass order by relname`,
  );
  return rows.flatMap(({ name }) => {
    const match = /^samples_(\d{4})_(\d{2})$/.exec(name);
    return match === null ? [] : [{ name, bootMonth: `${match[1]}-${match[2]}-01` }];
  });
}

/** Whether a sample of the partition is still wanted; asked of each truck by the index. */
const HAS_YOUNGER = (name: string) => `
  select exists (
    select from (select distinct truck_id from boots where boot_month = $1::date) as truck
    where exists (select from ${name} as s where s.truck_id = truck.truck_id and s.sampled_at >= $2)
  ) as younger`;

async function dropPartitions(
  pool: pg.Pool,
  client: pg.ClientBase,
  keptFromMs: number,
  nowMs: number,
): Promise<string[]> {
  const dropped: string[] = [];
  for (const { name, bootMonth } of await partitionsOfSamples(client)) {
    if (Date.parse(monthAfter(bootMonth)) > keptFromMs || bootMonth >= bootMonthOf(nowMs)) continue;
    const values = [bootMonth, new Date(keptFromMs)];
    const { rows } = await client.query(HAS_YOUNGER(name), values);
    if (rows[0]?.younger === true) continue;
    const done = await inTransaction(pool, async (tx) => {
      await tx.query(`set local lock_timeout = ${DROP_LOCK_TIMEOUT_MS}`);
      await tx.query('select pg_advisory_xact_lock($1)', [PARTITIONS_LOCK]);
      await tx.query('lock table samples in access exclusive mode');
      // An old boot may have sent something since.
      const again = await tx.query(HAS_YOUNGER(name), values);
      if (again.rows[0]?.younger === true) return false;
      await tx.query(`drop table ${name}`);
      return true;
    }).catch((error: { code?: unknown }) => {
      if (error.code === LOCK_NOT_AVAILABLE) return false;
      throw error;
    });
    if (done) dropped.push(name);
  }
  return dropped;
}
const LOCK_NOT_AVAILABLE = '55P03';

async function deleteSingleRows(client: pg.ClientBase, keptFromMs: number): Promise<number> {
  const before = new Date(keptFromMs - SINGLE_ROWS_AFTER_DAYS * DAY_MS);
  let deleted = 0;
  for (const { name, bootMonth } of await partitionsOfSamples(client)) {
    if (Date.parse(bootMonth) >= keptFromMs) continue;
    const trucks = await client.query<{ truck_id: string }>(
      'select distinct truck_id from boots where boot_month = $1::date',
      [bootMonth],
    );
    for (const { truck_id } of trucks.rows) {
      deleted += await deleteInParts(client, name, 'truck_id = $1 and sampled_at < $2', [truck_id, before]);
    }
  }
  return deleted;
}

async function deleteOld(client: pg.ClientBase, nowMs: number): Promise<number> {
  const daysAgo = (days: number) => new Date(nowMs - days * DAY_MS);
  const refusals = await deleteInParts(client, 'quarantine', 'received_at < $1', [daysAgo(QUARANTINE_DAYS)]);
  await deleteInParts(client, 'pending_trucks', 'last_seen_at < $1', [daysAgo(QUARANTINE_DAYS)]);
  await deleteInParts(client, 'ingest_counts', 'bucket_at < $1', [daysAgo(COUNTS_DAYS)]);
  await deleteInParts(client, 'gaps', 'closed_at < $1', [daysAgo(GAPS_DAYS)]);
  return refusals;
}

/** Short statements, so that nobody waits long for a lock and nothing swells. */
async function deleteInParts(
  client: pg.ClientBase,
  table: string,
  condition: string,
  values: unknown[],
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const { rowCount } = await client.query(
      `delete from ${table} where ctid = any (array(select ctid from ${table} where ${condition} limit ${DELETE_AT_ONCE}))`,
      values,
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < DELETE_AT_ONCE) return deleted;
  }
}
