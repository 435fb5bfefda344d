/**
 * Routes seen while searching, and the best set of them that goes together: at most as many of a kind as there are trucks of it, no group
 * (and nothing else of which there is one) twice. A bound by Lagrangian relaxation of "once" (subgradient steps; Fisher 1981) leaves few
 * routes that could be in a better set; a depth-first search over those, the best reduced profit first, finds it or proves there is none.
 *
 * With L = sum of the multipliers and r(route) = profit - multipliers of what it uses, any set is worth at most L + the sum of its r, so a
 * branch is cut without looking at what it covers.
 */
import type { Placed } from './model.ts';
import { int, num } from './rows.ts';

export type PoolRoute = {
  readonly kind: number;
  readonly worth: number;
  /** Groups and cells it uses, each a number below `items`. */
  readonly items: Int32Array;
  readonly placed: readonly Placed[];
};

export type Pool = {
  add(route: PoolRoute): void;
  size(): number;
  /** The best set worth more than `atLeast`, or undefined. Looks at no more than `nodesMax` branches. */
  pack(atLeast: number, nodesMax: number): PoolRoute[] | undefined;
};

const STEPS = 150;
const ROOM = 1e-6;

export function createPool(items: number, capacityOf: Int32Array, sizeMax: number): Pool {
  const kinds = capacityOf.length;
  const keyA = new Uint32Array(items);
  const keyB = new Uint32Array(items);
  for (let i = 0; i < items; i++) {
    keyA[i] = scramble(2 * i + 1);
    keyB[i] = scramble(2 * i + 2);
  }
  const byKey = new Map<number, PoolRoute>();
  const multiplier = new Float64Array(items);

  function keyOf(route: PoolRoute): number {
    let a = scramble(route.kind + 0x51ed27);
    let b = 0;
    for (const item of route.items) {
      a = (a ^ (keyA[item] as number)) >>> 0;
      b = (b ^ (keyB[item] as number)) >>> 0;
    }
    return a * 0x200000 + (b & 0x1fffff);
  }

  function reduced(route: PoolRoute): number {
    let value = route.worth;
    for (const item of route.items) value -= num(multiplier, item);
    return value;
  }

  /** Lowers the bound by making what is wanted twice dearer. @returns the lowest bound; its multipliers are kept. */
  function bound(all: readonly PoolRoute[], atLeast: number): number {
    const best = multiplier.slice();
    let lowest = Infinity;
    let factor = 1;
    let idle = 0;
    const used = new Int32Array(items);
    const tops: { value: number; route: PoolRoute }[][] = Array.from({ length: kinds }, () => []);
    for (let step = 0; step < STEPS; step++) {
      for (const top of tops) top.length = 0;
      for (const route of all) {
        const value = reduced(route);
        if (value <= 0) continue;
        const top = tops[route.kind] ?? [];
        const capacity = int(capacityOf, route.kind);
        if (top.length === capacity && value <= (top.at(-1)?.value ?? 0)) continue;
        let p = top.length;
        while (p > 0 && (top[p - 1]?.value ?? 0) < value) p--;
        top.splice(p, 0, { value, route });
        if (top.length > capacity) top.pop();
      }
      let value = 0;
      for (let i = 0; i < items; i++) value += num(multiplier, i);
      used.fill(0);
      for (const top of tops) {
        for (const entry of top) {
          value += entry.value;
          for (const item of entry.route.items) used[item] = int(used, item) + 1;
        }
      }
      if (value < lowest - ROOM) {
        lowest = value;
        best.set(multiplier);
        idle = 0;
      } else if (++idle > 6) {
        idle = 0;
        factor /= 2;
      }
      if (lowest <= atLeast + ROOM) break;
      let norm = 0;
      for (let i = 0; i < items; i++) {
        const over = int(used, i) - 1;
        if (over > 0 || num(multiplier, i) > 0) norm += over * over;
      }
      if (norm === 0) break;
      const size = (factor * (value - atLeast)) / norm;
      for (let i = 0; i < items; i++) {
        multiplier[i] = Math.max(0, num(multiplier, i) + size * (int(used, i) - 1));
      }
    }
    multiplier.set(best);
    return lowest;
  }

  function pack(atLeast: number, nodesMax: number): PoolRoute[] | undefined {
    const all = [...byKey.values()];
    const top = bound(all, atLeast);
    if (byKey.size > sizeMax / 2) shrink(all);
    if (top <= atLeast + ROOM) return undefined;
    let fixed = 0;
    for (let i = 0; i < items; i++) fixed += num(multiplier, i);
    const lists = Array.from({ length: kinds }, (_, kind) => {
      const capacity = int(capacityOf, kind);
      const list = all
        .filter((route) => route.kind === kind)
        .map((route) => ({ route, value: reduced(route) }))
        .sort((a, b) => b.value - a.value);
      const most = list.slice(0, capacity).reduce((sum, { value }) => sum + Math.max(0, value), 0);
      const last = list.length < capacity ? 0 : Math.max(0, list[capacity - 1]?.value ?? 0);
      // Only a route with which the bound still beats what we have can be in a better set.
      return {
        capacity,
        most,
        list: list.filter(({ value }) => top - last + Math.min(value, last) > atLeast + ROOM),
      };
    });
    const after = new Float64Array(kinds + 1);
    for (let kind = kinds - 1; kind >= 0; kind--)
      after[kind] = num(after, kind + 1) + (lists[kind]?.most ?? 0);
    const taken = new Uint8Array(items);
    const chosen: PoolRoute[] = [];
    let best = atLeast;
    let found: PoolRoute[] | undefined;
    let nodes = 0;

    function search(kind: number, from: number, left: number, worth: number, relaxed: number): void {
      if (worth > best + ROOM) {
        best = worth;
        found = chosen.slice();
      }
      if (kind === kinds || nodes >= nodesMax) return;
      const { list, capacity } = lists[kind] ?? { list: [], capacity: 0 };
      const rest = num(after, kind + 1);
      if (left > 0) {
        for (let i = from; i < list.length; i++) {
          const entry = list[i];
          if (entry === undefined) break;
          const { route, value } = entry;
          if (relaxed + left * Math.max(0, value) + Math.min(0, value) + rest <= best + ROOM) break;
          if (route.items.some((item) => taken[item] === 1)) continue;
          if (++nodes > nodesMax) return;
          for (const item of route.items) taken[item] = 1;
          chosen.push(route);
          search(kind, i + 1, left - 1, worth + route.worth, relaxed + value);
          chosen.pop();
          for (const item of route.items) taken[item] = 0;
        }
      }
      void capacity;
      if (relaxed + rest > best + ROOM) search(kind + 1, 0, int(capacityOf, kind + 1) || 0, worth, relaxed);
    }
    search(0, 0, int(capacityOf, 0), 0, fixed);
    return found;
  }

  /** Keeps the half with the best reduced profit. */
  function shrink(all: PoolRoute[]): void {
    const sorted = all.map((route) => ({ route, value: reduced(route) })).sort((a, b) => b.value - a.value);
    byKey.clear();
    for (const { route } of sorted.slice(0, sizeMax >> 1)) byKey.set(keyOf(route), route);
  }

  return {
    add(route) {
      const key = keyOf(route);
      const known = byKey.get(key);
      if (known === undefined ? byKey.size < sizeMax : known.worth < route.worth) byKey.set(key, route);
    },
    size: () => byKey.size,
    pack,
  };
}

function scramble(value: number): number {
  let h = Math.imul(value ^ 0x9e3779b9, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
