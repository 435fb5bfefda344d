/**
 * Plans: proposed sets of visits over a horizon. A draft is made by a job, bent by hand, compared, and published: then its visits are the
 * promised ones (contract/visits) and the plan before is superseded. A published or superseded plan never changes.
 */
import { z } from 'zod';
import { CourseId, DisruptionId, PlanId, RequestId, SiteId, TruckId, VisitId } from './ids.ts';
import { DisruptionNamed, PlanNote } from './plan-notes.ts';
import { Problem } from './problems.ts';
import { LocalDate, PageQuery, pageOf, Version } from './registry.ts';
import { Instant } from './telemetry.ts';

export const PLAN_STATES = ['draft', 'published', 'superseded'] as const;
export const HORIZON_DAYS_MAX = 366;
export const STABILITIES = ['usual', 'most'] as const;
const stability = z.enum(STABILITIES).meta({
  description:
    'usual: a promise moves where enough people are won; most: only where it cannot stay, and what is pinned in the published plan stays pinned unless it cannot',
});
const returnToDepot = z
  .boolean()
  .meta({ description: 'Each truck must be back at its depot on the last day' });

/** `POST /plans`: starts a job; its progress comes with the plan and over the live feed. */
export const PlanRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    from: LocalDate,
    days: z.int().min(7).max(HORIZON_DAYS_MAX).default(84).meta({ 'x-unit': 'd' }),
    seconds: z
      .int()
      .min(1)
      .max(600)
      .default(20)
      .meta({ 'x-unit': 's', description: 'How long to search at most' }),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
    frozenDays: z
      .int()
      .min(0)
      .max(HORIZON_DAYS_MAX)
      .default(14)
      .meta({ 'x-unit': 'd', description: 'Promised visits that begin within so many days do not move' }),
    pinsOf: PlanId.nullable().default(null).meta({ description: 'Keep the pins of this plan' }),
    truckIds: z.array(TruckId).max(1000).default([]).meta({ description: 'Empty is every truck in use' }),
    stability: stability.default('usual'),
    returnToDepot: returnToDepot.default(false),
  })
  .meta({ id: 'PlanRequest' });
export type PlanRequest = z.infer<typeof PlanRequest>;

export const PlanScore = z
  .object({
    learners: z.number().meta({ description: 'People reached' }),
    weighted: z.number().meta({
      description: 'With priority, waiting, women, teachers and counties that had little counted more',
    }),
    visits: z.int(),
    moved: z.int().meta({ description: 'Promised visits at another time or by another truck' }),
    dropped: z.int().meta({ description: 'Promised visits that are no more' }),
    km: z.number().meta({ 'x-unit': 'km' }),
    leastChargePct: z
      .number()
      .nullable()
      .meta({ 'x-unit': '%', description: 'Of all trucks at nine days of ten' }),
    gini: z
      .number()
      .nullable()
      .meta({ description: 'Of people reached for those who asked, over counties: 0 is even' }),
    leastServed: z
      .object({ county: z.string(), share: z.number() })
      .nullable()
      .meta({ description: 'The county with the smallest share of those who asked' }),
  })
  .meta({ id: 'PlanScore' });
export type PlanScore = z.infer<typeof PlanScore>;

export const PlanJob = z
  .object({
    state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
    startedAt: Instant.nullable(),
    endedAt: Instant.nullable(),
    seconds: z.number().meta({ 'x-unit': 's', description: 'Searched so far' }),
    secondsMax: z.number().meta({ 'x-unit': 's' }),
    iterations: z.int(),
    score: PlanScore.partial({ visits: true, leastChargePct: true, gini: true, leastServed: true })
      .nullable()
      .meta({ description: 'Of the best plan so far; some of it is only told of the last' }),
    truncated: z
      .boolean()
      .meta({ description: 'Ended by the clock or a person: the same seed may give another plan' }),
    fault: z.string().nullable(),
  })
  .meta({ id: 'PlanJob' });
export type PlanJob = z.infer<typeof PlanJob>;

