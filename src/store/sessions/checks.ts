/**
 * What session reports are held against: the truck's quarters of an hour, its place and load, the visit, the roster. Loaded for some at a
 * time; what was found is kept as questions.
 */
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import type { QuestionKind } from '@digitruck/contract/session-words';
import type { SessionQuestion } from '@digitruck/contract/sessions';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { and, eq } from '../drizzle.ts';
import { sessionQuestions, sessionReports } from '../tables/sessions.ts';
import { lockSession } from './locks.ts';
import { isAmong, type SessionKey } from './read.ts';

const STEP_S = 900;
/** How long before and after a class a sensor is looked at to know whether it works. */
const AROUND = `interval '12 hours'`;

export type CheckRow = {
  readonly truckId: TruckId;
  readonly sessionId: SessionId;
  readonly version: number;
  /** How many samples of the class there are now. */
  readonly samples: number;
  readonly state: 'started' | 'held' | 'cancelled' | 'withdrawn';
  readonly day: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly movedMs: number;
  readonly clock: 'good' | 'corrected' | 'unknown';
  readonly skewMs: number | null;
  readonly heads: number;
  readonly learners: number;
  readonly teachers: number;
  readonly walkIns: number;
  readonly present: number | null;
  readonly seats: number;
  readonly enrolled: number | null;
  readonly cohortDoubt: 'unknown' | 'other-truck' | 'other-visit' | null;
  readonly cohortName: string | null;
  readonly learnersUnknown: number;
  readonly learnersNotEnrolled: number;
  readonly mode: 'cohort' | 'drop-in' | null;
  readonly powerPerSeatW: number | null;
  readonly siteName: string | null;
  readonly siteLat: number | null;
  readonly siteLon: number | null;
  readonly visitTruckId: string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly classMinutes: number | null;
  readonly occupancyMin: number | null;
  readonly occupancyMax: number | null;
  readonly loadMin: number | null;
  readonly loadMax: number | null;
  readonly questions: readonly Pick<SessionQuestion, 'kind' | 'state' | 'facts'>[];
  readonly others: readonly { readonly code: string; readonly startedMs: number; readonly endedMs: number }[];
  readonly quarters: readonly {
    readonly startMs: number;
    readonly coveredS: number;
    readonly occupancyMean: number | null;
    readonly occupancyMax: number | null;
    readonly loadW: number | null;
    readonly lat: number | null;
    readonly lon: number | null;
  }[];
};

type Checked = Pick<CheckRow, 'truckId' | 'sessionId' | 'version' | 'samples'>;
export type QuestionStep = {
  readonly kind: QuestionKind;
  readonly facts: SessionQuestion['facts'];
  readonly do: 'ask' | 'update' | 'settle';
};

const ms = (column: string) => `(date_part('epoch', ${column}) * 1000)::float8`;
/** Samples of the truck during the class, in the quarters of an hour that it touches. */
const SAMPLES = `(select coalesce(sum(q.samples), 0)::float8 from rollups q
  where q.truck_id = s.truck_id and q.step_s = ${STEP_S}
    and q.step_start > s.started_at - interval '${STEP_S} seconds' and q.step_start < s.ended_at)`;
const mean = (column: string) => `case when q.${column}_n > 0 then q.${column}_sum / q.${column}_n end`;

/** What the report that stands said itself, beside what of it is known. */
const SAID = `session_versions w where w.truck_id = s.truck_id and w.session_id = s.session_id and w.version = s.version`;
const LEARNERS_UNKNOWN = `(select count(*)::int from
  (select jsonb_array_elements(w.report -> 'attendance') ->> 'learnerId' as learner_id from ${SAID}) named
  where not exists (select from session_attendance a
    where a.truck_id = s.truck_id and a.session_id = s.session_id and a.learner_id = named.learner_id::uuid))`;
