/** `/sites` over HTTP: add, look, change, delete; lists, numbers, the map; and what is said when it is refused. */

import { gunzipSync } from 'node:zlib';
import { SiteDetail, SitePage, SitesSummary } from '@digitruck/contract/registry-lists';
import type { InjectOptions } from 'fastify';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { FeatureCollection } from '../../src/api/geojson.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
beforeEach(async () => {
  await api.database.db.$client.query('truncate requests, courses, sites cascade');
});

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const role = method === 'GET' ? 'viewer' : 'coordinator';
  const options: InjectOptions = { method, url: `/api/v1${path}`, headers: await api.as(role) };
  return api.app.inject(payload === undefined ? options : { ...options, payload });
}
async function add(over: object = {}) {
  const answer = await call('POST', '/sites', { name: 'Kabel', lat: 0.3, lon: 36.2, ...over });
  expect(answer.statusCode).toBe(201);
  return answer.json();
}

test('a site is added with what is known, looked at, changed and deleted', async () => {
  const answer = await call('POST', '/sites', { name: ' Kabel ', lat: 0.3, lon: 36.2 });
  expect(answer.statusCode).toBe(201);
  const site = answer.json();
  expect(answer.headers.location).toBe(`/api/v1/sites/${site.siteId}`);
  expect(site).toMatchObject({ name: 'Kabel', version: 1, updatedBy: 'The coordinator', learners: null });

  const path = `/sites/${site.siteId}`;
  const changed = await call('PATCH', path, { version: 1, host: { name: 'Head', agreement: 'agreed' } });
  expect(changed.json()).toMatchObject({
    version: 2,
    host: { name: 'Head', agreement: 'agreed', phone: '' },
  });
  const detail = SiteDetail.parse((await call('GET', path)).json());
  expect(detail).toMatchObject({
    version: 2,
    requests: [],
    readiness: { agreement: 'yes', access: 'unknown' },
  });

  expect((await call('DELETE', `${path}?version=1`)).statusCode).toBe(409);
  expect((await call('DELETE', path)).json().errors).toMatchObject([{ field: 'version' }]);
  expect((await call('DELETE', `${path}?version=2`)).statusCode).toBe(204);
  expect((await call('GET', path)).json()).toMatchObject({ type: 'urn:digitruck:problem:not-found' });
  expect((await call('PATCH', path, { version: 2, name: 'x' })).statusCode).toBe(404);
});

test('two people edit one site: the second is shown what changed and by whom', async () => {
  const site = await add();
  const path = `/sites/${site.siteId}`;
  await call('PATCH', path, { version: 1, learners: 300 });
  const second = await call('PATCH', path, { version: 1, learners: 250 });
  expect(second.statusCode).toBe(409);
  expect(second.json()).toMatchObject({
    type: 'urn:digitruck:problem:version-conflict',
    detail: expect.stringContaining('The coordinator'),
    current: { version: 2, learners: 300, updatedBy: 'The coordinator' },
  });
});

test('a duplicate is refused with the field, its value and where the other is', async () => {
  const site = await add({ governmentId: '520' });
  const again = await call('POST', '/sites', { name: 'Other', lat: 1, lon: 36, governmentId: '520' });
  expect(again.statusCode).toBe(409);
  expect(again.json()).toMatchObject({
    type: 'urn:digitruck:problem:already-exists',
    errors: [{ field: 'governmentId', value: '520', problem: expect.stringContaining(site.siteId) }],
  });
});

test('a site in use is not deleted; the answer says by what and what to do', async () => {
  const site = await add();
  const course = { code: 'C', name: 'C', mode: 'cohort', totalHours: 40, classHours: 2, powerPerSeatW: 45 };
  const { courseId } = (await call('POST', '/courses', course)).json();
  const body = { siteId: site.siteId, courseId, learnersExpected: 100, requestedOn: '2026-01-01' };
  await call('POST', '/requests', body);
  const answer = await call('DELETE', `/sites/${site.siteId}?version=1`);
  expect(answer.statusCode).toBe(409);
  expect(answer.json()).toMatchObject({ type: 'urn:digitruck:problem:in-use' });
  expect(answer.json().detail).toContain('a visit request');
  expect((await call('GET', `/sites/${site.siteId}`)).json().requests).toHaveLength(1);
  const page = SitePage.parse((await call('GET', '/sites?sort=waiting&waiting=true')).json());
  expect(page).toMatchObject({ total: 1, items: [{ openRequests: 1, waitingSince: '2026-01-01' }] });
  expect(SitesSummary.parse((await call('GET', '/sites/summary')).json())).toMatchObject({
    withOpenRequests: 1,
  });
});

