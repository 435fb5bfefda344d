/** What people enter for impact: costs, targets, and what a school was before and after a visit. */
import { z } from 'zod';
import { SiteId, TruckId, VisitId } from './ids.ts';
import { COST_KINDS, TARGET_MEASURES } from './impact-words.ts';
import { LocalDate, Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

const rowMeta = { version: Version, createdAt: Instant, updatedAt: Instant, updatedBy: z.string() };
const inOrder = ({ firstDay, lastDay }: { firstDay: string; lastDay: string }) => firstDay <= lastDay;
const order = { path: ['lastDay'], message: 'must not be before "firstDay"' };

export type CostKind = (typeof COST_KINDS)[number];
const cost = {
  truckId: TruckId.nullable().default(null).meta({ description: 'null: of the whole programme' }),
  kind: z.enum(COST_KINDS),
  firstDay: LocalDate,
  lastDay: LocalDate,
  amount: z.number().min(0).max(99_999_999_999).multipleOf(0.01),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be three capital letters (ISO 4217), e.g. KES')
    .meta({ examples: ['KES'] }),
  funder: text(120).default(''),
  notes: text(1000).default(''),
};
export const CostBody = z.strictObject(cost).refine(inOrder, order).meta({ id: 'CostBody' });
export type CostBody = z.infer<typeof CostBody>;
export const CostUpdate = z
  .strictObject({ ...cost, version: Version })
  .refine(inOrder, order)
  .meta({ id: 'CostUpdate' });
export const Cost = z.object({ costId: z.uuid(), ...cost, ...rowMeta }).meta({ id: 'Cost' });
export type Cost = z.infer<typeof Cost>;
export const Costs = z.object({ items: z.array(Cost) }).meta({ id: 'Costs' });

const target = {
  indicator: z.enum(TARGET_MEASURES),
  firstDay: LocalDate,
  lastDay: LocalDate,
  value: z.number().positive().max(1e9),
  funder: text(120).default(''),
  notes: text(1000).default(''),
};
export const TargetBody = z.strictObject(target).refine(inOrder, order).meta({ id: 'TargetBody' });
export type TargetBody = z.infer<typeof TargetBody>;
export const TargetUpdate = z
  .strictObject({ ...target, version: Version })
  .refine(inOrder, order)
  .meta({ id: 'TargetUpdate' });
export const Target = z.object({ targetId: z.uuid(), ...target, ...rowMeta }).meta({ id: 'Target' });
export type Target = z.infer<typeof Target>;
export const Targets = z.object({ items: z.array(Target) }).meta({ id: 'Targets' });

const yesNo = z.enum(['yes', 'no', 'unknown']);
export const SchoolState = z
  .strictObject({
    internet: yesNo,
    electricity: yesNo,
    computers: z.int().min(0).max(10_000).nullable().default(null),
    downlinkKbps: z.number().min(0).nullable().default(null).meta({ 'x-unit': 'kbit/s' }),
    notedOn: LocalDate,
  })
  .meta({ id: 'SchoolState' });
export type SchoolState = z.infer<typeof SchoolState>;
export const SchoolBody = z
  .strictObject({
    before: SchoolState.nullable(),
    after: SchoolState.nullable(),
    version: z.int().min(0).meta({ description: '0 when nothing was noted yet' }),
  })
  .meta({ id: 'SchoolBody' });
export type SchoolBody = z.infer<typeof SchoolBody>;

/** A visit that ended in the period, at a school. */
export const VisitedSchool = z
  .object({
    visitId: VisitId,
    siteId: SiteId,
    name: z.string(),
    county: z.string(),
    gigaId: z.uuid().nullable().meta({ description: 'null: none is noted, so Giga gets no measurements' }),
    firstDay: LocalDate,
    lastDay: LocalDate,
    before: SchoolState.nullable(),
    after: SchoolState.nullable(),
    measuredKbps: z
      .number()
      .nullable()
      .meta({ 'x-unit': 'kbit/s', description: "Mean downlink of the truck's router during the stay" }),
    connected: z.boolean().nullable().meta({ description: 'Internet after and not before; null: not noted' }),
    version: z.int(),
  })
  .meta({ id: 'VisitedSchool' });
export type VisitedSchool = z.infer<typeof VisitedSchool>;
export const VisitedSchools = z
  .object({ items: z.array(VisitedSchool), connected: z.int().nullable() })
  .meta({ id: 'VisitedSchools' });
