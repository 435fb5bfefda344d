/**
 * Channels: ways to tell people of alerts. A webhook's secret is made here, leaves once in the answer, and is read again only by what
 * signs; addresses may hold secrets of their own, so the audit log names a webhook's host alone.
 */
import { randomBytes } from 'node:crypto';
import { type Channel, ChannelBody } from '@digitruck/contract/channels';
import type { ChannelId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { alertChannels } from '../tables/alerts.ts';
import { versionedRows } from '../versioned-rows.ts';
import { type Done, done, NOT_FOUND, type NotFound, rowMetaOf, type VersionConflict } from '../versions.ts';

const SECRET_BYTES = 32;
export type MadeChannel = { readonly channel: Channel; readonly secret: string | null };

const rows = versionedRows({
  table: alertChannels,
  id: 'channelId',
  subject: 'alert-channel',
  rowOf: channelOf,
  notedOf: withoutAddress,
  changed: () => ({ subjects: ['alerts'] }),
  lock: 'no key update',
});

export function channelStore(db: Db) {
  return {
    async list(): Promise<Channel[]> {
      const found = await db
        .select()
        .from(alertChannels)
        .orderBy(alertChannels.createdAt, alertChannels.channelId);
      return found.map(channelOf);
    },

    find: (channelId: ChannelId): Promise<Channel | undefined> => rows.find(db, channelId),

    async create(actor: Actor, body: ChannelBody): Promise<MadeChannel> {
      const secret = body.kind === 'webhook' ? newSecret() : null;
      return db.transaction(async (tx) => {
        const channel = await rows.add(tx, actor, { kind: body.kind, body, secret });
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
        const based = await rows.at(tx, channelId, version);
        if (!based.ok) return based;
        if (based.row.kind !== body.kind) return { ok: false, reason: 'other-kind' } as const;
        return done(await rows.change(tx, actor, based.row, { body, lastFault: null }));
      });
    },

    /** A new secret for a webhook; the old one signs nothing any more. */
    async renewSecret(actor: Actor, channelId: ChannelId): Promise<MadeChannel | NotFound> {
      const secret = newSecret();
      return db.transaction(async (tx) => {
        const current = await rows.locked(tx, channelId);
        if (current === undefined || current.kind !== 'webhook') return NOT_FOUND;
        const channel = await rows.change(tx, actor, current, { secret }, 'renew-secret');
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
        const based = await rows.at(tx, channelId, version);
        return based.ok ? done(await rows.remove(tx, actor, based.row)) : based;
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

/** A webhook's path is often its password. */
export function withoutAddress(channel: Channel): Channel {
  return channel.kind === 'webhook' ? { ...channel, url: `${new URL(channel.url).origin}/...` } : channel;
}
