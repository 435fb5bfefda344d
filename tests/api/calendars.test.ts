/** Secret links and the calendars behind them; holidays and maintenance with what they do to booked visits; layouts. One database. */
import type { CalendarLinkIssued } from '@digitruck/contract/calendars';
import type { Holiday } from '@digitruck/contract/holidays';
import { TimetableLayout } from '@digitruck/contract/timetable-layout';
import { USUAL_TIMETABLE, Visit } from '@digitruck/contract/visits';
import ICAL from 'ical.js';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/kernel/clock.ts';
import { addDays, isoWeekday, localDayOf } from '../../src/kernel/zone.ts';
import { emailOf, type TestApi, testApi } from '../support/api.ts';

const today = localDayOf(systemClock.nowMs(), 'Africa/Nairobi');
/** The Monday after next. */
const monday = addDays(today, 15 - isoWeekday(today));
const day = (days: number) => addDays(monday, days);
let api: TestApi;
let body: Record<string, unknown>;
beforeAll(async () => {
  api = await testApi();
  const course = { code: 'C', name: 'Digital skills', mode: 'cohort', totalHours: 40, classHours: 2 };
  const { courseId } = (await call('POST', '/courses', { ...course, powerPerSeatW: 45 })).json();
  const site = { name: 'Kabel; "B", school', county: 'Nyeri', lat: 0.3, lon: 36.2 };
  const host = { name: 'Mama Njeri', phone: '+254700000001', email: 'njeri@example.org' };
  const { siteId } = (await call('POST', '/sites', { ...site, host, notes: 'gate code 4711' })).json();
  for (const truckId of ['DT-01', 'DT-02']) await call('POST', '/trucks', { truckId });
  body = {
    truckId: 'DT-01',
    siteId,
    courseId,
    firstDay: monday,
    lastDay: day(25),
    timetable: USUAL_TIMETABLE,
    learnersExpected: 95,
    notes: 'ask for Wambui',
  };
});
beforeEach(async () => {
  await api.database.db.$client.query(
    'truncate visits, visit_days, site_days, visit_holiday_days, holidays, truck_maintenance, calendar_links',
  );
});

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
async function call(
  method: Method,
  path: string,
  payload?: object,
  role: 'coordinator' | 'operator' | 'viewer' = 'coordinator',
) {
  const options = { method, url: `/api/v1${path}`, headers: await api.as(role) };
  return api.app.inject(payload === undefined ? options : { ...options, payload });
}
async function book(over: object = {}): Promise<Visit> {
  const answer = await call('POST', '/visits', { ...body, ...over });
  expect(answer.body).toContain('visitId');
  return Visit.parse(answer.json());
}
const read = (url: string, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'GET', url: new URL(url).pathname, headers });
const eventsOf = (text: string) =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
async function link(scope: string, subjectId = '', label = ''): Promise<CalendarLinkIssued> {
  const answer = await call('POST', '/calendar-links', { scope, subjectId, label });
  expect(answer.body).toContain('"url"');
  return answer.json();
}

