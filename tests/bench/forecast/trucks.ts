/**
 * How long the forecast of a fleet takes on one core: 1,000 trucks, seven days each, with 120 days of their own behind them and five
 * classes a day ahead. Pure computing, told in processor time, so that a busy machine tells the same.
 */
import type { TruckId, VisitId } from '@digitruck/contract/ids';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import type { SeenDay } from '../../../src/energy/days-seen.ts';
import { type ForecastInput, truckForecast } from '../../../src/energy/truck-forecast.ts';
import { rng } from '../../../src/kernel/rng.ts';
import { addDays } from '../../../src/kernel/zone.ts';

const ZONE = 'Africa/Nairobi';
const TODAY = '2026-11-26';
const HISTORY_DAYS = 120;

export type TrucksTimed = {
  readonly trucks: number;
  /** For 1,000 trucks. */
  readonly fleet1000Ms: number;
  readonly trucksPerS: number;
  /** Planned and safely covered classes of all, so that nobody can say nothing was computed. */
  readonly classes: number;
  readonly covered: number;
};

/** @param cpuMs processor time used so far */
export function timeTrucks(trucks: number, cpuMs: () => number): TrucksTimed {
  const inputs = Array.from({ length: trucks }, (_, index) => truckInput(index));
  // What a service that has run for an hour has behind it: compiled code.
  for (const input of inputs.slice(0, 50)) truckForecast(input);
  let [classes, covered] = [0, 0];
  const fromMs = cpuMs();
  for (const input of inputs) {
    for (const day of truckForecast(input).forecast.days) {
      classes += day.classes.planned;
      covered += day.classes.coveredP10;
    }
  }
  const tookMs = Math.max(cpuMs() - fromMs, 1e-3);
  return {
    trucks,
    fleet1000Ms: Math.round((tookMs / trucks) * 1000),
    trucksPerS: Math.round((trucks / tookMs) * 1000),
    classes,
    covered,
  };
}

/** A truck somewhere in Kenya, larger or smaller, sunnier or gloomier; the same for the same index. */
export function truckInput(index: number): ForecastInput {
  const random = rng(`bench/truck/${index}`);
  const place = { lat: -4 + 7 * random.next(), lon: 35 + 5 * random.next() };
  const sun = 0.5 + 0.35 * random.next();
  const days = Array.from({ length: HISTORY_DAYS }, (_, back): SeenDay => {
    const sunRatio = Math.min(1, Math.max(0.1, sun + 0.18 * random.normal()));
    return {
      day: addDays(TODAY, back - HISTORY_DAYS),
      potentialWh: 24_000 * sunRatio,
      harvestWh: 15_000 * sunRatio,
      clearSkyWh: 24_000,
      trainedShare: 0.9,
      sunRatio,
      clearHourRatio: Math.min(1, sunRatio + 0.3),
      curtailed: 0.1,
      coverage: 1,
      soFar: { potentialWh: 0, harvestWh: 0, loadWh: 0 },
      loads: {
        classW: 900 + 300 * random.next(),
        classHours: 10,
        otherW: Array.from({ length: 24 }, () => 60 + 40 * random.next()),
      },
    };
  });
  return {
    truck: {
      truckId: `DT-${index}` as TruckId,
      seats: 20,
      array: { peakW: 2500 + 3000 * random.next(), tiltDeg: 5 },
      battery: {
        capacityWh: 8000 + 14_000 * random.next(),
        reservePct: 20,
        maxChargeW: 5000,
        maxDischargeW: 5000,
      },
      loads: [
        { kind: 'laptops', powerW: 760, shedOrder: 40 },
        { kind: 'vr', powerW: 160, shedOrder: 10 },
        { kind: 'screen', powerW: 180, shedOrder: 30 },
        { kind: 'router', powerW: 45, shedOrder: 0 },
        { kind: 'lights', powerW: 120, shedOrder: 60 },
        { kind: 'fans', powerW: 240, shedOrder: 20 },
      ],
      depot: null,
    },
    nowMs: Date.parse(`${TODAY}T02:10:00Z`),
    timeZone: ZONE,
    days,
    today: null,
    charge: { socPct: 40 + 50 * random.next(), atMs: Date.parse(`${TODAY}T02:09:00Z`) },
    place: { ...place, headingDeg: 360 * random.next() },
    visits: [
      {
        visitId: '00000000-0000-4000-8000-000000000000' as VisitId,
        firstDay: addDays(TODAY, -10),
        lastDay: addDays(TODAY, 20),
        timetable: USUAL_TIMETABLE,
        learnersExpected: 100,
        headingDeg: 360 * random.next(),
        site: { name: 'A school', county: 'Garissa', ...place, grid: 'no' },
        course: { name: 'A course', mode: 'cohort', powerPerSeatW: 45, downlinkKbps: 5000 },
      },
    ],
  };
}
