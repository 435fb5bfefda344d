/**
 * The SQL that counts reports: one text, used to restate the rows of a stay and to count the part of a stay that lies in a period.
 *
 * The rules are those of `impact/definitions.ts`. Time is in whole seconds, so that sums come out the same in any order. Everything is made
 * twice, for each month and for the stay (`month` null): people are no sum over months.
 */
import { type SQL, sql } from '../drizzle.ts';

/** Of the row `r` of `session_reports`: the stay it belongs to. */
export const STAY_OF = sql`impact_stay_of(r.truck_id, r.visit_id, r.cohort_id, r.site_id, r.course_id, r.day)`;

/**
 * CTEs `fact`, `cell`, `category` and `learner`, the last three with the columns of `impact_cells`, `impact_groups` and `impact_learners`.
 * @param stays what is counted: a statement or table with the column `stay_id`
 * @param days which of its days, over `r.day`
 * @param months the month that each report is counted for, or null, the whole: one or several
 * @param named in which stays names are taken, over `f.stay_id`: elsewhere no rolls are looked for
 */
export function countedFrom(
  stays: SQL,
  days: SQL,
  months: SQL = sql`(date_trunc('month', r.day::timestamp)::date), (null::date)`,
  named: SQL = sql`true`,
): SQL {
  return sql`
  fact as materialized (
    select s.stay_id, m.month, r.truck_id, r.session_id, r.site_id, r.course_id, r.cohort_id, r.visit_id, r.state, r.started_at, r.day,
      coalesce(round(r.minutes * 60), 0)::bigint as seconds, r.heads, r.walk_ins, r.waiting, r.problems, k.mode
    from ${stays} s
    join session_reports r on ${STAY_OF} = s.stay_id and r.state in ('held', 'cancelled') and ${days}
    left join courses k on k.course_id = r.course_id
    cross join lateral (values ${months}) as m (month)
  ),
  reason as (
    select stay_id, month, truck_id, site_id, course_id, jsonb_object_agg(kind, n) as reasons from (
      select f.stay_id, f.month, f.truck_id, f.site_id, f.course_id, p.value ->> 'kind' as kind, count(*) as n
      from fact f cross join jsonb_array_elements(f.problems) p
      where f.state = 'cancelled' group by 1, 2, 3, 4, 5, 6) k
    group by 1, 2, 3, 4, 5
  ),
  counted as (
    select stay_id, month, truck_id, site_id, course_id,
      (count(*) filter (where state = 'held'))::int as held,
      (count(*) filter (where state = 'cancelled'))::int as cancelled,
      coalesce(sum(seconds) filter (where state = 'held'), 0)::bigint as seconds,
      coalesce(sum(heads) filter (where state = 'held'), 0)::int as heads,
      coalesce(sum(walk_ins) filter (where state = 'held'), 0)::int as walk_ins,
      coalesce(sum(waiting) filter (where state = 'held'), 0)::int as waiting
    from fact group by stay_id, month, truck_id, site_id, course_id
  ),
  cell as (
    select c.*, r.reasons from counted c left join reason r on r.stay_id = c.stay_id and r.month is not distinct from c.month
      and r.truck_id = c.truck_id and r.site_id is not distinct from c.site_id and r.course_id is not distinct from c.course_id
  ),
  head as materialized (
    select f.*, h.sex, h.age_band, h.role, h.count
    from fact f join session_heads h on h.truck_id = f.truck_id and h.session_id = f.session_id
    where f.state = 'held'
  ),
  roll as materialized (
    select f.stay_id, f.month, f.truck_id, f.site_id, f.course_id, f.cohort_id, f.day, f.session_id,
      coalesce(p.person_id, a.learner_id) as person_id, coalesce(l.sex, 'unknown') as sex,
      coalesce(e.age_band, 'unknown') as age_band, coalesce(l.role, 'learner') as role, a.present,
      case when a.present then coalesce(a.minutes * 60, f.seconds) else 0 end as seconds
    from fact f
    join session_attendance a on a.truck_id = f.truck_id and a.session_id = f.session_id
    left join learner_people p on p.learner_id = a.learner_id
    left join learners l on l.learner_id = p.person_id
    left join enrolments e on e.cohort_id = f.cohort_id and e.learner_id = a.learner_id
    where f.state = 'held' and ${named}
  ),
  learner as (
    select stay_id, month, truck_id, site_id, course_id, person_id, min(sex) as sex,
      (array_agg(age_band order by (age_band = 'unknown'), day, session_id))[1] as age_band, min(role) as role,
      min(day) as first_day, (count(*) filter (where present))::int as present,
      sum(seconds)::bigint as seconds
    from roll where role <> 'other' group by stay_id, month, truck_id, site_id, course_id, person_id
  ),
  named as (select distinct stay_id, month, cohort_id from roll),
  grouped as (select distinct stay_id, month from fact where state = 'held' and cohort_id is not null),
  taught as (
    select h.stay_id, h.month, h.course_id, h.cohort_id, h.truck_id, h.session_id, h.started_at, sum(h.count) as people
    from head h
    left join named n on n.stay_id = h.stay_id and n.month is not distinct from h.month
      and n.cohort_id is not distinct from h.cohort_id
    left join grouped g on g.stay_id = h.stay_id and g.month is not distinct from h.month
    where h.mode = 'cohort' and h.role <> 'other' and n.stay_id is null and (h.cohort_id is not null or (h.visit_id is not null and g.stay_id is null))
    group by 1, 2, 3, 4, 5, 6, 7
  ),
  placed as (
    select t.*, row_number() over (
      partition by stay_id, month, course_id, cohort_id order by people desc, started_at, session_id) as place
    from taught t
  ),
  category as (
    select h.stay_id, h.month, h.truck_id, h.site_id, h.course_id, h.sex, h.age_band, h.role,
      sum(h.count)::int as heads, sum(h.count * h.seconds)::bigint as head_seconds,
      coalesce(sum(h.count) filter (where h.mode is distinct from 'cohort'), 0)::int as drop_in_heads,
      coalesce(sum(h.count) filter (where p.place = 1 and h.role <> 'other'), 0)::int as people,
      coalesce(sum(h.count) filter (where p.place = 1 and h.role <> 'other' and h.cohort_id is not null), 0)::int as cohort_people,
      coalesce(sum(h.count * h.seconds) filter (
        where p.place is not null and h.role <> 'other' and h.cohort_id is not null), 0)::bigint as people_seconds
    from head h
    left join placed p on p.stay_id = h.stay_id and p.month is not distinct from h.month
      and p.truck_id = h.truck_id and p.session_id = h.session_id
    group by 1, 2, 3, 4, 5, 6, 7, 8
  )`;
}

