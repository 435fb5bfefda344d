/**
 * Every reading a truck can send, each defined once: unit, physical range, what it means, how it is summed up.
 * The samples' columns, the API's charts, OpenAPI, AsyncAPI and the checks at ingest all come from this table.
 *
 * `range` is what is physically possible for such a truck; a value outside is unknown and counted, never clamped.
 * `kind` tells how a step of history is made of samples: a `gauge` has min, mean and max; a `counter` only rises, so
 * a step has its rise (a fall is a reset of the device and counts from zero again).
 */
export type ReadingSpec = {
  readonly unit: string;
  readonly range: readonly [min: number, max: number];
  readonly kind: 'gauge' | 'counter';
  readonly integer?: true;
  readonly description: string;
};

export const READINGS = {
  lat: { unit: 'deg', range: [-90, 90], kind: 'gauge', description: 'Latitude, WGS 84, north positive' },
  lon: { unit: 'deg', range: [-180, 180], kind: 'gauge', description: 'Longitude, WGS 84, east positive' },
  speedKph: { unit: 'km/h', range: [0, 160], kind: 'gauge', description: 'Speed over ground' },
  headingDeg: {
    unit: 'deg',
    range: [0, 360],
    kind: 'gauge',
    description: 'Heading of the lorry, clockwise from north',
  },
  solarW: { unit: 'W', range: [0, 100_000], kind: 'gauge', description: 'Solar power harvested' },
  solarPotentialW: {
    unit: 'W',
    range: [0, 100_000],
    kind: 'gauge',
    description: 'Solar power the array could give; more than the harvest while a full battery curtails it',
  },
  solarWh: {
    unit: 'Wh',
    range: [0, 1e12],
    kind: 'counter',
    description: 'Solar energy harvested, lifetime counter',
  },
  batterySocPct: { unit: '%', range: [0, 100], kind: 'gauge', description: 'Battery state of charge' },
  batteryV: { unit: 'V', range: [0, 1000], kind: 'gauge', description: 'Battery voltage' },
  batteryW: {
    unit: 'W',
    range: [-100_000, 100_000],
    kind: 'gauge',
    description: 'Battery power, positive while charging',
  },
  batteryTempC: { unit: 'degC', range: [-40, 90], kind: 'gauge', description: 'Battery temperature' },
  loadW: { unit: 'W', range: [0, 100_000], kind: 'gauge', description: 'Power drawn by the classroom' },
  gridW: {
    unit: 'W',
    range: [-100_000, 100_000],
    kind: 'gauge',
    description: 'Power from the grid, positive while drawing',
  },
  downlinkKbps: {
    unit: 'kbit/s',
    range: [0, 10_000_000],
    kind: 'gauge',
    description: 'Downlink measured by the router',
  },
  uplinkKbps: {
    unit: 'kbit/s',
    range: [0, 10_000_000],
    kind: 'gauge',
    description: 'Uplink measured by the router',
  },
  latencyMs: {
    unit: 'ms',
    range: [0, 60_000],
    kind: 'gauge',
    description: 'Round trip measured by the router',
  },
  signalDbm: {
    unit: 'dBm',
    range: [-150, 0],
    kind: 'gauge',
    description: 'Received signal of the mobile network',
  },
  dataUsedMb: {
    unit: 'MB',
    range: [0, 1e9],
    kind: 'counter',
    description: 'Mobile data used, lifetime counter',
  },
  occupancy: {
    unit: 'people',
    range: [0, 200],
    kind: 'gauge',
    integer: true,
    description: 'People counted in the classroom',
  },
  insideTempC: {
    unit: 'degC',
    range: [-40, 90],
    kind: 'gauge',
    description: 'Air temperature in the classroom',
  },
} as const satisfies Record<string, ReadingSpec>;

export type ReadingName = keyof typeof READINGS;
export const READING_NAMES = Object.keys(READINGS) as readonly ReadingName[];

/** `batterySocPct` -> `battery_soc_pct`: the column of the samples table. */
export function columnOf(name: ReadingName): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Known readings of one sample; a missing one is unknown, which is not zero. */
export type Readings = { readonly [Name in ReadingName]?: number };
