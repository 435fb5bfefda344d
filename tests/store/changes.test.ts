import type { TruckId } from '@digitruck/contract/ids';
import { LIVE_SUBJECTS, type LiveSubject } from '@digitruck/contract/live';
import fc from 'fast-check';
import pg from 'pg';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type ChangesListener,
  decodeChanges,
  encodeChanges,
  listenChanges,
  notifyChanges,
} from '../../src/store/changes.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

const truck = (id: string) => id as TruckId;
const quiet = { warn() {}, info() {} };

describe('payloads', () => {
  const truckIds = fc.array(
    fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/).map((id) => truck(id)),
    { maxLength: 400 },
  );
  const subjects = fc.subarray([...LIVE_SUBJECTS]);

  test('say all that changed, each below the limit of NOTIFY', () => {
    fc.assert(
      fc.property(truckIds, subjects, (trucks, subjects) => {
        const payloads = encodeChanges({ trucks, subjects });
        for (const payload of payloads) expect(Buffer.byteLength(payload)).toBeLessThan(8000);
        const read = payloads.map((payload) => decodeChanges(payload));
        expect(new Set(read.flatMap((change) => change?.trucks ?? []))).toEqual(new Set(trucks));
        expect(new Set(read.flatMap((change) => change?.subjects ?? []))).toEqual(new Set(subjects));
      }),
    );
  });

  test('nothing changed is no payload', () => {
    expect(encodeChanges({})).toEqual([]);
    expect(encodeChanges({ trucks: [], subjects: [] })).toEqual([]);
  });

  test('a thousand trucks with long names take a few', () => {
    const trucks = Array.from({ length: 1000 }, (_, i) => truck(`truck-${i}`.padEnd(64, 'x')));
    expect(encodeChanges({ trucks }).length).toBe(9);
  });

  test.each(['', 'x', '1', 'null', '[]x', '{"t":"DT-1"}', '{"t":["a b"]}', '{"t":[1]}', '{"s":3}'])(
    'what encodeChanges never makes is not understood: %s',
    (payload) => expect(decodeChanges(payload)).toBeUndefined(),
  );

  test('a subject of a newer replica is left out', () => {
    expect(decodeChanges('{"t":["DT-1"],"s":["trucks","moons"]}')).toEqual({
      trucks: ['DT-1'],
      subjects: ['trucks'],
    });
  });
});

describe('LISTEN and NOTIFY', () => {
  let database: TestDatabase;
  const listeners: ChangesListener[] = [];
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterEach(async () => {
    for (const listener of listeners.splice(0)) await listener.stop();
  });

  async function listen() {
    const heard = { trucks: [] as TruckId[], subjects: [] as LiveSubject[], begins: 0 };
    const listener = listenChanges({
      url: database.url,
      log: quiet,
      onChange: (change) => {
        heard.trucks.push(...change.trucks);
        heard.subjects.push(...change.subjects);
      },
      onReconnect: () => {
        heard.begins += 1;
      },
    });
    listeners.push(listener);
    await until('the listener to listen', () => listener.listening());
    return { heard, listener };
  }
  const notify = (...ids: string[]) =>
    database.db.transaction((tx) => notifyChanges(tx, { trucks: ids.map(truck), subjects: ['trucks'] }));

  test('every listener hears a change once its transaction has committed, and none that was rolled back', async () => {
    const [one, two] = [await listen(), await listen()];
    await expect(
      database.db.transaction(async (tx) => {
        await notifyChanges(tx, { trucks: [truck('never')] });
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    await notify('DT-01', 'DT-02');
    for (const { heard } of [one, two]) {
      await until('the change', () => heard.trucks.length > 0);
      expect(heard).toEqual({ trucks: ['DT-01', 'DT-02'], subjects: ['trucks'], begins: 1 });
    }
  });

  test('a lost connection comes back, and says that changes may have been missed', async () => {
    const { heard, listener } = await listen();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'digitruck-fleet changes' and datname = current_database()`,
    );
    await client.end();
    await until('listening anew', () => heard.begins === 2 && listener.listening());
    await notify('DT-03');
    await until('the change after', () => heard.trucks.includes(truck('DT-03')));
  });

  test('a payload that makes no sense is passed over', async () => {
    const { heard } = await listen();
    await database.db.$client.query(`select pg_notify('changes', 'rubbish')`);
    await notify('DT-04');
    await until('the change after', () => heard.trucks.includes(truck('DT-04')));
  });

  test('a server that is not there is tried again until stopped', async () => {
    let warnings = 0;
    const listener = listenChanges({
      url: 'postgres://nobody@127.0.0.1:1/none',
      log: {
        ...quiet,
        warn: () => {
          warnings += 1;
        },
      },
      onChange: () => {},
      onReconnect: () => {},
    });
    await until('a second try', () => warnings >= 2);
    expect(listener.listening()).toBe(false);
    await listener.stop();
  });
});
