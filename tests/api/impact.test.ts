/** Impact over HTTP: every figure opens to what makes it, a closed period is restated visibly, and all exports say the same. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateRawSync } from 'node:zlib';
import type { Impact } from '@digitruck/contract/impact';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
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
  for (const { id, open, value } of whole.figures.filter(({ open }) => open !== null)) {
    const sessions = await ask('GET', String(open).replace('/api/v1', ''));
    expect(sessions.statusCode, id).toBe(200);
    expect(sessions.json().definition.id).toBe(id);
    if (id === 'sessionsHeld' || id === 'sessionsCancelled') expect(sessions.json().total).toBe(value);
  }
  for (const row of whole.rows) {
    const sessions = (await ask('GET', `${row.open.replace('/api/v1', '')}&measure=sessionsHeld`)).json();
    expect(sessions.total).toBe(row.values.sessionsHeld);
  }
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
  const sheets = unzipped((await ask('GET', `/exports/sessions.xlsx?${of}`)).rawPayload);
  const lines = tableOf(sheets.get('xl/worksheets/sheet2.xml') ?? '').slice(1);
  expect(lines.reduce((sum, cells) => sum + Number(cells[6]), 0)).toBe(totals.people);
  expect(lines.reduce((sum, cells) => sum + Number(cells[7]), 0)).toBe(totals.attendances);
  expect(tableOf(sheets.get('xl/worksheets/sheet1.xml') ?? '')[1]?.slice(0, 2)).toEqual(['people', '23']);
  expect(tableOf(sheets.get('xl/worksheets/sheet3.xml') ?? '').length).toBe(1 + csv.length);
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

test('an independent recount agrees, and sees what does not', async () => {
  const said: string[] = [];
  const say = { log: (line: string) => void said.push(line), error: (line: string) => void said.push(line) };
  const run = () => verify(['--impact', '2026-10-06', '2026-12-31', '--database', api.database.url], say, {});
  expect([await run(), said.at(-1)]).toEqual([0, 'figures 20, different 0']);
  await api.database.db.$client.query('update impact_groups set heads = heads + 1 where month is null');
  expect(await run()).toBe(1);
  expect(said.join('\n')).toMatch(/figures\s+attendances.*DIFFERENT/);
  await api.database.db.$client.query('update impact_groups set heads = heads - 1 where month is null');
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
  const { periodId } = items[0];
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

/** Parts of a ZIP, by its local headers. */
function unzipped(zip: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  while (zip.readUInt32LE(at) === 0x04034b50) {
    const [packed, name] = [zip.readUInt32LE(at + 18), zip.readUInt16LE(at + 26)];
    const start = at + 30 + name;
    files.set(
      zip.subarray(at + 30, start).toString(),
      inflateRawSync(zip.subarray(start, start + packed)).toString(),
    );
    at = start + packed;
  }
  return files;
}
function tableOf(sheet: string): string[][] {
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<c\/>|<c[^>]*>(?:<v>|<is><t[^>]*>)(.*?)<\//gs)].map(([, value = '']) => value),
  );
}
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
