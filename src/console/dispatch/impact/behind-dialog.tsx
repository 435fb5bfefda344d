/** What is behind a number: what it is and why so, what it is as of, what came late, and its sessions. */
import type { ImpactLate } from '@digitruck/contract/impact';
import type { Session } from '@digitruck/contract/sessions';
import { Link } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { impactText } from '../../shared/i18n/impact.ts';
import { behindText } from '../../shared/i18n/impact-behind.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMe } from '../../shared/me.ts';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { LoadMore } from '../../shared/ui/load-more.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { BehindEntries } from './behind-entries.tsx';
import { headsAsked, type Opened } from './opened.ts';
import { useBehind } from './queries.ts';

export function BehindDialog(props: {
  readonly opened: Opened;
  readonly asOf: string;
  readonly late: ImpactLate;
  readonly onClose: () => void;
}) {
  const { opened, asOf, late, onClose } = props;
  const t = useText(impactText);
  const format = useFormat();
  const behind = useBehind(opened.path);
  const words = useText(behindText);
  const isOperator = useMe().data?.person.role === 'operator';
  const columns = useColumns(opened.path);
  const [first] = behind.data?.pages ?? [];
  const definition = first?.definition ?? opened.definition;
  const sessions = behind.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Dialog open wide onOpenChange={(open) => open || onClose()} title={t.opens(opened.title)}>
      <div className="stack">
        {definition ? (
          <div className="impact-rule">
            <p>{definition.rule}</p>
            {definition.why === '' ? null : (
              <p className="muted">
                <strong>{t.why}:</strong> {definition.why}
              </p>
            )}
          </div>
        ) : null}
        {opened.isNot === undefined ? null : <p className="muted">{opened.isNot}</p>}
        <p className="muted small">
          {t.asOf(format.dateTime(asOf))}.{' '}
          {late.sessions > 0 ? t.lateSince(late.sessions, format.dateTime(late.since)) : null}
        </p>
        {opened.behind === undefined ? null : <BehindEntries behind={opened.behind} />}
        {opened.path === null ? null : behind.isError && first === undefined ? (
          <ErrorState
            failure={failureOf(behind.error)}
            onRetry={() => void behind.refetch()}
            retrying={behind.isFetching}
          />
        ) : first === undefined ? (
          behind.fetchStatus === 'paused' ? (
            <p role="status">{words.offline}</p>
          ) : (
            <Skeleton lines={5} height={28} />
          )
        ) : (
          <>
            <h3>{t.sessions(format.number(first.total))}</h3>
            {isOperator ? <p className="muted small">{words.onlyYours}</p> : null}
            <div className="impact-behind-table">
              <DataTable
                caption={t.sessions(format.number(first.total))}
                columns={columns}
                rows={sessions}
                rowKey={({ sessionId }) => sessionId}
              />
              {first.total <= first.items.length ? null : (
                <LoadMore
                  shown={sessions.length}
                  total={first.total}
                  hasMore={behind.hasNextPage}
                  busy={behind.isFetchingNextPage}
                  onMore={() => void behind.fetchNextPage()}
                />
              )}
            </div>
          </>
        )}
      </div>
    </Dialog>
  );
}

function useColumns(path: string | null): Column<Session>[] {
  const t = useText(impactText);
  const words = useText(behindText);
  const format = useFormat();
  const headsOf = headsAsked(path);
  const columns: Column<Session>[] = [
    {
      key: 'day',
      header: t.day,
      primary: true,
      cell: ({ sessionId, startedAt }) => (
        <Link href={`/sessions/${sessionId}`}>
          {format.date(startedAt)}, {format.time(startedAt)}
        </Link>
      ),
    },
    {
      key: 'site',
      header: t.site,
      cell: ({ site }) => site?.name ?? <span className="muted">{t.notNoted}</span>,
    },
    { key: 'course', header: t.course, wideOnly: true, cell: ({ course }) => course?.name ?? t.notNoted },
    { key: 'truck', header: t.truck, cell: ({ truckId }) => truckId },
    {
      key: 'heads',
      header: t.heads,
      align: 'end',
      cell: ({ state, heads }) => (state === 'cancelled' ? t.notHeld : format.number(heads)),
    },
  ];
  if (headsOf === undefined) return columns;
  const asked: Column<Session> = {
    key: 'asked',
    header: words.ofThese,
    align: 'end',
    cell: (session) => (session.state === 'cancelled' ? '' : format.number(headsOf(session))),
  };
  return [...columns, asked];
}
