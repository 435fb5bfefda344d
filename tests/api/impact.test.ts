/** Impact over HTTP: every figure opens to what makes it, a closed period is restated visibly, and all exports say the same. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Impact } from '@digitruck/contract/impact';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { readIati, readPdf, readWorkbook } from '../../src/cli/verify/readers.ts';
import { verify } from '../../src/cli/verify.ts';
import { impactCountStore } from '../../src/store/impact/count.ts';
import { type TestApi, testApi } from '../support/api.ts';
import { atEnd } from '../support/at-end.ts';
import { courseBody, siteBody, truckBody } from '../support/registry.ts';
import { sessionBody, sessionId } from '../support/sessions.ts';

let api: TestApi;
let sites: string[];
let courses: string[];
const SENT = '2026-12-15T10:00:00.000Z';
const Q4 = 'from=2026-10-01&to=2026-12-31';

async function ask(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  payload?: object,
  language = 'en',
) {
  const cookie = await api.as('admin');
  return api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { ...cookie, 'accept-language': language },
    ...(payload === undefined ? {} : { payload }),
  });
}
const impact = async (query: string, language = 'en') =>
  (await ask('GET', `/impact?${query}`, undefined, language)).json() as Impact;
const figure = (of: Impact, id: string) => of.figures.find((one) => one.id === id)?.value;
const heads = (...counts: [string, string, string, number][]) =>
  counts.map(([sex, ageBand, role, count]) => ({ sex, ageBand, role, count }));
async function put(number: number, day: string, over: object, revision = 1) {
  const report = sessionBody(
    {
      siteId: sites[0],
      courseId: courses[0],
      startedAt: `${day}T08:00:00.000Z`,
      endedAt: `${day}T10:00:00.000Z`,
      ...over,
    },
    { revision, savedAt: SENT, sentAt: SENT },
  );
  // The device's clock says when it sent; the service's is another day, which it would correct.
  const answer = await ask('PUT', `/sessions/${sessionId(number)}`, {
    ...report,
    device: { ...report.device, sentAt: null },
  });
  if (answer.statusCode >= 300) throw new Error(answer.body);
}
async function count() {
  while ((await impactCountStore(api.database.db).countSome(500)) > 0);
}

/** Every number of an answer: to its sessions, all of them, and held against what they say. */
async function walk(answer: Impact): Promise<void> {
  const { from, to, filter } = answer;
  const behind = async (path: string) => {
    const sessions = await ask('GET', `${path.replace('/api/v1', '')}&limit=200`);
    expect(sessions.statusCode, path).toBe(200);
    const { items, total, definition } = sessions.json();
    expect(items.length, path).toBe(total);
    return { items: items as { heads: number; minutes: number }[], total: total as number, definition };
  };
  const holds = async (path: string, id: string, value: number | null | undefined) => {
    const { items, total, definition } = await behind(path);
    const sum = (of: 'heads' | 'minutes') => items.reduce((all, one) => all + (one[of] ?? 0), 0);
    expect(definition.id, path).toBe(id);
    // Of nobody's sessions it is not known.
    const made = { sessionsHeld: total, sessionsCancelled: total, hours: sum('minutes') / 60 }[id];
    if (made !== undefined) expect([null, made], path).toContain(value);
    else if (id === 'attendances' && filter.sex === undefined) expect(sum('heads'), path).toBe(value);
    // People are those of the fullest class, so of nobody there may be classes, and of somebody there are some.
    else if ((value ?? 0) > 0) expect(total, path).toBeGreaterThan(0);
  };
  for (const { id, open, value } of answer.figures) if (open !== null) await holds(open, id, value);
  for (const { open, values } of answer.rows)
    for (const [id, value] of Object.entries(values)) await holds(`${open}&measure=${id}`, id, value);
  const asked = new URLSearchParams({ from, to, ...filter });
  for (const { indicator, value } of answer.sdg)
    if (indicator !== '4.a.1' && value !== null)
      expect((await behind(`/impact/sessions?${asked}&sdg=${indicator}`)).total > 0, indicator).toBe(
        value > 0,
      );
  for (const { reason, sessions } of answer.cancelled)
    expect((await behind(`/impact/sessions?${asked}&reason=${reason}`)).total).toBe(sessions);
  expect((await behind(answer.late.open)).total).toBe(answer.late.sessions);
}

