/**
 * What a question about impact is asked of: the rows of stays that lie in the period whole, and, for stays over its edges, rows made from
 * their reports there and then. Each row gets the key it is told by.
 */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { ImpactGroup } from '@digitruck/contract/impact-words';
import { type SQL, sql } from 'drizzle-orm';
import { CATEGORY_COLUMNS, CELL_COLUMNS, countedFrom, LEARNER_COLUMNS } from './impact-sql.ts';
import { allOf } from './pages.ts';

export type Period = { readonly from: string; readonly to: string };
/** Those that rows are told by; sex, age and role are told by lines of the whole. */
export type PlaceGroup = Exclude<ImpactGroup, 'sex' | 'ageBand' | 'role'>;

/** Over a row `x` with what it joins; months are the only key that is made of other rows. */
const KEYS: Record<PlaceGroup, SQL> = {
  county: sql`coalesce(si.county, '')`,
  site: sql`coalesce(x.site_id::text, 'none')`,
  course: sql`coalesce(x.course_id::text, 'none')`,
  truck: sql`x.truck_id`,
  month: sql`to_char(x.month, 'YYYY-MM')`,
  funder: sql`coalesce(v.funder, '')`,
};

/** Which rows: over `x`, its site `si` and its visit `v`. */
export function placeConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { county, siteId, courseId, truckId, funder } = filter;
  return [
    ...(county === undefined ? [] : [sql`coalesce(si.county, '') = ${county}`]),
    ...(siteId === undefined
      ? []
      : [siteId === 'none' ? sql`${x}.site_id is null` : sql`${x}.site_id = ${siteId}`]),
    ...(courseId === undefined
      ? []
      : [courseId === 'none' ? sql`${x}.course_id is null` : sql`${x}.course_id = ${courseId}`]),
    ...(truckId === undefined ? [] : [sql`${x}.truck_id = ${truckId}`]),
    ...(funder === undefined ? [] : [sql`coalesce(v.funder, '') = ${funder}`]),
  ];
}
export function categoryConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { sex, ageBand, role } = filter;
  return [
    ...(sex === undefined ? [] : [sql`${x}.sex = ${sex}`]),
    ...(ageBand === undefined ? [] : [sql`${x}.age_band = ${ageBand}`]),
    ...(role === undefined ? [] : [sql`${x}.role = ${role}`]),
  ];
}

export type Scope = { readonly ctes: SQL; readonly cells: SQL; readonly groups: SQL; readonly learners: SQL };

/**
 * CTEs, and three tables `x` made of them with `key`.
 * @param by undefined: one key for all
 */
export function scopeOf({ from, to }: Period, filter: ImpactFilter, by: PlaceGroup | undefined): Scope {
  const key = by === undefined ? sql`''` : KEYS[by];
  const months = by === 'month' ? sql`x.month is not null` : sql`x.month is null`;
  const edge = sql`(select stay_id from impact_stays where first_day <= ${to}::date and last_day >= ${from}::date
    and not (first_day >= ${from}::date and last_day <= ${to}::date))`;
  const ctes = sql`
    inside as materialized (
      select stay_id from impact_stays where first_day >= ${from}::date and last_day <= ${to}::date
    ), ${countedFrom(edge, sql`r.day between ${from}::date and ${to}::date`)}`;
  const table = (kept: string, made: string, columns: SQL, where: readonly SQL[]) => sql`(
    select x.*, coalesce(x.site_id, x.stay_id) as place, ${key} as key
    from (
      select ${columns} from ${sql.raw(kept)} where stay_id in (select stay_id from inside)
      union all select ${columns} from ${sql.raw(made)}
    ) x
    left join sites si on si.site_id = x.site_id
    left join impact_stays s on s.stay_id = x.stay_id
    left join visits v on v.visit_id = s.visit_id
    where ${allOf([months, ...placeConditions(filter), ...where])}) x`;
  return {
    ctes,
    cells: table('impact_cells', 'cell', CELL_COLUMNS, []),
    groups: table('impact_groups', 'category', CATEGORY_COLUMNS, []),
    learners: table('impact_learners', 'learner', LEARNER_COLUMNS, []),
  };
}
