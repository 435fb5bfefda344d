/**
 * How good forecasts were: errors, skill against a reference, and whether the quantiles held what they promise.
 *
 * Terms as in Yang et al. 2020, "Verification of deterministic solar forecasts", Solar Energy 210: errors are forecast
 * minus observed; skill is 1 - RMSE / RMSE of the reference; the references are persistence, climatology (here the mean of
 * the last 30 days) and their optimal convex combination. Lists belong together by position; every one of a comparison
 * must be over the same days.
 */
import { assert } from '../kernel/assert.ts';

export type ErrorScores = {
  readonly count: number;
  /** In the unit of what was forecast. */
  readonly rmse: number;
  readonly mae: number;
  /** Mean of forecast minus observed: positive promises too much. */
  readonly bias: number;
  /** Per cent of the observed mean. */
  readonly nrmsePct: number;
  readonly nmaePct: number;
  readonly biasPct: number;
};

/** undefined of no days, or where nothing at all was observed to relate to. */
export function errorScores(
  forecast: readonly number[],
  observed: readonly number[],
): ErrorScores | undefined {
  assert(forecast.length === observed.length, 'a forecast for each day observed');
  const count = observed.length;
  let [squares, absolutes, sum, total] = [0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const seen = observed[i] ?? 0;
    const error = (forecast[i] ?? 0) - seen;
    squares += error * error;
    absolutes += Math.abs(error);
    sum += error;
    total += seen;
  }
  if (count === 0 || total <= 0) return undefined;
  const mean = total / count;
  const [rmse, mae, bias] = [Math.sqrt(squares / count), absolutes / count, sum / count];
  const pct = (value: number) => (100 * value) / mean;
  return { count, rmse, mae, bias, nrmsePct: pct(rmse), nmaePct: pct(mae), biasPct: pct(bias) };
}

/** Skill in per cent: 100 is perfect, 0 as good as the reference, negative worse; undefined if the reference never erred. */
export function skillPct(rmse: number, referenceRmse: number): number | undefined {
  return referenceRmse > 0 ? 100 * (1 - rmse / referenceRmse) : undefined;
}

/**
 * The best constant weight in [0, 1] of the first of two forecasts against the second, known only in hindsight: it
 * minimises the squared error of w first + (1 - w) second, w = sum d (y - second) / sum d^2 with d = first - second (the
 * least-squares form of Murphy 1992). No forecaster could have known it, so it is the strictest blend to beat.
 */
export function bestBlendWeight(
  first: readonly number[],
  second: readonly number[],
  observed: readonly number[],
): number {
  assert(first.length === observed.length && second.length === observed.length, 'forecasts for each day');
  let [product, square] = [0, 0];
  for (let i = 0; i < observed.length; i++) {
    const other = second[i] ?? 0;
    const difference = (first[i] ?? 0) - other;
    product += difference * ((observed[i] ?? 0) - other);
    square += difference * difference;
  }
  return square > 0 ? Math.min(1, Math.max(0, product / square)) : 0;
}

/** Per cent of days that stayed under the quantile forecast for them: of a P10, ten is right. Half a day for a tie. */
export function coveragePct(quantile: readonly number[], observed: readonly number[]): number | undefined {
  assert(quantile.length === observed.length, 'a quantile for each day observed');
  if (observed.length === 0) return undefined;
  let under = 0;
  for (let i = 0; i < observed.length; i++) {
    const [seen, told] = [observed[i] ?? 0, quantile[i] ?? 0];
    under += seen < told ? 1 : seen === told ? 0.5 : 0;
  }
  return (100 * under) / observed.length;
}

/**
 * Mean pinball loss of a quantile forecast, in the unit of what was forecast: each missing unit costs `part` when the
 * day came out above, 1 - part when below (Koenker and Bassett 1978); least in expectation for the true quantile.
 */
export function pinballLoss(
  part: number,
  quantile: readonly number[],
  observed: readonly number[],
): number | undefined {
  assert(part > 0 && part < 1, 'a quantile lies between 0 and 1');
  assert(quantile.length === observed.length, 'a quantile for each day observed');
  if (observed.length === 0) return undefined;
  let loss = 0;
  for (let i = 0; i < observed.length; i++) {
    const miss = (observed[i] ?? 0) - (quantile[i] ?? 0);
    loss += miss >= 0 ? part * miss : (part - 1) * miss;
  }
  return loss / observed.length;
}
