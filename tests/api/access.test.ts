/**
 * Every route of the app, whatever is added: refused to nobody and to every role below the one it asks for, with a
 * cookie and with a key; and let through (to whatever the handler says) from that role up.
 */
import { mayAct, ROLES } from '@digitruck/contract/people-words';
import { beforeAll, expect, test } from 'vitest';
import type { DeclaredRoute } from '../../src/api/app.ts';
import { makeKey } from '../../src/api/auth.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { keyStore } from '../../src/store/people/keys.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
let routes: DeclaredRoute[];
beforeAll(async () => {
  api = await testApi();
  routes = api.app.declaredRoutes();
});

/** What may be open: no data of anybody, or the way in itself. A route that is added here is a decision. */
const OPEN = [
  'GET /api/v1/setup',
  'POST /api/v1/setup',
  'POST /api/auth/sign-in/email',
  'GET /api/v1/calendar/:secret.ics',
  'POST /api/auth/sign-out',
  'GET /api/auth/get-session',
  'GET /health/live',
  'GET /health/ready',
  'GET /metrics',
  'GET /openapi.json',
  'GET /asyncapi.json',
  'GET /api/v1/certificates/:certificateNumber',
  'GET /verify',
  'GET /verify/:certificateNumber',
  'GET /',
  'GET /*',
];

const nameOf = (route: DeclaredRoute) => `${route.method} ${route.url}`;
const isCalled = (route: DeclaredRoute) => route.method !== 'HEAD' && route.method !== 'OPTIONS';

/** A path that fits the pattern; what it names does not exist. */
function pathOf(route: DeclaredRoute): string {
  return route.url.replace(/:(\w+)/g, (_, name: string) =>
    /truckId/.test(name) ? 'NO-TRUCK' : '00000000-0000-4000-8000-000000000000',
  );
}

async function call(route: DeclaredRoute, headers: Record<string, string>): Promise<number> {
  const answer = await api.app.inject({ method: route.method as 'GET', url: pathOf(route), headers });
  return answer.statusCode;
}

test('the app says of each of its routes who may use it', () => {
  expect(routes.length).toBeGreaterThan(20);
  const open = routes
    .filter((route) => route.access === 'anyone' && isCalled(route) && !route.url.startsWith('/docs'))
    .map(nameOf);
  expect([...open].sort()).toEqual([...OPEN].sort());
});

test('nobody gets 401 from all that is not open', async () => {
  for (const route of routes.filter(({ access }) => access !== 'anyone')) {
    expect(await call(route, {}), nameOf(route)).toBe(401);
    expect(await call(route, { authorization: 'Bearer dt_wrong' }), nameOf(route)).toBe(401);
    expect(await call(route, { cookie: 'digitruck.session_token=wrong.signature' }), nameOf(route)).toBe(401);
  }
});

test.each(ROLES)('%s gets 403 from what needs more, and is let through to the rest', async (role) => {
  const { key, keyHash, start } = await makeKey();
  const name = `of ${role}`;
  await keyStore(api.database.db).create(SYSTEM_ACTOR, { name, role, keyHash, start, expiresAt: null });
  for (const route of routes.filter((one) => one.access !== 'anyone' && isCalled(one))) {
    const may = route.access !== 'anyone' && mayAct(role, route.access);
    // A key and no cookie, so that a route which ends sessions ends nobody's here.
    const withKey = await call(route, { authorization: `Bearer ${key}` });
    if (may) expect(withKey, nameOf(route)).not.toBe(403);
    else expect(withKey, nameOf(route)).toBe(403);
    if (!may) expect(await call(route, await api.as(role)), nameOf(route)).toBe(403);
  }
});
