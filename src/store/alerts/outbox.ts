/**
 * What is to be told to whom, written down in the transaction of what happened to the alert. Whether and when it is really sent
 * (quiet hours, digests, cleared meanwhile) is decided when it is due; here only channels that could never want it are left out.
 */
import type { Severity } from '@digitruck/contract/alerts';
import { ChannelBody } from '@digitruck/contract/channels';
import type { AlertId, ChannelId } from '@digitruck/contract/ids';
import type { Tx } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { alertChannels, alertDeliveries, type TruckKey } from '../tables/alerts.ts';

/** Alerts of one truck within so long are one e-mail, so each e-mail waits for others. */
export const DIGEST_WAIT_MS = 60_000;

const RANK: Readonly<Record<Severity, number>> = { note: 1, soon: 2, urgent: 3 };
/** Greater is more severe. */
export const severityRank = (severity: Severity): number => RANK[severity];

export type ToTell = { readonly alertId: AlertId; readonly truckId: TruckKey; readonly severity: Severity };
type Told = { readonly channelId: ChannelId; readonly body: ChannelBody };

/** It is new, or is to be told by itself now. @param waitMs how long to wait whether it clears again */
export async function tellRaised(tx: Tx, alert: ToTell, nowMs: number, waitMs = 0): Promise<void> {
  const rows = (await channelsFor(tx, alert)).map((channel) => firstTelling(channel, nowMs + waitMs));
  if (rows.length === 0) return;
  await tx
    .insert(alertDeliveries)
    .values(rows.map((row) => ({ ...row, alertId: alert.alertId, createdAt: new Date(nowMs) })))
    // What was dropped may be told after all; what waits, was told or failed is not told a second time.
    .onConflictDoUpdate({
      target: [alertDeliveries.channelId, alertDeliveries.alertId, alertDeliveries.what],
      targetWhere: sql`what in ('raised', 'escalated', 'cleared')`,
      set: {
        state: 'waiting',
        dueAt: sql`excluded.due_at`,
        messageId: null,
        messageKind: null,
        composedAt: null,
        tries: 0,
        fault: null,
      },
      setWhere: sql`${alertDeliveries.state} = 'dropped'`,
    });
}

/** It is worse: whoever was told of it is told again, whoever was not (below their severity, or still waiting) is told now. */
export async function tellWorse(tx: Tx, alert: ToTell, nowMs: number): Promise<void> {
  const channels = await channelsFor(tx, alert);
  if (channels.length === 0) return;
  const before = await tx
    .select()
    .from(alertDeliveries)
    .where(eq(alertDeliveries.alertId, alert.alertId))
    .for('update');
  for (const { channelId, body } of channels) {
    const first = before.find(
      (row) => row.channelId === channelId && (row.what === 'raised' || row.what === 'escalated'),
    );
    const dueAt = new Date(nowMs + digestWaitMs(body));
    if (first === undefined || first.state === 'dropped') continue;
    if (first.state === 'told' || first.state === 'failed' || first.messageId !== null) {
      const row = {
        channelId,
        alertId: alert.alertId,
        what: 'worse',
        dueAt,
        createdAt: new Date(nowMs),
      } as const;
      await tx.insert(alertDeliveries).values(row);
    } else if (first.what === 'raised' && first.dueAt > dueAt) {
      await tx
        .update(alertDeliveries)
        .set({ state: 'waiting', dueAt })
        .where(eq(alertDeliveries.deliveryId, first.deliveryId));
    }
  }
  await tellRaised(tx, alert, nowMs);
}

/** It is over: told where it was told, and what still waits is looked at at once, to be dropped. */
export async function tellCleared(tx: Tx, alertId: AlertId, nowMs: number): Promise<void> {
  const now = new Date(nowMs).toISOString();
  await tx.execute(sql`
    update alert_deliveries set due_at = ${now}
    where alert_id = ${alertId} and state in ('waiting', 'quiet') and message_id is null and due_at > ${now}`);
  await tx.execute(sql`
    insert into alert_deliveries (channel_id, alert_id, what, due_at, created_at)
    select distinct d.channel_id, d.alert_id, 'cleared',
      case c.kind when 'email' then ${now}::timestamptz + make_interval(secs => ${DIGEST_WAIT_MS / 1000})
        else ${now}::timestamptz end,
      ${now}::timestamptz
    from alert_deliveries d join alert_channels c on c.channel_id = d.channel_id
    where d.alert_id = ${alertId} and d.what in ('raised', 'escalated') and d.state in ('waiting', 'quiet', 'told')
      and (c.body->>'tellCleared')::boolean and (c.body->>'enabled')::boolean
    on conflict do nothing`);
}

async function channelsFor(tx: Tx, { truckId, severity }: ToTell): Promise<Told[]> {
  const rows = await tx
    .select({ channelId: alertChannels.channelId, body: alertChannels.body })
    .from(alertChannels)
    .where(sql`(${alertChannels.body}->>'enabled')::boolean`)
    // One that is deleted meanwhile would refuse what refers to it, and with it the alert.
    .for('key share');
  return rows
    .map(({ channelId, body }) => ({ channelId, body: ChannelBody.parse(body) }))
    .filter(({ body }) => {
      const ofTruck = body.truckIds.length === 0 || body.truckIds.some((one) => one === truckId);
      return ofTruck && severityRank(severity) >= severityRank(body.minSeverity);
    });
}

function firstTelling({ channelId, body }: Told, fromMs: number) {
  const escalates = body.afterMinutes > 0;
  const waitMs = escalates ? body.afterMinutes * 60_000 : digestWaitMs(body);
  return {
    channelId,
    what: escalates ? ('escalated' as const) : ('raised' as const),
    dueAt: new Date(fromMs + waitMs),
  };
}

function digestWaitMs(body: ChannelBody): number {
  return body.kind === 'email' ? DIGEST_WAIT_MS : 0;
}
