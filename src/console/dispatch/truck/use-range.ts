/** Which stretch of time a truck's page shows: the last day, week or month, or what was zoomed to. */
import type { Resolution } from '@digitruck/contract/history';
import { useCallback, useMemo, useState } from 'react';
import type { Span } from '../../shared/chart/data.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const RANGES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS } as const;
export type RangeName = keyof typeof RANGES;

export type Range = { readonly name: RangeName; readonly span: Span; readonly isZoomed: boolean };
export type RangeChange =
  | { readonly kind: 'range'; readonly name: RangeName }
  | { readonly kind: 'zoom'; readonly span: Span }
  | { readonly kind: 'reset' };

/** The end of an unzoomed range moves on in steps, so that one answer serves for a while. */
const MOVES_ON_MS: { readonly [Name in RangeName]: number } = {
  day: 60_000,
  week: 15 * 60_000,
  month: HOUR_MS,
};

export function useRange(nowMs: number): [Range, (change: RangeChange) => void] {
  const [name, setName] = useState<RangeName>('day');
  const [zoom, setZoom] = useState<Span>();
  const stepMs = MOVES_ON_MS[name];
  const toMs = Math.ceil(nowMs / stepMs) * stepMs;
  const range = useMemo(
    () => ({
      name,
      span: zoom ?? { fromMs: toMs - RANGES[name], toMs },
      isZoomed: zoom !== undefined,
    }),
    [name, zoom, toMs],
  );
  const change = useCallback((next: RangeChange) => {
    if (next.kind === 'range') setName(next.name);
    setZoom(next.kind === 'zoom' ? next.span : undefined);
  }, []);
  return [range, change];
}

/** The finest resolution that a chart of some hundred pixels can use. */
export function resolutionFor({ fromMs, toMs }: Span): Resolution {
  const length = toMs - fromMs;
  if (length <= 3 * HOUR_MS) return 'raw';
  if (length <= 1.2 * DAY_MS) return '1m';
  if (length <= 10 * DAY_MS) return '15m';
  if (length <= 100 * DAY_MS) return '1h';
  return '1d';
}

/** What to ask for so that the span is covered, on whole minutes (the cache then serves small moves too). */
export function askedSpan({ fromMs, toMs }: Span): { readonly from: string; readonly to: string } {
  const minute = 60_000;
  return {
    from: new Date(Math.floor(fromMs / minute) * minute).toISOString(),
    to: new Date(Math.ceil(toMs / minute) * minute).toISOString(),
  };
}
