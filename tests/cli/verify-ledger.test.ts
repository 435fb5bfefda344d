import type { Ledger, LedgerBoot } from '@digitruck/contract/ledger';
import { type SeqRange, SeqRanges } from '@digitruck/contract/seq-ranges';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkLedger, minus, parseMultirange } from '../../src/cli/verify/ledger.ts';

function setOf(...ranges: SeqRange[]): SeqRanges {
  const set = new SeqRanges();
  for (const [from, to] of ranges) set.add(from, to);
  return set;
}

function ledgerOf(boot: Partial<LedgerBoot>): Ledger {
  const one = { truckId: 'DT-01' as LedgerBoot['truckId'], bootId: 'b1', ...boot };
  const none = { pubacked: setOf(), receipted: setOf(), unfit: setOf() };
  return { boots: [{ ...none, ...one }], runs: 1, badLines: [] };
}

const inDatabase = (seqs: SeqRanges, rows = seqs.size) => [{ truckId: 'DT-01', bootId: 'b1', rows, seqs }];

describe('a ledger held against the database', () => {
  it('is content when all that was acknowledged is stored once', () => {
    const check = checkLedger(ledgerOf({ pubacked: setOf([0, 99]) }), inDatabase(setOf([0, 99])));
    expect(check).toMatchObject({ sent: 100, stored: 100, missing: 0, duplicate: 0 });
  });

  it('does not mind what is stored beyond: its PUBACK was lost on the way', () => {
    const check = checkLedger(ledgerOf({ pubacked: setOf([0, 9]) }), inDatabase(setOf([0, 12])));
    expect(check).toMatchObject({ sent: 10, stored: 10, missing: 0, duplicate: 0 });
  });

  it('names what is missing, and tells lost from still kept by the truck', () => {
    const ledger = ledgerOf({ pubacked: setOf([0, 9]), receipted: setOf([0, 4]) });
    const check = checkLedger(ledger, inDatabase(setOf([0, 3], [5, 7])));
    expect(check).toMatchObject({ sent: 10, stored: 7, missing: 3, missingWithReceipt: 1 });
    expect(check.storedWithoutReceipt).toBe(3);
    expect(check.missingRanges.map(({ range }) => range)).toEqual([
      [4, 4],
      [8, 9],
    ]);
  });

  it('counts a receipt without a PUBACK as sent: the office said that it is stored', () => {
    const check = checkLedger(ledgerOf({ receipted: setOf([5, 6]) }), inDatabase(setOf([5, 5])));
    expect(check).toMatchObject({ sent: 2, stored: 1, missing: 1, missingWithReceipt: 1 });
  });

  it('counts rows beyond the first of each number', () => {
    const check = checkLedger(ledgerOf({ pubacked: setOf([0, 9]) }), inDatabase(setOf([0, 9]), 12));
    expect(check).toMatchObject({ sent: 10, stored: 10, missing: 0, duplicate: 2 });
  });

  it('does not expect what was made wrong on purpose, and sees when it was stored', () => {
    const ledger = ledgerOf({ pubacked: setOf([0, 9]), unfit: setOf([3, 5]) });
    const check = checkLedger(ledger, inDatabase(setOf([0, 3], [6, 9])));
    expect(check).toMatchObject({ sent: 7, stored: 7, missing: 0, unfit: 3, unfitStored: 1 });
  });

  it('misses all of a boot that the database does not know', () => {
    const check = checkLedger(ledgerOf({ pubacked: setOf([0, 9]) }), []);
    expect(check).toMatchObject({ sent: 10, stored: 0, missing: 10, duplicate: 0 });
  });
});

describe('sets of ranges', () => {
  it('are subtracted as sets are', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const rest = minus(
          setOf(...a.map((n) => [n, n] as const)).toArray(),
          setOf(...b.map((n) => [n, n] as const)).toArray(),
        );
        const flat = rest.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        expect(flat).toEqual(a.filter((n) => !b.includes(n)).sort((x, y) => x - y));
      }),
    );
  });

  it('are read from PostgreSQL, whose upper bounds are not in', () => {
    expect(parseMultirange('{[0,61),[70,71)}').toArray()).toEqual([
      [0, 60],
      [70, 70],
    ]);
    expect(parseMultirange('{}').size).toBe(0);
  });
});
