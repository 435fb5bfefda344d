/**
 * How reports travel: `PUT` to the office (the page's own origin), or to a hub on the truck, which answers 202. What answers is looked at
 * closely: a café's sign-in page that says 200, or a proxy's 403, must neither pass for a receipt nor park a report.
 */
import type { Problem } from '@digitruck/contract/problems';
import type { Session, SessionStepList } from '@digitruck/contract/sessions';
import type { Clock } from '../../../kernel/clock.ts';
import { type Answer, bodyOf, type Kept, type StepNews } from './kept.ts';
import type { Sender } from './outbox.ts';
import { KEEP_SENT_BYTES, type PhotoBox, photoWaits } from './photos.ts';

const ANSWER_WITHIN_MS = 25_000;
/** Of a device in the same container. */
const HUB_WITHIN_MS = 5_000;
const PHOTO_WITHIN_MS = 120_000;
const PROBLEM = 'urn:digitruck:problem:';

export type Reply = { readonly status: number; readonly json: unknown; readonly retryAfterMs: number | null };
/** undefined: nobody answered. */
export type Ask = (url: string, init: RequestInit, withinMs: number) => Promise<Reply | undefined>;

export const ask: Ask = async (url, init, withinMs) => {
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), withinMs);
  try {
    const response = await fetch(url, { ...init, cache: 'no-store', signal: ended.signal });
    const text = await response.text();
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '');
    const retryS = Number(response.headers.get('retry-after') ?? Number.NaN);
    return {
      status: response.status,
      json: isJson ? JSON.parse(text) : undefined,
      retryAfterMs: Number.isFinite(retryS) ? retryS * 1000 : null,
    };
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

export const withJson = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', accept: 'application/json, application/problem+json' },
  body: JSON.stringify(body),
});

/** Who says so, and with what that is proven to the office (`proof.ts`). */
export type Proof = { readonly personId: string; readonly proof: string };

export type SenderDeps = {
  readonly ask: Ask;
  /** Hubs of the truck that this report belongs to. */
  readonly hubsOf: (truckId: string) => readonly string[];
  /** Who saved it, and that person's proof for the office; undefined where this phone cannot give one. */
  readonly proofOf?: (kept: Kept) => Promise<Proof | undefined>;
  readonly photos: PhotoBox;
  readonly clock: Clock;
};

export function senderOf({ ask, hubsOf, proofOf, photos, clock }: SenderDeps): Sender {
  return {
    async report(to, kept) {
      const path = `/api/v1/sessions/${kept.sessionId}`;
      const body = withJson('PUT', bodyOf(kept, clock.nowMs()));
      if (to === 'office') return answerOf(await ask(path, body, ANSWER_WITHIN_MS), kept);
      const proof = await proofOf?.(kept);
      const query = proof === undefined ? '' : `?${new URLSearchParams(proof)}`;
      for (const hub of hubsOf(kept.report.truckId)) {
        const answer = answerOf(await ask(`${hub}${path}${query}`, body, HUB_WITHIN_MS), kept);
        if (answer.kind !== 'unreachable') return answer;
      }
      return { kind: 'unreachable' };
    },

    async steps(of, kept) {
      const path = '/api/v1/sessions/steps';
      const request = withJson('POST', { sessionIds: kept.map(({ sessionId }) => sessionId) });
      if (of === 'office') {
        const reply = await ask(path, request, ANSWER_WITHIN_MS);
        if (reply?.status === 401 && problemOf(reply) !== undefined) return 'signed-out';
        return stepsOf(reply);
      }
      // Each hub knows those of its own truck.
      for (const hub of new Set(kept.flatMap(({ report }) => hubsOf(report.truckId)))) {
        const news = stepsOf(await ask(`${hub}${path}`, request, HUB_WITHIN_MS));
        if (news !== undefined) return news;
      }
      return undefined;
    },

    async photos(sessionIds) {
      for (const note of await photos.notes()) {
        const { photoId, sessionId, takenAt, caption, consent } = note;
        const hasReport = sessionIds.has(sessionId);
        const path = `/api/v1/sessions/${sessionId}/photos/${photoId}`;
        if (note.removed === true) {
          // Its sending may have arrived without an answer, so the office is told in any case, unless it does not even know the report.
          const reply = hasReport ? await ask(path, { method: 'DELETE' }, ANSWER_WITHIN_MS) : 'nothing there';
          if (reply === undefined) return false;
          if (reply === 'nothing there' || reply.status === 204 || (reply.status === 404 && problemOf(reply)))
            await photos.remove(photoId);
          continue;
        }
        if (!hasReport || !photoWaits(note)) continue;
        const photo = await photos.read(photoId);
        if (photo === undefined) continue;
        const query = new URLSearchParams({ takenAt, caption, consent });
        const reply = await ask(
          `${path}?${query}`,
          { method: 'PUT', headers: { 'content-type': 'image/jpeg' }, body: photo.image },
          PHOTO_WITHIN_MS,
        );
        if (reply === undefined) return false;
        const problem = problemOf(reply);
        if (reply.status === 204) {
          await photos.change(photoId, { sentAt: new Date(clock.nowMs()).toISOString() });
          await photos.makeRoom(KEEP_SENT_BYTES);
        } else if (problem !== undefined && isRefusal(reply.status)) {
          const refused = refusedAs(problem);
          await photos.change(photoId, { refusedWhy: refused.detail, refused });
        }
      }
      return true;
    },
  };
}

