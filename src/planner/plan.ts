/** A plan as people read it: visits with dates, what each reaches, and the whole's score. */
import { dateOf } from './calendar.ts';
import { planValue, type Score } from './cost.ts';
import { present } from './instance.ts';
import type { PlannedVisit } from './problem.ts';
import { int, num } from './rows.ts';
import type { SolvedState } from './solve.ts';

export type Visit = PlannedVisit & {
  readonly siteId: string;
  readonly learners: number;
  /** Learners times what each counts (cost.ts). */
  readonly weighted: number;
  /** The day the truck stands there, and the kilometres it came. */
  readonly arrives: string;
  readonly km: number;
  readonly classDays: number;
  readonly pinned: boolean;
  /** Against what was published: null if it was not. */
  readonly change: 'kept' | 'moved' | null;
};
export type Plan = {
  readonly visits: readonly Visit[];
  readonly unscheduled: readonly string[];
  /** Published visits that are no more. */
  readonly dropped: readonly PlannedVisit[];
  readonly score: Score;
  /** Least charge of each truck over the horizon at nine days of ten; null where its energy is unknown. */
  readonly leastChargePct: Readonly<Record<string, number | null>>;
};

export function scoreOf({ instance, model, schedule }: SolvedState): Score {
  let learners = 0;
  let reached = 0;
  let moved = 0;
  let changeCost = 0;
  let km = 0;
  let marginLackPct = 0;
  for (let k = 0; k < model.routes; k++) {
    const account = model.account(k, schedule);
    km += account.km;
    moved += account.moved;
    changeCost += account.movedCost;
    if (account.power.ok) marginLackPct += account.power.lackPct;
    for (const { visit } of schedule.read(k)) {
      const people = num(instance.learners, int(instance.classOf, k) * model.visits + visit);
      learners += people;
      reached += people * num(instance.weight, int(model.groupOf, visit));
    }
  }
  let dropped = 0;
  for (const [request, visit] of instance.told.entries()) {
    if (visit === undefined || int(schedule.routeOf, request) >= 0) continue;
    dropped++;
    changeCost += model.dropCost(request);
  }
  const value = planValue(reached, changeCost, km, marginLackPct);
  return { reached, learners, moved, dropped, changeCost, km, marginLackPct, value };
}

export function planOf(state: SolvedState): Plan {
  const { instance, model, schedule } = state;
  const { problem, firstDay, perDay } = instance;
  const date = (slot: number) => dateOf(firstDay + Math.floor(slot / perDay));
  const visits: Visit[] = [];
  for (let k = 0; k < model.routes; k++) {
    const base = k * schedule.stride;
    for (const [index, stop] of model.stops(k, schedule).entries()) {
      if (stop.visit >= model.visits) continue;
      const request = int(model.groupOf, stop.visit);
      const slot = int(instance.classOf, k) * model.visits + stop.visit;
      const told = instance.told[request];
      const learners = num(instance.learners, slot);
      visits.push({
        requestId: present(problem.requests[request]).requestId,
        siteId: present(instance.siteOf[request]).siteId,
        truckId: present(problem.trucks[k]).truckId,
        firstDay: date(stop.start),
        lastDay: date(stop.end - 1),
        ...(stop.start % perDay === 0 ? {} : { fromNoon: true }),
        ...(stop.end % perDay === 0 ? {} : { untilNoon: true }),
        learners,
        weighted: learners * num(instance.weight, request),
        arrives: date(stop.ready),
        km: model.kmOf(k, int(schedule.stops, base + index), stop.from, stop.visit),
        classDays: (instance.classSlots[slot] ?? 0) / perDay,
        pinned: instance.pinned[request] !== undefined,
        change:
          told === undefined
            ? null
            : told.truck === k && told.start === stop.start && told.end === stop.end
              ? 'kept'
              : 'moved',
      });
    }
  }
  const unscheduled = problem.requests.flatMap(({ requestId }, request) =>
    int(schedule.routeOf, request) < 0 ? [requestId] : [],
  );
  const gone = new Set(unscheduled);
  return {
    visits,
    unscheduled,
    dropped: (problem.published?.visits ?? []).filter(
      ({ requestId }) => gone.has(requestId) || !instance.requestIndex.has(requestId),
    ),
    score: scoreOf(state),
    leastChargePct: Object.fromEntries(
      problem.trucks.map(({ truckId, power }, k) => {
        const found = power === null ? undefined : model.account(k, schedule).power;
        return [truckId, found?.ok === true ? found.leastPct : null];
      }),
    ),
  };
}
