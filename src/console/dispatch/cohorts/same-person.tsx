/** Rows that look like one person, for somebody who knows to say so. */
import type { SamePersonPairs } from '@digitruck/contract/learners';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { failureOf, send } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { EmptyState, ErrorState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { useSamePerson } from './queries.ts';

type Pair = SamePersonPairs['pairs'][number];

export function SamePersonScreen() {
  const t = useText(cohortsText);
  const format = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const pairs = useSamePerson();
  const mark = async ({ keep, same }: Pair) => {
    const result = await send('PUT', `/learners/${same.learnerId}/same-as`, {
      body: { learnerId: keep.learnerId, version: same.version },
    });
    toast(result.ok ? t.marked : describe(result.failure), result.ok ? 'good' : 'danger');
    await client.invalidateQueries({ queryKey: ['rosters', 'same-person'] });
    await client.invalidateQueries({ queryKey: ['cohorts'] });
  };
  const side = ({ name, phone, birthYear, cohorts }: Pair['keep']) => (
    <div className="same-side">
      <strong>{name}</strong>
      <span className="muted small">{[phone, birthYear].filter((part) => part !== null).join(' · ')}</span>
      {cohorts.map(({ cohortId, label }) => (
        <Link key={cohortId} href={`/cohorts/${cohortId}`} className="small">
          {label}
        </Link>
      ))}
    </div>
  );
  const columns: readonly Column<Pair>[] = [
    { key: 'keep', header: t.learner, primary: true, cell: ({ keep }) => side(keep) },
    { key: 'same', header: t.samePerson, cell: ({ same }) => side(same) },
    {
      key: 'mark',
      header: t.isSame,
      cell: (pair) => (
        <Button small onClick={() => void mark(pair)}>
          {t.isSame}
        </Button>
      ),
    },
  ];
  return (
    <>
      <h1>{t.samePerson}</h1>
      <p className="muted">{t.sameWhy}</p>
      {pairs.isError ? (
        <ErrorState
          level={2}
          failure={failureOf(pairs.error)}
          onRetry={() => void pairs.refetch()}
          retrying={pairs.isFetching}
        />
      ) : pairs.data === undefined ? (
        <Skeleton lines={6} height={30} />
      ) : (
        <Card flush>
          <DataTable
            caption={t.samePerson}
            columns={columns}
            rows={pairs.data.pairs}
            rowKey={({ same }) => same.learnerId}
            empty={
              <EmptyState level={2} title={t.noPairs(format.number(pairs.data.looked))} why={t.sameWhy} />
            }
          />
        </Card>
      )}
    </>
  );
}
