/**
 * People: who may sign in and as what. Passwords come here hashed already; they and sessions live in better-auth's
 * tables.
 *
 * An installation never loses its last admin who can sign in: whoever would take that away waits for a lock on all
 * admins.
 */
import { randomUUID } from 'node:crypto';
import type { TruckId } from '@digitruck/contract/ids';
import type { Actor, Language, Person, Role } from '@digitruck/contract/people';
import type { Db, Tx } from '../db.ts';
import { and, eq, getTableColumns, or, type SQL, sql } from '../drizzle.ts';
import { keyset, type Page, pageFrom } from '../pages.ts';
import { accounts, installation, people, sessions } from '../tables/people.ts';
import { recordChange, SYSTEM_ACTOR } from './audit.ts';

export type NewPerson = {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly language: Language;
  readonly truckIds: readonly TruckId[];
  readonly passwordHash: string;
};
export type PersonChange = {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly language?: Language | undefined;
  readonly truckIds?: readonly TruckId[] | undefined;
  readonly disabled?: boolean | undefined;
  readonly passwordHash?: string | undefined;
};
export type PeopleQuery = {
  readonly q?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};
export type PersonResult<Reason extends string> =
  | { readonly ok: true; readonly person: Person }
  | { readonly ok: false; readonly reason: Reason };

const SET_UP_PREFIX = 'set-up-token:';
/** "DIGA": held while somebody becomes the first admin, so that there is one first admin. */
const FIRST_ADMIN_LOCK = 0x44494741;

