/** Where people go on afterwards: online courses, who takes them, and where trained teachers teach. People are counted once. */
import type { OnlineState } from '@digitruck/contract/cohort-words';
import type { CohortId, LearnerId, OnlineCourseId } from '@digitruck/contract/ids';
import type {
  FollowUp,
  OnlineCourse,
  OnlineCourseBody,
  OnlineCourseUpdate,
  OnlineLearnerList,
} from '@digitruck/contract/online-courses';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { onlineCourses, onlineLearners } from '../tables/learners.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

type Row = typeof onlineCourses.$inferSelect;
type Counts = { people: OnlineCourse['people']; women: number };
const NOBODY: Counts = { people: { 'wants-to': 0, started: 0, finished: 0 }, women: 0 };

export function onlineCourseStore(db: Db) {
  const onTaken = (url: string | undefined) => async (constraint: string) => {
    if (constraint !== 'online_courses_url') return undefined;
    const [holder] = await db
      .select()
      .from(onlineCourses)
      .where(eq(onlineCourses.url, url ?? ''));
    const refused: AlreadyExists = {
      ok: false,
      reason: 'already-exists',
      field: 'url',
      value: url,
      existingId: holder?.onlineCourseId ?? null,
    };
    return refused;
  };

  return {
    async list(): Promise<OnlineCourse[]> {
      const rows = await db
        .select()
        .from(onlineCourses)
        .orderBy(sql`${onlineCourses.retired}, lower(${onlineCourses.name})`);
      const counts = await countsOf(db);
      return rows.map((row) => onlineCourseOf(row, counts.get(row.onlineCourseId)));
    },

    async create(actor: Actor, body: OnlineCourseBody): Promise<Done<OnlineCourse> | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const values = { ...body, updatedBy: actor.name };
            const row = onlineCourseOf(onlyRow(await tx.insert(onlineCourses).values(values).returning()));
            await note(tx, actor, 'create', undefined, row);
            return { ok: true, row } as const;
          }),
        onTaken(body.url),
      );
    },

    async update(
      actor: Actor,
      onlineCourseId: OnlineCourseId,
      { version, ...change }: OnlineCourseUpdate,
    ): Promise<Done<OnlineCourse> | NotFound | VersionConflict<OnlineCourse> | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const where = eq(onlineCourses.onlineCourseId, onlineCourseId);
            const [found] = await tx.select().from(onlineCourses).where(where).for('update');
            if (found === undefined) return NOT_FOUND;
            const current = onlineCourseOf(found, (await countsOf(tx)).get(onlineCourseId));
            if (current.version !== version)
              return { ok: false, reason: 'version-conflict', current } as const;
            if (changesNothing(current, change)) return { ok: true, row: current } as const;
            const rows = await tx
              .update(onlineCourses)
              .set({ ...change, ...touchedBy(actor.name, version) })
              .where(where)
              .returning();
            const row = { ...onlineCourseOf(onlyRow(rows)), people: current.people, women: current.women };
            await note(tx, actor, 'update', current, row);
            return { ok: true, row } as const;
          }),
        onTaken(change.url),
      );
    },

    /** How far a learner is with an online course; null takes it back. */
    async setState(
      actor: Actor,
      learnerId: LearnerId,
      onlineCourseId: OnlineCourseId,
      state: OnlineState | null,
    ): Promise<Done<OnlineState | null> | NotFound> {
      return unlessTaken(
        () =>
          db.transaction(async (tx): Promise<Done<OnlineState | null>> => {
            const values = { learnerId, onlineCourseId, notedBy: actor.name };
            if (state === null) {
              await tx
                .delete(onlineLearners)
                .where(
                  and(
                    eq(onlineLearners.learnerId, learnerId),
                    eq(onlineLearners.onlineCourseId, onlineCourseId),
                  ),
                );
            } else {
              await tx
                .insert(onlineLearners)
                .values({ ...values, state })
                .onConflictDoUpdate({
                  target: [onlineLearners.onlineCourseId, onlineLearners.learnerId],
                  set: { state, notedAt: sql`clock_timestamp()`, notedBy: actor.name },
                });
            }
            const after = { onlineCourseId, state };
            const subject = { subject: 'learner', subjectId: learnerId };
            await recordChange(tx, { actor, action: 'learner.online-course', ...subject, after });
            await notifyChanges(tx, { subjects: ['cohorts'] });
            return { ok: true, row: state };
          }),
        async () => NOT_FOUND,
      );
    },

    /** Of the learners of a cohort. */
    async ofCohort(cohortId: CohortId): Promise<OnlineLearnerList['items']> {
      const { rows } = await db.execute<OnlineLearnerList['items'][number]>(sql`
        select m.learner_id as "learnerId", m.online_course_id as "onlineCourseId", m.state, m.noted_at as "notedAt", m.noted_by as "notedBy"
        from enrolments e join online_learners m on m.learner_id = e.learner_id
        where e.cohort_id = ${cohortId} order by e.number, m.noted_at`);
      return rows.map((row) => ({ ...row, notedAt: new Date(row.notedAt).toISOString() }));
    },

    async followUp(): Promise<FollowUp> {
      const { rows: fromCourses } = await db.execute<FollowUp['fromCourses'][number]>(sql`
        with done as (
          select distinct c.course_id, p.person_id from enrolments e
          join cohorts c on c.cohort_id = e.cohort_id join learner_people p on p.learner_id = e.learner_id
          where e.state = 'completed'),
        certified as (
          select distinct x.course_id, p.person_id from certificates x join learner_people p on p.learner_id = x.learner_id
          where x.revoked_at is null),
        online as (
          select distinct p.person_id from online_learners m join learner_people p on p.learner_id = m.learner_id
          where m.state in ('started', 'finished'))
        select k.course_id as "courseId", k.name, count(*)::int as people,
          (count(*) filter (where (d.course_id, d.person_id) in (select course_id, person_id from certified)))::int as certified,
          (count(*) filter (where d.person_id in (select person_id from online)))::int as "wentOn"
        from done d join courses k on k.course_id = d.course_id
        group by k.course_id, k.name order by people desc, k.name`);
      const { rows: schools } = await db.execute<FollowUp['schools'][number]>(sql`
        with ${TEACHERS}
        select s.site_id as "siteId", coalesce(s.name, t.school_name) as name, coalesce(s.county, '') as county,
          count(*)::int as teachers, (count(*) filter (where t.certified))::int as certified
        from teachers t left join sites s on s.site_id = t.school_site_id
        where t.school_site_id is not null or t.school_name <> ''
        group by s.site_id, coalesce(s.name, t.school_name), s.county
        order by teachers desc, name limit 1000`);
      const { rows: totals } = await db.execute<{ teachers: number; without: number }>(sql`
        with ${TEACHERS}
        select count(*)::int as teachers,
          (count(*) filter (where school_site_id is null and school_name = ''))::int as without from teachers`);
      const { teachers = 0, without = 0 } = totals[0] ?? {};
      return { fromCourses, teachers, schools, teachersWithoutSchool: without };
    },
  };
}
export type OnlineCourseStore = ReturnType<typeof onlineCourseStore>;

