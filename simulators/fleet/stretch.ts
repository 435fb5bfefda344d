/**
 * A truck's stretch of time as an office would have received it: no broker and no waiting, so that months take seconds. Physics and
 * link are the fleet's own; what the link holds back comes late, all of it at once, when the link is back.
 */
import { READING_NAMES } from '@digitruck/contract/readings';
import { rng } from '../../src/kernel/rng.ts';
import { truckFaults } from '../link/faults.ts';
import { staysOf } from '../truck/journey.ts';
import { type Stay, TruckSpec, type TruckSpecInput } from '../truck/spec.ts';
import { makeTruck, type TruckReadings } from '../truck/truck.ts';
import { PLAIN_SCENARIO, type Scenario } from './scenario.ts';

const DAY_MS = 86_400_000;
/** A sample's way to the office. */
const TRANSIT_MS = 1_000;

/** What breaks for good or for a while, by simulated time; `toMs` exclusive. */
export type StretchFault =
  /** The array gives so much of what it did. */
  | { readonly kind: 'panel'; readonly fromMs: number; readonly toMs: number; readonly share: number }
  /** The battery takes no more charge. */
  | { readonly kind: 'battery'; readonly fromMs: number; readonly toMs: number }
  /** The unit is off: nothing is measured. */
  | { readonly kind: 'silent'; readonly fromMs: number; readonly toMs: number }
  /** The clock began anew at 1970. */
  | { readonly kind: 'clock'; readonly fromMs: number; readonly toMs: number };

export type StretchSample = {
  readonly sampledMs: number;
  readonly receivedMs: number;
  readonly clockBad: boolean;
  readonly placeOk: boolean;
  /** In the order of READING_NAMES; used again for the next sample. */
  readonly values: Float64Array;
};

export type StretchOptions = {
  readonly truck: TruckSpecInput;
  readonly index: number;
  readonly seed: number | string;
  readonly startMs: number;
  readonly endMs: number;
  readonly intervalS: number;
  readonly scenario?: Scenario;
  readonly faults?: readonly StretchFault[];
};

/** The stays that `simulateStretch` lets this truck keep to. */
export function staysOfStretch(options: StretchOptions): readonly Stay[] {
  const spec = TruckSpec.parse(options.truck);
  const random = rng(`${options.seed}/truck/${spec.truckId}`);
  return staysOf(spec, random.fork('itinerary'), options.startMs - 7 * DAY_MS, options.endMs + DAY_MS);
}

/** Hands on every sample in order of receiving, and besides the true readings of each step. */
export function simulateStretch(
  options: StretchOptions,
  onSample: (sample: StretchSample) => void,
  onTruth?: (atMs: number, readings: TruckReadings) => void,
): void {
  for (const _ of stretchByDays(options, onSample, onTruth));
}

/** The same with a halt behind each day, in which whoever runs it may look up. */
export function* stretchByDays(
  options: StretchOptions,
  onSample: (sample: StretchSample) => void,
  onTruth: (atMs: number, readings: TruckReadings) => void = () => {},
): Generator<number> {
  const { startMs, endMs, seed, faults = [] } = options;
  const scenario = options.scenario ?? PLAIN_SCENARIO;
  const parsed = TruckSpec.parse(options.truck);
  // An array that breaks is another array: the truck reads its settings at each step.
  const array = { ...parsed.array };
  const spec = { ...parsed, array };
  const truck = makeTruck({
    spec,
    seed,
    startMs,
    endMs,
    clearLogitShift: scenario.weather.clearLogitShift,
    climate: scenario.weather.climate,
    counterDriftScale: scenario.counterDriftScale,
  });
  const random = rng(`${seed}/member/${spec.truckId}`);
  const link = truckFaults({
    scenario,
    truckId: spec.truckId,
    index: options.index,
    seed,
    startMs,
    random: random.fork('faults'),
  });
  const intervalMs = options.intervalS * 1000;
  const active = (kind: StretchFault['kind'], atMs: number) =>
    faults.find((fault) => fault.kind === kind && atMs >= fault.fromMs && atMs < fault.toMs);
  const held: { sampledMs: number; clockBad: boolean; values: Float64Array }[] = [];

  let haltMs = startMs + DAY_MS;
  for (let atMs = startMs + Math.round(random.next() * intervalMs); atMs < endMs; atMs += intervalMs) {
    if (atMs >= haltMs) {
      yield haltMs;
      haltMs += DAY_MS;
    }
    const panel = active('panel', atMs);
    array.efficiencyPct = parsed.array.efficiencyPct * (panel?.kind === 'panel' ? panel.share : 1);
    // Marked as full, the battery accepts nothing, as behind an open charge switch.
    if (active('battery', atMs) !== undefined) truck.state.battery.full = true;
    truck.advance(atMs);
    const readings = truck.read();
    onTruth(atMs, readings);
    if (!truck.unitOn() || active('silent', atMs) !== undefined) continue;
    const clockMs = active('clock', atMs) === undefined ? link.clockMs(atMs) : 0;
    const clockBad = clockMs < Date.UTC(2020, 0, 1);
    const distorted = link.distort(atMs, readings);
    const values = Float64Array.from(READING_NAMES, (name) => {
      const value = distorted[name];
      return typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN;
    });
    if (link.linkDown(atMs)) {
      held.push({ sampledMs: atMs, clockBad, values });
      continue;
    }
    const receivedMs = atMs + TRANSIT_MS;
    for (const one of held.splice(0)) {
      const sampledMs = one.clockBad ? receivedMs : one.sampledMs;
      onSample({ ...one, sampledMs, receivedMs, placeOk: hasPlace(one.values) });
    }
    const sampledMs = clockBad ? receivedMs : Math.min(clockMs, receivedMs);
    onSample({ sampledMs, receivedMs, clockBad, placeOk: hasPlace(values), values });
  }
}

const LAT = READING_NAMES.indexOf('lat');
const LON = READING_NAMES.indexOf('lon');
function hasPlace(values: Float64Array): boolean {
  const [lat = Number.NaN, lon = Number.NaN] = [values[LAT], values[LON]];
  return !Number.isNaN(lat + lon) && (Math.abs(lat) > 0.01 || Math.abs(lon) > 0.01);
}
