/** Jobs on a database that is away for a while, started by several replicas at once, and stopped at any time. */
import { beforeAll, expect, test } from 'vitest';
import { type Jobs, startJobs } from '../../src/derive/jobs.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { atEnd } from '../support/at-end.ts';
import { startCutOff } from '../support/cut-off.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
const warnings: string[] = [];
const log = { warn: (_: object, message: string) => void warnings.push(message), info: () => {} };
const QUEUE = { retryLimit: 3, retryDelay: 1, retryBackoff: true, retryDelayMax: 2 };
const fast = { pollingIntervalSeconds: 0.5 } as const;

async function started(url = database.url): Promise<Jobs> {
  const jobs = await startJobs({ url, clock: systemClock, log });
  atEnd(() => jobs.stop());
  return jobs;
}

test('three replicas that start at once on an empty database share the jobs', async () => {
  const replicas = await Promise.all([started(), started(), started()]);
  await Promise.all(replicas.map((jobs) => jobs.queue('shared', QUEUE)));
  const done: string[] = [];
  for (const { boss } of replicas) {
    await boss.work<{ n: number }>('shared', fast, async (taken) => {
      for (const { data } of taken) done.push(`${data.n}`);
    });
  }
  for (let n = 0; n < 12; n++) await replicas[n % 3]?.boss.send('shared', { n });
  await until('all are done', () => done.length >= 12);
  expect([...done].sort()).toEqual(Array.from({ length: 12 }, (_, n) => `${n}`).sort());
});

test('a database that is away is waited for; few words are made of it, and no job is lost', {
  timeout: 90_000,
}, async () => {
  const way = await startCutOff(database.url);
  atEnd(() => way.close());
  const jobs = await started(way.url);
  await jobs.queue('away', QUEUE);
  const done: number[] = [];
  await jobs.boss.work<{ n: number }>('away', fast, async (taken) => {
    for (const { data } of taken) done.push(data.n);
  });
  await jobs.boss.send('away', { n: 1 });
  await until('the first', () => done.includes(1));
  warnings.length = 0;
  way.cut();
  await expect(jobs.boss.send('away', { n: 2 })).rejects.toThrow();
  await until('the fault is told', () => warnings.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect(warnings).toHaveLength(1);
  way.restore();
  await jobs.boss.send('away', { n: 3 });
  await until('the one after', () => done.includes(3));
  expect(done).toEqual([1, 3]);
});

test('stopping while the database is away ends', { timeout: 60_000 }, async () => {
  const way = await startCutOff(database.url);
  const jobs = await startJobs({ url: way.url, clock: systemClock, log });
  await jobs.queue('ends', QUEUE);
  await jobs.boss.work('ends', fast, async () => {});
  way.cut();
  await jobs.stop();
  await way.close();
  await jobs.stop();
  await expect(jobs.boss.send('ends', {})).rejects.toThrow();
});

test('settings of a queue follow those of the program', async () => {
  const jobs = await started();
  await jobs.queue('last', { retryLimit: 1 });
  await jobs.queue('first', { ...QUEUE, deadLetter: 'last' });
  await jobs.queue('first', { ...QUEUE, retryLimit: 9, deadLetter: 'last' });
  expect(await jobs.boss.getQueue('first')).toMatchObject({ retryLimit: 9, deadLetter: 'last' });
});
