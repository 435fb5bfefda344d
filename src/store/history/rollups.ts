/**
 * Keeping the rollups: touched steps come off the queue `rollup_dirty` and wait, each once, in `rollup_waiting`; a worker claims
 * some and restates them from samples, with the hours and days that hold them.
 *
 * Claiming is a short transaction of its own: whatever a mark stands for was committed with it, so it is seen by the restating
 * that follows, and whatever comes later marks again. One worker at a time is on a truck, hence nobody overwrites a
 * newer row with an older one.
 *
 * Steps before `raw_retention.raw_kept_from` are left as they are: their samples may be gone.
 */
import type pg from 'pg';
import type { Db } from '../db.ts';
import { refreshGaps } from '../samples/gaps.ts';
import { inTransaction } from '../transaction.ts';
import {
  DELETE_EMPTY_PARENTS,
  DELETE_EMPTY_QUARTERS,
  RESTATE_FROM_PARTS,
  RESTATE_QUARTERS,
} from './rollup-sql.ts';

/** A 15-minute step of a truck; milliseconds since 1970. */
export type Step = { readonly truckId: string; readonly stepStartMs: number };

const QUARTER_S = 900;
const HOUR_S = 3_600;
const DAY_S = 86_400;
/** "DIGC": held while steps are claimed, so that two workers never claim the same truck. */
const CLAIM_LOCK = 0x44494743;
/** Marks that are taken off the queue at once. */
const MARKS_MAX = 100_000;
/** A claim this old was left by a worker that died. */
const ABANDONED_AFTER = `interval '5 minutes'`;

const TAKE_MARKS = `
  with marks as (
    delete from rollup_dirty where ctid = any (array(select ctid from rollup_dirty limit ${MARKS_MAX}))
    returning truck_id, step_start
  ), waiting as (
    insert into rollup_waiting (truck_id, step_start) select distinct truck_id, step_start from marks
    on conflict do nothing
  )
  select count(*)::int as n from marks`;

const PUT_BACK = `
  with back as (
    delete from rollup_claims using (
      select truck_id, step_start from rollup_claims
      where worker_id = $1 or claimed_at < clock_timestamp() - ${ABANDONED_AFTER}
      for update skip locked
    ) as left_over
    where rollup_claims.truck_id = left_over.truck_id and rollup_claims.step_start = left_over.step_start
    returning rollup_claims.truck_id, rollup_claims.step_start
  )
  insert into rollup_waiting (truck_id, step_start) select truck_id, step_start from back on conflict do nothing`;

const CLAIM = `
  with chosen as materialized (
    select truck_id, step_start from rollup_waiting
    where (truck_id, step_start) > ($2::text, $3::timestamptz)
      and not exists (select from rollup_claims where rollup_claims.truck_id = rollup_waiting.truck_id)
    order by truck_id, step_start limit $4
  ), taken as (
    delete from rollup_waiting using chosen
    where rollup_waiting.truck_id = chosen.truck_id and rollup_waiting.step_start = chosen.step_start
  ), claimed as (
    insert into rollup_claims (truck_id, step_start, worker_id) select truck_id, step_start, $1 from chosen
  )
  select truck_id, step_start from chosen order by truck_id, step_start`;

const FIRST_OF_ALL: Step = { truckId: '', stepStartMs: 0 };

