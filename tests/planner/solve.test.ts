/** Plans as a whole: they stand, they are the same again, and they keep what was promised. */
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../src/planner/fingerprint.ts';
import type { Plan } from '../../src/planner/plan.ts';
import type { PlannedVisit, Problem } from '../../src/planner/problem.ts';
import { solve } from '../../src/planner/solve.ts';
import {
  firstOf,
  stopAfterIterations,
  stopAfterMs,
  stopWhenCancelled,
  stopWhenStagnant,
} from '../../src/planner/stop.ts';
import { programme } from '../bench/planner/programme.ts';
import { checkPlan } from '../support/planner-checker.ts';
import { date, instanceOf, range, smallProblem, solved } from './small.ts';

const seeds = [1, 2, 3, 4, 5];
const bare = ({ requestId, truckId, firstDay, lastDay }: PlannedVisit) => ({
  requestId,
  truckId,
  firstDay,
  lastDay,
});
const published = (problem: Problem, plan: Plan, frozenBefore = problem.from): Problem => ({
  ...problem,
  published: { visits: plan.visits, frozenBefore, fingerprint: fingerprintOf(problem) },
});

describe('a plan', () => {
  test.each([
    [1, 1 as const],
    [2, 2 as const],
    [3, 1 as const],
  ])('of a programme stands, whole days or halves: %i', (seed, slotsPerDay) => {
    const problem = programme({ requests: 40, trucks: 4, days: 56, seed, slotsPerDay });
    const { plan } = solved(problem, 600);
    expect(plan.visits.length).toBeGreaterThan(8);
    expect(plan.visits.length + plan.unscheduled.length).toBe(40);
    expect(checkPlan(problem, plan.visits)).toEqual([]);
  });

  test('is the same for the same seed and iterations', () => {
    const problem = programme({ requests: 30, trucks: 3, days: 42, seed: 4 });
    expect(solved(problem, 500).plan).toEqual(solved(problem, 500).plan);
  });

  test('only gets better while it is searched for', () => {
    const problem = programme({ requests: 30, trucks: 3, days: 42, seed: 5 });
    const values: number[] = [];
    const { plan } = solved(problem, 800, { onProgress: ({ score }) => values.push(score.value) });
    expect(values.length).toBeGreaterThan(1);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(plan.score.value).toBeGreaterThanOrEqual(values.at(-1) ?? 0);
  });

  test('counts each learner as the objective says', () => {
    const { plan } = solved(smallProblem(3));
    const { score, visits } = plan;
    expect(score.learners).toBe(visits.reduce((sum, { learners }) => sum + learners, 0));
    expect(score.reached).toBeCloseTo(
      visits.reduce((sum, { weighted }) => sum + weighted, 0),
      9,
    );
    expect(score.value).toBeCloseTo(score.reached - score.changeCost - score.km * 1e-6, 6);
  });

  test('of nothing is empty', () => {
    const problem = { ...smallProblem(1), requests: [] };
    expect(solved(problem).plan.visits).toEqual([]);
    expect(solved({ ...smallProblem(1), trucks: [] }).plan.unscheduled).toHaveLength(8);
  });
});

describe('a search', () => {
  test('ends when told to, and says why', () => {
    const instance = instanceOf(smallProblem(2));
    let asked = 0;
    let ms = 0;
    const run = (stop: Parameters<typeof solve>[1]['stop']) => {
      const result = solve(instance, { seed: 1, stop });
      return result.ok ? [result.reason, result.truncated] : [];
    };
    expect(run(stopAfterIterations(64))).toEqual(['iterations', false]);
    expect(run(stopWhenStagnant(200))).toEqual(['stagnation', false]);
    expect(run(stopAfterMs(50, () => (ms += 10)))).toEqual(['time', true]);
    // Time is up at once, and still something is tried.
    const atLeast = solve(instance, { seed: 1, stop: stopAfterMs(0, () => ms, 320) });
    expect(atLeast).toMatchObject({ reason: 'time', iterations: 320 });
    expect(
      run(
        firstOf(
          stopAfterIterations(10_000),
          stopWhenCancelled(() => ++asked > 3),
        ),
      ),
    ).toEqual(['cancelled', true]);
  });
});

