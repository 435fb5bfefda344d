/**
 * The way to a real broker, and the only file that knows MQTT.js.
 *
 * MQTT.js keeps the connection and the session, and publishes. Messages do not go through it: `publishes.ts` takes them out of the
 * stream before, at a tenth of the cost, and PUBACKs are ours too, written for a whole batch at once, after its commit, and only to the
 * connection that brought the message (after a reconnect the broker sends again, and the key makes that harmless). That MQTT.js pipes
 * its stream into its parser is behaviour of the implementation, not of its documentation: mqtt is pinned exactly, and
 * `tests/ingest/connect.test.ts` holds it.
 */
import type { Duplex } from 'node:stream';
import { filterOf } from '@digitruck/contract/topics';
import mqtt, { type MqttClient } from 'mqtt';
import type { Message } from './pipeline.ts';
import { type Publish as Published, publishReader } from './publishes.ts';
import type { Publish } from './receipts.ts';

export type BrokerOptions = {
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Stable: the broker keeps what we missed under this name. */
  readonly clientId: string;
  /** Deals telemetry to one of several replicas. */
  readonly shareGroup: string | undefined;
  readonly take: (message: Message) => Promise<void>;
  readonly log: { info(detail: object, text: string): void; warn(detail: object, text: string): void };
};

export type Broker = {
  /** Resolves when the broker has it; rejects at once while there is no connection. */
  readonly publish: Publish;
  connected(): boolean;
  /** No more messages are taken: they stay with the broker. What was taken can still be acknowledged until `close`. */
  pause(): void;
  close(): Promise<void>;
};

const SESSION_EXPIRY_S = 7 * 86_400;
/** Several batches, so that one can come in while another is being written. */
const RECEIVE_MAXIMUM = 15_000;
/** Taken and not settled; beyond it the stream is held back, so that memory has an end. */
const TAKEN_MESSAGES_MAX = 20_000;
const TAKEN_BYTES_MAX = 16 * 1024 * 1024;
const CLOSE_WAIT_MS = 3000;
const CLOSE_LOOK_MS = 20;
const RECONNECT_MS = 1000;
const RECONNECT_JITTER_MS = 1000;
/** PUBACKs wait this long for others of the same batch. */
const deferAcks = (send: () => void) => setImmediate(send);

/** Just what we need of MQTT.js's inside: the connection, and how it is made. */
type Inside = { readonly stream: Duplex; streamBuilder: (client: MqttClient) => Duplex };

