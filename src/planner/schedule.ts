/**
 * Routes and their times. Each stop knows its earliest start (from what comes before) and its latest (from what comes after), so that
 * whether a visit fits between two stops is two steps of the model: start it as early as can be, and see that the next stop still starts
 * by its latest.
 */
import type { Placed, RouteModel, ScheduleView } from './model.ts';
import { int, num } from './rows.ts';

export type Schedule = ScheduleView & {
  /** Changes whenever a route does, and never comes back but by `restore`. */
  readonly version: Int32Array;
  /** Sum of the profits of a route's visits; what it costs beside (as last judged). */
  readonly gain: Float64Array;
  readonly cost: Float64Array;
  /** The cheapest place of a visit on a route: `found.at` is the stop before which it goes, 0 if there is none. */
  scan(route: number, visit: number): number;
  readonly found: { at: number };
  /** True if the visit fits before stop `at`, by time alone, not starting before `hold`. */
  fits(route: number, visit: number, at: number, hold: number): boolean;
  insert(route: number, visit: number, at: number, hold: number): void;
  /** Takes out the stops whose groups are marked; the marks are cleared. */
  removeMarked(route: number, marks: Uint8Array): void;
  judge(route: number): number;
  clear(): void;
  /** Keeps a copy of a route until the next `commit` or `rollback`; the first copy counts. */
  touch(route: number): void;
  readonly touched: number[];
  commit(): void;
  rollback(): void;
  total(): number;
  read(route: number): Placed[];
  /** Replaces a route; false (and the route is empty) if the visits don't fit in this order. */
  write(route: number, placed: readonly Placed[]): boolean;
};

