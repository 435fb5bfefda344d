/** Deliveries, from the outbox to told, failed or dropped: what a person sees of them, and what the sender asks and says. */
import type { Channel, Delivery } from '@digitruck/contract/channels';
import type { AlertId, ChannelId } from '@digitruck/contract/ids';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { and, eq, inArray, ne, sql } from '../drizzle.ts';
import { allOf, type Page, type PagedBy, pageOf } from '../pages.ts';
import { alertChannels, alertDeliveries, type MessageKind } from '../tables/alerts.ts';
import { NOT_FOUND, type NotFound } from '../versions.ts';
import { channelOf } from './channels.ts';
import { type DueDelivery, deliveryComposer, withAlert } from './delivery-compose.ts';
import { addDeliveryEvent } from './delivery-events.ts';

/** A message as it is to be sent now. */
export type Message = {
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly channel: Channel;
  readonly secret: string | null;
  readonly composedMs: number;
  /** Why the last try failed. */
  readonly fault: string | null;
  readonly deliveries: readonly (DueDelivery & {
    /** The message that told this channel of the alert first: the thread's root; null when it is this one. */
    readonly rootMessageId: string | null;
  })[];
};

const NEWEST: PagedBy = {
  name: 'newest',
  sort: { key: sql`${alertDeliveries.createdAt}`, type: 'timestamptz', descending: true },
  id: sql`${alertDeliveries.deliveryId}`,
  idType: 'uuid',
};

