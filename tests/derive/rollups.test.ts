import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restMs, startRollups } from '../../src/derive/rollups.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { rollupStore } from '../../src/store/history/rollups.ts';
import { addTruck, type RawSample, storeBatch } from '../store/raw-samples.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(() =>
  database.db.$client.query(
    'truncate samples, boots, rollup_dirty, rollup_waiting, rollup_claims, rollups, gaps, gap_checks',
  ),
);

const minutes = (truckId: string, count: number): RawSample[] =>
  Array.from({ length: count }, (_, seq) => ({
    truckId,
    bootId: 'b1',
    seq,
    at: new Date(Date.UTC(2026, 10, 23, 7, seq)).toISOString(),
    solarW: seq,
  }));

const quiet = { warn: () => {} };
const count = async (stepS: number) => {
  const { rows } = await database.db.$client.query(
    'select count(*)::int as steps, coalesce(sum(samples), 0)::int as samples from rollups where step_s = $1',
    [stepS],
  );
  return rows[0];
};
const queued = async () => {
  const { rows } = await database.db.$client.query(
    'select (select count(*) from rollup_dirty)::int + (select count(*) from rollup_waiting)::int + (select count(*) from rollup_claims)::int as n',
  );
  return rows[0].n;
};

describe('the rollup worker', () => {
  it('restates what was touched, round after round, until it is stopped', async () => {
    await addTruck(database.db, 'DT-01');
    await storeBatch(database.db, minutes('DT-01', 100));
    const worker = startRollups({ rollups: rollupStore(database.db), clock: systemClock, log: quiet });
    await until('all is restated', async () => (await queued()) === 0 && worker.stats().steps >= 7);
    expect(await count(900)).toEqual({ steps: 7, samples: 100 });
    expect(await count(3600)).toEqual({ steps: 2, samples: 100 });
    expect(await count(86_400)).toEqual({ steps: 1, samples: 100 });

    await storeBatch(database.db, [{ ...(minutes('DT-01', 1)[0] as RawSample), bootId: 'b2' }]);
    await until('the late sample is in', async () => (await count(86_400)).samples === 101);
    await worker.stop();
    await storeBatch(database.db, [{ ...(minutes('DT-01', 1)[0] as RawSample), bootId: 'b3' }]);
    expect(await queued()).toBe(1);
  });

  it('several workers share the trucks and end with the same rows', async () => {
    for (let truck = 0; truck < 12; truck++) await storeBatch(database.db, minutes(`DT-${truck}`, 60));
    const store = rollupStore(database.db);
    const workers = [1, 2, 3].map(() => startRollups({ rollups: store, clock: systemClock, log: quiet }));
    await until('all is restated', async () => (await queued()) === 0);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(await count(900)).toEqual({ steps: 48, samples: 720 });
    expect(await count(3600)).toEqual({ steps: 12, samples: 720 });
  });

  it('outlives faults of the database, and stops in the middle of them', async () => {
    await storeBatch(database.db, minutes('DT-01', 20));
    const store = rollupStore(database.db);
    let faults = 2;
    let warned = 0;
    const worker = startRollups({
      rollups: {
        ...store,
        restateClaimed: async (workerId) => {
          if (faults-- > 0) throw new Error('terminating connection due to administrator command');
          return await store.restateClaimed(workerId);
        },
      },
      clock: systemClock,
      log: { warn: () => void warned++ },
    });
    await until('all is restated', async () => (await count(900)).samples === 20);
    expect(warned).toBe(2);
    expect(worker.stats().failures).toBe(2);
    await worker.stop();

    await storeBatch(database.db, [{ ...(minutes('DT-01', 1)[0] as RawSample), bootId: 'b2' }]);
    const failing = startRollups({
      rollups: { ...store, restateClaimed: () => Promise.reject(new Error('no connection')) },
      clock: systemClock,
      log: { warn: () => void warned++ },
    });
    await until('it has failed', () => warned > 2);
    await failing.stop();
    // What it had claimed waits again.
    const { rows } = await database.db.$client.query('select count(*)::int as n from rollup_waiting');
    expect(rows[0].n).toBe(1);
  });
});

describe('its rest', () => {
  it('keeps repeated work to 15 % of the time and other work to half', () => {
    expect(restMs(100, 0)).toBeCloseTo(100);
    expect(restMs(15, 1)).toBeCloseTo(85);
    expect(restMs(0, 1)).toBe(0);
  });
});
