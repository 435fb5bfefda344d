/** What decides about messages without waiting for anything: quiet hours, verdicts, digests and storms, signatures, addresses. */
import { createHmac } from 'node:crypto';
import type { AlertId, ChannelId } from '@digitruck/contract/ids';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isForbidden } from '../../../src/derive/delivery/forbidden-address.ts';
import { escaped, mailText } from '../../../src/derive/delivery/mail-text.ts';
import { GATHER_MS, planMessages, STORM_ALERTS_MAX } from '../../../src/derive/delivery/plan.ts';
import { quietUntilMs } from '../../../src/derive/delivery/quiet-hours.ts';
import { signatureOf } from '../../../src/derive/delivery/signature.ts';
import { verdictOf } from '../../../src/derive/delivery/verdict.ts';
import { toIso } from '../../../src/kernel/clock.ts';
import { zoneOffsetMs } from '../../../src/kernel/zone.ts';
import type { StoredAlert } from '../../../src/store/alerts/alerts.ts';
import type { Message } from '../../../src/store/alerts/deliveries.ts';
import type { DueDelivery } from '../../../src/store/alerts/delivery-compose.ts';
import { emailBody, truck, webhookBody } from '../../support/alerts.ts';

const NAIROBI = 'Africa/Nairobi';
const at = (iso: string) => Date.parse(iso);

describe('quiet hours', () => {
  const until = (now: string, from: string, to: string, zone: string) => {
    const ms = quietUntilMs(at(now), { from, to }, zone);
    return ms === undefined ? undefined : toIso(ms);
  };

  test.each([
    // Nairobi is three hours ahead of UTC all year: 21:00 there is 18:00 UTC.
    ['2026-11-23T17:59:59.999Z', '21:00', '06:00', NAIROBI, undefined],
    ['2026-11-23T18:00:00.000Z', '21:00', '06:00', NAIROBI, '2026-11-24T03:00:00.000Z'],
    ['2026-11-23T21:30:00.000Z', '21:00', '06:00', NAIROBI, '2026-11-24T03:00:00.000Z'],
    ['2026-11-24T02:59:59.999Z', '21:00', '06:00', NAIROBI, '2026-11-24T03:00:00.000Z'],
    ['2026-11-24T03:00:00.000Z', '21:00', '06:00', NAIROBI, undefined],
    ['2026-11-24T10:30:00.000Z', '13:00', '14:00', NAIROBI, '2026-11-24T11:00:00.000Z'],
    ['2026-11-24T10:30:00.000Z', '13:00', '13:00', NAIROBI, undefined],
    // Berlin goes from UTC+2 to UTC+1 on 2026-10-25 at 03:00: that night is an hour longer,
    ['2026-10-24T20:00:00.000Z', '22:00', '06:00', 'Europe/Berlin', '2026-10-25T05:00:00.000Z'],
    ['2026-10-25T04:30:00.000Z', '22:00', '06:00', 'Europe/Berlin', '2026-10-25T05:00:00.000Z'],
    // and from UTC+1 to UTC+2 on 2026-03-29 at 02:00: that night is an hour shorter.
    ['2026-03-28T21:00:00.000Z', '22:00', '06:00', 'Europe/Berlin', '2026-03-29T04:00:00.000Z'],
    ['2026-03-29T04:00:00.000Z', '22:00', '06:00', 'Europe/Berlin', undefined],
    // An end that the clock skips is taken as if it had not changed yet.
    ['2026-03-29T00:30:00.000Z', '22:00', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ])('%s in %s to %s %s ends %s', (now, from, to, zone, end) => {
    expect(until(now, from, to, zone)).toBe(end);
  });

  test('none are never', () => {
    expect(quietUntilMs(0, null, NAIROBI)).toBeUndefined();
  });

  test('it is quiet exactly when the local clock says so, and never for more than a day and an hour', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    fc.assert(
      fc.property(
        fc.integer({ min: at('2024-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') }),
        time,
        time,
        fc.constantFrom(NAIROBI, 'Asia/Manila', 'Asia/Kathmandu', 'UTC'),
        (nowMs, from, to, zone) => {
          const local = toIso(nowMs + zoneOffsetMs(nowMs, zone)).slice(11, 16);
          const says =
            from === to ? false : from < to ? from <= local && local < to : local >= from || local < to;
          const endMs = quietUntilMs(nowMs, { from, to }, zone);
          expect(endMs !== undefined).toBe(says);
          if (endMs !== undefined) {
            expect(endMs).toBeGreaterThan(nowMs);
            expect(endMs - nowMs).toBeLessThanOrEqual(86_400_000);
            expect(quietUntilMs(endMs, { from, to }, zone)).toBeUndefined();
          }
        },
      ),
    );
  });
});

