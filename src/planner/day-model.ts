/** The programme's problem as the search sees it: stays from tables, ways in slots of driving, the battery, one truck a site a day. */
import { nearness, planValue, weightsOf } from './cost.ts';
import { type Instance, incapable, present } from './instance.ts';
import type { Placed, RouteModel, ScheduleView } from './model.ts';
import { createPower, type PowerFinding, type PowerStop } from './power.ts';
import { int, num } from './rows.ts';
import { NEVER } from './stays.ts';
import { createWays } from './ways.ts';

/** Days later than the earliest that are tried where the battery forbids the earliest: more sun can help. */
const LATER_DAYS = [1, 2, 3, 4, 5, 7, 9, 11, 14, 18, 22] as const;

export type DayModel = RouteModel & {
  /** Kilometres of a route, the cost of what it moved, and what its battery says. */
  account(route: number, view: ScheduleView): Account;
  readonly dropCost: (request: number) => number;
  /** Where two stays at one site, or a stay and the battery, are in each other's way; for explanations. */
  clash(route: number, view: ScheduleView): { readonly visit: number; readonly other: number } | undefined;
  stops(route: number, view: ScheduleView): PowerStop[];
  readonly placeOf: (node: number) => number;
  /** Kilometres from a node, which is left at a slot, to another; the way round where the road is closed. */
  kmOf(route: number, from: number, leaves: number, to: number): number;
  /** What closed the way at that time, and made it later. */
  causesOfWay(route: number, from: number, time: number, to: number): string[];
  /** When a request's visit begins; -1 if it is in no route. */
  startOf(request: number, view: ScheduleView): number;
};
export type Account = {
  readonly km: number;
  readonly moved: number;
  readonly movedCost: number;
  readonly power: PowerFinding;
};

