/**
 * Impact: how many were taught, who, where, and what makes each number.
 *
 * `GET /impact` gives figures of a stretch of days, whole and by a grouping; each opens to its sessions (`open`), its definition, what it is
 * as of, and what came late. A figure that is not known is null, never 0.
 */
import { z } from 'zod';
import { CourseId, SiteId, TruckId } from './ids.ts';
import { IMPACT_GROUPS, MEASURES, SDG_INDICATORS, TARGET_MEASURES } from './impact-words.ts';
import { LocalDate, PageQuery } from './registry.ts';
import { AGE_BANDS, ATTENDEE_ROLES, PROBLEM_KINDS, SEXES } from './session-words.ts';
import { SessionPage } from './sessions.ts';
import { Instant } from './telemetry.ts';

export const Days = z.object({ from: LocalDate, to: LocalDate });
/** One grouping of the figures is one stretch of days; a mistyped century is none. */
export const IMPACT_DAYS_MAX = 20 * 366;
const inOrder = ({ from, to }: { from: string; to: string }) => from <= to;
const order = { path: ['to'], message: 'must not be before "from"' };
const short = ({ from, to }: { from: string; to: string }) =>
  Date.parse(to) - Date.parse(from) <= IMPACT_DAYS_MAX * 86_400_000;
const length = { path: ['to'], message: 'must be at most 20 years after "from"' };

const filters = {
  county: z.string().max(80).optional(),
  siteId: z.union([SiteId, z.literal('none')]).optional(),
  courseId: z.union([CourseId, z.literal('none')]).optional(),
  truckId: TruckId.optional(),
  funder: z.string().max(120).optional(),
  sex: z.enum(SEXES).optional(),
  ageBand: z.enum(AGE_BANDS).optional(),
  role: z.enum(ATTENDEE_ROLES).optional(),
};
export const ImpactFilter = z.object(filters);
export type ImpactFilter = z.infer<typeof ImpactFilter>;

export const ImpactQuery = Days.extend({ groupBy: z.enum(IMPACT_GROUPS).default('county'), ...filters })
  .refine(inOrder, order)
  .refine(short, length);
export type ImpactQuery = z.infer<typeof ImpactQuery>;

const value = z.number().nullable().meta({ description: 'null is not known, which is not 0' });

export const ImpactFigure = z
  .object({
    id: z.enum(MEASURES).meta({ description: 'Also the id of its definition' }),
    value,
    unit: z.string(),
    open: z.string().nullable().meta({
      description:
        'Path of the sessions behind it, as `GET /api/v1/impact/sessions?...`; null where none are',
    }),
    asOf: Instant,
    lateSince: z.int().meta({ description: 'Sessions of it that arrived or changed after the period' }),
  })
  .meta({ id: 'ImpactFigure' });
export type ImpactFigure = z.infer<typeof ImpactFigure>;

export const ImpactRow = z
  .object({
    key: z.string(),
    label: z.string(),
    values: z.partialRecord(z.enum(MEASURES), value),
    open: z.string().meta({ description: 'Path of the sessions behind the row' }),
  })
  .meta({ id: 'ImpactRow' });
export type ImpactRow = z.infer<typeof ImpactRow>;

/** One part of a whole: the lines of a figure add up to it. */
export const ImpactLine = z
  .object({
    siteId: SiteId.nullable(),
    sex: z.enum(SEXES),
    ageBand: z.enum(AGE_BANDS),
    role: z.enum(ATTENDEE_ROLES),
    people: z.int(),
    attendances: z.int(),
    certified: z.int(),
  })
  .meta({ id: 'ImpactLine' });
export type ImpactLine = z.infer<typeof ImpactLine>;
export const ImpactCategory = ImpactLine.omit({ siteId: true }).meta({ id: 'ImpactCategory' });
export type ImpactCategory = z.infer<typeof ImpactCategory>;

export const MeasureDefinition = z
  .object({
    id: z.enum(MEASURES),
    unit: z.string(),
    rule: z.string(),
    why: z.string(),
    source: z.string().meta({ description: 'What it is counted from' }),
  })
  .meta({ id: 'MeasureDefinition' });
export type MeasureDefinition = z.infer<typeof MeasureDefinition>;

export const SdgFigure = z
  .object({
    indicator: z.enum(SDG_INDICATORS),
    value,
    unit: z.string(),
    is: z.string(),
    isNot: z.string(),
  })
  .meta({ id: 'SdgFigure' });
export type SdgFigure = z.infer<typeof SdgFigure>;

export const TargetProgress = z
  .object({
    targetId: z.uuid(),
    indicator: z.enum(TARGET_MEASURES),
    firstDay: LocalDate,
    lastDay: LocalDate,
    funder: z.string(),
    target: z.number(),
    actual: value,
  })
  .meta({ id: 'TargetProgress' });
export type TargetProgress = z.infer<typeof TargetProgress>;

export const ImpactLate = z
  .object({
    since: Instant.meta({ description: 'The end of the last day' }),
    sessions: z.int(),
    changed: z.int().meta({ description: 'Of these, reports that were changed' }),
    open: z.string(),
  })
  .meta({ id: 'ImpactLate' });
export type ImpactLate = z.infer<typeof ImpactLate>;

export const Impact = z
  .object({
    ...Days.shape,
    filter: ImpactFilter,
    groupBy: z.enum(IMPACT_GROUPS),
    asOf: Instant,
    uncounted: z.int().meta({ description: 'Reports that arrived and are about to be counted' }),
    figures: z.array(ImpactFigure),
    categories: z.array(ImpactCategory).meta({ description: 'Each person once: they add up to the total' }),
    rows: z.array(ImpactRow),
    overlap: z
      .int()
      .meta({ description: 'People who are in more than one row: rows together less the total' }),
    cancelled: z.array(z.object({ reason: z.string(), sessions: z.int() })),
    cost: z.array(z.object({ currency: z.string(), amount: z.number(), perPerson: value })),
    sdg: z.array(SdgFigure),
    late: ImpactLate,
    definitions: z.array(MeasureDefinition),
  })
  .meta({ id: 'Impact' });
export type Impact = z.infer<typeof Impact>;

/** `GET /impact/sessions`: the sessions behind a number. */
export const ImpactSessionsQuery = Days.extend({
  ...filters,
  month: z
    .string()
    .regex(/^\d{4}-\d\d$/)
    .optional(),
  measure: z.enum(MEASURES).optional(),
  sdg: z.enum(SDG_INDICATORS).optional().meta({
    description: 'Classes with those this indicator is told of; of 4.4.2 those of cohorts with certificates',
  }),
  reason: z
    .enum(PROBLEM_KINDS)
    .optional()
    .meta({ description: 'Classes that were not held for this reason' }),
  late: z.enum(['yes']).optional().meta({ description: 'Only what arrived or changed after the period' }),
  limit: PageQuery.shape.limit,
  cursor: PageQuery.shape.cursor,
}).refine(inOrder, order);
export type ImpactSessionsQuery = z.infer<typeof ImpactSessionsQuery>;
export const ImpactSessions = SessionPage.extend({
  definition: MeasureDefinition.nullable(),
}).meta({ id: 'ImpactSessions' });
export type ImpactSessions = z.infer<typeof ImpactSessions>;