beforeAll(async () => {
  api = await testApi();
  const made = async (path: string, body: object) => (await ask('POST', path, body)).json();
  await made('/trucks', truckBody());
  sites = [
    (await made('/sites', siteBody())).siteId,
    (await made('/sites', siteBody({ name: '=HYPERLINK("x")', lat: 2, county: 'Wajir' }))).siteId,
  ];
  courses = [
    (await made('/courses', courseBody({ code: 'A' }))).courseId,
    (await made('/courses', courseBody({ code: 'B' }))).courseId,
    (await made('/courses', courseBody({ code: 'D', mode: 'drop-in' }))).courseId,
  ];
  const { db } = api.database;
  await db.$client.query(
    `insert into visits (truck_id, visit_id, site_id, course_id, first_day, last_day, timetable, learners_expected, updated_by)
     values ('DT-01', $1, $2, $3, '2020-01-01', '2020-01-02', '{}', 20, 'x')`,
    [sessionId(899), sites[0], courses[0]],
  );
  await db.$client.query(
    `insert into cohorts (cohort_id, visit_id, course_id, number, seats, updated_by)
     select id, $2, $3, n, 20, 'x' from unnest($1::uuid[]) with ordinality as c (id, n)`,
    [[900, 901, 902, 903].map(sessionId), sessionId(899), courses[0]],
  );
  const cohortId = sessionId(900);
  await put(1, '2026-10-05', {
    cohortId,
    headCounts: heads(['female', '18-24', 'learner', 12], ['male', '25-34', 'learner', 6]),
  });
  await put(2, '2026-11-06', {
    cohortId,
    headCounts: heads(['female', '18-24', 'learner', 9], ['female', '35-64', 'teacher', 2]),
  });
  // A second course at the same place: its heads may be the same people.
  await put(3, '2026-11-09', {
    courseId: courses[1],
    cohortId: sessionId(901),
    headCounts: heads(['male', '18-24', 'learner', 7]),
  });
  await put(4, '2026-11-10', {
    siteId: sites[1],
    cohortId: sessionId(902),
    headCounts: heads(['female', 'unknown', 'learner', 5]),
  });
  await put(5, '2026-11-11', { courseId: courses[2], headCounts: heads(['male', '0-14', 'learner', 40]) });
  await put(6, '2026-11-12', {
    state: 'cancelled',
    endedAt: null,
    problems: [{ kind: 'fuel' }, { kind: 'road' }],
    headCounts: [],
  });
  await count();
});

test('people once, attendances apart, what is not known is null, and every figure opens to its sessions', async () => {
  const whole = await impact(Q4);
  expect(Object.fromEntries(whole.figures.map(({ id, value }) => [id, value]))).toEqual({
    people: 18 + 5,
    women: 12 + 5,
    teachers: 0,
    certified: 0,
    sessionsHeld: 5,
    sessionsCancelled: 1,
    hours: 10,
    attendances: 18 + 11 + 7 + 5 + 40,
    attendanceHours: 2 * 81,
    dropInAttendances: 40,
    // Cohorts by heads: (18 + 11 + 7 + 5) heads for two hours, over 18 + 7 + 5 people and courses.
    hoursPerPerson: 2.73,
    noShows: null,
    parity: 2.83,
    schoolsConnected: null,
    costPerPerson: null,
  });
  expect(whole.categories.reduce((sum, { people }) => sum + people, 0)).toBe(23);
  expect(whole.rows.map(({ key, values }) => [key, values.people])).toEqual([
    ['Baringo', 18],
    ['Wajir', 5],
  ]);
  expect(whole.cancelled).toEqual([
    { reason: 'fuel', sessions: 1 },
    { reason: 'road', sessions: 1 },
  ]);
  expect(whole.sdg.find(({ indicator }) => indicator === '4.3.1')).toMatchObject({ value: 18 });
  await walk(whole);
  await walk(await impact(`${Q4}&groupBy=course`));
  await walk(await impact(`${Q4}&groupBy=month`));
  await walk(await impact(`${Q4}&groupBy=role&sex=female`));
  await walk(await impact('from=2026-10-06&to=2026-11-10&groupBy=site'));
});

