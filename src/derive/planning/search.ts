/**
 * Searches as jobs: one at a time a replica, from the queue `plan`. A job is tried once by the queue; whether to try again is decided here,
 * by the plan's own record: a replica that ends in peace puts its search back, one that dies is missed after a while by the others (or by
 * itself when it is back), and a search that was lost too often has failed, and says so.
 */
import type { PlanId, RequestId } from '@digitruck/contract/ids';
import { fromDrizzle } from 'pg-boss';
import type { Clock } from '../../kernel/clock.ts';
import type { PlannedVisit } from '../../planner/problem.ts';
import type { Claimed, PlanJobStore, SearchFigures } from '../../store/plans/jobs.ts';
import type { Enqueue, PlanStore } from '../../store/plans/plans.ts';
import type { LeftOut } from '../../store/tables/plans.ts';
import type { Jobs } from '../jobs.ts';
import { type LoadDeps, type LoadedProblem, loadProblem } from './load.ts';
import { isFixedKey } from './problem.ts';
import { brokenReason, pinReason, reasonsOf } from './reasons.ts';
import { namesIn, rowsOf, scoreOfRows } from './rows.ts';
import type { PlannerThreads, RunningThread } from './thread.ts';
import type { WorkerOutput } from './worker.ts';

export type SearchDeps = LoadDeps & {
  readonly jobs: Jobs;
  readonly planJobs: PlanJobStore;
  readonly plans: Pick<PlanStore, 'whole'>;
  readonly threads: PlannerThreads;
  readonly clock: Clock;
  readonly log: { warn(detail: object, message: string): void; info(detail: object, message: string): void };
  readonly pollJobsEveryS?: number;
  readonly lostAfterMs?: number;
  readonly sweepEveryMs?: number;
};
export type Searches = { readonly enqueue: Enqueue; stop(): Promise<void> };

export const PLAN_QUEUE = 'plan';
const SEARCH_S_MAX = 600;
/** Loading, reasons and saving come on top of the search itself. */
const EXPIRE_S = SEARCH_S_MAX + 300;
const BEAT_MS = 500;
const LOST_AFTER_MS = 20_000;
const SWEEP_EVERY_MS = 5_000;
const ATTEMPTS_MAX = 3;
const KEEP_DONE_S = 86_400;
/** Of a search that was cancelled or is over: its thread has to say its last word soon. */
const FAULTS_TOLD = 10;

