/** Sessions as a table, the newest first; on a phone, as cards. */
import type { Session } from '@digitruck/contract/sessions';
import { Link } from 'wouter';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useNow } from '../../shared/now.ts';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { questionText } from './question-text.ts';

const HOUR_MS = 3_600_000;
/** A report that came later than this is told to be late: a day without a network is nothing special. */
export const LATE_H = 24;
export const STATE_TONES: { readonly [State in Session['state']]: Tone } = {
  started: 'info',
  held: 'good',
  cancelled: 'warn',
  withdrawn: 'neutral',
};

export function SessionTable(props: {
  readonly sessions: readonly Session[];
  /** They are of the filters before, while those of now are fetched. */
  readonly stale: boolean;
}) {
  const t = useText(sessionsText);
  const columns = useColumns();
  return (
    <div aria-busy={props.stale} className={props.stale ? 'stale' : undefined}>
      <DataTable
        caption={t.title}
        columns={columns}
        rows={props.sessions}
        rowKey={({ sessionId }) => sessionId}
        rowClass={({ state }) => (state === 'withdrawn' ? 'row-stale' : undefined)}
      />
    </div>
  );
}

function useColumns(): Column<Session>[] {
  const t = useText(sessionsText);
  const words = useText(evidenceText);
  const format = useFormat();
  const nowMs = useNow(30_000);
  return [
    {
      key: 'when',
      header: t.when,
      primary: true,
      cell: (session) => (
        <Link href={`/sessions/${session.sessionId}`} className="session-when">
          <span>{format.day(session.startedAt)}</span>
          <span>
            {format.time(session.startedAt)}
            {session.endedAt === null ? '' : `–${format.time(session.endedAt)}`}
          </span>
        </Link>
      ),
    },
    {
      key: 'truck',
      header: t.truck,
      cell: ({ truckId }) => <Link href={`/trucks/${truckId}`}>{truckId}</Link>,
    },
    {
      key: 'where',
      header: t.where,
      cell: ({ site, course }) => (
        <span>
          {site === null ? <span className="muted">{t.noSite}</span> : site.name}
          <span className="session-under small muted">
            {[site?.county, course?.name].filter(Boolean).join(' · ')}
          </span>
        </span>
      ),
    },
    {
      key: 'state',
      header: t.state,
      cell: ({ state }) => <Badge tone={STATE_TONES[state]}>{t[state]}</Badge>,
    },
    {
      key: 'heads',
      header: t.heads,
      align: 'end',
      cell: ({ state, heads }) => (state === 'cancelled' ? '–' : format.number(heads)),
    },
    {
      key: 'problems',
      header: t.problems,
      cell: ({ problems }) => format.list(problems.map(({ kind }) => t[`p_${kind}`])) || null,
    },
    {
      key: 'arrived',
      header: t.arrived,
      cell: ({ receivedAt, lateBy }) => (
        <span>
          {format.ago(receivedAt, nowMs)}
          {lateBy === null || lateBy < LATE_H ? null : (
            <>
              {' '}
              <Badge tone="warn">{t.late(format.duration(lateBy * HOUR_MS))}</Badge>
            </>
          )}
        </span>
      ),
    },
    {
      key: 'questions',
      header: t.doubts,
      cell: ({ questions }) => {
        const open = questions.filter(({ state }) => state === 'open');
        if (open.length === 0) return null;
        const waits = open.every(
          ({ toOperator, fromOperator }) => toOperator !== null && fromOperator === null,
        );
        return (
          <span>
            <Badge tone={waits ? 'info' : 'danger'}>
              {waits ? words.waitsForReply : t.questions(open.length)}
            </Badge>
            {open.map((question) => (
              <span key={question.kind} className="session-under small muted">
                {questionText(question, t, format)}
              </span>
            ))}
          </span>
        );
      },
    },
  ];
}
