import { randomUUID } from 'node:crypto';
import type { TruckId } from '@digitruck/contract/ids';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RollupStore, rollupStore } from '../../src/store/history/rollups.ts';
import { type GapStore, gapStore, NEW_GAPS_MAX } from '../../src/store/samples/gaps.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { addTruck, storeBatch } from './raw-samples.ts';

const truckId = 'DT-01' as TruckId;
const worker = randomUUID();
let database: TestDatabase;
let rollups: RollupStore;
let gaps: GapStore;

beforeAll(async () => {
  database = await freshDatabase();
  rollups = rollupStore(database.db);
  gaps = gapStore(database.db);
  await addTruck(database.db, truckId);
});
beforeEach(() =>
  database.db.$client.query(
    'truncate samples, boots, rollup_dirty, rollup_waiting, rollup_claims, rollups, gaps, gap_checks',
  ),
);

/** Minute `seq` of 23 November from 07:00 on. */
const at = (seq: number) => new Date(Date.UTC(2026, 10, 23, 7, seq)).toISOString();

async function receive(seqs: readonly number[], bootId = 'b1', receivedAt?: string): Promise<void> {
  await storeBatch(
    database.db,
    seqs.map((seq) => ({ truckId, bootId, seq, at: at(seq) })),
    receivedAt,
  );
  while ((await rollups.claim(worker, 1000)).steps.length > 0) await rollups.restateClaimed(worker);
}

async function list(state: 'open' | 'closed' | 'any' = 'any') {
  const page = await gaps.list(truckId, { state, limit: 1000 });
  return (page?.items ?? [])
    .map((gap) => ({
      boot: gap.bootId,
      seqs: [gap.fromSeq, gap.toSeq],
      missing: gap.missing,
      after: gap.afterAt,
      before: gap.beforeAt,
      open: gap.closedAt === null,
    }))
    .sort((a, b) => a.boot.localeCompare(b.boot) || (a.seqs[0] ?? 0) - (b.seqs[0] ?? 0));
}

describe('a gap', () => {
  it('is noticed between stored samples, and none is behind the last', async () => {
    await receive([0, 1, 2, 6, 7, 9]);
    expect(await list()).toEqual([
      { boot: 'b1', seqs: [3, 5], missing: 3, after: at(2), before: at(6), open: true },
      { boot: 'b1', seqs: [8, 8], missing: 1, after: at(7), before: at(9), open: true },
    ]);
  });

  it('falls while it is filled, in its middle too, and closes when it is full', async () => {
    await receive([0, 10]);
    await receive([4, 5]);
    expect(await list()).toEqual([
      { boot: 'b1', seqs: [1, 9], missing: 7, after: at(0), before: at(10), open: true },
    ]);
    await receive([1, 2, 3, 6, 7]);
    expect(await list()).toMatchObject([{ seqs: [1, 9], missing: 2, open: true }]);
    await receive([9, 8]);
    expect(await list()).toMatchObject([{ seqs: [1, 9], missing: 0, open: false }]);
    expect(await list('open')).toEqual([]);
    expect(await list('closed')).toHaveLength(1);
  });

  it('at the head of a boot counts, but for the first boot ever heard of', async () => {
    await receive([100, 101], 'first', '2026-11-24T00:00:00Z');
    expect(await list()).toEqual([]);
    await receive([122, 123], 'second', '2026-11-24T01:00:00Z');
    expect(await list()).toEqual([
      { boot: 'second', seqs: [0, 121], missing: 122, after: at(101), before: at(122), open: true },
    ]);
  });

  it('is one with its neighbours where there are too many to tell apart', async () => {
    const odd = Array.from({ length: NEW_GAPS_MAX + 2 }, (_, i) => i * 2);
    await receive(odd);
    const last = odd.at(-1) ?? 0;
    expect(await list()).toEqual([
      {
        boot: 'b1',
        seqs: [1, last - 1],
        missing: NEW_GAPS_MAX + 1,
        after: at(0),
        before: at(last),
        open: true,
      },
    ]);
    // More of the backlog: what is inside only lowers the number; a new stretch behind it is a gap of its own.
    await receive([1, 3, 5, last + 4]);
    expect(await list()).toMatchObject([
      { seqs: [1, last - 1], missing: NEW_GAPS_MAX - 2 },
      { seqs: [last + 1, last + 3], missing: 3 },
    ]);
    await receive(Array.from({ length: last + 4 }, (_, seq) => seq));
    expect(await list('open')).toEqual([]);
  });
});

describe('the list', () => {
  it('comes in pages, last noticed first, and has none for a truck that is not registered', async () => {
    await receive([0, 2]);
    await receive([4, 6]);
    const first = await gaps.list(truckId, { state: 'any', limit: 2 });
    expect(first?.total).toBe(3);
    expect(first?.items.map((gap) => gap.fromSeq)).toEqual([5, 3]);
    const second = await gaps.list(truckId, { state: 'any', limit: 2, cursor: first?.nextCursor ?? '' });
    expect(second?.items.map((gap) => gap.fromSeq)).toEqual([1]);
    expect(second?.nextCursor).toBeNull();
    expect((await gaps.list(truckId, { state: 'any', limit: 5, cursor: 'nonsense' }))?.items).toHaveLength(3);
    expect(await gaps.list('DT-99' as TruckId, { state: 'any', limit: 2 })).toBeUndefined();
  });
});
