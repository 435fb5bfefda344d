/**
 * The ledger of a simulated fleet: what the broker acknowledged, what the office gave a receipt for. `verify` holds it
 * against the database.
 *
 * NDJSON, written append-only, a line an event; numbers of one boot are inclusive ranges, so five million samples stay
 * a few megabytes. Lines of one boot may repeat or overlap: they are sets. A line cut short by a kill is skipped.
 *
 *   {"t":"run","at":"2026-11-23T07:00:00.000Z","seed":"1","trucks":1000}
 *   {"t":"puback","truckId":"DT-01","bootId":"s1x-0","seqs":[[0,41],[43,60]]}
 *   {"t":"receipt","truckId":"DT-01","bootId":"s1x-0","seqs":[[0,60]]}
 *   {"t":"unfit","truckId":"DT-01","bootId":"s1x-0","seqs":[[7,7]],"why":"clock"}
 *
 * `puback` means sent: the sample has to be stored exactly once. `unfit` are samples made wrong on purpose (a clock
 * years ahead), which the office must keep in quarantine instead; they have PUBACKs as well.
 */
import { z } from 'zod';
import { TruckId } from './ids.ts';
import { SeqRanges } from './seq-ranges.ts';
import { BootId, Instant, Seq } from './telemetry.ts';

const Seqs = z.array(z.tuple([Seq, Seq])).min(1);

export const LedgerLine = z.discriminatedUnion('t', [
  z.object({ t: z.literal('run'), at: Instant, seed: z.string(), trucks: z.int().min(0) }),
  z.object({ t: z.literal('puback'), truckId: TruckId, bootId: BootId, seqs: Seqs }),
  z.object({ t: z.literal('receipt'), truckId: TruckId, bootId: BootId, seqs: Seqs }),
  z.object({ t: z.literal('unfit'), truckId: TruckId, bootId: BootId, seqs: Seqs, why: z.string() }),
]);
export type LedgerLine = z.infer<typeof LedgerLine>;

/** What is known of one boot of one truck. */
export type LedgerBoot = {
  readonly truckId: TruckId;
  readonly bootId: string;
  /** Acknowledged by the broker: these count as sent. */
  readonly pubacked: SeqRanges;
  readonly receipted: SeqRanges;
  /** Of those sent, what belongs in quarantine. */
  readonly unfit: SeqRanges;
};

export type Ledger = {
  readonly boots: readonly LedgerBoot[];
  readonly runs: number;
  /** Lines that could not be read, with their numbers from 1: at most the last one of each run, after a kill. */
  readonly badLines: readonly number[];
};

/** Reads one line; undefined when it is not a ledger line (cut short, or another file). */
export function parseLedgerLine(line: string): LedgerLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const parsed = LedgerLine.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Adds up the lines of a ledger, in whatever order; empty lines do not count. */
export async function readLedger(lines: AsyncIterable<string> | Iterable<string>): Promise<Ledger> {
  const boots = new Map<string, LedgerBoot>();
  const badLines: number[] = [];
  let runs = 0;
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    const line = parseLedgerLine(text);
    if (line === undefined) {
      badLines.push(number);
      continue;
    }
    if (line.t === 'run') {
      runs++;
      continue;
    }
    const key = `${line.truckId}/${line.bootId}`;
    let boot = boots.get(key);
    if (boot === undefined) {
      boot = {
        truckId: line.truckId,
        bootId: line.bootId,
        pubacked: new SeqRanges(),
        receipted: new SeqRanges(),
        unfit: new SeqRanges(),
      };
      boots.set(key, boot);
    }
    const ranges = line.t === 'puback' ? boot.pubacked : line.t === 'receipt' ? boot.receipted : boot.unfit;
    for (const [from, to] of line.seqs) ranges.add(from, to);
  }
  return { boots: [...boots.values()], runs, badLines };
}
