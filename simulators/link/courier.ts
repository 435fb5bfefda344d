/**
 * Store-and-forward of one truck: a sample is kept until the office's receipt covers it, sent when there is a link, and
 * sent again when its receipt does not come. Live samples go out singly and first, so that the office sees the present
 * at once; a backlog follows in batches, oldest first.
 *
 * No I/O and no time of its own: it is told what happens and answers with messages to publish.
 */
import type { Receipt } from '@digitruck/contract/telemetry';
import type { Rng } from '../../src/kernel/rng.ts';
import type { Figures } from '../fleet/figures.ts';
import type { KeptSample } from './kept.ts';

export type CourierOptions = {
  readonly figures: Figures;
  readonly random: Rng;
  /** Samples in one message, at most 500; 1 sends each singly. */
  readonly batchSamplesMax: number;
  /** First wait for a receipt, doubled with each that was in vain and spread by jitter. */
  readonly resendAfterMs: number;
  /** Publishes a message; `done` is called once, when its PUBACK came or never will. */
  publish(payload: string, done: (pubacked: boolean) => void): void;
  onPubacked(samples: readonly KeptSample[]): void;
  onReceipted(samples: readonly KeptSample[]): void;
  /** Faults on purpose: further copies of the message about to go, and whether a live sample is overtaken. */
  extraCopies(): number;
  heldBack(): boolean;
};

/** A message on its way or waiting for its receipt. */
type Parcel = { samples: KeptSample[]; resendAtMs: number };

/** Bytes of one message: well below the contract's 256 KiB. */
const PAYLOAD_MAX_BYTES = 240 * 1024;
/** Live samples that wait together become a backlog. */
const LIVE_MAX = 4;
const INFLIGHT_MAX = 20;
const INFLIGHT_BACKLOG_MAX = 4;
const RESEND_MAX_MS = 10 * 60_000;
const HELD_UNTIL_OVERTAKEN = 3;
const OVERDUE_EVERY_MS = 250;

export class Courier {
  readonly #options: CourierOptions;
  /** Everything without a receipt, by boot and number. */
  readonly #kept = new Map<string, Map<number, KeptSample>>();
  #live: KeptSample[] = [];
  #held: { sample: KeptSample; overtakenBy: number }[] = [];
  /** Made out of reach while the past is caught up with: today's link must not carry them before their time. */
  #stranded: KeptSample[] = [];
  #backlog: KeptSample[] = [];
  #backlogFrom = 0;
  #awaiting: Parcel[] = [];
  readonly #inflight = new Set<Parcel>();
  #up = false;
  #size = 0;
  #nowMs = 0;
  #overdueCheckedMs = Number.NEGATIVE_INFINITY;

  constructor(options: CourierOptions) {
    this.#options = options;
  }

