/** The basemap made ready for painting: paths in flat coordinates, once for all zooms. Needs a browser (Path2D). */
import { feature, mesh } from 'topojson-client';
import type { BasemapFile, TownRank } from './basemap.ts';
import { mercator } from './mercator.ts';

export type Town = {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly population: number;
  readonly rank: TownRank;
};
export type World = {
  readonly neighbours: Path2D;
  readonly own: Path2D;
  readonly ownOutline: Path2D;
  readonly borders: Path2D;
  readonly lakes: Path2D;
  readonly towns: readonly Town[];
};

export function prepareWorld(file: BasemapFile): World {
  const { topology } = file;
  const { countries, lakes } = topology.objects;
  const isOwn = (geometry: { properties?: unknown }) =>
    (geometry.properties as { own?: true } | undefined)?.own === true;
  const neighbours = new Path2D();
  const own = new Path2D();
  for (const country of feature(topology, countries).features) {
    add(country.properties.own ? own : neighbours, country.geometry);
  }
  const borders = new Path2D();
  add(
    borders,
    mesh(topology, countries, (a, b) => a !== b && !isOwn(a) && !isOwn(b)),
  );
  const ownOutline = new Path2D();
  add(
    ownOutline,
    mesh(topology, countries, (a, b) => isOwn(a) || isOwn(b)),
  );
  const water = new Path2D();
  for (const lake of feature(topology, lakes).features) add(water, lake.geometry);
  const towns = file.towns.map(([name, lon, lat, population, rank]) => ({
    name,
    ...mercator(lon, lat),
    population,
    rank,
  }));
  return { neighbours, own, ownOutline, borders, lakes: water, towns };
}

function add(path: Path2D, geometry: GeoJSON.Geometry): void {
  if (geometry.type === 'MultiPolygon') for (const rings of geometry.coordinates) addLines(path, rings, true);
  else if (geometry.type === 'Polygon') addLines(path, geometry.coordinates, true);
  else if (geometry.type === 'MultiLineString') addLines(path, geometry.coordinates, false);
  else if (geometry.type === 'GeometryCollection') for (const part of geometry.geometries) add(path, part);
}

function addLines(path: Path2D, lines: readonly GeoJSON.Position[][], closed: boolean): void {
  for (const line of lines) {
    line.forEach(([lon = 0, lat = 0], index) => {
      const { x, y } = mercator(lon, lat);
      if (index === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    });
    if (closed) path.closePath();
  }
}
