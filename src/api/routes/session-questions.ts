/**
 * What does not fit in a report, and the three ways on: it is accepted as it is, who was there is asked and replies, or it is corrected with the reason.
 * Nothing of it is done silently.
 */
import { randomUUID } from 'node:crypto';
import { faultOf } from '@digitruck/contract/faults';
import { SessionId } from '@digitruck/contract/ids';
import type { FieldError } from '@digitruck/contract/problems';
import { QUESTION_KINDS, type QuestionKind } from '@digitruck/contract/session-words';
import {
  Session,
  SessionAnswer,
  SessionAsk,
  SessionBody,
  SessionCorrection,
} from '@digitruck/contract/sessions';
import { z } from 'zod';
import { type Clock, toIso } from '../../kernel/clock.ts';
import type { Closed, SessionQuestionStore } from '../../store/sessions/questions.ts';
import type { NotFound } from '../../store/versions.ts';
import { type Caller, callerOf, type Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { foundFor, SESSION, truckSeen } from './session-access.ts';
import { type SessionDeps, sessionRefusal } from './sessions.ts';

const tags = ['sessions'];
const Params = z.object({ sessionId: SessionId });
const QuestionParams = Params.extend({ kind: z.enum(QUESTION_KINDS) });

export type SessionQuestionDeps = { readonly sessionQuestions: SessionQuestionStore };

export function sessionQuestionRoutes(
  { sessions, sessionAcceptance, sessionQuestions }: SessionDeps & SessionQuestionDeps,
  { clock, timeZone }: { readonly clock: Clock; readonly timeZone: string },
): Routes {
  /** Of one that is closed: who closed it, when and with what; the session as it is now comes with it. */
  async function questionRefusal(
    refused: NotFound | Closed,
    caller: Caller,
    sessionId: SessionId,
    kind: QuestionKind,
  ): Promise<ProblemError> {
    if (refused.reason === 'not-found') return refusal(refused, 'question', kind);
    const current = await foundFor(sessions, caller, sessionId);
    const { state, resolution, answer, by, at } = refused;
    const how = resolution === 'corrected' ? 'by correcting the report' : 'and accepted the report as it is';
    const detail =
      state === 'answered'
        ? `${by} answered this question at ${at} ${how}: “${answer}”. Nothing is left to ask.`
        : `What is known by now fits the report (last changed by ${current.updatedBy} at ${current.updatedAt}). Nothing is left to ask.`;
    return problem('version-conflict', detail, { current });
  }

  return (api) => {
    api.post(
      '/sessions/:sessionId/questions/:kind/answer',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Answer what does not fit, and accept the report as it is',
          description: 'It is asked anew only when the facts change.',
          tags,
          params: QuestionParams,
          body: SessionAnswer,
          response: { 200: Session, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { sessionId, kind } = request.params;
        const said = { text: request.body.answer, atMs: clock.nowMs() };
        const result = await sessionQuestions.answer(callerOf(request), sessionId, kind, said);
        if (!result.ok) throw await questionRefusal(result, callerOf(request), sessionId, kind);
        return foundFor(sessions, callerOf(request), sessionId);
      },
    );

    api.post(
      '/sessions/:sessionId/questions/:kind/ask',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Ask who was there',
          description:
            'The operators of the truck see it beside their report and reply. The question goes on being open.',
          tags,
          params: QuestionParams,
          body: SessionAsk,
          response: { 200: Session, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { sessionId, kind } = request.params;
        const said = { text: request.body.text, atMs: clock.nowMs() };
        const result = await sessionQuestions.askOperator(callerOf(request), sessionId, kind, said);
        if (!result.ok) throw await questionRefusal(result, callerOf(request), sessionId, kind);
        return foundFor(sessions, callerOf(request), sessionId);
      },
    );

    api.post(
      '/sessions/:sessionId/questions/:kind/reply',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Say what it was, as somebody who was there',
          description:
            'Operators reply for their own trucks. Whether that answers the question, the office says.',
          tags,
          params: QuestionParams,
          body: SessionAsk,
          response: { 200: Session, ...failures(400, 403, 404, 409) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { sessionId, kind } = request.params;
        await truckSeen(sessions, caller, sessionId);
        const said = { text: request.body.text, atMs: clock.nowMs() };
        const result = await sessionQuestions.reply(caller, sessionId, kind, said);
        if (!result.ok) throw await questionRefusal(result, caller, sessionId, kind);
        return foundFor(sessions, caller, sessionId);
      },
    );

    api.post(
      '/sessions/:sessionId/correction',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Correct a report, and say why',
          description: [
            'Makes a version by who corrects, with the reason; what the report was before stays to be read. What is left out of `change` stays.',
            'Times are those of `startedAt` and `endedAt` of the session, so by the corrected clock.',
          ].join(' '),
          tags,
          params: Params,
          body: SessionCorrection,
          response: { 200: Session, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { sessionId } = request.params;
        const { version, reason, question, change } = request.body;
        const session = await foundFor(sessions, caller, sessionId);
        const [standing] = await sessions.versions(session.truckId, sessionId);
        if (standing === undefined) throw refusal({ ok: false, reason: 'not-found' }, SESSION, sessionId);
        const now = toIso(clock.nowMs());
        const report = SessionBody.safeParse({
          ...standing.report,
          startedAt: session.startedAt,
          endedAt: session.endedAt,
          ...change,
          // Each correction is a device of its own: it rests on the version it names, and on nothing that was sent before.
          device: { deviceId: randomUUID(), revision: 1, savedAt: now, sentAt: now },
          basedOn: version,
        });
        if (!report.success) throw badCorrection(report.error);
        const result = await sessionAcceptance.accept(caller, {
          sessionId,
          report: report.data,
          relay: null,
          via: 'http',
          receivedMs: clock.nowMs(),
          timeZone,
          correction: { reason, question },
        });
        if (!result.ok) throw sessionRefusal(result);
        return result.row;
      },
    );
  };
}

/** The report that it would make is none: what is wrong stands in the change. */
function badCorrection(error: z.ZodError): Error {
  const errors: FieldError[] = error.issues.map((issue) => ({
    field: `change.${issue.path.join('.')}`,
    value: null,
    problem: issue.message,
    ...faultOf(issue, null),
  }));
  return problem('bad-input', `Check: ${errors.map(({ field }) => field).join(', ')}.`, { errors });
}
