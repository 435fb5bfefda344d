/** When a class was or would have been, and what a truck's history says of that time. */
import type { Gap, History } from '@digitruck/contract/history';
import type { Session } from '@digitruck/contract/sessions';
import { type Span, timesOf } from '../../shared/chart/data.ts';

/** A class that was not held has no end: so long would it have lasted. */
const USUAL_MS = 2 * 3_600_000;
const QUARTER_MS = 900_000;

export function classSpanOf({ startedAt, endedAt }: Pick<Session, 'startedAt' | 'endedAt'>): Span {
  const fromMs = Date.parse(startedAt);
  return { fromMs, toMs: endedAt === null ? fromMs + USUAL_MS : Math.max(Date.parse(endedAt), fromMs + 1) };
}

/** Gaps that lie at some of the time. */
export function gapsWithin(gaps: readonly Gap[], { fromMs, toMs }: Span): Gap[] {
  return gaps.filter(({ afterAt, beforeAt }) => Date.parse(afterAt) < toMs && Date.parse(beforeAt) > fromMs);
}

export type Seen = {
  readonly people: { readonly mean: number; readonly most: number } | undefined;
  readonly loadW: number | undefined;
  /** Share of the time that samples cover, 0 to 1. */
  readonly coverage: number;
};

/** Of the quarters of an hour that lie in the span for the most part; undefined is unknown. */
export function seenWithin(history: History, { fromMs, toMs }: Span): Seen {
  const inside = timesOf(history).flatMap((at, index) => {
    const within = Math.min(toMs, at + QUARTER_MS) - Math.max(fromMs, at);
    return within >= QUARTER_MS / 2 ? [index] : [];
  });
  const of = (values: readonly (number | null)[] | undefined) =>
    inside.flatMap((index) => values?.[index] ?? []);
  const means = of(history.series.occupancy?.mean);
  const most = of(history.series.occupancy?.max);
  const loads = of(history.series.loadW?.mean);
  const covered = of(history.coverage).reduce((sum, share) => sum + share, 0);
  const quarters = Math.max(1, Math.round((toMs - fromMs) / QUARTER_MS));
  return {
    people: means.length === 0 ? undefined : { mean: meanOf(means), most: Math.max(...most) },
    loadW: loads.length === 0 ? undefined : meanOf(loads),
    coverage: Math.min(1, covered / quarters),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
