/** `/trucks`: the fleet, each truck with its record, its link and its latest readings. */
import { Truck } from '@digitruck/contract/fleet';
import { TruckId } from '@digitruck/contract/ids';
import { pageOf, TruckBody, TruckUpdate } from '@digitruck/contract/registry';
import { TrucksQuery } from '@digitruck/contract/registry-lists';
import { z } from 'zod';
import type { TruckStore } from '../../store/registry/trucks.ts';
import { featureCollection, GEOJSON_RESPONSE, GEOJSON_TYPE, type PointFeature } from '../geojson.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { sendStream } from '../stream.ts';
import { VersionQuery } from './version-query.ts';

const Params = z.object({ truckId: TruckId });
const RETIRE =
  'Retire it instead (PATCH with "retired": true): what it sent is kept, and it leaves the fleet.';

export function truckRoutes(deps: {
  readonly trucks: TruckStore;
  /** A truck is in the registry now; ingest takes in what it holds of it. Called after the commit. */
  readonly onTruckAdded: (truckId: TruckId) => void;
  /** A truck was added, changed or deleted; whoever keeps a copy reads it again. Called after the commit; the answer
   * waits for it, so that the truck's next message is judged by what was answered. */
  readonly onTrucksChanged: () => void | Promise<void>;
}): Routes {
  const { trucks } = deps;
  return (api) => {
    api.get(
      '/trucks',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'The fleet, each with its latest readings and its link',
          tags: ['trucks'],
          querystring: TrucksQuery,
          response: { 200: pageOf(Truck), ...failures(400) },
        },
      },
      (request) => trucks.list(request.query),
    );

    api.post(
      '/trucks',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Add a truck',
          description:
            'Only `truckId` is needed. If the truck has been sending already, what is held of it is taken in now.',
          tags: ['trucks'],
          body: TruckBody,
          response: { 201: Truck, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await trucks.create(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'truck');
        const { row } = result;
        deps.onTruckAdded(row.truckId);
        await deps.onTrucksChanged();
        return reply.code(201).header('location', `/api/v1/trucks/${row.truckId}`).send(row);
      },
    );

    api.get(
      '/trucks.geojson',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Where the trucks were last seen, as GeoJSON',
          tags: ['trucks'],
          response: { 200: GEOJSON_RESPONSE },
        },
      },
      async (request, reply) => {
        const features = (await trucks.places()).flatMap(featureOf);
        return sendStream(request, reply, GEOJSON_TYPE, featureCollection(oneBatch(features)));
      },
    );

    api.get(
      '/trucks/:truckId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One truck',
          tags: ['trucks'],
          params: Params,
          response: { 200: Truck, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const truck = await trucks.find(truckId);
        if (truck === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'truck', truckId);
        return truck;
      },
    );

    api.patch(
      '/trucks/:truckId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a truck',
          tags: ['trucks'],
          params: Params,
          body: TruckUpdate,
          response: { 200: Truck, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { truckId } = request.params;
        const result = await trucks.update(callerOf(request), truckId, request.body);
        if (!result.ok) throw refusal(result, 'truck', truckId);
        await deps.onTrucksChanged();
        return result.row;
      },
    );

    api.delete(
      '/trucks/:truckId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a truck that never sent anything',
          tags: ['trucks'],
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { truckId } = request.params;
        const result = await trucks.remove(callerOf(request), truckId, request.query.version);
        if (!result.ok) throw refusal(result, 'truck', truckId, RETIRE);
        await deps.onTrucksChanged();
        return reply.code(204).send(null);
      },
    );
  };
}

async function* oneBatch(features: PointFeature[]): AsyncGenerator<PointFeature[]> {
  yield features;
}

/** A truck whose place nobody knows is not on the map. */
function featureOf(truck: Truck): PointFeature[] {
  const place = truck.latest?.place;
  if (!place) return [];
  return [
    {
      id: truck.truckId,
      lat: place.lat,
      lon: place.lon,
      properties: {
        name: truck.name === '' ? truck.truckId : truck.name,
        link: truck.link.state,
        activity: truck.activity,
        batterySocPct: truck.latest?.readings.batterySocPct ?? null,
        placeAt: place.at,
      },
    },
  ];
}
