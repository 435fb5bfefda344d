/** What every route file builds on: the typed app, and the person behind a request. */

import type { TruckId } from '@digitruck/contract/ids';
import type { Access, Actor, Role } from '@digitruck/contract/people';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';

/** The app as routes see it: schemas are zod, so handlers get checked and typed input. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/**
 * A route file exports one of these: `export function siteRoutes(deps: {...}): Routes`.
 * Paths are written without `/api/v1`. Each route says `config: { access: 'coordinator' }`; the app refuses to start
 * otherwise.
 */
export type Routes = (api: Api) => void;

/** Who sent the request; never looked up for routes with access 'anyone'. */
export type Caller = Actor & {
  readonly role: Role;
  readonly email: string | null;
  readonly truckIds: readonly TruckId[];
};

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
  interface FastifyRequest {
    /** Set before the handler runs; undefined where access is 'anyone'. */
    caller: Caller | undefined;
  }
}

/** The caller of a route whose access is a role; such a route never runs without one. */
export function callerOf(request: { caller: Caller | undefined }): Caller {
  if (request.caller === undefined) throw new Error('a route that needs a caller ran without one');
  return request.caller;
}
