/** Plays messages in their own rhythm, or a faster one, through MQTT with QoS 1 and a bounded number in flight. */
import { setTimeout as wait } from 'node:timers/promises';
import { parseTopic } from '@digitruck/contract/topics';
import mqtt, { type MqttClient } from 'mqtt';
import { type Clock, fromIso, toIso } from '../../src/kernel/clock.ts';
import type { Login } from '../link/connection.ts';
import { payloadOf, type RecordingLine } from './line.ts';

export type Message = {
  readonly topic: string;
  readonly atMs: number;
  readonly retain: boolean;
  /** The payload for a moment of publishing: rebased messages carry other times then. */
  payload(publishedMs: number): Buffer | string;
};
export type PlayFigures = { sent: number; pubacked: number; failed: number };
export type PlayOptions = {
  readonly mqttUrl: string;
  readonly messages: AsyncIterable<Message> | Iterable<Message>;
  /** Times faster than recorded; Infinity: without waiting. */
  readonly speed: number;
  readonly clock: Clock;
  /** One connection for everything... */
  readonly login?: Login;
  /** ...or one for each truck with its own credentials. */
  readonly logins?: Readonly<Record<string, Login>>;
  readonly inflightMax?: number;
  readonly signal?: AbortSignal;
  onProgress?(figures: PlayFigures, atMs: number): void;
  onProblem?(problem: string): void;
};

function connect(options: PlayOptions, clientId: string, login: Login | undefined): MqttClient {
  const client = mqtt.connect(options.mqttUrl, { clientId, clean: true, reconnectPeriod: 1000, ...login });
  client.on('error', (error) =>
    options.onProblem?.(error.message || String((error as NodeJS.ErrnoException).code)),
  );
  return client;
}

/** Resolves once every PUBACK came, or soon after `signal`. */
export async function play(options: PlayOptions): Promise<PlayFigures> {
  const { clock, speed, logins } = options;
  const inflightMax = options.inflightMax ?? 200;
  const figures: PlayFigures = { sent: 0, pubacked: 0, failed: 0 };
  const clients = new Map<string, MqttClient>();
  let inflight = 0;
  const stopped = () => options.signal?.aborted === true;
  const name = `digitruck-replay-${clock.nowMs().toString(36)}`;

  function clientFor(topic: string): MqttClient {
    const truckId: string = parseTopic(topic)?.truckId ?? '';
    const login = logins?.[truckId];
    const key = login === undefined ? '' : truckId;
    let client = clients.get(key);
    if (client === undefined) {
      client = connect(options, key === '' ? name : truckId, login ?? options.login);
      clients.set(key, client);
    }
    return client;
  }

  let firstMs: number | undefined;
  const beganMs = clock.monotonicMs();
  for await (const message of options.messages) {
    firstMs ??= message.atMs;
    const dueMs = beganMs + (Number.isFinite(speed) ? (message.atMs - firstMs) / speed : 0);
    while (!stopped() && (clock.monotonicMs() < dueMs || inflight >= inflightMax)) {
      await wait(Math.min(100, Math.max(1, dueMs - clock.monotonicMs())));
      options.onProgress?.(figures, message.atMs);
    }
    if (stopped()) break;
    inflight++;
    figures.sent++;
    clientFor(message.topic).publish(
      message.topic,
      message.payload(clock.nowMs()),
      { qos: 1, retain: message.retain },
      (error) => {
        inflight--;
        if (error == null) figures.pubacked++;
        else figures.failed++;
      },
    );
    options.onProgress?.(figures, message.atMs);
  }
  const stoppedMs = clock.monotonicMs();
  while (inflight > 0 && !(stopped() && clock.monotonicMs() - stoppedMs > 5000)) await wait(20);
  await Promise.all([...clients.values()].map((client) => client.endAsync(stopped()).catch(() => {})));
  return figures;
}

/** A recorded line as a message. Rebased, its times move to when it is published and its boots get new names. */
export function messageOf(line: RecordingLine, rebase: { readonly bootPrefix: string } | undefined): Message {
  const atMs = fromIso(line.at);
  const channel = parseTopic(line.topic)?.channel;
  const timed = channel === 'telemetry' || channel === 'status';
  return {
    topic: line.topic,
    atMs,
    retain: line.retained === true || channel === 'status',
    payload(publishedMs) {
      if (rebase === undefined || !timed || line.encoding === 'base64') return payloadOf(line);
      return JSON.stringify(rebased(line.payload, publishedMs - atMs, rebase.bootPrefix));
    },
  };
}

/** The same message at another time: `sampledAt` and `at` shifted, `bootId` renamed, batches through. */
function rebased(value: unknown, shiftMs: number, bootPrefix: string): unknown {
  if (Array.isArray(value)) return value.map((item) => rebased(item, shiftMs, bootPrefix));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if ((key === 'sampledAt' || key === 'at') && typeof item === 'string') {
        const ms = fromIso(item);
        return [key, Number.isNaN(ms) ? item : toIso(ms + shiftMs)];
      }
      if (key === 'bootId' && typeof item === 'string') return [key, `${bootPrefix}${item}`.slice(0, 36)];
      return [key, key === 'samples' ? rebased(item, shiftMs, bootPrefix) : item];
    }),
  );
}
