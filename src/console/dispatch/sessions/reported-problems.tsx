/**
 * What operators reported with one tap, where schedule and telemetry have a hole: beside a visit, its classes that were not held or had a problem; beside a
 * gap in a truck's samples, what was reported of those hours.
 */
import type { Gap } from '@digitruck/contract/history';
import type { Session } from '@digitruck/contract/sessions';
import { Link } from 'wouter';
import { localDayOf } from '../../../kernel/zone.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { classSpanOf } from './class-span.ts';
import { useReportedProblems } from './queries.ts';
import './sessions.css';

const OF_VISIT_MAX = 3;
/** A gap of days has many classes: those at its beginning tell why. */
const OF_GAP_MAX = 3;
const DAY_CLASSES_MAX = 50;

export function VisitProblems({ visitId }: { readonly visitId: string }) {
  const t = useText(evidenceText);
  const { data } = useReportedProblems({ visitId }, OF_VISIT_MAX);
  if (data === undefined || data.total === 0) return null;
  return (
    <div className="reported-problems small">
      <p>
        <strong>{t.notHeld(data.total)}</strong>
      </p>
      <ul className="session-list">
        {data.items.map((session) => (
          <ProblemLine key={session.sessionId} session={session} />
        ))}
      </ul>
      {data.total > OF_VISIT_MAX ? (
        <Link href={`/sessions?visitId=${visitId}&problem=any`}>{t.allOfThem}</Link>
      ) : null}
    </div>
  );
}

export function ReportedThen({ truckId, gap }: { readonly truckId: string; readonly gap: Gap }) {
  const t = useText(evidenceText);
  const { timeZone } = useFormat();
  const [afterMs, beforeMs] = [Date.parse(gap.afterAt), Date.parse(gap.beforeAt)];
  const from = localDayOf(afterMs, timeZone);
  const to = localDayOf(beforeMs, timeZone);
  const { data } = useReportedProblems({ truckId, from, to }, DAY_CLASSES_MAX);
  const then = (data?.items ?? [])
    .filter((session) => {
      const { fromMs, toMs } = classSpanOf(session);
      return fromMs < beforeMs && toMs > afterMs;
    })
    .toReversed()
    .slice(0, OF_GAP_MAX);
  if (then.length === 0) return null;
  return (
    <div className="reported-problems small">
      <p>{t.reportedThen}</p>
      <ul className="session-list">
        {then.map((session) => (
          <ProblemLine key={session.sessionId} session={session} />
        ))}
      </ul>
    </div>
  );
}

function ProblemLine({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const format = useFormat();
  const { sessionId, startedAt, state, problems } = session;
  const why = problems.map(({ kind, note }) =>
    note === '' ? t[`p_${kind}`] : `${t[`p_${kind}`]} (${note})`,
  );
  return (
    <li>
      <Link href={`/sessions/${sessionId}`}>
        {format.day(startedAt)}, {format.time(startedAt)}
      </Link>{' '}
      {t[state]}: {format.list(why)}
    </li>
  );
}
