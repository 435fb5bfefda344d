/** `/maintenance`: when a truck is in the workshop. What is booked on these days stands in the way, and is named. */
import { MaintenanceId } from '@digitruck/contract/ids';
import {
  Maintenance,
  MaintenanceBody,
  MaintenanceList,
  MaintenanceQuery,
  MaintenanceUpdate,
} from '@digitruck/contract/maintenance';
import { z } from 'zod';
import type { DaysInDisorder, MaintenanceStore, VisitsBooked } from '../../store/registry/maintenance.ts';
import { callerOf, type Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { type Refused, refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { VersionQuery } from './version-query.ts';

export type MaintenanceDeps = { readonly maintenance: MaintenanceStore };

const Params = z.object({ maintenanceId: MaintenanceId });
const tags = ['maintenance'];
const THING = 'maintenance';
const BOOKED =
  '409 names the visits that are booked on these days, in `errors` and whole in `current`; move or cancel them first.';

export function maintenanceRoutes({ maintenance }: MaintenanceDeps): Routes {
  return (api) => {
    api.get(
      '/maintenance',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Maintenance that touches the days from `from` to `to`, by first day',
          tags,
          querystring: MaintenanceQuery,
          response: { 200: MaintenanceList, ...failures(400) },
        },
      },
      async (request) => ({ items: await maintenance.list(request.query) }),
    );

    api.post(
      '/maintenance',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Enter maintenance of a truck: no visit is booked or planned on these days',
          description: BOOKED,
          tags,
          body: MaintenanceBody,
          response: { 201: Maintenance, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await maintenance.create(callerOf(request), request.body);
        if (!result.ok) throw maintenanceRefusal(result);
        const { row } = result;
        return reply.code(201).header('location', `/api/v1/maintenance/${row.maintenanceId}`).send(row);
      },
    );

    api.get(
      '/maintenance/:maintenanceId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One maintenance',
          tags,
          params: Params,
          response: { 200: Maintenance, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { maintenanceId } = request.params;
        const found = await maintenance.find(maintenanceId);
        if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, maintenanceId);
        return found;
      },
    );

    api.patch(
      '/maintenance/:maintenanceId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change days or reason of maintenance',
          description: BOOKED,
          tags,
          params: Params,
          body: MaintenanceUpdate,
          response: { 200: Maintenance, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { maintenanceId } = request.params;
        const result = await maintenance.update(callerOf(request), maintenanceId, request.body);
        if (!result.ok) throw maintenanceRefusal(result, maintenanceId);
        return result.row;
      },
    );

    api.delete(
      '/maintenance/:maintenanceId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Take maintenance out: its days are free again',
          tags,
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { maintenanceId } = request.params;
        const result = await maintenance.remove(callerOf(request), maintenanceId, request.query.version);
        if (!result.ok) throw maintenanceRefusal(result, maintenanceId);
        return reply.code(204).send(null);
      },
    );
  };
}

function maintenanceRefusal(refused: Refused | VisitsBooked | DaysInDisorder, id = ''): ProblemError {
  switch (refused.reason) {
    case 'visits-booked':
      return problem('in-use', 'Visits are booked on some of these days; nothing was changed.', {
        errors: refused.visits.map(({ truckId, site, firstDay, lastDay, visitId, updatedBy, updatedAt }) => ({
          field: 'truckId',
          value: truckId,
          problem: `is at ${site.name} from ${firstDay} to ${lastDay} (visit ${visitId}, last changed by ${updatedBy} at ${updatedAt}); choose other days, or move or cancel that visit`,
        })),
        current: refused.visits,
      });
    case 'days-in-disorder': {
      const { firstDay, lastDay } = refused.current;
      const why = `it would end before it begins; it was from ${firstDay} to ${lastDay}, change both days`;
      return problem('bad-input', 'Check: lastDay.', {
        errors: [{ field: 'lastDay', value: lastDay, problem: why }],
      });
    }
    default:
      return refusal(refused, THING, id);
  }
}
