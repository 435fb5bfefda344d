/** Sites as lists, numbers and a map: who waits longest, who is ready, where they are. */
import type { SiteId } from '@digitruck/contract/ids';
import type { Site } from '@digitruck/contract/registry';
import {
  type READINESS,
  readinessOf,
  type SITE_SORTS,
  type SiteFilter,
  type SiteListItem,
  type SitesQuery,
  type SitesSummary,
} from '@digitruck/contract/registry-lists';
import { NETWORK_MIN_KBPS } from '@digitruck/contract/registry-words';
import { foldText } from '../../kernel/fold.ts';
import type { Place } from '../../kernel/geo.ts';
import type { Db } from '../db.ts';
import { eq, gt, type SQL, sql } from '../drizzle.ts';
import { allOf, daysBetween, type Page, pageOf, type Sort, wordPatterns } from '../pages.ts';
import { requests, sites } from '../tables/registry.ts';
import { siteOf } from './sites.ts';

const NEVER = '9999-12-31';
const BATCH = 4000;
type Readiness = (typeof READINESS)[number];
type SiteSort = (typeof SITE_SORTS)[number];

/** A place of the map, with what its marker and popup need. */
export type SitePoint = {
  readonly siteId: SiteId;
  readonly name: string;
  readonly kind: string;
  readonly lat: number;
  readonly lon: number;
  readonly county: string;
  readonly governmentId: string | null;
  readonly agreement: string;
  readonly access: Readiness;
  readonly network: Readiness;
  readonly power: Readiness;
  readonly openRequests: number;
  readonly waitingSince: string | null;
};

