/**
 * Putting visits in: the best place of each visit on each route is remembered by the route's version, so that after an insertion only
 * one route is looked at again. Two ways to choose: the visit with the most profit for the time it takes (with an exponent, and now and
 * then passing over the best: Christiaens and Vanden Berghe's blinks, 2020), or one after the other in a given order.
 */
import type { Rng } from '../kernel/rng.ts';
import type { RouteModel } from './model.ts';
import type { Moves } from './moves.ts';
import { int, num } from './rows.ts';
import type { Schedule } from './schedule.ts';

export type Recreate = {
  /** Where the visit goes best; Infinity if nowhere. The place is in `place`. */
  best(route: number, visit: number): number;
  readonly place: { at: number; hold: number };
  /** Inserts what fits of `groups`: on the routes of `wide` for those with `everywhere` set, else on `routes`. */
  greedy(
    groups: Int32Array,
    count: number,
    routes: readonly number[],
    wide: readonly number[],
    everywhere: Uint8Array,
    how: Greed,
  ): void;
  ordered(
    groups: Int32Array,
    count: number,
    routes: readonly number[],
    wide: readonly number[],
    everywhere: Uint8Array,
    how: Greed,
  ): void;
};
export type Greed = {
  readonly exponent: number;
  readonly blink: number;
  /** Each visit's worth is taken up to this part higher or lower, by chance. */
  readonly noise: number;
  /** Looks for later times where the earliest is forbidden, and for the one that was promised. */
  readonly thorough: boolean;
};

