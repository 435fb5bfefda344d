/** Table `schedules_sent`: what each truck was last sent as its schedule. Kept by `derive/schedules/schedule.ts`. */
import type { TruckId } from '@digitruck/contract/ids';
import type { Db } from '../db.ts';
import { sql } from '../drizzle.ts';
import { schedulesSent } from '../tables/visits.ts';

export type SentSchedule = { readonly digest: string; readonly sentAtMs: number };

export function scheduleStore(db: Db) {
  return {
    async sent(): Promise<Map<TruckId, SentSchedule>> {
      const rows = await db.select().from(schedulesSent);
      return new Map(
        rows.map(({ truckId, digest, sentAt }) => [truckId, { digest, sentAtMs: sentAt.getTime() }]),
      );
    },

    async noteSent(truckIdsAndDigests: readonly (readonly [TruckId, string])[], atMs: number): Promise<void> {
      if (truckIdsAndDigests.length === 0) return;
      const sentAt = new Date(atMs);
      await db
        .insert(schedulesSent)
        .values(truckIdsAndDigests.map(([truckId, digest]) => ({ truckId, digest, sentAt })))
        .onConflictDoUpdate({
          target: schedulesSent.truckId,
          set: { digest: sql`excluded.digest`, sentAt: sql`excluded.sent_at` },
        });
    },
  };
}
export type ScheduleStore = ReturnType<typeof scheduleStore>;
