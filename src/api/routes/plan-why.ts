/** Why a request is left out of a plan, and why a visit is in it. */
import { PlanId, RequestId } from '@digitruck/contract/ids';
import { WhyHere, WhyNot } from '@digitruck/contract/plans';
import { z } from 'zod';
import type { Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';
import { type PlanDeps, PlanVisitParams, tags } from './plan-kit.ts';

export function planWhyRoutes({ planning }: Pick<PlanDeps, 'planning'>): Routes {
  return (api) => {
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
      '/plans/:planId/visits/:visitId/why',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Why a visit is in the plan: what it beat',
          description: 'The requests left out that could stand in its place, those that come closest first.',
          tags,
          params: PlanVisitParams,
          response: { 200: WhyHere, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { planId, visitId } = request.params;
        const why = await planning.whyHere(planId, visitId);
        if (why !== undefined) return why;
        throw problem('not-found', `There is no visit ${visitId} in a plan ${planId}.`);
      },
    );
  };
}
