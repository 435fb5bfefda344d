/**
 * When a stay can begin, and when it is over, for each slot of the horizon: windows, blackouts, maintenance, days without classes and the
 * crew's rest are all in these tables, so that the search only looks them up. A stay begins with a class.
 */
import { int } from './rows.ts';

/** No such slot. */
export const NEVER = 32_767;

export type StayTable = {
  /** The first slot from s on at which a stay can begin. */
  readonly start: Int16Array;
  /** The slot after a stay that begins at s (where one can). */
  readonly end: Int16Array;
  /** The last begin of a stay that is over by slot s; -1 if there is none. */
  readonly back: Int16Array;
  /** The last begin of all; -1 if there is none. */
  readonly last: number;
};

export type StayRules = {
  /** 1 where a class can be held. */
  readonly teachable: Uint8Array;
  /** Slots before s that no stay may touch. */
  readonly barredBefore: Int32Array;
  /** From and to (excluded); a stay lies within one. */
  readonly windows: readonly (readonly [number, number])[];
  /** Slots with classes, and least slots from first to last. */
  readonly classes: number;
  readonly span: number;
};

export function stayTable({ teachable, barredBefore, windows, classes, span }: StayRules): StayTable {
  const slots = teachable.length;
  const start = new Int16Array(slots + 1).fill(NEVER);
  const end = new Int16Array(slots + 1).fill(NEVER);
  const back = new Int16Array(slots + 1).fill(-1);
  const days: number[] = [];
  for (let s = 0; s < slots; s++) if (teachable[s] === 1) days.push(s);
  let last = -1;
  for (let i = 0; i + classes <= days.length; i++) {
    const first = days[i] ?? 0;
    const over = Math.max((days[i + classes - 1] ?? 0) + 1, first + span);
    if (over > slots || int(barredBefore, over) !== int(barredBefore, first)) continue;
    if (!windows.some(([from, to]) => from <= first && over <= to)) continue;
    start[first] = first;
    end[first] = over;
    back[over] = first;
    last = first;
  }
  for (let s = slots - 1; s >= 0; s--) start[s] = Math.min(start[s] ?? NEVER, start[s + 1] ?? NEVER);
  for (let s = 1; s <= slots; s++) back[s] = Math.max(back[s] ?? -1, back[s - 1] ?? -1);
  return { start, end, back, last };
}

/** Marked slots before each slot. */
export function countBefore(marked: Uint8Array): Int32Array {
  const before = new Int32Array(marked.length + 1);
  for (let s = 0; s < marked.length; s++) before[s + 1] = int(before, s) + (marked[s] === 1 ? 1 : 0);
  return before;
}
