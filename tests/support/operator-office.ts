/** What an operator's page needs in an office: a truck with a battery, a visit with classes around now, a cohort with names, a person. */
import { systemClock } from '../../src/kernel/clock.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';
import { ZONE } from './timetables.ts';

type Api = <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;

export const OPERATOR = {
  email: 'hassan@example.org',
  password: 'a long enough password',
  name: 'Hassan Abdi',
};
const MINUTE_MS = 60_000;
const NAMES = [
  'Amina',
  'Fatuma',
  'Halima',
  'Zainab',
  'Khadija',
  'Asha',
  'Mumina',
  'Sahara',
  'Nasra',
  'Ifrah',
  'Hodan',
  'Safia',
];
const MEN = ['Abdi', 'Yusuf', 'Ibrahim', 'Musa', 'Omar', 'Bashir', 'Ali', 'Noor'];

export type OperatorOffice = {
  readonly visitId: string;
  readonly courseId: string;
  readonly slots: readonly string[];
};

/**
 * One class of an hour that is on now, one before it (the cohort's, with a roll of 20) and one after it, where the day has room: all start
 * on whole minutes of the programme's clock.
 */
export async function seedOperatorOffice(api: Api): Promise<OperatorOffice> {
  const nowMs = systemClock.nowMs();
  const today = localDayOf(nowMs, ZONE);
  const slots = slotsAround(nowMs, today);
  await api('POST', '/trucks', {
    truckId: 'DT-01',
    name: 'Simba',
    seats: 20,
    depot: { name: 'Nairobi', lat: -1.286, lon: 36.817 },
    array: { peakW: 4200, tiltDeg: 0 },
    battery: { capacityWh: 14_000, reservePct: 20, maxChargeW: 4000, maxDischargeW: 5000 },
    loads: [
      { kind: 'laptops', powerW: 800, shedOrder: 0 },
      { kind: 'vr', powerW: 300, shedOrder: 1 },
      { kind: 'router', powerW: 30, shedOrder: 0 },
    ],
  });
  const { courseId } = await api<{ courseId: string }>('POST', '/courses', {
    code: 'DS-1',
    name: 'Digital skills',
    mode: 'cohort',
    totalHours: 40,
    classHours: 1,
    powerPerSeatW: 45,
    certifies: true,
    passMarkPct: 60,
    notes: 'Taught in this order:\n- Files and folders\n- E-mail\n- Spreadsheets\n- Staying safe online',
  });
  await api('POST', '/courses', {
    code: 'OPEN',
    name: 'Open door',
    mode: 'drop-in',
    totalHours: 2,
    classHours: 2,
    powerPerSeatW: 45,
  });
  const { siteId } = await api<{ siteId: string }>('POST', '/sites', {
    name: 'Wajir Teachers College',
    county: 'Wajir',
    lat: 1.747,
    lon: 40.057,
  });
  const { visitId } = await api<{ visitId: string }>('POST', '/visits', {
    truckId: 'DT-01',
    siteId,
    courseId,
    firstDay: today,
    lastDay: addDays(today, 11),
    timetable: { weekdays: [1, 2, 3, 4, 5, 6, 7], classStarts: slots, classMinutes: 60, exceptDays: [] },
    learnersExpected: 60,
  });
  const { cohortId } = await api<{ cohortId: string }>('POST', '/cohorts', {
    visitId,
    name: 'Morning group',
    slots: [slots[0]],
  });
  for (const [names, sex] of [
    [NAMES, 'female'],
    [MEN, 'male'],
  ] as const)
    for (const name of names)
      await api('POST', `/cohorts/${cohortId}/enrolments`, {
        ageBand: '18-24',
        learner: { name: `${name} Hassan`, sex, consent: { state: 'given', askedBy: 'Hassan' } },
      });
  await api('POST', '/people', { ...OPERATOR, role: 'operator', truckIds: ['DT-01'] });
  return { visitId, courseId, slots };
}

/** Half an hour into the second one. Near midnight they are pushed into the day. */
function slotsAround(nowMs: number, today: string): string[] {
  const wall = (ms: number) =>
    new Intl.DateTimeFormat('en-GB', {
      timeZone: ZONE,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(ms);
  const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  const begin = Math.min(Math.max(minutesOf(wall(nowMs - 30 * MINUTE_MS)), 70), 24 * 60 - 135);
  const inDay = localDayOf(nowMs - 30 * MINUTE_MS, ZONE) === today ? begin : 70;
  return [inDay - 65, inDay, inDay + 65].map(
    (minutes) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`,
  );
}
