/** GeoJSON (RFC 7946) as it is sent: a FeatureCollection of points, feature by feature. Longitude stands first. */
import { z } from 'zod';

export const GEOJSON_TYPE = 'application/geo+json; charset=utf-8';

export type PointFeature = {
  readonly id: string;
  readonly lat: number;
  readonly lon: number;
  readonly properties: Readonly<Record<string, unknown>>;
};

export const FeatureCollection = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(
      z.object({
        type: z.literal('Feature'),
        id: z.string(),
        geometry: z.object({ type: z.literal('Point'), coordinates: z.tuple([z.number(), z.number()]) }),
        properties: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'FeatureCollection' });

/** How a route declares it. */
export const GEOJSON_RESPONSE = {
  description: 'A GeoJSON FeatureCollection of points',
  content: { 'application/geo+json': { schema: FeatureCollection } },
};

/** Properties that are null, empty or 0 say nothing and are left out. */
export async function* featureCollection(batches: AsyncIterable<PointFeature[]>): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let separator = '\n';
  for await (const batch of batches) {
    const lines = batch.map(({ id, lat, lon, properties }) =>
      JSON.stringify({
        type: 'Feature',
        id,
        geometry: { type: 'Point', coordinates: [lon, lat] },
        properties: Object.fromEntries(
          Object.entries(properties).filter(([, value]) => value !== null && value !== '' && value !== 0),
        ),
      }),
    );
    if (lines.length > 0) yield separator + lines.join(',\n');
    if (lines.length > 0) separator = ',\n';
  }
  yield '\n]}\n';
}
