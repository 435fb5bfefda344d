/** What the office asks about reports that do not fit: kept beside them, never a change of them. */
import type { SessionId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { QuestionKind } from '@digitruck/contract/session-words';
import { notifyChanges } from '../changes.ts';
import type { Db } from '../db.ts';
import { and, eq } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { sessionQuestions } from '../tables/sessions.ts';
import { NOT_FOUND, type NotFound } from '../versions.ts';
import { lockSession } from './accept.ts';

export function sessionQuestionStore(db: Db) {
  return {
    /** Answered again, the later answer stands; both are in the audit log. */
    async answer(
      actor: Actor,
      sessionId: SessionId,
      kind: QuestionKind,
      answer: string,
      nowMs: number,
    ): Promise<{ readonly ok: true } | NotFound> {
      return db.transaction(async (tx) => {
        await lockSession(tx, sessionId);
        const asked = and(eq(sessionQuestions.sessionId, sessionId), eq(sessionQuestions.kind, kind));
        const [before] = await tx.select().from(sessionQuestions).where(asked);
        if (before === undefined || before.state === 'gone') return NOT_FOUND;
        await tx
          .update(sessionQuestions)
          .set({ state: 'answered', answer, answeredBy: actor.name, answeredAt: new Date(nowMs) })
          .where(and(eq(sessionQuestions.truckId, before.truckId), asked));
        await recordChange(tx, {
          actor,
          action: 'session-question.answer',
          subject: 'session',
          subjectId: sessionId,
          before: { kind, state: before.state, answer: before.answer },
          after: { kind, state: 'answered', answer, facts: before.facts },
        });
        await notifyChanges(tx, { subjects: ['sessions'] });
        return { ok: true } as const;
      });
    },
  };
}
export type SessionQuestionStore = ReturnType<typeof sessionQuestionStore>;