test('by course, groups may overlap and say so; by month people are those of the month; edges are days', async () => {
  const byCourse = await impact(`${Q4}&groupBy=course`);
  expect(byCourse.overlap).toBe(7);
  const byMonth = await impact(`${Q4}&groupBy=month`);
  expect(byMonth.rows.map(({ key, values }) => [key, values.people])).toEqual([
    ['2026-10', 18],
    ['2026-11', 11 + 5],
  ]);
  expect(figure(await impact('from=2026-10-01&to=2026-11-08'), 'people')).toBe(18);
  expect(figure(await impact('from=2026-10-06&to=2026-11-08'), 'people')).toBe(11);
  expect(figure(await impact(`${Q4}&county=Wajir`), 'people')).toBe(5);
  expect(figure(await impact(`${Q4}&sex=female&groupBy=ageBand`), 'people')).toBe(17);
  const none = await impact('from=2025-01-01&to=2025-12-31');
  expect([figure(none, 'people'), figure(none, 'parity'), none.rows]).toEqual([0, null, []]);
  const words = new Set<string>();
  for (const language of ['en', 'fr', 'sw', 'fil'])
    for (const { rule } of (await impact('from=2025-01-01&to=2025-01-02', language)).definitions)
      words.add(rule);
  expect(words.size).toBe(15 * 4);
  expect((await ask('GET', '/impact?from=2026-02-01&to=2026-01-01')).statusCode).toBe(400);
});

test('costs and targets are entered, and cost per person is only where they are', async () => {
  const cost = { kind: 'fuel', firstDay: '2026-12-01', lastDay: '2027-01-31', amount: 6200, currency: 'KES' };
  expect((await ask('POST', '/impact/costs', cost)).statusCode).toBe(201);
  expect((await impact(Q4)).cost).toEqual([{ currency: 'KES', amount: 3100, perPerson: 134.78 }]);
  expect(figure(await impact(Q4), 'costPerPerson')).toBe(134.78);
  const target = { indicator: 'people', firstDay: '2026-10-01', lastDay: '2026-12-31', value: 100 };
  const made = (await ask('POST', '/impact/targets', target)).json();
  expect((await ask('POST', '/impact/targets', target)).statusCode).toBe(409);
  expect((await ask('GET', `/impact/targets/progress?${Q4}`)).json().items).toMatchObject([
    { target: 100, actual: 23 },
  ]);
  const changed = { ...target, value: 50, version: 1 };
  expect((await ask('PUT', `/impact/targets/${made.targetId}`, changed)).json()).toMatchObject({
    value: 50,
    version: 2,
  });
  expect((await ask('PUT', `/impact/targets/${made.targetId}`, changed)).statusCode).toBe(409);
});

test('a school is connected where internet is noted after and not before; its speed is what the router measured', async () => {
  const { $client } = api.database.db;
  await $client.query('update sites set giga_id = $1 where site_id = $2', [sessionId(77), sites[0]]);
  const visit = async (firstDay: string, lastDay: string) =>
    (
      await ask('POST', '/visits', {
        truckId: 'DT-01',
        siteId: sites[0],
        courseId: courses[0],
        firstDay,
        lastDay,
        timetable: USUAL_TIMETABLE,
        learnersExpected: 20,
      })
    ).json().visitId as string;
  const [first, second] = [await visit('2026-11-16', '2026-11-18'), await visit('2026-11-23', '2026-11-25')];
  await $client.query(
    `insert into rollups select (jsonb_populate_record(null::rollups, (
       select jsonb_object_agg(column_name, 0) from information_schema.columns
       where table_name = 'rollups' and is_nullable = 'NO' and data_type in ('integer', 'bigint', 'double precision')) || $1::jsonb)).*`,
    [
      JSON.stringify({
        truck_id: 'DT-01',
        step_s: 3600,
        step_start: '2026-11-16T09:00:00Z',
        samples: 4,
        first_at: '2026-11-16T09:00:00Z',
        first_boot_id: 'b',
        last_at: '2026-11-16T09:45:00Z',
        last_boot_id: 'b',
        downlink_kbps_sum: 8000,
        downlink_kbps_n: 4,
        latency_ms_sum: 320,
        latency_ms_n: 4,
      }),
    ],
  );
  expect(figure(await impact(Q4), 'schoolsConnected')).toBe(null);
  const note = (visitId: string, before: object, after: object) =>
    ask('PUT', `/impact/schools/${visitId}`, {
      before: { internet: 'no', electricity: 'no', computers: 0, notedOn: '2026-11-16', ...before },
      after: {
        internet: 'yes',
        electricity: 'yes',
        computers: 12,
        downlinkKbps: 2100,
        notedOn: '2026-11-18',
        ...after,
      },
      version: 0,
    });
  expect((await note(first, {}, {})).statusCode).toBeLessThan(300);
  // Who had internet before was not connected by us.
  expect((await note(second, { internet: 'yes', downlinkKbps: 900 }, {})).statusCode).toBeLessThan(300);
  expect(figure(await impact(Q4), 'schoolsConnected')).toBe(1);
  expect((await impact(Q4)).sdg.find(({ indicator }) => indicator === '4.a.1')).toMatchObject({ value: 1 });
  const schools = (await ask('GET', `/impact/schools?${Q4}`)).json();
  expect(schools.connected).toBe(1);
  expect(schools.items).toMatchObject([
    { visitId: second, connected: false, measuredKbps: null },
    {
      visitId: first,
      connected: true,
      measuredKbps: 2000,
      before: { electricity: 'no', computers: 0, downlinkKbps: null },
      after: { electricity: 'yes', computers: 12, downlinkKbps: 2100 },
    },
  ]);
});

