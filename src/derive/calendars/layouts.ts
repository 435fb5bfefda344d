/** Timetables laid out into cohorts: of a booked visit as it is, of a plan's visit as it would be booked. Loads, then asks the planner. */
import type { CourseId, PlanId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { TimetableLayout } from '@digitruck/contract/timetable-layout';
import type { Timetable } from '@digitruck/contract/visits';
import type { Clock } from '../../kernel/clock.ts';
import { addDays, isoWeekday, localDayOf } from '../../kernel/zone.ts';
import { layOut } from '../../planner/layout.ts';
import { enrolmentFor, showUpAt, TOO_MANY_MAX } from '../../planner/no-shows.ts';
import type { PastCohortStore } from '../../store/learners/past-cohorts.ts';
import type { PlanStore } from '../../store/plans/plans.ts';
import type { CourseStore } from '../../store/registry/courses.ts';
import type { HolidayStore } from '../../store/registry/holidays.ts';
import type { MaintenanceStore } from '../../store/registry/maintenance.ts';
import type { SiteStore } from '../../store/registry/sites.ts';
import type { TruckStore } from '../../store/registry/trucks.ts';
import type { VisitStore } from '../../store/visits/visits.ts';
import { timetableFor } from '../planning/timetable.ts';

/** What happened longer ago says little about who comes now. */
const PAST_DAYS = 3 * 365;

export type LayoutDeps = {
  readonly visits: Pick<VisitStore, 'find'>;
  readonly plans: Pick<PlanStore, 'find'>;
  readonly trucks: Pick<TruckStore, 'find'>;
  readonly sites: Pick<SiteStore, 'find'>;
  readonly courses: Pick<CourseStore, 'find'>;
  readonly holidays: Pick<HolidayStore, 'list'>;
  readonly maintenance: Pick<MaintenanceStore, 'list'>;
  readonly pastCohorts: PastCohortStore;
  readonly timeZone: string;
  readonly clock: Clock;
};
type Stay = {
  readonly truckId: TruckId;
  readonly siteId: SiteId;
  readonly courseId: CourseId;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly learners: number;
};
type Closed = TimetableLayout['days'][number]['closed'];

export function layoutReader(deps: LayoutDeps) {
  /** @param booked its timetable knows the holidays of these days: who takes one back by hand has classes on it */
  async function laidOut(
    stay: Stay,
    given: Timetable | undefined,
    booked: boolean,
  ): Promise<TimetableLayout | undefined> {
    const { firstDay, lastDay, truckId, siteId } = stay;
    const since = addDays(localDayOf(deps.clock.nowMs(), deps.timeZone), -PAST_DAYS);
    const [course, truck, site, away, past] = await Promise.all([
      deps.courses.find(stay.courseId),
      deps.trucks.find(truckId),
      deps.sites.find(siteId),
      deps.maintenance.list({ truckId, from: firstDay, to: lastDay }),
      deps.pastCohorts.attended(since),
    ]);
    if (course === undefined || truck === undefined || site === undefined) return undefined;
    const holidays = await deps.holidays.list({ country: site.country, from: firstDay, to: lastDay });
    const timetable = given ?? timetableFor(course.classHours, site.opening);
    const holidayOn = (day: string) =>
      booked && !timetable.exceptDays.includes(day)
        ? undefined
        : holidays.find((one) => one.day === day && one.affectsClasses);
    const closedOn = (day: string): Closed => {
      const repair = away.find((one) => one.firstDay <= day && day <= one.lastDay);
      if (repair !== undefined) return { why: 'maintenance', name: repair.reason };
      if (!timetable.weekdays.includes(isoWeekday(day))) return { why: 'weekday', name: '' };
      const holiday = holidayOn(day);
      if (holiday !== undefined) return { why: 'holiday', name: holiday.name };
      return timetable.exceptDays.includes(day) ? { why: 'left-out', name: '' } : null;
    };
    const days: { day: string; closed: Closed; slots: (number | null)[] }[] = [];
    for (let day = firstDay; day <= lastDay; day = addDays(day, 1))
      days.push({ day, closed: closedOn(day), slots: [] });
    const open = days.filter(({ closed }) => closed === null);
    const { classStarts: starts, classMinutes } = timetable;
    for (const one of open) one.slots = starts.map(() => null);

    const { mode, totalHours } = course;
    const { seats } = truck;
    const learners = Math.max(1, Math.round(stay.learners));
    const laid = layOut({
      mode,
      learners,
      seats,
      totalHours,
      classMinutes,
      slotsPerDay: starts.length,
      openDays: open.length,
    });
    const cohorts = laid.cohorts.flatMap((cohort, index): TimetableLayout['cohorts'] => {
      const classes = cohort.classes.flatMap(({ day: at, slot }) => {
        const [one, start] = [open[at], starts[slot]];
        if (one === undefined || start === undefined) return [];
        one.slots[slot] = index + 1;
        return [{ day: one.day, start }];
      });
      const [firstClass, lastClass] = [classes[0], classes.at(-1)];
      if (firstClass === undefined || lastClass === undefined) return [];
      const { learners: size, classesADayMax, steady } = cohort;
      const hours = (classes.length * classMinutes) / 60;
      return [
        { cohort: index + 1, learners: size, classes, firstClass, lastClass, hours, classesADayMax, steady },
      ];
    });
    const showUp = mode === 'cohort' ? showUpAt({ siteId, county: site.county }, past) : undefined;
    return {
      mode,
      firstDay,
      lastDay,
      learners,
      seats,
      classMinutes,
      classesPerCohort: laid.classesPerCohort,
      starts,
      days,
      cohorts,
      freeClasses: laid.free,
      short: laid.short === null ? null : { ...laid.short, help: [...laid.short.help] },
      enrolment: showUp === undefined ? null : enrolmentOf(seats, showUp),
    };
  }

  return {
    /** Of a visit that is booked. */
    async ofVisit(visitId: VisitId): Promise<TimetableLayout | undefined> {
      const visit = await deps.visits.find(visitId);
      return visit && laidOut({ ...visit, learners: visit.learnersExpected }, visit.timetable, true);
    },

    /** Of a visit of a plan, with the timetable that it would be booked with. */
    async ofPlanned(planId: PlanId, visitId: VisitId): Promise<TimetableLayout | undefined> {
      const plan = await deps.plans.find(planId);
      const visit = plan?.visits.find((one) => one.visitId === visitId);
      if (visit === undefined) return undefined;
      const booked = await deps.visits.find(visitId);
      const stays = booked?.firstDay === visit.firstDay && booked.lastDay === visit.lastDay;
      return laidOut(visit, booked?.timetable, stays);
    },
  };
}
export type LayoutReader = ReturnType<typeof layoutReader>;

function enrolmentOf(
  seats: number,
  showUp: NonNullable<ReturnType<typeof showUpAt>>,
): TimetableLayout['enrolment'] {
  const { basis, alpha, beta, enrolled, came } = showUp;
  const { enrol, expected, tooMany } = enrolmentFor(seats, showUp);
  const pct = (share: number) => Math.round(share * 1000) / 10;
  return {
    basis,
    enrolled,
    came,
    showUpPct: pct(alpha / (alpha + beta)),
    perCohort: enrol,
    expected,
    tooManyPct: pct(tooMany),
    tooManyMaxPct: TOO_MANY_MAX * 100,
  };
}
