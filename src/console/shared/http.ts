/**
 * The one way to the HTTP API. A failure is a value: either an RFC 9457 problem that the service sent, or `unreachable`.
 * `get`/`send` answer with a `Result`; `fetched` turns a failure into a `RequestFailed` for TanStack Query, which wants throws.
 */
import type { FieldError, Problem, ProblemType } from '@digitruck/contract/problems';

const BASE = '/api/v1';
const PROBLEM_URN = 'urn:digitruck:problem:';

export type Failure =
  | { readonly kind: 'problem'; readonly type: ProblemType; readonly problem: Problem }
  | { readonly kind: 'unreachable'; readonly reason: string };
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** The error that a query carries; `failure` says what happened. */
export class RequestFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind === 'problem' ? (failure.problem.detail ?? failure.problem.title) : failure.reason);
    this.failure = failure;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;
export type SendOptions = {
  /** JSON unless it is text, a Blob or a FormData, which go as they are. */
  readonly body?: unknown;
  readonly query?: Query;
  readonly contentType?: string;
  /** For answers that are words. */
  readonly language?: string;
  readonly signal?: AbortSignal;
};
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let signedOut: () => void = () => {};
/** What to do when the service says that nobody is signed in (any more). The app sets it once. */
export function onSignedOut(handler: () => void): void {
  signedOut = handler;
}

/** `/trucks` and `{ limit: 100 }` become `/api/v1/trucks?limit=100`; empty values are left out. */
export function apiUrl(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `${path.startsWith('/api/') ? '' : BASE}${path}${text === '' ? '' : `?${text}`}`;
}

export async function send<T>(method: Method, path: string, options: SendOptions = {}): Promise<Result<T>> {
  const { body, query, contentType, language, signal } = options;
  const raw = typeof body === 'string' || body instanceof Blob || body instanceof FormData;
  const headers = new Headers({ accept: 'application/json, application/problem+json' });
  if (language !== undefined) headers.set('accept-language', language);
  if (contentType !== undefined) headers.set('content-type', contentType);
  else if (body !== undefined && !raw) headers.set('content-type', 'application/json');
  let response: Response;
  try {
    response = await fetch(apiUrl(path, query), {
      method,
      headers,
      body: body === undefined ? undefined : raw ? (body as RequestInit['body']) : JSON.stringify(body),
      credentials: 'same-origin',
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    return { ok: false, failure: { kind: 'unreachable', reason: String(error) } };
  }
  const answer = await readBody(response);
  if (response.ok) return { ok: true, value: answer as T };
  const problem = problemOf(response, answer);
  if (response.status === 401 && !path.startsWith('/api/auth/')) signedOut();
  return { ok: false, failure: { kind: 'problem', type: typeOf(problem), problem } };
}

export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<Result<T>> {
  return send<T>('GET', path, { query, signal });
}

/** For `queryFn` and `mutationFn`: the value, or a thrown `RequestFailed`. */
export async function fetched<T>(pending: Promise<Result<T>>): Promise<T> {
  const result = await pending;
  if (result.ok) return result.value;
  throw new RequestFailed(result.failure);
}

export function failureOf(error: unknown): Failure {
  if (error instanceof RequestFailed) return error.failure;
  return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
}

/** What the service says about one field, e.g. `fieldProblem(failure, 'host.phone')`. */
export function fieldProblem(failure: Failure | undefined, field: string): string | undefined {
  if (failure?.kind !== 'problem') return undefined;
  return failure.problem.errors?.find((item: FieldError) => item.field === field)?.problem;
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const text = await response.text().catch(() => '');
  if (text === '') return undefined;
  const type = response.headers.get('content-type') ?? '';
  if (!/[/+]json/.test(type)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The problem an answer carries; an answer that is none (a proxy's page, better-auth's own errors) is made into one. */
export function problemOf(response: { status: number; statusText: string }, answer: unknown): Problem {
  if (isObject(answer) && typeof answer.title === 'string' && typeof answer.type === 'string') {
    return { ...answer, status: response.status } as Problem;
  }
  const message = isObject(answer) && typeof answer.message === 'string' ? answer.message : undefined;
  const type = TYPE_BY_STATUS[response.status] ?? (response.status >= 500 ? 'internal' : 'bad-input');
  return {
    type: `${PROBLEM_URN}${type}`,
    title: message ?? response.statusText,
    status: response.status,
    detail: message,
  };
}

const TYPE_BY_STATUS: Readonly<Record<number, ProblemType>> = {
  401: 'not-signed-in',
  403: 'not-allowed',
  404: 'not-found',
  409: 'version-conflict',
  413: 'too-large',
  429: 'too-many-requests',
  502: 'not-ready',
  503: 'not-ready',
  504: 'not-ready',
};

function typeOf(problem: Problem): ProblemType {
  return problem.type.startsWith(PROBLEM_URN)
    ? (problem.type.slice(PROBLEM_URN.length) as ProblemType)
    : (TYPE_BY_STATUS[problem.status] ?? 'internal');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
