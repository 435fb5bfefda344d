/** Trucks in the store: the record people keep, with the link and readings that ingest keeps. */
import { TruckId } from '@digitruck/contract/ids';
import { TrucksQuery } from '@digitruck/contract/registry-lists';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.ts';
import { fleetNow } from '../../src/store/fleet-now.ts';
import { type TruckStore, truckStore } from '../../src/store/registry/trucks.ts';
import { freshDatabase } from '../support/database.ts';
import { truckBody } from '../support/registry.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const id = (text: string) => TruckId.parse(text);
let db: Db;
let trucks: TruckStore;
beforeAll(async () => {
  db = (await freshDatabase()).db;
  trucks = truckStore(db);
});
beforeEach(async () => {
  await db.$client.query('truncate trucks, presence, latest, boots, truck_credentials, commands cascade');
});

async function add(truckId: string, over: object = {}) {
  const result = await trucks.create(AMINA, truckBody({ truckId, ...over }));
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}

async function hear(truckId: string) {
  await db.$client.query(
    `insert into presence (truck_id, state, since, last_heard_at, boot_id, flapping)
     values ($1, 'online', '2026-11-23T07:00:00.123Z', '2026-11-23T07:15:01Z', 'b7f1', true)`,
    [truckId],
  );
  await db.$client.query(
    `insert into latest (truck_id, boot_id, seq, sampled_at, received_at, place_lat, place_lon, place_at,
       battery_soc_pct, occupancy, speed_kph)
     values ($1, 'b7f1', 4294967295, '2026-11-23T07:15:00Z', '2026-11-23T07:15:01Z', -0.45, 39.6,
       '2026-11-23T06:00:00Z', 71.5, 19, 0)`,
    [truckId],
  );
}

test('a truck that was never heard of is no error, and nothing of it is 0', async () => {
  expect(await add('DT-01')).toMatchObject({
    truckId: 'DT-01',
    seats: 20,
    battery: null,
    link: { state: 'never', since: null, lastHeardAt: null, bootId: null, flapping: false },
    latest: null,
    activity: 'unknown',
  });
});

test('a truck comes with its link, its latest readings and the last good place', async () => {
  await add('DT-01', { name: 'Simba' });
  await hear('DT-01');
  const truck = await trucks.find(id('DT-01'));
  expect(truck).toMatchObject({
    name: 'Simba',
    version: 1,
    link: {
      state: 'online',
      since: '2026-11-23T07:00:00.123Z',
      lastHeardAt: '2026-11-23T07:15:01.000Z',
      bootId: 'b7f1',
      flapping: true,
    },
    activity: 'teaching',
  });
  expect(truck?.latest).toEqual({
    bootId: 'b7f1',
    seq: 4294967295,
    sampledAt: '2026-11-23T07:15:00.000Z',
    receivedAt: '2026-11-23T07:15:01.000Z',
    readings: { batterySocPct: 71.5, occupancy: 19, speedKph: 0 },
    place: { lat: -0.45, lon: 39.6, at: '2026-11-23T06:00:00.000Z' },
  });
});

test('the fleet as it is now: all of it or some, never the retired', async () => {
  await add('DT-02');
  await add('DT-01');
  await add('DT-03', { retired: true });
  await hear('DT-01');
  const ids = async (only?: string[]) => (await fleetNow(db, only?.map(id))).map(({ truckId }) => truckId);
  expect(await ids()).toEqual(['DT-01', 'DT-02']);
  expect(await ids(['DT-02', 'DT-03', 'DT-99'])).toEqual(['DT-02']);
  expect(await ids([])).toEqual([]);
  expect((await fleetNow(db))[0]).toMatchObject({
    seats: 20,
    activity: 'teaching',
    link: { state: 'online' },
  });
});

test('the list filters by state, by words and by retirement, in pages', async () => {
  for (const truckId of ['DT-01', 'DT-02', 'DT-03', 'DT-04']) await add(truckId);
  await add('OLD-1', { retired: true, name: 'Simba' });
  await hear('DT-02');
  const list = async (over: object) => {
    const page = await trucks.list(TrucksQuery.parse(over));
    return { ...page, items: page.items.map(({ truckId }) => truckId) };
  };
  expect((await list({ state: 'online' })).items).toEqual(['DT-02']);
  expect((await list({ state: 'never' })).items).toEqual(['DT-01', 'DT-03', 'DT-04']);
  expect(await list({ q: 'simba' })).toMatchObject({ items: [], total: 0 });
  expect((await list({ q: 'simba', retired: 'any' })).items).toEqual(['OLD-1']);
  const first = await list({ limit: 3 });
  expect(first).toMatchObject({ items: ['DT-01', 'DT-02', 'DT-03'], total: 4 });
  expect(await list({ limit: 3, cursor: first.nextCursor })).toMatchObject({
    items: ['DT-04'],
    nextCursor: null,
  });
});

test('an id is one truck; a change on an old version is refused', async () => {
  await add('DT-01');
  expect(await trucks.create(AMINA, truckBody({ truckId: 'DT-01' }))).toMatchObject({
    reason: 'already-exists',
    field: 'truckId',
    value: 'DT-01',
  });
  const battery = { capacityWh: 20_000, reservePct: 20, maxChargeW: 5000, maxDischargeW: 5000 };
  expect(await trucks.update(AMINA, id('DT-01'), { version: 1, battery })).toMatchObject({
    row: { version: 2, battery },
  });
  expect(await trucks.update(AMINA, id('DT-01'), { version: 1, seats: 24 })).toMatchObject({
    reason: 'version-conflict',
    current: { version: 2, seats: 20 },
  });
  expect(await trucks.update(AMINA, id('DT-01'), { version: 2, battery: null })).toMatchObject({
    row: { version: 3, battery: null },
  });
});

test('a truck that sent samples stays; one that sent none goes, with its credentials', async () => {
  await add('DT-01');
  await db.$client.query(`create table if not exists samples_of_test partition of samples default`);
  await db.$client.query(
    `insert into samples (truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place)
     values ('DT-01', 'b', 0, '2026-11-01', now(), now(), 'ok', 'ok')`,
  );
  expect(await trucks.remove(AMINA, id('DT-01'), 1)).toMatchObject({
    reason: 'in-use',
    by: 'samples that it sent',
  });
  await add('DT-02');
  await db.$client.query(
    `insert into truck_credentials (truck_id, password_hash, created_by) values ('DT-02', 'x', 'Amina')`,
  );
  expect(await trucks.remove(AMINA, id('DT-02'), 1)).toMatchObject({ ok: true });
  expect(await trucks.find(id('DT-02'))).toBeUndefined();
  expect((await db.$client.query('select 1 from truck_credentials')).rowCount).toBe(0);
});
