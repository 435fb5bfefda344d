import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batcher } from '../../src/ingest/batch.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { sampleWriter } from '../../src/store/samples/samples.ts';
import { rowOf } from '../store/sample-rows.ts';
import { startCutOff } from '../support/cut-off.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(() => database.db.$client.query('truncate samples, boots, latest, quarantine'));

async function stored() {
  const { rows } = await database.db.$client.query<{ n: number; distinct: number; seqs: string | null }>(
    `select count(*)::int as n, count(distinct (truck_id, boot_id, seq))::int as distinct,
       range_agg(int8range(seq, seq, '[]'))::text as seqs from samples`,
  );
  return rows[0];
}

describe('while the database is away', () => {
  it('nothing is acknowledged, memory has an end, and nothing is lost after', {
    timeout: 60_000,
  }, async () => {
    const way = await startCutOff(database.url);
    const writer = sampleWriter({ url: way.url, clock: systemClock, onIdleError: () => {} });
    const faults: unknown[] = [];
    const batches = batcher({
      write: writer.write,
      limits: { rowsMax: 50, messagesMax: 300, bytesMax: 1_000_000 },
      onWritten: () => {},
      onFault: (error) => faults.push(error),
      monotonicMs: () => systemClock.monotonicMs(),
    });
    const acknowledged: number[] = [];
    let seq = 0;
    const send = () => {
      const mine = seq++;
      const entry = { rows: [rowOf('DT-01', 'a', mine)], refusals: [], settled: [], bytes: 420 };
      return batches.take(entry).then(() => void acknowledged.push(mine));
    };
    const before = Array.from({ length: 100 }, send);
    await Promise.all(before);

    way.cut();
    const during = Array.from({ length: 1_000 }, send);
    await until('two attempts', () => faults.length >= 2);
    expect(acknowledged).toHaveLength(100);
    expect(batches.waiting().messages).toBeLessThanOrEqual(300);

    way.restore();
    await Promise.all(during);
    expect(acknowledged).toHaveLength(1_100);
    expect(await stored()).toEqual({ n: 1_100, distinct: 1_100, seqs: '{[0,1100)}' });
    await batches.stop();
    await writer.close();
    await way.close();
  });
});

describe('killed with -9 in the middle of a batch', () => {
  it('all that was acknowledged is stored, once, and the boots know it', { timeout: 60_000 }, async () => {
    let last = -1;
    for (const some of [3, 11]) {
      const from = String(last + 1);
      const child = spawn(process.execPath, ['tests/ingest/writer-process.ts', database.url, from], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk) => {
        said += chunk;
      });
      const lines = () => said.split('\n').slice(0, -1);
      await until(`${some} batches`, () => lines().length >= some, { everyMs: 1 });
      child.kill('SIGKILL');
      await once(child, 'close');
      last = Math.max(last, ...lines().map(Number));
      // The server may still be at the batch that it was sent last.
      await until('the end of its connection', async () => {
        const { rows } = await database.db.$client.query(
          `select 1 from pg_stat_activity where application_name = 'digitruck-fleet ingest' and datname = current_database()`,
        );
        return rows.length === 0;
      });
      const now = await stored();
      expect(now?.n).toBe(now?.distinct);
      const upper = Number(/^\{\[0,(\d+)\)\}$/.exec(now?.seqs ?? '')?.[1]);
      expect(upper).toBeGreaterThan(last);
      const { rows } = await database.db.$client.query('select stored_seqs::text as seqs from boots');
      expect(rows).toEqual([{ seqs: now?.seqs }]);
    }
  });
});
