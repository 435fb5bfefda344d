/** Places on the earth as a sphere of mean radius 6,371.0088 km (IUGG, Moritz 1980). Degrees, WGS 84. */
export type Place = { readonly lat: number; readonly lon: number };

const EARTH_RADIUS_KM = 6371.0088;
const RAD = Math.PI / 180;

/** Great-circle distance in km (haversine; Sinnott 1984). */
export function distanceKm(a: Place, b: Place): number {
  const sinLat = Math.sin(((b.lat - a.lat) * RAD) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * RAD) / 2);
  const h = sinLat * sinLat + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * sinLon * sinLon;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The way to set out from `a` towards `b`: degrees clockwise from north, in [0, 360). */
export function bearingDeg(a: Place, b: Place): number {
  const dLon = (b.lon - a.lon) * RAD;
  const y = Math.sin(dLon) * Math.cos(b.lat * RAD);
  const x =
    Math.cos(a.lat * RAD) * Math.sin(b.lat * RAD) -
    Math.sin(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.cos(dLon);
  return (Math.atan2(y, x) / RAD + 360) % 360;
}

/** The place a fraction in [0, 1] of the way along the great circle from `a` to `b` (Williams, Aviation Formulary). */
export function along(a: Place, b: Place, fraction: number): Place {
  const angle = distanceKm(a, b) / EARTH_RADIUS_KM;
  if (angle < 1e-9) return a;
  const p = Math.sin((1 - fraction) * angle) / Math.sin(angle);
  const q = Math.sin(fraction * angle) / Math.sin(angle);
  const x =
    p * Math.cos(a.lat * RAD) * Math.cos(a.lon * RAD) + q * Math.cos(b.lat * RAD) * Math.cos(b.lon * RAD);
  const y =
    p * Math.cos(a.lat * RAD) * Math.sin(a.lon * RAD) + q * Math.cos(b.lat * RAD) * Math.sin(b.lon * RAD);
  const z = p * Math.sin(a.lat * RAD) + q * Math.sin(b.lat * RAD);
  return { lat: Math.atan2(z, Math.hypot(x, y)) / RAD, lon: Math.atan2(y, x) / RAD };
}
