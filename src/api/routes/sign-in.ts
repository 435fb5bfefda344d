/**
 * `/api/auth/*`: signing in and out, by better-auth under its own paths. Only the paths named here are open;
 * everything else it could do (sign-up, keys, changing an e-mail) is ours to decide, under /api/v1.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PeopleStore } from '../../store/people/people.ts';
import { foreignOrigin, isOwnOrigin } from '../access.ts';
import { type Auth, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '../auth.ts';
import { type Api, callerOf, type Routes } from '../kit.ts';
import { ProblemError, problem } from '../problems.ts';
import { failures } from '../responses.ts';

export type SignInLimits = { readonly perAddressPerMinute: number; readonly perEmailPerMinute: number };
export const SIGN_IN_LIMITS: SignInLimits = { perAddressPerMinute: 10, perEmailPerMinute: 5 };

const MINUTE_MS = 60_000;
const tags = ['signing in'];
const Answer = z.unknown().meta({ description: "better-auth's answer" });
const SignIn = z
  .strictObject({
    email: z.email(),
    password: z.string().min(1).max(PASSWORD_MAX_CHARS),
    rememberMe: z.boolean().optional(),
  })
  .meta({ id: 'SignIn' });
const ChangePassword = z
  .strictObject({
    currentPassword: z.string().min(1).max(PASSWORD_MAX_CHARS),
    newPassword: z.string().min(PASSWORD_MIN_CHARS, 'use at least 12 characters').max(PASSWORD_MAX_CHARS),
    revokeOtherSessions: z.boolean().optional(),
  })
  .meta({ id: 'ChangePassword' });

export function signInRoutes(deps: {
  readonly auth: Pick<Auth, 'handle' | 'forgetCallers'>;
  readonly people: PeopleStore;
  readonly publicUrl: string | undefined;
  readonly limits?: SignInLimits | undefined;
}): Routes {
  const { auth, people, publicUrl, limits = SIGN_IN_LIMITS } = deps;

  /** Hands the request to better-auth, and its answer's cookies to the browser; refusals are thrown as problems. */
  async function exchange(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const response = await auth.handle(fetchRequestOf(request, publicUrl));
    for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
    reply.header('cache-control', 'no-store');
    const text = await response.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    if (response.status >= 400) throw problemOf(response.status, body);
    return body;
  }

  return (api) => {
    signIn(api);
    api.get(
      '/api/auth/get-session',
      {
        config: { access: 'anyone' },
        schema: { summary: 'My session, or null', tags, response: { 200: Answer } },
      },
      exchange,
    );
    api.post(
      '/api/auth/sign-out',
      { config: { access: 'anyone' }, schema: { summary: 'Sign out', tags, response: { 200: Answer } } },
      async (request, reply) => {
        const answer = await exchange(request, reply);
        auth.forgetCallers();
        return answer;
      },
    );
    api.post(
      '/api/auth/change-password',
      {
        config: {
          access: 'viewer',
          rateLimit: { max: limits.perAddressPerMinute, timeWindow: MINUTE_MS },
        },
        schema: {
          summary: 'Change my password',
          tags,
          body: ChangePassword,
          response: { 200: Answer, ...failures(400, 401, 429) },
        },
      },
      async (request, reply) => {
        const answer = await exchange(request, reply);
        auth.forgetCallers();
        await people.recordOwnAct(callerOf(request), 'person.change-password');
        return answer;
      },
    );
    for (const path of ['revoke-sessions', 'revoke-other-sessions'] as const) {
      const summary = path === 'revoke-sessions' ? 'Sign out everywhere' : 'Sign out everywhere else';
      api.post(
        `/api/auth/${path}`,
        { config: { access: 'viewer' }, schema: { summary, tags, response: { 200: Answer } } },
        async (request, reply) => {
          const answer = await exchange(request, reply);
          auth.forgetCallers();
          await people.recordOwnAct(callerOf(request), 'person.end-sessions');
          return answer;
        },
      );
    }
  };

  function signIn(api: Api): void {
    const tryWithEmail = api.createRateLimit({
      max: limits.perEmailPerMinute,
      timeWindow: MINUTE_MS,
      keyGenerator: (request) => `e-mail ${(request.body as z.infer<typeof SignIn>).email.toLowerCase()}`,
    });
    api.post(
      '/api/auth/sign-in/email',
      {
        config: {
          access: 'anyone',
          rateLimit: {
            max: limits.perAddressPerMinute,
            timeWindow: MINUTE_MS,
            errorResponseBuilder: () =>
              problem('too-many-requests', 'Too many sign-ins from here; wait a minute and try again.'),
          },
        },
        // A second limit, by e-mail: many addresses guessing at one person.
        preHandler: async (request, reply) => {
          const verdict = await tryWithEmail(request);
          if (verdict.isAllowed || !verdict.isExceeded) return;
          reply.header('retry-after', verdict.ttlInSeconds);
          throw problem(
            'too-many-requests',
            'Too many sign-ins with this e-mail; wait a minute and try again.',
          );
        },
        schema: {
          summary: 'Sign in with e-mail and password; the session comes as a cookie',
          tags,
          body: SignIn,
          response: { 200: Answer, ...failures(400, 401, 403, 429) },
        },
      },
      async (request, reply) => {
        const { email } = request.body;
        const { origin } = request.headers;
        if (origin !== undefined && !isOwnOrigin(origin, request.host, publicUrl))
          throw foreignOrigin(origin);
        try {
          const answer = await exchange(request, reply);
          await people.recordSignIn(email, 'ok', request.ip);
          return answer;
        } catch (error) {
          if (error instanceof ProblemError && error.problem.status < 500) {
            await people.recordSignIn(email, 'failed', request.ip);
          }
          throw error;
        }
      },
    );
  }
}

const PASSED_HEADERS = ['cookie', 'origin', 'referer', 'user-agent'] as const;

function fetchRequestOf(request: FastifyRequest, publicUrl: string | undefined): Request {
  const base = publicUrl ?? `${request.protocol}://${request.host || 'localhost'}`;
  const headers = new Headers({ 'x-forwarded-for': request.ip, host: request.host || 'localhost' });
  for (const name of PASSED_HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const hasBody = request.method === 'POST';
  if (hasBody) headers.set('content-type', 'application/json');
  return new Request(new URL(request.url, base), {
    method: request.method,
    headers,
    body: hasBody ? JSON.stringify(request.body ?? {}) : null,
  });
}

const BetterAuthError = z.object({ code: z.string().optional(), message: z.string().optional() });

function problemOf(status: number, body: unknown) {
  const parsed = BetterAuthError.safeParse(body);
  const { code, message } = parsed.success ? parsed.data : {};
  if (code === 'INVALID_EMAIL_OR_PASSWORD') {
    return problem('not-signed-in', 'The e-mail or the password is not right.');
  }
  if (code === 'INVALID_PASSWORD') {
    return problem('bad-input', 'The present password is not right.', {
      errors: [{ field: 'currentPassword', value: '(hidden)', problem: 'is not your present password' }],
    });
  }
  if (status >= 500)
    return problem('not-ready', 'Signing in does not work just now; try again in a few seconds.');
  const detail = message ?? 'Signing in was refused.';
  if (status === 401) return problem('not-signed-in', detail);
  if (status === 403) return problem('not-allowed', detail);
  return problem('bad-input', detail);
}
