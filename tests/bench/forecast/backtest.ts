/**
 * Forecasts of a past series as they would have been made at the time, beside what the references would have said.
 *
 * At the end of each day the forecast for the next seven uses that day and earlier ones only; latitude, weights and
 * quantiles included. All methods are scored on the same days: those after the warm-up on which the day of making and
 * the day forecast are known, and of the 30 days before enough to have a mean.
 */
import { clearnessModel, EXTRATERRESTRIAL, LEADS } from '../../../src/energy/clearness.ts';
import { dayOfYear, extraterrestrialMjM2, LEAST_MJ_M2, latitudeFinder } from './envelope.ts';

/** Of one lead, by scored day; MJ/m2. */
export type Scored = {
  readonly madeOn: number[];
  readonly observed: number[];
  readonly mean: number[];
  readonly p10: number[];
  readonly p50: number[];
  readonly p90: number[];
  /** The last day's irradiation again. */
  readonly persistence: number[];
  /** The last day's share of the extraterrestrial irradiation again. */
  readonly clearnessPersistence: number[];
  /** Mean of the last 30 days. */
  readonly mean30: number[];
};
export type Backtest = {
  /** Leads 1 to 7. */
  readonly leads: readonly Scored[];
  readonly warmUpDays: number;
  /** As last found, for information. */
  readonly latDeg: number;
};

export const WARM_UP_DAYS = 60;
const MEAN_DAYS = 30;
const MEAN_DAYS_LEAST = 10;
/** The latitude is looked for anew when the series has grown by so much. */
const GROWTH = 1.15;
const FIND_DAYS_LEAST = 15;

export function backtest(
  series: { readonly firstDay: number; readonly values: readonly (number | undefined)[] },
  options: { readonly latDeg?: number | undefined; readonly warmUpDays?: number | undefined } = {},
): Backtest {
  const { firstDay, values } = series;
  const warmUpDays = options.warmUpDays ?? Math.min(WARM_UP_DAYS, Math.floor(values.length / 4));
  const finder = latitudeFinder(
    options.latDeg === undefined ? { mean: 0, sd: 30 } : { mean: options.latDeg, sd: 12 },
  );
  let latDeg = options.latDeg ?? 0;
  let nextSearch = FIND_DAYS_LEAST;
  const boundOn = (day: number) => extraterrestrialMjM2(latDeg, dayOfYear(day));
  const ratioOn = (index: number) => {
    const [value, bound] = [values[index], boundOn(firstDay + index)];
    return value === undefined || bound < LEAST_MJ_M2 ? undefined : value / bound;
  };
  // A latitude found wrong leaves days above its bound: only a stated one is a bound of the weather too.
  const prior = { ...EXTRATERRESTRIAL, max: options.latDeg === undefined ? 1.2 : 0.9 };
  let model = clearnessModel(prior);
  const leads = Array.from(
    { length: LEADS },
    (): Scored => ({
      madeOn: [],
      observed: [],
      mean: [],
      p10: [],
      p50: [],
      p90: [],
      persistence: [],
      clearnessPersistence: [],
      mean30: [],
    }),
  );
  for (let t = 0; t < values.length; t++) {
    const today = firstDay + t;
    finder.add(today, values[t]);
    if (t + 1 >= nextSearch) {
      nextSearch = Math.max(t + 2, Math.ceil((t + 1) * GROWTH));
      const found = finder.latDeg();
      if (Math.abs(found - latDeg) > 0.5) {
        latDeg = found;
        model = clearnessModel(prior);
        for (let s = 0; s < t; s++) model.observe(firstDay + s, ratioOn(s));
      }
    }
    model.observe(today, ratioOn(t));
    const [last, mean30, ratio] = [values[t], trailingMean(values, t), ratioOn(t)];
    if (t < warmUpDays || last === undefined || mean30 === undefined) continue;
    for (const forecast of model.forecast()) {
      const observed = values[t + forecast.lead];
      const scored = leads[forecast.lead - 1];
      if (observed === undefined || scored === undefined) continue;
      const bound = boundOn(today + forecast.lead);
      scored.madeOn.push(today);
      scored.observed.push(observed);
      scored.mean.push(forecast.mean * bound);
      scored.p10.push(forecast.p10 * bound);
      scored.p50.push(forecast.p50 * bound);
      scored.p90.push(forecast.p90 * bound);
      scored.persistence.push(last);
      scored.clearnessPersistence.push(ratio === undefined ? last : ratio * bound);
      scored.mean30.push(mean30);
    }
  }
  return { leads, warmUpDays, latDeg };
}

function trailingMean(values: readonly (number | undefined)[], end: number): number | undefined {
  let [sum, count] = [0, 0];
  for (let i = Math.max(0, end - MEAN_DAYS + 1); i <= end; i++) {
    const value = values[i];
    if (value === undefined) continue;
    sum += value;
    count += 1;
  }
  return count >= MEAN_DAYS_LEAST ? sum / count : undefined;
}
