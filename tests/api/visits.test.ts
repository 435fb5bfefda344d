/** `/visits` over HTTP: booking, moving, cancelling; what is said when days are taken; the map; a truck's schedule. */
import { Schedule } from '@digitruck/contract/schedule';
import { USUAL_TIMETABLE, Visit, VisitPage } from '@digitruck/contract/visits';
import type { InjectOptions } from 'fastify';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { FeatureCollection } from '../../src/api/geojson.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';
import { type TestApi, testApi } from '../support/api.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const today = localDayOf(systemClock.nowMs(), 'Africa/Nairobi');
let api: TestApi;
let body: Record<string, unknown>;
let nyeri: string;
beforeAll(async () => {
  api = await testApi();
  const course = { code: 'C', name: 'Digital skills', mode: 'cohort', totalHours: 40, classHours: 2 };
  const { courseId } = (await call('POST', '/courses', { ...course, powerPerSeatW: 45 })).json();
  const { siteId } = (await call('POST', '/sites', { name: 'Kabel', lat: 0.3, lon: 36.2 })).json();
  nyeri = (await call('POST', '/sites', { name: 'Nyeri', lat: -0.4, lon: 36.9 })).json().siteId;
  for (const truckId of ['DT-01', 'DT-02']) await call('POST', '/trucks', { truckId });
  body = {
    truckId: 'DT-01',
    siteId,
    courseId,
    firstDay: today,
    lastDay: addDays(today, 11),
    timetable: USUAL_TIMETABLE,
    learnersExpected: 100,
  };
});
beforeEach(async () => {
  await api.database.db.$client.query('truncate visits, visit_days, site_days cascade');
});

async function call(method: 'GET' | 'POST' | 'PATCH', path: string, payload?: object) {
  const role = method === 'GET' ? 'viewer' : 'coordinator';
  const options: InjectOptions = { method, url: `/api/v1${path}`, headers: await api.as(role) };
  return api.app.inject(payload === undefined ? options : { ...options, payload });
}
async function book(over: object = {}): Promise<Visit> {
  const answer = await call('POST', '/visits', { ...body, ...over });
  expect(answer.body).toContain('visitId');
  expect(answer.statusCode).toBe(201);
  return Visit.parse(answer.json());
}

test('a visit is booked, found, listed, changed and cancelled', async () => {
  const answer = await call('POST', '/visits', body);
  expect(answer.statusCode).toBe(201);
  const visit = answer.json();
  const path = `/visits/${visit.visitId}`;
  expect(answer.headers.location).toBe(`/api/v1${path}`);
  expect((await call('GET', path)).json()).toEqual(visit);
  const page = VisitPage.parse((await call('GET', `/visits?from=${today}&to=${today}`)).json());
  expect(page).toMatchObject({
    total: 1,
    items: [{ site: { name: 'Kabel' }, updatedBy: 'The coordinator' }],
  });

  const changed = await call('PATCH', path, { version: 1, learnersExpected: 60, headingDeg: 270 });
  expect(changed.json()).toMatchObject({ version: 2, learnersExpected: 60, headingDeg: 270 });
  const cancelled = await call('PATCH', path, {
    version: 2,
    state: 'cancelled',
    cancelReason: 'Road is gone',
  });
  expect(cancelled.json()).toMatchObject({ version: 3, state: 'cancelled', cancelReason: 'Road is gone' });
  expect((await call('GET', '/visits')).json()).toMatchObject({ total: 0 });
  expect((await call('GET', '/visits?state=all')).json()).toMatchObject({ total: 1 });
  expect((await call('GET', `/visits/${NOWHERE}`)).statusCode).toBe(404);
  expect((await call('PATCH', `/visits/${NOWHERE}`, { version: 1 })).statusCode).toBe(404);
});

test('days that are taken: which visit, which days, by whom, and what to do', async () => {
  const there = await book();
  const answer = await call('POST', '/visits', {
    ...body,
    firstDay: addDays(today, 11),
    lastDay: addDays(today, 14),
  });
  expect(answer.statusCode).toBe(409);
  const { errors, current, type } = answer.json();
  expect(type).toBe('urn:digitruck:problem:in-use');
  expect(errors).toEqual([
    {
      field: 'truckId',
      value: 'DT-01',
      problem: `is at Kabel on ${addDays(today, 11)} (visit ${there.visitId}, last changed by The coordinator at ${there.updatedAt}); choose other days or another truck, or move that visit`,
    },
    {
      field: 'siteId',
      value: body.siteId,
      problem: expect.stringContaining(`has truck DT-01 on ${addDays(today, 11)}`),
    },
  ]);
  expect(current).toEqual([there, there]);
});

