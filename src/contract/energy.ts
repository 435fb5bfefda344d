/**
 * Energy ahead: hourly solar energy and battery charge with P10/P50/P90 for seven days, and what that means in classes.
 *
 * `potential` is what the array could give, `harvest` what is left of it after the battery is full (DOMAIN.md rule 7). P10 is the
 * gloomy case: nine days of ten are better.
 */
import { z } from 'zod';
import { TruckId, VisitId } from './ids.ts';
import { LocalDate } from './registry.ts';
import { LOAD_KINDS } from './registry-words.ts';
import { Instant } from './telemetry.ts';

const quantiles = (unit: string) =>
  z.object({ p10: z.number(), p50: z.number(), p90: z.number() }).meta({ 'x-unit': unit });

export const ForecastHour = z
  .object({
    at: Instant.meta({ description: 'Its beginning' }),
    potentialWh: quantiles('Wh'),
    harvestWh: quantiles('Wh'),
    loadWh: z.number().meta({ 'x-unit': 'Wh', description: 'What the classroom is expected to draw' }),
    socPct: quantiles('%').meta({ description: 'Battery charge at the end of the hour' }),
  })
  .meta({ id: 'ForecastHour' });
export type ForecastHour = z.infer<typeof ForecastHour>;

/** What to switch off, and when: in the order of the truck's settings. */
export const Shed = z
  .object({
    kind: z.enum(LOAD_KINDS),
    from: Instant,
    savesWh: z.number().meta({ 'x-unit': 'Wh' }),
  })
  .meta({ id: 'Shed' });
export type Shed = z.infer<typeof Shed>;

/** How sure it is that the battery covers a class: on a gloomy day too, on an ordinary day only, on neither; or it is over. */
export const CLASS_COVERS = ['safely', 'usually', 'not', 'over'] as const;
export const ClassCover = z
  .object({ startsAt: Instant, endsAt: Instant, covered: z.enum(CLASS_COVERS) })
  .meta({ id: 'ClassCover' });
export type ClassCover = z.infer<typeof ClassCover>;

export const ForecastDay = z
  .object({
    day: LocalDate,
    visitId: VisitId.nullable(),
    siteName: z.string().nullable(),
    classes: z.object({
      planned: z.int(),
      /** Classes already over today count as held. */
      over: z.int(),
      coveredP10: z.int().meta({ description: 'Of the planned ones: safely covered, in nine days of ten' }),
      coveredP50: z.int().meta({ description: 'Covered on an ordinary day' }),
      coveredP10AfterShedding: z.int(),
    }),
    classTimes: z
      .array(ClassCover)
      .optional()
      .meta({ description: 'Each class by itself; missing in forecasts of an earlier version' }),
    reserveAtP10: Instant.nullable().meta({
      description: 'When the battery would reach its reserve; null: not that day',
    }),
    reserveAtP50: Instant.nullable(),
    shed: z.array(Shed).meta({ description: 'Switching these off covers the most classes at P10' }),
    potentialWh: quantiles('Wh'),
    harvestWh: quantiles('Wh'),
    loadWh: z.number().meta({ 'x-unit': 'Wh' }),
    socLowPct: quantiles('%').meta({ description: 'Lowest charge of the day' }),
  })
  .meta({ id: 'ForecastDay' });
export type ForecastDay = z.infer<typeof ForecastDay>;

/** What a forecast could not know and what it took instead, so that nobody trusts it more than it deserves. */
export const FORECAST_ASSUMPTIONS = [
  'no-array',
  'no-battery',
  'no-loads',
  'no-place',
  'no-charge',
  'old-charge',
  'no-schedule',
  'little-history',
] as const;

export const Forecast = z
  .object({
    truckId: TruckId,
    madeAt: Instant,
    /** False when the array's or the battery's size is unknown: no hours, no days. */
    possible: z.boolean(),
    basis: z.object({
      daysSeen: z.int().meta({ description: 'Days of its own telemetry that train it' }),
      clearness: z.number().nullable().meta({ description: 'Mean share of the clear sky, lately' }),
      lagCorrelation: z.number().nullable(),
      performanceRatio: z.number().nullable().meta({
        description:
          'What the array gives of what its rating promises on clear days; falls with dirt and age',
      }),
      startSocPct: z.number().nullable().meta({ 'x-unit': '%' }),
      startSocAt: Instant.nullable(),
      capacityWh: z.number().nullable().meta({ 'x-unit': 'Wh' }),
      reservePct: z.number().nullable().meta({ 'x-unit': '%' }),
      assumptions: z.array(z.enum(FORECAST_ASSUMPTIONS)),
    }),
    days: z.array(ForecastDay),
    hours: z.array(ForecastHour),
  })
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof Forecast>;

