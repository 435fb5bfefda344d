/** `/alerts`, `/alert-rules` and `/alert-channels` over HTTP: who may do what, and what is refused with which words. */
import { randomUUID } from 'node:crypto';
import {
  AlertDetail,
  AlertPage,
  AlertRule,
  AlertRuleHistory,
  AlertRuleList,
  Assignees,
} from '@digitruck/contract/alerts';
import { Channel, ChannelList, ChannelMade, Delivery, DeliveryPage } from '@digitruck/contract/channels';
import type { Role } from '@digitruck/contract/people';
import { Problem } from '@digitruck/contract/problems';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { languageOf } from '../../src/api/language.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { alertStore } from '../../src/store/alerts/alerts.ts';
import { sql } from '../../src/store/drizzle.ts';
import { clear, emailBody, raise, truck, webhookBody } from '../support/alerts.ts';
import { emailOf, type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const { db } = api.database;
  await db.execute(
    sql`insert into trucks (truck_id, name, updated_by) values ('DT-01', 'Simba', 'test'), ('DT-02', '', 'test')`,
  );
  await db.execute(sql`update people set truck_ids = '{DT-01}' where email = ${emailOf('operator')}`);
});
beforeEach(async () => {
  for (const table of ['alert_deliveries', 'alert_channels', 'alerts', 'alert_rules']) {
    await api.database.db.execute(sql.raw(`delete from ${table}`));
  }
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
async function call(role: Role, method: Method, path: string, payload?: object, headers: object = {}) {
  return api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...(await api.as(role)), ...headers },
    ...(payload !== undefined && { payload }),
  });
}
async function raised(truckId: string, kind = 'battery-low' as const) {
  const store = alertStore(api.database.db);
  await store.apply(truck(truckId), [raise({ kind, truckId: truck(truckId) })], {}, systemClock.nowMs());
  const page = AlertPage.parse((await call('viewer', 'GET', `/alerts?truckId=${truckId}`)).json());
  const [alert] = page.items;
  if (alert === undefined) throw new Error('not raised');
  return alert;
}

