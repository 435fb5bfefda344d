/** `/plans`: made by a job, changed by hand while a draft, explained, compared, published. */
import { PlanId, RequestId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import {
  HostsToTell,
  type HostToTell,
  NotPossible,
  Plan,
  PlanDiff,
  PlanEdited,
  PlanPage,
  PlanPublish,
  PlanPublished,
  PlanQuery,
  PlanRequest,
  PlanStep,
  PlanSummary,
  PlanVisitAdd,
  PlanVisitEdit,
  type Reason,
  WhyNot,
} from '@digitruck/contract/plans';
import { z } from 'zod';
import type { PlanPublisher } from '../../store/plan-publish.ts';
import type { PlanRefusal, PlanStore } from '../../store/plans.ts';
import { callerOf, type Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';
import { visitRefusal } from './visits.ts';

type Edited =
  | { readonly ok: true; readonly edited: PlanEdited }
  | PlanRefusal
  | { readonly ok: false; readonly reason: 'not-possible'; readonly reasons: Reason[] }
  | { readonly ok: false; readonly reason: 'no-visit'; readonly what: string };

export type PlanDeps = {
  readonly plans: Pick<PlanStore, 'list' | 'find' | 'remove' | 'cancel'>;
  readonly planning: {
    start(actor: Actor, body: PlanRequest): Promise<PlanSummary>;
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
    compare(planId: PlanId, otherId: PlanId): Promise<PlanDiff | undefined>;
    hosts(planId: PlanId): Promise<HostToTell[] | undefined>;
    publish(actor: Actor, planId: PlanId, version: number): ReturnType<PlanPublisher['publishPlan']>;
  };
};

const Params = z.object({ planId: PlanId });
const VisitParams = z.object({ planId: PlanId, visitId: VisitId });
const DryRun = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Only tell what would follow, and save nothing' }),
});
const DropQuery = z.object({ ...VersionQuery.shape, ...DryRun.shape });
const tags = ['plans'];
const THING = 'plan';
const NOT_POSSIBLE = {
  422: {
    description: 'It cannot be done; `reasons` says what stands in the way, and nothing was changed',
    content: { 'application/problem+json': { schema: NotPossible } },
  },
};

