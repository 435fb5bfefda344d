/** Energy ahead and behind as drizzle sees it; `migrations/0006_forecasts.sql` and `0015_energy.sql` are what makes the tables and must agree. */
import type { Forecast } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import { boolean, doublePrecision, integer, jsonb, pgTable, primaryKey, text } from '../drizzle.ts';
import { at, day, whole } from './columns.ts';

export const forecasts = pgTable('forecasts', {
  truckId: text('truck_id').$type<TruckId>().primaryKey(),
  madeAt: at('made_at').notNull(),
  possible: boolean('possible').notNull(),
  basis: jsonb('basis').$type<Forecast['basis']>().notNull(),
  days: jsonb('days').$type<Forecast['days']>().notNull(),
  hours: jsonb('hours').$type<Forecast['hours']>().notNull(),
});

/** What the classroom drew on a day, as energy/loads-seen.ts sums it up. */
export type LoadsOfDay = {
  readonly classW: number | null;
  readonly classHours: number;
  readonly otherW: readonly (number | null)[];
};

export const energyDays = pgTable(
  'energy_days',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    day: day('day').notNull(),
    potentialWh: doublePrecision('potential_wh'),
    harvestWh: doublePrecision('harvest_wh'),
    clearSkyWh: doublePrecision('clear_sky_wh'),
    trainedShare: doublePrecision('trained_share').notNull(),
    sunRatio: doublePrecision('sun_ratio'),
    clearHourRatio: doublePrecision('clear_hour_ratio'),
    curtailed: doublePrecision('curtailed').notNull(),
    coverage: doublePrecision('coverage').notNull(),
    seenPotentialWh: doublePrecision('seen_potential_wh').notNull(),
    seenHarvestWh: doublePrecision('seen_harvest_wh').notNull(),
    seenLoadWh: doublePrecision('seen_load_wh').notNull(),
    loads: jsonb('loads').$type<LoadsOfDay>().notNull(),
    samples: whole('samples').notNull(),
    settings: text('settings').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.day] })],
);

export const forecastDays = pgTable(
  'forecast_days',
  {
    truckId: text('truck_id').$type<TruckId>().notNull(),
    day: day('day').notNull(),
    lead: integer('lead').notNull(),
    madeAt: at('made_at').notNull(),
    potentialP10Wh: doublePrecision('potential_p10_wh').notNull(),
    potentialP50Wh: doublePrecision('potential_p50_wh').notNull(),
    potentialP90Wh: doublePrecision('potential_p90_wh').notNull(),
    potentialMeanWh: doublePrecision('potential_mean_wh').notNull(),
    persistenceWh: doublePrecision('persistence_wh'),
    mean30Wh: doublePrecision('mean30_wh'),
    classesPlanned: integer('classes_planned'),
    coveredP10: integer('covered_p10'),
    coveredP50: integer('covered_p50'),
    coveredP10AfterShedding: integer('covered_p10_after_shedding'),
  },
  (table) => [primaryKey({ columns: [table.truckId, table.day, table.lead] })],
);
