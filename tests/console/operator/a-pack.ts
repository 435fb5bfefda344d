/** A pack like the office makes it: two weeks at Wajir, a course that certifies, a cohort at 07:30, one who would not be named. */
import type { OperatorPack } from '@digitruck/contract/operator';
import { type Kept, type Report, saved } from '../../../src/console/operator/outbox/kept.ts';

export const VISIT = '10000000-0000-4000-8000-000000000001';
export const COURSE = '20000000-0000-4000-8000-000000000001';
export const COHORT = '30000000-0000-4000-8000-000000000001';
export const DEVICE = '40000000-0000-4000-8000-000000000001';
export const id = (n: number) => `50000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
/** A Thursday. */
export const DAY = '2026-11-26';
/** The programme's clock is three hours ahead. */
export const at = (time: string, day = DAY) =>
  new Date(Date.parse(`${day}T${time}:00Z`) - 3 * 3_600_000).toISOString();
export const ms = (time: string, day = DAY) => Date.parse(at(time, day));

export function aPack(change: object = {}): OperatorPack {
  const site = { name: 'Wajir TTC', county: 'Wajir', lat: 1.75, lon: 40.06, grid: 'no' };
  const course = { name: 'Digital skills', mode: 'cohort', powerPerSeatW: 45, downlinkKbps: 2000 };
  return {
    truckId: 'DT-01',
    truckName: 'Simba',
    seats: 20,
    madeAt: at('06:00'),
    timeZone: 'Africa/Nairobi',
    hubUrls: ['http://digitruck.local:8090'],
    visits: [
      {
        visitId: VISIT,
        siteId: id(9001),
        courseId: COURSE,
        site,
        course,
        firstDay: '2026-11-23',
        lastDay: '2026-12-04',
        timetable: {
          weekdays: [1, 2, 3, 4, 5],
          classStarts: ['07:30', '09:40', '11:50'],
          classMinutes: 120,
          exceptDays: ['2026-11-24'],
        },
        learnersExpected: 60,
        headingDeg: null,
        notes: '',
      },
    ],
    courses: [
      {
        courseId: COURSE,
        name: 'Digital skills',
        mode: 'cohort',
        classHours: 2,
        certifies: true,
        topics: ['Files', 'E-mail'],
      },
    ],
    cohorts: [
      {
        cohortId: COHORT,
        visitId: VISIT,
        courseId: COURSE,
        name: 'Cohort 1',
        slots: ['07:30'],
        roster: Array.from({ length: 20 }, (_, n) => ({
          learnerId: id(100 + n),
          number: n + 1,
          name: n === 19 ? null : `Amina ${n + 1}`,
          sex: n < 12 ? 'female' : 'male',
          ageBand: '18-24',
          role: 'learner',
        })),
      },
    ],
    reports: [],
    energy: { battery: null, loads: [], classW: null, otherW: [], charge: null, sun: null },
    occupancy: null,
    ...change,
  } as unknown as OperatorPack;
}

export function aKept(n: number, change: Partial<Report>): Kept {
  const report: Report = {
    truckId: 'DT-01',
    visitId: VISIT,
    courseId: COURSE,
    state: 'held',
    startedAt: at('09:40'),
    endedAt: at('11:40'),
    ...change,
  };
  return saved(undefined, { sessionId: id(n), report, deviceId: DEVICE, atMs: ms('12:00') });
}
