/** A truck's MQTT credentials: seen once, checked by the broker, revoked at once. */
import { beforeAll, expect, test } from 'vitest';
import { credentialStore } from '../../src/store/registry/credentials.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  await api.database.db.$client.query(`insert into trucks (truck_id, updated_by) values ('DT-01', 'test')`);
});

async function call(method: 'GET' | 'POST' | 'DELETE', truckId: string) {
  const url = `/api/v1/trucks/${truckId}/credentials`;
  return api.app.inject({ method, url, headers: await api.as('engineer') });
}

test('are made, replaced and revoked; the truck is disconnected each time', async () => {
  const store = credentialStore(api.database.db);
  expect((await call('GET', 'DT-01')).statusCode).toBe(404);
  expect((await call('DELETE', 'DT-01')).statusCode).toBe(404);
  expect(await store.hasCredentials('DT-01')).toBe(false);

  const first = await call('POST', 'DT-01');
  expect(first.statusCode).toBe(201);
  const { password, ...rest } = first.json();
  expect(rest).toMatchObject({
    truckId: 'DT-01',
    username: 'DT-01',
    createdBy: 'The engineer',
    revokedAt: null,
  });
  expect(password).toMatch(/^[\w-]{24}$/);
  const shown = await call('GET', 'DT-01');
  expect(shown.json()).toEqual(rest);
  expect(await store.checkTruckPassword('DT-01', password)).toBe(true);
  expect(await store.checkTruckPassword('DT-02', password)).toBe(false);

  const second = (await call('POST', 'DT-01')).json();
  expect(await store.checkTruckPassword('DT-01', password)).toBe(false);
  expect(await store.checkTruckPassword('DT-01', second.password)).toBe(true);

  expect((await call('DELETE', 'DT-01')).statusCode).toBe(204);
  expect(await store.checkTruckPassword('DT-01', second.password)).toBe(false);
  expect(await store.hasCredentials('DT-01')).toBe(true);
  expect((await call('GET', 'DT-01')).json().revokedAt).not.toBeNull();
  expect((await call('DELETE', 'DT-01')).statusCode).toBe(404);
  expect(api.disconnected.map((one) => one.truckId)).toEqual(['DT-01', 'DT-01', 'DT-01']);

  const { rows } = await api.database.db.$client.query(
    `select action, before, after from audit_log where subject = 'truck' order by audit_id`,
  );
  expect(rows.map((row) => row.action)).toEqual([
    'credentials.issue',
    'credentials.issue',
    'credentials.revoke',
  ]);
  expect(JSON.stringify(rows)).not.toContain('$7$');
});

test('only for a truck of the registry', async () => {
  expect((await call('POST', 'DT-99')).statusCode).toBe(404);
  expect((await call('POST', 'no%20truck')).statusCode).toBe(400);
});
