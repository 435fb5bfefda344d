import type { EventEmitter } from 'node:events';
import { connect as connectSocket, type Socket } from 'node:net';
import type { TruckId } from '@digitruck/contract/ids';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEmbeddedBroker } from '../../src/embedded/broker.ts';
import type {
  BrokerMessage,
  DeniedEvent,
  EmbeddedBroker,
  EmbeddedBrokerOptions,
  TakeoverEvent,
} from '../../src/embedded/broker-types.ts';
import { until } from '../support/until.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

let broker: EmbeddedBroker;
let messages: BrokerMessage[];
let denied: DeniedEvent[];
let takeovers: TakeoverEvent[];
/** Messages that wait for their commit; empty and `undefined` while every message is committed at once. */
let held: { commit(): void; fail(): void }[] | undefined;
const clients: MqttClient[] = [];
const sockets: Socket[] = [];

async function start(options: Partial<EmbeddedBrokerOptions> = {}): Promise<EmbeddedBroker> {
  return startEmbeddedBroker({
    port: 0,
    host: '127.0.0.1',
    log: quiet,
    async authenticate(username, password) {
      if (password?.toString() !== 'secret') return { ok: false, reason: 'wrong password' };
      return { ok: true, truckId: username === 'office' ? undefined : (username as TruckId) };
    },
    onPublish(message) {
      messages.push(message);
      if (held === undefined) return Promise.resolve();
      return new Promise((resolve, reject) => {
        held?.push({ commit: resolve, fail: () => reject(new Error('the database is away')) });
      });
    },
    onDenied: (event) => denied.push(event),
    onTakeover: (event) => takeovers.push(event),
    ...options,
  });
}

beforeEach(async () => {
  messages = [];
  denied = [];
  takeovers = [];
  held = undefined;
  broker = await start();
});

afterEach(async () => {
  held?.forEach((message) => {
    message.commit();
  });
  for (const client of clients.splice(0)) client.end(true);
  for (const socket of sockets.splice(0)) socket.destroy();
  await broker.stop();
});

function open(username: string, options: IClientOptions = {}): MqttClient {
  const client = mqtt.connect(broker.url, {
    username,
    password: 'secret',
    clientId: `${username}-client`,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...options,
  });
  client.on('error', () => undefined);
  clients.push(client);
  return client;
}

async function signIn(username: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = open(username, options);
  await next(client, 'connect');
  return client;
}

/** Unlike node's `once` it doesn't mind an error that comes first: many a connection here ends with one. */
function next(
  source: MqttClient | Socket,
  event: 'connect' | 'close' | 'error' | 'data',
): Promise<unknown[]> {
  return new Promise((resolve) => {
    (source as EventEmitter).once(event, (...values) => resolve(values));
  });
}

async function rawSocket(): Promise<Socket> {
  const socket = connectSocket(broker.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await next(socket, 'connect');
  return socket;
}

/** A socket signed in as truck A, for bytes that no client library would send. */
async function rawTruck(): Promise<Socket> {
  const socket = await rawSocket();
  const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);
  // Level 4, flags: user name, password, clean session; keep alive 60 s (MQTT 3.1.1, section 3.1).
  const variable = [text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text('raw'), text('A'), text('secret')];
  const body = Buffer.concat(variable);
  socket.write(Buffer.concat([Buffer.from([0x10, body.length]), body]));
  await next(socket, 'data');
  return socket;
}

/** A QoS 0 PUBLISH with these very bytes as its topic. */
function publishBytes(topic: Uint8Array): Buffer {
  const payload = Buffer.from('{}');
  return Buffer.concat([
    Buffer.from([0x30, 2 + topic.length + payload.length, 0, topic.length]),
    topic,
    payload,
  ]);
}

