/**
 * What the office asks about reports that do not fit: kept beside them. Three ways on: the report is accepted as it is, who was there is asked and replies,
 * or the report is corrected (`accept.ts`), with the reason.
 */
import type { SessionId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { QuestionKind } from '@digitruck/contract/session-words';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { sessionQuestions } from '../tables/sessions.ts';
import { NOT_FOUND, type NotFound } from '../versions.ts';
import { lockSession } from './locks.ts';

type Row = typeof sessionQuestions.$inferSelect;
type Answer = {
  readonly text: string;
  readonly resolution: 'accepted' | 'corrected';
  readonly atMs: number;
};
type Said = { readonly text: string; readonly atMs: number };
type Done = { readonly ok: true };
/** It is no open question any more: somebody answered it, or what is known by now fits the report (`gone`). */
export type Closed = {
  readonly ok: false;
  readonly reason: 'closed';
  readonly state: 'answered' | 'gone';
  readonly resolution: 'accepted' | 'corrected' | null;
  readonly answer: string | null;
  readonly by: string | null;
  readonly at: string | null;
};
type Outcome = Done | NotFound | Closed;

export function sessionQuestionStore(db: Db) {
  const locked = (sessionId: SessionId, work: (tx: Tx) => Promise<Outcome>) =>
    db.transaction(async (tx) => {
      await lockSession(tx, sessionId);
      return work(tx);
    });
  return {
    /** The report stays as it is. Answered again, the later answer stands; both are in the audit log. */
    answer(actor: Actor, sessionId: SessionId, kind: QuestionKind, { text, atMs }: Said) {
      return locked(sessionId, (tx) =>
        answerIn(tx, actor, sessionId, kind, { text, atMs, resolution: 'accepted' }),
      );
    },

    /** It goes on being open; a reply to what was asked before is no reply to this. */
    askOperator(actor: Actor, sessionId: SessionId, kind: QuestionKind, { text, atMs }: Said) {
      return locked(sessionId, (tx) =>
        changed(tx, actor, sessionId, kind, 'ask', (before) =>
          before.state === 'open'
            ? {
                askedText: text,
                askedBy: actor.name,
                askedOperatorAt: new Date(atMs),
                replyText: null,
                replyBy: null,
                repliedAt: null,
              }
            : undefined,
        ),
      );
    },

    /** By somebody who reports for the truck; whether that answers the question, the office says. */
    reply(actor: Actor, sessionId: SessionId, kind: QuestionKind, { text, atMs }: Said) {
      return locked(sessionId, (tx) =>
        changed(tx, actor, sessionId, kind, 'reply', () => ({
          replyText: text,
          replyBy: actor.name,
          repliedAt: new Date(atMs),
        })),
      );
    },
  };
}
export type SessionQuestionStore = ReturnType<typeof sessionQuestionStore>;

/** In a transaction that holds the report's lock. */
export function answerIn(
  tx: Tx,
  actor: Actor,
  sessionId: SessionId,
  kind: QuestionKind,
  { text, resolution, atMs }: Answer,
): Promise<Outcome> {
  return changed(tx, actor, sessionId, kind, 'answer', () => ({
    state: 'answered',
    answer: text,
    resolution,
    answeredBy: actor.name,
    answeredAt: new Date(atMs),
  }));
}

/** @param make undefined where it cannot be done as the question stands */
async function changed(
  tx: Tx,
  actor: Actor,
  sessionId: SessionId,
  kind: QuestionKind,
  what: 'answer' | 'ask' | 'reply',
  make: (before: Row) => Partial<Row> | undefined,
): Promise<Outcome> {
  const isIt = and(eq(sessionQuestions.sessionId, sessionId), eq(sessionQuestions.kind, kind));
  const [before] = await tx.select().from(sessionQuestions).where(isIt);
  if (before === undefined) return NOT_FOUND;
  const set = before.state === 'gone' ? undefined : make(before);
  if (set === undefined) return closed(before);
  await tx
    .update(sessionQuestions)
    .set(set)
    .where(and(eq(sessionQuestions.truckId, before.truckId), isIt));
  const after = { ...before, ...set };
  await recordChange(tx, {
    actor,
    action: `session-question.${what}`,
    subject: 'session',
    subjectId: sessionId,
    before: wordsOf(before),
    after: { ...wordsOf(after), facts: before.facts },
  });
  await notifyChanges(tx, { subjects: ['sessions'] });
  return { ok: true };
}

function closed({ state, resolution, answer, answeredBy, answeredAt }: Row): Closed {
  const isAnswered = state === 'answered';
  return {
    ok: false,
    reason: 'closed',
    state: isAnswered ? 'answered' : 'gone',
    resolution: isAnswered ? resolution : null,
    answer: isAnswered ? answer : null,
    by: isAnswered ? answeredBy : null,
    at: isAnswered ? (answeredAt?.toISOString() ?? null) : null,
  };
}

function wordsOf({ kind, state, answer, resolution, askedText, replyText }: Row) {
  return { kind, state, answer, resolution, askedText, replyText };
}