describe('what was published', () => {
  test.each(seeds)('stays as it is when nothing has changed: %i', (seed) => {
    const problem = smallProblem(seed);
    const before = solved(problem, 200).plan;
    const again = solved(published(problem, before), 400, { seed: 99 });
    expect(again.plan.visits.map(bare)).toEqual(before.visits.map(bare));
    expect(again.reason).toBe('nothing-to-do');
    expect(again.plan.score).toMatchObject({ moved: 0, dropped: 0, changeCost: 0 });
  });

  test.each(seeds)('does not move before the freeze, whatever else is asked for: %i', (seed) => {
    const problem = smallProblem(seed);
    const before = solved(problem, 200).plan;
    const urgent = {
      ...problem,
      requests: problem.requests.map((r, i) => ({ ...r, priority: 1 + (i % 5) })),
    };
    const next = published(urgent, before, date(6));
    const after = solved(next, 500).plan;
    const frozen = before.visits.filter(({ firstDay }) => firstDay < date(6)).map(bare);
    expect(frozen.length).toBeGreaterThan(0);
    for (const visit of frozen) expect(after.visits.map(bare)).toContainEqual(visit);
    expect(checkPlan(next, after.visits)).toEqual([]);
  });

  test('moves only what must when a truck breaks down', () => {
    const problem = programme({ requests: 24, trucks: 4, days: 42, seed: 3 });
    const before = solved(problem, 600).plan;
    const broken: Problem = {
      ...problem,
      trucks: problem.trucks.map((truck) =>
        truck.truckId === 'truck-1'
          ? { ...truck, maintenance: [{ from: problem.from, to: '2027-12-31' }] }
          : truck,
      ),
    };
    const { plan } = solved(published(broken, before), 600);
    const others = before.visits.filter(({ truckId }) => truckId !== 'truck-1');
    const kept = plan.visits.filter(({ change }) => change === 'kept');
    expect(plan.visits.some(({ truckId }) => truckId === 'truck-1')).toBe(false);
    expect(kept.length).toBeGreaterThan(others.length / 2);
    expect(plan.score.dropped).toBe(plan.dropped.length);
  });
});

describe('a pin', () => {
  test.each(seeds)('never moves: %i', (seed) => {
    const problem = smallProblem(seed);
    const loose = solved(problem, 100).plan.visits[0];
    if (loose === undefined) throw new Error('no visit');
    const pinned = { ...problem, pins: [bare(loose)] };
    for (const other of [1, 2]) {
      const { plan } = solved(pinned, 600, { seed: other });
      expect(plan.visits.filter(({ pinned: is }) => is).map(bare)).toEqual([bare(loose)]);
      expect(checkPlan(pinned, plan.visits)).toEqual([]);
    }
  });

  test('that cannot stand is named, with why', () => {
    const problem = smallProblem(1);
    const requests = problem.requests.map((request, i) => ({
      ...request,
      siteId: i < 2 ? 's0' : `s${i % 6}`,
      courseId: 'day',
      learnersExpected: 10,
      minimumStayDays: 1,
      windows: i === 4 ? [range(8, 11)] : [],
      blackouts: i === 5 ? [range(1, 1)] : [],
    }));
    const faults = (pins: PlannedVisit[]) => {
      const result = solve(instanceOf({ ...problem, requests, pins }), {
        seed: 1,
        stop: stopAfterIterations(1),
      });
      return result.ok ? [] : result.pinFaults.map(({ why, requestIds }) => [why, ...requestIds]);
    };
    const pin = (requestId: string, truckId: string, from: number, to = from): PlannedVisit => ({
      requestId,
      truckId,
      firstDay: date(from),
      lastDay: date(to),
    });
    expect(faults([pin('r0', 't0', 2)])).toEqual([]);
    expect(faults([pin('r0', 't0', 2), pin('r2', 't0', 2)])).toEqual([['OVERLAP', 'r0', 'r2']]);
    expect(faults([pin('r0', 't0', 2), pin('r1', 't1', 2)])).toEqual([['SAME_SITE', 'r0', 'r1']]);
    // 800 km in a morning.
    expect(faults([pin('r0', 't0', 2), pin('r5', 't0', 3)])).toEqual([['TRAVEL_TIME', 'r0', 'r5']]);
    expect(faults([pin('r4', 't0', 2)])).toEqual([['OUTSIDE_WINDOWS', 'r4']]);
    expect(faults([pin('r5', 't1', 1)])).toEqual([['BLACKOUT', 'r5']]);
    expect(faults([pin('r0', 't0', 7)])).toEqual([['REST_OR_MAINTENANCE', 'r0']]);
    expect(faults([pin('r0', 't0', 5)])).toEqual([['NO_CLASSES', 'r0']]);
    expect(faults([pin('r0', 't0', 11, 12)])).toEqual([['OUTSIDE_HORIZON', 'r0']]);
  });
});
