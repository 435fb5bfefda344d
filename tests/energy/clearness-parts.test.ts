/** The parts of the daily forecast: weights learnt, offsets followed, means that fade. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ridge } from '../../src/energy/clearness-learning.ts';
import { fadingMean, seasonMean } from '../../src/energy/clearness-memory.ts';
import { quantileTracker } from '../../src/energy/clearness-quantiles.ts';
import { type Rng, rng } from '../../src/kernel/rng.ts';

describe('ridge', () => {
  test('one term, by hand: (sum xy + r w0) / (sum xx + r)', () => {
    const one = ridge([0.5], 2, 1);
    one.add(Float64Array.of(1), 3);
    one.add(Float64Array.of(2), 1);
    one.solve();
    expect(one.weights()[0]).toBeCloseTo((5 + 2 * 0.5) / (5 + 2), 12);
    expect(one.predict(Float64Array.of(7))).toBeCloseTo(6, 12);
  });

  test('with nothing added the prior weights stand', () => {
    const none = ridge([0.2, -0.1], 1, 1);
    none.solve();
    expect(none.weights()).toEqual([0.2, -0.1]);
  });

  test('what it learns makes the penalised error least: its gradient is 0', () => {
    const row = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const [prior, strength] = [[0.3, 0.1, -0.2], 0.5];
        const learner = ridge(prior, strength, 1);
        for (const [a = 0, b = 0, c = 0, y = 0] of rows) learner.add(Float64Array.of(a, b, c), y);
        learner.solve();
        const weights = learner.weights();
        for (let i = 0; i < 3; i++) {
          const gradient = rows.reduce(
            (sum, x) => {
              const fit = weights.reduce((total, weight, j) => total + weight * (x[j] ?? 0), 0);
              return sum + (x[i] ?? 0) * (fit - (x[3] ?? 0));
            },
            strength * ((weights[i] ?? 0) - (prior[i] ?? 0)),
          );
          expect(gradient).toBeCloseTo(0, 8);
        }
      }),
    );
  });

  test('forgets as told: with keep 0.5 a day counts half as much after the next one', () => {
    const learner = ridge([0], 1, 0.5);
    learner.add(Float64Array.of(1), 1);
    learner.add(Float64Array.of(1), 0);
    learner.solve();
    expect(learner.weights()[0]).toBeCloseTo(0.5 / 2.5, 12);
  });
});

describe('the quantile tracker', () => {
  /** Misses of a process, and the share of them that fell under each offset as it stood before. */
  function shares(days: number, missOf: (day: number) => number): { p10: number; p50: number; p90: number } {
    const tracker = quantileTracker();
    const under = { p10: 0, p50: 0, p90: 0 };
    for (let day = 0; day < days; day++) {
      const level = (day % 5) / 4;
      const told = tracker.offsets(level);
      const miss = missOf(day);
      for (const name of ['p10', 'p50', 'p90'] as const) if (miss < told[name]) under[name] += 1 / days;
      tracker.add(level, miss);
    }
    return under;
  }

  test('begins at the normal quantiles, skewed where a clear forecast has no room above', () => {
    const [dull, clear] = [quantileTracker().offsets(0), quantileTracker().offsets(1)];
    expect(dull.p10).toBeCloseTo(-1.28, 0);
    expect(clear.p90).toBeLessThan(dull.p90);
    expect(clear.p10).toBeLessThan(dull.p10);
  });

  test.each<[string, (day: number, chance: Rng) => number]>([
    ['as the prior has them', (_, { normal }) => normal()],
    ['half as wide again', (_, { normal }) => 1.5 * normal()],
    ['a third as wide', (_, { normal }) => normal() / 3],
    ['skewed down', (_, { next }) => 1 + Math.log(1 - next())],
    ['always too low', (_, { normal }) => normal() - 1],
    ['calm, then stormy', (day, { normal }) => (day < 250 ? 0.3 : 1.5) * normal()],
    ['that come in spells', (day, { normal }) => Math.sin(day / 9) + 0.5 * normal()],
  ])('misses %s: near a tenth stay under P10 and over P90', (name, missOf) => {
    const chance = rng(name);
    const under = shares(500, (day) => missOf(day, chance));
    expect(under.p10).toBeGreaterThan(0.08);
    expect(under.p10).toBeLessThan(0.13);
    expect(under.p90).toBeGreaterThan(0.86);
    expect(under.p90).toBeLessThan(0.92);
    expect(Math.abs(under.p50 - 0.5)).toBeLessThan(0.06);
  });
});

test('over a hundred days, too, near a tenth stay under P10: seldom less than 5 %, seldom more than 15 %', () => {
  const shares = Array.from({ length: 40 }, (_, i) => {
    const { normal } = rng(`short/${i}`);
    const width = 0.6 + i / 40;
    const tracker = quantileTracker();
    let under = 0;
    for (let day = 0; day < 100; day++) {
      const miss = width * normal();
      if (miss < tracker.offsets(0.5).p10) under += 1;
      tracker.add(0.5, miss);
    }
    return under;
  });
  expect(shares.filter((share) => share >= 5 && share <= 15).length).toBeGreaterThanOrEqual(36);
  expect(shares.filter((share) => share >= 8 && share <= 14).length).toBeGreaterThanOrEqual(28);
});

describe('a fading mean', () => {
  test('by hand: the prior counts as so many days, a day e times less after the fade', () => {
    const mean = fadingMean(1, 10, 1);
    expect(mean.value()).toBe(10);
    mean.step(20);
    expect(mean.value()).toBe(15);
    mean.step(undefined);
    const kept = Math.exp(-1);
    expect(mean.value()).toBeCloseTo((20 * kept + 10) / (kept + 1), 12);
  });

  test('that never fades is the plain mean with the prior', () => {
    const mean = fadingMean(Number.POSITIVE_INFINITY, 0, 1);
    for (const value of [3, 4, 5]) mean.step(value);
    expect(mean.value()).toBe(3);
  });
});

describe('the season', () => {
  test('of an earlier year is told in this one, and nothing before there was one', () => {
    const season = seasonMean();
    for (let day = 0; day < 150; day++) season.add(day, day < 30 ? 0.2 : 0.7);
    expect(season.value(365, 0.5)).toBe(0.5);
    for (let day = 150; day < 360; day++) season.add(day, 0.7);
    expect(season.value(376, 0.5)).toBeLessThan(0.35);
    expect(season.value(440, 0.5)).toBeGreaterThan(0.6);
  });

  test('runs on over the turn of the year, and before 1970', () => {
    const season = seasonMean();
    for (let day = -800; day < -300; day++) season.add(day, 0.4);
    expect(season.value(-300, 0.9)).toBeLessThan(0.65);
  });
});
