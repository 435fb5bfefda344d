/**
 * The demo's past: a year of visits and of the classes that were held, or not held and why. Of the last two weeks the classes are those of
 * the simulated trucks, so that what operators reported fits with what the sensors said; but for two, which the office has to ask about.
 */
import type { CourseId, SessionId, SiteId, VisitId } from '@digitruck/contract/ids';
import type { AgeBand, AttendeeRole, ProblemKind, Sex } from '@digitruck/contract/session-words';
import { type HeadCount, SessionBody, type SessionProblem } from '@digitruck/contract/sessions';
import type { Timetable } from '@digitruck/contract/visits';
import { attendance } from '../../../simulators/truck/classes.ts';
import { toIso } from '../../kernel/clock.ts';
import { distanceKm } from '../../kernel/geo.ts';
import { type Rng, rng } from '../../kernel/rng.ts';
import { addDays, instantOf, zoneOffsetMs } from '../../kernel/zone.ts';
import type { PastReport, PastVisit } from '../../store/sessions/history.ts';
import type { DemoFleet } from './fleet.ts';
import { brokenDown, funderOf, pastTimetableOf } from './visits.ts';

export type DemoPast = {
  /** The stays before the first that the service has. */
  readonly visits: readonly PastVisit[];
  /** Those and the booked ones that have begun, if their course is taken in cohorts. */
  readonly inCohorts: readonly Pick<PastVisit, 'visitId' | 'courseId' | 'timetable'>[];
  readonly reports: readonly PastReport[];
};
/** A visit that the service has, as far as it is needed here. */
export type DemoBooked = Pick<
  PastVisit,
  'visitId' | 'truckId' | 'siteId' | 'courseId' | 'firstDay' | 'lastDay' | 'timetable'
> & {
  readonly course: { readonly mode: 'cohort' | 'drop-in' };
};

const DAY_MS = 86_400_000;
const YEAR_DAYS = 364;
const STAY_DAYS = 12;
/** Two days on the road or at the depot between two stays of the past. */
const PERIOD_DAYS = 14;
const MINUTE_MS = 60_000;
const QUARTER_MS = 900_000;
/** Trainer and operator alone, as a counter may see them that has lost count. */
const EMPTY_MAX = 4;
const CANCELLED_SHARE = 0.03;
const LATE_SHARE = 0.06;
const OPERATORS = [
  'Hassan Abdi',
  'Mercy Chebet',
  'Brian Odhiambo',
  'Zawadi Mwakio',
  'Kevin Ekai',
  'Faith Nyambura',
];
const TOPICS: Readonly<Record<string, readonly string[]>> = {
  'DS-40': [
    'First steps',
    'Files and folders',
    'Writing',
    'Spreadsheets',
    'Mail',
    'Searching',
    'Safety online',
    'Exam practice',
  ],
  'TEACH-20': ['Lesson plans', 'Slides', 'Video in class', 'Marking with spreadsheets', 'Safety of pupils'],
  'WORK-24': ['CV and profile', 'Mobile money', 'Selling online', 'Freelance platforms', 'Book-keeping'],
  OPEN: ['Phone settings', 'Mail', 'Safety online'],
  'VR-6': ['The heart', 'The solar system', 'Chemistry lab'],
};
const WHY: readonly (readonly [ProblemKind, string, number])[] = [
  ['power', 'Battery at the reserve, no sun since yesterday', 5],
  ['no-shows', 'Nobody came', 4],
  ['locked-gate', 'The gate was locked until noon', 3],
  ['road', 'Stuck behind a washed-out bridge', 3],
  ['weather', 'Heavy rain', 3],
  ['illness', 'The trainer is ill', 2],
  ['no-network', 'No network, the class needs it', 2],
  ['fuel', 'No diesel to be had', 1],
];
const AGES: readonly (readonly [AgeBand, number])[] = [
  ['0-14', 4],
  ['15-17', 14],
  ['18-24', 40],
  ['25-34', 25],
  ['35-64', 14],
  ['65+', 1],
  ['unknown', 2],
];

