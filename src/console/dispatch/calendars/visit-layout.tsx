/** A visit laid out into cohorts: a button that opens days by class times, each class with its cohort, and what does not fit. */
import './calendars.css';
import type { TimetableLayout } from '@digitruck/contract/timetable-layout';
import { useState } from 'react';
import type { Format } from '../../shared/format.ts';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { layoutText } from '../../shared/i18n/layout.ts';
import { Button } from '../../shared/ui/button.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Dialog } from '../../shared/ui/dialog.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useLayout } from './queries.ts';
import { TimetableEditor } from './timetable-editor.tsx';

type Words = (typeof layoutText)['en'];
type Cohort = TimetableLayout['cohorts'][number];
/** As many as the stylesheet has; further cohorts begin again. */
const COLOURS = 6;

/**
 * @param path of the visit in the API: `/visits/<id>`, or `/plans/<id>/visits/<id>`
 * @param visitId of a visit whose days and times can be changed here
 */
export function VisitLayoutButton(props: {
  readonly path: string;
  readonly site: string;
  readonly visitId?: string;
}) {
  const { path, site, visitId } = props;
  const t = useText(layoutText);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button small aria-label={t.openOf(site)} onClick={() => setOpen(true)}>
        {t.open}
      </Button>
      {open ? (
        <Dialog open wide onOpenChange={setOpen} title={t.title(site)}>
          <VisitLayout path={path} />
          {visitId === undefined ? null : <TimetableEditor visitId={visitId} />}
        </Dialog>
      ) : null}
    </>
  );
}

export function VisitLayout({ path }: { readonly path: string }) {
  const { data, isError, error, refetch, isFetching } = useLayout(path);
  if (isError)
    return <ErrorState failure={failureOf(error)} onRetry={() => refetch()} retrying={isFetching} />;
  if (data === undefined) return <Skeleton lines={6} height={24} />;
  return <Layout layout={data} />;
}

function Layout({ layout }: { readonly layout: TimetableLayout }) {
  const t = useText(layoutText);
  const format = useFormat();
  const { cohorts, mode, days, starts, seats, freeClasses } = layout;
  const taught = cohorts.reduce((sum, { learners }) => sum + learners, 0);
  const open = days.filter(({ closed }) => closed === null).length;
  return (
    <div className="stack">
      <p>
        {mode === 'cohort' ? t.cohorts(cohorts.length, taught) : t.dropIn(open * starts.length, seats)}
        {freeClasses === 0 ? null : <span className="muted"> · {t.free(freeClasses)}</span>}
      </p>
      <Short layout={layout} />
      <Enrolment layout={layout} />
      <Grid layout={layout} />
      {cohorts.length === 0 ? null : (
        <DataTable
          caption={t.open}
          columns={columnsOf(t, format, layout)}
          rows={cohorts}
          rowKey={({ cohort }) => String(cohort)}
        />
      )}
    </div>
  );
}

function Short({ layout: { short, mode } }: { readonly layout: TimetableLayout }) {
  const t = useText(layoutText);
  const format = useFormat();
  if (short === null) return null;
  const { learners, cohorts, classes, hours, help } = short;
  return (
    <div className="layout-short">
      <p>
        <Icon name="warning" /> <strong>{t.short(learners)}</strong>
      </p>
      <p className="small">
        {mode === 'cohort' ? t.shortWhy(cohorts, classes, format.unit(hours, 'h')) : t.shortDropIn(classes)}{' '}
        {help.length === 0 ? '' : t.help}
      </p>
      <ul className="small">
        {help.map(({ kind, amount }) => (
          <li key={kind}>{t[kind](amount)}</li>
        ))}
      </ul>
    </div>
  );
}

function Enrolment({ layout: { enrolment, seats, mode } }: { readonly layout: TimetableLayout }) {
  const t = useText(layoutText);
  const format = useFormat();
  if (mode !== 'cohort') return null;
  if (enrolment === null) return <p className="small muted">{t.noPast}</p>;
  const { basis, perCohort, expected, showUpPct, tooManyPct } = enrolment;
  return (
    <p className="small">
      <strong>{t.enrol(perCohort, seats)}.</strong>{' '}
      {t.enrolWhy(
        format.percent(showUpPct),
        t[basis],
        format.number(expected, 1),
        format.percent(tooManyPct, 1),
      )}
    </p>
  );
}

function Grid({ layout: { days, starts, mode } }: { readonly layout: TimetableLayout }) {
  const t = useText(layoutText);
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className="layout-frame" aria-label={t.grid} tabIndex={0}>
      <table className="layout-grid">
        <caption className="hidden-text">{t.grid}</caption>
        <thead>
          <tr>
            <th scope="col">{t.dayColumn}</th>
            {starts.map((start) => (
              <th key={start} scope="col">
                {start}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, closed, slots }) => (
            <tr key={day} className={closed === null ? undefined : 'layout-closed'}>
              <th scope="row">{format.day(day, 'UTC')}</th>
              {closed === null ? (
                slots.map((cohort, index) => (
                  <td
                    key={starts[index]}
                    className={cohort === null ? undefined : `layout-c${((cohort - 1) % COLOURS) + 1}`}
                  >
                    {cohort ?? (
                      <span className="muted small">{mode === 'cohort' ? t.noOne : t.openClass}</span>
                    )}
                  </td>
                ))
              ) : (
                <td colSpan={starts.length}>
                  {t[closed.why]}
                  {closed.name === '' ? '' : `: ${closed.name}`}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function columnsOf(t: Words, format: Format, { classMinutes }: TimetableLayout): readonly Column<Cohort>[] {
  const when = ({ day, start }: Cohort['firstClass']) => `${format.day(day, 'UTC')}, ${start}`;
  return [
    { key: 'cohort', header: t.cohortColumn, primary: true, cell: ({ cohort }) => t.cohort(cohort) },
    { key: 'learners', header: t.learners, align: 'end', cell: ({ learners }) => format.number(learners) },
    { key: 'first', header: t.first, cell: ({ firstClass }) => when(firstClass) },
    { key: 'last', header: t.last, cell: ({ lastClass }) => when(lastClass) },
    {
      key: 'classes',
      header: t.classes,
      align: 'end',
      cell: ({ classes }) =>
        `${format.number(classes.length)} (${format.unit((classes.length * classMinutes) / 60, 'h', 1)})`,
    },
    {
      key: 'times',
      header: t.times,
      cell: ({ classes, steady, classesADayMax }) =>
        steady
          ? [...new Set(classes.map(({ start }) => start))].join(', ')
          : `${t.varying}, ${t.aDay(classesADayMax)}`,
    },
  ];
}
