/** Who got a certificate, from what the migration's triggers keep added up (`impact_certified`). */
import type { ImpactFilter } from '@digitruck/contract/impact';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { categoryConditions, ofWhom, type Period, type PlaceGroup, placeConditions } from './scope.ts';

/**
 * Those who got a certificate in the period that stands, each once a key: those who have one in their life added up, all others one by one.
 */
export function certifiedPeople(
  { from, to }: Period,
  filter: ImpactFilter,
  {
    by,
    categories,
    bySite,
  }: { readonly by: PlaceGroup | undefined; readonly categories: boolean; readonly bySite: boolean },
): SQL {
  const { county, siteId, truckId, funder } = filter;
  const ofVisit = bySite || (by !== undefined && by !== 'course' && by !== 'month');
  const joinsVisit = ofVisit || (county ?? siteId ?? truckId ?? funder) !== undefined;
  const key = {
    county: sql`coalesce(si.county, '')`,
    site: sql`coalesce(v.site_id::text, 'none')`,
    course: sql`c.course_id::text`,
    truck: sql`coalesce(v.truck_id, '')`,
    month: sql`date_trunc('month', c.issued_on::timestamp)::date::text`,
    funder: sql`coalesce(v.funder, '')`,
    none: sql`''`,
  }[by ?? 'none'];
  const held = (columns: SQL, only: SQL) => sql`
    select ${key} as key, ${joinsVisit ? sql`v.site_id` : sql`null::uuid`} as site_id, c.sex, c.age_band, c.role, ${columns}
    from impact_certified c
    ${joinsVisit ? sql`left join visits v on v.visit_id = c.visit_id` : sql``}
    ${by === 'county' || filter.county !== undefined ? sql`left join sites si on si.site_id = v.site_id` : sql``}
    where ${allOf([
      sql`c.issued_on between ${from}::date and ${to}::date and ${only}`,
      ...(filter.courseId === undefined || filter.courseId === 'none'
        ? []
        : [sql`c.course_id = ${filter.courseId}`]),
      ...(filter.courseId === 'none' ? [sql`false`] : []),
      ...placeConditions({ ...filter, courseId: undefined }, sql`v`),
    ])}`;
  const alone = held(sql`c.people`, sql`c.person_id is null`);
  const several = held(sql`c.person_id, c.issued_on, c.certificate_number`, sql`c.person_id is not null`);
  // Where nobody asks what they are, they need no order.
  const once =
    ofWhom(filter) || categories
      ? sql`select distinct on (key, person_id) * from (${several}) c order by key, person_id, issued_on, certificate_number`
      : sql`select distinct key, person_id, null::uuid as site_id, '' as sex, '' as age_band, '' as role from (${several}) c`;
  return sql`
    select key, site_id, sex, age_band, role, people from (${alone}) alone
    union all
    select key, site_id, sex, age_band, role, 1 from (${once}) once`;
}

export function certifiedFigures(period: Period, filter: ImpactFilter, by: PlaceGroup | undefined): SQL {
  return sql`select key, sum(people)::int as certified from (${certifiedPeople(period, filter, { by, categories: false, bySite: false })}) x
    where ${allOf(categoryConditions(filter))} group by key`;
}