/** @param booked visits that the service has already; those of the past and the present have been taught */
export function demoPast(options: {
  readonly fleet: DemoFleet;
  readonly siteIds: readonly SiteId[];
  readonly courseIds: readonly CourseId[];
  readonly booked: readonly DemoBooked[];
  readonly nowMs: number;
  readonly today: string;
  readonly timeZone: string;
}): DemoPast {
  const { fleet, siteIds, courseIds, booked, today } = options;
  const random = rng('demo/sessions');
  const courseOf = new Map(courseIds.map((courseId, index) => [courseId, fleet.courses[index]]));
  const earliest = booked.reduce((day, visit) => (visit.firstDay < day ? visit.firstDay : day), today);
  const visits = pastVisits(fleet, siteIds, courseIds, earliest, random.fork('visits'));
  const taught = [...visits, ...booked.filter(({ firstDay }) => firstDay <= today)];
  const reports = taught.flatMap((visit) => {
    const truck = fleet.trucks.findIndex(({ truckId }) => truckId === visit.truckId);
    const course = courseOf.get(visit.courseId);
    if (truck < 0 || course === undefined) return [];
    return reportsOf({ ...options, visit, truck, course, random: random.fork(visit.visitId) });
  });
  const inCohorts = taught.filter(({ courseId }) => courseOf.get(courseId)?.mode === 'cohort');
  return { visits, inCohorts, reports };
}

/** Each truck goes round a neighbourhood of its own: no site is promised to two. */
function pastVisits(
  fleet: DemoFleet,
  siteIds: readonly SiteId[],
  courseIds: readonly CourseId[],
  before: string,
  random: Rng,
): PastVisit[] {
  const free = new Set(fleet.sites.keys());
  const rounds: number[][] = fleet.trucks.map(() => []);
  for (let count = 0; count < Math.floor(fleet.sites.length / fleet.trucks.length); count++) {
    for (const [index, truck] of fleet.trucks.entries()) {
      const last = fleet.sites[rounds[index]?.at(-1) ?? -1] ?? truck.depot ?? { lat: -1.3, lon: 36.8 };
      let nearest: number | undefined;
      let nearestKm = Number.POSITIVE_INFINITY;
      for (const site of free) {
        const km = distanceKm(last, fleet.sites[site] ?? last);
        if (km < nearestKm) [nearest, nearestKm] = [site, km];
      }
      if (nearest === undefined) break;
      free.delete(nearest);
      rounds[index]?.push(nearest);
    }
  }
  return fleet.trucks.flatMap(({ truckId }, index) => {
    const round = rounds[index] ?? [];
    return Array.from({ length: Math.floor(YEAR_DAYS / PERIOD_DAYS) }, (_, back): PastVisit => {
      const firstDay = addDays(before, -(back + 1) * PERIOD_DAYS);
      const course = random.next() < 0.55 ? 0 : random.int(fleet.courses.length);
      return {
        visitId: idOf<VisitId>(random),
        truckId,
        siteId: siteIds[round[back % round.length] ?? 0] as SiteId,
        courseId: courseIds[course] as CourseId,
        firstDay,
        lastDay: addDays(firstDay, STAY_DAYS - 1),
        timetable: pastTimetableOf(fleet.courses[course]?.mode ?? 'cohort'),
        learnersExpected: 100,
        funder: funderOf(index),
      };
    });
  });
}

type Teaching = {
  readonly visit: Omit<DemoBooked, 'course'>;
  readonly truck: number;
  readonly course: DemoFleet['courses'][number];
  readonly fleet: DemoFleet;
  readonly nowMs: number;
  readonly timeZone: string;
  readonly random: Rng;
};

