/** Counting: whatever order, repetition and edits reports come in, the rows are those of the reports that stand. */

import { readFileSync } from 'node:fs';
import type { CourseId, LearnerId, SessionId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { SessionBody } from '@digitruck/contract/sessions';
import { USUAL_TIMETABLE, VisitBody } from '@digitruck/contract/visits';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.ts';
import { impactCountStore } from '../../src/store/impact/count.ts';
import { impactFigureStore } from '../../src/store/impact/figures.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';
import { sessionAcceptance } from '../../src/store/sessions/accept.ts';
import { visitStore } from '../../src/store/visits/visits.ts';
import { freshDatabase } from '../support/database.ts';
import { ROOT } from '../support/house/source.ts';
import { courseBody, siteBody, truckBody } from '../support/registry.ts';
import { sessionBody, sessionId } from '../support/sessions.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const SENT = '2026-12-31T10:00:00.000Z';
let db: Db;
let visitId: string;
let sites: SiteId[];
let cohortCourse: CourseId;
let dropIn: CourseId;
beforeAll(async () => {
  ({ db } = await freshDatabase());
  for (const truckId of ['DT-01', 'DT-02'] as TruckId[])
    await truckStore(db).create(AMINA, truckBody({ truckId }));
  sites = [];
  for (const name of ['Kabel', 'Wajir']) {
    const site = await siteStore(db).create(AMINA, siteBody({ name, lat: sites.length, county: name }));
    if (!site.ok) throw new Error('no site');
    sites.push(site.row.siteId);
  }
  const course = async (over: object) => {
    const made = await courseStore(db).create(AMINA, courseBody(over));
    if (!made.ok) throw new Error('no course');
    return made.row.courseId;
  };
  cohortCourse = await course({ code: 'C' });
  const visit = await visitStore(db).create(
    AMINA,
    VisitBody.parse({
      truckId: 'DT-01',
      siteId: sites[0],
      courseId: cohortCourse,
      firstDay: '2026-11-25',
      lastDay: '2026-12-05',
      timetable: USUAL_TIMETABLE,
      learnersExpected: 100,
    }),
  );
  if (!visit.ok) throw new Error('no visit');
  visitId = visit.row.visitId;
  dropIn = await course({ code: 'D', mode: 'drop-in' });
});
beforeEach(async () => {
  await db.$client.query('delete from session_reports');
  await db.$client.query('delete from impact_counted');
  await db.$client.query('delete from impact_stays');
  await db.$client.query('delete from impact_arrivals');
});

async function put(number: number, over: object, revision = 1): Promise<void> {
  const result = await sessionAcceptance(db).accept(AMINA, {
    sessionId: sessionId(number) as SessionId,
    report: sessionBody(
      { siteId: sites[0], courseId: cohortCourse, ...over },
      { revision, savedAt: SENT, sentAt: SENT },
    ) as SessionBody,
    relay: null,
    via: 'http',
    receivedMs: Date.parse(SENT),
    timeZone: 'Africa/Nairobi',
  });
  if (!result.ok) throw new Error(JSON.stringify(result));
}
async function addCohort(cohortId: string, number: number): Promise<void> {
  await db.$client.query(
    `insert into cohorts (cohort_id, visit_id, course_id, number, seats, updated_by) values ($1, $2, $3, $4, 20, 'x')`,
    [cohortId, visitId, cohortCourse, number],
  );
}
async function countAll(limit = 500): Promise<void> {
  while ((await impactCountStore(db).countSome(limit)) >= limit);
}
const heads = (...counts: [string, string, string, number][]) =>
  counts.map(([sex, ageBand, role, count]) => ({ sex, ageBand, role, count }));
const at = (day: string, hour = 8) => ({
  startedAt: `${day}T${String(hour).padStart(2, '0')}:00:00.000Z`,
  endedAt: `${day}T${String(hour + 2).padStart(2, '0')}:00:00.000Z`,
});
async function rows(text: string): Promise<unknown[]> {
  return (await db.$client.query(text)).rows;
}
const YEARS = { from: '2026-01-01', to: '2026-12-31' };
/** Figures of all that there is. */
const whole = async () => (await impactFigureStore(db).figures(YEARS, {}))[0];

test("a cohort's people are the heads of its fullest class; drop-in heads and helpers are none", async () => {
  const cohortId = sessionId(901);
  await addCohort(cohortId, 2);
  await addCohort(sessionId(902), 3);
  await put(1, { ...at('2026-11-02'), cohortId, headCounts: heads(['female', '18-24', 'learner', 10]) });
  await put(2, {
    ...at('2026-11-03'),
    cohortId,
    headCounts: heads(['female', 'unknown', 'learner', 12], ['male', '25-34', 'other', 5]),
  });
  await put(3, {
    ...at('2026-11-03', 11),
    cohortId: sessionId(902),
    headCounts: heads(['male', '18-24', 'teacher', 7]),
  });
  // Not said whose class it was: its people may be any cohort's.
  await put(4, { ...at('2026-11-04'), headCounts: heads(['male', '18-24', 'learner', 40]) });
  await put(5, { ...at('2026-11-05'), courseId: dropIn, headCounts: heads(['male', '0-14', 'learner', 33]) });
  await put(6, { ...at('2026-11-06'), state: 'cancelled', problems: [{ kind: 'fuel' }], headCounts: [] });
  await put(7, { ...at('2026-11-07'), state: 'started', endedAt: null });
  await countAll(2);
  expect(await whole()).toMatchObject({
    held: 5,
    cancelled: 1,
    seconds: 5 * 7200,
    attendances: 10 + 17 + 7 + 40 + 33,
    people: 12 + 7,
    dropIn: 33,
  });
  expect(await rows('select count(*)::int as n from session_reports where counted_at is null')).toEqual([
    { n: 1 },
  ]);
  const { lines } = await impactFigureStore(db).ask(YEARS, {}, { lines: 'by category' });
  expect(lines.filter(({ people }) => people > 0)).toEqual([
    expect.objectContaining({ sex: 'female', ageBand: 'unknown', role: 'learner', people: 12 }),
    expect.objectContaining({ sex: 'male', ageBand: '18-24', role: 'teacher', people: 7 }),
  ]);
  expect((await impactFigureStore(db).figures(YEARS, { sex: 'female' }))[0]?.placeSeconds).toBe(
    (10 + 12) * 7200,
  );
});

test('an edit moves what it said to where it belongs; what is withdrawn or runs again is out', async () => {
  await put(1, at('2026-11-02'));
  await put(2, at('2026-11-03'));
  await countAll();
  expect(await rows('select count(*)::int as n from impact_stays')).toEqual([{ n: 1 }]);
  await put(1, { ...at('2026-10-02'), siteId: sites[1] }, 2);
  await countAll();
  expect(
    await rows(
      "select site_id, split_part(told, ',', 4) as held from impact_sums where month is not null order by month",
    ),
  ).toEqual([
    { site_id: sites[1], held: '1' },
    { site_id: sites[0], held: '1' },
  ]);
  await put(2, { ...at('2026-11-03'), state: 'withdrawn' }, 2);
  await put(1, { ...at('2026-10-02'), siteId: sites[1], state: 'started', endedAt: null }, 3);
  await countAll();
  expect(await whole()).toMatchObject({ held: 0, people: 0 });
  expect(await rows('select count(*)::int as n from impact_counted')).toEqual([{ n: 1 }]);
});

const learner = (number: number) =>
  `1ea12e12-0000-4000-8000-${String(number).padStart(12, '0')}` as LearnerId;
/** Statements of the migrations that fill what is new of a database that was counted before them. */
const filled = ['0014_impact_speed', '0022_impact_sums'].flatMap((name) =>
  readFileSync(`${ROOT}/migrations/${name}.sql`, 'utf8')
    .replace(/--.*$/gm, '')
    .split(';')
    .filter((text) => /^\s*(insert into|update) impact_(classes|arrivals|learners|sums)/.test(text)),
);
/** What was kept before 0022, of what is kept now. */
const AS_BEFORE = `
  create temp table impact_cells as
  select stay_id, month, truck_id, site_id, course_id, n[1] as held, n[2] as cancelled, n[3] as seconds, n[4] as attendances, n[5] as head_seconds,
    n[6] as drop_in_heads, n[7] as cohort_people, n[8] as people_seconds, n[9] as people, n[10] as women, n[11] as men, n[12] as teachers,
    reasons::jsonb as reasons
  from impact_sums cross join lateral (select (string_to_array(told, ','))[4:]::int[] as n) t;
  create temp table impact_groups as
  select stay_id, month, truck_id, site_id, course_id, (array['female', 'male', 'other', 'unknown'])[n[1] / 21 + 1] as sex,
    (array['0-14', '15-17', '18-24', '25-34', '35-64', '65+', 'unknown'])[n[1] / 3 % 7 + 1] as age_band,
    (array['learner', 'teacher', 'other'])[n[1] % 3 + 1] as role, n[2] as heads, n[3] as head_seconds, n[4] as drop_in_heads, n[5] as people,
    n[6] as cohort_people, n[7] as people_seconds
  from impact_sums cross join lateral regexp_matches(heads, '(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+),(\\d+)', 'g') m
  cross join lateral (select m::int[] as n) t;
  delete from impact_classes; delete from impact_arrivals; delete from impact_sums;
  update impact_learners set alone = true`;

describe('names', () => {
  test('who was there is a person, twice entered or not; who never came is none', async () => {
    for (const [number, sameAs] of [
      [1, null],
      [2, 1],
      [3, null],
    ] as const)
      await db.$client.query(
        "insert into learners (learner_id, sex, same_as, updated_by) values ($1, 'female', $2, 'x')",
        [learner(number), sameAs === null ? null : learner(sameAs)],
      );
    const cohortId = sessionId(903);
    await addCohort(cohortId, 1);
    const roll = (...present: number[]) => ({
      cohortId,
      attendance: [1, 2, 3].map((n) => ({
        learnerId: learner(n),
        present: present.includes(n),
        minutes: n === 2 ? 30 : null,
      })),
    });
    await put(1, { ...at('2026-11-30'), ...roll(1) });
    await put(2, { ...at('2026-12-01'), ...roll(2) });
    await countAll();
    expect(
      await rows(
        `select month::text, person_id, present, seconds::int from impact_learners order by month nulls first, person_id`,
      ),
    ).toEqual([
      { month: null, person_id: learner(1), present: 2, seconds: 7200 + 1800 },
      { month: null, person_id: learner(3), present: 0, seconds: 0 },
      { month: '2026-11-01', person_id: learner(1), present: 1, seconds: 7200 },
      { month: '2026-11-01', person_id: learner(3), present: 0, seconds: 0 },
      { month: '2026-12-01', person_id: learner(1), present: 1, seconds: 1800 },
      { month: '2026-12-01', person_id: learner(3), present: 0, seconds: 0 },
    ]);
    // Names were taken, so heads make nobody; two of the three are one, and one never came.
    expect(await whole()).toMatchObject({ held: 2, people: 1, called: 2, noShows: 1, places: 1 });
    // A corrected roster is counted without any report coming in.
    await db.$client.query(
      'update learners set same_as = null, updated_at = clock_timestamp() where learner_id = $1',
      [learner(2)],
    );
    await db.$client.query(
      "insert into enrolments (cohort_id, learner_id, number, state, age_band, updated_by) values ($1, $2, 1, 'enrolled', '25-34', 'x')",
      [cohortId, learner(2)],
    );
    expect(await impactCountStore(db).recountChanged(10)).toBe(1);
    expect(
      await rows(
        `select age_band from impact_learners where month is null and present > 0 order by person_id`,
      ),
    ).toEqual([{ age_band: 'unknown' }, { age_band: '25-34' }]);
  });
});

test('who is certified is a person once, whatever is issued, revoked or found to be one', async () => {
  const [first, second] = [sessionId(931), sessionId(932)];
  await addCohort(first, 31);
  await addCohort(second, 32);
  for (const n of [21, 22, 23])
    await db.$client.query("insert into learners (learner_id, sex, updated_by) values ($1, 'female', 'x')", [
      learner(n),
    ]);
  const issue = (cohortId: string, n: number, on: string) =>
    `insert into certificates (certificate_number, learner_id, cohort_id, course_id, course_name, course_hours, programme_name, issued_on, issued_by)
     values ('${cohortId.slice(-3)}-${n}', '${learner(n)}', '${cohortId}', '${cohortCourse}', 'C', 40, 'P', '${on}', 'x')`;
  const steps: [statement: string, certified: number, women: number][] = [
    [issue(first, 21, '2026-11-10'), 1, 1],
    [issue(first, 22, '2026-11-10'), 2, 2],
    [issue(second, 21, '2026-12-10'), 2, 2],
    [issue(second, 23, '2026-12-10'), 3, 3],
    [`update learners set same_as = '${learner(22)}' where learner_id = '${learner(23)}'`, 2, 2],
    [`update learners set sex = 'male' where learner_id = '${learner(22)}'`, 2, 1],
    [`update certificates set revoked_at = now() where certificate_number = '931-22'`, 2, 1],
    [`update learners set same_as = null where learner_id = '${learner(23)}'`, 2, 2],
    [`update certificates set revoked_at = now() where certificate_number = '931-21'`, 2, 2],
    [`delete from certificates where learner_id = '${learner(21)}'`, 1, 1],
    ['delete from certificates', 0, 0],
  ];
  for (const [statement, certified, women] of steps) {
    await db.$client.query(statement);
    const { counts, lines } = await impactFigureStore(db).ask(YEARS, {}, { lines: 'by category' });
    const ofWomen = lines
      .filter(({ sex }) => sex === 'female')
      .reduce((sum, line) => sum + line.certified, 0);
    expect([statement, counts.certified, ofWomen]).toEqual([statement, certified, women]);
  }
});

test('any order of counting, any number at once, gives the same rows', async () => {
  const report = fc.record({
    id: fc.integer({ min: 1, max: 6 }),
    day: fc.constantFrom('2026-10-30', '2026-11-01', '2026-11-02', '2026-11-30', '2026-12-01', '2026-12-24'),
    visited: fc.boolean(),
    course: fc.constantFrom(0, 0, 1),
    site: fc.integer({ min: 0, max: 1 }),
    cohort: fc.option(fc.integer({ min: 910, max: 912 })),
    n: fc.integer({ min: 1, max: 20 }),
    roll: fc.subarray([11, 12, 13, 14]),
    state: fc.constantFrom('held', 'held', 'cancelled', 'withdrawn'),
  });
  const kept = [
    `select stay_id, month, truck_id, site_id, course_id, told, reasons::jsonb, heads, names from impact_sums order by 1, 2, 3, 4, 5`,
    `select * from impact_packs order by stay_id`,
    `select * from impact_learners order by stay_id, month, truck_id, site_id, course_id, person_id`,
    `select * from impact_classes order by stay_id, month, truck_id, site_id, course_id, state, categories::text, absences`,
    `select * from impact_arrivals order by stay_id, truck_id, site_id, course_id`,
  ];
  const everything = async () => Promise.all(kept.map((text) => rows(text)));
  const figures = impactFigureStore(db);
  const byEach = async (period: { from: string; to: string }) =>
    Promise.all(
      ([undefined, 'county', 'course', 'month'] as const).map(async (by) =>
        (await figures.figures(period, {}, by)).sort((a, b) => (a.key < b.key ? -1 : 1)),
      ),
    );
  // Four people, so that one is in several stays and courses as a rule; whatever is added up follows.
  await db.$client.query(
    "insert into learners (learner_id, sex, updated_by) select id, 'female', 'x' from unnest($1::uuid[]) id on conflict do nothing",
    [[11, 12, 13, 14].map(learner)],
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(report, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.constantFrom<[string, string]>(
        ['2026-11-01', '2026-11-01'],
        ['2026-11-02', '2026-11-30'],
        ['2026-11-02', '2026-12-10'],
        ['2026-10-31', '2026-11-02'],
      ),
      async (list, often, [from, to]) => {
        await db.$client.query('delete from session_reports');
        await db.$client.query('delete from impact_counted');
        await db.$client.query('delete from impact_stays');
        await db.$client.query('delete from impact_arrivals');
        for (const [index, one] of list.entries()) {
          await put(
            one.id,
            {
              ...at(one.day),
              siteId: sites[one.site],
              visitId: one.visited ? visitId : null,
              courseId: [cohortCourse, dropIn][one.course],
              cohortId: one.cohort === null ? null : sessionId(one.cohort),
              state: one.state,
              problems: [{ kind: 'other' }],
              headCounts: heads(['female', '18-24', 'learner', one.n]),
              attendance: one.roll.map((n) => ({ learnerId: learner(n), present: n !== 14, minutes: null })),
            },
            index + 1,
          );
          if (index % often === 0) await impactCountStore(db).countSome(often);
        }
        await countAll();
        const pieceByPiece = await everything();
        await db.$client.query('delete from impact_stays');
        await db.$client.query('update session_reports set counted_at = null');
        await countAll();
        expect(await everything()).toEqual(pieceByPiece);
        // What the migration makes of a database that was counted before it is the same.
        const client = await db.$client.connect();
        await client.query(AS_BEFORE);
        expect(filled).toHaveLength(4);
        for (const statement of filled) await client.query(statement);
        await client.query('drop table pg_temp.impact_cells, pg_temp.impact_groups');
        client.release();
        expect(await everything()).toEqual(pieceByPiece);
        // Of some days what they would be if there were no others: of all stays, cut or not, by whatever it is told.
        const inDays = await byEach({ from, to });
        await db.$client.query('delete from session_reports where day not between $1 and $2', [from, to]);
        await db.$client.query(
          'delete from impact_stays; delete from impact_arrivals; delete from impact_counted',
        );
        await db.$client.query('update session_reports set counted_at = null');
        await countAll();
        expect(await byEach(YEARS)).toEqual(inDays);
      },
    ),
    { numRuns: 6 },
  );
});