export function deliveryStore(db: Db) {
  return {
    /** Newest first. */
    async list(query: {
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly channelId?: ChannelId | undefined;
      readonly alertId?: AlertId | undefined;
      readonly state?: Delivery['state'] | undefined;
    }): Promise<Page<Delivery>> {
      const matches = allOf([
        query.channelId === undefined ? undefined : eq(alertDeliveries.channelId, query.channelId),
        query.alertId === undefined ? undefined : eq(alertDeliveries.alertId, query.alertId),
        query.state === undefined ? undefined : eq(alertDeliveries.state, query.state),
      ]);
      return pageOf(NEWEST, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db
            .select({
              row: alertDeliveries,
              channelName: sql<string>`${alertChannels.body}->>'name'`,
              sortKey,
            })
            .from(alertDeliveries)
            .innerJoin(alertChannels, eq(alertChannels.channelId, alertDeliveries.channelId))
            .where(where)
            .orderBy(orderBy)
            .limit(limit),
        total: () => db.$count(alertDeliveries, matches),
        idOf: ({ row }) => row.deliveryId,
        itemOf: ({ row, channelName }) => deliveryOf(row, channelName),
      });
    },

    ...deliveryComposer(db),

    /** Something to see whether a channel works. */
    async addTest(channelId: ChannelId, nowMs: number): Promise<{ ok: true; row: Delivery } | NotFound> {
      return db.transaction(async (tx) => {
        const [channel] = await tx.select().from(alertChannels).where(eq(alertChannels.channelId, channelId));
        if (channel === undefined) return NOT_FOUND;
        const now = new Date(nowMs);
        const [row] = await tx
          .insert(alertDeliveries)
          .values({ channelId, what: 'test', dueAt: now, createdAt: now })
          .returning();
        if (row === undefined) throw new Error('a test delivery was not written');
        await notifyChanges(tx, { subjects: ['alerts'] });
        return { ok: true, row: deliveryOf(row, channelOf(channel).name) };
      });
    },

    /** How many are in each state, of the last day and all that are still to be told. */
    async counts(): Promise<Record<Delivery['state'], number>> {
      const rows = await db
        .select({ state: alertDeliveries.state, count: sql<number>`count(*)::int` })
        .from(alertDeliveries)
        .groupBy(alertDeliveries.state);
      const counts = { waiting: 0, quiet: 0, told: 0, failed: 0, dropped: 0 };
      for (const { state, count } of rows) counts[state] = count;
      return counts;
    },

    /** A message with what of it is still to be told; undefined when nothing is. */
    async message(messageId: string, nowMs: number): Promise<Message | undefined> {
      const rows = await db
        .select()
        .from(alertDeliveries)
        .where(and(eq(alertDeliveries.messageId, messageId), eq(alertDeliveries.state, 'waiting')))
        .orderBy(alertDeliveries.createdAt, alertDeliveries.deliveryId);
      const first = rows[0];
      if (first === undefined) return undefined;
      const [channel] = await db
        .select()
        .from(alertChannels)
        .where(eq(alertChannels.channelId, first.channelId));
      if (channel === undefined) return undefined;
      const deliveries = [];
      for (const row of rows) {
        const { first: root, ...delivery } = await withAlert(db, row, nowMs);
        const rootMessageId = root === undefined || root.messageId === messageId ? null : root.messageId;
        deliveries.push({ ...delivery, rootMessageId });
      }
      return {
        messageId,
        kind: first.messageKind ?? 'single',
        channel: channelOf(channel),
        secret: channel.secret,
        composedMs: first.composedAt?.getTime() ?? nowMs,
        fault: first.fault,
        deliveries,
      };
    },

    /**
     * What was handed over long ago and came to no end, because its job is gone, is due again; what is settled and old is forgotten.
     * @returns how many are due again
     */
    async tidy(handedBeforeMs: number, settledBeforeMs: number): Promise<number> {
      const { rowCount } = await db.execute(sql`
        update alert_deliveries set message_id = null, message_kind = null, composed_at = null
        where state = 'waiting' and message_id is not null and composed_at < ${new Date(handedBeforeMs).toISOString()}`);
      await db.execute(sql`
        delete from alert_deliveries d
        where d.created_at < ${new Date(settledBeforeMs).toISOString()} and d.state in ('told', 'failed', 'dropped')
          and not exists (select 1 from alerts a where a.alert_id = d.alert_id and a.state <> 'cleared')`);
      return rowCount ?? 0;
    },

    /** They are not to be told now after all; later they are put together anew. */
    async release(deliveryIds: readonly string[], untilMs: number, quiet: boolean): Promise<void> {
      await db
        .update(alertDeliveries)
        .set({
          state: quiet ? 'quiet' : 'waiting',
          dueAt: new Date(untilMs),
          messageId: null,
          messageKind: null,
          composedAt: null,
        })
        .where(
          and(inArray(alertDeliveries.deliveryId, [...deliveryIds]), eq(alertDeliveries.state, 'waiting')),
        );
    },

    /** What became of some deliveries of a message. `told` and `failed` are events of their alerts; a `fault` will be tried again. */
    async settle(
      channelId: ChannelId,
      deliveryIds: readonly string[],
      outcome:
        | { readonly state: 'told'; readonly note: string }
        | { readonly state: 'fault' | 'failed'; readonly fault: string }
        | { readonly state: 'dropped'; readonly fault: string; readonly tell: boolean },
      nowMs: number,
    ): Promise<void> {
      if (deliveryIds.length === 0) return;
      await db.transaction(async (tx) => {
        const [channel] = await tx
          .select()
          .from(alertChannels)
          .where(eq(alertChannels.channelId, channelId))
          .for('no key update');
        if (channel === undefined) return;
        const { state } = outcome;
        const now = new Date(nowMs);
        const fault = state === 'told' ? null : outcome.fault;
        const tried = state === 'told' || state === 'fault';
        const changed = await tx
          .update(alertDeliveries)
          .set({
            fault,
            ...(tried && { tries: sql`tries + 1` }),
            ...(state !== 'fault' && { state }),
            ...(state === 'told' && { toldAt: now }),
          })
          .where(
            and(inArray(alertDeliveries.deliveryId, [...deliveryIds]), ne(alertDeliveries.state, 'told')),
          )
          .returning();
        if (changed.length === 0) return;
        const { name } = channelOf(channel);
        const untold = outcome.state === 'dropped' && !outcome.tell;
        if (state !== 'fault' && !untold) {
          const note = state === 'told' ? outcome.note : outcome.fault;
          for (const row of changed) {
            const kind = state !== 'told' ? 'not-told' : row.what === 'escalated' ? 'escalated' : 'told';
            await addDeliveryEvent(tx, row, { kind, by: name, note }, now);
          }
        }
        if (state === 'told') {
          const set = { lastToldAt: now, lastFault: null };
          await tx.update(alertChannels).set(set).where(eq(alertChannels.channelId, channelId));
        } else if (state !== 'dropped') {
          await tx
            .update(alertChannels)
            .set({ lastFault: fault })
            .where(eq(alertChannels.channelId, channelId));
        }
        await notifyChanges(tx, { subjects: ['alerts'] });
      });
    },
  };
}
export type DeliveryStore = ReturnType<typeof deliveryStore>;

type Row = typeof alertDeliveries.$inferSelect;

function deliveryOf(row: Row, channelName: string): Delivery {
  return {
    deliveryId: row.deliveryId,
    channelId: row.channelId,
    channelName,
    alertId: row.alertId,
    what: row.what,
    state: row.state,
    tries: row.tries,
    createdAt: row.createdAt.toISOString(),
    toldAt: row.toldAt?.toISOString() ?? null,
    fault: row.fault,
  };
}
