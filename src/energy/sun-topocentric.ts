/**
 * The sun as seen from a place: parallax, refraction, zenith and azimuth. Cheap (some ten sines), so it is done for each
 * truck and hour on top of one `geocentricSun` an instant.
 *
 * Reda and Andreas, NREL/TP-560-34302 (2008), sections 3.10 to 3.14. Angles are in degrees.
 */
import { type GeocentricSun, limitDeg } from './sun-geocentric.ts';

const RAD = Math.PI / 180;
/** Polar over equatorial radius of the earth, and the latter in metres, as the report has them. */
const FLATTENING = 0.99664719;
const EARTH_RADIUS_M = 6_378_140;
const SUN_RADIUS_DEG = 0.26667;
/** What refraction lifts the sun by at the horizon in an average atmosphere. */
export const HORIZON_REFRACTION_DEG = 0.5667;

export type SunPosition = {
  /** From the vertical to the sun's centre, as the light would come without an atmosphere. */
  readonly zenithDeg: number;
  /** With refraction: where the sun is seen. */
  readonly apparentZenithDeg: number;
  /** Clockwise from north, [0, 360). */
  readonly azimuthDeg: number;
};

/** What of a place enters, computed once. */
export type Observer = {
  readonly lon: number;
  readonly sinLat: number;
  readonly cosLat: number;
  /** Distance from the earth's axis and from the equator's plane, in equatorial radii. */
  readonly x: number;
  readonly y: number;
};

/** Latitude and longitude in degrees (WGS 84), altitude in metres above sea level. */
export function observerAt(lat: number, lon: number, altitudeM = 0): Observer {
  const u = reducedLatitudeRad(lat);
  return {
    lon,
    sinLat: Math.sin(lat * RAD),
    cosLat: Math.cos(lat * RAD),
    x: axisDistance(u, lat, altitudeM),
    y: equatorDistance(u, lat, altitudeM),
  };
}

/** Air at the place: yearly means do. `horizonRefractionDeg` only tells when refraction starts to be computed. */
export type AirForRefraction = { pressurePa: number; temperatureC: number; horizonRefractionDeg?: number };

/** Zenith and azimuth; pvlib: `spa.solar_position`, with the pressure in Pa. */
export function sunSeenFrom(sun: GeocentricSun, observer: Observer, air: AirForRefraction): SunPosition {
  const { sinLat, cosLat, x, y } = observer;
  const hourAngle = (sun.siderealDeg + observer.lon - sun.rightAscensionDeg) * RAD;
  const declination = sun.declinationDeg * RAD;
  const sinParallax = Math.sin(parallaxDeg(sun.distanceAu) * RAD);
  const sinDec = Math.sin(declination);
  const towards = Math.cos(declination) - x * sinParallax * Math.cos(hourAngle);
  const shift = Math.atan2(-x * sinParallax * Math.sin(hourAngle), towards);
  const topocentricDec = Math.atan2((sinDec - y * sinParallax) * Math.cos(shift), towards);
  const topocentricHour = hourAngle - shift;
  const cosHour = Math.cos(topocentricHour);
  const sinTopoDec = Math.sin(topocentricDec);
  const cosTopoDec = Math.cos(topocentricDec);
  const sinElevation = clampUnit(sinLat * sinTopoDec + cosLat * cosTopoDec * cosHour);
  const elevation = Math.asin(sinElevation) / RAD;
  // Eq. 45 multiplied by cos(delta'), which is positive: the quadrant stays, and there is no tangent to overflow.
  const fromSouth = Math.atan2(
    Math.sin(topocentricHour) * cosTopoDec,
    cosHour * sinLat * cosTopoDec - sinTopoDec * cosLat,
  );
  const lift = refractionDeg(air.pressurePa, air.temperatureC, elevation, air.horizonRefractionDeg);
  return {
    zenithDeg: 90 - elevation,
    apparentZenithDeg: 90 - elevation - lift,
    azimuthDeg: limitDeg(fromSouth / RAD + 180),
  };
}

/** Rounding may carry a sine a hair past 1 when the sun is in the zenith. */
function clampUnit(sine: number): number {
  return sine > 1 ? 1 : sine < -1 ? -1 : sine;
}

/** H (eq. 32), westward from south. pvlib: `spa.local_hour_angle`. */
export function hourAngleDeg(sidereal: number, lon: number, rightAscension: number): number {
  return limitDeg(sidereal + lon - rightAscension);
}

/** Xi, the equatorial horizontal parallax (eq. 33). pvlib: `spa.equatorial_horizontal_parallax`. */
export function parallaxDeg(distanceAu: number): number {
  return 8.794 / (3600 * distanceAu);
}

