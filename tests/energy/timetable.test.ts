/** A visit's classes as instants, in zones with and without changes of the clocks. */
import type { VisitId } from '@digitruck/contract/ids';
import { Timetable, USUAL_TIMETABLE } from '@digitruck/contract/visits';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classAt, classesOf, nextClass, type Timetabled, visitOn } from '../../src/energy/timetable.ts';
import { addDays, isoWeekday, localDayOf } from '../../src/kernel/zone.ts';

const visitId = '00000000-0000-4000-8000-000000000001' as VisitId;
const stay = (over: Partial<Timetabled> = {}): Timetabled => ({
  visitId,
  firstDay: '2026-11-23',
  lastDay: '2026-12-18',
  timetable: USUAL_TIMETABLE,
  ...over,
});
const timetable = (over: object) => Timetable.parse({ ...USUAL_TIMETABLE, ...over });
const startsOf = (...args: Parameters<typeof classesOf>) =>
  classesOf(...args).map(({ startsAt }) => startsAt);

describe('in Kenya, which has one time all year', () => {
  test('five classes a day, each at its hour of the wall', () => {
    expect(classesOf(stay(), '2026-11-25', '2026-11-25', 'Africa/Nairobi')).toEqual([
      {
        visitId,
        day: '2026-11-25',
        startsAt: '2026-11-25T04:30:00.000Z',
        endsAt: '2026-11-25T06:30:00.000Z',
      },
      {
        visitId,
        day: '2026-11-25',
        startsAt: '2026-11-25T06:40:00.000Z',
        endsAt: '2026-11-25T08:40:00.000Z',
      },
      {
        visitId,
        day: '2026-11-25',
        startsAt: '2026-11-25T08:50:00.000Z',
        endsAt: '2026-11-25T10:50:00.000Z',
      },
      {
        visitId,
        day: '2026-11-25',
        startsAt: '2026-11-25T11:30:00.000Z',
        endsAt: '2026-11-25T13:30:00.000Z',
      },
      {
        visitId,
        day: '2026-11-25',
        startsAt: '2026-11-25T13:40:00.000Z',
        endsAt: '2026-11-25T15:40:00.000Z',
      },
    ]);
  });

  test('none at weekends, on days that are taken out, before the stay and after it', () => {
    const days = (over: Partial<Timetabled>, from: string, to: string) => [
      ...new Set(classesOf(stay(over), from, to, 'Africa/Nairobi').map(({ day }) => day)),
    ];
    expect(days({}, '2026-11-20', '2026-11-30')).toEqual([
      '2026-11-23',
      '2026-11-24',
      '2026-11-25',
      '2026-11-26',
      '2026-11-27',
      '2026-11-30',
    ]);
    expect(
      days({ timetable: timetable({ exceptDays: ['2026-12-17'] }) }, '2026-12-16', '2027-01-31'),
    ).toEqual(['2026-12-16', '2026-12-18']);
    expect(days({}, '2026-12-19', '2026-12-31')).toEqual([]);
    expect(days({}, '2026-12-18', '2026-12-01')).toEqual([]);
  });

  test('a class that ends after midnight belongs to the day it begins on', () => {
    const night = stay({ timetable: timetable({ classStarts: ['23:00'] }) });
    expect(classesOf(night, '2026-11-24', '2026-11-24', 'Africa/Nairobi')).toEqual([
      {
        visitId,
        day: '2026-11-24',
        startsAt: '2026-11-24T20:00:00.000Z',
        endsAt: '2026-11-24T22:00:00.000Z',
      },
    ]);
  });
});

