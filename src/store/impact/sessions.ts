/**
 * The sessions behind a figure of impact, the newest first.
 *
 * How many there are by month is known without looking at the reports, so a page looks only at the months it is made of, and where they are
 * few among many, only at the stays that have one.
 */

import type { TruckId } from '@digitruck/contract/ids';
import type { ImpactSessionsQuery } from '@digitruck/contract/impact';
import { SDG_OF } from '@digitruck/contract/impact-words';
import type { Session } from '@digitruck/contract/sessions';
import { addDays } from '../../kernel/zone.ts';
import type { Db } from '../db.ts';
import { inArray, type SQL, sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom } from '../pages.ts';
import { completed, selectSessions } from '../sessions/read.ts';
import { sessionReports } from '../tables/sessions.ts';
import { type Classes, countedMonths, cutDays, staysOf } from './classes.ts';
import { lateIn, lateStays } from './late.ts';
import { categoryConditions, placeConditions } from './scope.ts';

const R = sql.raw('session_reports');
const STAY = sql`impact_stay_of(${R}.truck_id, ${R}.visit_id, ${R}.cohort_id, ${R}.site_id, ${R}.course_id, ${R}.day)`;
/** So many months are read whole, rather than the stays that have what is looked for. */
const MONTHS_READ = 2;
/** Where more stays than these have something late, it is found by looking at the newest. */
const LATE_STAYS_MAX = 2000;

type Where = { readonly total: number; readonly near: SQL | undefined };

