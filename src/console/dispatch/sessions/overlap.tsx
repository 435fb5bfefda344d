/** Two classes of one truck at one time, side by side, each a click away: what they have in common shows whether they are one. */
import type { Session } from '@digitruck/contract/sessions';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { todoText } from '../../shared/i18n/session-todo.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { Skeleton } from '../../shared/ui/states.tsx';
import { useSameDay } from './queries.ts';

export function Overlap({ session, code }: { readonly session: Session; readonly code: string }) {
  const t = useText(todoText);
  const words = useText(sessionsText);
  const format = useFormat();
  const { data } = useSameDay(session.truckId, session.day);
  if (data === undefined) return <Skeleton lines={4} />;
  const other = data.find((one) => one.code === code) ?? mostOf(data, session);
  if (other === undefined) return <p className="small muted">{t.otherGone}</p>;
  const time = ({ startedAt, endedAt }: Session) =>
    `${format.time(startedAt)}–${endedAt === null ? '' : format.time(endedAt)}`;
  const rows: readonly { readonly term: string; readonly of: (one: Session) => string }[] = [
    { term: t.time, of: time },
    { term: words.site, of: ({ site }) => site?.name ?? words.noSite },
    { term: words.course, of: ({ course }) => course?.name ?? words.noCourse },
    { term: words.heads, of: ({ heads }) => format.number(heads) },
    // Names are not for everybody.
    ...(session.reportedBy === ''
      ? []
      : [{ term: words.reportedBy, of: ({ reportedBy }: Session) => reportedBy }]),
    { term: words.receivedAt, of: ({ receivedAt }) => format.dateTime(receivedAt) },
  ];
  return (
    <table className="session-both small">
      <caption className="hidden-text">{t.bothClasses}</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">{t.thisClass}</th>
          <th scope="col">
            {t.otherClass}: <Link href={`/sessions/${other.sessionId}`}>{other.code}</Link>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ term, of }) => (
          <tr key={term}>
            <th scope="row" className="session-both-term">
              {term}
            </th>
            <td>{of(session)}</td>
            <td>{same(of(session), of(other))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What differs stands out. */
function same(here: string, there: string): ReactNode {
  return here === there ? <span className="muted">{there}</span> : <strong>{there}</strong>;
}

/** The code of a report changes with it: then it is the one that runs longest beside this one. */
function mostOf(sessions: readonly Session[], { sessionId, startedAt, endedAt }: Session) {
  const together = (one: Session) =>
    Math.min(Date.parse(endedAt ?? startedAt), Date.parse(one.endedAt ?? one.startedAt)) -
    Math.max(Date.parse(startedAt), Date.parse(one.startedAt));
  return sessions
    .filter((one) => one.sessionId !== sessionId && one.state === 'held' && together(one) > 0)
    .sort((a, b) => together(b) - together(a))[0];
}
