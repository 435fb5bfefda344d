/**
 * What a sound array gives under a clear sky, where and as the lorry stands: the bound that a truck's days are measured against,
 * and that its forecast is a share of. The same chain for both, so that what is wrong with it on average (turbidity, altitude,
 * heat) ends in the truck's own performance ratio.
 *
 * Sun position by SPA, clear sky by Ineichen and Perez at sea level with a middling turbidity, on the plane by Hay and Davies,
 * cells by Faiman in still warm air, power by PVWatts with its usual losses; each cites its source in its own file.
 */

import { pvwattsDcW, pvwattsLossesPct } from './array.ts';
import { absoluteAirmass, relativeAirmass } from './atmosphere.ts';
import { faimanC } from './cell-temperature.ts';
import { ineichen } from './clear-sky.ts';
import { SOLAR_CONSTANT_WM2 } from './extraterrestrial.ts';
import { planeIrradiance } from './irradiance.ts';
import { type GeocentricSun, geocentricSun } from './sun-geocentric.ts';
import { observerAt, sunSeenFrom } from './sun-topocentric.ts';

export type ArraySettings = {
  /** Rated power. */
  readonly peakW: number;
  /** From the horizontal, towards the lorry's right side. */
  readonly tiltDeg: number;
};

/** Where and how the lorry stands; degrees. A heading of null is unknown, and the panels count as flat. */
export type Stand = { readonly lat: number; readonly lon: number; readonly headingDeg: number | null };

/** Standard atmosphere at sea level, and the warm, slow air that trucks work in: no sensor of a truck knows better. */
const PRESSURE_PA = 101_325;
const AIR_C = 25;
const WIND_MS = 1;
const KEPT = 1 - pvwattsLossesPct() / 100;
/** A sun lower than this gives next to nothing, and its air mass next to no meaning. */
const ZENITH_MAX_DEG = 89.5;

/** @returns the array's power at an instant, W */
export function clearArray(array: ArraySettings, stand: Stand): (atMs: number) => number {
  const observer = observerAt(stand.lat, stand.lon);
  const air = { pressurePa: PRESSURE_PA, temperatureC: AIR_C };
  const tiltDeg = stand.headingDeg === null ? 0 : array.tiltDeg;
  const surfaceAzimuthDeg = ((stand.headingDeg ?? 0) + 90) % 360;
  return (atMs) => {
    const sun = sunAt(atMs);
    const { apparentZenithDeg, azimuthDeg } = sunSeenFrom(sun, observer, air);
    if (apparentZenithDeg >= ZENITH_MAX_DEG) return 0;
    const dniExtraWm2 = SOLAR_CONSTANT_WM2 / sun.distanceAu ** 2;
    const airmassAbsolute = absoluteAirmass(relativeAirmass(apparentZenithDeg));
    const sky = ineichen({ apparentZenithDeg, airmassAbsolute, dniExtraWm2 });
    const poaWm2 =
      tiltDeg === 0
        ? sky.ghiWm2
        : planeIrradiance(
            { tiltDeg, surfaceAzimuthDeg, zenithDeg: apparentZenithDeg, azimuthDeg, ...sky, dniExtraWm2 },
            'haydavies',
          ).globalWm2;
    const cellC = faimanC({ poaWm2, airC: AIR_C, windMs: WIND_MS });
    return Math.max(0, pvwattsDcW(poaWm2, cellC, array.peakW) * KEPT);
  };
}

/** A fleet asks for the same hours again and again; the sun's own place is the dear part of it, and the same for all trucks. */
const suns = new Map<number, GeocentricSun>();
const SUNS_MAX = 4096;

function sunAt(atMs: number): GeocentricSun {
  let sun = suns.get(atMs);
  if (sun === undefined) {
    if (suns.size >= SUNS_MAX) suns.clear();
    sun = geocentricSun(atMs);
    suns.set(atMs, sun);
  }
  return sun;
}
