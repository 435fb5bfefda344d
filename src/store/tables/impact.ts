/** What is counted, closed, entered and sent of impact, as drizzle sees it; `migrations/0013_impact.sql`, 0014, 0018, 0022 and 0023 make the tables and must agree. */

import type { CourseId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { CostKind } from '@digitruck/contract/impact-entries';
import {
  bigint,
  bit,
  boolean,
  date,
  doublePrecision,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from '../drizzle.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const day = (name: string) => date(name, { mode: 'string' });
const seconds = (name: string) => bigint(name, { mode: 'number' });
const programmeId = () => text('programme_id').notNull().default('default');
const rowMeta = () => ({
  version: integer('version').notNull().default(1),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
  updatedBy: text('updated_by').notNull(),
});

export const impactCounted = pgTable(
  'impact_counted',
  {
    truckId: text('truck_id').notNull(),
    sessionId: uuid('session_id').notNull(),
    stayId: uuid('stay_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.sessionId] })],
);

export const impactStays = pgTable('impact_stays', {
  stayId: uuid('stay_id').primaryKey(),
  visitId: uuid('visit_id'),
  firstDay: day('first_day').notNull(),
  lastDay: day('last_day').notNull(),
  countedAt: at('counted_at').notNull(),
});

/** The classes of a stay, short; `store/impact/pack.ts` says how. */
export const impactPacks = pgTable('impact_packs', {
  stayId: uuid('stay_id').primaryKey(),
  classes: text('classes').notNull(),
});

const place = () => ({
  stayId: uuid('stay_id').notNull(),
  month: day('month'),
  truckId: text('truck_id').notNull(),
  siteId: uuid('site_id').$type<SiteId>(),
  courseId: uuid('course_id').$type<CourseId>(),
});
const category = () => ({
  sex: text('sex').notNull(),
  ageBand: text('age_band').notNull(),
  role: text('role').notNull(),
});

/** What a stay comes to, ready to be read; `store/impact/counted.ts` and `told.ts` say what stands where. */
export const impactSums = pgTable('impact_sums', {
  ...place(),
  told: text('told').notNull(),
  reasons: text('reasons'),
  heads: text('heads').notNull(),
  names: text('names'),
});

export const impactLearners = pgTable('impact_learners', {
  ...place(),
  personId: uuid('person_id').notNull(),
  ...category(),
  firstDay: day('first_day').notNull(),
  present: integer('present').notNull(),
  seconds: seconds('seconds').notNull(),
  alone: boolean('alone').notNull().default(true),
});

/** Whose certificates stand: of `personId` null those who have one, added up; of others a row a certificate. */
export const impactCertified = pgTable('impact_certified', {
  cohortId: uuid('cohort_id').notNull(),
  visitId: uuid('visit_id').$type<VisitId>().notNull(),
  courseId: uuid('course_id').$type<CourseId>().notNull(),
  issuedOn: day('issued_on').notNull(),
  ...category(),
  personId: uuid('person_id'),
  certificateNumber: text('certificate_number'),
  people: integer('people').notNull(),
});

/** Cohorts whose certificates are restated when the transaction commits; empty to everybody else. */
export const impactCertifyWaits = pgTable('impact_certify_waits', {
  waitId: bigint('wait_id', { mode: 'number' }).primaryKey(),
  cohortId: uuid('cohort_id').notNull(),
});

export const impactArrivals = pgTable('impact_arrivals', {
  stayId: uuid('stay_id').notNull(),
  visitId: uuid('visit_id'),
  truckId: text('truck_id').notNull(),
  siteId: uuid('site_id'),
  courseId: uuid('course_id'),
  firstDay: day('first_day').notNull(),
  lastDay: day('last_day').notNull(),
  reports: integer('reports').notNull(),
  firstReceivedAt: at('first_received_at').notNull(),
  lastReceivedAt: at('last_received_at').notNull(),
  firstUpdatedAt: at('first_updated_at').notNull(),
  lastUpdatedAt: at('last_updated_at').notNull(),
});

export const impactClasses = pgTable('impact_classes', {
  ...place(),
  month: day('month').notNull(),
  state: text('state').notNull(),
  categories: bit('categories', { dimensions: 84 }).notNull(),
  absences: boolean('absences').notNull(),
  sessions: integer('sessions').notNull(),
});

export const impactCosts = pgTable('impact_costs', {
  costId: uuid('cost_id').primaryKey().defaultRandom(),
  programmeId: programmeId(),
  truckId: text('truck_id').$type<TruckId>(),
  kind: text('kind').$type<CostKind>().notNull(),
  firstDay: day('first_day').notNull(),
  lastDay: day('last_day').notNull(),
  amount: numeric('amount', { precision: 14, scale: 2, mode: 'number' }).notNull(),
  currency: text('currency').notNull(),
  funder: text('funder').notNull().default(''),
  notes: text('notes').notNull().default(''),
  ...rowMeta(),
});

export const impactTargets = pgTable('impact_targets', {
  targetId: uuid('target_id').primaryKey().defaultRandom(),
  programmeId: programmeId(),
  indicator: text('indicator').notNull(),
  firstDay: day('first_day').notNull(),
  lastDay: day('last_day').notNull(),
  value: doublePrecision('value').notNull(),
  funder: text('funder').notNull().default(''),
  notes: text('notes').notNull().default(''),
  ...rowMeta(),
});

export const impactSchools = pgTable('impact_schools', {
  visitId: uuid('visit_id').$type<VisitId>().primaryKey(),
  before: jsonb('before'),
  after: jsonb('after'),
  ...rowMeta(),
});

export const impactPeriods = pgTable('impact_periods', {
  periodId: uuid('period_id').primaryKey().defaultRandom(),
  programmeId: programmeId(),
  name: text('name').notNull(),
  firstDay: day('first_day').notNull(),
  lastDay: day('last_day').notNull(),
  figures: jsonb('figures').notNull(),
  frozenAt: at('frozen_at').notNull(),
  frozenBy: text('frozen_by').notNull(),
});

export const impactPeriodSessions = pgTable(
  'impact_period_sessions',
  {
    periodId: uuid('period_id').notNull(),
    truckId: text('truck_id').notNull(),
    sessionId: uuid('session_id').notNull(),
    version: integer('version').notNull(),
    day: day('day').notNull(),
    startedAt: at('started_at').notNull(),
    state: text('state').notNull(),
    siteId: uuid('site_id').$type<SiteId>(),
    courseId: uuid('course_id').$type<CourseId>(),
    seconds: seconds('seconds'),
    heads: integer('heads').notNull(),
    headCounts: jsonb('head_counts').notNull(),
    /** What they were called when the period was closed. */
    site: text('site').notNull(),
    county: text('county').notNull(),
    course: text('course').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.periodId, table.sessionId] })],
);

export const impactDhis2 = pgTable('impact_dhis2', {
  programmeId: text('programme_id').primaryKey().default('default'),
  mapping: jsonb('mapping').notNull(),
  token: text('token'),
  ...rowMeta(),
});

export const impactIati = pgTable('impact_iati', {
  programmeId: text('programme_id').primaryKey().default('default'),
  settings: jsonb('settings').notNull(),
  ...rowMeta(),
});

export const impactDhis2Sends = pgTable('impact_dhis2_sends', {
  sendId: uuid('send_id').primaryKey().defaultRandom(),
  periodId: uuid('period_id').notNull(),
  dryRun: boolean('dry_run').notNull(),
  sentAt: at('sent_at').notNull(),
  sentBy: text('sent_by').notNull(),
});

export const impactDhis2Rows = pgTable(
  'impact_dhis2_rows',
  {
    sendId: uuid('send_id').notNull(),
    number: integer('number').notNull(),
    dataElement: text('data_element').notNull(),
    period: text('period').notNull(),
    orgUnit: text('org_unit').notNull(),
    categoryOptionCombo: text('category_option_combo'),
    value: text('value').notNull(),
    what: text('what').notNull(),
    said: jsonb('said'),
  },
  (table) => [primaryKey({ columns: [table.sendId, table.number] })],
);

export const impactPeriodGiga = pgTable('impact_period_giga', {
  periodId: uuid('period_id').notNull(),
  measuredAt: at('measured_at').notNull(),
  download: doublePrecision('download'),
  upload: doublePrecision('upload'),
  latency: doublePrecision('latency'),
  gigaIdSchool: uuid('giga_id_school').notNull(),
  countryCode: text('country_code').notNull(),
  deviceHardwareId: text('device_hardware_id').notNull(),
});
