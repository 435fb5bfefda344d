/** The sessions behind a figure of impact, the newest first. */

import type { TruckId } from '@digitruck/contract/ids';
import type { ImpactSessionsQuery } from '@digitruck/contract/impact';
import type { Session } from '@digitruck/contract/sessions';
import type { Db } from '../db.ts';
import { inArray, type SQL, sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom } from '../pages.ts';
import { completed, selectSessions } from '../sessions/read.ts';
import { sessionReports } from '../tables/sessions.ts';
import { categoryConditions, placeConditions } from './scope.ts';

const R = sql.raw('session_reports');

export function impactSessionStore(db: Db) {
  return {
    /** @param sinceMs the end of the period, for what came late */
    async list(
      query: ImpactSessionsQuery,
      sinceMs: number,
      truckIds: readonly TruckId[] | undefined,
    ): Promise<Page<Session>> {
      const page = keyset({
        name: 'newest',
        sort: { key: sql`${sessionReports.startedAt}`, type: 'timestamptz', descending: true },
        id: sql`${sessionReports.sessionId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
      // The same said of the column that the list is in order of, so that it begins where the period does.
      const near = sql`${sessionReports.startedAt} between ${query.from}::date - interval '2 days' and ${query.to}::date + interval '3 days'`;
      const matches = allOf([
        ...conditions(query, sinceMs),
        truckIds === undefined ? undefined : inArray(sessionReports.truckId, [...truckIds]),
      ]);
      const counted = db.execute<{ n: number }>(
        sql`select count(*)::int as n from session_reports where ${matches}`,
      );
      const [rows, total] = await Promise.all([
        selectSessions(db, { sortKey: page.sortKey })
          .where(allOf([matches, near, page.after]))
          .orderBy(page.orderBy)
          .limit(query.limit + 1),
        counted,
      ]);
      const items = new Map((await completed(db, rows)).map((session) => [session.sessionId, session]));
      const listed = pageFrom(rows, {
        name: 'newest',
        limit: query.limit,
        total: total.rows[0]?.n ?? 0,
        idOf: ({ row }) => row.sessionId,
        itemOf: ({ row }) => items.get(row.sessionId),
      });
      return { ...listed, items: listed.items.filter((item) => item !== undefined) };
    },
  };
}
export type ImpactSessionStore = ReturnType<typeof impactSessionStore>;

function conditions(query: ImpactSessionsQuery, sinceMs: number): (SQL | undefined)[] {
  const { from, to, measure, month, late } = query;
  const { county, funder, ...ownColumns } = query;
  const category = {
    ...query,
    ...(measure === 'women' ? { sex: 'female' as const } : {}),
    ...(measure === 'teachers' ? { role: 'teacher' as const } : {}),
  };
  const heads = categoryConditions(category, sql`h`);
  const states: Record<string, SQL> = {
    sessionsCancelled: sql`${sessionReports.state} = 'cancelled'`,
    late: sql`${sessionReports.state} <> 'started'`,
    all: sql`${sessionReports.state} in ('held', 'cancelled')`,
    held: sql`${sessionReports.state} = 'held'`,
  };
  const state =
    late === 'yes'
      ? 'late'
      : measure === undefined
        ? 'all'
        : measure === 'sessionsCancelled'
          ? measure
          : 'held';
  return [
    sql`${sessionReports.day} between ${from}::date and ${to}::date`,
    month === undefined ? undefined : sql`to_char(${sessionReports.day}, 'YYYY-MM') = ${month}`,
    states[state],
    ...placeConditions({ ...ownColumns, county: undefined, funder: undefined }, R),
    county === undefined
      ? undefined
      : county === ''
        ? sql`not exists (select 1 from sites si where si.site_id = session_reports.site_id and si.county <> '')`
        : sql`${sessionReports.siteId} in (select site_id from sites where county = ${county})`,
    funder === undefined
      ? undefined
      : sql`coalesce((select v.funder from visits v where v.visit_id = session_reports.visit_id), '') = ${funder}`,
    heads.length === 0
      ? undefined
      : sql`exists (select 1 from session_heads h where h.truck_id = session_reports.truck_id
          and h.session_id = session_reports.session_id and ${allOf(heads)})`,
    measure === 'dropInAttendances'
      ? sql`not exists (select 1 from courses k where k.course_id = session_reports.course_id and k.mode = 'cohort')`
      : undefined,
    measure === 'noShows'
      ? sql`exists (select 1 from session_attendance a where a.truck_id = session_reports.truck_id
          and a.session_id = session_reports.session_id and not a.present)`
      : undefined,
    measure === 'certified'
      ? sql`${sessionReports.cohortId} in (select c.cohort_id from certificates c
          where c.revoked_at is null and c.issued_on between ${from}::date and ${to}::date)`
      : undefined,
    late === 'yes' ? sql`${sessionReports.updatedAt} > ${new Date(sinceMs)}` : undefined,
  ];
}
