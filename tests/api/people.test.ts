/** People over HTTP, and one's own profile. */
import { beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_API_KEY, cookieOf, emailOf, PASSWORD, type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});

async function admin(method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) {
  return api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: await api.as('admin'),
    ...(payload === undefined ? {} : { payload }),
  });
}
const body = (name: string) => ({
  name,
  email: `${name}@example.org`,
  role: 'operator',
  password: PASSWORD,
  truckIds: ['DT-01', 'DT-02'],
});

describe('people', () => {
  test('are added, found, and changed in part', async () => {
    const made = await admin('POST', '/people', { ...body('amina'), email: 'Amina@Example.ORG' });
    expect(made.statusCode).toBe(201);
    const person = made.json();
    expect(person).toMatchObject({
      email: 'amina@example.org',
      role: 'operator',
      language: 'en',
      truckIds: ['DT-01', 'DT-02'],
      disabled: false,
      lastSignInAt: null,
    });
    const changed = await admin('PATCH', `/people/${person.personId}`, { role: 'coordinator' });
    expect(changed.json()).toEqual({ ...person, role: 'coordinator' });
    expect((await admin('GET', `/people/${person.personId}`)).json()).toEqual(changed.json());
    await api.signIn('amina@example.org');
    const after = (await admin('GET', `/people/${person.personId}`)).json();
    expect(Date.parse(after.lastSignInAt)).toBeGreaterThan(Date.parse(after.createdAt));
  });

  test('are listed by name, page by page, and searched', async () => {
    for (const name of ['Zuri', 'zawadi', 'ZOLA', 'zebra']) await admin('POST', '/people', body(name));
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await admin('GET', `/people?limit=2&q=z${cursor && `&cursor=${cursor}`}`);
      const { items, nextCursor, total } = page.json();
      expect(total).toBeGreaterThanOrEqual(4);
      names.push(...items.map((item: { name: string }) => item.name));
      cursor = nextCursor;
    }
    expect(names.filter((name) => /^z/i.test(name))).toEqual(['zawadi', 'zebra', 'ZOLA', 'Zuri']);
    expect((await admin('GET', '/people?q=%25')).json().total).toBe(0);
  });

  test('have an e-mail of their own', async () => {
    await admin('POST', '/people', body('twin'));
    const again = await admin('POST', '/people', { ...body('twin'), email: 'TWIN@example.org' });
    expect(again.statusCode).toBe(409);
    expect(again.json()).toMatchObject({ type: 'urn:digitruck:problem:already-exists' });
    expect(again.json().errors[0].field).toBe('email');
  });

  test('that are not there', async () => {
    expect((await admin('GET', '/people/nobody')).statusCode).toBe(404);
    expect((await admin('PATCH', '/people/nobody', { name: 'x' })).statusCode).toBe(404);
  });

  test('an unknown field, a wrong role, a short password are refused by name', async () => {
    const answer = await admin('POST', '/people', { ...body('x'), role: 'king', password: 'kifupi', age: 3 });
    expect(answer.statusCode).toBe(400);
    const fields = answer.json().errors.map((error: { field: string }) => error.field);
    expect(fields.sort()).toEqual(['age', 'password', 'role']);
    expect(answer.body).not.toContain('kifupi');
  });

  test('the last admin stays', async () => {
    const { items } = (await admin('GET', '/people?q=admin')).json();
    const url = `/people/${items[0].personId}`;
    for (const change of [{ role: 'viewer' }, { disabled: true }]) {
      const answer = await admin('PATCH', url, change);
      expect(answer.statusCode).toBe(409);
      expect(answer.json().type).toBe('urn:digitruck:problem:in-use');
    }
    expect((await admin('PATCH', url, { name: 'Chief' })).statusCode).toBe(200);
  });

  test('two admins cannot take the role from each other at once', async () => {
    const second = await admin('POST', '/people', { ...body('second'), role: 'admin' });
    const { items } = (await admin('GET', `/people?q=${emailOf('admin')}`)).json();
    const headers = { authorization: `Bearer ${ADMIN_API_KEY}` };
    const payload = { role: 'viewer' };
    const ids = [items[0].personId, second.json().personId];
    const answers = await Promise.all(
      ids.map((id) => api.app.inject({ method: 'PATCH', url: `/api/v1/people/${id}`, headers, payload })),
    );
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409]);
    await api.app.inject({
      method: 'PATCH',
      url: `/api/v1/people/${ids[0]}`,
      headers,
      payload: { role: 'admin' },
    });
  });

  test('a password set by an admin ends the sessions', async () => {
    const person = (await admin('POST', '/people', body('reset'))).json();
    const cookie = cookieOf(await api.signIn(person.email));
    const change = { password: 'set by the admin now' };
    expect((await admin('PATCH', `/people/${person.personId}`, change)).statusCode).toBe(200);
    expect((await api.app.inject({ url: '/api/v1/me', headers: { cookie } })).statusCode).toBe(401);
    expect((await api.signIn(person.email)).statusCode).toBe(401);
    expect((await api.signIn(person.email, change.password)).statusCode).toBe(200);
  });

  test('a changed role counts from the next request', async () => {
    const person = (await admin('POST', '/people', body('riser'))).json();
    const headers = { cookie: cookieOf(await api.signIn(person.email)) };
    const list = () => api.app.inject({ url: '/api/v1/audit', headers });
    expect((await list()).statusCode).toBe(403);
    await admin('PATCH', `/people/${person.personId}`, { role: 'engineer' });
    expect((await list()).statusCode).toBe(200);
  });
});

test('a person changes name and language, and nothing else', async () => {
  const patch = async (payload: object) =>
    api.app.inject({ method: 'PATCH', url: '/api/v1/me', headers: await api.as('operator'), payload });
  const changed = await patch({ name: 'Baraka', language: 'sw' });
  expect(changed.json().person).toMatchObject({ name: 'Baraka', language: 'sw', role: 'operator' });
  const climb = await patch({ role: 'admin' });
  expect(climb.statusCode).toBe(400);
  expect(climb.json().errors[0].field).toBe('role');
  expect((await patch({ language: 'xx' })).json().errors[0].problem).toBe('must be one of: en, fr, sw, fil');
});
