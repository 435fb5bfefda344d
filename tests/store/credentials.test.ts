/** Truck passwords: Mosquitto's hash, and the look-up that spares a key derivation. */
import { pbkdf2Sync } from 'node:crypto';
import type { TruckId } from '@digitruck/contract/ids';
import { beforeAll, describe, expect, test } from 'vitest';
import { mosquittoHash, verifyMosquittoHash } from '../../src/kernel/password-hash.ts';
import type { Db } from '../../src/store/db.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { credentialStore } from '../../src/store/registry/credentials.ts';
import { freshDatabase } from '../support/database.ts';

describe('the hash', () => {
  test('is $7$ with iterations, salt and key, and another each time', async () => {
    const hash = await mosquittoHash('secret');
    expect(hash).toMatch(/^\$7\$\d+\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==$/);
    expect(await mosquittoHash('secret')).not.toBe(hash);
    expect(await verifyMosquittoHash('secret', hash)).toBe(true);
    expect(await verifyMosquittoHash('Secret', hash)).toBe(false);
    expect(await verifyMosquittoHash('', hash)).toBe(false);
  });

  test('of another program is read, whatever its iterations', async () => {
    const salt = Buffer.from('twelve bytes');
    const key = pbkdf2Sync('truck password', salt, 101, 64, 'sha512');
    const hash = `$7$101$${salt.toString('base64')}$${key.toString('base64')}`;
    expect(await verifyMosquittoHash('truck password', hash)).toBe(true);
    expect(await verifyMosquittoHash('another', hash)).toBe(false);
  });

  test.each(['', '$6$101$aa$bb', '$7$0$aa$bb', '$7$101$!!$bb', '$7$99999999999$aa$bb', 'plain'])(
    'that is none (%s) fits no password',
    async (hash) => {
      expect(await verifyMosquittoHash('x', hash)).toBe(false);
    },
  );
});

describe('checkTruckPassword', () => {
  let db: Db;
  const truckId = 'DT-01' as TruckId;
  beforeAll(async () => {
    ({ db } = await freshDatabase());
    await db.$client.query(`insert into trucks (truck_id, updated_by) values ('DT-01', 'test')`);
  });

  test('remembers a right password only as long as its hash is the one that counts', async () => {
    const store = credentialStore(db);
    const elsewhere = credentialStore(db);
    await store.issue(SYSTEM_ACTOR, truckId, await mosquittoHash('first'));
    for (let i = 0; i < 3; i++) expect(await store.checkTruckPassword(truckId, 'first')).toBe(true);
    expect(await store.checkTruckPassword(truckId, 'wrong')).toBe(false);
    await elsewhere.issue(SYSTEM_ACTOR, truckId, await mosquittoHash('second'));
    expect(await store.checkTruckPassword(truckId, 'first')).toBe(false);
    expect(await store.checkTruckPassword(truckId, 'second')).toBe(true);
    await elsewhere.revoke(SYSTEM_ACTOR, truckId);
    expect(await store.checkTruckPassword(truckId, 'second')).toBe(false);
    expect(await store.listActive()).toEqual([]);
    const passwordHash = await mosquittoHash('third');
    await store.issue(SYSTEM_ACTOR, truckId, passwordHash);
    expect(await store.listActive()).toEqual([{ truckId, passwordHash }]);
  });

  test('a remembered password is not derived again', async () => {
    const store = credentialStore(db);
    await store.issue(SYSTEM_ACTOR, truckId, await mosquittoHash('known'));
    expect(await store.checkTruckPassword(truckId, 'known')).toBe(true);
    // A thousand returns of one truck are look-ups only; derived each time they would take tens of seconds.
    const answers = await Promise.all(
      Array.from({ length: 1000 }, () => store.checkTruckPassword(truckId, 'known')),
    );
    expect(answers.every(Boolean)).toBe(true);
  });

  test('there are none for a truck that is not in the registry', async () => {
    const store = credentialStore(db);
    expect(await store.issue(SYSTEM_ACTOR, 'DT-99' as TruckId, await mosquittoHash('x'))).toBeUndefined();
    expect(await store.revoke(SYSTEM_ACTOR, 'DT-99' as TruckId)).toBe(false);
  });
});
