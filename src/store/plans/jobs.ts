/**
 * What a search writes into its plan: that it has begun, how far it is, what it came to. Each try has a number; one that was given up for
 * dead and comes back finds that another try has begun, and writes nothing.
 */
import type { PlanId } from '@digitruck/contract/ids';
import type { PlanJob } from '@digitruck/contract/plans';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, sql } from '../drizzle.ts';
import { type Promised, planEdits, plans } from '../tables/plans.ts';
import { type Outcome, replaceVisits } from './plans.ts';

export type Claimed = typeof plans.$inferSelect;
export type SearchFigures = {
  readonly seconds: number;
  readonly iterations: number;
  readonly score: PlanJob['score'];
};
export type SearchEnd = Outcome &
  SearchFigures & {
    readonly state: 'done' | 'cancelled';
    readonly truncated: boolean;
    readonly notes: Claimed['notes'];
    readonly disruptionIds: Claimed['disruptionIds'];
    readonly trucks: Claimed['trucks'];
    readonly promised: readonly Promised[];
  };

export function planJobStore(db: Db) {
  const ofTry = (planId: PlanId, attempt: number) =>
    and(eq(plans.planId, planId), eq(plans.jobState, 'running'), eq(plans.jobAttempts, attempt));
  const changed = (tx: Tx) => notifyChanges(tx, { subjects: ['plans'] });
  const now = sql`clock_timestamp()`;

  return {
    /** Begins a try; undefined if there is nothing to do: cancelled, deleted, or begun by another. */
    async claim(planId: PlanId): Promise<Claimed | undefined> {
      return db.transaction(async (tx) => {
        const [row] = await tx
          .update(plans)
          .set({
            jobState: 'running',
            jobAttempts: sql`${plans.jobAttempts} + 1`,
            jobBeatAt: now,
            jobStartedAt: now,
            jobEndedAt: null,
            jobFault: null,
          })
          .where(and(eq(plans.planId, planId), eq(plans.jobState, 'waiting')))
          .returning();
        if (row !== undefined) await changed(tx);
        return row;
      });
    },

    /** Says that the search is alive. @returns whether to go on */
    async beat(
      planId: PlanId,
      attempt: number,
      figures: SearchFigures,
    ): Promise<'go-on' | 'cancel' | 'gone'> {
      return db.transaction(async (tx) => {
        const [row] = await tx
          .update(plans)
          .set({
            jobBeatAt: now,
            jobSeconds: figures.seconds,
            jobIterations: figures.iterations,
            ...(figures.score === null ? {} : { jobScore: figures.score }),
          })
          .where(ofTry(planId, attempt))
          .returning({ cancelAsked: plans.cancelAsked });
        if (row === undefined) return 'gone';
        await changed(tx);
        return row.cancelAsked ? 'cancel' : 'go-on';
      });
    },

    async finish(planId: PlanId, attempt: number, end: SearchEnd): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [row] = await tx
          .update(plans)
          .set({
            jobState: end.state,
            jobEndedAt: now,
            jobSeconds: end.seconds,
            jobIterations: end.iterations,
            jobScore: end.score,
            jobTruncated: end.truncated,
            score: end.score,
            notes: end.notes,
            disruptionIds: end.disruptionIds,
            trucks: end.trucks,
            promised: [...end.promised],
            unscheduled: [...end.unscheduled],
            updatedAt: now,
            version: sql`${plans.version} + 1`,
          })
          .where(ofTry(planId, attempt))
          .returning({ planId: plans.planId });
        if (row === undefined) return false;
        await tx.delete(planEdits).where(eq(planEdits.planId, planId));
        await replaceVisits(tx, planId, end.visits);
        await changed(tx);
        return true;
      });
    },

    async fail(planId: PlanId, attempt: number, fault: string): Promise<void> {
      await db.transaction(async (tx) => {
        await tx
          .update(plans)
          .set({ jobState: 'failed', jobEndedAt: now, jobFault: fault.slice(0, 2000) })
          .where(ofTry(planId, attempt));
        await changed(tx);
      });
    },

    /** Puts a search back that this replica cannot end; it begins anew somewhere. */
    async release(planId: PlanId, attempt: number): Promise<boolean> {
      const rows = await db
        .update(plans)
        .set({ jobState: 'waiting', jobAttempts: sql`greatest(${plans.jobAttempts} - 1, 0)` })
        .where(ofTry(planId, attempt))
        .returning({ planId: plans.planId });
      return rows.length > 0;
    },

    /**
     * Searches that nobody carries on: their replica died. They wait again, or have failed when that was their last try; one that was
     * to be cancelled is.
     * @returns those that wait now, to be handed to the jobs again
     */
    async reviveLost(silentMs: number, attemptsMax: number): Promise<PlanId[]> {
      return db.transaction(async (tx) => {
        const { rows } = await tx.execute<{ plan_id: PlanId; job_state: string }>(sql`
          update plans set
            job_state = case when cancel_asked then 'cancelled' when job_attempts >= ${attemptsMax} then 'failed' else 'waiting' end,
            job_fault = case when cancel_asked then null when job_attempts >= ${attemptsMax} then
              'The service ended ' || job_attempts || ' times while it searched; make the plan again, with less time' end,
            job_ended_at = case when cancel_asked or job_attempts >= ${attemptsMax} then clock_timestamp() end
          where job_state = 'running' and job_beat_at < clock_timestamp() - ${silentMs} * interval '1 millisecond'
          returning plan_id, job_state`);
        if (rows.length > 0) await changed(tx);
        return rows.flatMap((row) => (row.job_state === 'waiting' ? [row.plan_id] : []));
      });
    },
  };
}
export type PlanJobStore = ReturnType<typeof planJobStore>;
