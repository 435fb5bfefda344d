/** `/setup`: the first admin of a new installation, made by whoever holds the link that the start printed. */
import { Person, SetUp } from '@digitruck/contract/people';
import { z } from 'zod';
import type { PeopleStore } from '../../store/people/people.ts';
import { setUpTokenHash } from '../first-run.ts';
import type { Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const SetUpState = z
  .object({ needed: z.boolean().meta({ description: 'Nobody can sign in yet' }) })
  .meta({ id: 'SetUpState' });
const TRIES_PER_MINUTE_MAX = 10;

export function setupRoutes(deps: {
  readonly people: PeopleStore;
  readonly hashPassword: (password: string) => Promise<string>;
}): Routes {
  const { people, hashPassword } = deps;
  return (api) => {
    api.get(
      '/setup',
      {
        config: { access: 'anyone' },
        schema: {
          summary: 'Whether this installation waits for its first admin',
          tags: ['people'],
          response: { 200: SetUpState },
        },
      },
      async () => ({ needed: await people.setUpNeeded() }),
    );

    api.post(
      '/setup',
      {
        config: { access: 'anyone', rateLimit: { max: TRIES_PER_MINUTE_MAX, timeWindow: 60_000 } },
        schema: {
          summary: 'Make the first admin, with the token of the set-up link',
          tags: ['people'],
          body: SetUp,
          response: { 201: Person, ...failures(400, 403, 409, 429) },
        },
      },
      async (request, reply) => {
        const { token, name, email, password } = request.body;
        if (!(await people.setUpNeeded()))
          throw problem('already-exists', 'There is an admin already; sign in.');
        const passwordHash = await hashPassword(password);
        const made = await people.createFirstAdmin({ name, email, passwordHash }, setUpTokenHash(token));
        if (made.ok) return reply.code(201).send(made.person);
        switch (made.reason) {
          case 'bad-token':
            throw problem(
              'not-allowed',
              'This set-up link is not valid; use the one that the last start printed.',
            );
          case 'not-needed':
            throw problem('already-exists', 'There is an admin already; sign in.');
          case 'already-exists':
            throw problem(
              'already-exists',
              `Somebody with the e-mail ${email} is here already; use another.`,
            );
        }
      },
    );
  };
}