const plan = {
  planId: PlanId,
  name: z.string(),
  state: z.enum(PLAN_STATES),
  from: LocalDate,
  to: LocalDate.meta({ description: 'Last day of the horizon' }),
  frozenBefore: LocalDate,
  seed: z.int(),
  stability,
  returnToDepot,
  basedOn: PlanId.nullable().meta({ description: 'The plan that was published when it was begun' }),
  disruptionIds: z.array(DisruptionId).meta({ description: 'Those that it obeys' }),
  notes: z.array(PlanNote).meta({ description: 'What it had to assume' }),
  job: PlanJob,
  score: PlanScore.nullable(),
  canUndo: z.boolean(),
  canRedo: z.boolean(),
  version: Version,
  createdAt: Instant,
  createdBy: z.string(),
  updatedAt: Instant,
  updatedBy: z.string(),
  publishedAt: Instant.nullable(),
  publishedBy: z.string().nullable(),
};
export const PlanSummary = z.object(plan).meta({ id: 'PlanSummary' });
export type PlanSummary = z.infer<typeof PlanSummary>;
export const PlanPage = pageOf(PlanSummary).meta({ id: 'PlanPage' });
export type PlanPage = z.infer<typeof PlanPage>;
export const PlanQuery = PageQuery.pick({ limit: true, cursor: true }).extend({
  state: z.enum([...PLAN_STATES, 'all']).default('all'),
});

const place = z.object({ name: z.string(), county: z.string(), lat: z.number(), lon: z.number() });
export const PlanVisit = z
  .object({
    visitId: VisitId,
    requestId: RequestId.nullable().meta({
      description: 'null: booked by hand without a request; it is frozen, as the plan does not move it',
    }),
    truckId: TruckId,
    siteId: SiteId,
    courseId: CourseId,
    site: place,
    course: z.string(),
    firstDay: LocalDate,
    lastDay: LocalDate,
    arrives: LocalDate.meta({ description: 'When the truck can be there at the earliest' }),
    km: z.number().meta({ 'x-unit': 'km', description: 'From the stop before' }),
    learners: z.number(),
    classDays: z.number().meta({ 'x-unit': 'd' }),
    leastChargePct: z
      .number()
      .nullable()
      .meta({ 'x-unit': '%', description: "Of its truck up to this visit's end, at nine days of ten" }),
    pinned: z.boolean(),
    frozen: z.boolean().meta({ description: 'Promised and so near that it does not move' }),
    change: z.enum(['kept', 'moved', 'new']).meta({ description: 'Against what is promised now' }),
  })
  .meta({ id: 'PlanVisit' });
export type PlanVisit = z.infer<typeof PlanVisit>;

