/** The day's classes of all trucks: which are held as planned now, what comes next, which of tomorrow's visits are at risk. Pure. */
import type { FleetForecast } from '@digitruck/contract/energy';
import type { PlannedClass, Visit } from '@digitruck/contract/visits';
import { classAt, classesOf, nextClass } from '../../../energy/timetable.ts';
import type { KnownTruck } from './needs-you.ts';

/** A truck's classes of today, with the visit they belong to. */
export type TruckDay = {
  readonly visit: Visit;
  readonly classes: readonly PlannedClass[];
  readonly now: PlannedClass | undefined;
  readonly next: PlannedClass | undefined;
};

/** By truck; a truck without a visit today is not in it. */
export function truckDays(
  visits: readonly Visit[],
  today: string,
  timeZone: string,
  nowMs: number,
): ReadonlyMap<string, TruckDay> {
  return new Map(
    visits
      .filter(({ firstDay, lastDay }) => firstDay <= today && today <= lastDay)
      .map((visit) => {
        const classes = classesOf(visit, today, today, timeZone);
        const now = classAt(classes, nowMs);
        return [visit.truckId, { visit, classes, now, next: nextClass(classes, nowMs) }];
      }),
  );
}

/** Learners are still finding their seats: an empty room so soon after the beginning is no class that fell through. */
const SETTLES_MS = 15 * 60_000;

/** Of the classes that should be held now, how many are; `next` is the first one to come when none should. */
export function classesNow(
  days: ReadonlyMap<string, TruckDay>,
  trucks: readonly KnownTruck[],
  nowMs: number,
): { readonly planned: number; readonly held: number; readonly next: PlannedClass | undefined } {
  const states = new Map(trucks.map(({ truckId, state }) => [truckId as string, state]));
  let [planned, held] = [0, 0];
  let next: PlannedClass | undefined;
  for (const [truckId, day] of days) {
    if (day.next !== undefined && (next === undefined || day.next.startsAt < next.startsAt)) next = day.next;
    if (day.now === undefined) continue;
    planned++;
    const settling = nowMs - Date.parse(day.now.startsAt) < SETTLES_MS;
    if (states.get(truckId) === 'teaching' || settling) held++;
  }
  return { planned, held, next };
}

/** Trucks with classes tomorrow, and those of them whose battery does not safely cover all. */
export function tomorrowAtRisk({ trucks }: FleetForecast): { readonly atRisk: number; readonly all: number } {
  const withClasses = trucks.flatMap(({ tomorrow }) =>
    tomorrow !== null && tomorrow.classes.planned > 0 ? [tomorrow.classes] : [],
  );
  return {
    all: withClasses.length,
    atRisk: withClasses.filter(({ planned, coveredP10 }) => coveredP10 < planned).length,
  };
}
