/**
 * Where the sun stands, for one instant and place. For many places at one instant use its two halves: `geocentricSun`
 * once, then `sunSeenFrom` for each place.
 */
import { pressureAtAltitudePa } from './atmosphere.ts';
import { geocentricSun } from './sun-geocentric.ts';
import { observerAt, type SunPosition, sunSeenFrom } from './sun-topocentric.ts';

export type SunPlace = {
  /** Degrees, WGS 84. */
  readonly lat: number;
  readonly lon: number;
  readonly altitudeM?: number;
};

export type SunOptions = {
  /** Yearly mean; by default that of the altitude. */
  pressurePa?: number;
  /** Yearly mean of the air. */
  temperatureC?: number;
  deltaTS?: number;
  horizonRefractionDeg?: number;
};

export type Sun = SunPosition & {
  readonly elevationDeg: number;
  readonly apparentElevationDeg: number;
  readonly equationOfTimeMin: number;
  readonly distanceAu: number;
};

/** pvlib: `solarposition.spa_python`, with the pressure in Pa and its defaults of 12 °C and 0.5667 degrees. */
export function sunPosition(atMs: number, place: SunPlace, options: SunOptions = {}): Sun {
  const altitudeM = place.altitudeM ?? 0;
  const sun = geocentricSun(atMs, options.deltaTS);
  const seen = sunSeenFrom(sun, observerAt(place.lat, place.lon, altitudeM), {
    pressurePa: options.pressurePa ?? pressureAtAltitudePa(altitudeM),
    temperatureC: options.temperatureC ?? 12,
    horizonRefractionDeg: options.horizonRefractionDeg,
  });
  return {
    ...seen,
    elevationDeg: 90 - seen.zenithDeg,
    apparentElevationDeg: 90 - seen.apparentZenithDeg,
    equationOfTimeMin: sun.equationOfTimeMin,
    distanceAu: sun.distanceAu,
  };
}
