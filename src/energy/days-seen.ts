/**
 * What a day of a truck gave, read off its telemetry in quarters of an hour: potential and harvest, against what a sound array
 * gives under a clear sky at the place where the truck stood.
 *
 * What is harvested while a full battery curtails the panels says nothing about the sky and never trains a forecast (DOMAIN.md
 * rule 7). What the truck says the array could give then does: a truck whose battery is full by ten would learn from its cloudy
 * days alone otherwise, and foretell 15 % too little. Where it can't say, such steps are unknown, and so is what lies between
 * the first and the last of them on a day: there only clouds let the panels give all they can.
 */
import { type ArraySettings, clearArray, type Stand } from './clear-array.ts';
import { loadsSeen, type SeenLoads } from './loads-seen.ts';

/** Means over a step of a truck's telemetry; null is unknown. */
export type SeenStep = {
  readonly startMs: number;
  readonly hours: number;
  /** Share of the step that samples cover, 0 to 1. */
  readonly coverage: number;
  readonly potentialW: number | null;
  readonly harvestW: number | null;
  /** Highest of the step. */
  readonly socMaxPct: number | null;
  readonly batteryW: number | null;
  readonly loadW: number | null;
  readonly occupancy: number | null;
  /** Local hour of the day, 0 to 23. */
  readonly localHour: number;
  /** Where it stood; null without a fix. */
  readonly lat: number | null;
  readonly lon: number | null;
  readonly headingDeg: number | null;
};

export type SeenDay = {
  /** e.g. 2026-11-26 */
  readonly day: string;
  /** What the array could give; null while it is not known well enough. */
  readonly potentialWh: number | null;
  readonly harvestWh: number | null;
  readonly clearSkyWh: number | null;
  /** Share of the day's clear-sky energy in steps that may train; the day itself trains from TRAINS_MIN on. */
  readonly trainedShare: number;
  /** What the array gave over what a clear sky gives, in these steps; null when they say too little. */
  readonly sunRatio: number | null;
  /** The same of the clearest hour with a high sun. */
  readonly clearHourRatio: number | null;
  /** Share of the day's clear-sky energy in steps curtailed by a full battery. */
  readonly curtailed: number;
  /** Share of the day's clear-sky energy in steps that samples cover. */
  readonly coverage: number;
  /** Sums of what was seen, nothing filled up: what a day that is not over has had so far. */
  readonly soFar: { readonly potentialWh: number; readonly harvestWh: number; readonly loadWh: number };
  readonly loads: SeenLoads;
};

/** A step of which less is covered says little about the rest of it. */
const COVERED_MIN = 0.5;
/** So much of a day's clear-sky energy must be in steps that may train; and so much to say anything of the day at all. */
export const TRAINS_MIN = 0.25;
const SAYS_MIN = 0.05;
/** So much must be known for a day's totals; the rest is filled up in proportion. */
const KNOWN_MIN = 0.9;
/** Below this a battery takes all there is: chargers hold back from 90 % on, and a count of charge may be off by some. */
const ROOM_BELOW_PCT = 80;
/** Where nobody says what the array could give, the battery counts as full from here on. */
const FULL_PCT = 95;
/** Harvest this much below potential is curtailment and no noise of a sensor. */
const CURTAILED_SHARE = 0.03;
const CURTAILED_W = 30;
const DIM_SHARE = 0.1;
/** Hours with the sun lower than this share of the day's best say too little about the panels. */
const HIGH_SUN_SHARE = 0.4;

/**
 * What the sky let the array give in a step, W; null where nobody can tell.
 * @returns `curtailed`: the battery kept it from giving that; `saidW`: what it is said to have been able to give, if that may be
 *   no more than an echo of the harvest
 */
