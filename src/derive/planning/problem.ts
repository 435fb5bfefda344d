/** The planner's problem, put together from the registry's facts, bookings, disruptions and ways. */
import type { Disruption } from '@digitruck/contract/disruptions';
import type { RequestId } from '@digitruck/contract/ids';
import type { Place } from '../../kernel/geo.ts';
import { addDays } from '../../kernel/zone.ts';
import type {
  CourseSpec,
  PlannedVisit,
  Problem,
  RequestSpec,
  SiteSpec,
  Travel,
  TruckSpec,
  Weights,
} from '../../planner/problem.ts';
import type { RequestFacts, TruckFacts } from '../../store/plans/planning-facts.ts';
import type { Promised } from '../../store/tables/plans.ts';
import type { PlannedVisit as Booked } from '../../store/visits/visits.ts';
import type { DaysOff } from './days-off.ts';
import { cancelledDays, closuresOf, powerChangesOf } from './disruptions.ts';
import { sunProfile } from './sun.ts';
import { CLASSES_A_DAY, CREW_RESTS_ON, timetableFor } from './timetable.ts';
import { powerOf } from './truck-power.ts';

const DRIVING_MIN_A_DAY = 480;
/** ISO counts Sunday as 7, the planner as 0. */
const REST_WEEKDAYS = [CREW_RESTS_ON % 7];
const CLASSES_FROM_HOUR = 7;
const DROP_IN_DAYS_MAX = 30;
/** A truck that a booking keeps until so near the end need not be home by then. */
const HOME_DAYS = 7;
/**
 * Where as little as possible is to move: a promise moves only if it cannot stay, and to keep one that would be dropped one other moves at
 * most, since two cost more than what is saved.
 */
const STEADY = { moved: 400, dropped: 1000 } as const satisfies Partial<Weights>;
const FIXED = 'visit:';
export const fixedKey = (visitId: string) => `${FIXED}${visitId}`;
export const isFixedKey = (requestId: string) => requestId.startsWith(FIXED);

export type Start = Place & { readonly availableFrom?: string };
export type Parts = {
  readonly from: string;
  readonly days: number;
  /** Last day of the horizon. */
  readonly to: string;
  readonly timeZone: string;
  readonly stability: 'usual' | 'most';
  readonly returnToDepot: boolean;
  readonly pins: readonly PlannedVisit[];
  readonly trucks: readonly TruckFacts[];
  readonly starts: ReadonlyMap<string, Start>;
  readonly requests: ReadonlyMap<string, RequestFacts>;
  readonly counties: NonNullable<Problem['counties']>;
  readonly booked: readonly Booked[];
  readonly promised: readonly (Promised & { readonly requestId: RequestId })[];
  readonly disruptions: readonly Disruption[];
  readonly daysOff: DaysOff;
};
/** Everything but the ways between its places. */
export type WithoutWays = {
  readonly problem: Omit<Problem, 'travel'>;
  readonly places: ReadonlyMap<string, Place>;
};

export function withWays({ problem, places }: WithoutWays, travel: Travel, { disruptions }: Parts): Problem {
  const closures = closuresOf(disruptions, [...places.values()]);
  return { ...problem, travel: closures.length === 0 ? travel : { ...travel, closures } };
}

