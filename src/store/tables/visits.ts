/** Visits as drizzle sees them; `migrations/0005_visits.sql` is what makes the tables and must agree. */
import type { CourseId, RequestId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { Timetable, Visit } from '@digitruck/contract/visits';
import { doublePrecision, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at, day, programmeId, rowMeta } from './columns.ts';

export const visits = pgTable(
  'visits',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    visitId: uuid('visit_id').$type<VisitId>().notNull().defaultRandom(),
    programmeId: programmeId(),
    siteId: uuid('site_id').$type<SiteId>().notNull(),
    courseId: uuid('course_id').$type<CourseId>().notNull(),
    requestId: uuid('request_id').$type<RequestId>(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day').notNull(),
    timetable: jsonb('timetable').$type<Timetable>().notNull(),
    learnersExpected: integer('learners_expected').notNull(),
    headingDeg: doublePrecision('heading_deg'),
    notes: text('notes').notNull().default(''),
    funder: text('funder').notNull().default(''),
    state: text('state').$type<Visit['state']>().notNull().default('planned'),
    cancelReason: text('cancel_reason').notNull().default(''),
    ...rowMeta(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.visitId] })],
);

export const visitDays = pgTable(
  'visit_days',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    day: day('day').notNull(),
    visitId: uuid('visit_id').$type<VisitId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.day] })],
);

export const siteDays = pgTable(
  'site_days',
  {
    siteId: uuid('site_id').$type<SiteId>().notNull(),
    day: day('day').notNull(),
    visitId: uuid('visit_id').$type<VisitId>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.siteId, table.day] })],
);

export const schedulesSent = pgTable('schedules_sent', {
  truckId: text('truck_id').$type<TruckId>().primaryKey(),
  digest: text('digest').notNull(),
  sentAt: at('sent_at').notNull(),
});