export function gaveOf(
  step: Pick<SeenStep, 'potentialW' | 'harvestW' | 'socMaxPct' | 'batteryW' | 'loadW'>,
  maxChargeW: number | null,
): { readonly curtailed: boolean; readonly skyW: number | null; readonly saidW?: number } {
  const { potentialW, harvestW, socMaxPct, batteryW } = step;
  const atLimit = maxChargeW !== null && batteryW !== null && batteryW >= 0.95 * maxChargeW;
  if (harvestW === null) return { curtailed: false, skyW: potentialW };
  if (potentialW === null) {
    const curtailed = atLimit || (socMaxPct !== null && socMaxPct >= FULL_PCT);
    // Without a charge nobody can tell whether the battery was full: what was harvested is a lower bound and no more.
    return { curtailed, skyW: curtailed || socMaxPct === null ? null : harvestW };
  }
  if (potentialW - harvestW > Math.max(CURTAILED_W, CURTAILED_SHARE * potentialW)) {
    // With room in the battery the array gave all it could, whatever it is said to have been able to.
    const hadRoom = socMaxPct !== null && socMaxPct < ROOM_BELOW_PCT && !atLimit;
    return hadRoom ? { curtailed: false, skyW: harvestW } : { curtailed: true, skyW: potentialW };
  }
  // A charge controller that reports its harvest as potential: with the battery full it follows the load, not the sky.
  const saidW = Math.max(potentialW, harvestW);
  const mayEcho = socMaxPct !== null && socMaxPct >= FULL_PCT && followsLoad(step);
  return mayEcho ? { curtailed: true, skyW: null, saidW } : { curtailed: false, skyW: saidW };
}

function followsLoad({
  harvestW,
  batteryW,
  loadW,
}: Pick<SeenStep, 'harvestW' | 'batteryW' | 'loadW'>): boolean {
  const harvest = harvestW ?? 0;
  const near = (other: number) => Math.abs(other) <= CURTAILED_W + CURTAILED_SHARE * harvest;
  if (batteryW !== null) return near(batteryW);
  return loadW === null || near(harvest - loadW);
}

/** A local day: its name, its ends, and the steps it is cut into. */
export type DayFrame = {
  readonly day: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
};

/**
 * @param inAnyOrder steps of the day, on its grid
 * @param truck its array (null: nobody has said), the most its battery takes, and where it stood last if the day does not tell
 */
export function seenDay(
  { day, startMs: dayStartMs, endMs, stepMs }: DayFrame,
  inAnyOrder: readonly SeenStep[],
  truck: {
    readonly array: ArraySettings | null;
    readonly maxChargeW: number | null;
    readonly place: Stand | null;
  },
): SeenDay {
  const steps = [...inAnyOrder].sort((a, b) => a.startMs - b.startMs);
  const loads = loadsSeen(steps);
  const nothing: SeenDay = {
    day,
    potentialWh: null,
    harvestWh: null,
    clearSkyWh: null,
    trainedShare: 0,
    sunRatio: null,
    clearHourRatio: null,
    curtailed: 0,
    coverage: 0,
    soFar: {
      potentialWh: 0,
      harvestWh: sumOf(steps, ({ harvestW, hours }) => (harvestW ?? 0) * hours),
      loadWh: sumOf(steps, ({ loadW, hours }) => (loadW ?? 0) * hours),
    },
    loads,
  };
  const clearW = truck.array === null ? null : clearWhereItStood(truck.array, steps, truck.place);
  if (clearW === null) return nothing;

  const byStart = new Map(steps.map((step) => [step.startMs, step]));
  const hours = stepMs / 3_600_000;
  const seenLight: (Light & { readonly saidW?: number })[] = [];
  for (let startMs = dayStartMs; startMs < endMs; startMs += stepMs) {
    const clearWh = clearW(startMs + stepMs / 2) * hours;
    if (clearWh <= 0) continue;
    const step = byStart.get(startMs);
    const seen = step !== undefined && step.coverage >= COVERED_MIN;
    seenLight.push({
      startMs,
      clearWh,
      seen,
      harvestW: seen ? step.harvestW : null,
      ...(seen ? gaveOf(step, truck.maxChargeW) : { curtailed: false, skyW: null }),
    });
  }
  // A truck that was once heard to offer more than it harvested knows the difference, and its word counts.
  const tells = seenLight.some(({ curtailed, skyW }) => curtailed && skyW !== null);
  const light = tells
    ? seenLight.map((at) => (at.saidW === undefined ? at : { ...at, curtailed: false, skyW: at.saidW }))
    : seenLight;
  const clearSkyWh = sumOf(light, ({ clearWh }) => clearWh);
  if (clearSkyWh <= 0) return { ...nothing, clearSkyWh: 0 };

  const bestClearWh = Math.max(...light.map(({ clearWh }) => clearWh));
  // At dawn and dusk the little there is matters to nobody.
  const hidden = (at: Light) => at.curtailed && at.skyW === null && at.clearWh > DIM_SHARE * bestClearWh;
  const [first, last] = [light.findIndex(hidden), light.findLastIndex(hidden)];
  const training = light.filter((at, index) => at.skyW !== null && !(index >= first && index <= last));
  const trainedClearWh = sumOf(training, ({ clearWh }) => clearWh);
  const trainedShare = trainedClearWh / clearSkyWh;
  const shareOf = (which: (at: Light) => boolean) =>
    sumOf(light, (at) => (which(at) ? at.clearWh : 0)) / clearSkyWh;
  return {
    ...nothing,
    potentialWh: totalWh(light, clearSkyWh, hours, ({ skyW }) => skyW),
    harvestWh: totalWh(light, clearSkyWh, hours, ({ harvestW }) => harvestW),
    clearSkyWh,
    trainedShare,
    sunRatio:
      trainedShare >= SAYS_MIN ? sumOf(training, ({ skyW }) => (skyW ?? 0) * hours) / trainedClearWh : null,
    clearHourRatio: clearestHour(training, bestClearWh, hours),
    curtailed: shareOf(({ curtailed }) => curtailed),
    coverage: shareOf(({ seen }) => seen),
    soFar: { ...nothing.soFar, potentialWh: sumOf(light, ({ skyW }) => (skyW ?? 0) * hours) },
  };
}

