/**
 * The pack: all that the operator's page needs of one truck to work without a network. Asked for whenever there is one, and kept on the
 * phone; everything in it says as of when it is.
 *
 * Energy goes as what a forecast is stepped from (the sun of each hour, what the classroom draws, the last charge), so that the phone
 * makes it anew from what the battery shows later. Names go only where a course certifies, and only while its classes are near.
 */
import { z } from 'zod';
import { ExamResult, ExamVersion } from './cohorts.ts';
import { CohortId, CourseId, LearnerId, SessionId, SiteId, TruckId, VisitId } from './ids.ts';
import { Lat, LocalDate, Lon, TruckBody, Version } from './registry.ts';
import { AGE_BANDS, ATTENDEE_ROLES, SESSION_STATES, SEXES } from './session-words.ts';
import { Instant } from './telemetry.ts';
import { Timetable } from './visits.ts';

/** Visits that touch these days around today. */
export const PACK_DAYS_BACK = 3;
export const PACK_DAYS_AHEAD = 14;

export const PackVisit = z
  .object({
    visitId: VisitId,
    siteId: SiteId,
    courseId: CourseId,
    site: z.object({ name: z.string(), county: z.string(), lat: Lat, lon: Lon, grid: z.string() }),
    course: z.object({
      name: z.string(),
      mode: z.enum(['cohort', 'drop-in']),
      powerPerSeatW: z.number().meta({ 'x-unit': 'W' }),
      downlinkKbps: z.number().meta({ 'x-unit': 'kbit/s' }),
    }),
    firstDay: LocalDate,
    lastDay: LocalDate,
    timetable: Timetable.meta({ description: 'Its classes follow from it' }),
    learnersExpected: z.int(),
    headingDeg: z.number().nullable().meta({ 'x-unit': 'deg' }),
    notes: z.string(),
  })
  .meta({ id: 'PackVisit' });
export type PackVisit = z.infer<typeof PackVisit>;

export const PackCourse = z
  .object({
    courseId: CourseId,
    name: z.string(),
    mode: z.enum(['cohort', 'drop-in']),
    classHours: z.number().meta({ 'x-unit': 'h' }),
    certifies: z.boolean(),
    topics: z.array(z.string()).meta({
      description:
        'Offered as one tap each: lines of its notes that begin with "-", and what was taught lately',
    }),
  })
  .meta({ id: 'PackCourse' });
export type PackCourse = z.infer<typeof PackCourse>;

export const PackLearner = z.object({
  learnerId: LearnerId,
  number: z.int().meta({ description: 'In the cohort' }),
  name: z.string().nullable().meta({ description: 'null of somebody who did not agree that it is kept' }),
  sex: z.enum(SEXES),
  ageBand: z.enum(AGE_BANDS),
  role: z.enum(ATTENDEE_ROLES),
  exam: ExamResult.nullable(),
});
export type PackLearner = z.infer<typeof PackLearner>;

export const PackCohort = z
  .object({
    cohortId: CohortId,
    visitId: VisitId.nullable(),
    courseId: CourseId,
    name: z.string(),
    slots: z.array(z.string()).meta({
      description: "The classes of the visit's timetable that are this cohort's; empty is not said",
      examples: [['07:30']],
    }),
    roster: z
      .array(PackLearner)
      .nullable()
      .meta({ description: 'null where the course does not certify: heads are counted, nobody is named' }),
    examVersion: ExamVersion,
  })
  .meta({ id: 'PackCohort' });
export type PackCohort = z.infer<typeof PackCohort>;

/** A class that is reported already, by this phone or another one. */
export const PackReport = z
  .object({
    sessionId: SessionId,
    visitId: VisitId.nullable(),
    plannedStartsAt: Instant.nullable(),
    state: z.enum(SESSION_STATES),
    startedAt: Instant,
    heads: z.int(),
    code: z.string(),
    version: Version,
    reportedBy: z.string(),
    step: z.enum(['received', 'counted']),
  })
  .meta({ id: 'PackReport' });
export type PackReport = z.infer<typeof PackReport>;

export const PackEnergy = z
  .object({
    battery: TruckBody.shape.battery.unwrap(),
    loads: TruckBody.shape.loads.unwrap(),
    classW: z.number().nullable().meta({ 'x-unit': 'W', description: 'Learnt: what it draws in class' }),
    otherW: z
      .array(z.number().nullable())
      .meta({ 'x-unit': 'W', description: 'Learnt: what it draws out of class, by local hour' }),
    charge: z.object({ socPct: z.number().meta({ 'x-unit': '%' }), at: Instant }).nullable(),
    sun: z
      .object({
        startsAt: Instant,
        madeAt: Instant,
        p10W: z.array(z.number()),
        p50W: z.array(z.number()),
        p90W: z.array(z.number()),
      })
      .nullable()
      .meta({
        'x-unit': 'W',
        description: 'What the array could give, hour by hour; null without a forecast',
      }),
  })
  .meta({ id: 'PackEnergy' });
export type PackEnergy = z.infer<typeof PackEnergy>;

export const OperatorPack = z
  .object({
    truckId: TruckId,
    truckName: z.string(),
    seats: z.int(),
    madeAt: Instant,
    timeZone: z.string(),
    hubUrls: z.array(z.string()).meta({ description: "Where phones on the truck's Wi-Fi reach its hub" }),
    visits: z.array(PackVisit),
    courses: z.array(PackCourse),
    cohorts: z.array(PackCohort),
    reports: z.array(PackReport),
    energy: PackEnergy,
    reporter: z.object({ personId: z.string(), key: z.string() }).nullable().meta({
      description:
        "With this a phone signs what it hands to the truck's hub (`proof` of a report's relay); null for a program",
    }),
    occupancy: z
      .object({ people: z.int(), at: Instant })
      .nullable()
      .meta({ description: 'What the sensor counted last' }),
  })
  .meta({ id: 'OperatorPack' });
export type OperatorPack = z.infer<typeof OperatorPack>;

/** `GET /operator/trucks`: the trucks this person reports for. */
export const OperatorTrucks = z
  .object({ items: z.array(z.object({ truckId: TruckId, name: z.string() })) })
  .meta({ id: 'OperatorTrucks' });
export type OperatorTrucks = z.infer<typeof OperatorTrucks>;
