import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/kernel/rng.ts';
import { backtest } from './backtest.ts';
import { dayOfYear, extraterrestrialMjM2, latitudeFinder } from './envelope.ts';
import { scoresOf, together } from './scores.ts';
import { CLIMATES, simulatedSeries } from './synthetic.ts';

const DAY_MS = 86_400_000;
const on = (date: string) => Date.parse(date) / DAY_MS;

describe('extraterrestrial irradiation', () => {
  test('20 degrees south on 3 September: 32.2 MJ/m2 (FAO-56, example 8)', () => {
    expect(extraterrestrialMjM2(-20, 246)).toBeCloseTo(32.2, 1);
  });

  test.each([
    [0, 15, 36.2],
    [-10, 15, 39.6],
    [40, 196, 40.6],
    [50, 349, 8.2],
  ])('latitude %d on day %d: %d MJ/m2, within what months differ (FAO-56, table A2.6)', (lat, day, mj) => {
    expect(Math.abs(extraterrestrialMjM2(lat, day) - mj)).toBeLessThan(0.8);
  });

  test('in the polar night there is none', () => {
    expect(extraterrestrialMjM2(75, 355)).toBeCloseTo(0, 6);
  });

  test('days of the year', () => {
    expect(
      ['1970-01-01', '2023-12-31', '2024-12-31', '1969-03-01'].map((date) => dayOfYear(on(date))),
    ).toEqual([1, 365, 366, 60]);
  });
});

describe('the latitude of a series that does not say', () => {
  test.each([-35, 45])('%d degrees, by a year of even skies', (latDeg) => {
    const finder = latitudeFinder({ mean: 0, sd: 30 });
    for (let day = 0; day < 365; day++) {
      const clearness = 0.55 + 0.1 * Math.sin(day * day);
      finder.add(day, clearness * extraterrestrialMjM2(latDeg, dayOfYear(day)));
    }
    expect(Math.abs(finder.latDeg() - latDeg)).toBeLessThan(8);
  });

  test.each([
    ['a northern spring', 42, '2023-02-01'],
    ['a southern winter', -22, '2023-05-15'],
    ['a tropical half-year', 4, '2023-06-01'],
  ])('%s of 120 days of broken skies is enough to tell the side of the globe', (_, latDeg, from) => {
    const finder = latitudeFinder({ mean: 0, sd: 30 });
    const { next } = rng(String(latDeg));
    for (let day = on(from); day < on(from) + 120; day++) {
      const clearness = 0.74 - 0.5 * next() ** 2;
      finder.add(day, clearness * extraterrestrialMjM2(latDeg, dayOfYear(day)));
    }
    expect(Math.abs(finder.latDeg() - latDeg)).toBeLessThan(12);
  });

  test('is what is believed while nothing was seen', () => {
    expect(latitudeFinder({ mean: 12, sd: 10 }).latDeg()).toBeCloseTo(12, 0);
  });
});

const values = fc.array(fc.option(fc.double({ min: 0, max: 30, noNaN: true }), { nil: undefined }), {
  minLength: 90,
  maxLength: 140,
});

describe('the backtest', () => {
  test('knows nothing of later days: another future gives the same forecasts', () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom(undefined, -1.3), (past, future, latDeg) => {
        const options = { latDeg, warmUpDays: 30 };
        const [one, other] = [past, [...past, ...future]].map((all) =>
          backtest({ firstDay: 19_000, values: all }, options),
        );
        for (const [i, scored] of (one?.leads ?? []).entries()) {
          const count = scored.madeOn.length;
          const longer = other?.leads[i];
          for (const name of ['madeOn', 'mean', 'p10', 'p50', 'p90', 'mean30'] as const) {
            expect(longer?.[name].slice(0, count)).toEqual(scored[name]);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  test('references are of the day of making: its value, and the mean of 30 days', () => {
    const rising = Array.from({ length: 100 }, (_, i) => 10 + i / 10);
    const { leads } = backtest({ firstDay: 19_000, values: rising }, { warmUpDays: 60 });
    const third = leads[2];
    expect(third?.madeOn[0]).toBe(19_060);
    expect(third?.observed[0]).toBeCloseTo(16.3, 12);
    expect(third?.persistence[0]).toBeCloseTo(16, 12);
    expect(third?.mean30[0]).toBeCloseTo(16 - 1.45, 12);
    expect(third?.observed).toHaveLength(100 - 60 - 3);
  });

  test('a day unknown is neither forecast from nor scored', () => {
    const gap = Array.from({ length: 100 }, (_, i) => (i === 70 ? undefined : 15 + (i % 3)));
    const { leads } = backtest({ firstDay: 0, values: gap }, { warmUpDays: 60 });
    expect(leads[0]?.madeOn).not.toContain(70);
    expect(leads[0]?.madeOn).not.toContain(69);
    expect(leads[0]?.madeOn).toContain(68);
    expect(leads[1]?.madeOn).not.toContain(68);
  });

  test('a short series has a short warm-up, and too short a one no scores', () => {
    const few = Array.from({ length: 48 }, (_, i) => 15 + (i % 3));
    expect(backtest({ firstDay: 0, values: few }).warmUpDays).toBe(12);
    expect(scoresOf(backtest({ firstDay: 0, values: few.slice(0, 9) }).leads)).toBeUndefined();
  });

  test('the polar night breaks nothing', () => {
    const year = Array.from({ length: 400 }, (_, day) => 0.5 * extraterrestrialMjM2(66, dayOfYear(day)));
    const scores = scoresOf(backtest({ firstDay: 0, values: year }, { latDeg: 66 }).leads);
    expect(Number.isFinite(scores?.summary.skillDay7Pct)).toBe(true);
  });
});

describe.each(CLIMATES)('in the simulated %s climate', (climate) => {
  const series = simulatedSeries(climate, 'test', 420);

  // With a lag-1 correlation of 0.6 nothing that knows only days beats persistence by much more than 1 - sqrt(0.8), or 10.6 %,
  // and the blend's weights are chosen in hindsight. Learning the season as well costs a little.
  test.each([
    ['with their latitude', true, { day1: 10, convex: 0 }],
    ['with none', false, { day1: 9.5, convex: -0.5 }],
  ])('%s: better than persistence, as good as the best blend, a tenth under P10', (_, given, least) => {
    const places = series.map((place) => backtest(place, given ? { latDeg: place.latDeg } : {}).leads);
    const scores = scoresOf(together(places));
    expect(scores?.summary.skillDay1Pct).toBeGreaterThan(least.day1);
    expect(scores?.summary.skillDays2To7Pct).toBeGreaterThan(18);
    expect(scores?.summary.skillVsConvexPct).toBeGreaterThan(least.convex);
    expect(scores?.summary.p10CoveragePct).toBeGreaterThan(8);
    expect(scores?.summary.p10CoveragePct).toBeLessThan(14);
    expect(Math.abs(scores?.summary.biasPct ?? 99)).toBeLessThan(4);
    for (const { p10CoveragePct, p50CoveragePct, p90CoveragePct } of scores?.rows ?? []) {
      expect(Math.abs(p10CoveragePct - 11)).toBeLessThan(3);
      expect(Math.abs(p50CoveragePct - 50)).toBeLessThan(6);
      expect(Math.abs(p90CoveragePct - 89)).toBeLessThan(4);
    }
  });

  test('the same seed gives the same days, another one others', () => {
    expect(simulatedSeries(climate, 'test', 3)[0]?.values).toEqual(series[0]?.values.slice(0, 3));
    expect(simulatedSeries(climate, 'else', 3)[0]?.values).not.toEqual(series[0]?.values.slice(0, 3));
  });
});
