import { expect, test } from 'vitest';
import type { ClimateName } from '../../../simulators/physics/climates.ts';
import { cloudCell } from '../../../simulators/physics/clouds.ts';
import { clearSkyWm2, extraterrestrialWm2 } from '../../../simulators/physics/irradiance.ts';
import { sunAt } from '../../../simulators/physics/sun.ts';

const DAY_MS = 86_400_000;

/** The daily clearness index over a year: global over extraterrestrial irradiation, every ten minutes of daylight. */
function yearOfClearness(climate: ClimateName, lat: number, lon: number, seed: string): number[] {
  const cell = cloudCell(seed, lon, { climate, clearLogitShift: 0 });
  const midnightMs = Date.UTC(2026, 0, 1) - (lon / 15) * 3_600_000;
  return Array.from({ length: 365 }, (_, day) => {
    let [global, above] = [0, 0];
    for (let minute = 355; minute < 1085; minute += 10) {
      const at = midnightMs + day * DAY_MS + minute * 60_000;
      const sun = sunAt(at, lat, lon);
      global += clearSkyWm2(sun) * cell.clearSkyIndex(at);
      above += extraterrestrialWm2(sun);
    }
    return global / above;
  });
}

function statistics(values: readonly number[]) {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  let covariance = 0;
  for (let i = 1; i < values.length; i++)
    covariance += ((values[i] ?? 0) - mean) * ((values[i - 1] ?? 0) - mean);
  return { mean, sd: Math.sqrt(variance), lag1: covariance / (values.length - 1) / variance };
}

test.each([
  ['dry', 3.119, 35.597],
  ['humid', -0.42, 36.948],
  ['monsoon', -4.043, 39.668],
] as const)('a year of %s sky has the clearness of a Kenyan year', (climate, lat, lon) => {
  for (const seed of ['a', 'b', 'c']) {
    const { mean, sd, lag1 } = statistics(yearOfClearness(climate, lat, lon, seed));
    expect(mean).toBeGreaterThanOrEqual(0.44);
    expect(mean).toBeLessThanOrEqual(0.65);
    expect(sd).toBeGreaterThanOrEqual(0.09);
    expect(sd).toBeLessThanOrEqual(0.18);
    expect(lag1).toBeGreaterThanOrEqual(0.4);
    expect(lag1).toBeLessThanOrEqual(0.7);
  }
});

test('the rains are darker than the dry season', () => {
  const days = yearOfClearness('monsoon', -4.043, 39.668, 'rains');
  const mean = (from: number, to: number) =>
    days.slice(from, to).reduce((sum, x) => sum + x, 0) / (to - from);
  expect(mean(100, 121)).toBeLessThan(mean(20, 60) - 0.05);
});

test('light varies within the hour on a broken day and hardly on a clear one', () => {
  const cell = cloudCell('hour', 37, { climate: 'humid', clearLogitShift: 0 });
  const steps = (startMs: number) => {
    let sum = 0;
    for (let minute = 1; minute <= 120; minute++)
      sum += Math.abs(
        cell.clearSkyIndex(startMs + minute * 60_000) - cell.clearSkyIndex(startMs + (minute - 1) * 60_000),
      );
    return sum / 120;
  };
  const noons = Array.from({ length: 200 }, (_, day) => Date.UTC(2026, 0, 1 + day, 8));
  const broken = noons.filter((at) => Math.abs(cell.dayIndex(at) - 0.6) < 0.1);
  const clear = noons.filter((at) => cell.dayIndex(at) > 0.95);
  const mean = (list: number[]) => list.reduce((sum, at) => sum + steps(at), 0) / list.length;
  expect(broken.length).toBeGreaterThan(10);
  expect(clear.length).toBeGreaterThan(2);
  expect(mean(broken)).toBeGreaterThan(0.015);
  expect(mean(clear)).toBeLessThan(mean(broken) / 2);
});

test('the sky of a moment does not depend on what was asked before', () => {
  const at = Date.UTC(2026, 4, 3, 9);
  const one = cloudCell('same', 37, { climate: 'dry', clearLogitShift: 0 });
  const other = cloudCell('same', 37, { climate: 'dry', clearLogitShift: 0 });
  for (let day = 9; day > 0; day--) other.clearSkyIndex(at - day * DAY_MS);
  expect(other.clearSkyIndex(at)).toBe(one.clearSkyIndex(at));
  expect(cloudCell('else', 37, { climate: 'dry', clearLogitShift: 0 }).clearSkyIndex(at)).not.toBe(
    one.clearSkyIndex(at),
  );
});
