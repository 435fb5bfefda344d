/** What a plan is made from: trucks with where they were last, open requests with their sites and courses, what counties have had. */
import type { RequestId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { Db } from '../db.ts';
import { eq, inArray, sql } from '../drizzle.ts';
import { courses, requests, sites, trucks } from '../tables/registry.ts';

export type TruckFacts = Pick<
  typeof trucks.$inferSelect,
  'truckId' | 'name' | 'depot' | 'seats' | 'array' | 'battery' | 'loads' | 'speedKph'
> & { readonly place: { readonly lat: number; readonly lon: number } | null };
export type RequestFacts = {
  readonly request: Omit<typeof requests.$inferSelect, 'programmeId' | 'createdAt' | 'updatedAt'>;
  readonly site: Pick<
    typeof sites.$inferSelect,
    'siteId' | 'name' | 'country' | 'county' | 'lat' | 'lon' | 'access' | 'connectivity' | 'power' | 'opening'
  >;
  readonly course: Pick<
    typeof courses.$inferSelect,
    'courseId' | 'name' | 'mode' | 'totalHours' | 'classHours' | 'powerPerSeatW' | 'downlinkKbps'
  >;
};

export function planningFactsStore(db: Db) {
  return {
    /** In use, by id. */
    async planTrucks(): Promise<TruckFacts[]> {
      const { truckId, name, depot, seats, array, battery, loads, speedKph } = trucks;
      const rows = await db
        .select({ truckId, name, depot, seats, array, battery, loads, speedKph })
        .from(trucks)
        .where(eq(trucks.retired, false))
        .orderBy(truckId);
      const { rows: seen } = await db.$client.query<{
        truck_id: TruckId;
        lat: number | null;
        lon: number | null;
      }>('select truck_id, place_lat as lat, place_lon as lon from latest');
      const latest = new Map(seen.map((row) => [row.truck_id, row]));
      return rows.map((row) => {
        const { lat = null, lon = null } = latest.get(row.truckId) ?? {};
        return { ...row, place: lat === null || lon === null ? null : { lat, lon } };
      });
    },

    /** Open ones for courses in use, by id. */
    async openRequests(): Promise<RequestFacts[]> {
      const { siteId, lat, lon, country, county, access, connectivity, power, opening } = sites;
      const { courseId, mode, totalHours, classHours, powerPerSeatW, downlinkKbps } = courses;
      return db
        .select({
          request: requests,
          site: { siteId, name: sites.name, lat, lon, country, county, access, connectivity, power, opening },
          course: { courseId, name: courses.name, mode, totalHours, classHours, powerPerSeatW, downlinkKbps },
        })
        .from(requests)
        .innerJoin(sites, eq(siteId, requests.siteId))
        .innerJoin(courses, eq(courseId, requests.courseId))
        .where(sql`${requests.status} = 'open' and not ${courses.retired}`)
        .orderBy(requests.requestId);
    },

    /** People who asked, and people whom visits before the day were for, by county. */
    async counties(before: string): Promise<Record<string, { reached: number; asked: number }>> {
      const { rows } = await db.$client.query<{ county: string; asked: number; reached: number }>(
        `select county, sum(asked)::float8 as asked, sum(reached)::float8 as reached from (
           select s.county, r.learners_expected as asked, 0 as reached from requests r join sites s using (site_id)
             where r.status <> 'withdrawn'
           union all
           select s.county, 0, v.learners_expected from visits v join sites s using (site_id)
             where v.state = 'planned' and v.last_day < $1::date) of_county
         group by county`,
        [before],
      );
      return Object.fromEntries(rows.map(({ county, asked, reached }) => [county, { asked, reached }]));
    },

    /** How many people each of these requests is for. */
    async askedBy(requestIds: readonly RequestId[]): Promise<Map<RequestId, number>> {
      if (requestIds.length === 0) return new Map();
      const { requestId, learnersExpected } = requests;
      const rows = await db
        .select({ requestId, learnersExpected })
        .from(requests)
        .where(inArray(requestId, [...requestIds]));
      return new Map(rows.map((row) => [row.requestId, row.learnersExpected]));
    },

    /** Whom to ask at each site. */
    async hostsOf(siteIds: readonly SiteId[]) {
      const { siteId, name, host } = sites;
      const rows =
        siteIds.length === 0
          ? []
          : await db
              .select({ siteId, name, host })
              .from(sites)
              .where(inArray(siteId, [...siteIds]));
      return new Map(rows.map((row) => [row.siteId, row]));
    },
  };
}
export type PlanningFactsStore = ReturnType<typeof planningFactsStore>;
