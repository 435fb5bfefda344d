/** What a chart shows, made ready: lines broken where data is missing, the few figures of its summary, rows for its table. */
import type { History } from '@digitruck/contract/history';
import { STEP_S } from '@digitruck/contract/history-words';
import type { ReadingName } from '@digitruck/contract/readings';

export type Values = readonly (number | null)[];
export type ChartLine = {
  readonly key: string;
  readonly label: string;
  readonly colour: string;
  /** As long as the chart's `atMs`; null is unknown. */
  readonly mean: Values;
  /** Drawn as a band around the mean. */
  readonly min?: Values;
  readonly max?: Values;
};
export type Span = { readonly fromMs: number; readonly toMs: number };
/** Class hours; in a colour of their own where that tells something. */
export type Shade = Span & { readonly colour?: string };

/** Points farther apart than this many steps have a gap between them. */
const BREAK_AFTER_STEPS = 1.6;

/**
 * Puts a point without values between points that are too far apart, so that no line is drawn over what is missing.
 * @param stepMs usual distance of two points
 */
export function withBreaks(
  atMs: readonly number[],
  columns: readonly Values[],
  stepMs: number,
): { readonly atMs: number[]; readonly columns: (number | null)[][] } {
  const outAt: number[] = [];
  const out: (number | null)[][] = columns.map(() => []);
  atMs.forEach((at, index) => {
    const before = atMs[index - 1];
    if (before !== undefined && at - before > stepMs * BREAK_AFTER_STEPS) {
      outAt.push(before + stepMs);
      for (const column of out) column.push(null);
    }
    outAt.push(at);
    columns.forEach((column, c) => {
      out[c]?.push(column[index] ?? null);
    });
  });
  return { atMs: outAt, columns: out };
}

export type Extreme = { readonly value: number; readonly atMs: number };
export type Summary = {
  readonly lowest: Extreme;
  readonly highest: Extreme;
  readonly mean: number;
  readonly last: Extreme;
};

/** Lowest, highest, mean and last known value within a span; undefined when nothing is known there. */
export function summarise(atMs: readonly number[], line: ChartLine, span: Span): Summary | undefined {
  let lowest: Extreme | undefined;
  let highest: Extreme | undefined;
  let last: Extreme | undefined;
  let sum = 0;
  let count = 0;
  atMs.forEach((at, index) => {
    if (at < span.fromMs || at > span.toMs) return;
    const mean = line.mean[index];
    if (mean === null || mean === undefined) return;
    const low = line.min?.[index] ?? mean;
    const high = line.max?.[index] ?? mean;
    if (lowest === undefined || low < lowest.value) lowest = { value: low, atMs: at };
    if (highest === undefined || high > highest.value) highest = { value: high, atMs: at };
    last = { value: mean, atMs: at };
    sum += mean;
    count += 1;
  });
  if (lowest === undefined || highest === undefined || last === undefined) return undefined;
  return { lowest, highest, last, mean: sum / count };
}

/** Stretches of a span without any value, at least `leastMs` long. */
export function emptyStretches(
  atMs: readonly number[],
  values: Values,
  span: Span,
  stepMs: number,
  leastMs = stepMs * BREAK_AFTER_STEPS,
): readonly Span[] {
  const known = atMs.filter((at, index) => {
    const value = values[index];
    return value !== null && value !== undefined && at >= span.fromMs - stepMs && at <= span.toMs;
  });
  const stretches: Span[] = [];
  let fromMs = span.fromMs;
  for (const at of [...known, span.toMs]) {
    if (at - fromMs >= leastMs) stretches.push({ fromMs, toMs: at });
    fromMs = Math.max(fromMs, at + stepMs);
  }
  return stretches;
}

/** The columns of one reading of `GET /trucks/:truckId/telemetry` as a line. Raw samples have values, steps a mean with its band. */
export function lineOf(
  history: History,
  reading: ReadingName,
  look: { readonly label: string; readonly colour: string },
): ChartLine {
  const series = history.series[reading];
  const mean = series?.mean ?? series?.value ?? series?.rise ?? history.at.map(() => null);
  return { key: reading, ...look, mean, min: series?.min, max: series?.max };
}

/** Times of a history in ms since the epoch; for steps the middle of each, where its mean belongs. */
export function timesOf(history: History): readonly number[] {
  const halfMs = history.resolution === 'raw' ? 0 : (STEP_S[history.resolution] * 1000) / 2;
  return history.at.map((at) => Date.parse(at) + halfMs);
}

/** The usual distance of two points: the step, or for raw samples the median of what came. */
export function stepMsOf(history: History): number {
  if (history.resolution !== 'raw') return STEP_S[history.resolution] * 1000;
  const times = history.at.map((at) => Date.parse(at));
  const distances = times.slice(1).map((at, index) => at - (times[index] ?? at));
  distances.sort((a, b) => a - b);
  return Math.max(1000, distances[Math.floor(distances.length / 2)] ?? 60_000);
}

/** A span zoomed by a factor around a point of it, and not narrower than a minute. */
export function zoomed(span: Span, factor: number, aroundMs: number): Span {
  const length = Math.max(60_000, (span.toMs - span.fromMs) * factor);
  const share = (aroundMs - span.fromMs) / (span.toMs - span.fromMs);
  const fromMs = aroundMs - share * length;
  return { fromMs, toMs: fromMs + length };
}
