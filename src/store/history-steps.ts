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

export function gaugeOf(
  name: ReadingName,
  steps: number,
  indexes: readonly number[],
  rows: readonly (number | null)[][],
): History['series'][ReadingName] {
  const column = (valueIn: (row: readonly (number | null)[]) => number | null) => {
    const values = new Array<number | null>(steps).fill(null);
    rows.forEach((row, i) => {
      const value = valueIn(row);
      values[indexes[i] ?? 0] = value === null ? null : rounded(value);
    });
    return values;
  };
  const mean = column(([n, sum]) => (n && sum !== null && sum !== undefined ? sum / n : null));
  return {
    unit: READINGS[name].unit,
    min: column((row) => row[2] ?? null),
    ...(ANGLES.has(name) ? {} : { mean }),
    max: column((row) => row[3] ?? null),
  };
}

export function risesOf(
  steps: number,
  indexes: readonly number[],
  rows: readonly (number | null)[][],
  knownBefore: number | null,
): (number | null)[] {
  const rises = new Array<number | null>(steps).fill(null);
  let before = knownBefore;
  rows.forEach(([first = null, last = null, rise = null], i) => {
    if (first === null || last === null || rise === null) return;
    const between = before === null ? 0 : first >= before ? first - before : first;
    rises[indexes[i] ?? 0] = rounded(rise + between);
    before = last;
  });
  return rises;
}
