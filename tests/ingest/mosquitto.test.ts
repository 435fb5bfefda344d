/** The same with a Mosquitto, where the machine has one: sessions and retained messages are its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broker, connectBroker } from '../../src/ingest/connect.ts';
import { freePort } from '../support/free-port.ts';
import { findMosquitto, type RunningMosquitto, startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/until.ts';

type Taken = { topic: string; text: string; retain: boolean; commit(): void };

describe.runIf(findMosquitto() !== undefined)('ingest at a real Mosquitto', () => {
  let mosquitto: RunningMosquitto;
  let dir: string;

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'digitruck-ingest-'));
    const port = await freePort();
    const conf = path.join(dir, 'mosquitto.conf');
    const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'max_inflight_messages 1000'];
    await writeFile(conf, `${lines.join('\n')}\n`);
    mosquitto = await startMosquitto({ port, dir, conf });
  });
  afterAll(async () => {
    await mosquitto.stop();
    await rm(dir, { recursive: true, force: true });
  });

  async function office(clientId: string): Promise<{ broker: Broker; taken: Taken[] }> {
    const taken: Taken[] = [];
    const broker = connectBroker({
      url: mosquitto.url,
      username: undefined,
      password: undefined,
      clientId,
      shareGroup: undefined,
      log: { info() {}, warn() {} },
      take: ({ topic, payload, retain }) =>
        new Promise((resolve) => {
          taken.push({ topic, text: Buffer.from(payload).toString(), retain, commit: resolve });
        }),
    });
    await until('the connection', () => broker.connected());
    // The subscriptions are there when a message of a truck comes through.
    await until('the subscriptions', async () => {
      await publish('digitruck/v1/PROBE/telemetry', clientId);
      return taken.some(({ text }) => text === clientId);
    });
    for (const message of taken) message.commit();
    return { broker, taken };
  }

  async function publish(topic: string, ...texts: string[]): Promise<void> {
    const truck = await mqtt.connectAsync(mosquitto.url, { protocolVersion: 4 });
    for (const text of texts) {
      await truck.publishAsync(topic, text, { qos: 1, retain: topic.endsWith('/status') });
    }
    await truck.endAsync();
  }

  const of = (taken: Taken[], truckId: string) => taken.filter(({ topic }) => topic.includes(`/${truckId}/`));

  it('takes what was not acknowledged again, under the same name, and nothing that was', async () => {
    const first = await office('office-a');
    await publish('digitruck/v1/DT-01/telemetry', 'm1', 'm2', 'm3', 'm4');
    await until('four messages', () => of(first.taken, 'DT-01').length === 4);
    for (const message of of(first.taken, 'DT-01').slice(0, 2)) message.commit();
    await first.broker.close();
    await publish('digitruck/v1/DT-01/telemetry', 'm5');

    const second = await office('office-a');
    await until('the others', () => of(second.taken, 'DT-01').length === 3);
    expect(of(second.taken, 'DT-01').map(({ text }) => text)).toEqual(['m3', 'm4', 'm5']);
    for (const message of second.taken) message.commit();
    await second.broker.close();
  });

  it('tells a status that was kept from a live one, though trucks publish both retained', async () => {
    await publish('digitruck/v1/DT-02/status', 'kept');
    const { broker, taken } = await office('office-b');
    await until('the kept one', () => of(taken, 'DT-02').length === 1);
    await publish('digitruck/v1/DT-02/status', 'live');
    await until('the live one', () => of(taken, 'DT-02').length === 2);
    expect(of(taken, 'DT-02').map(({ text, retain }) => [text, retain])).toEqual([
      ['kept', true],
      ['live', false],
    ]);
    for (const message of taken) message.commit();
    await broker.close();
  });
});
