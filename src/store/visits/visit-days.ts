/**
 * The days of planned visits, one row of the truck and one of the site each: what makes it impossible that a truck or a site
 * is promised twice on one day. Every change of a visit comes by here in its own transaction.
 */
import type { SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { Tx } from '../db.ts';
import { sql } from '../drizzle.ts';

/** "VISI" in ASCII. */
const VISITS_LOCK = 0x56495349;

export type Days = {
  readonly visitId: VisitId;
  readonly truckId: TruckId;
  readonly siteId: SiteId;
  readonly firstDay: string;
  readonly lastDay: string;
};

/** A visit that has some of the wished days already: because of the truck, or because of the site. */
export type ClashingDays = {
  readonly of: 'truck' | 'site';
  readonly visitId: VisitId;
  readonly firstDay: string;
  readonly lastDay: string;
};

/**
 * Whoever writes visits takes this first, so that two of them who swap days wait for each other and never both for the other (a
 * deadlock, which PostgreSQL would end by refusing one with a reason nobody understands).
 */
export async function lockVisits(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${VISITS_LOCK})`);
}

export async function freeDays(tx: Tx, { truckId, visitId }: Days): Promise<void> {
  await tx.execute(sql`delete from visit_days where truck_id = ${truckId} and visit_id = ${visitId}`);
  await tx.execute(sql`delete from site_days where visit_id = ${visitId}`);
}

/**
 * Takes each day from first to last.
 * @returns who has some of them already; then nothing of this transaction may stay
 */
export async function takeDays(tx: Tx, days: Days): Promise<ClashingDays[]> {
  const { truckId, siteId, visitId, firstDay, lastDay } = days;
  const each = sql`generate_series(${firstDay}::date, ${lastDay}::date, interval '1 day') as d`;
  const ofTruck = await tx.execute(sql`
    insert into visit_days (truck_id, day, visit_id) select ${truckId}, d::date, ${visitId}::uuid from ${each}
    on conflict (truck_id, day) do nothing`);
  const ofSite = await tx.execute(sql`
    insert into site_days (site_id, day, visit_id) select ${siteId}::uuid, d::date, ${visitId}::uuid from ${each}
    on conflict (site_id, day) do nothing`);
  const wanted = Math.round((Date.parse(lastDay) - Date.parse(firstDay)) / 86_400_000) + 1;
  if (ofTruck.rowCount === wanted && ofSite.rowCount === wanted) return [];
  const { rows } = await tx.execute<ClashingDays>(sql`
    select 'truck' as of, visit_id as "visitId", min(day)::text as "firstDay", max(day)::text as "lastDay"
    from visit_days
    where truck_id = ${truckId} and day between ${firstDay} and ${lastDay} and visit_id <> ${visitId}
    group by visit_id
    union all
    select 'site', visit_id, min(day)::text, max(day)::text from site_days
    where site_id = ${siteId} and day between ${firstDay} and ${lastDay} and visit_id <> ${visitId}
    group by visit_id
    order by 3, 1 desc`);
  return rows;
}
