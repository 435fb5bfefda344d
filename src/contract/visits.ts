/**
 * Visits: a truck's stay at a site from a first to a last day, with the timetable of its classes. The list of visits is what is
 * promised to hosts; two of them can never share a truck or a site on one day.
 */
import { z } from 'zod';
import { CourseId, RequestId, SiteId, TruckId, VisitId } from './ids.ts';
import { TimeOfDay, Weekdays } from './opening.ts';
import { Lat, LocalDate, Lon, PageQuery, pageOf, Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** On which days of the week classes are held, and when they begin. */
export const Timetable = z
  .strictObject({
    weekdays: Weekdays,
    classStarts: z.array(TimeOfDay).min(1).max(16).meta({ description: 'In the order of the day' }),
    classMinutes: z.int().min(15).max(720).meta({ 'x-unit': 'min', description: 'Length of one class' }),
    exceptDays: z
      .array(LocalDate)
      .max(366)
      .default([])
      .meta({ description: 'Days of the stay without classes: holidays, exams of the host ...' }),
  })
  .superRefine(({ classStarts, classMinutes }, context) => {
    for (const [index, start] of classStarts.entries()) {
      const before = classStarts[index - 1];
      if (before === undefined || minutesOf(start) >= minutesOf(before) + classMinutes) continue;
      context.addIssue({
        code: 'custom',
        path: ['classStarts', index],
        message: `begins before the class of ${before} has ended (${classMinutes} minutes); begin it later or shorten the classes`,
      });
    }
  })
  .meta({ id: 'Timetable' });
export type Timetable = z.infer<typeof Timetable>;

/** Five two-hour classes from Monday to Friday, as the Kenyan programme holds them. */
export const USUAL_TIMETABLE: Timetable = {
  weekdays: [1, 2, 3, 4, 5],
  classStarts: ['07:30', '09:40', '11:50', '14:30', '16:40'],
  classMinutes: 120,
  exceptDays: [],
};

const shape = {
  truckId: TruckId,
  siteId: SiteId,
  courseId: CourseId,
  requestId: RequestId.nullable().default(null).meta({ description: 'The visit request it serves' }),
  firstDay: LocalDate,
  lastDay: LocalDate,
  timetable: Timetable,
  learnersExpected: z.int().min(1).max(100_000),
  headingDeg: z.number().min(0).max(360).nullable().default(null).meta({
    'x-unit': 'deg',
    description: 'How the lorry stands; null is unknown, the panels count as flat',
  }),
  notes: text(4000).default(''),
  funder: text(120).default('').meta({ description: 'Who pays for it, as impact is told by' }),
};

const inOrder = (visit: { firstDay?: string | undefined; lastDay?: string | undefined }) =>
  visit.firstDay === undefined || visit.lastDay === undefined || visit.firstDay <= visit.lastDay;
const order = { path: ['lastDay'], message: 'must not be before "firstDay"' };
/** Longer than any stay; a mistyped year must not block a truck for a decade. */
export const STAY_DAYS_MAX = 366;

export const VisitBody = z
  .strictObject(shape)
  .refine(inOrder, order)
  .refine(
    ({ firstDay, lastDay }) => Date.parse(lastDay) - Date.parse(firstDay) < STAY_DAYS_MAX * 86_400_000,
    {
      path: ['lastDay'],
      message: `a stay is at most ${STAY_DAYS_MAX} days; is the year right?`,
    },
  )
  .meta({ id: 'VisitBody' });
export type VisitBody = z.infer<typeof VisitBody>;

export const VISIT_STATES = ['planned', 'cancelled'] as const;
/** A part of it, with the version the change is based on; cancelling frees its days. */
export const VisitUpdate = z
  .strictObject({
    truckId: TruckId.optional(),
    firstDay: LocalDate.optional(),
    lastDay: LocalDate.optional(),
    timetable: Timetable.optional(),
    learnersExpected: shape.learnersExpected.optional(),
    headingDeg: z.number().min(0).max(360).nullable().optional(),
    notes: text(4000).optional(),
    funder: text(120).optional(),
    state: z.enum(VISIT_STATES).optional(),
    cancelReason: text(500).optional(),
    version: Version,
  })
  .refine(inOrder, order)
  .meta({ id: 'VisitUpdate' });
export type VisitUpdate = z.infer<typeof VisitUpdate>;

export const Visit = z
  .object({
    visitId: VisitId,
    ...shape,
    state: z.enum(VISIT_STATES),
    cancelReason: z.string(),
    site: z.object({ name: z.string(), county: z.string(), lat: Lat, lon: Lon, grid: z.string() }),
    course: z.object({
      name: z.string(),
      mode: z.enum(['cohort', 'drop-in']),
      powerPerSeatW: z.number().meta({ 'x-unit': 'W' }),
      downlinkKbps: z.number().meta({ 'x-unit': 'kbit/s' }),
    }),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Visit' });
export type Visit = z.infer<typeof Visit>;

/** `GET /visits`: those that touch the days from `from` to `to`, by first day. */
export const VisitQuery = PageQuery.pick({ limit: true, cursor: true }).extend({
  truckId: TruckId.optional(),
  siteId: SiteId.optional(),
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  state: z.enum(['planned', 'cancelled', 'all']).default('planned'),
});
export type VisitQuery = z.infer<typeof VisitQuery>;
export const VisitPage = pageOf(Visit).meta({ id: 'VisitPage' });
export type VisitPage = z.infer<typeof VisitPage>;

/** One class that the timetable holds: a planned session. */
export const PlannedClass = z
  .object({
    visitId: VisitId,
    day: LocalDate,
    startsAt: Instant,
    endsAt: Instant,
  })
  .meta({ id: 'PlannedClass' });
export type PlannedClass = z.infer<typeof PlannedClass>;