function reportsOf(teaching: Teaching): PastReport[] {
  const { visit, truck, course, fleet, nowMs, timeZone, random } = teaching;
  const { truckId } = visit;
  const seats = fleet.trucks[truck]?.seats ?? 20;
  // The same seed as the simulated truck's: who came there came here.
  const people = attendance(seats, `demo/truck/${truckId}`);
  const women = 0.42 + 0.25 * random.next();
  const reports: PastReport[] = [];
  for (let day = visit.firstDay; day <= visit.lastDay; day = addDays(day, 1)) {
    if (!isTaught(visit.timetable, day)) continue;
    for (const [index, startsAt] of visit.timetable.classStarts.entries()) {
      const plannedMs = instantOf(day, startsAt, timeZone);
      const localDay = Math.floor((plannedMs + zoneOffsetMs(plannedMs, timeZone)) / DAY_MS);
      const came = people.attendeesOf(localDay * 32 + index);
      const endMs = plannedMs + visit.timetable.classMinutes * MINUTE_MS;
      const sessionId = idOf<SessionId>(random);
      const late = random.next() < LATE_SHARE ? (1 + 14 * random.next()) * DAY_MS : 0;
      const receivedMs = Math.round(endMs + (4 + random.int(40)) * MINUTE_MS + late);
      const stuck = brokenDown(truckId) && endMs > nowMs - 2 * DAY_MS;
      const isCancelled = stuck || came === 0 || random.next() < CANCELLED_SHARE;
      const cancelled = stuck ? WHY[3] : came === 0 ? WHY[1] : weighted(random, WHY);
      const common = { truckId, visitId: visit.visitId, plannedStartsAt: toIso(plannedMs) };
      const held = heldOf({ random, plannedMs, endMs, came, women, course });
      const runs = runningOn(truckId) && !isCancelled && plannedMs + 10 * MINUTE_MS < nowMs && nowMs < endMs;
      if (receivedMs > nowMs && !runs) continue;
      const what = runs
        ? { ...held, state: 'started', endedAt: null, walkIns: 0, waiting: 0, problems: [] }
        : isCancelled
          ? {
              state: 'cancelled',
              startedAt: toIso(plannedMs),
              problems: [{ kind: cancelled?.[0] ?? 'other', note: cancelled?.[1] ?? '' }],
            }
          : held;
      const savedMs = runs ? Date.parse(held.startedAt) + MINUTE_MS : endMs + 2 * MINUTE_MS;
      const report = SessionBody.parse({
        ...common,
        ...what,
        device: {
          deviceId: deviceOf(truck),
          revision: 1,
          savedAt: toIso(savedMs),
          sentAt: toIso(runs ? savedMs : receivedMs),
        },
      });
      const by = OPERATORS[truck % OPERATORS.length] ?? '';
      reports.push({ sessionId, report, visit, receivedMs: runs ? savedMs : receivedMs, reportedBy: by });
    }
  }
  return reports;
}

/** Where the class of now was reported when it began; elsewhere it is told when it is over. */
const runningOn = (truckId: string) => truckId === 'DT-07' || truckId === 'DT-04';

function isTaught({ weekdays, exceptDays }: Timetable, day: string): boolean {
  const weekday = ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
  return weekdays.includes(weekday) && !exceptDays.includes(day);
}

function heldOf(input: {
  readonly random: Rng;
  readonly plannedMs: number;
  readonly endMs: number;
  readonly came: number;
  readonly women: number;
  readonly course: DemoFleet['courses'][number];
}) {
  const { random, plannedMs, endMs, came, women, course } = input;
  const topics = TOPICS[course.code] ?? [];
  const problems: SessionProblem[] =
    random.next() < 0.05 ? [{ kind: random.next() < 0.5 ? 'no-network' : 'equipment', note: '' }] : [];
  return {
    state: 'held',
    startedAt: toIso(plannedMs + random.int(8) * MINUTE_MS),
    endedAt: toIso(endMs - random.int(5) * MINUTE_MS),
    headCounts: headsOf(random, came, women, course.code === 'TEACH-20' ? 'teacher' : 'learner'),
    walkIns: course.mode === 'drop-in' ? came : random.next() < 0.15 ? 1 : 0,
    waiting: random.next() < 0.04 ? 1 + random.int(5) : 0,
    topics: topics.length === 0 ? [] : [topics[random.int(topics.length)] as string],
    problems,
  };
}

