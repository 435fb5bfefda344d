/** `GET /trucks/:truckId/gaps`: the stretches of which samples are known to be missing. */
import { Gap } from '@digitruck/contract/history';
import { TruckId } from '@digitruck/contract/ids';
import { PageQuery, pageOf } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { GapStore } from '../../store/samples/gaps.ts';
import type { Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const GapsQuery = PageQuery.omit({ q: true }).extend({
  state: z
    .enum(['open', 'closed', 'any'])
    .default('any')
    .meta({ description: 'Closed ones were filled by samples that came late' }),
});

export function gapRoutes(deps: { readonly gaps: GapStore }): Routes {
  return (api) => {
    api.get(
      '/trucks/:truckId/gaps',
      {
        config: { access: 'viewer' },
        schema: {
          summary: "Gaps in a truck's samples, last noticed first",
          tags: ['trucks'],
          params: z.object({ truckId: TruckId }),
          querystring: GapsQuery,
          response: { 200: pageOf(Gap), ...failures(400, 404) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const page = await deps.gaps.list(truckId, request.query);
        if (page === undefined) throw problem('not-found', `There is no truck ${truckId}.`);
        return page;
      },
    );
  };
}
