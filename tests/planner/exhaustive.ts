/**
 * The best plan of a small problem by trying everything: each truck lives day after day, and on each day may begin any visit that is due or
 * let the day pass; what it can do is read off the problem itself, and each plan is held against the checker's rules for battery and sites.
 * Slow, and nothing of the optimiser in it but what a learner counts.
 */
import { learnerWeight } from '../../src/planner/cost.ts';
import type { PlannedVisit, Problem, RequestSpec, TruckSpec } from '../../src/planner/problem.ts';
import { checkPlan } from '../support/planner-checker.ts';

type Made = PlannedVisit & { readonly learners: number };
type RouteSet = { readonly mask: number; readonly value: number; readonly plans: Made[][] };

const DAY_MS = 86_400_000;
/** Plans of one truck that serve the same requests, kept for the case that two trucks are in each other's way at a site. */
const PLANS_MAX = 60;

export function bestValue(problem: Problem): { value: number; plan: Made[] } {
  const zero = Date.parse(`${problem.from}T00:00:00Z`);
  const date = (day: number) => new Date(zero + day * DAY_MS).toISOString().slice(0, 10);
  const worth = problem.requests.map((request) => {
    const county = problem.sites.find(({ siteId }) => siteId === request.siteId)?.county ?? '';
    return learnerWeight(problem, request, county);
  });

  /** The stays a truck can have at a request that begin on a day: last day and learners. */
  function staysFrom(
    truck: TruckSpec,
    request: RequestSpec,
    day: number,
  ): { last: number; learners: number }[] {
    const course = problem.courses.find(({ courseId }) => courseId === request.courseId);
    if (course === undefined) return [];
    const aDay = course.classesPerDay ?? problem.classesPerDay;
    const wanted: { classDays: number; learners: number }[] = [];
    if (course.mode === 'cohort') {
      const cohorts = Math.ceil(request.learnersExpected / truck.seats);
      const classes = cohorts * Math.ceil(course.totalHours / course.classHours);
      wanted.push({
        classDays: Math.ceil(classes / aDay),
        learners: request.learnersExpected,
      });
    } else {
      for (let n = request.minimumStayDays; n <= (request.maximumStayDays ?? request.minimumStayDays); n++) {
        const learners = Math.min(request.learnersExpected, n * aDay * truck.seats);
        wanted.push({ classDays: n, learners });
      }
    }
    const site = problem.sites.find(({ siteId }) => siteId === request.siteId);
    const list: { last: number; learners: number }[] = [];
    for (const { classDays, learners } of wanted) {
      let left = classDays;
      for (let d = day; d < problem.days && left > 0; d++) {
        const weekday = new Date(zero + d * DAY_MS).getUTCDay();
        const off = truck.maintenance.some(({ from, to }) => date(d) >= from && date(d) <= to);
        const open = site?.openWeekdays.includes(weekday) === true && !site.holidays.includes(date(d));
        if (open && !truck.restWeekdays.includes(weekday) && !off) left--;
        if (left === 0) list.push({ last: Math.max(d, day + request.minimumStayDays - 1), learners });
      }
    }
    return list;
  }

  function routesOf(truck: TruckSpec): RouteSet[] {
    const sets = new Map<number, { value: number; plans: Made[][] }>();
    const alone: Problem = { ...problem, trucks: [truck] };
    function go(day: number, mask: number, value: number, plan: Made[]): void {
      const known = sets.get(mask);
      if (known === undefined || value > known.value + 1e-9) sets.set(mask, { value, plans: [plan] });
      else if (value > known.value - 1e-9 && known.plans.length < PLANS_MAX) known.plans.push(plan);
      for (let start = day; start < problem.days; start++) {
        for (const [i, request] of problem.requests.entries()) {
          if (mask & (1 << i)) continue;
          for (const { last, learners } of staysFrom(truck, request, start)) {
            const visit = {
              requestId: request.requestId,
              truckId: truck.truckId,
              firstDay: date(start),
              lastDay: date(last),
              learners,
            };
            const next = [...plan, visit];
            if (checkPlan(alone, next).length > 0) continue;
            go(last + 1, mask | (1 << i), value + learners * (worth[i] ?? 0), next);
          }
        }
      }
    }
    go(0, 0, 0, []);
    return [...sets]
      .map(([mask, { value, plans }]) => ({ mask, value, plans }))
      .sort((a, b) => b.value - a.value);
  }

  const [first = [], second = [{ mask: 0, value: 0, plans: [[]] }]] = problem.trucks.map(routesOf);
  let best = { value: -1, plan: [] as Made[] };
  for (const a of first) {
    for (const b of second) {
      if (a.mask & b.mask || a.value + b.value <= best.value + 1e-9) continue;
      for (const planA of a.plans) {
        const planB = b.plans.find((other) => checkPlan(problem, [...planA, ...other]).length === 0);
        if (planB === undefined) continue;
        best = { value: a.value + b.value, plan: [...planA, ...planB] };
        break;
      }
    }
  }
  return best;
}
