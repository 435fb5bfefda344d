/**
 * Is the array as good as it was? Each day has the ratio of its clearest hour to a sound array under a clear sky. A run of days far
 * below the truck's best is a fault once so many gloomy days in a row would be a wonder in this truck's own weather.
 */

export type ClearDay = {
  /** e.g. 2026-11-26 */
  readonly day: string;
  /** What its clearest hour gave of what a sound array gives under a clear sky; null when no hour says. */
  readonly clearHourRatio: number | null;
};

export type ArrayHealth = {
  /** Best of the last days, and the best it was known to give; NaN while too little is known. */
  readonly ratioNow: number;
  readonly ratioBest: number;
  /** Days that the present ratio rests on. */
  readonly ratioDays: number;
};
export const UNKNOWN_HEALTH: ArrayHealth = { ratioNow: Number.NaN, ratioBest: Number.NaN, ratioDays: 0 };

/** Days it must have been known for. */
const KNOWN_DAYS_MIN = 14;
/** Own weather: so many days back, and from this share of the best on a day had a clear hour. */
const WEATHER_DAYS = 45;
const CLEAR_SHARE = 0.85;
/** Weather lasts: two gloomy days in a row are worth some one and a half independent ones (lag-1 correlation 0.4 to 0.7). */
const DEPENDENCE = 0.6;
/** A wonder: gloomy days in a row this improbable. */
const WONDER = 0.0015;
const DAYS_MIN = 2;
const DAYS_MAX = 15;
/** The best is not the very best, which a cloud's edge may have mirrored. */
const BEST_QUANTILE = 0.9;

/** @param days oldest first; the days that are over */
export function arrayHealth(days: readonly ClearDay[]): ArrayHealth {
  const ratios = days.flatMap(({ clearHourRatio }) => (clearHourRatio === null ? [] : [clearHourRatio]));
  if (ratios.length < KNOWN_DAYS_MIN) return UNKNOWN_HEALTH;
  const ratioBest = quantile(ratios, BEST_QUANTILE);
  // Its own weather, from before the last days, which are the ones in question.
  const before = ratios.slice(0, -Math.min(DAYS_MAX, Math.floor(ratios.length / 2))).slice(-WEATHER_DAYS);
  const clear = before.filter((ratio) => ratio >= CLEAR_SHARE * ratioBest).length;
  // One clear and one gloomy day are added (Laplace's rule of succession): no weather is certain.
  const gloomyShare = 1 - (clear + 1) / (before.length + 2);
  const needed = Math.ceil(Math.log(WONDER) / Math.log(gloomyShare) / DEPENDENCE);
  const ratioDays = Math.min(DAYS_MAX, Math.max(DAYS_MIN, needed));
  if (ratios.length < ratioDays + DAYS_MIN) return UNKNOWN_HEALTH;
  return { ratioNow: Math.max(...ratios.slice(-ratioDays)), ratioBest, ratioDays };
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
}
