/** Who of a cohort goes on with which online course. */
import { ONLINE_STATES } from '@digitruck/contract/cohort-words';
import type { Cohort, Enrolment } from '@digitruck/contract/cohorts';
import { useQueryClient } from '@tanstack/react-query';
import { send } from '../../shared/http.ts';
import { cohortsText } from '../../shared/i18n/cohorts.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { rosterText } from '../../shared/i18n/roster.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { LinkButton } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { EmptyState, Skeleton, useDescribe } from '../../shared/ui/states.tsx';
import { useLearnerName } from './cohort-name.ts';
import { useOnlineCourses, useOnlineLearners } from './queries.ts';

export function GoesOnTab({
  cohort,
  list,
}: {
  readonly cohort: Cohort;
  readonly list: readonly Enrolment[];
}) {
  const t = useText(rosterText);
  const words = useText(cohortsText);
  const nameOf = useLearnerName();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const courses = useOnlineCourses().data?.items.filter(({ retired }) => !retired);
  const states = useOnlineLearners(cohort.cohortId, true).data?.items;
  if (courses === undefined || states === undefined) return <Skeleton lines={6} height={26} />;
  if (courses.length === 0) {
    return (
      <Card>
        <EmptyState
          title={words.nothingYet}
          why={words.onlineWhy}
          action={<LinkButton href="/cohorts/follow-up">{words.followUp}</LinkButton>}
        />
      </Card>
    );
  }
  const stateOf = (learnerId: string, onlineCourseId: string) =>
    states.find((one) => one.learnerId === learnerId && one.onlineCourseId === onlineCourseId)?.state ?? '';
  const set = async (learnerId: string, onlineCourseId: string, state: string) => {
    const path = `/learners/${learnerId}/online-courses/${onlineCourseId}`;
    const result = await send('PUT', path, { body: { state: state === '' ? null : state } });
    if (!result.ok) toast(describe(result.failure), 'danger');
    await client.invalidateQueries({ queryKey: ['cohorts'] });
  };
  const columns: readonly Column<Enrolment>[] = [
    { key: 'learner', header: t.learner, primary: true, cell: (one) => nameOf(one) },
    ...courses.map(
      (course): Column<Enrolment> => ({
        key: course.onlineCourseId,
        header: course.name,
        cell: (one) => (
          <select
            className="input input-small"
            aria-label={`${course.name}, ${nameOf(one)}`}
            value={stateOf(one.learnerId, course.onlineCourseId)}
            onChange={(event) => void set(one.learnerId, course.onlineCourseId, event.target.value)}
          >
            <option value="">–</option>
            {ONLINE_STATES.map((state) => (
              <option key={state} value={state}>
                {t[`state_${state}`]}
              </option>
            ))}
          </select>
        ),
      }),
    ),
  ];
  const rows = list.filter(({ state }) => state === 'enrolled' || state === 'completed');
  return (
    <Card flush title={t.onlineCourses}>
      <DataTable
        caption={t.onlineCourses}
        columns={columns}
        rows={rows}
        rowKey={({ learnerId }) => learnerId}
      />
    </Card>
  );
}