describe('alerts', () => {
  test('a viewer reads them, in words of the language asked for', async () => {
    const alert = await raised('DT-01');
    expect(alert).toMatchObject({ kind: 'battery-low', truckName: 'Simba', actionKind: 'open-truck' });
    expect(alert.words.title).toBe('battery-low (en)');
    const answer = await call('viewer', 'GET', `/alerts/${alert.alertId}`, undefined, {
      'accept-language': 'de, fr-CA;q=0.8, sw;q=0.3',
    });
    const detail = AlertDetail.parse(answer.json());
    expect(detail.words.title).toBe('battery-low (fr)');
    expect(detail.events.map(({ kind }) => kind)).toEqual(['raised']);
    const page = AlertPage.parse((await call('viewer', 'GET', '/alerts')).json());
    expect(page.open).toEqual({ urgent: 0, soon: 1, note: 0 });
    expect((await call('viewer', 'GET', `/alerts/${randomUUID()}`)).statusCode).toBe(404);
  });

  test('an operator acts on alerts of their own trucks only, and is told why', async () => {
    const own = await raised('DT-01');
    const other = await raised('DT-02');
    for (const [what, body] of [
      ['acknowledge', {}],
      ['snooze', { forMinutes: 30 }],
      ['assign', { personId: null }],
      ['notes', { note: 'seen' }],
    ] as const) {
      expect((await call('viewer', 'POST', `/alerts/${own.alertId}/${what}`, body)).statusCode, what).toBe(
        403,
      );
      expect((await call('operator', 'POST', `/alerts/${own.alertId}/${what}`, body)).statusCode, what).toBe(
        200,
      );
      const refused = await call('operator', 'POST', `/alerts/${other.alertId}/${what}`, body);
      expect(refused.statusCode, what).toBe(403);
      expect(Problem.parse(refused.json()).detail).toBe(
        'An operator acts on alerts of their own trucks (yours: DT-01); this one is of truck DT-02. Ask a coordinator.',
      );
      expect(
        (await call('coordinator', 'POST', `/alerts/${other.alertId}/${what}`, body)).statusCode,
        what,
      ).toBe(200);
    }
    const detail = AlertDetail.parse((await call('viewer', 'GET', `/alerts/${own.alertId}`)).json());
    expect(detail).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'The operator' });
    expect(detail.events.map(({ kind, by }) => [kind, by])).toEqual([
      ['raised', 'rules'],
      ['acknowledged', 'The operator'],
      ['snoozed', 'The operator'],
      ['note', 'The operator'],
    ]);
  });

  test('given to somebody, who finds it with "me"', async () => {
    const alert = await raised('DT-01');
    const people = Assignees.parse((await call('operator', 'GET', '/alerts/assignees')).json()).items;
    expect(people.map(({ role }) => role).sort()).toEqual(['admin', 'coordinator', 'engineer', 'operator']);
    const engineer = people.find(({ role }) => role === 'engineer');
    const body = { personId: engineer?.personId, note: 'the array please' };
    const done = await call('coordinator', 'POST', `/alerts/${alert.alertId}/assign`, body);
    expect(done.json()).toMatchObject({ assignedTo: { name: 'The engineer' } });
    expect((await call('engineer', 'GET', '/alerts?assignedTo=me')).json().total).toBe(1);
    expect((await call('admin', 'GET', '/alerts?assignedTo=me')).json().total).toBe(0);
    const nobody = await call('coordinator', 'POST', `/alerts/${alert.alertId}/assign`, {
      personId: 'nobody',
    });
    expect(nobody.statusCode).toBe(400);
    expect(Problem.parse(nobody.json()).errors).toMatchObject([{ field: 'personId', value: 'nobody' }]);
  });

  test.each([
    ['acknowledge', { acknowledged: 'yes' }, 'acknowledged'],
    ['snooze', {}, 'forMinutes'],
    ['snooze', { forMinutes: -1 }, 'forMinutes'],
    ['snooze', { forMinutes: 100_000 }, 'forMinutes'],
    ['assign', {}, 'personId'],
    ['notes', { note: '   ' }, 'note'],
    ['notes', { note: 'x'.repeat(1001) }, 'note'],
    ['acknowledge', { by: 'me' }, 'by'],
  ])('%s with %j names its field', async (what, body, field) => {
    const alert = await raised('DT-01');
    const answer = await call('coordinator', 'POST', `/alerts/${alert.alertId}/${what}`, body);
    expect(answer.statusCode).toBe(400);
    expect(Problem.parse(answer.json()).errors?.map((error) => error.field)).toEqual([field]);
  });

  test('one that cleared meanwhile answers as it is', async () => {
    const alert = await raised('DT-01');
    await alertStore(api.database.db).apply(truck('DT-01'), [clear()], {}, systemClock.nowMs());
    const answer = await call('coordinator', 'POST', `/alerts/${alert.alertId}/acknowledge`, {});
    expect(AlertDetail.parse(answer.json())).toMatchObject({ state: 'cleared', acknowledgedBy: null });
  });
});