test('two coordinators move one visit at once: the second is told what it is now and who moved it', async () => {
  const { visitId } = await book();
  const move = (truckId: string) =>
    call('PATCH', `/visits/${visitId}`, { version: 1, truckId, notes: truckId });
  const answers = await Promise.all([move('DT-01'), move('DT-02')]);
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  const won = answers.find(({ statusCode }) => statusCode === 200)?.json();
  expect(answers.find(({ statusCode }) => statusCode === 409)?.json()).toMatchObject({
    type: 'urn:digitruck:problem:version-conflict',
    detail: expect.stringContaining('The coordinator changed this visit'),
    current: won,
  });
});

test.each([
  ['a truck that is not there', { truckId: 'NO-TRUCK' }, 'truckId'],
  ['a site that is not there', { siteId: NOWHERE }, 'siteId'],
  ['days in the wrong order', { firstDay: '2026-12-02', lastDay: '2026-12-01' }, 'lastDay'],
  ['a mistyped year', { firstDay: '2026-12-02', lastDay: '2062-12-05' }, 'lastDay'],
  ['a day that is none', { firstDay: '2026-02-30' }, 'firstDay'],
  [
    'classes that overlap',
    { timetable: { ...USUAL_TIMETABLE, classStarts: ['08:00', '09:00'] } },
    'timetable.classStarts[1]',
  ],
  ['a text with a NUL', { notes: 'a\u0000b' }, 'notes'],
])('%s is refused with the field', async (_, over, field) => {
  const answer = await call('POST', '/visits', { ...body, ...over });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toMatchObject([{ field, problem: expect.any(String) }]);
});

test('a change of one day is held against the other', async () => {
  const { visitId } = await book();
  const answer = await call('PATCH', `/visits/${visitId}`, { version: 1, lastDay: addDays(today, -1) });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toMatchObject([{ field: 'lastDay', value: addDays(today, -1) }]);
});

test('a retired truck is booked no more', async () => {
  await call('POST', '/trucks', { truckId: 'DT-09', retired: true });
  const answer = await call('POST', '/visits', { ...body, truckId: 'DT-09' });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toMatchObject([{ field: 'truckId', value: 'DT-09' }]);
});

test('the map has each visit at its site, longitude first', async () => {
  const visit = await book();
  await book({ truckId: 'DT-02', siteId: nyeri });
  const all = await call('GET', '/visits.geojson');
  expect(all.headers['content-type']).toContain('application/geo+json');
  expect(FeatureCollection.parse(all.json()).features).toHaveLength(2);
  expect((await call('GET', '/visits.geojson?truckId=DT-01')).json().features).toEqual([
    {
      type: 'Feature',
      id: visit.visitId,
      geometry: { type: 'Point', coordinates: [36.2, 0.3] },
      properties: {
        truckId: 'DT-01',
        siteId: body.siteId,
        site: 'Kabel',
        course: 'Digital skills',
        mode: 'cohort',
        firstDay: today,
        lastDay: addDays(today, 11),
        learnersExpected: 100,
        state: 'planned',
      },
    },
  ]);
});

test('a truck’s schedule has its visits that are not over, the nearest first, with their classes', async () => {
  const later = await book({ firstDay: addDays(today, 20), lastDay: addDays(today, 30) });
  const over = { firstDay: addDays(today, -20), lastDay: addDays(today, -1) };
  await book(over);
  const now = await book();
  const schedule = Schedule.parse((await call('GET', '/trucks/DT-01/schedule')).json());
  expect(schedule).toMatchObject({ truckId: 'DT-01', timeZone: 'Africa/Nairobi', energy: [] });
  expect(schedule.visits.map(({ visitId }) => visitId)).toEqual([now.visitId, later.visitId]);
  // Any seven days have five weekdays.
  expect(schedule.visits.map(({ sessions }) => sessions.length)).toEqual([25, 0]);
  expect((await call('GET', '/trucks/DT-02/schedule')).json()).toMatchObject({ visits: [] });
  expect((await call('GET', '/trucks/DT-77/schedule')).statusCode).toBe(404);
});
