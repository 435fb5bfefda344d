/**
 * MQTT credentials of trucks: the user name is the truck's id, the password is kept as a Mosquitto hash, so that the
 * same row serves the embedded broker and a Mosquitto password file.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { TruckId } from '@digitruck/contract/ids';
import type { Actor, TruckCredentials } from '@digitruck/contract/people';
import type { z } from 'zod';
import { verifyMosquittoHash } from '../../kernel/password-hash.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, isNull, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { truckCredentials } from '../tables/people.ts';
import { trucks } from '../tables/registry.ts';

type Credentials = z.infer<typeof TruckCredentials>;
/** A thousand trucks that come back at once shall not each cost a PBKDF2. */
const CHECKED_MAX = 20_000;

export function credentialStore(db: Db) {
  /** Passwords that were right, by truck: the hash they were right for, and a keyed digest of the password. */
  const checked = new Map<string, { passwordHash: string; digest: Buffer }>();
  const digestKey = randomBytes(32);
  const digestOf = (password: string) => createHmac('sha256', digestKey).update(password).digest();

  return {
    async find(truckId: TruckId): Promise<Credentials | undefined> {
      const [row] = await db.select().from(truckCredentials).where(eq(truckCredentials.truckId, truckId));
      return row && credentialsOf(row);
    },

    /** New credentials in the place of old ones; undefined when there is no such truck in the registry. */
    async issue(actor: Actor, truckId: TruckId, passwordHash: string): Promise<Credentials | undefined> {
      return db.transaction(async (tx) => {
        const [truck] = await tx.select().from(trucks).where(eq(trucks.truckId, truckId)).for('share');
        if (!truck) return undefined;
        const before = await locked(tx, truckId);
        const values = { passwordHash, createdBy: actor.name, createdAt: sql`now()`, revokedAt: null };
        const [row] = await tx
          .insert(truckCredentials)
          .values({ truckId, ...values })
          .onConflictDoUpdate({ target: truckCredentials.truckId, set: values })
          .returning();
        if (!row) throw new Error('an upsert returned nothing');
        await recordChange(tx, {
          actor,
          action: 'credentials.issue',
          subject: 'truck',
          subjectId: truckId,
          before: before && credentialsOf(before),
          after: credentialsOf(row),
        });
        return credentialsOf(row);
      });
    },

    /** From now on the truck cannot connect until it is given new credentials; false when it has none. */
    async revoke(actor: Actor, truckId: TruckId): Promise<boolean> {
      return db.transaction(async (tx) => {
        const before = await locked(tx, truckId);
        if (!before || before.revokedAt !== null) return false;
        const [row] = await tx
          .update(truckCredentials)
          .set({ revokedAt: sql`now()` })
          .where(eq(truckCredentials.truckId, truckId))
          .returning();
        await recordChange(tx, {
          actor,
          action: 'credentials.revoke',
          subject: 'truck',
          subjectId: truckId,
          before: credentialsOf(before),
          after: row && credentialsOf(row),
        });
        return true;
      });
    },

    /** Whether the truck was ever given credentials, revoked ones too: then it must come with a password. */
    async hasCredentials(truckId: string): Promise<boolean> {
      const [row] = await db
        .select({ truckId: truckCredentials.truckId })
        .from(truckCredentials)
        .where(eq(truckCredentials.truckId, truckId));
      return row !== undefined;
    },

    /**
     * Whether this is the truck's password now. A password seen right before costs one look-up and no key derivation.
     */
    async checkTruckPassword(username: string, password: string): Promise<boolean> {
      const [row] = await db
        .select({ passwordHash: truckCredentials.passwordHash })
        .from(truckCredentials)
        .where(and(eq(truckCredentials.truckId, username), isNull(truckCredentials.revokedAt)));
      if (!row) return false;
      const digest = digestOf(password);
      const known = checked.get(username);
      if (known?.passwordHash === row.passwordHash && timingSafeEqual(known.digest, digest)) return true;
      if (!(await verifyMosquittoHash(password, row.passwordHash))) return false;
      checked.delete(username);
      checked.set(username, { passwordHash: row.passwordHash, digest });
      if (checked.size > CHECKED_MAX) checked.delete(checked.keys().next().value ?? '');
      return true;
    },

    /** All that may connect, for a Mosquitto password file. */
    async listActive(): Promise<{ truckId: TruckId; passwordHash: string }[]> {
      const rows = await db
        .select({ truckId: truckCredentials.truckId, passwordHash: truckCredentials.passwordHash })
        .from(truckCredentials)
        .where(isNull(truckCredentials.revokedAt))
        .orderBy(truckCredentials.truckId);
      return rows.map((row) => ({ ...row, truckId: row.truckId as TruckId }));
    },
  };
}
export type CredentialStore = ReturnType<typeof credentialStore>;

type Row = typeof truckCredentials.$inferSelect;

async function locked(tx: Tx, truckId: TruckId): Promise<Row | undefined> {
  const [row] = await tx
    .select()
    .from(truckCredentials)
    .where(eq(truckCredentials.truckId, truckId))
    .for('update');
  return row;
}

function credentialsOf(row: Row): Credentials {
  return {
    truckId: row.truckId as TruckId,
    username: row.truckId,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