describe('where clocks change', () => {
  const daily = timetable({ weekdays: [1, 2, 3, 4, 5, 6, 7], classStarts: ['08:00'] });

  test('France, 29 March 2026: an hour earlier in UTC from that day on', () => {
    const visit = stay({ firstDay: '2026-03-28', lastDay: '2026-03-30', timetable: daily });
    expect(startsOf(visit, '2026-03-01', '2026-04-30', 'Europe/Paris')).toEqual([
      '2026-03-28T07:00:00.000Z',
      '2026-03-29T06:00:00.000Z',
      '2026-03-30T06:00:00.000Z',
    ]);
  });

  test('New York, 1 November 2026: an hour later', () => {
    const visit = stay({ firstDay: '2026-10-31', lastDay: '2026-11-01', timetable: daily });
    expect(startsOf(visit, '2026-10-31', '2026-11-01', 'America/New_York')).toEqual([
      '2026-10-31T12:00:00.000Z',
      '2026-11-01T13:00:00.000Z',
    ]);
  });

  test('a time that the clock skips is held as if it had not changed; one that comes twice, the first time', () => {
    const night = stay({
      firstDay: '2026-03-29',
      lastDay: '2026-10-25',
      timetable: timetable({ weekdays: [7], classStarts: ['02:30'], classMinutes: 30 }),
    });
    expect(startsOf(night, '2026-03-29', '2026-03-29', 'Europe/Paris')).toEqual(['2026-03-29T01:30:00.000Z']);
    expect(startsOf(night, '2026-10-25', '2026-10-25', 'Europe/Paris')).toEqual(['2026-10-25T00:30:00.000Z']);
  });

  test('half an hour of change (Lord Howe Island, 5 April 2026)', () => {
    const visit = stay({ firstDay: '2026-04-04', lastDay: '2026-04-05', timetable: daily });
    expect(startsOf(visit, '2026-04-04', '2026-04-05', 'Australia/Lord_Howe')).toEqual([
      '2026-04-03T21:00:00.000Z',
      '2026-04-04T21:30:00.000Z',
    ]);
  });
});

const ZONES = [
  'Africa/Nairobi',
  'Europe/Paris',
  'America/New_York',
  'Asia/Manila',
  'Australia/Lord_Howe',
  'UTC',
];
const dayArb = fc.integer({ min: 0, max: 800 }).map((n) => addDays('2026-01-01', n));

test('whatever the zone and the days: each class stands on its local day, in order, as often as the timetable says', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      dayArb,
      fc.integer({ min: 0, max: 40 }),
      dayArb,
      fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
      (zone, firstDay, length, fromDay, weekdays) => {
        const visit = stay({
          firstDay,
          lastDay: addDays(firstDay, length),
          timetable: timetable({ weekdays }),
        });
        const toDay = addDays(fromDay, 30);
        const classes = classesOf(visit, fromDay, toDay, zone);
        for (const [index, one] of classes.entries()) {
          expect(localDayOf(Date.parse(one.startsAt), zone)).toBe(one.day);
          expect(Date.parse(one.endsAt) - Date.parse(one.startsAt)).toBe(2 * 3_600_000);
          const before = classes[index - 1];
          if (before !== undefined) expect(before.endsAt <= one.startsAt).toBe(true);
        }
        let days = 0;
        for (let day = firstDay; day <= visit.lastDay; day = addDays(day, 1)) {
          if (day >= fromDay && day <= toDay && weekdays.includes(isoWeekday(day))) days++;
        }
        expect(classes).toHaveLength(days * 5);
      },
    ),
    { numRuns: 150 },
  );
});

test('the class of now and the next one', () => {
  const classes = classesOf(stay(), '2026-11-27', '2026-11-30', 'Africa/Nairobi');
  const at = (iso: string) => [
    classAt(classes, Date.parse(iso))?.startsAt,
    nextClass(classes, Date.parse(iso))?.startsAt,
  ];
  const [first, second] = ['2026-11-27T04:30:00.000Z', '2026-11-27T06:40:00.000Z'];
  expect(at('2026-11-27T04:29:59.999Z')).toEqual([undefined, first]);
  expect(at(first)).toEqual([first, second]);
  expect(at('2026-11-27T06:30:00.000Z')).toEqual([undefined, second]);
  expect(at('2026-11-27T15:40:00.000Z')).toEqual([undefined, '2026-11-30T04:30:00.000Z']);
  expect(at('2026-11-30T15:40:00.000Z')).toEqual([undefined, undefined]);
});

test('the visit of a day', () => {
  const visits = [stay(), stay({ firstDay: '2026-12-19', lastDay: '2026-12-19' })];
  expect(visitOn(visits, '2026-12-18')).toBe(visits[0]);
  expect(visitOn(visits, '2026-12-19')).toBe(visits[1]);
  expect(visitOn(visits, '2026-12-20')).toBeUndefined();
});
