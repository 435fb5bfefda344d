/** What keeps a plan from being kept, in the planner: trucks that are out, closed roads, hosts that cancel, weak batteries; each held by the checker. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drivingOf } from '../../src/planner/calendar.ts';
import { closedCells } from '../../src/planner/closed-roads.ts';
import { type ClosedLeg, leavesBy, passage } from '../../src/planner/closures.ts';
import { explainUnscheduled } from '../../src/planner/explain.ts';
import type { PlannedVisit, Problem } from '../../src/planner/problem.ts';
import { solve } from '../../src/planner/solve.ts';
import { stopAfterIterations } from '../../src/planner/stop.ts';
import { programme } from '../bench/planner/programme.ts';
import { checkPlan } from '../support/planner-checker.ts';
import { date, instanceOf, range, smallProblem, solved } from './small.ts';

const base = smallProblem(1);
/** Cells of the ways of the small problems that pass kilometre 700 of their line. */
const BEYOND = [1, 2, 3, 5, 6, 8, 9, 4].flatMap((a, i, all) =>
  all.flatMap((b, j) => (a < 7 !== b < 7 ? [i * all.length + j] : [])),
);
const closedRoad = (from: number, to: number, detourKm: number | null = null) => ({
  ...range(from, to),
  cause: 'road',
  cells: Int32Array.from(BEYOND),
  detourKm,
});
/** One truck of which the battery never matters, and one request at site s5 beyond kilometre 700. */
function beyond(change: Partial<Problem> = {}, request: object = {}): Problem {
  return {
    ...base,
    counties: undefined,
    trucks: base.trucks
      .slice(0, 1)
      .map((truck) => ({ ...truck, power: null, maintenance: [], restWeekdays: [] })),
    requests: [
      {
        requestId: 'r0',
        siteId: 's5',
        courseId: 'day',
        learnersExpected: 10,
        womenExpected: 0,
        teachersExpected: 0,
        priority: 3,
        requestedOn: date(0),
        windows: [],
        blackouts: [],
        minimumStayDays: 1,
        ...request,
      },
    ],
    ...change,
  };
}
const travel = (...closures: ReturnType<typeof closedRoad>[]) => ({ ...base.travel, closures });

