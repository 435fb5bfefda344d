/** Who may see and change which session: operators those of their own trucks, and names and faces only from operators up. */
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import { mayAct } from '@digitruck/contract/people-words';
import type { Session, SessionVersion } from '@digitruck/contract/sessions';
import type { SessionStore } from '../../store/sessions/sessions.ts';
import type { Caller } from '../kit.ts';
import { problem } from '../problems.ts';
import { refusal } from '../refusals.ts';

export const SESSION = 'session';

/** The trucks whose sessions the caller may see; undefined is all. */
export function trucksSeenBy(caller: Caller): readonly TruckId[] | undefined {
  return caller.role === 'operator' ? caller.truckIds : undefined;
}

export function checkOwnTruck(caller: Caller, truckId: TruckId): void {
  if (caller.role !== 'operator' || caller.truckIds.includes(truckId)) return;
  const own = caller.truckIds.length === 0 ? 'you have none' : `yours: ${caller.truckIds.join(', ')}`;
  throw problem(
    'not-allowed',
    `An operator sees and reports sessions of their own trucks (${own}); this one is of truck ${truckId}. Ask a coordinator.`,
    {
      errors: [
        {
          field: 'truckId',
          value: truckId,
          problem: `is none of yours (${own}); ask a coordinator`,
          code: 'not-your-truck',
          params: { truckId },
        },
      ],
    },
  );
}

/** The truck of a session the caller may see. */
export async function truckSeen(
  sessions: Pick<SessionStore, 'truckOf'>,
  caller: Caller,
  sessionId: SessionId,
): Promise<TruckId> {
  const truckId = await sessions.truckOf(sessionId);
  if (truckId === undefined) throw refusal({ ok: false, reason: 'not-found' }, SESSION, sessionId);
  checkOwnTruck(caller, truckId);
  return truckId;
}

const seesNames = (caller: Caller) => mayAct(caller.role, 'operator');

/** @throws ProblemError when there is none */
export async function foundFor(
  sessions: Pick<SessionStore, 'find'>,
  caller: Caller,
  sessionId: SessionId,
): Promise<Session> {
  const session = await sessions.find(sessionId);
  if (session === undefined) throw refusal({ ok: false, reason: 'not-found' }, SESSION, sessionId);
  return sessionFor(caller, session);
}

/**
 * As this caller sees it: a viewer sees no names, and not who was there. What somebody wrote in words of their own may name anybody, so a viewer
 * reads none of it either; kinds, counts and times tell them what happened.
 */
export function sessionFor(caller: Caller, session: Session): Session {
  if (seesNames(caller)) return session;
  return {
    ...session,
    attendance: [],
    reportedBy: '',
    updatedBy: '',
    notes: '',
    problems: session.problems.map((one) => ({ ...one, note: '' })),
    photos: session.photos.map((photo) => ({ ...photo, caption: '', consent: '' })),
    questions: session.questions.map((question) => ({
      ...question,
      answer: null,
      answeredBy: null,
      toOperator: null,
      fromOperator: null,
    })),
  };
}

export function versionFor(caller: Caller, version: SessionVersion): SessionVersion {
  if (seesNames(caller)) return version;
  const problems = version.report.problems.map((one) => ({ ...one, note: '' }));
  const report = { ...version.report, attendance: [], notes: '', problems };
  return { ...version, madeBy: '', reason: '', report };
}
