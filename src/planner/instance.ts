/**
 * A problem, validated and frozen into numbers: slots instead of dates, tables of stays by class of truck, ways in slots of driving, what
 * each visit reaches. Nothing here changes while searching.
 */

import { type Driving, dayOf, drivingOf, weekdayOf } from './calendar.ts';
import { type ClosedLegs, closedLegsOf } from './closures.ts';
import { learnerWeight } from './cost.ts';
import { lengthsOf, type StayLength } from './lengths.ts';
import type {
  CourseSpec,
  DateRange,
  PlannedVisit,
  Problem,
  ProblemFault,
  RequestSpec,
  SiteSpec,
  TruckSpec,
} from './problem.ts';
import { countBefore, type StayTable, stayTable } from './stays.ts';
import { faultsOf } from './validate.ts';
import { legsOf, slotsOfWay } from './ways.ts';

export type Instance = {
  readonly problem: Problem;
  readonly firstDay: number;
  readonly slots: number;
  readonly perDay: 1 | 2;
  /** Of each request. */
  readonly siteOf: readonly SiteSpec[];
  readonly courseOf: readonly CourseSpec[];
  readonly weight: Float64Array;
  /** A visit is a request with one length of its stay. */
  readonly visits: readonly VisitSpec[];
  readonly firstVisit: Int32Array;
  /** Trucks of one class have the same calendar and seats. */
  readonly classOf: Int32Array;
  readonly classes: number;
  /** Undefined: no truck of the class can make this visit. */
  readonly table: (classNumber: number, visit: number) => StayTable | undefined;
  /** Learners a visit reaches, at [class * visits + visit]. */
  readonly learners: Float64Array;
  /** Slots with classes of a visit: the first so many of its stay on which a class can be held. */
  readonly classSlots: Int16Array;
  /** 1 where the crew of a truck works: drives or teaches. */
  readonly atWork: readonly Uint8Array[];
  readonly driving: readonly Driving[];
  /** Slots of driving from place to place, by truck. */
  readonly legs: readonly Int16Array[];
  /** Ways that are closed for a time, and the slots of driving of so many kilometres more. */
  readonly closed: ClosedLegs | undefined;
  readonly detour: (truck: number, cell: number, moreKm: number) => number;
  readonly availableFrom: Int32Array;
  readonly placeOfSite: ReadonlyMap<string, number>;
  readonly truckIndex: ReadonlyMap<string, number>;
  readonly requestIndex: ReadonlyMap<string, number>;
  /** What is pinned (or frozen), and what was published, by request. */
  readonly pinned: readonly (Told | undefined)[];
  readonly told: readonly (Told | undefined)[];
  /** 1 where a truck of the class can hold classes at a site. */
  readonly teachable: (classNumber: number, site: SiteSpec) => Uint8Array;
  /** 1 where a site is open, whoever comes. */
  readonly openDays: (site: SiteSpec) => Uint8Array;
  readonly windows: (request: number) => [number, number][];
  /** 1 where trucks of a class are out of service, and where the request has a blackout. */
  readonly barred: (classNumber: number, request: number) => { out: Uint8Array; blackout: Uint8Array };
};
export type VisitSpec = { readonly request: number; readonly length: StayLength };
/** A visit with a date: from slot `start` to before slot `end`. */
export type Told = {
  readonly truck: number;
  readonly start: number;
  readonly end: number;
  readonly kind: 'pin' | 'frozen' | 'published';
};

export type Built =
  | { readonly ok: true; readonly instance: Instance }
  | { readonly ok: false; readonly faults: ProblemFault[] };

export function buildInstance(problem: Problem): Built {
  const faults = faultsOf(problem);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, instance: freeze(problem) };
}

