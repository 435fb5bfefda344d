/** Days on which a truck is in maintenance, as what stands in the way of a visit; the list itself is maintenance.ts. */
import type { TruckId } from '@digitruck/contract/ids';
import type { Maintenance } from '@digitruck/contract/maintenance';
import type { Tx } from '../db.ts';
import { and, eq, gte, lte } from '../drizzle.ts';
import { truckMaintenance } from '../tables/calendars.ts';
import { shownOf } from '../versions.ts';

/** The truck is in maintenance on some of the days. */
export type InMaintenance = {
  readonly ok: false;
  readonly reason: 'in-maintenance';
  readonly maintenance: readonly Maintenance[];
};

/** What a visit on these days would run into; whoever asks has taken `lockVisits`. */
export async function maintenanceOn(
  tx: Tx,
  days: { readonly truckId: TruckId; readonly firstDay: string; readonly lastDay: string },
): Promise<InMaintenance | undefined> {
  const rows = await tx
    .select()
    .from(truckMaintenance)
    .where(
      and(
        eq(truckMaintenance.truckId, days.truckId),
        lte(truckMaintenance.firstDay, days.lastDay),
        gte(truckMaintenance.lastDay, days.firstDay),
      ),
    )
    .orderBy(truckMaintenance.firstDay);
  return rows.length === 0
    ? undefined
    : { ok: false, reason: 'in-maintenance', maintenance: rows.map(maintenanceOf) };
}

export function maintenanceOf(row: typeof truckMaintenance.$inferSelect): Maintenance {
  return shownOf(row);
}
