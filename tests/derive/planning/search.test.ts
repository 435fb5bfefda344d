/** Searches as jobs: cancelled, put back by a replica that ends, missed when it dies, given up in the end; pins that cannot stand. */
import type { PlanId, TruckId } from '@digitruck/contract/ids';
import type { Plan } from '@digitruck/contract/plans';
import { pino } from 'pino';
import { beforeAll, expect, test } from 'vitest';
import { startJobs } from '../../../src/derive/jobs.ts';
import { type Planning, startPlanning } from '../../../src/derive/planning/planning.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { SYSTEM_ACTOR } from '../../../src/store/people/audit.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { atEnd } from '../../support/at-end.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { courseBody, requestBody, siteBody, truckBody } from '../../support/registry.ts';
import { until } from '../../support/until.ts';

const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
const FROM = '2027-02-01';
const depot = { name: 'Nairobi', lat: -1.3, lon: 36.8 };
let database: TestDatabase;
let store: Store;
const requestIds: string[] = [];
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.db);
  const course = await store.courses.create(SYSTEM_ACTOR, courseBody({ totalHours: 20 }));
  if (!course.ok) throw new Error('no course');
  for (let i = 0; i < 12; i++) {
    const body = siteBody({ name: `Site ${i}`, lat: -1 + i * 0.1, lon: 36.5 + (i % 4) * 0.2 });
    const site = await store.sites.create(SYSTEM_ACTOR, body);
    if (!site.ok) throw new Error('no site');
    const request = requestBody({
      siteId: site.row.siteId,
      courseId: course.row.courseId,
      learnersExpected: 60,
    });
    const made = await store.requests.create(SYSTEM_ACTOR, request);
    if (made.ok) requestIds.push(made.row.requestId);
  }
  for (const truckId of ['DT-01', 'DT-02'])
    await store.trucks.create(SYSTEM_ACTOR, truckBody({ truckId, depot }));
});

/** A replica: its jobs and its planner; `end` is how it ends in peace. */
async function replica(): Promise<{ planning: Planning; end: () => Promise<void> }> {
  const jobs = await startJobs({ url: database.url, clock: systemClock, log });
  const planning = await startPlanning({
    ...store,
    jobs,
    roadFactor: 1.35,
    programme: 'DigiTruck',
    timeZone: 'Africa/Nairobi',
    clock: systemClock,
    log,
    pollJobsEveryS: 0.5,
    lostAfterMs: 3000,
    sweepEveryMs: 300,
  });
  const end = async () => {
    await planning.stop();
    await jobs.stop();
  };
  atEnd(end);
  return { planning, end };
}
const asked = (seconds: number, over: object = {}) => ({
  name: 'Tried',
  from: FROM,
  days: 56,
  seconds,
  seed: 1,
  frozenDays: 0,
  pinsOf: null,
  truckIds: [] as TruckId[],
  stability: 'usual' as const,
  returnToDepot: false,
  ...over,
});
async function plan(planId: PlanId): Promise<Plan> {
  const found = await store.plans.find(planId);
  if (found === undefined) throw new Error('no such plan');
  return found;
}
const inState = (planId: PlanId, ...states: string[]) =>
  until(`the plan to be ${states}`, async () => states.includes((await plan(planId)).job.state), {
    withinMs: 40_000,
  });

test('a replica that ends puts its search back; another begins it anew; cancelled, the best so far is kept', {
  timeout: 120_000,
}, async () => {
  const first = await replica();
  const { planId } = await first.planning.start(SYSTEM_ACTOR, asked(300));
  await until('some progress', async () => (await plan(planId)).job.score !== null, { withinMs: 40_000 });
  await first.end();
  expect((await plan(planId)).job).toMatchObject({ state: 'waiting', fault: null });
  const second = await replica();
  await inState(planId, 'running');
  await until('some progress', async () => (await plan(planId)).job.seconds > 1, { withinMs: 40_000 });
  await store.plans.cancel(SYSTEM_ACTOR, planId);
  await inState(planId, 'cancelled');
  const kept = await plan(planId);
  expect(kept.job).toMatchObject({ truncated: true });
  expect(kept.visits.length).toBeGreaterThan(5);
  expect(kept.score?.learners).toBe(kept.visits.length * 60);
  await second.end();
});

test('a search whose replica died is found; one that is lost each time has failed, and says so', {
  timeout: 120_000,
}, async () => {
  const silent = async () => {};
  const dead = await store.plans.create(SYSTEM_ACTOR, asked(1), FROM, silent);
  const doomed = await store.plans.create(SYSTEM_ACTOR, asked(1), FROM, silent);
  // As if a replica had taken them and been killed.
  expect((await store.planJobs.claim(dead.planId))?.jobAttempts).toBe(1);
  expect(await store.planJobs.claim(dead.planId)).toBeUndefined();
  await store.planJobs.claim(doomed.planId);
  await database.db.$client.query('update plans set job_attempts = 3 where plan_id = $1', [doomed.planId]);
  const { end } = await replica();
  await inState(doomed.planId, 'failed');
  expect((await plan(doomed.planId)).job.fault).toContain('ended 3 times');
  await inState(dead.planId, 'done');
  // The try that was given up for dead comes back, and has no say any more.
  expect(await store.planJobs.beat(dead.planId, 1, { seconds: 1, iterations: 1, score: null })).toBe('gone');
  await end();
});

test('pins that cannot stand together are named, and the plan they are of is as it was', {
  timeout: 120_000,
}, async () => {
  const { planning, end } = await replica();
  const { planId } = await planning.start(SYSTEM_ACTOR, asked(1));
  await inState(planId, 'done');
  const before = await plan(planId);
  const [a, b] = before.visits.filter(({ truckId }) => truckId === 'DT-01');
  if (a === undefined || b === undefined) throw new Error('too few visits');
  // As no change by hand would be taken: both pinned, one on top of the other.
  await database.db.$client.query(
    'update plan_visits set pinned = true, first_day = $2, last_day = $3 where plan_id = $1 and visit_id = any($4::uuid[])',
    [planId, a.firstDay, a.lastDay, [a.visitId, b.visitId]],
  );
  const broken = await plan(planId);
  const next = await planning.start(SYSTEM_ACTOR, asked(1, { pinsOf: planId }));
  await inState(next.planId, 'failed');
  const { fault } = (await plan(next.planId)).job;
  expect(fault).toContain('No plan is possible');
  expect(fault).toMatch(
    new RegExp(
      `DT-01 would be at (${a.site.name} and at ${b.site.name}|${b.site.name} and at ${a.site.name}) at once`,
    ),
  );
  expect(await plan(planId)).toEqual(broken);
  await end();
});
