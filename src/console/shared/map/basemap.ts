/** The offline basemap's file: what `npm run basemap` writes and the map reads. One file a country. */
import type { GeometryCollection, Topology } from 'topojson-specification';

/** 3 the country's own capital, 2 another capital, 1 a seat of a region, 0 a town. */
export type TownRank = 0 | 1 | 2 | 3;
export type TownRow = readonly [name: string, lon: number, lat: number, population: number, rank: TownRank];
/** west, south, east, north in degrees */
export type Bounds = readonly [number, number, number, number];

export type BasemapFile = {
  readonly version: 1;
  /** ISO 3166-1 alpha-2 */
  readonly country: string;
  /** Of the country itself: what the map shows at first. */
  readonly bounds: Bounds;
  /** How far the map goes. */
  readonly region: Bounds;
  readonly topology: Topology<{
    /** `own` marks the country; the others are neighbours. */
    countries: GeometryCollection<{ own?: true }>;
    lakes: GeometryCollection;
  }>;
  /** Most important first. */
  readonly towns: readonly TownRow[];
  /** Plain text, for the map's corner; the licences ask for it. */
  readonly attribution: string;
};
