/**
 * Cohorts: groups of learners that take one course during one visit, who is on their rosters, and how it went.
 *
 * A cohort's figures name nobody, so everybody may see them. The roster names people: operators see that of their own trucks,
 * coordinators all, and each look is in the audit log. Where the course does not certify, or a learner did not agree, there is no name.
 */
import { z } from 'zod';
import { CertificateNumber } from './certificate-number.ts';
import { DROP_REASONS, ENROLMENT_STATES } from './cohort-words.ts';
import { CohortId, CourseId, LearnerId, SessionId, SiteId, TruckId, VisitId } from './ids.ts';
import { Learner, LearnerBody } from './learners.ts';
import { TimeOfDay } from './opening.ts';
import { ImportRowProblem, LocalDate, PageQuery, pageOf, Version } from './registry.ts';
import { AGE_BANDS } from './session-words.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

export const COHORT_SEATS_MAX = 200;
/** More than any visit's hall has ever held; bounds a roster. */
export const ENROLMENTS_MAX = 500;

const shape = {
  visitId: VisitId,
  name: text(80).default('').meta({ description: 'As people call it; empty is "Cohort" and its number' }),
  seats: z.int().min(1).max(COHORT_SEATS_MAX),
  slots: z
    .array(TimeOfDay)
    .max(16)
    .default([])
    .meta({ description: "The classes of the visit's timetable that are this cohort's; empty is not said" }),
  notes: text(2000).default(''),
};

/** `POST /cohorts`; its number is given. Seats default to the truck's. */
export const CohortBody = z
  .strictObject({ ...shape, seats: shape.seats.optional() })
  .meta({ id: 'CohortBody' });
export type CohortBody = z.infer<typeof CohortBody>;

export const CohortUpdate = z
  .strictObject({
    name: text(80).optional(),
    seats: shape.seats.optional(),
    slots: z.array(TimeOfDay).max(16).optional(),
    notes: text(2000).optional(),
    version: Version,
  })
  .meta({ id: 'CohortUpdate' });
export type CohortUpdate = z.infer<typeof CohortUpdate>;

const count = (description: string) => z.int().meta({ description });
export const CohortFigures = z
  .object({
    enrolled: count('Have a seat and are at it'),
    waiting: z.int(),
    droppedOut: z.int(),
    completed: z.int(),
    women: count('Of those enrolled or completed'),
    teachers: count('Of those enrolled or completed'),
    examined: count('With an exam result'),
    passed: count('With a result of at least the pass mark'),
    certified: count('With a certificate that stands'),
    sessionsHeld: z.int(),
    noShows: count('Enrolled, and at none of the classes held with a roll'),
    learnerHours: z
      .number()
      .meta({ 'x-unit': 'h', description: 'Hours of presence of all its learners together' }),
  })
  .meta({ id: 'CohortFigures' });
export type CohortFigures = z.infer<typeof CohortFigures>;

