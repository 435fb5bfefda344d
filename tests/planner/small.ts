/** Small problems for tests: few trucks and requests, short stays, everything that can be in the way, from a seed. */
import { rng } from '../../src/kernel/rng.ts';
import { dateOf, dayOf } from '../../src/planner/calendar.ts';
import { buildInstance, type Instance } from '../../src/planner/instance.ts';
import type { DateRange, Problem, RequestSpec } from '../../src/planner/problem.ts';
import { type Solved, type SolveOptions, solve } from '../../src/planner/solve.ts';
import { stopAfterIterations } from '../../src/planner/stop.ts';

export const FROM = '2027-03-01';
const first = dayOf(FROM);
export const date = (day: number) => dateOf(first + day);
export const range = (from: number, to: number): DateRange => ({ from: date(from), to: date(to) });

/** A fine sun of 700 W a kW at noon; in rain a third of it. */
export function sun(share: number): Float64Array {
  return Float64Array.from({ length: 288 }, (_, i) => {
    const hour = i % 24;
    return hour < 6 || hour > 17 ? 0 : 700 * share * Math.sin(((hour - 5.5) / 12) * Math.PI);
  });
}

/** Up to `requests` at seven sites on a line, 100 km from one to the next, within twelve days. */
export function smallProblem(seed: number, requests = 8, trucks = 2): Problem {
  const random = rng(`small ${seed}`);
  const days = 12;
  const sites = Array.from({ length: 7 }, (_, i) => ({
    siteId: `s${i}`,
    county: `c${i % 3}`,
    openWeekdays: [1, 2, 3, 4, 5],
    holidays: [date(4)],
    lorryAccess: 'yes' as const,
    downlinkKbps: i === 6 ? 800 : null,
    sun: i % 2,
  }));
  const places = [...sites.map(({ siteId }) => siteId), 'depot'];
  const position = [1, 2, 3, 5, 6, 8, 9, 4];
  const km = Float64Array.from(
    { length: places.length ** 2 },
    (_, i) => 100 * Math.abs((position[Math.floor(i / 8)] ?? 0) - (position[i % 8] ?? 0)),
  );
  const list: RequestSpec[] = Array.from({ length: requests }, (_, i) => {
    const dropIn = random.next() < 0.3;
    const from = random.int(4);
    return {
      requestId: `r${i}`,
      siteId: `s${random.int(7)}`,
      courseId: dropIn ? 'drop-in' : random.next() < 0.5 ? 'day' : 'long',
      learnersExpected: dropIn ? 40 + random.int(100) : 10 * (1 + random.int(4)),
      womenExpected: random.next() < 0.5 ? null : 5,
      teachersExpected: null,
      priority: 1 + random.int(5),
      requestedOn: date(-random.int(300)),
      windows: random.next() < 0.4 ? [range(from, from + 4 + random.int(5))] : [],
      blackouts: random.next() < 0.3 ? [range(8, 8)] : [],
      minimumStayDays: dropIn ? 1 + random.int(2) : 1,
      ...(dropIn ? { maximumStayDays: 3 } : {}),
    };
  });
  return {
    from: FROM,
    days,
    slotsPerDay: 1,
    classesPerDay: 4,
    classesFromHour: 8,
    trucks: Array.from({ length: trucks }, (_, k) => ({
      truckId: `t${k}`,
      seats: k === 0 ? 20 : 10,
      start: 'depot',
      end: k === 0 ? null : 'depot',
      speedKph: 50,
      drivingMinutesPerDay: 360,
      restWeekdays: [0],
      maintenance: k === 0 ? [range(7, 7)] : [],
      power: {
        arrayPeakW: 1500 + 500 * random.int(4),
        capacityWh: 8000,
        reservePct: 20,
        maxChargeW: 3000,
        maxDischargeW: 4000,
        chargeEfficiency: 0.9,
        startSocPct: 80,
        baseLoadW: 40,
        classLoadW: 150,
      },
    })),
    sites,
    courses: [
      { courseId: 'day', mode: 'cohort', totalHours: 8, classHours: 2, powerPerSeatW: 45, downlinkKbps: 500 },
      {
        courseId: 'long',
        mode: 'cohort',
        totalHours: 16,
        classHours: 2,
        powerPerSeatW: 60,
        downlinkKbps: 1000,
      },
      {
        courseId: 'drop-in',
        mode: 'drop-in',
        totalHours: 2,
        classHours: 2,
        // The site closes early.
        classesPerDay: 3,
        powerPerSeatW: 40,
        downlinkKbps: 0,
      },
    ],
    requests: list,
    travel: { places, km },
    sun: [sun(1), sun(0.5)],
    pins: [],
    counties: { c0: { reached: 100, asked: 400 }, c1: { reached: 300, asked: 400 } },
  };
}

export function instanceOf(problem: Problem): Instance {
  const built = buildInstance(problem);
  if (!built.ok) throw new Error(JSON.stringify(built.faults));
  return built.instance;
}

export type Ok = Extract<Solved, { ok: true }>;
export function solved(problem: Problem, iterations = 1000, options: Partial<SolveOptions> = {}): Ok {
  const result = solve(instanceOf(problem), { seed: 1, stop: stopAfterIterations(iterations), ...options });
  if (!result.ok) throw new Error(JSON.stringify(result.pinFaults));
  return result;
}
