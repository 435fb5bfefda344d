/** `digitruck/v1/<truckId>/schedule`, retained: the truck's visits and classes to come, and how many the battery covers. */
import { z } from 'zod';
import { ForecastDay } from './energy.ts';
import { TruckId, VisitId } from './ids.ts';
import { LocalDate } from './registry.ts';
import { Instant } from './telemetry.ts';
import { Timetable } from './visits.ts';

export const ScheduleVisit = z
  .object({
    visitId: VisitId,
    site: z.object({ name: z.string(), county: z.string(), lat: z.number(), lon: z.number() }),
    course: z.string(),
    firstDay: LocalDate,
    lastDay: LocalDate,
    headingDeg: z.number().nullable().meta({ 'x-unit': 'deg' }),
    timetable: Timetable,
    learnersExpected: z.int(),
    sessions: z
      .array(z.object({ startsAt: Instant, endsAt: Instant }))
      .meta({ description: 'The classes of the next days, so that a truck needs no calendar of its own' }),
  })
  .meta({ id: 'ScheduleVisit' });
export type ScheduleVisit = z.infer<typeof ScheduleVisit>;

export const Schedule = z
  .object({
    truckId: TruckId,
    at: Instant,
    timeZone: z.string(),
    visits: z.array(ScheduleVisit).meta({ description: 'Planned ones that are not over, first the nearest' }),
    energy: z
      .array(ForecastDay.pick({ day: true, classes: true, reserveAtP10: true, shed: true }))
      .meta({ description: 'Days ahead with classes; empty while there is no forecast' }),
  })
  .meta({ id: 'Schedule' });
export type Schedule = z.infer<typeof Schedule>;