  /** Samples without a receipt. */
  get waiting(): number {
    return this.#size;
  }
  /** Samples without a PUBACK yet: still to send, in flight, or out of reach. */
  get unsent(): number {
    return this.sendable + this.#stranded.length;
  }
  /** Those of them that a link could carry now. */
  get sendable(): number {
    let flying = 0;
    for (const parcel of this.#inflight) flying += parcel.samples.length;
    return this.#live.length + this.#held.length + this.#backlog.length - this.#backlogFrom + flying;
  }
  get inflightMessages(): number {
    return this.#inflight.size;
  }

  /** A new sample; the caller has put it into the store. Out of reach, it waits for the next that is within. */
  offer(sample: KeptSample, withinReach = true): void {
    this.#keep(sample);
    if (!withinReach) {
      this.#stranded.push(sample);
      return;
    }
    this.#unstrand();
    if (!this.#up) this.#backlog.push(sample);
    else if (this.#options.heldBack()) {
      this.#held.push({ sample, overtakenBy: 0 });
      this.#options.figures.reordered++;
    } else this.#live.push(sample);
  }

  /** What an earlier run left in the store. */
  restore(sample: KeptSample): void {
    this.#keep(sample);
    this.#backlog.push(sample);
  }

  #keep(sample: KeptSample): void {
    let boot = this.#kept.get(sample.bootId);
    if (boot === undefined) {
      boot = new Map();
      this.#kept.set(sample.bootId, boot);
    }
    boot.set(sample.seq, sample);
    this.#size++;
  }

  linkUp(): void {
    this.#up = true;
  }

  /** The connection is gone: what was in flight may or may not have arrived, so it goes again. */
  linkDown(): void {
    this.#up = false;
    const again: KeptSample[] = [];
    for (const parcel of this.#inflight) again.push(...parcel.samples.filter((sample) => !sample.receipted));
    this.#inflight.clear();
    again.push(...this.#held.map((held) => held.sample), ...this.#live);
    this.#held = [];
    this.#live = [];
    this.#toBacklog(again);
  }

  #toBacklog(samples: KeptSample[]): void {
    if (samples.length === 0) return;
    const rest = this.#backlogFrom > 0 ? this.#backlog.slice(this.#backlogFrom) : this.#backlog;
    this.#backlogFrom = 0;
    this.#backlog = samples.concat(rest);
  }

  receipt(receipt: Receipt): void {
    const boot = this.#kept.get(receipt.bootId);
    if (boot === undefined) return;
    const gone: KeptSample[] = [];
    const take = (sample: KeptSample | undefined) => {
      if (sample === undefined) return;
      sample.receipted = true;
      boot.delete(sample.seq);
      gone.push(sample);
    };
    for (const [from, to] of receipt.stored) {
      // A receipt may cover millions from one boot's beginning on; only what is kept is looked at.
      if (to - from < boot.size) for (let seq = from; seq <= to; seq++) take(boot.get(seq));
      else for (const [seq, sample] of boot) if (seq >= from && seq <= to) take(sample);
    }
    if (boot.size === 0) this.#kept.delete(receipt.bootId);
    if (gone.length === 0) return;
    this.#size -= gone.length;
    this.#options.figures.receipted += gone.length;
    this.#options.onReceipted(gone);
  }

  /** The office wants everything kept since a time, now; says how many samples that are. */
  resendFrom(fromMs: number): number {
    const again: KeptSample[] = [];
    const others: Parcel[] = [];
    for (const parcel of this.#awaiting) {
      const [wanted, rest] = [[] as KeptSample[], [] as KeptSample[]];
      for (const sample of parcel.samples)
        if (!sample.receipted) (sample.sampledAtMs >= fromMs ? wanted : rest).push(sample);
      again.push(...wanted);
      if (rest.length > 0) others.push({ samples: rest, resendAtMs: parcel.resendAtMs });
    }
    this.#awaiting = others;
    this.#toBacklog(again);
    let waiting = again.length;
    for (let i = this.#backlogFrom + again.length; i < this.#backlog.length; i++)
      if ((this.#backlog[i]?.sampledAtMs ?? 0) >= fromMs) waiting++;
    return waiting;
  }

  /** Sends what can be sent; call it often. `nowMs` is monotonic. */
  pump(nowMs: number): void {
    this.#nowMs = nowMs;
    if (nowMs - this.#overdueCheckedMs >= OVERDUE_EVERY_MS) {
      this.#overdueCheckedMs = nowMs;
      this.#overdue();
    }
    if (!this.#up) return;
    if (this.#live.length > LIVE_MAX && this.#options.batchSamplesMax > 1) {
      // More than live: sent together, in order.
      this.#toBacklogEnd(this.#live);
      this.#live = [];
    }
    let sent = 0;
    while (this.#up && sent < this.#live.length && this.#inflight.size < INFLIGHT_MAX) {
      const sample = this.#live[sent++];
      if (sample === undefined) continue;
      this.#send([sample]);
      for (const held of this.#held) held.overtakenBy++;
    }
    if (sent > 0) this.#live.splice(0, sent);
    while (this.#up && (this.#held[0]?.overtakenBy ?? 0) >= HELD_UNTIL_OVERTAKEN) {
      const held = this.#held.shift();
      if (held !== undefined) this.#send([held.sample]);
    }
    const backlogMax = this.#options.batchSamplesMax === 1 ? INFLIGHT_MAX : INFLIGHT_BACKLOG_MAX;
    while (this.#up && this.#backlogFrom < this.#backlog.length && this.#inflight.size < backlogMax) {
      const batch = this.#nextBatch();
      if (batch.length > 0) this.#send(batch);
    }
    if (this.#backlogFrom > 0 && this.#backlogFrom === this.#backlog.length) {
      this.#backlog = [];
      this.#backlogFrom = 0;
    }
  }

  #unstrand(): void {
    if (this.#stranded.length === 0) return;
    this.#toBacklogEnd(this.#stranded);
    this.#stranded = [];
  }

  /** Nothing new will come: held samples go now. */
  release(): void {
    this.#unstrand();
    this.#live.push(...this.#held.map((held) => held.sample));
    this.#held = [];
  }

  #toBacklogEnd(samples: readonly KeptSample[]): void {
    for (const sample of samples) this.#backlog.push(sample);
  }

  #overdue(): void {
    const nowMs = this.#nowMs;
    const due: KeptSample[] = [];
    let settled = false;
    for (const parcel of this.#awaiting) {
      const open = parcel.samples.some((sample) => !sample.receipted);
      if (!open || parcel.resendAtMs <= nowMs) settled = true;
      if (open && parcel.resendAtMs <= nowMs)
        for (const sample of parcel.samples) {
          if (sample.receipted) continue;
          sample.waits++;
          due.push(sample);
        }
    }
    if (settled)
      this.#awaiting = this.#awaiting.filter(
        (parcel) => parcel.resendAtMs > nowMs && parcel.samples.some((sample) => !sample.receipted),
      );
    this.#toBacklogEnd(due);
  }

  #nextBatch(): KeptSample[] {
    const batch: KeptSample[] = [];
    let bytes = 16;
    while (this.#backlogFrom < this.#backlog.length && batch.length < this.#options.batchSamplesMax) {
      const sample = this.#backlog[this.#backlogFrom];
      if (sample === undefined || sample.receipted) {
        this.#backlogFrom++;
        continue;
      }
      bytes += sample.json.length + 1;
      if (bytes > PAYLOAD_MAX_BYTES && batch.length > 0) break;
      batch.push(sample);
      this.#backlogFrom++;
    }
    // A reordering link shuffles a backlog (Fisher and Yates).
    if (batch.length > 1 && this.#options.heldBack()) {
      for (let i = batch.length - 1; i > 0; i--) {
        const j = this.#options.random.int(i + 1);
        const [a, b] = [batch[i], batch[j]];
        if (a !== undefined && b !== undefined) [batch[i], batch[j]] = [b, a];
      }
    }
    return batch;
  }

  #send(samples: KeptSample[]): void {
    const { figures, publish, extraCopies } = this.#options;
    const payload =
      samples.length === 1
        ? (samples[0]?.json ?? '')
        : `{"samples":[${samples.map((sample) => sample.json).join(',')}]}`;
    let waits = 0;
    for (const sample of samples) {
      if (sample.attempts > 0) figures.resent++;
      sample.attempts++;
      waits = Math.max(waits, sample.waits);
    }
    // A lost connection is no wait in vain: with a link that flaps, ten of them would make the next wait the longest.
    const waitMs = Math.min(RESEND_MAX_MS, this.#options.resendAfterMs * 2 ** waits);
    const parcel: Parcel = { samples, resendAtMs: Number.POSITIVE_INFINITY };
    this.#inflight.add(parcel);
    figures.published += samples.length;
    figures.messages++;
    publish(payload, (pubacked) => {
      const mine = this.#inflight.delete(parcel);
      if (pubacked) this.#pubacked(samples);
      // After a linkDown the samples are in the backlog again already.
      if (!mine) return;
      // From the PUBACK on: an office that is slow to commit is not helped by more of the same.
      parcel.resendAtMs = this.#nowMs + waitMs * (1 + 0.5 * this.#options.random.next());
      this.#awaiting.push(parcel);
    });
    for (let copies = extraCopies(); copies > 0 && this.#up; copies--) {
      figures.duplicates += samples.length;
      figures.messages++;
      publish(payload, (pubacked) => pubacked && this.#pubacked(samples));
    }
  }

  #pubacked(samples: readonly KeptSample[]): void {
    const first = samples.filter((sample) => !sample.pubacked);
    if (first.length === 0) return;
    for (const sample of first) sample.pubacked = true;
    this.#options.figures.pubacked += first.length;
    this.#options.onPubacked(first);
  }
}
