/**
 * What arrived or was changed after an instant: of stays that are late as a whole their number of reports, and only of those of which a
 * part is late the reports themselves.
 */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { type Period, placeConditions, placeJoins } from './scope.ts';
import { STAY_OF } from './sql.ts';

export type Late = {
  readonly sessions: number;
  /** Of these, those that had arrived before. */
  readonly changed: number;
};

/** Rows `x` of `impact_arrivals` that have late reports, with `days`, `late` and `changed`: whether all of its reports are. */
function arrivals({ from, to }: Period, filter: ImpactFilter, sinceMs: number): SQL {
  const since = sql`${new Date(sinceMs)}::timestamptz`;
  return sql`
    select x.stay_id, x.truck_id, x.site_id, x.course_id, x.reports,
      x.first_day >= ${from}::date and x.last_day <= ${to}::date and x.first_updated_at > ${since}
        and (x.first_received_at > ${since} or x.last_received_at <= ${since}) as whole,
      x.last_received_at <= ${since} as changed
    from impact_arrivals x ${placeJoins(filter, sql`x`)}
    where ${allOf([
      sql`x.last_updated_at > ${since} and x.first_day <= ${to}::date and x.last_day >= ${from}::date`,
      ...placeConditions(filter),
    ])}`;
}

export async function lateIn(db: Db, period: Period, filter: ImpactFilter, sinceMs: number): Promise<Late> {
  const since = sql`${new Date(sinceMs)}::timestamptz`;
  const { rows } = await db.execute<Late>(sql`
    with a as materialized (${arrivals(period, filter, sinceMs)})
    select coalesce(sum(sessions), 0)::int as sessions, coalesce(sum(changed), 0)::int as changed from (
      select sum(reports) as sessions, sum(reports) filter (where changed) as changed from a where whole
      union all
      select count(*), count(*) filter (where r.received_at <= ${since})
      from a join session_reports r on ${STAY_OF} = a.stay_id and r.updated_at > ${since}
        and r.truck_id = a.truck_id and r.site_id is not distinct from a.site_id and r.course_id is not distinct from a.course_id
      where not a.whole and r.state <> 'started' and r.day between ${period.from}::date and ${period.to}::date
    ) n`);
  return rows[0] ?? { sessions: 0, changed: 0 };
}

/** Stays that have late reports, up to `limit`. */
export async function lateStays(
  db: Db,
  period: Period,
  filter: ImpactFilter,
  sinceMs: number,
  limit: number,
): Promise<string[]> {
  const { rows } = await db.execute<{ stayId: string }>(sql`
    select distinct stay_id as "stayId" from (${arrivals(period, filter, sinceMs)}) a limit ${limit}`);
  return rows.map(({ stayId }) => stayId);
}
