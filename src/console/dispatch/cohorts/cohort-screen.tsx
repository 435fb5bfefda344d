/** One cohort: its figures for everybody; roster, attendance, exam and what comes after for whoever may see names. */
import type { Cohort } from '@digitruck/contract/cohorts';
import { mayAct } from '@digitruck/contract/people-words';
import { useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { failureOf } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useMay, useMe } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { Tabs } from '../../shared/ui/tabs.tsx';
import { AttendanceTab } from './attendance-tab.tsx';
import { CohortDialog } from './cohort-dialog.tsx';
import { useCohortName } from './cohort-name.ts';
import { ExamTab } from './exam-tab.tsx';
import { GoesOnTab } from './goes-on-tab.tsx';
import { useCohort, useRoster } from './queries.ts';
import { RosterTab } from './roster-tab.tsx';

export function CohortScreen({ cohortId }: { readonly cohortId: string }) {
  const t = useText(cohortsText);
  const cohort = useCohort(cohortId);
  return (
    <>
      <p className="back-link">
        <Link href="/cohorts">
          <span aria-hidden="true">‹ </span>
          {t.back}
        </Link>
      </p>
      {cohort.isError ? (
        <ErrorState
          level={1}
          failure={failureOf(cohort.error)}
          onRetry={() => void cohort.refetch()}
          retrying={cohort.isFetching}
        />
      ) : cohort.data === undefined ? (
        <Skeleton lines={8} height={30} />
      ) : (
        <OneCohort cohort={cohort.data} />
      )}
    </>
  );
}

function OneCohort({ cohort }: { readonly cohort: Cohort }) {
  const t = useText(cohortsText);
  const words = useText(rosterText);
  const format = useFormat();
  const nameOf = useCohortName();
  const me = useMe().data?.person;
  const mayChange = useMay('coordinator');
  const seesNames =
    me !== undefined &&
    (mayAct(me.role, 'coordinator') ||
      (me.role === 'operator' && me.truckIds.includes(cohort.truck.truckId)));
  const roster = useRoster(cohort.cohortId, seesNames);
  const [search, setSearch] = useSearchParams();
  const [editing, setEditing] = useState(false);
  const { figures, course } = cohort;
  const inSeats = figures.enrolled + figures.completed;
  const list = roster.data?.enrolments;
  const content = (show: (list: NonNullable<typeof roster.data>['enrolments']) => React.ReactNode) =>
    roster.isError ? (
      <ErrorState
        level={2}
        failure={failureOf(roster.error)}
        onRetry={() => void roster.refetch()}
        retrying={roster.isFetching}
      />
    ) : list === undefined ? (
      <Skeleton lines={8} height={26} />
    ) : (
      show(list)
    );
  const tabs = [
    {
      key: 'roster',
      label: words.roster,
      content: content((all) => <RosterTab cohort={cohort} list={all} />),
    },
    {
      key: 'attendance',
      label: words.attendance,
      content: content((all) => <AttendanceTab cohort={cohort} list={all} />),
    },
    ...(course.certifies
      ? [
          {
            key: 'exam',
            label: words.exam,
            content: content((all) => <ExamTab cohort={cohort} list={all} />),
          },
        ]
      : []),
    {
      key: 'goes-on',
      label: words.goesOn,
      content: content((all) => <GoesOnTab cohort={cohort} list={all} />),
    },
  ];
  const chosen = tabs.find(({ key }) => key === search.get('tab')) ?? tabs[0];
  return (
    <>
      <div className="page-head">
        <div>
          <h1>
            {nameOf(cohort)} · {course.name}
          </h1>
          <p className="muted">
            {cohort.site.name}
            {cohort.site.county === '' ? '' : `, ${cohort.site.county}`} · {cohort.truck.truckId} ·{' '}
            {format.day(cohort.firstDay, 'UTC')} – {format.day(cohort.lastDay, 'UTC')}
            {cohort.slots.length === 0 ? '' : ` · ${cohort.slots.join(', ')}`}
          </p>
        </div>
        {mayChange ? <Button onClick={() => setEditing(true)}>{t.edit}</Button> : null}
      </div>
      <div className="cohort-figures">
        <BigNumbers label={t.figures}>
          <BigNumber
            value={t.ofSeats(format.number(inSeats), format.number(cohort.seats))}
            label={t.enrolled}
          />
          <BigNumber value={format.number(figures.women)} label={t.women} />
          <BigNumber value={format.number(figures.waiting)} label={t.waiting} />
          <BigNumber value={format.number(figures.noShows)} label={t.noShows} />
          <BigNumber value={format.number(figures.droppedOut)} label={t.droppedOut} />
          <BigNumber value={format.number(figures.sessionsHeld)} label={t.classesHeld} />
          <BigNumber
            value={inSeats === 0 ? '–' : format.number(figures.learnerHours / inSeats, 1)}
            label={t.hoursEach}
          />
          {course.certifies ? (
            <BigNumber value={format.number(figures.certified)} label={t.certified} />
          ) : null}
        </BigNumbers>
      </div>
      {seesNames ? (
        <>
          <Tabs
            label={nameOf(cohort)}
            tabs={tabs}
            value={chosen?.key}
            onChange={(key) => setSearch(key === 'roster' ? {} : { tab: key }, { replace: true })}
          />
          <p className="muted small">{course.certifies ? t.namesNote : t.noNamesNote}</p>
        </>
      ) : (
        <p className="muted">{t.namesHidden}</p>
      )}
      {editing ? <CohortDialog cohort={cohort} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