export function rollupStore(db: Db) {
  const pool = db.$client;
  return {
    /** Whether any step waits to be restated. */
    async anyWaiting(): Promise<boolean> {
      const { rows } = await pool.query<{ waiting: boolean }>(
        `select exists (select from rollup_dirty) or exists (select from rollup_waiting)
           or exists (select from rollup_claims) as waiting`,
      );
      return rows[0]?.waiting === true;
    },

    /**
     * Takes up to `limit` touched steps, in order of truck and time behind the step `after`. What this worker took before and
     * has not restated goes back first.
     * @returns the steps in the database's order, so that the last one is the next claim's `after`; and how many marks
     *   came off the queue, which tells whether samples are coming in
     */
    async claim(
      workerId: string,
      limit: number,
      after: Step = FIRST_OF_ALL,
    ): Promise<{ readonly steps: Step[]; readonly marks: number }> {
      return await inTransaction(pool, async (client) => {
        await client.query('select pg_advisory_xact_lock($1)', [CLAIM_LOCK]);
        const marks = await client.query<{ n: number }>({ name: 'rollups-marks', text: TAKE_MARKS });
        await client.query({ name: 'rollups-put-back', text: PUT_BACK, values: [workerId] });
        const { rows } = await client.query<StepRow>({
          name: 'rollups-claim',
          text: CLAIM,
          values: [workerId, after.truckId, new Date(after.stepStartMs), limit],
        });
        return { steps: rows.map(stepOf), marks: marks.rows[0]?.n ?? 0 };
      });
    },

    /**
     * Restates everything this worker has claimed, the hours and days around, and the trucks' gaps.
     * @returns how many 15-minute steps and samples that were
     */
    async restateClaimed(workerId: string): Promise<{ steps: number; samples: number }> {
      return await inTransaction(
        pool,
        async (client) => {
          await client.query(PLANNER_SETTINGS);
          const { rows } = await client.query<StepRow & { kept: boolean }>({
            name: 'rollups-claimed',
            text: `with kept as materialized (select raw_kept_from from raw_retention for share)
              delete from rollup_claims using kept where worker_id = $1
              returning truck_id, step_start, step_start >= raw_kept_from as kept`,
            values: [workerId],
          });
          const steps = rows.filter((row) => row.kept).map(stepOf);
          if (steps.length > 0) await restate(client, steps);
          if (rows.length > 0) await refreshGaps(client, [...new Set(rows.map((row) => row.truck_id))]);
          return { steps: steps.length, samples: await samplesOf(client, steps) };
        },
        'repeatable read',
      );
    },

    /** Puts back what this worker has claimed, when it stops. */
    async release(workerId: string): Promise<void> {
      await pool.query(PUT_BACK, [workerId]);
    },
  };
}
export type RollupStore = ReturnType<typeof rollupStore>;

type StepRow = { truck_id: string; step_start: Date };
function stepOf(row: StepRow): Step {
  return { truckId: row.truck_id, stepStartMs: row.step_start.getTime() };
}

/**
 * Each step is a short walk along an index; statistics of a partition that has just begun to fill say otherwise, and compiling
 * a hundred sums takes longer than they do.
 */
const PLANNER_SETTINGS =
  "set local enable_seqscan = off; set local jit = off; set local max_parallel_workers_per_gather = 0; set local work_mem = '32MB'";

async function restate(client: pg.ClientBase, quarters: readonly Step[]): Promise<void> {
  const values = columnsOf(quarters);
  await client.query({ name: 'rollups-empty-quarters', text: DELETE_EMPTY_QUARTERS, values });
  await client.query({ name: 'rollups-quarters', text: RESTATE_QUARTERS, values });
  for (const [partS, stepS] of [
    [QUARTER_S, HOUR_S],
    [HOUR_S, DAY_S],
  ] as const) {
    const parents = [...columnsOf(holding(quarters, stepS)), partS, stepS];
    await client.query({ name: 'rollups-empty-parents', text: DELETE_EMPTY_PARENTS, values: parents });
    await client.query({ name: 'rollups-parents', text: RESTATE_FROM_PARTS, values: parents });
  }
}

/** How much work it was, so that the worker knows what a step costs. */
async function samplesOf(client: pg.ClientBase, quarters: readonly Step[]): Promise<number> {
  if (quarters.length === 0) return 0;
  const { rows } = await client.query<{ samples: string }>({
    name: 'rollups-samples',
    text: `select coalesce(sum(samples), 0) as samples
      from unnest($1::text[], $2::timestamptz[]) as step (truck_id, step_start)
      join rollups using (truck_id, step_start) where step_s = ${QUARTER_S}`,
    values: columnsOf(quarters),
  });
  return Number(rows[0]?.samples ?? 0);
}

/** The steps of `stepS` seconds that hold these, each once. Days are UTC days, which are whole multiples since 1970. */
function holding(steps: readonly Step[], stepS: number): Step[] {
  const found = new Map<string, Step>();
  for (const { truckId, stepStartMs } of steps) {
    const start = Math.floor(stepStartMs / (stepS * 1000)) * stepS * 1000;
    found.set(`${truckId} ${start}`, { truckId, stepStartMs: start });
  }
  return [...found.values()];
}

function columnsOf(steps: readonly Step[]): [string[], Date[]] {
  return [steps.map((step) => step.truckId), steps.map((step) => new Date(step.stepStartMs))];
}