/** There, and in no cohort of the visit, under this row or another of the same person. */
const NOT_ENROLLED = `(select count(*)::int from session_attendance a join learner_people me on me.learner_id = a.learner_id
  where a.truck_id = s.truck_id and a.session_id = s.session_id and a.present
    and not exists (select from learner_people mine join enrolments e on e.learner_id = mine.learner_id
      join cohorts o on o.cohort_id = e.cohort_id
      where mine.person_id = me.person_id and (o.cohort_id = s.cohort_id or o.visit_id = s.visit_id)))`;

const headsOf = (role: 'learner' | 'teacher') => `(select coalesce(sum(count), 0)::int from session_heads h
  where h.truck_id = s.truck_id and h.session_id = s.session_id and h.role = '${role}')`;

const SELECT = `
  select s.truck_id as "truckId", s.session_id as "sessionId", s.version, s.state, s.day::text as day,
    ${SAMPLES} as samples,
    ${ms('s.started_at')} as "startedMs", ${ms('s.ended_at')} as "endedMs",
    ${ms('s.started_at')} - ${ms('s.device_started_at')} as "movedMs",
    s.clock, s.skew_ms::float8 as "skewMs", s.heads, s.walk_ins as "walkIns",
    ${headsOf('learner')} as learners, ${headsOf('teacher')} as teachers,
    (select nullif(count(*), 0) * 0 + count(*) filter (where present) from session_attendance a
      where a.truck_id = s.truck_id and a.session_id = s.session_id)::int as present,
    t.seats,
    (select nullif(count(*), 0)::int from enrolments e
      where e.cohort_id = s.cohort_id and e.state <> 'waiting') as enrolled,
    named.*, ${LEARNERS_UNKNOWN} as "learnersUnknown", ${NOT_ENROLLED} as "learnersNotEnrolled",
    c.mode, c.power_per_seat_w as "powerPerSeatW",
    x.name as "siteName", x.lat as "siteLat", x.lon as "siteLon",
    v.truck_id as "visitTruckId", v.first_day::text as "firstDay", v.last_day::text as "lastDay",
    (v.timetable ->> 'classMinutes')::float8 as "classMinutes",
    around.*,
    (select coalesce(jsonb_agg(jsonb_build_object('kind', q.kind, 'state', q.state, 'facts', q.facts)), '[]')
      from session_questions q where q.truck_id = s.truck_id and q.session_id = s.session_id) as questions,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'code', o.code, 'startedMs', ${ms('o.started_at')}, 'endedMs', ${ms('o.ended_at')})), '[]')
      from session_reports o where o.truck_id = s.truck_id and o.session_id <> s.session_id and o.state = 'held'
        and o.started_at < s.ended_at and o.ended_at > s.started_at
        and o.started_at > s.started_at - interval '1 day') as others,
    (select coalesce(jsonb_agg(jsonb_build_object(
        'startMs', ${ms('q.step_start')}, 'coveredS', q.covered_s,
        'occupancyMean', ${mean('occupancy')}, 'occupancyMax', q.occupancy_max, 'loadW', ${mean('load_w')},
        'lat', ${mean('lat')}, 'lon', ${mean('lon')}) order by q.step_start), '[]')
      from rollups q where q.truck_id = s.truck_id and q.step_s = ${STEP_S}
        and q.step_start > s.started_at - interval '${STEP_S} seconds' and q.step_start < s.ended_at) as quarters
  from session_reports s join trucks t on t.truck_id = s.truck_id
    left join courses c on c.course_id = s.course_id
    left join sites x on x.site_id = s.site_id
    left join visits v on v.visit_id = s.visit_id
    left join lateral (
      select coalesce(nullif(o.name, ''), o.number::text) as "cohortName", case when o.cohort_id is null then 'unknown' when s.cohort_id is null then 'other-truck'
        when o.visit_id is distinct from s.visit_id then 'other-visit' end as "cohortDoubt"
      from (select (w.report ->> 'cohortId')::uuid as cohort_id from ${SAID} and w.report ->> 'cohortId' is not null) said
        left join cohorts o on o.cohort_id = said.cohort_id) named on true
    left join lateral (
      select min(q.occupancy_min) as "occupancyMin", max(q.occupancy_max) as "occupancyMax",
        min(q.load_w_min) as "loadMin", max(q.load_w_max) as "loadMax"
      from rollups q where q.truck_id = s.truck_id and q.step_s = 3600
        and q.step_start > s.started_at - ${AROUND} and q.step_start < s.ended_at + ${AROUND}) around on true`;

