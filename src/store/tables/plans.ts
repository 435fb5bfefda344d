/** Plans as drizzle sees them; `migrations/0008_plans.sql` and `0011_disruptions.sql` are what makes the tables and must agree. */
import type {
  CourseId,
  DisruptionId,
  PlanId,
  RequestId,
  SiteId,
  TruckId,
  VisitId,
} from '@digitruck/contract/ids';
import type { PlanNote } from '@digitruck/contract/plan-notes';
import type {
  HostToTell,
  PlanJob,
  PlanScore,
  PlanSummary,
  PlanVisit,
  Reason,
} from '@digitruck/contract/plans';
import { boolean, doublePrecision, integer, jsonb, pgTable, primaryKey, text, uuid } from '../drizzle.ts';
import { at, day, programmeId, rowMeta } from './columns.ts';

/** A request that is not in a plan. */
export type LeftOut = {
  readonly requestId: RequestId;
  readonly promised: boolean;
  readonly reason: Reason | null;
};
/** A visit that was promised when a plan was made, and that the plan could move (or had to cut short). */
export type Promised = {
  readonly visitId: VisitId;
  /** null: booked by hand; only ever cut short. */
  readonly requestId: RequestId | null;
  readonly truckId: TruckId;
  readonly siteId: SiteId;
  readonly firstDay: string;
  readonly lastDay: string;
};
/** What follows from a visit's days; `fixed` are those that the plan takes as they are. */
export type VisitFacts = Pick<
  PlanVisit,
  'arrives' | 'km' | 'learners' | 'classDays' | 'leastChargePct' | 'change'
> & {
  readonly fixed: boolean;
  /** It has begun, and a disruption ends it earlier than was promised. */
  readonly cut?: boolean;
};

export const plans = pgTable('plans', {
  planId: uuid('plan_id').$type<PlanId>().primaryKey().defaultRandom(),
  programmeId: programmeId(),
  name: text('name').notNull(),
  state: text('state').$type<PlanSummary['state']>().notNull().default('draft'),
  firstDay: day('first_day').notNull(),
  days: integer('days').notNull(),
  frozenBefore: day('frozen_before').notNull(),
  seed: integer('seed').notNull(),
  searchSeconds: integer('search_seconds').notNull(),
  pinsOf: uuid('pins_of').$type<PlanId>(),
  truckIds: jsonb('truck_ids').$type<TruckId[]>().notNull().default([]),
  trucks: jsonb('trucks').$type<TruckId[]>().notNull().default([]),
  stability: text('stability').$type<PlanSummary['stability']>().notNull().default('usual'),
  returnToDepot: boolean('return_to_depot').notNull().default(false),
  basedOn: uuid('based_on').$type<PlanId>(),
  disruptionIds: jsonb('disruption_ids').$type<DisruptionId[]>().notNull().default([]),
  notes: jsonb('notes').$type<PlanNote[]>().notNull().default([]),
  score: jsonb('score').$type<PlanScore>(),
  unscheduled: jsonb('unscheduled').$type<LeftOut[]>().notNull().default([]),
  promised: jsonb('promised').$type<Promised[]>().notNull().default([]),
  hosts: jsonb('hosts').$type<HostToTell[]>(),
  jobState: text('job_state').$type<PlanJob['state']>().notNull().default('waiting'),
  jobAttempts: integer('job_attempts').notNull().default(0),
  jobBeatAt: at('job_beat_at'),
  jobStartedAt: at('job_started_at'),
  jobEndedAt: at('job_ended_at'),
  jobSeconds: doublePrecision('job_seconds').notNull().default(0),
  jobIterations: doublePrecision('job_iterations').notNull().default(0),
  jobScore: jsonb('job_score').$type<NonNullable<PlanJob['score']>>(),
  jobTruncated: boolean('job_truncated').notNull().default(false),
  jobFault: text('job_fault'),
  cancelAsked: boolean('cancel_asked').notNull().default(false),
  createdBy: text('created_by').notNull(),
  ...rowMeta(),
  publishedAt: at('published_at'),
  publishedBy: text('published_by'),
});

export const planVisits = pgTable(
  'plan_visits',
  {
    planId: uuid('plan_id').$type<PlanId>().notNull(),
    visitId: uuid('visit_id').$type<VisitId>().notNull(),
    requestId: uuid('request_id').$type<RequestId>(),
    truckId: text('planned_truck_id').$type<TruckId>().notNull(),
    siteId: uuid('site_id').$type<SiteId>().notNull(),
    courseId: uuid('course_id').$type<CourseId>().notNull(),
    firstDay: day('first_day').notNull(),
    lastDay: day('last_day').notNull(),
    pinned: boolean('pinned').notNull().default(false),
    facts: jsonb('facts').$type<VisitFacts>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.planId, table.visitId] })],
);
export type PlanVisitRow = Omit<typeof planVisits.$inferSelect, 'planId'>;

export const planEdits = pgTable(
  'plan_edits',
  {
    planId: uuid('plan_id').$type<PlanId>().notNull(),
    editNumber: integer('edit_number').notNull(),
    visitId: uuid('visit_id').$type<VisitId>().notNull(),
    before: jsonb('before').$type<PlanVisitRow>(),
    after: jsonb('after').$type<PlanVisitRow>(),
    undone: boolean('undone').notNull().default(false),
    madeBy: text('made_by').notNull(),
    madeAt: at('made_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.planId, table.editNumber] })],
);
