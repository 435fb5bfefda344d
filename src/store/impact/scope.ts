/** What a question about impact is asked of: some days, some places, some people; and what rows are told by. */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { ImpactGroup } from '@digitruck/contract/impact-words';
import { type SQL, sql } from '../drizzle.ts';

export type Period = { readonly from: string; readonly to: string };
/** Those that rows are told by; sex, age and role are told by lines of the whole. */
export type PlaceGroup = Exclude<ImpactGroup, 'sex' | 'ageBand' | 'role'>;

/** Which rows: over `x`, its site `si` and its visit `v`. */
export function placeConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { county, siteId, courseId, truckId, funder } = filter;
  return [
    ...(county === undefined ? [] : [isNamed(sql`si.county`, county)]),
    ...(siteId === undefined
      ? []
      : [siteId === 'none' ? sql`${x}.site_id is null` : sql`${x}.site_id = ${siteId}`]),
    ...(courseId === undefined
      ? []
      : [courseId === 'none' ? sql`${x}.course_id is null` : sql`${x}.course_id = ${courseId}`]),
    ...(truckId === undefined ? [] : [sql`${x}.truck_id = ${truckId}`]),
    ...(funder === undefined ? [] : [isNamed(sql`v.funder`, funder)]),
  ];
}
/** Only of a column alone PostgreSQL knows how many rows are one: of anything made of it it believes few, and looks at them one by one. */
const isNamed = (column: SQL, name: string) =>
  name === '' ? sql`coalesce(${column}, '') = ''` : sql`${column} = ${name}`;

export const ofWhom = ({ sex, ageBand, role }: ImpactFilter) => (sex ?? ageBand ?? role) !== undefined;
export function categoryConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { sex, ageBand, role } = filter;
  return [
    ...(sex === undefined ? [] : [sql`${x}.sex = ${sex}`]),
    ...(ageBand === undefined ? [] : [sql`${x}.age_band = ${ageBand}`]),
    ...(role === undefined ? [] : [sql`${x}.role = ${role}`]),
  ];
}

/** Joined only where they are asked for: joining everything cost more than counting. */
export const SITE_OF = (x: SQL) => sql`left join sites si on si.site_id = ${x}.site_id`;
export const VISIT_OF = (x: SQL) => sql`left join visits v on v.visit_id = ${x}.visit_id`;

/** What a filter needs of a row that knows its visit. */
export function placeJoins({ county, funder }: ImpactFilter, x: SQL): SQL {
  return sql`${county === undefined ? sql`` : SITE_OF(x)} ${funder === undefined ? sql`` : VISIT_OF(x)}`;
}
