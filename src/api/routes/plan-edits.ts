/** `/plans/:planId/visits`, undo and redo: a draft changed by hand, each change held against the planner's rules at once. */
import { PlanEdited, PlanStep, PlanVisitAdd, PlanVisitEdit } from '@digitruck/contract/plans';
import { z } from 'zod';
import { callerOf, type Routes } from '../kit.ts';
import { failures } from '../responses.ts';
import { editedOf, NOT_POSSIBLE, type PlanDeps, PlanParams, PlanVisitParams, tags } from './plan-kit.ts';
import { VersionQuery } from './version-query.ts';

const DryRun = z.object({
  dryRun: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Only tell what would follow, and save nothing' }),
});
const DropQuery = z.object({ ...VersionQuery.shape, ...DryRun.shape });

export function planEditRoutes({ planning }: Pick<PlanDeps, 'planning'>): Routes {
  return (api) => {
    for (const which of ['undo', 'redo'] as const) {
      api.post(
        `/plans/:planId/${which}`,
        {
          config: { access: 'coordinator' },
          schema: {
            summary: which === 'undo' ? 'Take back the last change by hand' : 'Do again what was taken back',
            tags,
            params: PlanParams,
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
          params: PlanParams,
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
          params: PlanVisitParams,
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
          params: PlanVisitParams,
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
  };
}
