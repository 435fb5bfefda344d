/**
 * Alerts told to a real HTTP server and a real SMTP server, from the outbox in PostgreSQL through pg-boss. Our clock is held by hand; that
 * of pg-boss too where tries are hours apart.
 */
import { createHmac } from 'node:crypto';
import type { ChannelBody } from '@digitruck/contract/channels';
import type { Actor } from '@digitruck/contract/people';
import { TestClock } from 'pg-boss';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type Deliveries,
  type DeliveryOptions,
  RETRY,
  startDeliveries,
} from '../../../src/derive/delivery/deliver.ts';
import { type Jobs, startJobs } from '../../../src/derive/jobs.ts';
import { manualClock, systemClock } from '../../../src/kernel/clock.ts';
import { type AlertStore, alertStore } from '../../../src/store/alerts/alerts.ts';
import { type ChannelStore, channelStore } from '../../../src/store/alerts/channels.ts';
import { type DeliveryStore, deliveryStore } from '../../../src/store/alerts/deliveries.ts';
import { sql } from '../../../src/store/drizzle.ts';
import {
  change,
  clear,
  emailBody,
  keyOf,
  plainWords,
  raise,
  truck,
  webhookBody,
} from '../../support/alerts.ts';
import { atEnd } from '../../support/at-end.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { mailReceiver, webhookReceiver } from '../../support/receivers.ts';
import { until } from '../../support/until.ts';

const ANN: Actor = { personId: null, name: 'Ann', via: 'session' };
const START_MS = Date.parse('2026-11-23T09:00:00.000Z');
const MINUTE_MS = 60_000;
const log = { warn: () => {}, info: () => {} };

let database: TestDatabase;
let alerts: AlertStore;
let channels: ChannelStore;
let store: DeliveryStore;
let jobs: Jobs;
let hook: Awaited<ReturnType<typeof webhookReceiver>>;
let post: Awaited<ReturnType<typeof mailReceiver>>;
let clock: ReturnType<typeof manualClock>;
let deliveries: Deliveries;

const optionsOf = (over: Partial<DeliveryOptions> = {}): DeliveryOptions => ({
  jobs,
  deliveries: store,
  mail: { smtpUrl: post.url, from: 'DigiTruck <alerts@fleet.example.org>' },
  wordsOf: plainWords,
  publicUrl: 'https://fleet.example.org/',
  programme: 'DigiTruck Kenya',
  timeZone: 'Africa/Nairobi',
  version: '1.2.3',
  clock: { nowMs: () => clock.nowMs(), monotonicMs: () => clock.monotonicMs() },
  log,
  pollEveryMs: 200,
  pollJobsEveryS: 0.5,
  timeoutMs: 1000,
  retry: { retryLimit: 2, retryDelay: 1, retryBackoff: true, retryDelayMax: 1 },
  ...over,
});

beforeAll(async () => {
  database = await freshDatabase();
  const { db } = database;
  alerts = alertStore(db);
  channels = channelStore(db);
  store = deliveryStore(db);
  hook = await webhookReceiver();
  post = await mailReceiver();
  await db.execute(
    sql`insert into trucks (truck_id, name, updated_by) values ('DT-01', 'Simba & Co', 'test'), ('DT-02', '', 'test')`,
  );
  clock = manualClock(START_MS);
  jobs = await startJobs({ url: database.url, clock: systemClock, log });
  atEnd(() => jobs.stop());
  deliveries = await startDeliveries(optionsOf());
  atEnd(() => deliveries.stop());
});
beforeEach(async () => {
  for (const table of ['alert_deliveries', 'alert_channels', 'alerts']) {
    await database.db.execute(sql.raw(`delete from ${table}`));
  }
  clock = manualClock(START_MS);
  hook.received.length = 0;
  hook.answer = { status: 204 };
  post.mails.length = 0;
  post.refuse = 0;
});

