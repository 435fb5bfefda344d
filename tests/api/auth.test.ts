/** Signing in, sessions, keys, the first admin: against the real tables and better-auth. */
import { beforeAll, describe, expect, test } from 'vitest';
import { authSecret, prepareFirstRun } from '../../src/api/first-run.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { ADMIN_API_KEY, cookieOf, emailOf, PASSWORD, type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi({ scrypt: true });
});

const me = (headers: Record<string, string>) => api.app.inject({ url: '/api/v1/me', headers });

async function newPerson(name: string) {
  const passwordHash = await api.auth.hashPassword(PASSWORD);
  const email = `${name}@example.org`;
  const input = { name, email, role: 'viewer', language: 'en', truckIds: [], passwordHash } as const;
  const made = await api.people.create(SYSTEM_ACTOR, input);
  if (!made.ok) throw new Error(made.reason);
  return made.person;
}

describe('a person', () => {
  test('signs in, is known by the cookie, and signs out', async () => {
    const answer = await api.signIn(emailOf('coordinator'));
    expect(answer.statusCode).toBe(200);
    const setCookie = String(answer.headers['set-cookie']);
    expect(setCookie).toMatch(/HttpOnly/i);
    expect(setCookie).toMatch(/SameSite=Lax/i);
    expect(setCookie).not.toMatch(/Secure/i);
    const cookie = cookieOf(answer);
    const known = await me({ cookie });
    expect(known.statusCode).toBe(200);
    expect(known.json()).toMatchObject({
      person: { email: emailOf('coordinator'), role: 'coordinator', name: 'The coordinator' },
      installation: { programme: 'DigiTruck', country: 'KE' },
    });
    const out = await api.app.inject({ method: 'POST', url: '/api/auth/sign-out', headers: { cookie } });
    expect(out.statusCode).toBe(200);
    expect((await me({ cookie })).statusCode).toBe(401);
  });

  test('with a wrong password, or unknown, gets the same answer', async () => {
    const wrong = await api.signIn(emailOf('viewer'), 'not the password');
    const unknown = await api.signIn('nobody@example.org', 'not the password');
    expect(wrong.statusCode).toBe(401);
    expect(wrong.headers['content-type']).toContain('application/problem+json');
    expect(wrong.json()).toEqual(unknown.json());
    expect(wrong.json()).toMatchObject({
      type: 'urn:digitruck:problem:not-signed-in',
      detail: 'The e-mail or the password is not right.',
    });
  });

  test('may sign in with the e-mail in capitals', async () => {
    expect((await api.signIn(emailOf('viewer').toUpperCase())).statusCode).toBe(200);
  });

  test('who is switched off loses every session at once and cannot come back', async () => {
    const person = await newPerson('off');
    const cookie = cookieOf(await api.signIn(person.email));
    expect((await me({ cookie })).statusCode).toBe(200);
    const changed = await api.app.inject({
      method: 'PATCH',
      url: `/api/v1/people/${person.personId}`,
      headers: await api.as('admin'),
      payload: { disabled: true },
    });
    expect(changed.statusCode).toBe(200);
    expect((await me({ cookie })).statusCode).toBe(401);
    const again = await api.signIn(person.email);
    expect(again.statusCode).toBe(403);
    expect(again.json().detail).toContain('switched off');
  });

  test('a session ended behind the cache is noticed', async () => {
    const person = await newPerson('ended');
    const cookie = cookieOf(await api.signIn(person.email));
    expect((await me({ cookie })).statusCode).toBe(200);
    await api.database.db.$client.query('delete from sessions where user_id = $1', [person.personId]);
    expect((await me({ cookie })).statusCode).toBe(200);
    api.auth.forgetCallers();
    expect((await me({ cookie })).statusCode).toBe(401);
  });

  test('changes the password and ends the other sessions', async () => {
    const person = await newPerson('changer');
    const here = cookieOf(await api.signIn(person.email));
    const elsewhere = cookieOf(await api.signIn(person.email));
    const change = (currentPassword: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/auth/change-password',
        headers: { cookie: here },
        payload: { currentPassword, newPassword: 'another long password', revokeOtherSessions: true },
      });
    const wrong = await change('something else entirely');
    expect(wrong.statusCode).toBe(400);
    expect(wrong.json().errors[0].field).toBe('currentPassword');
    const right = await change(PASSWORD);
    expect(right.statusCode).toBe(200);
    expect((await me({ cookie: elsewhere })).statusCode).toBe(401);
    expect((await me({ cookie: cookieOf(right) })).statusCode).toBe(200);
    expect((await api.signIn(person.email)).statusCode).toBe(401);
    expect((await api.signIn(person.email, 'another long password')).statusCode).toBe(200);
  });

  test('signs out everywhere', async () => {
    const person = await newPerson('everywhere');
    const one = cookieOf(await api.signIn(person.email));
    const two = cookieOf(await api.signIn(person.email));
    const url = '/api/auth/revoke-sessions';
    expect((await api.app.inject({ method: 'POST', url, headers: { cookie: one } })).statusCode).toBe(200);
    expect((await me({ cookie: one })).statusCode).toBe(401);
    expect((await me({ cookie: two })).statusCode).toBe(401);
  });

  test('cannot sign up, nor reach anything else of better-auth', async () => {
    for (const path of ['sign-up/email', 'api-key/create', 'update-user', 'change-email', 'delete-user']) {
      const payload = { name: 'x', email: 'x@example.org', password: PASSWORD };
      const headers = await api.as('viewer');
      const answer = await api.app.inject({ method: 'POST', url: `/api/auth/${path}`, payload, headers });
      expect(answer.statusCode, path).toBe(404);
    }
  });

  test('with a forged cookie is nobody', async () => {
    const cookie = cookieOf(await api.signIn(emailOf('viewer')));
    const forged = `${cookie.slice(0, -4)}AAAA`;
    expect((await me({ cookie: forged })).statusCode).toBe(401);
    expect((await me({ cookie: 'digitruck.session_token=x' })).statusCode).toBe(401);
  });
});

