/**
 * Where the sun stands: the simulators' own sun, so that a forecast is never checked against its own equations.
 *
 * NOAA Solar Calculator equations (NOAA Global Monitoring Laboratory), after J. Meeus, "Astronomical Algorithms",
 * 2nd ed., chapter 25 (low accuracy). Valid 1901 to 2099, within 0.02 degrees; refraction is left out, for it
 * matters only below 5 degrees of elevation.
 */
const RAD = Math.PI / 180;
const J2000_MS = Date.UTC(2000, 0, 1, 12);
const CENTURY_MS = 36_525 * 86_400_000;

export type SunPosition = {
  /** Cosine of the zenith angle; negative below the horizon. */
  readonly cosZenith: number;
  /** Degrees clockwise from north, in [0, 360). */
  readonly azimuthDeg: number;
  /** Earth-sun distance in astronomical units. */
  readonly distanceAu: number;
};

/** The sun from a place (degrees, WGS 84) at a time (ms since 1970, UTC). */
export function sunAt(timeMs: number, lat: number, lon: number): SunPosition {
  const t = (timeMs - J2000_MS) / CENTURY_MS;
  const meanLonDeg = 280.46646 + t * (36_000.76983 + t * 0.0003032);
  const l0 = (meanLonDeg % 360) * RAD;
  const m = ((357.52911 + t * (35_999.05029 - 0.0001537 * t)) % 360) * RAD;
  const e = 0.016708634 - t * (0.000042037 + 0.0000001267 * t);
  const sinM = Math.sin(m);
  const centreDeg =
    sinM * (1.914602 - t * (0.004817 + 0.000014 * t)) +
    Math.sin(2 * m) * (0.019993 - 0.000101 * t) +
    Math.sin(3 * m) * 0.000289;
  const omega = (125.04 - 1934.136 * t) * RAD;
  const lambda = (meanLonDeg + centreDeg - 0.00569 - 0.00478 * Math.sin(omega)) * RAD;
  const eps =
    (23 +
      (26 + (21.448 - t * (46.815 + t * (0.00059 - t * 0.001813))) / 60) / 60 +
      0.00256 * Math.cos(omega)) *
    RAD;
  const sinDec = Math.sin(eps) * Math.sin(lambda);
  const cosDec = Math.sqrt(1 - sinDec * sinDec);
  const y = Math.tan(eps / 2) ** 2;
  const sin2L = Math.sin(2 * l0);
  const cos2L = Math.cos(2 * l0);
  const equationOfTimeMin =
    (4 / RAD) *
    (y * sin2L -
      2 * e * sinM +
      4 * e * y * sinM * cos2L -
      y * y * sin2L * cos2L -
      1.25 * e * e * Math.sin(2 * m));
  const utcMin = (((timeMs / 60_000) % 1440) + 1440) % 1440;
  const hourAngle = ((utcMin + equationOfTimeMin + 4 * lon) / 4 - 180) * RAD;
  const sinLat = Math.sin(lat * RAD);
  const cosLat = Math.cos(lat * RAD);
  const cosH = Math.cos(hourAngle);
  const azimuth = Math.atan2(Math.sin(hourAngle) * cosDec, cosH * sinLat * cosDec - sinDec * cosLat);
  const trueAnomaly = m + centreDeg * RAD;
  return {
    cosZenith: sinLat * sinDec + cosLat * cosDec * cosH,
    azimuthDeg: (azimuth / RAD + 540) % 360,
    distanceAu: (1.000001018 * (1 - e * e)) / (1 + e * Math.cos(trueAnomaly)),
  };
}
