/**
 * Presence of learners, from the rolls of session reports.
 *
 * A class counts for a cohort when its report names the cohort, or names one of its learners at the same visit (who made up for a class with another
 * cohort). Presence of a person is that of all rows marked as the same person. No minutes of one's own are the whole class.
 */
import type { CohortFigures } from '@digitruck/contract/cohorts';
import type { CohortId, LearnerId } from '@digitruck/contract/ids';
import type { Db, Tx } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';

/** Rows of the roll: one a cohort, learner and class; `minutes` is 0 for who was not there. */
export function rollsOf(cohortIds: readonly string[]): SQL {
  return sql`
    select e.cohort_id, e.learner_id, r.truck_id, r.session_id, bool_or(a.present) as present,
      max(case when a.present then coalesce(a.minutes, r.minutes, 0) else 0 end) as minutes
    from enrolments e
    join cohorts c on c.cohort_id = e.cohort_id
    join learner_people me on me.learner_id = e.learner_id
    join learner_people mine on mine.person_id = me.person_id
    join session_attendance a on a.learner_id = mine.learner_id
    join session_reports r on r.truck_id = a.truck_id and r.session_id = a.session_id and r.state = 'held'
      and (r.cohort_id = e.cohort_id or r.visit_id = c.visit_id)
    where e.cohort_id = any(${sql.param([...cohortIds])}::uuid[])
    group by e.cohort_id, e.learner_id, r.truck_id, r.session_id`;
}

export type Presence = {
  readonly learnerId: LearnerId;
  readonly attended: number;
  readonly called: number;
  readonly hours: number;
};

/** Of each learner of a cohort who was named in a roll. */
export async function presenceOf(
  db: Db | Tx,
  cohortId: CohortId,
): Promise<{ readonly byLearner: ReadonlyMap<LearnerId, Presence>; readonly rolls: number }> {
  const { rows } = await db.execute<Presence & { rolls: number }>(sql`
    with roll as (${rollsOf([cohortId])})
    select learner_id as "learnerId", (count(*) filter (where present))::int as attended, count(*)::int as called,
      coalesce(sum(minutes), 0)::float8 / 60 as hours,
      (select count(distinct (truck_id, session_id)) from roll)::int as rolls
    from roll group by learner_id`);
  return { byLearner: new Map(rows.map((row) => [row.learnerId, row])), rolls: rows[0]?.rolls ?? 0 };
}

export async function figuresOf(
  db: Db | Tx,
  cohortIds: readonly CohortId[],
): Promise<ReadonlyMap<CohortId, CohortFigures>> {
  if (cohortIds.length === 0) return new Map();
  const ids = sql`${sql.param([...cohortIds])}::uuid[]`;
  const { rows } = await db.execute<CohortFigures & { cohortId: CohortId }>(sql`
    with roll as (${rollsOf(cohortIds)}),
    present as (
      select cohort_id, learner_id, (count(*) filter (where present))::int as attended, sum(minutes) as minutes
      from roll group by cohort_id, learner_id),
    rolled as (select cohort_id, count(*)::int as rolls from roll group by cohort_id),
    held as (
      select cohort_id, count(*)::int as sessions from session_reports
      where cohort_id = any(${ids}) and state = 'held' group by cohort_id),
    standing as (
      select cohort_id, count(*)::int as certified from certificates
      where cohort_id = any(${ids}) and revoked_at is null group by cohort_id),
    enrolled as (
      select e.cohort_id,
        (count(*) filter (where e.state = 'enrolled'))::int as enrolled,
        (count(*) filter (where e.state = 'waiting'))::int as waiting,
        (count(*) filter (where e.state = 'dropped-out' and e.drop_reason <> 'entered-twice'))::int as dropped_out,
        (count(*) filter (where e.state = 'completed'))::int as completed,
        (count(*) filter (where e.state in ('enrolled', 'completed') and l.sex = 'female'))::int as women,
        (count(*) filter (where e.state in ('enrolled', 'completed') and l.role = 'teacher'))::int as teachers,
        (count(*) filter (where e.exam_score_pct is not null))::int as examined,
        (count(*) filter (where e.exam_score_pct >= k.pass_mark_pct))::int as passed,
        (count(*) filter (where e.state = 'enrolled' and coalesce(p.attended, 0) = 0))::int as never_there,
        coalesce(sum(p.minutes), 0)::float8 / 60 as learner_hours
      from enrolments e
      join cohorts c on c.cohort_id = e.cohort_id
      join courses k on k.course_id = c.course_id
      join learners l on l.learner_id = e.learner_id
      left join present p on p.cohort_id = e.cohort_id and p.learner_id = e.learner_id
      where e.cohort_id = any(${ids}) group by e.cohort_id)
    select c.cohort_id as "cohortId", coalesce(e.enrolled, 0) as enrolled, coalesce(e.waiting, 0) as waiting,
      coalesce(e.dropped_out, 0) as "droppedOut", coalesce(e.completed, 0) as completed,
      coalesce(e.women, 0) as women, coalesce(e.teachers, 0) as teachers, coalesce(e.examined, 0) as examined,
      coalesce(e.passed, 0) as passed, coalesce(s.certified, 0) as certified,
      coalesce(h.sessions, 0) as "sessionsHeld",
      case when coalesce(r.rolls, 0) > 0 then coalesce(e.never_there, 0) else 0 end as "noShows",
      coalesce(e.learner_hours, 0)::float8 as "learnerHours"
    from cohorts c
    left join enrolled e using (cohort_id) left join held h using (cohort_id)
    left join standing s using (cohort_id) left join rolled r using (cohort_id)
    where c.cohort_id = any(${ids})`);
  return new Map(rows.map(({ cohortId, ...figures }) => [cohortId, figures]));
}
