/** May this caller use this route? And does the request come from our own pages? */
import type { Access } from '@digitruck/contract/people';
import { mayAct } from '@digitruck/contract/people-words';
import type { FastifyRequest } from 'fastify';
import type { Caller } from './kit.ts';
import { type ProblemError, problem } from './problems.ts';

export function checkAccess(caller: Caller | undefined, access: Access): void {
  if (access === 'anyone') return;
  if (caller === undefined) {
    throw problem('not-signed-in', 'Sign in, or send an API key as "Authorization: Bearer <key>".');
  }
  if (!mayAct(caller.role, access)) {
    throw problem('not-allowed', `This needs the role ${access} or higher; yours is ${caller.role}.`);
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser that carries somebody's cookie may only change things from our own pages (cross-site request forgery, and
 * cross-site WebSocket hijacking). Programs with a key have no ambient credentials, so they are not asked.
 */
export function checkOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.caller?.via !== 'session') return;
  const upgrade = request.headers.upgrade !== undefined;
  if (SAFE_METHODS.has(request.method) && !upgrade) return;
  const origin = request.headers.origin;
  if (origin === undefined || isOwnOrigin(origin, request.host, publicUrl)) return;
  throw foreignOrigin(origin);
}

/** The configured address, or whatever address the browser used to come here (e.g. http://192.168.1.5:3000). */
export function isOwnOrigin(
  origin: string,
  host: string | undefined,
  publicUrl: string | undefined,
): boolean {
  if (!URL.canParse(origin)) return false;
  const url = new URL(origin);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false;
  return url.host === host || (publicUrl !== undefined && url.origin === new URL(publicUrl).origin);
}

export function foreignOrigin(origin: string): ProblemError {
  return problem(
    'not-allowed',
    `Requests from pages of ${origin} are refused. If that is where this service is reached, set PUBLIC_URL to it.`,
  );
}