describe('acknowledging', () => {
  it('sends the PUBACK after the commit, not before', async () => {
    held = [];
    const truck = await signIn('A');
    let acknowledged = false;
    const sent = truck.publishAsync('digitruck/v1/A/telemetry', '{"n":1}', { qos: 1 }).then(() => {
      acknowledged = true;
    });
    const waiting = await until('the message', () => held?.[0]);
    // A ping's answer comes back meanwhile on another connection: the broker is at work, it only holds this PUBACK.
    await signIn('B');
    expect(acknowledged).toBe(false);
    expect(broker.inFlightMessages()).toBe(1);
    waiting.commit();
    await sent;
    expect(messages).toMatchObject([
      {
        topic: 'digitruck/v1/A/telemetry',
        qos: 1,
        dup: false,
        truckId: 'A',
        clientId: 'A-client',
        will: false,
      },
    ]);
    expect(messages[0]?.payload.toString()).toBe('{"n":1}');
  });

  it('drops the connection without a PUBACK when the commit fails', async () => {
    held = [];
    const truck = await signIn('A');
    let acknowledged = false;
    truck.publish('digitruck/v1/A/telemetry', '{}', { qos: 1 }, (error) => {
      acknowledged = !error;
    });
    const waiting = await until('the message', () => held?.[0]);
    waiting.fail();
    await next(truck, 'close');
    expect(acknowledged).toBe(false);
    expect(broker.inFlightMessages()).toBe(0);
  });

  it('hands over what one client sends without waiting for the message before, so that it can be batched', async () => {
    held = [];
    const truck = await signIn('A');
    const sent = Array.from({ length: 200 }, (_, n) =>
      truck.publishAsync('digitruck/v1/A/telemetry', String(n), { qos: 1 }),
    );
    await until('all messages at once', () => held?.length === 200);
    for (const message of held) message.commit();
    await Promise.all(sent);
    expect(messages.map((message) => message.payload.toString())).toEqual(sent.map((_, n) => String(n)));
  });

  it('stops reading when too much waits for its commit, and loses nothing', async () => {
    await broker.stop();
    broker = await start({ maxInFlightMessages: 50 });
    held = [];
    const truck = await signIn('A');
    const payload = 'x'.repeat(10_000);
    const sent = Array.from({ length: 1_000 }, () =>
      truck.publishAsync('digitruck/v1/A/telemetry', payload, { qos: 1 }),
    );
    await until('the limit', () => broker.inFlightMessages() >= 50);
    // What had been read off the socket already (64 KiB buffers) may come on top of the limit.
    let committed = 0;
    let most = 0;
    while (committed < sent.length) {
      await until('more messages', () => (held?.length ?? 0) > 0);
      most = Math.max(most, broker.inFlightMessages());
      for (const message of held.splice(0)) {
        message.commit();
        committed += 1;
      }
    }
    await Promise.all(sent);
    expect(most).toBeLessThan(100);
  });
});