function stepsOf(reply: Reply | undefined): Map<string, StepNews> | undefined {
  const items = (reply?.json as Partial<SessionStepList> | undefined)?.items;
  if (reply?.status !== 200 || !Array.isArray(items)) return undefined;
  return new Map<string, StepNews>(items.map((item) => [item.sessionId, item]));
}

/** Sending it again as it is would be refused again. */
const isRefusal = (status: number) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);

export function answerOf(reply: Reply | undefined, kept: Pick<Kept, 'sessionId'>): Answer {
  if (reply === undefined) return { kind: 'unreachable' };
  const { status, json, retryAfterMs } = reply;
  const body = (json ?? {}) as Partial<Session> & { step?: string };
  const mine = body.sessionId?.toLowerCase() === kept.sessionId.toLowerCase();
  if (status === 202 && mine) return { kind: 'on-truck' };
  if ((status === 200 || status === 201) && mine && typeof body.version === 'number')
    return {
      kind: 'received',
      version: body.version,
      step: body.step === 'counted' ? 'counted' : 'received',
    };
  const problem = problemOf(reply);
  if (problem === undefined) return { kind: 'later', afterMs: retryAfterMs };
  if (status === 401) return { kind: 'signed-out' };
  if (status === 409 && isSession(problem.current)) return { kind: 'conflict', current: problem.current };
  if (!isRefusal(status)) return { kind: 'later', afterMs: retryAfterMs };
  return { kind: 'needs-fix', status, ...refusedAs(problem) };
}

/** What a refusal says, without its English title. */
export const refusedAs = ({ type, title, detail = title, errors = [] }: Problem) => ({
  type: type.slice(PROBLEM.length),
  detail,
  fields: errors.map(({ field, problem, code, params }) => ({
    field,
    problem,
    ...(code && { code, params }),
  })),
});

/** What our own service said, and not something in between. */
export function problemOf({ json }: Reply): (Problem & { current?: unknown }) | undefined {
  const problem = json as Partial<Problem> | undefined;
  return typeof problem?.type === 'string' && problem.type.startsWith(PROBLEM)
    ? (problem as Problem)
    : undefined;
}

function isSession(current: unknown): current is Session {
  const session = current as Partial<Session> | null | undefined;
  return typeof session?.sessionId === 'string' && typeof session.version === 'number';
}
