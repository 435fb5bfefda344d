/**
 * A truck's energy ahead, told in classes: hourly sun, load and charge for 168 hours, and the days in classes for today and six more.
 * Pure, so that an operator's page without a network can make it anew from what it last heard.
 *
 * Each path holds one quantile throughout: on the P10 path every day is the gloomy one of ten. Days in a row are seldom all so
 * gloomy, so what P10 says of the later days is careful. The grid of a site is left out: how much it gives, and when, is
 * nobody's to promise; a truck that has it does better than told.
 */
import type { Forecast } from '@digitruck/contract/energy';
import type { TruckId } from '@digitruck/contract/ids';
import type { TruckBody } from '@digitruck/contract/registry';
import { zoneOffsetMs } from '../kernel/zone.ts';
import { batteryModel } from './battery.ts';
import { type Charge, chargeAhead } from './charge-ahead.ts';
import { clearArray, type Stand } from './clear-array.ts';
import type { SeenDay } from './days-seen.ts';
import { classesAhead, drawsAhead, type VisitAhead } from './draws-ahead.ts';
import { learntLoads } from './loads-seen.ts';
import { sunAhead } from './sun-ahead.ts';
import { DAYS_AHEAD, type DayAhead, daysAhead, timelineOf } from './timeline.ts';
import { visitOn } from './timetable.ts';
import { daysTold, hoursTold, type OfPaths, type Path, roundedOrNull } from './told-ahead.ts';

/** What a forecast is made of. */
export type ForecastInput = {
  readonly truck: {
    readonly truckId: TruckId;
    readonly seats: number;
    readonly array: TruckBody['array'];
    readonly battery: TruckBody['battery'];
    readonly loads: TruckBody['loads'];
    readonly depot: TruckBody['depot'];
  };
  readonly nowMs: number;
  readonly timeZone: string;
  /** Its days before today, oldest first; those left out are unknown. */
  readonly days: readonly SeenDay[];
  /** Of today so far; null while nothing was seen. */
  readonly today: SeenDay | null;
  readonly charge: { readonly socPct: number; readonly atMs: number } | null;
  /** Where it was last. */
  readonly place: Stand | null;
  /** Planned ones of today and the days ahead, by first day. */
  readonly visits: readonly VisitAhead[];
};
/** What is kept to be held against what comes: days as they looked before any of them had begun. */
export type ForetoldDay = {
  readonly day: string;
  readonly lead: number;
  readonly p10Wh: number;
  readonly p50Wh: number;
  readonly p90Wh: number;
  /** The expectation: of all single numbers it errs least in the square. */
  readonly meanWh: number;
  readonly persistenceWh: number | null;
  readonly mean30Wh: number | null;
};

export type TruckForecast = { readonly forecast: Forecast; readonly foretold: readonly ForetoldDay[] };

const HOUR_MS = 3_600_000;

/** A charge older than this is brought up to now by what should have happened since; and at most so far. */
const CHARGE_OLD_MS = 2 * HOUR_MS;
const CATCH_UP_MAX_MS = 24 * HOUR_MS;
const CHARGE_UNKNOWN_PCT = 50;
/** With fewer days of its own the climate at large says more. */
const LITTLE_HISTORY_DAYS = 7;
/** Broken clouds may throw more light on panels than a clear sky, for minutes; no hour of a sound array exceeds its rating. */
const RATING_MAX = 1.1;