export function sessionCheckStore(db: Db) {
  const pool = db.$client;
  return {
    /** Reports whose version that stands was not checked yet, and those of the truck that were held at the same time. */
    async unchecked(limit: number): Promise<SessionKey[]> {
      const { rows } = await pool.query<SessionKey>(
        `with due as (
           select truck_id, session_id, started_at, ended_at from session_reports
           where checked_version < version order by updated_at limit $1)
         select truck_id as "truckId", session_id as "sessionId" from due
         union
         select o.truck_id, o.session_id from due join session_reports o on o.truck_id = due.truck_id
           and o.session_id <> due.session_id and o.started_at < due.ended_at and o.ended_at > due.started_at
           and o.started_at > due.started_at - interval '1 day' and o.state = 'held'`,
        [limit],
      );
      return rows;
    },

    /** Classes since then of which other samples are known than when they were checked. */
    async withOtherSamples(sinceDay: string, limit: number): Promise<SessionKey[]> {
      const { rows } = await pool.query<SessionKey>(
        `select truck_id as "truckId", session_id as "sessionId" from session_reports s
         where day >= $1 and state = 'held' and ${SAMPLES} <> checked_samples order by started_at limit $2`,
        [sinceDay, limit],
      );
      return rows;
    },

    async load(keys: readonly SessionKey[]): Promise<CheckRow[]> {
      if (keys.length === 0) return [];
      const { rows } = await pool.query<CheckRow>(
        `${SELECT} where (s.truck_id, s.session_id) in (select * from unnest($1::text[], $2::uuid[]))`,
        [keys.map(({ truckId }) => truckId), keys.map(({ sessionId }) => sessionId)],
      );
      return rows;
    },

    /** Notes that these fit, all at once. */
    async saveFitting(rows: readonly Checked[]): Promise<void> {
      await pool.query(
        `update session_reports s set checked_version = c.version, checked_samples = c.samples
         from unnest($1::text[], $2::uuid[], $3::int[], $4::bigint[]) as c (truck_id, session_id, version, samples)
         where s.truck_id = c.truck_id and s.session_id = c.session_id and s.version = c.version`,
        [
          rows.map(({ truckId }) => truckId),
          rows.map(({ sessionId }) => sessionId),
          rows.map(({ version }) => version),
          rows.map(({ samples }) => samples),
        ],
      );
    },

    /** Keeps what was found; nothing of it when the report has changed meanwhile, for then it is checked again. */
    async save(row: Checked, steps: readonly QuestionStep[], nowMs: number): Promise<void> {
      await db.transaction(async (tx) => {
        await lockSession(tx, row.sessionId);
        const { rowCount } = await tx
          .update(sessionReports)
          .set({ checkedVersion: row.version, checkedSamples: row.samples })
          .where(and(isAmong([row], sessionReports), eq(sessionReports.version, row.version)));
        if (rowCount === 0) return;
        const own = { truckId: row.truckId, sessionId: row.sessionId };
        const askedAt = new Date(nowMs);
        for (const { kind, facts, do: what } of steps) {
          const key = and(isAmong([row], sessionQuestions), eq(sessionQuestions.kind, kind));
          if (what === 'settle') await tx.update(sessionQuestions).set({ state: 'gone' }).where(key);
          else if (what === 'update') await tx.update(sessionQuestions).set({ facts }).where(key);
          else {
            const asked = { facts, state: 'open' as const, askedAt };
            await tx
              .insert(sessionQuestions)
              .values({ ...own, kind, ...asked })
              .onConflictDoUpdate({
                target: [sessionQuestions.truckId, sessionQuestions.sessionId, sessionQuestions.kind],
                set: asked,
              });
          }
        }
        await notifyChanges(tx, { subjects: ['sessions'] });
      });
    },
  };
}
export type SessionCheckStore = ReturnType<typeof sessionCheckStore>;
