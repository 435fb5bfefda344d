/**
 * One truck's quarter: simulated, watched by two sets of rules in one pass, with its energy days and forecasts made by the service's own
 * pure functions from what had been received by then. Keeps what is needed to say which alert was true.
 */
import type { ReplayedAlert, RuleSet } from '@digitruck/contract/alerts';
import type { SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import { READING_NAMES, type ReadingName } from '@digitruck/contract/readings';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import { type StretchFault, simulateStretch, staysOfStretch } from '../../../simulators/fleet/stretch.ts';
import { arrayHealth, UNKNOWN_HEALTH } from '../../../src/alerts/array-health.ts';
import { type EnergyFacts, NO_ENERGY, type TruckSettings } from '../../../src/alerts/facts.ts';
import { replayTruck } from '../../../src/alerts/replay.ts';
import { type PlannedStay, scheduleOf } from '../../../src/alerts/schedule.ts';
import { rulesOf } from '../../../src/alerts/settings.ts';
import { energyOf } from '../../../src/derive/alerts/context.ts';
import { type SeenDay, type SeenStep, seenDay } from '../../../src/energy/days-seen.ts';
import type { VisitAhead } from '../../../src/energy/draws-ahead.ts';
import { truckForecast } from '../../../src/energy/truck-forecast.ts';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STEP_MS = 900_000;
const OFFSET_MS = 3 * HOUR_MS;
const TIME_ZONE = 'Africa/Nairobi';
const FORECAST_EVERY_MS = 3 * HOUR_MS;
/** Days that a forecast learns from; more change it little and cost time. */
const LEARN_DAYS = 60;
const NEED_KBPS = 2000;

const SPEC = {
  array: { peakW: 5000, tiltDeg: 4 },
  battery: { capacityWh: 20_000, reservePct: 20, maxChargeW: 10_000, maxDischargeW: 20_000 },
};
const LOADS = [
  { kind: 'laptops', powerW: 640, shedOrder: 60 },
  { kind: 'vr', powerW: 140, shedOrder: 10 },
  { kind: 'screen', powerW: 160, shedOrder: 20 },
  { kind: 'router', powerW: 28, shedOrder: 0 },
  { kind: 'lights', powerW: 90, shedOrder: 50 },
  { kind: 'fans', powerW: 180, shedOrder: 40 },
  { kind: 'other', powerW: 22, shedOrder: 0 },
] as const;

/** What was so, minute by minute, whether or not it was heard. */
export type Truth = {
  readonly startMs: number;
  readonly socPct: Float32Array;
  readonly occupancy: Float32Array;
  readonly downlinkKbps: Float32Array;
  /** 1 while no link. */
  readonly unheard: Uint8Array;
};
export type Quarter = {
  readonly truckId: TruckId;
  readonly alerts: ReplayedAlert[][];
  readonly truth: Truth;
  readonly stays: readonly PlannedStay[];
  readonly samples: number;
  readonly replayCpuMs: number;
};

const at = (name: ReadingName) => READING_NAMES.indexOf(name);
const [SOC, OCC, POT, HARVEST, BATTERY_W, LOAD, LAT, LON, HEADING] = (
  [
    'batterySocPct',
    'occupancy',
    'solarPotentialW',
    'solarW',
    'batteryW',
    'loadW',
    'lat',
    'lon',
    'headingDeg',
  ] as const
).map(at) as [number, number, number, number, number, number, number, number, number];

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const localDay = (ms: number) => new Date(ms + OFFSET_MS).toISOString().slice(0, 10);

export function quarterOf(options: {
  readonly index: number;
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  readonly faults: readonly StretchFault[];
  readonly rules: readonly RuleSet[];
  readonly forecasts: boolean;
}): Quarter {
  const { index, seed, startMs, days, rules } = options;
  const truckId = `DT-${String(index + 1).padStart(2, '0')}` as TruckId;
  const endMs = startMs + days * DAY_MS;
  const stretch = {
    truck: { truckId },
    index,
    seed,
    startMs,
    endMs,
    intervalS: 60,
    faults: options.faults,
  };
  const { visits, stays } = scheduleFor(stretch, index);
  const truck: TruckSettings = {
    truckId,
    seats: 20,
    reportingIntervalS: 60,
    speedKph: 42,
    dataBundleMb: 300_000,
    capacityWh: SPEC.battery.capacityWh,
    reservePct: SPEC.battery.reservePct,
    peakW: SPEC.array.peakW,
    utcOffsetMs: OFFSET_MS,
  };
  const energy = energyKeeper(truckId, visits, options.forecasts);
  const minutes = days * 1440;
  const truth: Truth = {
    startMs,
    socPct: new Float32Array(minutes),
    occupancy: new Float32Array(minutes),
    downlinkKbps: new Float32Array(minutes),
    unheard: new Uint8Array(minutes).fill(1),
  };
  const replay = replayTruck({
    truck,
    stayAt: scheduleOf(stays, OFFSET_MS),
    energyAt: energy.at,
    rules: rules.map((set) => rulesOf(set, truckId)),
    fromMs: startMs,
    toMs: endMs,
    breaks: [],
  });
  let samples = 0;
  let replayCpuMs = 0;
  // Taken in by the thousand, so that measuring costs nothing.
  const waiting: Parameters<Parameters<typeof simulateStretch>[1]>[0][] = [];
  const take = () => {
    const fromCpuMs = cpuMs();
    const energyBefore = energy.cpuMs();
    for (const sample of waiting) {
      // In step with the rules: a forecast must not know what comes.
      energy.see(sample.sampledMs, sample.receivedMs, sample.values);
      replay.add(sample);
    }
    replayCpuMs += cpuMs() - fromCpuMs - (energy.cpuMs() - energyBefore);
    waiting.length = 0;
  };
  simulateStretch(
    stretch,
    (sample) => {
      samples += 1;
      if (sample.receivedMs - sample.sampledMs < 120_000)
        truth.unheard[minuteOf(sample.receivedMs, startMs)] = 0;
      waiting.push(sample);
      if (waiting.length === 1000) take();
    },
    (atMs, readings) => {
      const minute = minuteOf(atMs, startMs);
      truth.socPct[minute] = readings.batterySocPct ?? Number.NaN;
      truth.occupancy[minute] = readings.occupancy ?? Number.NaN;
      truth.downlinkKbps[minute] = readings.downlinkKbps ?? Number.NaN;
    },
  );
  take();
  return { truckId, alerts: replay.finish(), truth, stays, samples, replayCpuMs };
}

export const minuteOf = (ms: number, startMs: number) => Math.floor((ms - startMs) / 60_000);

function scheduleFor(stretch: Parameters<typeof staysOfStretch>[0], index: number) {
  const stays: PlannedStay[] = [];
  const visits: VisitAhead[] = [];
  for (const [i, stay] of staysOfStretch(stretch).entries()) {
    const visitId = `00000000-0000-4000-8000-${String(index * 1000 + i).padStart(12, '0')}` as VisitId;
    const fromMs = stay.fromMs;
    // The truck leaves at nine on the day after the last one.
    const toMs = stay.toMs - 9 * HOUR_MS;
    const classes: { startMs: number; endMs: number }[] = [];
    for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
      const weekday = new Date(dayMs + OFFSET_MS).getUTCDay();
      if (!stay.classes.days.includes(weekday)) continue;
      for (const start of stay.classes.starts) {
        const startMs = dayMs + (Number(start.slice(0, 2)) * 60 + Number(start.slice(3))) * 60_000;
        classes.push({ startMs, endMs: startMs + stay.classes.lengthMin * 60_000 });
      }
    }
    const siteName = stay.name ?? `Site ${i}`;
    stays.push({
      visitId,
      siteId: visitId as unknown as SiteId,
      siteName,
      ...stay.place,
      fromMs,
      toMs,
      needKbps: NEED_KBPS,
      classes,
    });
    visits.push({
      visitId,
      firstDay: localDay(fromMs),
      lastDay: localDay(toMs - 1),
      timetable: USUAL_TIMETABLE,
      learnersExpected: 100,
      headingDeg: null,
      site: { name: siteName, county: '', ...stay.place, grid: stay.gridMaxW > 0 ? 'sometimes' : 'none' },
      course: { name: 'Digital skills', mode: 'cohort', powerPerSeatW: 32, downlinkKbps: NEED_KBPS },
    });
  }
  return { stays, visits };
}

