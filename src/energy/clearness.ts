/**
 * How clear the coming days will be, told from the days seen: the daily clearness of 1 to 7 days ahead with P10, P50, P90.
 *
 * The forecast is what was seen lately, blended with what is usual, by how much one day tells of another: a linear blend
 * of the last day, the last week, the last month, all days and the same season of earlier years. For two of these terms
 * it is the optimal convex blend of persistence and climatology, weighted by the lag correlation (Murphy 1992,
 * "Climatology, persistence, and their linear combination as standards of reference in skill scores"; Yang 2019,
 * "Making reference solar forecasts with climatology, persistence, and their optimal convex combination"). The weights
 * are learnt per lead by ridge regression towards weights that hold in most climates (clearness-learning.ts), the
 * quantiles follow the misses (clearness-quantiles.ts). Daily clearness is worth correcting for skew because it is
 * bounded above by a clear day (Graham, Hollands and Huget 1988).
 *
 * With no day seen it is a usual climate, wide; a few days move it; after a month it is mostly the place's own. Unknown
 * days are skipped, not guessed: they widen nothing by themselves, but the last day seen counts half for each day since.
 * Everything is causal: forecasts made after a day, and all that was learnt by then, depend on that day and earlier ones.
 *
 * Clearness is any daily ratio of irradiation to a bound of it: to the clear sky's (CLEAR_SKY) or to extraterrestrial
 * (EXTRATERRESTRIAL) irradiation; a truck's own days count wherever it stood, since the ratio takes out sun and place.
 * Multiply by the bound at the place where the truck will be to get energy.
 */
import { assert } from '../kernel/assert.ts';
import { type Ridge, ridge } from './clearness-learning.ts';
import { fadingMean, seasonMean } from './clearness-memory.ts';
import { type QuantileTracker, quantileTracker } from './clearness-quantiles.ts';

/** Days ahead: 1 is tomorrow, if today is the last day told. */
export const LEADS = 7;

/** What is believed of a place before anything was seen. */
export type ClearnessPrior = {
  readonly mean: number;
  readonly sd: number;
  /** The least and the most a day can be. */
  readonly min: number;
  readonly max: number;
};
/** Of extraterrestrial irradiation: the clearness index Kt, at most about 0.8 (Liu and Jordan 1960). */
export const EXTRATERRESTRIAL: ClearnessPrior = { mean: 0.55, sd: 0.13, min: 0.03, max: 0.82 };
/** Of the clear sky's irradiation: the clear-sky index. */
export const CLEAR_SKY: ClearnessPrior = { mean: 0.74, sd: 0.175, min: 0.04, max: 1.05 };

export type ClearnessLead = {
  /** 1 to 7. */
  readonly lead: number;
  /** The day it is for, in the numbering of the days told. */
  readonly day: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly mean: number;
};

export type ClearnessState = {
  readonly daysKnown: number;
  /** What is usual here: of all days, shrunk to the prior. */
  readonly climatology: number;
  /** Correlation of days 1 to 7 apart, shrunk to the prior. */
  readonly lagCorrelation: readonly number[];
  /** Per lead, what the last day, the last week, all days and the season weigh; the last month weighs the rest. */
  readonly weights: readonly (readonly number[])[];
};

export type ClearnessModel = {
  /** Tells a day; days come in order, those left out are unknown. Days are counted from anywhere (e.g. since 1970). */
  observe(day: number, clearness: number | undefined): void;
  /** For the 7 days after the last one told (after day 0 if none was). */
  forecast(): readonly ClearnessLead[];
  state(): ClearnessState;
};

/**
 * Weights of last day, last week, all days and earlier years' season before anything is learnt, lead 1 to 7. Rounded from
 * fits to measured daily series of five climates (Kenya's east, Bangladesh, Albania, Colombia, Florida) and checked on
 * others (Kenya's west, northern Ghana, Papua, Iowa, Arizona, New York); small changes of them change little.
 */
