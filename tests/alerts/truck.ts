/** A truck under watch for tests: readings and facts in, transitions out. */
import type { AlertTransition, RuleSet } from '@digitruck/contract/alerts';
import type { SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import { READING_NAMES, type ReadingName } from '@digitruck/contract/readings';
import { type AlertState, evaluate, NO_ALERTS } from '../../src/alerts/evaluate.ts';
import {
  type EnergyFacts,
  factsOf,
  type LinkFacts,
  NO_ENERGY,
  NO_LINK,
  type TruckSettings,
} from '../../src/alerts/facts.ts';
import { blankMemory, type Counts } from '../../src/alerts/memory.ts';
import type { Observation } from '../../src/alerts/observation.ts';
import { noteCounts, observe } from '../../src/alerts/observe.ts';
import { type PlannedStay, scheduleOf } from '../../src/alerts/schedule.ts';
import { DEFAULT_RULES, rulesOf } from '../../src/alerts/settings.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
/** Monday 23 November 2026, 08:00 in Nairobi. */
export const MONDAY_8 = Date.UTC(2026, 10, 23, 5);
export const NAIROBI_MS = 3 * HOUR_MS;

export const TRUCK: TruckSettings = {
  truckId: 'DT-1' as TruckId,
  seats: 20,
  reportingIntervalS: 60,
  speedKph: 45,
  dataBundleMb: Number.NaN,
  capacityWh: 20_000,
  reservePct: 20,
  peakW: 5000,
  utcOffsetMs: NAIROBI_MS,
};

export const GARISSA = { lat: -0.4527, lon: 39.646 };
/** A stay whose classes are 08:00 to 10:00 and 10:30 to 12:30, local, on each day. */
export function stay(fromDay: number, days: number, place = GARISSA, needKbps = 2000): PlannedStay {
  const midnight = MONDAY_8 - 8 * HOUR_MS + fromDay * DAY_MS;
  const classes = Array.from({ length: days }, (_, day) => midnight + day * DAY_MS).flatMap((dayMs) => [
    { startMs: dayMs + 8 * HOUR_MS, endMs: dayMs + 10 * HOUR_MS },
    { startMs: dayMs + 10.5 * HOUR_MS, endMs: dayMs + 12.5 * HOUR_MS },
  ]);
  return {
    visitId: `00000000-0000-4000-8000-00000000000${fromDay}` as VisitId,
    siteId: '11111111-1111-4111-8111-111111111111' as SiteId,
    siteName: 'Garissa',
    ...place,
    fromMs: midnight,
    toMs: midnight + days * DAY_MS,
    needKbps,
    classes,
  };
}

export type Values = { readonly [Name in ReadingName]?: number };
export function sampleAt(sampledMs: number, values: Values, receivedMs = sampledMs): Observation {
  return {
    sampledMs,
    receivedMs,
    clockBad: false,
    placeOk: values.lat !== undefined,
    values: READING_NAMES.map((name) => values[name] ?? Number.NaN),
  };
}

export type Said = { readonly atMin: number } & Pick<AlertTransition, 'type'> & {
    readonly kind: string;
    readonly subject: string;
    readonly whole: AlertTransition;
  };

export function watch(options: {
  truck?: Partial<TruckSettings>;
  stays?: readonly PlannedStay[];
  rules?: RuleSet;
  startMs?: number;
}) {
  const truck = { ...TRUCK, ...options.truck };
  const rules = rulesOf(options.rules ?? DEFAULT_RULES, truck.truckId);
  const stayAt = scheduleOf(options.stays ?? [], truck.utcOffsetMs);
  const startMs = options.startMs ?? MONDAY_8;
  const memory = blankMemory();
  let alerts: AlertState = NO_ALERTS;
  let energy: EnergyFacts = NO_ENERGY;
  let link: LinkFacts = NO_LINK;
  let hearsSinceMs = Number.NEGATIVE_INFINITY;
  const said: Said[] = [];

  const self = {
    said,
    memory,
    get alerts() {
      return alerts;
    },
    set energy(facts: Partial<EnergyFacts>) {
      energy = { ...energy, ...facts };
    },
    set link(facts: Partial<LinkFacts>) {
      link = { ...link, ...facts };
    },
    set hearsSinceMin(min: number) {
      hearsSinceMs = startMs + min * MINUTE_MS;
    },
    counts(min: number, counts: Partial<Counts>): void {
      const atMs = startMs + min * MINUTE_MS;
      noteCounts(memory, atMs - (atMs % (15 * MINUTE_MS)), counts);
    },
    /** A sample that is measured at a minute, and received then or later. */
    sample(min: number, values: Values, receivedMin = min): void {
      observe(
        memory,
        sampleAt(startMs + min * MINUTE_MS, values, startMs + receivedMin * MINUTE_MS),
        truck.utcOffsetMs,
      );
    },
    observe(sample: Observation): void {
      observe(memory, sample, truck.utcOffsetMs);
    },
    look(min: number): readonly AlertTransition[] {
      const nowMs = startMs + min * MINUTE_MS;
      const facts = factsOf({ nowMs, truck, memory, stay: stayAt(nowMs), energy, link, hearsSinceMs });
      const { next, transitions } = evaluate(rules, alerts, facts, nowMs);
      alerts = next;
      for (const whole of transitions)
        said.push({ atMin: min, type: whole.type, kind: whole.key.kind, subject: whole.key.subject, whole });
      return transitions;
    },
    /** A sample and a look each minute, from one minute up to another. */
    run(fromMin: number, toMin: number, values: Values | ((min: number) => Values | undefined)): void {
      for (let min = fromMin; min < toMin; min++) {
        const now = typeof values === 'function' ? values(min) : values;
        if (now !== undefined) self.sample(min, now);
        self.look(min);
      }
    },
    /** Raised and cleared, as "kind subject @minute". */
    story(): string[] {
      return said
        .filter(({ type }) => type !== 'change')
        .map(({ type, kind, subject, atMin }) => `${type} ${kind}${subject && ` ${subject}`} @${atMin}`);
    },
  };
  return self;
}
