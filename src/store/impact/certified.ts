/** Who got a certificate, from what the migration's triggers keep added up (`impact_certified`). */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { AgeBand, AttendeeRole, Sex } from '@digitruck/contract/session-words';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { categoryConditions, ofWhom, type Period, type PlaceGroup, placeConditions } from './scope.ts';

export type CertifiedKey = { readonly key: string; readonly certified: number };
export type CertifiedLine = {
  readonly siteId: string | null;
  readonly sex: Sex;
  readonly ageBand: AgeBand;
  readonly role: AttendeeRole;
  readonly people: number;
};
export type CertifiedAsked = {
  /** By what they are told; several at once. */
  readonly by: readonly (PlaceGroup | undefined)[];
  readonly lines: 'by category' | 'by site' | undefined;
};
const columnOf = (by: PlaceGroup | undefined) => sql.raw(`key_${by ?? 'none'}`);

/**
 * Those who got a certificate in the period that stands, each once a key: those who have one in their life added up, all others one by one. One
 * row with an array of rows each: `lines`, and what each of `by` is told by, `none` for all.
 */
export function certifiedIn({ from, to }: Period, filter: ImpactFilter, { by, lines }: CertifiedAsked): SQL {
  const { county, siteId, truckId, funder } = filter;
  const has = (...names: PlaceGroup[]) => by.some((one) => one !== undefined && names.includes(one));
  const joinsVisit =
    lines === 'by site' ||
    has('county', 'site', 'truck', 'funder') ||
    (county ?? siteId ?? truckId ?? funder) !== undefined;
  const keys = {
    county: sql`coalesce(si.county, '')`,
    site: sql`coalesce(v.site_id::text, 'none')`,
    course: sql`c.course_id::text`,
    truck: sql`coalesce(v.truck_id, '')`,
    // As text only once they are added up: that is dear.
    month: sql`date_trunc('month', c.issued_on::timestamp)`,
    funder: sql`coalesce(v.funder, '')`,
    none: sql`''`,
  };
  const asked = allOf(categoryConditions(filter));
  // Where nobody asks what they are, they need no order.
  const ordered = ofWhom(filter);
  const once = (key: SQL) =>
    ordered
      ? sql`select distinct on (${key}, person_id) * from held where person_id is not null order by ${key}, person_id, issued_on, certificate_number`
      : sql`select distinct ${key}, person_id from held where person_id is not null`;
  const figures = by.map((one) => {
    const key = columnOf(one);
    return sql`(select coalesce(json_agg(p), '[]') from (
      select ${one === 'month' ? sql`to_char(key, 'YYYY-MM')` : sql`key`} as key, sum(people)::int as certified from (
        select ${key} as key, people from held x where person_id is null and ${asked}
        union all
        select ${key}, 1 from (${once(key)}) x where ${ordered ? asked : sql`true`}
      ) k group by key) p) as ${sql.raw(one ?? 'none')}`;
  });
  const ofSite = lines === 'by site' ? sql`site_id` : sql`null::uuid`;
  const line = sql`(select coalesce(json_agg(p), '[]') from (
      select site_id as "siteId", sex, age_band as "ageBand", role, sum(people)::int as people from (
        select ${ofSite} as site_id, sex, age_band, role, people from held where person_id is null
        union all
        select ${ofSite}, sex, age_band, role, 1 from (
          select distinct on (person_id) * from held where person_id is not null order by person_id, issued_on, certificate_number) o
      ) x where ${asked} group by 1, 2, 3, 4) p) as lines`;
  return sql`
    with held as materialized (
      select ${sql.join(
        by.map((one) => sql`${keys[one ?? 'none']} as ${columnOf(one)},`),
        sql` `,
      )} ${lines === 'by site' ? sql`v.site_id` : sql`null::uuid`} as site_id, c.sex, c.age_band, c.role, c.people, c.person_id, c.issued_on,
        c.certificate_number
      from impact_certified c
      ${joinsVisit ? sql`left join visits v on v.visit_id = c.visit_id` : sql``}
      ${has('county') || county !== undefined ? sql`left join sites si on si.site_id = v.site_id` : sql``}
      where ${allOf([
        sql`c.issued_on between ${from}::date and ${to}::date`,
        filter.courseId === undefined || filter.courseId === 'none'
          ? undefined
          : sql`c.course_id = ${filter.courseId}`,
        filter.courseId === 'none' ? sql`false` : undefined,
        ...placeConditions({ ...filter, courseId: undefined }, sql`v`),
      ])}
    )
    select ${sql.join([...figures, ...(lines === undefined ? [] : [line])], sql`, `)}`;
}
