/**
 * What a question about impact is asked of: the rows of stays that lie in the period whole, and, for stays over its edges, rows made from
 * their reports there and then. Each row gets the key it is told by.
 */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { ImpactGroup } from '@digitruck/contract/impact-words';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { CATEGORY_COLUMNS, CELL_COLUMNS, countedFrom, LEARNER_COLUMNS } from './sql.ts';

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

/** The rows of stays over the edges of a period, as JSON, counted once for all that is asked of it. */
export type Edges = { readonly cells: string; readonly groups: string; readonly learners: string };
/** A period with its edges; null where no stay lies over one. */
export type Prepared = Period & { readonly edges: Edges | null };

/**
 * Which stays lie over the edges is asked first: they are a handful, and only so are they found by index rather than by reading all
 * reports.
 */
export async function prepare(db: Db, { from, to }: Period): Promise<Prepared> {
  const { rows } = await db.execute<{ stayId: string }>(sql`
    select stay_id as "stayId" from impact_stays where first_day <= ${to}::date and last_day >= ${from}::date
      and not (first_day >= ${from}::date and last_day <= ${to}::date)`);
  if (rows.length === 0) return { from, to, edges: null };
  const stays = sql`(select unnest(${sql.param(rows.map(({ stayId }) => stayId))}::uuid[]) as stay_id)`;
  const json = (columns: SQL, made: SQL) =>
    sql`(select coalesce(json_agg(m), '[]')::text from (select ${columns} from ${made}) m)`;
  const counted = await db.execute<Edges>(sql`
    with ${countedFrom(stays, sql`r.day between ${from}::date and ${to}::date`)}
    select ${json(CELL_COLUMNS, sql`cell`)} as cells, ${json(CATEGORY_COLUMNS, sql`category`)} as groups,
      ${json(LEARNER_COLUMNS, sql`learner`)} as learners`);
  return { from, to, edges: counted.rows[0] ?? null };
}

/** Joined only where they are asked for: joining everything cost more than counting. */
const SITE_OF = (x: SQL) => sql`left join sites si on si.site_id = ${x}.site_id`;
const VISIT_OF = (x: SQL) => sql`left join visits v on v.visit_id = ${x}.visit_id`;

/** What a filter needs of a report. */
export function reportJoins({ county, funder }: ImpactFilter, x: SQL): SQL {
  return sql`${county === undefined ? sql`` : SITE_OF(x)} ${funder === undefined ? sql`` : VISIT_OF(x)}`;
}

export type Scope = { readonly cells: SQL; readonly groups: SQL; readonly learners: SQL };

/**
 * Three tables `x` with `key` and `place`.
 * @param by undefined: one key for all
 */
export function scopeOf(
  { from, to, edges }: Prepared,
  filter: ImpactFilter,
  by: PlaceGroup | undefined,
): Scope {
  const key = by === undefined ? sql`''` : KEYS[by];
  const months = by === 'month' ? sql`x.month is not null` : sql`x.month is null`;
  const table = (name: string, columns: SQL, made: string | undefined) => sql`(
    select x.*, coalesce(x.site_id, x.stay_id) as place, ${key} as key
    from (
      select ${columns} from ${sql.raw(name)} where stay_id in (
        select stay_id from impact_stays where first_day >= ${from}::date and last_day <= ${to}::date)
      ${made === undefined ? sql`` : sql`union all select ${columns} from json_populate_recordset(null::${sql.raw(name)}, ${made}::json)`}
    ) x
    ${by === 'county' || filter.county !== undefined ? SITE_OF(sql`x`) : sql``}
    ${by === 'funder' || filter.funder !== undefined ? sql`left join impact_stays s on s.stay_id = x.stay_id ${VISIT_OF(sql`s`)}` : sql``}
    where ${allOf([months, ...placeConditions(filter)])}) x`;
  return {
    cells: table('impact_cells', CELL_COLUMNS, edges?.cells),
    groups: table('impact_groups', CATEGORY_COLUMNS, edges?.groups),
    learners: table('impact_learners', LEARNER_COLUMNS, edges?.learners),
  };
}
