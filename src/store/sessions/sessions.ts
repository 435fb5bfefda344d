/** Session reports to be looked at: lists, one with its versions, how far many of them have come. */
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import type { Session, SessionQuery, SessionStepList, SessionVersion } from '@digitruck/contract/sessions';
import type { Db } from '../db.ts';
import { and, desc, eq, gt, gte, inArray, lte, type SQL, sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom, type Sort } from '../pages.ts';
import { sites } from '../tables/registry.ts';
import { sessionReports, sessionVersions } from '../tables/sessions.ts';
import { completed, selectSessions } from './read.ts';

const NEWEST: Sort = { key: sql`${sessionReports.startedAt}`, type: 'timestamptz', descending: true };
/** Of these trucks; undefined is all. */
type Trucks = readonly TruckId[] | undefined;
const ofTrucks = (truckIds: Trucks) =>
  truckIds === undefined ? undefined : inArray(sessionReports.truckId, [...truckIds]);

export function sessionStore(db: Db) {
  return {
    /** @param truckIds the trucks whose sessions may be seen; all when left out */
    async list(query: SessionQuery, truckIds?: Trucks): Promise<Page<Session>> {
      const page = keyset({
        name: 'newest',
        sort: NEWEST,
        id: sql`${sessionReports.sessionId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
      const matches = allOf([...conditions(query), ofTrucks(truckIds)]);
      const rows = await selectSessions(db, { sortKey: page.sortKey })
        .where(allOf([matches, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      const items = new Map((await completed(db, rows)).map((session) => [session.sessionId, session]));
      const listed = pageFrom(rows, {
        name: 'newest',
        limit: query.limit,
        total: await db.$count(sessionReports, matches),
        idOf: ({ row }) => row.sessionId,
        itemOf: ({ row }) => items.get(row.sessionId),
      });
      return { ...listed, items: listed.items.filter((item) => item !== undefined) };
    },

    async find(sessionId: SessionId): Promise<Session | undefined> {
      const rows = await selectSessions(db, {}).where(eq(sessionReports.sessionId, sessionId));
      return (await completed(db, rows))[0];
    },

    /** Whose it is: what access depends on. */
    async truckOf(sessionId: SessionId): Promise<TruckId | undefined> {
      const [row] = await db
        .select({ truckId: sessionReports.truckId })
        .from(sessionReports)
        .where(eq(sessionReports.sessionId, sessionId));
      return row?.truckId;
    },

    /** What it was, the newest first. */
    async versions(truckId: TruckId, sessionId: SessionId): Promise<SessionVersion[]> {
      const rows = await db
        .select()
        .from(sessionVersions)
        .where(and(eq(sessionVersions.truckId, truckId), eq(sessionVersions.sessionId, sessionId)))
        .orderBy(desc(sessionVersions.version));
      return rows.map(({ version, report, madeBy, madeAt, via, reason }) => ({
        version,
        report,
        madeBy,
        madeAt: madeAt.toISOString(),
        via,
        reason,
      }));
    },

    async steps(sessionIds: readonly SessionId[], truckIds?: Trucks): Promise<SessionStepList['items']> {
      const rows = await db
        .select({
          sessionId: sessionReports.sessionId,
          countedAt: sessionReports.countedAt,
          version: sessionReports.version,
          code: sessionReports.code,
          openQuestions: openQuestions(),
        })
        .from(sessionReports)
        .where(and(inArray(sessionReports.sessionId, [...sessionIds]), ofTrucks(truckIds)));
      return rows.map(({ countedAt, ...row }) => ({
        ...row,
        step: countedAt === null ? ('received' as const) : ('counted' as const),
      }));
    },
  };
}
export type SessionStore = ReturnType<typeof sessionStore>;

const isOfReport = sql`q.truck_id = session_reports.truck_id and q.session_id = session_reports.session_id`;

function openQuestions(): SQL<number> {
  return sql<number>`(select count(*)::int from session_questions q where ${isOfReport} and q.state = 'open')`;
}

const ASKED = {
  open: sql`q.state = 'open'`,
  asked: sql`q.state = 'open' and q.asked_operator_at is not null and q.replied_at is null`,
  any: sql`q.state <> 'gone'`,
};

function conditions(query: SessionQuery): (SQL | undefined)[] {
  const { questions, problem, county, receivedAfter } = query;
  const same = <Value>(column: Parameters<typeof eq>[0], value: Value | undefined) =>
    value === undefined ? undefined : eq(column, value);
  return [
    query.from === undefined ? undefined : gte(sessionReports.day, query.from),
    query.to === undefined ? undefined : lte(sessionReports.day, query.to),
    same(sessionReports.truckId, query.truckId),
    same(sessionReports.visitId, query.visitId),
    same(sessionReports.siteId, query.siteId),
    same(sessionReports.courseId, query.courseId),
    same(sessionReports.cohortId, query.cohortId),
    county === undefined
      ? undefined
      : sql`${sessionReports.siteId} in (select ${sites.siteId} from ${sites} where ${sites.county} = ${county})`,
    query.state === 'all' ? undefined : eq(sessionReports.state, query.state),
    problem === undefined
      ? undefined
      : problem === 'any'
        ? sql`${sessionReports.problems} <> '[]'::jsonb`
        : sql`${sessionReports.problems} @> ${JSON.stringify([{ kind: problem }])}::jsonb`,
    questions === undefined
      ? undefined
      : sql`exists (select 1 from session_questions q where ${isOfReport} and ${ASKED[questions]})`,
    receivedAfter === undefined ? undefined : gt(sessionReports.updatedAt, new Date(receivedAfter)),
  ];
}