const PRIOR_WEIGHTS = [
  [0.22, 0.2, 0.1, 0.3],
  [0.08, 0.2, 0.15, 0.35],
  [0.03, 0.2, 0.15, 0.4],
  [0.02, 0.2, 0.15, 0.4],
  [0.02, 0.2, 0.15, 0.4],
  [0.02, 0.2, 0.15, 0.4],
  [0.02, 0.2, 0.15, 0.4],
];
const TERMS = 4;
/** How much evidence outweighs the prior weights, in prior variances of a day: some 60 days' worth. */
const STRENGTH_DAYS = 60;
const LEARN_EVERY_DAYS = 5;
const WEEK_FADE_DAYS = 5;
const MONTH_FADE_DAYS = 20;
const SPREAD_FADE_DAYS = 30;
const SPREAD_PRIOR_DAYS = 8;
/** What remains of the last day's tale with each unknown day after it. */
const KEEP_PER_UNKNOWN_DAY = 0.5;
/** An unknown stretch longer than this tells as much as no past but climatology: its days are not walked one by one. */
const GAP_DAYS_MAX = 120;
/** Lag-1 correlation of daily clearness in most climates, and the days' worth of that belief. */
const PRIOR_LAG1 = 0.45;
const LAG_PRIOR_DAYS = 30;
/** Residual spread of a forecast, in standard deviations of a day: sqrt(1 - r^2) for a lag correlation r. */
const FIRST_SPREAD = 0.92;

/** What was known and foretold at the end of a day. Slots are used again: a thousand trucks make much of them. */
type Made = {
  day: number;
  known: boolean;
  base: number;
  spread: number;
  readonly terms: Float64Array;
  readonly means: Float64Array;
};

export function clearnessModel(prior: ClearnessPrior = EXTRATERRESTRIAL): ClearnessModel {
  const week = fadingMean(WEEK_FADE_DAYS, prior.mean, 1);
  const month = fadingMean(MONTH_FADE_DAYS, prior.mean, 1);
  const all = fadingMean(Number.POSITIVE_INFINITY, prior.mean, 5);
  const missSquare = fadingMean(SPREAD_FADE_DAYS, (FIRST_SPREAD * prior.sd) ** 2, SPREAD_PRIOR_DAYS);
  const season = seasonMean();
  const ridges: Ridge[] = PRIOR_WEIGHTS.map((weights) => ridge(weights, STRENGTH_DAYS * prior.sd ** 2, 1));
  const trackers: QuantileTracker[] = PRIOR_WEIGHTS.map(() => quantileTracker());
  const lags = lagCorrelations(prior);
  /** The last 7 days' ends, by day number modulo 7. */
  const made = Array.from({ length: LEADS }, emptySlot);
  let today: number | undefined;
  let last: number | undefined;
  let unknownDays = 0;
  let daysKnown = 0;
  let daysUnlearnt = 0;

  const clamp = (value: number) => Math.min(prior.max, Math.max(prior.min, value));
  const [dull, clear] = [prior.mean - 1.5 * prior.sd, prior.mean + 1.2 * prior.sd];
  const levelOf = (mean: number) => Math.min(1, Math.max(0, (mean - dull) / (clear - dull)));

  function foretell(day: number, slot: Made): Made {
    const base = month.value();
    const { terms, means } = slot;
    terms[0] = last === undefined ? 0 : (last - base) * KEEP_PER_UNKNOWN_DAY ** unknownDays;
    terms[1] = week.value() - base;
    terms[2] = all.value() - base;
    terms[3] = season.value(day + 4, base) - base;
    for (let i = 0; i < LEADS; i++) means[i] = clamp(base + (ridges[i]?.predict(terms) ?? 0));
    slot.day = day;
    slot.known = unknownDays === 0 && last !== undefined;
    slot.base = base;
    slot.spread = Math.sqrt(missSquare.value());
    return slot;
  }

  function learn(day: number, clearness: number): void {
    for (let lead = 1; lead <= LEADS; lead++) {
      const then = made[slotOf(day - lead)];
      if (then === undefined || then.day !== day - lead) continue;
      const mean = then.means[lead - 1] ?? prior.mean;
      trackers[lead - 1]?.add(levelOf(mean), (clearness - mean) / then.spread);
      if (then.known) ridges[lead - 1]?.add(then.terms, clearness - then.base);
      if (lead === 1) missSquare.step((clearness - mean) ** 2);
    }
    daysUnlearnt += 1;
    if (daysUnlearnt < LEARN_EVERY_DAYS) return;
    daysUnlearnt = 0;
    for (const each of ridges) each.solve();
  }

  function pass(day: number, clearness: number | undefined): void {
    if (clearness === undefined) {
      unknownDays += 1;
    } else {
      learn(day, clearness);
      last = clearness;
      unknownDays = 0;
      daysKnown += 1;
      season.add(day, clearness);
    }
    week.step(clearness);
    month.step(clearness);
    all.step(clearness);
    lags.step(clearness);
    foretell(day, made[slotOf(day)] ?? emptySlot());
  }

  return {
    observe(day, clearness) {
      assert(Number.isInteger(day), 'days are whole numbers');
      assert(today === undefined || day > today, 'days come in order');
      if (today !== undefined) {
        for (let gap = Math.max(today + 1, day - GAP_DAYS_MAX); gap < day; gap++) pass(gap, undefined);
      }
      const usable = clearness !== undefined && Number.isFinite(clearness) ? clamp(clearness) : undefined;
      pass(day, usable);
      today = day;
    },
    forecast() {
      const told = today === undefined ? undefined : made[slotOf(today)];
      const now = told ?? foretell(0, emptySlot());
      return trackers.map((tracker, i) => {
        const mean = now.means[i] ?? prior.mean;
        const offsets = tracker.offsets(levelOf(mean));
        const [p10 = mean, p50 = mean, p90 = mean] = [offsets.p10, offsets.p50, offsets.p90]
          .map((offset) => clamp(mean + offset * now.spread))
          .sort((a, b) => a - b);
        return { lead: i + 1, day: now.day + i + 1, p10, p50, p90, mean };
      });
    },
    state: () => ({
      daysKnown,
      climatology: all.value(),
      lagCorrelation: lags.values(),
      weights: ridges.map((each) => each.weights()),
    }),
  };
}

