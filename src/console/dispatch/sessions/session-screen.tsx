/** One session: what the report says, how it came in, what does not fit, and what it was before. */
import './sessions.css';
import type { Session } from '@digitruck/contract/sessions';
import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { useMay } from '../../shared/me.ts';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import { useCohortName } from '../cohorts/cohort-name.ts';
import { useCohort } from '../cohorts/queries.ts';
import { NotHere } from '../not-here.tsx';
import { CorrectDialog } from './correct-dialog.tsx';
import { Evidence } from './evidence.tsx';
import { HeadsTable } from './heads-table.tsx';
import { HowItCame } from './how-it-came.tsx';
import { Photos } from './photos.tsx';
import { useSession } from './queries.ts';
import { Questions } from './questions.tsx';
import { STATE_TONES } from './session-table.tsx';
import { Versions } from './versions.tsx';

export default function SessionScreen({ sessionId }: { readonly sessionId: string }) {
  const t = useText(sessionsText);
  const session = useSession(sessionId);
  if (session.data !== undefined)
    return <SessionDetails key={session.data.sessionId} session={session.data} />;
  return (
    <div className="page">
      <NotHere
        query={session}
        title={t.title}
        loading={<Skeleton lines={6} height={48} />}
        gone={{ title: t.noSuch, why: t.noSuchWhy }}
        back={{ href: '/sessions', label: t.back }}
        failed={t.failed}
        stillWorks={t.stillWorks}
      />
    </div>
  );
}

function SessionDetails({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const format = useFormat();
  const words = useText(evidenceText);
  const mayCorrect = useMay('coordinator');
  const [correcting, setCorrecting] = useState(false);
  const { truckId, site, state, startedAt, endedAt, code } = session;
  // What waits for an answer comes first, on a phone too; and it stays there when the answer comes, so that what is typed and the keyboard do.
  const isDoubtedNow = session.questions.some((question) => question.state === 'open');
  const [wasDoubted, setWasDoubted] = useState(isDoubtedNow);
  if (isDoubtedNow && !wasDoubted) setWasDoubted(true);
  const isDoubted = isDoubtedNow || wasDoubted;
  const time = `${format.time(startedAt)}${endedAt === null ? '' : `–${format.time(endedAt)}`}`;
  return (
    <div className="page session-page">
      <nav aria-label={t.back}>
        <Link href="/sessions" className="small">
          ← {t.back}
        </Link>
      </nav>
      <header className="session-head">
        <div>
          <h1>
            {format.day(startedAt)}, {time}
          </h1>
          <p>
            <Link href={`/trucks/${truckId}`}>{truckId}</Link>
            {' · '}
            {site === null ? (
              <span className="muted">{t.noSite}</span>
            ) : (
              <>
                <Link href={`/sites/${site.siteId}`}>{site.name}</Link>
                {site.county === '' ? '' : `, ${site.county}`}
              </>
            )}{' '}
            <Badge tone={STATE_TONES[state]}>{t[state]}</Badge>
          </p>
        </div>
        <div className="session-code" title={t.codeWhat}>
          <span className="hidden-text">{t.codeWhat}: </span>
          <code>{code}</code>
          {mayCorrect ? <Button onClick={() => setCorrecting(true)}>{words.correct}</Button> : null}
          {correcting ? (
            <CorrectDialog session={session} question={null} onClose={() => setCorrecting(false)} />
          ) : null}
        </div>
      </header>
      {isDoubted ? (
        <div className="session-columns session-doubts">
          <Questions session={session} />
          <Evidence session={session} />
        </div>
      ) : null}
      <div className="session-columns">
        <div className="stack">
          <TheClass session={session} />
          <Card title={t.whoCame}>
            <HeadsTable headCounts={session.headCounts} />
            <Roster session={session} />
          </Card>
          <Photos session={session} />
        </div>
        <div className="stack">
          {isDoubted ? null : (
            <>
              <Evidence session={session} />
              <Questions session={session} />
            </>
          )}
          <HowItCame session={session} />
          <Versions session={session} />
        </div>
      </div>
    </div>
  );
}

export function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function TheClass({ session }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const format = useFormat();
  const words = useText(evidenceText);
  const { course, plannedStartsAt, minutes, problems, state, walkIns, waiting, topics, notes } = session;
  return (
    <Card title={t.theClass}>
      <dl className="facts">
        <Fact term={t.course}>{course === null ? t.noCourse : course.name}</Fact>
        {session.cohortId === null ? null : (
          <Fact term={words.cohort}>
            <CohortLink cohortId={session.cohortId} />
          </Fact>
        )}
        <Fact term={t.planned}>
          {plannedStartsAt === null ? t.notPlanned : format.dateTime(plannedStartsAt)}
        </Fact>
        {state === 'held' ? (
          <Fact term={t.lasted}>{format.unit(minutes, 'min')}</Fact>
        ) : state === 'started' ? (
          <Fact term={t.lasted}>{t.stillRuns}</Fact>
        ) : null}
        {problems.length === 0 ? null : (
          <Fact term={t.problems}>
            <ul className="session-list">
              {problems.map(({ kind, note }) => (
                <li key={kind}>
                  <strong>{t[`p_${kind}`]}</strong>
                  {note === '' ? '' : `: ${note}`}
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {walkIns === 0 ? null : <Fact term={t.walkIns}>{format.number(walkIns)}</Fact>}
        {waiting === 0 ? null : <Fact term={t.waiting}>{format.number(waiting)}</Fact>}
        {topics.length === 0 ? null : <Fact term={t.topics}>{format.list(topics)}</Fact>}
        {notes === '' ? null : <Fact term={t.notes}>{notes}</Fact>}
      </dl>
    </Card>
  );
}

function CohortLink({ cohortId }: { readonly cohortId: string }) {
  const nameOf = useCohortName();
  const cohort = useCohort(cohortId).data;
  return <Link href={`/cohorts/${cohortId}`}>{cohort === undefined ? '…' : nameOf(cohort)}</Link>;
}

/** How many; who they are stands with the cohort. */
function Roster({ session: { attendance } }: { readonly session: Session }) {
  const t = useText(sessionsText);
  const format = useFormat();
  if (attendance.length === 0) return null;
  const present = attendance.filter((one) => one.present).length;
  return <p className="small muted">{t.roster(format.number(present), format.number(attendance.length))}</p>;
}
