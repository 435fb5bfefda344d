/**
 * `/people`: an admin says who may sign in and as what. People are switched off, never deleted: their name stands
 * under what they did.
 */
import { Person, PersonCreate, PersonUpdate } from '@digitruck/contract/people';
import { PageQuery, pageOf } from '@digitruck/contract/registry';
import { z } from 'zod';
import type { PeopleStore } from '../../store/people/people.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures } from '../responses.ts';

const PersonParams = z.object({ personId: z.string().min(1).max(100) });

export function peopleRoutes(deps: {
  readonly people: PeopleStore;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly forgetCallers: () => void;
}): Routes {
  const { people, hashPassword } = deps;
  const nobody = (personId: string) => problem('not-found', `There is no person ${personId}.`);
  return (api) => {
    api.get(
      '/people',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Everybody who may sign in',
          tags: ['people'],
          querystring: PageQuery,
          response: { 200: pageOf(Person), ...failures(400) },
        },
      },
      (request) => people.list(request.query),
    );

    api.post(
      '/people',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Add a person',
          tags: ['people'],
          body: PersonCreate,
          response: { 201: Person, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const { password, ...input } = request.body;
        const passwordHash = await hashPassword(password);
        const result = await people.create(callerOf(request), { ...input, passwordHash });
        if (!result.ok) {
          throw problem('already-exists', `Somebody with the e-mail ${input.email} is here already.`, {
            errors: [
              { field: 'email', value: input.email, problem: 'is in use; change that person instead' },
            ],
          });
        }
        return reply.code(201).send(result.person);
      },
    );

    api.get(
      '/people/:personId',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'One person',
          tags: ['people'],
          params: PersonParams,
          response: { 200: Person, ...failures(404) },
        },
      },
      async (request) => {
        const person = await people.find(request.params.personId);
        if (person === undefined) throw nobody(request.params.personId);
        return person;
      },
    );

    api.patch(
      '/people/:personId',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Change a person: name, role, language, trucks, password, switched off',
          description: 'A new password, and switching off, end all of the person’s sessions.',
          tags: ['people'],
          params: PersonParams,
          body: PersonUpdate,
          response: { 200: Person, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { personId } = request.params;
        const { password, ...change } = request.body;
        const passwordHash = password === undefined ? undefined : await hashPassword(password);
        const result = await people.update(callerOf(request), personId, { ...change, passwordHash });
        deps.forgetCallers();
        if (result.ok) return result.person;
        if (result.reason === 'not-found') throw nobody(personId);
        throw problem('in-use', 'This is the last admin who can sign in; make somebody else an admin first.');
      },
    );
  };
}
