/**
 * Disruptions: what keeps a plan from being kept. A truck is out, a road is closed, a host cancels, a battery is weak. Marked once, each is a
 * hard fact for every plan that is made or changed from then on, until it is over, ended or withdrawn; a new draft can be asked for at once.
 */
import { z } from 'zod';
import { DisruptionId, RequestId, SiteId, TruckId, VisitId } from './ids.ts';
import { DISRUPTION_KINDS } from './plan-words.ts';
import { PlanSummary } from './plans.ts';
import { Lat, LocalDate, Lon, PageQuery, pageOf, Version } from './registry.ts';
import { Instant } from './telemetry.ts';
import { text } from './text.ts';

export const ROAD_WIDTH_KM = 10;

const reason = text(500).min(1).meta({
  description: 'In the words of who marks it, e.g. "gearbox; parts on Friday"',
});
const days = {
  from: LocalDate,
  to: LocalDate.nullable().default(null).meta({ description: 'Last day; null while nobody knows' }),
};
const point = { name: text(120).min(1), lat: Lat, lon: Lon };
const detourKm = z
  .number()
  .min(0)
  .max(5000)
  .nullable()
  .default(null)
  .meta({ 'x-unit': 'km', description: 'How much longer the way round is; null: there is none' });
const around = z.strictObject({
  shape: z.literal('around'),
  ...point,
  radiusKm: z.number().positive().max(500).meta({ 'x-unit': 'km' }),
});
const widthKm = z
  .number()
  .positive()
  .max(100)
  .default(ROAD_WIDTH_KM)
  .meta({ 'x-unit': 'km', description: 'Ways that run along it as near as this are closed with it' });

const TruckOut = z.strictObject({ kind: z.literal('truck-out'), truckId: TruckId, ...days, reason });
const Battery = z.strictObject({
  kind: z.literal('battery'),
  truckId: TruckId,
  capacityPct: z
    .number()
    .min(1)
    .max(100)
    .default(100)
    .meta({ 'x-unit': '%', description: 'What is left of its capacity' }),
  vr: z.boolean().default(true).meta({ description: 'false: no headsets are switched on' }),
  ...days,
  reason,
});
const RoadClosed = z.strictObject({
  kind: z.literal('road-closed'),
  where: z.discriminatedUnion('shape', [
    around,
    z.strictObject({
      shape: z.literal('between'),
      ends: z
        .array(z.union([z.strictObject({ siteId: SiteId }), z.strictObject(point)]))
        .length(2)
        .meta({ description: 'Two sites, or places by name' }),
      widthKm,
    }),
  ]),
  detourKm,
  ...days,
  reason,
});
const SiteCancels = z.strictObject({
  kind: z.literal('site-cancels'),
  siteId: SiteId.nullable().default(null),
  visitId: VisitId.nullable().default(null),
  from: LocalDate.nullable().default(null),
  to: LocalDate.nullable().default(null).meta({ description: 'Without days it is all that was asked for' }),
  reason,
});

export const DisruptionBody = z
  .discriminatedUnion('kind', [TruckOut, RoadClosed, SiteCancels, Battery])
  .superRefine((body, context) => {
    const say = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (body.to !== null && body.from === null) say('from', 'is missing; a last day needs a first');
    if (body.to !== null && body.from !== null && body.to < body.from) say('to', 'must not be before "from"');
    if (body.kind === 'site-cancels' && (body.siteId === null) === (body.visitId === null))
      say('siteId', 'name either a site or a visit');
    if (body.kind === 'battery' && body.capacityPct === 100 && body.vr)
      say('capacityPct', 'nothing is wrong with it: lower this, or set "vr" to false');
  })
  .meta({ id: 'DisruptionBody' });
export type DisruptionBody = z.infer<typeof DisruptionBody>;

/** As it is kept: names and places as they were when it was marked. */
const RoadEnd = z.object({ siteId: SiteId.nullable(), name: z.string(), lat: Lat, lon: Lon });
export const DisruptionWhat = z
  .discriminatedUnion('kind', [
    z.object(TruckOut.shape),
    z.object({
      ...RoadClosed.shape,
      where: z.discriminatedUnion('shape', [
        z.object(around.shape),
        z.object({ shape: z.literal('between'), ends: z.array(RoadEnd).length(2), widthKm }),
      ]),
    }),
    z.object({
      ...SiteCancels.shape,
      siteId: SiteId,
      requestId: RequestId.nullable().meta({
        description: 'Of the visit; null: all that the site asked for',
      }),
      site: z.string(),
    }),
    z.object(Battery.shape),
  ])
  .meta({ id: 'DisruptionWhat' });
