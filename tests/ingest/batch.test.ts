import { describe, expect, it } from 'vitest';
import { type BatcherLimits, batcher } from '../../src/ingest/batch.ts';
import type { WriteBatch, WriteResult } from '../../src/store/samples/samples.ts';
import { rowOf } from '../store/sample-rows.ts';
import { until } from '../support/until.ts';

const LIMITS: BatcherLimits = { rowsMax: 100, bytesMax: 1_000_000, messagesMax: 1_000 };

/** A batcher whose writes are answered by hand. */
function manualBatcher(limits = LIMITS) {
  const writes: { batch: WriteBatch; commit(): void; fail(): void }[] = [];
  const faults: unknown[] = [];
  const batches = batcher({
    limits,
    monotonicMs: () => performance.now(),
    onWritten: () => {},
    onFault: (error) => faults.push(error),
    write: (batch) =>
      new Promise<WriteResult>((resolve, reject) => {
        writes.push({
          batch,
          commit: () => resolve({ stored: batch.rows.length, duplicates: 0, conflicts: 0 }),
          fail: () => reject(new Error('the database is away')),
        });
      }),
  });
  const settled: number[] = [];
  let seq = 0;
  const take = (rows = 1) => {
    const first = seq;
    seq += rows;
    const entry = {
      rows: Array.from({ length: rows }, (_, i) => rowOf('DT-01', 'a', first + i)),
      refusals: [],
      settled: [],
      bytes: rows * 100,
    };
    return batches.take(entry).then(() => void settled.push(first));
  };
  const write = (index: number) => until(`write ${index}`, () => writes[index]);
  return { batches, writes, faults, settled, take, write };
}

describe('natural batching', () => {
  it('gathers what comes while a batch is being written, and settles each with its own batch', async () => {
    const { take, write, writes, settled } = manualBatcher();
    const taken = [take(), take(), take()];
    const first = await write(0);
    for (let i = 0; i < 5; i++) taken.push(take());
    expect(writes).toHaveLength(1);
    const inFirst = first.batch.rows.length;
    expect(settled).toEqual([]);
    first.commit();
    const second = await write(1);
    expect(settled).toHaveLength(inFirst);
    expect(second.batch.rows).toHaveLength(8 - inFirst);
    second.commit();
    await Promise.all(taken);
    expect(settled).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('never splits a message, and ends a batch at its limit of rows', async () => {
    const { take, write } = manualBatcher();
    void take();
    const first = await write(0);
    for (let i = 0; i < 3; i++) void take(60);
    first.commit();
    const second = await write(1);
    expect(second.batch.rows).toHaveLength(120);
    second.commit();
    (await write(2)).commit();
  });

  it('keeps a batch that could not be written, and tries just that one again', async () => {
    const { take, write, writes, settled, faults } = manualBatcher();
    const taken = [take(), take()];
    const first = await write(0);
    first.fail();
    const again = await write(1);
    expect(again.batch).toEqual(first.batch);
    expect(settled).toEqual([]);
    expect(faults).toHaveLength(1);
    again.commit();
    if (first.batch.rows.length < 2) (await write(2)).commit();
    await Promise.all(taken);
    expect(writes.length).toBeGreaterThanOrEqual(2);
  });

  it('takes no more than memory is set aside for, and goes on once there is room', async () => {
    const { batches, take, write, settled } = manualBatcher({ ...LIMITS, messagesMax: 10 });
    const taken = Array.from({ length: 25 }, () => take());
    const first = await write(0);
    expect(batches.waiting().messages).toBe(10);
    first.commit();
    for (let i = 1; settled.length < 25; i++) {
      (await write(i)).commit();
      expect(batches.waiting().messages).toBeLessThanOrEqual(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(taken);
  });

  it('counts bytes as well', async () => {
    const { batches, take, write } = manualBatcher({ ...LIMITS, bytesMax: 1_000 });
    const taken = [take(5), take(5), take(5)];
    (await write(0)).commit();
    expect(batches.waiting().bytes).toBeLessThanOrEqual(1_000);
    (await write(1)).commit();
    await Promise.race([Promise.all(taken), write(2).then((third) => third.commit())]);
  });

  it('writes what waits before it stops, and gives up what the database does not take', async () => {
    const working = manualBatcher();
    const taken = [working.take(), working.take()];
    const first = await working.write(0);
    const stopped = working.batches.stop();
    first.commit();
    if (first.batch.rows.length < 2) (await working.write(1)).commit();
    await stopped;
    await Promise.all(taken);

    const away = manualBatcher();
    void away.take();
    (await away.write(0)).fail();
    await until('the fault', () => away.faults.length > 0);
    const stopping = away.batches.stop();
    void away.write(1).then((again) => again.fail());
    await stopping;
    expect(away.settled).toEqual([]);
  });
});
