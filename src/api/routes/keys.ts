/** `/keys`: how other programs come in. Each key has a role of its own and may end by itself. */
import { ApiKey, ApiKeyCreate } from '@digitruck/contract/people';
import { pageOf } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { KeyStore } from '../../store/people/keys.ts';
import { makeKey } from '../auth.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures, Nothing } from '../responses.ts';

const DAY_MS = 86_400_000;

export function keyRoutes(deps: {
  readonly keys: KeyStore;
  readonly clock: Clock;
  readonly forgetCallers: () => void;
}): Routes {
  const { keys, clock } = deps;
  return (api) => {
    api.get(
      '/keys',
      {
        config: { access: 'admin' },
        schema: { summary: 'All keys of programs', tags: ['people'], response: { 200: pageOf(ApiKey) } },
      },
      async () => {
        const items = await keys.list();
        return { items, nextCursor: null, total: items.length };
      },
    );

    api.post(
      '/keys',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Make a key for a program',
          description: 'The answer is the only place where the key itself is ever seen.',
          tags: ['people'],
          body: ApiKeyCreate,
          response: { 201: ApiKeyIssued, ...failures(400) },
        },
      },
      async (request, reply) => {
        const { name, role, expiresInDays } = request.body;
        const { key, keyHash, start } = await makeKey();
        const expiresAt = expiresInDays === null ? null : new Date(clock.nowMs() + expiresInDays * DAY_MS);
        const made = await keys.create(callerOf(request), { name, role, keyHash, start, expiresAt });
        return reply.code(201).send({ ...made, key });
      },
    );

    api.delete(
      '/keys/:keyId',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Delete a key; it stops working at once',
          tags: ['people'],
          params: z.object({ keyId: z.string().min(1).max(100) }),
          response: { 204: Nothing, ...failures(404) },
        },
      },
      async (request, reply) => {
        const removed = await keys.remove(callerOf(request), request.params.keyId);
        if (!removed) throw problem('not-found', `There is no key ${request.params.keyId}.`);
        deps.forgetCallers();
        return reply.code(204).send(null);
      },
    );
  };
}

const ApiKeyIssued = ApiKey.extend({
  key: z.string().meta({ description: 'Send it as "Authorization: Bearer <key>"' }),
}).meta({ id: 'ApiKeyIssued' });
