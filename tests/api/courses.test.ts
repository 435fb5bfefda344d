/** `/courses` over HTTP. */
import { Course, pageOf } from '@digitruck/contract/registry';
import type { InjectOptions } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const role = method === 'GET' ? 'viewer' : 'coordinator';
  const options: InjectOptions = { method, url: `/api/v1${path}`, headers: await api.as(role) };
  return api.app.inject(payload === undefined ? options : { ...options, payload });
}

test('a course is added, listed, changed, retired and deleted', async () => {
  const body = { code: 'DIGI-40', name: 'Digital skills', mode: 'cohort', totalHours: 40, classHours: 2 };
  expect((await call('POST', '/courses', body)).json().errors).toMatchObject([{ field: 'powerPerSeatW' }]);
  const answer = await call('POST', '/courses', { ...body, powerPerSeatW: 45 });
  expect(answer.statusCode).toBe(201);
  const course = Course.parse(answer.json());
  const path = `/courses/${course.courseId}`;
  expect(answer.headers.location).toBe(`/api/v1${path}`);
  expect((await call('GET', path)).json()).toEqual(answer.json());

  const twice = await call('POST', '/courses', { ...body, code: 'digi-40', powerPerSeatW: 45 });
  expect(twice.json()).toMatchObject({
    status: 409,
    type: 'urn:digitruck:problem:already-exists',
    errors: [{ field: 'code', value: 'digi-40' }],
  });

  expect((await call('PATCH', path, { version: 1, retired: true })).json()).toMatchObject({ version: 2 });
  expect((await call('PATCH', path, { version: 1, retired: false })).json()).toMatchObject({
    type: 'urn:digitruck:problem:version-conflict',
    current: { retired: true, version: 2 },
  });
  const listed = async (query: string) =>
    pageOf(Course).parse((await call('GET', `/courses${query}`)).json());
  expect((await listed('')).total).toBe(0);
  expect(await listed('?retired=any')).toMatchObject({
    total: 1,
    nextCursor: null,
    items: [{ code: 'DIGI-40' }],
  });

  expect((await call('DELETE', `${path}?version=1`)).statusCode).toBe(409);
  expect((await call('DELETE', `${path}?version=2`)).statusCode).toBe(204);
  expect((await call('GET', path)).statusCode).toBe(404);
});

test('a course that was asked for is to be retired', async () => {
  const body = { code: 'VR', name: 'VR', mode: 'drop-in', totalHours: 2, classHours: 2, powerPerSeatW: 90 };
  const { courseId } = (await call('POST', '/courses', body)).json();
  const { siteId } = (await call('POST', '/sites', { name: 'Kabel', lat: 0.3, lon: 36.2 })).json();
  await call('POST', '/requests', { siteId, courseId, learnersExpected: 10, requestedOn: '2026-01-01' });
  const answer = (await call('DELETE', `/courses/${courseId}?version=1`)).json();
  expect(answer).toMatchObject({ status: 409, type: 'urn:digitruck:problem:in-use' });
  expect(answer.detail).toContain('Retire it instead');
});