export function planRoutes({ plans, planning }: PlanDeps): Routes {
  return (api) => {
    api.post(
      '/plans',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Begin a plan: its search runs as a job, told on the live feed (`plans`)',
          tags,
          body: PlanRequest,
          response: { 202: PlanSummary, ...failures(400) },
        },
      },
      async (request, reply) => {
        const { pinsOf } = request.body;
        if (pinsOf !== null && (await plans.find(pinsOf)) === undefined) {
          throw refusal({ ok: false, reason: 'no-such', field: 'pinsOf', value: pinsOf }, THING);
        }
        const plan = await planning.start(callerOf(request), request.body);
        return reply.code(202).header('location', `/api/v1/plans/${plan.planId}`).send(plan);
      },
    );

    api.get(
      '/plans',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Plans, newest first',
          tags,
          querystring: PlanQuery,
          response: { 200: PlanPage, ...failures(400) },
        },
      },
      (request) => plans.list(request.query),
    );

    api.get(
      '/plans/:planId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One plan with its visits and what it leaves out',
          tags,
          params: Params,
          response: { 200: Plan, ...failures(400, 404) },
        },
      },
      async (request) => found(await plans.find(request.params.planId), request.params.planId),
    );

    api.delete(
      '/plans/:planId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a draft',
          tags,
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { planId } = request.params;
        const result = await plans.remove(callerOf(request), planId, request.query.version);
        if (!result.ok) throw planRefusal(result, planId);
        return reply.code(204).send(null);
      },
    );

    api.post(
      '/plans/:planId/cancel',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'End the search; the best plan so far is kept',
          tags,
          params: Params,
          response: { 200: Plan, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { planId } = request.params;
        const result = await plans.cancel(callerOf(request), planId);
        if (!result.ok) throw refusal(result, THING, planId);
        return result.row;
      },
    );

    for (const which of ['undo', 'redo'] as const) {
      api.post(
        `/plans/:planId/${which}`,
        {
          config: { access: 'coordinator' },
          schema: {
            summary: which === 'undo' ? 'Take back the last change by hand' : 'Do again what was taken back',
            tags,
            params: Params,
            body: PlanStep,
            response: { 200: PlanEdited, ...failures(400, 404, 409), ...NOT_POSSIBLE },
          },
        },
        async (request) => {
          const { planId } = request.params;
          return editedOf(
            await planning.step(callerOf(request), planId, request.body.version, which),
            planId,
          );
        },
      );
    }

    api.post(
      '/plans/:planId/visits',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Put in a request that is left out',
          tags,
          params: Params,
          querystring: DryRun,
          body: PlanVisitAdd,
          response: { 200: PlanEdited, ...failures(400, 404, 409), ...NOT_POSSIBLE },
        },
      },
      async (request) => {
        const { planId } = request.params;
        const dryRun = request.query.dryRun === 'true';
        return editedOf(await planning.add(callerOf(request), planId, request.body, dryRun), planId);
      },
    );

    api.patch(
      '/plans/:planId/visits/:visitId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Move, pin or unpin a visit of a draft',
          description:
            'Days or truck change the visit and pin it, unless `pinned` says otherwise; without `lastDay` it is as long as it needs there. All others stay where they are: what cannot stand beside them is refused (422), with reasons.',
          tags,
          params: VisitParams,
          querystring: DryRun,
          body: PlanVisitEdit,
          response: { 200: PlanEdited, ...failures(400, 404, 409), ...NOT_POSSIBLE },
        },
      },
      async (request) => {
        const { planId, visitId } = request.params;
        const dryRun = request.query.dryRun === 'true';
        return editedOf(
          await planning.change(callerOf(request), planId, visitId, request.body, dryRun),
          planId,
        );
      },
    );

    api.delete(
      '/plans/:planId/visits/:visitId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Drop a visit of a draft',
          tags,
          params: VisitParams,
          querystring: DropQuery,
          response: { 200: PlanEdited, ...failures(400, 404, 409), ...NOT_POSSIBLE },
        },
      },
      async (request) => {
        const { planId, visitId } = request.params;
        const { version, dryRun } = request.query;
        return editedOf(
          await planning.drop(callerOf(request), planId, visitId, version, dryRun === 'true'),
          planId,
        );
      },
    );

    api.get(
      '/plans/:planId/unscheduled/:requestId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Why a request is left out, and what would help',
          tags,
          params: z.object({ planId: PlanId, requestId: RequestId }),
          response: { 200: WhyNot, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { planId, requestId } = request.params;
        const why = await planning.whyNot(planId, requestId);
        if (why !== undefined) return why;
        throw problem('not-found', `There is no request ${requestId} left out of a plan ${planId}.`);
      },
    );

    api.get(
      '/plans/:planId/compare/:otherId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What changes from `otherId` (before) to `planId` (after)',
          tags,
          params: z.object({ planId: PlanId, otherId: PlanId }),
          response: { 200: PlanDiff, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { planId, otherId } = request.params;
        return found(await planning.compare(planId, otherId), `${planId}, or no plan ${otherId}`);
      },
    );

    api.get(
      '/plans/:planId/hosts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Hosts to be told, each with a message: of a draft if it were published, else as it was',
          tags,
          params: Params,
          response: { 200: HostsToTell, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { planId } = request.params;
        return { hosts: found(await planning.hosts(planId), planId) };
      },
    );

    api.post(
      '/plans/:planId/publish',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Promise a plan: its visits become the promised ones, the plan before is superseded',
          description:
            'All or nothing. What was promised or booked by hand since the plan was made is never booked over: 409 names it in `errors`.',
          tags,
          params: Params,
          body: PlanPublish,
          response: { 200: PlanPublished, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { planId } = request.params;
        const result = await planning.publish(callerOf(request), planId, request.body.version);
        if (result.ok) return result.row;
        switch (result.reason) {
          case 'stale':
            throw problem(
              'in-use',
              'Some visits are not as they were when this plan was made; nothing was changed.',
              {
                errors: result.visits.map(({ visitId, updatedBy, updatedAt }) => ({
                  field: 'visits',
                  value: visitId,
                  problem: `was changed by ${updatedBy} at ${updatedAt}; make the plan again (\`pinsOf\` keeps its pins), or put that visit back`,
                })),
              },
            );
          case 'not-found':
          case 'version-conflict':
          case 'not-draft':
            throw planRefusal(result, planId);
          default:
            throw visitRefusal(result);
        }
      },
    );
  };
}

function found<Thing>(thing: Thing | undefined, planId: string): Thing {
  if (thing === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, planId);
  return thing;
}

function planRefusal(refused: PlanRefusal, planId: string): ProblemError {
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

function editedOf(result: Edited, planId: string): PlanEdited {
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
