/** The battery: does it last the class, is it low, does it take the sun that is there. */
import type { TruckFacts } from '../facts.ts';
import { BATTERY_TEMP, BATTERY_W, LOAD, POTENTIAL, SOC } from '../observation.ts';
import { below, defineRule, type Judgement, told, toldTime } from '../rule.ts';

const HOUR_MS = 3_600_000;
/** The reserve of a truck whose settings say none. */
const RESERVE_PCT = 20;
/** A forecast older than this is not listened to. */
const FORECAST_OLD_MS = 12 * HOUR_MS;

export const reserveOf = ({ truck }: TruckFacts) =>
  !Number.isNaN(truck.reservePct) ? truck.reservePct : RESERVE_PCT;

/** Hours until the reserve at the present draw; Infinity while charging, NaN when unknown. */
function hoursLeft(facts: TruckFacts): number {
  const { memory, truck } = facts;
  const soc = memory.values[SOC] ?? Number.NaN;
  if (!facts.fresh || Number.isNaN(memory.batteryW)) return Number.NaN;
  const wh = (Math.max(0, soc - reserveOf(facts)) / 100) * truck.capacityWh;
  if (Number.isNaN(wh)) return Number.NaN;
  return memory.batteryW >= 0 ? Number.POSITIVE_INFINITY : wh / -memory.batteryW;
}

type ClassThresholds = { readonly drawMarginPct: number; readonly clearMarginPct: number };

/** The class that is on, by what is drawn now. */
function byDraw(facts: TruckFacts, { drawMarginPct, clearMarginPct }: ClassThresholds): Judgement {
  const { stay, nowMs } = facts;
  if (Number.isNaN(stay.classEndMs)) return stay.known ? 'fine' : 'unknown';
  const lastsH = hoursLeft(facts);
  return below(
    lastsH / ((stay.classEndMs - nowMs) / HOUR_MS),
    1 + drawMarginPct / 100,
    1 + clearMarginPct / 100,
  );
}

type Shortfall = { readonly shortAtP50: number; readonly shortAtP10: number };

/** The day's classes, by the forecast. */
function byForecast(facts: TruckFacts, { shortAtP50, shortAtP10 }: Shortfall): Judgement {
  const { energy, nowMs, stay } = facts;
  if (!(nowMs - energy.madeMs <= FORECAST_OLD_MS)) return 'unknown';
  if (energy.todayOver >= energy.todayPlanned || (stay.known && Number.isNaN(stay.lastEndMs))) return 'fine';
  const missingP50 = energy.todayPlanned - energy.todayCoveredP50;
  const missingP10 = energy.todayPlanned - energy.todayCoveredP10;
  if (missingP50 >= shortAtP50 || missingP10 >= shortAtP10) return 'bad';
  return missingP50 <= 0 && missingP10 <= Math.max(0, shortAtP10 - 2) ? 'fine' : 'between';
}

function either(a: Judgement, b: Judgement): Judgement {
  if (a === 'bad' || b === 'bad') return 'bad';
  if (a === 'between' || b === 'between') return 'between';
  return a === 'fine' || b === 'fine' ? 'fine' : 'unknown';
}

export const batteryClass = defineRule({
  kind: 'battery-class',
  description:
    "The battery reaches its reserve before today's classes are over: at the present draw before the class that is on ends, or by the forecast before a later one does.",
  severity: 'soon',
  times: { raiseAfterS: 600, clearAfterS: 900, coolDownS: 3600 },
  thresholds: {
    drawMarginPct: {
      unit: '%',
      min: -50,
      max: 200,
      default: 0,
      description: 'Raise when the charge lasts for less than the rest of the class and so much of it more',
    },
    clearMarginPct: {
      unit: '%',
      min: 0,
      max: 400,
      default: 40,
      description: 'Clear when it lasts for so much more than the rest of the class',
    },
    shortAtP50: {
      unit: 'classes',
      min: 1,
      max: 16,
      default: 1,
      description: "Raise when so many of the day's classes are not covered on an ordinary day",
    },
    shortAtP10: {
      unit: 'classes',
      min: 1,
      max: 16,
      default: 3,
      description: 'Raise when so many are not covered on a gloomy day (one in ten)',
    },
  },
  judge: (facts, t) => either(byDraw(facts, t), byForecast(facts, t)),
  worse: (facts, t) =>
    byDraw(facts, t) === 'bad' || facts.energy.todayPlanned - facts.energy.todayCoveredP50 >= t.shortAtP50,
  tell: (facts) => {
    const { memory, stay, energy, nowMs } = facts;
    const lastsH = hoursLeft(facts);
    const byForecastMs = !Number.isNaN(energy.reserveAtP50Ms) ? energy.reserveAtP50Ms : energy.reserveAtP10Ms;
    const reserveMs = Number.isFinite(lastsH) ? nowMs + lastsH * HOUR_MS : byForecastMs;
    return {
      batterySocPct: told(memory.values[SOC]),
      reservePct: told(reserveOf(facts)),
      drawW: told(memory.batteryW < 0 ? -memory.batteryW : Number.NaN),
      // What is reached already is no news of a time to come.
      reserveAt: toldTime(reserveMs > nowMs ? reserveMs : Number.NaN),
      classEndsAt: toldTime(stay.classEndMs),
      classesPlanned: told(energy.todayPlanned),
      classesCoveredP10: told(energy.todayCoveredP10),
      classesCoveredP50: told(energy.todayCoveredP50),
      classesCoveredAfterShedding: told(energy.todayCoveredAfterShedding),
      siteName: stay.visit?.siteName ?? null,
    };
  },
});