/** `GET /forecasts`: what today and tomorrow mean in classes, of all trucks in use that have a forecast. */
export const FleetForecast = z
  .object({
    today: LocalDate,
    tomorrow: LocalDate,
    trucks: z.array(
      z.object({
        truckId: TruckId,
        madeAt: Instant,
        possible: z.boolean(),
        today: ForecastDay.nullable().meta({
          description: 'null when nothing could be foretold, or not anew since midnight',
        }),
        tomorrow: ForecastDay.nullable(),
      }),
    ),
  })
  .meta({ id: 'FleetForecast' });
export type FleetForecast = z.infer<typeof FleetForecast>;

// --- how good the forecasts were

/** A method's errors over the scored days, of daily potential energy. */
const MethodScore = z.object({
  nrmsePct: z
    .number()
    .meta({ 'x-unit': '%', description: 'Root mean square error over the mean of what came' }),
  biasPct: z
    .number()
    .meta({ 'x-unit': '%', description: 'Mean error over that mean; positive promised too much' }),
});
export const SkillOfLead = z
  .object({
    lead: z.int().min(1).max(7).meta({ 'x-unit': 'd', description: 'Days ahead' }),
    days: z.int().meta({ description: 'Days scored' }),
    forecast: MethodScore,
    persistence: MethodScore,
    mean30: MethodScore,
    convex: MethodScore.meta({ description: 'Best constant blend of the two' }),
    skillVsPersistencePct: z.number().meta({ 'x-unit': '%' }),
    skillVsConvexPct: z.number().meta({ 'x-unit': '%' }),
    p10CoveragePct: z.number().meta({ 'x-unit': '%', description: 'Days below P10; 10 is right' }),
    p90CoveragePct: z.number().meta({ 'x-unit': '%', description: 'Days below P90; 90 is right' }),
  })
  .meta({ id: 'SkillOfLead' });
export type SkillOfLead = z.infer<typeof SkillOfLead>;

/** Of the classes planned for a day, as it looked then. */
export const ForetoldClasses = z
  .object({ planned: z.int(), coveredP10: z.int(), coveredP50: z.int(), coveredP10AfterShedding: z.int() })
  .meta({ id: 'ForetoldClasses' });
export type ForetoldClasses = z.infer<typeof ForetoldClasses>;

/** One day of a truck's sun: what came, and what had been foretold. */
export const EnergyDay = z
  .object({
    day: LocalDate,
    potentialWh: z
      .number()
      .nullable()
      .meta({ 'x-unit': 'Wh', description: 'null while it is not known well enough' }),
    harvestWh: z.number().nullable().meta({ 'x-unit': 'Wh' }),
    clearSkyWh: z
      .number()
      .nullable()
      .meta({ 'x-unit': 'Wh', description: 'What a sound array gives under a clear sky there' }),
    clearness: z.number().nullable(),
    performanceRatio: z.number().nullable(),
    curtailedPct: z
      .number()
      .nullable()
      .meta({ 'x-unit': '%', description: 'Share of daylight with a full battery' }),
    coveragePct: z.number().meta({ 'x-unit': '%', description: 'Share of daylight covered by samples' }),
    classHours: z.number().nullable().meta({
      'x-unit': 'h',
      description:
        'Hours in which people were inside and the classroom drew power; null while nothing was seen',
    }),
    foretold: z.array(
      z.object({
        lead: z.int(),
        p10Wh: z.number(),
        p50Wh: z.number(),
        p90Wh: z.number(),
        classes: ForetoldClasses.nullable().meta({
          description: 'null when none could be foretold, or before classes were kept',
        }),
      }),
    ),
  })
  .meta({ id: 'EnergyDay' });
export type EnergyDay = z.infer<typeof EnergyDay>;

/** `GET /trucks/:truckId/forecast/skill`; without a truck, over the whole fleet at `GET /forecasts/skill`. */
export const ForecastSkill = z
  .object({
    from: LocalDate,
    to: LocalDate,
    leads: z.array(SkillOfLead).meta({ description: 'Empty while no forecast is old enough to be scored' }),
    days: z.array(EnergyDay).meta({ description: 'Of one truck, oldest first; empty for the fleet' }),
    trucks: z
      .array(
        z.object({
          truckId: TruckId,
          days: z.int(),
          nrmseDay1Pct: z.number().nullable(),
          biasDay1Pct: z.number().nullable(),
          skillDay1Pct: z.number().nullable(),
          p10CoveragePct: z.number().nullable(),
          performanceRatio: z.number().nullable(),
        }),
      )
      .meta({ description: 'Each truck by itself; empty when one was asked for' }),
  })
  .meta({ id: 'ForecastSkill' });
export type ForecastSkill = z.infer<typeof ForecastSkill>;