export function createRecreate(model: RouteModel, schedule: Schedule, moves: Moves, random: Rng): Recreate {
  const { routes: R, visits, firstVisit, groupOf, profit, classOf } = model;
  const { version, routeOf } = schedule;
  // Two memories a pair: of the route as it was accepted, and of the one being tried.
  const size = visits * R;
  const versionA = new Int32Array(size).fill(-1);
  const versionB = new Int32Array(size).fill(-1);
  const costA = new Float64Array(size);
  const costB = new Float64Array(size);
  const atA = new Int32Array(size);
  const atB = new Int32Array(size);
  const useB = new Uint8Array(size);
  /** The route's version at which something else than time forbade all places at the earliest time. */
  const refused = new Int32Array(size).fill(-1);
  const place = { at: 0, hold: 0 };

  function best(k: number, visit: number): number {
    const slot = visit * R + k;
    const now = int(version, k);
    if (int(versionA, slot) === now) {
      useB[slot] = 1;
      place.at = int(atA, slot);
      return num(costA, slot);
    }
    if (int(versionB, slot) === now) {
      useB[slot] = 0;
      place.at = int(atB, slot);
      return num(costB, slot);
    }
    const cost = schedule.scan(k, visit);
    place.at = schedule.found.at;
    if (useB[slot] === 1) {
      versionB[slot] = now;
      costB[slot] = cost;
      atB[slot] = place.at;
    } else {
      versionA[slot] = now;
      costA[slot] = cost;
      atA[slot] = place.at;
    }
    return cost;
  }

  /** Puts a visit where it goes best; false, and remembered, where something else than time forbids it. */
  function put(k: number, visit: number, at: number, thorough: boolean): boolean {
    schedule.touch(k);
    if (!model.judges) {
      schedule.insert(k, visit, at, 0);
      return true;
    }
    const slot = visit * R + k;
    const now = int(version, k);
    if (!thorough && int(refused, slot) === now) return false;
    const promise = thorough && model.keeps(int(groupOf, visit)) === k;
    if (!promise && moves.applyInsert({ route: k, visit, at, hold: 0 })) return true;
    const other = moves.bestInsert(k, visit, thorough);
    if (other !== undefined) return moves.applyInsert(other);
    refused[slot] = now;
    if (!thorough) return false;
    if (int(versionA, slot) === now) costA[slot] = Infinity;
    if (int(versionB, slot) === now) costB[slot] = Infinity;
    return false;
  }

  const jitter = new Float64Array(visits);
  const limit = Math.max(1, size);
  const listVisit = new Int32Array(limit);
  const listRoute = new Int32Array(limit);
  const listScore = new Float64Array(limit);
  const listAt = new Int32Array(limit);

  function score(k: number, visit: number, cost: number, exponent: number): number {
    const worth = num(profit, int(classOf, k) * visits + visit);
    return (num(jitter, visit) * worth ** exponent) / (cost + 1);
  }

  function greedy(
    groups: Int32Array,
    count: number,
    routes: readonly number[],
    wide: readonly number[],
    everywhere: Uint8Array,
    { exponent, blink, noise, thorough }: Greed,
  ): void {
    let entries = 0;
    for (let i = 0; i < count; i++) {
      const group = int(groups, i);
      const all = everywhere[group] === 1;
      const luck = noise === 0 ? 1 : 1 + noise * (2 * random.next() - 1);
      for (let visit = int(firstVisit, group); visit < int(firstVisit, group + 1); visit++)
        jitter[visit] = luck;
      for (let visit = int(firstVisit, group); visit < int(firstVisit, group + 1); visit++) {
        const list = all ? wide : routes;
        for (const k of list) {
          if (num(profit, int(classOf, k) * visits + visit) <= 0) continue;
          const cost = best(k, visit);
          if (cost === Infinity) continue;
          listVisit[entries] = visit;
          listRoute[entries] = k;
          listAt[entries] = place.at;
          listScore[entries] = score(k, visit, cost, exponent);
          entries++;
        }
      }
    }
    while (entries > 0) {
      let top = -1;
      let topScore = -1;
      for (let i = 0; i < entries; i++) {
        if (num(listScore, i) > topScore && (blink === 0 || random.next() >= blink)) {
          topScore = num(listScore, i);
          top = i;
        }
      }
      if (top < 0) break;
      const visit = int(listVisit, top);
      const k = int(listRoute, top);
      const group = int(groupOf, visit);
      if (!put(k, visit, int(listAt, top), thorough)) {
        entries--;
        listVisit[top] = int(listVisit, entries);
        listRoute[top] = int(listRoute, entries);
        listScore[top] = num(listScore, entries);
        listAt[top] = int(listAt, entries);
        continue;
      }
      let to = 0;
      for (let i = 0; i < entries; i++) {
        const other = int(listVisit, i);
        const route = int(listRoute, i);
        if (int(groupOf, other) === group) continue;
        let value = num(listScore, i);
        let position = int(listAt, i);
        if (route === k) {
          const cost = best(k, other);
          if (cost === Infinity) continue;
          position = place.at;
          value = score(k, other, cost, exponent);
        }
        listVisit[to] = other;
        listRoute[to] = route;
        listScore[to] = value;
        listAt[to] = position;
        to++;
      }
      entries = to;
    }
  }

  function ordered(
    groups: Int32Array,
    count: number,
    routes: readonly number[],
    wide: readonly number[],
    everywhere: Uint8Array,
    { blink, thorough }: Greed,
  ): void {
    for (let i = 0; i < count; i++) {
      const group = int(groups, i);
      const all = everywhere[group] === 1;
      let top = -1;
      let topRoute = -1;
      let topCost = Infinity;
      let topAt = 0;
      for (let visit = int(firstVisit, group); visit < int(firstVisit, group + 1); visit++) {
        const list = all ? wide : routes;
        for (const k of list) {
          const worth = num(profit, int(classOf, k) * visits + visit);
          if (worth <= 0 || (blink > 0 && random.next() < blink)) continue;
          const cost = best(k, visit) / worth;
          if (cost < topCost) {
            topCost = cost;
            top = visit;
            topRoute = k;
            topAt = place.at;
          }
        }
      }
      if (top < 0 || int(routeOf, group) >= 0) continue;
      put(topRoute, top, topAt, thorough);
    }
  }

  return { best, place, greedy, ordered };
}
