/** Closed periods: figures as they were when somebody closed the books, and what came later. */
import { z } from 'zod';
import { SiteId, TruckId } from './ids.ts';
import { Impact, ImpactFigure, ImpactLine } from './impact.ts';
import { MEASURES } from './impact-words.ts';
import { LocalDate } from './registry.ts';
import { SESSION_STATES } from './session-words.ts';
import { Instant } from './telemetry.ts';

export const PeriodBody = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    firstDay: LocalDate,
    lastDay: LocalDate,
  })
  .refine(({ firstDay, lastDay }) => firstDay <= lastDay, {
    path: ['lastDay'],
    message: 'must not be before "firstDay"',
  })
  .meta({ id: 'PeriodBody' });
export type PeriodBody = z.infer<typeof PeriodBody>;

/** A site as exports name it. */
export const ImpactSite = z.object({
  siteId: SiteId,
  name: z.string(),
  county: z.string(),
  country: z.string(),
  governmentId: z.string().nullable(),
  gigaId: z.string().nullable(),
  lat: z.number().optional().meta({ description: 'Periods that were closed early do not know it' }),
  lon: z.number().optional(),
});
export type ImpactSite = z.infer<typeof ImpactSite>;

/** All that exports are made of; its lines and sites add up to its figures. */
export const ImpactSnapshot = z
  .object({
    impact: Impact,
    lines: z.array(ImpactLine),
    sites: z.array(ImpactSite),
    /** Sessions by site, the key 'none' being unknown. */
    held: z.record(z.string(), z.int()),
  })
  .meta({ id: 'ImpactSnapshot' });
export type ImpactSnapshot = z.infer<typeof ImpactSnapshot>;

export const ImpactPeriod = z
  .object({
    periodId: z.uuid(),
    name: z.string(),
    firstDay: LocalDate,
    lastDay: LocalDate,
    frozenAt: Instant,
    frozenBy: z.string(),
  })
  .meta({ id: 'ImpactPeriod' });
export type ImpactPeriod = z.infer<typeof ImpactPeriod>;
export const ImpactPeriods = z.object({ items: z.array(ImpactPeriod) }).meta({ id: 'ImpactPeriods' });

export const ChangedSession = z
  .object({
    sessionId: z.uuid(),
    truckId: TruckId,
    day: LocalDate,
    change: z.enum(['arrived', 'changed', 'left']),
    before: z.object({ state: z.enum(SESSION_STATES), heads: z.int() }).nullable(),
    now: z.object({ state: z.enum(SESSION_STATES), heads: z.int() }).nullable(),
    at: Instant.meta({ description: 'When the report became what it is now' }),
    by: z.string().meta({ description: 'By whom' }),
  })
  .meta({ id: 'ChangedSession' });
export type ChangedSession = z.infer<typeof ChangedSession>;

/** `GET /impact/periods/:periodId`: what was frozen, what it is now, and the reports that make the difference. */
export const ImpactPeriodRestated = ImpactPeriod.extend({
  figures: z.array(
    z.object({
      id: z.enum(MEASURES),
      unit: z.string(),
      frozen: z.number().nullable(),
      now: z.number().nullable(),
      difference: z.number().nullable(),
      open: ImpactFigure.shape.open,
    }),
  ),
  changes: z.array(ChangedSession).meta({ description: 'At most 500, by day' }),
  changeCount: z.int(),
}).meta({ id: 'ImpactPeriodRestated' });
export type ImpactPeriodRestated = z.infer<typeof ImpactPeriodRestated>;