test('a closed period stays, what comes later is told; all exports of it add up to the same', async () => {
  const closed = (
    await ask('POST', '/impact/periods', { name: 'Q4', firstDay: '2026-10-01', lastDay: '2026-12-31' })
  ).json();
  const of = `periodId=${closed.periodId}`;
  await put(7, '2026-12-01', {
    siteId: sites[1],
    cohortId: sessionId(903),
    headCounts: heads(['male', '18-24', 'learner', 9]),
  });
  await put(
    1,
    '2026-10-05',
    { cohortId: sessionId(900), headCounts: heads(['female', '18-24', 'learner', 10]) },
    2,
  );
  expect(
    (await ask('POST', '/impact/periods', { name: 'late', firstDay: '2026-10-01', lastDay: '2026-12-31' }))
      .statusCode,
  ).toBe(503);
  await count();
  const restated = (await ask('GET', `/impact/periods/${closed.periodId}`)).json();
  const people = restated.figures.find((one: { id: string }) => one.id === 'people');
  expect(people).toMatchObject({ frozen: 23, now: 11 + 5 + 9, difference: 2 });
  expect(restated.changes).toMatchObject([
    { sessionId: sessionId(1), change: 'changed', before: { heads: 18 }, now: { heads: 10 } },
    { sessionId: sessionId(7), change: 'arrived', before: null, now: { heads: 9 } },
  ]);

  const totals = { people: 23, attendances: 81, sessionsHeld: 5 };
  // CSV
  const csv = parse((await ask('GET', `/exports/sessions.csv?${of}`)).body, {
    columns: true,
    bom: true,
  }) as Record<string, string>[];
  const held = csv.filter(({ state }) => state === 'held');
  expect(held.length).toBe(totals.sessionsHeld);
  expect(held.reduce((sum, row) => sum + Number(row.heads), 0)).toBe(totals.attendances);
  expect(held.reduce((sum, row) => sum + Number(row['seconds (s)']), 0)).toBe(10 * 3600);
  expect(csv.some(({ site }) => site === `'=HYPERLINK("x")`)).toBe(true);
  // XLSX
  const sheets = readWorkbook((await ask('GET', `/exports/sessions.xlsx?${of}`)).rawPayload);
  const about = new Map(sheets.get('About')?.map(([what = '', value]) => [what, value]));
  // Days and moments are numbers of days, which a spreadsheet shows as dates.
  expect([about.get('period'), about.get('from'), about.get('to')]).toEqual(['Q4', '46296', '46387']);
  const sum = (sheet: string, column: string) => {
    const [head = [], ...rows] = sheets.get(sheet) ?? [];
    return rows.reduce((total, cells) => total + Number(cells[head.indexOf(column)]), 0);
  };
  expect(sheets.get('Figures')?.[1]?.slice(0, 2)).toEqual(['people', '23']);
  for (const sheet of ['By county', 'By site', 'By sex', 'By age band', 'By role', 'Who and where'])
    expect([sheet, sum(sheet, 'people'), sum(sheet, 'attendances')]).toEqual([
      sheet,
      totals.people,
      totals.attendances,
    ]);
  for (const sheet of ['By course', 'By truck', 'By month'])
    expect([sheet, sum(sheet, 'sessions held'), sum(sheet, 'hours (h)')]).toEqual([
      sheet,
      totals.sessionsHeld,
      10,
    ]);
  expect(sheets.get('Sessions')?.length).toBe(1 + csv.length);
  // IATI
  const xml = (await ask('GET', `/exports/iati?${of}&orgRef=XI-TEST-1`)).body;
  for (const [title, value] of [
    ['People taught', totals.people],
    ['Attendances', totals.attendances],
  ] as const) {
    const result =
      xml.split('<result ').find((part) => part.includes(`<narrative>${title}</narrative>`)) ?? '';
    expect(result).toContain(`<actual value="${value}"/>`);
    const parts = [...result.matchAll(/<actual value="(\d+)"><dimension/g)].map(([, one]) => Number(one));
    expect(parts.reduce((sum, one) => sum + one, 0)).toBe(value);
  }
  expect(xml).toContain('<target value="50"/>');
  wellFormed(xml);
  // PDF
  const pdf = (await ask('GET', `/exports/impact.pdf?${of}`)).rawPayload;
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBe(1);
  const page = readPdf(pdf);
  expect([page[page.indexOf('people taught') - 1], page[page.indexOf('attendances') - 1]]).toEqual([
    '23',
    '81',
  ]);
  // Giga: as it was when the period was closed, whatever routers tell later.
  const measured = [
    {
      timestamp: '2026-11-16T09:00:00.000Z',
      download: 2000,
      upload: null,
      latency: 80,
      giga_id_school: sessionId(77),
      country_code: 'KE',
      device_hardware_id: 'DT-01',
    },
  ];
  expect((await ask('GET', `/exports/giga?${of}&format=json`)).json()).toEqual(measured);
  await api.database.db.$client.query('update rollups set downlink_kbps_sum = downlink_kbps_sum * 2');
  expect((await ask('GET', `/exports/giga?${of}&format=json`)).json()).toEqual(measured);
  expect((await ask('GET', `/exports/giga?${Q4}&format=json`)).json()).toMatchObject([{ download: 4000 }]);
  expect((await ask('GET', `/exports/impact.pdf?${Q4}`)).headers['content-disposition']).toContain(
    'provisional',
  );
});

