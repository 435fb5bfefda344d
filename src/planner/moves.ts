/**
 * What can be done to a plan: put a visit in, take one out. `evaluate...` says by how much the plan's value changes (-Infinity: it cannot be
 * done) and leaves it as it was; `apply...` does it. The difference always equals that of two full counts.
 */
import type { RouteModel } from './model.ts';
import { int, num } from './rows.ts';
import type { Schedule } from './schedule.ts';

export type Insertion = {
  readonly route: number;
  readonly visit: number;
  readonly at: number;
  readonly hold: number;
};

export type Moves = {
  evaluateInsert(move: Insertion): number;
  /** False (and nothing changed) where the battery, or another truck at the site, forbids it. */
  applyInsert(move: Insertion): boolean;
  evaluateRemove(group: number): number;
  applyRemove(group: number): void;
  /** The best place of a visit on a route at the earliest time; with `thorough` also at later ones. */
  bestInsert(route: number, visit: number, thorough: boolean): Insertion | undefined;
};

export function createMoves(model: RouteModel, schedule: Schedule): Moves {
  const { groupOf } = model;
  const { stride, stops, early, length, version, cost, gain, routeOf } = schedule;
  const marks = new Uint8Array(model.groups);

  function takeOut(k: number, group: number): void {
    marks[group] = 1;
    schedule.removeMarked(k, marks);
  }

  function put({ route: k, visit, at, hold }: Insertion): boolean {
    const before = int(version, k);
    const cheap = num(cost, k);
    schedule.insert(k, visit, at, hold);
    if (schedule.judge(k) < Infinity) return true;
    takeOut(k, int(groupOf, visit));
    version[k] = before;
    cost[k] = cheap;
    return false;
  }

  function evaluateInsert(move: Insertion): number {
    const { route: k, visit, at, hold } = move;
    const group = int(groupOf, visit);
    if (int(routeOf, group) >= 0 || !schedule.fits(k, visit, at, hold)) return -Infinity;
    const before = { version: int(version, k), cost: num(cost, k), gain: num(gain, k) };
    schedule.insert(k, visit, at, hold);
    const delta = num(gain, k) - before.gain - (schedule.judge(k) - before.cost);
    takeOut(k, group);
    version[k] = before.version;
    cost[k] = before.cost;
    gain[k] = before.gain;
    return delta;
  }

  function evaluateRemove(group: number): number {
    const k = int(routeOf, group);
    if (k < 0) return -Infinity;
    const placed = schedule.read(k);
    const before = { version: int(version, k), cost: num(cost, k), gain: num(gain, k) };
    takeOut(k, group);
    const delta = num(gain, k) - before.gain - (schedule.judge(k) - before.cost);
    schedule.write(k, placed);
    version[k] = before.version;
    cost[k] = before.cost;
    gain[k] = before.gain;
    return delta;
  }

  function bestInsert(k: number, visit: number, thorough: boolean): Insertion | undefined {
    let best: Insertion | undefined;
    let most = -Infinity;
    const last = model.lastStart(k, visit);
    for (let p = 1; p < int(length, k); p++) {
      const q = k * stride + p;
      const earliest = model.settle(k, visit, model.ready(k, int(stops, q - 1), num(early, q - 1), visit));
      // Where the earliest does not fit by time, no later time does.
      if (earliest > last || !schedule.fits(k, visit, p, 0)) continue;
      const consider = (hold: number) => {
        const delta = evaluateInsert({ route: k, visit, at: p, hold });
        if (delta > most) {
          most = delta;
          best = { route: k, visit, at: p, hold };
        }
        return delta;
      };
      const first = consider(0);
      if (!thorough) continue;
      for (const hold of model.holds(k, visit, earliest, schedule)) {
        if (hold <= earliest || hold > last) continue;
        // Later than a possible time is only worth it for a promise; those come first.
        if (first > -Infinity && !model.promised(k, visit, hold)) break;
        consider(hold);
      }
    }
    return best;
  }

  return {
    evaluateInsert,
    applyInsert: put,
    evaluateRemove,
    applyRemove(group) {
      const k = int(routeOf, group);
      if (k < 0) return;
      takeOut(k, group);
      schedule.judge(k);
    },
    bestInsert,
  };
}
