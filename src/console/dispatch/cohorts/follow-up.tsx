/** What comes after the truck: online courses, who went on after which course, and the schools where trained teachers teach. */
import type { FollowUp, OnlineCourse } from '@digitruck/contract/online-courses';
import { useState } from 'react';
import { Link } from 'wouter';
import { UNKNOWN } from '../../shared/format.ts';
import { failureOf } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { useMay } from '../../shared/me.ts';
import { Button } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { OnlineCourseDialog } from './online-course-dialog.tsx';
import { useFollowUp, useOnlineCourses } from './queries.ts';

export function FollowUpScreen() {
  const t = useText(cohortsText);
  const format = useFormat();
  const mayChange = useMay('coordinator');
  const courses = useOnlineCourses();
  const followUp = useFollowUp();
  /** `null` while one is added. */
  const [open, setOpen] = useState<OnlineCourse | null>();
  const failed = courses.isError ? courses : followUp.isError ? followUp : undefined;
  if (failed !== undefined) {
    return (
      <ErrorState
        level={1}
        failure={failureOf(failed.error)}
        onRetry={() => void failed.refetch()}
        retrying={failed.isFetching}
      />
    );
  }
  if (courses.data === undefined || followUp.data === undefined) return <Skeleton lines={10} height={28} />;
  const n = (value: number) => format.number(value);
  const online: readonly Column<OnlineCourse>[] = [
    {
      key: 'name',
      header: t.name,
      primary: true,
      cell: ({ name, url, provider }) => (
        <span>
          <a href={url} target="_blank" rel="noreferrer">
            {name}
          </a>
          {provider === '' ? null : <span className="muted small follow-up-provider"> {provider}</span>}
        </span>
      ),
    },
    { key: 'language', header: t.language, wideOnly: true, cell: ({ language }) => language },
    { key: 'hours', header: t.hours, align: 'end', cell: ({ totalHours }) => format.number(totalHours, 1) },
    { key: 'wants', header: t['state_wants-to'], align: 'end', cell: ({ people }) => n(people['wants-to']) },
    { key: 'started', header: t.state_started, align: 'end', cell: ({ people }) => n(people.started) },
    { key: 'finished', header: t.state_finished, align: 'end', cell: ({ people }) => n(people.finished) },
    { key: 'women', header: t.women, align: 'end', cell: ({ women }) => n(women) },
    ...(mayChange
      ? [
          {
            key: 'edit',
            header: t.edit,
            cell: (course: OnlineCourse) => (
              <Button small onClick={() => setOpen(course)}>
                {t.edit}
                <span className="hidden-text"> {course.name}</span>
              </Button>
            ),
          },
        ]
      : []),
  ];
  const from: readonly Column<FollowUp['fromCourses'][number]>[] = [
    { key: 'name', header: t.course, primary: true, cell: ({ name }) => name },
    { key: 'people', header: t.completed, align: 'end', cell: ({ people }) => n(people) },
    { key: 'certified', header: t.certified, align: 'end', cell: ({ certified }) => n(certified) },
    { key: 'went-on', header: t.wentOn, align: 'end', cell: ({ wentOn }) => n(wentOn) },
  ];
  const schools: readonly Column<FollowUp['schools'][number]>[] = [
    {
      key: 'name',
      header: t.schoolName,
      primary: true,
      sortValue: ({ name }) => name,
      cell: ({ siteId, name }) => (siteId === null ? name : <Link href={`/sites/${siteId}`}>{name}</Link>),
    },
    {
      key: 'county',
      header: t.county,
      sortValue: ({ county }) => county,
      cell: ({ county }) => county || UNKNOWN,
    },
    {
      key: 'teachers',
      header: t.teachers,
      align: 'end',
      sortValue: ({ teachers }) => teachers,
      cell: ({ teachers }) => n(teachers),
    },
    { key: 'certified', header: t.certified, align: 'end', cell: ({ certified }) => n(certified) },
  ];
  const { fromCourses, schools: taught, teachers, teachersWithoutSchool } = followUp.data;
  const empty = <EmptyState title={t.nothingYet} why={t.onlineWhy} />;
  return (
    <>
      <h1>{t.followUp}</h1>
      <Card
        flush
        title={t.onlineCourses}
        actions={
          mayChange ? (
            <Button small kind="primary" onClick={() => setOpen(null)}>
              <Icon name="plus" size={14} /> {t.newOnline}
            </Button>
          ) : undefined
        }
      >
        <DataTable
          caption={t.onlineCourses}
          columns={online}
          rows={courses.data.items}
          rowKey={({ onlineCourseId }) => onlineCourseId}
          rowClass={({ retired }) => (retired ? 'row-stale' : undefined)}
          empty={empty}
        />
      </Card>
      <div className="follow-up-pair">
        <Card flush title={t.fromCourses}>
          <DataTable
            caption={t.fromCourses}
            columns={from}
            rows={fromCourses}
            rowKey={({ courseId }) => courseId}
            empty={<EmptyState title={t.nothingYet} why={t.noCohortsWhy} />}
          />
        </Card>
        <Card flush title={t.teacherSchools}>
          <p className="muted small follow-up-note">
            {t.teachersOnce(n(teachers))}{' '}
            {teachersWithoutSchool > 0 ? t.schoolUnknown(n(teachersWithoutSchool)) : null}
          </p>
          <DataTable
            caption={t.teacherSchools}
            columns={schools}
            rows={taught}
            rowKey={({ siteId, name }) => siteId ?? name}
          />
        </Card>
      </div>
      {open === undefined ? null : (
        <OnlineCourseDialog course={open ?? undefined} onClose={() => setOpen(undefined)} />
      )}
    </>
  );
}
