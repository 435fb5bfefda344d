/**
 * The way of a message: decode, accept, batch, commit, acknowledge. `take` resolves when the message is settled for good:
 * its samples committed, or kept in quarantine with the reason. Only then may the broker acknowledge it.
 */
import { CommandAck } from '@digitruck/contract/commands';
import type { TruckId } from '@digitruck/contract/ids';
import { READING_NAMES } from '@digitruck/contract/readings';
import { Status } from '@digitruck/contract/telemetry';
import { parseTopic } from '@digitruck/contract/topics';
import type { Clock } from '../kernel/clock.ts';
import type { HeldMessage, NewQuarantine } from '../store/samples/quarantine.ts';
import type { SampleRow, WriteBatch, WriteResult } from '../store/samples/samples.ts';
import { accept, type KnownPlace } from './accept.ts';
import { type BatcherLimits, batcher, DEFAULT_LIMITS, type PendingMessage, type SampleKey } from './batch.ts';
import { decodeTelemetry, isStorable, type RawSample, refusal } from './decode.ts';
import type { Holding } from './holding.ts';
import type { KnownTrucks } from './known-trucks.ts';
import type { PresenceKeeper } from './presence-keeper.ts';
import { type Publish, receipts } from './receipts.ts';
import { type OnSession, sessionTaker } from './sessions.ts';

export type Message = {
  readonly topic: string;
  readonly payload: Uint8Array;
  /** A message the broker kept and sends to whoever subscribes: it says nothing about now. */
  readonly retain: boolean;
};

export type PipelineOptions = {
  readonly clock: Clock;
  readonly log: Log;
  readonly trucks: KnownTrucks;
  readonly presence: PresenceKeeper;
  readonly publish: Publish;
  readonly write: (batch: WriteBatch) => Promise<WriteResult>;
  /** The last good place of each truck, as far as known; kept up to date by the pipeline. */
  readonly places: Map<string, KnownPlace>;
  readonly held: Holding;
  /** A message was held, and by the time that was committed its truck might send. */
  readonly onHeldTooLong: (truckId: TruckId) => void;
  readonly retentionMs: number;
  readonly onCommandAck: (truckId: TruckId, ack: CommandAck) => Promise<void>;
  readonly onSession: OnSession;
  readonly limits?: BatcherLimits;
};
export type Log = {
  warn(detail: object, message: string): void;
  error(detail: object, message: string): void;
};

export type IngestStats = {
  readonly messages: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly quarantined: Readonly<Record<string, number>>;
  readonly readingsDropped: number;
  readonly late: number;
  readonly badClock: number;
  readonly waitingMessages: number;
  readonly waitingBytes: number;
  /** Whether the last write to the database went through. */
  readonly databaseUp: boolean;
  readonly lastStoredMs: number | undefined;
  readonly commitMs: readonly number[];
  /** Samples stored in each of the last 60 seconds, about. */
  readonly samplesPerS: number;
};

export type Pipeline = {
  take(message: Message): Promise<void>;
  /** A message out of quarantine once more, as it was received then. */
  replay(held: HeldMessage): Promise<'settled' | 'unknown-truck'>;
  stats(): IngestStats;
  stop(): Promise<void>;
};

const ROW_BYTES = 420;
const SETTLED = Promise.resolve();
const NONE: readonly SampleKey[] = [];
const COMMIT_TIMES_KEPT = 1000;
const RATE_WINDOW_S = 60;

