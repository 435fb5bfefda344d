/** The weather of a place: light, air and wind at a moment, the same for every truck that stands there. */
import type { Place } from '../../src/kernel/geo.ts';
import { CLIMATES, type ClimateName } from './climates.ts';
import { type CloudCell, cloudCell } from './clouds.ts';
import { clearSkyWm2 } from './irradiance.ts';
import { hashUnit, seedOf, smoothNormal } from './noise.ts';
import { type SunPosition, sunAt } from './sun.ts';

const HOUR_MS = 3_600_000;

export type Weather = {
  readonly sun: SunPosition;
  readonly globalWm2: number;
  readonly airC: number;
  readonly windMs: number;
};
export type Sky = (timeMs: number, place: Place) => Weather;

export type SkyOptions = {
  readonly seed: number | string;
  readonly climateOf: (place: Place) => ClimateName;
  readonly clearLogitShift: number;
};

/** Cells of half a degree (some 55 km): far enough apart to have days of their own. */
const CELLS_PER_DEG = 2;

export function skyOver(options: SkyOptions): Sky {
  const windSeed = seedOf(options.seed, 'wind');
  const airSeed = seedOf(options.seed, 'air');
  let key = '';
  let cell: CloudCell | undefined;
  let climate: ClimateName = 'humid';
  return (timeMs, place) => {
    const row = Math.round(place.lat * CELLS_PER_DEG);
    const column = Math.round(place.lon * CELLS_PER_DEG);
    const here = `${row}/${column}`;
    if (cell === undefined || here !== key) {
      key = here;
      climate = options.climateOf(place);
      cell = cloudCell(`${options.seed}/${here}`, column / CELLS_PER_DEG, {
        climate,
        clearLogitShift: options.clearLogitShift,
      });
    }
    const sun = sunAt(timeMs, place.lat, place.lon);
    const { airMeanC, airSwingC } = CLIMATES[climate];
    const solarHour = (((timeMs / HOUR_MS + place.lon / 15) % 24) + 24) % 24;
    // Warmest at three in the afternoon; a gloomy day is a cool one.
    const daily = Math.cos(((solarHour - 15) / 24) * 2 * Math.PI);
    const clearDay = cell.dayIndex(timeMs) - 0.7;
    return {
      sun,
      globalWm2: sun.cosZenith <= 0 ? 0 : clearSkyWm2(sun) * cell.clearSkyIndex(timeMs),
      airC:
        airMeanC +
        airSwingC * daily * (1 + clearDay * 0.6) +
        4 * clearDay +
        0.8 * smoothNormal(airSeed ^ (row * 73 + column), timeMs / (5 * HOUR_MS)),
      windMs: 1 + 2.5 * hashUnit(windSeed, Math.floor(timeMs / HOUR_MS)) * (0.6 + 0.4 * daily),
    };
  };
}
