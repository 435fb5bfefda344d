/**
 * Receipts: after a commit, tell each truck which sequence numbers it may forget. At most once a second a truck; one that can't be
 * sent is let go, for the truck sends again what has no receipt, and gets one then.
 */
import type { TruckId } from '@digitruck/contract/ids';
import { SeqRanges } from '@digitruck/contract/seq-ranges';
import { topicOf } from '@digitruck/contract/topics';
import type { Clock } from '../kernel/clock.ts';
import { toIso } from '../kernel/clock.ts';

export type Publish = (
  topic: string,
  payload: string,
  options: { qos: 0 | 1; retain?: boolean },
) => Promise<void>;

const SEND_EVERY_MS = 1000;
/** Ranges in one receipt: far below the payload's limit, and a shuffled backlog closes its ranges soon. */
const RANGES_MAX = 2000;
/** A broker that does not answer must not keep the service from stopping. */
const LAST_ONES_WITHIN_MS = 2000;

export type Receipts = {
  note(truckId: TruckId, bootId: string, seq: number): void;
  /** Sends what is due, if the broker takes it within two seconds. */
  stop(): Promise<void>;
};

export function receipts(publish: Publish, clock: Clock, onFault: (error: unknown) => void): Receipts {
  /** By truck and boot. */
  let waiting = new Map<TruckId, Map<string, SeqRanges>>();

  async function send(): Promise<void> {
    if (waiting.size === 0) return;
    const due = waiting;
    waiting = new Map();
    const at = toIso(clock.nowMs());
    const sent: Promise<void>[] = [];
    for (const [truckId, boots] of due) {
      for (const [bootId, seqs] of boots) {
        const stored = seqs.toArray();
        for (let from = 0; from < stored.length; from += RANGES_MAX) {
          const payload = JSON.stringify({ bootId, stored: stored.slice(from, from + RANGES_MAX), at });
          sent.push(publish(topicOf(truckId, 'receipt'), payload, { qos: 1, retain: false }));
        }
      }
    }
    const failed = (await Promise.allSettled(sent)).find((result) => result.status === 'rejected');
    if (failed !== undefined) onFault(failed.reason);
  }

  const timer = setInterval(() => void send(), SEND_EVERY_MS);
  return {
    note(truckId, bootId, seq) {
      let boots = waiting.get(truckId);
      if (boots === undefined) {
        boots = new Map();
        waiting.set(truckId, boots);
      }
      let seqs = boots.get(bootId);
      if (seqs === undefined) {
        seqs = new SeqRanges();
        boots.set(bootId, seqs);
      }
      seqs.add(seq);
    },
    async stop() {
      clearInterval(timer);
      let patience: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => {
        patience = setTimeout(resolve, LAST_ONES_WITHIN_MS);
      });
      await Promise.race([send(), enough]);
      clearTimeout(patience);
    },
  };
}