describe('requests of other pages', () => {
  const patch = async (headers: Record<string, string>) =>
    api.app.inject({
      method: 'PATCH',
      url: '/api/v1/me',
      headers: { ...(await api.as('viewer')), ...headers },
      payload: { name: 'New name' },
    });

  test('are refused; our own, at whatever address, are not', async () => {
    expect((await patch({ origin: 'https://evil.example' })).statusCode).toBe(403);
    expect((await patch({ origin: 'null' })).statusCode).toBe(403);
    const own = await patch({ origin: 'http://192.168.1.5:3000', host: '192.168.1.5:3000' });
    expect(own.statusCode).toBe(200);
  });

  test('cannot sign anybody in either', async () => {
    const signIn = (origin: string) =>
      api.app.inject({
        method: 'POST',
        url: '/api/auth/sign-in/email',
        headers: { origin, host: '192.168.1.5:3000' },
        payload: { email: emailOf('viewer'), password: PASSWORD },
      });
    expect((await signIn('https://evil.example')).statusCode).toBe(403);
    expect((await signIn('http://192.168.1.5:3000')).statusCode).toBe(200);
  });
});

describe('a key', () => {
  const make = async (payload: object) =>
    api.app.inject({ method: 'POST', url: '/api/v1/keys', headers: await api.as('admin'), payload });
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

  test('has its own role, and stops at once when it is deleted', async () => {
    const made = await make({ name: 'dashboard', role: 'viewer' });
    expect(made.statusCode).toBe(201);
    const { key, keyId, start } = made.json();
    expect(key.startsWith(start)).toBe(true);
    const known = await me(bearer(key));
    expect(known.json().person).toMatchObject({ personId: null, name: 'dashboard', role: 'viewer' });
    const people = await api.app.inject({ url: '/api/v1/people', headers: bearer(key) });
    expect(people.statusCode).toBe(403);
    const list = await api.app.inject({ url: '/api/v1/keys', headers: await api.as('admin') });
    expect(list.json().items[0]).toMatchObject({ keyId, name: 'dashboard', createdBy: 'The admin' });
    expect(list.json().items[0].lastUsedAt).not.toBeNull();
    expect(list.body).not.toContain(key);
    const url = `/api/v1/keys/${keyId}`;
    const gone = await api.app.inject({ method: 'DELETE', url, headers: await api.as('admin') });
    expect(gone.statusCode).toBe(204);
    expect((await me(bearer(key))).statusCode).toBe(401);
    const twice = await api.app.inject({ method: 'DELETE', url, headers: await api.as('admin') });
    expect(twice.statusCode).toBe(404);
  });

  test('that has expired is nobody', async () => {
    const { key, keyId } = (await make({ name: 'short', role: 'viewer', expiresInDays: 1 })).json();
    expect((await me(bearer(key))).statusCode).toBe(200);
    const sql = `update api_keys set expires_at = now() - interval '1 second' where id = $1`;
    await api.database.db.$client.query(sql, [keyId]);
    api.auth.forgetCallers();
    expect((await me(bearer(key))).statusCode).toBe(401);
  });

  test('of the settings is an admin; others, and the same with a letter changed, are nobody', async () => {
    const admin = await me(bearer(ADMIN_API_KEY));
    expect(admin.json().person).toMatchObject({ role: 'admin', name: 'ADMIN_API_KEY', personId: null });
    expect((await me(bearer(`${ADMIN_API_KEY}x`))).statusCode).toBe(401);
    expect((await me(bearer('dt_nonsense'))).statusCode).toBe(401);
    expect((await me({ authorization: 'Basic YTpi' })).statusCode).toBe(401);
  });

  test('has no profile to change', async () => {
    const answer = await api.app.inject({
      method: 'PATCH',
      url: '/api/v1/me',
      headers: bearer(ADMIN_API_KEY),
      payload: { name: 'x' },
    });
    expect(answer.statusCode).toBe(403);
  });
});