export function dayModel(instance: Instance): DayModel {
  const { problem, slots, perDay, visits, firstVisit, classOf, classes, learners, weight, told, pinned } =
    instance;
  const { trucks } = problem;
  const R = trucks.length;
  const V = visits.length;
  const places = problem.travel.places.length;
  const weights = weightsOf(problem);
  const power = createPower(instance);

  const placeOfVisit = Int32Array.from(visits, ({ request }) =>
    present(instance.placeOfSite.get(present(instance.siteOf[request]).siteId)),
  );
  const homes = Int32Array.from(trucks, ({ start }) => present(instance.placeOfSite.get(start)));
  const ends = Int32Array.from(trucks, ({ end }) =>
    end === null ? -1 : present(instance.placeOfSite.get(end)),
  );
  const placeOf = (node: number) =>
    node < V ? int(placeOfVisit, node) : node < V + R ? int(homes, node - V) : int(ends, node - V - R);

  const groupOf = Int32Array.from(visits, ({ request }) => request);
  const dropCosts = Float64Array.from(told, (visit) =>
    visit === undefined ? 0 : weights.dropped * nearness(weights, visit.start / perDay),
  );
  const profit = new Float64Array(classes * V);
  for (let c = 0; c < classes; c++) {
    for (let v = 0; v < V; v++) {
      const people = num(learners, c * V + v);
      const request = int(groupOf, v);
      if (people > 0) profit[c * V + v] = people * num(weight, request) + num(dropCosts, request);
    }
  }
  /** Last begin by truck and visit; -1 where it cannot, may not, or is pinned elsewhere. */
  const lastStarts = new Int16Array(R * V).fill(-1);
  for (const [k, truck] of trucks.entries()) {
    for (const [v, { request }] of visits.entries()) {
      const pin = pinned[request];
      if (pin !== undefined && pin.truck !== k) continue;
      const [site, course] = [present(instance.siteOf[request]), present(instance.courseOf[request])];
      if (incapable(problem, truck, site, course, present(problem.requests[request])).length > 0) continue;
      lastStarts[k * V + v] = instance.table(int(classOf, k), v)?.last ?? -1;
    }
  }
  const tables = Array.from({ length: classes * V }, (_, i) => instance.table(Math.floor(i / V), i % V));
  const tableOf = (k: number, v: number) => tables[int(classOf, k) * V + v];

  const ways = createWays(instance, placeOf);
  const endOf = (k: number, node: number, start: number) =>
    node < V ? (tableOf(k, node)?.end[start] ?? NEVER) : start;

  // Sites asked for more than once: whoever is there keeps others away.
  const requestsAt = new Map<string, number[]>();
  for (const [request, { siteId }] of instance.siteOf.entries()) {
    const list = requestsAt.get(siteId) ?? [];
    list.push(request);
    requestsAt.set(siteId, list);
  }
  const cellBase = new Int32Array(instance.siteOf.length).fill(-1);
  let cells = 0;
  for (const list of requestsAt.values()) {
    if (list.length < 2) continue;
    for (const request of list) cellBase[request] = cells;
    cells += problem.days;
  }
  const dayOfSlot = (slot: number) => Math.floor(slot / perDay);

  function stops(k: number, { stops: nodes, stride, length, early, ready }: ScheduleView): PowerStop[] {
    const list: PowerStop[] = [];
    const base = k * stride;
    for (let q = base + 1; q < base + int(length, k); q++) {
      const node = int(nodes, q);
      if (node >= V && placeOf(node) < 0) break;
      const start = num(early, q);
      const before = int(nodes, q - 1);
      const from = endOf(k, before, num(early, q - 1));
      list.push({
        visit: node,
        after: before < V ? before : -1,
        from,
        sets: ways.sets(k, before, from, node),
        ready: num(ready, q),
        start,
        end: endOf(k, node, start),
      });
    }
    return list;
  }

  function startOf(request: number, view: ScheduleView): number {
    const k = int(view.routeOf, request);
    if (k < 0) return -1;
    const base = k * view.stride;
    const visit = int(view.visitAt, request);
    for (let q = base + 1; q < base + int(view.length, k) - 1; q++) {
      if (int(view.stops, q) === visit) return num(view.early, q);
    }
    return -1;
  }

  function spanOf(request: number, view: ScheduleView): { first: number; last: number } | undefined {
    const start = startOf(request, view);
    if (start < 0) return undefined;
    const over = endOf(int(view.routeOf, request), int(view.visitAt, request), start);
    return { first: dayOfSlot(start), last: dayOfSlot(over - 1) };
  }

  function clash(k: number, view: ScheduleView): { visit: number; other: number } | undefined {
    if (cells === 0) return undefined;
    const base = k * view.stride;
    for (let q = base + 1; q < base + int(view.length, k) - 1; q++) {
      const visit = int(view.stops, q);
      const request = int(groupOf, visit);
      if (int(cellBase, request) < 0) continue;
      const start = num(view.early, q);
      const first = dayOfSlot(start);
      const last = dayOfSlot(endOf(k, visit, start) - 1);
      for (const other of requestsAt.get(present(instance.siteOf[request]).siteId) ?? []) {
        if (other === request || int(view.routeOf, other) === k) continue;
        const span = spanOf(other, view);
        if (span !== undefined && span.first <= last && first <= span.last) return { visit, other };
      }
    }
    return undefined;
  }

  function account(k: number, view: ScheduleView): Account {
    const base = k * view.stride;
    let km = 0;
    let moved = 0;
    let movedCost = 0;
    for (let q = base + 1; q < base + int(view.length, k); q++) {
      const node = int(view.stops, q);
      const to = placeOf(node);
      const from = int(view.stops, q - 1);
      if (to >= 0) km += ways.km(k, from, endOf(k, from, num(view.early, q - 1)), node);
      if (node >= V) continue;
      const before = told[int(groupOf, node)];
      if (before === undefined) continue;
      const start = num(view.early, q);
      if (before.truck === k && before.start === start && before.end === endOf(k, node, start)) continue;
      moved++;
      movedCost += weights.moved * nearness(weights, before.start / perDay);
    }
    const found: PowerFinding = power.known(k)
      ? power.along(k, stops(k, view))
      : { ok: true, lackPct: 0, leastPct: 100 };
    return { km, moved, movedCost, power: found };
  }

  const alike =
    problem.pins.length === 0 &&
    problem.published === undefined &&
    problem.requests.every(({ onlyTrucks }) => onlyTrucks === undefined);
  const { numbers: kindOf, count: kinds } = numbered(
    trucks.map((truck) => (alike ? JSON.stringify({ ...truck, truckId: '' }) : truck.truckId)),
  );
  const judges =
    cells > 0 || told.some((visit) => visit !== undefined) || trucks.some((_, k) => power.known(k));
  const begin = trucks.map((_, k): Placed[] =>
    pinned
      .flatMap((visit, request) =>
        visit?.truck === k ? [{ visit: int(firstVisit, request), hold: visit.start, request }] : [],
      )
      .filter(({ visit, request }) => visit < int(firstVisit, request + 1))
      .sort((a, b) => a.hold - b.hold)
      .map(({ visit, hold }) => ({ visit, hold })),
  );

  return {
    routes: R,
    visits: V,
    groups: problem.requests.length,
    groupOf,
    firstVisit,
    classes,
    classOf,
    kinds,
    kindOf,
    profit,
    fixed: Uint8Array.from(visits, ({ request }) => (pinned[request] === undefined ? 0 : 1)),
    stopsMax: Math.min(problem.requests.length, slots),
    begin,
    departAt: (k) => int(instance.availableFrom, k),
    closeAt: () => slots,
    lastStart: (k, visit) => lastStarts[k * V + visit] as number,
    ready(k, from, time, to) {
      if (!(time <= slots)) return Infinity;
      const leaves = endOf(k, from, time);
      return leaves > slots ? Infinity : ways.arrives(k, from, leaves, to);
    },
    settle(k, to, time) {
      if (!(time <= slots) || to >= V) return time;
      const start = tableOf(k, to)?.start[time] ?? NEVER;
      return start === NEVER ? Infinity : start;
    },
    leave(k, from, to, latest) {
      if (latest < 0) return -1;
      const by = ways.leaves(k, from, to, latest);
      if (by < 0 || from >= V) return by;
      return tableOf(k, from)?.back[by] ?? -1;
    },
    distance(a, b) {
      return num(problem.travel.km, placeOf(a) * places + placeOf(b));
    },
    judge(k, view) {
      if (clash(k, view) !== undefined) return Infinity;
      const { km, movedCost, power: found } = account(k, view);
      return found.ok ? -planValue(0, movedCost, km, found.lackPct) : Infinity;
    },
    holds(k, visit, earliest, view) {
      const request = int(groupOf, visit);
      const times: number[] = [];
      const before = told[request];
      if (before?.truck === k) times.push(before.start);
      if (int(cellBase, request) >= 0) {
        for (const other of requestsAt.get(present(instance.siteOf[request]).siteId) ?? []) {
          const span = other === request || int(view.routeOf, other) === k ? undefined : spanOf(other, view);
          if (span !== undefined) times.push((span.last + 1) * perDay);
        }
      }
      if (power.known(k)) for (const days of LATER_DAYS) times.push(earliest + days * perDay);
      return times;
    },
    promised(k, visit, start) {
      const before = told[int(groupOf, visit)];
      return before?.truck === k && before.start === start;
    },
    keeps: (group) => told[group]?.truck ?? -1,
    judges,
    cells,
    cellsOf(k, view) {
      const used: number[] = [];
      for (const { visit, start, end } of stops(k, view)) {
        const base = visit < V ? int(cellBase, int(groupOf, visit)) : -1;
        if (base < 0) continue;
        for (let day = dayOfSlot(start); day <= dayOfSlot(end - 1); day++) used.push(base + day);
      }
      return [...new Set(used)];
    },
    account,
    dropCost: (request) => num(dropCosts, request),
    clash,
    stops,
    placeOf,
    kmOf: ways.km,
    causesOfWay(k, from, time, to) {
      const leaves = time <= slots ? endOf(k, from, time) : Infinity;
      return leaves > slots ? [] : ways.causes(k, from, leaves, to);
    },
    startOf,
  };
}

function numbered(keys: readonly string[]): { numbers: Int32Array; count: number } {
  const seen = new Map<string, number>();
  const numbers = Int32Array.from(keys, (key) => {
    const known = seen.get(key) ?? seen.size;
    seen.set(key, known);
    return known;
  });
  return { numbers, count: seen.size };
}
