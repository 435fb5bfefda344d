/** Counties of the registry: their sites, where they lie, and who of them asked and waits. */
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';

export type CountyRow = {
  readonly county: string;
  readonly lat: number;
  readonly lon: number;
  readonly sites: number;
  readonly openRequests: number;
  readonly learnersWaiting: number;
  readonly waitingSince: string | null;
};

export function impactCoverageStore(db: Db) {
  return {
    async counties(): Promise<CountyRow[]> {
      const { rows } = await db.execute<CountyRow>(sql`
        with open as (
          select site_id, count(*) as requests, sum(learners_expected) as learners, min(requested_on) as since
          from requests where status = 'open' group by site_id
        )
        select s.county, avg(s.lat) as lat, avg(s.lon) as lon, count(*)::int as sites,
          coalesce(sum(o.requests), 0)::int as "openRequests", coalesce(sum(o.learners), 0)::int as "learnersWaiting",
          min(o.since)::text as "waitingSince"
        from sites s left join open o on o.site_id = s.site_id
        group by s.county order by s.county`);
      return rows;
    },
    /** How many of these sites lie in each county. */
    async countiesOf(siteIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const { rows } = await db.execute<{ county: string; sites: number }>(sql`
        select county, count(*)::int as sites from sites
        where site_id = any(${sql.param([...siteIds])}::uuid[]) group by county`);
      return new Map(rows.map(({ county, sites }) => [county, sites]));
    },
  };
}
export type ImpactCoverageStore = ReturnType<typeof impactCoverageStore>;