const NOW = at('2026-11-23T09:00:00.000Z');
let count = 0;
function alertOf(over: Partial<StoredAlert> = {}): StoredAlert {
  count += 1;
  const time = toIso(NOW - 60_000);
  return {
    alertId: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}` as AlertId,
    kind: 'battery-low',
    severity: 'soon',
    state: 'raised',
    truckId: truck('DT-01'),
    truckName: 'DT-01',
    subject: '',
    visitId: null,
    siteId: null,
    since: time,
    raisedAt: time,
    updatedAt: time,
    clearedAt: null,
    clearedWhy: null,
    facts: {},
    groupedUnder: null,
    acknowledgedBy: null,
    acknowledgedAt: null,
    assignedTo: null,
    snoozedUntil: null,
    raisedLast30Days: 1,
    ...over,
  };
}
function dueOf(over: Partial<DueDelivery> = {}): DueDelivery {
  count += 1;
  return {
    deliveryId: `d-${count}`,
    what: 'raised',
    state: 'waiting',
    dueMs: NOW,
    createdMs: NOW,
    alert: alertOf(),
    firstState: 'waiting',
    ...over,
  };
}
const rowOf = {
  channelId: '00000000-0000-4000-8000-00000000cccc' as ChannelId,
  version: 1,
  createdAt: toIso(0),
  updatedAt: toIso(0),
  updatedBy: 'test',
  lastToldAt: null,
  lastFault: null,
};
const webhook = (over: object = {}) => ({ ...webhookBody(over), ...rowOf });
const email = (over: object = {}) => ({ ...emailBody(over), ...rowOf });
const night = { quietHours: { from: '21:00', to: '06:00' } };
const NIGHT = at('2026-11-23T19:00:00.000Z');

describe('a delivery', () => {
  const verdict = (due: DueDelivery, channel = webhook(), nowMs = NOW) =>
    verdictOf(due, channel, nowMs, NAIROBI);
  const dropped = { do: 'drop' };

  test.each<[string, Partial<DueDelivery>, object, object]>([
    ['is sent', {}, {}, { do: 'send' }],
    [
      'is dropped when cleared meanwhile, which is told',
      { alert: alertOf({ state: 'cleared' }) },
      {},
      { do: 'drop', tell: true },
    ],
    [
      'is dropped when another explains it',
      { alert: alertOf({ groupedUnder: alertOf().alertId }) },
      {},
      { do: 'drop', tell: false },
    ],
    ['is dropped below the channel’s severity', { alert: alertOf({ severity: 'note' }) }, {}, dropped],
    ['is dropped on a channel that is off', {}, { enabled: false }, { do: 'drop', tell: true }],
    [
      'is sent though somebody acknowledged it',
      { alert: alertOf({ state: 'acknowledged' }) },
      {},
      { do: 'send' },
    ],
    [
      'does not escalate when somebody did',
      { what: 'escalated', alert: alertOf({ state: 'acknowledged' }) },
      { afterMinutes: 30 },
      dropped,
    ],
    ['escalates when nobody did', { what: 'escalated' }, { afterMinutes: 30 }, { do: 'send' }],
    [
      'waits while it is snoozed',
      { alert: alertOf({ snoozedUntil: toIso(NOW + 600_000) }) },
      {},
      { do: 'wait', untilMs: NOW + 600_000, quiet: false },
    ],
    [
      'escalates only some time after it woke',
      { what: 'escalated', alert: alertOf({ snoozedUntil: toIso(NOW + 600_000) }) },
      { afterMinutes: 30 },
      { do: 'wait', untilMs: NOW + 2_400_000, quiet: false },
    ],
    [
      'tells the end where the beginning was told',
      { what: 'cleared', firstState: 'told', alert: alertOf({ state: 'cleared' }) },
      {},
      { do: 'send' },
    ],
    [
      'does not tell the end otherwise',
      { what: 'cleared', firstState: 'dropped', alert: alertOf({ state: 'cleared' }) },
      {},
      dropped,
    ],
    [
      'nor where that is not wanted',
      { what: 'cleared', firstState: 'told', alert: alertOf({ state: 'cleared' }) },
      { tellCleared: false },
      dropped,
    ],
    [
      'waits for what is on its way',
      { what: 'cleared', firstState: 'waiting', alert: alertOf({ state: 'cleared' }) },
      {},
      { do: 'wait', quiet: false },
    ],
    ['is a test on a channel that is off', { what: 'test', alert: null }, { enabled: false }, { do: 'send' }],
  ])('%s', (_name, due, channel, expected) => {
    expect(verdict(dueOf(due), webhook(channel))).toMatchObject(expected);
  });

  test('in quiet hours waits for the morning, unless it is urgent or a test', () => {
    const morning = { do: 'wait', untilMs: at('2026-11-24T03:00:00.000Z'), quiet: true };
    expect(verdict(dueOf(), webhook(night), NIGHT)).toEqual(morning);
    expect(verdict(dueOf({ alert: alertOf({ severity: 'urgent' }) }), webhook(night), NIGHT)).toEqual({
      do: 'send',
    });
    expect(verdict(dueOf({ what: 'test', alert: null }), webhook(night), NIGHT)).toEqual({ do: 'send' });
    const over = dueOf({ what: 'cleared', firstState: 'told', alert: alertOf({ state: 'cleared' }) });
    expect(verdict(over, webhook(night), NIGHT)).toEqual(morning);
  });
});

describe('messages', () => {
  let id = 0;
  const plan = (
    due: DueDelivery[],
    channel: ReturnType<typeof webhook> | ReturnType<typeof email> = webhook(),
    more: { recentAlerts?: number; lastSummaryMs?: number | null; nowMs?: number } = {},
  ) =>
    planMessages(
      { channel, due, recentAlerts: more.recentAlerts ?? 0, lastSummaryMs: more.lastSummaryMs ?? null },
      more.nowMs ?? NOW,
      NAIROBI,
      () => `m-${++id}`,
    );
  const shapes = (planned: ReturnType<typeof plan>) =>
    planned.messages.map(({ kind, deliveryIds }) => [kind, deliveryIds.length]);
  const many = (length: number, over: Partial<DueDelivery> = {}) => Array.from({ length }, () => dueOf(over));

  test('each alert is a webhook of its own', () => {
    expect(shapes(plan(many(3)))).toEqual([
      ['single', 1],
      ['single', 1],
      ['single', 1],
    ]);
  });

  test('what one truck has to tell within a minute is one e-mail, with what is due in a moment', () => {
    const other = dueOf({ alert: alertOf({ truckId: truck('DT-02') }) });
    const soon = dueOf({ dueMs: NOW + 30_000 });
    const otherSoon = dueOf({ dueMs: NOW + 30_000, alert: alertOf({ truckId: truck('DT-03') }) });
    expect(shapes(plan([...many(2), other, soon, otherSoon], email()))).toEqual([
      ['digest', 3],
      ['single', 1],
    ]);
    expect(shapes(plan([soon], email()))).toEqual([]);
  });

  test('more than the cap become one summary once the storm is gathered, and the next waits', () => {
    const storm = many(STORM_ALERTS_MAX + 1);
    const first = plan(storm);
    expect(first.messages).toEqual([]);
    expect(first.postpone.map(({ untilMs }) => untilMs)).toEqual(storm.map(() => NOW + GATHER_MS));
    expect(shapes(plan(storm, webhook(), { nowMs: NOW + GATHER_MS }))).toEqual([
      ['summary', STORM_ALERTS_MAX + 1],
    ]);
    expect(shapes(plan(many(STORM_ALERTS_MAX)))).toHaveLength(STORM_ALERTS_MAX);
    const late = { recentAlerts: STORM_ALERTS_MAX, lastSummaryMs: NOW, nowMs: NOW + 3 * 60_000 };
    expect(plan(many(1), webhook(), late)).toMatchObject({
      messages: [],
      postpone: [{ untilMs: NOW + 600_000 }],
    });
    const urgent = [dueOf({ alert: alertOf({ severity: 'urgent' }) })];
    expect(shapes(plan(urgent, webhook(), late))).toEqual([['summary', 1]]);
  });

  test('a test is told by itself, also in a storm', () => {
    const planned = plan([dueOf({ what: 'test', alert: null }), ...many(STORM_ALERTS_MAX + 1)]);
    expect(shapes(planned)).toEqual([['test', 1]]);
  });

  test('whatever is due: nothing is lost and nothing is told twice', () => {
    const delivery = fc.record({
      what: fc.constantFrom('raised' as const, 'worse' as const, 'escalated' as const, 'cleared' as const),
      state: fc.constantFrom('raised' as const, 'acknowledged' as const, 'cleared' as const),
      severity: fc.constantFrom('note' as const, 'soon' as const, 'urgent' as const),
      truckId: fc.constantFrom('DT-01', 'DT-02', 'DT-03'),
      inS: fc.integer({ min: -600, max: 60 }),
      firstState: fc.constantFrom('told' as const, 'waiting' as const, 'dropped' as const, null),
    });
    fc.assert(
      fc.property(
        fc.array(delivery, { maxLength: 40 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 30 }),
        fc.boolean(),
        (given, isWebhook, recentAlerts, atNight) => {
          const nowMs = atNight ? NIGHT : NOW;
          const due = given.map(({ what, state, severity, truckId, inS, firstState }) =>
            dueOf({
              what,
              firstState,
              dueMs: nowMs + inS * 1000,
              createdMs: nowMs - 120_000,
              alert: alertOf({ state, severity, truckId: truck(truckId) }),
            }),
          );
          const channel = isWebhook ? webhook(night) : email(night);
          const planned = plan(due, channel, { recentAlerts, nowMs });
          const handled = [
            ...planned.drop.map(({ deliveryId }) => deliveryId),
            ...planned.postpone.map(({ deliveryId }) => deliveryId),
            ...planned.messages.flatMap(({ deliveryIds }) => deliveryIds),
          ];
          expect(new Set(handled).size).toBe(handled.length);
          for (const { deliveryId, dueMs } of due) {
            if (dueMs <= nowMs) expect(handled).toContain(deliveryId);
          }
          for (const { untilMs } of planned.postpone) expect(untilMs).toBeGreaterThan(nowMs);
        },
      ),
    );
  });
});

describe('around it', () => {
  test('the signature is HMAC-SHA-256 over time and body', () => {
    // RFC 4231, test case 2, is the HMAC itself: key "Jefe", data "what do ya want for nothing?".
    expect(createHmac('sha256', 'Jefe').update('what do ya want for nothing?').digest('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    const body = '{"a":1}';
    const expected = createHmac('sha256', 'whsec_x').update(`1795424400.${body}`).digest('hex');
    expect(signatureOf('whsec_x', 1_795_424_400_999, body)).toBe(`t=1795424400,v1=${expected}`);
  });

  test.each([
    ['169.254.169.254', true],
    ['169.254.0.1', true],
    ['::ffff:169.254.169.254', true],
    ['fe80::1', true],
    ['fd00:ec2::254', true],
    ['100.100.100.200', true],
    ['0.0.0.0', true],
    ['::', true],
    ['example.org', true],
    ['127.0.0.1', false],
    ['10.0.0.7', false],
    ['192.168.1.5', false],
    ['8.8.8.8', false],
    ['2001:db8::1', false],
    ['::1', false],
  ])('%s is forbidden: %s', (address, forbidden) => {
    expect(isForbidden(address)).toBe(forbidden);
  });

  test('HTML shows any text as it is', () => {
    expect(escaped(`<b a="1">'&amp;'</b>`)).toBe('&lt;b a=&quot;1&quot;&gt;&#39;&amp;amp;&#39;&lt;/b&gt;');
  });
});

describe('the text of an e-mail', () => {
  const tools = {
    wordsOf: (alert: StoredAlert) => ({
      words: {
        title: `${alert.truckName}: it is low`,
        cause: `at ${String(alert.facts.siteName)}`,
        consequence: 'it ends',
        action: 'look',
      },
      actionKind: 'open-truck' as const,
    }),
    publicUrl: 'https://fleet.example.org',
    programme: 'DigiTruck',
    timeZone: NAIROBI,
  };
  const messageOf = (kind: Message['kind'], alerts: StoredAlert[], language: string): Message => ({
    messageId: 'm',
    kind,
    channel: email({ language }),
    secret: null,
    composedMs: NOW,
    fault: null,
    deliveries: alerts.map((alert) => ({ ...dueOf({ alert }), rootMessageId: null })),
  });

  test('names of any kind stay text: one line in the subject, escaped in HTML', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.constantFrom('<script>alert(1)</script>', 'x\r\nBcc: a@example.org', '"><img src=x>', '&lt;'),
          ),
          { minLength: 1, maxLength: 4 },
        ),
        fc.constantFrom('single' as const, 'digest' as const, 'summary' as const),
        fc.constantFrom('en', 'fr', 'sw', 'fil'),
        (names, kind, language) => {
          const alerts = names.map((name) => alertOf({ truckName: name, facts: { siteName: name } }));
          const { subject, text, html } = mailText(messageOf(kind, alerts, language), tools);
          expect(subject).toMatch(/^[^\r\n]+$/);
          expect(text).not.toMatch(/^Bcc:/m);
          const tags = new Set([...html.matchAll(/<\/?([a-z0-9]+)/gi)].map(([, tag]) => tag));
          const own = [
            'html',
            'head',
            'meta',
            'title',
            'body',
            'p',
            'small',
            'h2',
            'hr',
            'table',
            'tr',
            'th',
            'td',
            'ul',
            'li',
            'a',
          ];
          expect([...tags].filter((tag) => !own.includes(tag ?? ''))).toEqual([]);
        },
      ),
    );
  });

  test('a storm is a list that ends, with where the rest is', () => {
    const alerts = Array.from({ length: 130 }, () => alertOf());
    const { subject, text } = mailText(messageOf('summary', alerts, 'en'), tools);
    expect(subject).toBe('[Soon] 130 alerts in a short time');
    expect(text.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(101);
    expect(text).toContain('- and 30 more');
    expect(text).toContain('Open it: https://fleet.example.org/alerts');
  });

  test.each(['en', 'fr', 'sw', 'fil'])('a test in %s says that nothing has to be done', (language) => {
    const { subject, text } = mailText(messageOf('test', [], language), tools);
    expect(subject).toMatch(/^DigiTruck: /);
    expect(text.length).toBeGreaterThan(60);
  });
});
