import { describe, expect, test } from 'vitest';
import { performanceRatios } from '../../src/energy/performance.ts';
import { addDays } from '../../src/kernel/zone.ts';
import { seenTruck } from './seen-truck.ts';

const days = (ratios: readonly (number | null)[]) =>
  ratios.map((clearHourRatio, index) => ({ day: addDays('2026-03-01', index), clearHourRatio }));

describe('the performance ratio', () => {
  test('is unknown for two days, and keeps its last value while nothing is known', () => {
    expect(performanceRatios(days([0.9, 0.9, 0.9, null, null]))).toEqual([null, null, 0.9, 0.9, 0.9]);
    const longAgo = performanceRatios(days([0.9, 0.9, 0.9, ...Array.from({ length: 30 }, () => null)]));
    expect(longAgo.at(-1)).toBe(0.9);
  });

  test('is read off clear hours: a fortnight with few of them does not lower it', () => {
    const gloomy = Array.from({ length: 42 }, (_, i) => (i % 6 === 0 ? 0.95 : 0.4));
    expect(performanceRatios(days(gloomy)).at(-1)).toBeGreaterThan(0.85);
  });

  test('one bright edge of a cloud does not raise it', () => {
    const clear = Array.from({ length: 14 }, (_, i) => (i === 5 ? 1.4 : 0.9));
    expect(performanceRatios(days(clear)).at(-1)).toBeLessThan(0.95);
  });
});

test('panels that get dirty over weeks show as a falling ratio, in all weather', () => {
  const startMs = Date.parse('2026-03-01T00:00:00Z');
  const lossAt = (atMs: number) => 1 - (0.25 * (atMs - startMs)) / (84 * 86_400_000);
  const dirty = seenTruck({
    truck: { truckId: 'DIRTY', array: { peakW: 4000 } },
    seed: 'dirt',
    firstDay: '2026-03-01',
    days: 84,
    climate: 'humid',
    change: (sample, atMs) => ({
      ...sample,
      solarPotentialW: (sample.solarPotentialW ?? 0) * lossAt(atMs),
      solarW: Math.min(sample.solarW ?? 0, (sample.solarPotentialW ?? 0) * lossAt(atMs)),
    }),
  });
  const ratios = performanceRatios(dirty.days);
  const [first, middle, last] = [ratios[20], ratios[48], ratios[83]].map((ratio) => ratio ?? Number.NaN);
  expect(middle).toBeLessThan((first ?? 0) - 0.03);
  expect(last).toBeLessThan((middle ?? 0) - 0.03);
  // What is left is what the dirt of the last fortnight leaves, within what turbid and clear days differ by.
  expect((last ?? 0) / (first ?? 1)).toBeCloseTo(
    lossAt(startMs + 77 * 86_400_000) / lossAt(startMs + 14 * 86_400_000),
    1,
  );
});
