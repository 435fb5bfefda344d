/** `/visits`: which truck stays where and when; and `/trucks/:truckId/schedule`, what that truck is told of it. */
import { TruckId, VisitId } from '@digitruck/contract/ids';
import { Schedule } from '@digitruck/contract/schedule';
import { Visit, VisitBody, VisitPage, VisitQuery, VisitUpdate } from '@digitruck/contract/visits';
import { z } from 'zod';
import type { TruckStore } from '../../store/registry/trucks.ts';
import type { Clash, VisitRefusal, VisitStore } from '../../store/visits/visits.ts';
import { featureCollection, GEOJSON_RESPONSE, GEOJSON_TYPE, type PointFeature } from '../geojson.ts';
import { callerOf, type Routes } from '../kit.ts';
import { type ProblemError, problem } from '../problems.ts';
import { type Refused, refusal } from '../refusals.ts';
import { failures } from '../responses.ts';
import { sendStream } from '../stream.ts';

const Params = z.object({ visitId: VisitId });
const MapQuery = VisitQuery.omit({ limit: true, cursor: true });
const tags = ['visits'];
const THING = 'visit';
const BATCH = 1000;

export type VisitDeps = {
  readonly visits: Pick<VisitStore, 'list' | 'find' | 'create' | 'update'>;
  readonly trucks: Pick<TruckStore, 'find'>;
  readonly scheduleOf: (truckId: TruckId) => Promise<Schedule>;
};

export function visitRoutes({ visits, trucks, scheduleOf }: VisitDeps): Routes {
  return (api) => {
    api.get(
      '/visits',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Visits that touch the days from `from` to `to`, by first day',
          tags,
          querystring: VisitQuery,
          response: { 200: VisitPage, ...failures(400) },
        },
      },
      (request) => visits.list(request.query),
    );

    api.post(
      '/visits',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Book a visit',
          description:
            'A truck and a site have one visit a day: 409 names the visits that have the days already, in `errors` and whole in `current`.',
          tags,
          body: VisitBody,
          response: { 201: Visit, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await visits.create(callerOf(request), request.body);
        if (!result.ok) throw visitRefusal(result);
        const { row } = result;
        return reply.code(201).header('location', `/api/v1/visits/${row.visitId}`).send(row);
      },
    );

    api.get(
      '/visits.geojson',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Visits as GeoJSON, each at its site',
          tags,
          querystring: MapQuery,
          response: { 200: GEOJSON_RESPONSE, ...failures(400) },
        },
      },
      async (request, reply) =>
        sendStream(request, reply, GEOJSON_TYPE, featureCollection(featuresOf(visits, request.query))),
    );

    api.get(
      '/visits/:visitId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One visit',
          tags,
          params: Params,
          response: { 200: Visit, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { visitId } = request.params;
        const found = await visits.find(visitId);
        if (found === undefined) throw refusal({ ok: false, reason: 'not-found' }, THING, visitId);
        return found;
      },
    );

    api.patch(
      '/visits/:visitId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change, move or cancel a visit',
          description:
            '`"state": "cancelled"` with a `cancelReason` cancels it and frees its days; `"planned"` takes it up again if they are still free.',
          tags,
          params: Params,
          body: VisitUpdate,
          response: { 200: Visit, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { visitId } = request.params;
        const result = await visits.update(callerOf(request), visitId, request.body);
        if (!result.ok) throw visitRefusal(result, visitId);
        return result.row;
      },
    );

    api.get(
      '/trucks/:truckId/schedule',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What a truck is told: its visits and classes to come, and how many the battery covers',
          tags,
          params: z.object({ truckId: TruckId }),
          response: { 200: Schedule, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const truck = await trucks.find(truckId);
        if (truck === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'truck', truckId);
        return scheduleOf(truckId);
      },
    );
  };
}

export function visitRefusal(refused: Refused | VisitRefusal, visitId = ''): ProblemError {
  switch (refused.reason) {
    case 'days-taken':
      return problem('in-use', 'Some of these days are taken; nothing was changed.', {
        errors: refused.clashes.map(clashOf),
        current: refused.clashes.map(({ visit }) => visit),
      });
    case 'retired':
      return problem('bad-input', `Check: ${refused.field}.`, {
        errors: [
          {
            field: refused.field,
            value: refused.value,
            problem: 'is retired; bring it back first, or choose another',
          },
        ],
      });
    case 'in-maintenance':
      return problem('in-use', 'The truck is in maintenance on some of these days; nothing was changed.', {
        errors: refused.maintenance.map(({ truckId, firstDay, lastDay, reason, updatedBy }) => ({
          field: 'truckId',
          value: truckId,
          problem: `is in maintenance from ${firstDay} to ${lastDay} (${reason}; entered by ${updatedBy}); choose other days or another truck, or change the maintenance`,
        })),
        current: refused.maintenance,
      });
    case 'bad-days': {
      const { field, value, problem: why } = refused;
      return problem('bad-input', `Check: ${field}.`, { errors: [{ field, value, problem: why }] });
    }
    default:
      return refusal(refused, THING, visitId);
  }
}

function clashOf({ of, firstDay, lastDay, visit }: Clash) {
  const days = firstDay === lastDay ? `on ${firstDay}` : `from ${firstDay} to ${lastDay}`;
  const by = `visit ${visit.visitId}, last changed by ${visit.updatedBy} at ${visit.updatedAt}`;
  if (of === 'truck') {
    const why = `is at ${visit.site.name} ${days} (${by}); choose other days or another truck, or move that visit`;
    return { field: 'truckId', value: visit.truckId, problem: why };
  }
  const why = `has truck ${visit.truckId} ${days} (${by}); choose other days or another site, or move that visit`;
  return { field: 'siteId', value: visit.siteId, problem: why };
}

async function* featuresOf(
  visits: VisitDeps['visits'],
  query: z.infer<typeof MapQuery>,
): AsyncGenerator<PointFeature[]> {
  let cursor: string | undefined;
  do {
    const page = await visits.list({ ...query, limit: BATCH, cursor });
    yield page.items.map((visit) => ({
      id: visit.visitId,
      lat: visit.site.lat,
      lon: visit.site.lon,
      properties: {
        truckId: visit.truckId,
        siteId: visit.siteId,
        site: visit.site.name,
        county: visit.site.county,
        course: visit.course.name,
        mode: visit.course.mode,
        firstDay: visit.firstDay,
        lastDay: visit.lastDay,
        learnersExpected: visit.learnersExpected,
        state: visit.state,
        cancelReason: visit.cancelReason,
      },
    }));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
