/**
 * What is due on a channel is put together into messages under a lock of that channel, so that several replicas never tell one thing
 * twice; each message is handed to the jobs in the same transaction, so that it is neither lost nor sent without being noted.
 */
import type { Channel, Delivery } from '@digitruck/contract/channels';
import type { ChannelId } from '@digitruck/contract/ids';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, inArray, isNull, sql } from '../drizzle.ts';
import { alertChannels, alertDeliveries, type MessageKind } from '../tables/alerts.ts';
import { findAlert, type StoredAlert } from './alerts.ts';
import { channelOf } from './channels.ts';
import { addDeliveryEvent } from './delivery-events.ts';
import { DIGEST_WAIT_MS } from './outbox.ts';

/** What one pass over a channel takes. */
const AT_ONCE_MAX = 500;

/** A delivery with what decides about it. */
export type DueDelivery = {
  readonly deliveryId: string;
  readonly what: Delivery['what'];
  readonly state: Delivery['state'];
  readonly dueMs: number;
  readonly createdMs: number;
  /** null for a test. */
  readonly alert: StoredAlert | null;
  /** The state of what told this channel of the alert first; null when nothing is on record. */
  readonly firstState: Delivery['state'] | null;
};
export type PlannedMessage = {
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly deliveryIds: readonly string[];
};
export type DeliveryPlan = {
  readonly drop: readonly { readonly deliveryId: string; readonly why: string; readonly tell: boolean }[];
  readonly postpone: readonly {
    readonly deliveryId: string;
    readonly untilMs: number;
    readonly quiet: boolean;
  }[];
  readonly messages: readonly PlannedMessage[];
};
export type DueOnChannel = {
  readonly channel: Channel;
  readonly due: readonly DueDelivery[];
  /** Told or on their way in the time asked for, tests left out. */
  readonly recentAlerts: number;
  readonly lastSummaryMs: number | null;
};
/** The transaction that is going on, for what has to be written in it. */
export type Ongoing = { readonly tx: Tx; readonly sql: typeof sql };

export function deliveryComposer(db: Db) {
  return {
    /** Channels on which something is due. */
    async dueChannels(nowMs: number): Promise<ChannelId[]> {
      const rows = await db
        .selectDistinct({ channelId: alertDeliveries.channelId })
        .from(alertDeliveries)
        .where(isDue(nowMs));
      return rows.map(({ channelId }) => channelId);
    },

    /**
     * Puts together what is due on a channel and hands it over; another replica that does the same waits, and finds nothing.
     * @param recentMs how far back alerts are counted that were told on it
     */
    async compose(
      channelId: ChannelId,
      nowMs: number,
      recentMs: number,
      plan: (due: DueOnChannel) => DeliveryPlan,
      handOver: (messages: readonly PlannedMessage[], transaction: Ongoing) => Promise<void>,
    ): Promise<DeliveryPlan | undefined> {
      return db.transaction(async (tx) => {
        // No key update: who writes alerts down may still refer to the channel and to alerts of ours.
        const [row] = await tx
          .select()
          .from(alertChannels)
          .where(eq(alertChannels.channelId, channelId))
          .for('no key update');
        if (row === undefined) return undefined;
        const due = await dueOn(tx, channelId, nowMs);
        if (!due.some((one) => one.dueMs <= nowMs)) return undefined;
        const recent = await recentOn(tx, channelId, nowMs - recentMs);
        const planned = plan({ channel: channelOf(row), due, ...recent });
        await save(tx, planned, nowMs);
        if (planned.messages.length > 0) await handOver(planned.messages, { tx, sql });
        if (planned.drop.length > 0) await notifyChanges(tx, { subjects: ['alerts'] });
        return planned;
      });
    },
  };
}

type Row = typeof alertDeliveries.$inferSelect;

function isDue(nowMs: number) {
  return and(
    inArray(alertDeliveries.state, ['waiting', 'quiet']),
    isNull(alertDeliveries.messageId),
    sql`${alertDeliveries.dueAt} <= ${new Date(nowMs).toISOString()}`,
  );
}

