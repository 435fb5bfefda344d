/**
 * A draft becomes what is promised, in one transaction: kept visits are not touched, moved ones keep their ids, new ones are made, those that
 * are no more are cancelled with the reason, and the plan before is superseded. The days of trucks and sites are taken as for any visit, so
 * what somebody booked meanwhile is never booked over: then nothing is changed, and the clashes are named.
 */
import type { PlanId, VisitId } from '@digitruck/contract/ids';
import type { SiteOpening } from '@digitruck/contract/opening';
import type { Actor } from '@digitruck/contract/people';
import type { HostToTell, Plan } from '@digitruck/contract/plans';
import type { Timetable, Visit } from '@digitruck/contract/visits';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, inArray, sql, TransactionRollbackError } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { type PlanVisitRow, type Promised, plans, planVisits } from '../tables/plans.ts';
import { courses, sites } from '../tables/registry.ts';
import { visits } from '../tables/visits.ts';
import { type Done, NOT_FOUND, touchedBy } from '../versions.ts';
import { freeDays, lockVisits } from '../visits/visit-days.ts';
import { createVisit, updateVisit, type VisitRefusal } from '../visits/visits.ts';
import type { PlanRefusal } from './plans.ts';
import { readPlan } from './read.ts';

/** What was promised is no longer as it was when the plan was made. */
export type Stale = {
  readonly ok: false;
  readonly reason: 'stale';
  readonly visits: readonly {
    readonly visitId: VisitId;
    readonly updatedBy: string;
    readonly updatedAt: string;
  }[];
};
/** What changes for a host. */
export type HostChange = {
  readonly siteId: Promised['siteId'];
  readonly what: HostToTell['what'];
  readonly before: HostToTell['before'];
  readonly after: HostToTell['after'];
};
export type PublishTools = {
  readonly timetableFor: (classHours: number, opening: SiteOpening | undefined) => Timetable;
  readonly tellHosts: (changes: readonly HostChange[]) => Promise<HostToTell[]>;
};

/** Not what it leaves as it is; what has begun and ends earlier is its doing. */
const isOfPlan = ({ facts }: Pick<PlanVisitRow, 'facts'>) => !facts.fixed || facts.cut === true;

/** Whose visits a plan makes, moves and drops. */
function hostChanges(promised: readonly Promised[], rows: readonly PlanVisitRow[]): HostChange[] {
  const planned = new Map(rows.filter(isOfPlan).map((row) => [row.visitId, row]));
  const before = new Map(promised.map((one) => [one.visitId, one]));
  const changes: HostChange[] = [];
  for (const one of promised) {
    if (!planned.has(one.visitId))
      changes.push({ siteId: one.siteId, what: 'dropped', before: one, after: null });
  }
  for (const row of planned.values()) {
    const old = before.get(row.visitId);
    if (old === undefined) changes.push({ siteId: row.siteId, what: 'new', before: null, after: row });
    else if (!sameDays(old, row))
      changes.push({ siteId: row.siteId, what: 'moved', before: old, after: row });
  }
  return changes.map(({ siteId, what, before: b, after: a }) => ({
    siteId,
    what,
    before: b && { firstDay: b.firstDay, lastDay: b.lastDay },
    after: a && { firstDay: a.firstDay, lastDay: a.lastDay, truckId: a.truckId },
  }));
}

