/**
 * Seeded problems of the programme's kind: a country of about 600 by 700 km on the equator, counties with more and fewer people, sites
 * asked for once or twice, trucks of different sizes from a few depots, school terms, holidays, maintenance, rainy months.
 */
import { distanceKm } from '../../../src/kernel/geo.ts';
import { rng } from '../../../src/kernel/rng.ts';
import { dateOf, dayOf } from '../../../src/planner/calendar.ts';
import type { DateRange, Problem, RequestSpec, SiteSpec, TruckSpec } from '../../../src/planner/problem.ts';

export type ProgrammeSize = {
  readonly requests: number;
  readonly trucks: number;
  readonly days: number;
  readonly seed: number;
  readonly slotsPerDay?: 1 | 2;
};

const FROM = '2027-01-04';
const COUNTIES = 12;
const ROAD_FACTOR = 1.35;

export function programme({ requests, trucks, days, seed, slotsPerDay = 1 }: ProgrammeSize): Problem {
  const random = rng(`programme ${seed}`);
  const first = dayOf(FROM);
  const date = (day: number) => dateOf(first + day);
  const range = (from: number, long: number): DateRange => ({ from: date(from), to: date(from + long - 1) });
  const between = (least: number, most: number) => least + random.int(most - least + 1);
  const pick = <T>(list: readonly T[]): T => list[random.int(list.length)] as T;

  const towns = Array.from({ length: COUNTIES }, () => ({
    lat: -2 + 5 * random.next(),
    lon: 35 + 5 * random.next(),
  }));
  const siteCount = Math.max(1, Math.round(requests * 0.9));
  const at = Array.from({ length: siteCount }, (_, i) => {
    const town = towns[i % COUNTIES] ?? { lat: 0, lon: 37 };
    return { lat: town.lat + 0.4 * random.normal(), lon: town.lon + 0.4 * random.normal() };
  });
  const sites: SiteSpec[] = at.map((_, i) => ({
    siteId: `site-${i}`,
    county: `county-${i % COUNTIES}`,
    openWeekdays: random.next() < 0.8 ? [1, 2, 3, 4, 5] : [1, 2, 3, 4, 5, 6],
    holidays: [date(25), date(60)],
    lorryAccess: random.next() < 0.04 ? 'no' : random.next() < 0.2 ? 'unknown' : 'yes',
    downlinkKbps: random.next() < 0.3 ? null : between(500, 20_000),
    sun: i % COUNTIES,
  }));
  const depots = towns.slice(0, Math.max(1, Math.ceil(trucks / 6)));
  const truckList: TruckSpec[] = Array.from({ length: trucks }, (_, k) => ({
    truckId: `truck-${k}`,
    seats: pick([16, 20, 20, 24]),
    start: `depot-${k % depots.length}`,
    end: k % 3 === 0 ? `depot-${k % depots.length}` : null,
    speedKph: 45,
    drivingMinutesPerDay: 480,
    restWeekdays: [0],
    maintenance: random.next() < 0.5 ? [range(between(10, Math.max(11, days - 10)), 3)] : [],
    power:
      random.next() < 0.1
        ? null
        : {
            arrayPeakW: between(2800, 4200),
            capacityWh: between(10_000, 20_000),
            reservePct: 20,
            maxChargeW: 4000,
            maxDischargeW: 5000,
            chargeEfficiency: 0.95,
            startSocPct: 90,
            baseLoadW: 60,
            classLoadW: 250,
          },
  }));
  const requestList: RequestSpec[] = Array.from({ length: requests }, (_, i) => {
    const dropIn = random.next() < 0.3;
    const learners = dropIn ? between(60, 400) : between(2, 12) * 10;
    const open = random.next() < 0.5 ? [] : [range(between(0, Math.floor(days / 2)), between(21, days))];
    const least = dropIn ? between(2, 4) : 1;
    return {
      requestId: `request-${i}`,
      siteId: `site-${i < siteCount ? i : random.int(siteCount)}`,
      courseId: dropIn ? 'drop-in' : pick(['short', 'long', 'vr']),
      learnersExpected: learners,
      womenExpected: random.next() < 0.3 ? null : Math.round(learners * (0.3 + 0.5 * random.next())),
      teachersExpected: random.next() < 0.5 ? null : Math.round(learners * 0.3 * random.next()),
      priority: pick([1, 2, 3, 3, 3, 4, 5]),
      requestedOn: date(-between(10, 700)),
      windows: open,
      blackouts: random.next() < 0.3 ? [range(between(0, days - 7), 7)] : [],
      minimumStayDays: least,
      ...(dropIn ? { maximumStayDays: least + between(2, 8) } : {}),
    };
  });

  const places = [...sites.map(({ siteId }) => siteId), ...depots.map((_, i) => `depot-${i}`)];
  const points = [...at, ...depots];
  const km = new Float64Array(places.length ** 2);
  for (const [a, from] of points.entries()) {
    for (const [b, to] of points.entries()) km[a * places.length + b] = distanceKm(from, to) * ROAD_FACTOR;
  }
  return {
    from: FROM,
    days,
    slotsPerDay,
    classesPerDay: 4,
    classesFromHour: 8,
    trucks: truckList,
    sites,
    courses: [
      {
        courseId: 'short',
        mode: 'cohort',
        totalHours: 20,
        classHours: 2,
        powerPerSeatW: 45,
        downlinkKbps: 1000,
      },
      {
        courseId: 'long',
        mode: 'cohort',
        totalHours: 40,
        classHours: 2,
        powerPerSeatW: 45,
        downlinkKbps: 1000,
      },
      {
        courseId: 'vr',
        mode: 'cohort',
        totalHours: 16,
        classHours: 2,
        powerPerSeatW: 90,
        downlinkKbps: 4000,
      },
      {
        courseId: 'drop-in',
        mode: 'drop-in',
        totalHours: 2,
        classHours: 2,
        powerPerSeatW: 40,
        downlinkKbps: 500,
      },
    ],
    requests: requestList,
    travel: { places, km },
    sun: Array.from({ length: COUNTIES }, (_, i) => sunOf(0.45 + (0.3 * ((i * 7) % COUNTIES)) / COUNTIES)),
    pins: [],
    counties: Object.fromEntries(
      Array.from({ length: COUNTIES }, (_, i) => [
        `county-${i}`,
        { reached: between(0, 900), asked: between(900, 3000) },
      ]),
    ),
  };
}

/** Twelve months of a clear equatorial day times a share, a third less in the rains of April, May and November. */
function sunOf(share: number): Float64Array {
  return Float64Array.from({ length: 288 }, (_, i) => {
    const month = Math.floor(i / 24);
    const height = Math.sin((((i % 24) + 0.5 - 6) / 12) * Math.PI);
    const rain = month === 3 || month === 4 || month === 10 ? 0.67 : 1;
    return Math.max(0, 1000 * share * rain * height);
  });
}
