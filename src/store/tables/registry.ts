/** The registry's tables as drizzle sees them; `migrations/0001_registry.sql` is what makes them and must agree. */
import type { CourseId, RequestId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { CourseBody, RequestBody, SiteBody, TruckBody } from '@digitruck/contract/registry';
import { boolean, doublePrecision, integer, jsonb, pgTable, text, uuid } from '../drizzle.ts';
import { day, programmeId, rowMeta } from './columns.ts';

export const trucks = pgTable('trucks', {
  truckId: text('truck_id').$type<TruckId>().primaryKey(),
  programmeId: programmeId(),
  name: text('name').notNull().default(''),
  depot: jsonb('depot').$type<TruckBody['depot']>(),
  seats: integer('seats').notNull().default(20),
  array: jsonb('solar_array').$type<TruckBody['array']>(),
  battery: jsonb('battery').$type<TruckBody['battery']>(),
  loads: jsonb('loads').$type<TruckBody['loads']>().notNull().default([]),
  speedKph: doublePrecision('speed_kph').notNull().default(45),
  reportingIntervalS: integer('reporting_interval_s').notNull().default(60),
  dataBundleMb: doublePrecision('data_bundle_mb'),
  notes: text('notes').notNull().default(''),
  retired: boolean('retired').notNull().default(false),
  ...rowMeta(),
});

export const sites = pgTable('sites', {
  siteId: uuid('site_id').$type<SiteId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  name: text('name').notNull(),
  kind: text('kind').$type<SiteBody['kind']>().notNull().default('school'),
  lat: doublePrecision('lat').notNull(),
  lon: doublePrecision('lon').notNull(),
  country: text('country').notNull().default('KE'),
  county: text('county').notNull().default(''),
  district: text('district').notNull().default(''),
  governmentId: text('government_id'),
  gigaId: uuid('giga_id'),
  learners: integer('learners'),
  host: jsonb('host').$type<SiteBody['host']>().notNull(),
  access: jsonb('access').$type<SiteBody['access']>().notNull(),
  connectivity: jsonb('connectivity').$type<SiteBody['connectivity']>().notNull(),
  power: jsonb('power').$type<SiteBody['power']>().notNull(),
  opening: jsonb('opening')
    .$type<SiteBody['opening']>()
    .notNull()
    .default({ weekdays: [1, 2, 3, 4, 5], from: null, to: null }),
  notes: text('notes').notNull().default(''),
  nameKey: text('name_key').notNull(),
  search: text('search').notNull(),
  ...rowMeta(),
});

export const courses = pgTable('courses', {
  courseId: uuid('course_id').$type<CourseId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  code: text('code').notNull(),
  name: text('name').notNull(),
  mode: text('mode').$type<CourseBody['mode']>().notNull(),
  totalHours: doublePrecision('total_hours').notNull(),
  classHours: doublePrecision('class_hours').notNull(),
  powerPerSeatW: doublePrecision('power_per_seat_w').notNull(),
  downlinkKbps: doublePrecision('downlink_kbps').notNull().default(0),
  certifies: boolean('certifies').notNull().default(false),
  passMarkPct: doublePrecision('pass_mark_pct'),
  language: text('language').notNull().default(''),
  notes: text('notes').notNull().default(''),
  retired: boolean('retired').notNull().default(false),
  ...rowMeta(),
});

export const requests = pgTable('requests', {
  requestId: uuid('request_id').$type<RequestId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  siteId: uuid('site_id').$type<SiteId>().notNull(),
  courseId: uuid('course_id').$type<CourseId>().notNull(),
  learnersExpected: integer('learners_expected').notNull(),
  womenExpected: integer('women_expected'),
  teachersExpected: integer('teachers_expected'),
  priority: integer('priority').notNull().default(3),
  windows: jsonb('windows').$type<RequestBody['windows']>().notNull().default([]),
  blackouts: jsonb('blackouts').$type<RequestBody['blackouts']>().notNull().default([]),
  minimumStayDays: integer('minimum_stay_days').notNull().default(1),
  requestedOn: day('requested_on').notNull(),
  status: text('status').$type<RequestBody['status']>().notNull().default('open'),
  notes: text('notes').notNull().default(''),
  ...rowMeta(),
});
