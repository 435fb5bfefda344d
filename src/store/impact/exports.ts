/** What exports need besides a snapshot: how figures become DHIS2's, and what routers measured at schools. */
import {
  Dhis2Mapping,
  type Dhis2Settings,
  type Dhis2SettingsBody,
  type GigaMeasurement,
} from '@digitruck/contract/impact-exports';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { impactDhis2 } from '../tables/impact.ts';
import { type Done, rowMetaOf, type VersionConflict } from '../versions.ts';

/** "DHIS" in ASCII. */
const SETTINGS_LOCK = 0x44484953;

export function impactExportStore(db: Db) {
  async function settings(): Promise<{ settings: Dhis2Settings; token: string | null }> {
    const [row] = await db.select().from(impactDhis2);
    if (row === undefined)
      return { settings: { mapping: Dhis2Mapping.parse({}), hasToken: false, version: 0 }, token: null };
    const { mapping, token, version } = row;
    return { settings: { mapping: Dhis2Mapping.parse(mapping), hasToken: token !== null, version }, token };
  }
  return {
    dhis2: settings,
    async setDhis2(
      actor: Actor,
      { mapping, token, version }: Dhis2SettingsBody,
    ): Promise<Done<Dhis2Settings> | VersionConflict<{ updatedBy: string; updatedAt: string }>> {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${SETTINGS_LOCK})`);
        const [found] = await tx.select().from(impactDhis2);
        if (found !== undefined && found.version !== version)
          return {
            ok: false,
            reason: 'version-conflict',
            current: { ...found, token: null, ...rowMetaOf(found) },
          } as const;
        const values = {
          mapping,
          token: token === undefined ? (found?.token ?? null) : token,
          version: (found?.version ?? 0) + 1,
          updatedBy: actor.name,
        };
        await tx
          .insert(impactDhis2)
          .values(values)
          .onConflictDoUpdate({
            target: impactDhis2.programmeId,
            set: { ...values, updatedAt: sql`clock_timestamp()` },
          });
        const about = { actor, action: 'dhis2.set', subject: 'dhis2', subjectId: 'default' };
        await recordChange(tx, { ...about, before: found?.mapping, after: mapping });
        return {
          ok: true,
          row: { mapping, hasToken: values.token !== null, version: values.version },
        } as const;
      });
    },

    /** An hour of a stay at a school with a Giga id is a measurement: the means of what the router told in it. */
    async gigaMeasurements(from: string, to: string): Promise<GigaMeasurement[]> {
      const { rows } = await db.execute<GigaMeasurement>(sql`
        select to_char(u.step_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as timestamp,
          round((u.downlink_kbps_sum / nullif(u.downlink_kbps_n, 0))::numeric, 1)::float8 as download,
          round((u.uplink_kbps_sum / nullif(u.uplink_kbps_n, 0))::numeric, 1)::float8 as upload,
          round((u.latency_ms_sum / nullif(u.latency_ms_n, 0))::numeric, 1)::float8 as latency,
          si.giga_id as giga_id_school, si.country as country_code, u.truck_id as device_hardware_id
        from visit_days d
        join visits v on v.truck_id = d.truck_id and v.visit_id = d.visit_id
        join sites si on si.site_id = v.site_id and si.giga_id is not null
        join rollups u on u.truck_id = d.truck_id and u.step_s = 3600 and u.step_start >= d.day and u.step_start < d.day + 1
          and (u.downlink_kbps_n > 0 or u.uplink_kbps_n > 0 or u.latency_ms_n > 0)
        where d.day between ${from}::date and ${to}::date
        order by u.step_start, u.truck_id limit 200000`);
      return rows;
    },
  };
}
export type ImpactExportStore = ReturnType<typeof impactExportStore>;
