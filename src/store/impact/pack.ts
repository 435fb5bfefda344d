/**
 * The classes of a stay as one short text, from which any of its days are counted without looking at its reports: some hundred classes are a
 * few kilobytes. It is restated with the stay.
 */
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { STAY_OF } from './sql.ts';

/** A class that was held (1) or cancelled (0); `n` numbers those of a stay by when they began. */
export type PackedClass = readonly [
  n: number,
  /** Since 1970. */
  day: number,
  state: 0 | 1,
  seconds: number,
  heads: number,
  walkIns: number,
  waiting: number,
  /** Of one that was cancelled. */
  reasons: readonly string[],
  /** A category and how many, again and again. */
  counts: readonly number[],
  /** Places in the roster: who was there all the time, who was not, and who for some seconds (place, seconds, again and again). */
  present: readonly number[],
  absent: readonly number[],
  timed: readonly number[],
];
export type Pack = {
  /** Its visit is known. */
  readonly visit: boolean;
  readonly roster: readonly (readonly [personId: string, category: number])[];
  readonly groups: readonly (readonly [
    truckId: string,
    siteId: string | null,
    courseId: string | null,
    cohortId: string | null,
    mode: 'cohort' | 'drop-in' | null,
    classes: readonly PackedClass[],
  ])[];
};

export const packIn = (text: string): Pack => JSON.parse(text) as Pack;

/** Rows `stay_id`, `classes` of these stays. Ids and words of closed lists need no escaping. */
export function packsFrom(stays: SQL): SQL {
  const list = (of: SQL, order: SQL) =>
    sql`'[' || coalesce(string_agg(${of}, ',' order by ${order}), '') || ']'`;
  return sql`
    with fact as materialized (
      select s.stay_id, row_number() over (partition by s.stay_id order by r.started_at, r.session_id) as n,
        row_number() over (order by s.stay_id, r.started_at, r.session_id) as id, r.truck_id, r.session_id, r.visit_id,
        r.site_id, r.course_id, r.cohort_id, r.day, r.state, coalesce(round(r.minutes * 60), 0)::bigint as seconds, r.heads, r.walk_ins,
        r.waiting, r.problems, k.mode
      from ${stays} s
      join session_reports r on ${STAY_OF} = s.stay_id and r.state in ('held', 'cancelled')
      left join courses k on k.course_id = r.course_id
    ),
    called as materialized (
      select f.stay_id, f.id, f.cohort_id, a.learner_id, a.present, a.minutes * 60 as timed
      from fact f join session_attendance a on a.truck_id = f.truck_id and a.session_id = f.session_id
    ),
    roster as materialized (
      select c.stay_id, c.cohort_id, c.learner_id, row_number() over (partition by c.stay_id order by c.cohort_id, c.learner_id) - 1 as who,
        coalesce(p.person_id, c.learner_id) as person_id,
        impact_category_number(coalesce(l.sex, 'unknown'), coalesce(e.age_band, 'unknown'), coalesce(l.role, 'learner')) as category
      from (select distinct stay_id, cohort_id, learner_id from called) c
      left join learner_people p on p.learner_id = c.learner_id
      left join learners l on l.learner_id = p.person_id
      left join enrolments e on e.cohort_id = c.cohort_id and e.learner_id = c.learner_id
    ),
    roll as (
      select id,
        '[' || coalesce(string_agg(who, ',') filter (where present and timed is null), '') || '],['
          || coalesce(string_agg(who, ',') filter (where not present), '') || '],['
          || coalesce(string_agg(who || ',' || timed, ',') filter (where present and timed is not null), '') || ']' as lists
      from (
        select c.id, c.present, c.timed, r.who::text as who
        from called c join roster r on r.stay_id = c.stay_id and r.cohort_id is not distinct from c.cohort_id and r.learner_id = c.learner_id
        order by c.id, r.who
      ) c group by id
    ),
    class as (
      select f.stay_id, f.truck_id, f.site_id, f.course_id, f.cohort_id, f.mode, f.n, f.visit_id is not null as visited,
        '[' || concat_ws(',', f.n, f.day - date '1970-01-01', case f.state when 'held' then 1 else 0 end, f.seconds, f.heads, f.walk_ins, f.waiting,
          case f.state when 'held' then '[]' else (
            select ${list(sql`to_json(p.value ->> 'kind')::text`, sql`p.ordinality`)}
            from jsonb_array_elements(f.problems) with ordinality p) end,
          (select ${list(sql`impact_category_number(h.sex, h.age_band, h.role) || ',' || h.count`, sql`h.sex, h.age_band, h.role`)}
            from session_heads h where h.truck_id = f.truck_id and h.session_id = f.session_id),
          coalesce(l.lists, '[],[],[]')) || ']' as text
      from fact f left join roll l on l.id = f.id
    ),
    grouped as (
      select stay_id, bool_or(visited) as visited, min(n) as n, '[' || concat_ws(',', to_json(truck_id), coalesce(to_json(site_id)::text, 'null'),
        coalesce(to_json(course_id)::text, 'null'), coalesce(to_json(cohort_id)::text, 'null'), coalesce(to_json(mode)::text, 'null'),
        ${list(sql`text`, sql`n`)}) || ']' as text
      from class group by stay_id, truck_id, site_id, course_id, cohort_id, mode
    ),
    people as (
      select stay_id, ${list(sql`'["' || person_id || '",' || category || ']'`, sql`who`)} as list from roster group by stay_id
    )
    select g.stay_id, '{"visit":' || bool_or(g.visited) || ',"roster":'
      || coalesce(min(p.list), '[]') || ',"groups":' || ${list(sql`g.text`, sql`g.n`)} || '}' as classes
    from grouped g left join people p on p.stay_id = g.stay_id group by g.stay_id`;
}

/** Packs of stays whose classes are not kept yet: those that were counted by an earlier version. */
export async function packsOf(
  db: Pick<Db, 'execute'>,
  stayIds: readonly string[],
): Promise<Map<string, Pack>> {
  if (stayIds.length === 0) return new Map();
  const { rows } = await db.execute<{ stayId: string; classes: string }>(
    sql`select stay_id as "stayId", classes from (${packsFrom(sql`(select unnest(${sql.param([...stayIds])}::uuid[]) as stay_id)`)}) p`,
  );
  return new Map(rows.map(({ stayId, classes }) => [stayId, packIn(classes)]));
}