const add = async (body: ChannelBody) => channels.create(ANN, body);
const addHook = (over: object = {}) => add(webhookBody({ url: hook.url, ...over }));
const apply = async (...said: Parameters<AlertStore['apply']>[1]) => {
  await alerts.apply(said[0]?.key.truckId ?? truck('DT-01'), said, {}, clock.nowMs());
  deliveries.kick();
};
const pass = (ms: number) => {
  clock.advance(ms);
  deliveries.kick();
};
const all = async () => (await store.list({ limit: 100 })).items;
const states = async () => (await all()).map(({ what, state }) => `${what} ${state}`).sort();
const settled = (...expected: string[]) =>
  until(`deliveries: ${expected.join(', ')}`, async () => {
    const now = await states();
    return JSON.stringify(now) === JSON.stringify([...expected].sort());
  });
const only = async () => {
  const { items } = await alerts.list({ state: 'all', limit: 10, snoozed: 'shown' }, clock.nowMs());
  const found = await alerts.find(items[0]?.alertId ?? ('' as never), clock.nowMs());
  if (items.length !== 1 || found === undefined) throw new Error(`${items.length} alerts`);
  return found;
};
const eventsOf = async () =>
  (await only()).events.map(({ kind, by, note }) =>
    note === '' ? `${kind} by ${by}` : `${kind} by ${by}: ${note}`,
  );
const whats = () => hook.received.map(({ body }) => JSON.parse(body).items[0]?.what ?? JSON.parse(body).kind);

