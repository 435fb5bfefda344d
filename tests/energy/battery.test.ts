/** The battery's account: worked by hand, and what must hold for any battery, any day and any step. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type BatteryModel,
  batteryModel,
  batteryStep,
  chargeLimitW,
  chargeTemperatureShare,
  countCharge,
  dischargeLimitW,
  seemsFull,
  usableWh,
} from '../../src/energy/battery.ts';

const SETTINGS = { capacityWh: 10_000, reservePct: 20, maxChargeW: 4000, maxDischargeW: 5000 };
/** Round figures to work with by hand. */
const BATTERY = batteryModel(SETTINGS, { chargeEfficiency: 0.9, dischargeEfficiency: 0.8 });

describe('worked by hand', () => {
  test('charging: what is over after the load, less a tenth', () => {
    const step = batteryStep(BATTERY, 50, { pvW: 3000, loadW: 1000, hours: 1 });
    expect(step.socPct).toBeCloseTo(68, 9);
    expect(step).toMatchObject({ pvW: 3000, curtailedW: 0, servedW: 1000, unservedW: 0, gridW: 0 });
    expect(step.batteryW).toBeCloseTo(2000, 9);
    expect(step.lostW).toBeCloseTo(200, 9);
    expect(step.reserveAfterH).toBeNull();
  });

  test('discharging: a quarter more than is missing', () => {
    const step = batteryStep(BATTERY, 50, { pvW: 200, loadW: 1000, hours: 1 });
    expect(step.socPct).toBeCloseTo(40, 9);
    expect(step.batteryW).toBe(-800);
    expect(step.lostW).toBeCloseTo(200, 9);
    expect(step.servedW).toBe(1000);
  });

  test('the reserve: reached after two hours, and what is not served then', () => {
    const step = batteryStep(BATTERY, 40, { pvW: 0, loadW: 800, hours: 3 });
    expect(step.socPct).toBe(20);
    expect(step.reserveAfterH).toBeCloseTo(2, 9);
    expect(step.servedW * 3).toBeCloseTo(1600, 9);
    expect(step.unservedW * 3).toBeCloseTo(800, 9);
  });

  test('below the reserve when it may: the reserve is told all the same', () => {
    const empty = batteryModel(SETTINGS, { chargeEfficiency: 0.9, dischargeEfficiency: 0.8, floorPct: 0 });
    const step = batteryStep(empty, 40, { pvW: 0, loadW: 800, hours: 3 });
    expect(step.socPct).toBeCloseTo(10, 9);
    expect(step).toMatchObject({ unservedW: 0 });
    expect(step.reserveAfterH).toBeCloseTo(2, 9);
    expect(batteryStep(empty, 15, { pvW: 0, loadW: 100, hours: 1 }).reserveAfterH).toBeNull();
  });

  test('limits of power: 4 kW in, 5 kW out', () => {
    const charging = batteryStep(BATTERY, 10, { pvW: 9000, loadW: 1000, hours: 0.5 });
    expect(charging.batteryW).toBeCloseTo(4000, 9);
    expect(charging.curtailedW).toBeCloseTo(4000, 9);
    const discharging = batteryStep(BATTERY, 90, { pvW: 0, loadW: 7000, hours: 0.1 });
    expect(discharging.batteryW).toBe(-5000);
    expect(discharging.unservedW).toBe(2000);
  });

  test('the taper: half way between 90 % and full the limit is 52.5 %, at full none', () => {
    expect(chargeLimitW(BATTERY, 90)).toBe(4000);
    expect(chargeLimitW(BATTERY, 95)).toBeCloseTo(2100, 9);
    expect(chargeLimitW(BATTERY, 99.999)).toBeCloseTo(200, 0);
    expect(chargeLimitW(BATTERY, 100)).toBe(0);
    // From 90 % to full: 1,000 Wh at 0.95 less a percent: ln(20) / (9.5e-2 * 0.009 * 4000) h.
    const toFullH = Math.log(20) / (0.095 * 0.009 * 4000);
    const justBefore = batteryStep(BATTERY, 90, { pvW: 9000, loadW: 0, hours: toFullH - 1e-3 });
    expect(justBefore.socPct).toBeLessThan(100);
    expect(justBefore.socPct).toBeGreaterThan(99.9);
    expect(batteryStep(BATTERY, 90, { pvW: 9000, loadW: 0, hours: toFullH + 1e-3 }).socPct).toBe(100);
  });

  test('a full battery curtails the panels, and that is no harvest', () => {
    const step = batteryStep(BATTERY, 100, { pvW: 5000, loadW: 700, hours: 1 });
    expect(step).toMatchObject({ socPct: 100, batteryW: 0, pvW: 700, curtailedW: 4300, servedW: 700 });
  });

  test('cells below freezing or too hot take nothing, near there less', () => {
    expect(chargeTemperatureShare(BATTERY, -1)).toBe(0);
    expect(chargeTemperatureShare(BATTERY, 5)).toBe(0.5);
    expect(chargeTemperatureShare(BATTERY, 25)).toBe(1);
    expect(chargeTemperatureShare(BATTERY, 53)).toBeCloseTo(0.2, 9);
    expect(chargeTemperatureShare(BATTERY, 56)).toBe(0);
    expect(chargeTemperatureShare(BATTERY, null)).toBe(1);
    const frozen = batteryStep(BATTERY, 50, { pvW: 3000, loadW: 500, cellC: -5, hours: 1 });
    expect(frozen).toMatchObject({ socPct: 50, batteryW: 0, curtailedW: 2500 });
    // Giving is not forbidden by the cold.
    expect(batteryStep(BATTERY, 50, { pvW: 0, loadW: 500, cellC: -5, hours: 1 }).unservedW).toBe(0);
  });

  test('the grid serves what the sun leaves, then charges', () => {
    const step = batteryStep(BATTERY, 50, { pvW: 300, loadW: 1000, gridW: 1500, hours: 1 });
    expect(step).toMatchObject({ pvW: 300, unservedW: 0, curtailedW: 0 });
    expect(step.gridW).toBeCloseTo(1500, 9);
    expect(step.batteryW).toBeCloseTo(800, 9);
    const weak = batteryStep(BATTERY, 50, { pvW: 300, loadW: 1000, gridW: 200, hours: 1 });
    expect(weak).toMatchObject({ gridW: 200, batteryW: -500 });
  });

  test('usable energy is what comes out', () => {
    expect(usableWh(BATTERY, 50)).toBeCloseTo(2400, 9);
    expect(usableWh(BATTERY, 50, 0)).toBeCloseTo(4000, 9);
    expect(usableWh(BATTERY, 10)).toBe(0);
    expect(dischargeLimitW(BATTERY, 20)).toBe(0);
  });

  test.each([
    [{ pvW: Number.NaN, loadW: 0, hours: 1 }],
    [{ pvW: 0, loadW: Number.NaN, hours: 1 }],
    [{ pvW: -1, loadW: 0, hours: 1 }],
    [{ pvW: 0, loadW: 0, hours: 0 }],
  ])('a step that is not known is a bug of the caller: %j', (input) => {
    expect(() => batteryStep(BATTERY, 50, input)).toThrow('assertion failed');
  });

  test('so is a battery that makes energy', () => {
    expect(() => batteryModel(SETTINGS, { chargeEfficiency: 1.1 })).toThrow('shares in (0, 1]');
  });
});

