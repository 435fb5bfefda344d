/**
 * Daily irradiation under the simulated skies of two climates: what trucks of the simulator would meet. The skies know
 * nothing of the forecast's equations (the simulator has a process of its own, day by day and within the day).
 */
import { skyOver } from '../../../simulators/physics/sky.ts';
import type { DailySeries } from './read-daily.ts';

const DAY_MS = 86_400_000;
const STEP_MS = 1_800_000;
/** 2022-01-01. */
const FIRST_DAY = 18_993;

export const CLIMATES = ['dry', 'humid'] as const;
export type BenchClimate = (typeof CLIMATES)[number];

/** Places far enough apart to have days of their own: around Garissa, and around Nyeri. */
const PLACES: Readonly<Record<BenchClimate, readonly { readonly lat: number; readonly lon: number }[]>> = {
  dry: [
    { lat: -0.45, lon: 39.65 },
    { lat: 1.75, lon: 40.06 },
    { lat: 3.12, lon: 35.6 },
  ],
  humid: [
    { lat: -0.42, lon: 36.95 },
    { lat: -0.37, lon: 35.28 },
    { lat: 0.05, lon: 37.65 },
  ],
};

/** Of one place each; the same seed gives the same days. */
export function simulatedSeries(
  climate: BenchClimate,
  seed: string,
  days: number,
): (Pick<DailySeries, 'firstDay' | 'values'> & { readonly latDeg: number })[] {
  return PLACES[climate].map((place) => {
    const sky = skyOver({ seed, climateOf: () => climate, clearLogitShift: 0 });
    const values = Array.from({ length: days }, (_, i) => {
      // The sun's day at the place: from its midnight to the next.
      const startMs = (FIRST_DAY + i) * DAY_MS - (place.lon / 360) * DAY_MS;
      let joules = 0;
      for (let atMs = startMs; atMs < startMs + DAY_MS; atMs += STEP_MS) {
        joules += (sky(atMs, place).globalWm2 * STEP_MS) / 1000;
      }
      return joules / 1e6;
    });
    return { firstDay: FIRST_DAY, values, latDeg: place.lat };
  });
}
