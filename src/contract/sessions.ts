/**
 * Session reports: one class held, or not held and why, as an operator saw it.
 *
 * A report is made on a phone that may be offline for days, so its id is made there, and the same report may arrive twice, by two ways and
 * in any order: `PUT /sessions/:sessionId`, or `digitruck/v1/<truckId>/session` through the hub on the truck. Rules for what arrives:
 *
 * - the same content again changes nothing;
 * - a later `device.revision` of the device that wrote last replaces it, an earlier one changes nothing;
 * - anything else has to be based on the version that stands (`basedOn`), or is refused with 409 and that version.
 *
 * What a report was before stays to be read (`GET /sessions/:sessionId/versions`).
 */
import { z } from 'zod';
import { saying } from './faults.ts';
import { CohortId, CourseId, LearnerId, SessionId, SiteId, TruckId, VisitId } from './ids.ts';
import { FieldError, type FieldFault } from './problems.ts';
import { LocalDate, PageQuery, pageOf, Version } from './registry.ts';
import { SessionPhoto } from './session-photos.ts';
import {
  AGE_BANDS,
  ATTENDEE_ROLES,
  PROBLEM_KINDS,
  QUESTION_KINDS,
  SESSION_STATES,
  SEXES,
} from './session-words.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

/** More than any hall holds; a mistyped count must not make a programme's year. */
export const HEADS_MAX = 2000;

export const HeadCount = z
  .strictObject({
    sex: z.enum(SEXES),
    ageBand: z.enum(AGE_BANDS).meta({ 'x-unit': 'years' }),
    role: z.enum(ATTENDEE_ROLES),
    count: z.int().min(1).max(HEADS_MAX),
  })
  .meta({ id: 'HeadCount' });
export type HeadCount = z.infer<typeof HeadCount>;

/** Named attendance, only where the course certifies: who was there, by the id of the roster. */
export const Attendance = z.strictObject({
  learnerId: LearnerId,
  present: z.boolean(),
  minutes: z
    .int()
    .min(0)
    .max(1440)
    .nullable()
    .default(null)
    .meta({ 'x-unit': 'min', description: 'null is the whole class' }),
});
export type Attendance = z.infer<typeof Attendance>;

export const SessionProblem = z.strictObject({ kind: z.enum(PROBLEM_KINDS), note: text(500).default('') });
export type SessionProblem = z.infer<typeof SessionProblem>;

/** Which device made the report, and what its clock said. Clocks lie, so they are kept beside the server's. */
export const ReportDevice = z.strictObject({
  deviceId: z.uuid().toLowerCase(),
  revision: z
    .int()
    .min(1)
    .max(1_000_000)
    .meta({ description: 'Counts the savings of this report on this device, from 1' }),
  savedAt: Instant.meta({ description: "Device's clock when it was saved" }),
  sentAt: Instant.nullable().default(null).meta({
    description: "Device's clock when it was sent: held against the server's, it tells how wrong it is",
  }),
});
export type ReportDevice = z.infer<typeof ReportDevice>;

/**
 * Put on by the hub on the truck, which took the report from a phone.
 *
 * A hub speaks for its truck and for nobody else. A report that it brings is the truck's, unless it carries the proof of a person who may report for
 * this truck now: then that person's name stands under it. Neither gives any right but to report for this truck.
 */
export const ReportRelay = z.strictObject({
  takenAt: Instant.meta({ description: "Hub's clock when the phone handed it over" }),
  personId: z
    .string()
    .max(64)
    .nullable()
    .default(null)
    .meta({ description: 'Who reports, as the phone says; believed only with a proof' }),
  proof: z.string().max(64).nullable().default(null).meta({
    description:
      "HMAC-SHA-256 over session, saving and content, with the key that the person's pack holds for this truck: the first 128 bits in hex",
  }),
});
export type ReportRelay = z.infer<typeof ReportRelay>;

