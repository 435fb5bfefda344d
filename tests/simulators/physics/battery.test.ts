import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BatteryState, battery } from '../../../simulators/physics/battery.ts';

const PACK = battery({ capacityWh: 20_000, nominalV: 51.2 });
const at = (soc: number): BatteryState => ({ soc, tempC: 25, full: false });

test('holds its nominal energy at its nominal voltage', () => {
  expect(PACK.storedWh(at(1))).toBeCloseTo(20_000, 6);
  expect(PACK.storedWh(at(0))).toBe(0);
  expect(PACK.restV(at(0.5))).toBeGreaterThan(51.2);
  expect(PACK.restV(at(0.5))).toBeLessThan(54);
});

test('voltage rises with charge, and sags or lifts under current', () => {
  expect(PACK.restV(at(0.9))).toBeGreaterThan(PACK.restV(at(0.1)));
  const rest = PACK.restV(at(0.5));
  expect(PACK.step(at(0.5), 5000, 0.01, 25).terminalV).toBeGreaterThan(rest);
  expect(PACK.step(at(0.5), -5000, 0.01, 25).terminalV).toBeLessThan(rest);
});

test('what goes in is stored or lost as heat: energy is conserved', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.02, max: 0.99, noNaN: true }),
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 20, maxLength: 400 }),
      (soc, wishes) => {
        const state = at(soc);
        const beforeWh = PACK.storedWh(state);
        let [inWh, lossWh, throughWh] = [0, 0, 0];
        for (const wish of wishes) {
          const watts = wish > 0 ? wish * PACK.acceptsW(state) : wish * PACK.givesW(state);
          const step = PACK.step(state, watts, 1 / 60, 25);
          inWh += watts / 60;
          throughWh += Math.abs(watts) / 60;
          lossWh += step.lossWh;
          expect(step.lossWh).toBeGreaterThanOrEqual(0);
          expect(state.soc).toBeGreaterThanOrEqual(0);
          expect(state.soc).toBeLessThanOrEqual(1);
        }
        expect(Math.abs(inWh - lossWh - (PACK.storedWh(state) - beforeWh))).toBeLessThan(
          0.0001 * throughWh + 0.01,
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('charging tapers near full, stops when full and begins again once some is gone', () => {
  expect(PACK.acceptsW(at(0.98))).toBeLessThan(PACK.acceptsW(at(0.5)) / 3);
  const state = at(0.9);
  for (let i = 0; i < 600 && !state.full; i++) PACK.step(state, PACK.acceptsW(state), 1 / 60, 25);
  expect(state.full).toBe(true);
  expect(state.soc).toBeGreaterThan(0.995);
  expect(PACK.acceptsW(state)).toBe(0);
  while (state.soc >= 0.97) PACK.step(state, -2000, 1 / 60, 25);
  expect(PACK.acceptsW(state)).toBeGreaterThan(0);
});

test('an empty battery gives nothing, a freezing one takes nothing', () => {
  expect(PACK.givesW(at(0.01))).toBe(0);
  expect(PACK.acceptsW({ soc: 0.5, tempC: -3, full: false })).toBe(0);
});

test('work warms it up, rest lets it cool to its surroundings', () => {
  const state = at(0.5);
  for (let i = 0; i < 60; i++) PACK.step(state, -8000, 1 / 60, 25);
  expect(state.tempC).toBeGreaterThan(25.5);
  for (let i = 0; i < 60 * 96; i++) PACK.step(state, 0, 1 / 60, 25);
  expect(state.tempC).toBeCloseTo(25, 0);
});
