/** Schools whose visit ended in some days: what they had before and after, what the truck's router measured, and who is still to be noted. */
import type { SchoolState, VisitedSchool } from '@digitruck/contract/impact-entries';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { entriesText } from '../../shared/i18n/impact-entries.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { CheckboxField, TextField } from '../../shared/ui/field.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useToday } from '../sites/today.ts';
import { useSchools } from './queries.ts';
import { SchoolDialog } from './school-dialog.tsx';
import { stretchOf } from './stretch.ts';

const ROWS_FIRST = 50;
const isNoted = ({ connected }: VisitedSchool) => connected !== null;

export function SchoolsScreen() {
  const t = useText(entriesText);
  const words = useText(impactText);
  const format = useFormat();
  const mayNote = useMay('coordinator');
  const [search, setSearch] = useSearchParams();
  const today = useToday();
  const year = stretchOf(today, 12);
  const from = search.get('from') ?? year.from;
  const to = search.get('to') ?? today;
  const onlyOpen = search.get('open') === 'yes';
  const [noted, setNoted] = useState<VisitedSchool>();
  const { data, isError, error, refetch, isFetching } = useSchools(from, to);
  const columns = useColumns(mayNote, setNoted);
  const ask = (next: Record<string, string>) => setSearch({ from, to, ...next }, { replace: true });
  const [shown, setShown] = useState(ROWS_FIRST);
  const rows = (data?.items ?? []).filter((school) => !onlyOpen || !isNoted(school));
  const open = (data?.items ?? []).filter((school) => !isNoted(school)).length;
  return (
    <div className="page stack">
      <h1>{t.schools}</h1>
      <p className="muted impact-words">{t.schoolsWhy}</p>
      <div className="impact-head no-print">
        <TextField
          label={words.from}
          type="date"
          value={from}
          onChange={(event) => event.target.value !== '' && ask({ from: event.target.value })}
        />
        <TextField
          label={words.to}
          type="date"
          value={to}
          onChange={(event) => event.target.value !== '' && ask({ to: event.target.value })}
        />
        <CheckboxField
          label={t.onlyOpen}
          checked={onlyOpen}
          onChange={(event) => ask(event.target.checked ? { open: 'yes' } : {})}
        />
      </div>
      {isError && data === undefined ? (
        <ErrorState
          level={2}
          failure={failureOf(error)}
          onRetry={() => void refetch()}
          retrying={isFetching}
        />
      ) : data === undefined ? (
        <Skeleton lines={6} height={34} />
      ) : data.items.length === 0 ? (
        <EmptyState level={2} title={t.noSchools} why={t.noSchoolsWhy} />
      ) : (
        <>
          <p>
            {[
              data.items.length > open
                ? t.connectedOf(format.number(data.connected), format.number(data.items.length - open))
                : '',
              open > 0 ? t.toNote(format.number(open)) : '',
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          <Card flush className="impact-schools">
            <DataTable
              caption={t.schools}
              columns={columns}
              rows={rows.slice(0, shown)}
              rowKey={({ visitId }) => visitId}
              empty={<EmptyState level={2} title={t.allNoted} why={t.schoolsWhy} />}
            />
            {rows.length <= ROWS_FIRST ? null : (
              <LoadMore
                shown={Math.min(shown, rows.length)}
                total={rows.length}
                hasMore={shown < rows.length}
                onMore={() => setShown(shown + ROWS_FIRST)}
              />
            )}
          </Card>
        </>
      )}
      {noted === undefined ? null : <SchoolDialog school={noted} onClose={() => setNoted(undefined)} />}
    </div>
  );
}

function useColumns(mayNote: boolean, onNote: (school: VisitedSchool) => void): Column<VisitedSchool>[] {
  const t = useText(entriesText);
  const format = useFormat();
  const day = (date: string) => format.date(date, 'UTC');
  const columns: Column<VisitedSchool>[] = [
    {
      key: 'name',
      header: t.school,
      primary: true,
      sortValue: ({ name }) => name,
      cell: ({ siteId, name, county }) => (
        <span>
          <Link href={`/sites/${siteId}`}>{name}</Link>
          <span className="impact-under muted small">{county}</span>
        </span>
      ),
    },
    {
      key: 'visit',
      header: t.visit,
      sortValue: ({ lastDay }) => lastDay,
      cell: ({ firstDay, lastDay }) => `${day(firstDay)} – ${day(lastDay)}`,
    },
    { key: 'before', header: t.before, cell: ({ before }) => <State state={before} /> },
    { key: 'after', header: t.after, cell: ({ after }) => <State state={after} /> },
    {
      key: 'measured',
      header: t.measured,
      align: 'end',
      sortValue: ({ measuredKbps }) => measuredKbps ?? undefined,
      cell: ({ measuredKbps }) => format.unit(measuredKbps, 'kbit/s'),
    },
    {
      key: 'connected',
      header: t.connected,
      sortValue: ({ connected }) => (connected === null ? undefined : Number(connected)),
      cell: ({ connected }) =>
        connected === null ? (
          <Badge>{t.notNoted}</Badge>
        ) : (
          <Badge tone={connected ? 'good' : 'neutral'}>{connected ? t.yes : t.no}</Badge>
        ),
    },
  ];
  if (!mayNote) return columns;
  return [
    ...columns,
    {
      key: 'note',
      header: t.change,
      align: 'end',
      cell: (school) => (
        <Button small aria-label={t.noteOf(school.name)} onClick={() => onNote(school)}>
          {t.note}
        </Button>
      ),
    },
  ];
}

export function State({ state }: { readonly state: SchoolState | null }) {
  const t = useText(entriesText);
  const format = useFormat();
  if (state === null) return <span className="muted">{t.notNoted}</span>;
  const { internet, electricity, computers, downlinkKbps } = state;
  return (
    <span>
      {t.internet}: {t[internet]}
      {downlinkKbps === null ? '' : ` (${format.unit(downlinkKbps, 'kbit/s')})`}
      <span className="impact-under muted small">
        {t.electricity}: {t[electricity]}
        {computers === null ? '' : ` · ${t.computers}: ${format.number(computers)}`}
      </span>
    </span>
  );
}