/** One row a teacher who completed a course, with the school that is known of any of their rows. */
const TEACHERS = sql`teachers as (
  select p.person_id, (array_agg(l.school_site_id) filter (where l.school_site_id is not null))[1] as school_site_id,
    coalesce(max(nullif(l.school_name, '')), '') as school_name,
    bool_or(exists (select from certificates x where x.learner_id = l.learner_id and x.revoked_at is null)) as certified
  from learners l join learner_people p on p.learner_id = l.learner_id
  where l.role = 'teacher'
    and exists (select from enrolments e where e.learner_id = l.learner_id and e.state = 'completed')
  group by p.person_id)`;

async function countsOf(db: Db | Tx): Promise<Map<OnlineCourseId, Counts>> {
  // Of a person with several rows, the furthest state counts.
  const { rows } = await db.execute<{
    id: OnlineCourseId;
    state: OnlineState;
    people: number;
    women: number;
  }>(sql`
    with far as (
      select m.online_course_id, p.person_id, max(array_position(array['wants-to', 'started', 'finished'], m.state)) as step,
        bool_or(l.sex = 'female') as woman
      from online_learners m join learners l on l.learner_id = m.learner_id join learner_people p on p.learner_id = m.learner_id
      group by m.online_course_id, p.person_id)
    select online_course_id as id, (array['wants-to', 'started', 'finished'])[step] as state, count(*)::int as people,
      (count(*) filter (where woman))::int as women
    from far group by online_course_id, step`);
  const counts = new Map<OnlineCourseId, Counts>();
  for (const { id, state, people, women } of rows) {
    const known = counts.get(id) ?? NOBODY;
    counts.set(id, { people: { ...known.people, [state]: people }, women: known.women + women });
  }
  return counts;
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  before: OnlineCourse | undefined,
  after: OnlineCourse,
): Promise<void> {
  const subject = { subject: 'online-course', subjectId: after.onlineCourseId };
  await recordChange(tx, { actor, action: `online-course.${verb}`, ...subject, before, after });
  await notifyChanges(tx, { subjects: ['cohorts'] });
}

function onlineCourseOf(row: Row, counts: Counts = NOBODY): OnlineCourse {
  const { programmeId: _, createdAt, updatedAt, version, updatedBy, ...body } = row;
  return { ...body, ...counts, ...rowMetaOf({ version, createdAt, updatedAt, updatedBy }) };
}
