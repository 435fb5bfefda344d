/**
 * Holds the ledger of a simulated fleet against the samples in the database, a boot at a time, as sets of ranges: five
 * million samples are compared in seconds.
 *
 * What is stored is counted in `samples` itself, not read off what ingest noted of it: a proof must not rest on
 * the bookkeeping that it is to prove.
 */
import type { Ledger, LedgerBoot } from '@digitruck/contract/ledger';
import { type SeqRange, SeqRanges } from '@digitruck/contract/seq-ranges';

/** The samples of one boot as they stand in the database. */
export type StoredBoot = {
  readonly truckId: string;
  readonly bootId: string;
  /** Rows, whatever their numbers. */
  readonly rows: number;
  readonly seqs: SeqRanges;
};

export type MissingRange = { readonly truckId: string; readonly bootId: string; readonly range: SeqRange };

export type LedgerCheck = {
  /** Acknowledged by the broker or by a receipt, and fit to be stored. */
  readonly sent: number;
  readonly stored: number;
  readonly missing: number;
  /** Rows beyond the first of each number. */
  readonly duplicate: number;
  /** Of those missing: the office gave a receipt, so their truck has forgotten them. */
  readonly missingWithReceipt: number;
  /** Of those stored: their truck still waits for the receipt, and will send them again. */
  readonly storedWithoutReceipt: number;
  /** Made wrong on purpose, and how many of them were stored all the same. */
  readonly unfit: number;
  readonly unfitStored: number;
  readonly missingRanges: readonly MissingRange[];
};

/** Missing ranges that a check keeps to be shown. */
const MISSING_RANGES_MAX = 20;

export function checkLedger(ledger: Ledger, stored: readonly StoredBoot[]): LedgerCheck {
  const found = new Map(stored.map((boot) => [keyOf(boot), boot]));
  const missingRanges: MissingRange[] = [];
  const sum = { sent: 0, stored: 0, missing: 0, duplicate: 0, unfit: 0, unfitStored: 0 };
  let missingWithReceipt = 0;
  let storedWithoutReceipt = 0;
  for (const boot of ledger.boots) {
    const inDatabase = found.get(keyOf(boot));
    const seqs = inDatabase?.seqs.toArray() ?? [];
    const sent = minus(union(boot.pubacked, boot.receipted), boot.unfit.toArray());
    const missing = minus(sent, seqs);
    const here = minus(sent, missing);
    const receipted = boot.receipted.toArray();
    sum.sent += sizeOf(sent);
    sum.stored += sizeOf(here);
    sum.missing += sizeOf(missing);
    sum.duplicate += inDatabase === undefined ? 0 : inDatabase.rows - inDatabase.seqs.size;
    sum.unfit += boot.unfit.size;
    sum.unfitStored += boot.unfit.size - sizeOf(minus(boot.unfit.toArray(), seqs));
    missingWithReceipt += sizeOf(missing) - sizeOf(minus(missing, receipted));
    storedWithoutReceipt += sizeOf(minus(here, receipted));
    for (const range of missing) {
      if (missingRanges.length === MISSING_RANGES_MAX) break;
      missingRanges.push({ truckId: boot.truckId, bootId: boot.bootId, range });
    }
  }
  return { ...sum, missingWithReceipt, storedWithoutReceipt, missingRanges };
}

function keyOf(boot: Pick<LedgerBoot | StoredBoot, 'truckId' | 'bootId'>): string {
  return `${boot.truckId}/${boot.bootId}`;
}

function union(a: SeqRanges, b: SeqRanges): SeqRange[] {
  const both = new SeqRanges();
  for (const [from, to] of mergedInOrder(a.toArray(), b.toArray())) both.add(from, to);
  return both.toArray();
}

/** In order, so that each lands at the end of the set: adding is then O(1). */
function mergedInOrder(a: readonly SeqRange[], b: readonly SeqRange[]): SeqRange[] {
  return [...a, ...b].sort((left, right) => left[0] - right[0]);
}

/** What of `a` is not in `b`. Both in order and without overlaps, as `SeqRanges` gives them. */
export function minus(a: readonly SeqRange[], b: readonly SeqRange[]): SeqRange[] {
  const rest: SeqRange[] = [];
  let at = 0;
  for (const [from, to] of a) {
    let low = from;
    while ((b[at]?.[1] ?? Number.POSITIVE_INFINITY) < low) at++;
    for (let i = at; low <= to; i++) {
      const hole = b[i];
      if (hole === undefined || hole[0] > to) {
        rest.push([low, to]);
        break;
      }
      if (hole[0] > low) rest.push([low, hole[0] - 1]);
      low = hole[1] + 1;
    }
  }
  return rest;
}

function sizeOf(ranges: readonly SeqRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
}

/** PostgreSQL's text of an int8multirange, e.g. `{[0,61),[70,71)}`: lower bounds are in, upper bounds are not. */
export function parseMultirange(text: string): SeqRanges {
  const seqs = new SeqRanges();
  for (const [, from, end] of text.matchAll(/\[(\d+),(\d+)\)/g)) seqs.add(Number(from), Number(end) - 1);
  return seqs;
}
