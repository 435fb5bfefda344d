/**
 * Bytes of a telemetry message to samples, or the reason why not. Pure: no clock, no knowledge of trucks. What is written in the
 * common way is read by `scan.ts`; this file is for all the rest.
 *
 * One bad reading costs itself, one bad sample costs itself, never the message around it.
 */
import { isUtf8 } from 'node:buffer';
import type { QuarantineReason } from '@digitruck/contract/history';
import { BATCH_SAMPLES_MAX, BootId, PAYLOAD_MAX_BYTES, SampleHead, Seq } from '@digitruck/contract/telemetry';
import { READING_CHECKS, UNKNOWN_VALUES } from './reading-checks.ts';
import { scanTelemetry } from './scan.ts';

/**
 * A sample as the truck sent it; `values` in the order of READING_NAMES, NaN being unknown. A plain array: the memory of a typed
 * one of this size is managed outside of the heap, at several times the cost.
 */
export type RawSample = {
  readonly bootId: string;
  readonly seq: number;
  /** What the truck's clock said, ms since 1970. */
  readonly claimedMs: number;
  readonly values: readonly number[];
  /** Readings that were there and could not be used (out of range, no number). */
  readonly readingsDropped: number;
};

export type Refusal = {
  readonly reason: QuarantineReason;
  readonly detail: string;
  /** What was refused: the message as it came, or one sample of it. */
  readonly payload: Uint8Array;
  readonly payloadBytes: number;
  /** The sample that this was, where its boot and number can be read: once it is kept, the truck may forget it. */
  readonly key?: { readonly bootId: string; readonly seq: number };
};

export type Decoded = { readonly samples: readonly RawSample[]; readonly refusals: readonly Refusal[] };

/** Kept of a payload that is too large; any other is kept whole, for it may be replayed one day. */
export const KEPT_BYTES_MAX = 64 * 1024;
const DETAIL_LENGTH_MAX = 500;
const NOTHING_REFUSED: readonly Refusal[] = [];

export function refusal(reason: QuarantineReason, detail: string, payload: Uint8Array): Refusal {
  return {
    reason,
    detail: detail.slice(0, DETAIL_LENGTH_MAX),
    payload: payload.length > PAYLOAD_MAX_BYTES ? payload.slice(0, KEPT_BYTES_MAX) : payload,
    payloadBytes: payload.length,
  };
}

/** @param truckId the topic's truck: a body that names another one is refused */
export function decodeTelemetry(truckId: string, payload: Uint8Array): Decoded {
  const refuse = (reason: QuarantineReason, detail: string): Decoded => ({
    samples: [],
    refusals: [refusal(reason, detail, payload)],
  });
  if (payload.length === 0) return refuse('empty', 'the message has no bytes');
  if (payload.length > PAYLOAD_MAX_BYTES) {
    return refuse('too-large', `${payload.length} bytes; at most ${PAYLOAD_MAX_BYTES} are taken`);
  }
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const common = scanTelemetry(bytes);
  if (common !== undefined) return { samples: common, refusals: NOTHING_REFUSED };
  if (!isUtf8(bytes)) return refuse('not-json', 'the message is not UTF-8');
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return refuse('not-json', error instanceof Error ? error.message : 'it cannot be parsed');
  }
  if (!isObject(body)) return refuse('bad-shape', 'a sample is a JSON object');
  if (!('samples' in body)) {
    const sample = decodeSample(truckId, body);
    if (sample.ok) return { samples: [sample.sample], refusals: [] };
    return {
      samples: [],
      refusals: [{ ...refusal(sample.reason, sample.detail, payload), key: sample.key }],
    };
  }
  const { samples: list } = body;
  if (namesAnother(truckId, body)) return refuse('identity-mismatch', mismatch(truckId, body));
  if (!Array.isArray(list)) return refuse('bad-shape', '"samples" must be an array');
  if (list.length === 0) return refuse('bad-shape', '"samples" is empty');
  if (list.length > BATCH_SAMPLES_MAX) {
    return refuse('bad-shape', `${list.length} samples; a batch holds at most ${BATCH_SAMPLES_MAX}`);
  }
  const samples: RawSample[] = [];
  const refusals: Refusal[] = [];
  for (const [index, item] of list.entries()) {
    const sample: DecodedSample = isObject(item)
      ? decodeSample(truckId, item)
      : { ok: false, reason: 'bad-sample', detail: 'a sample is a JSON object' };
    if (sample.ok) samples.push(sample.sample);
    else {
      const detail = `samples[${index}]: ${sample.detail}`;
      refusals.push({ ...refusal(sample.reason, detail, textOf(item, payload)), key: sample.key });
    }
  }
  return { samples, refusals };
}

type DecodedSample =
  | { readonly ok: true; readonly sample: RawSample }
  | {
      readonly ok: false;
      readonly reason: 'identity-mismatch' | 'bad-sample';
      readonly detail: string;
      readonly key?: Refusal['key'];
    };

/** The sample, or what is wrong with it. */
function decodeSample(truckId: string, body: Record<string, unknown>): DecodedSample {
  if (namesAnother(truckId, body)) {
    return { ok: false, reason: 'identity-mismatch', detail: mismatch(truckId, body) };
  }
  const bad = (detail: string) => ({ ok: false, reason: 'bad-sample', detail, key: keyOf(body) }) as const;
  const head = headOf(body);
  if (typeof head === 'string') return bad(head);
  const { bootId, seq, claimedMs } = head;
  const values = UNKNOWN_VALUES.slice();
  let readingsDropped = 0;
  for (const [i, { name, min, max, isInteger }] of READING_CHECKS.entries()) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (typeof value === 'number' && value >= min && value <= max) {
      values[i] = isInteger ? Math.round(value) : value;
    } else readingsDropped++;
  }
  return { ok: true, sample: { bootId, seq, claimedMs, values, readingsDropped } };
}

type Head = { readonly bootId: string; readonly seq: number; readonly claimedMs: number };

/** The head by the schema, or what is wrong with it. */
function headOf(body: Record<string, unknown>): Head | string {
  const head = SampleHead.safeParse(body);
  if (!head.success) {
    return head.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  }
  const { bootId, seq, sampledAt } = head.data;
  if (!isStorable(bootId)) return 'bootId: has control characters or broken Unicode';
  const claimedMs = Date.parse(sampledAt);
  return Number.isNaN(claimedMs) ? `sampledAt: "${sampledAt}" is no time` : { bootId, seq, claimedMs };
}

function keyOf(body: Record<string, unknown>): Refusal['key'] {
  const bootId = BootId.safeParse(body.bootId);
  const seq = Seq.safeParse(body.seq);
  if (!bootId.success || !seq.success || !isStorable(bootId.data)) return undefined;
  return { bootId: bootId.data, seq: seq.data };
}

/** PostgreSQL has no NUL in texts, and a lone surrogate would merge two boots into one. */
export function isStorable(bootId: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are just what is looked for
  return !/[\u0000-\u001f\u007f]/.test(bootId) && bootId.isWellFormed();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function namesAnother(truckId: string, body: Record<string, unknown>): boolean {
  return 'truckId' in body && body.truckId !== truckId;
}

function mismatch(truckId: string, body: Record<string, unknown>): string {
  return `truckId: the topic says ${truckId}, the body ${String(body.truckId).slice(0, 80)}`;
}

/** A sample by itself; or the message around it, when it is nested too deep for JSON.stringify. */
function textOf(value: unknown, message: Uint8Array): Uint8Array {
  try {
    return Buffer.from(JSON.stringify(value));
  } catch {
    return message;
  }
}