describe('a truck may only touch its own topics', () => {
  it('is cut off when it publishes on those of another', async () => {
    const stranger = await signIn('A');
    const other = await signIn('B');
    stranger.publish('digitruck/v1/B/telemetry', '{}', { qos: 1 });
    await next(stranger, 'close');
    await other.publishAsync('digitruck/v1/B/telemetry', '{}', { qos: 1 });
    expect(messages.map((message) => message.truckId)).toEqual(['B']);
    expect(denied).toMatchObject([{ kind: 'publish', truckId: 'A', topic: 'digitruck/v1/B/telemetry' }]);
  });

  it.each(['digitruck/v1/A/command', 'digitruck/v1/A/other', 'elsewhere', '$SYS/x'])(
    'may not publish on %s',
    async (topic) => {
      const truck = await signIn('A');
      truck.publish(topic, '{}', { qos: 1 });
      await next(truck, 'close');
      expect(messages).toEqual([]);
      expect(denied).toMatchObject([{ kind: 'publish', topic }]);
    },
  );

  it.each([
    '#',
    '+/#',
    'digitruck/v1/+/command',
    'digitruck/v1/B/command',
    'digitruck/v1/A/telemetry',
    '$SYS/#',
  ])('may not subscribe to %s', async (filter) => {
    const truck = await signIn('A');
    await expect(truck.subscribeAsync(filter)).rejects.toThrow();
    expect(denied).toMatchObject([{ kind: 'subscribe', truckId: 'A', topic: filter }]);
    expect(truck.connected).toBe(true);
  });

  it('gets its commands, receipts and the schedule that was kept for it', async () => {
    await broker.publish('digitruck/v1/A/schedule', 'plan', { retain: true });
    const truck = await signIn('A');
    const got: string[] = [];
    truck.on('message', (topic, payload) => got.push(`${topic} ${payload}`));
    await truck.subscribeAsync(
      ['command', 'receipt', 'schedule'].map((channel) => `digitruck/v1/A/${channel}`),
    );
    await broker.publish('digitruck/v1/A/receipt', 'stored');
    await broker.publish('digitruck/v1/B/command', 'not for A');
    await broker.publish('digitruck/v1/A/command', 'low power');
    await until('three messages', () => got.length === 3);
    expect(got.sort()).toEqual([
      'digitruck/v1/A/command low power',
      'digitruck/v1/A/receipt stored',
      'digitruck/v1/A/schedule plan',
    ]);
  });

  it('gets a command that was sent while it was away, under the same client id and nobody else', async () => {
    const options = { clientId: 'shared', clean: false };
    const truck = await signIn('A', options);
    await truck.subscribeAsync('digitruck/v1/A/command', { qos: 1 });
    await truck.endAsync();
    await until('it to be gone', () => broker.clients() === 0);
    await broker.publish('digitruck/v1/A/command', 'show a message');

    const got: string[] = [];
    const stranger = open('B', options);
    stranger.on('message', (topic) => got.push(`B ${topic}`));
    await next(stranger, 'connect');
    const back = open('A', options);
    back.on('message', (topic) => got.push(`A ${topic}`));
    await until('the command', () => got.length > 0);
    expect(got).toEqual(['A digitruck/v1/A/command']);
  });

  it('leaves a last will on its own status only', async () => {
    const will = {
      topic: 'digitruck/v1/A/status',
      payload: Buffer.from('gone'),
      qos: 1 as const,
      retain: true,
    };
    const truck = await signIn('A', { will });
    truck.stream.destroy();
    const message = await until('the will', () => messages[0]);
    expect(message).toMatchObject({ topic: 'digitruck/v1/A/status', will: true, truckId: 'A' });

    const stranger = open('B', { will });
    await next(stranger, 'close');
    expect(denied).toMatchObject([{ kind: 'will', truckId: 'B', topic: 'digitruck/v1/A/status' }]);
    expect(messages).toHaveLength(1);
  });

  it('is turned away with a wrong password', async () => {
    const stranger = open('A', { password: 'guess' });
    const [error] = (await next(stranger, 'error')) as [Error];
    expect(error.message).toMatch(/Not authorized/);
    expect(denied).toMatchObject([{ kind: 'connect', reason: 'wrong password' }]);
  });
});

describe('the office', () => {
  it('sees everything, keeps the last status of each truck, and stores what it replays', async () => {
    const truck = await signIn('A');
    await truck.publishAsync('digitruck/v1/A/status', 'online', { qos: 1, retain: true });
    await truck.publishAsync('digitruck/v1/A/telemetry', 'kept for nobody', { qos: 1, retain: true });
    const office = await signIn('office');
    const got: string[] = [];
    office.on('message', (topic, payload) => got.push(`${topic} ${payload}`));
    await office.subscribeAsync('digitruck/v1/#');
    await office.publishAsync('digitruck/v1/B/telemetry', 'replayed', { qos: 1 });
    await until('both', () => got.length === 2);
    expect(got.sort()).toEqual(['digitruck/v1/A/status online', 'digitruck/v1/B/telemetry replayed']);
    expect(messages.at(-1)).toMatchObject({ topic: 'digitruck/v1/B/telemetry', truckId: undefined });
  });
});