export const batteryLow = defineRule({
  kind: 'battery-low',
  description: "The battery's charge is down to the reserve that the truck's settings give (20 % without).",
  severity: 'soon',
  times: { raiseAfterS: 300, clearAfterS: 900, coolDownS: 7200 },
  thresholds: {
    raiseAbovePct: {
      unit: '%',
      min: -20,
      max: 60,
      default: 0,
      description: 'Raise at so many points above the reserve',
    },
    clearAbovePct: {
      unit: '%',
      min: 0,
      max: 80,
      default: 10,
      description: 'Clear at so many points above the reserve',
    },
    urgentBelowPct: {
      unit: '%',
      min: 0,
      max: 60,
      default: 10,
      description: 'Urgent below this charge: the classroom is about to switch itself off',
    },
  },
  ofReadings: true,
  judge: (facts, t) => {
    if (!facts.fresh) return 'unknown';
    const reserve = reserveOf(facts);
    return below(
      facts.memory.values[SOC] ?? Number.NaN,
      reserve + t.raiseAbovePct,
      reserve + t.clearAbovePct,
    );
  },
  worse: (facts, t) => (facts.memory.values[SOC] ?? Number.NaN) <= t.urgentBelowPct,
  tell: (facts) => ({
    batterySocPct: told(facts.memory.values[SOC]),
    reservePct: told(reserveOf(facts)),
    batteryW: told(facts.memory.batteryW),
    loadW: told(facts.memory.loadW),
    siteName: facts.stay.visit?.siteName ?? null,
  }),
});

/** Below this a battery refuses charge to protect itself (LFP cells: 0 degrees C). */
const COLD_C = 2;

export const batteryNotCharging = defineRule({
  kind: 'battery-not-charging',
  description:
    'The sun gives more than the classroom draws, the battery is not nearly full, and yet it takes no charge.',
  severity: 'soon',
  times: { raiseAfterS: 1800, clearAfterS: 900, coolDownS: 6 * 3600 },
  thresholds: {
    surplusW: {
      unit: 'W',
      min: 50,
      max: 20_000,
      default: 300,
      description: 'The array could give so much more than the load',
    },
    chargingW: {
      unit: 'W',
      min: 0,
      max: 5_000,
      default: 60,
      description: 'It charges with less than this',
    },
    fullPct: {
      unit: '%',
      min: 50,
      max: 100,
      default: 90,
      description: 'From this charge on a battery may refuse more: no fault',
    },
  },
  ofReadings: true,
  judge: ({ memory, fresh }, t) => {
    const soc = memory.values[SOC] ?? Number.NaN;
    const surplusW = memory.potentialW - memory.loadW;
    if (!fresh || Number.isNaN(soc) || Number.isNaN(surplusW) || Number.isNaN(memory.batteryW))
      return 'unknown';
    if (memory.batteryW >= t.chargingW * 2) return 'fine';
    // Without sun to spare, when it is nearly full or cold, nothing can be told: a dead battery is dead at night, too.
    if (surplusW < t.surplusW || soc >= t.fullPct || (memory.values[BATTERY_TEMP] ?? 25) < COLD_C)
      return 'between';
    // The readings of this very moment: a mean lags behind a cloud that has just gone.
    const nowSurplusW = (memory.values[POTENTIAL] ?? 0) - (memory.values[LOAD] ?? 0);
    const nowW = memory.values[BATTERY_W] ?? Number.NaN;
    return memory.batteryW < t.chargingW && nowW < t.chargingW && nowSurplusW >= t.surplusW
      ? 'bad'
      : 'between';
  },
  tell: ({ memory, stay }) => ({
    batterySocPct: told(memory.values[SOC]),
    batteryW: told(memory.batteryW),
    solarPotentialW: told(memory.potentialW),
    loadW: told(memory.loadW),
    batteryTempC: told(memory.values[BATTERY_TEMP], 1),
    siteName: stay.visit?.siteName ?? null,
  }),
});
