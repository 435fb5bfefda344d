/** What became of a delivery, told in the history of its alert. */
import type { AlertEvent } from '@digitruck/contract/alerts';
import type { Tx } from '../db.ts';
import { eq } from '../drizzle.ts';
import { type alertDeliveries, alerts } from '../tables/alerts.ts';
import { addEvent } from './transitions.ts';

export async function addDeliveryEvent(
  tx: Tx,
  row: typeof alertDeliveries.$inferSelect,
  event: { kind: AlertEvent['kind']; by: string; note: string },
  at: Date,
): Promise<void> {
  if (row.alertId === null) return;
  const [alert] = await tx
    .select({ truckId: alerts.truckId, alertId: alerts.alertId })
    .from(alerts)
    .where(eq(alerts.alertId, row.alertId));
  if (alert === undefined) return;
  await addEvent(tx, alert, at, { ...event, facts: { what: row.what, deliveryId: row.deliveryId } });
}
