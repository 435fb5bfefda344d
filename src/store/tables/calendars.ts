/** Calendar links, holidays and maintenance as drizzle sees them; `migrations/0012_calendars.sql` makes the tables and must agree. */
import type { CalendarScope } from '@digitruck/contract/calendars';
import type { CalendarLinkId, HolidayId, MaintenanceId, TruckId, VisitId } from '@digitruck/contract/ids';
import { boolean, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at, day, programmeId, rowMeta } from './columns.ts';

export const calendarLinks = pgTable('calendar_links', {
  linkId: uuid('link_id').$type<CalendarLinkId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  scope: text('scope').$type<CalendarScope>().notNull(),
  subjectId: text('subject_id').notNull().default(''),
  label: text('label').notNull().default(''),
  secretHash: text('secret_hash').notNull(),
  renewedAt: at('renewed_at'),
  lastReadAt: at('last_read_at'),
  createdBy: text('created_by').notNull(),
  ...rowMeta(),
});

export const holidays = pgTable('holidays', {
  holidayId: uuid('holiday_id').$type<HolidayId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  country: text('country').notNull(),
  day: day('day').notNull(),
  name: text('name').notNull(),
  affectsClasses: boolean('affects_classes').notNull().default(true),
  source: text('source').notNull().default(''),
  ...rowMeta(),
});

export const visitHolidayDays = pgTable(
  'visit_holiday_days',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    visitId: uuid('visit_id').$type<VisitId>().notNull(),
    day: day('day').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.visitId, table.day] })],
);

export const truckMaintenance = pgTable(
  'truck_maintenance',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    maintenanceId: uuid('maintenance_id').$type<MaintenanceId>().notNull().defaultRandom(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day').notNull(),
    reason: text('reason').notNull(),
    ...rowMeta(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.maintenanceId] })],
);
