/** What is next: the visit the truck is on, its class of now or the next one, and the visit after. */
import type { Visit, VisitPage } from '@digitruck/contract/visits';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { classesOf } from '../../../energy/timetable.ts';
import { addDays, localDayOf } from '../../../kernel/zone.ts';
import type { Format } from '../../shared/format.ts';
import { failureOf, fetched, get } from '../../shared/http.ts';
import { energyText } from '../../shared/i18n/energy.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { keys } from '../../shared/query.ts';
import { Card } from '../../shared/ui/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { VisitLayoutButton } from '../calendars/visit-layout.tsx';
import { VisitProblems } from '../sessions/reported-problems.tsx';
import { dayName } from './energy-words.ts';

/** The visit of today and the ones after; no truck has more than that ahead of it in a month. */
const SHOWN_MAX = 3;
const LOOK_AHEAD_DAYS = 14;
const DAY_MS = 86_400_000;

export function NextCard({ truckId, nowMs }: { readonly truckId: string; readonly nowMs: number }) {
  const t = useText(energyText);
  const format = useFormat();
  const today = localDayOf(nowMs, format.timeZone);
  const visits = useQuery({
    queryKey: [...keys.visitsOf(truckId), today],
    queryFn: ({ signal }) =>
      fetched(get<VisitPage>('/visits', { truckId, from: today, limit: SHOWN_MAX }, signal)),
  });
  return (
    <Card title={t.next}>
      {visits.data === undefined ? (
        visits.isError ? (
          <ErrorState
            title={t.nextFailed}
            failure={failureOf(visits.error)}
            onRetry={() => visits.refetch()}
            retrying={visits.isFetching}
          />
        ) : (
          <Skeleton lines={3} />
        )
      ) : visits.data.items.length === 0 ? (
        <EmptyState title={t.noNext} why={t.noNextWhy} />
      ) : (
        <ul className="plain-list">
          {visits.data.items.map((visit) => (
            <li key={visit.visitId}>
              <VisitLine visit={visit} today={today} nowMs={nowMs} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function VisitLine(props: { readonly visit: Visit; readonly today: string; readonly nowMs: number }) {
  const t = useText(energyText);
  const format = useFormat();
  const { visit, today, nowMs } = props;
  const here = visit.firstDay <= today;
  const left = Math.round((Date.parse(visit.lastDay) - Date.parse(today)) / DAY_MS);
  const when = here
    ? t.until(dayName(visit.lastDay, format), left === 0 ? t.lastDay : t.daysLeft(left))
    : t.from(dayName(visit.firstDay, format));
  const lesson = here ? lessonText(visit, nowMs, t, format) : undefined;
  return (
    <>
      <p>
        <span className="muted small">{here ? t.here : t.after}</span>{' '}
        <Link href={`/sites/${visit.siteId}`}>
          <strong>{visit.site.name}</strong>
        </Link>
      </p>
      <p className="small">{when}</p>
      {lesson === undefined ? null : <p className="small">{lesson}</p>}
      <p className="small muted">
        {visit.course.name} · {t.learners(visit.learnersExpected)}
      </p>
      {here ? <VisitProblems visitId={visit.visitId} /> : null}
      <VisitLayoutButton path={`/visits/${visit.visitId}`} site={visit.site.name} visitId={visit.visitId} />
    </>
  );
}

type Words = (typeof energyText)['en'];

/** The class of now, else the next one within two weeks. */
function lessonText(visit: Visit, nowMs: number, t: Words, format: Format): string | undefined {
  const today = localDayOf(nowMs, format.timeZone);
  const next = classesOf(visit, today, addDays(today, LOOK_AHEAD_DAYS), format.timeZone).find(
    ({ endsAt }) => Date.parse(endsAt) > nowMs,
  );
  if (next === undefined) return undefined;
  if (Date.parse(next.startsAt) <= nowMs) return t.classNow(format.time(next.endsAt));
  const time = format.time(next.startsAt);
  return t.classNext(next.day === today ? time : `${dayName(next.day, format)}, ${time}`);
}
