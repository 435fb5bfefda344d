/** What the routes of plans share: what they are made from, their parameters, and refusals as problems. */
import { PlanId, type RequestId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import {
  type HostToTell,
  NotPossible,
  type PlanDiff,
  type PlanEdited,
  type PlanRequest,
  type PlanSummary,
  type PlanVisitAdd,
  type PlanVisitEdit,
  type Reason,
  type WhyHere,
  type WhyNot,
} from '@digitruck/contract/plans';
import { z } from 'zod';
import type { PlanRefusal, PlanStore } from '../../store/plans/plans.ts';
import type { PlanPublisher } from '../../store/plans/publish.ts';
import { type ProblemError, problem } from '../problems.ts';
import { refusal } from '../refusals.ts';

export type Edited =
  | { readonly ok: true; readonly edited: PlanEdited }
  | PlanRefusal
  | { readonly ok: false; readonly reason: 'not-possible'; readonly reasons: Reason[] }
  | { readonly ok: false; readonly reason: 'no-visit'; readonly what: string };

/** It would promise what a disruption forbids that was marked, or prolonged, since it was made. */
export type Disrupted = {
  readonly ok: false;
  readonly reason: 'disrupted';
  readonly visits: readonly { readonly visitId: VisitId; readonly words: string }[];
};

export type PlanDeps = {
  readonly plans: Pick<PlanStore, 'list' | 'find' | 'remove' | 'cancel'>;
  readonly planning: {
    start(actor: Actor, body: PlanRequest): Promise<PlanSummary>;
    /** Somebody is about to change it. */
    atHand(planId: PlanId, version: number): Promise<void>;
    change(
      actor: Actor,
      planId: PlanId,
      visitId: VisitId,
      body: PlanVisitEdit,
      dryRun: boolean,
    ): Promise<Edited>;
    add(actor: Actor, planId: PlanId, body: PlanVisitAdd, dryRun: boolean): Promise<Edited>;
    drop(actor: Actor, planId: PlanId, visitId: VisitId, version: number, dryRun: boolean): Promise<Edited>;
    step(actor: Actor, planId: PlanId, version: number, which: 'undo' | 'redo'): Promise<Edited>;
    whyNot(planId: PlanId, requestId: RequestId): Promise<WhyNot | undefined>;
    whyHere(planId: PlanId, visitId: VisitId): Promise<WhyHere | undefined>;
    compare(planId: PlanId, otherId: PlanId): Promise<PlanDiff | undefined>;
    hosts(planId: PlanId): Promise<HostToTell[] | undefined>;
    publish(
      actor: Actor,
      planId: PlanId,
      version: number,
    ): Promise<Awaited<ReturnType<PlanPublisher['publishPlan']>> | Disrupted>;
  };
};

export const PlanParams = z.object({ planId: PlanId });
export const PlanVisitParams = z.object({ planId: PlanId, visitId: VisitId });
export const tags = ['plans'];
export const THING = 'plan';
export const NOT_POSSIBLE = {
  422: {
    description: 'It cannot be done; `reasons` says what stands in the way, and nothing was changed',
    content: { 'application/problem+json': { schema: NotPossible } },
  },
};

export function found<Thing>(thing: Thing | undefined, planId: string): Thing {
  if (thing === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, planId);
  return thing;
}

export function planRefusal(refused: PlanRefusal, planId: string): ProblemError {
  if (refused.reason !== 'not-draft') return refusal(refused, THING, planId);
  const { state, job } = refused;
  const why =
    state !== 'draft'
      ? `It is ${state}, and a plan that was published never changes; begin another.`
      : job === 'failed'
        ? 'Its search has failed; begin another.'
        : job === 'cancelled' || job === 'done'
          ? 'It has no visits; begin another.'
          : 'Its search is not over; wait, or cancel it.';
  return problem('in-use', why);
}

export function editedOf(result: Edited, planId: string): PlanEdited {
  if (result.ok) return result.edited;
  switch (result.reason) {
    case 'not-possible': {
      const why = result.reasons.map(({ words }) => words).join(' ');
      throw problem('not-possible', why === '' ? 'It breaks a rule of the planner.' : why, {
        reasons: result.reasons,
      });
    }
    case 'no-visit':
      throw problem('not-found', result.what);
    default:
      throw planRefusal(result, planId);
  }
}
