/**
 * The classes that a visit's timetable holds, as instants. Times of day are the programme's, so on a day on which the clocks change the
 * 08:00 class is still at 08:00 of the wall. Runs in the browser as well as in the service.
 */
import type { PlannedClass, Visit } from '@digitruck/contract/visits';
import { addDays, instantOf, isoWeekday } from '../kernel/zone.ts';

export type Timetabled = Pick<Visit, 'visitId' | 'firstDay' | 'lastDay' | 'timetable'>;

const MINUTE_MS = 60_000;

/**
 * A visit's classes on the days from `fromDay` to `toDay` (both included, `YYYY-MM-DD`), by their beginning. A class belongs to the day
 * it begins on, also when it ends after midnight.
 */
export function classesOf(
  visit: Timetabled,
  fromDay: string,
  toDay: string,
  timeZone: string,
): PlannedClass[] {
  const { weekdays, classStarts, classMinutes, exceptDays } = visit.timetable;
  const first = visit.firstDay > fromDay ? visit.firstDay : fromDay;
  const last = visit.lastDay < toDay ? visit.lastDay : toDay;
  const classes: PlannedClass[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) {
    if (!weekdays.includes(isoWeekday(day)) || exceptDays.includes(day)) continue;
    for (const start of classStarts) {
      const startMs = instantOf(day, start, timeZone);
      classes.push({
        visitId: visit.visitId,
        day,
        startsAt: new Date(startMs).toISOString(),
        endsAt: new Date(startMs + classMinutes * MINUTE_MS).toISOString(),
      });
    }
  }
  // A class whose time the clocks skip is told as if they had not changed, and may begin after the one behind it.
  return classes.sort((a, b) => (a.startsAt < b.startsAt ? -1 : a.startsAt > b.startsAt ? 1 : 0));
}

/** The class that is being held: it has begun and has not ended. `classes` by their beginning. */
export function classAt(classes: readonly PlannedClass[], nowMs: number): PlannedClass | undefined {
  return classes.findLast(
    ({ startsAt, endsAt }) => Date.parse(startsAt) <= nowMs && nowMs < Date.parse(endsAt),
  );
}

/** The first class that has not begun yet. `classes` by their beginning. */
export function nextClass(classes: readonly PlannedClass[], nowMs: number): PlannedClass | undefined {
  return classes.find(({ startsAt }) => Date.parse(startsAt) > nowMs);
}

/** The visit of a day; a truck has at most one. */
export function visitOn<Stay extends Pick<Visit, 'firstDay' | 'lastDay'>>(
  visits: readonly Stay[],
  day: string,
): Stay | undefined {
  return visits.find(({ firstDay, lastDay }) => firstDay <= day && day <= lastDay);
}
