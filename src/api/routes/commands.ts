/** `/trucks/:truckId/commands`: what the office asks of a truck, and what became of it. */
import { randomUUID } from 'node:crypto';
import { Command, CommandPage, CommandRequest } from '@digitruck/contract/commands';
import { CommandId, TruckId } from '@digitruck/contract/ids';
import { PageQuery } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { CommandStore } from '../../store/commands.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const tags = ['commands'];
const params = z.object({ truckId: TruckId });

export function commandRoutes(deps: {
  readonly commands: Pick<CommandStore, 'ask' | 'find' | 'list'>;
  readonly clock: Clock;
  /** There is something to publish. */
  readonly kick: () => void;
}): Routes {
  const noTruck = (truckId: TruckId) => problem('not-found', `There is no truck ${truckId} in the registry.`);
  return (api) => {
    api.post(
      '/trucks/:truckId/commands',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Ask something of a truck',
          description:
            'It is kept and sent until the truck answers or it expires. Asking the same again with the same ' +
            '`commandId` changes nothing and answers 200.',
          tags,
          params,
          body: CommandRequest,
          response: { 200: Command, 201: Command, ...failures(400, 404, 409, 429) },
        },
      },
      async (request, reply) => {
        const { truckId } = request.params;
        const { commandId = randomUUID() as CommandId, expiresInS, ...order } = request.body;
        const asked = { truckId, commandId, order, expiresInS };
        const result = await deps.commands.ask(callerOf(request), asked, deps.clock.nowMs());
        if (result.ok) {
          if (result.created) deps.kick();
          return reply.code(result.created ? 201 : 200).send(result.command);
        }
        switch (result.reason) {
          case 'no-truck':
            throw noTruck(truckId);
          case 'retired':
            throw problem('bad-input', `Truck ${truckId} is retired; bring it back first.`, {
              errors: [{ field: 'truckId', value: truckId, problem: 'is retired' }],
            });
          case 'too-many-waiting':
            throw problem(
              'too-many-requests',
              `Truck ${truckId} has not answered many commands yet; wait until it does or they expire.`,
            );
          case 'other-command': {
            const taken = {
              field: 'commandId',
              value: commandId,
              problem: 'was used for another command; leave it out or make a new UUID',
            };
            throw problem('already-exists', `Command ${commandId} asked something else of ${truckId}.`, {
              errors: [taken],
              current: result.current,
            });
          }
        }
      },
    );

    api.get(
      '/trucks/:truckId/commands',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A truck’s commands, newest first',
          tags,
          params,
          querystring: PageQuery.pick({ limit: true, cursor: true }),
          response: { 200: CommandPage, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const page = await deps.commands.list(truckId, request.query);
        if (page === undefined) throw noTruck(truckId);
        return page;
      },
    );

    api.get(
      '/trucks/:truckId/commands/:commandId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One command and what became of it',
          tags,
          params: params.extend({ commandId: CommandId }),
          response: { 200: Command, ...failures(400, 404) },
        },
      },
      async (request) => {
        const found = await deps.commands.find(request.params);
        if (found === undefined) {
          const { truckId, commandId } = request.params;
          throw problem('not-found', `Truck ${truckId} has no command ${commandId}.`);
        }
        return found;
      },
    );
  };
}
