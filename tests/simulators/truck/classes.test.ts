import { expect, test } from 'vitest';
import { attendance, classAt } from '../../../simulators/truck/classes.ts';
import { Timetable } from '../../../simulators/truck/spec.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const TABLE = Timetable.parse({ days: [1], starts: ['08:00', '10:30'], lengthMin: 120 });
/** Local midnight of a Monday. */
const MONDAY_MS = Date.UTC(2026, 5, 8);
const at = (hours: number, minutes = 0) => MONDAY_MS + (hours * 60 + minutes) * MINUTE_MS;

test('knows the class of a moment', () => {
  expect(classAt(TABLE, at(7, 59))).toBeUndefined();
  expect(classAt(TABLE, at(8))).toMatchObject({ sinceMin: 0, leftMin: 120 });
  expect(classAt(TABLE, at(9, 59))?.leftMin).toBe(1);
  expect(classAt(TABLE, at(10))).toBeUndefined();
  expect(classAt(TABLE, at(10, 30))?.key).not.toBe(classAt(TABLE, at(8))?.key);
  expect(classAt(TABLE, at(8) + DAY_MS)).toBeUndefined();
  expect(classAt(TABLE, at(7, 55), 10)?.sinceMin).toBe(-5);
});

test('some who registered do not come, seldom nobody does', () => {
  const here = attendance(20, 'seed');
  const came = Array.from({ length: 500 }, (_, key) => here.attendeesOf(key));
  const mean = came.reduce((sum, n) => sum + n, 0) / came.length;
  expect(mean).toBeGreaterThan(15);
  expect(mean).toBeLessThan(19);
  expect(Math.max(...came)).toBeLessThanOrEqual(20);
  const none = came.filter((n) => n === 0).length;
  expect(none).toBeGreaterThan(0);
  expect(none).toBeLessThan(30);
});

test('people come before and a little after the hour, and go at the end', () => {
  const here = attendance(20, 'ramp');
  const early = here.peopleAt(TABLE, at(7, 53));
  const middle = here.peopleAt(TABLE, at(9));
  expect(early).toBeLessThan(middle);
  expect(middle).toBe(here.attendeesOf(classAt(TABLE, at(9))?.key ?? 0) + 1);
  expect(here.peopleAt(TABLE, at(10, 12))).toBe(0);
  expect(here.peopleAt(undefined, at(9))).toBe(0);
});

test('the counter drifts during the day, starts right in the morning, and a bad one is far off', () => {
  const off = (scale: number, hour: number) => {
    let sum = 0;
    for (let day = 0; day < 60; day++) {
      const localMs = MONDAY_MS + day * DAY_MS + hour * 60 * MINUTE_MS;
      sum += Math.abs(attendance(20, 'drift', scale).countedAt(10, localMs) - 10);
    }
    return sum / 60;
  };
  expect(off(1, 2)).toBe(0);
  expect(off(1, 17)).toBeGreaterThan(0.3);
  expect(off(1, 17)).toBeLessThan(4);
  expect(off(8, 17)).toBeGreaterThan(10);
});