describe('a webhook', () => {
  test('is posted as signed JSON with words, a link and a key of its own; told on the alert', async () => {
    const { secret, channel } = await addHook();
    await apply(raise());
    await settled('raised told');
    const [request] = hook.received;
    const { headers, body, url } = request ?? { headers: {}, body: '{}', url: '' };
    expect(url).toBe('/hook?key=abc');
    const said = JSON.parse(body);
    const { alertId } = await only();
    expect(said).toMatchObject({
      kind: 'single',
      programme: 'DigiTruck Kenya',
      channel: 'Desk',
      at: '2026-11-23T09:00:00.000Z',
      total: 1,
      items: [
        {
          what: 'raised',
          url: `https://fleet.example.org/alerts/${alertId}`,
          alert: {
            alertId,
            kind: 'battery-low',
            severity: 'soon',
            state: 'raised',
            truckId: 'DT-01',
            truckName: 'Simba & Co',
            facts: { batterySocPct: 24 },
            words: { title: 'battery-low (en)', action: 'switch off the fans' },
            actionKind: 'open-truck',
          },
        },
      ],
    });
    expect(said.text).toBe(
      `[Soon] DT-01: battery-low (en). switch off the fans https://fleet.example.org/alerts/${alertId}`,
    );
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['idempotency-key']).toBe(said.messageId);
    const [, seconds = '', hex] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-digitruck-signature'])) ?? [];
    expect(seconds).toBe(String(START_MS / 1000));
    expect(hex).toBe(
      createHmac('sha256', secret ?? '')
        .update(`${seconds}.${body}`)
        .digest('hex'),
    );
    expect(body).not.toContain(secret);
    expect(await eventsOf()).toEqual(['raised by rules', 'told by Desk']);
    expect(await channels.find(channel.channelId)).toMatchObject({
      lastToldAt: '2026-11-23T09:00:00.000Z',
      lastFault: null,
    });
  });

  test('tells each alert by itself, worse and over too; and nothing below its severity or of other trucks', async () => {
    await addHook({ truckIds: ['DT-01'] });
    await apply(raise(), raise({ kind: 'clock-wrong' }, { severity: 'note' }));
    await apply(raise({ truckId: truck('DT-02') }));
    await settled('raised told');
    await apply(change({}, { severity: 'urgent' }), change({ kind: 'clock-wrong' }, { severity: 'soon' }));
    await settled('raised told', 'raised told', 'worse told');
    await apply(clear(), clear({ kind: 'clock-wrong' }));
    await settled('cleared told', 'cleared told', 'raised told', 'raised told', 'worse told');
    expect(whats().sort()).toEqual(['cleared', 'cleared', 'raised', 'raised', 'worse']);
  });

  test('what another alert explains is not told by itself, but when it stands alone', async () => {
    await addHook({ minSeverity: 'note', tellCleared: false });
    const cause = keyOf({ kind: 'truck-silent' });
    await apply(raise({}, { groupedUnder: cause }), raise(cause));
    await settled('raised told');
    expect(JSON.parse(hook.received[0]?.body ?? '').items[0].alert.kind).toBe('truck-silent');
    await apply(clear(cause));
    await settled('raised told', 'raised waiting');
    pass(2 * MINUTE_MS);
    await settled('raised told', 'raised told');
    expect(JSON.parse(hook.received[1]?.body ?? '').items[0].alert.kind).toBe('battery-low');
  });

  test.each([
    ['an error', { status: 500, body: 'out of\n order' } as const, 'HTTP 500: out of order'],
    [
      'a redirect',
      { status: 302, location: 'http://127.0.0.1:1/elsewhere' } as const,
      'redirects to http://127.0.0.1:1/elsewhere are not followed',
    ],
    ['silence', 'hang' as const, 'no answer within 1 s'],
    ['a broken connection', 'break' as const, 'socket hang up'],
  ])('%s is tried again with the same key, then it goes through', async (_name, answer, fault) => {
    const { channel } = await addHook();
    hook.answer = answer;
    await apply(raise());
    await until('the fault on the channel', async () =>
      (await channels.find(channel.channelId))?.lastFault?.includes(fault),
    );
    expect((await all())[0]).toMatchObject({
      state: 'waiting',
      toldAt: null,
      fault: expect.stringContaining(fault),
    });
    hook.answer = { status: 200 };
    await settled('raised told');
    const keys = hook.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys.length).toBeGreaterThan(1);
    expect(new Set(keys).size).toBe(1);
    expect((await all())[0]).toMatchObject({ tries: keys.length, fault: null });
    expect(await channels.find(channel.channelId)).toMatchObject({ lastFault: null });
    expect(await eventsOf()).toEqual(['raised by rules', 'told by Desk']);
  });

  test('gives up when all tries were in vain, and says so', async () => {
    const { channel } = await addHook();
    hook.answer = { status: 503 };
    await apply(raise());
    await settled('raised failed');
    expect(hook.received).toHaveLength(3);
    expect(await eventsOf()).toEqual(['raised by rules', 'not-told by Desk: HTTP 503']);
    expect(await channels.find(channel.channelId)).toMatchObject({ lastFault: 'HTTP 503' });
    await apply(clear());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await states()).toEqual(['raised failed']);
  });

  test('that is gone for good is given up at once', async () => {
    await addHook();
    hook.answer = { status: 410 };
    await apply(raise());
    await settled('raised failed');
    expect(hook.received).toHaveLength(1);
  });

  test('never goes to a link-local address, by name or by number', async () => {
    await addHook({ url: 'http://169.254.169.254/latest/meta-data/' });
    await addHook({ url: 'http://[::ffff:169.254.169.254]/' });
    await apply(raise());
    await settled('raised failed', 'raised failed');
    for (const { fault } of await all()) expect(fault).toContain('link-local');
  });

  test('cleared while it is being tried again: not told any more, nor that it is over', async () => {
    await addHook();
    hook.answer = { status: 500 };
    await apply(raise());
    await until('a try', () => hook.received.length > 0);
    await apply(clear());
    hook.answer = { status: 200 };
    pass(30_000);
    await until('both dropped', async () => {
      pass(30_000);
      return JSON.stringify(await states()) === JSON.stringify(['cleared dropped', 'raised dropped']);
    });
    expect(whats().filter((what) => what === 'cleared')).toEqual([]);
    expect(await eventsOf()).toContain('not-told by Desk: it was over before it was told');
  });

  test('a test is sent at once, also at night and on a channel that is off', async () => {
    clock = manualClock(Date.parse('2026-11-23T20:00:00.000Z'));
    const { channel } = await addHook({ enabled: false, quietHours: { from: '21:00', to: '06:00' } });
    await store.addTest(channel.channelId, clock.nowMs());
    deliveries.kick();
    await settled('test told');
    expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({ kind: 'test', total: 0, items: [] });
  });

  test('a storm is one summary', async () => {
    await addHook();
    const kinds = ['battery-low', 'truck-silent', 'flapping'] as const;
    const storm = Array.from({ length: 30 }, (_, index) =>
      raise({ kind: kinds[index % 3] ?? 'flapping', subject: `s${index}` }),
    );
    await apply(...storm);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(hook.received).toHaveLength(0);
    pass(MINUTE_MS);
    await until('the summary', async () => (await states()).every((state) => state === 'raised told'));
    expect(hook.received).toHaveLength(1);
    const said = JSON.parse(hook.received[0]?.body ?? '');
    expect(said).toMatchObject({ kind: 'summary', total: 30 });
    expect(said.items).toHaveLength(30);
    expect(said.text).toBe('DigiTruck Kenya: 30 alerts in a short time. https://fleet.example.org/alerts');
  });
});

