/**
 * What rules are shown of a sample. A reading that is unknown is NaN, which is neither high nor low: every comparison with it is
 * false, so that unknown never passes for zero.
 */
import { READING_NAMES, type ReadingName } from '@digitruck/contract/readings';

export type Observation = {
  /** When it was measured; with a bad clock, when it came. */
  readonly sampledMs: number;
  readonly receivedMs: number;
  /** The truck's clock was wrong, so `sampledMs` is the server's. */
  readonly clockBad: boolean;
  /** The place can be believed: no 0,0 and no jump. */
  readonly placeOk: boolean;
  /** In the order of READING_NAMES. */
  readonly values: ArrayLike<number>;
};

/** Received so long after it was measured, a sample says nothing about now (as in ingest). */
export const LATE_AFTER_MS = 10 * 60_000;

export const isLate = (sample: Observation) =>
  !sample.clockBad && sample.receivedMs - sample.sampledMs > LATE_AFTER_MS;

/** Readings that some rule looks at. */
export const LOOKED_AT: readonly ReadingName[] = READING_NAMES.filter(
  (name) => name !== 'headingDeg' && name !== 'solarWh' && name !== 'uplinkKbps',
);

const at = (name: ReadingName) => READING_NAMES.indexOf(name);
/** Where each reading stands in `values`. */
export const LAT = at('lat');
export const LON = at('lon');
export const SPEED = at('speedKph');
export const SOLAR = at('solarW');
export const POTENTIAL = at('solarPotentialW');
export const SOC = at('batterySocPct');
export const BATTERY_W = at('batteryW');
export const BATTERY_TEMP = at('batteryTempC');
export const LOAD = at('loadW');
export const GRID = at('gridW');
export const DOWNLINK = at('downlinkKbps');
export const LATENCY = at('latencyMs');
export const SIGNAL = at('signalDbm');
export const DATA_USED = at('dataUsedMb');
export const OCCUPANCY = at('occupancy');