export function startPipeline(options: PipelineOptions): Pipeline {
  const { clock, log, trucks, presence, places } = options;
  const counts = {
    messages: 0,
    stored: 0,
    duplicates: 0,
    conflicts: 0,
    readingsDropped: 0,
    late: 0,
    badClock: 0,
  };
  const quarantined: Record<string, number> = {};
  const commitMs: number[] = [];
  const rate = new Map<number, number>();
  let databaseUp = true;
  let lastStoredMs: number | undefined;

  const toTell = receipts(options.publish, clock, (error) =>
    log.warn({ err: error }, 'some receipts could not be sent; the trucks will send again'),
  );
  const takeSession = sessionTaker({
    onSession: options.onSession,
    publish: options.publish,
    keep: (truckId, topic, receivedMs, refused) =>
      settle([], [quarantine(topic, truckId, receivedMs, refused)]),
    onFault: (err) => log.warn({ err }, 'a receipt of a report could not be sent; its hub will send again'),
  });
  const batches = batcher({
    write: options.write,
    limits: options.limits ?? DEFAULT_LIMITS,
    monotonicMs: () => clock.monotonicMs(),
    onWritten(entries, result, ms) {
      databaseUp = true;
      counts.stored += result.stored;
      counts.duplicates += result.duplicates;
      counts.conflicts += result.conflicts;
      if (commitMs.push(ms) > COMMIT_TIMES_KEPT) commitMs.shift();
      if (result.stored > 0) {
        lastStoredMs = clock.nowMs();
        const second = Math.floor(clock.monotonicMs() / 1000);
        rate.set(second, (rate.get(second) ?? 0) + result.stored);
        for (const old of rate.keys()) if (old < second - RATE_WINDOW_S) rate.delete(old);
      }
      for (const { rows, settled } of entries) {
        for (const { truckId, bootId, seq } of rows) toTell.note(truckId, bootId, seq);
        for (const { truckId, bootId, seq } of settled) toTell.note(truckId, bootId, seq);
      }
    },
    onFault(error) {
      databaseUp = false;
      log.error({ err: error }, 'a batch could not be written; it is kept and tried again');
    },
  });

  function quarantine(
    topic: string,
    truckId: string | null,
    receivedMs: number,
    from: ReturnType<typeof refusal>,
  ): NewQuarantine {
    quarantined[from.reason] = (quarantined[from.reason] ?? 0) + 1;
    return { ...from, topic: topic.slice(0, 1000), truckId, receivedMs };
  }

  function settle(
    rows: readonly SampleRow[],
    refusals: readonly NewQuarantine[],
    settled: readonly SampleKey[] = NONE,
    pending?: PendingMessage,
  ): Promise<void> {
    if (rows.length === 0 && refusals.length === 0 && pending === undefined) return SETTLED;
    let bytes = rows.length * ROW_BYTES + 200;
    for (const item of refusals) bytes += item.payload.length + 400;
    return batches.take({ rows, refusals, settled, bytes, pending });
  }

  function take(message: Message): Promise<void> {
    try {
      return route(message);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  // From here to the batch a message has one promise: an async function at each step would make five of them.
  function route(message: Message): Promise<void> {
    counts.messages++;
    const receivedMs = clock.nowMs();
    const parsed = parseTopic(message.topic);
    if (parsed === undefined) {
      const item = refusal('bad-topic', 'the topic is none of the contract', message.payload);
      return settle([], [quarantine(message.topic, null, receivedMs, item)]);
    }
    const { truckId, channel } = parsed;
    const truck = trucks.get(truckId);
    if (truck === undefined || truck.retired) return hold(truckId, truck !== undefined, message, receivedMs);
    if (channel === 'telemetry') return takeTelemetry(truckId, message, receivedMs, !message.retain);
    if (channel === 'status') return takeStatus(truckId, message, receivedMs);
    if (channel === 'command/ack') return takeAck(truckId, message, receivedMs);
    if (channel === 'session') return takeSession(truckId, message.topic, message.payload, receivedMs);
    const item = refusal('bad-topic', `nothing is taken on ${channel}`, message.payload);
    return settle([], [quarantine(message.topic, truckId, receivedMs, item)]);
  }

  /** An unknown truck is never created: its messages are held, a limited number, until somebody adds it. */
  async function hold(
    truckId: TruckId,
    isRetired: boolean,
    message: Message,
    receivedMs: number,
  ): Promise<void> {
    const item = isRetired
      ? refusal('retired-truck', `${truckId} is retired; held in case it is brought back`, message.payload)
      : refusal('unknown-truck', `nobody has registered ${truckId}; held until it is added`, message.payload);
    const refused = quarantine(message.topic, truckId, receivedMs, item);
    const admitted = options.held.admit(truckId, message.payload.length);
    if (admitted === 'stranger') return;
    const isHeld = admitted === 'held';
    const pending = isRetired ? undefined : { truckId, seenMs: receivedMs, held: isHeld };
    await settle([], isHeld ? [refused] : [], NONE, pending);
    if (trucks.get(truckId)?.retired === false) options.onHeldTooLong(truckId);
  }

  function takeTelemetry(
    truckId: TruckId,
    message: Message,
    receivedMs: number,
    live: boolean,
  ): Promise<void> {
    const decoded = decodeTelemetry(truckId, message.payload);
    const refusals: NewQuarantine[] = [];
    const settled: SampleKey[] = [];
    for (const item of decoded.refusals) {
      refusals.push(quarantine(message.topic, truckId, receivedMs, item));
      if (item.key !== undefined) settled.push({ truckId, ...item.key });
    }
    const rows: SampleRow[] = [];
    let newest: SampleRow | undefined;
    for (const sample of decoded.samples) {
      const row = toRow(truckId, message.topic, sample, receivedMs, refusals);
      if (row === undefined) {
        settled.push({ truckId, bootId: sample.bootId, seq: sample.seq });
        continue;
      }
      rows.push(row);
      if (!row.late && (newest === undefined || row.sampledMs >= newest.sampledMs)) newest = row;
    }
    if (live && newest !== undefined) {
      presence.note(truckId, { kind: 'sample', bootId: newest.bootId, sampledMs: newest.sampledMs });
    }
    return settle(rows, refusals, settled);
  }

  function toRow(
    truckId: TruckId,
    topic: string,
    sample: RawSample,
    receivedMs: number,
    refusals: NewQuarantine[],
  ): SampleRow | undefined {
    const lastPlace = places.get(truckId);
    const verdict = accept(sample, { receivedMs, retentionMs: options.retentionMs, lastPlace });
    if (verdict.kind === 'refuse') {
      const { bootId, seq, claimedMs } = sample;
      const text = JSON.stringify({
        bootId,
        seq,
        sampledAt: new Date(claimedMs).toISOString(),
        ...readingsOf(sample),
      });
      refusals.push(
        quarantine(topic, truckId, receivedMs, refusal(verdict.reason, verdict.detail, Buffer.from(text))),
      );
      return undefined;
    }
    counts.readingsDropped += sample.readingsDropped;
    if (verdict.late) counts.late++;
    if (verdict.clock === 'bad') counts.badClock++;
    if (verdict.lastPlace !== undefined && verdict.lastPlace !== lastPlace) {
      places.set(truckId, verdict.lastPlace);
    }
    return {
      truckId,
      topic,
      bootId: sample.bootId,
      seq: sample.seq,
      claimedMs: sample.claimedMs,
      sampledMs: verdict.sampledMs,
      receivedMs,
      clock: verdict.clock,
      place: verdict.place,
      late: verdict.late,
      readingsDropped: sample.readingsDropped,
      values: sample.values,
    };
  }

  function takeStatus(truckId: TruckId, message: Message, receivedMs: number): Promise<void> {
    // A retained status is taken back with an empty message.
    if (message.payload.length === 0) return SETTLED;
    const parsed = parseWith(Status, message.payload);
    if (!parsed.ok) {
      const item = refusal('bad-shape', parsed.detail, message.payload);
      return settle([], [quarantine(message.topic, truckId, receivedMs, item)]);
    }
    const { state, bootId, at } = parsed.value;
    if (!isStorable(bootId)) {
      const item = refusal('bad-shape', 'bootId: has control characters or broken Unicode', message.payload);
      return settle([], [quarantine(message.topic, truckId, receivedMs, item)]);
    }
    presence.note(truckId, { kind: 'status', state, bootId, atMs: Date.parse(at), live: !message.retain });
    return SETTLED;
  }

  function takeAck(truckId: TruckId, message: Message, receivedMs: number): Promise<void> {
    const parsed = parseWith(CommandAck, message.payload);
    if (parsed.ok) return options.onCommandAck(truckId, parsed.value);
    const item = refusal('bad-shape', parsed.detail, message.payload);
    return settle([], [quarantine(message.topic, truckId, receivedMs, item)]);
  }

  return {
    take,

    async replay(held) {
      const parsed = parseTopic(held.topic);
      const truck = parsed && trucks.get(parsed.truckId);
      if (parsed === undefined || truck === undefined || truck.retired) return 'unknown-truck';
      // A held status is about then, and a truck that waits is heard of again soon enough.
      if (parsed.channel === 'telemetry') {
        await takeTelemetry(
          parsed.truckId,
          { topic: held.topic, payload: held.payload, retain: false },
          held.receivedMs,
          false,
        );
      }
      if (parsed.channel === 'session')
        await takeSession(parsed.truckId, held.topic, held.payload, held.receivedMs);
      return 'settled';
    },

    stats() {
      const waiting = batches.waiting();
      const second = Math.floor(clock.monotonicMs() / 1000);
      let inWindow = 0;
      for (const [at, stored] of rate) if (at >= second - RATE_WINDOW_S && at < second) inWindow += stored;
      return {
        ...counts,
        quarantined: { ...quarantined },
        waitingMessages: waiting.messages,
        waitingBytes: waiting.bytes,
        databaseUp,
        lastStoredMs,
        commitMs: [...commitMs],
        samplesPerS: inWindow / RATE_WINDOW_S,
      };
    },

    async stop() {
      await batches.stop();
      await toTell.stop();
    },
  };
}

function readingsOf(sample: RawSample): Record<string, number> {
  return Object.fromEntries(
    READING_NAMES.flatMap((name, i) => {
      const value = sample.values[i] ?? Number.NaN;
      return Number.isNaN(value) ? [] : [[name, value] as const];
    }),
  );
}

function parseWith<T>(
  schema: {
    safeParse(
      value: unknown,
    ):
      | { success: true; data: T }
      | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
  },
  payload: Uint8Array,
): { ok: true; value: T } | { ok: false; detail: string } {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : 'it cannot be parsed' };
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  };
}
