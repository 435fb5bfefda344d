/**
 * Taking visits out: strings of stops around a place (Christiaens and Vanden Berghe, "Slack induction by string removals", 2020), or stops
 * at random. The place is any visit, also one that is on no route, so that room is made where something is missing.
 */
import type { Rng } from '../kernel/rng.ts';
import type { RouteModel } from './model.ts';
import { int } from './rows.ts';
import type { Schedule } from './schedule.ts';

const NEAR_MAX = 40;

export type Ruin = {
  /** Removes visits; the routes are touched. @returns how many groups are in `removed`. */
  strings(most: number, length: number): number;
  scattered(most: number): number;
  readonly removed: Int32Array;
  readonly near: { list: Int32Array; width: number };
};

export function createRuin(model: RouteModel, schedule: Schedule, random: Rng): Ruin {
  const { groups, fixed, groupOf, routes: R } = model;
  const { stride, stops, length, routeOf } = schedule;
  const removed = new Int32Array(groups);
  const marks = new Uint8Array(groups);
  const near = nearLists(model);
  const ruined = new Uint8Array(R);

  function mark(group: number, visit: number, count: number): number {
    if (fixed[visit] === 1 || marks[group] === 1) return count;
    marks[group] = 1;
    removed[count] = group;
    return count + 1;
  }

  function takeOut(k: number): void {
    schedule.touch(k);
    schedule.removeMarked(k, marks);
  }

  function positionOf(k: number, group: number): number {
    const base = k * stride;
    for (let p = 1; p < int(length, k) - 1; p++) {
      if (int(groupOf, int(stops, base + p)) === group) return p;
    }
    return 0;
  }

  function strings(most: number, longest: number): number {
    let count = 0;
    let left = most;
    const seed = random.int(groups);
    ruined.fill(0);
    for (let i = 0; i <= NEAR_MAX && left > 0; i++) {
      const group = i === 0 ? seed : i <= near.width ? int(near.list, seed * near.width + i - 1) : -1;
      if (group < 0) break;
      const k = int(routeOf, group);
      if (k < 0 || ruined[k] === 1) continue;
      ruined[k] = 1;
      const inside = int(length, k) - 2;
      const long = 1 + random.int(Math.min(longest, inside));
      const position = positionOf(k, group);
      // Some strings spare a few stops within.
      const spared = long > 1 && random.next() < 0.5 ? 1 + random.int(Math.min(3, inside - long + 1)) : 0;
      const span = Math.min(inside, long + spared);
      const lowest = Math.max(1, position - span + 1);
      const highest = Math.min(position, inside - span + 1);
      const first = lowest + random.int(Math.max(1, highest - lowest + 1));
      const gap = spared > 0 ? random.int(span - spared + 1) : span;
      const before = count;
      for (let j = 0; j < span; j++) {
        if (j >= gap && j < gap + spared) continue;
        const visit = int(stops, k * stride + first + j);
        count = mark(int(groupOf, visit), visit, count);
      }
      if (count > before) takeOut(k);
      left--;
    }
    return count;
  }

  function scattered(most: number): number {
    let count = 0;
    for (let i = 0; i < most; i++) {
      const k = random.int(R);
      const inside = int(length, k) - 2;
      if (inside <= 0) continue;
      const visit = int(stops, k * stride + 1 + random.int(inside));
      count = mark(int(groupOf, visit), visit, count);
    }
    for (let i = 0; i < count; i++) {
      const k = int(routeOf, int(removed, i));
      if (k >= 0) takeOut(k);
    }
    return count;
  }

  return { strings, scattered, removed, near };
}

/** The nearest other groups of each group, nearest first. */
function nearLists({ groups, firstVisit, distance }: RouteModel): { list: Int32Array; width: number } {
  const width = Math.min(NEAR_MAX, groups - 1);
  const list = new Int32Array(groups * Math.max(1, width)).fill(-1);
  for (let group = 0; group < groups; group++) {
    const others: { other: number; far: number }[] = [];
    for (let other = 0; other < groups; other++) {
      if (other !== group)
        others.push({ other, far: distance(int(firstVisit, group), int(firstVisit, other)) });
    }
    others.sort((a, b) => a.far - b.far || a.other - b.other);
    for (let i = 0; i < width; i++) list[group * width + i] = others[i]?.other ?? -1;
  }
  return { list, width };
}
