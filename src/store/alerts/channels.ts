/**
 * Channels: ways to tell people of alerts. A webhook's secret is made here, leaves once in the answer, and is read again only by what
 * signs; addresses may hold secrets of their own, so the audit log names a webhook's host alone.
 */
import { randomBytes } from 'node:crypto';
import { type Channel, ChannelBody } from '@digitruck/contract/channels';
import type { ChannelId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { alertChannels } from '../tables/alerts.ts';
import {
  type Done,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  type VersionConflict,
} from '../versions.ts';

const SECRET_BYTES = 32;
export type MadeChannel = { readonly channel: Channel; readonly secret: string | null };

export function channelStore(db: Db) {
  return {
    async list(): Promise<Channel[]> {
      const rows = await db
        .select()
        .from(alertChannels)
        .orderBy(alertChannels.createdAt, alertChannels.channelId);
      return rows.map(channelOf);
    },

    async find(channelId: ChannelId): Promise<Channel | undefined> {
      const [row] = await db.select().from(alertChannels).where(eq(alertChannels.channelId, channelId));
      return row && channelOf(row);
    },

    async create(actor: Actor, body: ChannelBody): Promise<MadeChannel> {
      const secret = body.kind === 'webhook' ? newSecret() : null;
      return db.transaction(async (tx) => {
        const values = { kind: body.kind, body, secret, updatedBy: actor.name };
        const channel = channelOf(onlyRow(await tx.insert(alertChannels).values(values).returning()));
        await note(tx, actor, 'create', channel.channelId, undefined, channel);
        return { channel, secret };
      });
    },

    /** Replaces it whole; a webhook stays a webhook, and keeps its secret. */
    async update(
      actor: Actor,
      channelId: ChannelId,
      { body, version }: { readonly body: ChannelBody; readonly version: number },
    ): Promise<Done<Channel> | NotFound | VersionConflict<Channel> | { ok: false; reason: 'other-kind' }> {
      return db.transaction(async (tx) => {
        const current = await locked(tx, channelId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) return { ok: false, reason: 'version-conflict', current } as const;
        if (current.kind !== body.kind) return { ok: false, reason: 'other-kind' } as const;
        const rows = await tx
          .update(alertChannels)
          .set({ body, lastFault: null, ...touchedBy(actor.name, version) })
          .where(eq(alertChannels.channelId, channelId))
          .returning();
        const row = channelOf(onlyRow(rows));
        await note(tx, actor, 'update', channelId, current, row);
        return { ok: true, row } as const;
      });
    },

    /** A new secret for a webhook; the old one signs nothing any more. */
    async renewSecret(actor: Actor, channelId: ChannelId): Promise<MadeChannel | NotFound> {
      const secret = newSecret();
      return db.transaction(async (tx) => {
        const current = await locked(tx, channelId);
        if (current === undefined || current.kind !== 'webhook') return NOT_FOUND;
        const rows = await tx
          .update(alertChannels)
          .set({ secret, ...touchedBy(actor.name, current.version) })
          .where(eq(alertChannels.channelId, channelId))
          .returning();
        const channel = channelOf(onlyRow(rows));
        await note(tx, actor, 'renew-secret', channelId, current, channel);
        return { channel, secret };
      });
    },

    /** With all that it was to tell. */
    async remove(
      actor: Actor,
      channelId: ChannelId,
      version: number,
    ): Promise<Done<Channel> | NotFound | VersionConflict<Channel>> {
      return db.transaction(async (tx) => {
        const current = await locked(tx, channelId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) return { ok: false, reason: 'version-conflict', current } as const;
        await tx.delete(alertChannels).where(eq(alertChannels.channelId, channelId));
        await note(tx, actor, 'delete', channelId, current, undefined);
        return { ok: true, row: current } as const;
      });
    },
  };
}
export type ChannelStore = ReturnType<typeof channelStore>;

export function channelOf(row: typeof alertChannels.$inferSelect): Channel {
  return {
    ...ChannelBody.parse(row.body),
    channelId: row.channelId,
    ...rowMetaOf(row),
    lastToldAt: row.lastToldAt?.toISOString() ?? null,
    lastFault: row.lastFault,
  };
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64url')}`;
}

async function locked(tx: Tx, channelId: ChannelId): Promise<Channel | undefined> {
  const [row] = await tx
    .select()
    .from(alertChannels)
    .where(eq(alertChannels.channelId, channelId))
    .for('no key update');
  return row && channelOf(row);
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  channelId: ChannelId,
  before: Channel | undefined,
  after: Channel | undefined,
): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `alert-channel.${verb}`,
    subject: 'alert-channel',
    subjectId: channelId,
    before: before && withoutAddress(before),
    after: after && withoutAddress(after),
  });
  await notifyChanges(tx, { subjects: ['alerts'] });
}

/** A webhook's path is often its password. */
export function withoutAddress(channel: Channel): Channel {
  return channel.kind === 'webhook' ? { ...channel, url: `${new URL(channel.url).origin}/...` } : channel;
}