const keysOf = (count: HeadCount) => `${count.sex} ${count.ageBand} ${count.role}`;
const shape = {
  truckId: TruckId,
  visitId: VisitId.nullable().default(null),
  siteId: SiteId.nullable().default(null).meta({ description: "null: the visit's site" }),
  courseId: CourseId.nullable().default(null).meta({ description: "null: the visit's course" }),
  cohortId: CohortId.nullable().default(null),
  plannedStartsAt: Instant.nullable()
    .default(null)
    .meta({ description: 'The class of the timetable this one was; null for one that was not planned' }),
  state: z.enum(SESSION_STATES),
  startedAt: Instant.meta({ description: "Device's clock. Of a cancelled class: when it was to begin" }),
  endedAt: Instant.nullable().default(null),
  headCounts: z
    .array(HeadCount)
    .max(SEXES.length * AGE_BANDS.length * ATTENDEE_ROLES.length)
    .default([])
    .refine(
      (counts) => new Set(counts.map(keysOf)).size === counts.length,
      saying('twice', 'must name each group once'),
    ),
  attendance: z
    .array(Attendance)
    .max(500)
    .default([])
    .refine(
      (list) => new Set(list.map(({ learnerId }) => learnerId)).size === list.length,
      saying('twice', 'must name each learner once'),
    ),
  walkIns: z
    .int()
    .min(0)
    .max(HEADS_MAX)
    .default(0)
    .meta({ description: 'Of the heads counted, those who came without being enrolled' }),
  waiting: z.int().min(0).max(HEADS_MAX).default(0).meta({ description: 'Sent away because it was full' }),
  topics: z.array(text(120).min(1)).max(30).default([]),
  problems: z
    .array(SessionProblem)
    .max(PROBLEM_KINDS.length)
    .default([])
    .refine(
      (list) => new Set(list.map(({ kind }) => kind)).size === list.length,
      saying('twice', 'must name each kind once'),
    ),
  notes: text(4000).default(''),
  device: ReportDevice,
  basedOn: z.int().min(0).default(0).meta({
    description: 'The version this device last saw of it; 0 for none',
  }),
};

type Judged = { state: string; startedAt: string; endedAt: string | null; problems: unknown[] };
/** Longer than any class; the phone's "close" was forgotten, or its clock was set in between. */
export const CLASS_HOURS_MAX = 24;
function judge(report: Judged, context: z.RefinementCtx): void {
  const refuse = (code: FieldFault, field: string, message: string, params?: { max: number }) =>
    context.addIssue({ code: 'custom', path: [field], message, params: { code, ...params } });
  if (report.state === 'held' && report.endedAt === null)
    refuse(
      'end-missing',
      'endedAt',
      'must be given for a class that was held; use the state "started" while it runs',
    );
  if (report.endedAt !== null) {
    const hours = (Date.parse(report.endedAt) - Date.parse(report.startedAt)) / 3_600_000;
    if (hours < 0) refuse('ends-before', 'endedAt', 'must not be before "startedAt"');
    if (hours > CLASS_HOURS_MAX)
      refuse('too-many-hours', 'endedAt', `must be at most ${CLASS_HOURS_MAX} hours after "startedAt"`, {
        max: CLASS_HOURS_MAX,
      });
  }
  if (report.state === 'cancelled' && report.problems.length === 0)
    refuse('reason-missing', 'problems', 'must say why the class was cancelled: name at least one problem');
}

/** `PUT /sessions/:sessionId` */
export const SessionBody = z.strictObject(shape).superRefine(judge).meta({ id: 'SessionBody' });
export type SessionBody = z.infer<typeof SessionBody>;
export type SessionDraft = z.input<typeof SessionBody>;

/** `digitruck/v1/<truckId>/session`: the same, with its id. The topic says whose it is; a `truckId` that differs is refused. */
export const SessionMessage = z
  .strictObject({
    sessionId: SessionId,
    ...shape,
    truckId: TruckId.optional(),
    relay: ReportRelay.nullable().default(null),
  })
  .superRefine(judge)
  .meta({ id: 'SessionMessage' });
export type SessionMessage = z.infer<typeof SessionMessage>;