test('a calendar behind its link: what is in it, what is not, and 304 until a visit changes', async () => {
  const visit = await book();
  const { url, linkId } = await link('truck', 'DT-01', 'the driver');
  expect(url).toMatch(/\/api\/v1\/calendar\/[A-Za-z0-9_-]{43}\.ics$/);
  const answer = await read(url);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/calendar; charset=utf-8',
    'cache-control': 'private, no-cache',
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex, nofollow',
  });
  const [stay] = eventsOf(answer.body);
  expect(stay).toMatchObject({ summary: 'DT-01: Kabel; "B", school', sequence: 0 });
  for (const secret of ['Njeri', '0001', '4711', 'Wambui', 'coordinator'])
    expect(answer.body.replaceAll('\r\n ', '')).not.toContain(secret);
  const etag = String(answer.headers.etag);
  const again = await read(url, { 'if-none-match': etag });
  expect([again.statusCode, again.body]).toEqual([304, '']);

  await call('PATCH', `/visits/${visit.visitId}`, {
    version: 1,
    state: 'cancelled',
    cancelReason: 'Wambui is ill',
  });
  const after = await read(url, { 'if-none-match': etag });
  expect(after.statusCode).toBe(200);
  expect(after.body).toContain('STATUS:CANCELLED');
  expect(after.body).not.toContain('Wambui');
  expect(eventsOf(after.body)).toMatchObject([{ uid: stay?.uid, sequence: 1 }]);
  // Three months later it is gone.
  await api.database.db.$client.query(`update visits set updated_at = now() - interval '91 days'`);
  expect(eventsOf((await read(url)).body)).toEqual([]);
  const { items } = (await call('GET', '/calendar-links?scope=truck&subjectId=DT-01')).json();
  expect(items).toMatchObject([
    { linkId, label: 'the driver', subject: 'DT-01', lastReadAt: expect.any(String) },
  ]);
  // Neither a list nor the audit log nor the database tells the secret.
  const secret = url.slice(-47, -4);
  const { rows } = await api.database.db.$client.query(
    `select (select json_agg(l) from calendar_links l)::text || (select json_agg(a) from audit_log a)::text as text`,
  );
  expect(rows[0].text).toContain('calendar-link.create');
  expect(rows[0].text + JSON.stringify(items)).not.toContain(secret);
});

test('renewed or taken back, an address opens nothing; nor does any other', async () => {
  const { url, linkId, version } = await link('programme');
  const renewed = (await call('POST', `/calendar-links/${linkId}/renew`, { version })).json();
  expect((await read(url)).statusCode).toBe(404);
  expect((await read(renewed.url)).statusCode).toBe(200);
  expect((await call('POST', `/calendar-links/${linkId}/renew`, { version })).statusCode).toBe(409);
  expect((await call('DELETE', `/calendar-links/${linkId}?version=${renewed.version}`)).statusCode).toBe(204);
  const gone = await read(renewed.url);
  expect([gone.statusCode, gone.headers['cache-control']]).toEqual([404, 'no-store']);
  expect((await read('http://x/api/v1/calendar/short.ics')).statusCode).toBe(404);
  expect((await call('POST', '/calendar-links', { scope: 'truck', subjectId: 'NONE' })).statusCode).toBe(400);
  expect((await call('POST', '/calendar-links', { scope: 'site' })).json().errors).toMatchObject([
    { field: 'subjectId' },
  ]);
});

test('calendars of a site, of the programme, and of a trainer by the trucks they have at that time', async () => {
  await book();
  const { personId } = (await api.people.list({ q: emailOf('operator'), limit: 1 })).items[0] ?? {};
  const setTrucks = (ids: string) =>
    api.database.db.$client.query(`update people set truck_ids = '{${ids}}' where id = $1`, [personId]);
  await setTrucks('DT-01');
  expect((await call('GET', '/calendar-links/trainers')).json().items).toMatchObject([
    { personId, truckIds: ['DT-01'] },
  ]);
  // A trainer makes their own link, and no other.
  const own = await call('POST', '/calendar-links', { scope: 'trainer', subjectId: personId }, 'operator');
  expect(own.statusCode).toBe(201);
  const others = await link('site', String(body.siteId));
  const whole = await link('programme');
  for (const scope of [{ scope: 'programme' }, { scope: 'truck', subjectId: 'DT-01' }])
    expect((await call('POST', '/calendar-links', scope, 'operator')).statusCode).toBe(403);
  const path = `/calendar-links/${others.linkId}`;
  expect((await call('DELETE', `${path}?version=1`, undefined, 'operator')).statusCode).toBe(403);
  const mine = (await call('GET', '/calendar-links', undefined, 'operator')).json().items;
  expect(mine).toMatchObject([{ scope: 'trainer', subjectId: personId }]);
  for (const { url } of [own.json(), others, whole]) expect(eventsOf((await read(url)).body)).toHaveLength(6);
  await setTrucks('DT-02');
  expect(eventsOf((await read(own.json().url)).body)).toEqual([]);
  await api.database.db.$client.query(`update people set disabled = true where id = $1`, [personId]);
  expect((await read(own.json().url)).statusCode).toBe(404);
  await api.database.db.$client.query(`update people set disabled = false where id = $1`, [personId]);
});

