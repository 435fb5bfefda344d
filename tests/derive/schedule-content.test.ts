/** What a schedule says at its worst, and that its digest tells what changed and nothing else. */
import type { TruckId, VisitId } from '@digitruck/contract/ids';
import { Schedule } from '@digitruck/contract/schedule';
import { type Timetable, USUAL_TIMETABLE, type Visit } from '@digitruck/contract/visits';
import { expect, test } from 'vitest';
import { scheduleDigest, scheduleFrom } from '../../src/derive/schedules/schedule-content.ts';
import { addDays } from '../../src/kernel/zone.ts';

const truckId = 'DT-01' as TruckId;
const nowMs = Date.parse('2026-11-26T07:00:00.000Z');
const PAYLOAD_MAX_BYTES = 256 * 1024;

function visit(n: number, firstDay: string, lastDay: string, timetable: Timetable = USUAL_TIMETABLE): Visit {
  const visitId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as VisitId;
  const name = 'ß'.repeat(120);
  return {
    visitId,
    truckId,
    siteId: visitId as never,
    courseId: visitId as never,
    requestId: null,
    firstDay,
    lastDay,
    timetable,
    learnersExpected: 100,
    headingDeg: null,
    notes: '',
    funder: '',
    state: 'planned',
    cancelReason: '',
    site: { name, county: 'ß'.repeat(80), lat: -0.123456, lon: 36.123456, grid: 'no' },
    course: { name, mode: 'cohort', powerPerSeatW: 45, downlinkKbps: 0 },
    version: 1,
    createdAt: '2026-11-01T00:00:00.000Z',
    updatedAt: '2026-11-01T00:00:00.000Z',
    updatedBy: 'Amina',
  };
}
const scheduleOf = (visits: readonly Visit[], atMs = nowMs, energy: Schedule['energy'] = []) =>
  scheduleFrom({ truckId, nowMs: atMs, timeZone: 'Africa/Nairobi', visits, energy });

test('a truck that is booked for ever, with timetables as long as they may be, fits into one message', () => {
  const timetable: Timetable = {
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    classStarts: Array.from({ length: 16 }, (_, n) => `${String(n + 6).padStart(2, '0')}:00`),
    classMinutes: 60,
    exceptDays: Array.from({ length: 366 }, (_, n) => addDays('2030-01-01', n)),
  };
  const visits = Array.from({ length: 400 }, (_, n) => {
    const day = addDays('2026-11-26', n);
    return visit(n, day, day, timetable);
  });
  const shed = Array.from({ length: 30 }, () => {
    return { kind: 'laptops' as const, from: '2026-11-26T07:00:00.000Z', savesWh: 1234.567891 };
  });
  const energy = Array.from({ length: 7 }, (_, n) => ({
    day: addDays('2026-11-26', n),
    classes: { planned: 16, over: 0, coveredP10: 1, coveredP50: 2, coveredP10AfterShedding: 3 },
    reserveAtP10: '2026-11-26T07:00:00.000Z',
    shed,
  }));
  const schedule = Schedule.parse(scheduleOf(visits, nowMs, energy));
  expect(Buffer.byteLength(JSON.stringify(schedule))).toBeLessThan(PAYLOAD_MAX_BYTES);
  expect(schedule.visits[0]?.firstDay).toBe('2026-11-26');
  expect(schedule.visits.length).toBeGreaterThanOrEqual(20);
  expect(schedule.visits.map(({ sessions }) => sessions.length).slice(0, 8)).toEqual([
    16, 16, 16, 16, 16, 16, 16, 0,
  ]);
});

test('the nearest stands first; the cancelled and those over are left out, today’s is not', () => {
  const visits = [
    visit(1, '2026-12-10', '2026-12-20'),
    { ...visit(2, '2026-12-01', '2026-12-05'), state: 'cancelled' as const },
    visit(3, '2026-11-20', '2026-11-26'),
    visit(4, '2026-11-01', '2026-11-19'),
  ];
  expect(scheduleOf(visits).visits.map(({ firstDay }) => firstDay)).toEqual(['2026-11-20', '2026-12-10']);
});

test('the digest is the same all day, in whatever order visits come, and another for any other word', () => {
  const visits = [visit(1, '2026-11-20', '2026-12-04'), visit(2, '2026-12-10', '2026-12-20')];
  const digest = scheduleDigest(scheduleOf(visits));
  expect(scheduleDigest(scheduleOf([...visits].reverse(), nowMs + 13 * 3_600_000))).toBe(digest);
  const [first, second] = visits as [Visit, Visit];
  const others = [
    scheduleOf([first]),
    scheduleOf(visits, nowMs + 14 * 3_600_000),
    scheduleOf([{ ...first, headingDeg: 0 }, second]),
    scheduleOf([{ ...first, site: { ...first.site, lat: 1 } }, second]),
    scheduleOf([first, { ...second, timetable: { ...USUAL_TIMETABLE, exceptDays: ['2026-12-11'] } }]),
  ];
  expect(new Set([digest, ...others.map(scheduleDigest)]).size).toBe(others.length + 1);
});
