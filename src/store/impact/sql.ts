/** What statements about counted reports have in common: which stay a report belongs to, columns, and rows that are restated with a stay. */
import { type SQL, sql } from '../drizzle.ts';

/** Of the row `r` of `session_reports`: the stay it belongs to. */
export const STAY_OF = sql`impact_stay_of(r.truck_id, r.visit_id, r.cohort_id, r.site_id, r.course_id, r.day)`;

export const CELL_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, held, cancelled, reasons, seconds, heads, walk_ins, waiting, ' +
    'attendances, head_seconds, drop_in_heads, people, women, men, teachers, cohort_people, people_seconds',
);
export const CATEGORY_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, sex, age_band, role, heads, head_seconds, drop_in_heads, people, cohort_people, people_seconds',
);
export const LEARNER_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, person_id, sex, age_band, role, first_day, present, seconds',
);

export const CLASS_COLUMNS = sql.raw(
  'stay_id, month, truck_id, site_id, course_id, state, categories, absences, sessions',
);

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
