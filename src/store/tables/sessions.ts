/** Session reports as drizzle sees them; `migrations/0009_sessions.sql` is what makes the tables and must agree. */
import type {
  CohortId,
  CourseId,
  LearnerId,
  PhotoId,
  SessionId,
  SiteId,
  TruckId,
  VisitId,
} from '@digitruck/contract/ids';
import type {
  AgeBand,
  AttendeeRole,
  QuestionKind,
  SessionState,
  Sex,
} from '@digitruck/contract/session-words';
import type { Session, SessionBody, SessionProblem, SessionQuestion } from '@digitruck/contract/sessions';
import {
  bigint,
  boolean,
  customType,
  date,
  doublePrecision,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from '../drizzle.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const ofSession = () => ({
  truckId: text('truck_id').$type<TruckId>().notNull(),
  sessionId: uuid('session_id').$type<SessionId>().notNull(),
});
export type Via = Session['receivedVia'][number];

export const sessionReports = pgTable(
  'session_reports',
  {
    ...ofSession(),
    programmeId: text('programme_id').notNull().default('default'),
    visitId: uuid('visit_id').$type<VisitId>(),
    siteId: uuid('site_id').$type<SiteId>(),
    courseId: uuid('course_id').$type<CourseId>(),
    cohortId: uuid('cohort_id').$type<CohortId>(),
    plannedStartsAt: at('planned_starts_at'),
    state: text('state').$type<SessionState>().notNull(),
    startedAt: at('started_at').notNull(),
    endedAt: at('ended_at'),
    day: date('day', { mode: 'string' }).notNull(),
    minutes: doublePrecision('minutes'),
    deviceStartedAt: at('device_started_at').notNull(),
    deviceEndedAt: at('device_ended_at'),
    skewMs: bigint('skew_ms', { mode: 'number' }),
    clock: text('clock').$type<Session['clock']['verdict']>().notNull(),
    heads: integer('heads').notNull().default(0),
    walkIns: integer('walk_ins').notNull().default(0),
    waiting: integer('waiting').notNull().default(0),
    topics: jsonb('topics').$type<string[]>().notNull().default([]),
    problems: jsonb('problems').$type<SessionProblem[]>().notNull().default([]),
    notes: text('notes').notNull().default(''),
    deviceId: uuid('device_id').notNull(),
    deviceRevision: integer('device_revision').notNull(),
    deviceSavedAt: at('device_saved_at').notNull(),
    deviceSentAt: at('device_sent_at'),
    contentHash: bytea('content_hash').notNull(),
    code: text('code').notNull(),
    receivedAt: at('received_at').notNull(),
    receivedVia: text('received_via').array().$type<Via[]>().notNull(),
    countedAt: at('counted_at'),
    countedTold: integer('counted_told').notNull().default(0),
    checkedVersion: integer('checked_version').notNull().default(0),
    checkedSamples: bigint('checked_samples', { mode: 'number' }).notNull().default(0),
    reportedBy: text('reported_by').notNull(),
    reportedById: text('reported_by_id'),
    version: integer('version').notNull().default(1),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.sessionId] })],
);

export const sessionHeads = pgTable(
  'session_heads',
  {
    ...ofSession(),
    sex: text('sex').$type<Sex>().notNull(),
    ageBand: text('age_band').$type<AgeBand>().notNull(),
    role: text('role').$type<AttendeeRole>().notNull(),
    count: integer('count').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.truckId, table.sessionId, table.sex, table.ageBand, table.role] }),
  ],
);

export const sessionAttendance = pgTable(
  'session_attendance',
  {
    ...ofSession(),
    learnerId: uuid('learner_id').$type<LearnerId>().notNull(),
    present: boolean('present').notNull(),
    minutes: integer('minutes'),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.sessionId, table.learnerId] })],
);

export const sessionVersions = pgTable(
  'session_versions',
  {
    ...ofSession(),
    version: integer('version').notNull(),
    report: jsonb('report').$type<SessionBody>().notNull(),
    madeBy: text('made_by').notNull(),
    madeAt: at('made_at').notNull(),
    via: text('via').$type<Via>().notNull(),
    reason: text('reason').notNull().default(''),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.sessionId, table.version] })],
);

export const sessionQuestions = pgTable(
  'session_questions',
  {
    ...ofSession(),
    kind: text('kind').$type<QuestionKind>().notNull(),
    facts: jsonb('facts').$type<SessionQuestion['facts']>().notNull(),
    state: text('state').$type<SessionQuestion['state']>().notNull().default('open'),
    answer: text('answer'),
    answeredBy: text('answered_by'),
    askedAt: at('asked_at').notNull(),
    answeredAt: at('answered_at'),
    resolution: text('resolution').$type<SessionQuestion['resolution']>(),
    askedText: text('asked_text'),
    askedBy: text('asked_by'),
    askedOperatorAt: at('asked_operator_at'),
    replyText: text('reply_text'),
    replyBy: text('reply_by'),
    repliedAt: at('replied_at'),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.sessionId, table.kind] })],
);

export const sessionPhotos = pgTable(
  'session_photos',
  {
    ...ofSession(),
    photoId: uuid('photo_id').$type<PhotoId>().notNull(),
    contentType: text('content_type').notNull(),
    image: bytea('image').notNull(),
    takenAt: at('taken_at').notNull(),
    caption: text('caption').notNull().default(''),
    consent: text('consent').notNull(),
    receivedAt: at('received_at').notNull(),
    receivedFrom: text('received_from').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.sessionId, table.photoId] })],
);
