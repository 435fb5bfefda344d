import type { TruckId } from '@digitruck/contract/ids';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PresenceRow, type PresenceStore, presenceStore } from '../../src/store/samples/presence.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const START_MS = Date.parse('2026-11-23T07:00:00.000Z');
const DT01 = 'DT-01' as TruckId;

let database: TestDatabase;
let store: PresenceStore;
beforeAll(async () => {
  database = await freshDatabase();
  store = presenceStore(database.db);
});
beforeEach(() => database.db.$client.query('truncate presence'));

const row = (change: Partial<PresenceRow> = {}): PresenceRow => ({
  truckId: DT01,
  state: 'online',
  sinceMs: START_MS,
  heardMs: START_MS,
  bootId: 'a',
  bootAtMs: START_MS,
  flapping: false,
  ...change,
});

describe('presence in the database', () => {
  it('comes back as it was written', async () => {
    const never = row({
      truckId: 'DT-02' as TruckId,
      state: 'never',
      sinceMs: undefined,
      heardMs: undefined,
      bootId: undefined,
      bootAtMs: Number.NEGATIVE_INFINITY,
    });
    expect(await store.write([row(), never], [DT01])).toEqual([]);
    const all = await store.all();
    expect(all.sort((a, b) => (a.truckId < b.truckId ? -1 : 1))).toEqual([row(), never]);
  });

  it('is not silent while another replica hears the truck', async () => {
    await store.write([row({ heardMs: START_MS + 60_000 })], []);
    const silent = row({ state: 'silent', heardMs: START_MS, sinceMs: START_MS + 200_000 });
    expect(await store.write([silent], [DT01])).toEqual([DT01]);
    expect(await store.all()).toMatchObject([{ state: 'online', heardMs: START_MS + 60_000 }]);
    expect(await store.write([{ ...silent, heardMs: START_MS + 60_000 }], [DT01])).toEqual([]);
    expect(await store.all()).toMatchObject([{ state: 'silent' }]);
  });

  it('never takes back when a truck was last heard', async () => {
    await store.write([row({ heardMs: START_MS + 60_000 })], []);
    await store.write([row({ state: 'offline', heardMs: START_MS })], []);
    expect(await store.all()).toMatchObject([{ state: 'offline', heardMs: START_MS + 60_000 }]);
  });
});
