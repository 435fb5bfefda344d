/** `/trucks` over HTTP, and whom the registry tells of what has changed. */
import { Truck } from '@digitruck/contract/fleet';
import { pageOf } from '@digitruck/contract/registry';
import type { InjectOptions } from 'fastify';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { FeatureCollection } from '../../src/api/geojson.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
beforeEach(async () => {
  await api.database.db.$client.query('truncate trucks, presence, latest, commands cascade');
  api.registryCalls.length = 0;
});

async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const role = method === 'GET' ? 'viewer' : 'coordinator';
  const options: InjectOptions = { method, url: `/api/v1${path}`, headers: await api.as(role) };
  return api.app.inject(payload === undefined ? options : { ...options, payload });
}

test('a truck needs only its id; ingest hears of it once it is there', async () => {
  const answer = await call('POST', '/trucks', { truckId: 'DT-07' });
  expect(answer.statusCode).toBe(201);
  expect(Truck.parse(answer.json())).toMatchObject({
    truckId: 'DT-07',
    seats: 20,
    reportingIntervalS: 60,
    link: { state: 'never' },
    latest: null,
  });
  expect(api.registryCalls).toEqual(['added DT-07', 'changed']);
  expect((await call('POST', '/trucks', { truckId: 'DT-07' })).json()).toMatchObject({
    status: 409,
    errors: [{ field: 'truckId', value: 'DT-07' }],
  });
  expect(api.registryCalls).toHaveLength(2);
});

test('a change, a stale change, a deletion', async () => {
  await call('POST', '/trucks', { truckId: 'DT-07' });
  const battery = { capacityWh: 20_000, maxChargeW: 5000, maxDischargeW: 4000 };
  const changed = await call('PATCH', '/trucks/DT-07', { version: 1, battery, reportingIntervalS: 30 });
  expect(changed.json()).toMatchObject({ version: 2, battery: { ...battery, reservePct: 20 }, seats: 20 });
  expect(api.registryCalls).toEqual(['added DT-07', 'changed', 'changed']);
  expect((await call('PATCH', '/trucks/DT-07', { version: 1, seats: 24 })).json()).toMatchObject({
    status: 409,
    type: 'urn:digitruck:problem:version-conflict',
    current: { seats: 20, version: 2, updatedBy: 'The coordinator' },
  });
  expect((await call('DELETE', '/trucks/DT-07?version=2')).statusCode).toBe(204);
  expect((await call('GET', '/trucks/DT-07')).statusCode).toBe(404);
});

test('the list is a page of trucks; the map has those whose place is known', async () => {
  await call('POST', '/trucks', { truckId: 'DT-01', name: 'Simba' });
  await call('POST', '/trucks', { truckId: 'DT-02' });
  await api.database.db.$client.query(
    `insert into latest (truck_id, boot_id, seq, sampled_at, received_at, place_lat, place_lon, place_at, battery_soc_pct)
     values ('DT-01', 'b', 1, now(), now(), -0.45, 39.6, now(), 71.5)`,
  );
  const page = pageOf(Truck).parse((await call('GET', '/trucks')).json());
  expect(page).toMatchObject({ total: 2, nextCursor: null });
  expect(page.items.map(({ truckId, latest }) => [truckId, latest?.readings.batterySocPct])).toEqual([
    ['DT-01', 71.5],
    ['DT-02', undefined],
  ]);
  expect(FeatureCollection.parse((await call('GET', '/trucks.geojson')).json()).features).toMatchObject([
    {
      id: 'DT-01',
      geometry: { coordinates: [39.6, -0.45] },
      properties: { name: 'Simba', batterySocPct: 71.5 },
    },
  ]);
});

test.each(["'; DROP TABLE trucks; --", '../x', '+/#', '<script>', '=cmd()', 'x'.repeat(65), 'é', ' '])(
  'the id %s is no id of a truck',
  async (truckId) => {
    expect((await call('POST', '/trucks', { truckId })).json().errors).toMatchObject([{ field: 'truckId' }]);
    expect((await call('GET', `/trucks/${encodeURIComponent(truckId)}`)).statusCode).toBe(400);
    expect((await call('GET', '/trucks')).json().total).toBe(0);
  },
);

test('what a coordinator may, an operator may not', async () => {
  const headers = await api.as('operator');
  const answer = await api.app.inject({
    method: 'POST',
    url: '/api/v1/trucks',
    payload: { truckId: 'A' },
    headers,
  });
  expect(answer.statusCode).toBe(403);
});
