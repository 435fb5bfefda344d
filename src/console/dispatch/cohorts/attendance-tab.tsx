/** Who was at which class: a grid of learners by classes. A mark is a sign and a word, never only a colour. */
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import { failureOf } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { Card } from '../../shared/ui/card.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../shared/ui/states.tsx';
import { useLearnerName } from './cohort-name.ts';
import { useAttendance } from './queries.ts';

const SIGNS = { present: '●', absent: '○', 'not-called': '·' } as const;

export function AttendanceTab({
  cohort,
  list,
}: {
  readonly cohort: Cohort;
  readonly list: readonly Enrolment[];
}) {
  const t = useText(rosterText);
  const format = useFormat();
  const nameOf = useLearnerName();
  const grid = useAttendance(cohort.cohortId, true);
  if (grid.isError) {
    return (
      <ErrorState
        failure={failureOf(grid.error)}
        onRetry={() => void grid.refetch()}
        retrying={grid.isFetching}
      />
    );
  }
  if (grid.data === undefined) return <Skeleton lines={8} height={24} />;
  const { sessions, rows } = grid.data;
  const byLearner = new Map(rows.map((row) => [row.learnerId, row]));
  if (sessions.length === 0) {
    return (
      <Card>
        <EmptyState title={t.noSessions} why={t.noSessionsWhy} />
      </Card>
    );
  }
  return (
    <Card flush title={t.attendance}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get to it */}
      <section className="attendance" aria-label={t.attendance} tabIndex={0}>
        <table className="attendance-grid">
          <caption className="hidden-text">{t.attendance}</caption>
          <thead>
            <tr>
              <th scope="col">{t.learner}</th>
              {sessions.map(({ sessionId, startedAt, rollCalled, heads }) => (
                <th
                  key={sessionId}
                  scope="col"
                  title={rollCalled ? undefined : t.headsOnly(format.number(heads))}
                >
                  <span>{format.day(startedAt)}</span>
                  <span className="muted">{format.time(startedAt)}</span>
                </th>
              ))}
              <th scope="col" className="align-end">
                {t.hours}
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((one) => {
              const row = byLearner.get(one.learnerId);
              return (
                <tr key={one.learnerId} className={one.state === 'dropped-out' ? 'row-stale' : undefined}>
                  <th scope="row">{nameOf(one)}</th>
                  {sessions.map(({ sessionId }, index) => {
                    const mark = row?.marks[index] ?? 'not-called';
                    return (
                      <td key={sessionId} className={`mark-${mark}`} title={t[mark]}>
                        <span aria-hidden="true">{SIGNS[mark]}</span>
                        <span className="hidden-text">{t[mark]}</span>
                      </td>
                    );
                  })}
                  <td className="align-end">{format.number(row?.hours ?? 0, 1)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      <p className="attendance-legend small">
        {(['present', 'absent', 'not-called'] as const).map((mark) => (
          <span key={mark}>
            <span className={`mark-${mark}`} aria-hidden="true">
              {SIGNS[mark]}
            </span>{' '}
            {t[mark]}
          </span>
        ))}
      </p>
    </Card>
  );
}
