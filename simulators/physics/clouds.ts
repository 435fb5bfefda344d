/**
 * The clouds over one cell of the map: how much of the clear sky's light arrives, from the day's character down to
 * single clouds.
 *
 * Day by day the clear-sky index is a Gaussian AR(1) process mapped onto a bounded range (Graham, Hollands and Huget
 * 1988, "A time-series model for Kt"). Within the day a cover fraction that keeps the day's mean decides whether the
 * sun stands free (with a little cloud enhancement) or behind a cloud; clouds pass within minutes, cover changes
 * within hours. Everything is a function of seed and time, so no order of asking matters.
 */
import { CLIMATES, type ClimateName } from './climates.ts';
import { clamp, hashNormal, normalCdf, seedOf, smoothNormal } from './noise.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const AR_TERMS = 24;

export type CloudShift = {
  readonly climate: ClimateName;
  /** Added to the day's log-odds of clear sky: negative is gloomier. */
  readonly clearLogitShift: number;
};

/** How much of the rains is upon us on a day of the year, 0 to 1: the long rains around 20 April, the short ones around 15 November. */
export function rainsFraction(dayOfYear: number): number {
  const long = Math.exp(-(((dayOfYear - 110) / 24) ** 2));
  const short = Math.exp(-(((dayOfYear - 319) / 20) ** 2));
  return Math.max(long, short);
}

export type CloudCell = {
  /** Part of the clear sky's global irradiance that arrives, about 0.1 to 1.08. */
  clearSkyIndex(timeMs: number): number;
  /** The character of the (solar) day, 0.1 to 1. */
  dayIndex(timeMs: number): number;
};

export function cloudCell(seed: number | string, lon: number, shift: CloudShift): CloudCell {
  const climate = CLIMATES[shift.climate];
  const daySeed = seedOf(seed, 'day');
  const slowSeed = seedOf(seed, 'slow');
  const cloudSeed = seedOf(seed, 'cloud');
  const wispSeed = seedOf(seed, 'wisp');
  const solarOffsetMs = (lon / 15) * HOUR_MS;
  let cachedDay = Number.NaN;
  let cachedIndex = 0;

  function indexOfDay(day: number): number {
    if (day === cachedDay) return cachedIndex;
    const phi = climate.dayCorrelation;
    let z = 0;
    for (let k = AR_TERMS; k >= 0; k--) z = phi * z + hashNormal(daySeed, day - k);
    z *= Math.sqrt(1 - phi * phi);
    const date = new Date(day * DAY_MS);
    const dayOfYear = (day * DAY_MS - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS;
    const logit =
      climate.clearLogit -
      climate.rainsLogit * rainsFraction(dayOfYear) +
      shift.clearLogitShift +
      climate.spreadLogit * z;
    cachedDay = day;
    cachedIndex = 0.12 + 0.88 / (1 + Math.exp(-logit));
    return cachedIndex;
  }

  return {
    dayIndex: (timeMs) => indexOfDay(Math.floor((timeMs + solarOffsetMs) / DAY_MS)),
    clearSkyIndex(timeMs) {
      const solarMs = timeMs + solarOffsetMs;
      const day = Math.floor(solarMs / DAY_MS);
      const index = indexOfDay(day);
      const hour = (solarMs - day * DAY_MS) / HOUR_MS;
      // What comes through a cloud: thin cumulus on fair days, thick layers on bad ones.
      const through = Math.min(0.42, index * 0.75);
      const free = 1.04;
      const meanCover = clamp((free - index) / (free - through), 0, 1);
      // Variability vanishes at both ends: a clear or an overcast day has nothing to vary.
      const room = 4 * meanCover * (1 - meanCover);
      const afternoon = Math.sin(((hour - 12) / 12) * Math.PI);
      const cover = clamp(
        meanCover +
          room * (0.16 * smoothNormal(slowSeed, timeMs / (2.2 * HOUR_MS)) + climate.convection * afternoon),
        0,
        1,
      );
      const sky = normalCdf(
        0.88 * smoothNormal(cloudSeed, timeMs / (21 * 60_000)) +
          0.47 * smoothNormal(wispSeed, timeMs / (4 * 60_000)),
      );
      const edge = clamp((sky - cover) / 0.08 + 0.5, 0, 1);
      const sunlit = edge * edge * (3 - 2 * edge);
      return through + (free - through) * sunlit;
    },
  };
}
