/** What of a report is asked about, and what is not: unknown is not zero, and a sensor that lies is not believed. */
import { describe, expect, test } from 'vitest';
import {
  type CheckedSession,
  findingsOf,
  questionSteps,
  type SeenQuarter,
  type Standing,
} from '../../src/impact/truth.ts';

const START = Date.parse('2026-11-24T07:30:00.000Z');
const HOUR = 3_600_000;
const KABEL = { name: 'Kabel Primary', lat: 0.30845, lon: 36.22465 };

const quarter = (over: Partial<SeenQuarter> = {}): SeenQuarter => ({
  within: 1,
  coverage: 0.97,
  occupancy: { mean: 20, max: 21 },
  loadW: 1100,
  place: KABEL,
  ...over,
});
const quarters = (over: Partial<SeenQuarter> = {}, count = 8) =>
  Array.from({ length: count }, () => quarter(over));
/** A class of 19 that fits: 17 learners of a roster of 18, two of them walked in, the truck where it was to be. */
const session = (over: Partial<CheckedSession> = {}): CheckedSession => ({
  truckId: 'DT-01',
  state: 'held',
  day: '2026-11-24',
  startedMs: START,
  endedMs: START + 2 * HOUR,
  heads: 19,
  learners: 17,
  teachers: 2,
  walkIns: 2,
  present: 15,
  clock: { verdict: 'good', skewMs: 900 },
  movedMs: 0,
  seats: 20,
  enrolled: 18,
  cohortDoubt: null,
  cohortName: null,
  learnersUnknown: 0,
  learnersNotEnrolled: 0,
  course: { mode: 'cohort', powerPerSeatW: 45 },
  site: KABEL,
  visit: { truckId: 'DT-01', firstDay: '2026-11-16', lastDay: '2026-11-27', classMinutes: 120 },
  quarters: quarters(),
  occupancyAround: { min: 0, max: 22 },
  loadAround: { min: 60, max: 1400 },
  others: [],
  ...over,
});
const kinds = (over: Partial<CheckedSession>) => findingsOf(session(over)).map(({ kind }) => kind);

test('names that nobody here has, somebody of no cohort, and more walk-ins than people are asked about', () => {
  const asked = findingsOf(
    session({
      cohortDoubt: 'other-truck',
      cohortName: 'B',
      learnersUnknown: 2,
      learnersNotEnrolled: 1,
      walkIns: 20,
    }),
  ).filter(({ kind }) => kind !== 'attendance-differs' && kind !== 'above-capacity');
  expect(asked).toEqual([
    { kind: 'cohort-unknown', facts: { why: 'other-truck', cohort: 'B' } },
    { kind: 'learners-unknown', facts: { learners: 2 } },
    { kind: 'not-enrolled', facts: { learners: 1 } },
    { kind: 'walk-ins', facts: { walkIns: 20, heads: 19 } },
  ]);
});

test('a class that fits is asked nothing, and nor is one of which nothing else is known', () => {
  expect(kinds({})).toEqual([]);
  const unknown = {
    quarters: [],
    occupancyAround: null,
    loadAround: null,
    site: null,
    present: null,
    enrolled: null,
  };
  expect(kinds({ ...unknown, course: null })).toEqual([]);
  const silent = quarters({ occupancy: null, loadW: null, place: null });
  expect(kinds({ quarters: silent })).toEqual([]);
  for (const state of ['started', 'cancelled', 'withdrawn'] as const)
    expect(kinds({ state, heads: 90 })).toEqual([]);
});

describe('heads against the sensor', () => {
  const empty = { quarters: quarters({ occupancy: { mean: 2.4, max: 4 } }) };
  test('too many and too few are asked, a few more or less are not', () => {
    expect(findingsOf(session(empty))).toEqual([
      { kind: 'heads-above-sensor', facts: { heads: 19, sensor: 4 } },
    ]);
    expect(kinds({ heads: 8, learners: 6, present: 4 })).toEqual(['heads-below-sensor']);
    expect(kinds({ heads: 16, learners: 14, present: 12 })).toEqual([]);
  });
  test.each([
    ['is stuck', { occupancyAround: { min: 2, max: 2 } }],
    ['never says that it is empty', { occupancyAround: { min: 7, max: 20 } }],
    ['counts more than can be in there', { occupancyAround: { min: 0, max: 72 } }],
    ['was silent for most of the class', { quarters: quarters({ occupancy: { mean: 2, max: 4 } }, 4) }],
    ['had gaps', { quarters: quarters({ occupancy: { mean: 2, max: 4 }, coverage: 0.3 }) }],
  ])('a sensor that %s is not believed', (_, over) => {
    expect(kinds({ ...empty, ...over })).toEqual([]);
  });
});

