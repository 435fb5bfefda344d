/**
 * The sun of the coming days as a share of what a sound array gives under a clear sky: clearness, foretold from the days seen
 * (clearness.ts), times this truck's own performance ratio. What today has shown so far bends what is left of it.
 */
import { CLEAR_SKY, type ClearnessLead, forecastClearness } from './clearness.ts';
import { type SeenDay, TRAINS_MIN } from './days-seen.ts';
import { PERFORMANCE_UNKNOWN, performanceRatios } from './performance.ts';

export type Quantiles = { readonly p10: number; readonly p50: number; readonly p90: number };

export type SunAhead = {
  /** Shares for today (as it looked before it began) and the six days after it: leads 1 to 7. */
  readonly leads: readonly (Quantiles & { readonly mean: number })[];
  /** For what is left of today. */
  readonly restOfToday: Quantiles;
  /** What the rivals of the forecast say: the last day again, and the mean of 30; null while no day was seen. */
  readonly persistence: number | null;
  readonly mean30: number | null;
  readonly daysSeen: number;
  /** Mean clearness of the last week that was seen; null while there is none. */
  readonly clearness: number | null;
  readonly lagCorrelation: number | null;
  readonly performanceRatio: number | null;
};

const DAY_MS = 86_400_000;
const MONTH_DAYS = 30;
/** A single day may beat the clear sky of a formula by so much, and no more is believed. */
const CLEARNESS_MAX = CLEAR_SKY.max;
/**
 * How far the day so far tells what is left of it: not at all in the morning's first minutes, then more, never fully. A share f
 * of the day seen weighs TODAY_MOST f / (f + TODAY_HALF).
 */
const TODAY_MOST = 0.8;
const TODAY_HALF = 0.25;

type Day = Pick<SeenDay, 'day' | 'sunRatio' | 'trainedShare' | 'clearHourRatio'>;

/**
 * @param days before today, oldest first; those left out are unknown
 * @param soFar of today; null while nothing of it was seen
 */
export function sunAhead(days: readonly Day[], today: string, soFar: Day | null): SunAhead {
  const ratios = performanceRatios(days);
  const performanceRatio = ratios.at(-1) ?? null;
  const firstKnown = ratios.find((ratio) => ratio !== null) ?? PERFORMANCE_UNKNOWN;
  const now = performanceRatio ?? PERFORMANCE_UNKNOWN;

  const trained = days.flatMap(({ day, sunRatio, trainedShare }, index) =>
    sunRatio !== null && trainedShare >= TRAINS_MIN
      ? [{ day: numberOf(day), sunRatio, clearness: clearnessOf(sunRatio, ratios[index] ?? firstKnown) }]
      : [],
  );
  const history: { day: number; clearness: number | undefined }[] = trained.map(({ day, clearness }) => ({
    day,
    clearness,
  }));
  // Unknown days since the last one count: yesterday is always told.
  const yesterday = numberOf(today) - 1;
  if (history.at(-1)?.day !== yesterday) history.push({ day: yesterday, clearness: undefined });
  const { leads, state } = forecastClearness(history, CLEAR_SKY);

  const lately = trained.slice(-7).map(({ clearness }) => clearness);
  const month = trained.filter(({ day }) => day > yesterday - MONTH_DAYS).map(({ sunRatio }) => sunRatio);
  return {
    leads: leads.map(({ p10, p50, p90, mean }) => ({
      p10: p10 * now,
      p50: p50 * now,
      p90: p90 * now,
      mean: mean * now,
    })),
    restOfToday: scaled(restOfToday(leads[0], soFar, now), now),
    persistence: trained.at(-1)?.sunRatio ?? null,
    mean30: month.length > 0 ? meanOf(month) : (trained.at(-1)?.sunRatio ?? null),
    daysSeen: trained.length,
    clearness: lately.length > 0 ? meanOf(lately) : null,
    lagCorrelation: trained.length > 1 ? (state.lagCorrelation[0] ?? null) : null,
    performanceRatio,
  };
}

/** Of clearness, not yet times the performance ratio. */
function restOfToday(lead: ClearnessLead | undefined, soFar: Day | null, performance: number): Quantiles {
  if (lead === undefined) return { p10: CLEAR_SKY.min, p50: CLEAR_SKY.mean, p90: CLEAR_SKY.max };
  if (soFar === null || soFar.sunRatio === null) return lead;
  const weight = (TODAY_MOST * soFar.trainedShare) / (soFar.trainedShare + TODAY_HALF);
  const centre = lead.p50 + weight * (clearnessOf(soFar.sunRatio, performance) - lead.p50);
  const narrower = 1 - weight / 2;
  const at = (value: number) =>
    Math.min(Math.max(centre + (value - lead.p50) * narrower, CLEAR_SKY.min), CLEARNESS_MAX);
  return { p10: at(lead.p10), p50: at(lead.p50), p90: at(lead.p90) };
}

const clearnessOf = (sunRatio: number, performance: number) =>
  Math.min(Math.max(sunRatio / performance, 0), CLEARNESS_MAX);
const scaled = ({ p10, p50, p90 }: Quantiles, by: number): Quantiles => ({
  p10: p10 * by,
  p50: p50 * by,
  p90: p90 * by,
});
const numberOf = (day: string) => Math.round(Date.parse(day) / DAY_MS);
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