describe('quiet hours and escalation', () => {
  const night = { quietHours: { from: '21:00', to: '06:00' } };
  const atNight = () => {
    clock = manualClock(Date.parse('2026-11-23T20:00:00.000Z')); // 23:00 in Nairobi
  };

  test('at night only urgent ones are told; the others in the morning, if still open', async () => {
    await addHook(night);
    atNight();
    await apply(
      raise(),
      raise({ kind: 'flapping' }),
      raise({ kind: 'battery-class' }, { severity: 'urgent' }),
    );
    await settled('raised quiet', 'raised quiet', 'raised told');
    await apply(clear({ kind: 'flapping' }));
    await until('two dropped', async () => {
      pass(30_000);
      return (await states()).join() === 'cleared dropped,raised dropped,raised quiet,raised told';
    });
    pass(7 * 60 * MINUTE_MS);
    await settled('cleared dropped', 'raised dropped', 'raised told', 'raised told');
    expect(hook.received.map(({ body }) => JSON.parse(body).items[0].alert.kind)).toEqual([
      'battery-class',
      'battery-low',
    ]);
  });

  test('what gets urgent at night is told at once', async () => {
    await addHook(night);
    atNight();
    await apply(raise());
    await settled('raised quiet');
    await apply(change({}, { severity: 'urgent' }));
    await settled('raised told');
    expect(JSON.parse(hook.received[0]?.body ?? '').items[0].alert.severity).toBe('urgent');
  });

  test('a try that would fall into the night waits for the morning', async () => {
    await addHook(night);
    hook.answer = { status: 500 };
    await apply(raise());
    await until('a try', () => hook.received.length > 0);
    atNight();
    await settled('raised quiet');
    hook.answer = { status: 200 };
    pass(7 * 60 * MINUTE_MS);
    await settled('raised told');
  });

  test('escalates when nobody acknowledged it, and only then', async () => {
    await addHook({ afterMinutes: 30, name: 'Boss' });
    await apply(raise());
    const { alertId } = await only();
    pass(29 * MINUTE_MS);
    await settled('escalated waiting');
    await alerts.acknowledge(ANN, alertId, { acknowledged: true, note: '' }, clock.nowMs());
    pass(2 * MINUTE_MS);
    await settled('escalated dropped');
    await alerts.acknowledge(ANN, alertId, { acknowledged: false, note: '' }, clock.nowMs());
    await settled('escalated waiting');
    await alerts.snooze(ANN, alertId, { forMinutes: 60, note: '' }, clock.nowMs());
    pass(31 * MINUTE_MS);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await states()).toEqual(['escalated waiting']);
    pass(60 * MINUTE_MS);
    await settled('escalated told');
    expect(whats()).toEqual(['escalated']);
    expect((await eventsOf()).at(-1)).toBe('escalated by Boss');
    await apply(clear());
    await settled('cleared told', 'escalated told');
  });
});

