/** Visit requests: a site asks for a course. */
import type { RequestId, SiteId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { RequestBody, RequestUpdate, VisitRequest } from '@digitruck/contract/registry';
import type { REQUEST_SORTS, RequestListItem, RequestsQuery } from '@digitruck/contract/registry-lists';
import { foldText } from '../../kernel/fold.ts';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq, type SQL, sql } from '../drizzle.ts';
import { allOf, daysBetween, keyset, type Page, pageFrom, type Sort, wordPatterns } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { courses, requests, sites } from '../tables/registry.ts';
import {
  changesNothing,
  type Done,
  NOT_FOUND,
  type NoSuch,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

const SORTS: Record<(typeof REQUEST_SORTS)[number], Sort> = {
  waiting: { key: sql`${requests.requestedOn}::text`, type: 'text' },
  priority: { key: sql`(${requests.priority} || ' ' || ${requests.requestedOn})`, type: 'text' },
  updated: { key: sql`${requests.updatedAt}`, type: 'timestamptz', descending: true },
};

export function requestStore(db: Db) {
  const columns = {
    row: requests,
    site: { name: sites.name, county: sites.county, lat: sites.lat, lon: sites.lon },
    course: { code: courses.code, name: courses.name, mode: courses.mode },
  };
  const joined = (where: SQL) =>
    db
      .select({ total: sql<number>`count(*)::int` })
      .from(requests)
      .innerJoin(sites, eq(sites.siteId, requests.siteId))
      .innerJoin(courses, eq(courses.courseId, requests.courseId))
      .where(where);

  return {
    /** @param today the day in the programme's time zone, YYYY-MM-DD */
    async list(query: RequestsQuery, today: string): Promise<Page<RequestListItem>> {
      const { sort: name } = query;
      const page = keyset({
        name,
        sort: SORTS[name],
        id: sql`${requests.requestId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
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
      const rows = await db
        .select({ ...columns, sortKey: page.sortKey })
        .from(requests)
        .innerJoin(sites, eq(sites.siteId, requests.siteId))
        .innerJoin(courses, eq(courses.courseId, requests.courseId))
        .where(allOf([matches, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      const [counted] = await joined(matches);
      return pageFrom(rows, {
        name,
        limit: query.limit,
        total: counted?.total ?? 0,
        idOf: ({ row }) => row.requestId,
        itemOf: (row) => itemOf(row, today),
      });
    },

    /** All requests of a site, the open ones first. */
    async ofSite(siteId: SiteId, today: string): Promise<RequestListItem[]> {
      const rows = await db
        .select(columns)
        .from(requests)
        .innerJoin(sites, eq(sites.siteId, requests.siteId))
        .innerJoin(courses, eq(courses.courseId, requests.courseId))
        .where(eq(requests.siteId, siteId))
        .orderBy(sql`${requests.status} <> 'open', ${requests.requestedOn}, ${requests.requestId}`)
        .limit(500);
      return rows.map((row) => itemOf(row, today));
    },

    async find(requestId: RequestId): Promise<VisitRequest | undefined> {
      const [row] = await db.select().from(requests).where(eq(requests.requestId, requestId));
      return row && requestOf(row);
    },

    async create(actor: Actor, body: RequestBody): Promise<Done<VisitRequest> | NoSuch> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const values = { ...body, updatedBy: actor.name };
            const row = requestOf(onlyRow(await tx.insert(requests).values(values).returning()));
            await note(tx, actor, 'create', row.requestId, undefined, row);
            return { ok: true as const, row };
          }),
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
            const current = await locked(tx, requestId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version) {
              return { ok: false as const, reason: 'version-conflict' as const, current };
            }
            if (changesNothing(current, change)) return { ok: true as const, row: current };
            const rows = await tx
              .update(requests)
              .set({ ...change, ...touchedBy(actor.name, version) })
              .where(eq(requests.requestId, requestId))
              .returning();
            const row = requestOf(onlyRow(rows));
            await note(tx, actor, 'update', requestId, current, row);
            return { ok: true as const, row };
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
        const current = await locked(tx, requestId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) {
          return { ok: false as const, reason: 'version-conflict' as const, current };
        }
        await tx.delete(requests).where(eq(requests.requestId, requestId));
        await note(tx, actor, 'delete', requestId, current, undefined);
        return { ok: true as const, row: current };
      });
    },
  };
}
export type RequestStore = ReturnType<typeof requestStore>;

function noSuch(constraint: string, body: Partial<RequestBody>): NoSuch | undefined {
  if (constraint === 'requests_site_id_fkey') {
    return { ok: false, reason: 'no-such', field: 'siteId', value: body.siteId };
  }
  if (constraint === 'requests_course_id_fkey') {
    return { ok: false, reason: 'no-such', field: 'courseId', value: body.courseId };
  }
  return undefined;
}

async function locked(tx: Tx, requestId: RequestId): Promise<VisitRequest | undefined> {
  const [row] = await tx.select().from(requests).where(eq(requests.requestId, requestId)).for('update');
  return row && requestOf(row);
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  subjectId: RequestId,
  before: VisitRequest | undefined,
  after: VisitRequest | undefined,
): Promise<void> {
  await recordChange(tx, { actor, action: `request.${verb}`, subject: 'request', subjectId, before, after });
  // A site's waiting time is told by its requests.
  await notifyChanges(tx, { subjects: ['requests', 'sites'] });
}

function requestOf(row: typeof requests.$inferSelect): VisitRequest {
  const { programmeId: _, createdAt, updatedAt, version, updatedBy, ...body } = row;
  return { ...body, ...rowMetaOf({ version, createdAt, updatedAt, updatedBy }) };
}

type Joined = {
  row: typeof requests.$inferSelect;
  site: RequestListItem['site'];
  course: RequestListItem['course'];
};

function itemOf({ row, site, course }: Joined, today: string): RequestListItem {
  const request = requestOf(row);
  const waitingDays = request.status === 'open' ? Math.max(0, daysBetween(request.requestedOn, today)) : null;
  return { ...request, site, course, waitingDays };
}
