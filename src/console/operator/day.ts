/** The classes of a day as the operator sees them: what the timetable holds, what this phone or another one has reported of it. Pure. */
import type {
  OperatorPack,
  PackCohort,
  PackCourse,
  PackReport,
  PackVisit,
} from '@digitruck/contract/operator';
import { classesOf } from '../../energy/timetable.ts';
import { addDays, localDayOf, zoneOffsetMs } from '../../kernel/zone.ts';
import type { Kept } from './outbox/kept.ts';

export type ClassState = 'to-come' | 'due' | 'running' | 'closed' | 'cancelled' | 'not-reported';

export type DayClass = {
  /** Names it in addresses: a planned one by its beginning, another by its report. */
  readonly key: string;
  readonly state: ClassState;
  readonly visit: PackVisit | undefined;
  readonly course: PackCourse | undefined;
  readonly cohort: PackCohort | undefined;
  readonly plannedStartsAt: string | null;
  readonly startsAt: string;
  readonly endsAt: string | null;
  /** What this phone reported of it. */
  readonly kept: Kept | undefined;
  /** What another phone did. */
  readonly elsewhere: PackReport | undefined;
};

/** So long before its time a class may be started. */
const EARLY_MS = 20 * 60_000;
const DAYS_BACK = 3;

export const plannedKey = (visitId: string, startsAt: string) => `${visitId}@${startsAt}`;

export function visitOfDay(pack: OperatorPack, day: string): PackVisit | undefined {
  return pack.visits.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
}

export function timeOfDay(startsAt: string, timeZone: string): string {
  const ms = Date.parse(startsAt);
  return new Date(ms + zoneOffsetMs(ms, timeZone)).toISOString().slice(11, 16);
}

/** By their beginning, those that nobody planned among them. */
export function classesOfDay(
  pack: OperatorPack,
  keptOfTruck: readonly Kept[],
  day: string,
  nowMs: number,
): DayClass[] {
  const { timeZone } = pack;
  const live = keptOfTruck.filter(({ report }) => report.state !== 'withdrawn');
  const mine = new Map<string, Kept>();
  for (const kept of live) {
    const { visitId, plannedStartsAt } = kept.report;
    if (visitId && plannedStartsAt) mine.set(plannedKey(visitId, plannedStartsAt), kept);
  }
  const known = new Set(keptOfTruck.map(({ sessionId }) => sessionId));
  const theirs = pack.reports.filter((each) => !known.has(each.sessionId) && each.state !== 'withdrawn');

  const planned = pack.visits.flatMap((visit) =>
    classesOf(visit, day, day, timeZone).map(({ startsAt, endsAt }): DayClass => {
      const key = plannedKey(visit.visitId, startsAt);
      const kept = mine.get(key);
      const elsewhere =
        kept === undefined
          ? theirs.find((each) => each.visitId === visit.visitId && sameTime(each.plannedStartsAt, startsAt))
          : undefined;
      return {
        key,
        state: stateOf(kept?.report.state ?? elsewhere?.state, startsAt, endsAt, nowMs),
        visit,
        course: pack.courses.find(({ courseId }) => courseId === visit.courseId),
        cohort: cohortAt(pack, visit.visitId, timeOfDay(startsAt, timeZone)),
        plannedStartsAt: startsAt,
        startsAt,
        endsAt,
        kept,
        elsewhere,
      };
    }),
  );
  const ofDay = (startedAt: string) => localDayOf(Date.parse(startedAt), timeZone) === day;
  const inPlan = new Set(planned.flatMap(({ kept }) => (kept === undefined ? [] : [kept.sessionId])));
  const unplanned = live
    .filter(({ sessionId, report }) => !inPlan.has(sessionId) && ofDay(report.startedAt))
    .map((kept): DayClass => {
      const { report } = kept;
      return {
        key: kept.sessionId,
        state: stateOf(report.state, report.startedAt, report.endedAt ?? null, nowMs),
        visit: pack.visits.find(({ visitId }) => visitId === report.visitId),
        course: pack.courses.find(({ courseId }) => courseId === report.courseId),
        cohort: pack.cohorts.find(({ cohortId }) => cohortId === report.cohortId),
        plannedStartsAt: report.plannedStartsAt ?? null,
        startsAt: report.startedAt,
        endsAt: report.endedAt ?? null,
        kept,
        elsewhere: undefined,
      };
    });
  return [...planned, ...unplanned].sort((a, b) => (a.startsAt < b.startsAt ? -1 : 1));
}

const sameTime = (a: string | null, b: string) => a !== null && Date.parse(a) === Date.parse(b);

function stateOf(
  reported: string | undefined,
  startsAt: string,
  endsAt: string | null,
  nowMs: number,
): ClassState {
  if (reported === 'started') return 'running';
  if (reported === 'held') return 'closed';
  if (reported === 'cancelled') return 'cancelled';
  if (nowMs < Date.parse(startsAt) - EARLY_MS) return 'to-come';
  return endsAt !== null && nowMs >= Date.parse(endsAt) ? 'not-reported' : 'due';
}

function cohortAt(pack: OperatorPack, visitId: string, time: string): PackCohort | undefined {
  const ofVisit = pack.cohorts.filter((cohort) => cohort.visitId === visitId);
  const [only] = ofVisit;
  return (
    ofVisit.find(({ slots }) => slots.includes(time)) ??
    (ofVisit.length === 1 && only?.slots.length === 0 ? only : undefined)
  );
}

/** As people call it; one that has only its number goes by its course as well. */
export function cohortName(name: string, course: string | undefined): string {
  return /^\d+$/.test(name) && course !== undefined ? `${course} · ${name}` : name;
}

/** Of the days before today, the classes nobody has told of. */
export function forgottenClasses(
  pack: OperatorPack,
  keptOfTruck: readonly Kept[],
  today: string,
  nowMs: number,
): DayClass[] {
  return Array.from({ length: DAYS_BACK }, (_, back) => addDays(today, back - DAYS_BACK)).flatMap((day) =>
    classesOfDay(pack, keptOfTruck, day, nowMs).filter(
      ({ state }) => state === 'not-reported' || state === 'running',
    ),
  );
}

/** What the thumb is for just now: the class that runs, else the one to start, else one that was not reported. */
export function nextThing(classes: readonly DayClass[]): DayClass | undefined {
  const first = (state: ClassState) => classes.find((each) => each.state === state);
  return first('running') ?? first('due') ?? classes.findLast(({ state }) => state === 'not-reported');
}

/** What a phone without a pack has to go by: a class can be reported all the same. */
export function barePack(truckId: string, nowMs: number): OperatorPack {
  return {
    truckId: truckId as OperatorPack['truckId'],
    truckName: truckId,
    seats: 20,
    madeAt: new Date(nowMs).toISOString(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    hubUrls: [],
    visits: [],
    courses: [],
    cohorts: [],
    reports: [],
    energy: { battery: null, loads: [], classW: null, otherW: [], charge: null, sun: null },
    reporter: null,
    occupancy: null,
  };
}
