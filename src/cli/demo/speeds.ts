/**
 * What the trucks' routers measured at schools during the year before the simulated history: an hour's mean for each hour of a class day, as the service keeps it when
 * the samples themselves are past their time. So schools have a speed, and Giga's file of a closed quarter its lines.
 */
import type { Db } from '../../store/db.ts';

/** Hours of class days, in UTC: 8 to 16 o'clock in Nairobi. */
const HOURS = [5, 12] as const;

/** Speeds differ from site to site, and from hour to hour around a site's own. */
export async function takeInSpeeds(db: Db, before: Date): Promise<void> {
  await db.$client.query(
    `with zeros as (
       select jsonb_object_agg(column_name, 0) as row from information_schema.columns
       where table_name = 'rollups' and is_nullable = 'NO' and data_type in ('integer', 'bigint', 'double precision')
     ), hours as (
       select d.truck_id, h as step_start, 60 as n, abs(hashtext(v.site_id::text)) % 1000 / 1000.0 as site,
         0.6 + abs(hashtext(d.truck_id || h::text)) % 800 / 1000.0 as swing
       from visit_days d join visits v on v.truck_id = d.truck_id and v.visit_id = d.visit_id and v.state = 'planned'
       join sites si on si.site_id = v.site_id and si.kind in ('school', 'vocational-college')
       cross join lateral generate_series(d.day + make_interval(hours => $2), d.day + make_interval(hours => $3), '1 hour') local (h_local)
       cross join lateral (select local.h_local at time zone 'UTC' as h) utc
       where extract(isodow from d.day) < 6 and h < $1
     )
     insert into rollups select r.* from hours cross join zeros
     cross join lateral jsonb_populate_record(null::rollups, zeros.row || jsonb_build_object(
       'truck_id', truck_id, 'step_s', 3600, 'step_start', step_start, 'samples', n, 'covered_s', 3600,
       'first_at', step_start, 'first_boot_id', 'demo', 'last_at', step_start + interval '59 minutes', 'last_boot_id', 'demo',
       'downlink_kbps_sum', round(n * (1500 + 14000 * site * site) * swing), 'downlink_kbps_n', n,
       'uplink_kbps_sum', round(n * (500 + 4200 * site) * swing), 'uplink_kbps_n', n,
       'latency_ms_sum', round(n * (38 + 60 * (1 - site)) / swing), 'latency_ms_n', n)) r
     on conflict do nothing`,
    [before, ...HOURS],
  );
}
