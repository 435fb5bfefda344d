/**
 * Where the sun stands as seen from the earth's centre: the part of the solar position algorithm that depends on the
 * instant alone. It is the costly part (about 320 terms), so a fleet's forecast computes it once an instant.
 *
 * Reda and Andreas, "Solar position algorithm for solar radiation applications", NREL/TP-560-34302 (2008), sections
 * 3.2 to 3.9; valid from -2000 to 6000, uncertain by 0.0003 degrees. The steps are exported under the report's names so
 * that each can be held against its worked example. Angles are in degrees unless a name says otherwise.
 */
import { NUTATION_TERMS } from './sun-nutation-terms.ts';
import { DISTANCE_TERMS, LATITUDE_TERMS, LONGITUDE_TERMS, type Series } from './sun-orbit-terms.ts';
import {
  deltaTAtS,
  julianCentury,
  julianDay,
  julianEphemerisDay,
  julianEphemerisMillennium,
  polynomial,
} from './sun-time.ts';

const RAD = Math.PI / 180;

export type GeocentricSun = {
  readonly atMs: number;
  /** Greenwich apparent sidereal time (nu). */
  readonly siderealDeg: number;
  readonly rightAscensionDeg: number;
  readonly declinationDeg: number;
  readonly distanceAu: number;
  /** Apparent less mean solar time. */
  readonly equationOfTimeMin: number;
};

/** All of sections 3.2 to 3.9. Without `deltaTS` it is that of the month (Espenak and Meeus). */
export function geocentricSun(atMs: number, deltaTS: number = deltaTAtS(atMs)): GeocentricSun {
  const jd = julianDay(atMs);
  const jce = julianCentury(julianEphemerisDay(jd, deltaTS));
  const jme = julianEphemerisMillennium(jce);
  const distanceAu = heliocentricDistanceAu(jme);
  const beta = geocentricLatitudeDeg(heliocentricLatitudeDeg(jme));
  const nutation = nutationDeg(
    jce,
    meanElongationDeg(jce),
    meanAnomalySunDeg(jce),
    meanAnomalyMoonDeg(jce),
    moonArgumentOfLatitudeDeg(jce),
    moonAscendingNodeDeg(jce),
  );
  const epsilon = trueObliquityDeg(meanObliquityArcsec(jme), nutation.obliquity);
  const theta = geocentricLongitudeDeg(heliocentricLongitudeDeg(jme));
  const lambda = apparentLongitudeDeg(theta, nutation.longitude, aberrationDeg(distanceAu));
  const nu = apparentSiderealDeg(meanSiderealDeg(jd, julianCentury(jd)), nutation.longitude, epsilon);
  const alpha = rightAscensionDeg(lambda, epsilon, beta);
  return {
    atMs,
    siderealDeg: nu,
    rightAscensionDeg: alpha,
    declinationDeg: declinationDeg(lambda, epsilon, beta),
    distanceAu,
    equationOfTimeMin: equationOfTimeMin(meanLongitudeDeg(jme), alpha, nutation.longitude, epsilon),
  };
}

/** Into [0, 360). */
export function limitDeg(deg: number): number {
  const limited = deg % 360;
  return limited < 0 ? limited + 360 : limited;
}

/** The terms in one row, so that a sum runs through memory in order. */
type Flat = readonly Float64Array[];
const flatten = (series: Series): Flat => series.map((terms) => new Float64Array(terms.flat()));
const LONGITUDE = flatten(LONGITUDE_TERMS);
const LATITUDE = flatten(LATITUDE_TERMS);
const DISTANCE = flatten(DISTANCE_TERMS);
const NUTATION = new Float64Array(NUTATION_TERMS.flat());

/** Eqs. 9 to 11: the sum over powers of t of the sums of A cos(B + C t), of 1e-8. */
function seriesSum(series: Flat, jme: number): number {
  let total = 0;
  for (let power = series.length - 1; power >= 0; power--) {
    const terms = series[power] as Float64Array;
    let sum = 0;
    for (let i = 0; i < terms.length; i += 3) {
      sum += (terms[i] as number) * Math.cos((terms[i + 1] as number) + (terms[i + 2] as number) * jme);
    }
    total = total * jme + sum;
  }
  return total / 1e8;
}

/** L (eqs. 9 to 12). pvlib: `spa.heliocentric_longitude`. */
export function heliocentricLongitudeDeg(jme: number): number {
  return limitDeg(seriesSum(LONGITUDE, jme) / RAD);
}

/** B (section 3.2.7). pvlib: `spa.heliocentric_latitude`. */
export function heliocentricLatitudeDeg(jme: number): number {
  return seriesSum(LATITUDE, jme) / RAD;
}

/** R (section 3.2.8). pvlib: `spa.heliocentric_radius_vector`. */
export function heliocentricDistanceAu(jme: number): number {
  return seriesSum(DISTANCE, jme);
}

/** Theta (eq. 13). */
export function geocentricLongitudeDeg(heliocentricLongitude: number): number {
  return limitDeg(heliocentricLongitude + 180);
}

/** Beta (eq. 14). */
export function geocentricLatitudeDeg(heliocentricLatitude: number): number {
  return -heliocentricLatitude;
}

