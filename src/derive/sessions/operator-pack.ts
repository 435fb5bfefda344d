/** Puts together what a phone on a truck needs without a network: `contract/operator.ts` says what that is. */
import type { CourseId, TruckId, VisitId } from '@digitruck/contract/ids';
import {
  type OperatorPack,
  PACK_DAYS_AHEAD,
  PACK_DAYS_BACK,
  type PackCohort,
  type PackCourse,
  type PackEnergy,
  type PackReport,
} from '@digitruck/contract/operator';
import type { Actor } from '@digitruck/contract/people';
import type { Course } from '@digitruck/contract/registry';
import { learntLoads } from '../../energy/loads-seen.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { addDays, localDayOf } from '../../kernel/zone.ts';
import type { EnergyDayStore } from '../../store/history/energy-days.ts';
import type { ForecastStore } from '../../store/history/forecasts.ts';
import type { CourseStore } from '../../store/registry/courses.ts';
import type { TruckStore } from '../../store/registry/trucks.ts';
import type { PlannedVisit, VisitStore } from '../../store/visits/visits.ts';

export type OperatorPackDeps = {
  readonly trucks: Pick<TruckStore, 'find'>;
  readonly visits: Pick<VisitStore, 'plannedVisits'>;
  readonly courses: Pick<CourseStore, 'list'>;
  readonly forecasts: Pick<ForecastStore, 'find' | 'trucks'>;
  readonly energyDays: Pick<EnergyDayStore, 'list'>;
  /** Cohorts of these visits; with a roster only where the course certifies. */
  readonly cohortsOf?: (
    visitIds: readonly VisitId[],
    truckId: TruckId,
    actor: Actor,
  ) => Promise<PackCohort[]>;
  /** Classes of the truck that are reported already, of the days from `fromDay` on. */
  readonly reportsOf?: (truckId: TruckId, fromDay: string) => Promise<PackReport[]>;
  /** What was taught on the truck lately, by course. */
  readonly topicsOf?: (truckId: TruckId) => Promise<ReadonlyMap<CourseId, readonly string[]>>;
  /** What a person's phone signs with what it hands to the truck's hub. */
  readonly reporterKey: (personId: string, truckId: TruckId) => Promise<string>;
  readonly hubUrls: readonly string[];
  readonly timeZone: string;
  readonly clock: Clock;
};

const COURSES_MAX = 500;
const TOPICS_MAX = 40;
const TOPIC_CHARS_MAX = 120;
/** Loads are learnt of as many days as a forecast learns them of. */
const LOADS_DAYS = 28;

/** @returns undefined for an unknown or retired truck */
export function operatorPacks(
  deps: OperatorPackDeps,
): (truckId: TruckId, actor: Actor) => Promise<OperatorPack | undefined> {
  const { timeZone, clock, hubUrls } = deps;

  return async (truckId, actor) => {
    const nowMs = clock.nowMs();
    const today = localDayOf(nowMs, timeZone);
    const fromDay = addDays(today, -PACK_DAYS_BACK);
    const truck = await deps.trucks.find(truckId);
    if (truck === undefined || truck.retired) return undefined;
    const [planned, energy, reports] = await Promise.all([
      deps.visits.plannedVisits(fromDay, addDays(today, PACK_DAYS_AHEAD), [truckId]),
      energyOf(truckId, today),
      deps.reportsOf?.(truckId, fromDay) ?? [],
    ]);
    const { personId } = actor;
    const [courses, key, cohorts] = await Promise.all([
      coursesOf(truckId, planned),
      personId === null ? null : deps.reporterKey(personId, truckId),
      deps.cohortsOf?.(
        planned.map(({ visitId }) => visitId),
        truckId,
        actor,
      ) ?? [],
    ]);
    const { latest } = truck;
    const people = latest?.readings.occupancy;
    return {
      truckId,
      truckName: truck.name === '' ? truckId : truck.name,
      seats: truck.seats,
      madeAt: toIso(nowMs),
      timeZone,
      hubUrls: [...hubUrls],
      visits: planned.map(visitOf),
      courses,
      cohorts,
      reports,
      energy,
      reporter: personId === null || key === null ? null : { personId, key },
      occupancy:
        latest === null || people === undefined || people === null
          ? null
          : { people: Math.round(people), at: latest.sampledAt },
    };
  };

  /** Those of the visits, and what else is taught: a class that nobody planned is of some course, too. */
  async function coursesOf(truckId: TruckId, planned: readonly PlannedVisit[]): Promise<PackCourse[]> {
    const { items } = await deps.courses.list({ limit: COURSES_MAX, retired: 'any' });
    const used = new Set(planned.map(({ courseId }) => courseId));
    const offered = items.filter(({ courseId, retired }) => !retired || used.has(courseId));
    const taught = await deps.topicsOf?.(truckId);
    return offered.map((course) => ({
      courseId: course.courseId,
      name: course.name,
      mode: course.mode,
      classHours: course.classHours,
      certifies: course.certifies,
      topics: topicsOf(course, taught?.get(course.courseId) ?? []),
    }));
  }

  async function energyOf(truckId: TruckId, today: string): Promise<PackEnergy> {
    const [[truck], forecast, days] = await Promise.all([
      deps.forecasts.trucks(truckId),
      deps.forecasts.find(truckId),
      deps.energyDays.list([truckId], addDays(today, -LOADS_DAYS), addDays(today, -1)),
    ]);
    const learnt = learntLoads(days.get(truckId) ?? []);
    const hours = forecast?.hours ?? [];
    const watts = (path: 'p10' | 'p50' | 'p90') =>
      hours.map(({ potentialWh }) => Math.round(potentialWh[path]));
    const first = hours[0];
    return {
      battery: truck?.battery ?? null,
      loads: truck?.loads ?? [],
      classW: rounded(learnt.classW),
      otherW: learnt.otherW.map(rounded),
      charge:
        truck?.charge === undefined || truck.charge === null
          ? null
          : { socPct: truck.charge.socPct, at: toIso(truck.charge.atMs) },
      sun:
        forecast === undefined || first === undefined
          ? null
          : {
              startsAt: first.at,
              madeAt: forecast.madeAt,
              p10W: watts('p10'),
              p50W: watts('p50'),
              p90W: watts('p90'),
            },
    };
  }
}

const rounded = (watts: number | null) => (watts === null ? null : Math.round(watts));

function visitOf(visit: PlannedVisit): OperatorPack['visits'][number] {
  const { visitId, siteId, courseId, site, course, firstDay, lastDay, timetable } = visit;
  const { learnersExpected, headingDeg, notes } = visit;
  return {
    visitId,
    siteId,
    courseId,
    site,
    course,
    firstDay,
    lastDay,
    timetable,
    learnersExpected,
    headingDeg,
    notes,
  };
}

/** Lines of a course's notes that begin with a dash are its topics; behind them what was taught lately and isn't among them. */
export function topicsOf({ notes }: Pick<Course, 'notes'>, taught: readonly string[]): string[] {
  const listed = notes
    .split('\n')
    .flatMap((line) => line.match(/^\s*[-*•]\s+(.+?)\s*$/)?.[1] ?? [])
    .map((topic) => topic.slice(0, TOPIC_CHARS_MAX));
  const known = new Set<string>();
  return [...listed, ...taught]
    .filter((topic) => {
      const key = topic.toLowerCase();
      return !known.has(key) && known.add(key) !== undefined;
    })
    .slice(0, TOPICS_MAX);
}
