import { parseLedgerLine, readLedger } from '@digitruck/contract/ledger';
import { expect, test } from 'vitest';

const LINES = [
  '{"t":"run","at":"2026-11-23T07:00:00.000Z","seed":"1","trucks":2}',
  '{"t":"puback","truckId":"DT-01","bootId":"a-0","seqs":[[0,4],[6,9]]}',
  '{"t":"receipt","truckId":"DT-01","bootId":"a-0","seqs":[[0,4]]}',
  '{"t":"puback","truckId":"DT-01","bootId":"a-0","seqs":[[4,5]]}',
  '{"t":"puback","truckId":"DT-02","bootId":"a-0","seqs":[[0,0]]}',
  '{"t":"unfit","truckId":"DT-02","bootId":"a-0","seqs":[[0,0]],"why":"clock"}',
  '{"t":"puback","truckId":"DT-02","boo',
  '',
  '{"t":"run","at":"2026-11-23T08:00:00.000Z","seed":"1","trucks":2}',
];

test('adds up the lines of every run, skipping one cut short', async () => {
  const ledger = await readLedger(LINES);
  expect(ledger.runs).toBe(2);
  expect(ledger.badLines).toEqual([7]);
  const [first, second] = ledger.boots;
  expect(first).toMatchObject({ truckId: 'DT-01', bootId: 'a-0' });
  expect(first?.pubacked.toArray()).toEqual([[0, 9]]);
  expect(first?.receipted.size).toBe(5);
  expect(second?.unfit.toArray()).toEqual([[0, 0]]);
});

test('a line of something else is none of its lines', () => {
  expect(parseLedgerLine('{"t":"puback","truckId":"DT 01","bootId":"a","seqs":[[0,0]]}')).toBeUndefined();
  expect(parseLedgerLine('{"topic":"x"}')).toBeUndefined();
  expect(parseLedgerLine('hello')).toBeUndefined();
});
