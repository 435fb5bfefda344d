/**
 * Bending a draft by hand: an edit is asked about first (a dry run tells what would follow, or why not), then confirmed or left. An answer
 * that comes for another question than the one of now is dropped. Who was slower than somebody else is told so, and sees the newest.
 */
import type { Plan, PlanEdited, PlanVisit, Reason, Unscheduled } from '@digitruck/contract/plans';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { type Failure, type Result, send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import type { Target } from './board-model.ts';
import { newestOf } from './queries.ts';

export type Question =
  | {
      readonly kind: 'move';
      readonly visit: PlanVisit;
      readonly to: Target & { readonly lastDay?: string };
    }
  | { readonly kind: 'drop'; readonly visit: PlanVisit }
  | { readonly kind: 'add'; readonly request: Unscheduled; readonly to: Target };
export type Answer =
  | { readonly state: 'checking' }
  | { readonly state: 'possible'; readonly edited: PlanEdited }
  | { readonly state: 'refused'; readonly reasons: readonly Reason[]; readonly failure: Failure };
export type Asked = { readonly question: Question; readonly answer: Answer };
export type Conflict = { readonly who: string; readonly at: string };

export function useEdits(plan: Plan) {
  const t = useText(planText);
  const format = useFormat();
  const describe = useDescribe();
  const { toast, announce } = useAnnouncer();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<Conflict>();
  const turn = useRef(0);
  const { planId, version } = plan;
  const path = `/plans/${planId}`;

  /** What the service answered: shown at once; all else about plans asked again. */
  const takeIn = useCallback(
    (result: Result<unknown>): boolean => {
      if (result.ok) {
        const after = planIn(result.value);
        if (after !== undefined) client.setQueryData<Plan>(keys.plan(after.planId), after);
        setConflict(undefined);
      } else {
        const newest = newestOf(result.failure);
        if (newest !== undefined) setConflict({ who: newest.updatedBy, at: newest.updatedAt });
        else toast(describe(result.failure), 'danger');
      }
      // Not waited for: what changed is shown, and nobody should look at a dialog until the rest has come.
      void client.invalidateQueries({ queryKey: keys.plans });
      return result.ok;
    },
    [client, describe, toast],
  );

  /** The same question without a dialog; undefined when it cannot be answered, e.g. because somebody was faster. */
  const peek = useCallback(
    async (question: Question): Promise<Answer | undefined> => {
      const result = await request(path, question, version, true);
      if (result.ok) return { state: 'possible', edited: result.value };
      const { failure } = result;
      const reasons = reasonsIn(failure);
      return reasons.length === 0 ? undefined : { state: 'refused', reasons, failure };
    },
    [path, version],
  );

  /** @param known what was answered to this very question just now */
  const ask = useCallback(
    async (question: Question, known?: Answer) => {
      turn.current += 1;
      const mine = turn.current;
      setAsked({ question, answer: known ?? { state: 'checking' } });
      if (known !== undefined) return;
      announce(t.checking);
      const result = await request(path, question, version, true);
      if (turn.current !== mine) return;
      if (result.ok) {
        setAsked({ question, answer: { state: 'possible', edited: result.value } });
        return;
      }
      const reasons = reasonsIn(result.failure);
      if (newestOf(result.failure) !== undefined) {
        setAsked(undefined);
        takeIn(result);
        return;
      }
      setAsked({ question, answer: { state: 'refused', reasons, failure: result.failure } });
    },
    [path, version, announce, t, takeIn],
  );

  const leave = useCallback(() => {
    turn.current += 1;
    setAsked(undefined);
  }, []);

  const confirm = useCallback(async () => {
    if (asked === undefined) return;
    const { question } = asked;
    setBusy(true);
    const result = await request(path, question, version, false);
    const done = takeIn(result);
    setBusy(false);
    turn.current += 1;
    setAsked(undefined);
    if (!done) return;
    const day = (date: string) => format.day(date, 'UTC');
    if (question.kind === 'drop') toast(t.droppedNow(question.visit.site.name));
    else {
      const { truckId, firstDay } = question.to;
      if (question.kind === 'move') toast(t.movedTo(question.visit.site.name, truckId, day(firstDay)));
      else toast(t.addedNow(question.request.site.name, truckId, day(firstDay)));
    }
  }, [asked, path, version, takeIn, toast, t, format]);

  const pin = useCallback(
    async ({ visitId, site }: PlanVisit, pinned: boolean) => {
      const body = { pinned, version };
      const done = takeIn(await send('PATCH', `${path}/visits/${visitId}`, { body }));
      if (done) announce(pinned ? t.pinnedNow(site.name) : t.unpinnedNow(site.name));
    },
    [path, version, takeIn, announce, t],
  );

  const step = useCallback(
    async (which: 'undo' | 'redo') => {
      setBusy(true);
      const done = takeIn(await send('POST', `${path}/${which}`, { body: { version } }));
      setBusy(false);
      if (done) announce(which === 'undo' ? t.undone : t.redone);
    },
    [path, version, takeIn, announce, t],
  );

  return useMemo(
    () => ({ asked, busy, conflict, ask, peek, leave, confirm, pin, step }),
    [asked, busy, conflict, ask, peek, leave, confirm, pin, step],
  );
}
export type Edits = ReturnType<typeof useEdits>;

function request(
  path: string,
  question: Question,
  version: number,
  dryRun: boolean,
): Promise<Result<PlanEdited>> {
  const asked = dryRun ? { dryRun: true } : {};
  switch (question.kind) {
    case 'move': {
      const body = { ...question.to, version };
      return send('PATCH', `${path}/visits/${question.visit.visitId}`, { body, query: asked });
    }
    case 'drop':
      return send('DELETE', `${path}/visits/${question.visit.visitId}`, { query: { version, ...asked } });
    case 'add': {
      const body = { requestId: question.request.requestId, ...question.to, version };
      return send('POST', `${path}/visits`, { body, query: asked });
    }
  }
}

/** A refused edit carries the constraints it breaks. */
function reasonsIn(failure: Failure): readonly Reason[] {
  if (failure.kind !== 'problem') return [];
  return (failure.problem.reasons ?? []) as readonly Reason[];
}

/** Some answers are the plan, others carry it. */
function planIn(value: unknown): Plan | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { plan } = value as { readonly plan?: Plan | null };
  if (plan !== undefined) return plan ?? undefined;
  return 'visits' in value ? (value as Plan) : undefined;
}