export function connectBroker(options: BrokerOptions): Broker {
  const { log } = options;
  const client = mqtt.connect(options.url, {
    clientId: options.clientId,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    protocolVersion: 5,
    clean: false,
    properties: {
      sessionExpiryInterval: SESSION_EXPIRY_S,
      receiveMaximum: RECEIVE_MAXIMUM,
      topicAliasMaximum: 0,
    },
    keepalive: 30,
    reconnectPeriod: RECONNECT_MS + Math.round(RECONNECT_JITTER_MS * jitterOf(options.clientId)),
    connectTimeout: 10_000,
    resubscribe: false,
    // A broker that starts, or whose password file is not there yet, may refuse us now and take us later.
    reconnectOnConnackError: true,
    manualConnect: true,
  });
  let takenMessages = 0;
  let takenBytes = 0;
  let paused = false;
  let subscribed = false;
  /** What is held back until there is room. */
  let held: Duplex | undefined;
  const acks = new Map<Duplex, number[]>();
  /** How to give up each message that the broker has not acknowledged yet. */
  const publishing = new Set<(error: Error) => void>();

  const isFull = () => takenMessages >= TAKEN_MESSAGES_MAX || takenBytes >= TAKEN_BYTES_MAX;
  const goOn = () => {
    if (isFull() && !paused) return;
    held?.resume();
    held = undefined;
  };

  function sendAcks(): void {
    for (const [stream, ids] of acks) {
      if (stream !== inside.stream || stream.destroyed || !client.connected) continue;
      const bytes = Buffer.allocUnsafe(ids.length * 4);
      ids.forEach((id, i) => {
        // PUBACK: type 4, remaining length 2, the packet's identifier (MQTT 5.0, 3.4)
        bytes.writeUInt16BE(0x4002, i * 4);
        bytes.writeUInt16BE(id, i * 4 + 2);
      });
      stream.write(bytes);
    }
    acks.clear();
  }

  function acknowledge(stream: Duplex, messageId: number): void {
    if (acks.size === 0) deferAcks(sendAcks);
    const ids = acks.get(stream);
    if (ids === undefined) acks.set(stream, [messageId]);
    else ids.push(messageId);
  }

  function take(stream: Duplex, { topic, payload, retain, messageId }: Published): void {
    // Passed over, not held: behind it come the PUBACKs of our own last messages. The broker sends it again.
    if (paused) return;
    // Until the commit only these few stay in memory of the message itself.
    const bytes = payload.length;
    takenMessages++;
    takenBytes += bytes;
    const settled = () => {
      takenMessages--;
      takenBytes -= bytes;
      if (held !== undefined) goOn();
    };
    options.take({ topic, payload, retain }).then(
      () => {
        if (messageId !== undefined) acknowledge(stream, messageId);
        settled();
      },
      (err: unknown) => {
        log.warn({ err, topic }, 'a message was not settled and stays with the broker');
        settled();
      },
    );
  }

  // Should a message come by MQTT.js all the same, it is not acknowledged: nobody has stored it.
  client.handleMessage = (_packet, done) => done(new Error('a message that nobody took'));
  const inside = client as unknown as Inside;
  const build = inside.streamBuilder;
  inside.streamBuilder = (of) => {
    const stream = build(of);
    stream.pipe = <Parser extends NodeJS.WritableStream>(parser: Parser): Parser => {
      const read = publishReader({
        onPublish: (message) => take(stream, message),
        onRest: (bytes) => void parser.write(bytes),
      });
      stream.on('data', (chunk: Buffer) => {
        read(chunk);
        if (paused || !isFull()) return;
        stream.pause();
        held = stream;
      });
      return parser;
    };
    return stream;
  };

  client.on('connect', (connack) => {
    log.info({ sessionPresent: connack.sessionPresent }, 'connected to the broker');
    if (connack.sessionPresent && subscribed) return;
    const telemetry = filterOf('telemetry');
    const shared = options.shareGroup === undefined ? telemetry : `$share/${options.shareGroup}/${telemetry}`;
    // Dealt telemetry that came undealt as well, from a session of before, would be work done twice.
    if (connack.sessionPresent && shared !== telemetry) client.unsubscribe(telemetry);
    // Retain handling 1: what the broker keeps is sent for a new subscription only. It may not be given for shared ones.
    // Not "retain as published": a status is published retained, and only what the broker kept may come as such.
    const filters = {
      [shared]: { qos: 1 as const },
      [filterOf('status')]: { qos: 1 as const, rh: 1 },
      [filterOf('session')]: { qos: 1 as const },
      [filterOf('command/ack')]: { qos: 1 as const },
    };
    client.subscribe(filters, (error, granted) => {
      const refused = granted?.filter(({ qos }) => Number(qos) >= 128).map(({ topic }) => topic) ?? [];
      if (error || refused.length > 0) {
        log.warn({ err: error, refused }, 'the broker refuses a subscription; look at its access list');
      } else subscribed = true;
    });
  });
  client.on('close', () => {
    // Whatever is still held came by a connection that is gone: the broker sends it again.
    held = undefined;
    acks.clear();
  });
  client.on('error', (error) => log.warn({ err: error }, 'the broker cannot be reached'));
  client.connect();

  return {
    publish: (topic, payload, { qos, retain = false }) => {
      if (!client.connected) return Promise.reject(new Error('no connection to the broker'));
      return new Promise((resolve, reject) => {
        publishing.add(reject);
        client.publish(topic, payload, { qos, retain }, (error) => {
          publishing.delete(reject);
          if (error) reject(error);
          else resolve();
        });
      });
    },
    connected: () => client.connected,
    pause() {
      paused = true;
      goOn();
    },
    async close() {
      await new Promise<void>((resolve) => setImmediate(resolve));
      sendAcks();
      // MQTT.js would wait for the PUBACKs of what we published for ever; a broker that is gone never sends them.
      for (let waitedMs = 0; waitedMs < CLOSE_WAIT_MS; waitedMs += CLOSE_LOOK_MS) {
        if (publishing.size === 0 || !client.connected) break;
        await new Promise((resolve) => setTimeout(resolve, CLOSE_LOOK_MS));
      }
      for (const giveUp of publishing) giveUp(new Error('the connection to the broker was closed'));
      await client.endAsync(publishing.size > 0 || !client.connected);
    },
  };
}

/** In [0, 1), the same for the same client id: replicas come back one after the other. */
function jitterOf(clientId: string): number {
  let sum = 0;
  for (let i = 0; i < clientId.length; i++) sum = (sum * 31 + clientId.charCodeAt(i)) % 997;
  return sum / 997;
}