export function peopleStore(db: Db) {
  return {
    /** People by name, those whose name or e-mail holds `q`. */
    async list(query: PeopleQuery): Promise<Page<Person>> {
      const matches = query.q ? contains(query.q) : undefined;
      const sort = { key: sql`lower(${people.name})`, type: 'text' } as const;
      const { after, orderBy, sortKey } = keyset({
        name: 'name',
        sort,
        id: sql`${people.id}`,
        idType: 'text',
        cursor: query.cursor,
      });
      const rows = await db
        .select({ ...getTableColumns(people), sortKey })
        .from(people)
        .where(and(matches, after))
        .orderBy(orderBy)
        .limit(query.limit + 1);
      const total = await db.$count(people, matches);
      return pageFrom(rows, {
        name: 'name',
        limit: query.limit,
        total,
        idOf: (row) => row.id,
        itemOf: personOf,
      });
    },

    async find(personId: string): Promise<Person | undefined> {
      const [row] = await db.select().from(people).where(eq(people.id, personId));
      return row && personOf(row);
    },

    async create(actor: Actor, input: NewPerson): Promise<PersonResult<'already-exists'>> {
      return db.transaction((tx) => insertPerson(tx, actor, input));
    },

    /** A new password, and being switched off, end all of the person's sessions. */
    async update(
      actor: Actor,
      personId: string,
      change: PersonChange,
    ): Promise<PersonResult<'not-found' | 'last-admin'>> {
      return db.transaction(async (tx) => {
        const admins = await tx
          .select({ id: people.id })
          .from(people)
          .where(and(eq(people.role, 'admin'), eq(people.disabled, false)))
          .orderBy(people.id)
          .for('update');
        const [row] = await tx.select().from(people).where(eq(people.id, personId)).for('update');
        if (!row) return { ok: false, reason: 'not-found' } as const;
        const { passwordHash, ...columns } = change;
        const stays = (change.role ?? row.role) === 'admin' && !(change.disabled ?? row.disabled);
        if (!stays && admins.length === 1 && admins[0]?.id === personId) {
          return { ok: false, reason: 'last-admin' } as const;
        }
        const [changed] = await tx
          .update(people)
          .set({ ...columns, truckIds: columns.truckIds && [...columns.truckIds], updatedAt: sql`now()` })
          .where(eq(people.id, personId))
          .returning();
        if (!changed) throw new Error('a locked person vanished');
        if (passwordHash !== undefined) await setPassword(tx, personId, passwordHash);
        if (passwordHash !== undefined || changed.disabled) {
          await tx.delete(sessions).where(eq(sessions.userId, personId));
        }
        await recordChange(tx, {
          actor,
          action: passwordHash === undefined ? 'person.update' : 'person.set-password',
          subject: 'person',
          subjectId: personId,
          before: auditView(row),
          after: auditView(changed),
        });
        return { ok: true, person: personOf(changed) } as const;
      });
    },

    /** Keeps a sign-in, or a try that failed, in the audit log. `email` is what was typed. */
    async recordSignIn(email: string, outcome: 'ok' | 'failed', address: string): Promise<void> {
      await db.transaction(async (tx) => {
        const [row] = await tx.select().from(people).where(eq(people.email, email.toLowerCase()));
        if (outcome === 'ok' && row) {
          await tx.update(people).set({ lastSignInAt: sql`now()` }).where(eq(people.id, row.id));
        }
        await recordChange(tx, {
          actor: { personId: row?.id ?? null, name: row?.name ?? email.slice(0, 120), via: 'session' },
          action: outcome === 'ok' ? 'person.sign-in' : 'person.sign-in-failed',
          subject: 'person',
          subjectId: row?.id ?? email.slice(0, 120),
          after: { address },
        });
      });
    },

    /** Something a person did with their own password or sessions, done by better-auth. */
    async recordOwnAct(
      actor: Actor,
      action: 'person.change-password' | 'person.end-sessions',
    ): Promise<void> {
      const subjectId = actor.personId ?? '';
      await db.transaction((tx) => recordChange(tx, { actor, action, subject: 'person', subjectId }));
    },

    /** Whether nobody can administrate yet. */
    async setUpNeeded(): Promise<boolean> {
      return !(await hasAdmin(db));
    },

    /** Keeps the hash of a set-up link's token; valid until there is an admin, on every replica. */
    async addSetUpToken(tokenHash: string): Promise<void> {
      await db
        .insert(installation)
        .values({ key: `${SET_UP_PREFIX}${tokenHash}`, value: '' })
        .onConflictDoNothing();
    },

    /**
     * The first admin, if there is none. `tokenHash` is that of a set-up link; without one (settings ADMIN_EMAIL and
     * ADMIN_PASSWORD) the system does it.
     */
    async createFirstAdmin(
      input: Omit<NewPerson, 'role' | 'truckIds' | 'language'>,
      tokenHash: string | undefined,
    ): Promise<PersonResult<'bad-token' | 'not-needed' | 'already-exists'>> {
      return db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK})`);
        if (tokenHash !== undefined) {
          const key = `${SET_UP_PREFIX}${tokenHash}`;
          const known = await tx.delete(installation).where(eq(installation.key, key)).returning();
          if (known.length === 0) return { ok: false, reason: 'bad-token' } as const;
        }
        if (await hasAdmin(tx)) return { ok: false, reason: 'not-needed' } as const;
        const admin = { ...input, role: 'admin', language: 'en', truckIds: [] } as const;
        const result = await insertPerson(tx, SYSTEM_ACTOR, admin);
        if (result.ok) {
          await tx.delete(installation).where(sql`starts_with(${installation.key}, ${SET_UP_PREFIX})`);
        }
        return result;
      });
    },

    /** The secret that signs cookies: made once, the same for all replicas. */
    async installationSecret(fresh: string): Promise<string> {
      await db.insert(installation).values({ key: 'auth-secret', value: fresh }).onConflictDoNothing();
      const [row] = await db.select().from(installation).where(eq(installation.key, 'auth-secret'));
      if (!row) throw new Error('the installation has no secret');
      return row.value;
    },
  };
}
export type PeopleStore = ReturnType<typeof peopleStore>;

async function hasAdmin(db: Db | Tx): Promise<boolean> {
  const rows = await db
    .select({ id: people.id })
    .from(people)
    .where(and(eq(people.role, 'admin'), eq(people.disabled, false)))
    .limit(1);
  return rows.length > 0;
}

async function insertPerson(tx: Tx, actor: Actor, input: NewPerson): Promise<PersonResult<'already-exists'>> {
  const { passwordHash, ...columns } = input;
  const [row] = await tx
    .insert(people)
    .values({
      ...columns,
      id: randomUUID(),
      email: input.email.toLowerCase(),
      truckIds: [...input.truckIds],
    })
    .onConflictDoNothing({ target: people.email })
    .returning();
  if (!row) return { ok: false, reason: 'already-exists' };
  await setPassword(tx, row.id, passwordHash);
  await recordChange(tx, {
    actor,
    action: 'person.create',
    subject: 'person',
    subjectId: row.id,
    after: auditView(row),
  });
  return { ok: true, person: personOf(row) };
}

async function setPassword(tx: Tx, personId: string, passwordHash: string): Promise<void> {
  await tx
    .insert(accounts)
    .values({
      id: randomUUID(),
      accountId: personId,
      providerId: 'credential',
      userId: personId,
      password: passwordHash,
    })
    .onConflictDoUpdate({
      target: [accounts.providerId, accounts.accountId],
      set: { password: passwordHash, updatedAt: sql`now()` },
    });
}

type Row = typeof people.$inferSelect;

function personOf(row: Row): Person {
  return {
    personId: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    language: row.language,
    truckIds: row.truckIds as TruckId[],
    disabled: row.disabled,
    createdAt: row.createdAt.toISOString(),
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
  };
}

function auditView(row: Row) {
  const { personId: _, createdAt: _made, lastSignInAt: _last, ...rest } = personOf(row);
  return rest;
}

function contains(words: string): SQL | undefined {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`;
  return or(sql`${people.name} ilike ${pattern}`, sql`${people.email} ilike ${pattern}`);
}
