/** Costs and targets as people enter them, and what schools were before and after a visit. */

import type { VisitId } from '@digitruck/contract/ids';
import type {
  Cost,
  CostBody,
  SchoolBody,
  Target,
  TargetBody,
  VisitedSchool,
} from '@digitruck/contract/impact-entries';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { impactCosts, impactSchools, impactTargets } from '../tables/impact.ts';
import { visits } from '../tables/visits.ts';
import {
  type AlreadyExists,
  type Done,
  NOT_FOUND,
  type NoSuch,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

type Changed<Row> = Done<Row> | NotFound | VersionConflict<Row> | NoSuch | AlreadyExists;

/** Over a site `si`: of other places nobody asks whether they are connected. */
const IS_SCHOOL = sql`si.kind in ('school', 'vocational-college')`;

export function impactEntryStore(db: Db) {
  /** A period each, of the schools for which both were noted, each once; null when none were. */
  async function schoolsConnectedIn(
    periods: readonly { readonly from: string; readonly to: string }[],
  ): Promise<(number | null)[]> {
    if (periods.length === 0) return [];
    const { rows } = await db.execute<{ known: number; connected: number }>(sql`
      with noted as materialized (
        select v.site_id, v.last_day, i.before ->> 'internet' = 'no' and i.after ->> 'internet' = 'yes' as connected
        from impact_schools i join visits v on v.visit_id = i.visit_id join sites si on si.site_id = v.site_id and ${IS_SCHOOL}
        where v.state = 'planned' and i.before ->> 'internet' in ('yes', 'no') and i.after ->> 'internet' in ('yes', 'no')
      )
      select count(n.last_day)::int as known, (count(distinct n.site_id) filter (where n.connected))::int as connected
      from unnest(${sql.param(periods.map(({ from }) => from))}::date[], ${sql.param(periods.map(({ to }) => to))}::date[])
        with ordinality p (first_day, last_day, number)
      left join noted n on n.last_day between p.first_day and p.last_day
      group by p.number order by p.number`);
    return rows.map(({ known, connected }) => (known === 0 ? null : connected));
  }

  return {
    async costs(): Promise<Cost[]> {
      const rows = await db
        .select()
        .from(impactCosts)
        .orderBy(impactCosts.firstDay, impactCosts.costId)
        .limit(5000);
      return rows.map(costOf);
    },
    createCost: (actor: Actor, body: CostBody): Promise<Done<Cost> | NoSuch> =>
      unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const row = costOf(
              onlyRow(
                await tx
                  .insert(impactCosts)
                  .values({ ...body, updatedBy: actor.name })
                  .returning(),
              ),
            );
            await recordChange(tx, {
              actor,
              action: 'cost.create',
              subject: 'cost',
              subjectId: row.costId,
              after: row,
            });
            return { ok: true as const, row };
          }),
        async (constraint) => noTruck(constraint, body),
      ),
    /** @param body null deletes it */
    changeCost: (
      actor: Actor,
      costId: string,
      version: number,
      body: CostBody | null,
    ): Promise<Changed<Cost>> =>
      unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const is = eq(impactCosts.costId, costId);
            const [found] = await tx.select().from(impactCosts).where(is).for('update');
            if (found === undefined) return NOT_FOUND;
            const before = costOf(found);
            if (before.version !== version)
              return { ok: false, reason: 'version-conflict', current: before } as const;
            const about = { actor, subject: 'cost', subjectId: costId, before };
            if (body === null) {
              await tx.delete(impactCosts).where(is);
              await recordChange(tx, { ...about, action: 'cost.delete' });
              return { ok: true as const, row: before };
            }
            const values = { ...body, ...touchedBy(actor.name, version) };
            const row = costOf(onlyRow(await tx.update(impactCosts).set(values).where(is).returning()));
            await recordChange(tx, { ...about, action: 'cost.update', after: row });
            return { ok: true as const, row };
          }),
        async (constraint) => (body === null ? undefined : noTruck(constraint, body)),
      ),

    /** By currency, by day where a cost reaches over the period. In hundredths, so that nothing is lost in adding. */
    async costIn(
      { from, to }: { readonly from: string; readonly to: string },
      of: { readonly truckId?: string | undefined; readonly funder?: string | undefined },
    ): Promise<{ currency: string; amount: number }[]> {
      const { rows } = await db.execute<{ currency: string; amount: number }>(sql`
        select currency, (sum(round(amount * (least(last_day, ${to}::date) - greatest(first_day, ${from}::date) + 1)
          / (last_day - first_day + 1), 2)))::float8 as amount
        from impact_costs where first_day <= ${to}::date and last_day >= ${from}::date
          and ${of.truckId === undefined ? sql`true` : sql`truck_id = ${of.truckId}`}
          and ${of.funder === undefined ? sql`true` : sql`funder = ${of.funder}`}
        group by currency order by currency`);
      return rows;
    },

    async targets(): Promise<Target[]> {
      const rows = await db
        .select()
        .from(impactTargets)
        .orderBy(impactTargets.firstDay, impactTargets.indicator, impactTargets.targetId)
        .limit(1000);
      return rows.map(targetOf);
    },
    createTarget: (actor: Actor, body: TargetBody): Promise<Done<Target> | AlreadyExists> =>
      unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const row = targetOf(
              onlyRow(
                await tx
                  .insert(impactTargets)
                  .values({ ...body, updatedBy: actor.name })
                  .returning(),
              ),
            );
            await recordChange(tx, {
              actor,
              action: 'target.create',
              subject: 'target',
              subjectId: row.targetId,
              after: row,
            });
            return { ok: true as const, row };
          }),
        async (constraint) => targetTaken(constraint, body),
      ),
    /** @param body null deletes it */
    changeTarget: (
      actor: Actor,
      targetId: string,
      version: number,
      body: TargetBody | null,
    ): Promise<Changed<Target>> =>
      unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const is = eq(impactTargets.targetId, targetId);
            const [found] = await tx.select().from(impactTargets).where(is).for('update');
            if (found === undefined) return NOT_FOUND;
            const before = targetOf(found);
            if (before.version !== version)
              return { ok: false, reason: 'version-conflict', current: before } as const;
            const about = { actor, subject: 'target', subjectId: targetId, before };
            if (body === null) {
              await tx.delete(impactTargets).where(is);
              await recordChange(tx, { ...about, action: 'target.delete' });
              return { ok: true as const, row: before };
            }
            const values = { ...body, ...touchedBy(actor.name, version) };
            const row = targetOf(onlyRow(await tx.update(impactTargets).set(values).where(is).returning()));
            await recordChange(tx, { ...about, action: 'target.update', after: row });
            return { ok: true as const, row };
          }),
        async (constraint) => (body === null ? undefined : targetTaken(constraint, body)),
      ),

    /** Visits to schools that ended in these days. What the truck's router measured is the mean of its hours, each as one. */
    async schools(from: string, to: string): Promise<VisitedSchool[]> {
      const { rows } = await db.execute<VisitedSchool>(sql`
        select v.visit_id as "visitId", v.site_id as "siteId", si.name, si.county, si.giga_id as "gigaId", v.first_day::text as "firstDay",
          v.last_day::text as "lastDay", i.before, i.after, coalesce(i.version, 0) as version,
          (select round(avg(u.downlink_kbps_sum / u.downlink_kbps_n)) from rollups u
            where u.truck_id = v.truck_id and u.step_s = 3600 and u.downlink_kbps_n > 0
              and u.step_start >= v.first_day and u.step_start < v.last_day + 1)::float8 as "measuredKbps",
          case when i.before ->> 'internet' in ('yes', 'no') and i.after ->> 'internet' in ('yes', 'no')
            then i.before ->> 'internet' = 'no' and i.after ->> 'internet' = 'yes' end as connected
        from visits v join sites si on si.site_id = v.site_id
        left join impact_schools i on i.visit_id = v.visit_id
        where v.state = 'planned' and ${IS_SCHOOL} and v.last_day between ${from}::date and ${to}::date
        order by v.last_day desc, si.name limit 1000`);
      return rows;
    },
    async schoolsConnected(from: string, to: string): Promise<number | null> {
      return (await schoolsConnectedIn([{ from, to }]))[0] ?? null;
    },
    schoolsConnectedIn,
    async noteSchool(
      actor: Actor,
      visitId: VisitId,
      { version, ...body }: SchoolBody,
    ): Promise<
      Done<{ version: number }> | NotFound | VersionConflict<{ updatedBy: string; updatedAt: string }>
    > {
      return db.transaction(async (tx) => {
        const [visit] = await tx
          .select({ id: visits.visitId })
          .from(visits)
          .where(eq(visits.visitId, visitId));
        if (visit === undefined) return NOT_FOUND;
        await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${visitId}, 0))`);
        const [found] = await tx.select().from(impactSchools).where(eq(impactSchools.visitId, visitId));
        if ((found?.version ?? 0) !== version && found !== undefined)
          return {
            ok: false,
            reason: 'version-conflict',
            current: { ...found, ...rowMetaOf(found) },
          } as const;
        const values = { ...body, version: version + 1, updatedBy: actor.name };
        await tx
          .insert(impactSchools)
          .values({ visitId, ...values })
          .onConflictDoUpdate({
            target: impactSchools.visitId,
            set: { ...values, updatedAt: sql`clock_timestamp()` },
          });
        const before = found && { before: found.before, after: found.after };
        await recordChange(tx, {
          actor,
          action: 'school.note',
          subject: 'visit',
          subjectId: visitId,
          before,
          after: body,
        });
        return { ok: true as const, row: { version: version + 1 } };
      });
    },
  };
}
export type ImpactEntryStore = ReturnType<typeof impactEntryStore>;

function noTruck(constraint: string, body: CostBody): NoSuch | undefined {
  return constraint === 'impact_costs_truck_id_fkey'
    ? { ok: false, reason: 'no-such', field: 'truckId', value: body.truckId }
    : undefined;
}
function targetTaken(constraint: string, body: TargetBody): AlreadyExists | undefined {
  return constraint === 'impact_targets_once'
    ? { ok: false, reason: 'already-exists', field: 'indicator', value: body.indicator, existingId: null }
    : undefined;
}
function costOf({ programmeId: _, ...row }: typeof impactCosts.$inferSelect): Cost {
  return { ...row, ...rowMetaOf(row) };
}
function targetOf({ programmeId: _, ...row }: typeof impactTargets.$inferSelect): Target {
  return { ...row, indicator: row.indicator as Target['indicator'], ...rowMetaOf(row) };
}
