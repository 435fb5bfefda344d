/**
 * Visits as they stand, held against the planner's own rules: each is pinned where it is, and what cannot be is named. Only what has changed
 * is built, so a change by hand is answered at once. And where they stand between, for explanations: unpinned, at the same days.
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
import { type Parts, partsOf } from './part.ts';

export type Stood =
  | {
      readonly ok: true;
      readonly faults: readonly PinFault[];
      readonly plan: Plan;
      readonly charges: ReadonlyMap<string, number>;
    }
  | { readonly ok: false; readonly faults: readonly ProblemFault[] };

type Alone = Extract<Stood, { ok: true }>;

/**
 * Answers for one problem. Trucks have to do with each other only where two are at one site, so that each is held alone, and again only
 * when its own visits have changed.
 */
export function standings(problem: Problem) {
  const parts = partsOf(problem);
  const known = new Map<string, { readonly key: string; readonly alone: Stood }>();

  function aloneOf(truckId: string, placed: readonly PlannedVisit[]): Stood {
    const key = JSON.stringify(placed);
    const before = known.get(truckId);
    if (before?.key === key) return before.alone;
    const requestIds = placed.map(({ requestId }) => requestId);
    const part = parts.part(truckId, requestIds, placed);
    const built = part === undefined ? undefined : buildInstance(part);
    const alone: Stood =
      built === undefined ? { ok: false, faults: [] } : built.ok ? stoodIn(built.instance) : built;
    known.set(truckId, { key, alone });
    return alone;
  }

  return {
    parts,

    /** @param placed with those that the problem itself pins */
    stand(placed: readonly PlannedVisit[]): Stood {
      const strange = placed.some(
        ({ truckId }) => !problem.trucks.some((truck) => truck.truckId === truckId),
      );
      if (strange) return { ok: false, faults: [] };
      const each: Alone[] = [];
      for (const { truckId } of problem.trucks) {
        const alone = aloneOf(
          truckId,
          placed.filter((visit) => visit.truckId === truckId),
        );
        if (!alone.ok) return alone;
        each.push(alone);
      }
      const faults = each.flatMap((alone) => alone.faults);
      const faulty = new Set(faults.map(({ requestIds }) => requestIds.at(-1)));
      const standing = placed.filter(({ requestId }) => !faulty.has(requestId));
      return {
        ok: true,
        faults: [...faults, ...sharedSites(standing, (id) => parts.requestOf(id)?.siteId)],
        plan: together(each.map(({ plan }) => plan)),
        charges: new Map(each.flatMap(({ charges }) => [...charges])),
      };
    },
  };
}

function stoodIn(instance: Instance): Stood {
  const state = stateOf(instance);
  return {
    ok: true,
    faults: pinFaults(instance, state.model),
    plan: planOf(state),
    charges: chargesOf(state),
  };
}

/** Two trucks at a site on a day: the one that begins later is in the way. */
function sharedSites(
  placed: readonly PlannedVisit[],
  siteOf: (requestId: string) => string | undefined,
): PinFault[] {
  const atSite = new Map<string, PlannedVisit[]>();
  for (const visit of [...placed].sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))) {
    const site = siteOf(visit.requestId) ?? '';
    atSite.set(site, [...(atSite.get(site) ?? []), visit]);
  }
  return [...atSite.values()].flatMap((visits) =>
    visits.flatMap(({ requestId, truckId, firstDay, lastDay }, i): PinFault[] => {
      const other = visits.slice(0, i).find((one) => one.truckId !== truckId && one.lastDay >= firstDay);
      if (other === undefined) return [];
      const requestIds = [other.requestId, requestId];
      return [{ code: 'PIN_CONFLICT', why: 'SAME_SITE', requestIds, truckId, firstDay, lastDay, causes: [] }];
    }),
  );
}

function together(plans: readonly Plan[]): Plan {
  const sum = (of: (plan: Plan) => number) => plans.reduce((total, plan) => total + of(plan), 0);
  return {
    visits: plans.flatMap(({ visits }) => visits),
    unscheduled: plans.flatMap(({ unscheduled }) => unscheduled),
    dropped: plans.flatMap(({ dropped }) => dropped),
    score: {
      reached: sum(({ score }) => score.reached),
      learners: sum(({ score }) => score.learners),
      moved: sum(({ score }) => score.moved),
      dropped: sum(({ score }) => score.dropped),
      changeCost: sum(({ score }) => score.changeCost),
      km: sum(({ score }) => score.km),
      marginLackPct: sum(({ score }) => score.marginLackPct),
      value: sum(({ score }) => score.value),
    },
    leastChargePct: Object.assign({}, ...plans.map(({ leastChargePct }) => leastChargePct)),
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
  { part }: Parts,
  requestId: string,
  truckId: string,
  firstDay: string,
): string | undefined {
  const own = part(truckId, [requestId], []);
  if (own === undefined) return undefined;
  const { published: _, ...bare } = own;
  const free = own.requests.map(({ windows: _, blackouts: __, onlyTrucks: ___, ...rest }) => ({
    ...rest,
    windows: [],
    blackouts: [],
  }));
  const built = buildInstance({ ...bare, requests: free });
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