describe('a closed road', () => {
  // From the depot at kilometre 400 to s5 at 800: eight hours, two days of driving.
  test('is waited for, or gone round where that is earlier', () => {
    const first = (closures: ReturnType<typeof closedRoad>[]) => {
      const problem = beyond({ travel: travel(...closures) });
      const { plan } = solved(problem, 50);
      expect(checkPlan(problem, plan.visits)).toEqual([]);
      return plan.visits.map(({ arrives, km }) => [arrives, km])[0];
    };
    expect(first([])).toEqual([date(2), 400]);
    expect(first([closedRoad(0, 5)])).toEqual([date(8), 400]);
    // On the road on days 0 and 1: a closure that begins on day 2 comes too late, one on day 1 does not.
    expect(first([closedRoad(2, 9)])).toEqual([date(2), 400]);
    expect(first([closedRoad(1, 1)])).toEqual([date(4), 400]);
    // 300 km more are 700 in all: fourteen hours, three days.
    expect(first([closedRoad(0, 5, 300)])).toEqual([date(3), 700]);
    expect(first([closedRoad(0, 0, 300)])).toEqual([date(3), 400]);
    expect(first([closedRoad(0, 20)])).toBeUndefined();
    expect(first([closedRoad(0, 1), closedRoad(3, 4)])).toEqual([date(7), 400]);
  });

  test('is named where it keeps a request out, and where it keeps a pin from standing', () => {
    const problem = beyond({ travel: travel(closedRoad(0, 20)) });
    const { state } = solved(problem, 50);
    expect(explainUnscheduled(state, 'r0').reasons).toMatchObject([
      { code: 'TRAVEL_TIME', causes: ['road'] },
    ]);
    const pin = { requestId: 'r0', truckId: 't0', firstDay: date(3), lastDay: date(3) };
    const result = solve(instanceOf({ ...problem, pins: [pin] }), { seed: 1, stop: stopAfterIterations(1) });
    expect(result).toMatchObject({ ok: false, pinFaults: [{ why: 'TRAVEL_TIME', causes: ['road'] }] });
  });

  test('leaving later never lets it arrive earlier, and the last time to leave is just that', () => {
    const slot = fc.integer({ min: 0, max: 30 });
    const legs = fc.record({
      drivable: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
      spans: fc.array(fc.tuple(slot, slot), { maxLength: 3 }),
      detour: fc.option(fc.integer({ min: 0, max: 12 })),
      need: fc.integer({ min: 0, max: 8 }),
    });
    fc.assert(
      fc.property(legs, ({ drivable, spans, detour, need }) => {
        const driving = drivingOf(Uint8Array.from(drivable, Number));
        // As `closedLegsOf` makes them: in order, apart.
        const marks = Array.from({ length: 30 }, (_, s) =>
          spans.some(([a, b]) => s >= Math.min(a, b) && s < Math.max(a, b)),
        );
        const apart = marks.flatMap((closed, s): [number, number][] => {
          if (!closed || marks[s - 1] === true) return [];
          const over = marks.indexOf(false, s);
          return [[s, over < 0 ? 30 : over]];
        });
        const leg: ClosedLeg = { spans: apart, detourKm: detour, closures: [] };
        const round = need + (detour ?? 0);
        let last = -1;
        for (let from = 0; from <= 30; from++) {
          const { arrives, sets, round: goesRound } = passage(driving, leg, from, need, round);
          expect(arrives).toBeGreaterThanOrEqual(last);
          last = arrives;
          if (need === 0 || goesRound || arrives === Number.POSITIVE_INFINITY) continue;
          // Nothing is driven on a closed slot.
          for (let s = sets; s < arrives; s++) expect(drivable[s] && marks[s]).toBe(false);
        }
        for (let by = 0; by <= 30; by++) {
          const latest = leavesBy(driving, leg, by, need, round);
          for (let from = 0; from <= 30; from++) {
            expect(passage(driving, leg, from, need, round).arrives <= by).toBe(from <= latest);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  test('closes ways that pass it, and those that share a stretch with it, but none that only begin where it ends', () => {
    const places = [
      { lat: 0, lon: 37 },
      { lat: 0, lon: 38 },
      { lat: 0, lon: 39 },
      { lat: 1, lon: 38 },
    ];
    const ways = (where: Parameters<typeof closedCells>[0]) =>
      [...closedCells(where, places)].map((cell) => `${Math.floor(cell / 4)}${cell % 4}`).sort();
    const middle = { name: 'B8 at the bridge', lat: 0.02, lon: 37.5 };
    expect(ways({ shape: 'around', ...middle, radiusKm: 5 })).toEqual(['01', '02', '10', '20']);
    expect(ways({ shape: 'around', ...middle, radiusKm: 1 })).toEqual([]);
    const ends = [0, 1].map((i) => ({ siteId: null, name: `${i}`, ...(places[i] as (typeof places)[0]) }));
    // 0-1 itself, 0-2 that goes on along it; 1-2 and 1-3 only begin at its end, 0-3 leaves it at once.
    expect(ways({ shape: 'between', ends, widthKm: 10 })).toEqual(['01', '02', '10', '20']);
  });
});

describe('days that cannot be used', () => {
  test('a truck that is out and a host that cancels are named', () => {
    const out = (change: Partial<Problem>, request = {}) => {
      const { state } = solved(beyond(change, request), 50);
      return explainUnscheduled(state, 'r0').reasons;
    };
    const trucks = beyond().trucks.map((truck) => ({
      ...truck,
      maintenance: [{ ...range(0, 11), cause: 'gearbox' }],
    }));
    expect(out({ trucks })).toMatchObject([{ code: 'REST_OR_MAINTENANCE', causes: ['gearbox'] }]);
    expect(out({}, { blackouts: [{ ...range(-5, 40), cause: 'exams' }] })).toMatchObject([
      { code: 'BLACKOUT', causes: ['exams'] },
    ]);
  });

  test('a weak battery holds fewer classes, and is named on the day it falls under its reserve', () => {
    const power = {
      arrayPeakW: 3000,
      capacityWh: 12_000,
      reservePct: 20,
      maxChargeW: 3000,
      maxDischargeW: 4000,
      chargeEfficiency: 0.9,
      startSocPct: 80,
      baseLoadW: 40,
      classLoadW: 400,
    };
    const with_ = (powerChanges: object[]) => {
      const trucks = beyond().trucks.map((truck) => ({ ...truck, power, powerChanges }) as never);
      const problem = beyond({ trucks }, { learnersExpected: 20 });
      const { plan, state } = solved(problem, 50);
      expect(checkPlan(problem, plan.visits)).toEqual([]);
      return { served: plan.visits.length, reasons: explainUnscheduled(state, 'r0').reasons };
    };
    expect(with_([]).served).toBe(1);
    const weak = { ...range(0, 11), cause: 'cells', capacityPct: 30, classLoadW: 400 };
    expect(with_([weak])).toMatchObject({
      served: 0,
      reasons: [{ code: 'BATTERY_RESERVE', causes: ['cells'] }],
    });
    // Enough again where classes draw less, and where the weak days are over in time.
    expect(with_([{ ...weak, ...range(0, 4) }]).served).toBe(1);
    expect(with_([{ ...weak, classLoadW: 0 }]).served).toBe(1);
  });
});

const bare = ({ requestId, truckId, firstDay, lastDay }: PlannedVisit) =>
  `${requestId} ${truckId} ${firstDay} ${lastDay}`;

test('a quarter of twelve trucks and two hundred sites under all of it stands, hour by hour', () => {
  const usual = programme({ requests: 200, trucks: 12, days: 84, seed: 11 });
  const n = usual.travel.places.length;
  const day = (i: number) =>
    usual.trucks[0] && new Date(Date.parse(usual.from) + i * 864e5).toISOString().slice(0, 10);
  const days = (from: number, to: number) => ({ from: day(from) ?? '', to: day(to) ?? '' });
  const from = Array.from({ length: n * n }, (_, cell) => cell).filter((cell) => (cell * 7919) % 5 === 0);
  const problem: Problem = {
    ...usual,
    trucks: usual.trucks.map((truck, k) => ({
      ...truck,
      ...(k === 2 ? { maintenance: [{ ...days(14, 40), cause: 'a' }] } : {}),
      ...(k === 4 && truck.power !== null
        ? { powerChanges: [{ ...days(20, 60), cause: 'b', capacityPct: 50, classLoadW: 100 }] }
        : {}),
    })),
    requests: usual.requests.map((request, i) =>
      i % 17 === 0
        ? { ...request, blackouts: [...request.blackouts, { ...days(0, 90), cause: 'c' }] }
        : request,
    ),
    travel: {
      ...usual.travel,
      closures: [
        { ...days(10, 24), cause: 'd', cells: Int32Array.from(from), detourKm: null },
        {
          ...days(30, 50),
          cause: 'e',
          cells: Int32Array.from(from.map((c) => (c + 1) % (n * n))),
          detourKm: 150,
        },
      ],
    },
  };
  const before = solved(usual, 60);
  expect(checkPlan(usual, before.plan.visits)).toEqual([]);
  expect(before.plan.visits.length).toBeGreaterThan(40);
  const weights = { moved: 400, dropped: 1000 };
  const promised = { visits: before.plan.visits, frozenBefore: usual.from };
  const after = solved({ ...problem, published: promised, weights }, 60);
  expect(checkPlan({ ...problem, published: promised }, after.plan.visits)).toEqual([]);
  // Nobody moves whom nothing keeps from staying: those that stand as they were are by far the most.
  const kept = new Set(after.plan.visits.map(bare));
  const same = before.plan.visits.filter((visit) => kept.has(bare(visit))).length;
  expect(same).toBeGreaterThan(before.plan.visits.length * 0.6);
});
