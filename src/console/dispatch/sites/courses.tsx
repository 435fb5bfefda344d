/** The catalogue of courses that sites ask for: list, add, change, retire. */
import type { Course } from '@digitruck/contract/registry';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../shared/http.ts';
import { coursesText } from '../../shared/i18n/courses.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';
import { languageName } from '../../shared/language-name.ts';
import { useMay } from '../../shared/me.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import type { Column } from '../../shared/ui/data-table.tsx';
import { ConfirmButton } from '../../shared/ui/dialog.tsx';
import { CheckboxField } from '../../shared/ui/field.tsx';
import { EmptyState, useDescribe } from '../../shared/ui/states.tsx';
import { RowList } from '../forms/row-list.tsx';
import { CourseDialog } from './course-form.tsx';
import { PartsNav } from './parts-nav.tsx';
import { useCourses } from './queries.ts';

export function CoursesScreen() {
  const t = useText(coursesText);
  const words = useText(sitesText);
  const mayChange = useMay('coordinator');
  const [retired, setRetired] = useState(false);
  const [edited, setEdited] = useState<Course | 'new'>();
  const courses = useCourses(retired ? 'any' : 'false');
  const columns = useColumns(mayChange, setEdited);
  const add = (
    <Button kind="primary" onClick={() => setEdited('new')}>
      {t.newCourse}
    </Button>
  );
  return (
    <>
      <header className="sites-head">
        <h1 className="hidden-text">{words.courses}</h1>
        <PartsNav here="courses" />
        {mayChange ? add : <p className="muted small">{words.viewOnly}</p>}
      </header>
      <div className="page">
        <RowList
          title={words.courses}
          actions={
            <CheckboxField
              label={t.showRetired}
              checked={retired}
              onChange={(event) => setRetired(event.target.checked)}
            />
          }
          query={courses}
          columns={columns}
          rowKey={({ courseId }) => courseId}
          initialSort={{ key: 'code', direction: 'ascending' }}
          rowClass={(course) => (course.retired ? 'row-stale' : undefined)}
          empty={<EmptyState title={t.noCourses} why={t.noCoursesWhy} action={mayChange ? add : undefined} />}
        />
      </div>
      {edited === undefined ? null : (
        <CourseDialog course={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </>
  );
}

function useColumns(mayChange: boolean, onEdit: (course: Course) => void): readonly Column<Course>[] {
  const t = useText(coursesText);
  const format = useFormat();
  const setRetired = useSetRetired();
  const columns: readonly Column<Course>[] = [
    {
      key: 'code',
      header: t.name,
      primary: true,
      sortValue: ({ name }) => name,
      cell: (course) => (
        <>
          {course.name} <span className="muted course-code">{course.code}</span>{' '}
          {course.retired ? <Badge>{t.retired}</Badge> : null}
        </>
      ),
    },
    { key: 'mode', header: t.mode, sortValue: ({ mode }) => mode, cell: ({ mode }) => t[mode] },
    {
      key: 'totalHours',
      header: t.totalHours,
      align: 'end',
      sortValue: ({ totalHours }) => totalHours,
      cell: ({ totalHours }) => format.unit(totalHours, 'h', 1),
    },
    {
      key: 'classHours',
      header: t.classHours,
      align: 'end',
      sortValue: ({ classHours }) => classHours,
      cell: ({ classHours }) => format.unit(classHours, 'h', 1),
    },
    {
      key: 'powerPerSeatW',
      header: t.power,
      align: 'end',
      sortValue: ({ powerPerSeatW }) => powerPerSeatW,
      cell: ({ powerPerSeatW }) => format.unit(powerPerSeatW, 'W'),
    },
    {
      key: 'downlinkKbps',
      header: t.bandwidth,
      align: 'end',
      sortValue: ({ downlinkKbps }) => downlinkKbps,
      cell: ({ downlinkKbps }) => (downlinkKbps === 0 ? t.none : format.unit(downlinkKbps, 'kbit/s')),
    },
    { key: 'certifies', header: t.certifies, cell: ({ certifies }) => (certifies ? t.yes : t.no) },
    {
      key: 'language',
      header: t.language,
      cell: ({ language }) => languageName(language, format.locale) || '–',
    },
  ];
  if (!mayChange) return columns;
  return [
    ...columns,
    {
      key: 'actions',
      header: t.actions,
      align: 'end',
      cell: (course) => (
        <span className="row row-acts">
          <Button small aria-label={t.editOf(course.name)} onClick={() => onEdit(course)}>
            {t.edit}
          </Button>
          {course.retired ? (
            <Button small onClick={() => void setRetired(course, false)}>
              {t.offerAgain}
            </Button>
          ) : (
            <ConfirmButton
              small
              label={t.retire}
              title={t.retireTitle(course.name)}
              description={t.retireWhy}
              confirmLabel={t.retire}
              onConfirm={() => setRetired(course, true)}
            />
          )}
        </span>
      ),
    },
  ];
}

function useSetRetired() {
  const t = useText(coursesText);
  const client = useQueryClient();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  return async ({ courseId, version, name }: Course, retired: boolean) => {
    const result = await send('PATCH', `/courses/${courseId}`, { body: { version, retired } });
    if (result.ok) toast(t.saved(name));
    else toast(describe(result.failure), 'danger');
    await client.invalidateQueries({ queryKey: keys.courses });
  };
}
