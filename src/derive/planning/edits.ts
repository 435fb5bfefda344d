/**
 * Changes by hand: each is held against the planner's own rules with every other visit where it is, and refused with the reasons or taken
 * with what follows. A plan's problem is kept in memory until something it was loaded from changes, so that a what-if costs no loading.
 */
import { randomUUID } from 'node:crypto';
import type { PlanId, RequestId, VisitId } from '@digitruck/contract/ids';
import type { LiveSubject } from '@digitruck/contract/live';
import type { Actor } from '@digitruck/contract/people';
import type {
  PlanEdited,
  PlanVisitAdd,
  PlanVisitEdit,
  Reason,
  WhyHere,
  WhyNot,
} from '@digitruck/contract/plans';
import { addDays } from '../../kernel/zone.ts';
import type { PinFault } from '../../planner/pins.ts';
import type { PlannedVisit } from '../../planner/problem.ts';
import type { Edit, Outcome, PlanRefusal, PlanStore, Step } from '../../store/plans.ts';
import type { LeftOut, PlanVisitRow } from '../../store/tables/plans.ts';
import { type LoadDeps, type LoadedProblem, loadProblem } from './load.ts';
import { isFixedKey } from './problem.ts';
import { brokenReason, pinReason, reasonsOf } from './reasons.ts';
import { namesIn, rowsOf, scoreOfRows } from './rows.ts';
import { lastDayOf, standing } from './standing.ts';
import type { PlannerThreads } from './thread.ts';

export type NotPossible = { readonly ok: false; readonly reason: 'not-possible'; readonly reasons: Reason[] };
export type NoVisit = { readonly ok: false; readonly reason: 'no-visit'; readonly what: string };
export type Edited = { readonly ok: true; readonly edited: PlanEdited } | PlanRefusal | NotPossible | NoVisit;
type Whole = NonNullable<Awaited<ReturnType<PlanStore['whole']>>>;

export type EditDeps = LoadDeps & {
  readonly plans: PlanStore;
  readonly threads: PlannerThreads;
};
const LOADED_MAX = 8;
const LOADED_FROM: ReadonlySet<LiveSubject> = new Set([
  'trucks',
  'sites',
  'courses',
  'requests',
  'visits',
  'disruptions',
  'holidays',
  'maintenance',
]);

