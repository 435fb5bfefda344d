/**
 * The demo's fleet plans a quarter: twelve trucks, some 130 requests, visits that were booked before. The plan is published, and what a truck
 * is told through the broker is what the plan says.
 */
import { DisruptionMarked } from '@digitruck/contract/disruptions';
import { Plan, PlanDiff, PlanEdited, PlanPublished, PlanSummary } from '@digitruck/contract/plans';
import { Schedule } from '@digitruck/contract/schedule';
import { expect, onTestFinished, test } from 'vitest';
import { seedDemo } from '../../src/cli/demo/seed.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';
import { API_KEY, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

test('twelve weeks are planned, bent by hand, promised, and heard by a truck', {
  timeout: 180_000,
}, async () => {
  const office = await runService({}, onTestFinished);
  const today = localDayOf(Date.now(), 'Africa/Nairobi');
  const seeded = await seedDemo({ url: office.service.url, apiKey: API_KEY, today });
  const body = { name: 'Next quarter', from: today, days: 84, seconds: 2 };
  const begun = await office.api('POST', '/plans', body);
  expect(begun.status).toBe(202);
  const { planId } = PlanSummary.parse(begun.body);
  const read = async () => Plan.parse((await office.api('GET', `/plans/${planId}`)).body);
  await until('the plan', async () => (await read()).job.endedAt !== null, { withinMs: 60_000 });
  const draft = await read();
  expect(draft.job).toMatchObject({ state: 'done', fault: null });

  // Everything that was booked and has begun, or begins within two weeks, is where it was.
  const soon = addDays(today, 14);
  const booked = seeded.visits.filter(({ lastDay, firstDay }) => lastDay >= today && firstDay < soon);
  const kept = draft.visits.filter(({ frozen }) => frozen);
  for (const { truckId, firstDay, lastDay } of booked) {
    expect(kept).toContainEqual(expect.objectContaining({ truckId, firstDay, lastDay }));
  }
  const fresh = draft.visits.filter(({ change, frozen }) => change === 'new' && !frozen);
  expect(fresh.length).toBeGreaterThan(20);
  const taken = new Set<string>();
  for (const { truckId, siteId, firstDay, lastDay } of draft.visits) {
    for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
      for (const key of [`${truckId} ${day}`, `${siteId} ${day}`]) {
        expect(taken.has(key), key).toBe(false);
        taken.add(key);
      }
    }
  }
  expect(draft.unscheduled.length).toBeGreaterThan(0);
  expect(draft.unscheduled.filter(({ reason }) => reason === null)).toEqual([]);

  const last = fresh.toSorted((a, b) => (a.firstDay < b.firstDay ? 1 : -1))[0];
  if (last === undefined) throw new Error('no visit');
  const path = `/plans/${planId}/visits/${last.visitId}`;
  const pin = await office.api('PATCH', path, { pinned: true, version: draft.version });
  expect(pin.status, JSON.stringify(pin.body)).toBe(200);
  const { plan: pinned } = PlanEdited.parse(pin.body);
  const answer = await office.api('POST', `/plans/${planId}/publish`, { version: pinned?.version });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { plan, hosts } = PlanPublished.parse(answer.body);
  expect(hosts.filter(({ what }) => what === 'new')).toHaveLength(fresh.length);

  const { truckId } = last;
  const expected = plan.visits
    .filter((visit) => visit.truckId === truckId && visit.lastDay >= today)
    .map(({ visitId }) => visitId);
  const heard: Schedule[] = [];
  const client = await office.client({ truckId, clientId: `${truckId}-listens` });
  client.on('message', (_, payload) => void heard.push(Schedule.parse(JSON.parse(payload.toString()))));
  await client.subscribeAsync(`digitruck/v1/${truckId}/schedule`, { qos: 1 });
  await until(
    'the schedule',
    () => expected.every((id) => heard.at(-1)?.visits.some(({ visitId }) => visitId === id)),
    {
      withinMs: 30_000,
    },
  );

  // It breaks down just then: one call marks it and begins the draft that answers it.
  const { siteId, firstDay, lastDay } = last;
  const out = { kind: 'truck-out', truckId, from: firstDay, to: lastDay, reason: 'gearbox' };
  const marked = await office.api('POST', '/disruptions', {
    disruption: out,
    replan: true,
    plan: { seconds: 1, days: 84 },
  });
  expect(marked.status, JSON.stringify(marked.body)).toBe(201);
  const { plan: answers, hits } = DisruptionMarked.parse(marked.body);
  expect(hits).toContainEqual(expect.objectContaining({ visitId: last.visitId, how: 'broken' }));
  const again = async () => Plan.parse((await office.api('GET', `/plans/${answers?.planId}`)).body);
  await until('the answer', async () => (await again()).job.endedAt !== null, { withinMs: 60_000 });
  const answered = await again();
  expect(answered.job).toMatchObject({ state: 'done', fault: null });
  const path2 = `/plans/${answered.planId}/compare/${answered.basedOn}`;
  const diff = PlanDiff.parse((await office.api('GET', path2)).body);
  const changed = diff.differences.filter(({ what }) => what === 'moved' || what === 'dropped');
  expect(changed.map(({ before }) => before?.visitId)).toContain(last.visitId);
  // Nobody else's promise is touched for it, but for one that makes room at most.
  expect(changed.length).toBeLessThanOrEqual(hits.length + 1);
  expect(diff.hosts.map((host) => host.siteId)).toContain(siteId);
  const done = await office.api('POST', `/plans/${answered.planId}/publish`, { version: answered.version });
  expect(done.status, JSON.stringify(done.body)).toBe(200);
  await until(
    'the schedule without it',
    () =>
      heard.at(-1)?.visits.every((visit) => visit.firstDay > lastDay || visit.lastDay < firstDay) === true,
    { withinMs: 30_000 },
  );
});
