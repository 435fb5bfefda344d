/**
 * All that rules look at, at one moment. The parts are referred to, never copied: looking at a truck a million times costs nothing but
 * the looking. NaN and null are "not known", which never raises an alert and never clears one.
 */
import type { TruckId, VisitId } from '@digitruck/contract/ids';
import type { Counts, Memory } from './memory.ts';
import { LATE_AFTER_MS } from './observation.ts';
import type { StayNow } from './schedule.ts';

export type TruckSettings = {
  readonly truckId: TruckId;
  readonly seats: number;
  readonly reportingIntervalS: number;
  readonly speedKph: number;
  readonly dataBundleMb: number;
  readonly capacityWh: number;
  readonly reservePct: number;
  readonly peakW: number;
  /** Local time of the programme. */
  readonly utcOffsetMs: number;
};

/** What the forecast and the truck's own days say; all NaN or null while there is no forecast. */
export type EnergyFacts = {
  readonly madeMs: number;
  readonly todayPlanned: number;
  readonly todayOver: number;
  readonly todayCoveredP10: number;
  readonly todayCoveredP50: number;
  readonly todayCoveredAfterShedding: number;
  readonly reserveAtP10Ms: number;
  readonly reserveAtP50Ms: number;
  /** The first day after today that falls short at P50; null when none does, of `aheadDays` days with classes. */
  readonly ahead: {
    readonly day: string;
    readonly leadDays: number;
    readonly visitId: VisitId | null;
    readonly planned: number;
    readonly coveredP10: number;
    readonly coveredP50: number;
  } | null;
  readonly aheadDays: number;
  /** What the array gives of what its rating promises: the last days', and the best it was known to give. */
  readonly ratioNow: number;
  readonly ratioBest: number;
  /** Days with enough clear sky that the present ratio rests on. */
  readonly ratioDays: number;
};

export const NO_ENERGY: EnergyFacts = {
  madeMs: Number.NaN,
  todayPlanned: Number.NaN,
  todayOver: Number.NaN,
  todayCoveredP10: Number.NaN,
  todayCoveredP50: Number.NaN,
  todayCoveredAfterShedding: Number.NaN,
  reserveAtP10Ms: Number.NaN,
  reserveAtP50Ms: Number.NaN,
  ahead: null,
  aheadDays: 0,
  ratioNow: Number.NaN,
  ratioBest: Number.NaN,
  ratioDays: 0,
};

export type LinkFacts = {
  /** null: not known, as in a replay of samples. */
  readonly flapping: boolean | null;
  /** Sign-ins with a wrong password, and denied topics, in the last hour. */
  readonly refusedSignIns: number;
};
export const NO_LINK: LinkFacts = { flapping: null, refusedSignIns: Number.NaN };

export type TruckFacts = {
  readonly nowMs: number;
  readonly truck: TruckSettings;
  readonly memory: Memory;
  readonly stay: StayNow;
  readonly energy: EnergyFacts;
  readonly link: LinkFacts;
  /** Since when the service hears trucks without a break: what was not heard before that is no truck's fault. */
  readonly hearsSinceMs: number;
  /** The newest readings say something about now. */
  readonly fresh: boolean;
};

export function factsOf(now: Omit<TruckFacts, 'fresh'>): TruckFacts {
  return { ...now, fresh: isFresh(now.nowMs, now.memory, now.truck) };
}

export function isFresh(nowMs: number, memory: Memory, truck: TruckSettings): boolean {
  return nowMs - memory.sampledMs <= Math.max(LATE_AFTER_MS, truck.reportingIntervalS * 3000);
}

/** How many of these ingest counted in the last hour, by its quarters. */
export function countedLastHour(memory: Memory, nowMs: number, name: keyof Counts): number {
  let sum = 0;
  for (let i = 0; i < memory.buckets.length; i++) {
    const bucket = memory.buckets[i];
    if (bucket !== undefined && bucket.atMs > nowMs - 3_600_000) sum += bucket[name];
  }
  return sum;
}
