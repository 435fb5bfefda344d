/** Cohorts in a timetable: the programme's published visits, and whatever course, stay and size. */
import { assert, constantFrom, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { timetableFor } from '../../src/derive/planning/timetable.ts';
import { type LayoutInput, layOut } from '../../src/planner/layout.ts';

/** Kenya: 40 hours in classes of two, five a day, twenty seats. */
const kenya: LayoutInput = {
  mode: 'cohort',
  learners: 100,
  seats: 20,
  totalHours: 40,
  classMinutes: 120,
  slotsPerDay: 5,
  openDays: 20,
};

test('Mlolongo 2018: a hundred people in four weeks are five cohorts, each at its own time of the day', () => {
  const { cohorts, classesPerCohort, free, short } = layOut(kenya);
  expect({ classesPerCohort, free, short }).toEqual({ classesPerCohort: 20, free: 0, short: null });
  expect(cohorts.map(({ learners, steady, classesADayMax }) => [learners, steady, classesADayMax])).toEqual(
    new Array(5).fill([20, true, 1]),
  );
  expect(cohorts[2]?.classes).toEqual(Array.from({ length: 20 }, (_, day) => ({ day, slot: 2 })));
});

test('Homa Bay: 290 people are fifteen cohorts; six weeks hold seven, and what would help is said', () => {
  const { cohorts, short, free } = layOut({ ...kenya, learners: 290, openDays: 30 });
  expect(cohorts.map(({ learners }) => learners)).toEqual([20, 20, 20, 20, 20, 20, 20]);
  expect(free).toBe(10);
  expect(short).toEqual({
    cohorts: 8,
    learners: 150,
    classes: 150,
    hours: 320,
    help: [
      { kind: 'more-days', amount: 30 },
      { kind: 'more-classes-a-day', amount: 5 },
      { kind: 'more-seats', amount: 22 },
      { kind: 'fewer-learners', amount: 150 },
    ],
  });
  for (const { kind, amount } of short?.help ?? []) {
    const base = { ...kenya, learners: 290, openDays: 30 };
    const helped = {
      'more-days': { ...base, openDays: base.openDays + amount },
      'more-classes-a-day': { ...base, slotsPerDay: base.slotsPerDay + amount },
      'more-seats': { ...base, seats: base.seats + amount },
      'fewer-learners': { ...base, learners: base.learners - amount },
    }[kind];
    expect(layOut(helped).short, kind).toBeNull();
  }
});

test('ten weeks: five cohorts, and the next five after them', () => {
  const { cohorts } = layOut({ ...kenya, learners: 195, openDays: 40 });
  expect(cohorts).toHaveLength(10);
  expect(cohorts.map(({ learners }) => learners)).toEqual([20, 20, 20, 20, 20, 19, 19, 19, 19, 19]);
  expect(cohorts[5]?.classes[0]).toEqual({ day: 20, slot: 0 });
  expect(cohorts.every(({ steady }) => steady)).toBe(true);
});

test('a short stay: two cohorts have two classes a day, side by side', () => {
  const { cohorts } = layOut({ ...kenya, learners: 40, openDays: 12 });
  expect(cohorts.map(({ classesADayMax, steady }) => [classesADayMax, steady])).toEqual([
    [2, true],
    [2, true],
  ]);
  expect(cohorts[1]?.classes.slice(0, 3)).toEqual([
    { day: 0, slot: 2 },
    { day: 0, slot: 3 },
    { day: 1, slot: 2 },
  ]);
});

test('France: who drops in has one class; no cohorts', () => {
  const france = { ...kenya, mode: 'drop-in' as const, slotsPerDay: 3, openDays: 14, learners: 900 };
  expect(layOut(france)).toMatchObject({ cohorts: [], free: 0, short: { learners: 60, classes: 3 } });
  expect(layOut({ ...france, learners: 700 })).toMatchObject({ free: 7, short: null });
});

test('no days at all: everybody is left out, nothing breaks', () => {
  expect(layOut({ ...kenya, openDays: 0 })).toMatchObject({
    cohorts: [],
    short: { learners: 100, cohorts: 5 },
  });
});

test('whatever the course and the stay: all hours for each cohort, no class twice, as many as there are classes for', () => {
  const inputs = record({
    mode: constantFrom('cohort' as const),
    learners: integer({ min: 1, max: 400 }),
    seats: integer({ min: 1, max: 40 }),
    totalHours: integer({ min: 1, max: 60 }),
    classMinutes: constantFrom(45, 90, 120, 150),
    slotsPerDay: integer({ min: 1, max: 8 }),
    openDays: integer({ min: 0, max: 70 }),
  });
  assert(
    property(inputs, (input) => {
      const { cohorts, classesPerCohort, free, short } = layOut(input);
      expect(classesPerCohort * input.classMinutes).toBeGreaterThanOrEqual(input.totalHours * 60);
      expect((classesPerCohort - 1) * input.classMinutes).toBeLessThan(input.totalHours * 60);
      const wanted = Math.ceil(input.learners / input.seats);
      const cells = input.slotsPerDay * input.openDays;
      expect(cohorts).toHaveLength(Math.min(wanted, Math.floor(cells / classesPerCohort)));
      const used = new Set<string>();
      for (const { classes, learners } of cohorts) {
        expect(classes).toHaveLength(classesPerCohort);
        expect(learners).toBeLessThanOrEqual(input.seats);
        expect(learners).toBeGreaterThanOrEqual(1);
        let before = -1;
        for (const { day, slot } of classes) {
          const inside = day < input.openDays && slot < input.slotsPerDay && slot >= 0;
          if (!inside || day * input.slotsPerDay + slot <= before) expect.unreachable(`${day} ${slot}`);
          before = day * input.slotsPerDay + slot;
          used.add(`${day} ${slot}`);
        }
      }
      expect(used.size).toBe(cohorts.length * classesPerCohort);
      expect(free).toBe(cells - used.size);
      const served = cohorts.reduce((sum, { learners }) => sum + learners, 0);
      expect(served + (short?.learners ?? 0)).toBe(input.learners);
      expect(short === null).toBe(cohorts.length === wanted);
      expect(layOut(input)).toEqual(layOut(input));
    }),
    { numRuns: 80, seed: 1 },
  );
});

test('a timetable keeps to the days and hours of its site, whatever the class', () => {
  const inMorning = { weekdays: [7, 4, 3, 2, 1], from: '08:00', to: '12:30' };
  expect(timetableFor(2, inMorning)).toMatchObject({
    weekdays: [1, 2, 3, 4],
    classStarts: ['08:00', '10:10'],
    classMinutes: 120,
  });
  expect(timetableFor(2).classStarts).toEqual(['07:30', '09:40', '11:50', '14:30', '16:40']);
  expect(timetableFor(3, { weekdays: [6], from: null, to: '11:00' }).classStarts).toEqual(['07:30']);
  // Open for less than a class, and on the crew's day of rest alone: somebody has to see to it by hand.
  expect(timetableFor(2, { weekdays: [7], from: '09:00', to: '10:00' })).toMatchObject({
    weekdays: [7],
    classStarts: ['09:00'],
  });
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const at = (min: number) =>
    `${String(Math.floor(min / 60)).padStart(2, '0')}:${String(min % 60).padStart(2, '0')}`;
  const hours = record({
    opens: integer({ min: 300, max: 900 }),
    long: integer({ min: 60, max: 500 }),
    class: integer({ min: 30, max: 240 }),
  });
  assert(
    property(hours, ({ opens, long, class: length }) => {
      if (length > long) return;
      const opening = { weekdays: [1, 2], from: at(opens), to: at(opens + long) };
      const { classStarts } = timetableFor(length / 60, opening);
      const starts = classStarts.map(minutes);
      expect(starts.length).toBeGreaterThan(0);
      for (const [index, start] of starts.entries()) {
        expect(start).toBeGreaterThanOrEqual((starts[index - 1] ?? opens - length) + length);
        expect(start + length <= opens + long || starts.length === 1).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});