describe('what is wrong is named', () => {
  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['a latitude beyond the pole', { lat: 91 }, 'lat'],
    ['a country that is no code', { country: 'Kenya' }, 'country'],
    ['an e-mail that is none', { host: { email: 'x' } }, 'host.email'],
    ['a field that does not exist', { latitude: 1 }, 'latitude'],
    ['a NUL', { notes: 'a\u0000b' }, 'notes'],
    ['a NUL deep inside', { host: { name: '\u0000' } }, 'host.name'],
  ])('%s', async (_, over, field) => {
    const answer = await call('POST', '/sites', { name: 'Kabel', lat: 0.3, lon: 36.2, ...over });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors.map((error: { field: string }) => error.field)).toEqual([field]);
  });

  test.each(["'; DROP TABLE sites; --", '../x', '+/#', '<script>', '=cmd()', '%00', '1'])(
    'the id %s',
    async (id) => {
      const path = `/sites/${encodeURIComponent(id)}`;
      expect((await call('GET', path)).statusCode).toBe(400);
      expect((await call('PATCH', path, { version: 1 })).statusCode).toBe(400);
      expect((await call('DELETE', `${path}?version=1`)).statusCode).toBe(400);
    },
  );

  test.each(['near=here', 'near=91,0', 'limit=0', 'limit=5000', 'kind=pub', 'sort=size', `q=${'%00'}`])(
    'the query %s',
    async (query) => {
      expect((await call('GET', `/sites?${query}`)).statusCode).toBe(400);
    },
  );
});

describe('the map', () => {
  test('is GeoJSON as RFC 7946 wants it, longitude first', async () => {
    const { siteId } = await add({ name: '"Quoted" </script>', county: 'Baringo', governmentId: '520' });
    const other = { host: { agreement: 'agreed' }, power: { grid: 'no' } };
    await add({ name: 'Other', lat: -1.28, lon: 36.82, ...other });
    const answer = await call('GET', '/sites.geojson');
    expect(answer.headers['content-type']).toBe('application/geo+json; charset=utf-8');
    const map = FeatureCollection.parse(answer.json());
    expect(map.features).toHaveLength(2);
    expect(map.features.find(({ id }) => id === siteId)).toEqual({
      type: 'Feature',
      id: siteId,
      geometry: { type: 'Point', coordinates: [36.2, 0.3] },
      properties: { name: '"Quoted" </script>', kind: 'school', county: 'Baringo', governmentId: '520' },
    });
    const agreed = (await call('GET', '/sites.geojson?agreement=agreed')).json();
    expect(agreed.features).toMatchObject([
      { properties: { name: 'Other', agreement: 'agreed', power: 'no' } },
    ]);
  });

  test('of nothing is valid too', async () => {
    expect((await call('GET', '/sites.geojson')).json()).toEqual({ type: 'FeatureCollection', features: [] });
  });

  test('is packed for those who can unpack, and not sent again while nothing changes', async () => {
    const site = await add();
    const ask = async (headers: object) =>
      api.app.inject({ url: '/api/v1/sites.geojson', headers: { ...(await api.as('viewer')), ...headers } });
    const packed = await ask({ 'accept-encoding': 'gzip, br' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(packed.rawPayload).toString()).features).toHaveLength(1);

    const etag = String(packed.headers.etag);
    expect((await ask({ 'if-none-match': etag })).statusCode).toBe(304);
    await call('PATCH', `/sites/${site.siteId}`, { version: 1, name: 'New' });
    expect((await ask({ 'if-none-match': etag })).statusCode).toBe(200);
  });
});
