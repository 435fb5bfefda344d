/** Table `presence`: whether each truck is there, as the screens show it. Kept by `ingest/presence-keeper.ts`. */
import type { Link } from '@digitruck/contract/fleet';
import type { TruckId } from '@digitruck/contract/ids';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';

export type PresenceRow = {
  readonly truckId: TruckId;
  readonly state: Link['state'];
  readonly sinceMs: number | undefined;
  readonly heardMs: number | undefined;
  readonly bootId: string | undefined;
  readonly bootAtMs: number;
  readonly flapping: boolean;
};

const isoOrNull = (ms: number | undefined) =>
  ms === undefined || !Number.isFinite(ms) ? null : new Date(ms).toISOString();

export function presenceStore(db: Db) {
  return {
    async all(): Promise<PresenceRow[]> {
      const { rows } = await db.$client.query(
        `select truck_id as "truckId", state, boot_id as "bootId", flapping,
           (extract(epoch from since) * 1000)::float8 as "sinceMs",
           (extract(epoch from last_heard_at) * 1000)::float8 as "heardMs",
           coalesce((extract(epoch from boot_at) * 1000)::float8, '-infinity'::float8) as "bootAtMs"
         from presence`,
      );
      return rows.map((row) => ({
        ...row,
        sinceMs: row.sinceMs ?? undefined,
        heardMs: row.heardMs ?? undefined,
        bootId: row.bootId ?? undefined,
      }));
    },

    /**
     * @param changed trucks whose state changed, which screens want to know
     * @returns trucks that are not silent after all: another replica hears them
     */
    async write(rows: readonly PresenceRow[], changed: readonly TruckId[]): Promise<TruckId[]> {
      const json = JSON.stringify(
        rows.map((row) => ({
          truck_id: row.truckId,
          state: row.state,
          since: isoOrNull(row.sinceMs),
          last_heard_at: isoOrNull(row.heardMs),
          boot_id: row.bootId ?? null,
          boot_at: isoOrNull(row.bootAtMs),
          flapping: row.flapping,
        })),
      );
      return await db.transaction(async (tx) => {
        const { rows: written } = await tx.execute<{ truck_id: TruckId }>(sql`
          insert into presence (truck_id, state, since, last_heard_at, boot_id, boot_at, flapping)
          select truck_id, state, since, last_heard_at, boot_id, boot_at, flapping
          from jsonb_to_recordset(${json}::jsonb) as r (truck_id text, state text, since timestamptz,
            last_heard_at timestamptz, boot_id text, boot_at timestamptz, flapping boolean)
          order by truck_id
          on conflict (truck_id) do update set state = excluded.state, since = excluded.since,
            last_heard_at = greatest(presence.last_heard_at, excluded.last_heard_at), boot_id = excluded.boot_id,
            boot_at = excluded.boot_at, flapping = excluded.flapping
          where not (excluded.state = 'silent' and presence.last_heard_at > excluded.last_heard_at)
          returning truck_id`);
        const done = new Set(written.map((row) => row.truck_id));
        await notifyChanges(tx, { trucks: changed.filter((truckId) => done.has(truckId)) });
        return rows.map((row) => row.truckId).filter((truckId) => !done.has(truckId));
      });
    },
  };
}
export type PresenceStore = ReturnType<typeof presenceStore>;