function freeze(problem: Problem): Instance {
  const perDay = problem.slotsPerDay;
  const firstDay = dayOf(problem.from);
  const slots = problem.days * perDay;
  const { trucks, requests } = problem;
  const truckIndex = indexOf(trucks.map(({ truckId }) => truckId));
  const requestIndex = indexOf(requests.map(({ requestId }) => requestId));
  const placeIndex = indexOf(problem.travel.places);
  const sites = new Map(problem.sites.map((site) => [site.siteId, site]));
  const courses = new Map(problem.courses.map((course) => [course.courseId, course]));
  const siteOf = requests.map(({ siteId }) => present(sites.get(siteId)));
  const courseOf = requests.map(({ courseId }) => present(courses.get(courseId)));
  const slotOf = (date: string) => (dayOf(date) - firstDay) * perDay;
  const toSlots = ({ from, to }: DateRange): [number, number] => [slotOf(from), slotOf(to) + perDay];

  const slotsOf = (visit: PlannedVisit) => ({
    start: slotOf(visit.firstDay) + (perDay === 2 && visit.fromNoon === true ? 1 : 0),
    end: slotOf(visit.lastDay) + (perDay === 2 && visit.untilNoon === true ? 1 : perDay),
  });

  const pinned: (Told | undefined)[] = requests.map(() => undefined);
  const told: (Told | undefined)[] = requests.map(() => undefined);
  const note = (visit: PlannedVisit, kind: Told['kind']): Told | undefined => {
    const truck = truckIndex.get(visit.truckId);
    const { start, end } = slotsOf(visit);
    return truck === undefined || start < 0 || end > slots ? undefined : { truck, start, end, kind };
  };
  const frozenBefore = problem.published === undefined ? 0 : slotOf(problem.published.frozenBefore);
  for (const visit of problem.published?.visits ?? []) {
    const request = requestIndex.get(visit.requestId);
    if (request === undefined) continue;
    // What was promised by a truck that is gone, or outside the horizon, has no place to be kept at: it counts as told, and as changed.
    const at = note(visit, 'published') ?? { truck: -1, ...slotsOf(visit), kind: 'published' };
    told[request] = at;
    if (at.truck >= 0 && at.start < frozenBefore) pinned[request] = { ...at, kind: 'frozen' };
  }
  for (const visit of problem.pins) {
    const request = present(requestIndex.get(visit.requestId));
    // Outside the horizon is found again as a fault by `pins.ts`.
    pinned[request] = note(visit, 'pin') ?? {
      truck: present(truckIndex.get(visit.truckId)),
      start: -1,
      end: -1,
      kind: 'pin',
    };
  }

  const visits: VisitSpec[] = [];
  const firstVisit = new Int32Array(requests.length + 1);
  for (const [request, spec] of requests.entries()) {
    const lengths = lengthsOf(spec, present(courseOf[request]), pinned[request], told[request]);
    for (const length of lengths) visits.push({ request, length });
    firstVisit[request + 1] = visits.length;
  }

  const calendars = trucks.map((truck) => calendarOf(truck, firstDay, slots, perDay));
  const { numbers: classOf, count: classes, firsts } = classesOf(trucks);
  const openAt = new Map<string, Uint8Array>();
  const openDays = (site: SiteSpec) => {
    const key = `${site.openWeekdays.join(',')} ${site.holidays.join(',')}`;
    let marks = openAt.get(key);
    if (marks === undefined) {
      const holidays = new Set(site.holidays.map(dayOf));
      marks = new Uint8Array(slots);
      for (let s = 0; s < slots; s++) {
        const day = firstDay + Math.floor(s / perDay);
        marks[s] = site.openWeekdays.includes(weekdayOf(day)) && !holidays.has(day) ? 1 : 0;
      }
      openAt.set(key, marks);
    }
    return marks;
  };
  const taughtAt: Map<SiteSpec, Uint8Array>[] = Array.from({ length: classes }, () => new Map());
  const teachable = (classNumber: number, site: SiteSpec) => {
    const known = taughtAt[classNumber]?.get(site);
    if (known !== undefined) return known;
    const { atWork } = present(calendars[firsts[classNumber] ?? 0]);
    const marks = openDays(site).map((open, s) => open & (atWork[s] ?? 0));
    taughtAt[classNumber]?.set(site, marks);
    return marks;
  };

  const windowsOf = (request: number): [number, number][] => {
    const { windows } = present(requests[request]);
    return windows.length === 0 ? [[0, slots]] : windows.map(toSlots);
  };
  const barredOf = (classNumber: number, request: number) => {
    const blackout = new Uint8Array(slots);
    for (const range of present(requests[request]).blackouts) {
      const [from, to] = toSlots(range);
      blackout.fill(1, Math.max(0, from), Math.max(0, Math.min(slots, to)));
    }
    return { out: present(calendars[firsts[classNumber] ?? 0]).out, blackout };
  };

  const learners = new Float64Array(classes * visits.length);
  const classSlots = new Int16Array(classes * visits.length);
  const tables: (StayTable | undefined)[] = new Array(classes * visits.length);
  const outBefore = firsts.map((k) => countBefore(present(calendars[k]).out));
  /** Kept from one length of a request's stay to the next. */
  let barredBefore: Int32Array[] = [];
  let barredRequest = -1;
  for (const [visit, { request, length }] of visits.entries()) {
    const spec = present(requests[request]);
    const site = present(siteOf[request]);
    const course = present(courseOf[request]);
    const perSlot = classesPerDayOf(problem, course) / perDay;
    const windows = windowsOf(request);
    const pin = pinned[request];
    if (request !== barredRequest) {
      barredRequest = request;
      barredBefore = outBefore;
      if (spec.blackouts.length > 0) {
        barredBefore = firsts.map((_, c) => {
          const { out, blackout } = barredOf(c, request);
          return countBefore(out.map((mark, s) => mark | (blackout[s] ?? 0)));
        });
      }
    }
    for (let c = 0; c < classes; c++) {
      const truck = present(trucks[firsts[c] ?? 0]);
      if (incapable(problem, truck, site, course, spec).some((why) => why !== 'OTHER_TRUCKS')) continue;
      const marks = teachable(c, site);
      const stay = length({ seats: truck.seats, perSlot, perDay, teachable: marks });
      if (stay === undefined) continue;
      const inPin = pin === undefined ? windows : within(windows, pin.start, pin.end);
      const table = stayTable({
        teachable: marks,
        barredBefore: present(barredBefore[c]),
        windows: inPin,
        classes: stay.slots,
        span: pin === undefined ? stay.span : pin.end - firstTeachable(marks, pin.start),
      });
      if (table.last < 0) continue;
      tables[c * visits.length + visit] = table;
      learners[c * visits.length + visit] = stay.learners;
      classSlots[c * visits.length + visit] = stay.slots;
    }
  }

  const legs = new Map<string, Int16Array>();
  return {
    problem,
    firstDay,
    slots,
    perDay,
    siteOf,
    courseOf,
    weight: Float64Array.from(requests, (request, i) =>
      learnerWeight(problem, request, present(siteOf[i]).county),
    ),
    visits,
    firstVisit,
    classOf,
    classes,
    table: (classNumber, visit) => tables[classNumber * visits.length + visit],
    learners,
    classSlots,
    atWork: calendars.map(({ atWork }) => atWork),
    driving: calendars.map(({ atWork }) => drivingOf(atWork)),
    legs: trucks.map((truck) => {
      const key = `${truck.speedKph} ${truck.drivingMinutesPerDay}`;
      const known = legs.get(key) ?? legsOf(problem, truck);
      legs.set(key, known);
      return known;
    }),
    closed: closedLegsOf(problem, slots, toSlots),
    detour: (truck, cell, moreKm) => slotsOfWay(problem, present(trucks[truck]), cell, moreKm),
    availableFrom: Int32Array.from(trucks, ({ availableFrom }) =>
      availableFrom === undefined ? 0 : Math.min(slots, Math.max(0, slotOf(availableFrom))),
    ),
    placeOfSite: placeIndex,
    truckIndex,
    requestIndex,
    pinned,
    told,
    teachable,
    openDays,
    windows: windowsOf,
    barred: barredOf,
  };
}