const holiday = (over: object = {}) => ({ country: 'KE', day: day(2), name: 'Jamhuri Day', ...over });

test('a holiday is left out of what is booked and what will be; when it moves or goes, so does the gap', async () => {
  const visit = await book({ timetable: { ...USUAL_TIMETABLE, exceptDays: [day(3)] } });
  const made = await call('POST', '/holidays', holiday());
  expect(made.json()).toMatchObject({ visitsChanged: 1, affectsClasses: true, version: 1 });
  const find = async () => Visit.parse((await call('GET', `/visits/${visit.visitId}`)).json());
  expect(await find()).toMatchObject({ version: 2, timetable: { exceptDays: [day(2), day(3)] } });
  const twice = await call('POST', '/holidays', holiday({ name: 'jamhuri day' }));
  expect([twice.statusCode, twice.json().errors[0].field]).toEqual([409, 'name']);
  // Another holiday on a day that the host left out anyway changes nothing, and its end gives nothing back.
  const other = (await call('POST', '/holidays', holiday({ day: day(3), name: 'Feast' }))).json();
  expect(other.visitsChanged).toBe(0);
  expect((await call('DELETE', `/holidays/${other.holidayId}?version=1`)).json()).toEqual({
    visitsChanged: 0,
  });

  const { holidayId } = made.json();
  const moved = await call('PATCH', `/holidays/${holidayId}`, { version: 1, day: day(4) });
  expect(moved.json()).toMatchObject({ version: 2, visitsChanged: 1 });
  expect((await find()).timetable.exceptDays).toEqual([day(3), day(4)]);
  expect((await call('PATCH', `/holidays/${holidayId}`, { version: 1, name: 'x' })).statusCode).toBe(409);
  // The visit goes to other days and another truck, and comes back.
  const change = async (over: object) =>
    Visit.parse(
      (await call('PATCH', `/visits/${visit.visitId}`, { version: (await find()).version, ...over })).json(),
    );
  const away = await change({ truckId: 'DT-02', firstDay: day(28), lastDay: day(50) });
  expect(away.timetable.exceptDays).toEqual([day(3)]);
  const back = await change({ firstDay: monday, lastDay: day(25) });
  expect(back.timetable.exceptDays).toEqual([day(3), day(4)]);
  // Somebody has classes on it all the same, and keeps them when the visit is made longer.
  await change({ timetable: { ...back.timetable, exceptDays: [day(3)] } });
  expect((await change({ lastDay: day(26) })).timetable.exceptDays).toEqual([day(3)]);
  const gone = await call('DELETE', `/holidays/${holidayId}?version=2`);
  expect(gone.json()).toEqual({ visitsChanged: 0 });
});

test('a list of holidays: each once, of one country, none of the past', async () => {
  const visit = await book();
  const list = [
    holiday(),
    holiday({ day: day(9), name: 'Christmas' }),
    holiday({ country: 'FR', day: day(8), name: 'Noël' }),
    holiday({ day: day(10), name: 'Diwali', affectsClasses: false }),
    holiday({ day: '2020-01-01', name: 'New Year' }),
  ];
  const imported = await call('POST', '/holidays/import', { holidays: list });
  expect(imported.json()).toEqual({ create: 5, update: 0, unchanged: 0, visitsChanged: 1 });
  const { timetable, version } = (await call('GET', `/visits/${visit.visitId}`)).json();
  expect([timetable.exceptDays, version]).toEqual([[day(2), day(9)], 2]);
  const again = [...list.slice(1), holiday({ source: 'Public Holidays Act' })];
  const second = await call('POST', '/holidays/import', { holidays: again });
  expect(second.json()).toEqual({ create: 0, update: 1, unchanged: 4, visitsChanged: 0 });
  const shown: Holiday[] = (await call('GET', `/holidays?country=KE&from=${monday}`)).json().items;
  expect(shown.map(({ name }) => name)).toEqual(['Jamhuri Day', 'Christmas', 'Diwali']);
  const bad = await call('POST', '/holidays/import', { holidays: [holiday({ day: '2026-02-30' })] });
  expect(bad.json().errors).toMatchObject([{ field: 'holidays[0].day' }]);
});

