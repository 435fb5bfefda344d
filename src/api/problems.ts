/** The one place where a failure becomes RFC 9457 `application/problem+json`. */
import type { FieldError, Problem, ProblemType } from '@digitruck/contract/problems';

const TITLES: Record<ProblemType, { status: number; title: string }> = {
  'bad-input': { status: 400, title: 'Something in the input is wrong' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'not-allowed': { status: 403, title: 'Your role does not allow this' },
  'not-found': { status: 404, title: 'There is no such thing' },
  'wrong-method': { status: 405, title: 'This path has other methods' },
  'wrong-content-type': { status: 415, title: 'This kind of content is not taken here' },
  'version-conflict': { status: 409, title: 'Somebody changed it meanwhile' },
  'already-exists': { status: 409, title: 'It exists already' },
  'in-use': { status: 409, title: 'It is in use' },
  'not-possible': { status: 422, title: 'It cannot be done' },
  'too-large': { status: 413, title: 'It is too large' },
  'too-many-requests': { status: 429, title: 'Too many tries' },
  'not-ready': { status: 503, title: 'The service is not ready' },
  internal: { status: 500, title: 'A fault of ours' },
};

/** Thrown by a handler to end the request with a problem; app.ts turns it into the answer. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

export function problem(
  type: ProblemType,
  detail: string,
  more: { errors?: FieldError[]; current?: unknown; reasons?: unknown[] } = {},
): ProblemError {
  const { status, title } = TITLES[type];
  return new ProblemError({ type: `urn:digitruck:problem:${type}`, title, status, detail, ...more });
}