/** Of a history told at once, in any numbering of days; days left out are unknown. */
export function forecastClearness(
  history: readonly { readonly day: number; readonly clearness: number | undefined }[],
  prior: ClearnessPrior = EXTRATERRESTRIAL,
): { readonly leads: readonly ClearnessLead[]; readonly state: ClearnessState } {
  const model = clearnessModel(prior);
  for (const { day, clearness } of history) model.observe(day, clearness);
  return { leads: model.forecast(), state: model.state() };
}

function emptySlot(): Made {
  const [terms, means] = [new Float64Array(TERMS), new Float64Array(LEADS)];
  return { day: Number.NaN, known: false, base: 0, spread: 0, terms, means };
}

function slotOf(day: number): number {
  return ((day % LEADS) + LEADS) % LEADS;
}

/** Correlations of days 1 to 7 apart about their running mean, shrunk to a geometric decay. */
function lagCorrelations(prior: ClearnessPrior) {
  const variance = prior.sd ** 2;
  const products = Array.from({ length: LEADS }, () => 0);
  const counts = Array.from({ length: LEADS }, () => 0);
  let squares = 0;
  let days = 0;
  let sum = 0;
  /** Deviations of the last 7 days, NaN where unknown. */
  const recent = new Float64Array(LEADS).fill(Number.NaN);
  return {
    step(value: number | undefined): void {
      let deviation = Number.NaN;
      if (value !== undefined) {
        sum += value;
        days += 1;
        deviation = value - (sum + 5 * prior.mean) / (days + 5);
        squares += deviation ** 2;
        for (let i = 0; i < LEADS; i++) {
          const earlier = recent[i] ?? Number.NaN;
          if (Number.isNaN(earlier)) continue;
          products[i] = (products[i] ?? 0) + earlier * deviation;
          counts[i] = (counts[i] ?? 0) + 1;
        }
      }
      recent.copyWithin(1, 0, LEADS - 1);
      recent[0] = deviation;
    },
    values: (): readonly number[] => {
      const spread = (squares + LAG_PRIOR_DAYS * variance) / (days + LAG_PRIOR_DAYS);
      return products.map((product, i) => {
        const believed = LAG_PRIOR_DAYS * variance * PRIOR_LAG1 ** (i + 1);
        const correlation = (product + believed) / (((counts[i] ?? 0) + LAG_PRIOR_DAYS) * spread);
        return Math.min(1, Math.max(-1, correlation));
      });
    },
  };
}
