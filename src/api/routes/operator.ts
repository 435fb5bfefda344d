/** `/operator`: what the operator's page asks for to work without a network afterwards. */
import { TruckId } from '@digitruck/contract/ids';
import { OperatorPack, OperatorTrucks } from '@digitruck/contract/operator';
import type { Actor } from '@digitruck/contract/people';
import { mayAct } from '@digitruck/contract/people-words';
import { z } from 'zod';
import type { TruckStore } from '../../store/registry/trucks.ts';
import { type Caller, callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const tags = ['sessions'];
const TRUCKS_MAX = 1000;

export type OperatorDeps = {
  readonly trucks: Pick<TruckStore, 'list'>;
  /** undefined for an unknown or retired truck. */
  readonly packOf: (truckId: TruckId, actor: Actor) => Promise<OperatorPack | undefined>;
};

export function operatorRoutes({ trucks, packOf }: OperatorDeps): Routes {
  return (api) => {
    api.get(
      '/operator/trucks',
      {
        config: { access: 'operator' },
        schema: {
          summary: "The trucks I report for: an operator's own, or all for whoever may act on all",
          tags,
          response: { 200: OperatorTrucks },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { items } = await trucks.list({ limit: TRUCKS_MAX, retired: 'false' });
        return {
          items: items
            .filter(({ truckId }) => reportsFor(caller, truckId))
            .map(({ truckId, name }) => ({ truckId, name: name === '' ? truckId : name })),
        };
      },
    );

    api.get(
      '/operator/pack',
      {
        config: { access: 'operator' },
        schema: {
          summary: 'All that the operator page needs of a truck without a network',
          tags,
          querystring: z.object({ truckId: TruckId }),
          response: { 200: OperatorPack, ...failures(400, 403, 404) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        const { truckId } = request.query;
        if (!reportsFor(caller, truckId)) {
          const own = caller.truckIds.length === 0 ? 'you have none' : `yours: ${caller.truckIds.join(', ')}`;
          throw problem(
            'not-allowed',
            `An operator sees the classes of their own trucks (${own}), not of ${truckId}. Ask a coordinator.`,
          );
        }
        const pack = await packOf(truckId, caller);
        if (pack === undefined) throw problem('not-found', `There is no truck ${truckId} in use.`);
        return pack;
      },
    );
  };
}

const reportsFor = (caller: Caller, truckId: TruckId) =>
  mayAct(caller.role, 'coordinator') || caller.truckIds.includes(truckId);
