/** All cohorts: of which visit, how full, who waits, who left, who is certified. */
import type { Cohort } from '@digitruck/contract/cohorts';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { CohortDialog } from './cohort-dialog.tsx';
import { useCohortName } from './cohort-name.ts';
import { useCohorts } from './queries.ts';

const WHENS = ['running', 'ahead', 'over', 'any'] as const;
const PAGE = 50;

export function CohortList() {
  const t = useText(cohortsText);
  const format = useFormat();
  const nameOf = useCohortName();
  const mayAdd = useMay('coordinator');
  const [search, setSearch] = useSearchParams();
  const [limit, setLimit] = useState(PAGE);
  const [adding, setAdding] = useState(false);
  const when = WHENS.find((one) => one === search.get('when')) ?? 'running';
  const q = search.get('q') ?? '';
  const list = useCohorts({ q, when, limit });
  const choose = (change: Record<string, string>) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [key, value] of Object.entries(change)) {
          if (value === '') next.delete(key);
          else next.set(key, value);
        }
        return next;
      },
      { replace: true },
    );
  const number = (
    key: string,
    header: string,
    of: (cohort: Cohort) => number,
    wideOnly = false,
  ): Column<Cohort> => ({
    key,
    header,
    align: 'end',
    wideOnly,
    sortValue: of,
    cell: (cohort) => format.number(of(cohort)),
  });
  const columns: readonly Column<Cohort>[] = [
    {
      key: 'cohort',
      header: t.cohort,
      primary: true,
      cell: (cohort) => (
        <Link href={`/cohorts/${cohort.cohortId}`} className="cohort-link">
          {nameOf(cohort)}
          <span className="muted small"> {cohort.course.name}</span>
        </Link>
      ),
    },
    {
      key: 'where',
      header: t.where,
      sortValue: ({ site }) => site.name,
      cell: ({ site, truck }) => (
        <span>
          {site.name} <span className="muted small cohort-truck">{truck.truckId}</span>
        </span>
      ),
    },
    {
      key: 'days',
      header: t.days,
      sortValue: ({ firstDay }) => firstDay,
      cell: ({ firstDay, lastDay }) => `${format.day(firstDay, 'UTC')} – ${format.day(lastDay, 'UTC')}`,
    },
    {
      key: 'enrolled',
      header: t.enrolled,
      align: 'end',
      sortValue: ({ figures }) => figures.enrolled + figures.completed,
      cell: ({ figures, seats }) => (
        <span>
          {t.ofSeats(format.number(figures.enrolled + figures.completed), format.number(seats))}
          {figures.waiting === 0 ? null : (
            <>
              {' '}
              <Badge tone="info">
                {t.waiting} {format.number(figures.waiting)}
              </Badge>
            </>
          )}
        </span>
      ),
    },
    number('women', t.women, ({ figures }) => figures.women),
    number('no-shows', t.noShows, ({ figures }) => figures.noShows),
    number('dropped', t.droppedOut, ({ figures }) => figures.droppedOut, true),
    number('certified', t.certified, ({ figures }) => figures.certified),
  ];
  return (
    <>
      <div className="page-head">
        <h1>{t.title}</h1>
        {mayAdd ? (
          <Button kind="primary" onClick={() => setAdding(true)}>
            <Icon name="plus" size={14} /> {t.newCohort}
          </Button>
        ) : null}
      </div>
      <div className="cohort-filters">
        <input
          type="search"
          className="input"
          aria-label={t.search}
          placeholder={t.search}
          value={q}
          onChange={(event) => choose({ q: event.target.value })}
        />
        <fieldset className="cohort-whens">
          <legend className="hidden-text">{t.when}</legend>
          {WHENS.map((one) => (
            <Button key={one} small aria-pressed={when === one} onClick={() => choose({ when: one })}>
              {t[one]}
            </Button>
          ))}
        </fieldset>
      </div>
      <Card flush>
        {list.isError ? (
          <ErrorState
            level={2}
            failure={failureOf(list.error)}
            onRetry={() => void list.refetch()}
            retrying={list.isFetching}
          />
        ) : list.data === undefined ? (
          <div className="card-loading">
            <Skeleton lines={8} height={26} />
          </div>
        ) : (
          <>
            <DataTable
              caption={t.title}
              columns={columns}
              rows={list.data.items}
              rowKey={({ cohortId }) => cohortId}
              empty={<EmptyState level={2} title={t.noCohorts} why={t.noCohortsWhy} />}
            />
            {list.data.total <= PAGE ? null : (
              <LoadMore
                shown={list.data.items.length}
                total={list.data.total}
                hasMore={list.data.nextCursor !== null}
                busy={list.isFetching}
                onMore={() => setLimit(limit + PAGE)}
              />
            )}
          </>
        )}
      </Card>
      {adding ? <CohortDialog onClose={() => setAdding(false)} /> : null}
    </>
  );
}