const share = fc.double({ min: 0.6, max: 1, noNaN: true });
const ANY_BATTERY: fc.Arbitrary<BatteryModel> = fc
  .record({
    capacityWh: fc.integer({ min: 500, max: 100_000 }),
    reservePct: fc.integer({ min: 0, max: 60 }),
    maxChargeW: fc.integer({ min: 0, max: 20_000 }),
    maxDischargeW: fc.integer({ min: 0, max: 20_000 }),
    chargeEfficiency: share,
    dischargeEfficiency: share,
    taperFromPct: fc.integer({ min: 50, max: 100 }),
    tailShare: fc.double({ min: 0.01, max: 1, noNaN: true }),
    floorPct: fc.integer({ min: 0, max: 60 }),
  })
  .map((all) => batteryModel(all, all));
const watts = fc.double({ min: 0, max: 15_000, noNaN: true });
const ANY_STEP = fc.record({
  pvW: fc.oneof(watts, fc.constant(0)),
  loadW: fc.oneof(watts, fc.constant(0)),
  gridW: fc.oneof(watts, fc.constant(0)),
  cellC: fc.option(fc.double({ min: -20, max: 70, noNaN: true })),
  hours: fc.double({ min: 0.01, max: 24, noNaN: true }),
});
const ANY_SOC = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.constantFrom(0, 20, 90, 100));

