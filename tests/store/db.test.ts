import { expect, onTestFinished, test } from 'vitest';
import { openDb } from '../../src/store/db.ts';
import { sql } from '../../src/store/drizzle.ts';
import { startCutOff } from '../support/cut-off.ts';
import { freshDatabase } from '../support/database.ts';

test('a transaction whose connection breaks before it begins gives the connection back', async () => {
  const { url } = await freshDatabase();
  const way = await startCutOff(url);
  const db = openDb({ url: way.url, poolMax: 1, onIdleError: () => {} });
  onTestFinished(() => way.close());
  const one = () => db.transaction(async (tx) => (await tx.execute(sql`select 1 as one`)).rows);
  for (let time = 0; time < 3; time++) {
    expect(await one()).toEqual([{ one: 1 }]);
    way.cut();
    // The pool has not heard of it yet and lends the connection that was just lost.
    await expect(one()).rejects.toThrow();
    way.restore();
  }
  expect(await one()).toEqual([{ one: 1 }]);
  await db.$client.end();
});
