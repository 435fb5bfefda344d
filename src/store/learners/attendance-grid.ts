/** The grid of a cohort: which learner was at which class. */
import type { AttendanceGrid } from '@digitruck/contract/cohorts';
import type { CohortId, LearnerId, SessionId } from '@digitruck/contract/ids';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import { rollsOf } from './cohort-figures.ts';

const SESSIONS_MAX = 500;

type Mark = { learnerId: LearnerId; sessionId: SessionId | null; present: boolean; minutes: number };

export async function attendanceOf(db: Db, cohortId: CohortId): Promise<AttendanceGrid> {
  const { rows: sessions } = await db.execute<{
    sessionId: SessionId;
    startedAt: Date | string;
    day: string;
    minutes: number | null;
    heads: number;
    rollCalled: boolean;
  }>(sql`
    with roll as (${rollsOf([cohortId])})
    select r.session_id as "sessionId", r.started_at as "startedAt", r.day::text as day, r.minutes, r.heads,
      (r.truck_id, r.session_id) in (select truck_id, session_id from roll) as "rollCalled"
    from session_reports r
    where r.state = 'held' and (r.cohort_id = ${cohortId}
      or (r.truck_id, r.session_id) in (select truck_id, session_id from roll))
    order by r.started_at, r.session_id limit ${SESSIONS_MAX}`);
  const { rows: marks } = await db.execute<Mark>(sql`
    with roll as (${rollsOf([cohortId])})
    select e.learner_id as "learnerId", roll.session_id as "sessionId", roll.present,
      coalesce(roll.minutes, 0)::float8 as minutes
    from enrolments e left join roll on roll.learner_id = e.learner_id
    where e.cohort_id = ${cohortId} order by e.number`);
  const byLearner = new Map<LearnerId, Map<SessionId, Mark>>();
  for (const mark of marks) {
    const known = byLearner.get(mark.learnerId) ?? new Map<SessionId, Mark>();
    if (mark.sessionId !== null) known.set(mark.sessionId, mark);
    byLearner.set(mark.learnerId, known);
  }
  return {
    sessions: sessions.map(({ startedAt, ...session }) => ({
      ...session,
      startedAt: new Date(startedAt).toISOString(),
    })),
    rows: [...byLearner].map(([learnerId, known]) => ({
      learnerId,
      marks: sessions.map(({ sessionId }) => {
        const mark = known.get(sessionId);
        return mark === undefined ? 'not-called' : mark.present ? 'present' : 'absent';
      }),
      hours: [...known.values()].reduce((sum, { minutes }) => sum + minutes, 0) / 60,
    })),
  };
}
