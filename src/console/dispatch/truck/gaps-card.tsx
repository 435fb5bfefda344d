/** Samples known to be missing: sequence numbers tell. Open gaps first, then what arrived late. */
import type { Gap } from '@digitruck/contract/history';
import { useQuery } from '@tanstack/react-query';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { truckText } from '../../shared/i18n/truck.ts';
import { keys } from '../../shared/query.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { ReportedThen } from '../sessions/reported-problems.tsx';

const SHOWN_MAX = 6;

export function GapsCard({ truckId }: { readonly truckId: string }) {
  const t = useText(truckText);
  const format = useFormat();
  const gaps = useQuery({
    queryKey: keys.gaps(truckId),
    queryFn: ({ signal }) =>
      fetched(get<{ items: Gap[] }>(`/trucks/${encodeURIComponent(truckId)}/gaps`, {}, signal)),
    select: ({ items }) =>
      items
        .toSorted(
          (a, b) =>
            Number(a.closedAt !== null) - Number(b.closedAt !== null) || b.afterAt.localeCompare(a.afterAt),
        )
        .slice(0, SHOWN_MAX),
  });
  return (
    <Card title={t.gaps}>
      {gaps.data === undefined ? (
        gaps.isError ? (
          <ErrorState
            failure={failureOf(gaps.error)}
            onRetry={() => gaps.refetch()}
            retrying={gaps.isFetching}
          />
        ) : (
          <Skeleton lines={3} />
        )
      ) : gaps.data.length === 0 ? (
        <EmptyState title={t.noGaps} why={t.noGapsWhy} />
      ) : (
        <ul className="plain-list">
          {gaps.data.map((gap) => (
            <li key={`${gap.bootId} ${gap.fromSeq}`}>
              <p>
                <strong>
                  {t.gapSamples(gap.closedAt === null ? gap.missing : gap.toSeq - gap.fromSeq + 1)}
                </strong>{' '}
                {t.gapBetween(format.dateTime(gap.afterAt), format.dateTime(gap.beforeAt))}
              </p>
              <ReportedThen truckId={truckId} gap={gap} />
              {gap.closedAt === null ? (
                <Badge tone="warn">{t.gapOpen}</Badge>
              ) : (
                <p className="muted small">{t.gapClosed(format.dateTime(gap.closedAt))}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
