/**
 * Driving where a road is closed for some days. A drive uses slots on which the crew may drive, counted from the horizon's first; closed days
 * are a stretch of that count, and no drive may use any of it: the truck waits and drives after it, or takes the way round if that is earlier.
 * Leaving later never lets it arrive earlier, so the times of `schedule.ts` hold, and `leavesBy` is the exact inverse of `arrives`.
 */
import { type Driving, driven, setOut } from './calendar.ts';
import type { Closure, Problem } from './problem.ts';
import { int } from './rows.ts';

export type ClosedLeg = {
  /** Slots from and to (excluded), apart and in order. */
  readonly spans: readonly (readonly [number, number])[];
  /** The longest of its closures; null where one has no way round. */
  readonly detourKm: number | null;
  readonly closures: readonly Closure[];
};
export type ClosedLegs = {
  /** Number of the leg in `list`, from 1, by cell of the travel tables; 0 is never closed. */
  readonly numbers: Int32Array;
  readonly list: readonly ClosedLeg[];
};

/** @param toSlots the slots of days, from and to (excluded), not clamped to the horizon */
export function closedLegsOf(
  { travel }: Problem,
  slots: number,
  toSlots: (closure: Closure) => readonly [number, number],
): ClosedLegs | undefined {
  const byCell = new Map<number, Closure[]>();
  for (const closure of travel.closures ?? []) {
    const [from, to] = toSlots(closure);
    if (to <= 0 || from >= slots) continue;
    for (const cell of closure.cells) {
      const known = byCell.get(cell);
      if (known === undefined) byCell.set(cell, [closure]);
      else known.push(closure);
    }
  }
  if (byCell.size === 0) return undefined;
  const numbers = new Int32Array(travel.places.length ** 2);
  // Most ways are closed by the same few closures.
  const known = new Map<string, number>();
  const list: ClosedLeg[] = [];
  const index = new Map((travel.closures ?? []).map((closure, i) => [closure, i]));
  for (const [cell, closures] of byCell) {
    const key = closures.map((closure) => index.get(closure)).join(' ');
    let number = known.get(key);
    if (number === undefined) {
      number = list.push(legOf(closures, slots, toSlots));
      known.set(key, number);
    }
    numbers[cell] = number;
  }
  return { numbers, list };
}

function legOf(
  closures: readonly Closure[],
  slots: number,
  toSlots: (closure: Closure) => readonly [number, number],
): ClosedLeg {
  const clamped = closures
    .map((closure) => toSlots(closure))
    .map(([from, to]): [number, number] => [Math.max(0, from), Math.min(slots, to)])
    .sort((a, b) => a[0] - b[0]);
  const spans: [number, number][] = [];
  for (const [from, to] of clamped) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  const detours = closures.map(({ detourKm }) => detourKm);
  const detourKm = detours.includes(null) ? null : Math.max(...detours.map((km) => km ?? 0));
  return { spans, detourKm, closures };
}

/** The first count from which a drive of so many slots uses no closed one. */
function firstFree({ before }: Driving, { spans }: ClosedLeg, count: number, need: number): number {
  let first = count;
  for (const [from, to] of spans) {
    const [a, b] = [int(before, from), int(before, to)];
    if (a < b && first < b && first + need > a) first = b;
  }
  return first;
}

/** How a truck that may leave at slot `from` comes through: when it sets out, when it is there (Infinity: never), and if by the way round. */
export function passage(
  driving: Driving,
  leg: ClosedLeg,
  from: number,
  need: number,
  detourNeed: number,
): { readonly sets: number; readonly arrives: number; readonly round: boolean } {
  if (need === 0) return { sets: from, arrives: from, round: false };
  const count = int(driving.before, from);
  const first = firstFree(driving, leg, count, need);
  const sets = first === count ? from : first < driving.after.length ? int(driving.after, first) : Infinity;
  const direct = sets <= driving.before.length - 1 ? driven(driving, sets, need) : Infinity;
  const round = leg.detourKm === null ? Infinity : driven(driving, from, detourNeed);
  return round < direct
    ? { sets: from, arrives: round, round: true }
    : { sets, arrives: direct, round: false };
}

/** The last slot at which it can leave and be there by slot `by`; -1 if there is none. */
export function leavesBy(
  driving: Driving,
  leg: ClosedLeg,
  by: number,
  need: number,
  detourNeed: number,
): number {
  if (need === 0) return by;
  let last = int(driving.before, by) - need;
  for (const [from, to] of leg.spans.toReversed()) {
    const [a, b] = [int(driving.before, from), int(driving.before, to)];
    if (a < b && last < b && last + need > a) last = a - need;
  }
  const direct = last < 0 ? -1 : int(driving.until, last);
  return leg.detourKm === null ? direct : Math.max(direct, setOut(driving, by, detourNeed));
}