test('who passed the exam and got a certificate is certified: by sex, age, role, place, course and funder', async () => {
  const course = courseBody({ code: 'E', certifies: true, passMarkPct: 60 });
  const { courseId } = (await ask('POST', '/courses', course)).json();
  const stay = {
    truckId: 'DT-01',
    siteId: sites[0],
    courseId,
    learnersExpected: 20,
    timetable: USUAL_TIMETABLE,
  };
  const days = { firstDay: '2026-11-02', lastDay: '2026-11-13', funder: 'ACME' };
  const { visitId } = (await ask('POST', '/visits', { ...stay, ...days })).json();
  const { cohortId } = (await ask('POST', '/cohorts', { visitId })).json();
  const enrolled = async (sex: string, role: string, ageBand: string) => {
    const learner = { sex, role, consent: { state: 'not-asked' } };
    const answer = await ask('POST', `/cohorts/${cohortId}/enrolments`, { learner, ageBand });
    return answer.json().learnerId as string;
  };
  const learners = [
    await enrolled('female', 'learner', '18-24'),
    await enrolled('female', 'teacher', '25-34'),
    await enrolled('male', 'learner', '18-24'),
    // Did not pass; was never there.
    await enrolled('male', 'learner', '15-17'),
    await enrolled('female', 'learner', '65+'),
  ];
  for (const [number, day] of [
    [20, '2026-11-03'],
    [21, '2026-11-04'],
  ] as const)
    await put(number, day, {
      visitId,
      courseId,
      cohortId,
      headCounts: heads(
        ['female', '18-24', 'learner', 1],
        ['female', '25-34', 'teacher', 1],
        ['male', '18-24', 'learner', 2],
      ),
      attendance: learners.map((learnerId, index) => ({ learnerId, present: index < 4, minutes: null })),
    });
  const results = [90, 71, 60, 59].map((scorePct, index) => ({ learnerId: learners[index], scorePct }));
  await ask('PUT', `/cohorts/${cohortId}/exam`, { takenOn: '2026-11-13', results });
  const { issued } = (
    await ask('POST', `/cohorts/${cohortId}/certificates`, { issuedOn: '2026-11-13' })
  ).json();
  expect(issued).toHaveLength(3);
  await count();
  const certifiedBy = async (groupBy: string) =>
    Object.fromEntries(
      (await impact(`${Q4}&groupBy=${groupBy}`)).rows
        .filter(({ values }) => values.certified)
        .map(({ label, values }) => [label, values.certified]),
    );
  expect(figure(await impact(Q4), 'certified')).toBe(3);
  expect(await certifiedBy('sex')).toEqual({ female: 2, male: 1 });
  expect(await certifiedBy('ageBand')).toEqual({ '18-24': 2, '25-34': 1 });
  expect(await certifiedBy('role')).toEqual({ learner: 2, teacher: 1 });
  expect(await certifiedBy('county')).toEqual({ Baringo: 3 });
  expect(await certifiedBy('funder')).toEqual({ ACME: 3 });
  expect(await certifiedBy('course')).toEqual({ 'Digital skills': 3 });
  expect(await certifiedBy('month')).toEqual({ '2026-11': 3 });
  expect(figure(await impact(`${Q4}&funder=ACME&sex=female`), 'certified')).toBe(2);
  const xml = (await ask('GET', `/exports/iati?${Q4}`)).body;
  expect(
    readIati(xml)
      .get('People certified')
      ?.actuals.map(({ value }) => value),
  ).toEqual([3, 1, 1, 1, 3]);
  // A certificate that is taken back, and a person who is forgotten: the number falls by the one, the other stays counted without a name.
  await ask('POST', `/certificates/${issued[2].certificateNumber}/revoke`, { reason: 'copied' });
  expect(figure(await impact(Q4), 'certified')).toBe(2);
  const closed = (
    await ask('POST', '/impact/periods', {
      name: 'with certificates',
      firstDay: '2026-10-01',
      lastDay: '2026-12-31',
    })
  ).json();
  expect(
    (await ask('POST', `/learners/${learners[0]}/erase`, { certificates: 'revoke' })).statusCode,
  ).toBeLessThan(300);
  const after = (await ask('GET', `/impact/periods/${closed.periodId}`)).json().figures;
  const certified = after.find(({ id }: { id: string }) => id === 'certified');
  expect(certified).toMatchObject({ frozen: 2, now: 1, difference: -1 });
  expect(after.find(({ id }: { id: string }) => id === 'people')).toMatchObject({ difference: 0 });
});