export const CELL_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, held, cancelled, reasons, seconds, heads, walk_ins, waiting',
);
export const CATEGORY_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, sex, age_band, role, heads, head_seconds, drop_in_heads, people, cohort_people, people_seconds',
);
export const LEARNER_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, person_id, sex, age_band, role, first_day, present, seconds',
);

/** Rows of `impact_classes` of these stays. */
export function classesFrom(stays: SQL): SQL {
  return sql`
    select k.*, count(*)::int as sessions from (
      select s.stay_id, date_trunc('month', r.day::timestamp)::date as month, r.truck_id, r.site_id, r.course_id, r.state,
        coalesce((select bit_or(impact_category(h.sex, h.age_band, h.role)) from session_heads h
          where h.truck_id = r.truck_id and h.session_id = r.session_id), repeat('0', 84)::bit(84)) as categories,
        exists (select 1 from session_attendance a
          where a.truck_id = r.truck_id and a.session_id = r.session_id and not a.present) as absences
      from ${stays} s join session_reports r on ${STAY_OF} = s.stay_id and r.state in ('held', 'cancelled')
    ) k group by 1, 2, 3, 4, 5, 6, 7, 8`;
}

/** Rows of `impact_arrivals` of these stays: all reports but those of classes that run. */
export function arrivalsFrom(stays: SQL): SQL {
  return sql`
    select s.stay_id, r.visit_id, r.truck_id, r.site_id, r.course_id, min(r.day), max(r.day), count(*)::int,
      min(r.received_at), max(r.received_at), min(r.updated_at), max(r.updated_at)
    from ${stays} s join session_reports r on ${STAY_OF} = s.stay_id and r.state <> 'started' group by 1, 2, 3, 4, 5`;
}

export const NAMED_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, sex, age_band, role, called, present, seconds',
);
