/** The chart as screens use it: its chunk is fetched when it is first shown, with a grey field of its height meanwhile. */
import { lazy, Suspense } from 'react';
import type { ChartProps } from './chart.tsx';
import { chartText } from './i18n/chart.ts';
import { useText } from './i18n/language.tsx';
import { ChunkBoundary } from './lazy-map.tsx';
import { Skeleton } from './ui/states.tsx';

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));
/** Head and foot of a chart, so that nothing moves when it comes. */
const AROUND_PX = 58;

export function LazyChart(props: ChartProps) {
  const t = useText(chartText);
  return (
    <ChunkBoundary>
      <Suspense fallback={<Skeleton height={(props.heightPx ?? 170) + AROUND_PX} label={t.loadingChart} />}>
        <Chart {...props} />
      </Suspense>
    </ChunkBoundary>
  );
}