export async function startSearches(deps: SearchDeps): Promise<Searches> {
  const { jobs, planJobs, threads, clock, log } = deps;
  let stopping = false;
  let current: { readonly planId: PlanId; readonly attempt: number } | undefined;
  let running: Promise<void> = Promise.resolve();
  await jobs.queue(PLAN_QUEUE, { retryLimit: 0, expireInSeconds: EXPIRE_S, deleteAfterSeconds: KEEP_DONE_S });
  const workId = await jobs.boss.work<{ planId: PlanId }>(
    PLAN_QUEUE,
    { batchSize: 1, pollingIntervalSeconds: deps.pollJobsEveryS ?? 1 },
    async (taken) => {
      for (const { data } of taken) {
        if (stopping) continue;
        running = one(data.planId);
        await running;
      }
    },
  );
  void workId;

  async function one(planId: PlanId): Promise<void> {
    const claimed = await planJobs.claim(planId);
    if (claimed === undefined) return;
    const attempt = claimed.jobAttempts;
    current = { planId, attempt };
    try {
      const fault = await search(claimed);
      if (fault !== undefined) await planJobs.fail(planId, attempt, fault);
    } catch (err) {
      if (stopping) return;
      log.warn({ err, planId }, 'a plan could not be made');
      await planJobs
        .fail(planId, attempt, 'The service could not make it; its log says why')
        .catch((error: unknown) => log.warn({ err: error, planId }, 'and its plan could not be told'));
    } finally {
      current = undefined;
    }
  }

  /** @returns why there is no plan; undefined when it is saved, or is no longer wanted */
  async function search(claimed: Claimed): Promise<string | undefined> {
    const { planId, jobAttempts: attempt } = claimed;
    const { firstDay: from, days, frozenBefore, truckIds, seed, searchSeconds: seconds } = claimed;
    const cancel = new SharedArrayBuffer(4);
    const cell = new Int32Array(cancel);
    let beganMs: number | undefined;
    let figures: SearchFigures = { seconds: 0, iterations: 0, score: null };
    let thread: RunningThread | undefined;
    let gone = false;
    let ended = false;
    let beating = Promise.resolve();
    // From the first moment: a road service may take its time before the search itself begins.
    const beat = setInterval(() => {
      beating = beating.then(async () => {
        if (ended) return;
        const searched = beganMs === undefined ? 0 : (clock.monotonicMs() - beganMs) / 1000;
        figures = { ...figures, seconds: Math.min(seconds, searched) };
        const go = await planJobs.beat(planId, attempt, figures).catch((err: unknown) => {
          log.warn({ err, planId }, 'the search of a plan could not say how far it is');
          return 'go-on' as const;
        });
        if (go === 'cancel') Atomics.store(cell, 0, 1);
        if (go === 'gone') {
          gone = true;
          await thread?.terminate();
        }
      });
    }, BEAT_MS);
    let loaded: LoadedProblem;
    let output: Exclude<WorkerOutput, { type: 'progress' }>;
    try {
      const { stability, returnToDepot } = claimed;
      const pins = await pinsOf(claimed.pinsOf);
      // Where as little as possible is to move, what was pinned in the plan that is published least of all.
      const steady = stability === 'most' && claimed.pinsOf === null ? await pinsOf(claimed.basedOn) : [];
      const pinned = new Set(steady.map(({ requestId }) => requestId));
      const input = { from, days, frozenBefore, truckIds, pins, pinned, stability, returnToDepot };
      loaded = await loadProblem(deps, input, 'ask');
      if (gone) return undefined;
      if (loaded.truckIds.length === 0)
        return 'There is no truck in use of which a place or a depot is known';
      beganMs = clock.monotonicMs();
      thread = threads.run(
        { problem: loaded.problem, seed, seconds, cancel },
        ({ iterations, score: { reached, ...score } }) => {
          figures = { ...figures, iterations, score: { ...score, weighted: reached } };
        },
      );
      output = await thread.end;
    } finally {
      ended = true;
      clearInterval(beat);
      await beating;
    }
    const names = namesIn(loaded);
    if (output.type === 'infeasible') {
      const said = output.faults.map((fault) =>
        'detail' in fault ? `${fault.where}: ${fault.detail}` : pinReason(fault, names).words,
      );
      const more = said.length > FAULTS_TOLD ? ` And ${said.length - FAULTS_TOLD} more.` : '';
      return `No plan is possible: ${said.slice(0, FAULTS_TOLD).join(' ')}${more}`;
    }
    const held = new Set(loaded.problem.pins.map(({ requestId }) => requestId));
    const visits = rowsOf(loaded, output.plan, output.charges, { pinned: held, visitIds: new Map() });
    const reasons = new Map(
      output.explanations.map((one) => [one.requestId, reasonsOf(one, names).nearest[0] ?? null]),
    );
    for (const visit of loaded.promised) {
      const disruption = loaded.broken.get(visit.visitId);
      if (disruption !== undefined) reasons.set(visit.requestId, brokenReason(visit, disruption));
    }
    const promised = new Set<string>(loaded.promised.map(({ requestId }) => requestId));
    const unscheduled = output.plan.unscheduled
      .filter((requestId) => !isFixedKey(requestId))
      .map(
        (requestId): LeftOut => ({
          requestId: requestId as RequestId,
          promised: promised.has(requestId),
          reason: reasons.get(requestId) ?? null,
        }),
      );
    const saved = await planJobs.finish(planId, attempt, {
      state: output.cancelled ? 'cancelled' : 'done',
      seconds: output.seconds,
      iterations: output.iterations,
      truncated: output.truncated,
      visits,
      unscheduled,
      score: scoreOfRows(loaded, visits, output.plan),
      notes: loaded.notes,
      trucks: [...loaded.truckIds],
      promised: [...loaded.promised, ...loaded.cut],
      disruptionIds: [...loaded.disruptions.values()].map(({ disruptionId }) => disruptionId),
    });
    if (!saved) log.info({ planId }, 'a plan was made that nobody waits for any more');
    return undefined;
  }

  async function pinsOf(planId: PlanId | null): Promise<PlannedVisit[]> {
    const whole = planId === null ? undefined : await deps.plans.whole(planId);
    return (whole?.visits ?? []).flatMap(({ requestId, truckId, firstDay, lastDay, pinned }) =>
      pinned && requestId !== null ? [{ requestId, truckId, firstDay, lastDay }] : [],
    );
  }

  async function sweep(): Promise<void> {
    const lost = await planJobs.reviveLost(deps.lostAfterMs ?? LOST_AFTER_MS, ATTEMPTS_MAX);
    for (const planId of lost) {
      log.info({ planId }, 'a search that was lost begins anew');
      await jobs.boss.send(PLAN_QUEUE, { planId });
    }
  }
  let sweeping = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = sweep().catch((err: unknown) => log.warn({ err }, 'lost searches could not be looked for'));
  }, deps.sweepEveryMs ?? SWEEP_EVERY_MS);

  return {
    async enqueue(planId, { tx, sql }) {
      await jobs.boss.send(PLAN_QUEUE, { planId }, { db: fromDrizzle(tx, sql) });
    },
    async stop() {
      stopping = true;
      clearInterval(timer);
      await sweeping;
      const left = current;
      if (left !== undefined) {
        try {
          if (await planJobs.release(left.planId, left.attempt)) {
            await jobs.boss.send(PLAN_QUEUE, { planId: left.planId });
          }
        } catch (err) {
          log.warn({ err, ...left }, 'a search could not be put back; it is missed after a while');
        }
      }
      await threads.stop();
      await running.catch(() => {});
    },
  };
}