describe('an e-mail', () => {
  test('says it in the channel’s language, in text and HTML, to all; its end is in the same thread', async () => {
    await add(emailBody({ to: ['asha@example.org', 'juma@example.org'], language: 'sw' }));
    await apply(raise({}, { facts: { siteName: '<b>Kabel</b> & "co"' } }));
    await settled('raised waiting');
    expect(post.mails).toEqual([]);
    pass(MINUTE_MS);
    await settled('raised told');
    const { alertId } = await only();
    const { mail, to } = post.mails[0] ?? { mail: undefined, to: [] };
    expect(to).toEqual(['asha@example.org', 'juma@example.org']);
    expect(mail?.from?.text).toBe('"DigiTruck" <alerts@fleet.example.org>');
    expect(mail?.subject).toBe('[Karibuni] DT-01: battery-low (sw)');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.messageId).toMatch(/^<[0-9a-f-]{36}@fleet\.example\.org>$/);
    expect(mail?.text).toContain('La kufanya: switch off the fans');
    expect(mail?.text).toContain('Tangu: 2026-11-23 09:50');
    expect(mail?.text).toContain(`Fungua: https://fleet.example.org/alerts/${alertId}`);
    expect(mail?.html).toContain('&lt;b&gt;Kabel&lt;/b&gt; &amp; \\&quot;co\\&quot;');
    expect(mail?.html).not.toContain('<b>Kabel');
    await apply(clear());
    pass(MINUTE_MS);
    await settled('cleared told', 'raised told');
    const over = post.mails[1]?.mail;
    expect(over?.subject).toBe('[Karibuni] Imeisha: DT-01: battery-low (sw)');
    expect(over?.inReplyTo).toBe(mail?.messageId);
    expect([over?.references].flat()).toEqual([mail?.messageId]);
    expect(over?.text).not.toContain('switch off the fans');
  });

  test('what one truck tells within a minute is one', async () => {
    await add(emailBody({ minSeverity: 'note' }));
    await apply(raise({}, { severity: 'note' }));
    pass(20_000);
    await apply(raise({ kind: 'flapping' }, { severity: 'urgent' }));
    await apply(raise({ kind: 'flapping', truckId: truck('DT-02') }));
    pass(40_000);
    await until('the first', () => post.mails.length > 0);
    pass(20_000);
    await settled('raised told', 'raised told', 'raised told');
    expect(post.mails.map(({ mail }) => mail.subject)).toEqual([
      '[Urgent] 2 alerts of Simba & Co (DT-01)',
      '[Soon] DT-02: flapping (en)',
    ]);
    expect(post.mails[0]?.mail.text).toMatch(/flapping[\s\S]*battery-low/);
  });

  test('to an address that the server refuses for good is not tried again; for now it is', async () => {
    await add(emailBody());
    post.refuse = 550;
    await apply(raise());
    pass(MINUTE_MS);
    await settled('raised failed');
    expect((await all())[0]).toMatchObject({ tries: 1, fault: expect.stringContaining('550') });
    post.refuse = 451;
    await apply(raise({ kind: 'flapping' }));
    pass(MINUTE_MS);
    await until('a try', async () =>
      (await all()).some(({ state, tries }) => state === 'waiting' && tries > 0),
    );
    post.refuse = 0;
    await settled('raised failed', 'raised told');
  });
});

