/**
 * What is remembered of a truck between two looks: plain data of fixed size, so that it is kept with the alerts' state, restored
 * after a restart, and costs the same after a year as after an hour. NaN is "not known yet".
 */
import { READING_NAMES } from '@digitruck/contract/readings';

/** `future` and `identityMismatch` are quarantined for that reason. */
export const COUNTED = [
  'stored',
  'badClock',
  'readingsDropped',
  'quarantined',
  'future',
  'identityMismatch',
] as const;
export type Counted = (typeof COUNTED)[number];
export type Counts = { [Name in Counted]: number };
/** Counts are by quarter hours of receiving, as ingest writes them. */
export const BUCKET_MS = 900_000;
/** The last hour's quarters, the present one included. */
export const BUCKETS = 4;
export type Bucket = Counts & { atMs: number };

export type Memory = {
  /** Newest values by reading, and since when each has been exactly so; by measured time. */
  values: number[];
  knownMs: number[];
  sameSinceMs: number[];
  /** The newest sample with a good clock: measured and received. */
  sampledMs: number;
  receivedMs: number;
  /** When the truck was last heard, whatever it sent. */
  heardMs: number;
  placeLat: number;
  placeLon: number;
  placeMs: number;
  /** Running means over some ten minutes: clouds and fading are no news. */
  potentialW: number;
  batteryW: number;
  loadW: number;
  downlinkKbps: number;
  /** What flowed into (or out of) the battery since the charge shown last changed, Wh. */
  socFlowWh: number;
  /** Habit of reporting: running median of the intervals, mean of each day's longest pause, s. */
  usualIntervalS: number;
  longPauseS: number;
  pauseDay: number;
  dayLongestS: number;
  daysSeen: number;
  /** How far the truck's clock runs behind, and how many receptions in a row agreed on it. */
  behindMs: number;
  behindRun: number;
  behindAtMs: number;
  /** Mobile data since the month began, or since `monthFromMs` if that was later. */
  monthFromMs: number;
  monthEndMs: number;
  monthUsedMb: number;
  dataUsedMb: number;
  buckets: Bucket[];
  /** What is usually refused in an hour. */
  usualQuarantined: number;
};

export function blankMemory(): Memory {
  const unknown = () => READING_NAMES.map(() => Number.NaN);
  return {
    values: unknown(),
    knownMs: unknown(),
    sameSinceMs: unknown(),
    sampledMs: Number.NaN,
    receivedMs: Number.NaN,
    heardMs: Number.NaN,
    placeLat: Number.NaN,
    placeLon: Number.NaN,
    placeMs: Number.NaN,
    potentialW: Number.NaN,
    batteryW: Number.NaN,
    loadW: Number.NaN,
    downlinkKbps: Number.NaN,
    socFlowWh: 0,
    usualIntervalS: Number.NaN,
    longPauseS: Number.NaN,
    pauseDay: Number.NaN,
    dayLongestS: 0,
    daysSeen: 0,
    behindMs: Number.NaN,
    behindRun: 0,
    behindAtMs: Number.NaN,
    monthFromMs: Number.NaN,
    monthEndMs: Number.NaN,
    monthUsedMb: Number.NaN,
    dataUsedMb: Number.NaN,
    buckets: [],
    usualQuarantined: 0,
  };
}

const numberOf = (value: unknown) => (typeof value === 'number' ? value : Number.NaN);

/** Reads what JSON kept (where NaN became null); what another version did not write is not known yet. */
export function memoryOf(json: unknown): Memory {
  const memory = blankMemory();
  if (typeof json !== 'object' || json === null) return memory;
  const kept = json as Record<string, unknown>;
  for (const [name, blank] of Object.entries(memory)) {
    const value = kept[name];
    if (value === undefined) continue;
    if (typeof blank === 'number') Object.assign(memory, { [name]: numberOf(value) });
    else if (name === 'buckets') memory.buckets = Array.isArray(value) ? value.flatMap(bucketOf) : [];
    else if (Array.isArray(value) && value.length === READING_NAMES.length)
      Object.assign(memory, { [name]: value.map(numberOf) });
  }
  return memory;
}

function bucketOf(json: unknown): Bucket[] {
  if (typeof json !== 'object' || json === null) return [];
  const kept = json as Record<string, unknown>;
  const bucket = { atMs: numberOf(kept.atMs), ...noCounts() };
  for (const name of COUNTED) bucket[name] = Number(kept[name] ?? 0);
  return Number.isNaN(bucket.atMs) ? [] : [bucket];
}

export function noCounts(): Counts {
  return { stored: 0, badClock: 0, readingsDropped: 0, quarantined: 0, future: 0, identityMismatch: 0 };
}