test('a closed period keeps what places were called; its name is one; opened again it goes, and the log keeps its figures', async () => {
  const body = { name: 'Twice', firstDay: '2026-11-01', lastDay: '2026-11-30' };
  const both = await Promise.all([1, 2].map(() => ask('POST', '/impact/periods', body)));
  expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409]);
  const { periodId } = both.find(({ statusCode }) => statusCode === 201)?.json() ?? {};
  const list = async () => (await ask('GET', `/exports/sessions.csv?periodId=${periodId}`)).body;
  const before = await list();
  await api.database.db.$client.query(
    `update sites set name = 'Renamed', county = 'Turkana' where site_id = $1`,
    [sites[0]],
  );
  expect(await list()).toBe(before);
  expect((await ask('GET', `/exports/sessions.csv?${Q4}`)).body).toContain('Turkana');
  await api.database.db.$client.query(
    `update sites set name = 'Kabel Primary', county = 'Baringo' where site_id = $1`,
    [sites[0]],
  );
  // A place or a course that a report names can't be deleted from under it.
  await expect(
    api.database.db.$client.query('delete from sites where site_id = $1', [sites[0]]),
  ).rejects.toThrow(/foreign key/);
  expect((await ask('DELETE', `/impact/periods/${periodId}`)).statusCode).toBe(204);
  expect((await ask('GET', `/exports/sessions.csv?periodId=${periodId}`)).statusCode).toBe(404);
  const { rows } = await api.database.db.$client.query(
    `select before from audit_log where action = 'period.reopen' and subject_id = $1`,
    [periodId],
  );
  expect(rows[0].before.figures).toContainEqual({ id: 'people', value: expect.any(Number) });
  expect((await ask('POST', '/impact/periods', body)).statusCode).toBe(201);
});

async function recounted(from: string, to: string) {
  const said: string[] = [];
  const say = { log: (line: string) => void said.push(line), error: (line: string) => void said.push(line) };
  const code = await verify(['--impact', from, to, '--database', api.database.url], say, {});
  return [code, said.join('\n')] as const;
}

test('an independent recount agrees, of whole quarters and of odd days, of what is now and what was closed', async () => {
  // Whole quarters with closed periods, whose rosters changed since; and odd days.
  expect(await recounted('2026-10-01', '2026-12-31')).toEqual([
    0,
    expect.stringMatching(/"with certificates": sessions\.xlsx[\s\S]*figures \d{4}, different 0/),
  ]);
  expect(await recounted('2026-10-06', '2026-11-10')).toEqual([
    0,
    expect.stringMatching(/figures \d{3}, different 0$/),
  ]);
}, 180_000);

