/** recordChange: in the transaction of the change, or not at all. */

import { beforeAll, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.ts';
import { sql } from '../../src/store/drizzle.ts';
import { auditStore, recordChange, SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { freshDatabase } from '../support/database.ts';

let db: Db;
beforeAll(async () => {
  ({ db } = await freshDatabase());
});
const change = { actor: SYSTEM_ACTOR, action: 'thing.update', subject: 'thing' };

test('a change that is rolled back leaves no line', async () => {
  const failing = db.transaction(async (tx) => {
    await recordChange(tx, { ...change, subjectId: 'lost' });
    await tx.execute(sql`select 1 / 0`);
  });
  await expect(failing).rejects.toThrow();
  expect((await auditStore(db).list({ subjectId: 'lost', limit: 10 })).items).toEqual([]);
});

test('values come back as they went in, but for what is named like a secret', async () => {
  const before = {
    name: 'Ā "quoted" \\ ',
    nested: { list: [1, null, 'x'] },
    passwordHash: '$7$',
    apiToken: 'x',
  };
  await db.transaction((tx) => recordChange(tx, { ...change, subjectId: 'kept', before, after: null }));
  const [entry] = (await auditStore(db).list({ subject: 'thing', subjectId: 'kept', limit: 10 })).items;
  expect(entry).toMatchObject({
    actor: SYSTEM_ACTOR,
    action: 'thing.update',
    before: { name: 'Ā "quoted" \\ ', nested: { list: [1, null, 'x'] } },
    after: null,
  });
  expect(JSON.stringify(entry)).not.toMatch(/\$7\$|apiToken/);
});

test('a cursor that is none of ours begins anew', async () => {
  for (const cursor of ['x', 'WyJ4Il0', '%00', Buffer.from('["1; drop"]').toString('base64url')]) {
    expect((await auditStore(db).list({ limit: 10, cursor })).items.length).toBe(1);
  }
});
