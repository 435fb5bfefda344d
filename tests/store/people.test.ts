/** People in the store: what must hold when several act at once. */
import { beforeAll, expect, test } from 'vitest';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { type PeopleStore, peopleStore } from '../../src/store/people/people.ts';
import { freshDatabase } from '../support/database.ts';

let people: PeopleStore;
beforeAll(async () => {
  people = peopleStore((await freshDatabase()).db);
});
const input = (email: string) => ({ name: email, email, passwordHash: 'salt:hash' });

test('of many who set up at once, one becomes the first admin', async () => {
  expect(await people.setUpNeeded()).toBe(true);
  for (let i = 0; i < 5; i++) await people.addSetUpToken(`token ${i}`);
  const results = await Promise.all(
    Array.from({ length: 5 }, (_, i) => people.createFirstAdmin(input(`a${i}@example.org`), `token ${i}`)),
  );
  expect(results.filter((result) => result.ok).length).toBe(1);
  expect(await people.setUpNeeded()).toBe(false);
  const { items } = await people.list({ limit: 10 });
  expect(items.map((person) => person.role)).toEqual(['admin']);
});

test('of two who add the same e-mail at once, one does', async () => {
  const person = { ...input('same@example.org'), role: 'viewer', language: 'en', truckIds: [] } as const;
  const results = await Promise.all([1, 2, 3].map(() => people.create(SYSTEM_ACTOR, person)));
  expect(results.filter((result) => result.ok).length).toBe(1);
  expect(results.filter((result) => !result.ok && result.reason === 'already-exists').length).toBe(2);
});

test('the secret of the installation is made once', async () => {
  const secrets = await Promise.all(['a', 'b', 'c'].map((fresh) => people.installationSecret(fresh)));
  expect(new Set(secrets).size).toBe(1);
});
