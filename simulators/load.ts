/**
 * A load generator: pre-made samples of many trucks over few connections, as fast as the broker takes them or at a given
 * rate, QoS 1 with a bounded number in flight. Used by `npm run bench -- ingest` in a process of its own (`cli/load.ts`).
 */
import { TruckId } from '@digitruck/contract/ids';
import { BATCH_SAMPLES_MAX } from '@digitruck/contract/telemetry';
import { topicOf } from '@digitruck/contract/topics';
import { assert } from '../src/kernel/assert.ts';
import { type Clock, toIso } from '../src/kernel/clock.ts';
import { ledgerWriter, NO_LEDGER } from './fleet/ledger-writer.ts';
import type { Login } from './link/connection.ts';
import {
  IDS,
  type Line,
  type LoadTruck,
  openLine,
  payloadWriter,
  premadeReadings,
  SAMPLE_MAX_BYTES,
} from './load-line.ts';
import { DISCONNECT_PACKET, incomingPackets, PUBLISH_HEAD_MAX_BYTES, writePublish } from './wire.ts';

export type LoadOptions = {
  readonly mqttUrl: string;
  readonly truckIds: readonly string[];
  /** One account that may publish for all trucks... */
  readonly login?: Login;
  /** ...or one for each truck, on a connection each. */
  readonly logins?: Readonly<Record<string, Login>>;
  /** Connections that share the trucks; default 2. */
  readonly connections?: number;
  /** Stops after so many messages, or so long, whichever comes first. */
  readonly messages?: number;
  readonly forMs?: number;
  /** Messages a second over all connections; default as fast as possible. */
  readonly ratePerS?: number;
  /** Messages without PUBACK on one connection; default 1000. */
  readonly window?: number;
  /** Default 1. */
  readonly samplesPerMessage?: number;
  readonly bootId: string;
  readonly ledgerFile?: string;
  /** How many messages may have been sent in all by now, for a load that follows whoever takes it; default no limit. */
  readonly allowed?: () => number;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  onProgress?(sent: number, pubacked: number): void;
};
export type LoadFigures = {
  /** Messages, and samples in them. */
  readonly sent: number;
  readonly pubacked: number;
  readonly samplesSent: number;
  readonly samplesPubacked: number;
  readonly seconds: number;
  readonly pubackedPerS: number;
  readonly samplesPerS: number;
  /** From writing a message to its PUBACK, ms. */
  readonly pubackMsP50: number;
  readonly pubackMsP99: number;
  readonly bytes: number;
  readonly cpuUserS: number;
  readonly cpuSystemS: number;
  readonly cpuUsPerMessage: number;
  readonly problem: string | null;
};

const CHUNK_BYTES = 256 * 1024;
/** Every so many messages one is timed. */
const TIMED_EVERY = 8;
const SILENCE_MAX_MS = 30_000;

function percentile(sorted: readonly number[], part: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 100) / 100;
}