export function siteListStore(db: Db) {
  /** Open requests by site: how many, and since when. */
  const open = db
    .select({
      siteId: requests.siteId,
      openRequests: sql<number>`count(*)::int`.as('open_requests'),
      waitingSince: sql<string>`min(${requests.requestedOn})::text`.as('waiting_since'),
    })
    .from(requests)
    .where(eq(requests.status, 'open'))
    .groupBy(requests.siteId)
    .as('open_requests_of');

  function conditions(filter: SiteFilter): SQL {
    return allOf([
      ...wordPatterns(foldText(filter.q ?? '')).map((word) => sql`${sites.search} like ${word}`),
      filter.county === undefined ? undefined : eq(sites.county, filter.county),
      filter.kind === undefined ? undefined : eq(sites.kind, filter.kind),
      filter.agreement === undefined ? undefined : sql`${sites.host} ->> 'agreement' = ${filter.agreement}`,
      filter.access === undefined ? undefined : sql`${READY.access} = ${filter.access}`,
      filter.network === undefined ? undefined : sql`${READY.network} = ${filter.network}`,
      filter.power === undefined ? undefined : sql`${READY.power} = ${filter.power}`,
      filter.waiting === undefined
        ? undefined
        : filter.waiting === 'true'
          ? sql`${open.siteId} is not null`
          : sql`${open.siteId} is null`,
    ]);
  }

  const itemOf = (
    row: typeof sites.$inferSelect,
    waiting: { openRequests: number | null; waitingSince: string | null; distanceKm: number | null },
    today: string,
  ): SiteListItem => {
    const site = siteOf(row);
    const { waitingSince } = waiting;
    return {
      ...site,
      openRequests: waiting.openRequests ?? 0,
      waitingSince,
      waitingDays: waitingSince === null ? null : Math.max(0, daysBetween(waitingSince, today)),
      readiness: readinessOf(site),
      distanceKm: waiting.distanceKm,
    };
  };
  const waitingColumns = {
    openRequests: sql<number | null>`${open.openRequests}`,
    waitingSince: sql<string | null>`${open.waitingSince}`,
  };

  return {
    /** @param today the day in the programme's time zone, YYYY-MM-DD */
    async list(query: SitesQuery, today: string): Promise<Page<SiteListItem>> {
      const distanceKm = query.near === undefined ? undefined : distanceSql(query.near);
      const name = query.sort ?? (distanceKm === undefined ? 'name' : 'distance');
      const sort = sortOf(name, distanceKm, open.waitingSince);
      const matches = conditions(query);
      const by = { name, sort, id: sql`${sites.siteId}`, idType: 'uuid' } as const;
      return pageOf(by, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db
            .select({
              row: sites,
              ...waitingColumns,
              distanceKm: distanceKm === undefined ? sql<null>`null` : sql<number>`${distanceKm}`,
              sortKey,
            })
            .from(sites)
            .leftJoin(open, eq(open.siteId, sites.siteId))
            .where(where)
            .orderBy(orderBy)
            .limit(limit),
        async total() {
          const [counted] = await db
            .select({ total: sql<number>`count(*)::int` })
            .from(sites)
            .leftJoin(open, eq(open.siteId, sites.siteId))
            .where(matches);
          return counted?.total ?? 0;
        },
        idOf: ({ row }) => row.siteId,
        itemOf: ({ row, ...waiting }) => itemOf(row, waiting, today),
      });
    },

    async findWithWaiting(siteId: SiteId, today: string): Promise<SiteListItem | undefined> {
      const [found] = await db
        .select({ row: sites, ...waitingColumns, distanceKm: sql<null>`null` })
        .from(sites)
        .leftJoin(open, eq(open.siteId, sites.siteId))
        .where(eq(sites.siteId, siteId));
      return found && itemOf(found.row, found, today);
    },

    async summary(today: string): Promise<SitesSummary> {
      const counties = await db
        .select({
          county: sites.county,
          sites: sql<number>`count(*)::int`,
          withOpenRequests: sql<number>`count(${open.siteId})::int`,
          openRequests: sql<number>`coalesce(sum(${open.openRequests}), 0)::int`,
          waitingSince: sql<string | null>`min(${open.waitingSince})`,
        })
        .from(sites)
        .leftJoin(open, eq(open.siteId, sites.siteId))
        .groupBy(sites.county)
        .orderBy(sites.county);
      const kinds = await readinessKinds(db);
      const readiness = { agreement: none(), access: none(), network: none(), power: none() };
      for (const kind of kinds) {
        const ready = readinessOf(kind.site);
        for (const key of READINESS_KEYS) readiness[key][ready[key]] += kind.sites;
      }
      const since = counties.flatMap((county) => county.waitingSince ?? []).sort()[0];
      return {
        sites: counties.reduce((sum, county) => sum + county.sites, 0),
        withOpenRequests: counties.reduce((sum, county) => sum + county.withOpenRequests, 0),
        longestWaitingDays: since === undefined ? null : Math.max(0, daysBetween(since, today)),
        readiness,
        counties: counties.map(({ county, sites, openRequests, waitingSince }) => ({
          county,
          sites,
          openRequests,
          waitingSince,
          waitingDays: waitingSince === null ? null : Math.max(0, daysBetween(waitingSince, today)),
        })),
      };
    },

    /** Every place that fits, in batches, so that 38,000 of them never lie in memory at once. */
    async *points(filter: SiteFilter): AsyncGenerator<SitePoint[]> {
      yield* inBatches((after) =>
        db
          .select({
            siteId: sites.siteId,
            name: sites.name,
            kind: sites.kind,
            lat: sites.lat,
            lon: sites.lon,
            county: sites.county,
            governmentId: sites.governmentId,
            agreement: sql<string>`${sites.host} ->> 'agreement'`,
            ...READY,
            openRequests: sql<number>`coalesce(${open.openRequests}, 0)`,
            waitingSince: waitingColumns.waitingSince,
          })
          .from(sites)
          .leftJoin(open, eq(open.siteId, sites.siteId))
          .where(allOf([conditions(filter), after]))
          .orderBy(sites.siteId)
          .limit(BATCH),
      );
    },

    /** Every site that fits, whole, in batches. */
    async *all(filter: SiteFilter): AsyncGenerator<Site[]> {
      const batches = inBatches((after) =>
        db
          .select({ row: sites, siteId: sites.siteId })
          .from(sites)
          .leftJoin(open, eq(open.siteId, sites.siteId))
          .where(allOf([conditions(filter), after]))
          .orderBy(sites.siteId)
          .limit(BATCH),
      );
      for await (const batch of batches) yield batch.map(({ row }) => siteOf(row));
    },

    /** Changes whenever an answer made of all sites would; for an ETag. */
    async fingerprint(): Promise<string> {
      const [row] = await db
        .select({
          sites: sql<string>`(select concat_ws('-', count(*), sum(version), extract(epoch from max(updated_at))) from ${sites})`,
          requests: sql<string>`(select concat_ws('-', count(*), sum(version), extract(epoch from max(updated_at))) from ${requests})`,
        })
        .from(sql`(values (1)) as one`);
      return `${row?.sites}.${row?.requests}`;
    },
  };
}
export type SiteListStore = ReturnType<typeof siteListStore>;

