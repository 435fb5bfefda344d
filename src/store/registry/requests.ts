/** Visit requests: a site asks for a course. */
import type { RequestId, SiteId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { RequestBody, RequestUpdate, VisitRequest } from '@digitruck/contract/registry';
import type { REQUEST_SORTS, RequestListItem, RequestsQuery } from '@digitruck/contract/registry-lists';
import { foldText } from '../../kernel/fold.ts';
import type { Db } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { allOf, daysBetween, type Page, pageOf, type Sort, wordPatterns } from '../pages.ts';
import { courses, requests, sites } from '../tables/registry.ts';
import { versionedRows } from '../versioned-rows.ts';
import {
  changesNothing,
  type Done,
  done,
  type InUse,
  inUse,
  type NoSuch,
  type NotFound,
  noSuchBy,
  shownOf,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

const SORTS: Record<(typeof REQUEST_SORTS)[number], Sort> = {
  waiting: { key: sql`${requests.requestedOn}::text`, type: 'text' },
  priority: { key: sql`(${requests.priority} || ' ' || ${requests.requestedOn})`, type: 'text' },
  updated: { key: sql`${requests.updatedAt}`, type: 'timestamptz', descending: true },
};

const rows = versionedRows({
  table: requests,
  id: 'requestId',
  subject: 'request',
  rowOf: (row): VisitRequest => shownOf(row),
  // A site's waiting time is told by its requests.
  changed: () => ({ subjects: ['requests', 'sites'] }),
});
const noSuch = noSuchBy({ requests_site_id_fkey: 'siteId', requests_course_id_fkey: 'courseId' });

export function requestStore(db: Db) {
  const columns = {
    row: requests,
    site: { name: sites.name, county: sites.county, lat: sites.lat, lon: sites.lon },
    course: { code: courses.code, name: courses.name, mode: courses.mode },
  };

  return {
    /** @param today the day in the programme's time zone, YYYY-MM-DD */
    async list(query: RequestsQuery, today: string): Promise<Page<RequestListItem>> {
      const words = wordPatterns(foldText(query.q ?? ''));
      const matches = allOf([
        ...words.map(
          (word) =>
            sql`(${sites.search} || ' ' || lower(${courses.code} || ' ' || ${courses.name})) like ${word}`,
        ),
        query.status === undefined ? undefined : eq(requests.status, query.status),
        query.siteId === undefined ? undefined : eq(requests.siteId, query.siteId),
        query.courseId === undefined ? undefined : eq(requests.courseId, query.courseId),
        query.county === undefined ? undefined : eq(sites.county, query.county),
      ]);
      const { sort: name } = query;
      const by = { name, sort: SORTS[name], id: sql`${requests.requestId}`, idType: 'uuid' } as const;
      return pageOf(by, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db
            .select({ ...columns, sortKey })
            .from(requests)
            .innerJoin(sites, eq(sites.siteId, requests.siteId))
            .innerJoin(courses, eq(courses.courseId, requests.courseId))
            .where(where)
            .orderBy(orderBy)
            .limit(limit),
        async total() {
          const [counted] = await db
            .select({ total: sql<number>`count(*)::int` })
            .from(requests)
            .innerJoin(sites, eq(sites.siteId, requests.siteId))
            .innerJoin(courses, eq(courses.courseId, requests.courseId))
            .where(matches);
          return counted?.total ?? 0;
        },
        idOf: ({ row }) => row.requestId,
        itemOf: (row) => itemOf(row, today),
      });
    },

    /** All requests of a site, the open ones first. */
    async ofSite(siteId: SiteId, today: string): Promise<RequestListItem[]> {
      const found = await db
        .select(columns)
        .from(requests)
        .innerJoin(sites, eq(sites.siteId, requests.siteId))
        .innerJoin(courses, eq(courses.courseId, requests.courseId))
        .where(eq(requests.siteId, siteId))
        .orderBy(sql`${requests.status} <> 'open', ${requests.requestedOn}, ${requests.requestId}`)
        .limit(500);
      return found.map((row) => itemOf(row, today));
    },

    find: (requestId: RequestId): Promise<VisitRequest | undefined> => rows.find(db, requestId),

    async create(actor: Actor, body: RequestBody): Promise<Done<VisitRequest> | NoSuch> {
      return unlessTaken(
        () => db.transaction(async (tx) => done(await rows.add(tx, actor, body))),
        async (constraint) => noSuch(constraint, body),
      );
    },

    async update(
      actor: Actor,
      requestId: RequestId,
      { version, ...change }: RequestUpdate,
    ): Promise<Done<VisitRequest> | NotFound | VersionConflict<VisitRequest> | NoSuch> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const based = await rows.at(tx, requestId, version);
            if (!based.ok || changesNothing(based.row, change)) return based;
            return done(await rows.change(tx, actor, based.row, change));
          }),
        async (constraint) => noSuch(constraint, change),
      );
    },

    async remove(
      actor: Actor,
      requestId: RequestId,
      version: number,
    ): Promise<Done<VisitRequest> | NotFound | VersionConflict<VisitRequest>> {
      return db.transaction(async (tx) => {
        const based = await rows.at(tx, requestId, version);
        return based.ok ? done(await rows.remove(tx, actor, based.row)) : based;
      });
    },
  };
}
export type RequestStore = ReturnType<typeof requestStore>;

/** What a site or a course can't be deleted for. */
export function inUseByRequests(count: number): InUse {
  return inUse(count === 1 ? 'a visit request' : `${count} visit requests`);
}

type Joined = {
  row: typeof requests.$inferSelect;
  site: RequestListItem['site'];
  course: RequestListItem['course'];
};

function itemOf({ row, site, course }: Joined, today: string): RequestListItem {
  const request: VisitRequest = shownOf(row);
  const waitingDays = request.status === 'open' ? Math.max(0, daysBetween(request.requestedOn, today)) : null;
  return { ...request, site, course, waitingDays };
}
