/**
 * The fold of samples into memory: the same samples in the same order give the same memory, however they were cut into batches.
 *
 * It changes the memory it is given, because a replay of months folds hundreds of thousands of samples a second, and each costs the
 * same small number of steps.
 */

import { BUCKET_MS, BUCKETS, type Bucket, type Counts, type Memory, noCounts } from './memory.ts';
import {
  BATTERY_W,
  DATA_USED,
  DOWNLINK,
  isLate,
  LAT,
  LOAD,
  LON,
  type Observation,
  POTENTIAL,
  SOC,
} from './observation.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Means forget with this time constant. */
const MEAN_MS = 10 * MINUTE_MS;
/** A pause longer than this is no habit but an absence, and teaches nothing. */
const HABIT_PAUSE_MAX_S = 12 * 3600;
/** A day's longest pause weighs so much in the mean over days: about a fortnight counts. */
const DAY_WEIGHT = 1 / 10;
/** The running median moves by this share of itself an interval (stochastic approximation: Robbins and Monro 1951). */
const MEDIAN_STEP = 0.02;
/** Receptions nearer than this are one backlog, not two opinions on the clock. */
const BEHIND_APART_MS = 20_000;
const BEHIND_SAME_MS = 60_000;
/** What is usual is learned over a week of quarter hours. */
const USUAL_WEIGHT = 1 / 672;

/**
 * One sample.
 * @param utcOffsetMs local time of the programme, for days and months
 */
export function observe(memory: Memory, sample: Observation, utcOffsetMs: number): Memory {
  const { receivedMs } = sample;
  if (!(receivedMs < memory.heardMs)) {
    const bucket = bucketAt(memory, receivedMs);
    bucket.stored += 1;
    if (sample.clockBad) bucket.badClock += 1;
  }
  if (isLate(sample)) noteBehind(memory, sample);
  else if (!sample.clockBad) {
    memory.behindMs = receivedMs - sample.sampledMs;
    memory.behindRun = 0;
  }
  hear(memory, receivedMs, utcOffsetMs);
  if (sample.clockBad) return memory;
  if (sample.sampledMs <= memory.sampledMs) return memory;
  readings(memory, sample, utcOffsetMs);
  memory.sampledMs = sample.sampledMs;
  memory.receivedMs = receivedMs;
  return memory;
}

/** A sign of life, with or without a sample: habit is learned from it. */
export function hear(memory: Memory, atMs: number, utcOffsetMs: number): void {
  const intervalS = (atMs - memory.heardMs) / 1000;
  const day = Math.floor((atMs + utcOffsetMs) / DAY_MS);
  if (memory.pauseDay !== day) {
    // A day on which nothing was heard before this has no longest pause of its own.
    if (memory.dayLongestS > 0) {
      const weight = Math.max(DAY_WEIGHT, 1 / (memory.daysSeen + 1));
      memory.longPauseS =
        memory.daysSeen === 0
          ? memory.dayLongestS
          : memory.longPauseS + weight * (memory.dayLongestS - memory.longPauseS);
      memory.daysSeen += 1;
    }
    memory.pauseDay = day;
    memory.dayLongestS = 0;
  }
  if (intervalS > 0 && intervalS <= HABIT_PAUSE_MAX_S) {
    if (intervalS > memory.dayLongestS) memory.dayLongestS = intervalS;
    const usual = memory.usualIntervalS;
    if (Number.isNaN(usual)) memory.usualIntervalS = intervalS;
    else if (intervalS !== usual)
      memory.usualIntervalS = usual * (intervalS > usual ? 1 + MEDIAN_STEP : 1 - MEDIAN_STEP);
  }
  if (!(atMs <= memory.heardMs)) memory.heardMs = atMs;
}

/** A clock that runs behind makes every sample late by the same; a backlog's lateness shrinks from one to the next. */
function noteBehind(memory: Memory, { receivedMs, sampledMs }: Observation): void {
  if (receivedMs - memory.behindAtMs < BEHIND_APART_MS) return;
  const behindMs = receivedMs - sampledMs;
  memory.behindAtMs = receivedMs;
  if (Math.abs(behindMs - memory.behindMs) <= BEHIND_SAME_MS) memory.behindRun += 1;
  else {
    memory.behindMs = behindMs;
    memory.behindRun = 0;
  }
}

