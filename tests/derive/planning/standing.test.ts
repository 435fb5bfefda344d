/** Visits as they stand: each truck held alone comes to what the whole plan does, also with roads closed; two at one site are found. */
import { expect, test } from 'vitest';
import { partsOf } from '../../../src/derive/planning/part.ts';
import { chargesOf, lastDayOf, standings } from '../../../src/derive/planning/standing.ts';
import type { PlannedVisit, Problem } from '../../../src/planner/problem.ts';
import { programme } from '../../bench/planner/programme.ts';
import { date, smallProblem, solved } from '../../planner/small.ts';

const bare = ({ requestId, truckId, firstDay, lastDay }: PlannedVisit) => ({
  requestId,
  truckId,
  firstDay,
  lastDay,
});
const usual = programme({ requests: 50, trucks: 5, days: 56, seed: 3 });
const n = usual.travel.places.length;
const problem: Problem = {
  ...usual,
  // As a plan is loaded: what nobody said is filled in, since it is an average over all requests.
  requests: usual.requests.map((request) => ({
    ...request,
    womenExpected: request.womenExpected ?? 0,
    teachersExpected: request.teachersExpected ?? 0,
  })),
  travel: {
    ...usual.travel,
    closures: [
      {
        from: '2027-01-10',
        to: '2027-01-30',
        cause: 'rain',
        cells: Int32Array.from({ length: n * n }, (_, cell) => cell).filter((cell) => cell % 3 === 0),
        detourKm: 200,
      },
    ],
  },
};

test('a plan stands as it was made, and costs and reaches the same', () => {
  const { plan, state } = solved(problem, 300);
  const placed = plan.visits.map(bare);
  const { stand } = standings(problem);
  const stood = stand(placed);
  if (!stood.ok) throw new Error(JSON.stringify(stood.faults));
  expect(stood.faults).toEqual([]);
  const told = (visits: typeof plan.visits) =>
    visits.map(({ learners, km, arrives, ...visit }) => ({ ...bare(visit), learners, km, arrives }));
  expect(told(stood.plan.visits)).toEqual(told(plan.visits));
  for (const figure of ['reached', 'learners', 'km'] as const)
    expect(stood.plan.score[figure], figure).toBeCloseTo(plan.score[figure], 6);
  expect(stood.plan.leastChargePct).toEqual(plan.leastChargePct);
  expect(stood.charges).toEqual(chargesOf(state));
  // Asked again, and with one visit less, as if it had never been asked before.
  const fewer = placed.slice(1);
  expect(stand(fewer)).toEqual(standings(problem).stand(fewer));
  expect(stand(placed)).toEqual(stood);
});

test('what cannot stand is named, whichever truck it is of', () => {
  const base = smallProblem(1);
  const requests = base.requests.map((request, i) => ({
    ...request,
    siteId: i < 2 ? 's0' : `s${i % 6}`,
    courseId: 'day',
    learnersExpected: 10,
    minimumStayDays: 1,
    windows: [],
    blackouts: [],
  }));
  const { stand } = standings({ ...base, requests });
  const visit = (requestId: string, truckId: string, day: number) => ({
    requestId,
    truckId,
    firstDay: date(day),
    lastDay: date(day),
  });
  const why = (...placed: PlannedVisit[]) => {
    const stood = stand(placed);
    return stood.ok ? stood.faults.map((fault) => [fault.why, ...fault.requestIds]) : 'no';
  };
  expect(why(visit('r0', 't0', 2), visit('r1', 't1', 3))).toEqual([]);
  expect(why(visit('r0', 't0', 2), visit('r1', 't1', 2))).toEqual([['SAME_SITE', 'r0', 'r1']]);
  expect(why(visit('r0', 't0', 2), visit('r2', 't0', 2))).toEqual([['OVERLAP', 'r0', 'r2']]);
  // One that cannot stand itself is in nobody's way.
  expect(why(visit('r0', 't0', 7), visit('r1', 't1', 7))).toEqual([['REST_OR_MAINTENANCE', 'r0']]);
  expect(why(visit('r0', 'gone', 2))).toBe('no');
});

test('the last day of a stay is counted with the truck that comes', () => {
  const parts = partsOf(smallProblem(1));
  const request = smallProblem(1).requests.find(({ courseId }) => courseId === 'long');
  if (request === undefined) throw new Error('no long course');
  const last = (truckId: string) => lastDayOf(parts, request.requestId, truckId, date(0));
  // Twenty people: one cohort of eight classes, four a day, with twenty seats; two cohorts with ten.
  expect(request.learnersExpected).toBe(20);
  expect([last('t0'), last('t1')]).toEqual([date(1), date(3)]);
  expect(lastDayOf(parts, request.requestId, 'gone', date(0))).toBeUndefined();
});