test('the recount sees what was changed behind the back of the service, and says where to look', async () => {
  const { $client } = api.database.db;
  // Behind the service's back: what was counted, a report, what a closed period keeps, and one of its reports.
  const set = async (...changes: string[]) => {
    for (const change of changes) await $client.query(change);
  };
  const secondsOfHeads = (more: number) =>
    `update impact_sums set told = regexp_replace(told, '^((?:[^,]*,){7})\\d+', '\\1' || split_part(told, ',', 8)::int + ${more})
     where month is null and split_part(told, ',', 8) <> '0'`;
  await set(
    secondsOfHeads(3600),
    'update session_heads set count = count + 1',
    `update impact_periods set figures = jsonb_set(figures, '{held,none}', '1') where name = 'Q4'`,
    `update impact_period_sessions set seconds = seconds + 1 from impact_periods p where p.period_id = impact_period_sessions.period_id and p.name = 'with certificates'`,
  );
  const [code, text] = await recounted('2026-10-01', '2026-12-31');
  expect(code).toBe(1);
  for (const told of [
    /DIFFERENT:[\s\S]*figures {3}\(GET \/api\/v1\/impact\?from=2026-10-01&to=2026-12-31\)[\s\S]*attendances: recount \d+, said \d+/,
    / {2}by county +\d+ +\d+ +[1-9]/,
    / {2}"Q4": lines +\d+ +\d+ +1\n/,
    / {2}"Q4": sessions\.csv +(\d+) +\1 +0\n/,
    / {2}"with certificates": figures +\d+ +\d+ +[1-9]/,
    /figures \d{4}, different [1-9]\d+/,
  ])
    expect(text).toMatch(told);
  await set(
    secondsOfHeads(-3600),
    'update session_heads set count = count - 1',
    `update impact_periods set figures = figures #- '{held,none}' where name = 'Q4'`,
    `update impact_period_sessions set seconds = seconds - 1 from impact_periods p where p.period_id = impact_period_sessions.period_id and p.name = 'with certificates'`,
  );
}, 180_000);

test('who reports to IATI is set once, by whoever knows what stands', async () => {
  const settings = {
    orgRef: 'KE-NCB-77',
    orgName: '',
    orgType: '22',
    activityId: 'DIGI',
    startedOn: '2026-01-05',
  };
  const put = (over: object, version = 0) =>
    ask('PUT', '/exports/iati/settings', { settings: { ...settings, ...over }, version });
  expect((await ask('GET', `/exports/iati?${Q4}`)).body).toContain('XI-UNSET-DIGITRUCK');
  expect((await put({ orgRef: 'NCB 77' })).json()).toMatchObject({ errors: [{ field: 'settings.orgRef' }] });
  expect((await put({ startedOn: '2099-01-01' })).json()).toMatchObject({
    errors: [{ field: 'settings.startedOn' }],
  });
  expect((await put({})).json()).toMatchObject({ version: 1, settings: { orgRole: '4' } });
  expect((await put({ orgType: '21' })).statusCode).toBe(409);
  const xml = (await ask('GET', `/exports/iati?${Q4}`)).body;
  expect(xml).toContain(
    '<iati-identifier>KE-NCB-77-DIGI</iati-identifier><reporting-org ref="KE-NCB-77" type="22">',
  );
});

