/** Disruptions and ways by road as drizzle sees them; `migrations/0011_disruptions.sql` is what makes the tables and must agree. */
import type { DisruptionWhat } from '@digitruck/contract/disruptions';
import type { DisruptionId, SiteId, TruckId } from '@digitruck/contract/ids';
import { doublePrecision, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at, day, programmeId, rowMeta } from './columns.ts';

export const disruptions = pgTable('disruptions', {
  disruptionId: uuid('disruption_id').$type<DisruptionId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  kind: text('kind').$type<DisruptionWhat['kind']>().notNull(),
  aboutTruckId: text('about_truck_id').$type<TruckId>(),
  siteId: uuid('site_id').$type<SiteId>(),
  fromDay: day('from_day'),
  toDay: day('to_day'),
  /** Its days are those of the columns. */
  what: jsonb('what').$type<DisruptionWhat>().notNull(),
  endedBy: text('ended_by'),
  withdrawnBy: text('withdrawn_by'),
  withdrawnWhy: text('withdrawn_why').notNull().default(''),
  createdBy: text('created_by').notNull(),
  ...rowMeta(),
});

export const travelWays = pgTable(
  'travel_ways',
  {
    source: text('source').notNull(),
    fromLatE4: integer('from_lat_e4').notNull(),
    fromLonE4: integer('from_lon_e4').notNull(),
    toLatE4: integer('to_lat_e4').notNull(),
    toLonE4: integer('to_lon_e4').notNull(),
    minutes: doublePrecision('minutes'),
    km: doublePrecision('km'),
    askedAt: at('asked_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({
      columns: [table.source, table.fromLatE4, table.fromLonE4, table.toLatE4, table.toLonE4],
    }),
  ],
);