/** Why not: the constraint that each try breaks, with its numbers in `facts`. */
export const REASON_CODES = [
  'NO_CAPABLE_TRUCK',
  'NO_DATE_IN_WINDOW',
  'BLACKOUT',
  'REST_OR_MAINTENANCE',
  'TRAVEL_TIME',
  'BATTERY_RESERVE',
  'PIN_CONFLICT',
  'LOWER_VALUE',
  'SITE_TAKEN',
  'FROZEN',
  'SEARCH_LIMIT',
] as const;
export const Reason = z
  .object({
    code: z.enum(REASON_CODES),
    truckId: TruckId.nullable(),
    firstDay: LocalDate.nullable(),
    lastDay: LocalDate.nullable(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    disruption: DisruptionNamed.nullable().default(null).meta({
      description: 'What is behind it: a truck that is out, a closed road, a host that cancelled ...',
    }),
    words: z
      .string()
      .meta({ description: 'In English, for programs and logs; screens make their own from code and facts' }),
  })
  .meta({ id: 'Reason' });
export type Reason = z.infer<typeof Reason>;

export const Unscheduled = z
  .object({
    requestId: RequestId,
    siteId: SiteId,
    site: place,
    course: z.string(),
    learnersExpected: z.int(),
    priority: z.int(),
    waitingDays: z.int().meta({ 'x-unit': 'd' }),
    promised: z.boolean().meta({ description: 'It had been promised: its host must be told' }),
    reason: Reason.nullable().meta({
      description: 'The nearest miss; all of them at /plans/:planId/unscheduled/:requestId',
    }),
  })
  .meta({ id: 'Unscheduled' });
export type Unscheduled = z.infer<typeof Unscheduled>;

export const Plan = z
  .object({ ...plan, visits: z.array(PlanVisit), unscheduled: z.array(Unscheduled) })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;

export const WhyNot = z
  .object({
    request: Unscheduled,
    nearest: z.array(Reason).meta({ description: 'The closest tries, nearest first' }),
    wouldHelp: z.array(z.string()).meta({ description: 'What would have to change, in English' }),
  })
  .meta({ id: 'WhyNot' });
export type WhyNot = z.infer<typeof WhyNot>;

/** `GET /plans/:planId/visits/:visitId/why`: what it beat, the closest first. */
export const WhyHere = z
  .object({
    visitId: VisitId,
    beat: z.array(
      z.object({
        requestId: RequestId,
        siteId: SiteId,
        site: place,
        course: z.string(),
        learnersExpected: z.int(),
        lessBy: z
          .number()
          .meta({ description: 'Weighted learners that the plan would be worth less with it instead' }),
      }),
    ),
    alone: z.boolean().meta({ description: 'Nothing that is left out could stand in its place' }),
  })
  .meta({ id: 'WhyHere' });
export type WhyHere = z.infer<typeof WhyHere>;

/** `PATCH /plans/:planId/visits/:visitId`; with `?dryRun=true` it only tells what would follow. */
export const PlanVisitEdit = z
  .strictObject({
    truckId: TruckId.optional(),
    firstDay: LocalDate.optional(),
    lastDay: LocalDate.optional(),
    pinned: z.boolean().optional(),
    version: Version.meta({ description: 'Of the plan' }),
  })
  .meta({ id: 'PlanVisitEdit' });
export type PlanVisitEdit = z.infer<typeof PlanVisitEdit>;
/** `POST /plans/:planId/visits`: a request that is not scheduled, put there by hand. */
export const PlanVisitAdd = z
  .strictObject({
    requestId: RequestId,
    truckId: TruckId,
    firstDay: LocalDate,
    lastDay: LocalDate.optional().meta({ description: 'Left out: as long as it needs' }),
    version: Version,
  })
  .meta({ id: 'PlanVisitAdd' });
export type PlanVisitAdd = z.infer<typeof PlanVisitAdd>;

/** An edit that cannot be: status 422, type `not-possible`; nothing was changed. */
export const NotPossible = z
  .object({ ...Problem.shape, reasons: z.array(Reason) })
  .meta({ id: 'NotPossible' });
/** What an edit did or would do; refused ones are problems of type `not-possible` with `reasons`. */
export const PlanEdited = z
  .object({
    plan: Plan.nullable().meta({ description: 'The plan after it; null for a dry run' }),
    before: PlanScore,
    after: PlanScore,
    affected: z
      .array(
        z.object({
          visitId: VisitId,
          site: z.string(),
          what: z.enum(['moved', 'dropped', 'added']),
          firstDay: LocalDate.nullable(),
        }),
      )
      .meta({ description: 'Other visits that moved or fell out because of it' }),
  })
  .meta({ id: 'PlanEdited' });
export type PlanEdited = z.infer<typeof PlanEdited>;

/** A visit in two plans, or in one of them. */
export const PlanDifference = z.object({
  requestId: RequestId.nullable(),
  site: place,
  what: z.enum(['same', 'moved', 'dropped', 'new']),
  before: PlanVisit.nullable(),
  after: PlanVisit.nullable(),
});
export const PlanDiff = z
  .object({
    before: PlanSummary,
    after: PlanSummary,
    differences: z.array(PlanDifference),
    counts: z.object({ same: z.int(), moved: z.int(), dropped: z.int(), new: z.int() }),
    hosts: z
      .array(
        z.object({ siteId: SiteId, site: z.string(), what: z.array(z.enum(['moved', 'dropped', 'new'])) }),
      )
      .meta({ description: 'Sites whose host would be told something else' }),
    counties: z.array(
      z.object({ county: z.string(), asked: z.number(), before: z.number(), after: z.number() }),
    ),
  })
  .meta({ id: 'PlanDiff' });
export type PlanDiff = z.infer<typeof PlanDiff>;

/** Undo, redo and cancel: `POST /plans/:planId/undo` and so on. */
export const PlanStep = z.strictObject({ version: Version }).meta({ id: 'PlanStep' });
/** `POST /plans/:planId/publish` */
export const PlanPublish = z.strictObject({ version: Version }).meta({ id: 'PlanPublish' });
/** A host to be told, with a message that is ready to send. */
export const HostToTell = z
  .object({
    siteId: SiteId,
    site: z.string(),
    contact: z.object({ name: z.string(), phone: z.string(), email: z.string(), language: z.string() }),
    what: z.enum(['new', 'moved', 'dropped']),
    before: z.object({ firstDay: LocalDate, lastDay: LocalDate }).nullable(),
    after: z.object({ firstDay: LocalDate, lastDay: LocalDate, truckId: TruckId }).nullable(),
    message: z.object({ subject: z.string(), text: z.string() }),
  })
  .meta({ id: 'HostToTell' });
export type HostToTell = z.infer<typeof HostToTell>;
export const HostsToTell = z.object({ hosts: z.array(HostToTell) }).meta({ id: 'HostsToTell' });
export type HostsToTell = z.infer<typeof HostsToTell>;
export const PlanPublished = z
  .object({ plan: Plan, hosts: z.array(HostToTell) })
  .meta({ id: 'PlanPublished' });
export type PlanPublished = z.infer<typeof PlanPublished>;