/** X0, of the moon from the sun (eq. 15). pvlib: `spa.mean_elongation`. */
export function meanElongationDeg(jce: number): number {
  return polynomial([297.85036, 445267.11148, -0.0019142, 1 / 189474], jce);
}

/** X1 (eq. 16). pvlib: `spa.mean_anomaly_sun`. */
export function meanAnomalySunDeg(jce: number): number {
  return polynomial([357.52772, 35999.05034, -0.0001603, -1 / 300000], jce);
}

/** X2 (eq. 17). pvlib: `spa.mean_anomaly_moon`. */
export function meanAnomalyMoonDeg(jce: number): number {
  return polynomial([134.96298, 477198.867398, 0.0086972, 1 / 56250], jce);
}

/** X3 (eq. 18). pvlib: `spa.moon_argument_latitude`. */
export function moonArgumentOfLatitudeDeg(jce: number): number {
  return polynomial([93.27191, 483202.017538, -0.0036825, 1 / 327270], jce);
}

/** X4 (eq. 19). pvlib: `spa.moon_ascending_longitude`. */
export function moonAscendingNodeDeg(jce: number): number {
  return polynomial([125.04452, -1934.136261, 0.0020708, 1 / 450000], jce);
}

/** Delta psi and delta epsilon (eqs. 20 to 23). pvlib: `spa.longitude_obliquity_nutation`. */
export function nutationDeg(
  jce: number,
  x0: number,
  x1: number,
  x2: number,
  x3: number,
  x4: number,
): { longitude: number; obliquity: number } {
  let longitude = 0;
  let obliquity = 0;
  for (let i = 0; i < NUTATION.length; i += 9) {
    const at = (offset: number) => NUTATION[i + offset] as number;
    const argument = (at(0) * x0 + at(1) * x1 + at(2) * x2 + at(3) * x3 + at(4) * x4) * RAD;
    longitude += (at(5) + at(6) * jce) * Math.sin(argument);
    obliquity += (at(7) + at(8) * jce) * Math.cos(argument);
  }
  return { longitude: longitude / 36_000_000, obliquity: obliquity / 36_000_000 };
}

/** Epsilon 0 (eq. 24). pvlib: `spa.mean_ecliptic_obliquity`. */
export function meanObliquityArcsec(jme: number): number {
  return polynomial(
    [84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45],
    jme / 10,
  );
}

/** Epsilon (eq. 25). pvlib: `spa.true_ecliptic_obliquity`. */
export function trueObliquityDeg(meanArcsec: number, nutationObliquity: number): number {
  return meanArcsec / 3600 + nutationObliquity;
}

/** Delta tau (eq. 26). pvlib: `spa.aberration_correction`. */
export function aberrationDeg(distanceAu: number): number {
  return -20.4898 / (3600 * distanceAu);
}

/** Lambda (eq. 27). pvlib: `spa.apparent_sun_longitude`. */
export function apparentLongitudeDeg(theta: number, nutationLongitude: number, aberration: number): number {
  return theta + nutationLongitude + aberration;
}

/** Nu 0 (eq. 28). pvlib: `spa.mean_sidereal_time`. */
export function meanSiderealDeg(jd: number, jc: number): number {
  return limitDeg(
    280.46061837 + 360.98564736629 * (jd - 2451545) + (0.000387933 - jc / 38_710_000) * jc * jc,
  );
}

/** Nu (eq. 29). pvlib: `spa.apparent_sidereal_time`. */
export function apparentSiderealDeg(mean: number, nutationLongitude: number, obliquity: number): number {
  return mean + nutationLongitude * Math.cos(obliquity * RAD);
}

/** Alpha (eq. 30). pvlib: `spa.geocentric_sun_right_ascension`. */
export function rightAscensionDeg(lambda: number, epsilon: number, beta: number): number {
  const up =
    Math.sin(lambda * RAD) * Math.cos(epsilon * RAD) - Math.tan(beta * RAD) * Math.sin(epsilon * RAD);
  return limitDeg(Math.atan2(up, Math.cos(lambda * RAD)) / RAD);
}

/** Delta (eq. 31). pvlib: `spa.geocentric_sun_declination`. */
export function declinationDeg(lambda: number, epsilon: number, beta: number): number {
  const sine =
    Math.sin(beta * RAD) * Math.cos(epsilon * RAD) +
    Math.cos(beta * RAD) * Math.sin(epsilon * RAD) * Math.sin(lambda * RAD);
  return Math.asin(sine) / RAD;
}

/** M, the sun's mean longitude (eq. A2), not limited. pvlib: `spa.sun_mean_longitude`. */
export function meanLongitudeDeg(jme: number): number {
  return polynomial([280.4664567, 360007.6982779, 0.03032028, 1 / 49931, -1 / 15300, -1 / 2_000_000], jme);
}

/** Eq. A1, within 20 minutes of zero. pvlib: `spa.equation_of_time`. */
export function equationOfTimeMin(
  meanLongitude: number,
  rightAscension: number,
  nutationLongitude: number,
  obliquity: number,
): number {
  const deg = meanLongitude - 0.0057183 - rightAscension + nutationLongitude * Math.cos(obliquity * RAD);
  const min = 4 * limitDeg(deg);
  return min > 720 ? min - 1440 : min;
}
