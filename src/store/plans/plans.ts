/** Plans as people see and change them. What a search writes is in plan-jobs.ts, publishing in plan-publish.ts. */
import type { PlanId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Plan, PlanRequest, PlanScore, PlanSummary } from '@digitruck/contract/plans';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, desc, eq, sql } from '../drizzle.ts';
import { allOf, type Page, type PagedBy, pageOf } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { type LeftOut, type PlanVisitRow, planEdits, plans, planVisits } from '../tables/plans.ts';
import {
  type Done,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  touchedBy,
  type VersionConflict,
} from '../versions.ts';
import { readPlan, summaryColumns, summaryOf } from './read.ts';

/** Only a draft whose search is over can be changed. */
export type NotDraft = {
  readonly ok: false;
  readonly reason: 'not-draft';
  readonly state: PlanSummary['state'];
  readonly job: PlanSummary['job']['state'];
};
export type PlanRefusal = NotFound | NotDraft | VersionConflict<Plan>;

/** One visit before and after what somebody did by hand; null is not there. */
export type Edit = {
  readonly visitId: VisitId;
  readonly before: PlanVisitRow | null;
  readonly after: PlanVisitRow | null;
};
export type Outcome = {
  readonly visits: readonly PlanVisitRow[];
  readonly unscheduled: readonly LeftOut[];
  readonly score: PlanScore;
};
export type Step = { readonly number: number; readonly edit: Edit };
/** Hands a search to the jobs within the transaction that asks for it. */
export type Enqueue = (
  planId: PlanId,
  transaction: { readonly tx: Tx; readonly sql: typeof sql },
) => Promise<void>;

const NEWEST: PagedBy = {
  name: 'newest',
  sort: { key: sql`${plans.createdAt}`, type: 'timestamptz', descending: true },
  id: sql`${plans.planId}`,
  idType: 'uuid',
};
const EDITS_MAX = 500;