function readings(memory: Memory, sample: Observation, utcOffsetMs: number): void {
  const { values, sampledMs } = sample;
  const elapsedMs = sampledMs - memory.sampledMs;
  const weight = elapsedMs >= 0 ? 1 - Math.exp(-elapsedMs / MEAN_MS) : 1;
  socFlow(memory, values, elapsedMs);
  const known = memory.values.length;
  for (let i = 0; i < known; i++) {
    const value = values[i] ?? Number.NaN;
    if (value !== memory.values[i]) memory.sameSinceMs[i] = sampledMs;
    memory.values[i] = value;
    if (!Number.isNaN(value)) memory.knownMs[i] = sampledMs;
  }
  memory.potentialW = mean(memory.potentialW, values[POTENTIAL] ?? Number.NaN, weight);
  memory.batteryW = mean(memory.batteryW, values[BATTERY_W] ?? Number.NaN, weight);
  memory.loadW = mean(memory.loadW, values[LOAD] ?? Number.NaN, weight);
  memory.downlinkKbps = mean(memory.downlinkKbps, values[DOWNLINK] ?? Number.NaN, weight);
  const lat = values[LAT] ?? Number.NaN;
  const lon = values[LON] ?? Number.NaN;
  if (sample.placeOk && !Number.isNaN(lat) && !Number.isNaN(lon)) {
    memory.placeLat = lat;
    memory.placeLon = lon;
    memory.placeMs = sampledMs;
  }
  noteDataUsed(memory, values[DATA_USED] ?? Number.NaN, sampledMs, utcOffsetMs);
}

/** An unknown value says nothing, so the mean goes with it: a mean of old values is no news of now. */
function mean(before: number, value: number, weight: number): number {
  if (Number.isNaN(value)) return Number.NaN;
  return !Number.isNaN(before) ? before + weight * (value - before) : value;
}

/** Energy through the battery since the charge shown last changed. */
function socFlow(memory: Memory, values: ArrayLike<number>, elapsedMs: number): void {
  const soc = values[SOC] ?? Number.NaN;
  const batteryW = values[BATTERY_W] ?? Number.NaN;
  if (soc !== memory.values[SOC]) memory.socFlowWh = 0;
  else if (!Number.isNaN(batteryW) && elapsedMs > 0)
    memory.socFlowWh += (batteryW * Math.min(elapsedMs, MEAN_MS)) / HOUR_MS;
}

/** A counter only rises; a fall is a device that began anew from zero. */
export function noteDataUsed(memory: Memory, usedMb: number, atMs: number, utcOffsetMs: number): void {
  if (Number.isNaN(usedMb)) return;
  const before = memory.dataUsedMb;
  memory.dataUsedMb = usedMb;
  if (!(atMs < memory.monthEndMs)) {
    const first = Number.isNaN(memory.monthEndMs);
    memory.monthFromMs = first ? atMs : monthStartMs(atMs + utcOffsetMs, 0) - utcOffsetMs;
    memory.monthEndMs = monthStartMs(atMs + utcOffsetMs, 1) - utcOffsetMs;
    memory.monthUsedMb = 0;
    return;
  }
  if (!Number.isNaN(before)) memory.monthUsedMb += usedMb >= before ? usedMb - before : usedMb;
}

/** The beginning of the month of a local time, or of a later one, as local time. */
function monthStartMs(localMs: number, later: number): number {
  const date = new Date(localMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + later);
}

/** The quarter hour that holds a moment; older ones than the last hour's are learned from and let go. */
function bucketAt(memory: Memory, atMs: number): Bucket {
  const startMs = atMs - (atMs % BUCKET_MS);
  const newest = memory.buckets[memory.buckets.length - 1];
  if (newest !== undefined && newest.atMs === startMs) return newest;
  if (newest !== undefined && newest.atMs > startMs) {
    const old = memory.buckets.find((bucket) => bucket.atMs === startMs);
    return old ?? { atMs: startMs, ...noCounts() };
  }
  const bucket = { atMs: startMs, ...noCounts() };
  memory.buckets.push(bucket);
  if (memory.buckets.length > BUCKETS) {
    const gone = memory.buckets.shift();
    const perHour = 4 * (gone?.quarantined ?? 0);
    memory.usualQuarantined += USUAL_WEIGHT * (perHour - memory.usualQuarantined);
  }
  return bucket;
}

/** What ingest counted in a quarter hour; it knows more than the samples that were looked at, and says all of it each time. */
export function noteCounts(memory: Memory, bucketMs: number, counts: Partial<Counts>): void {
  Object.assign(bucketAt(memory, bucketMs), counts);
}
