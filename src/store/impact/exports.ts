/** What exports need besides a snapshot: how figures become DHIS2's, what it said, and what routers measured at schools. */
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
import { dhis2SendStore } from './dhis2-sends.ts';
import { GIGA_COLUMNS, measuredAtSchools } from './giga.ts';
import { iatiSettingsStore } from './iati-settings.ts';

/** "DHIS" in ASCII. */
const SETTINGS_LOCK = 0x44484953;
const GIGA_ROWS_MAX = 200_000;

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

    /** What routers measured at schools: as it was kept when the period was closed, or of days that are not closed. */
    async gigaMeasurements(
      of: { readonly periodId: string } | { readonly from: string; readonly to: string },
    ): Promise<GigaMeasurement[]> {
      const rows =
        'periodId' in of
          ? sql`select ${GIGA_COLUMNS} from impact_period_giga where period_id = ${of.periodId}::uuid`
          : measuredAtSchools(of);
      const measured = await db.execute<GigaMeasurement>(sql`
        select to_char(measured_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as timestamp, download, upload, latency,
          giga_id_school, country_code, device_hardware_id
        from (${rows}) m order by measured_at, device_hardware_id limit ${GIGA_ROWS_MAX}`);
      return measured.rows;
    },

    ...dhis2SendStore(db),
    ...iatiSettingsStore(db),
  };
}
export type ImpactExportStore = ReturnType<typeof impactExportStore>;