/** Runs the load; a lost connection or a silent broker ends it with a `problem`. Rejects when it cannot connect at all. */
export async function generateLoad(options: LoadOptions): Promise<LoadFigures> {
  const { clock, bootId, logins } = options;
  const perMessage = options.samplesPerMessage ?? 1;
  const window = Math.min(options.window ?? 1000, IDS / 2);
  const messages = options.messages ?? Number.POSITIVE_INFINITY;
  assert(perMessage >= 1 && perMessage <= BATCH_SAMPLES_MAX, 'a message carries 1 to 500 samples');
  assert(options.truckIds.length > 0, 'a load needs a truck');
  const readings = premadeReadings(options.truckIds[0] ?? '');
  const trucks = options.truckIds.map(
    (truckId, i): LoadTruck => ({
      truckId,
      topic: Buffer.from(topicOf(TruckId.parse(truckId), 'telemetry')),
      readings: (i * 37) % readings.length,
      seq: 0,
    }),
  );
  const connections =
    logins === undefined ? Math.min(options.connections ?? 2, trucks.length) : trucks.length;
  const lines = await Promise.all(
    Array.from({ length: connections }, (_, i) => {
      const mine = trucks.filter((_truck, t) => t % connections === i);
      const own = mine[0]?.truckId ?? '';
      return logins === undefined
        ? openLine(options.mqttUrl, `digitruck-load-${bootId}-${i}`.slice(0, 60), mine, options.login)
        : openLine(options.mqttUrl, own, mine, logins[own]);
    }),
  );
  const ledger =
    options.ledgerFile === undefined
      ? NO_LEDGER
      : ledgerWriter(options.ledgerFile, { at: toIso(clock.nowMs()), seed: 'load', trucks: trucks.length });

  let [sent, pubacked, bytes] = [0, 0, 0];
  let problem: string | null = null;
  const timings: number[] = [];
  const cpu = process.cpuUsage();
  const beganMs = clock.monotonicMs();
  let lastPubackMs = beganMs;
  const payloadOf = payloadWriter(bootId, perMessage);
  const chunkBytes = CHUNK_BYTES + perMessage * SAMPLE_MAX_BYTES;

  /** Fills one chunk and writes it; true when the line could take more. */
  function fill(line: Line, allowed: number): boolean {
    const room = Math.min(window - line.inflight, allowed);
    if (line.blocked || room <= 0) return false;
    const out = line.spare.pop() ?? Buffer.allocUnsafeSlow(chunkBytes);
    const nowMs = clock.monotonicMs();
    const at = toIso(clock.nowMs());
    let [end, count] = [0, 0];
    while (count < room && end < CHUNK_BYTES - 2 * SAMPLE_MAX_BYTES) {
      const truck = line.trucks[line.nextTruck];
      if (truck === undefined) break;
      const id = line.nextId;
      line.nextId = id === IDS - 1 ? 1 : id + 1;
      if (line.truckOf[id] !== -1) continue;
      line.truckOf[id] = line.nextTruck;
      line.seqOf[id] = truck.seq;
      line.sentAtMs[id] = nowMs;
      line.nextTruck = line.nextTruck + 1 === line.trucks.length ? 0 : line.nextTruck + 1;
      const payload = payloadOf(truck, perMessage, at, readings);
      assert(
        payload.length + truck.topic.length + PUBLISH_HEAD_MAX_BYTES <= out.length - end,
        'a chunk has room for one more message',
      );
      end = writePublish(out, end, truck.topic, id, payload);
      count++;
    }
    line.inflight += count;
    sent += count;
    bytes += end;
    line.blocked = !line.socket.write(out.subarray(0, end), () => line.spare.push(out));
    return !line.blocked && line.inflight < window;
  }

  await new Promise<void>((resolve) => {
    let finished = false;
    const finish = (why: string | null) => {
      if (finished) return;
      finished = true;
      problem = why;
      clearInterval(timer);
      resolve();
    };
    const sending = () =>
      sent < messages &&
      options.signal?.aborted !== true &&
      (options.forMs === undefined || clock.monotonicMs() - beganMs < options.forMs);
    const allowedNow = () => {
      const byRate =
        options.ratePerS === undefined
          ? Number.POSITIVE_INFINITY
          : Math.floor(((clock.monotonicMs() - beganMs) / 1000) * options.ratePerS) - sent;
      return Math.min(byRate, messages - sent, (options.allowed?.() ?? Number.POSITIVE_INFINITY) - sent);
    };
    const pump = (line: Line, share = 1) => {
      // In turns, so that PUBACKs are read in between.
      if (!finished && sending()) fill(line, Math.ceil(allowedNow() / share));
    };
    /** At a given rate only the clock sends, for a write a message would cost more than all the rest. */
    const eager = options.ratePerS === undefined;
    for (const line of lines) {
      const { socket } = line;
      socket.on(
        'data',
        incomingPackets({
          onConnack() {},
          onPuback(id) {
            const truck = line.trucks[line.truckOf[id] ?? -1];
            if (truck === undefined) return;
            line.truckOf[id] = -1;
            line.inflight--;
            pubacked++;
            if (pubacked % TIMED_EVERY === 0) timings.push(clock.monotonicMs() - (line.sentAtMs[id] ?? 0));
            const seq = line.seqOf[id] ?? 0;
            if (ledger !== NO_LEDGER)
              for (let i = 0; i < perMessage; i++) ledger.note('puback', truck.truckId, bootId, seq + i);
          },
        }),
      );
      socket.on('data', () => {
        lastPubackMs = clock.monotonicMs();
        if (eager) pump(line);
        if (pubacked === sent && !sending()) finish(null);
      });
      socket.on('drain', () => {
        line.blocked = false;
        if (eager) pump(line);
      });
      socket.on('error', (error) => finish(error.message));
      socket.on('close', () => finish('the broker closed a connection'));
    }
    let beats = 0;
    const timer = setInterval(() => {
      for (const [i, line] of lines.entries()) pump(line, eager ? 1 : lines.length - i);
      if (++beats % 50 === 0) {
        ledger.flush();
        options.onProgress?.(sent, pubacked);
      }
      if (pubacked === sent && !sending()) finish(null);
      else if (sent > pubacked && clock.monotonicMs() - lastPubackMs > SILENCE_MAX_MS)
        finish(`no PUBACK for ${SILENCE_MAX_MS / 1000} s`);
    }, 4);
  });

  const seconds = (clock.monotonicMs() - beganMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  for (const { socket } of lines) socket.end(DISCONNECT_PACKET);
  ledger.close();
  timings.sort((a, b) => a - b);
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    sent,
    pubacked,
    samplesSent: sent * perMessage,
    samplesPubacked: pubacked * perMessage,
    seconds: round(seconds),
    pubackedPerS: Math.round(pubacked / seconds),
    samplesPerS: Math.round((pubacked * perMessage) / seconds),
    pubackMsP50: percentile(timings, 0.5),
    pubackMsP99: percentile(timings, 0.99),
    bytes,
    cpuUserS: round(user / 1e6),
    cpuSystemS: round(system / 1e6),
    cpuUsPerMessage: round((user + system) / Math.max(1, sent)),
    problem,
  };
}