test('DHIS2 gets what is mapped, as a dry run first; each of its conflicts stands at its row', async () => {
  const asked: {
    url: string;
    authorization: string | undefined;
    body: { dataValues: { value: string; orgUnit: string; dataElement: string }[] };
  }[] = [];
  let conflict = false;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const body = JSON.parse(text);
      asked.push({ url: request.url ?? '', authorization: request.headers.authorization, body });
      const n = body.dataValues.length;
      response.writeHead(conflict ? 409 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          httpStatus: conflict ? 'Conflict' : 'OK',
          httpStatusCode: conflict ? 409 : 200,
          status: conflict ? 'WARNING' : 'OK',
          message: conflict
            ? 'One more conflicts encountered, please check import summary.'
            : 'Import was successful.',
          response: {
            responseType: 'ImportSummary',
            status: conflict ? 'WARNING' : 'SUCCESS',
            importCount: {
              imported: conflict ? n - 1 : n,
              updated: 0,
              ignored: conflict ? 1 : 0,
              deleted: 0,
            },
            ...(conflict && {
              conflicts: [
                {
                  object: 'coc-unknown',
                  objects: { categoryOptionCombo: 'coc-unknown' },
                  value: 'Category option combo not found or not accessible',
                  errorCode: 'E7613',
                  property: 'categoryOptionCombo',
                  indexes: [0],
                },
              ],
              rejectedIndexes: [0],
            }),
          },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { items } = (await ask('GET', '/impact/periods')).json();
  const { periodId } = items.find(({ name }: { name: string }) => name === 'Q4');
  const categories = Object.fromEntries(
    ['female', 'male'].flatMap((sex) =>
      ['0-14', '18-24', '25-34', '35-64', 'unknown'].map((age) => [`${sex} ${age}`, `${sex}${age}`]),
    ),
  );
  const mapping = {
    url,
    idScheme: 'CODE',
    dataSet: 'DT_Q',
    orgUnits: { Baringo: 'KE_30', Wajir: 'KE_08' },
    elements: { people: 'DT_PEOPLE', attendances: 'DT_ATT', sessionsHeld: 'DT_SES' },
    categories,
  };
  expect(
    (await ask('PUT', '/exports/dhis2/mapping', { mapping, token: 'd2pat_secret', version: 0 })).statusCode,
  ).toBe(200);
  expect((await ask('GET', '/exports/dhis2/mapping')).body).not.toContain('d2pat');
  const dry = (await ask('POST', '/exports/dhis2/send', { periodId })).json();
  expect(dry).toMatchObject({ dryRun: true, status: 'success', httpStatus: 200, ignored: 0 });
  expect(dry.imported).toBe(dry.rows.length);
  expect(asked[0]?.url).toContain('dryRun=true');
  expect(asked[0]?.url).toContain('orgUnitIdScheme=CODE');
  expect(asked[0]?.authorization).toBe('ApiToken d2pat_secret');
  const sent = asked[0]?.body.dataValues ?? [];
  const sum = (element: string) =>
    sent
      .filter(({ dataElement }) => dataElement === element)
      .reduce((total, { value }) => total + Number(value), 0);
  expect([sum('DT_PEOPLE'), sum('DT_ATT'), sum('DT_SES')]).toEqual([23, 81, 5]);
  expect(sent[0]).toMatchObject({ period: '2026Q4' });
  conflict = true;
  const told = (await ask('POST', '/exports/dhis2/send', { periodId, dryRun: false })).json();
  expect(told).toMatchObject({ status: 'warning', httpStatus: 409, ignored: 1, imported: sent.length - 1 });
  expect(told.rows.map(({ problem }: { problem: string | null }) => problem !== null)).toEqual(
    sent.map((_, index) => index === 0),
  );
  // In words, with the code behind them; and all rows can be read again, a page at a time or as a file.
  expect(told.rows[0].problem).toMatch(/^DHIS2 does not know the category option combo, .*\(E7613: Category/);
  expect([told.rowCount, told.problemCount]).toEqual([sent.length, 1]);
  const rowsPath = `/exports/dhis2/sends/${told.sendId}/rows`;
  const firstPage = (await ask('GET', `${rowsPath}?limit=3`, undefined, 'fr')).json();
  expect(firstPage.total).toBe(sent.length);
  expect(firstPage.items[0].problem).toMatch(/^DHIS2 ne connaît pas la combinaison/);
  const secondPage = (
    await ask('GET', `${rowsPath}?limit=1000&cursor=${encodeURIComponent(firstPage.nextCursor)}`)
  ).json();
  expect([...firstPage.items, ...secondPage.items].map(({ value }: { value: string }) => value)).toEqual(
    sent.map(({ value }) => value),
  );
  expect((await ask('GET', `${rowsPath}?problems=yes`)).json()).toMatchObject({ total: 1, nextCursor: null });
  const file = parse((await ask('GET', `${rowsPath}?format=csv`)).body, { columns: true, bom: true });
  expect(file).toHaveLength(sent.length);
  expect((await ask('GET', `/exports/dhis2/sends/${sessionId(1)}/rows?format=csv`)).statusCode).toBe(404);
  const { categories: __, ...less } = mapping;
  await ask('PUT', '/exports/dhis2/mapping', { mapping: { ...less, url: 'http://127.0.0.1:9' }, version: 1 });
  const away = (await ask('POST', '/exports/dhis2/send', { periodId })).json();
  expect(away).toMatchObject({ status: 'error', httpStatus: null });
  expect(away.unmapped).toContain('female 18-24');
});

/** Each element that begins ends, in order. */
function wellFormed(xml: string): void {
  const open: string[] = [];
  for (const [, close, name = '', self] of xml.matchAll(
    /<(\/?)([A-Za-z-]+)(?:\s+[\w:-]+="[^"<]*")*(\/?)>/g,
  )) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (self !== '/') open.push(name);
  }
  expect(open).toEqual([]);
}