export const Cohort = z
  .object({
    cohortId: CohortId,
    ...shape,
    number: z.int().meta({ description: 'Of the cohorts of its visit, from 1' }),
    truck: z.object({ truckId: TruckId, name: z.string() }),
    site: z.object({ siteId: SiteId, name: z.string(), county: z.string() }),
    course: z.object({
      courseId: CourseId,
      name: z.string(),
      totalHours: z.number().meta({ 'x-unit': 'h' }),
      certifies: z.boolean(),
      passMarkPct: z.number().nullable().meta({ 'x-unit': '%' }),
    }),
    firstDay: LocalDate,
    lastDay: LocalDate,
    visitState: z.enum(['planned', 'cancelled']),
    figures: CohortFigures,
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Cohort' });
export type Cohort = z.infer<typeof Cohort>;

/** `GET /cohorts`: those of the visits that end last come first. */
export const CohortQuery = PageQuery.pick({ limit: true, cursor: true, q: true }).extend({
  visitId: VisitId.optional(),
  truckId: TruckId.optional(),
  courseId: CourseId.optional(),
  when: z.enum(['running', 'ahead', 'over', 'any']).default('any').meta({ description: 'By its visit' }),
});
export type CohortQuery = z.infer<typeof CohortQuery>;
export const CohortPage = pageOf(Cohort).meta({ id: 'CohortPage' });
export type CohortPage = z.infer<typeof CohortPage>;

// --- the roster

export const ExamResult = z.strictObject({
  scorePct: z.number().min(0).max(100).meta({ 'x-unit': '%' }),
  takenOn: LocalDate,
});
export const Enrolment = z
  .object({
    cohortId: CohortId,
    learnerId: LearnerId,
    number: z.int().meta({ description: 'In this cohort, in the order of enrolment' }),
    state: z.enum(ENROLMENT_STATES),
    stateSince: Instant,
    dropReason: z.enum(DROP_REASONS).nullable(),
    ageBand: z.enum(AGE_BANDS).meta({ 'x-unit': 'years', description: 'When the course began' }),
    exam: ExamResult.nullable(),
    passed: z.boolean().nullable().meta({ description: 'null: no result, or a course without an exam' }),
    certificateNumber: CertificateNumber.nullable().meta({ description: 'Of the one that stands' }),
    attended: z.int().meta({ description: 'Classes at which the learner was' }),
    called: z.int().meta({ description: 'Classes held whose roll has the learner' }),
    hours: z.number().meta({ 'x-unit': 'h', description: 'Of presence in this cohort' }),
    noShow: z.boolean(),
    learner: Learner,
    version: Version,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Enrolment' });
export type Enrolment = z.infer<typeof Enrolment>;
export const ExamVersion = z
  .int()
  .min(0)
  .meta({ description: 'Rises whenever exam results of the cohort change; 0 is none yet' });
export const Roster = z
  .object({ cohort: Cohort, examVersion: ExamVersion, enrolments: z.array(Enrolment) })
  .meta({ id: 'Roster', description: 'By number. Who asked for it is in the audit log' });
export type Roster = z.infer<typeof Roster>;

/** `POST /cohorts/:cohortId/enrolments`: somebody known, or somebody new. Over capacity they wait. */
export const EnrolmentBody = z
  .strictObject({
    learnerId: LearnerId.optional(),
    learner: LearnerBody.optional(),
    ageBand: z.enum(AGE_BANDS).optional().meta({ description: 'Told by the year of birth if that is known' }),
  })
  .refine(({ learnerId, learner }) => (learnerId === undefined) !== (learner === undefined), {
    path: ['learner'],
    message: 'must be given for somebody new, and "learnerId" for somebody known: one of the two',
  })
  .meta({ id: 'EnrolmentBody' });
export type EnrolmentBody = z.infer<typeof EnrolmentBody>;

export const EnrolmentUpdate = z
  .strictObject({
    state: z.enum(ENROLMENT_STATES).optional(),
    dropReason: z.enum(DROP_REASONS).optional().meta({ description: 'Needed with "dropped-out"' }),
    ageBand: z.enum(AGE_BANDS).optional(),
    exam: ExamResult.nullable().optional(),
    version: Version,
  })
  .refine(({ state, dropReason }) => state !== 'dropped-out' || dropReason !== undefined, {
    path: ['dropReason'],
    message: 'must say why; if nobody knows, use "other"',
  })
  .meta({ id: 'EnrolmentUpdate' });
export type EnrolmentUpdate = z.infer<typeof EnrolmentUpdate>;

/** `PUT /cohorts/:cohortId/exam`: results of many at once; all are taken or none. */
export const ExamSheet = z
  .strictObject({
    takenOn: LocalDate,
    results: z
      .array(
        z.strictObject({
          learnerId: LearnerId,
          scorePct: z
            .number()
            .min(0)
            .max(100)
            .nullable()
            .meta({ 'x-unit': '%', description: 'null takes it back' }),
        }),
      )
      .min(1)
      .max(ENROLMENTS_MAX),
    basedOn: ExamVersion.nullable().default(null).meta({
      description:
        'The version that was known when they were noted: what somebody else has changed since is not overwritten. null: whatever stands',
    }),
    device: z
      .strictObject({ deviceId: z.uuid().toLowerCase(), revision: z.int().min(1) })
      .nullable()
      .default(null)
      .meta({ description: 'The phone they were noted on, whose later saving replaces its earlier one' }),
  })
  .meta({ id: 'ExamSheet' });
export type ExamSheet = z.infer<typeof ExamSheet>;
export const ExamTaken = z
  .object({ results: z.int().meta({ description: 'Changed by it' }), version: ExamVersion })
  .meta({ id: 'ExamTaken' });
/** `current` of a 409: the results that somebody else has changed since, as they stand. */
export type ExamConflict = {
  readonly version: number;
  readonly updatedBy: string;
  readonly updatedAt: string;
  readonly results: readonly {
    readonly learnerId: string;
    readonly scorePct: number | null;
    readonly takenOn: string | null;
  }[];
};

/** `GET /cohorts/:cohortId/attendance`: learners by class, by their ids alone. */
export const AttendanceGrid = z
  .object({
    sessions: z.array(
      z.object({
        sessionId: SessionId,
        startedAt: Instant,
        day: LocalDate,
        minutes: z.number().nullable().meta({ 'x-unit': 'min' }),
        heads: z.int(),
        rollCalled: z.boolean().meta({ description: 'False: heads were counted, nobody was named' }),
      }),
    ),
    rows: z.array(
      z.object({
        learnerId: LearnerId,
        marks: z
          .array(z.enum(['present', 'absent', 'not-called']))
          .meta({ description: 'One a session, in their order' }),
        hours: z.number().meta({ 'x-unit': 'h' }),
      }),
    ),
  })
  .meta({ id: 'AttendanceGrid' });
export type AttendanceGrid = z.infer<typeof AttendanceGrid>;

// --- import

export const ROSTER_IMPORT_MAX_BYTES = 1024 * 1024;
/** A school that teachers of a roster's file teach at, and which site of ours it is: nothing is chosen unseen. */
export const RosterSchool = z
  .object({
    name: z.string().meta({ description: 'As the file has it' }),
    county: z.string().meta({ description: 'As the file has it; empty when it does not say' }),
    teachers: z.int(),
    match: z.enum(['exact', 'alike', 'ambiguous', 'unknown', 'chosen']).meta({
      description:
        'alike: the same but for case, accents, signs and short words; ambiguous and unknown stay text until somebody chooses (`schools`)',
    }),
    siteId: SiteId.nullable(),
    candidates: z.array(z.object({ siteId: SiteId, name: z.string(), county: z.string() })),
  })
  .meta({ id: 'RosterSchool' });
export type RosterSchool = z.infer<typeof RosterSchool>;

/** What somebody chose of schools, by the name that the file has: a site, or null for none of ours. */
export const SchoolChoices = z.record(z.string().max(120), SiteId.nullable());
export type SchoolChoices = z.infer<typeof SchoolChoices>;

/** `POST /cohorts/:cohortId/enrolments/import`: a CSV, first as a dry run. All rows are taken or none. */
export const RosterImportResult = z
  .object({
    dryRun: z.boolean(),
    rows: z.int(),
    enrol: z.int(),
    wait: z.int().meta({ description: 'Come onto the waiting list, for there is no seat' }),
    known: z
      .int()
      .meta({ description: 'Are on the roster already, by name and phone or year of birth: left out' }),
    unnamed: z.int().meta({ description: 'Did not agree, so they become a number' }),
    bad: z.int(),
    columns: z.record(z.string(), z.string().nullable()),
    problems: z.array(ImportRowProblem),
    warnings: z.array(ImportRowProblem),
    schools: z.array(RosterSchool).meta({ description: 'Of teachers, in the order of the file' }),
    committed: z.boolean(),
  })
  .meta({ id: 'RosterImportResult' });
export type RosterImportResult = z.infer<typeof RosterImportResult>;
