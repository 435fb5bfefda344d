/**
 * The same hours as schedule, truck and report tell them, side by side: what makes a question, and what explains a gap. A problem that was reported with
 * one tap stands beside the class that was planned and the samples that are missing.
 */
import type { Gap, History } from '@digitruck/contract/history';
import type { Session } from '@digitruck/contract/sessions';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { lineOf, stepMsOf, timesOf } from '../../shared/chart/data.ts';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { evidenceText } from '../../shared/i18n/session-evidence.ts';
import { sessionsText } from '../../shared/i18n/sessions.ts';
import { LazyChart } from '../../shared/lazy-chart.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { classSpanOf, gapsWithin, seenWithin } from './class-span.ts';
import { useGapsOf, useSameDay, useTruckThen, useVisitOf } from './queries.ts';
import { Fact } from './session-screen.tsx';

const AROUND_MS = 90 * 60_000;
const QUARTER_MS = 900_000;
const CHART_PX = 110;

export function Evidence({ session }: { readonly session: Session }) {
  const t = useText(evidenceText);
  return (
    <Card title={t.together}>
      <dl className="facts">
        <Fact term={t.schedule}>
          <Schedule session={session} />
        </Fact>
        <Fact term={t.truck}>
          <TruckThen session={session} />
        </Fact>
        <Fact term={t.report}>
          <Reported session={session} />
        </Fact>
      </dl>
      <Charts session={session} />
      <SameDay session={session} />
    </Card>
  );
}

function Under({ children }: { readonly children: ReactNode }) {
  return <span className="session-under small muted">{children}</span>;
}

function Schedule({ session }: { readonly session: Session }) {
  const t = useText(evidenceText);
  const format = useFormat();
  const { plannedStartsAt, visitId } = session;
  const visit = useVisitOf(visitId).data;
  return (
    <>
      {plannedStartsAt === null ? t.noPlan : format.dateTime(plannedStartsAt)}
      {visitId === null ? null : (
        <Under>
          {visit === undefined
            ? null
            : `${t.ofVisit(format.day(visit.firstDay, 'UTC'), format.day(visit.lastDay, 'UTC'))} · `}
          <Link href={`/sessions?visitId=${visitId}`}>{t.ofVisitShort}</Link>
        </Under>
      )}
    </>
  );
}

function TruckThen({ session }: { readonly session: Session }) {
  const t = useText(evidenceText);
  const format = useFormat();
  const span = classSpanOf(session);
  const history = useTruckThen(session.truckId, span, AROUND_MS);
  const gaps = gapsWithin(useGapsOf(session.truckId).data ?? [], span);
  if (history.data === undefined)
    return history.isError ? (
      <ErrorState
        title={t.failed}
        failure={failureOf(history.error)}
        onRetry={() => history.refetch()}
        retrying={history.isFetching}
      />
    ) : (
      <Skeleton lines={2} label={t.loading} />
    );
  const { people, loadW, coverage } = seenWithin(history.data, span);
  const round = (value: number) => format.number(Math.round(value));
  const parts = [
    people === undefined ? t.notSeen : t.people(round(people.mean), round(people.most)),
    loadW === undefined ? '' : t.drew(format.unit(loadW, 'W')),
    t.covered(format.percent(100 * coverage)),
  ].filter((part) => part !== '');
  return (
    <>
      {coverage === 0 ? t.sentNothing : parts.join(' · ')}
      {gaps.map((gap) => (
        <Under key={`${gap.bootId} ${gap.fromSeq}`}>
          <GapWords gap={gap} />
        </Under>
      ))}
    </>
  );
}

function GapWords({ gap }: { readonly gap: Gap }) {
  const t = useText(evidenceText);
  const format = useFormat();
  const [from, to] = [format.dateTime(gap.afterAt), format.dateTime(gap.beforeAt)];
  return gap.closedAt === null ? t.gap(gap.missing, from, to) : t.gapFilled(from, to);
}

function Reported({ session: { state, problems, heads } }: { readonly session: Session }) {
  const t = useText(evidenceText);
  const words = useText(sessionsText);
  const format = useFormat();
  const why = problems.map(({ kind, note }) =>
    note === '' ? words[`p_${kind}`] : `${words[`p_${kind}`]} (${note})`,
  );
  return (
    <>
      {words[state]}
      {state === 'held' ? `, ${t.heldWith(format.number(heads))}` : ''}
      <Under>{why.length === 0 ? t.noExplanation : t.explains(format.list(why))}</Under>
    </>
  );
}

function Charts({ session }: { readonly session: Session }) {
  const t = useText(evidenceText);
  const span = classSpanOf(session);
  const { data } = useTruckThen(session.truckId, span, AROUND_MS);
  if (data === undefined || data.at.length === 0) return null;
  const isKnown = (reading: 'occupancy' | 'loadW') =>
    data.series[reading]?.mean?.some((value) => value !== null);
  const common = {
    atMs: timesOf(data),
    stepMs: stepMsOf(data),
    span: { fromMs: span.fromMs - AROUND_MS, toMs: span.toMs + AROUND_MS },
    shades: [span],
    yEnds: [0, null] as const,
    syncKey: 'evidence',
    heightPx: CHART_PX,
  };
  const sensor = lineOf(data, 'occupancy', { label: t.lineSensor, colour: '#0f766e' });
  const reported = {
    key: 'reported',
    label: t.lineReported,
    colour: '#b45309',
    mean: reportedHeads(data, session, span),
  };
  const drawn = lineOf(data, 'loadW', { label: t.lineLoad, colour: '#1d4ed8' });
  return (
    <>
      {isKnown('occupancy') ? (
        <LazyChart
          title={t.chartPeople}
          unit="people"
          lines={session.state === 'held' ? [sensor, reported] : [sensor]}
          {...common}
        />
      ) : null}
      {isKnown('loadW') ? <LazyChart title={t.chartPower} unit="W" lines={[drawn]} {...common} /> : null}
    </>
  );
}

function reportedHeads(history: History, { heads }: Session, span: { fromMs: number; toMs: number }) {
  return timesOf(history).map((at) => (at + QUARTER_MS > span.fromMs && at < span.toMs ? heads : null));
}

function SameDay({ session }: { readonly session: Session }) {
  const t = useText(evidenceText);
  const words = useText(sessionsText);
  const format = useFormat();
  const others = useSameDay(session.truckId, session.day).data ?? [];
  if (others.length < 2) return null;
  return (
    <>
      <h3 className="session-day-title">{t.sameDay}</h3>
      <ul className="session-list small session-day">
        {others.map((one) => {
          const time = `${format.time(one.startedAt)}${one.endedAt === null ? '' : `–${format.time(one.endedAt)}`}`;
          const what = one.state === 'held' ? t.heldWith(format.number(one.heads)) : words[one.state];
          const isThis = one.sessionId === session.sessionId;
          const why = one.problems.map(({ kind }) => words[`p_${kind}`]);
          return (
            <li key={one.sessionId} aria-current={isThis ? 'true' : undefined}>
              {isThis ? <strong>{time}</strong> : <Link href={`/sessions/${one.sessionId}`}>{time}</Link>}{' '}
              <code>{one.code}</code> {[what, ...why, ...(isThis ? [t.thisOne] : [])].join(' · ')}
            </li>
          );
        })}
      </ul>
    </>
  );
}
