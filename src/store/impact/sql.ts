/** What statements about counted reports have in common: which stay a report belongs to, columns, and rows that are restated with a stay. */
import { type SQL, sql } from '../drizzle.ts';

/** Of the row `r` of `session_reports`: the stay it belongs to. */
export const STAY_OF = sql`impact_stay_of(r.truck_id, r.visit_id, r.cohort_id, r.site_id, r.course_id, r.day)`;

const PLACE = 'stay_id, month, truck_id, site_id, course_id';
export const SUM_COLUMNS = sql.raw(`${PLACE}, told, reasons, heads, names`);
/** Of `impact_learners`, each with its type. */
const LEARNER = {
  ...{
    stay_id: 'uuid',
    month: 'date',
    truck_id: 'text',
    site_id: 'uuid',
    course_id: 'uuid',
    person_id: 'uuid',
  },
  ...{ sex: 'text', age_band: 'text', role: 'text', first_day: 'date', present: 'int', seconds: 'bigint' },
};
export const LEARNER_COLUMNS = sql.raw(Object.keys(LEARNER).join(', '));
export const LEARNER_TYPES = Object.values(LEARNER);
export const LEARNER_PERSON = Object.keys(LEARNER).indexOf('person_id');
/** A row as text, '-' where nothing stands. No word or id of it has a space. */
export const LEARNER_TEXT = sql.raw(
  Object.keys(LEARNER)
    .map((column) => `coalesce(${column}::text, '-')`)
    .join(" || ' ' || "),
);
export const CLASS_COLUMNS = sql.raw(`${PLACE}, state, categories, absences, sessions`);

/** Rows of `impact_arrivals` of these stays: all reports but those of classes that run. */
export function arrivalsFrom(stays: SQL): SQL {
  return sql`
    select s.stay_id, r.visit_id, r.truck_id, r.site_id, r.course_id, min(r.day), max(r.day), count(*)::int,
      min(r.received_at), max(r.received_at), min(r.updated_at), max(r.updated_at)
    from ${stays} s join session_reports r on ${STAY_OF} = s.stay_id and r.state <> 'started' group by 1, 2, 3, 4, 5`;
}

/**
 * Names as `impact_sums` keeps them, of these stays (an array): who is in one stay and course alone is a person of their own in every grouping,
 * and is added up with others of the category; all others stand one by one. `told.ts` says what stands where.
 */
export function namesFrom(stays: SQL): SQL {
  const list = (only: SQL) =>
    sql`'[' || coalesce(string_agg(list, ',' order by category) filter (where ${only}), '') || ']'`;
  return sql`
    select stay_id, month, truck_id, site_id, course_id, '[' || ${list(sql`alone`)} || ',' || ${list(sql`not alone`)} || ']' as names
    from (
      select stay_id, month, truck_id, site_id, course_id, alone, category, case
        when alone then concat_ws(',', category, count(*), count(*) filter (where present > 0), sum(seconds))
        else string_agg(concat_ws(',', '"' || person_id || '"', category, first_day - date '1970-01-01', present, seconds), ',' order by person_id)
        end as list
      from (
        select *, impact_category_number(sex, age_band, role) as category from impact_learners where stay_id = any(${stays})
      ) l group by 1, 2, 3, 4, 5, 6, 7
    ) c group by 1, 2, 3, 4, 5`;
}
/** Whether `n` are the names of the row `x`. */
export const IS_NAMES_OF = sql`n.stay_id = x.stay_id and n.truck_id = x.truck_id and n.month is not distinct from x.month
  and n.site_id is not distinct from x.site_id and n.course_id is not distinct from x.course_id`;
