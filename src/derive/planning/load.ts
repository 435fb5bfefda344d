/**
 * From the registry to the planner's problem. What was promised and is not to move (it has begun, begins within the frozen days, was
 * booked without a request, or reaches beyond the horizon) stands in the problem as a visit of its own that is pinned; where even the way
 * to it does not fit the rules (people booked it, it will happen), the truck begins its plan after it.
 */
import type { RequestId, TruckId } from '@digitruck/contract/ids';
import { distanceKm, type Place } from '../../kernel/geo.ts';
import { addDays } from '../../kernel/zone.ts';
import { dayModel } from '../../planner/day-model.ts';
import { buildInstance } from '../../planner/instance.ts';
import { pinFaults } from '../../planner/pins.ts';
import type {
  CourseSpec,
  PlannedVisit,
  Problem,
  RequestSpec,
  SiteSpec,
  TruckSpec,
} from '../../planner/problem.ts';
import type { PlanningFactsStore, RequestFacts, TruckFacts } from '../../store/planning-facts.ts';
import type { Promised } from '../../store/tables/plans.ts';
import type { PlannedVisit as Booked, VisitStore } from '../../store/visits.ts';
import { sunProfile } from './sun.ts';
import { CLASSES_A_DAY, timetableFor } from './timetable.ts';
import { powerOf } from './truck-power.ts';

export type Horizon = { readonly from: string; readonly days: number; readonly frozenBefore: string };
export type PlanInput = Horizon & {
  /** Empty is every truck in use. */
  readonly truckIds: readonly TruckId[];
  readonly pins: readonly PlannedVisit[];
};
export type LoadedProblem = {
  readonly problem: Problem;
  readonly truckIds: readonly TruckId[];
  /** Visits that stay as they are: shown in the plan, not planned. */
  readonly fixed: readonly Booked[];
  readonly promised: readonly Promised[];
  readonly requests: ReadonlyMap<string, RequestFacts>;
  readonly notes: readonly string[];
};
export type LoadDeps = {
  readonly planningFacts: PlanningFactsStore;
  readonly visits: Pick<VisitStore, 'plannedVisits'>;
  readonly roadFactor: number;
  readonly timeZone: string;
};

const DRIVING_MIN_A_DAY = 480;
/** The crew rests on Sundays; classes are held from Monday to Friday. */
const REST_WEEKDAYS = [0];
const OPEN_WEEKDAYS = [1, 2, 3, 4, 5];
const CLASSES_FROM_HOUR = 7;
const DROP_IN_DAYS_MAX = 30;
const FAR_DAYS = 400;
const FIXED = 'visit:';
export const fixedKey = (visitId: string) => `${FIXED}${visitId}`;
export const isFixedKey = (requestId: string) => requestId.startsWith(FIXED);

