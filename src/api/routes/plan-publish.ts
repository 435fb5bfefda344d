/** A draft is promised: who would be told, and publishing itself. */
import { HostsToTell, PlanPublish, PlanPublished } from '@digitruck/contract/plans';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';
import { found, type PlanDeps, PlanParams, planRefusal, tags } from './plan-kit.ts';
import { visitRefusal } from './visits.ts';

export function planPublishRoutes({ planning }: Pick<PlanDeps, 'planning'>): Routes {
  return (api) => {
    api.get(
      '/plans/:planId/hosts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Hosts to be told, each with a message: of a draft if it were published, else as it was',
          tags,
          params: PlanParams,
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
          params: PlanParams,
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
          case 'disrupted':
            throw problem('in-use', 'Some of its visits cannot be any more; nothing was changed.', {
              errors: result.visits.map(({ visitId, words }) => ({
                field: 'visits',
                value: visitId,
                problem: `cannot be: ${words}; move or drop it, or make the plan again`,
              })),
            });
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
