/**
 * A truck's own performance ratio: what its array gives of what a sound one gives, in clear hours. Dirt and age show as a slow
 * fall of it, a dead string as a step; clouds don't, as long as some hour in two weeks is clear.
 */
import type { SeenDay } from './days-seen.ts';

/** Before anything is known a truck counts as sound. */
export const PERFORMANCE_UNKNOWN = 1;
/** Some hour of two weeks is clear nearly everywhere, and dirt takes longer than that. */
const WINDOW_DAYS = 14;
const DAYS_MIN = 3;
/** The second best of a fortnight: the best may be the odd day on which a cloud's edge mirrored more light onto the panels. */
const QUANTILE = 0.92;
/** Ratios beyond are a wrong rating or a wrong sensor; learning them would hide it. */
const RATIO_MIN = 0.05;
const RATIO_MAX = 1.5;

type Seen = Pick<SeenDay, 'day' | 'clearHourRatio'>;

/**
 * The ratio as it stood at the end of each day; null before enough is known. A day whose window knows too little keeps the
 * ratio before it.
 * @param days oldest first, consecutive or not
 */
export function performanceRatios(days: readonly Seen[]): (number | null)[] {
  const ratios: (number | null)[] = [];
  const window: { readonly atMs: number; readonly ratio: number }[] = [];
  const sorted: number[] = [];
  let last: number | null = null;
  for (const { day, clearHourRatio } of days) {
    const atMs = Date.parse(day);
    for (;;) {
      const oldest = window[0];
      if (oldest === undefined || atMs - oldest.atMs < WINDOW_DAYS * 86_400_000) break;
      window.shift();
      sorted.splice(sorted.indexOf(oldest.ratio), 1);
    }
    if (clearHourRatio !== null) {
      window.push({ atMs, ratio: clearHourRatio });
      const above = sorted.findIndex((ratio) => ratio > clearHourRatio);
      sorted.splice(above < 0 ? sorted.length : above, 0, clearHourRatio);
    }
    if (sorted.length >= DAYS_MIN) {
      last = Math.min(Math.max(quantileOfSorted(sorted, QUANTILE), RATIO_MIN), RATIO_MAX);
    }
    ratios.push(last);
  }
  return ratios;
}

/** Linear between the order statistics (Hyndman and Fan 1996, type 7). */
function quantileOfSorted(sorted: readonly number[], p: number): number {
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
