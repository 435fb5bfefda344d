/** `/requests` over HTTP. */
import { RequestPage } from '@digitruck/contract/registry-lists';
import type { InjectOptions } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { type TestApi, testApi } from '../support/api.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
let api: TestApi;
let body: Record<string, unknown>;
beforeAll(async () => {
  api = await testApi();
  const course = { code: 'C', name: 'C', mode: 'cohort', totalHours: 40, classHours: 2, powerPerSeatW: 45 };
  const { courseId } = (await call('POST', '/courses', course)).json();
  const { siteId } = (await call('POST', '/sites', { name: 'Kabel', lat: 0.3, lon: 36.2 })).json();
  body = { siteId, courseId, learnersExpected: 100, requestedOn: '2026-01-01' };
});

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const role = method === 'GET' ? 'viewer' : 'coordinator';
  const options: InjectOptions = { method, url: `/api/v1${path}`, headers: await api.as(role) };
  return api.app.inject(payload === undefined ? options : { ...options, payload });
}

test('a request is added, listed with its site and course, changed and deleted', async () => {
  const answer = await call('POST', '/requests', body);
  expect(answer.statusCode).toBe(201);
  const path = `/requests/${answer.json().requestId}`;
  expect((await call('GET', path)).json()).toMatchObject({
    ...body,
    priority: 3,
    status: 'open',
    version: 1,
  });

  const page = RequestPage.parse((await call('GET', `/requests?status=open&siteId=${body.siteId}`)).json());
  expect(page).toMatchObject({ total: 1, items: [{ site: { name: 'Kabel' }, course: { code: 'C' } }] });
  expect(page.items[0]?.waitingDays).toBeGreaterThan(0);

  expect((await call('PATCH', path, { version: 1, status: 'withdrawn' })).json()).toMatchObject({
    version: 2,
  });
  expect((await call('PATCH', path, { version: 1, status: 'served' })).json()).toMatchObject({
    type: 'urn:digitruck:problem:version-conflict',
    current: { status: 'withdrawn' },
  });
  expect((await call('DELETE', `${path}?version=2`)).statusCode).toBe(204);
  expect((await call('GET', path)).statusCode).toBe(404);
});

test.each([
  ['a site that is not there', { siteId: NOWHERE }, 'siteId'],
  ['a course that is not there', { courseId: NOWHERE }, 'courseId'],
  ['a site that is no id', { siteId: "' or 1=1" }, 'siteId'],
  ['nobody expected', { learnersExpected: 0 }, 'learnersExpected'],
  ['a date that is none', { requestedOn: '2026-02-30' }, 'requestedOn'],
  [
    'dates that end before they begin',
    { windows: [{ from: '2026-02-02', to: '2026-02-01' }] },
    'windows[0].to',
  ],
])('%s is refused with the field', async (_, over, field) => {
  const answer = await call('POST', '/requests', { ...body, ...over });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toMatchObject([{ field }]);
});