/** u (eq. 34). pvlib: `spa.uterm`. */
export function reducedLatitudeRad(lat: number): number {
  return Math.atan(FLATTENING * Math.tan(lat * RAD));
}

/** x (eq. 35). pvlib: `spa.xterm`. */
export function axisDistance(uRad: number, lat: number, altitudeM: number): number {
  return Math.cos(uRad) + (altitudeM / EARTH_RADIUS_M) * Math.cos(lat * RAD);
}

/** y (eq. 36). pvlib: `spa.yterm`. */
export function equatorDistance(uRad: number, lat: number, altitudeM: number): number {
  return FLATTENING * Math.sin(uRad) + (altitudeM / EARTH_RADIUS_M) * Math.sin(lat * RAD);
}

/** Delta alpha (eq. 37). pvlib: `spa.parallax_sun_right_ascension`. */
export function rightAscensionParallaxDeg(
  x: number,
  parallax: number,
  hourAngle: number,
  declination: number,
): number {
  const sinParallax = Math.sin(parallax * RAD);
  return (
    Math.atan2(
      -x * sinParallax * Math.sin(hourAngle * RAD),
      Math.cos(declination * RAD) - x * sinParallax * Math.cos(hourAngle * RAD),
    ) / RAD
  );
}

/** Alpha' (eq. 38). pvlib: `spa.topocentric_sun_right_ascension`. */
export function topocentricRightAscensionDeg(rightAscension: number, parallaxShift: number): number {
  return rightAscension + parallaxShift;
}

/** Delta' (eq. 39). pvlib: `spa.topocentric_sun_declination`. */
export function topocentricDeclinationDeg(
  declination: number,
  x: number,
  y: number,
  parallax: number,
  parallaxShift: number,
  hourAngle: number,
): number {
  const sinParallax = Math.sin(parallax * RAD);
  return (
    Math.atan2(
      (Math.sin(declination * RAD) - y * sinParallax) * Math.cos(parallaxShift * RAD),
      Math.cos(declination * RAD) - x * sinParallax * Math.cos(hourAngle * RAD),
    ) / RAD
  );
}

/** H' (eq. 40). pvlib: `spa.topocentric_local_hour_angle`. */
export function topocentricHourAngleDeg(hourAngle: number, parallaxShift: number): number {
  return hourAngle - parallaxShift;
}

/** e0 (eq. 41). pvlib: `spa.topocentric_elevation_angle_without_atmosphere`. */
export function trueElevationDeg(lat: number, declination: number, hourAngle: number): number {
  const sine =
    Math.sin(lat * RAD) * Math.sin(declination * RAD) +
    Math.cos(lat * RAD) * Math.cos(declination * RAD) * Math.cos(hourAngle * RAD);
  return Math.asin(clampUnit(sine)) / RAD;
}

/**
 * Delta e (eq. 42), 0 once the upper limb is below the horizon. pvlib: `spa.atmospheric_refraction_correction`, whose
 * pressure is in hPa.
 */
export function refractionDeg(
  pressurePa: number,
  temperatureC: number,
  trueElevation: number,
  horizonRefraction: number = HORIZON_REFRACTION_DEG,
): number {
  if (trueElevation < -(SUN_RADIUS_DEG + horizonRefraction)) return 0;
  const angle = (trueElevation + 10.3 / (trueElevation + 5.11)) * RAD;
  return ((pressurePa / 101_000) * (283 / (273 + temperatureC)) * 1.02) / (60 * Math.tan(angle));
}

/** e (eq. 43). pvlib: `spa.topocentric_elevation_angle`. */
export function apparentElevationDeg(trueElevation: number, refraction: number): number {
  return trueElevation + refraction;
}

/** Theta, of an elevation (eq. 44). pvlib: `spa.topocentric_zenith_angle`. */
export function zenithOfElevationDeg(elevation: number): number {
  return 90 - elevation;
}

/** Gamma, westward from south (eq. 45). pvlib: `spa.topocentric_astronomers_azimuth`. */
export function azimuthFromSouthDeg(hourAngle: number, declination: number, lat: number): number {
  const up = Math.sin(hourAngle * RAD);
  const along =
    Math.cos(hourAngle * RAD) * Math.sin(lat * RAD) - Math.tan(declination * RAD) * Math.cos(lat * RAD);
  return limitDeg(Math.atan2(up, along) / RAD);
}

/** Phi, eastward from north (eq. 46). pvlib: `spa.topocentric_azimuth_angle`. */
export function azimuthFromNorthDeg(fromSouth: number): number {
  return limitDeg(fromSouth + 180);
}