/** What somebody wrote about a question; who it was is not told to viewers, nor what. */
const Said = z.object({ text: z.string(), by: z.string(), at: Instant });

/** What the office asks about a report that does not fit with the rest of what is known. */
export const SessionQuestion = z
  .object({
    kind: z.enum(QUESTION_KINDS),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    state: z.enum(['open', 'answered', 'gone']).meta({ description: 'gone: a later version fits' }),
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
    askedAt: Instant,
    answeredAt: Instant.nullable(),
    resolution: z.enum(['accepted', 'corrected']).nullable().meta({
      description:
        'How it was answered: the report was accepted as it is, or corrected; null while it is open',
    }),
    toOperator: Said.nullable().meta({ description: 'What the office asked of who was there' }),
    fromOperator: Said.nullable().meta({ description: 'What they replied; the question stays the office’s' }),
  })
  .meta({ id: 'SessionQuestion' });
export type SessionQuestion = z.infer<typeof SessionQuestion>;

/** `POST /sessions/:sessionId/questions/:kind/answer` */
export const SessionAnswer = z.strictObject({ answer: text(1000).min(1) }).meta({ id: 'SessionAnswer' });
export type SessionAnswer = z.infer<typeof SessionAnswer>;

/** `POST /sessions/:sessionId/questions/:kind/ask` and `/reply` */
export const SessionAsk = z.strictObject({ text: text(1000).min(1) }).meta({ id: 'SessionAsk' });
export type SessionAsk = z.infer<typeof SessionAsk>;

/**
 * `POST /sessions/:sessionId/correction`: what the office knows better than the report. It makes a version like any other edit, by who corrects, with the
 * reason; what the report was before stays to be read.
 */
export const SessionCorrection = z
  .strictObject({
    version: Version.meta({
      description: 'The version that is corrected; refused when another stands by now',
    }),
    reason: text(1000).min(1, 'say why: whoever reads the report later asks for it'),
    question: z
      .enum(QUESTION_KINDS)
      .nullable()
      .default(null)
      .meta({ description: 'The question that this answers' }),
    change: z
      .strictObject({
        state: shape.state,
        startedAt: Instant,
        endedAt: Instant.nullable(),
        headCounts: shape.headCounts.unwrap(),
        walkIns: shape.walkIns.unwrap(),
        waiting: shape.waiting.unwrap(),
        problems: shape.problems.unwrap(),
        cohortId: CohortId.nullable(),
        visitId: VisitId.nullable(),
        siteId: SiteId.nullable(),
        notes: shape.notes.unwrap(),
      })
      .partial()
      .refine((change) => Object.keys(change).length > 0, 'must change something'),
  })
  .meta({ id: 'SessionCorrection' });
export type SessionCorrection = z.infer<typeof SessionCorrection>;