function calendarOf(truck: TruckSpec, firstDay: number, slots: number, perDay: number) {
  const rest = new Set((truck.restDates ?? []).map(dayOf));
  const out = new Uint8Array(slots);
  for (const { from, to } of truck.maintenance) {
    const first = (dayOf(from) - firstDay) * perDay;
    const over = (dayOf(to) - firstDay + 1) * perDay;
    out.fill(1, Math.max(0, first), Math.max(0, Math.min(slots, over)));
  }
  const atWork = new Uint8Array(slots);
  for (let s = 0; s < slots; s++) {
    const day = firstDay + Math.floor(s / perDay);
    atWork[s] = out[s] === 1 || rest.has(day) || truck.restWeekdays.includes(weekdayOf(day)) ? 0 : 1;
  }
  return { atWork, out };
}

function classesOf(trucks: readonly TruckSpec[]) {
  const byKey = new Map<string, number>();
  const firsts: number[] = [];
  const numbers = Int32Array.from(trucks, ({ seats, restWeekdays, restDates, maintenance }, i) => {
    const key = JSON.stringify([seats, restWeekdays, restDates, maintenance]);
    const known = byKey.get(key);
    if (known !== undefined) return known;
    byKey.set(key, firsts.length);
    firsts.push(i);
    return firsts.length - 1;
  });
  return { numbers, count: firsts.length, firsts };
}

export function classesPerDayOf(problem: Problem, course: CourseSpec): number {
  return course.classesPerDay ?? problem.classesPerDay;
}

/** Why a truck can never hold this course at this site, whatever the date. */
export function incapable(
  { refuseUnknown }: Problem,
  truck: TruckSpec,
  site: SiteSpec,
  course: CourseSpec,
  request: RequestSpec,
): ('LORRY_ACCESS' | 'BANDWIDTH' | 'OTHER_TRUCKS')[] {
  const why: ReturnType<typeof incapable> = [];
  if (site.lorryAccess === 'no' || (site.lorryAccess === 'unknown' && refuseUnknown))
    why.push('LORRY_ACCESS');
  const kbps = site.downlinkKbps ?? (refuseUnknown ? 0 : Infinity);
  if (kbps < course.downlinkKbps) why.push('BANDWIDTH');
  if (request.onlyTrucks !== undefined && !request.onlyTrucks.includes(truck.truckId))
    why.push('OTHER_TRUCKS');
  return why;
}

function within(
  windows: readonly (readonly [number, number])[],
  from: number,
  to: number,
): [number, number][] {
  return windows
    .map(([a, b]): [number, number] => [Math.max(a, from), Math.min(b, to)])
    .filter(([a, b]) => a < b);
}

function firstTeachable(marks: Uint8Array, from: number): number {
  const first = marks.indexOf(1, Math.max(0, from));
  return first < 0 ? from : first;
}

function indexOf(keys: readonly string[]): Map<string, number> {
  return new Map(keys.map((key, i) => [key, i]));
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not there');
  return value;
}
