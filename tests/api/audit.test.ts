/** The audit log: every change with who, what, before and after; sign-ins; no secrets; nothing ever altered. */
import { beforeAll, expect, test } from 'vitest';
import { emailOf, PASSWORD, type TestApi, testApi } from '../support/api.ts';

type Entry = {
  actor: { name: string; via: string };
  action: string;
  subject: string;
  subjectId: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
};
let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});

async function log(query = ''): Promise<{ items: Entry[]; nextCursor: string | null; total: number }> {
  const answer = await api.app.inject({ url: `/api/v1/audit${query}`, headers: await api.as('engineer') });
  expect(answer.statusCode).toBe(200);
  return answer.json();
}

test('a change is there with who, before and after, and without the password', async () => {
  const headers = await api.as('admin');
  const payload = { name: 'Neema', email: 'neema@example.org', role: 'viewer', password: PASSWORD };
  const person = (await api.app.inject({ method: 'POST', url: '/api/v1/people', headers, payload })).json();
  const url = `/api/v1/people/${person.personId}`;
  await api.app.inject({ method: 'PATCH', url, headers, payload: { role: 'operator' } });
  await api.app.inject({ method: 'PATCH', url, headers, payload: { password: 'another long password' } });
  const { items, total } = await log(`?subject=person&subjectId=${person.personId}`);
  expect(total).toBe(3);
  expect(items.map((item) => item.action)).toEqual(['person.set-password', 'person.update', 'person.create']);
  expect(items[1]).toMatchObject({
    actor: { name: 'The admin', via: 'session' },
    before: { role: 'viewer', name: 'Neema' },
    after: { role: 'operator', name: 'Neema' },
  });
  expect(items[2]?.before).toBeNull();
  const everything = await api.database.db.$client.query('select before, after from audit_log');
  expect(JSON.stringify(everything.rows)).not.toMatch(/long|password|[0-9a-f]{64}/);
});

test('sign-ins are there, those that failed too', async () => {
  await api.signIn(emailOf('viewer'), 'wrong password');
  await api.signIn('stranger@example.org', 'wrong password');
  await api.signIn(emailOf('viewer'));
  const { items } = await log('?subject=person&limit=3');
  expect(items.map((item) => [item.action, item.actor.name])).toEqual([
    ['person.sign-in', 'The viewer'],
    ['person.sign-in-failed', 'stranger@example.org'],
    ['person.sign-in-failed', 'The viewer'],
  ]);
  expect(items[0]?.after).toEqual({ address: '127.0.0.1' });
});

test('it is read page by page, newest first', async () => {
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: Awaited<ReturnType<typeof log>> = await log(`?limit=4${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map((item) => (item as unknown as { auditId: string }).auditId));
    cursor = page.nextCursor;
  }
  expect(seen.length).toBeGreaterThan(8);
  expect(seen).toEqual([...new Set(seen)].sort((a, b) => Number(b) - Number(a)));
});

test('nobody alters it', async () => {
  for (const sql of ['update audit_log set action = $$x$$', 'delete from audit_log', 'truncate audit_log']) {
    await expect(api.database.db.$client.query(sql)).rejects.toThrow(/append-only/);
  }
});