/** Quarter hours of what was received, days when they are over, forecasts every three hours; as the service keeps them. */
function energyKeeper(truckId: TruckId, visits: readonly VisitAhead[], withForecasts: boolean) {
  type Sum = {
    n: number;
    pot: number;
    harvest: number;
    battery: number;
    load: number;
    people: number;
    socMax: number;
  };
  const sums = new Map<number, Sum>();
  const days: SeenDay[] = [];
  let place = { lat: Number.NaN, lon: Number.NaN, headingDeg: 0 };
  let charge: { socPct: number; atMs: number } | null = null;
  let seenDayNow = '';
  let facts: EnergyFacts = NO_ENERGY;
  let health = UNKNOWN_HEALTH;
  let forecastMs = Number.NEGATIVE_INFINITY;
  let checkedMs = Number.NEGATIVE_INFINITY;
  let spentMs = 0;

  function stepsOf(day: string): SeenStep[] {
    const fromMs = Date.parse(day) - OFFSET_MS;
    const steps: SeenStep[] = [];
    for (let startMs = fromMs; startMs < fromMs + DAY_MS; startMs += STEP_MS) {
      const sum = sums.get(startMs);
      if (sum === undefined) continue;
      steps.push({
        startMs,
        hours: 0.25,
        coverage: Math.min(1, sum.n / 15),
        potentialW: sum.pot / sum.n,
        harvestW: sum.harvest / sum.n,
        socMaxPct: sum.socMax,
        batteryW: sum.battery / sum.n,
        loadW: sum.load / sum.n,
        occupancy: sum.people / sum.n,
        localHour: Math.floor((startMs - fromMs) / HOUR_MS),
        lat: place.lat,
        lon: place.lon,
        headingDeg: place.headingDeg,
      });
    }
    return steps;
  }
  const dayOf = (day: string) => {
    const startMs = Date.parse(day) - OFFSET_MS;
    const stand = Number.isNaN(place.lat) ? null : place;
    const frame = { day, startMs, endMs: startMs + DAY_MS, stepMs: STEP_MS };
    return seenDay(frame, stepsOf(day), {
      array: SPEC.array,
      maxChargeW: SPEC.battery.maxChargeW,
      place: stand,
    });
  };

  function bringUp(nowMs: number): void {
    const today = localDay(nowMs);
    if (today !== seenDayNow) {
      if (seenDayNow !== '') {
        days.push(dayOf(seenDayNow));
        if (days.length > 200) days.shift();
        const gone = Date.parse(seenDayNow) - OFFSET_MS - DAY_MS;
        for (const startMs of sums.keys()) if (startMs < gone) sums.delete(startMs);
      }
      seenDayNow = today;
      health = arrayHealth(days);
      facts = { ...facts, ...health };
    }
    if (!withForecasts || nowMs - forecastMs < FORECAST_EVERY_MS) return;
    forecastMs = nowMs;
    const { forecast } = truckForecast({
      truck: { truckId, seats: 20, array: SPEC.array, battery: SPEC.battery, loads: [...LOADS], depot: null },
      nowMs,
      timeZone: TIME_ZONE,
      days: days.slice(-LEARN_DAYS),
      today: dayOf(today),
      charge,
      place: Number.isNaN(place.lat) ? null : place,
      visits: visits.filter(
        ({ lastDay, firstDay }) => lastDay >= today && firstDay <= localDay(nowMs + 8 * DAY_MS),
      ),
    });
    facts = energyOf({ madeMs: nowMs, days: forecast.days }, health, today);
  }

  return {
    cpuMs: () => spentMs,
    see(sampledMs: number, receivedMs: number, values: Float64Array): void {
      const startMs = sampledMs - (sampledMs % STEP_MS);
      const sum = sums.get(startMs) ?? {
        n: 0,
        pot: 0,
        harvest: 0,
        battery: 0,
        load: 0,
        people: 0,
        socMax: 0,
      };
      sum.n += 1;
      sum.pot += values[POT] ?? 0;
      sum.harvest += values[HARVEST] ?? 0;
      sum.battery += values[BATTERY_W] ?? 0;
      sum.load += values[LOAD] ?? 0;
      sum.people += values[OCC] ?? 0;
      sum.socMax = Math.max(sum.socMax, values[SOC] ?? 0);
      sums.set(startMs, sum);
      if (receivedMs - sampledMs > 120_000) return;
      charge = { socPct: values[SOC] ?? 0, atMs: sampledMs };
      place = {
        lat: values[LAT] ?? Number.NaN,
        lon: values[LON] ?? Number.NaN,
        headingDeg: values[HEADING] ?? 0,
      };
    },
    at(nowMs: number): EnergyFacts {
      if (nowMs - checkedMs < 10 * 60_000) return facts;
      checkedMs = nowMs;
      const fromMs = cpuMs();
      bringUp(nowMs);
      spentMs += cpuMs() - fromMs;
      return facts;
    },
  };
}
