/**
 * A scenario as one truck meets it: sensors, clock, counters and link at a moment of simulated time, by seed.
 */
import type { ReadingName } from '@digitruck/contract/readings';
import type { Rng } from '../../src/kernel/rng.ts';
import type { Scenario, ScenarioEvent, Whom } from '../fleet/scenario.ts';
import { hashNormal, hashUnit, seedOf } from '../physics/noise.ts';
import type { TruckReadings } from '../truck/truck.ts';

const HOUR_MS = 3_600_000;
/** Outages of the ordinary kind never last longer. */
const OUTAGE_MAX_H = 6;

export type TruckFaults = {
  /** True while there is no network. */
  linkDown(simMs: number): boolean;
  /** True when the connection breaks between two moments without an outage. */
  drops(fromMs: number, toMs: number): boolean;
  reboots(fromMs: number, toMs: number): boolean;
  /** What the truck's clock says. */
  clockMs(simMs: number): number;
  /** Readings as they leave the truck: anything JSON can carry. */
  distort(simMs: number, readings: TruckReadings): Record<string, unknown>;
  /** How many more times a message is sent. */
  extraCopies(simMs: number): number;
  /** True when a sample is overtaken by later ones. */
  heldBack(simMs: number): boolean;
  /** A message that is no sample, if one is due with this sample. */
  garbage(simMs: number): string | undefined;
};

export type FaultsOptions = {
  readonly scenario: Scenario;
  readonly truckId: string;
  /** Position in the fleet, from 0. */
  readonly index: number;
  readonly seed: number | string;
  /** When the run began: the zero of the scenario's times. */
  readonly startMs: number;
  readonly random: Rng;
};

function concerns(whom: Whom, options: FaultsOptions, eventIndex: number): boolean {
  if (whom === 'all') return true;
  if ('share' in whom)
    return hashUnit(seedOf(options.seed, `whom/${eventIndex}`), options.index) < whom.share;
  if ('first' in whom) return options.index < whom.first;
  return whom.ids.includes(options.truckId);
}

/** One of each kind that a decoder must survive. */
function garbageMessage(random: Rng): string {
  const kind = random.int(4);
  if (kind === 0) return '';
  if (kind === 1) return '{"bootId":"x","seq":1,"sampledAt":"2026-';
  if (kind === 2) return 'ERR sensor bus timeout';
  return '['.repeat(10_000) + ']'.repeat(10_000);
}

export function truckFaults(options: FaultsOptions): TruckFaults {
  const { scenario, random, startMs } = options;
  const events = scenario.events.filter((event, i) => concerns(event.trucks, options, i));
  const outageSeed = seedOf(options.seed, `outages/${options.truckId}`);
  const stuck = new Map<string, unknown>();
  const counterZero = new Map<string, number>();
  const resets = events.filter((event) => event.kind === 'counter-reset');
  const resetsDone = new Set<ScenarioEvent>();

  type During = Extract<ScenarioEvent, { from: number }>;
  const active = (event: During, simMs: number) =>
    simMs >= startMs + event.from && (event.to === undefined || simMs < startMs + event.to);
  const due = (kind: 'drop' | 'reboot', fromMs: number, toMs: number) =>
    events.some((event) => event.kind === kind && startMs + event.at > fromMs && startMs + event.at <= toMs);
  const chance = (percent: number) => percent > 0 && random.next() * 100 < percent;

  /** The ordinary outages: each hour may begin one; its length is log-normal. */
  function ordinaryOutage(simMs: number): boolean {
    const { outagesPerDay, outageMedianMin } = scenario.link;
    if (outagesPerDay === 0) return false;
    const hour = Math.floor(simMs / HOUR_MS);
    for (let h = hour - OUTAGE_MAX_H; h <= hour; h++) {
      if (hashUnit(outageSeed, h) >= outagesPerDay / 24) continue;
      const beginMs = h * HOUR_MS + hashUnit(outageSeed ^ 0x21, h) * HOUR_MS;
      const lengthMs = outageMedianMin * 60_000 * Math.exp(0.9 * hashNormal(outageSeed ^ 0x42, h));
      if (simMs >= beginMs && simMs < beginMs + lengthMs) return true;
    }
    return false;
  }

  function applySensor(event: Extract<ScenarioEvent, { kind: 'dead-sensor' }>, out: Record<string, unknown>) {
    for (const name of event.readings) {
      if (event.how === 'missing') delete out[name];
      else if (event.how === 'null') out[name] = null;
      else if (event.how === 'zero') out[name] = 0;
      else if (event.how === 'text') out[name] = String(out[name]);
      else if (event.how === 'huge') out[name] = 1e308;
      else if (event.how === 'nan') out[name] = 'NaN';
      else {
        if (!stuck.has(name)) stuck.set(name, out[name]);
        out[name] = stuck.get(name);
      }
    }
  }

  return {
    linkDown: (simMs) =>
      events.some((event) => event.kind === 'outage' && active(event, simMs)) || ordinaryOutage(simMs),
    drops: (fromMs, toMs) => due('drop', fromMs, toMs),
    reboots: (fromMs, toMs) => due('reboot', fromMs, toMs),
    clockMs(simMs) {
      for (const event of events) {
        if (event.kind !== 'clock' || !active(event, simMs)) continue;
        if (event.how === 'epoch') return simMs - (startMs + event.from);
        return event.how === 'ahead' ? simMs + event.offset : simMs - event.offset;
      }
      return simMs;
    },
    distort(simMs, readings) {
      const out: Record<string, unknown> = readings;
      for (const event of resets) {
        if (simMs < startMs + event.at || resetsDone.has(event)) continue;
        resetsDone.add(event);
        for (const name of event.readings) counterZero.set(name, readings[name as ReadingName] ?? 0);
      }
      for (const [name, zero] of counterZero) out[name] = (readings[name as ReadingName] ?? 0) - zero;
      for (const event of events) {
        if (event.kind === 'dead-sensor' && active(event, simMs)) applySensor(event, out);
        else if (event.kind === 'gps' && active(event, simMs)) {
          if (event.how === 'no-fix') {
            delete out.lat;
            delete out.lon;
          } else if (event.how === 'zero') {
            out.lat = 0;
            out.lon = 0;
          } else if (readings.lat !== undefined) out.lat = readings.lat + 4.5;
        }
      }
      return out;
    },
    extraCopies(simMs) {
      for (const event of events)
        if (event.kind === 'duplicates' && active(event, simMs) && chance(event.percent)) return event.copies;
      return chance(scenario.link.duplicatePct) ? 1 : 0;
    },
    heldBack(simMs) {
      for (const event of events)
        if (event.kind === 'reorder' && active(event, simMs) && chance(event.percent)) return true;
      return chance(scenario.link.reorderPct);
    },
    garbage(simMs) {
      for (const event of events)
        if (event.kind === 'garbage' && active(event, simMs) && chance(event.percent))
          return garbageMessage(random);
      return undefined;
    },
  };
}