test('maintenance and visits keep out of each other’s days, and say whose', async () => {
  const visit = await book();
  const repair = { truckId: 'DT-01', firstDay: day(25), lastDay: day(27), reason: 'Inverter' };
  const clash = await call('POST', '/maintenance', repair);
  expect(clash.statusCode).toBe(409);
  expect(clash.json().errors).toEqual([
    {
      field: 'truckId',
      value: 'DT-01',
      problem: `is at Kabel; "B", school from ${monday} to ${day(25)} (visit ${visit.visitId}, last changed by The coordinator at ${visit.updatedAt}); choose other days, or move or cancel that visit`,
    },
  ]);
  const made = await call('POST', '/maintenance', { ...repair, firstDay: day(26) });
  expect(made.statusCode).toBe(201);
  const { maintenanceId } = made.json();
  const longer = await call('PATCH', `/visits/${visit.visitId}`, { version: 1, lastDay: day(26) });
  expect(longer.statusCode).toBe(409);
  expect(longer.json()).toMatchObject({
    errors: [
      {
        problem: expect.stringContaining(
          `from ${day(26)} to ${day(27)} (Inverter; entered by The coordinator)`,
        ),
      },
    ],
    current: [{ maintenanceId }],
  });
  const other = await call('POST', '/visits', { ...body, firstDay: day(27), lastDay: day(40) });
  expect(other.statusCode).toBe(409);
  expect((await call('GET', '/visits')).json().total).toBe(1);
  const path = `/maintenance/${maintenanceId}`;
  expect((await call('PATCH', path, { version: 1, firstDay: day(25) })).statusCode).toBe(409);
  expect((await call('PATCH', path, { version: 1, lastDay: day(20) })).json().errors).toMatchObject([
    { field: 'lastDay' },
  ]);
  expect((await call('PATCH', path, { version: 1, reason: 'Tyres' })).json()).toMatchObject({ version: 2 });
  expect((await call('GET', `/maintenance?from=${day(27)}`)).json().items).toMatchObject([
    { reason: 'Tyres' },
  ]);
  expect((await call('DELETE', `${path}?version=2`)).statusCode).toBe(204);
  expect((await call('PATCH', `/visits/${visit.visitId}`, { version: 1, lastDay: day(26) })).statusCode).toBe(
    200,
  );
  expect((await call('POST', '/maintenance', { ...repair, truckId: 'NONE' })).statusCode).toBe(400);
});

test('a visit laid out: five cohorts, holidays and weekends closed, what is short, whom to enrol', async () => {
  await call('POST', '/holidays', holiday());
  const visit = await book();
  const ask = async () =>
    TimetableLayout.parse((await call('GET', `/visits/${visit.visitId}/layout`)).json());
  const layout = await ask();
  expect(layout.cohorts).toHaveLength(4);
  expect(layout.short).toMatchObject({
    cohorts: 1,
    learners: 15,
    help: [{ kind: 'more-days', amount: 1 }, {}, {}, {}],
  });
  expect(layout.days[2]).toEqual({ day: day(2), closed: { why: 'holiday', name: 'Jamhuri Day' }, slots: [] });
  expect(layout.days[5]?.closed?.why).toBe('weekday');
  expect(layout.enrolment).toBeNull();
  const changed = { version: 1, lastDay: day(28) };
  await call('PATCH', `/visits/${visit.visitId}`, changed);
  const longer = await ask();
  expect(longer.short).toBeNull();
  expect(longer.cohorts.map(({ learners, steady }) => [learners, steady])).toEqual(
    new Array(5).fill([19, true]),
  );
  expect(longer.cohorts[1]).toMatchObject({
    hours: 40,
    firstClass: { day: monday, start: '09:40' },
    lastClass: { day: day(28), start: '09:40' },
  });
  expect(longer.days[0]?.slots).toEqual([1, 2, 3, 4, 5]);
});