export function impactSessionStore(db: Db) {
  async function countWhere(
    matches: SQL,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<number> {
    const within = sql`${sessionReports.day} between ${from}::date and ${to}::date`;
    const { rows } = await db.execute<{ n: number }>(
      sql`select count(*)::int as n from session_reports where ${allOf([matches, within])}`,
    );
    return rows[0]?.n ?? 0;
  }

  /** Looked for first: so their classes alone are looked at, and not all of the index. */
  async function certifiedCohorts(query: ImpactSessionsQuery): Promise<string[]> {
    const { rows } = await db.execute<{ cohortId: string }>(sql`
      select distinct cohort_id as "cohortId" from impact_certified x
      where ${allOf([sql`issued_on between ${query.from}::date and ${query.to}::date`, ...ofWhom(query, sql`x`)])}`);
    return rows.map(({ cohortId }) => cohortId);
  }

  /** Where the page after `before` (an instant) is found. */
  async function placeOf(classes: Classes, matches: SQL, before: string | undefined): Promise<Where> {
    const { from, to, query } = classes;
    const counted = await Promise.all([
      countedMonths(db, classes),
      ...cutDays(from, to).map(async (days) => [{ month: days.from, n: await countWhere(matches, days) }]),
    ]);
    const months = counted.flat().sort((a, b) => (a.month < b.month ? 1 : -1));
    const total = months.reduce((sum, { n }) => sum + n, 0);
    let found = 0;
    let first = from;
    let read = 0;
    for (const { month, n } of months) {
      // Of a month that is not over before the page begins nobody knows how much of it is behind.
      if (before !== undefined && addDays(month, 33) > before) {
        read += month > before ? 0 : 1;
        continue;
      }
      read += 1;
      found += n;
      first = month;
      if (found > query.limit) break;
    }
    if (found <= query.limit) first = from;
    const near = sql`${sessionReports.startedAt} >= ${first}::date - interval '2 days'`;
    if (found > query.limit && read <= MONTHS_READ) return { total, near };
    const stays = await staysOf(db, classes, first, to);
    return { total, near: sql`${near} and ${STAY} = any(${sql.param(stays)}::uuid[])` };
  }

  async function placeOfLate(
    query: ImpactSessionsQuery,
    matches: SQL,
    sinceMs: number,
    plain: boolean,
  ): Promise<Where> {
    const { from, to, county, siteId, courseId, truckId, funder } = query;
    const filter = { county, siteId, courseId, truckId, funder };
    const stays = await lateStays(db, { from, to }, filter, sinceMs, LATE_STAYS_MAX + 1);
    const near = stays.length > LATE_STAYS_MAX ? undefined : sql`${STAY} = any(${sql.param(stays)}::uuid[])`;
    const total = plain
      ? (await lateIn(db, { from, to }, filter, sinceMs)).sessions
      : await countWhere(allOf([matches, near]), { from, to });
    return { total, near };
  }

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
      const asked: ImpactSessionsQuery = {
        ...query,
        ...daysOf(query),
        ...(query.measure === 'women' ? { sex: 'female' as const } : {}),
        ...(query.measure === 'teachers' ? { role: 'teacher' as const } : {}),
        ...(query.sdg === '4.4.2' ? { measure: 'certified' as const } : {}),
        ...(query.sdg === undefined || query.measure !== undefined || query.sdg === '4.4.2'
          ? {}
          : { measure: 'people' as const }),
      };
      const states = statesOf(asked);
      const matches = allOf([
        ...conditions(
          asked,
          sinceMs,
          states,
          asked.measure === 'certified'
            ? await certifiedCohorts({ ...asked, from: query.from, to: query.to })
            : [],
        ),
        truckIds === undefined ? undefined : inArray(sessionReports.truckId, [...truckIds]),
      ]);
      const { from, to, measure, late, reason } = asked;
      const inDays = sql`${sessionReports.day} between ${from}::date and ${to}::date`;
      const isOfWhom = asked.sex ?? asked.ageBand ?? asked.role ?? asked.sdg;
      const where =
        late === 'yes'
          ? await placeOfLate(
              asked,
              matches,
              sinceMs,
              [isOfWhom, truckIds, measure, reason].every((one) => one === undefined),
            )
          : measure === 'certified' || reason !== undefined
            ? { total: await countWhere(matches, { from, to }), near: undefined }
            : await placeOf({ from, to, query: asked, states, truckIds }, matches, page.startsAt);
      // Sorted by when they began: so the index is looked at from where the days end. A day is that of the programme's zone, which is near; told
      // plainly, PostgreSQL would believe that hardly any session is of such days and began then, and would look at all of them.
      const until = sql`${sessionReports.startedAt} < ${to}::date + interval '3 days' and case when ${inDays} then true else false end`;
      const rows = await selectSessions(db, { sortKey: page.sortKey })
        .where(allOf([matches, until, where.near, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      const items = new Map((await completed(db, rows)).map((session) => [session.sessionId, session]));
      const listed = pageFrom(rows, {
        name: 'newest',
        limit: query.limit,
        total: where.total,
        idOf: ({ row }) => row.sessionId,
        itemOf: ({ row }) => items.get(row.sessionId),
      });
      return { ...listed, items: listed.items.filter((item) => item !== undefined) };
    },
  };
}
export type ImpactSessionStore = ReturnType<typeof impactSessionStore>;

/** A month is the days of it that lie in the period: none, where the first comes after the last. */
function daysOf({ from, to, month }: ImpactSessionsQuery): { from: string; to: string; month: undefined } {
  if (month === undefined) return { from, to, month };
  const first = `${month}-01`;
  const last = addDays(`${addDays(first, 31).slice(0, 7)}-01`, -1);
  return { from: first > from ? first : from, to: last < to ? last : to, month: undefined };
}

function statesOf({ measure, late, reason }: ImpactSessionsQuery): readonly string[] {
  if (late === 'yes') return ['held', 'cancelled', 'withdrawn'];
  if (reason !== undefined) return ['cancelled'];
  if (measure === undefined) return ['held', 'cancelled'];
  return measure === 'sessionsCancelled' ? ['cancelled'] : ['held'];
}

/** With those that are asked for, and that an indicator is told of. */
function ofWhom(query: ImpactSessionsQuery, x: SQL): SQL[] {
  const { sexes, ageBands } = query.sdg === undefined ? {} : SDG_OF[query.sdg];
  return [
    ...categoryConditions(query, x),
    ...(sexes === undefined ? [] : [sql`${x}.sex = any(${sql.param([...sexes])}::text[])`]),
    ...(ageBands === undefined ? [] : [sql`${x}.age_band = any(${sql.param([...ageBands])}::text[])`]),
  ];
}

function conditions(
  query: ImpactSessionsQuery,
  sinceMs: number,
  states: readonly string[],
  certified: readonly string[],
): (SQL | undefined)[] {
  const { measure, late, reason } = query;
  const { county, funder, ...ownColumns } = query;
  // Whose certificates are asked for is told by the cohorts, whoever came to which class of theirs.
  const heads = measure === 'certified' ? [] : ofWhom(query, sql`h`);
  return [
    inArray(sessionReports.state, [...states] as ('held' | 'cancelled' | 'withdrawn')[]),
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
      ? sql`${sessionReports.cohortId} = any(${sql.param(certified)}::uuid[])`
      : undefined,
    reason === undefined
      ? undefined
      : sql`${sessionReports.problems} @> ${JSON.stringify([{ kind: reason }])}::jsonb`,
    late === 'yes' ? sql`${sessionReports.updatedAt} > ${new Date(sinceMs)}` : undefined,
  ];
}
