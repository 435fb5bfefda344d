/** `/plans`: made by a job, listed, compared. Changes by hand, reasons and publishing are in plan-edits, plan-why and plan-publish. */
import { PlanId } from '@digitruck/contract/ids';
import { mayAct } from '@digitruck/contract/people-words';
import { Plan, PlanDiff, PlanPage, PlanQuery, PlanRequest, PlanSummary } from '@digitruck/contract/plans';
import { z } from 'zod';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { found, type PlanDeps, PlanParams, planRefusal, THING, tags } from './plan-kit.ts';
import { VersionQuery } from './version-query.ts';

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
          params: PlanParams,
          response: { 200: Plan, ...failures(400, 404) },
        },
      },
      async (request) => {
        const plan = found(await plans.find(request.params.planId), request.params.planId);
        const mayChange = mayAct(callerOf(request).role, 'coordinator');
        if (mayChange && plan.state === 'draft' && plan.job.endedAt !== null) {
          void planning.atHand(plan.planId, plan.version);
        }
        return plan;
      },
    );

    api.delete(
      '/plans/:planId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a draft',
          tags,
          params: PlanParams,
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
          params: PlanParams,
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
  };
}
