/** Keys of programs: each has a role of its own. A key's text is seen once, when it is made; only its hash is kept. */
import { randomUUID } from 'node:crypto';
import type { Actor, ApiKey, Role } from '@digitruck/contract/people';
import type { z } from 'zod';
import type { Db } from '../db.ts';
import { desc, eq } from '../drizzle.ts';
import { apiKeys } from '../tables/people.ts';
import { recordChange } from './audit.ts';

export type NewKey = {
  readonly name: string;
  readonly role: Role;
  readonly keyHash: string;
  /** First characters, to tell keys apart. */
  readonly start: string;
  readonly expiresAt: Date | null;
};
export type KnownKey = { readonly keyId: string; readonly name: string; readonly role: Role };
type Key = z.infer<typeof ApiKey>;

export function keyStore(db: Db) {
  return {
    async list(): Promise<Key[]> {
      const rows = await db.select().from(apiKeys).orderBy(desc(apiKeys.createdAt), apiKeys.id);
      return rows.map(keyOf);
    },

    async create(actor: Actor, input: NewKey): Promise<Key> {
      return db.transaction(async (tx) => {
        const [row] = await tx
          .insert(apiKeys)
          .values({
            id: randomUUID(),
            name: input.name,
            role: input.role,
            key: input.keyHash,
            start: input.start,
            expiresAt: input.expiresAt,
            referenceId: actor.personId ?? 'system',
            createdBy: actor.name,
          })
          .returning();
        if (!row) throw new Error('an insert returned nothing');
        const key = keyOf(row);
        await recordChange(tx, {
          actor,
          action: 'key.create',
          subject: 'key',
          subjectId: key.keyId,
          after: auditView(key),
        });
        return key;
      });
    },

    async remove(actor: Actor, keyId: string): Promise<boolean> {
      return db.transaction(async (tx) => {
        const [row] = await tx.delete(apiKeys).where(eq(apiKeys.id, keyId)).returning();
        if (!row) return false;
        await recordChange(tx, {
          actor,
          action: 'key.delete',
          subject: 'key',
          subjectId: keyId,
          before: auditView(keyOf(row)),
        });
        return true;
      });
    },

    /** The key with this hash, whether it is still good or not. */
    async findByHash(keyHash: string): Promise<KnownKey | undefined> {
      const [row] = await db.select().from(apiKeys).where(eq(apiKeys.key, keyHash));
      return row && { keyId: row.id, name: row.name ?? row.id, role: row.role };
    },
  };
}
export type KeyStore = ReturnType<typeof keyStore>;

function keyOf(row: typeof apiKeys.$inferSelect): Key {
  return {
    keyId: row.id,
    name: row.name ?? '',
    role: row.role,
    start: row.start,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastRequest?.toISOString() ?? null,
  };
}

function auditView(key: Key) {
  return { name: key.name, role: key.role, expiresAt: key.expiresAt };
}