test('signing in too often is refused, by address and by e-mail', async () => {
  const limited = await testApi({ deps: { signInLimits: { perAddressPerMinute: 5, perEmailPerMinute: 2 } } });
  const statuses: number[] = [];
  for (const name of ['a', 'a', 'a', 'b', 'c', 'd']) {
    const answer = await limited.signIn(`${name}@example.org`);
    statuses.push(answer.statusCode);
    if (answer.statusCode === 429) {
      expect(answer.json().type).toBe('urn:digitruck:problem:too-many-requests');
      expect(answer.headers['retry-after']).toBeDefined();
    }
  }
  expect(statuses).toEqual([401, 401, 429, 401, 401, 429]);
});

test('behind https the cookie is for https only', async () => {
  const secure = await testApi({ publicUrl: 'https://fleet.example.org' });
  const answer = await secure.app.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    headers: { origin: 'https://fleet.example.org', host: 'fleet.example.org' },
    payload: { email: emailOf('viewer'), password: PASSWORD },
  });
  expect(answer.statusCode).toBe(200);
  expect(String(answer.headers['set-cookie'])).toMatch(/__Secure-digitruck.session_token=.*; Secure/i);
  expect(answer.headers['strict-transport-security']).toBeDefined();
  const known = await secure.app.inject({ url: '/api/v1/me', headers: { cookie: cookieOf(answer) } });
  expect(known.statusCode).toBe(200);
});

describe('a new installation', () => {
  test('gives its first admin through a link that works once', async () => {
    const fresh = await testApi({ people: false });
    const admin = { email: undefined, password: undefined };
    const run = () => prepareFirstRun({ people: fresh.people, hashPassword: fresh.auth.hashPassword, admin });
    const first = await run();
    if (first.kind !== 'set-up-link') throw new Error(first.kind);
    const token = new URLSearchParams(first.path.split('?')[1]).get('token');
    const payload = { token, name: 'Asha', email: 'Asha@Example.org', password: PASSWORD };
    const setUp = (body: object) => fresh.app.inject({ method: 'POST', url: '/api/v1/setup', payload: body });
    const needed = async () => (await fresh.app.inject('/api/v1/setup')).json().needed;
    expect(await needed()).toBe(true);
    expect((await setUp({ ...payload, token: 'guess' })).statusCode).toBe(403);
    expect((await setUp({ ...payload, password: 'short' })).json().errors[0]).toMatchObject({
      field: 'password',
      value: '(hidden)',
      problem: 'use at least 12 characters',
    });
    const made = await setUp(payload);
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({ role: 'admin', email: 'asha@example.org' });
    expect(await needed()).toBe(false);
    expect((await setUp(payload)).statusCode).toBe(409);
    expect((await run()).kind).toBe('has-admin');
    expect((await fresh.signIn('asha@example.org')).statusCode).toBe(200);
  });

  test('takes the first admin of the settings, and never resets the password', async () => {
    const fresh = await testApi({ people: false });
    const run = (password: string) =>
      prepareFirstRun({
        people: fresh.people,
        hashPassword: fresh.auth.hashPassword,
        admin: { email: 'boss@example.org', password },
      });
    expect(await run(PASSWORD)).toEqual({ kind: 'admin-made', email: 'boss@example.org' });
    expect(await run('a different password')).toEqual({ kind: 'has-admin' });
    expect((await fresh.signIn('boss@example.org')).statusCode).toBe(200);
    const secret = await authSecret(fresh.people, undefined);
    expect(secret.length).toBeGreaterThanOrEqual(32);
    expect(await authSecret(fresh.people, undefined)).toBe(secret);
    expect(await authSecret(fresh.people, 'configured')).toBe('configured');
  });
});

test('behind a proxy on this machine, its name for us is ours', async () => {
  const signIn = (headers: Record<string, string>) =>
    api.app.inject({
      method: 'POST',
      url: '/api/auth/sign-in/email',
      headers: { origin: 'https://fleet.example.org', host: 'localhost:3000', ...headers },
      payload: { email: emailOf('viewer'), password: PASSWORD },
    });
  const forwarded = { 'x-forwarded-host': 'fleet.example.org', 'x-forwarded-proto': 'https' };
  expect((await signIn(forwarded)).statusCode).toBe(200);
  const unknown = await signIn({});
  expect(unknown.statusCode).toBe(403);
  expect(unknown.json().detail).toContain('set PUBLIC_URL');
});
