/** The array, its losses and its heat: worked by hand, and what must hold for any. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CLEAN,
  pvwattsDcW,
  pvwattsInverterMultiW,
  pvwattsInverterW,
  pvwattsLossesPct,
  type Soiling,
  soilingNextDay,
} from '../../src/energy/array.ts';
import {
  faimanC,
  genericLinearC,
  noctSamC,
  PVSYST_MOUNTS,
  pvsystCellC,
  rossC,
  SAPM_MOUNTS,
  sapmCellC,
} from '../../src/energy/cell-temperature.ts';
import { ashraeModifier, martinRuizModifier, physicalModifier } from '../../src/energy/incidence-modifier.ts';

describe('DC power', () => {
  test('is the rating under standard conditions, and falls by gamma a kelvin', () => {
    expect(pvwattsDcW(1000, 25, 5400)).toBe(5400);
    expect(pvwattsDcW(1000, 50, 1000, { gammaPerC: -0.004 })).toBeCloseTo(900, 9);
  });

  test('low light: k of the rating is missing at 200 W/m2, none at 1,000', () => {
    expect(pvwattsDcW(200, 25, 1000, { k: 0.01 })).toBeCloseTo(190, 9);
    expect(pvwattsDcW(1000, 25, 1000, { k: 0.01 })).toBeCloseTo(1000, 9);
    expect(pvwattsDcW(100, 25, 1000, { k: 0.01 })).toBeCloseTo(100 - 10 * (1 - 0.5 ** 4), 9);
    expect(pvwattsDcW(0, 25, 1000, { k: 0.01 })).toBe(0);
    // The two pieces meet.
    const below = pvwattsDcW(199.999, 25, 1000, { k: 0.05 });
    expect(pvwattsDcW(200.001, 25, 1000, { k: 0.05 })).toBeCloseTo(below, 1);
  });

  test('what is unknown stays unknown', () => {
    expect(pvwattsDcW(Number.NaN, 25, 1000, { k: 0.01 })).toBeNaN();
    expect(pvwattsInverterW(Number.NaN, 1000)).toBeNaN();
  });
});

describe('losses and inverter', () => {
  test('losses multiply, and are told one by one', () => {
    const none = {
      soilingPct: 0,
      shadingPct: 0,
      mismatchPct: 0,
      wiringPct: 0,
      connectionsPct: 0,
      lightInducedPct: 0,
      nameplatePct: 0,
      availabilityPct: 0,
    };
    expect(pvwattsLossesPct(none)).toBeCloseTo(0, 12);
    expect(pvwattsLossesPct({ ...none, soilingPct: 10, agePct: 50 })).toBeCloseTo(55, 9);
    expect(pvwattsLossesPct({ soilingPct: undefined })).toBe(pvwattsLossesPct());
  });

  test('an inverter gives no more than it gets, nor than its rating, and nothing below its own need', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3, noNaN: true }), (load) => {
        const acW = pvwattsInverterW(load * 1000, 1000);
        expect(acW).toBeGreaterThanOrEqual(0);
        expect(acW).toBeLessThanOrEqual(Math.min(load * 1000, 960));
      }),
    );
    expect(pvwattsInverterW(5, 1000)).toBe(0);
    expect(pvwattsInverterW(0, 1000)).toBe(0);
    expect(pvwattsInverterMultiW([300, 400], 1000)).toBe(pvwattsInverterW(700, 1000));
  });
});

describe('soiling', () => {
  const days = (count: number, start: Soiling, rainMm = 0) => {
    let state = start;
    for (let i = 0; i < count; i++) state = soilingNextDay(state, { rainMm });
    return state;
  };

  test('ten dry days take 1.5 %, never more than 30 %', () => {
    expect(days(10, CLEAN).loss).toBeCloseTo(0.015, 12);
    expect(days(1000, CLEAN).loss).toBe(0.3);
  });

  test('rain cleans, and for a fortnight no dust flies; drizzle does not', () => {
    const rained = soilingNextDay(days(50, CLEAN), { rainMm: 12 });
    expect(rained.loss).toBe(0);
    expect(days(14, rained).loss).toBe(0);
    expect(days(15, rained).loss).toBeCloseTo(0.0015, 12);
    expect(days(20, CLEAN, 2).loss).toBeCloseTo(0.03, 12);
  });

  test('a cloth cleans, but the dust comes back the next day', () => {
    const washed = soilingNextDay(days(50, CLEAN), { washed: true });
    expect(washed.loss).toBe(0);
    expect(days(1, washed).loss).toBeCloseTo(0.0015, 12);
  });
});

describe('cell temperature', () => {
  const exposure = fc.record({
    poaWm2: fc.double({ min: 0, max: 1300, noNaN: true }),
    airC: fc.double({ min: -10, max: 45, noNaN: true }),
    windMs: fc.double({ min: 0, max: 15, noNaN: true }),
  });
  const MODELS = {
    sapm: (at) => sapmCellC(at, SAPM_MOUNTS.insulated_back_glass_polymer),
    pvsyst: (at) => pvsystCellC(at, { ...PVSYST_MOUNTS.insulated, uV: 1.2 }),
    faiman: (at) => faimanC(at),
    noct: (at) => noctSamC(at, { noctC: 45, moduleEfficiency: 0.2 }),
    generic: (at) =>
      genericLinearC(at, { uConst: 11, duWind: 5.5, moduleEfficiency: 0.19, absorptance: 0.88 }),
  } satisfies Record<string, (at: { poaWm2: number; airC: number; windMs: number }) => number>;

  test.each(Object.entries(MODELS))(
    '%s: the air’s in the dark, hotter in the light, cooler in the wind',
    (_name, cellC) => {
      fc.assert(
        fc.property(exposure, (at) => {
          expect(cellC({ ...at, poaWm2: 0 })).toBeCloseTo(at.airC, 9);
          expect(cellC(at)).toBeGreaterThanOrEqual(at.airC);
          expect(cellC({ ...at, poaWm2: at.poaWm2 + 100 })).toBeGreaterThan(cellC(at));
          expect(cellC({ ...at, windMs: at.windMs + 1 })).toBeLessThanOrEqual(cellC(at));
          expect(cellC({ ...at, airC: Number.NaN })).toBeNaN();
        }),
      );
    },
  );

  test('Ross: 800 W/m2 at 20 °C is the nominal temperature', () => {
    expect(rossC(800, 20, { noctC: 47 })).toBeCloseTo(47, 9);
  });

  test.each([
    [0, 45],
    [0.4, 63],
    [1, 56],
    [2, 51],
    [3, 47],
    [4, 45],
  ])('NOCT: at %d inches from the roof as if it were %d °C', (standoffIn, noctC) => {
    const at = { poaWm2: 900, airC: 30, windMs: 2 };
    const standing = noctSamC(at, { noctC: 45, moduleEfficiency: 0.2, standoffIn });
    expect(standing).toBe(noctSamC(at, { noctC, moduleEfficiency: 0.2 }));
  });

  test('NOCT: an array stands one storey up, or two', () => {
    const three = { noctC: 45, moduleEfficiency: 0.2, heightStoreys: 3 as 2 };
    expect(() => noctSamC({ poaWm2: 900, airC: 30, windMs: 2 }, three)).toThrow('1 or 2');
  });
});

describe('the modifier of flat light', () => {
  // pvlib-python, tests/test_iam.py: test_ashrae, test_physical, test_martin_ruiz.
  test.each([
    [0, 1, 1],
    [22.5, 0.99588039, 0.99926198],
    [45, 0.97928932, 0.98797788],
    [67.5, 0.9193437, 0.8893998],
    [90, 0, 0],
    [-45, 0.97928932, 0.98797788],
    [-90, 0, 0],
  ])('at %d degrees: ASHRAE %d, physical %d', (incidence, ashrae, physical) => {
    expect(ashraeModifier(incidence)).toBeCloseTo(ashrae, 7);
    expect(physicalModifier(incidence)).toBeCloseTo(physical, 7);
  });

  test('Martin and Ruiz at 45 degrees', () => {
    expect(martinRuizModifier(45)).toBeCloseTo(0.98986965, 7);
    expect(martinRuizModifier(0)).toBe(1);
    expect(martinRuizModifier(95)).toBe(0);
  });

  test('falls from 1 to 0', () => {
    const angle = fc.double({ min: 0, max: 89.5, noNaN: true });
    fc.assert(
      fc.property(angle, (incidence) => {
        for (const modifier of [ashraeModifier, physicalModifier, martinRuizModifier]) {
          expect(modifier(incidence)).toBeGreaterThanOrEqual(0);
          expect(modifier(incidence)).toBeLessThanOrEqual(1 + 1e-12);
          expect(modifier(incidence + 0.5)).toBeLessThanOrEqual(modifier(incidence) + 1e-12);
          expect(modifier(Number.NaN)).toBeNaN();
        }
      }),
    );
  });
});
