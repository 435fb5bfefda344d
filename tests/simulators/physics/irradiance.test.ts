import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clearSkyWm2,
  diffuseFraction,
  extraterrestrialWm2,
  onPlaneWm2,
} from '../../../simulators/physics/irradiance.ts';

const sun = (zenithDeg: number, azimuthDeg = 0) => ({
  cosZenith: Math.cos((zenithDeg * Math.PI) / 180),
  azimuthDeg,
  distanceAu: 1,
});

// pvlib-python, tests/test_clearsky.py:265 (Haurwitz).
test.each([
  [110, 0],
  [90.001, 0],
  [80, 135.741748091813],
  [40, 778.766689344363],
])('a clear sky at a zenith of %d degrees gives %d W/m2', (zenith, ghi) => {
  expect(clearSkyWm2(sun(zenith))).toBeCloseTo(ghi, 6);
});

// pvlib-python, tests/test_irradiance.py:1140: 217.860117 of 1,000 W/m2 are diffuse at kt 0.718132729.
test('splits global irradiance as Erbs did', () => {
  expect(diffuseFraction(0.718132729)).toBeCloseTo(0.217860117, 6);
  expect(diffuseFraction(0.1)).toBeCloseTo(0.991, 9);
  expect(diffuseFraction(0.95)).toBe(0.165);
});

test('no light below the horizon', () => {
  expect(extraterrestrialWm2(sun(95))).toBe(0);
  expect(onPlaneWm2(50, sun(95), { tiltDeg: 10, azimuthDeg: 0 })).toBe(0);
});

test('a flat panel does not care where the lorry looks; a tilted one does', () => {
  const low = sun(60, 90);
  const on = (tiltDeg: number, azimuthDeg: number) => onPlaneWm2(500, low, { tiltDeg, azimuthDeg });
  expect(on(0, 90)).toBe(on(0, 270));
  expect(on(10, 90)).toBeGreaterThan(on(0, 90));
  expect(on(10, 270)).toBeLessThan(on(0, 90));
});

test('a panel never gets less than nothing nor more than sun and sky have', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 89, noNaN: true }),
      fc.double({ min: 0, max: 60, noNaN: true }),
      fc.double({ min: 0, max: 360, noNaN: true }),
      (index, zenith, tiltDeg, azimuthDeg) => {
        const wm2 = onPlaneWm2(clearSkyWm2(sun(zenith, 90)) * index, sun(zenith, 90), {
          tiltDeg,
          azimuthDeg,
        });
        expect(wm2).toBeGreaterThanOrEqual(0);
        expect(wm2).toBeLessThan(1500);
      },
    ),
  );
});
