/** `/sessions`: reports of classes, made on phones that may be offline for days. Sending one again is always right. */
import { SessionId } from '@digitruck/contract/ids';
import {
  Session,
  SessionBody,
  SessionPage,
  SessionQuery,
  SessionStepList,
  SessionSteps,
  SessionVersion,
} from '@digitruck/contract/sessions';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Acceptance, SessionAcceptance } from '../../store/sessions/accept.ts';
import type { SessionStore } from '../../store/sessions/sessions.ts';
import { callerOf, type Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import {
  checkOwnTruck,
  foundFor,
  SESSION,
  sessionFor,
  truckSeen,
  trucksSeenBy,
  versionFor,
} from './session-access.ts';

const tags = ['sessions'];
const Params = z.object({ sessionId: SessionId });

export type SessionDeps = {
  readonly sessions: SessionStore;
  readonly sessionAcceptance: SessionAcceptance;
};

export function sessionRoutes(
  { sessions, sessionAcceptance }: SessionDeps,
  { clock, timeZone }: { readonly clock: Clock; readonly timeZone: string },
): Routes {
  return (api) => {
    api.put(
      '/sessions/:sessionId',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'Report a class, or report it again',
          description: [
            'The id is made by whoever reports. The same content again changes nothing, a later `device.revision` of the device that wrote',
            'last replaces it, an earlier one changes nothing. Anything else has to be based on the version that stands (`basedOn`), or is',
            'refused with 409 and that version in `current`. An operator reports for their own trucks.',
          ].join(' '),
          tags,
          params: Params,
          body: SessionBody,
          response: { 200: Session, 201: Session, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const caller = callerOf(request);
        const { sessionId } = request.params;
        const report = request.body;
        checkOwnTruck(caller, report.truckId);
        const result = await sessionAcceptance.accept(caller, {
          sessionId,
          report,
          relay: null,
          via: 'http',
          receivedMs: clock.nowMs(),
          timeZone,
        });
        if (!result.ok) throw sessionRefusal(result);
        const isNew = result.news === 'created';
        if (isNew) reply.header('location', `/api/v1/sessions/${sessionId}`);
        return reply.code(isNew ? 201 : 200).send(result.row);
      },
    );

    api.get(
      '/sessions',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Sessions, the newest first',
          description:
            'Operators see those of their own trucks; viewers see no attendance and no names of those who reported.',
          tags,
          querystring: SessionQuery,
          response: { 200: SessionPage, ...failures(400) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const page = await sessions.list(request.query, trucksSeenBy(caller));
        return { ...page, items: page.items.map((session) => sessionFor(caller, session)) };
      },
    );

    api.post(
      '/sessions/steps',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'How far these reports have come',
          description: 'Those that are not here, or not of your trucks, are left out.',
          tags,
          body: SessionSteps,
          response: { 200: SessionStepList, ...failures(400) },
        },
      },
      async (request) => ({
        items: await sessions.steps(request.body.sessionIds, trucksSeenBy(callerOf(request))),
      }),
    );

    api.get(
      '/sessions/:sessionId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One session',
          tags,
          params: Params,
          response: { 200: Session, ...failures(400, 404) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { sessionId } = request.params;
        await truckSeen(sessions, caller, sessionId);
        return foundFor(sessions, caller, sessionId);
      },
    );

    api.get(
      '/sessions/:sessionId/versions',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What a report was before, the newest first',
          tags,
          params: Params,
          response: { 200: z.object({ items: z.array(SessionVersion) }), ...failures(400, 404) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { sessionId } = request.params;
        const truckId = await truckSeen(sessions, caller, sessionId);
        const items = await sessions.versions(truckId, sessionId);
        return { items: items.map((version) => versionFor(caller, version)) };
      },
    );
  };
}

export function sessionRefusal(refused: Extract<Acceptance, { ok: false }>): ProblemError {
  if (refused.reason !== 'other-truck') return refusal(refused, SESSION);
  return problem('in-use', "A report's truck never changes.", {
    errors: [
      {
        field: 'truckId',
        value: null,
        problem: `this report was made for truck ${refused.truckId}; withdraw it there and make a new one`,
        code: 'other-truck',
        params: { truckId: refused.truckId },
      },
    ],
  });
}
