/** A plan as the API shows it, put together from its rows and the names of what they speak of. */
import type { PlanId } from '@digitruck/contract/ids';
import type { Plan, PlanSummary, PlanVisit, Unscheduled } from '@digitruck/contract/plans';
import { addDays } from '../../kernel/zone.ts';
import type { Db, Tx } from '../db.ts';
import { asc, eq, getTableColumns, inArray, sql } from '../drizzle.ts';
import { daysBetween } from '../pages.ts';
import { planEdits, plans, planVisits } from '../tables/plans.ts';
import { courses, requests, sites } from '../tables/registry.ts';
import { rowMetaOf } from '../versions.ts';

const edits = (undone: boolean) =>
  sql<boolean>`exists (select 1 from ${planEdits} e where e.plan_id = "plans"."plan_id" and e.undone = ${undone})`;
const { hosts: _, unscheduled: __, promised: ___, ...light } = getTableColumns(plans);
export const summaryColumns = { row: light, canUndo: edits(false), canRedo: edits(true) };

type SummaryRow = {
  readonly row: Omit<typeof plans.$inferSelect, 'hosts' | 'unscheduled' | 'promised'>;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
};

export function summaryOf({ row, canUndo, canRedo }: SummaryRow): PlanSummary {
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  const draft = row.state === 'draft';
  return {
    planId: row.planId,
    name: row.name,
    state: row.state,
    from: row.firstDay,
    to: addDays(row.firstDay, row.days - 1),
    frozenBefore: row.frozenBefore,
    seed: row.seed,
    stability: row.stability,
    returnToDepot: row.returnToDepot,
    basedOn: row.basedOn,
    disruptionIds: row.disruptionIds,
    notes: row.notes,
    job: {
      state: row.jobState,
      startedAt: iso(row.jobStartedAt),
      endedAt: iso(row.jobEndedAt),
      seconds: row.jobSeconds,
      secondsMax: row.searchSeconds,
      iterations: row.jobIterations,
      score: row.jobScore,
      truncated: row.jobTruncated,
      fault: row.jobFault,
    },
    score: row.score,
    canUndo: draft && canUndo,
    canRedo: draft && canRedo,
    createdBy: row.createdBy,
    ...rowMetaOf(row),
    publishedAt: iso(row.publishedAt),
    publishedBy: row.publishedBy,
  };
}

export async function readPlan(db: Db | Tx, planId: PlanId): Promise<Plan | undefined> {
  const [found] = await db
    .select({ ...summaryColumns, unscheduled: plans.unscheduled })
    .from(plans)
    .where(eq(plans.planId, planId));
  if (found === undefined) return undefined;
  const { row, unscheduled } = found;
  const place = { name: sites.name, county: sites.county, lat: sites.lat, lon: sites.lon };
  const visits = await db
    .select({ visit: planVisits, site: place, course: courses.name })
    .from(planVisits)
    .innerJoin(sites, eq(sites.siteId, planVisits.siteId))
    .innerJoin(courses, eq(courses.courseId, planVisits.courseId))
    .where(eq(planVisits.planId, planId))
    .orderBy(asc(planVisits.truckId), asc(planVisits.firstDay));
  const ids = unscheduled.map(({ requestId }) => requestId);
  const asked = await db
    .select({ request: requests, site: place, course: courses.name })
    .from(requests)
    .innerJoin(sites, eq(sites.siteId, requests.siteId))
    .innerJoin(courses, eq(courses.courseId, requests.courseId))
    .where(ids.length === 0 ? sql`false` : inArray(requests.requestId, ids));
  const left = new Map(unscheduled.map((one) => [one.requestId, one]));
  return {
    ...summaryOf(found),
    visits: visits.map(({ visit, site, course }): PlanVisit => {
      const { planId: __, facts, ...rest } = visit;
      const { fixed, cut: _, ...told } = facts;
      return { ...rest, ...told, site, course, frozen: fixed };
    }),
    unscheduled: asked
      .map(
        ({ request, site, course }): Unscheduled => ({
          requestId: request.requestId,
          siteId: request.siteId,
          site,
          course,
          learnersExpected: request.learnersExpected,
          priority: request.priority,
          waitingDays: Math.max(0, daysBetween(request.requestedOn, row.firstDay)),
          promised: left.get(request.requestId)?.promised ?? false,
          reason: left.get(request.requestId)?.reason ?? null,
        }),
      )
      .sort(
        (a, b) =>
          a.priority - b.priority || b.waitingDays - a.waitingDays || (a.requestId < b.requestId ? -1 : 1),
      ),
  };
}