/** Also what is due soon: it may go with the rest. */
async function dueOn(tx: Tx, channelId: ChannelId, nowMs: number): Promise<DueDelivery[]> {
  const rows = await tx
    .select()
    .from(alertDeliveries)
    .where(and(eq(alertDeliveries.channelId, channelId), isDue(nowMs + DIGEST_WAIT_MS)))
    .orderBy(alertDeliveries.dueAt, alertDeliveries.createdAt, alertDeliveries.deliveryId)
    .limit(AT_ONCE_MAX)
    .for('no key update');
  const due = [];
  for (const row of rows) {
    const { first: _, ...delivery } = await withAlert(tx, row, nowMs);
    due.push(delivery);
  }
  return due;
}

/** With the alert as it is now, and what told this channel of it first. */
export async function withAlert(
  db: Db | Tx,
  row: Row,
  nowMs: number,
): Promise<DueDelivery & { first: Row | undefined }> {
  const found = row.alertId === null ? undefined : await findAlert(db, row.alertId, nowMs);
  const [first] =
    row.alertId === null
      ? []
      : await db
          .select()
          .from(alertDeliveries)
          .where(
            and(
              eq(alertDeliveries.alertId, row.alertId),
              eq(alertDeliveries.channelId, row.channelId),
              inArray(alertDeliveries.what, ['raised', 'escalated']),
            ),
          )
          // What was told counts, whatever else was dropped.
          .orderBy(sql`${alertDeliveries.state} <> 'told'`, alertDeliveries.createdAt);
  return {
    deliveryId: row.deliveryId,
    what: row.what,
    state: row.state,
    dueMs: row.dueAt.getTime(),
    createdMs: row.createdAt.getTime(),
    alert: found ?? null,
    firstState: first?.state ?? null,
    first,
  };
}

async function recentOn(tx: Tx, channelId: ChannelId, fromMs: number) {
  const { rows } = await tx.execute<{ recent: number; summary_at: Date | string | null }>(sql`
    select count(distinct alert_id)::int as recent,
      max(composed_at) filter (where message_kind = 'summary') as summary_at
    from alert_deliveries
    where channel_id = ${channelId} and composed_at > ${new Date(fromMs).toISOString()} and what <> 'test'`);
  const summaryAt = rows[0]?.summary_at ?? null;
  return {
    recentAlerts: rows[0]?.recent ?? 0,
    lastSummaryMs: summaryAt === null ? null : new Date(summaryAt).getTime(),
  };
}

async function save(tx: Tx, plan: DeliveryPlan, nowMs: number): Promise<void> {
  const now = new Date(nowMs);
  const isOne = (deliveryId: string) => eq(alertDeliveries.deliveryId, deliveryId);
  for (const { deliveryId, why, tell } of plan.drop) {
    const set = { state: 'dropped' as const, fault: why };
    const [row] = await tx.update(alertDeliveries).set(set).where(isOne(deliveryId)).returning();
    if (row !== undefined && tell) {
      const [channel] = await tx
        .select()
        .from(alertChannels)
        .where(eq(alertChannels.channelId, row.channelId));
      const by = channel === undefined ? '' : channelOf(channel).name;
      await addDeliveryEvent(tx, row, { kind: 'not-told', by, note: why }, now);
    }
  }
  for (const { deliveryId, untilMs, quiet } of plan.postpone) {
    const set = { state: quiet ? ('quiet' as const) : ('waiting' as const), dueAt: new Date(untilMs) };
    await tx.update(alertDeliveries).set(set).where(isOne(deliveryId));
  }
  for (const { messageId, kind, deliveryIds } of plan.messages) {
    await tx
      .update(alertDeliveries)
      .set({ state: 'waiting', messageId, messageKind: kind, composedAt: now })
      .where(inArray(alertDeliveries.deliveryId, [...deliveryIds]));
  }
}