export function createSchedule(model: RouteModel): Schedule {
  const { routes, visits, groups, groupOf, profit, classOf } = model;
  const { ready: readyAt, settle, leave, lastStart } = model;
  const stride = model.stopsMax + 3;
  const size = routes * stride;
  const stops = new Int32Array(size);
  const hold = new Float64Array(size);
  const early = new Float64Array(size);
  const ready = new Float64Array(size);
  const late = new Float64Array(size);
  const length = new Int32Array(routes);
  const version = new Int32Array(routes);
  const gain = new Float64Array(routes);
  const cost = new Float64Array(routes);
  const routeOf = new Int32Array(groups).fill(-1);
  const visitAt = new Int32Array(groups).fill(-1);
  const found = { at: 0 };
  let nextVersion = 1;

  const kept = {
    stops: new Int32Array(size),
    hold: new Float64Array(size),
    early: new Float64Array(size),
    ready: new Float64Array(size),
    late: new Float64Array(size),
    length: new Int32Array(routes),
    version: new Int32Array(routes),
    gain: new Float64Array(routes),
    cost: new Float64Array(routes),
  };
  const isTouched = new Uint8Array(routes);
  const touched: number[] = [];

  /** Earliest times from stop `first` on. */
  function forward(k: number, first: number): void {
    const base = k * stride;
    const end = base + int(length, k);
    for (let q = base + first; q < end; q++) {
      const node = int(stops, q);
      const stands = readyAt(k, int(stops, q - 1), num(early, q - 1), node);
      const wanted = num(hold, q);
      ready[q] = stands;
      early[q] = settle(k, node, stands < wanted ? wanted : stands);
    }
  }

  /** Latest times from stop `last` back. */
  function backward(k: number, last: number): void {
    const base = k * stride;
    for (let q = base + last; q >= base; q--) {
      late[q] = leave(k, int(stops, q), int(stops, q + 1), num(late, q + 1));
    }
  }

  function empty(k: number): void {
    const base = k * stride;
    stops[base] = visits + k;
    stops[base + 1] = visits + routes + k;
    hold[base] = 0;
    hold[base + 1] = 0;
    early[base] = model.departAt(k);
    ready[base] = model.departAt(k);
    length[k] = 2;
    late[base + 1] = model.closeAt(k);
    forward(k, 1);
    backward(k, 0);
    gain[k] = 0;
    cost[k] = 0;
    version[k] = nextVersion++;
  }

  function scan(k: number, visit: number): number {
    const base = k * stride;
    const end = base + int(length, k);
    const last = lastStart(k, visit);
    let bestCost = Infinity;
    let best = 0;
    for (let q = base + 1; q < end; q++) {
      const time = num(early, q - 1);
      if (time > last) break;
      const stands = readyAt(k, int(stops, q - 1), time, visit);
      const start = settle(k, visit, stands);
      if (start > last) continue;
      // The latest start is a start: who stands there by then can start by then.
      const then = readyAt(k, visit, start, int(stops, q));
      const price = then - num(ready, q);
      if (price < bestCost && then <= num(late, q)) {
        bestCost = price;
        best = q - base;
      }
    }
    found.at = best;
    return bestCost;
  }

  function fits(k: number, visit: number, position: number, wanted: number): boolean {
    const q = k * stride + position;
    const stands = readyAt(k, int(stops, q - 1), num(early, q - 1), visit);
    const start = settle(k, visit, stands < wanted ? wanted : stands);
    if (start > lastStart(k, visit)) return false;
    return readyAt(k, visit, start, int(stops, q)) <= num(late, q);
  }

  function insert(k: number, visit: number, position: number, wanted: number): void {
    const base = k * stride;
    const q = base + position;
    const end = base + int(length, k);
    for (const row of [stops, hold, early, ready, late]) row.copyWithin(q + 1, q, end);
    stops[q] = visit;
    hold[q] = wanted;
    length[k] = int(length, k) + 1;
    forward(k, position);
    backward(k, position);
    const group = int(groupOf, visit);
    routeOf[group] = k;
    visitAt[group] = visit;
    gain[k] = num(gain, k) + num(profit, int(classOf, k) * visits + visit);
    version[k] = nextVersion++;
  }

  function removeMarked(k: number, marks: Uint8Array): void {
    const base = k * stride;
    const end = base + int(length, k);
    let to = base + 1;
    let first = 0;
    for (let q = base + 1; q < end; q++) {
      const node = int(stops, q);
      if (node < visits) {
        const group = int(groupOf, node);
        if (marks[group] === 1) {
          marks[group] = 0;
          routeOf[group] = -1;
          visitAt[group] = -1;
          gain[k] = num(gain, k) - num(profit, int(classOf, k) * visits + node);
          if (first === 0) first = q - base;
          continue;
        }
      }
      if (to !== q) {
        stops[to] = node;
        hold[to] = num(hold, q);
        late[to] = num(late, q);
      }
      to++;
    }
    if (first === 0) return;
    length[k] = to - base;
    forward(k, first);
    backward(k, to - base - 2);
    version[k] = nextVersion++;
  }

  function copyRoute(k: number, from: typeof kept, to: typeof kept): void {
    const base = k * stride;
    const end = base + int(from.length, k);
    for (let q = base; q < end; q++) {
      to.stops[q] = int(from.stops, q);
      to.hold[q] = num(from.hold, q);
      to.early[q] = num(from.early, q);
      to.ready[q] = num(from.ready, q);
      to.late[q] = num(from.late, q);
    }
    to.length[k] = int(from.length, k);
    to.version[k] = int(from.version, k);
    to.gain[k] = num(from.gain, k);
    to.cost[k] = num(from.cost, k);
  }

  const live = { stops, hold, early, ready, late, length, version, gain, cost };

  function setGroups(k: number, route: number): void {
    const base = k * stride;
    const end = base + int(length, k) - 1;
    for (let q = base + 1; q < end; q++) {
      const node = int(stops, q);
      routeOf[int(groupOf, node)] = route;
      visitAt[int(groupOf, node)] = route < 0 ? -1 : node;
    }
  }

  function forget(): void {
    for (const k of touched) isTouched[k] = 0;
    touched.length = 0;
  }

  const schedule: Schedule = {
    stride,
    length,
    stops,
    early,
    ready,
    late,
    hold,
    routeOf,
    visitAt,
    version,
    gain,
    cost,
    found,
    scan,
    fits,
    insert,
    removeMarked,
    judge(k) {
      cost[k] = model.judge(k, schedule);
      return num(cost, k);
    },
    clear() {
      routeOf.fill(-1);
      visitAt.fill(-1);
      for (let k = 0; k < routes; k++) empty(k);
    },
    touched,
    touch(k) {
      if (isTouched[k] === 1) return;
      isTouched[k] = 1;
      touched.push(k);
      copyRoute(k, live, kept);
    },
    commit: forget,
    rollback() {
      for (const k of touched) setGroups(k, -1);
      for (const k of touched) {
        copyRoute(k, kept, live);
        setGroups(k, k);
      }
      forget();
    },
    total() {
      let sum = 0;
      for (let k = 0; k < routes; k++) sum += num(gain, k) - num(cost, k);
      return sum;
    },
    read(k) {
      const placed: Placed[] = [];
      const base = k * stride;
      for (let p = 1; p < int(length, k) - 1; p++) {
        placed.push({ visit: int(stops, base + p), hold: num(hold, base + p) });
      }
      return placed;
    },
    write(k, placed) {
      setGroups(k, -1);
      empty(k);
      for (const [index, { visit, hold: wanted }] of placed.entries()) {
        if (!fits(k, visit, index + 1, wanted)) {
          setGroups(k, -1);
          empty(k);
          return false;
        }
        insert(k, visit, index + 1, wanted);
      }
      return true;
    },
  };
  schedule.clear();
  return schedule;
}