describe('any battery', () => {
  test('conserves energy: at the terminals, and within', () => {
    fc.assert(
      fc.property(ANY_BATTERY, ANY_SOC, ANY_STEP, (battery, socPct, input) => {
        const step = batteryStep(battery, socPct, input);
        const scale = 1e-9 * (input.pvW + input.loadW + input.gridW + battery.capacityWh / input.hours);
        expect(Math.abs(step.pvW + step.gridW - step.servedW - step.batteryW)).toBeLessThanOrEqual(scale);
        expect(Math.abs(step.pvW + step.curtailedW - input.pvW)).toBeLessThanOrEqual(scale);
        expect(Math.abs(step.servedW + step.unservedW - input.loadW)).toBeLessThanOrEqual(scale);
        const storedW = (((step.socPct - socPct) / 100) * battery.capacityWh) / input.hours;
        expect(Math.abs(step.batteryW - step.lostW - storedW)).toBeLessThanOrEqual(scale);
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps its limits, and nothing is negative', () => {
    fc.assert(
      fc.property(ANY_BATTERY, ANY_SOC, ANY_STEP, (battery, socPct, input) => {
        const step = batteryStep(battery, socPct, input);
        expect(step.socPct).toBeGreaterThanOrEqual(Math.min(socPct, battery.floorPct) - 1e-9);
        expect(step.socPct).toBeLessThanOrEqual(100);
        expect(step.batteryW).toBeLessThanOrEqual(
          chargeLimitW(battery, Math.min(socPct, 99.99), input.cellC) + 1e-6,
        );
        expect(-step.batteryW).toBeLessThanOrEqual(battery.maxDischargeW + 1e-9);
        const { pvW, curtailedW, gridW, servedW, unservedW, lostW } = step;
        for (const value of [pvW, curtailedW, gridW, servedW, unservedW, lostW]) {
          expect(value).toBeGreaterThanOrEqual(-1e-9);
        }
        // It never charges while something is not served, nor discharges while the sun is turned away.
        if (unservedW > 1e-9) expect(step.batteryW).toBeLessThanOrEqual(0);
        if (curtailedW > 1e-9) expect(step.batteryW).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('a long step is its parts one by one', () => {
    const parts = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(ANY_BATTERY, ANY_SOC, ANY_STEP, parts, (battery, socPct, input, count) => {
        const whole = batteryStep(battery, socPct, input);
        let pct = socPct;
        let batteryWh = 0;
        let unservedWh = 0;
        const hours = input.hours / count;
        for (let i = 0; i < count; i++) {
          const part = batteryStep(battery, pct, { ...input, hours });
          pct = part.socPct;
          batteryWh += part.batteryW * hours;
          unservedWh += part.unservedW * hours;
        }
        expect(Math.abs(pct - whole.socPct)).toBeLessThan(1e-6);
        const scale = 1e-8 * (battery.capacityWh + input.loadW * input.hours);
        expect(Math.abs(batteryWh - whole.batteryW * input.hours)).toBeLessThan(scale);
        expect(Math.abs(unservedWh - whole.unservedW * input.hours)).toBeLessThan(scale);
      }),
      { numRuns: 500 },
    );
  });

  test('more sun or a fuller battery never leaves less', () => {
    fc.assert(
      fc.property(ANY_BATTERY, ANY_SOC, ANY_SOC, ANY_STEP, watts, (battery, one, other, input, more) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const base = batteryStep(battery, low, input).socPct;
        expect(batteryStep(battery, high, input).socPct).toBeGreaterThanOrEqual(base - 1e-9);
        const sunnier = { ...input, pvW: input.pvW + more };
        expect(batteryStep(battery, low, sunnier).socPct).toBeGreaterThanOrEqual(base - 1e-9);
      }),
    );
  });
});

describe('counting charge', () => {
  const START = { socPct: 50, sinceFullH: null, driftPct: 100 };

  test('adds what is stored, takes what is drawn', () => {
    const up = countCharge(BATTERY, { ...START, driftPct: 0 }, { batteryW: 1000, hours: 1, full: false });
    expect(up.socPct).toBeCloseTo(59, 9);
    expect(up.driftPct).toBeCloseTo(0.09, 9);
    expect(countCharge(BATTERY, START, { batteryW: -800, hours: 1, full: false }).socPct).toBeCloseTo(40, 9);
  });

  test('is set right when full, and knows for how long it has drifted', () => {
    const full = countCharge(BATTERY, START, { batteryW: 20, hours: 0.5, full: true });
    expect(full).toEqual({ socPct: 100, sinceFullH: 0, driftPct: 0 });
    const later = countCharge(BATTERY, full, { batteryW: -400, hours: 2, full: false });
    expect(later).toMatchObject({ sinceFullH: 2 });
    expect(later.socPct).toBeCloseTo(90, 9);
  });

  test('agrees with the steps it counts', () => {
    const days = fc.array(ANY_STEP, { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(ANY_BATTERY, ANY_SOC, days, (battery, socPct, steps) => {
        let truePct = socPct;
        let count = { socPct, sinceFullH: null as number | null, driftPct: 0 };
        for (const input of steps) {
          const step = batteryStep(battery, truePct, input);
          truePct = step.socPct;
          count = countCharge(battery, count, {
            batteryW: step.batteryW,
            hours: input.hours,
            full: truePct === 100,
          });
        }
        expect(Math.abs(count.socPct - truePct)).toBeLessThan(1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [
      'it says so and takes nothing',
      { batterySocPct: 100, batteryW: 30, solarW: 400, solarPotentialW: null },
      true,
    ],
    [
      'the sun offers more than is taken',
      { batterySocPct: null, batteryW: 50, solarW: 600, solarPotentialW: 2600 },
      true,
    ],
    [
      'night: it neither takes nor gives',
      { batterySocPct: null, batteryW: 0, solarW: 0, solarPotentialW: 0 },
      false,
    ],
    ['it still charges', { batterySocPct: 99.8, batteryW: 900, solarW: 1600, solarPotentialW: 1600 }, false],
    [
      'a charger that is off at noon',
      { batterySocPct: 60, batteryW: 0, solarW: 0, solarPotentialW: 3000 },
      false,
    ],
    ['nothing is known', { batterySocPct: 100, batteryW: null, solarW: null, solarPotentialW: null }, false],
  ])('full? %s', (_why, seen, full) => {
    expect(seemsFull(BATTERY, seen)).toBe(full);
  });
});
