/** The map as screens use it: its chunk is fetched when it is first shown, with a grey field of its size meanwhile. */
import { Component, lazy, type ReactNode, Suspense } from 'react';
import { useText } from './i18n/language.tsx';
import { mapText } from './i18n/map.ts';
import type { FleetMapProps } from './map.tsx';
import { ErrorState, Skeleton } from './ui/states.tsx';

const FleetMap = lazy(async () => ({ default: (await import('./map.tsx')).FleetMap }));

/** Fills its parent, which needs a height. */
export function LazyMap(props: FleetMapProps) {
  const t = useText(mapText);
  return (
    <ChunkBoundary>
      <Suspense fallback={<Skeleton height="100%" label={t.loadingMap} />}>
        <FleetMap {...props} />
      </Suspense>
    </ChunkBoundary>
  );
}

/** When a chunk can't be fetched, what is around it goes on working. */
export class ChunkBoundary extends Component<{ children: ReactNode }, { reason: string | undefined }> {
  override state = { reason: undefined };
  static getDerivedStateFromError(error: unknown) {
    return { reason: String(error) };
  }
  override render() {
    const { reason } = this.state;
    if (reason === undefined) return this.props.children;
    return <ErrorState failure={{ kind: 'unreachable', reason }} onRetry={() => window.location.reload()} />;
  }
}
