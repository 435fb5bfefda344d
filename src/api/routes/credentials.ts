/** `/trucks/:truckId/credentials`: how a truck proves to the broker who it is. */
import { randomBytes } from 'node:crypto';
import { TruckId } from '@digitruck/contract/ids';
import { TruckCredentials, TruckCredentialsIssued } from '@digitruck/contract/people';
import { z } from 'zod';
import type { CredentialStore } from '../../store/registry/credentials.ts';
import { callerOf, type Routes } from '../kit.ts';
import { problem } from '../problems.ts';
import { failures, Nothing } from '../responses.ts';

const params = z.object({ truckId: TruckId });
const tags = ['trucks'];
/** 144 bits, in characters that survive being typed into a truck's unit. */
const PASSWORD_BYTES = 18;

export function credentialRoutes(deps: {
  readonly credentials: CredentialStore;
  /** Makes the hash that the broker checks (Mosquitto's $7$). */
  readonly hashTruckPassword: (password: string) => Promise<string>;
  /** Ends the truck's sessions at the broker, where we have a hand on it. */
  readonly disconnectTruck: (truckId: TruckId, reason: string) => void;
}): Routes {
  const { credentials } = deps;
  const none = (truckId: TruckId) => problem('not-found', `Truck ${truckId} has no credentials.`);
  return (api) => {
    api.get(
      '/trucks/:truckId/credentials',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Whether a truck has MQTT credentials, without the password',
          tags,
          params,
          response: { 200: TruckCredentials, ...failures(404) },
        },
      },
      async (request) => {
        const found = await credentials.find(request.params.truckId);
        if (found === undefined) throw none(request.params.truckId);
        return found;
      },
    );

    api.post(
      '/trucks/:truckId/credentials',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Give a truck new MQTT credentials',
          description: 'The password is seen only in this answer. Old credentials stop working at once.',
          tags,
          params,
          response: { 201: TruckCredentialsIssued, ...failures(404) },
        },
      },
      async (request, reply) => {
        const { truckId } = request.params;
        const password = randomBytes(PASSWORD_BYTES).toString('base64url');
        const issued = await credentials.issue(
          callerOf(request),
          truckId,
          await deps.hashTruckPassword(password),
        );
        if (issued === undefined) {
          throw problem('not-found', `There is no truck ${truckId} in the registry; add it first.`);
        }
        deps.disconnectTruck(truckId, 'the truck was given new credentials');
        return reply.code(201).send({ ...issued, password });
      },
    );

    api.delete(
      '/trucks/:truckId/credentials',
      {
        config: { access: 'engineer' },
        schema: {
          summary: 'Revoke a truck’s credentials; it is disconnected at once',
          tags,
          params,
          response: { 204: Nothing, ...failures(404) },
        },
      },
      async (request, reply) => {
        const { truckId } = request.params;
        if (!(await credentials.revoke(callerOf(request), truckId))) throw none(truckId);
        deps.disconnectTruck(truckId, 'the credentials of the truck were revoked');
        return reply.code(204).send(null);
      },
    );
  };
}
