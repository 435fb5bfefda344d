/** Whatever goes wrong is an RFC 9457 problem that says where, what and what to do, and leaks nothing. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from '../../src/api/app.ts';
import type { Routes } from '../../src/api/kit.ts';
import { problem } from '../../src/api/problems.ts';

const Body = z.strictObject({
  name: z.string().min(3),
  host: z
    .strictObject({ phone: z.string().max(5), email: z.email() })
    .partial()
    .optional(),
  rows: z.array(z.object({ lat: z.number().max(90) })).optional(),
  kind: z.enum(['school', 'church']).optional(),
  count: z.int().positive().optional(),
  password: z.string().min(12, 'use at least 12 characters').optional(),
  load: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('a'), watt: z.number() }),
      z.object({ kind: z.literal('b'), text: z.string() }),
    ])
    .optional(),
});
const routes: Routes = (api) => {
  const open = { config: { access: 'anyone' } } as const;
  api.post('/things', { ...open, schema: { body: Body } }, async () => ({ ok: true }));
  api.get(
    '/things',
    { ...open, schema: { querystring: z.object({ limit: z.coerce.number().int().max(10).default(5) }) } },
    async (request) => request.query,
  );
  api.get('/bug', open, async () => {
    throw new Error('the password is hunter2');
  });
  api.get(
    '/wrong-answer',
    { ...open, schema: { response: { 200: z.object({ id: z.string() }) } } },
    (async () => ({
      id: 7,
    })) as never,
  );
  api.get('/conflict', open, async () => {
    throw problem('version-conflict', 'Asha changed it.', { current: { version: 3 } });
  });
  api.get('/database', open, async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.9:5432'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
    });
    throw new Error('Failed query: select secret', { cause: refused });
  });
  api.get('/query', open, async () => {
    const failed = { query: 'insert into accounts values ($1)', params: ['hash-of-somebody'] };
    throw Object.assign(
      new Error('Failed query: ... params: hash-of-somebody', { cause: new Error('bad column') }),
      failed,
    );
  });
  api.get('/starting', open, async () => {
    throw new Error('Failed query', { cause: Object.assign(new Error('starting up'), { code: '57P03' }) });
  });
};

const lines: string[] = [];
let app: Awaited<ReturnType<typeof buildApp>>;
beforeAll(async () => {
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  app = await buildApp({ log, version: '1', authenticate: async () => undefined, routes: [routes] });
});
afterAll(() => app.close());

async function post(
  payload: unknown,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const answer = await app.inject({ method: 'POST', url: '/api/v1/things', payload: body, headers });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  return { ...answer.json(), statusCode: answer.statusCode };
}

test.each([
  [{}, 'name', null, 'is missing; it is required'],
  [{ name: 5 }, 'name', 5, 'must be a string'],
  [{ name: 'ab' }, 'name', 'ab', 'must have at least 3 characters'],
  [{ name: 'abc', host: { phone: '123456' } }, 'host.phone', '123456', 'must have at most 5 characters'],
  [
    { name: 'abc', host: { email: 'x' } },
    'host.email',
    'x',
    'must be an e-mail address, e.g. asha@example.org',
  ],
  [{ name: 'abc', rows: [{ lat: 1 }, { lat: 91 }] }, 'rows[1].lat', 91, 'must be at most 90'],
  [{ name: 'abc', kind: 'pub' }, 'kind', 'pub', 'must be one of: school, church'],
  [{ name: 'abc', count: 1.5 }, 'count', 1.5, 'must be a whole number'],
  [{ name: 'abc', count: 0 }, 'count', 0, 'must be greater than 0'],
  [{ name: 'abc', password: 'short' }, 'password', '(hidden)', 'use at least 12 characters'],
  [{ name: 'abc', load: { kind: 'b' } }, 'load.text', null, 'is missing; it is required'],
  [{ name: 'abc', nmae: 'x' }, 'nmae', 'x', 'is not a field here; leave it out or check its spelling'],
  [
    { name: 'abc', host: { fax: 1 } },
    'host.fax',
    1,
    'is not a field here; leave it out or check its spelling',
  ],
  ['', 'body', null, ''],
  [[], 'body', [], 'must be an object'],
])('%j: %s', async (payload, field, value, wording) => {
  const answer = await post(payload);
  expect(answer).toMatchObject({ statusCode: 400, type: 'urn:digitruck:problem:bad-input', status: 400 });
  expect(answer.instance).toBe('/api/v1/things');
  expect(answer.errors[0]).toMatchObject({ field, value });
  expect(answer.errors[0].problem).toContain(wording);
});

test('a long value is cut, and at most 50 faults are listed', async () => {
  const long = await post({ name: 'abc', kind: 'x'.repeat(5000) });
  expect(long.errors[0].value.length).toBeLessThan(210);
  const many = await post({ name: 'abc', rows: Array.from({ length: 500 }, () => ({})) });
  expect(many.errors.length).toBe(50);
});

test('queries are checked as well', async () => {
  const answer = await app.inject('/api/v1/things?limit=11');
  expect(answer.json().errors).toEqual([
    { field: 'limit', value: '11', problem: 'must be at most 10', code: 'too-big', params: { max: 10 } },
  ]);
});

test('what is no JSON, another content type, or too large', async () => {
  expect(await post('{"name": ')).toMatchObject({ statusCode: 400, detail: 'The body must be JSON.' });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await post('name=abc', form)).toMatchObject({
    statusCode: 415,
    type: 'urn:digitruck:problem:wrong-content-type',
  });
  expect(await post(`"${'x'.repeat(1024 * 1024)}"`)).toMatchObject({
    statusCode: 413,
    type: 'urn:digitruck:problem:too-large',
  });
  expect(await post('{"__proto__": {"admin": true}, "name": "abc"}')).toMatchObject({ statusCode: 400 });
});

test('paths and methods that are not there', async () => {
  const nothing = await app.inject('/api/v1/nothing');
  expect(nothing.statusCode).toBe(404);
  expect(nothing.json()).toMatchObject({
    type: 'urn:digitruck:problem:not-found',
    instance: '/api/v1/nothing',
  });
  const method = await app.inject({ method: 'DELETE', url: '/api/v1/things?x=1' });
  expect(method.statusCode).toBe(405);
  expect(method.headers.allow).toBe('GET, HEAD, POST');
  const notText = await app.inject('/api/v1/things/%ff');
  expect(notText.statusCode).toBe(400);
  expect(notText.json().type).toBe('urn:digitruck:problem:bad-input');
});

test('a fault of ours is logged whole and shown not at all', async () => {
  lines.length = 0;
  const answer = await app.inject('/api/v1/bug');
  expect(answer.statusCode).toBe(500);
  expect(answer.body).not.toContain('hunter2');
  expect(answer.json().type).toBe('urn:digitruck:problem:internal');
  expect(lines.join()).toContain('hunter2');
  const reference = /reference (\S+)\./.exec(answer.json().detail)?.[1] ?? 'none';
  expect(lines.join()).toContain(`"reqId":"${reference}"`);
});

test('the parameters of a failed query are not logged', async () => {
  lines.length = 0;
  expect((await app.inject('/api/v1/query?token=secret-token')).statusCode).toBe(500);
  expect(lines.join()).toContain('bad column');
  expect(lines.join()).toContain('insert into accounts');
  expect(lines.join()).not.toMatch(/hash-of-somebody|secret-token/);
});

test('an answer that is not what its schema says is a fault, too', async () => {
  const answer = await app.inject('/api/v1/wrong-answer');
  expect(answer.statusCode).toBe(500);
  expect(answer.json().type).toBe('urn:digitruck:problem:internal');
});

test('a database that is away is 503 with when to come back', async () => {
  for (const path of ['/api/v1/database', '/api/v1/starting']) {
    const answer = await app.inject(path);
    expect(answer.statusCode, path).toBe(503);
    expect(answer.json().type).toBe('urn:digitruck:problem:not-ready');
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.body).not.toContain('10.0.0.9');
    expect(answer.body).not.toContain('secret');
  }
});

test('a conflict brings the present row', async () => {
  const answer = await app.inject('/api/v1/conflict');
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({ detail: 'Asha changed it.', current: { version: 3 } });
});