export async function loadProblem(deps: LoadDeps, input: PlanInput): Promise<LoadedProblem> {
  const { planningFacts, visits } = deps;
  const { from, days, frozenBefore } = input;
  const to = addDays(from, days - 1);
  const [trucks, open, counties, booked] = await Promise.all([
    planningFacts.planTrucks(),
    planningFacts.openRequests(),
    planningFacts.counties(from),
    visits.plannedVisits(from, addDays(to, FAR_DAYS)),
  ]);
  const notes = [
    `Roads are taken to be ${deps.roadFactor} times as long as the way by air, at each truck's own speed.`,
    'Sun: a usual climate on nine days of ten, by month and place; at sites with a good grid energy is no limit.',
  ];
  const chosen = trucks.filter(
    ({ truckId }) => input.truckIds.length === 0 || input.truckIds.includes(truckId),
  );
  const openIds = new Map(open.map((facts) => [facts.request.requestId, facts]));
  const times = new Map<string, number>();
  for (const { requestId } of booked)
    if (requestId !== null) times.set(requestId, (times.get(requestId) ?? 0) + 1);

  const planned = new Set(chosen.map(({ truckId }) => truckId));
  const promised: Promised[] = [];
  const fixed: Booked[] = [];
  const served = new Set<string>();
  for (const visit of booked) {
    const { requestId, firstDay, lastDay, visitId, truckId, siteId } = visit;
    const movable =
      requestId !== null &&
      openIds.has(requestId) &&
      times.get(requestId) === 1 &&
      planned.has(truckId) &&
      firstDay >= from &&
      firstDay >= frozenBefore &&
      lastDay <= to;
    if (movable) promised.push({ visitId, requestId, truckId, siteId, firstDay, lastDay });
    else {
      if (requestId !== null) served.add(requestId);
      if (firstDay <= to) fixed.push(visit);
    }
  }

  const starts = new Map<string, Place & { readonly availableFrom?: string }>();
  for (const truck of chosen) {
    const here = fixed.find(({ truckId, firstDay }) => truckId === truck.truckId && firstDay < from);
    const place = here?.site ?? truck.place ?? truck.depot;
    if (place === null)
      notes.push(`${truck.truckId} has neither a depot nor a place it was heard of, and is left out.`);
    else {
      const after = here === undefined ? {} : { availableFrom: addDays(here.lastDay, 1) };
      starts.set(truck.truckId, { lat: place.lat, lon: place.lon, ...after });
    }
    if (truck.array === null || truck.battery === null) {
      notes.push(`${truck.truckId}: array or battery is unknown, so its energy is not checked.`);
    }
  }
  const used = chosen.filter(({ truckId }) => starts.has(truckId));
  const requests = new Map([...openIds].filter(([id]) => !served.has(id)));
  const build = (pinnedFixed: readonly Booked[]) =>
    problemOf({ deps, input, to, used, starts, requests, counties, booked, fixed: pinnedFixed, promised });

  // Bookings that do not fit the rules one after the other: the truck begins after the last of them.
  let standing = fixed.filter(({ firstDay, truckId }) => firstDay >= from && starts.has(truckId));
  for (let round = 0; round <= used.length; round++) {
    const faulty = faultyBookings(build(standing), standing);
    if (faulty.length === 0) break;
    for (const visit of faulty) {
      const { lat, lon } = visit.site;
      starts.set(visit.truckId, { lat, lon, availableFrom: addDays(visit.lastDay, 1) });
      standing = standing.filter((one) => one.truckId !== visit.truckId || one.firstDay > visit.lastDay);
      notes.push(
        `${visit.truckId}: its way to the visit booked at ${visit.site.name} from ${visit.firstDay} does not fit crew rest and driving hours; nothing is planned for it before ${addDays(visit.lastDay, 1)}.`,
      );
    }
  }
  return {
    problem: build(standing),
    truckIds: used.map(({ truckId }) => truckId),
    fixed: fixed.filter(({ truckId }) => starts.has(truckId)),
    promised,
    requests,
    notes,
  };
}

/** The last booking of each truck that cannot stand in the problem. */
function faultyBookings(problem: Problem, standing: readonly Booked[]): Booked[] {
  if (standing.length === 0) return [];
  const keys = new Set(standing.map(({ visitId }) => fixedKey(visitId)));
  const own = { ...problem, requests: problem.requests.filter(({ requestId }) => keys.has(requestId)) };
  const { published: _, ...bare } = own;
  const alone = { ...bare, pins: problem.pins.filter(({ requestId }) => keys.has(requestId)) };
  const built = buildInstance(alone);
  if (!built.ok) return [];
  const last = new Map<string, Booked>();
  for (const { requestIds } of pinFaults(built.instance, dayModel(built.instance))) {
    const visit = standing.find(({ visitId }) => fixedKey(visitId) === requestIds.at(-1));
    if (visit !== undefined) last.set(visit.truckId, visit);
  }
  return [...last.values()];
}

