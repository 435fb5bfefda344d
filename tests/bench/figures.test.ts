import { describe, expect, test } from 'vitest';
import { percentile, ratePerS, rounded } from './figures.ts';

describe('percentile', () => {
  test('is a measured value, by nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0, 0.05, 0.3, 0.4, 0.5, 1].map((part) => percentile(values, part))).toEqual([
      15, 15, 20, 20, 35, 50,
    ]);
  });

  test('of 1,000 values the 99th leaves ten above it', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i * 7) % 1000);
    expect(percentile(values, 0.99)).toBe(989);
  });

  test('orders as numbers, and changes nothing', () => {
    const values = [100, 9];
    expect(percentile(values, 0.5)).toBe(9);
    expect(values).toEqual([100, 9]);
  });

  test('of nothing is unknown', () => {
    expect(percentile([], 0.5)).toBeUndefined();
  });
});

describe('ratePerS', () => {
  const readings = [0, 100, 300, 700, 900].map((count, i) => ({ atMs: i * 500, count }));

  test('counts what came between the two moments only', () => {
    expect(ratePerS(readings, 500, 1500)).toBe(600);
  });

  test('goes by the readings inside, not by the moments', () => {
    expect(ratePerS(readings, 400, 1900)).toBe(600);
  });

  test('needs two readings', () => {
    expect(ratePerS(readings, 1400, 1600)).toBeUndefined();
  });
});

test('rounded keeps what is unknown unknown', () => {
  expect([rounded(1.26, 1), rounded(undefined), rounded(Number.NaN)]).toEqual([1.3, undefined, undefined]);
});