export function planStore(db: Db) {
  async function changeable(
    tx: Tx,
    planId: PlanId,
    version: number | undefined,
  ): Promise<{ ok: true; row: typeof plans.$inferSelect } | PlanRefusal> {
    const [row] = await tx.select().from(plans).where(eq(plans.planId, planId)).for('update');
    if (row === undefined) return NOT_FOUND;
    if (version !== undefined && row.version !== version) {
      const current = await readPlan(tx, planId);
      return current === undefined ? NOT_FOUND : { ok: false, reason: 'version-conflict', current };
    }
    return { ok: true, row };
  }
  const notDraft = ({ state, jobState }: typeof plans.$inferSelect): NotDraft | undefined =>
    state !== 'draft' || jobState === 'waiting' || jobState === 'running'
      ? { ok: false, reason: 'not-draft', state, job: jobState }
      : undefined;

  return {
    async create(
      actor: Actor,
      body: PlanRequest,
      frozenBefore: string,
      enqueue: Enqueue,
    ): Promise<PlanSummary> {
      const planId = await db.transaction(async (tx) => {
        const { name, from, days, seconds, seed, pinsOf, truckIds, stability, returnToDepot } = body;
        const [published] = await tx
          .select({ planId: plans.planId })
          .from(plans)
          .where(eq(plans.state, 'published'));
        const rows = await tx
          .insert(plans)
          .values({
            name,
            firstDay: from,
            days,
            searchSeconds: seconds,
            seed,
            pinsOf,
            truckIds,
            frozenBefore,
            stability,
            returnToDepot,
            basedOn: published?.planId ?? null,
            createdBy: actor.name,
            updatedBy: actor.name,
          })
          .returning({ planId: plans.planId });
        const made = onlyRow(rows);
        await note(tx, actor, 'create', made.planId, undefined, body);
        await enqueue(made.planId, { tx, sql });
        return made.planId;
      });
      return summaryOf(onlyRow(await db.select(summaryColumns).from(plans).where(eq(plans.planId, planId))));
    },

    async list(query: {
      readonly limit: number;
      readonly cursor?: string | undefined;
      readonly state: PlanSummary['state'] | 'all';
    }): Promise<Page<PlanSummary>> {
      const matches = allOf([query.state === 'all' ? undefined : eq(plans.state, query.state)]);
      return pageOf(NEWEST, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db
            .select({ ...summaryColumns, sortKey })
            .from(plans)
            .where(where)
            .orderBy(orderBy)
            .limit(limit),
        total: () => db.$count(plans, matches),
        idOf: ({ row }) => row.planId,
        itemOf: (row) => summaryOf(row),
      });
    },

    find: (planId: PlanId): Promise<Plan | undefined> => readPlan(db, planId),

    /** The row as it is kept, with its visits. */
    async whole(planId: PlanId) {
      const [row] = await db.select().from(plans).where(eq(plans.planId, planId));
      if (row === undefined) return undefined;
      const kept = await db.select().from(planVisits).where(eq(planVisits.planId, planId));
      return { row, visits: kept.map(({ planId: _, ...visit }): PlanVisitRow => visit) };
    },

    /** A draft, also one that is being searched: its search ends by itself. */
    async remove(actor: Actor, planId: PlanId, version: number): Promise<{ ok: true } | PlanRefusal> {
      return db.transaction(async (tx) => {
        const found = await changeable(tx, planId, version);
        if (!found.ok) return found;
        const { state, jobState, name } = found.row;
        if (state !== 'draft') return { ok: false, reason: 'not-draft', state, job: jobState } as const;
        await tx.delete(plans).where(eq(plans.planId, planId));
        await note(tx, actor, 'delete', planId, { name }, undefined);
        return { ok: true } as const;
      });
    },

    /** The edit that undo or redo would come to. */
    async nextStep(planId: PlanId, which: 'undo' | 'redo'): Promise<Step | undefined> {
      const undone = which === 'redo';
      const [found] = await db
        .select()
        .from(planEdits)
        .where(and(eq(planEdits.planId, planId), eq(planEdits.undone, undone)))
        .orderBy(undone ? planEdits.editNumber : desc(planEdits.editNumber))
        .limit(1);
      if (found === undefined) return undefined;
      const { editNumber: number, visitId, before, after } = found;
      return { number, edit: { visitId, before, after } };
    },

    /** Saves what an edit came to, if the plan is still the one it was worked out for. */
    async saveEdit(
      actor: Actor,
      planId: PlanId,
      version: number,
      outcome: Outcome,
      what: { readonly edit: Edit } | { readonly step: Step; readonly which: 'undo' | 'redo' },
    ): Promise<Done<Plan> | PlanRefusal> {
      return db.transaction(async (tx) => {
        const found = await changeable(tx, planId, version);
        if (!found.ok) return found;
        const refused = notDraft(found.row);
        if (refused !== undefined) return refused;
        if ('edit' in what) {
          await tx.delete(planEdits).where(and(eq(planEdits.planId, planId), eq(planEdits.undone, true)));
          const [last] = await tx
            .select({ number: sql<number>`coalesce(max(${planEdits.editNumber}), 0)::int` })
            .from(planEdits)
            .where(eq(planEdits.planId, planId));
          const editNumber = (last?.number ?? 0) + 1;
          await tx.insert(planEdits).values({ planId, editNumber, ...what.edit, madeBy: actor.name });
          await tx
            .delete(planEdits)
            .where(
              and(eq(planEdits.planId, planId), sql`${planEdits.editNumber} <= ${editNumber - EDITS_MAX}`),
            );
        } else {
          await tx
            .update(planEdits)
            .set({ undone: what.which === 'undo' })
            .where(and(eq(planEdits.planId, planId), eq(planEdits.editNumber, what.step.number)));
        }
        await replaceVisits(tx, planId, outcome.visits);
        const { score, unscheduled } = outcome;
        await tx
          .update(plans)
          .set({ score, unscheduled: [...unscheduled], ...touchedBy(actor.name, version) })
          .where(eq(plans.planId, planId));
        const edit = 'edit' in what ? what.edit : what.step.edit;
        const [before, after] =
          'edit' in what || what.which === 'redo' ? [edit.before, edit.after] : [edit.after, edit.before];
        const verb = 'edit' in what ? 'edit' : what.which;
        await note(tx, actor, verb, planId, before ?? undefined, after ?? undefined);
        const row = await readPlan(tx, planId);
        return row === undefined ? NOT_FOUND : { ok: true as const, row };
      });
    },

    /** Ends the search, keeping the best so far; one that has not begun ends with nothing. */
    async cancel(actor: Actor, planId: PlanId): Promise<Done<Plan> | NotFound> {
      return db.transaction(async (tx) => {
        const [row] = await tx.select().from(plans).where(eq(plans.planId, planId)).for('update');
        if (row === undefined) return NOT_FOUND;
        if (row.jobState === 'running' || row.jobState === 'waiting') {
          const set =
            row.jobState === 'running'
              ? { cancelAsked: true }
              : { jobState: 'cancelled' as const, jobEndedAt: sql`clock_timestamp()` };
          await tx.update(plans).set(set).where(eq(plans.planId, planId));
          await note(tx, actor, 'cancel', planId, undefined, { name: row.name });
        }
        const plan = await readPlan(tx, planId);
        return plan === undefined ? NOT_FOUND : { ok: true as const, row: plan };
      });
    },
  };
}
export type PlanStore = ReturnType<typeof planStore>;

const ROWS_AT_ONCE = 500;

/** The whole of a draft's visits anew. */
export async function replaceVisits(tx: Tx, planId: PlanId, visits: readonly PlanVisitRow[]): Promise<void> {
  await tx.delete(planVisits).where(eq(planVisits.planId, planId));
  for (let i = 0; i < visits.length; i += ROWS_AT_ONCE) {
    const some = visits.slice(i, i + ROWS_AT_ONCE);
    await tx.insert(planVisits).values(some.map((visit) => ({ ...visit, planId })));
  }
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  subjectId: PlanId,
  before: unknown,
  after: unknown,
): Promise<void> {
  await recordChange(tx, { actor, action: `plan.${verb}`, subject: 'plan', subjectId, before, after });
  await notifyChanges(tx, { subjects: ['plans'] });
}
