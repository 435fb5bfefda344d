/**
 * Plans that somebody is looking at: what each was made from, loaded once, and its desk, a thread that has its problem at hand and answers
 * what-ifs, so that the service itself never computes. Both go when something changes that the plan was loaded from; a desk also when it
 * was not asked for a while.
 */
import type { PlanId } from '@digitruck/contract/ids';
import type { LiveSubject } from '@digitruck/contract/live';
import type { PlannedVisit } from '../../planner/problem.ts';
import type { PlanStore } from '../../store/plans/plans.ts';
import type { PlanVisitRow } from '../../store/tables/plans.ts';
import { type Desk, openDesk } from './desk.ts';
import { type LoadDeps, type LoadedProblem, loadProblem } from './load.ts';
import { isFixedKey } from './problem.ts';

export type Whole = NonNullable<Awaited<ReturnType<PlanStore['whole']>>>;
export type LoadedPlan = LoadedProblem & { readonly desk: Desk };
export type LoadedPlans = ReturnType<typeof loadedPlans>;

const LOADED_MAX = 4;
const IDLE_MS = 120_000;
const LOADED_FROM: ReadonlySet<LiveSubject> = new Set([
  'trucks',
  'sites',
  'courses',
  'requests',
  'visits',
  'disruptions',
  'holidays',
  'maintenance',
]);

export function loadedPlans(deps: LoadDeps, idleMs = IDLE_MS) {
  const known = new Map<PlanId, Promise<LoadedPlan>>();
  let stopped = false;

  function forget(planId: PlanId): void {
    const plan = known.get(planId);
    known.delete(planId);
    plan?.then(({ desk }) => desk.close()).catch(() => {});
  }

  return {
    has: (planId: PlanId): boolean => known.has(planId),

    of({ row }: Whole): Promise<LoadedPlan> {
      if (stopped) return Promise.reject(new Error('the service is stopping'));
      const { planId } = row;
      const plan = known.get(planId);
      if (plan !== undefined) {
        // The one that was asked last is the last to go.
        known.delete(planId);
        known.set(planId, plan);
        return plan;
      }
      const { firstDay: from, days, frozenBefore, trucks, stability, returnToDepot } = row;
      const input = { from, days, frozenBefore, truckIds: trucks, pins: [], stability, returnToDepot };
      const loading = loadProblem(deps, input, 'known').then((loaded) => {
        const gone = () => {
          if (known.get(planId) === loading) forget(planId);
        };
        return { ...loaded, desk: openDesk(loaded.problem, { idleMs, onGone: gone }) };
      });
      for (const old of [...known.keys()].slice(0, Math.max(0, known.size - LOADED_MAX + 1))) forget(old);
      known.set(planId, loading);
      loading.catch(() => forget(planId));
      return loading;
    },

    /** Something has changed that plans are loaded from. */
    changed(subjects: readonly LiveSubject[]): void {
      if (!subjects.some((subject) => LOADED_FROM.has(subject))) return;
      for (const planId of [...known.keys()]) forget(planId);
    },

    async stop(): Promise<void> {
      stopped = true;
      const plans = [...known.values()];
      known.clear();
      for (const plan of plans) await plan.then(({ desk }) => desk.close()).catch(() => {});
    },
  };
}

/** A plan's visits as the planner knows them, without those that it takes as they are. */
export function placedOf(rows: readonly PlanVisitRow[]): PlannedVisit[] {
  return rows.flatMap(({ requestId, truckId, firstDay, lastDay, facts }) =>
    requestId === null || facts.fixed ? [] : [{ requestId, truckId, firstDay, lastDay }],
  );
}

/** Bookings that stand in the problem. */
export const fixedPins = ({ problem }: LoadedProblem) =>
  problem.pins.filter(({ requestId }) => isFixedKey(requestId));