export type DisruptionWhat = z.infer<typeof DisruptionWhat>;
export type RoadClosure = Extract<DisruptionWhat, { kind: 'road-closed' }>;

export const DISRUPTION_STATES = ['open', 'over', 'withdrawn'] as const;
export const Disruption = z
  .object({
    disruptionId: DisruptionId,
    what: DisruptionWhat,
    state: z
      .enum(DISRUPTION_STATES)
      .meta({ description: 'over: its last day is past; withdrawn: it never was, or no longer counts' }),
    markedAt: Instant,
    markedBy: z.string(),
    endedBy: z.string().nullable().meta({ description: 'Who said on which day it ends' }),
    withdrawnBy: z.string().nullable(),
    withdrawnWhy: z.string(),
    version: Version,
    updatedAt: Instant,
    updatedBy: z.string(),
  })
  .meta({ id: 'Disruption' });
export type Disruption = z.infer<typeof Disruption>;
export const DisruptionPage = pageOf(Disruption).meta({ id: 'DisruptionPage' });
export type DisruptionPage = z.infer<typeof DisruptionPage>;
/** `GET /disruptions`: newest first. */
export const DisruptionQuery = PageQuery.pick({ limit: true, cursor: true }).extend({
  state: z.enum([...DISRUPTION_STATES, 'all']).default('open'),
  kind: z.enum(DISRUPTION_KINDS).optional(),
  truckId: TruckId.optional(),
});

/** A promised visit that it touches. */
export const DisruptionHit = z
  .object({
    visitId: VisitId,
    requestId: RequestId.nullable(),
    truckId: TruckId,
    siteId: SiteId,
    site: z.string(),
    firstDay: LocalDate,
    lastDay: LocalDate,
    begun: z.boolean(),
    how: z.enum(['broken', 'way', 'energy']).meta({
      description: 'broken: it cannot be; way: the road to it; energy: its classes may not be covered',
    }),
  })
  .meta({ id: 'DisruptionHit' });
export type DisruptionHit = z.infer<typeof DisruptionHit>;
export const DisruptionSeen = z
  .object({ disruption: Disruption, hits: z.array(DisruptionHit) })
  .meta({ id: 'DisruptionSeen' });
export type DisruptionSeen = z.infer<typeof DisruptionSeen>;

/** How a draft that answers it is made. It begins today, starts from what is promised, and moves as little as it can. */
const replanning = {
  name: text(120).min(1).optional().meta({ description: 'Of the plan; left out: what happened and where' }),
  seconds: z
    .int()
    .min(1)
    .max(600)
    .default(20)
    .meta({ 'x-unit': 's', description: 'How long to search at most' }),
  days: z
    .int()
    .min(7)
    .max(366)
    .optional()
    .meta({ 'x-unit': 'd', description: 'Left out: as far as promises reach, at least 84' }),
  frozenDays: z.int().min(0).max(366).default(14).meta({
    'x-unit': 'd',
    description: 'Visits that begin within so many days stay, but for those that it touches',
  }),
};
export const DisruptionReplan = z.strictObject(replanning).meta({ id: 'DisruptionReplan' });
export type DisruptionReplan = z.infer<typeof DisruptionReplan>;
/** `POST /disruptions`; with `?dryRun=true` it only tells what it would touch. */
export const DisruptionMark = z
  .strictObject({
    disruption: DisruptionBody,
    replan: z.boolean().default(false).meta({ description: 'Begin a new draft at once' }),
    plan: DisruptionReplan.optional(),
  })
  .meta({ id: 'DisruptionMark' });
export type DisruptionMark = z.infer<typeof DisruptionMark>;
export const DisruptionMarked = z
  .object({
    disruption: Disruption.nullable().meta({ description: 'null for a dry run' }),
    hits: z.array(DisruptionHit),
    plan: PlanSummary.nullable().meta({
      description:
        'The draft that was begun; when it is done, /plans/:planId/compare/:basedOn and /hosts say what changes',
    }),
  })
  .meta({ id: 'DisruptionMarked' });
export type DisruptionMarked = z.infer<typeof DisruptionMarked>;

export const DisruptionEnd = z
  .strictObject({ to: LocalDate.meta({ description: 'Its last day' }), version: Version })
  .meta({ id: 'DisruptionEnd' });
export const DisruptionWithdraw = z
  .strictObject({ why: text(500).min(1), version: Version })
  .meta({ id: 'DisruptionWithdraw' });