/** @param fixed bookings that stand in it as pinned visits of their own */
export function problemOf(parts: Parts, fixed: readonly Booked[]): WithoutWays {
  const { from, days, trucks: used, starts, requests, booked, disruptions } = parts;
  const seatsLeast = Math.min(...used.map(({ seats }) => seats), 20);
  const sun: Float64Array[] = [];
  const profiles = new Map<Float64Array, number>();
  const sunOf = (place: Place): number => {
    const profile = sunProfile(place, from.slice(0, 4), parts.timeZone);
    const index = profiles.get(profile) ?? sun.push(profile) - 1;
    profiles.set(profile, index);
    return index;
  };
  const sites = new Map<string, SiteSpec & Place>();
  const courses = new Map<string, CourseSpec>();
  const shares = {
    women: usualShare(requests, 'womenExpected'),
    teachers: usualShare(requests, 'teachersExpected'),
  };
  const specs: RequestSpec[] = [];
  for (const { request, site, course } of requests.values()) {
    const { requestId, siteId, learnersExpected, priority, requestedOn } = request;
    sites.set(siteId, {
      siteId,
      county: site.county,
      lat: site.lat,
      lon: site.lon,
      openWeekdays: site.opening.weekdays.map((day) => day % 7),
      holidays: parts.daysOff.ofCountry(site.country),
      lorryAccess: site.access.lorry,
      downlinkKbps: site.connectivity.downlinkKbps,
      // With a good grid the battery is no limit there.
      sun: site.power.grid === 'yes' ? null : sunOf(site),
    });
    const spec = courseSpec(course, site.opening);
    courses.set(spec.courseId, spec);
    const taken = booked.filter((visit) => visit.siteId === siteId && visit.requestId !== requestId);
    const others = taken.filter(({ visitId }) => !parts.promised.some((one) => one.visitId === visitId));
    const most = Math.ceil(learnersExpected / (seatsLeast * spec.classesPerDay));
    specs.push({
      requestId,
      siteId,
      courseId: spec.courseId,
      learnersExpected,
      // Asked again and again for single requests, so what nobody said is filled in once.
      womenExpected: request.womenExpected ?? shares.women * learnersExpected,
      teachersExpected: request.teachersExpected ?? shares.teachers * learnersExpected,
      priority,
      requestedOn,
      windows: request.windows,
      blackouts: [
        ...request.blackouts,
        ...others.map(({ firstDay, lastDay }) => ({ from: firstDay, to: lastDay })),
        ...cancelledDays(disruptions, request),
      ],
      minimumStayDays: request.minimumStayDays,
      maximumStayDays: Math.max(request.minimumStayDays, Math.min(DROP_IN_DAYS_MAX, most)),
    });
  }
  const pins: PlannedVisit[] = parts.pins.filter(({ requestId }) => requests.has(requestId as RequestId));
  const places = new Map<string, Place>([...sites].map(([id, site]) => [id, site]));
  for (const visit of fixed) {
    const key = fixedKey(visit.visitId);
    const lastDay = visit.lastDay <= parts.to ? visit.lastDay : parts.to;
    places.set(key, visit.site);
    sites.set(key, {
      siteId: key,
      county: visit.site.county,
      lat: visit.site.lat,
      lon: visit.site.lon,
      openWeekdays: [0, 1, 2, 3, 4, 5, 6],
      holidays: [],
      lorryAccess: 'yes',
      downlinkKbps: null,
      sun: null,
    });
    courses.set(key, {
      courseId: key,
      mode: 'drop-in',
      totalHours: 2,
      classHours: 2,
      powerPerSeatW: 0,
      downlinkKbps: 0,
    });
    specs.push({
      requestId: key,
      siteId: key,
      courseId: key,
      learnersExpected: visit.learnersExpected,
      womenExpected: 0,
      teachersExpected: 0,
      priority: 3,
      requestedOn: from,
      windows: [],
      blackouts: [],
      minimumStayDays: 1,
      onlyTrucks: [visit.truckId],
    });
    pins.push({ requestId: key, truckId: visit.truckId, firstDay: visit.firstDay, lastDay });
  }
  const homeBy = addDays(parts.to, -HOME_DAYS);
  const trucks = used.map((truck): TruckSpec => {
    const start = `start:${truck.truckId}`;
    const { availableFrom, ...place } = starts.get(truck.truckId) ?? { lat: 0, lon: 0 };
    places.set(start, place);
    const home = `home:${truck.truckId}`;
    const late = fixed.some((visit) => visit.truckId === truck.truckId && visit.lastDay > homeBy);
    const returns = parts.returnToDepot && truck.depot !== null && !late;
    if (returns && truck.depot !== null) places.set(home, { lat: truck.depot.lat, lon: truck.depot.lon });
    const powerChanges = powerChangesOf(disruptions, truck);
    return {
      truckId: truck.truckId,
      seats: truck.seats,
      start,
      end: returns ? home : null,
      ...(availableFrom === undefined ? {} : { availableFrom }),
      speedKph: truck.speedKph,
      drivingMinutesPerDay: DRIVING_MIN_A_DAY,
      restWeekdays: REST_WEEKDAYS,
      maintenance: parts.daysOff.ofTruck(truck.truckId),
      power: powerOf(truck),
      ...(powerChanges.length === 0 ? {} : { powerChanges }),
    };
  });
  return {
    places,
    problem: {
      from,
      days,
      slotsPerDay: 1,
      classesPerDay: CLASSES_A_DAY,
      classesFromHour: CLASSES_FROM_HOUR,
      trucks,
      sites: [...sites.values()],
      courses: [...courses.values()],
      requests: specs,
      sun,
      pins,
      published: { visits: parts.promised, frozenBefore: from },
      counties: parts.counties,
      ...(parts.stability === 'most' ? { weights: STEADY } : {}),
    },
  };
}

/** A course as it is held where the hours are such: with so many classes a day. */
function courseSpec(
  course: RequestFacts['course'],
  opening: RequestFacts['site']['opening'],
): CourseSpec & { readonly classesPerDay: number } {
  const { courseId, mode, totalHours, classHours, powerPerSeatW, downlinkKbps } = course;
  const classesPerDay = timetableFor(classHours, opening).classStarts.length;
  const key = `${courseId} ${classesPerDay}`;
  return { courseId: key, mode, totalHours, classHours, classesPerDay, powerPerSeatW, downlinkKbps };
}

function usualShare(
  requests: ReadonlyMap<string, RequestFacts>,
  field: 'womenExpected' | 'teachersExpected',
): number {
  let said = 0;
  let learners = 0;
  for (const { request } of requests.values()) {
    const value = request[field];
    if (value === null) continue;
    said += Math.min(value, request.learnersExpected);
    learners += request.learnersExpected;
  }
  return learners === 0 ? 0 : said / learners;
}