export function planEditor(deps: EditDeps) {
  const { plans } = deps;
  const cache = new Map<PlanId, Promise<LoadedProblem>>();

  function load({ row }: Whole): Promise<LoadedProblem> {
    const known = cache.get(row.planId);
    if (known !== undefined) return known;
    const { firstDay: from, days, frozenBefore, trucks, stability, returnToDepot } = row;
    const input = { from, days, frozenBefore, truckIds: trucks, pins: [], stability, returnToDepot };
    const loading = loadProblem(deps, input, 'known');
    if (cache.size >= LOADED_MAX) cache.delete([...cache.keys()][0] ?? row.planId);
    cache.set(row.planId, loading);
    loading.catch(() => cache.delete(row.planId));
    return loading;
  }

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
  function worked(loaded: LoadedProblem, whole: Whole, edit: Edit): Outcome | NotPossible {
    const names = namesIn(loaded);
    const rest = whole.visits.filter(({ visitId }) => visitId !== edit.visitId);
    const rows = edit.after === null ? rest : [...rest, edit.after];
    const placed = [...placedOf(rows), ...fixedPins(loaded)];
    const now = standing(loaded.problem, placed);
    if (!now.ok) return { ok: false, reason: 'not-possible', reasons: [] };
    if (now.faults.length > 0) {
      // What could not stand before (the world went on since the plan was made) is no fault of this change.
      const then = standing(loaded.problem, [...placedOf(whole.visits), ...fixedPins(loaded)]);
      const old = new Set(then.ok ? then.faults.map(keyOf) : []);
      const fresh = now.faults.filter((fault) => !old.has(keyOf(fault)));
      if (fresh.length > 0) {
        return { ok: false, reason: 'not-possible', reasons: fresh.map((fault) => pinReason(fault, names)) };
      }
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
    make: (whole: Whole, loaded: LoadedProblem) => Edit | NoVisit | NotPossible | Promise<Edit | NoVisit>,
    step?: { readonly step: Step; readonly which: 'undo' | 'redo' },
  ): Promise<Edited> {
    const found = await open(planId, version);
    if (!found.ok) return found;
    const { whole } = found;
    const loaded = await load(whole);
    const edit = await make(whole, loaded);
    if ('ok' in edit) return edit;
    const outcome = worked(loaded, whole, edit);
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
    change(
      actor: Actor,
      planId: PlanId,
      visitId: VisitId,
      body: PlanVisitEdit,
      dryRun: boolean,
    ): Promise<Edited> {
      return apply(actor, planId, body.version, dryRun, (whole, loaded) => {
        const before = byId(whole, visitId);
        if ('ok' in before) return before;
        if (before.facts.fixed) return frozen(before, loaded);
        const truckId = body.truckId ?? before.truckId;
        const firstDay = body.firstDay ?? before.firstDay;
        const moves =
          truckId !== before.truckId || firstDay !== before.firstDay || body.lastDay !== undefined;
        const lastDay =
          body.lastDay ?? (moves ? lastDayFor(loaded, before, truckId, firstDay) : before.lastDay);
        const bad = badDays(loaded, before.requestId, truckId, firstDay, lastDay);
        if (bad !== undefined) return bad;
        // What somebody has put somewhere is to stay there when the plan is made again.
        const pinned = body.pinned ?? (moves || before.pinned);
        return { visitId, before, after: { ...before, truckId, firstDay, lastDay, pinned } };
      });
    },

    add(actor: Actor, planId: PlanId, body: PlanVisitAdd, dryRun: boolean): Promise<Edited> {
      return apply(actor, planId, body.version, dryRun, (whole, loaded) => {
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
        const last = lastDayOf(loaded.problem, requestId, truckId, firstDay);
        const lastDay = body.lastDay ?? (last === undefined ? firstDay : addDays(loaded.problem.from, last));
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

    /** Everything that stands in a request's way, worked out in a thread. */
    async whyNot(planId: PlanId, requestId: RequestId): Promise<WhyNot | undefined> {
      const [whole, plan] = await Promise.all([plans.whole(planId), plans.find(planId)]);
      const request = plan?.unscheduled.find((one) => one.requestId === requestId);
      if (whole === undefined || request === undefined) return undefined;
      const loaded = await load(whole);
      if (!loaded.requests.has(requestId)) return { request, nearest: [], wouldHelp: [] };
      const pins = [...placedOf(whole.visits.filter(({ pinned }) => pinned)), ...fixedPins(loaded)];
      const placed = placedOf(whole.visits);
      const problem = { ...loaded.problem, pins };
      const output = await deps.threads.run({ kind: 'explain', problem, placed, requestId }).end;
      const explanation = output.type === 'explained' ? output.explanation : undefined;
      const reasons = reasonsOf(explanation ?? { requestId, reasons: [] }, namesIn(loaded));
      const promised = loaded.promised.find((one) => one.requestId === requestId);
      const disruption = promised && loaded.broken.get(promised.visitId);
      if (disruption === undefined || promised === undefined) return { request, ...reasons };
      return { request, ...reasons, nearest: [brokenReason(promised, disruption), ...reasons.nearest] };
    },

    /** What a visit beat, worked out in a thread. */
    async whyHere(planId: PlanId, visitId: VisitId): Promise<WhyHere | undefined> {
      const whole = await plans.whole(planId);
      const visit = whole?.visits.find((row) => row.visitId === visitId);
      if (whole === undefined || visit === undefined) return undefined;
      const { requestId } = visit;
      const loaded = await load(whole);
      if (requestId === null || visit.facts.fixed || !loaded.requests.has(requestId))
        return { visitId, beat: [], alone: true };
      const pins = [
        ...placedOf(whole.visits.filter((row) => row.pinned && row.visitId !== visitId)),
        ...fixedPins(loaded),
      ];
      const problem = { ...loaded.problem, pins };
      const placed = placedOf(whole.visits);
      const output = await deps.threads.run({ kind: 'beaten', problem, placed, requestId }).end;
      const beat = (output.type === 'beaten' ? output.beaten : []).flatMap(({ requestId: other, lessBy }) => {
        const facts = loaded.requests.get(other);
        if (facts === undefined) return [];
        const { request, site, course } = facts;
        const { name, county, lat, lon } = site;
        return [
          {
            requestId: request.requestId,
            siteId: site.siteId,
            site: { name, county, lat, lon },
            course: course.name,
            learnersExpected: request.learnersExpected,
            lessBy: Math.round(lessBy * 10) / 10,
          },
        ];
      });
      return { visitId, beat, alone: beat.length === 0 };
    },

    /** What plans are loaded from has changed. */
    changed(subjects: readonly LiveSubject[]): void {
      if (subjects.some((subject) => LOADED_FROM.has(subject))) cache.clear();
    },
    load: async (planId: PlanId) => {
      const whole = await plans.whole(planId);
      return whole === undefined ? undefined : { whole, loaded: await load(whole) };
    },
  };
}
export type PlanEditor = ReturnType<typeof planEditor>;

const keyOf = ({ why, requestIds }: PinFault) => `${why} ${requestIds.join(' ')}`;

function placedOf(rows: readonly PlanVisitRow[]): PlannedVisit[] {
  return rows.flatMap(({ requestId, truckId, firstDay, lastDay, facts }) =>
    requestId === null || facts.fixed ? [] : [{ requestId, truckId, firstDay, lastDay }],
  );
}

const fixedPins = ({ problem }: LoadedProblem) =>
  problem.pins.filter(({ requestId }) => isFixedKey(requestId));

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

function lastDayFor(loaded: LoadedProblem, before: PlanVisitRow, truckId: string, firstDay: string): string {
  const span = Math.round((Date.parse(before.lastDay) - Date.parse(before.firstDay)) / 86_400_000);
  const last =
    before.requestId === null ? undefined : lastDayOf(loaded.problem, before.requestId, truckId, firstDay);
  return last === undefined ? addDays(firstDay, span) : addDays(loaded.problem.from, last);
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
