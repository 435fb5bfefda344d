/** `/requests`: which site wishes which course, and who waits longest. */
import { RequestId } from '@digitruck/contract/ids';
import { RequestBody, RequestUpdate, VisitRequest } from '@digitruck/contract/registry';
import { RequestPage, RequestsQuery } from '@digitruck/contract/registry-lists';
import { z } from 'zod';
import type { RequestStore } from '../../store/registry/requests.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

const Params = z.object({ requestId: RequestId });
const THING = 'visit request';

export function requestRoutes(deps: {
  readonly requests: RequestStore;
  /** The day in the programme's time zone, YYYY-MM-DD. */
  readonly today: () => string;
}): Routes {
  const { requests } = deps;
  return (api) => {
    api.get(
      '/requests',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Visit requests, who waits longest first',
          tags: ['requests'],
          querystring: RequestsQuery,
          response: { 200: RequestPage, ...failures(400) },
        },
      },
      (request) => requests.list(request.query, deps.today()),
    );

    api.post(
      '/requests',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Add a visit request',
          tags: ['requests'],
          body: RequestBody,
          response: { 201: VisitRequest, ...failures(400) },
        },
      },
      async (request, reply) => {
        const result = await requests.create(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, THING);
        const { row } = result;
        return reply.code(201).header('location', `/api/v1/requests/${row.requestId}`).send(row);
      },
    );

    api.get(
      '/requests/:requestId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One visit request',
          tags: ['requests'],
          params: Params,
          response: { 200: VisitRequest, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { requestId } = request.params;
        const found = await requests.find(requestId);
        if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, requestId);
        return found;
      },
    );

    api.patch(
      '/requests/:requestId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a visit request',
          tags: ['requests'],
          params: Params,
          body: RequestUpdate,
          response: { 200: VisitRequest, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { requestId } = request.params;
        const result = await requests.update(callerOf(request), requestId, request.body);
        if (!result.ok) throw refusal(result, THING, requestId);
        return result.row;
      },
    );

    api.delete(
      '/requests/:requestId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a visit request (to keep it on record, set its status to "withdrawn" instead)',
          tags: ['requests'],
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { requestId } = request.params;
        const result = await requests.remove(callerOf(request), requestId, request.query.version);
        if (!result.ok) throw refusal(result, THING, requestId);
        return reply.code(204).send(null);
      },
    );
  };
}
