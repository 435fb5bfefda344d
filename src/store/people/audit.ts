/**
 * The audit log: who changed what, when, and how it was before. Append-only; a trigger refuses anything else.
 *
 * Secrets never come here: whoever calls `recordChange` passes rows as the API shows them, and names that look like
 * secrets are dropped again as a second line.
 */
import type { Actor, AuditEntry } from '@digitruck/contract/people';
import { cursorOf, readCursor } from '../cursor.ts';
import type { Db, Tx } from '../db.ts';
import { and, desc, eq, lt, sql } from '../drizzle.ts';
import { auditLog } from '../tables/people.ts';

export type Change = {
  readonly actor: Actor;
  /** What was done, as `subject.verb`, e.g. `site.update`. */
  readonly action: string;
  /** The kind of thing, e.g. `site`. */
  readonly subject: string;
  readonly subjectId: string;
  /** The thing before and after, as JSON; null where there is none. */
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Things done by the program itself: at start, by a job, by a command of an operator at the machine. */
export const SYSTEM_ACTOR: Actor = { personId: null, name: 'system', via: 'system' };

/** Writes one line of the audit log in the transaction of the change, so that neither exists without the other. */
export async function recordChange(tx: Tx, change: Change): Promise<void> {
  const { actor, action, subject, subjectId } = change;
  await tx.execute(sql`
    insert into audit_log (actor_id, actor_name, actor_via, action, subject, subject_id, before, after)
    values (${actor.personId}, ${actor.name}, ${actor.via}, ${action}, ${subject}, ${subjectId},
      ${jsonOf(change.before)}::jsonb, ${jsonOf(change.after)}::jsonb)`);
}

const SECRET_NAME = /password|secret|token|hash/i;

function jsonOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return JSON.stringify(value, (name, part) => (SECRET_NAME.test(name) ? undefined : part));
}

export type AuditQuery = {
  readonly subject?: string | undefined;
  readonly subjectId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
};

export function auditStore(db: Db) {
  return {
    /** The log, newest first. */
    async list(
      query: AuditQuery,
    ): Promise<{ items: AuditEntry[]; nextCursor: string | null; total: number }> {
      const matches = and(
        query.subject === undefined ? undefined : eq(auditLog.subject, query.subject),
        query.subjectId === undefined ? undefined : eq(auditLog.subjectId, query.subjectId),
      );
      const after = readCursor(query.cursor, 1)?.[0];
      const before = after !== undefined && /^\d{1,18}$/.test(after) ? BigInt(after) : undefined;
      const rows = await db
        .select()
        .from(auditLog)
        .where(and(matches, before === undefined ? undefined : lt(auditLog.auditId, before)))
        .orderBy(desc(auditLog.auditId))
        .limit(query.limit + 1);
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      return {
        items: page.map((row) => ({
          auditId: String(row.auditId),
          at: row.at.toISOString(),
          actor: { personId: row.actorId, name: row.actorName, via: row.actorVia },
          action: row.action,
          subject: row.subject,
          subjectId: row.subjectId,
          before: row.before,
          after: row.after,
        })),
        nextCursor: rows.length > query.limit && last ? cursorOf([String(last.auditId)]) : null,
        total: await db.$count(auditLog, matches),
      };
    },
  };
}
export type AuditStore = ReturnType<typeof auditStore>;
