/** `/sites`: where trucks can go; as a list, as numbers, as a map and as a table to take away. */
import { SiteId } from '@digitruck/contract/ids';
import { Site, SiteBody, SiteUpdate } from '@digitruck/contract/registry';
import {
  SiteDetail,
  SiteFilter,
  SitePage,
  SitesQuery,
  SitesSummary,
} from '@digitruck/contract/registry-lists';
import { z } from 'zod';
import type { RequestStore } from '../../store/registry/requests.ts';
import type { SiteListStore, SitePoint } from '../../store/registry/site-lists.ts';
import type { SiteStore } from '../../store/registry/sites.ts';
import { CSV_START, csvLine } from '../csv.ts';
import { featureCollection, GEOJSON_RESPONSE, GEOJSON_TYPE, type PointFeature } from '../geojson.ts';
import { callerOf, type Routes } from '../kit.ts';
import { refusal } from '../refusals.ts';
import { failures, Nothing } from '../responses.ts';
import { sendStream } from '../stream.ts';
import { SITE_CSV_HEADER, siteCsvCells } from './site-csv.ts';
import { VersionQuery } from './version-query.ts';

const Params = z.object({ siteId: SiteId });
const NotChanged = z.null().meta({ description: 'Nothing has changed' });
const WITHDRAW = 'Delete those first, or keep the site and note in it that no truck shall go there.';

export function siteRoutes(deps: {
  readonly sites: SiteStore;
  readonly siteLists: SiteListStore;
  readonly requests: RequestStore;
  /** The day in the programme's time zone, YYYY-MM-DD. */
  readonly today: () => string;
}): Routes {
  const { sites, siteLists, requests, today } = deps;
  return (api) => {
    api.get(
      '/sites',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Sites, with what they wait for and how ready they are',
          tags: ['sites'],
          querystring: SitesQuery,
          response: { 200: SitePage, ...failures(400) },
        },
      },
      (request) => siteLists.list(request.query, today()),
    );

    api.post(
      '/sites',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Add a site',
          tags: ['sites'],
          body: SiteBody,
          response: { 201: Site, ...failures(400, 409) },
        },
      },
      async (request, reply) => {
        const result = await sites.create(callerOf(request), request.body);
        if (!result.ok) throw refusal(result, 'site');
        const { row } = result;
        return reply.code(201).header('location', `/api/v1/sites/${row.siteId}`).send(row);
      },
    );

    api.get(
      '/sites/summary',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How many sites wait and are ready, and where',
          tags: ['sites'],
          response: { 200: SitesSummary },
        },
      },
      () => siteLists.summary(today()),
    );

    api.get(
      '/sites.geojson',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'All sites as GeoJSON',
          description: 'Send the `ETag` back as `If-None-Match`: 304 says that nothing has changed.',
          tags: ['sites'],
          querystring: SiteFilter,
          response: { 200: GEOJSON_RESPONSE, 304: NotChanged, ...failures(400) },
        },
      },
      async (request, reply) => {
        const etag = `W/"${await siteLists.fingerprint()}"`;
        reply.header('etag', etag).header('cache-control', 'private, no-cache');
        if (request.headers['if-none-match'] === etag) return reply.code(304).send(null);
        const batches = featuresOf(siteLists.points(request.query));
        return sendStream(request, reply, GEOJSON_TYPE, featureCollection(batches));
      },
    );

    api.get(
      '/exports/sites.csv',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Sites as CSV; the import reads it again',
          tags: ['sites'],
          querystring: SiteFilter,
          response: {
            200: {
              description: 'UTF-8; a cell that a spreadsheet would run begins with a quote',
              content: { 'text/csv': { schema: z.string() } },
            },
            ...failures(400),
          },
        },
      },
      async (request, reply) => {
        reply.header('content-disposition', 'attachment; filename="sites.csv"');
        return sendStream(request, reply, 'text/csv; charset=utf-8', csvOf(siteLists.all(request.query)));
      },
    );

    api.get(
      '/sites/:siteId',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'One site, with what it asked for',
          tags: ['sites'],
          params: Params,
          response: { 200: SiteDetail, ...failures(400, 404) },
        },
      },
      async (request) => {
        const { siteId } = request.params;
        const site = await siteLists.findWithWaiting(siteId, today());
        if (site === undefined) throw refusal({ ok: false, reason: 'not-found' }, 'site', siteId);
        return { ...site, requests: await requests.ofSite(siteId, today()) };
      },
    );

    api.patch(
      '/sites/:siteId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Change a site',
          tags: ['sites'],
          params: Params,
          body: SiteUpdate,
          response: { 200: Site, ...failures(400, 404, 409) },
        },
      },
      async (request) => {
        const { siteId } = request.params;
        const result = await sites.update(callerOf(request), siteId, request.body);
        if (!result.ok) throw refusal(result, 'site', siteId);
        return result.row;
      },
    );

    api.delete(
      '/sites/:siteId',
      {
        config: { access: 'coordinator' },
        schema: {
          summary: 'Delete a site that asked for nothing',
          tags: ['sites'],
          params: Params,
          querystring: VersionQuery,
          response: { 204: Nothing, ...failures(400, 404, 409) },
        },
      },
      async (request, reply) => {
        const { siteId } = request.params;
        const result = await sites.remove(callerOf(request), siteId, request.query.version);
        if (!result.ok) throw refusal(result, 'site', siteId, WITHDRAW);
        return reply.code(204).send(null);
      },
    );
  };
}

async function* featuresOf(batches: AsyncIterable<SitePoint[]>): AsyncGenerator<PointFeature[]> {
  for await (const batch of batches) {
    yield batch.map(({ siteId, lat, lon, agreement, access, network, power, ...properties }) => ({
      id: siteId,
      lat,
      lon,
      properties: {
        ...properties,
        agreement: agreement === 'none' ? '' : agreement,
        access: known(access),
        network: known(network),
        power: known(power),
      },
    }));
  }
}

/** What nobody has said is left out; most of 38,000 imported schools are that. */
function known(ready: string): string {
  return ready === 'unknown' ? '' : ready;
}

async function* csvOf(batches: AsyncIterable<Site[]>): AsyncGenerator<string> {
  yield CSV_START + csvLine(SITE_CSV_HEADER);
  for await (const batch of batches) yield batch.map((site) => csvLine(siteCsvCells(site))).join('');
}
