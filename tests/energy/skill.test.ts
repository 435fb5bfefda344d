import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestBlendWeight, coveragePct, errorScores, pinballLoss, skillPct } from '../../src/energy/skill.ts';
import { rng } from '../../src/kernel/rng.ts';

describe('errors', () => {
  test('worked by hand: 12, 18, 21 foretold, 10, 20, 20 observed', () => {
    const scores = errorScores([12, 18, 21], [10, 20, 20]);
    expect(scores?.count).toBe(3);
    expect(scores?.rmse).toBeCloseTo(Math.sqrt(3), 12);
    expect(scores?.mae).toBeCloseTo(5 / 3, 12);
    expect(scores?.bias).toBeCloseTo(1 / 3, 12);
    expect(scores?.nrmsePct).toBeCloseTo(10.392, 3);
    expect(scores?.nmaePct).toBeCloseTo(10, 12);
    expect(scores?.biasPct).toBeCloseTo(2, 12);
  });

  test('bias is positive for a forecast that promises too much', () => {
    expect(errorScores([11, 11], [10, 10])?.bias).toBe(1);
  });

  test('of no days, and of days without any sun, there are none', () => {
    expect(errorScores([], [])).toBeUndefined();
    expect(errorScores([1, 2], [0, 0])).toBeUndefined();
  });

  test('lists of different length are a bug', () => {
    expect(() => errorScores([1], [1, 2])).toThrow('assertion');
    expect(() => coveragePct([1], [])).toThrow('assertion');
    expect(() => bestBlendWeight([1], [1, 2], [1])).toThrow('assertion');
  });
});

test('skill: 4 against 5 is 20 %, the same is 0, worse is negative, against a perfect reference there is none', () => {
  expect(skillPct(4, 5)).toBeCloseTo(20, 12);
  expect([skillPct(5, 5), skillPct(10, 5), skillPct(1, 0)]).toEqual([0, -100, undefined]);
});

describe('the best blend', () => {
  const few = fc.array(fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 40 });

  test('no weight in [0, 1] does better', () => {
    fc.assert(
      fc.property(few, fc.double({ min: 0, max: 1, noNaN: true }), (rows, other) => {
        const [first, second, observed] = [0, 1, 2].map((i) => rows.map((row) => row[i] ?? 0));
        if (first === undefined || second === undefined || observed === undefined) throw new Error('rows');
        const best = bestBlendWeight(first, second, observed);
        const loss = (weight: number) =>
          observed.reduce(
            (sum, y, i) => sum + (weight * (first[i] ?? 0) + (1 - weight) * (second[i] ?? 0) - y) ** 2,
            0,
          );
        expect(loss(best)).toBeLessThanOrEqual(loss(other) + 1e-6);
      }),
    );
  });

  test('of persistence and climatology weighs persistence by the lag correlation (Murphy 1992)', () => {
    const { normal } = rng('murphy');
    const days = [normal()];
    for (let i = 1; i < 40_000; i++) days.push(0.6 * (days[i - 1] ?? 0) + 0.8 * normal());
    const [observed, persistence] = [days.slice(1), days.slice(0, -1)];
    const climatology = observed.map(() => 0);
    const weight = bestBlendWeight(persistence, climatology, observed);
    expect(weight).toBeCloseTo(0.6, 1);
    // Its skill against persistence is 1 - sqrt((1 + r) / 2), which nothing that knows only one day can beat.
    const blend = persistence.map((value) => weight * value);
    const rmse = (forecast: number[]) =>
      Math.sqrt(forecast.reduce((sum, f, i) => sum + (f - (observed[i] ?? 0)) ** 2, 0) / forecast.length);
    expect(skillPct(rmse(blend), rmse(persistence))).toBeCloseTo(100 * (1 - Math.sqrt(0.8)), 0);
  });

  test('of two that say the same weighs the second', () => {
    expect(bestBlendWeight([1, 2], [1, 2], [5, 5])).toBe(0);
  });
});

describe('quantiles', () => {
  test('coverage counts the days that stayed under, half for a tie', () => {
    expect(coveragePct([5, 5, 5, 5], [4, 5, 6, 7])).toBe(37.5);
    expect(coveragePct([], [])).toBeUndefined();
  });

  test('pinball loss: a tenth for each unit above a P10, nine tenths for each below', () => {
    expect(pinballLoss(0.1, [10, 10], [20, 10])).toBeCloseTo(0.5, 12);
    expect(pinballLoss(0.1, [10, 10], [0, 10])).toBeCloseTo(4.5, 12);
    expect(pinballLoss(0.5, [], [])).toBeUndefined();
    expect(() => pinballLoss(1, [1], [1])).toThrow('assertion');
  });

  test('pinball loss is least for the true quantile', () => {
    const observed = Array.from({ length: 1001 }, (_, i) => i / 1000);
    const loss = (quantile: number) =>
      pinballLoss(
        0.1,
        observed.map(() => quantile),
        observed,
      ) ?? Number.NaN;
    expect(loss(0.1)).toBeLessThan(loss(0.05));
    expect(loss(0.1)).toBeLessThan(loss(0.15));
  });
});
