/** The service is stopped in an orderly way while trucks send: it ends soon, and what it acknowledged is stored. */

import type { TruckId } from '@digitruck/contract/ids';
import { topicOf } from '@digitruck/contract/topics';
import mqtt from 'mqtt';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type BrokerName, brokersFor, settingsFor } from '../support/brokers.ts';
import { startCutOff } from '../support/cut-off.ts';
import { freshDatabase } from '../support/database.ts';
import { type Running, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

/** `npm start` gives it 20 s before it ends the process; the embedded broker waits 10 s for commits. */
const STOPS_WITHIN_MS = 15_000;

const brokers = brokersFor('stopping is tried');

describe.each(brokers)('with the %s broker', (broker) => {
  let settings: Record<string, string>;

  beforeAll(async () => {
    settings = await settingsFor(broker);
  });

  test('a service that is stopped under load ends soon; what was acknowledged is there, once it is back', {
    timeout: 120_000,
  }, async () => {
    const { db, url } = await freshDatabase();
    const office: Running = await runService({ ...settings, DATABASE_URL: url }, onTestFinished);
    expect((await office.api('POST', '/trucks', { truckId: 'BUSY' })).status).toBe(201);
    const client = await mqtt.connectAsync(office.service.mqttUrl, { clientId: 'BUSY', username: 'BUSY' });
    client.on('error', () => {});
    let sending = true;
    let seq = 0;
    const acknowledged = new Set<number>();
    const send = async () => {
      while (sending) {
        const mine = seq++;
        const sample = { bootId: 'b', seq: mine, sampledAt: new Date().toISOString(), batterySocPct: 50 };
        const payload = JSON.stringify(sample);
        try {
          await client.publishAsync(topicOf('BUSY' as TruckId, 'telemetry'), payload, { qos: 1 });
          acknowledged.add(mine);
        } catch {
          return;
        }
      }
    };
    void Promise.all(Array.from({ length: 200 }, send));
    await until('some load', () => acknowledged.size > 1000);
    const beganMs = performance.now();
    await office.service.stop();
    expect(performance.now() - beganMs).toBeLessThan(STOPS_WITHIN_MS);
    sending = false;
    await client.endAsync(true);
    const missing = async () => {
      const { rows } = await db.$client.query<{ seq: number }>('select seq::int from samples');
      const stored = new Set(rows.map((row) => row.seq));
      return [...acknowledged].filter((each) => !stored.has(each));
    };
    if (broker === 'embedded') {
      expect(await missing()).toEqual([]);
      return;
    }
    // A broker of its own goes on acknowledging, and keeps it for the office.
    await runService({ ...settings, DATABASE_URL: url }, onTestFinished);
    await until('what the broker kept', async () => (await missing()).length === 0);
  });
});

// The brokers at the same time: it is a test of patience.
test('a service whose database is away stops all the same, and acknowledges nothing for it', {
  timeout: 120_000,
}, async () => {
  await Promise.all(brokers.map(stopsWithoutDatabase));
});

async function stopsWithoutDatabase(broker: BrokerName): Promise<void> {
  const { db, url } = await freshDatabase();
  const way = await startCutOff(url);
  onTestFinished(() => way.close());
  const settings = { ...(await settingsFor(broker)), DATABASE_URL: way.url, MQTT_CLIENT_ID: 'cut-off' };
  const office = await runService(settings, onTestFinished);
  expect((await office.api('POST', '/trucks', { truckId: 'PATIENT' })).status).toBe(201);
  const client = await office.client({ truckId: 'PATIENT' });
  way.cut();
  let acknowledged = 0;
  for (let seq = 0; seq < 50; seq++) {
    const payload = JSON.stringify({ bootId: 'b', seq, sampledAt: new Date().toISOString() });
    client.publish(topicOf('PATIENT' as TruckId, 'telemetry'), payload, { qos: 1 }, (error) => {
      if (!error) acknowledged++;
    });
  }
  await until('ready to be red', async () => (await office.api('GET', '/health/ready')).status === 503);
  const beganMs = performance.now();
  await office.service.stop();
  expect(performance.now() - beganMs).toBeLessThan(STOPS_WITHIN_MS);
  if (broker === 'embedded') expect(acknowledged).toBe(0);
  expect((await db.$client.query('select from samples')).rowCount).toBe(0);
}
