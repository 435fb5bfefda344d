/** What a truck's router measured at schools with a Giga id: read when it is asked for, or kept with a period that is closed. */
import { type SQL, sql } from '../drizzle.ts';

/** Of `impact_period_giga`, less its period. */
export const GIGA_COLUMNS = sql.raw(
  'measured_at, download, upload, latency, giga_id_school, country_code, device_hardware_id',
);

/** An hour of a stay at a school with a Giga id is a measurement: the means of what the router told in it. Named as GIGA_COLUMNS. */
export function measuredAtSchools({ from, to }: { readonly from: string; readonly to: string }): SQL {
  return sql`
    select u.step_start as measured_at,
      round((u.downlink_kbps_sum / nullif(u.downlink_kbps_n, 0))::numeric, 1)::float8 as download,
      round((u.uplink_kbps_sum / nullif(u.uplink_kbps_n, 0))::numeric, 1)::float8 as upload,
      round((u.latency_ms_sum / nullif(u.latency_ms_n, 0))::numeric, 1)::float8 as latency,
      si.giga_id as giga_id_school, si.country as country_code, u.truck_id as device_hardware_id
    from visit_days d
    join visits v on v.truck_id = d.truck_id and v.visit_id = d.visit_id
    join sites si on si.site_id = v.site_id and si.giga_id is not null
    join rollups u on u.truck_id = d.truck_id and u.step_s = 3600 and u.step_start >= d.day and u.step_start < d.day + 1
      and (u.downlink_kbps_n > 0 or u.uplink_kbps_n > 0 or u.latency_ms_n > 0)
    where d.day between ${from}::date and ${to}::date`;
}
