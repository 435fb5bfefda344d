/** Cohorts, learners, certificates and what comes after as drizzle sees them; `migrations/0010_learners.sql` makes them and must agree. */
import type {
  DropReason,
  EnrolmentState,
  LearnerConsent,
  OnlineState,
} from '@digitruck/contract/cohort-words';
import type { CohortId, CourseId, LearnerId, OnlineCourseId, SiteId, VisitId } from '@digitruck/contract/ids';
import type { AgeBand, AttendeeRole, Sex } from '@digitruck/contract/session-words';
import {
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
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const programmeId = () => text('programme_id').notNull().default('default');
const rowMeta = () => ({
  version: integer('version').notNull().default(1),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
  updatedBy: text('updated_by').notNull(),
});

export const cohorts = pgTable('cohorts', {
  cohortId: uuid('cohort_id').$type<CohortId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  visitId: uuid('visit_id').$type<VisitId>().notNull(),
  courseId: uuid('course_id').$type<CourseId>().notNull(),
  number: integer('number').notNull(),
  name: text('name').notNull().default(''),
  seats: integer('seats').notNull(),
  slots: jsonb('slots').$type<string[]>().notNull().default([]),
  notes: text('notes').notNull().default(''),
  ...rowMeta(),
});

export const learners = pgTable('learners', {
  learnerId: uuid('learner_id').$type<LearnerId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  nameSealed: bytes('name_sealed'),
  phoneSealed: bytes('phone_sealed'),
  noteSealed: bytes('note_sealed'),
  birthYearSealed: bytes('birth_year_sealed'),
  sex: text('sex').$type<Sex>().notNull().default('unknown'),
  role: text('role').$type<AttendeeRole>().notNull().default('learner'),
  schoolSiteId: uuid('school_site_id').$type<SiteId>(),
  schoolName: text('school_name').notNull().default(''),
  consent: text('consent').$type<LearnerConsent>().notNull().default('not-asked'),
  consentAt: at('consent_at'),
  consentAskedBy: text('consent_asked_by').notNull().default(''),
  consentWording: text('consent_wording').notNull().default(''),
  sameAs: uuid('same_as').$type<LearnerId>(),
  erasedAt: at('erased_at'),
  erasedWhy: text('erased_why').$type<'asked' | 'retention'>(),
  ...rowMeta(),
});

export const enrolments = pgTable(
  'enrolments',
  {
    cohortId: uuid('cohort_id').$type<CohortId>().notNull(),
    learnerId: uuid('learner_id').$type<LearnerId>().notNull(),
    programmeId: programmeId(),
    number: integer('number').notNull(),
    state: text('state').$type<EnrolmentState>().notNull(),
    stateSince: at('state_since').notNull().defaultNow(),
    dropReason: text('drop_reason').$type<DropReason>(),
    ageBand: text('age_band').$type<AgeBand>().notNull().default('unknown'),
    examScorePct: doublePrecision('exam_score_pct'),
    examOn: date('exam_on', { mode: 'string' }),
    examVersion: integer('exam_version').notNull().default(0),
    ...rowMeta(),
  },
  (table) => [primaryKey({ columns: [table.cohortId, table.learnerId] })],
);

/** One each time that results of a cohort changed. */
export const examSheets = pgTable(
  'exam_sheets',
  {
    cohortId: uuid('cohort_id').$type<CohortId>().notNull(),
    programmeId: programmeId(),
    version: integer('version').notNull(),
    deviceId: uuid('device_id'),
    deviceRevision: integer('device_revision'),
    madeAt: at('made_at').notNull().defaultNow(),
    madeBy: text('made_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.cohortId, table.version] })],
);

export const certificates = pgTable('certificates', {
  certificateNumber: text('certificate_number').primaryKey(),
  programmeId: programmeId(),
  learnerId: uuid('learner_id').$type<LearnerId>().notNull(),
  cohortId: uuid('cohort_id').$type<CohortId>().notNull(),
  courseId: uuid('course_id').$type<CourseId>().notNull(),
  courseName: text('course_name').notNull(),
  courseHours: doublePrecision('course_hours').notNull(),
  programmeName: text('programme_name').notNull(),
  place: text('place').notNull().default(''),
  issuedOn: date('issued_on', { mode: 'string' }).notNull(),
  issuedBy: text('issued_by').notNull(),
  revokedAt: at('revoked_at'),
  revokedBy: text('revoked_by'),
  revokeReason: text('revoke_reason'),
  createdAt: at('created_at').notNull().defaultNow(),
});

export const onlineCourses = pgTable('online_courses', {
  onlineCourseId: uuid('online_course_id').$type<OnlineCourseId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  name: text('name').notNull(),
  provider: text('provider').notNull().default(''),
  url: text('url').notNull(),
  language: text('language').notNull().default(''),
  totalHours: doublePrecision('total_hours'),
  notes: text('notes').notNull().default(''),
  retired: boolean('retired').notNull().default(false),
  ...rowMeta(),
});

export const onlineLearners = pgTable(
  'online_learners',
  {
    onlineCourseId: uuid('online_course_id').$type<OnlineCourseId>().notNull(),
    learnerId: uuid('learner_id').$type<LearnerId>().notNull(),
    state: text('state').$type<OnlineState>().notNull(),
    notedAt: at('noted_at').notNull().defaultNow(),
    notedBy: text('noted_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.onlineCourseId, table.learnerId] })],
);