describe('hostile input', () => {
  it('ends the connection at the size in the header of a 10 MB packet, and serves the next client', async () => {
    const socket = await rawTruck();
    // PUBLISH with a remaining length of 10,000,000; its first 64 KiB only.
    socket.write(Buffer.concat([Buffer.from([0x32, 0x80, 0xad, 0xe2, 0x04]), Buffer.alloc(65_536)]));
    await next(socket, 'close');
    expect(denied).toMatchObject([{ kind: 'packet-size', truckId: 'A' }]);
    expect(denied[0]?.reason).toContain('10000000 bytes');
    const truck = await signIn('A');
    await truck.publishAsync('digitruck/v1/A/telemetry', '{}', { qos: 1 });
    expect(messages).toHaveLength(1);
  });

  it('accepts a payload of 256 KiB', async () => {
    const truck = await signIn('A');
    await truck.publishAsync('digitruck/v1/A/telemetry', 'x'.repeat(256 * 1024), { qos: 1 });
    expect(messages[0]?.payload.length).toBe(256 * 1024);
  });

  it.each([
    ['NUL', Buffer.from('digitruck/v1/A\0/telemetry')],
    ['invalid UTF-8', Buffer.from([...Buffer.from('digitruck/v1/A'), 0xff, ...Buffer.from('/telemetry')])],
    [
      'another invalid UTF-8',
      Buffer.from([...Buffer.from('digitruck/v1/A'), 0xfe, ...Buffer.from('/telemetry')]),
    ],
    ['a control character', Buffer.from('digitruck/v1/A/telemetry\u0007')],
    ['a wildcard', Buffer.from('digitruck/v1/+/telemetry')],
    ['100 levels', Buffer.from('a/'.repeat(60))],
  ])('closes the connection for %s in a topic, and nothing reaches the service', async (_, topic) => {
    const socket = await rawTruck();
    socket.write(publishBytes(topic));
    await next(socket, 'close');
    expect(messages).toEqual([]);
  });

  it.each([
    ['garbage', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a length that never ends', Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ['a publish before signing in', publishBytes(Buffer.from('digitruck/v1/A/telemetry'))],
    ['a huge CONNECT', Buffer.from([0x10, 0xff, 0xff, 0x7f])],
  ])('closes the connection for %s', async (_, bytes) => {
    const socket = await rawSocket();
    socket.write(bytes);
    await next(socket, 'close');
    expect(messages).toEqual([]);
    expect(broker.clients()).toBe(0);
  });

  it('refuses a client id with control characters', async () => {
    const client = open('A', { clientId: 'a\u0000b' });
    await next(client, 'close');
    expect(denied).toMatchObject([{ kind: 'text' }]);
  });
});

describe('sessions', () => {
  it('reports two devices with the same credentials and client id; the older is closed', async () => {
    const older = await signIn('A');
    const closed = next(older, 'close');
    const newer = await signIn('A');
    await closed;
    expect(takeovers).toEqual([{ clientId: 'A-client', truckId: 'A', otherTruckId: 'A' }]);
    expect(newer.connected).toBe(true);
  });

  it('reports two trucks with one client id; both stay', async () => {
    const one = await signIn('A', { clientId: 'same' });
    const two = await signIn('B', { clientId: 'same' });
    expect(takeovers).toEqual([{ clientId: 'same', truckId: 'B', otherTruckId: 'A' }]);
    await one.publishAsync('digitruck/v1/A/telemetry', '{}', { qos: 1 });
    await two.publishAsync('digitruck/v1/B/telemetry', '{}', { qos: 1 });
    expect(messages).toHaveLength(2);
  });

  it('ends at once when the credentials are revoked; others stay', async () => {
    const revoked = await signIn('A');
    const other = await signIn('B');
    const closed = next(revoked, 'close');
    broker.disconnect('A' as TruckId, 'revoked');
    await closed;
    expect(broker.clients()).toBe(1);
    expect(other.connected).toBe(true);
  });

  it('acknowledges what was received before it stops, and takes nobody offline by stopping', async () => {
    held = [];
    const truck = await signIn('A', {
      will: { topic: 'digitruck/v1/A/status', payload: Buffer.from('gone'), qos: 1, retain: true },
    });
    const sent = truck.publishAsync('digitruck/v1/A/telemetry', '{}', { qos: 1 });
    const waiting = await until('the message', () => held?.[0]);
    const stopped = broker.stop();
    waiting.commit();
    await sent;
    await stopped;
    expect(messages.map((message) => message.will)).toEqual([false]);
  });

  it('says that the port is taken', async () => {
    await expect(start({ port: broker.port })).rejects.toThrow(
      `port ${broker.port} of 127.0.0.1: it is taken`,
    );
  });
});