export const Session = z
  .object({
    sessionId: SessionId,
    ...shape,
    /** Which day it counts for, in the programme's time zone, by the corrected clock. */
    day: LocalDate,
    startedAt: Instant.meta({ description: "Corrected by what is known of the device's clock" }),
    endedAt: Instant.nullable(),
    minutes: z.number().nullable().meta({ 'x-unit': 'min' }),
    clock: z
      .object({
        verdict: z.enum(['good', 'corrected', 'unknown']),
        skewMs: z.int().nullable().meta({
          'x-unit': 'ms',
          description:
            "Server's clock less the device's when it was sent; positive for a device that is slow",
        }),
        deviceStartedAt: Instant,
        deviceEndedAt: Instant.nullable(),
      })
      .meta({ description: 'The device said so; both clocks are kept' }),
    heads: z.int().meta({ description: 'All head counts together' }),
    code: z.string().meta({
      description: 'Two devices that show the same code have the same report',
      examples: ['7K2-MQX'],
    }),
    step: z.enum(['received', 'counted']),
    receivedAt: Instant.meta({ description: 'When it came as closed or cancelled; edits leave it' }),
    countedAt: Instant.nullable().meta({ description: 'null until it is in the totals' }),
    receivedVia: z.array(z.enum(['http', 'mqtt'])),
    lateBy: z.number().nullable().meta({
      'x-unit': 'h',
      description: 'Hours from the end of the class to its arrival; null while it runs',
    }),
    truckName: z.string(),
    site: z.object({ siteId: SiteId, name: z.string(), county: z.string() }).nullable(),
    course: z
      .object({ courseId: CourseId, name: z.string(), mode: z.enum(['cohort', 'drop-in']) })
      .nullable(),
    reportedBy: z.string(),
    questions: z.array(SessionQuestion),
    photos: z.array(SessionPhoto),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .omit({ basedOn: true })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/** `GET /sessions`: the newest first. */
export const SessionQuery = PageQuery.pick({ limit: true, cursor: true }).extend({
  from: LocalDate.optional(),
  to: LocalDate.optional(),
  truckId: TruckId.optional(),
  visitId: VisitId.optional(),
  siteId: SiteId.optional(),
  courseId: CourseId.optional(),
  cohortId: CohortId.optional(),
  county: z.string().max(80).optional(),
  state: z.enum([...SESSION_STATES, 'all']).default('all'),
  problem: z
    .enum([...PROBLEM_KINDS, 'any'])
    .optional()
    .meta({ description: 'Only those that name it; `any`: that name one' }),
  questions: z.enum(['open', 'asked', 'any']).optional().meta({
    description: 'Only those with questions; `asked`: with an open one that waits for the operator’s reply',
  }),
  receivedAfter: Instant.optional().meta({ description: 'What arrived or changed since then' }),
});
export type SessionQuery = z.infer<typeof SessionQuery>;
export const SessionPage = pageOf(Session).meta({ id: 'SessionPage' });
export type SessionPage = z.infer<typeof SessionPage>;

/** `GET /sessions/:sessionId/versions`: what it was, the newest first. */
export const SessionVersion = z
  .object({
    version: Version,
    report: SessionBody,
    madeBy: z.string(),
    madeAt: Instant,
    via: z.enum(['http', 'mqtt']),
    reason: z.string().meta({ description: 'Why the office corrected it; empty for a report of the truck' }),
  })
  .meta({ id: 'SessionVersion' });
export type SessionVersion = z.infer<typeof SessionVersion>;

/** `POST /sessions/steps`: how far reports have come, for a phone that asks for many at once; unknown ones are left out. */
export const SessionSteps = z
  .strictObject({ sessionIds: z.array(SessionId).min(1).max(200) })
  .meta({ id: 'SessionSteps' });
export const SessionStepList = z
  .object({
    items: z.array(
      z.object({
        sessionId: SessionId,
        step: z.enum(['received', 'counted']),
        version: Version,
        code: z.string(),
        openQuestions: z.int(),
      }),
    ),
  })
  .meta({ id: 'SessionStepList' });
export type SessionStepList = z.infer<typeof SessionStepList>;

export const RECEIPT_ERRORS_MAX = 10;
/**
 * The receipt of a report that came over MQTT: a command of kind `session-receipt` with these arguments. It is not kept as a command; a hub
 * that has none after a while sends the report again. A hub passes over what later services say besides.
 */
export const SessionReceipt = z
  .object({
    sessionId: SessionId,
    about: ReportDevice.pick({ deviceId: true, revision: true })
      .nullable()
      .default(null)
      .meta({ description: 'The saving it answers; null: whatever was sent of this session' }),
    state: z.enum(['received', 'counted', 'conflict', 'needs-fix']),
    version: Version.nullable(),
    code: z.string().nullable(),
    reason: z.string().max(1000).default(''),
    errors: z
      .array(
        FieldError.pick({ field: true, problem: true, code: true, params: true }).extend({
          // One of a later service: the sentence stands beside it.
          code: FieldError.shape.code.catch(undefined),
        }),
      )
      .max(RECEIPT_ERRORS_MAX)
      .optional()
      .meta({ description: 'With needs-fix: the reason, field by field' }),
  })
  .meta({ id: 'SessionReceipt' });
export type SessionReceipt = z.infer<typeof SessionReceipt>;
