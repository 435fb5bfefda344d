/** What a truck's schedule says, and how to tell that it says something else than before. Pure but for the hash. */
import { createHash } from 'node:crypto';
import type { TruckId } from '@digitruck/contract/ids';
import type { Schedule } from '@digitruck/contract/schedule';
import type { Visit } from '@digitruck/contract/visits';
import { classesOf } from '../../energy/timetable.ts';
import { toIso } from '../../kernel/clock.ts';
import { addDays, localDayOf } from '../../kernel/zone.ts';

/** Classes of today and the days behind it; further ones follow from the timetable. */
const SESSION_DAYS = 7;
/** A message must stay below the contract's 256 KiB, whatever stands in the timetables. */
const VISITS_MAX = 30;

export type ScheduleInput = {
  readonly truckId: TruckId;
  readonly nowMs: number;
  readonly timeZone: string;
  /** Of this truck, planned, in any order; those that are over are left out. */
  readonly visits: readonly Visit[];
  readonly energy: Schedule['energy'];
};

export function scheduleFrom({ truckId, nowMs, timeZone, visits, energy }: ScheduleInput): Schedule {
  const today = localDayOf(nowMs, timeZone);
  const lastDay = addDays(today, SESSION_DAYS - 1);
  const ahead = visits
    .filter((visit) => visit.state === 'planned' && visit.lastDay >= today)
    .sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))
    .slice(0, VISITS_MAX);
  return {
    truckId,
    at: toIso(nowMs),
    timeZone,
    visits: ahead.map((visit) => {
      const { visitId, firstDay, headingDeg, timetable, learnersExpected } = visit;
      const { name, county, lat, lon } = visit.site;
      return {
        visitId,
        site: { name, county, lat, lon },
        course: visit.course.name,
        firstDay,
        lastDay: visit.lastDay,
        headingDeg,
        timetable,
        learnersExpected,
        // The whole of today, so that the schedule of a day stays the same all day.
        sessions: classesOf(visit, today, lastDay, timeZone).map(({ startsAt, endsAt }) => ({
          startsAt,
          endsAt,
        })),
      };
    }),
    energy: energy
      .filter(({ day }) => day >= today)
      .map(({ day, classes, reserveAtP10, shed }) => ({ day, classes, reserveAtP10, shed })),
  };
}

/** The same for the same schedule, whenever it is made. */
export function scheduleDigest({ at: _, ...content }: Schedule): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}
