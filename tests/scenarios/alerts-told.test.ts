/**
 * From a truck's sample to somebody who is not looking: a low battery, by the rules as somebody set them, is raised, told by webhook,
 * acknowledged, cleared and told again, through the whole service; and a test of an e-mail on the way.
 */
import { createHmac } from 'node:crypto';
import { AlertDetail, AlertPage } from '@digitruck/contract/alerts';
import { ChannelMade, DeliveryPage } from '@digitruck/contract/channels';
import { expect, test } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { mailReceiver, webhookReceiver } from '../support/receivers.ts';
import { runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const TRUCK = 'DT-01';
const WITHIN = { withinMs: 120_000, everyMs: 100 };

test('a low battery is told, and that it is over', { timeout: 300_000 }, async () => {
  const hook = await webhookReceiver();
  const post = await mailReceiver();
  const port = await freePort();
  const office = await runService({
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    SMTP_URL: post.url,
    MAIL_FROM: 'DigiTruck <alerts@fleet.example.org>',
  });
  await office.api('POST', '/trucks', { truckId: TRUCK, name: 'Simba' });
  const change = { raiseAfterS: 0, clearAfterS: 0, severity: 'urgent' };
  expect((await office.api('PUT', '/alert-rules/battery-low', { change, version: 0 })).status).toBe(200);
  const webhook = await office.api('POST', '/alert-channels', {
    kind: 'webhook',
    name: 'Desk',
    url: hook.url,
  });
  const { secret } = ChannelMade.parse(webhook.body);
  const email = {
    kind: 'email',
    name: 'Office',
    to: ['asha@example.org'],
    language: 'fr',
    tellCleared: false,
  };
  const mailbox = ChannelMade.parse((await office.api('POST', '/alert-channels', email)).body).channel;
  expect((await office.api('POST', `/alert-channels/${mailbox.channelId}/test`)).status).toBe(202);

  const client = await office.client({ truckId: TRUCK });
  let seq = 0;
  const say = (batterySocPct: number) =>
    client.publishAsync(
      `digitruck/v1/${TRUCK}/telemetry`,
      JSON.stringify({
        bootId: 'b1',
        seq: seq++,
        sampledAt: new Date().toISOString(),
        batterySocPct,
        loadW: 900,
      }),
      { qos: 1 },
    );
  const low = (body: string) => {
    const { items } = JSON.parse(body);
    return items[0]?.alert.kind === 'battery-low' ? items[0] : undefined;
  };
  await until(
    'the webhook',
    async () => {
      await say(9);
      return hook.received.some(({ body }) => low(body)?.what === 'raised');
    },
    WITHIN,
  );
  const request = hook.received.find(({ body }) => low(body) !== undefined);
  const told = low(request?.body ?? '{}');
  expect(told.alert).toMatchObject({ truckId: TRUCK, truckName: 'Simba', severity: 'urgent' });
  expect(told.alert.words.title).toMatch(/Simba.*9/);
  expect(told.url).toBe(`http://127.0.0.1:${port}/alerts/${told.alert.alertId}`);
  const [, seconds, hex] = /^t=(\d+),v1=(\w+)$/.exec(String(request?.headers['x-digitruck-signature'])) ?? [];
  expect(
    createHmac('sha256', secret ?? '')
      .update(`${seconds}.${request?.body}`)
      .digest('hex'),
  ).toBe(hex);

  const acknowledged = await office.api('POST', `/alerts/${told.alert.alertId}/acknowledge`, {
    note: 'on it',
  });
  expect(AlertDetail.parse(acknowledged.body).state).toBe('acknowledged');
  await until('the e-mail', () => post.mails.length > 0, WITHIN);
  expect(post.mails[0]?.mail.subject).toBe('DigiTruck: Essai : ce canal fonctionne');
  expect(post.mails[0]?.to).toEqual(['asha@example.org']);

  await until(
    'that it is over',
    async () => {
      await say(80);
      return hook.received.some(({ body }) => low(body)?.what === 'cleared');
    },
    WITHIN,
  );
  const open = AlertPage.parse((await office.api('GET', `/alerts?kind=battery-low`)).body);
  expect(open.total).toBe(0);
  const detail = AlertDetail.parse((await office.api('GET', `/alerts/${told.alert.alertId}`)).body);
  expect(detail.state).toBe('cleared');
  const happened = detail.events.map(({ kind, by }) => `${kind} by ${by}`);
  expect(happened).toEqual(expect.arrayContaining(['raised by rules', 'told by Desk', 'cleared by rules']));
  const deliveries = DeliveryPage.parse(
    (await office.api('GET', '/alert-channels/deliveries?state=failed')).body,
  );
  expect(deliveries.items).toEqual([]);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(metrics).toMatch(/digitruck_alert_deliveries\{state="told"\} [1-9]/);
});
