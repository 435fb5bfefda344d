/**
 * What the sun would give without air on a day at a latitude, and which latitude suits a series that does not say.
 *
 * A forecast a week ahead needs the season's drift only. So a series without a latitude is given one that goes with two things
 * of its own past: a plain forecast of it erred little (where the clouds' season masks the sun's, under a monsoon, whichever
 * mimics both best is what serves), and its clearest days, a fortnight at a time, are about as clear at any time of the year.
 */

const RAD = Math.PI / 180;
const DAY_MS = 86_400_000;
/** Solar constant in MJ/m2 a minute (FAO-56). */
const GSC = 0.082;

/** Day of the year, 1 to 366, of a day since 1970-01-01. */
export function dayOfYear(day: number): number {
  return day - Date.UTC(new Date(day * DAY_MS).getUTCFullYear(), 0, 1) / DAY_MS + 1;
}

/**
 * Daily extraterrestrial irradiation on a horizontal plane, MJ/m2, by latitude in degrees (Allen et al. 1998, FAO
 * Irrigation and drainage paper 56, eq. 21 to 25).
 */
export function extraterrestrialMjM2(latDeg: number, dayOfTheYear: number): number {
  const lat = latDeg * RAD;
  const year = (2 * Math.PI * dayOfTheYear) / 365;
  const distance = 1 + 0.033 * Math.cos(year);
  const declination = 0.409 * Math.sin(year - 1.39);
  const sunset = Math.acos(Math.min(1, Math.max(-1, -Math.tan(lat) * Math.tan(declination))));
  return (
    ((24 * 60) / Math.PI) *
    GSC *
    distance *
    (sunset * Math.sin(lat) * Math.sin(declination) +
      Math.cos(lat) * Math.cos(declination) * Math.sin(sunset))
  );
}

export type LatitudeFinder = {
  /** Takes in a day; undefined is unknown. */
  add(day: number, valueMjM2: number | undefined): void;
  /** By the days so far. */
  latDeg(): number;
};

const STEP_DEG = 5;
const LEAD_DAYS = 4;
const FADE_DAYS = 20;
/** Weight of the last day against the faded mean in the plain forecast. */
const LAST_WEIGHT = 0.1;
/** Errors of following days go together: this many count as one. */
const DAYS_PER_ERROR = 3;
/** Of so many known days the clearest is looked at. */
const BLOCK_DAYS = 15;
/** How far the clearest days of fortnights differ, and how clear they are: what most climates have (Liu and Jordan 1960), and how sure. */
const CLEAREST_SD = 0.05;
const CLEAREST = 0.73;
const CLEAREST_KNOWN_SD = 0.08;
/** Under this, little more than twilight, a ratio says nothing. */
export const LEAST_MJ_M2 = 1;

/** @param beliefDeg what is said of the latitude, and how far the season of the clouds may shift it (a standard deviation) */
export function latitudeFinder(beliefDeg: { readonly mean: number; readonly sd: number }): LatitudeFinder {
  const keep = Math.exp(-1 / FADE_DAYS);
  const candidates = Array.from({ length: 120 / STEP_DEG + 1 }, (_, i) => ({
    latDeg: -60 + i * STEP_DEG,
    sum: 0,
    weight: 0,
    loss: 0,
    foretold: [] as (number | undefined)[],
    clearest: 0,
    clearestOfBlocks: [] as number[],
  }));
  let daysInBlock = 0;
  let scored = 0;
  return {
    add(day, valueMjM2) {
      const doy = dayOfYear(day);
      if (valueMjM2 !== undefined) scored += 1;
      for (const each of candidates) {
        const bound = extraterrestrialMjM2(each.latDeg, doy);
        const ratio = valueMjM2 === undefined || bound < LEAST_MJ_M2 ? undefined : valueMjM2 / bound;
        each.clearest = Math.max(each.clearest, ratio ?? 0);
        const foretold = each.foretold.length >= LEAD_DAYS ? each.foretold.shift() : undefined;
        if (foretold !== undefined && valueMjM2 !== undefined) {
          each.loss += (foretold * bound - valueMjM2) ** 2;
        }
        each.sum = keep * each.sum + (ratio ?? 0);
        each.weight = keep * each.weight + (ratio === undefined ? 0 : 1);
        const mean = (each.sum + 0.55) / (each.weight + 1);
        each.foretold.push(mean + LAST_WEIGHT * ((ratio ?? mean) - mean));
      }
      if (valueMjM2 !== undefined) daysInBlock += 1;
      if (daysInBlock < BLOCK_DAYS) return;
      daysInBlock = 0;
      for (const each of candidates) {
        each.clearestOfBlocks.push(each.clearest);
        each.clearest = 0;
      }
    },
    latDeg() {
      const least = Math.min(...candidates.map(({ loss }) => loss));
      const variance = least / Math.max(1, scored);
      let [sum, weight] = [0, 0];
      for (const each of candidates) {
        const evidence = variance > 0 ? (each.loss - least) / (2 * variance * DAYS_PER_ERROR) : 0;
        const belief = (each.latDeg - beliefDeg.mean) ** 2 / (2 * beliefDeg.sd ** 2);
        const w = Math.exp(-evidence - belief - unevenness(each.clearestOfBlocks));
        sum += w * each.latDeg;
        weight += w;
      }
      return weight > 0 ? sum / weight : beliefDeg.mean;
    },
  };
}

/**
 * Minus the log likelihood of the clearest days of fortnights: about a level they share, with a tail downwards that forgives a
 * fortnight without a clear day (Cauchy's), and none upwards, since nothing is clearer than clear.
 */
function unevenness(clearest: readonly number[]): number {
  const sorted = [...clearest].sort((a, b) => a - b);
  const level = sorted[Math.floor(sorted.length * 0.6)];
  if (level === undefined) return 0;
  let sum = tail((level - CLEAREST) / CLEAREST_KNOWN_SD);
  for (const each of clearest) {
    const off = (each - level) / CLEAREST_SD;
    sum += off > 0 ? (off * off) / 2 : tail(off);
  }
  return sum;
}
const tail = (off: number) => Math.log1p((off * off) / 2);