export function planPublisher(db: Db) {
  async function publish(
    tx: Tx,
    actor: Actor,
    planId: PlanId,
    version: number,
    tools: PublishTools,
  ): Promise<Done<{ plan: Plan; hosts: HostToTell[] }> | PlanRefusal | VisitRefusal | Stale> {
    await lockVisits(tx);
    const [plan] = await tx.select().from(plans).where(eq(plans.planId, planId)).for('update');
    if (plan === undefined) return NOT_FOUND;
    if (plan.version !== version) {
      const current = await readPlan(tx, planId);
      return current === undefined ? NOT_FOUND : { ok: false, reason: 'version-conflict', current };
    }
    if (
      plan.state !== 'draft' ||
      plan.score === null ||
      (plan.jobState !== 'done' && plan.jobState !== 'cancelled')
    ) {
      return { ok: false, reason: 'not-draft', state: plan.state, job: plan.jobState };
    }
    const kept = await tx.select().from(planVisits).where(eq(planVisits.planId, planId));
    const rows = kept.map(({ planId: _, ...row }): PlanVisitRow => row).filter(isOfPlan);
    const now = await promisedNow(tx, plan.promised, rows, plan.firstDay);
    const stale = staleOf(plan.promised, rows, now);
    if (stale.length > 0) return { ok: false, reason: 'stale', visits: stale };

    const byId = new Map(now.map((visit) => [visit.visitId, visit]));
    const planned = new Set(rows.map(({ visitId }) => visitId));
    for (const { visitId } of plan.promised) {
      const visit = byId.get(visitId);
      if (visit === undefined || planned.has(visitId)) continue;
      const cancelReason = `Left out of the plan "${plan.name}"`;
      const done = await updateVisit(tx, actor, visitId, {
        version: visit.version,
        state: 'cancelled',
        cancelReason,
      });
      if (!done.ok) return refusedVisit(done);
    }
    const moved = rows.filter((row) => {
      const visit = byId.get(row.visitId);
      return visit !== undefined && !sameDays(visit, row);
    });
    // All at once: two visits may swap their days.
    for (const { visitId } of moved) {
      const visit = byId.get(visitId);
      if (visit !== undefined) await freeDays(tx, visit);
    }
    for (const { visitId, truckId, firstDay, lastDay } of moved) {
      const current = byId.get(visitId)?.version ?? 0;
      const done = await updateVisit(tx, actor, visitId, { version: current, truckId, firstDay, lastDay });
      if (!done.ok) return refusedVisit(done);
    }
    const hours = new Map(
      (await tx.select({ courseId: courses.courseId, hours: courses.classHours }).from(courses)).map(
        (row) => [row.courseId, row.hours],
      ),
    );
    const fresh = rows.filter(({ visitId }) => !byId.has(visitId));
    const openings = new Map(
      (
        await tx
          .select({ siteId: sites.siteId, opening: sites.opening })
          .from(sites)
          .where(inArray(sites.siteId, [...new Set(fresh.map(({ siteId }) => siteId))]))
      ).map((row) => [row.siteId, row.opening]),
    );
    for (const row of fresh) {
      const { visitId, truckId, siteId, courseId, requestId, firstDay, lastDay, facts } = row;
      const done = await createVisit(tx, actor, {
        visitId,
        truckId,
        siteId,
        courseId,
        requestId,
        firstDay,
        lastDay,
        timetable: tools.timetableFor(hours.get(courseId) ?? 2, openings.get(siteId)),
        learnersExpected: Math.max(1, Math.round(facts.learners)),
        headingDeg: null,
        notes: '',
        funder: '',
      });
      if (!done.ok) return done;
    }
    const hosts = await tools.tellHosts(hostChanges(plan.promised, rows));
    await tx
      .update(plans)
      .set({ state: 'superseded', version: sql`${plans.version} + 1`, updatedAt: sql`clock_timestamp()` })
      .where(and(eq(plans.programmeId, plan.programmeId), eq(plans.state, 'published')));
    await tx
      .update(plans)
      .set({
        state: 'published',
        publishedAt: sql`clock_timestamp()`,
        publishedBy: actor.name,
        hosts,
        ...touchedBy(actor.name, version),
      })
      .where(eq(plans.planId, planId));
    const figures = { name: plan.name, visits: rows.length, hosts: hosts.length };
    const change = { actor, action: 'plan.publish', subject: 'plan', subjectId: planId, after: figures };
    await recordChange(tx, change);
    await notifyChanges(tx, { subjects: ['plans', 'visits'] });
    const done = await readPlan(tx, planId);
    return done === undefined ? NOT_FOUND : { ok: true, row: { plan: done, hosts } };
  }

  return {
    /** What publishing a draft would change for whom; and what it did, of a plan that was published. */
    async hostsToBe(planId: PlanId): Promise<{ told: HostToTell[] } | { changes: HostChange[] } | undefined> {
      const [plan] = await db.select().from(plans).where(eq(plans.planId, planId));
      if (plan === undefined) return undefined;
      if (plan.hosts !== null) return { told: plan.hosts };
      const kept = await db.select().from(planVisits).where(eq(planVisits.planId, planId));
      return { changes: hostChanges(plan.promised, kept) };
    },

    async publishPlan(actor: Actor, planId: PlanId, version: number, tools: PublishTools) {
      type Result = Awaited<ReturnType<typeof publish>>;
      let refused: Result | undefined;
      try {
        return await db.transaction(async (tx) => {
          const result = await publish(tx, actor, planId, version, tools);
          if (result.ok) return result;
          refused = result;
          return tx.rollback();
        });
      } catch (error) {
        if (refused !== undefined && error instanceof TransactionRollbackError) return refused;
        throw error;
      }
    },
  };
}
export type PlanPublisher = ReturnType<typeof planPublisher>;

type Days = { readonly truckId: string; readonly firstDay: string; readonly lastDay: string };
const sameDays = (a: Days, b: Days) =>
  a.truckId === b.truckId && a.firstDay === b.firstDay && a.lastDay === b.lastDay;

/** Visits as they are now that the plan knows, or that serve one of its requests. */
async function promisedNow(
  tx: Tx,
  promised: readonly Promised[],
  rows: readonly PlanVisitRow[],
  from: string,
) {
  const ids = [
    ...new Set([...promised.map(({ visitId }) => visitId), ...rows.map(({ visitId }) => visitId)]),
  ];
  const asked = rows.flatMap(({ requestId }) => (requestId === null ? [] : [requestId]));
  if (ids.length === 0) return [];
  const known = inArray(visits.visitId, ids);
  const serving =
    asked.length === 0
      ? sql`false`
      : sql`${inArray(visits.requestId, asked)} and ${visits.state} = 'planned' and ${visits.lastDay} >= ${from}`;
  return tx.select().from(visits).where(sql`${known} or (${serving})`);
}

function staleOf(
  promised: readonly Promised[],
  rows: readonly PlanVisitRow[],
  now: Awaited<ReturnType<typeof promisedNow>>,
): Stale['visits'] {
  const told = (visit: (typeof now)[number]) => ({
    visitId: visit.visitId,
    updatedBy: visit.updatedBy,
    updatedAt: visit.updatedAt.toISOString(),
  });
  const before = new Map(promised.map((one) => [one.visitId, one]));
  const planned = new Map(rows.map((row) => [row.requestId, row.visitId]));
  const changed = now.filter((visit) => {
    const old = before.get(visit.visitId);
    if (old !== undefined) return visit.state !== 'planned' || !sameDays(old, visit);
    // Made since: the request was served by hand, or this very plan's visit is there already.
    return visit.state === 'planned' && planned.has(visit.requestId);
  });
  return changed.map(told);
}

function refusedVisit(
  refused: Exclude<Awaited<ReturnType<typeof updateVisit>>, Done<Visit>>,
): VisitRefusal | Stale {
  if (refused.reason !== 'not-found' && refused.reason !== 'version-conflict') return refused;
  // Under the lock of all visits neither can be; told rather than thrown.
  return { ok: false, reason: 'stale', visits: refused.reason === 'not-found' ? [] : [refused.current] };
}