test('who came before says how many to enrol: of this site’s cohorts, without those who were on the waiting list or walked in', async () => {
  const { visitId, truckId, siteId, courseId } = await book({ firstDay: day(-90), lastDay: day(-70) });
  const { $client: client } = api.database.db;
  await client.query(
    `with cohort as (
       insert into cohorts (visit_id, course_id, number, seats, updated_by) values ($1, $2, 1, 20, 'x') returning cohort_id),
     people as (insert into learners (updated_by) select 'x' from generate_series(1, 25) returning learner_id),
     enrolled as (
       insert into enrolments (cohort_id, learner_id, number, state, updated_by)
       select cohort_id, learner_id, n, case when n <= 20 then 'enrolled' else 'waiting' end, 'x'
       from (select learner_id, row_number() over () as n from people) p, cohort)
     insert into session_reports (truck_id, session_id, visit_id, site_id, course_id, cohort_id, state, started_at, day,
       device_started_at, clock, heads, walk_ins, device_id, device_revision, device_saved_at, content_hash, code, received_at,
       received_via, reported_by, updated_by)
     select $3, gen_random_uuid(), $1, $4, $2, cohort_id, case when n = 3 then 'cancelled' else 'held' end, now(), $5, now(),
       'good', 15 + n, n - 1, gen_random_uuid(), 1, now(), '', 'x', now(), '{http}', 'x', 'x'
     from generate_series(1, 3) n, cohort`,
    [visitId, courseId, truckId, siteId, day(-80)],
  );
  const next = await book();
  const { enrolment } = TimetableLayout.parse((await call('GET', `/visits/${next.visitId}/layout`)).json());
  // Sixteen came each time: 16 of 16, and 16 of 17 heads.
  expect(enrolment).toMatchObject({ basis: 'site', enrolled: 20, came: 16, tooManyMaxPct: 5 });
  expect(enrolment?.showUpPct).toBeGreaterThan(70);
  expect(enrolment?.showUpPct).toBeLessThan(85);
  expect(enrolment?.perCohort).toBeGreaterThanOrEqual(20);
  await client.query('truncate cohorts, learners, session_reports cascade');
});

test('a visit of a plan is laid out as it would be booked: in classes of the course, without the holiday', async () => {
  await call('POST', '/holidays', holiday());
  const { rows } = await api.database.db.$client.query<{ plan_id: string; visit_id: string }>(
    `with made as (
       insert into plans (name, first_day, days, frozen_before, seed, search_seconds, created_by, updated_by)
       values ('P', $1, 84, $1, 1, 1, 'x', 'x') returning plan_id)
     insert into plan_visits (plan_id, visit_id, planned_truck_id, site_id, course_id, first_day, last_day, facts)
     select plan_id, gen_random_uuid(), 'DT-02', $2, $3, $1, $4,
       '{"arrives": "2026-01-01", "km": 0, "learners": 57.6, "classDays": 19, "leastChargePct": null, "change": "new", "fixed": false}'
     from made returning plan_id, visit_id`,
    [monday, body.siteId, body.courseId, day(25)],
  );
  const { plan_id: planId, visit_id: visitId } = rows[0] ?? {};
  const layout = TimetableLayout.parse(
    (await call('GET', `/plans/${planId}/visits/${visitId}/layout`)).json(),
  );
  expect(layout).toMatchObject({ learners: 58, short: null, starts: USUAL_TIMETABLE.classStarts });
  expect(layout.cohorts.map(({ learners }) => learners)).toEqual([20, 19, 19]);
  expect(layout.days[2]?.closed).toEqual({ why: 'holiday', name: 'Jamhuri Day' });
  expect((await call('GET', `/plans/${planId}/visits/${planId}/layout`)).statusCode).toBe(404);
});
