/**
 * Sunrise, transit and sunset of a calendar day at a place.
 *
 * Reda and Andreas, NREL/TP-560-34302 (2008), appendix A.2: the sun's upper limb on a flat sea horizon with standard
 * refraction. As there, right ascension and declination are interpolated between three midnights; unlike there the last
 * correction is applied twice, which takes the error at high latitudes from seconds to well under one.
 */
import { type GeocentricSun, geocentricSun, limitDeg } from './sun-geocentric.ts';
import { deltaTAtS } from './sun-time.ts';

const RAD = Math.PI / 180;
const DAY_MS = 86_400_000;
/** Elevation of the sun's centre when its upper limb touches the horizon (h0'). */
export const RISE_ELEVATION_DEG = -0.8333;
const CORRECTIONS = 2;

export type SunEvents = {
  readonly day: 'rises-and-sets' | 'up-all-day' | 'down-all-day';
  /** null when the sun does not rise or set; the transit is there always. */
  readonly sunriseMs: number | null;
  readonly transitMs: number;
  readonly sunsetMs: number | null;
};

export type SunEventOptions = {
  deltaTS?: number;
  /** -6, -12 and -18 give civil, nautical and astronomical twilight. */
  elevationDeg?: number;
};

/**
 * The events around the noon of a calendar day, given as 00:00 UTC of that date. The noon is the transit nearest to
 * 12:00 local mean time, so that a date means the same day at every longitude; sunrise or sunset may fall on the
 * neighbouring UTC date. pvlib: `spa.transit_sunrise_sunset`.
 */
export function sunEvents(
  dateMs: number,
  lat: number,
  lon: number,
  options: SunEventOptions = {},
): SunEvents {
  const dayMs = Math.floor(dateMs / DAY_MS) * DAY_MS;
  const { deltaTS = deltaTAtS(dayMs), elevationDeg = RISE_ELEVATION_DEG } = options;
  const siderealDeg = geocentricSun(dayMs, deltaTS).siderealDeg;
  // At 0 h terrestrial time of the day before, the day and the day after: delta T is 0 in these.
  const sky = interpolator(
    geocentricSun(dayMs - DAY_MS, 0),
    geocentricSun(dayMs, 0),
    geocentricSun(dayMs + DAY_MS, 0),
  );
  const atDay = sky(0);
  const noon = 0.5 - lon / 360;
  const transitGuess = (atDay.rightAscension - lon - siderealDeg) / 360;
  const transit = transitGuess - Math.round(transitGuess - noon);

  const hourAngleAt = (fraction: number, rightAscension: number) =>
    signedDeg(siderealDeg + 360.985647 * fraction + lon - rightAscension);
  const corrected = (guess: number, correction: (fraction: number) => number) => {
    let fraction = guess;
    for (let i = 0; i < CORRECTIONS; i++) fraction += correction(fraction);
    return dayMs + fraction * DAY_MS;
  };
  const place = (fraction: number) => {
    const { rightAscension, declination } = sky(fraction + deltaTS / 86_400);
    const hourAngle = hourAngleAt(fraction, rightAscension);
    return { hourAngle, declination };
  };
  const transitMs = corrected(transit, (fraction) => -place(fraction).hourAngle / 360);

  const sinLat = Math.sin(lat * RAD);
  const cosLat = Math.cos(lat * RAD);
  const cosHour =
    (Math.sin(elevationDeg * RAD) - sinLat * Math.sin(atDay.declination * RAD)) /
    (cosLat * Math.cos(atDay.declination * RAD));
  if (cosHour > 1) return { day: 'down-all-day', sunriseMs: null, transitMs, sunsetMs: null };
  if (cosHour < -1) return { day: 'up-all-day', sunriseMs: null, transitMs, sunsetMs: null };
  const halfDay = Math.acos(cosHour) / RAD / 360;
  const towardsHorizon = (fraction: number) => {
    const { hourAngle, declination } = place(fraction);
    const cosDec = Math.cos(declination * RAD);
    const sine = sinLat * Math.sin(declination * RAD) + cosLat * cosDec * Math.cos(hourAngle * RAD);
    const elevation = Math.asin(sine) / RAD;
    return (elevation - elevationDeg) / (360 * cosDec * cosLat * Math.sin(hourAngle * RAD));
  };
  return {
    day: 'rises-and-sets',
    sunriseMs: corrected(transit - halfDay, towardsHorizon),
    transitMs,
    sunsetMs: corrected(transit + halfDay, towardsHorizon),
  };
}

/** Eqs. A9, A10: second differences through three midnights; n in days of the middle one. */
function interpolator(before: GeocentricSun, middle: GeocentricSun, after: GeocentricSun) {
  const through = (minus: number, zero: number, plus: number) => {
    const a = signedDeg(zero - minus);
    const b = signedDeg(plus - zero);
    return (n: number) => zero + (n * (a + b + (b - a) * n)) / 2;
  };
  const rightAscension = through(before.rightAscensionDeg, middle.rightAscensionDeg, after.rightAscensionDeg);
  const declination = through(before.declinationDeg, middle.declinationDeg, after.declinationDeg);
  return (n: number) => ({ rightAscension: rightAscension(n), declination: declination(n) });
}

/** Into [-180, 180). */
function signedDeg(deg: number): number {
  return limitDeg(deg + 180) - 180;
}
