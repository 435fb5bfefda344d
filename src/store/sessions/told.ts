/** Which reports that came over MQTT are counted without the truck's hub having been told. */
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';

export type UntoldSession = {
  readonly truckId: TruckId;
  readonly sessionId: SessionId;
  readonly version: number;
  readonly code: string;
};

export function sessionToldStore(db: Db) {
  return {
    /** The longest counted first. */
    async untold(limit: number): Promise<UntoldSession[]> {
      const { rows } = await db.execute<UntoldSession>(sql`
        select truck_id as "truckId", session_id as "sessionId", version, code from session_reports
        where counted_at is not null and counted_told < version and received_via @> '{mqtt}'
        order by counted_at limit ${limit}`);
      return rows;
    },

    /** A version that came in meanwhile stays to be told. */
    async markTold(told: readonly UntoldSession[]): Promise<void> {
      if (told.length === 0) return;
      const column = <Value>(of: (session: UntoldSession) => Value) => sql.param(told.map(of));
      await db.execute(sql`
        update session_reports r set counted_told = t.version
        from unnest(${column((one) => one.truckId)}::text[], ${column((one) => one.sessionId)}::uuid[],
          ${column((one) => one.version)}::int[]) as t (truck_id, session_id, version)
        where r.truck_id = t.truck_id and r.session_id = t.session_id and r.counted_told < t.version`);
    },
  };
}
export type SessionToldStore = ReturnType<typeof sessionToldStore>;
