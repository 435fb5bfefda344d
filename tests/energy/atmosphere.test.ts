/** Air mass, pressure and turbidity: what must hold at any height of the sun and of the place. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AirmassModel,
  absoluteAirmass,
  altitudeAtPressureM,
  pressureAtAltitudePa,
  relativeAirmass,
} from '../../src/energy/atmosphere.ts';
import {
  broadbandAodBird,
  LINKE_TURBIDITY_DEFAULT,
  linkeTurbidityKasten,
  precipitableWaterCm,
} from '../../src/energy/turbidity.ts';

const MODELS: readonly AirmassModel[] = [
  'simple',
  'kasten1966',
  'youngirvine1967',
  'kastenyoung1989',
  'gueymard1993',
  'young1994',
  'pickering2002',
];

describe.each(MODELS)('air mass %s', (model) => {
  test('is 1 overhead, and unknown below the horizon or of an unknown sun', () => {
    expect(relativeAirmass(0, model)).toBeCloseTo(1, 2);
    expect(relativeAirmass(90.0001, model)).toBeNaN();
    expect(relativeAirmass(Number.NaN, model)).toBeNaN();
  });

  test('grows as the sun sinks, down to 5 degrees', () => {
    const zenith = fc.double({ min: 0, max: 84.9, noNaN: true });
    fc.assert(
      fc.property(zenith, (zenithDeg) => {
        expect(relativeAirmass(zenithDeg + 0.1, model)).toBeGreaterThan(relativeAirmass(zenithDeg, model));
      }),
    );
  });

  test('is within 1 % of Kasten and Young down to 20 degrees', () => {
    const zenith = fc.double({ min: 0, max: 70, noNaN: true });
    fc.assert(
      fc.property(zenith, (zenithDeg) => {
        expect(Math.abs(relativeAirmass(zenithDeg, model) / relativeAirmass(zenithDeg) - 1)).toBeLessThan(
          0.01,
        );
      }),
    );
  });
});

test('air mass at the horizon is finite where the formula is meant to be', () => {
  // Kasten and Young (1989) table 1: 38 at the horizon.
  expect(relativeAirmass(90)).toBeCloseTo(37.92, 2);
  expect(relativeAirmass(90, 'kasten1966')).toBeCloseTo(36.5, 0);
});

test('pressure and altitude undo each other, to within a metre', () => {
  fc.assert(
    fc.property(fc.double({ min: -500, max: 9000, noNaN: true }), (altitudeM) => {
      expect(Math.abs(altitudeAtPressureM(pressureAtAltitudePa(altitudeM)) - altitudeM)).toBeLessThan(1);
    }),
  );
  expect(pressureAtAltitudePa(0)).toBeCloseTo(101_325, -1);
  expect(absoluteAirmass(2, 50_662.5)).toBe(1);
});

describe('turbidity', () => {
  test('Kasten: clean dry air is worth little more than one clean, dry atmosphere', () => {
    expect(linkeTurbidityKasten(2, 0.001, 0)).toBeGreaterThan(1);
    expect(linkeTurbidityKasten(2, 0.001, 0)).toBeLessThan(1.5);
  });

  test('Kasten (1996) by hand: air mass 1, 1 cm of water, depth 0.1 is (9.4 + 0.9) (0.134 + 0.112 + 0.1)', () => {
    expect(linkeTurbidityKasten(1, 1, 0.1)).toBeCloseTo(10.3 * 0.346, 9);
  });

  test('aerosol makes it hazier', () => {
    const depth = fc.double({ min: 0, max: 1, noNaN: true });
    const airmass = fc.double({ min: 0.8, max: 10, noNaN: true });
    fc.assert(
      fc.property(airmass, depth, (air, aod) => {
        expect(linkeTurbidityKasten(air, 2, aod + 0.01)).toBeGreaterThan(linkeTurbidityKasten(air, 2, aod));
      }),
    );
    expect(broadbandAodBird(0.15, 0.1)).toBeCloseTo(0.0763745, 7);
    expect(LINKE_TURBIDITY_DEFAULT).toBeGreaterThan(3);
  });

  // pvlib-python, tests/test_atmosphere.py, test_gueymard94_pw; never less than 0.1 cm.
  test.each([
    [0, 0, 0.1],
    [0, 30, 0.33702061],
    [0, 100, 1.12340202],
    [20, 30, 1.12040963],
    [20, 100, 3.73469877],
    [40, 0, 0.1],
    [40, 30, 3.44859767],
    [40, 100, 11.49532557],
  ])('water in air of %d °C and %d %%: %d cm', (temperatureC, humidityPct, waterCm) => {
    expect(precipitableWaterCm(temperatureC, humidityPct)).toBeCloseTo(waterCm, 6);
  });
});