function headsOf(random: Rng, came: number, women: number, role: AttendeeRole): HeadCount[] {
  const counts = new Map<string, HeadCount>();
  for (let person = 0; person < came; person++) {
    const sex: Sex = random.next() < women ? 'female' : 'male';
    const ageBand =
      role === 'teacher'
        ? random.next() < 0.4
          ? '25-34'
          : '35-64'
        : (weighted(random, AGES)?.[0] ?? 'unknown');
    const key = `${sex} ${ageBand}`;
    counts.set(key, { sex, ageBand, role, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

/** The last part of each is its weight. */
function weighted<Item extends readonly [...unknown[], number]>(
  random: Rng,
  list: readonly Item[],
): Item | undefined {
  const weightOf = (item: Item) => item.at(-1) as number;
  let left = random.next() * list.reduce((sum, item) => sum + weightOf(item), 0);
  for (const item of list) {
    left -= weightOf(item);
    if (left < 0) return item;
  }
  return list.at(-1);
}

/** A UUID of this seed, so that the demo is the same each time. */
export function idOf<Id extends string>(random: Rng): Id {
  const hex = (digits: number) =>
    random
      .int(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}` as Id;
}

function deviceOf(truck: number): string {
  return `de000000-0000-4000-8000-${String(truck + 1).padStart(12, '0')}`;
}

/** A class that the simulated truck had to send home, for its battery was empty, was not held. */
export function withoutPower(
  reports: readonly PastReport[],
  /** People seen on average, by truck and quarter of an hour since 1970. */
  seen: ReadonlyMap<string, number>,
): PastReport[] {
  return reports.map((one) => {
    const { report } = one;
    if (report.state !== 'held' || report.endedAt === null) return one;
    const first = Math.ceil(Date.parse(report.startedAt) / QUARTER_MS);
    const last = Math.floor(Date.parse(report.endedAt) / QUARTER_MS) - 1;
    const people: number[] = [];
    for (let quarter = first; quarter <= last; quarter++) {
      const here = seen.get(`${report.truckId} ${quarter}`);
      if (here !== undefined) people.push(here);
    }
    if (people.length === 0 || Math.max(...people) > EMPTY_MAX) return one;
    const body = {
      ...report,
      state: 'cancelled' as const,
      startedAt: report.plannedStartsAt ?? report.startedAt,
      endedAt: null,
      headCounts: [],
      walkIns: 0,
      waiting: 0,
      topics: [],
      problems: [{ kind: 'power' as const, note: 'The battery was empty' }],
    };
    return { ...one, report: body };
  });
}

/** Two of the last days' reports that do not fit: twice the heads that were there, and a class that was closed hours after its end. */
export function withDoubtful(reports: readonly PastReport[], nowMs: number): PastReport[] {
  const beforeMs = nowMs - 8 * 3_600_000;
  const lastOf = (truckId: string) =>
    reports.findLast(
      (one) => one.report.truckId === truckId && one.report.state === 'held' && one.receivedMs < beforeMs,
    );
  const [twice, long] = [lastOf('DT-05'), lastOf('DT-07')];
  return reports.map((one) => {
    const { report } = one;
    if (one === twice) {
      const headCounts = report.headCounts.map((group) => ({ ...group, count: group.count * 2 }));
      return { ...one, report: { ...report, headCounts } };
    }
    if (one !== long) return one;
    const endedMs = Date.parse(report.startedAt) + 7 * 3_600_000;
    const sentAt = toIso(endedMs + MINUTE_MS);
    const device = { ...report.device, savedAt: toIso(endedMs), sentAt };
    return { ...one, report: { ...report, endedAt: toIso(endedMs), device }, receivedMs: Date.parse(sentAt) };
  });
}
