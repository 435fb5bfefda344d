import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  apiUrl,
  fetched,
  fieldProblem,
  get,
  onSignedOut,
  RequestFailed,
  send,
} from '../../src/console/shared/http.ts';
import { isWorthAnotherTry } from '../../src/console/shared/query.ts';

const answer = (status: number, body: unknown, type = 'application/json') =>
  vi.fn(async () => new Response(JSON.stringify(body), { status, headers: { 'content-type': type } }));
const problem = (status: number, type: string, more: object = {}) =>
  answer(
    status,
    { type: `urn:digitruck:problem:${type}`, title: 'T', status, ...more },
    'application/problem+json',
  );

describe('requests', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    onSignedOut(() => {});
  });

  it('go below /api/v1, without empty values', () => {
    expect(apiUrl('/trucks', { limit: 100, search: '', cursor: undefined })).toBe('/api/v1/trucks?limit=100');
    expect(apiUrl('/api/auth/sign-out')).toBe('/api/auth/sign-out');
  });

  it('give the value', async () => {
    vi.stubGlobal('fetch', answer(200, { items: [] }));
    expect(await get('/trucks')).toEqual({ ok: true, value: { items: [] } });
  });

  it('give a problem as a value, with what is wrong in each field', async () => {
    const errors = [{ field: 'host.phone', value: '+254 7', problem: 'too short: give all digits' }];
    vi.stubGlobal('fetch', problem(400, 'bad-input', { errors }));
    const result = await send('POST', '/sites', { body: {} });
    expect(result).toMatchObject({ ok: false, failure: { kind: 'problem', type: 'bad-input' } });
    if (!result.ok) expect(fieldProblem(result.failure, 'host.phone')).toBe('too short: give all digits');
  });

  it('make a problem of an answer that is none', async () => {
    vi.stubGlobal('fetch', answer(502, '<html>Bad gateway</html>', 'text/html'));
    expect(await get('/trucks')).toMatchObject({ failure: { type: 'not-ready', problem: { status: 502 } } });
    vi.stubGlobal('fetch', answer(401, { message: 'Invalid email or password' }));
    const refused = await send('POST', '/api/auth/sign-in/email', { body: {} });
    expect(refused).toMatchObject({ failure: { problem: { detail: 'Invalid email or password' } } });
  });

  it('tell that nobody is signed in, but not while signing in', async () => {
    const signedOut = vi.fn();
    onSignedOut(signedOut);
    vi.stubGlobal('fetch', problem(401, 'not-signed-in'));
    await send('POST', '/api/auth/sign-in/email', { body: {} });
    expect(signedOut).not.toHaveBeenCalled();
    await get('/trucks');
    expect(signedOut).toHaveBeenCalledOnce();
  });

  it('say unreachable when there is no connection', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    const error = await fetched(get('/trucks')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestFailed);
    expect((error as RequestFailed).failure.kind).toBe('unreachable');
  });

  it('are only tried again when that may help', async () => {
    const failing = async (fetchLike: ReturnType<typeof vi.fn>) => {
      vi.stubGlobal('fetch', fetchLike);
      return fetched(get('/trucks')).catch((caught: unknown) => caught);
    };
    expect(isWorthAnotherTry(await failing(problem(503, 'not-ready')))).toBe(true);
    expect(isWorthAnotherTry(await failing(vi.fn().mockRejectedValue(new TypeError('x'))))).toBe(true);
    expect(isWorthAnotherTry(await failing(problem(404, 'not-found')))).toBe(false);
    expect(isWorthAnotherTry(new Error('a bug'))).toBe(false);
  });
});
