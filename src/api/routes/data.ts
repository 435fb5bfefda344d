/** `/data`: how the data comes in, what was refused and why, and trucks that nobody registered. */
import { DataHealth, PendingTruck, Quarantined, QuarantineReason } from '@digitruck/contract/history';
import { TruckId } from '@digitruck/contract/ids';
import { PageQuery, pageOf } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { DataStore } from '../../store/history/data-health.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures, Nothing } from '../responses.ts';

const QuarantineQuery = PageQuery.omit({ q: true }).extend({
  reason: QuarantineReason.optional(),
  truckId: TruckId.optional(),
});
const QuarantineParams = z.object({
  quarantineId: z.string().regex(/^\d{1,18}$/, 'must be the number of a refused message'),
});

export type DataDeps = {
  readonly data: DataStore;
  readonly clock: Clock;
  /** Samples stored in each of the last 60 seconds, about. */
  readonly samplesPerS: () => number;
  /** Sends a refused message through ingest once more, as it was received then. */
  readonly replayQuarantined: (quarantineId: string) => Promise<'settled' | 'unknown-truck' | 'not-found'>;
  /** A truck was taken off the pending list; whoever keeps a copy of the list forgets it. */
  readonly onPendingDismissed: (truckId: TruckId) => unknown;
};

export function dataRoutes(deps: DataDeps): Routes {
  const { data } = deps;
  return (api) => {
    api.get(
      '/data/health',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What came in over the last hours, in all and by truck',
          tags: ['data'],
          response: { 200: DataHealth },
        },
      },
      () => data.health(deps.clock.nowMs(), deps.samplesPerS()),
    );

    api.get(
      '/data/quarantine',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'What was refused and why, newest first',
          tags: ['data'],
          querystring: QuarantineQuery,
          response: { 200: pageOf(Quarantined), ...failures(400) },
        },
      },
      (request) => data.quarantined(request.query),
    );

    api.post(
      '/data/quarantine/:quarantineId/replay',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Send a refused message through ingest once more',
          description:
            'As if it came now, with the time it was received at. What is still wrong with it is refused again, as a new entry.',
          tags: ['data'],
          params: QuarantineParams,
          response: { 200: Quarantined, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { quarantineId } = request.params;
        const outcome = await deps.replayQuarantined(quarantineId);
        const message = await data.quarantinedOne(quarantineId);
        if (message === undefined) throw problem('not-found', `There is no refused message ${quarantineId}.`);
        if (outcome === 'not-found') {
          throw problem('version-conflict', `It was replayed already, at ${message.replayedAt}.`, {
            current: message,
          });
        }
        if (outcome === 'unknown-truck') {
          throw problem('bad-input', `Truck ${message.truckId} is still not registered; add it first.`, {
            errors: [
              {
                field: 'truckId',
                value: message.truckId,
                problem: 'is not registered; adding the truck takes in all that is held of it',
              },
            ],
          });
        }
        await data.noteReplay(callerOf(request), message);
        return message;
      },
    );

    api.get(
      '/data/pending',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Trucks that send and that nobody registered, last seen first',
          description: 'Adding the truck (POST /trucks) takes in what is held of it.',
          tags: ['data'],
          response: { 200: pageOf(PendingTruck) },
        },
      },
      async () => {
        const items = await data.pending();
        return { items, nextCursor: null, total: items.length };
      },
    );

    api.post(
      '/data/pending/:truckId/dismiss',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Take a truck off the pending list until it sends again',
          description: 'What is held of it stays in quarantine.',
          tags: ['data'],
          params: z.object({ truckId: TruckId }),
          response: { 204: Nothing, ...failures(404) },
        },
      },
      async (request, reply) => {
        const { truckId } = request.params;
        if (!(await data.dismissPending(callerOf(request), truckId))) {
          throw problem('not-found', `No truck ${truckId} is waiting.`);
        }
        await deps.onPendingDismissed(truckId);
        return reply.code(204).send(null);
      },
    );
  };
}
