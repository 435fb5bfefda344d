/**
 * Rows of steps laid on a regular grid: coverage, gauges, and rises of counters; pure.
 *
 * What lies between two rows is added here: the rise of a counter from the last known value before belongs to the step of
 * the later one, and the time from the last sample of one row to the first of the next is covered if their sequence numbers
 * follow each other (rollup-sql.ts defines both).
 */
import type { History } from '@digitruck/contract/history';
import { READINGS, type ReadingName } from '@digitruck/contract/readings';
import { COVERED_MAX_S } from './rollup-sql.ts';

export type Grid = { readonly startMs: number; readonly stepMs: number; readonly steps: number };

/** The grid that holds [fromMs, toMs); it begins with the step that holds `fromMs`. */
export function gridOf(fromMs: number, toMs: number, stepS: number): Grid {
  const stepMs = stepS * 1000;
  const startMs = Math.floor(fromMs / stepMs) * stepMs;
  return { startMs, stepMs, steps: Math.ceil((toMs - startMs) / stepMs) };
}

/** Where a row begins and ends: enough to know what lies between two of them. */
export type Ends = {
  readonly firstMs: number;
  readonly firstBootId: string;
  readonly firstSeq: number;
  readonly lastMs: number;
  readonly lastBootId: string;
  readonly lastSeq: number;
};
/** Readings have at most six digits behind the point that mean anything; sums of them get more by themselves. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6;

/** Adds the time between neighbouring rows, where nothing is missing in it, to the steps it falls into. */
export function addBetween(coveredMs: number[], grid: Grid, rows: readonly Ends[]): void {
  for (let i = 1; i < rows.length; i++) {
    const earlier = rows[i - 1];
    const later = rows[i];
    if (earlier === undefined || later === undefined) continue;
    const follows = earlier.lastBootId === later.firstBootId && earlier.lastSeq + 1 === later.firstSeq;
    if (!follows || later.firstMs - earlier.lastMs > COVERED_MAX_S * 1000) continue;
    const firstStep = Math.max(0, Math.floor((earlier.lastMs - grid.startMs) / grid.stepMs));
    for (let step = firstStep; step < coveredMs.length; step++) {
      const stepStartMs = grid.startMs + step * grid.stepMs;
      if (stepStartMs >= later.firstMs) break;
      const insideMs =
        Math.min(later.firstMs, stepStartMs + grid.stepMs) - Math.max(earlier.lastMs, stepStartMs);
      coveredMs[step] = (coveredMs[step] ?? 0) + Math.max(0, insideMs);
    }
  }
}

/** Angles go round: 359 and 1 have no mean that could be read off their sum. */
const ANGLES: ReadonlySet<ReadingName> = new Set(['headingDeg']);

/** @param parts n, sum, min and max of each row; `indexes` says which step a row is */
export function gaugeOf(
  name: ReadingName,
  steps: number,
  indexes: readonly number[],
  [n = [], sum = [], min = [], max = []]: readonly (readonly (number | null)[])[],
): History['series'][ReadingName] {
  const onGrid = (valueAt: (row: number) => number | null | undefined) => {
    const values = new Array<number | null>(steps).fill(null);
    indexes.forEach((step, row) => {
      const value = valueAt(row);
      if (value !== null && value !== undefined) values[step] = rounded(value);
    });
    return values;
  };
  const meanAt = (row: number) => (n[row] ? (sum[row] ?? 0) / n[row] : null);
  return {
    unit: READINGS[name].unit,
    min: onGrid((row) => min[row]),
    ...(ANGLES.has(name) ? {} : { mean: onGrid(meanAt) }),
    max: onGrid((row) => max[row]),
  };
}

/** @param parts first and last known value and the rise between them, of each row */
export function risesOf(
  steps: number,
  indexes: readonly number[],
  [first = [], last = [], rise = []]: readonly (readonly (number | null)[])[],
  knownBefore: number | null,
): (number | null)[] {
  const rises = new Array<number | null>(steps).fill(null);
  let before = knownBefore;
  indexes.forEach((step, row) => {
    const from = first[row] ?? null;
    const inside = rise[row] ?? null;
    if (from === null || inside === null) return;
    const between = before === null ? 0 : from >= before ? from - before : from;
    rises[step] = rounded(inside + between);
    before = last[row] ?? null;
  });
  return rises;
}