export function truckForecast(input: ForecastInput): TruckForecast {
  const { truck, nowMs, timeZone, visits } = input;
  const days = daysAhead(nowMs, timeZone);
  const today = days[0]?.day ?? '';
  const sun = sunAhead(input.days, today, input.today);
  const stands = days.map(({ day, startMs }) => standOn(input, day, startMs, timeZone));
  const classes = classesAhead(visits, truck.seats, days, timeZone);

  const assumptions: Forecast['basis']['assumptions'] = [];
  if (truck.array === null) assumptions.push('no-array');
  if (truck.battery === null) assumptions.push('no-battery');
  if (truck.loads.length === 0) assumptions.push('no-loads');
  if (stands.some(({ known }) => !known)) assumptions.push('no-place');
  if (input.charge === null) assumptions.push('no-charge');
  else if (nowMs - input.charge.atMs > CHARGE_OLD_MS) assumptions.push('old-charge');
  if (visits.length === 0) assumptions.push('no-schedule');
  if (sun.daysSeen < LITTLE_HISTORY_DAYS) assumptions.push('little-history');

  const forecast: Forecast = {
    truckId: truck.truckId,
    madeAt: new Date(nowMs).toISOString(),
    possible: truck.array !== null && truck.battery !== null,
    basis: {
      daysSeen: sun.daysSeen,
      clearness: roundedOrNull(sun.clearness, 1e-3),
      lagCorrelation: roundedOrNull(sun.lagCorrelation, 1e-3),
      performanceRatio: roundedOrNull(sun.performanceRatio, 1e-3),
      startSocPct: roundedOrNull(input.charge?.socPct ?? null, 0.1),
      startSocAt: input.charge === null ? null : new Date(input.charge.atMs).toISOString(),
      capacityWh: truck.battery?.capacityWh ?? null,
      reservePct: truck.battery?.reservePct ?? null,
      assumptions,
    },
    days: [],
    hours: [],
  };
  if (truck.array === null) return { forecast, foretold: [] };

  const { array } = truck;
  const clearW = days.map((_, index) => clearArray(array, stands[index]?.stand ?? EQUATOR));
  const foretold = sun.leads.map((lead, index): ForetoldDay => {
    const clearWh = clearDayWh(days[index], clearW[index]);
    const timesOrNull = (share: number | null) => (share === null ? null : share * clearWh);
    return {
      day: days[index]?.day ?? '',
      lead: index + 1,
      p10Wh: lead.p10 * clearWh,
      p50Wh: lead.p50 * clearWh,
      p90Wh: lead.p90 * clearWh,
      meanWh: lead.mean * clearWh,
      persistenceWh: timesOrNull(sun.persistence),
      mean30Wh: timesOrNull(sun.mean30),
    };
  });
  if (truck.battery === null) return { forecast, foretold };

  const battery = batteryModel(truck.battery);
  const fromMs =
    input.charge === null ? nowMs : Math.min(nowMs, Math.max(input.charge.atMs, nowMs - CATCH_UP_MAX_MS));
  const timeline = timelineOf({ fromMs, nowMs, days, classes });
  const { stretches, firstHourMs } = timeline;

  // The sun of an hour is that of its middle, scaled by the day's clearness.
  const clearOfHour = new Map<number, number>();
  const clearAt = (hour: number, day: number) => {
    let watts = clearOfHour.get(hour);
    if (watts === undefined) {
      watts = clearW[Math.max(0, day)]?.(firstHourMs + (hour + 0.5) * HOUR_MS) ?? 0;
      clearOfHour.set(hour, watts);
    }
    return watts;
  };
  const clearOf = Float64Array.from(stretches, ({ hour, day }) => clearAt(hour, day));
  const shareOf = (path: Path, day: number) =>
    (day <= 0 ? sun.restOfToday : (sun.leads[Math.min(day, DAYS_AHEAD - 1)] ?? sun.restOfToday))[path];
  const mostW = RATING_MAX * array.peakW;
  const solarOf = (path: Path) => {
    const shares = Array.from({ length: DAYS_AHEAD + 2 }, (_, index) => shareOf(path, index - 1));
    return Float64Array.from(stretches, ({ day }, index) =>
      Math.min((clearOf[index] ?? 0) * (shares[day + 1] ?? 0), mostW),
    );
  };
  const solarW: OfPaths<Float64Array> = { p10: solarOf('p10'), p50: solarOf('p50'), p90: solarOf('p90') };

  const draws = drawsAhead({ truck, timeline, classes, learnt: learntLoads(input.days), timeZone });
  const loadW = Float64Array.from(draws, (kinds) => kinds.reduce((sum, { watts }) => sum + watts, 0));
  const socPct = input.charge?.socPct ?? CHARGE_UNKNOWN_PCT;
  const chargeOf = (path: Path) =>
    chargeAhead(
      battery,
      socPct,
      stretches,
      (i) => solarW[path][i] ?? 0,
      (i) => loadW[i] ?? 0,
    );
  const charge: OfPaths<Charge> = { p10: chargeOf('p10'), p50: chargeOf('p50'), p90: chargeOf('p90') };

  const ahead = { timeline, classes, battery, draws, solarW, loadW, charge, socPct, nowMs };
  forecast.hours = hoursTold(ahead);
  forecast.days = daysTold(ahead, visits, input.today);
  return { forecast, foretold };
}

/** Where nobody knows anything the sun is taken from the equator, at the zone's noon. */
const EQUATOR: Stand = { lat: 0, lon: 0, headingDeg: null };

/** At the site of the day's visit; else where it was left: at the visit before, or where it was last, or at its depot. */
function standOn(
  { visits, place, truck }: ForecastInput,
  day: string,
  startMs: number,
  timeZone: string,
): { readonly stand: Stand; readonly known: boolean } {
  const visit = visitOn(visits, day) ?? visits.findLast(({ lastDay }) => lastDay < day);
  if (visit !== undefined) {
    const { lat, lon } = visit.site;
    return { stand: { lat, lon, headingDeg: visit.headingDeg }, known: true };
  }
  const left = place ?? truck.depot ?? visits[0]?.site;
  if (left !== undefined && left !== null) {
    const headingDeg = place?.headingDeg ?? null;
    return { stand: { lat: left.lat, lon: left.lon, headingDeg }, known: true };
  }
  return { stand: { ...EQUATOR, lon: (zoneOffsetMs(startMs, timeZone) / HOUR_MS) * 15 }, known: false };
}

/** A day's clear-sky energy, by the middles of its hours. */
function clearDayWh(day: DayAhead | undefined, clearW: ((atMs: number) => number) | undefined): number {
  let wh = 0;
  if (day === undefined || clearW === undefined) return wh;
  for (let ms = day.startMs; ms < day.endMs; ms += HOUR_MS) wh += clearW(ms + HOUR_MS / 2);
  return wh;
}
