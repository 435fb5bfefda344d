import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, connectBroker } from '../../src/ingest/connect.ts';
import { until } from '../support/until.ts';
import { type ScriptedBroker, startScriptedBroker } from './scripted-broker.ts';

const TOPIC = 'digitruck/v1/DT-01/telemetry';

let scripted: ScriptedBroker;
let broker: Broker | undefined;
let taken: { payload: string; topic: string; retain: boolean; commit(): void; fail(): void }[];
let warnings: string[];

beforeEach(async () => {
  scripted = await startScriptedBroker();
  taken = [];
  warnings = [];
});
afterEach(async () => {
  await broker?.close();
  broker = undefined;
  await scripted.stop();
});

function connect(options: Partial<BrokerOptions> = {}): Broker {
  broker = connectBroker({
    url: scripted.url,
    username: 'office',
    password: 'secret',
    clientId: 'office-1',
    shareGroup: undefined,
    log: { info() {}, warn: (_, text) => void warnings.push(text) },
    take: ({ topic, payload, retain }) =>
      new Promise((resolve, reject) => {
        const text = Buffer.from(payload).toString();
        taken.push({
          topic,
          payload: text,
          retain,
          commit: resolve,
          fail: () => reject(new Error('stopping')),
        });
      }),
    ...options,
  });
  return broker;
}

const takenAll = (count: number) => until(`${count} messages`, () => taken.length === count);
/** PUBACKs are written in the turn after the commit; this waits for more turns than that takes. */
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 60));

describe('messages of a real broker', () => {
  it('are all handed over without a PUBACK, and acknowledged after their commit, in one write', async () => {
    connect();
    const connection = await scripted.connection(0);
    for (let id = 1; id <= 50; id++) connection.deliver(TOPIC, `m${id}`, id);
    await takenAll(50);
    await aWhile();
    expect(connection.pubacks).toEqual([]);
    for (const message of taken) message.commit();
    await until('50 PUBACKs', () => connection.pubacks.length === 50);
    expect(connection.pubacks).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(connection.pubackWrites).toBe(1);
  });

  it('are acknowledged each for itself', async () => {
    connect();
    const connection = await scripted.connection(0);
    for (const id of [7, 8, 65_535]) connection.deliver(TOPIC, 'm', id);
    await takenAll(3);
    taken[1]?.commit();
    await until('a PUBACK', () => connection.pubacks.length === 1);
    taken[2]?.commit();
    await until('another PUBACK', () => connection.pubacks.length === 2);
    taken[0]?.fail();
    await aWhile();
    expect(connection.pubacks).toEqual([8, 65_535]);
    expect(warnings).toHaveLength(1);
  });

  it('are never acknowledged on another connection than the one they came by', async () => {
    scripted.answers = [{}, { sessionPresent: true }];
    connect();
    const first = await scripted.connection(0);
    first.deliver(TOPIC, 'before', 1);
    await takenAll(1);
    first.drop();
    const second = await scripted.connection(1);
    taken[0]?.commit();
    await aWhile();
    expect(second.pubacks).toEqual([]);
    // The broker sends it again, and this time the PUBACK is for it.
    second.deliver(TOPIC, 'before', 1, { dup: true });
    await takenAll(2);
    taken[1]?.commit();
    await until('the PUBACK', () => second.pubacks.length === 1);
    expect(first.pubacks).toEqual([]);
  });

  it('of QoS 0 are taken too', async () => {
    connect();
    const connection = await scripted.connection(0);
    connection.deliver(TOPIC, 'm', 0, { qos: 0 });
    await takenAll(1);
    taken[0]?.commit();
    await aWhile();
    expect(connection.pubacks).toEqual([]);
  });

  it('tell what the broker kept from what is live', async () => {
    connect();
    const connection = await scripted.connection(0);
    connection.deliver('digitruck/v1/DT-01/status', 'kept', 1, { retain: true });
    connection.deliver('digitruck/v1/DT-01/status', 'live', 2);
    await takenAll(2);
    expect(taken.map(({ payload, retain }) => [payload, retain])).toEqual([
      ['kept', true],
      ['live', false],
    ]);
    for (const message of taken) message.commit();
  });

  it('wait with the broker once too many are being stored', { timeout: 60_000 }, async () => {
    connect();
    const connection = await scripted.connection(0);
    const large = 'x'.repeat(250_000);
    for (let id = 1; id <= 150; id++) connection.deliver(TOPIC, large, id);
    await until('the limit', () => taken.length > 60);
    await aWhile();
    const held = taken.length;
    // 16 MiB of payload, and the message that went beyond.
    expect(held).toBeLessThanOrEqual(Math.ceil((16 * 1024 * 1024) / large.length));
    for (let i = 0; i < 150; i++) {
      const message = await until(`message ${i}`, () => taken[i]);
      message.commit();
    }
    await until('all PUBACKs', () => connection.pubacks.length === 150);
  });

  it('are not taken any more after a pause, while those taken are still acknowledged', async () => {
    const { pause } = connect();
    const connection = await scripted.connection(0);
    connection.deliver(TOPIC, 'm', 1);
    await takenAll(1);
    pause();
    connection.deliver(TOPIC, 'last', 2);
    connection.deliver(TOPIC, 'waits', 3);
    await aWhile();
    expect(taken.length).toBeLessThanOrEqual(2);
    for (const message of taken) message.commit();
    await until('the PUBACKs', () => connection.pubacks.length === taken.length);
    expect(connection.pubacks).not.toContain(3);
  });
});

