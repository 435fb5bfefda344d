/**
 * Whatever goes wrong in a request, as a problem: ours, Fastify's, the database's. Faults of ours are logged, never
 * shown.
 */
import type { Problem } from '@digitruck/contract/problems';
import type { FastifyError, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { isDatabaseDown } from './database-down.ts';
import { ProblemError, problem } from './problems.ts';
import { shownPath } from './shown-path.ts';

const RETRY_AFTER_S = 5;

/** Fastify's error handler. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = problemOf(error, request);
  if (known.problem.status >= 500) {
    request.log.error(
      { ...loggable(error), method: request.method, path: pathOf(request) },
      'a request failed',
    );
  }
  if (known.problem.status === 503) reply.header('retry-after', RETRY_AFTER_S);
  send(reply, request, known.problem);
}

function pathOf(request: FastifyRequest): string {
  return shownPath(request.url);
}

/**
 * drizzle's error of a failed query lists its parameters, among them hashes of passwords; the statement and the cause
 * say enough.
 */
function loggable(error: unknown): { err: unknown; query?: string } {
  if (error instanceof Error && 'params' in error && 'query' in error) {
    return { err: error.cause, query: String(error.query) };
  }
  return { err: error };
}

function send(reply: FastifyReply, request: FastifyRequest, body: Problem): void {
  reply
    .code(body.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .serializer((value: unknown) => JSON.stringify(value))
    .send({ ...body, instance: pathOf(request) });
}

function problemOf(error: unknown, request: FastifyRequest): ProblemError {
  if (error instanceof ProblemError) return error;
  if (isDatabaseDown(error)) {
    return problem('not-ready', 'The database does not answer just now; try again in a few seconds.');
  }
  const { code, statusCode, message } = error as Partial<FastifyError>;
  switch (code) {
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return badBody(message ?? 'The body is not JSON.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem(
        'wrong-content-type',
        `Send JSON with "content-type: application/json", not ${request.headers['content-type'] ?? 'nothing'}.`,
      );
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem(
        'too-large',
        `The body may have ${request.routeOptions.bodyLimit} bytes; send less at once.`,
      );
  }
  if (error instanceof SyntaxError && statusCode === 400) return badBody(message ?? '');
  if (statusCode === 429) return problem('too-many-requests', message ?? 'Wait a minute and try again.');
  if (statusCode === 413) return problem('too-large', message ?? 'Send less at once.');
  if (statusCode === 404) return problem('not-found', 'There is nothing here.');
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return problem('bad-input', message ?? 'The request is not right.');
  }
  return problem('internal', `Please tell the people who run this service; reference ${request.id}.`);
}

function badBody(message: string): ProblemError {
  return problem('bad-input', 'The body must be JSON.', {
    errors: [{ field: 'body', value: null, problem: `could not be read as JSON: ${message}` }],
  });
}

/** For a path that exists with another method: 405 and which; otherwise 404. */
export function answerNotFound(routes: readonly RouteOptions[]) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const path = pathOf(request);
    const methods = new Set<string>();
    for (const route of routes) {
      if (!route.url.includes('*') && patternOf(route.url).test(path)) {
        for (const method of [route.method].flat()) methods.add(method);
      }
    }
    methods.delete(request.method);
    if (methods.size > 0) {
      const allowed = [...methods].sort().join(', ');
      reply.header('allow', allowed);
      const { problem: body } = problem(
        'wrong-method',
        `${request.method} is not possible here; ${allowed} is.`,
      );
      send(reply, request, body);
      return;
    }
    send(reply, request, problem('not-found', `There is nothing at ${path.slice(0, 200)}.`).problem);
  };
}

function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('/');
  return new RegExp(`^${source}/?$`);
}