describe('the language', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['sw', 'sw'],
    ['fr-FR,fr;q=0.9,en;q=0.8', 'fr'],
    ['en;q=0.5, fil-PH', 'fil'],
    ['tl', 'fil'],
    ['de, *;q=0.5', 'en'],
    ['fr;q=0, sw;q=0.1', 'sw'],
    ['fr;q=x', 'en'],
  ])('%s is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});

describe('rules', () => {
  const put = (path: string, body: object, role: Role = 'coordinator') => call(role, 'PUT', path, body);

  test('a coordinator changes the fleet’s and a truck’s, everybody sees both and the history', async () => {
    expect((await put('/alert-rules/battery-low', {}, 'operator')).statusCode).toBe(403);
    const change = { thresholds: { raiseSocPct: 30 }, severity: 'urgent' };
    const fleet = await put('/alert-rules/battery-low', { change, version: 0 });
    expect(AlertRule.parse(fleet.json())).toMatchObject({ fleet: change, fleetVersion: 1, trucks: [] });
    const ofTruck = { enabled: false };
    await put('/trucks/DT-01/alert-rules/battery-low', { change: ofTruck, version: 0 });
    const { items } = AlertRuleList.parse((await call('viewer', 'GET', '/alert-rules')).json());
    expect(items.map(({ kind }) => kind)).toEqual(['battery-low', 'class-empty']);
    expect(items[0]).toMatchObject({
      defaults: { raiseAfterS: 300 },
      fleet: change,
      trucks: [{ truckId: 'DT-01', change: ofTruck, version: 1 }],
    });
    const stale = await put('/alert-rules/battery-low', { change: null, version: 0 });
    expect(stale.statusCode).toBe(409);
    expect(Problem.parse(stale.json()).current).toMatchObject({ version: 1, updatedBy: 'The coordinator' });
    const back = await put('/alert-rules/battery-low', { change: null, version: 1 });
    expect(AlertRule.parse(back.json())).toMatchObject({ fleet: null, fleetVersion: 0 });
    const history = AlertRuleHistory.parse((await call('viewer', 'GET', '/alert-rules/history')).json());
    expect(history.items.map(({ at: _, ...entry }) => entry)).toEqual([
      { by: 'The coordinator', kind: 'battery-low', truckId: null, before: change, after: null },
      { by: 'The coordinator', kind: 'battery-low', truckId: 'DT-01', before: null, after: ofTruck },
      { by: 'The coordinator', kind: 'battery-low', truckId: null, before: null, after: change },
    ]);
  });

  test('a threshold that the rule has not, or out of its range, is refused with field, value and range', async () => {
    const thresholds = { raiseSocPct: 4.9, clearSocPct: 90, raisePct: 20 };
    const answer = await put('/alert-rules/battery-low', { change: { thresholds }, version: 0 });
    expect(answer.statusCode).toBe(400);
    expect(Problem.parse(answer.json()).errors).toEqual([
      { field: 'change.thresholds.raiseSocPct', value: 4.9, problem: 'must be 5 to 60 %' },
      {
        field: 'change.thresholds.raisePct',
        value: 20,
        problem: 'is no threshold of battery-low; it has: raiseSocPct, clearSocPct',
      },
    ]);
    expect((await call('viewer', 'GET', '/alert-rules')).json().items[0].fleet).toBeNull();
  });

  test.each([
    ['/alert-rules/battery-low', { change: { raiseAfterS: -1 }, version: 0 }, 400],
    ['/alert-rules/battery-low', { change: { raiseAfter: 1 }, version: 0 }, 400],
    ['/alert-rules/battery-low', { change: {} }, 400],
    ['/alert-rules/no-such-kind', { change: {}, version: 0 }, 400],
    ['/trucks/DT-77/alert-rules/battery-low', { change: {}, version: 0 }, 404],
  ])('%s with %j is %i', async (path, body, status) => {
    expect((await put(path, body)).statusCode).toBe(status);
  });

  test('of two who change it at once one is told', async () => {
    const answers = await Promise.all(
      [20, 30, 40].map((raiseAfterS) =>
        put('/alert-rules/class-empty', { change: { raiseAfterS }, version: 0 }),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
  });
});

describe('channels', () => {
  const make = async (body: object) =>
    ChannelMade.parse((await call('engineer', 'POST', '/alert-channels', body)).json());

  test('an engineer makes one; the secret is shown once, and a coordinator sees the host alone', async () => {
    expect((await call('coordinator', 'POST', '/alert-channels', webhookBody())).statusCode).toBe(403);
    const { channel, secret } = await make(webhookBody());
    expect(secret).toMatch(/^whsec_[\w-]{43}$/);
    expect((await make(emailBody())).secret).toBeNull();
    const read = async (role: Role) => ChannelList.parse((await call(role, 'GET', '/alert-channels')).json());
    expect((await read('engineer')).items[0]).toEqual(channel);
    const seen = await read('coordinator');
    expect(seen.items[0]).toMatchObject({ url: 'https://hooks.example.org/...' });
    expect(seen.emailReady).toBe(true);
    expect(JSON.stringify(seen)).not.toContain(secret);
    expect((await call('operator', 'GET', '/alert-channels')).statusCode).toBe(403);
    const audit = (await call('admin', 'GET', '/audit?subject=alert-channel')).body;
    expect(audit).toContain('alert-channel.create');
    expect(audit).not.toContain('/a/b');
    expect(audit).not.toContain(secret);
    const renewed = ChannelMade.parse(
      (await call('engineer', 'POST', `/alert-channels/${channel.channelId}/secret`)).json(),
    );
    expect(renewed.secret).toMatch(/^whsec_/);
    expect(renewed.secret).not.toBe(secret);
  });

  test('changed with its version, never into another kind; deleted', async () => {
    const { channel } = await make(webhookBody());
    const path = `/alert-channels/${channel.channelId}`;
    const body = webhookBody({ name: 'Night desk', minSeverity: 'urgent' });
    const changed = Channel.parse((await call('engineer', 'PATCH', path, { body, version: 1 })).json());
    expect(changed).toMatchObject({ name: 'Night desk', version: 2 });
    expect((await call('engineer', 'PATCH', path, { body, version: 1 })).statusCode).toBe(409);
    const other = await call('engineer', 'PATCH', path, { body: emailBody(), version: 2 });
    expect(Problem.parse(other.json()).errors).toMatchObject([{ field: 'body.kind', value: 'email' }]);
    expect((await call('engineer', 'DELETE', `${path}?version=1`)).statusCode).toBe(409);
    expect((await call('engineer', 'DELETE', `${path}?version=2`)).statusCode).toBe(204);
    expect((await call('engineer', 'DELETE', `${path}?version=2`)).statusCode).toBe(404);
  });

  test.each([
    [{ url: 'ftp://example.org' }, 'url'],
    [{ url: 'file:///etc/passwd' }, 'url'],
    [{ url: 'javascript:alert(1)' }, 'url'],
    [{ url: 'https://me:pass@example.org/' }, 'url'],
    [{ url: 'not an address' }, 'url'],
    [{ quietHours: { from: '24:00', to: '06:00' } }, 'quietHours.from'],
    [{ afterMinutes: -5 }, 'afterMinutes'],
    [{ truckIds: ['a b'] }, 'truckIds[0]'],
    [{ to: ['x@example.org'] }, 'to'],
  ])('a webhook with %j is refused', async (over, field) => {
    const body = { kind: 'webhook', name: 'Desk', url: 'https://hooks.example.org/', ...over };
    const answer = await call('engineer', 'POST', '/alert-channels', body);
    expect(answer.statusCode).toBe(400);
    expect(Problem.parse(answer.json()).errors?.map((error) => error.field)).toEqual([field]);
  });

  test('a test message stands among the deliveries', async () => {
    const { channel } = await make(webhookBody());
    const answer = await call('engineer', 'POST', `/alert-channels/${channel.channelId}/test`);
    expect(answer.statusCode).toBe(202);
    const delivery = Delivery.parse(answer.json());
    expect(delivery).toMatchObject({ what: 'test', state: 'waiting', channelName: 'Desk', alertId: null });
    const page = DeliveryPage.parse((await call('coordinator', 'GET', '/alert-channels/deliveries')).json());
    expect(page.items).toEqual([delivery]);
    expect((await call('coordinator', 'GET', '/alert-channels/deliveries?state=told')).json().total).toBe(0);
    expect((await call('operator', 'GET', '/alert-channels/deliveries')).statusCode).toBe(403);
    const nowhere = `/alert-channels/${randomUUID()}/test`;
    expect((await call('engineer', 'POST', nowhere)).statusCode).toBe(404);
  });

  test('without an SMTP server there is no test of an e-mail', async () => {
    const bare = await testApi({ emailReady: false });
    const { cookie } = await bare.as('engineer');
    const made = await bare.app.inject({
      method: 'POST',
      url: '/api/v1/alert-channels',
      headers: { cookie },
      payload: emailBody(),
    });
    const url = `/api/v1/alert-channels/${made.json().channel.channelId}/test`;
    const answer = await bare.app.inject({ method: 'POST', url, headers: { cookie } });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().detail).toContain('SMTP_URL');
  });
});
