/**
 * Visits as they stand, held against the planner's own rules: each is pinned where it is, and what cannot be is named. Only what is in the
 * plan is built, so a change by hand is answered at once. And where they stand between, for explanations: unpinned, at the same days.
 */
import { dateOf, dayOf } from '../../planner/calendar.ts';
import { dayModel } from '../../planner/day-model.ts';
import { buildInstance, type Instance } from '../../planner/instance.ts';
import { createMoves } from '../../planner/moves.ts';
import { type PinFault, pinFaults } from '../../planner/pins.ts';
import { type Plan, planOf } from '../../planner/plan.ts';
import { createPower } from '../../planner/power.ts';
import type { PlannedVisit, Problem, ProblemFault } from '../../planner/problem.ts';
import { createSchedule } from '../../planner/schedule.ts';
import type { SolvedState } from '../../planner/solve.ts';

export type Stood =
  | {
      readonly ok: true;
      readonly faults: readonly PinFault[];
      readonly plan: Plan;
      readonly charges: ReadonlyMap<string, number>;
    }
  | { readonly ok: false; readonly faults: readonly ProblemFault[] };

/** @param placed with those that the problem itself pins */
export function standing(problem: Problem, placed: readonly PlannedVisit[]): Stood {
  const ids = new Set(placed.map(({ requestId }) => requestId));
  const requests = problem.requests.filter(({ requestId }) => ids.has(requestId));
  const built = buildInstance({ ...problem, requests, pins: placed });
  if (!built.ok) return built;
  const state = stateOf(built.instance);
  return {
    ok: true,
    faults: pinFaults(built.instance, state.model),
    plan: planOf(state),
    charges: chargesOf(state),
  };
}

/** What is pinned, as far as it can stand. */
function stateOf(instance: Instance): SolvedState {
  const model = dayModel(instance);
  const schedule = createSchedule(model);
  const moves = createMoves(model, schedule);
  schedule.clear();
  for (let k = 0; k < model.routes; k++) schedule.judge(k);
  for (const [route, visits] of model.begin.entries()) {
    for (const { visit, hold } of visits) {
      const at = (schedule.length[route] ?? 2) - 1;
      if (schedule.fits(route, visit, at, hold)) moves.applyInsert({ route, visit, at, hold });
    }
  }
  return { instance, model, schedule, moves };
}

/** The plan with only what is pinned fast, so that others can be thought of instead of a visit. */
export function asSolved(problem: Problem, placed: readonly PlannedVisit[]): SolvedState | undefined {
  let fast: readonly PlannedVisit[] = problem.pins;
  // A stay that somebody made longer has a length that no request knows; it is pinned as well.
  for (let round = 0; round < 2; round++) {
    const built = buildInstance({ ...problem, pins: fast });
    if (!built.ok) return undefined;
    const { instance } = built;
    const state = stateOf(instance);
    const { model, schedule, moves } = state;
    const odd: PlannedVisit[] = [];
    const inOrder = [...placed].sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1));
    for (const visit of inOrder) {
      const request = instance.requestIndex.get(visit.requestId);
      const route = instance.truckIndex.get(visit.truckId);
      if (request === undefined || route === undefined || (schedule.routeOf[request] ?? 0) >= 0) continue;
      const start = (dayOf(visit.firstDay) - instance.firstDay) * instance.perDay;
      const end = (dayOf(visit.lastDay) - instance.firstDay + 1) * instance.perDay;
      let put = false;
      for (let v = model.firstVisit[request] ?? 0; v < (model.firstVisit[request + 1] ?? 0) && !put; v++) {
        const table = instance.table(instance.classOf[route] ?? 0, v);
        if (table?.start[start] !== start || table.end[start] !== end) continue;
        for (let at = 1; at < (schedule.length[route] ?? 2) && !put; at++) {
          if (!schedule.fits(route, v, at, start)) continue;
          put = moves.applyInsert({ route, visit: v, at, hold: start });
          if (put && model.startOf(request, schedule) !== start) {
            moves.applyRemove(request);
            put = false;
          }
        }
      }
      if (!put) odd.push(visit);
    }
    if (odd.length === 0 || round === 1) return state;
    fast = [...fast, ...odd];
  }
  return undefined;
}

/** The least charge of a truck up to the end of each visit, percent; visits of trucks whose energy is unknown are left out. */
export function chargesOf({ instance, model, schedule }: SolvedState): Map<string, number> {
  const power = createPower(instance);
  const charges = new Map<string, number>();
  for (let k = 0; k < model.routes; k++) {
    if (!power.known(k)) continue;
    const stops = model.stops(k, schedule);
    for (const [i, { visit }] of stops.entries()) {
      const found = power.along(k, stops.slice(0, i + 1));
      const request = instance.problem.requests[model.groupOf[visit] ?? -1];
      if (found.ok && request !== undefined) charges.set(request.requestId, found.leastPct);
    }
  }
  return charges;
}

/** How long a request's stay is that begins on a day with a truck: the last day of the longest that fits; undefined if none does. */
export function lastDayOf(
  problem: Problem,
  requestId: string,
  truckId: string,
  firstDay: string,
): string | undefined {
  const requests = problem.requests.filter((one) => one.requestId === requestId);
  const trucks = problem.trucks.filter((one) => one.truckId === truckId);
  const { published: _, ...bare } = problem;
  const free = requests.map(({ windows: _, blackouts: __, onlyTrucks: ___, ...rest }) => ({
    ...rest,
    windows: [],
    blackouts: [],
  }));
  const built = buildInstance({ ...bare, requests: free, trucks, pins: [] });
  if (!built.ok) return undefined;
  const { instance } = built;
  const first = (dayOf(firstDay) - instance.firstDay) * instance.perDay;
  let most: number | undefined;
  for (let v = 0; v < instance.visits.length; v++) {
    const table = instance.table(0, v);
    const start = table?.start[first];
    const end = start === undefined ? undefined : table?.end[start];
    if (end === undefined || end > instance.slots) continue;
    if (most === undefined || end > most) most = end;
  }
  return most === undefined ? undefined : dateOf(instance.firstDay + Math.ceil(most / instance.perDay) - 1);
}
