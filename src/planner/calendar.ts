/**
 * Days and slots. A day number counts from 1970-01-01; a slot is a day or half of one, counted from the horizon's first. Prefix counts of
 * the slots on which a truck may drive make "so many slots of driving from here" one look-up, forwards and back.
 */
import { fromIso, toIso } from '../kernel/clock.ts';
import { int } from './rows.ts';

const DAY_MS = 86_400_000;

/** NaN if the text is no date. */
export function dayOf(date: string): number {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return Number.NaN;
  const ms = fromIso(`${date}T00:00:00.000Z`);
  return Number.isNaN(ms) || toIso(ms).slice(0, 10) !== date ? Number.NaN : ms / DAY_MS;
}

export function dateOf(day: number): string {
  return toIso(day * DAY_MS).slice(0, 10);
}

/** 0 is Sunday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** 0 is January. */
export function monthOf(day: number): number {
  return Number(dateOf(day).slice(5, 7)) - 1;
}

export type Driving = {
  /** Drivable slots before slot s. */
  readonly before: Int32Array;
  /** The first slot before which there are c drivable ones; `slots` + 1 when there never are. */
  readonly after: Int32Array;
  /** The last slot before which there are no more than c. */
  readonly until: Int32Array;
};

export function drivingOf(drivable: Uint8Array): Driving {
  const slots = drivable.length;
  const before = new Int32Array(slots + 1);
  for (let s = 0; s < slots; s++) before[s + 1] = int(before, s) + (drivable[s] === 1 ? 1 : 0);
  const after = new Int32Array(slots + 1).fill(slots + 1);
  const until = new Int32Array(slots + 1).fill(slots);
  for (let s = slots; s >= 0; s--) after[int(before, s)] = s;
  for (let s = 0; s <= slots; s++) until[int(before, s)] = s;
  return { before, after, until };
}

/** When a drive of so many slots that begins at slot `from` or later is over; Infinity if not within the horizon. */
export function driven({ before, after }: Driving, from: number, need: number): number {
  if (need === 0) return from;
  const count = int(before, from) + need;
  if (count >= after.length) return Infinity;
  const slot = int(after, count);
  return slot < after.length ? slot : Infinity;
}

/** The last slot at which such a drive can begin and be over by slot `by`; -1 if there is none. */
export function setOut({ before, until }: Driving, by: number, need: number): number {
  if (need === 0) return by;
  const count = int(before, by) - need;
  return count < 0 ? -1 : int(until, count);
}
