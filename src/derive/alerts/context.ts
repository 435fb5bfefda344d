/** What the store knows of a truck, as the rules take it: settings, schedule, forecast. Pure; live and in a replay the same. */
import type { ForecastDay } from '@digitruck/contract/energy';
import { type ArrayHealth, UNKNOWN_HEALTH } from '../../alerts/array-health.ts';
import { type EnergyFacts, NO_ENERGY, type TruckSettings } from '../../alerts/facts.ts';
import type { PlannedStay } from '../../alerts/schedule.ts';
import { classesOf } from '../../energy/timetable.ts';
import { addDays, instantOf } from '../../kernel/zone.ts';
import type { TruckToWatch } from '../../store/alerts/facts.ts';
import type { PlannedVisit } from '../../store/visits/visits.ts';

export function settingsOf(truck: TruckToWatch, utcOffsetMs: number): TruckSettings {
  return {
    truckId: truck.truckId,
    seats: truck.seats,
    reportingIntervalS: truck.reportingIntervalS,
    speedKph: truck.speedKph,
    dataBundleMb: truck.dataBundleMb ?? Number.NaN,
    capacityWh: truck.battery?.capacityWh ?? Number.NaN,
    reservePct: truck.battery?.reservePct ?? Number.NaN,
    peakW: truck.array?.peakW ?? Number.NaN,
    utcOffsetMs,
  };
}

/** A truck's visits in order of time, with their classes on the days from `fromDay` to `toDay`. */
export function staysOf(
  visits: readonly PlannedVisit[],
  fromDay: string,
  toDay: string,
  timeZone: string,
): PlannedStay[] {
  return visits
    .map((visit) => ({
      visitId: visit.visitId,
      siteId: visit.siteId,
      siteName: visit.site.name,
      lat: visit.site.lat,
      lon: visit.site.lon,
      fromMs: instantOf(visit.firstDay, '00:00', timeZone),
      toMs: instantOf(addDays(visit.lastDay, 1), '00:00', timeZone),
      needKbps: visit.course.downlinkKbps,
      classes: classesOf(visit, fromDay, toDay, timeZone).map(({ startsAt, endsAt }) => ({
        startMs: Date.parse(startsAt),
        endMs: Date.parse(endsAt),
      })),
    }))
    .sort((a, b) => a.fromMs - b.fromMs);
}

const msOf = (at: string | null) => (at === null ? Number.NaN : Date.parse(at));

/** @param today local day, e.g. 2026-11-26 */
export function energyOf(
  forecast: { readonly madeMs: number; readonly days: readonly ForecastDay[] } | undefined,
  health: ArrayHealth = UNKNOWN_HEALTH,
  today: string,
): EnergyFacts {
  if (forecast === undefined) return { ...NO_ENERGY, ...health };
  const { madeMs, days } = forecast;
  const now = days.find(({ day }) => day === today);
  const later = days.filter(({ day, classes }) => day > today && classes.planned > 0);
  const short = later.find(({ classes }) => classes.coveredP50 < classes.planned);
  return {
    ...health,
    madeMs,
    todayPlanned: now?.classes.planned ?? Number.NaN,
    todayOver: now?.classes.over ?? Number.NaN,
    todayCoveredP10: now?.classes.coveredP10 ?? Number.NaN,
    todayCoveredP50: now?.classes.coveredP50 ?? Number.NaN,
    todayCoveredAfterShedding: now?.classes.coveredP10AfterShedding ?? Number.NaN,
    reserveAtP10Ms: msOf(now?.reserveAtP10 ?? null),
    reserveAtP50Ms: msOf(now?.reserveAtP50 ?? null),
    ahead:
      short === undefined
        ? null
        : {
            day: short.day,
            leadDays: Math.round((Date.parse(short.day) - Date.parse(today)) / 86_400_000),
            visitId: short.visitId,
            planned: short.classes.planned,
            coveredP10: short.classes.coveredP10,
            coveredP50: short.classes.coveredP50,
          },
    aheadDays: later.length,
  };
}