async function* inBatches<Row extends { siteId: SiteId }>(
  fetch: (after: SQL | undefined) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let last: SiteId | undefined;
  for (;;) {
    const batch = await fetch(last === undefined ? undefined : gt(sites.siteId, last));
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH) return;
    last = batch.at(-1)?.siteId;
  }
}

const READINESS_KEYS = ['agreement', 'access', 'network', 'power'] as const;
const none = (): Record<(typeof READINESS)[number], number> => ({ yes: 0, no: 0, unknown: 0 });

const downlinkKbps = sql`(${sites.connectivity} ->> 'downlinkKbps')::float8`;
/** What `readinessOf` says, for the database to filter by. */
const READY = {
  access: sql<Readiness>`(case
    when 'no' in (${sites.access} ->> 'lorry', ${sites.access} ->> 'flatGround') then 'no'
    when ${sites.access} ->> 'lorry' = 'yes' and ${sites.access} ->> 'flatGround' = 'yes' then 'yes'
    else 'unknown' end)`,
  network: sql<Readiness>`(case when ${downlinkKbps} is null then 'unknown'
    when ${downlinkKbps} >= ${sql.raw(String(NETWORK_MIN_KBPS))} then 'yes' else 'no' end)`,
  power: sql<Readiness>`(case ${sites.power} ->> 'grid' when 'yes' then 'yes' when 'unknown' then 'unknown' else 'no' end)`,
};

/** How many sites there are of each combination of what readiness is told by; a few hundred at most. */
async function readinessKinds(db: Db): Promise<{ sites: number; site: Parameters<typeof readinessOf>[0] }[]> {
  const rows = await db
    .select({
      sites: sql<number>`count(*)::int`,
      agreement: sql<Site['host']['agreement']>`${sites.host} ->> 'agreement'`,
      lorry: sql<Site['access']['lorry']>`${sites.access} ->> 'lorry'`,
      flatGround: sql<Site['access']['flatGround']>`${sites.access} ->> 'flatGround'`,
      fast: sql<boolean | null>`${downlinkKbps} >= ${sql.raw(String(NETWORK_MIN_KBPS))}`,
      grid: sql<Site['power']['grid']>`${sites.power} ->> 'grid'`,
    })
    .from(sites)
    .groupBy(sql`2, 3, 4, 5, 6`);
  return rows.map(({ sites: count, agreement, lorry, flatGround, fast, grid }) => ({
    sites: count,
    site: {
      host: { name: '', role: '', phone: '', email: '', language: '', agreement, agreedOn: null },
      access: { lorry, flatGround, notes: '' },
      connectivity: {
        operator: '',
        downlinkKbps: fast === null ? null : fast ? NETWORK_MIN_KBPS : 0,
        uplinkKbps: null,
        measuredOn: null,
      },
      power: { grid, notes: '' },
    },
  }));
}

/** Great-circle distance in km from a place to each site (haversine, as kernel/geo.ts has it). */
function distanceSql({ lat, lon }: Place): SQL {
  return sql`(2 * 6371.0088 * asin(least(1, sqrt(
    power(sin(radians(${sites.lat} - ${lat}::float8) / 2), 2)
    + cos(radians(${lat}::float8)) * cos(radians(${sites.lat}))
      * power(sin(radians(${sites.lon} - ${lon}::float8) / 2), 2)))))`;
}

function sortOf(name: SiteSort, distanceKm: SQL | undefined, waitingSince: SQL.Aliased<string>): Sort {
  const byName: Sort = { key: sql`${sites.nameKey}`, type: 'text' };
  switch (name) {
    case 'name':
      return byName;
    case 'county':
      return { key: sql`(${sites.county} || chr(9) || ${sites.nameKey})`, type: 'text' };
    case 'waiting':
      return { key: sql`coalesce(${waitingSince}, ${NEVER})`, type: 'text' };
    case 'learners':
      return { key: sql`coalesce(${sites.learners}, -1)::float8`, type: 'float8', descending: true };
    case 'updated':
      return { key: sql`${sites.updatedAt}`, type: 'timestamptz', descending: true };
    case 'distance':
      return distanceKm === undefined ? byName : { key: distanceKm, type: 'float8' };
  }
}