test.each<[string, Partial<CheckedSession>, object]>([
  ['no-load', { quarters: quarters({ loadW: 70 }) }, { loadW: 70, expectedW: 855 }],
  [
    'elsewhere',
    { quarters: quarters({ place: { lat: 0.4, lon: 36.22465 } }) },
    { km: 10.2, site: 'Kabel Primary' },
  ],
  [
    'above-capacity',
    { learners: 23, heads: 25, present: 21, enrolled: null, quarters: [] },
    { learners: 23, seats: 20, enrolled: null },
  ],
  ['above-capacity', { enrolled: 12 }, { learners: 17, seats: 20, enrolled: 12 }],
  [
    'clock',
    { clock: { verdict: 'corrected', skewMs: 86_400_000 }, movedMs: 86_400_000 },
    { movedMinutes: 1440, verdict: 'corrected' },
  ],
  ['too-long', { endedMs: START + 4 * HOUR }, { minutes: 240, planned: 120 }],
  [
    'outside-visit',
    { day: '2026-11-29' },
    { day: '2026-11-29', firstDay: '2026-11-16', lastDay: '2026-11-27', truck: 'DT-01' },
  ],
  ['outside-visit', { visit: null }, { day: '2026-11-24', firstDay: null, lastDay: null, truck: null }],
  ['attendance-differs', { present: 12 }, { present: 12, learners: 17, walkIns: 2 }],
  [
    'overlaps',
    { others: [{ code: '7K2-MQX', startedMs: START + HOUR, endedMs: START + 3 * HOUR }] },
    { code: '7K2-MQX', minutes: 60, sessions: 1 },
  ],
])('%s is asked with its facts', (kind, over, facts) => {
  expect(findingsOf(session(over))).toEqual([{ kind, facts }]);
});

test('a drop-in class takes turns; two classes may touch; a skew of minutes is no matter', () => {
  const dropIn = {
    course: { mode: 'drop-in', powerPerSeatW: 45 },
    enrolled: null,
    present: null,
    quarters: [],
  } as const;
  expect(kinds({ ...dropIn, learners: 55, heads: 57 })).toEqual([]);
  expect(kinds({ ...dropIn, learners: 61, heads: 63 })).toEqual(['above-capacity']);
  const next = { code: 'A', startedMs: START + 2 * HOUR - 4 * 60_000, endedMs: START + 4 * HOUR };
  expect(kinds({ others: [next] })).toEqual([]);
  expect(kinds({ clock: { verdict: 'corrected', skewMs: 600_000 }, movedMs: 600_000 })).toEqual([]);
});

test('in a course for teachers they are who learns; elsewhere some may be on the roster', () => {
  const taught = { heads: 18, learners: 0, teachers: 18, walkIns: 0, quarters: [] };
  expect(kinds({ ...taught, present: 18 })).toEqual([]);
  expect(kinds({ ...taught, present: 11 })).toEqual(['attendance-differs']);
  expect(kinds({ ...taught, teachers: 23, heads: 23, present: 23 })).toEqual(['above-capacity']);
  expect(kinds({ present: 18, walkIns: 0 })).toEqual([]);
  expect(kinds({ present: 20, walkIns: 0 })).toEqual(['attendance-differs']);
});

test('questions are asked once, keep their answer, and come back only when the facts change', () => {
  const found = (heads: number) => [{ kind: 'heads-above-sensor', facts: { heads, sensor: 4 } } as const];
  const stands = (state: Standing['state'], heads: number): Standing[] => [
    { kind: 'heads-above-sensor', state, facts: { heads, sensor: 4 } },
  ];
  const doing = (standing: Standing[], now: ReturnType<typeof found> | []) =>
    questionSteps(standing, now).map((step) => step.do);
  expect(doing([], found(19))).toEqual(['ask']);
  expect(doing(stands('open', 19), found(19))).toEqual([]);
  expect(doing(stands('open', 19), found(20))).toEqual(['update']);
  expect(doing(stands('answered', 19), found(20))).toEqual([]);
  expect(doing(stands('answered', 19), found(30))).toEqual(['ask']);
  expect(doing(stands('answered', 19), [])).toEqual(['settle']);
  expect(doing(stands('gone', 19), [])).toEqual([]);
  expect(doing(stands('gone', 19), found(19))).toEqual(['ask']);
});