function problemOf(given: {
  readonly deps: LoadDeps;
  readonly input: PlanInput;
  readonly to: string;
  readonly used: readonly TruckFacts[];
  readonly starts: ReadonlyMap<string, Place & { readonly availableFrom?: string }>;
  readonly requests: ReadonlyMap<string, RequestFacts>;
  readonly counties: NonNullable<Problem['counties']>;
  readonly booked: readonly Booked[];
  readonly fixed: readonly Booked[];
  readonly promised: readonly Promised[];
}): Problem {
  const { deps, input, used, starts, requests, fixed, booked } = given;
  const { from, days } = input;
  const seatsLeast = Math.min(...used.map(({ seats }) => seats), 20);
  const sun: Float64Array[] = [];
  const profiles = new Map<Float64Array, number>();
  const sunOf = (place: Place): number => {
    const profile = sunProfile(place, from.slice(0, 4), deps.timeZone);
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
    const { requestId, siteId, courseId, learnersExpected, priority, requestedOn } = request;
    sites.set(siteId, {
      siteId,
      county: site.county,
      lat: site.lat,
      lon: site.lon,
      openWeekdays: OPEN_WEEKDAYS,
      holidays: [],
      lorryAccess: site.access.lorry,
      downlinkKbps: site.connectivity.downlinkKbps,
      // With a good grid the battery is no limit there.
      sun: site.power.grid === 'yes' ? null : sunOf(site),
    });
    courses.set(courseId, courseSpec(course));
    const taken = booked.filter((visit) => visit.siteId === siteId && visit.requestId !== requestId);
    const others = taken.filter(({ visitId }) => !given.promised.some((one) => one.visitId === visitId));
    const most = Math.ceil(learnersExpected / (seatsLeast * CLASSES_A_DAY));
    specs.push({
      requestId,
      siteId,
      courseId,
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
      ],
      minimumStayDays: request.minimumStayDays,
      maximumStayDays: Math.max(request.minimumStayDays, Math.min(DROP_IN_DAYS_MAX, most)),
    });
  }
  const pins: PlannedVisit[] = input.pins.filter(({ requestId }) => requests.has(requestId as RequestId));
  const places = new Map<string, Place>([...sites].map(([id, site]) => [id, site]));
  for (const visit of fixed) {
    const key = fixedKey(visit.visitId);
    const lastDay = visit.lastDay <= given.to ? visit.lastDay : given.to;
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
  const trucks = used.map((truck): TruckSpec => {
    const start = `start:${truck.truckId}`;
    const { availableFrom, ...place } = starts.get(truck.truckId) ?? { lat: 0, lon: 0 };
    places.set(start, place);
    return {
      truckId: truck.truckId,
      seats: truck.seats,
      start,
      end: null,
      ...(availableFrom === undefined ? {} : { availableFrom }),
      speedKph: truck.speedKph,
      drivingMinutesPerDay: DRIVING_MIN_A_DAY,
      restWeekdays: REST_WEEKDAYS,
      maintenance: [],
      power: powerOf(truck),
    };
  });
  return {
    from,
    days,
    slotsPerDay: 1,
    classesPerDay: CLASSES_A_DAY,
    classesFromHour: CLASSES_FROM_HOUR,
    trucks,
    sites: [...sites.values()],
    courses: [...courses.values()],
    requests: specs,
    travel: travelOf(places, deps.roadFactor),
    sun,
    pins,
    published: { visits: given.promised, frozenBefore: from },
    counties: given.counties,
  };
}

/** Five classes a day are counted for every course; one whose timetable holds fewer counts as of shorter, more numerous classes. */
function courseSpec(course: RequestFacts['course']): CourseSpec {
  const { courseId, mode, totalHours, powerPerSeatW, downlinkKbps } = course;
  const aDay = Math.min(CLASSES_A_DAY, timetableFor(course.classHours).classStarts.length);
  const classHours = (course.classHours * aDay) / CLASSES_A_DAY;
  return { courseId, mode, totalHours, classHours, powerPerSeatW, downlinkKbps };
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

function travelOf(places: ReadonlyMap<string, Place>, roadFactor: number): Problem['travel'] {
  const keys = [...places.keys()];
  const list = [...places.values()];
  const km = new Float64Array(list.length ** 2);
  for (const [i, a] of list.entries()) {
    for (let j = i + 1; j < list.length; j++) {
      const b = list[j];
      if (b === undefined) continue;
      const way = distanceKm(a, b) * roadFactor;
      km[i * list.length + j] = way;
      km[j * list.length + i] = way;
    }
  }
  return { places: keys, km };
}
