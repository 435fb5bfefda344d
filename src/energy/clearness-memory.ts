/** What a place's clearness was lately: means that fade with time, and the same season of earlier years. */

/** A mean in which a day counts exp(-age / fadeDays), begun with a prior worth so many days. */
export type FadingMean = {
  /** A day passed, with a value or (undefined) unknown. */
  step(value: number | undefined): void;
  value(): number;
};

export function fadingMean(fadeDays: number, prior: number, priorDays: number): FadingMean {
  const keep = Math.exp(-1 / fadeDays);
  let sum = 0;
  let weight = 0;
  return {
    step(value) {
      sum *= keep;
      weight *= keep;
      if (value !== undefined) {
        sum += value;
        weight += 1;
      }
    },
    value: () => (sum + priorDays * prior) / (weight + priorDays),
  };
}

const YEAR_DAYS = 365.2425;
const BINS = 366;
/** Days either side that make up a season: fewer follow one year's chance, more blur the rains. */
const HALF_WIDTH_DAYS = 12;
/** Only days older than this are of an earlier year's season. */
const WAIT_DAYS = 200;
/** Days of the fallback that a season is shrunk by. */
const SHRINK_DAYS = 15;

export type SeasonMean = {
  add(day: number, value: number): void;
  /** Around a coming day in earlier years, shrunk to `fallback`, which it equals when there was none. */
  value(day: number, fallback: number): number;
};

export function seasonMean(): SeasonMean {
  const waiting: { day: number; value: number }[] = [];
  let next = 0;
  let sums: Float64Array | undefined;
  let counts: Float64Array | undefined;
  const binOf = (day: number) => Math.floor(((day % YEAR_DAYS) + YEAR_DAYS) % YEAR_DAYS);
  return {
    add(day, value) {
      waiting.push({ day, value });
      for (;;) {
        const oldest = waiting[next];
        if (oldest === undefined || oldest.day > day - WAIT_DAYS) break;
        sums ??= new Float64Array(BINS);
        counts ??= new Float64Array(BINS);
        const bin = binOf(oldest.day);
        sums[bin] = (sums[bin] ?? 0) + oldest.value;
        counts[bin] = (counts[bin] ?? 0) + 1;
        next += 1;
      }
      if (next > WAIT_DAYS) {
        waiting.splice(0, next);
        next = 0;
      }
    },
    value(day, fallback) {
      if (sums === undefined || counts === undefined) return fallback;
      const centre = binOf(day) + BINS;
      let sum = SHRINK_DAYS * fallback;
      let count = SHRINK_DAYS;
      for (let bin = centre - HALF_WIDTH_DAYS; bin <= centre + HALF_WIDTH_DAYS; bin++) {
        sum += sums[bin % BINS] ?? 0;
        count += counts[bin % BINS] ?? 0;
      }
      return sum / count;
    },
  };
}