type Light = {
  readonly startMs: number;
  readonly clearWh: number;
  readonly seen: boolean;
  readonly harvestW: number | null;
  readonly curtailed: boolean;
  readonly skyW: number | null;
};

/**
 * The array under a clear sky at the last place the day knows by then (before the first one, there), so that a day on the road counts each place for its hours.
 * A heading counts with the place it was told with.
 */
function clearWhereItStood(
  array: ArraySettings,
  steps: readonly SeenStep[],
  fallback: Stand | null,
): ((atMs: number) => number) | null {
  const known = new Map<string, (atMs: number) => number>();
  const at: { readonly startMs: number; readonly clearW: (atMs: number) => number }[] = [];
  for (const { startMs, lat, lon, headingDeg } of steps) {
    if (lat === null || lon === null) continue;
    // A hundredth of a degree is a kilometre, which the sun doesn't notice.
    const stand = {
      lat: nearest(lat, 0.01),
      lon: nearest(lon, 0.01),
      headingDeg: headingDeg === null ? null : nearest(headingDeg, 5),
    };
    const key = `${stand.lat} ${stand.lon} ${stand.headingDeg}`;
    const clearW = known.get(key) ?? clearArray(array, stand);
    known.set(key, clearW);
    at.push({ startMs, clearW });
  }
  if (at.length === 0) return fallback === null ? null : clearArray(array, fallback);
  return (atMs) => {
    let low = 0;
    let high = at.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((at[middle]?.startMs ?? 0) <= atMs) low = middle;
      else high = middle - 1;
    }
    return at[low]?.clearW(atMs) ?? 0;
  };
}

const nearest = (value: number, step: number) => Math.round(value / step) * step;

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += of(item);
  return sum;
}

/** A day's energy, what is missing filled up in proportion to the clear sky; null when too much is. */
function totalWh(
  light: readonly Light[],
  clearSkyWh: number,
  hours: number,
  of: (at: Light) => number | null,
): number | null {
  let knownWh = 0;
  let knownClearWh = 0;
  for (const at of light) {
    const watts = of(at);
    if (watts === null) continue;
    knownWh += watts * hours;
    knownClearWh += at.clearWh;
  }
  return knownClearWh >= KNOWN_MIN * clearSkyWh ? (knownWh * clearSkyWh) / knownClearWh : null;
}

/** The highest mean over a whole hour of high sun, clouds' edges of minutes averaged out. */
function clearestHour(training: readonly Light[], bestClearWh: number, hours: number): number | null {
  const width = Math.max(1, Math.round(1 / hours));
  let best: number | null = null;
  for (let end = width; end <= training.length; end++) {
    const hour = training.slice(end - width, end);
    const [head, tail] = [hour[0], hour.at(-1)];
    if (head === undefined || tail === undefined) continue;
    if (tail.startMs - head.startMs > (width - 1) * hours * 3_600_000 + 1) continue;
    const clearWh = sumOf(hour, (at) => at.clearWh);
    if (clearWh < HIGH_SUN_SHARE * bestClearWh * width) continue;
    const ratio = sumOf(hour, (at) => (at.skyW ?? 0) * hours) / clearWh;
    if (best === null || ratio > best) best = ratio;
  }
  return best;
}
