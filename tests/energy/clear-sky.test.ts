/** Clear skies: what must hold whatever the sun, the air and the height of the place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absoluteAirmass, pressureAtAltitudePa, relativeAirmass } from '../../src/energy/atmosphere.ts';
import { haurwitzGhiWm2, type IneichenInput, ineichen } from '../../src/energy/clear-sky.ts';
import { bird } from '../../src/energy/clear-sky-aerosol.ts';
import { dayOfYear, extraRadiationAtWm2, extraRadiationWm2 } from '../../src/energy/extraterrestrial.ts';

const RAD = Math.PI / 180;
const zenith = fc.double({ min: 0, max: 180, noNaN: true });
const altitude = fc.double({ min: 0, max: 5000, noNaN: true });
const turbidity = fc.double({ min: 1.5, max: 8, noNaN: true });

function clearAt(apparentZenithDeg: number, altitudeM: number, linkeTurbidity: number) {
  const airmassAbsolute = absoluteAirmass(
    relativeAirmass(apparentZenithDeg),
    pressureAtAltitudePa(altitudeM),
  );
  return ineichen({ apparentZenithDeg, airmassAbsolute, linkeTurbidity, altitudeM });
}

describe('Ineichen and Perez', () => {
  test('direct and diffuse make up the global, none is negative, none is above what comes in', () => {
    fc.assert(
      fc.property(zenith, altitude, turbidity, (zenithDeg, altitudeM, linke) => {
        const { ghiWm2, dniWm2, dhiWm2 } = clearAt(zenithDeg, altitudeM, linke);
        expect(ghiWm2).toBeGreaterThanOrEqual(0);
        expect(dniWm2).toBeGreaterThanOrEqual(0);
        expect(dhiWm2).toBeGreaterThanOrEqual(-1e-9);
        expect(dniWm2).toBeLessThan(1364);
        const horizontal = dniWm2 * Math.max(0, Math.cos(zenithDeg * RAD));
        expect(Math.abs(ghiWm2 - horizontal - dhiWm2)).toBeLessThan(1e-9);
        if (zenithDeg > 90) expect(ghiWm2).toBe(0);
      }),
    );
  });

  test('hazier air lets less light through', () => {
    const high = fc.double({ min: 0, max: 80, noNaN: true });
    fc.assert(
      fc.property(high, altitude, turbidity, (zenithDeg, altitudeM, linke) => {
        const clear = clearAt(zenithDeg, altitudeM, linke);
        expect(clearAt(zenithDeg, altitudeM, linke + 0.5).dniWm2).toBeLessThanOrEqual(clear.dniWm2 + 1e-9);
        expect(clearAt(zenithDeg, altitudeM, linke + 0.5).ghiWm2).toBeLessThan(clear.ghiWm2);
      }),
    );
  });

  test('noon is brighter on the plateau of Nairobi than on the coast', () => {
    expect(clearAt(10, 1661, 3.5).ghiWm2).toBeGreaterThan(clearAt(10, 0, 3.5).ghiWm2 * 1.03);
  });

  test.each([
    ['zenith', { apparentZenithDeg: Number.NaN, airmassAbsolute: 1 }],
    ['turbidity', { apparentZenithDeg: 30, airmassAbsolute: 1.1, linkeTurbidity: Number.NaN }],
  ] satisfies [string, IneichenInput][])('an unknown %s gives an unknown sky', (_what, input) => {
    const { ghiWm2, dniWm2, dhiWm2 } = ineichen(input);
    expect([ghiWm2, dniWm2, dhiWm2]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  test('an air mass of null is a sun below the horizon', () => {
    expect(ineichen({ apparentZenithDeg: 95, airmassAbsolute: null })).toEqual({
      ghiWm2: 0,
      dniWm2: 0,
      dhiWm2: 0,
    });
  });
});

test('Haurwitz: nothing at night, unknown of an unknown sun, below 1,035 W/m2 always', () => {
  fc.assert(
    fc.property(zenith, (zenithDeg) => {
      const ghiWm2 = haurwitzGhiWm2(zenithDeg);
      expect(ghiWm2).toBeGreaterThanOrEqual(0);
      expect(ghiWm2).toBeLessThan(1036);
      if (zenithDeg >= 90.001) expect(ghiWm2).toBe(0);
    }),
  );
  expect(haurwitzGhiWm2(Number.NaN)).toBeNaN();
});

test('Bird: aerosol takes direct light and gives some of it back as diffuse; night is dark', () => {
  const at = { zenithDeg: 40, airmassRelative: relativeAirmass(40, 'kasten1966'), precipitableWaterCm: 2 };
  const clean = bird({ ...at, aod380: 0.05, aod500: 0.03 });
  const dusty = bird({ ...at, aod380: 0.5, aod500: 0.4 });
  expect(dusty.dniWm2).toBeLessThan(clean.dniWm2);
  expect(dusty.dhiWm2).toBeGreaterThan(clean.dhiWm2);
  expect(dusty.ghiWm2).toBeLessThan(clean.ghiWm2);
  expect(clean.ghiWm2).toBeCloseTo(clean.dhiWm2 + clean.directHorizontalWm2, 9);
  const night = { zenithDeg: 95, airmassRelative: 38, aod380: 0.1, aod500: 0.1, precipitableWaterCm: 2 };
  expect(bird(night)).toMatchObject({ ghiWm2: 0, dhiWm2: 0, directHorizontalWm2: 0 });
});

describe('above the atmosphere', () => {
  test('the formulas agree with the earth’s distance within 0.2 % on every day', () => {
    for (let day = 1; day <= 365; day++) {
      const exact = extraRadiationWm2(day, { model: 'nrel', year: 2026 });
      expect(Math.abs(extraRadiationWm2(day) / exact - 1)).toBeLessThan(0.002);
      expect(Math.abs(extraRadiationWm2(day, { model: 'asce' }) / exact - 1)).toBeLessThan(0.004);
    }
  });

  test('a day of year is its date', () => {
    expect(dayOfYear(Date.UTC(2026, 0, 1))).toBe(1);
    expect(dayOfYear(Date.UTC(2026, 11, 31, 23, 59))).toBe(365);
    expect(dayOfYear(Date.UTC(2024, 11, 31))).toBe(366);
    const atMs = Date.UTC(2012, 9, 26);
    expect(extraRadiationWm2(dayOfYear(atMs), { model: 'nrel', year: 2012 })).toBe(extraRadiationAtWm2(atMs));
    expect(extraRadiationWm2(100, { model: 'pyephem' })).toBe(extraRadiationWm2(100, { model: 'nrel' }));
  });
});