describe('the session with a real broker', () => {
  it('outlives a lost connection, under one name', async () => {
    scripted.answers = [{}, { sessionPresent: true }, {}];
    connect({ shareGroup: 'office' });
    const first = await scripted.connection(0);
    expect(first).toMatchObject({ clientId: 'office-1', clean: false });
    expect(first.subscribed.map(({ filter }) => filter)).toEqual([
      '$share/office/digitruck/v1/+/telemetry',
      'digitruck/v1/+/status',
      'digitruck/v1/+/session',
      'digitruck/v1/+/command/ack',
    ]);
    await aWhile();
    first.drop();
    const second = await scripted.connection(1);
    await aWhile();
    expect(second.subscribed).toEqual([]);
    second.drop();
    // The broker has forgotten us.
    const third = await scripted.connection(2);
    await until('the subscriptions', () => third.subscribed.length === 4);
  });

  it('asks for what is kept only when it is new, and for the flag as the broker means it', async () => {
    connect();
    const connection = await scripted.connection(0);
    const status = connection.subscribed.find(({ filter }) => filter.endsWith('/status'));
    // MQTT 5.0, 3.8.3.1: bits 0-1 QoS, 2 no local, 3 retain as published, 4-5 retain handling
    expect(status?.options).toBe(0b0001_0001);
  });

  it('takes its subscriptions from this start, not from the session of an earlier one', async () => {
    scripted.answers = [{ sessionPresent: true }];
    connect({ shareGroup: 'office' });
    const connection = await scripted.connection(0);
    await until('the subscriptions', () => connection.subscribed.length === 4);
    expect(connection.unsubscribed).toEqual(['digitruck/v1/+/telemetry']);
  });

  it('is asked for again when the broker refuses it', async () => {
    scripted.answers = [{ reasonCode: 0x86 }, {}];
    const { connected } = connect();
    await scripted.connection(0);
    await until('the connection', connected);
    expect(warnings.length).toBeGreaterThan(0);
  });
});

describe('publishing', () => {
  it('resolves when the broker has it, and rejects while there is no connection', async () => {
    const { publish, connected } = connect();
    await expect(publish('digitruck/v1/DT-01/receipt', 'early', { qos: 1 })).rejects.toThrow('no connection');
    const connection = await scripted.connection(0);
    await until('the connection', connected);
    scripted.acknowledges = false;
    let isThere = false;
    const publishing = publish('digitruck/v1/DT-01/receipt', 'r1', { qos: 1 }).then(() => {
      isThere = true;
    });
    const published = await until('the message', () => connection.published[0]);
    expect(published).toMatchObject({ topic: 'digitruck/v1/DT-01/receipt', payload: 'r1' });
    await aWhile();
    expect(isThere).toBe(false);
    connection.puback(published.id);
    await publishing;
  });

  it('does not keep the service from stopping', { timeout: 15_000 }, async () => {
    const { publish, connected, close } = connect();
    const connection = await scripted.connection(0);
    await until('the connection', connected);
    scripted.acknowledges = false;
    const lost = publish('digitruck/v1/DT-01/receipt', 'r1', { qos: 1 }).catch(() => 'lost');
    await until('the message', () => connection.published.length === 1);
    await scripted.stop();
    await close();
    broker = undefined;
    expect(await lost).toBe('lost');
    scripted = await startScriptedBroker();
  });
});