describe('hours of tries, and replicas', () => {
  test('tries again for hours, ever less often, before it gives up', async () => {
    const own = await freshDatabase();
    // The database dates its jobs by its own clock; a message of long before that would count as lost.
    const bossClock = new TestClock(Date.now());
    const at = { alerts: alertStore(own.db), channels: channelStore(own.db), store: deliveryStore(own.db) };
    await own.db.execute(sql`insert into trucks (truck_id, updated_by) values ('DT-01', 'test')`);
    const ownJobs = await startJobs({
      url: own.url,
      clock: systemClock,
      log,
      settings: { clock: bossClock, supervise: false },
    });
    atEnd(() => ownJobs.stop());
    const triedAtMs: number[] = [];
    const nowMs = () => bossClock.now();
    const started = await startDeliveries(
      optionsOf({
        jobs: ownJobs,
        deliveries: at.store,
        clock: { nowMs, monotonicMs: nowMs },
        retry: RETRY,
        pollJobsEveryS: 1,
      }),
    );
    atEnd(() => started.stop());
    hook.answer = { status: 500 };
    await at.channels.create(ANN, webhookBody({ url: hook.url }));
    await at.alerts.apply(truck('DT-01'), [raise()], {}, nowMs());
    await until('the message is handed over', async () => {
      const { rows } = await own.db.execute(sql`select 1 from alert_deliveries where message_id is not null`);
      return rows.length > 0;
    });
    // From each try to the next, however far away it is.
    for (let tries = 0; tries <= RETRY.retryLimit; tries++) {
      const { rows } = await own.db.execute<{ due: Date | string }>(
        sql`select start_after as due from pgboss.job where name = 'alert-messages' and state in ('created', 'retry')`,
      );
      await bossClock.setTime(Math.max(nowMs(), new Date(rows[0]?.due ?? 0).getTime()));
      await until('the try', async () => {
        await bossClock.tick(1000);
        return hook.received.length > tries;
      });
      triedAtMs.push(nowMs());
      await until('the try is settled', async () => {
        await bossClock.tick(0);
        const left = await own.db.execute(sql`select 1 from pgboss.job where state = 'active'`);
        return left.rows.length === 0;
      });
    }
    await until('it is given up', async () => {
      await bossClock.tick(1000);
      return (await at.store.list({ limit: 1 })).items[0]?.state === 'failed';
    });
    expect((await at.store.list({ limit: 1 })).items[0]).toMatchObject({ tries: 15, fault: 'HTTP 500' });
    const pausesS = triedAtMs.slice(1).map((ms, index) => (ms - (triedAtMs[index] ?? 0)) / 1000);
    expect(pausesS[0]).toBeLessThan(120);
    expect(Math.max(...pausesS)).toBeLessThan(3700);
    expect(pausesS.slice(-3).every((pause) => pause > 1700)).toBe(true);
    const hours = ((triedAtMs.at(-1) ?? 0) - (triedAtMs[0] ?? 0)) / 3_600_000;
    expect(hours).toBeGreaterThan(4);
    expect(hours).toBeLessThan(12);
  }, 120_000);

  test('two replicas that start at once and work on one outbox tell each thing once', async () => {
    const replicas = await Promise.all(
      [0, 1].map(async () => {
        const own = await startJobs({ url: database.url, clock: systemClock, log });
        atEnd(() => own.stop());
        // An answer that a busy machine gives late is no reason to send again: what comes twice here comes of two replicas.
        const started = await startDeliveries(optionsOf({ jobs: own, pollEveryMs: 50, timeoutMs: 60_000 }));
        atEnd(() => started.stop());
        return started;
      }),
    );
    await addHook();
    const kinds = [
      'battery-low',
      'truck-silent',
      'flapping',
      'class-empty',
      'clock-wrong',
      'data-bundle',
    ] as const;
    await apply(...kinds.map((kind) => raise({ kind })));
    for (const replica of replicas) replica.kick();
    await settled(...kinds.map(() => 'raised told'));
    expect(hook.received).toHaveLength(kinds.length);
    const told = hook.received.map(({ body }) => JSON.parse(body).items[0].alert.kind);
    expect([...told].sort()).toEqual([...kinds].sort());
  });
});
