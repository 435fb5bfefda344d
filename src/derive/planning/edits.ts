/**
 * Changes by hand: each is held against the planner's own rules with every other visit where it is, and refused with the reasons or taken
 * with what follows. The rules are asked on the plan's desk, a thread that has its problem at hand.
 */
import { randomUUID } from 'node:crypto';
import type { PlanId, RequestId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { PlanEdited, PlanVisitAdd, PlanVisitEdit, Reason } from '@digitruck/contract/plans';
import { addDays } from '../../kernel/zone.ts';
import type { PinFault } from '../../planner/pins.ts';
import type { Edit, Outcome, PlanRefusal, PlanStore, Step } from '../../store/plans/plans.ts';
import type { LeftOut, PlanVisitRow } from '../../store/tables/plans.ts';
import type { LoadedProblem } from './load.ts';
import { fixedPins, type LoadedPlan, type LoadedPlans, placedOf, type Whole } from './loaded-plans.ts';
import { pinReason } from './reasons.ts';
import { namesIn, rowsOf, scoreOfRows } from './rows.ts';

export type NotPossible = { readonly ok: false; readonly reason: 'not-possible'; readonly reasons: Reason[] };
export type NoVisit = { readonly ok: false; readonly reason: 'no-visit'; readonly what: string };
export type Edited = { readonly ok: true; readonly edited: PlanEdited } | PlanRefusal | NotPossible | NoVisit;
type Making = Edit | NoVisit | NotPossible;

export type EditDeps = { readonly plans: PlanStore; readonly loaded: LoadedPlans };

export function planEditor({ plans, loaded: known }: EditDeps) {
  async function open(planId: PlanId, version: number): Promise<{ ok: true; whole: Whole } | PlanRefusal> {
    const whole = await plans.whole(planId);
    if (whole === undefined) return { ok: false, reason: 'not-found' };
    const { row } = whole;
    if (row.version !== version) {
      const current = await plans.find(planId);
      return current === undefined
        ? { ok: false, reason: 'not-found' }
        : { ok: false, reason: 'version-conflict', current };
    }
    const { state, jobState } = row;
    if (state !== 'draft' || jobState === 'waiting' || jobState === 'running') {
      return { ok: false, reason: 'not-draft', state, job: jobState };
    }
    return { ok: true, whole };
  }

  /** What the plan comes to with one visit changed. */
  async function worked(loaded: LoadedPlan, whole: Whole, edit: Edit): Promise<Outcome | NotPossible> {
    const names = namesIn(loaded);
    const rest = whole.visits.filter(({ visitId }) => visitId !== edit.visitId);
    const rows = edit.after === null ? rest : [...rest, edit.after];
    const placed = [...placedOf(rows), ...fixedPins(loaded)];
    const before = [...placedOf(whole.visits), ...fixedPins(loaded)];
    const now = await loaded.desk.stand(placed, before);
    if (!now.ok) return { ok: false, reason: 'not-possible', reasons: [] };
    // What could not stand before (the world went on since the plan was made) is no fault of this change.
    const old = new Set(now.before.map(keyOf));
    const fresh = now.faults.filter((fault) => !old.has(keyOf(fault)));
    if (fresh.length > 0) {
      return { ok: false, reason: 'not-possible', reasons: fresh.map((fault) => pinReason(fault, names)) };
    }
    const pinned = new Set(
      rows.flatMap((row) => (row.pinned && row.requestId !== null ? [row.requestId] : [])),
    );
    const visitIds = new Map(
      rows.flatMap((row) => (row.requestId === null ? [] : [[row.requestId as string, row.visitId]])),
    );
    const made = rowsOf(loaded, now.plan, now.charges, { pinned, visitIds });
    const byId = new Map(made.map((row) => [row.visitId, row]));
    // Days are as people put them; what the planner can't place any more keeps its facts.
    const visits = rows.map(
      (row): PlanVisitRow => ({ ...row, facts: byId.get(row.visitId)?.facts ?? row.facts }),
    );
    return {
      visits,
      unscheduled: leftOut(loaded, whole, visits),
      score: scoreOfRows(loaded, visits, now.plan),
    };
  }

  async function apply(
    actor: Actor,
    planId: PlanId,
    version: number,
    dryRun: boolean,
    make: (whole: Whole, loaded: LoadedPlan) => Making | Promise<Making>,
    step?: { readonly step: Step; readonly which: 'undo' | 'redo' },
  ): Promise<Edited> {
    const found = await open(planId, version);
    if (!found.ok) return found;
    const { whole } = found;
    const loaded = await known.of(whole);
    const edit = await make(whole, loaded);
    if ('ok' in edit) return edit;
    const outcome = await worked(loaded, whole, edit);
    if ('ok' in outcome) return outcome;
    const before = whole.row.score ?? outcome.score;
    const done = { before, after: outcome.score, affected: [] };
    if (dryRun) return { ok: true, edited: { plan: null, ...done } };
    const saved = await plans.saveEdit(actor, planId, version, outcome, step ?? { edit });
    return saved.ok ? { ok: true, edited: { plan: saved.row, ...done } } : saved;
  }

  const byId = ({ visits }: Whole, visitId: VisitId): PlanVisitRow | NoVisit =>
    visits.find((row) => row.visitId === visitId) ?? {
      ok: false,
      reason: 'no-visit',
      what: `There is no visit ${visitId} in this plan.`,
    };

  return {
    /**
     * Somebody who may change this plan looks at it: what it was made from is loaded and asked once, so that the first change is answered as
     * fast as the next. What goes wrong is told to whoever changes something.
     */
    async atHand(planId: PlanId, version: number): Promise<void> {
      if (known.has(planId)) return;
      try {
        const found = await open(planId, version);
        if (!found.ok) return;
        const loaded = await known.of(found.whole);
        const placed = [...placedOf(found.whole.visits), ...fixedPins(loaded)];
        await loaded.desk.stand(placed, placed);
      } catch {
        // As said.
      }
    },

    change(
      actor: Actor,
      planId: PlanId,
      visitId: VisitId,
      body: PlanVisitEdit,
      dryRun: boolean,
    ): Promise<Edited> {
      return apply(actor, planId, body.version, dryRun, async (whole, loaded) => {
        const before = byId(whole, visitId);
        if ('ok' in before) return before;
        if (before.facts.fixed) return frozen(before, loaded);
        const truckId = body.truckId ?? before.truckId;
        const firstDay = body.firstDay ?? before.firstDay;
        const moves =
          truckId !== before.truckId || firstDay !== before.firstDay || body.lastDay !== undefined;
        const lastDay =
          body.lastDay ?? (moves ? await lastDayFor(loaded, before, truckId, firstDay) : before.lastDay);
        const bad = badDays(loaded, before.requestId, truckId, firstDay, lastDay);
        if (bad !== undefined) return bad;
        // What somebody has put somewhere is to stay there when the plan is made again.
        const pinned = body.pinned ?? (moves || before.pinned);
        return { visitId, before, after: { ...before, truckId, firstDay, lastDay, pinned } };
      });
    },

    add(actor: Actor, planId: PlanId, body: PlanVisitAdd, dryRun: boolean): Promise<Edited> {
      return apply(actor, planId, body.version, dryRun, async (whole, loaded) => {
        const { requestId, truckId, firstDay } = body;
        const facts = loaded.requests.get(requestId);
        if (facts === undefined) {
          return {
            ok: false,
            reason: 'no-visit',
            what: `The request ${requestId} is not open, or is served already.`,
          };
        }
        if (whole.visits.some((row) => row.requestId === requestId)) {
          return {
            ok: false,
            reason: 'no-visit',
            what: `The request ${requestId} is in this plan already; move its visit.`,
          };
        }
        const { siteId, courseId } = facts.request;
        const visitId =
          loaded.promised.find((one) => one.requestId === requestId)?.visitId ?? (randomUUID() as VisitId);
        const last = body.lastDay ?? (await loaded.desk.lastDay(requestId, truckId, firstDay));
        const lastDay = last ?? firstDay;
        const bad = badDays(loaded, requestId, truckId, firstDay, lastDay);
        if (bad !== undefined) return bad;
        const none = {
          arrives: firstDay,
          km: 0,
          learners: 0,
          classDays: 0,
          leastChargePct: null,
          change: 'new',
          fixed: false,
        } as const;
        const after = {
          visitId,
          requestId,
          truckId,
          siteId,
          courseId,
          firstDay,
          lastDay,
          pinned: true,
          facts: none,
        };
        return { visitId, before: null, after };
      });
    },

    drop(actor: Actor, planId: PlanId, visitId: VisitId, version: number, dryRun: boolean): Promise<Edited> {
      return apply(actor, planId, version, dryRun, (whole, loaded) => {
        const before = byId(whole, visitId);
        if ('ok' in before) return before;
        return before.facts.fixed ? frozen(before, loaded) : { visitId, before, after: null };
      });
    },

    async step(actor: Actor, planId: PlanId, version: number, which: 'undo' | 'redo'): Promise<Edited> {
      const step = await plans.nextStep(planId, which);
      if (step === undefined) {
        if ((await plans.find(planId)) === undefined) return { ok: false, reason: 'not-found' };
        return { ok: false, reason: 'no-visit', what: `There is nothing to ${which}.` };
      }
      const { visitId, before, after } = step.edit;
      const edit = which === 'redo' ? step.edit : { visitId, before: after, after: before };
      return apply(actor, planId, version, false, () => edit, { step, which });
    },
  };
}
export type PlanEditor = ReturnType<typeof planEditor>;

const keyOf = ({ why, requestIds }: PinFault) => `${why} ${requestIds.join(' ')}`;

function leftOut(loaded: LoadedProblem, whole: Whole, rows: readonly PlanVisitRow[]): LeftOut[] {
  const inPlan = new Set(rows.map(({ requestId }) => requestId));
  const known = new Map(whole.row.unscheduled.map((one) => [one.requestId, one]));
  const promised = new Set(loaded.promised.map(({ requestId }) => requestId));
  const ids = new Set([
    ...whole.row.unscheduled.map(({ requestId }) => requestId),
    ...whole.visits.flatMap(({ requestId }) => (requestId === null ? [] : [requestId])),
  ]);
  return [...ids].flatMap((requestId) =>
    inPlan.has(requestId)
      ? []
      : [known.get(requestId) ?? { requestId, promised: promised.has(requestId), reason: null }],
  );
}

async function lastDayFor(
  { desk }: LoadedPlan,
  before: PlanVisitRow,
  truckId: string,
  firstDay: string,
): Promise<string> {
  const span = Math.round((Date.parse(before.lastDay) - Date.parse(before.firstDay)) / 86_400_000);
  const last =
    before.requestId === null ? undefined : await desk.lastDay(before.requestId, truckId, firstDay);
  return last ?? addDays(firstDay, span);
}

function reasonAbout(
  code: Reason['code'],
  row: { truckId: string; firstDay: string; lastDay: string },
  words: string,
): NotPossible {
  const { firstDay, lastDay } = row;
  const truckId = row.truckId as Reason['truckId'];
  return {
    ok: false,
    reason: 'not-possible',
    reasons: [{ code, truckId, firstDay, lastDay, facts: {}, disruption: null, words }],
  };
}

function frozen(row: PlanVisitRow, loaded: LoadedProblem): NotPossible {
  const name = loaded.fixed.find(({ visitId }) => visitId === row.visitId)?.site.name ?? 'its site';
  const words = `The visit at ${name} is promised and near, or was booked by hand: change it among the visits, and the plan follows.`;
  return reasonAbout('FROZEN', row, words);
}

function badDays(
  loaded: LoadedProblem,
  requestId: string | null,
  truckId: string,
  firstDay: string,
  lastDay: string,
): NotPossible | NoVisit | undefined {
  if (!loaded.truckIds.some((known) => known === truckId)) {
    return { ok: false, reason: 'no-visit', what: `The truck ${truckId} is not in this plan.` };
  }
  if (requestId !== null && !loaded.requests.has(requestId as RequestId)) {
    return { ok: false, reason: 'no-visit', what: 'Its request is not open any more; drop the visit.' };
  }
  if (lastDay >= firstDay) return undefined;
  return reasonAbout(
    'NO_DATE_IN_WINDOW',
    { truckId, firstDay, lastDay },
    `It would end on ${lastDay}, before it begins.`,
  );
}
