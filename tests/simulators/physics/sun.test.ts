import { getSpa, SPA_ZA } from 'nrel-spa';
import { expect, test } from 'vitest';
import { sunAt } from '../../../simulators/physics/sun.ts';

const DEG = 180 / Math.PI;
const zenithDeg = (cos: number) => Math.acos(cos) * DEG;
const turnDeg = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

// Rows computed with pvlib-python (commit 6382338a, NREL SPA): time, lat, lon, true zenith, azimuth.
const PVLIB = [
  ['2026-03-20T09:00:00Z', -1.2864, 36.8172, 10.12108, 83.31665],
  ['2026-06-21T04:00:00Z', -1.2864, 36.8172, 84.66537, 66.31648],
  ['2026-12-21T09:30:00Z', 3.1191, 35.5973, 26.59212, 177.11708],
  ['2026-10-15T06:00:00Z', -4.0435, 39.6682, 46.69906, 97.92025],
  ['2026-06-21T04:00:00Z', 14.5995, 120.9842, 8.85386, 356.73159],
  ['2026-03-20T09:00:00Z', 48.8566, 2.3522, 62.1039, 127.50426],
] as const;

test.each(PVLIB)('the sun of %s at %d, %d is where pvlib has it', (at, lat, lon, zenith, azimuth) => {
  const sun = sunAt(Date.parse(at), lat, lon);
  expect(Math.abs(zenithDeg(sun.cosZenith) - zenith)).toBeLessThan(0.02);
  // Near the zenith a small angle on the sky is a large one of azimuth.
  expect(turnDeg(sun.azimuthDeg, azimuth) * Math.sin(zenith / DEG)).toBeLessThan(0.02);
});

test('stays within 0.02 degrees of the NREL SPA over years and the globe', () => {
  for (let i = 0; i < 400; i++) {
    const at = Date.UTC(2020, 0, 1) + i * 9.137 * 86_400_000;
    const lat = ((i * 37) % 120) - 60;
    const lon = ((i * 73) % 360) - 180;
    const spa = getSpa(new Date(at), lat, lon, 0, { function: SPA_ZA, pressure: 0, delta_t: 69 });
    const sun = sunAt(at, lat, lon);
    // SPA refracts from -0.8 degrees upwards unless the pressure is nil; parallax is 0.0024 degrees at most.
    expect(Math.abs(zenithDeg(sun.cosZenith) - spa.zenith)).toBeLessThan(0.02);
    expect(turnDeg(sun.azimuthDeg, spa.azimuth) * Math.sin(spa.zenith / DEG)).toBeLessThan(0.02);
  }
});

test('the distance follows the seasons: nearest in early January, farthest in early July', () => {
  expect(sunAt(Date.UTC(2026, 0, 3), 0, 0).distanceAu).toBeCloseTo(0.9833, 3);
  expect(sunAt(Date.UTC(2026, 6, 6), 0, 0).distanceAu).toBeCloseTo(1.0166, 3);
});
