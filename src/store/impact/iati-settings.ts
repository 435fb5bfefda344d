/** Who reports to IATI: one row for the programme, changed by whoever knows the version it is based on. */
import type { IatiBody, IatiSettings, IatiState } from '@digitruck/contract/iati';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { impactIati } from '../tables/impact.ts';
import { type Done, rowMetaOf, type VersionConflict } from '../versions.ts';

/** "IATI" in ASCII. */
const SETTINGS_LOCK = 0x49415449;
type Row = typeof impactIati.$inferSelect;

export function iatiSettingsStore(db: Db) {
  const stateOf = (row: Row | undefined): IatiState =>
    row === undefined
      ? { settings: null, version: 0, updatedAt: null, updatedBy: null }
      : {
          settings: row.settings as IatiSettings,
          version: row.version,
          updatedAt: row.updatedAt.toISOString(),
          updatedBy: row.updatedBy,
        };
  return {
    async iati(): Promise<IatiState> {
      return stateOf((await db.select().from(impactIati))[0]);
    },
    async setIati(
      actor: Actor,
      { settings, version }: IatiBody,
    ): Promise<Done<IatiState> | VersionConflict<{ updatedBy: string; updatedAt: string }>> {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${SETTINGS_LOCK})`);
        const [found] = await tx.select().from(impactIati);
        if (found !== undefined && found.version !== version)
          return {
            ok: false,
            reason: 'version-conflict',
            current: { ...found, ...rowMetaOf(found) },
          } as const;
        const values = { settings, version: (found?.version ?? 0) + 1, updatedBy: actor.name };
        const [row] = await tx
          .insert(impactIati)
          .values(values)
          .onConflictDoUpdate({
            target: impactIati.programmeId,
            set: { ...values, updatedAt: sql`clock_timestamp()` },
          })
          .returning();
        const about = { actor, action: 'iati.set', subject: 'iati', subjectId: 'default' };
        await recordChange(tx, { ...about, before: found?.settings, after: settings });
        return { ok: true, row: stateOf(row) } as const;
      });
    },
  };
}
export type IatiSettingsStore = ReturnType<typeof iatiSettingsStore>;
