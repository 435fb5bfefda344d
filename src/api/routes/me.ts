/** `GET /me`: who I am here, and what the console needs to know of this installation. */
import { Language, Me } from '@digitruck/contract/people';
import { z } from 'zod';
import type { PeopleStore } from '../../store/people/people.ts';
import { type Caller, callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const MeUpdate = z
  .strictObject({ name: z.string().trim().min(1).max(120), language: Language })
  .partial()
  .meta({ id: 'MeUpdate' });

export function meRoutes(deps: {
  readonly people: PeopleStore;
  readonly installation: Me['installation'];
  readonly forgetCallers: () => void;
}): Routes {
  const { people, installation } = deps;

  async function meOf(caller: Caller): Promise<Me> {
    const person = caller.personId === null ? undefined : await people.find(caller.personId);
    const { personId, name, email, role, truckIds } = person ?? caller;
    return {
      person: { personId, name, email, role, language: person?.language ?? 'en', truckIds: [...truckIds] },
      installation,
    };
  }

  return (api) => {
    api.get(
      '/me',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Who I am here', tags: ['people'], response: { 200: Me } },
      },
      (request) => meOf(callerOf(request)),
    );

    api.patch(
      '/me',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Change my name or language',
          tags: ['people'],
          body: MeUpdate,
          response: { 200: Me, ...failures(400, 403) },
        },
      },
      async (request) => {
        const caller = callerOf(request);
        if (caller.personId === null) {
          throw problem(
            'not-allowed',
            'A key has no name or language of its own to change; sign in as a person.',
          );
        }
        const result = await people.update(caller, caller.personId, request.body);
        if (!result.ok) throw problem('not-found', 'You are no longer here.');
        deps.forgetCallers();
        return meOf(caller);
      },
    );
  };
}
