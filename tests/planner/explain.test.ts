/** Why a request is left out: one cause a problem, made by hand. */
import { describe, expect, test } from 'vitest';
import { beatenBy, explainUnscheduled } from '../../src/planner/explain.ts';
import type { Problem, RequestSpec } from '../../src/planner/problem.ts';
import type { Reason } from '../../src/planner/reasons.ts';
import { date, range, smallProblem, solved } from './small.ts';

const base = smallProblem(1);
const plain: RequestSpec = {
  requestId: 'r0',
  siteId: 's0',
  courseId: 'day',
  learnersExpected: 10,
  womenExpected: 0,
  teachersExpected: 0,
  priority: 3,
  requestedOn: date(0),
  windows: [],
  blackouts: [],
  minimumStayDays: 1,
};
/** One truck, t0, of 20 seats, with so much battery that it never matters. */
function problem(requests: Partial<RequestSpec>[], change: Partial<Problem> = {}): Problem {
  return {
    ...base,
    trucks: base.trucks.slice(0, 1).map((truck) => ({ ...truck, power: null })),
    counties: undefined,
    requests: requests.map((request, i) => ({ ...plain, requestId: `r${i}`, ...request })),
    ...change,
  };
}
function why(of: Problem, requestId: string): readonly Reason[] {
  const { state, plan } = solved(of, 300);
  expect(plan.unscheduled).toContain(requestId);
  return explainUnscheduled(state, requestId).reasons;
}

describe('a request is left out because', () => {
  test('no truck can hold its course there', () => {
    expect(why(problem([{ siteId: 's6', courseId: 'long' }]), 'r0')).toEqual([
      {
        code: 'NO_CAPABLE_TRUCK',
        causes: ['BANDWIDTH'],
        change: { what: 'BANDWIDTH', needKbps: 1000, hasKbps: 800 },
      },
    ]);
    const sites = base.sites.map((site) => ({ ...site, lorryAccess: 'no' as const }));
    expect(why(problem([{}], { sites }), 'r0')).toMatchObject([
      { code: 'NO_CAPABLE_TRUCK', causes: ['LORRY_ACCESS'], change: { what: 'ACCESS' } },
    ]);
  });

  test('its window has too few days with classes', () => {
    // 100 learners are 5 cohorts of 4 classes: 5 days.
    const reasons = why(problem([{ learnersExpected: 100, windows: [range(0, 3)] }]), 'r0');
    expect(reasons).toEqual([
      {
        code: 'NO_DATE_IN_WINDOW',
        truckId: 't0',
        needDays: 5,
        hasDays: 4,
        change: { what: 'WINDOW', moreDays: 1 },
      },
    ]);
  });

  test('a blackout is in the way', () => {
    const reasons = why(problem([{ windows: [range(0, 3)], blackouts: [range(0, 3)] }]), 'r0');
    expect(reasons).toMatchObject([{ code: 'BLACKOUT', truckId: 't0', firstDay: date(3), lastDay: date(3) }]);
  });

  test('the truck is in maintenance', () => {
    const reasons = why(problem([{ windows: [range(7, 7)] }]), 'r0');
    expect(reasons).toMatchObject([{ code: 'REST_OR_MAINTENANCE', truckId: 't0', firstDay: date(7) }]);
  });

  test('no truck can be there in time', () => {
    // 300 km at 50 km/h are six hours, a day's driving: not before Tuesday.
    const reasons = why(problem([{ windows: [range(0, 0)] }]), 'r0');
    expect(reasons[0]).toMatchObject({
      code: 'TRAVEL_TIME',
      truckId: 't0',
      after: null,
      before: null,
      earliest: null,
    });
  });

  test('the battery would fall under its reserve', () => {
    const trucks = base.trucks.slice(0, 1).map((truck) => ({
      ...truck,
      power: truck.power && {
        ...truck.power,
        arrayPeakW: 100,
        capacityWh: 8000,
        startSocPct: 80,
        reservePct: 20,
      },
    }));
    const [reason] = why(problem([{ courseId: 'long', learnersExpected: 20 }], { trucks }), 'r0');
    // 8 h at 20 x 60 W and 150 W for the truck's own are 10.8 kWh, of the 4.8 there are above the reserve.
    expect(reason).toMatchObject({ code: 'BATTERY_RESERVE', truckId: 't0', reservePct: 20 });
    if (reason?.code !== 'BATTERY_RESERVE') throw new Error('not that');
    expect(reason.shortWh).toBeGreaterThan(5000);
    expect(reason.chargePct).toBeLessThan(20);
    expect(reason.day >= reason.firstDay).toBe(true);
  });

  test('a pin keeps the only days', () => {
    const day = { windows: [range(2, 2)] };
    const of = problem([day, day], {
      pins: [{ requestId: 'r0', truckId: 't0', firstDay: date(2), lastDay: date(2) }],
    });
    expect(why(of, 'r1')[0]).toMatchObject({
      code: 'PIN_CONFLICT',
      requestIds: ['r0'],
      change: { what: 'UNPIN', requestIds: ['r0'] },
    });
  });

  test('another truck is at the site', () => {
    const day = { windows: [range(2, 2)] };
    const trucks = base.trucks.map((truck) => ({ ...truck, power: null }));
    const of = problem([day, { ...day, onlyTrucks: ['t1'] }], {
      trucks,
      pins: [{ requestId: 'r0', truckId: 't0', firstDay: date(2), lastDay: date(2) }],
    });
    expect(why(of, 'r1')).toMatchObject([{ code: 'SITE_TAKEN', truckId: 't1', by: 'r0' }]);
  });

  test('others reach more, and by how many', () => {
    const day = { windows: [range(2, 2)] };
    const of = problem([
      { ...day, learnersExpected: 20 },
      { ...day, siteId: 's1', learnersExpected: 10 },
    ]);
    const { state } = solved(of, 200);
    const { reasons } = explainUnscheduled(state, 'r1');
    expect(reasons[0]).toMatchObject({
      code: 'LOWER_VALUE',
      displaces: ['r0'],
      netLearners: -10,
      change: { what: 'DROP', requestIds: ['r0'] },
    });
    const [beaten] = beatenBy(state, 'r0');
    expect(beaten?.requestId).toBe('r1');
    expect(beaten?.lessBy).toBeCloseTo(10, 3);
    expect(explainUnscheduled(state, 'r0').reasons).toEqual([]);
  });

  test('the search was too short', () => {
    const { state } = solved(problem([{}]), 0);
    state.schedule.clear();
    for (let k = 0; k < state.model.routes; k++) state.schedule.judge(k);
    expect(explainUnscheduled(state, 'r0').reasons).toMatchObject([{ code: 'SEARCH_LIMIT', displaces: [] }]);
  });

  test('and looking for reasons changes nothing', () => {
    const { state, plan } = solved(smallProblem(5), 300);
    const before = [...state.schedule.stops, ...state.schedule.early, ...state.schedule.late];
    for (const requestId of plan.unscheduled) {
      const { reasons } = explainUnscheduled(state, requestId);
      expect(reasons.length).toBeGreaterThan(0);
      expect(reasons.some(({ code }) => code === 'SEARCH_LIMIT')).toBe(false);
    }
    for (const { requestId } of plan.visits) beatenBy(state, requestId);
    expect([...state.schedule.stops, ...state.schedule.early, ...state.schedule.late]).toEqual(before);
  });
});
