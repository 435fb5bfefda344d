/** Percentiles, rates and rounding of measurements. Pure. */

/**
 * The smallest measured value that at least `part` (0 to 1) of all values do not exceed (nearest rank); undefined of
 * none.
 */
export function percentile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)];
}

/** To so many digits after the point; undefined stays. */
export function rounded(value: number, digits?: number): number;
export function rounded(value: number | undefined, digits?: number): number | undefined;
export function rounded(value: number | undefined, digits = 0): number | undefined {
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** A count that grows, as seen at some moments. */
export type Reading = { readonly atMs: number; readonly count: number };

/**
 * How fast the count grew between two moments, per second; the readings nearest inside them stand for them. undefined
 * when there are fewer than two.
 */
export function ratePerS(readings: readonly Reading[], fromMs: number, toMs: number): number | undefined {
  const inside = readings.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs);
  const [first, last] = [inside[0], inside.at(-1)];
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  return ((last.count - first.count) * 1000) / (last.atMs - first.atMs);
}
