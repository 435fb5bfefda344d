/**
 * The audit log: who changed what, when, and how it was before. Append-only; a trigger refuses anything else.
 *
 * Secrets never come here: whoever calls `recordChange` passes rows as the API shows them, and names that look like secrets are
 * dropped again as a second line.
 */
import type { Actor } from '@digitruck/contract/people';
import { sql } from 'drizzle-orm';
import type { Tx } from './db.ts';

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
