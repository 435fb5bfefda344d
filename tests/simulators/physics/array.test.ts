import { expect, test } from 'vitest';
import { arrayPotentialW, cellTempC } from '../../../simulators/physics/array.ts';

const ARRAY = { peakW: 5000, tempCoeffPctPerK: -0.37, efficiencyPct: 100 };

test('rated power at rated conditions, less when hot', () => {
  expect(arrayPotentialW(ARRAY, 1000, 25)).toBe(5000);
  expect(arrayPotentialW(ARRAY, 1000, 65)).toBeCloseTo(5000 * (1 - 0.0037 * 40), 6);
  expect(arrayPotentialW(ARRAY, 0, 20)).toBe(0);
});

test('cells are as warm as the air at night, warmer in the sun, cooler in the wind', () => {
  expect(cellTempC(0, 22, 1)).toBe(22);
  expect(cellTempC(900, 22, 1)).toBeGreaterThan(cellTempC(900, 22, 8));
  expect(cellTempC(900, 22, 1)).toBeGreaterThan(45);
});
