/**
 * `/sessions` with real roles: who may report, see and answer what; conflicts; photos; and that no route of the app, whatever is added, tells a viewer a
 * name, or lets an operator near the people of another truck.
 */
import type { PhotoId, SiteId, TruckId } from '@digitruck/contract/ids';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { FIELD_FAULTS, type FieldFault, type ProblemType } from '@digitruck/contract/problems';
import type { Session, SessionPage } from '@digitruck/contract/sessions';
import { beforeAll, expect, test } from 'vitest';
import { tellRefusal } from '../../src/console/operator/fix.ts';
import { makeFormat } from '../../src/console/operator/format.ts';
import { answerOf } from '../../src/console/operator/outbox/sender.ts';
import { fixEn } from '../../src/console/shared/i18n/fix-en.ts';
import { fixFil } from '../../src/console/shared/i18n/fix-fil.ts';
import { fixFr } from '../../src/console/shared/i18n/fix-fr.ts';
import { fixSw } from '../../src/console/shared/i18n/fix-sw.ts';
import { operatorEn } from '../../src/console/shared/i18n/operator-en.ts';
import { operatorFil } from '../../src/console/shared/i18n/operator-fil.ts';
import { operatorFr } from '../../src/console/shared/i18n/operator-fr.ts';
import { operatorSw } from '../../src/console/shared/i18n/operator-sw.ts';
import { SYSTEM_ACTOR } from '../../src/store/people/audit.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';
import { type TestApi, testApi } from '../support/api.ts';
import { siteBody, truckBody } from '../support/registry.ts';
import { sessionBody as bodyOf, PHONE_B, sessionId } from '../support/sessions.ts';

/** Made long before it is sent: by a device that does not say when it does, so that its times stand. */
const sessionBody = (over: object = {}, device: object = {}) => bodyOf(over, { sentAt: null, ...device });
type Headers = Record<string, string>;
let api: TestApi;
let siteId: SiteId;
/** An operator of DT-01; the API's other operator has no truck. */
let operator: Headers;
let coordinator: Headers;
let viewer: Headers;
beforeAll(async () => {
  api = await testApi();
  const { db } = api.database;
  for (const truckId of ['DT-01', 'DT-02']) await truckStore(db).create(SYSTEM_ACTOR, truckBody({ truckId }));
  const site = await siteStore(db).create(SYSTEM_ACTOR, siteBody());
  if (!site.ok) throw new Error('no site');
  siteId = site.row.siteId;
  const { items } = await api.people.list({ limit: 100 });
  const own = items.find(({ role }) => role === 'operator');
  if (own === undefined) throw new Error('no operator');
  await api.people.update(SYSTEM_ACTOR, own.personId, { truckIds: ['DT-01' as TruckId] });
  api.auth.forgetCallers();
  [operator, coordinator, viewer] = await Promise.all([
    api.as('operator'),
    api.as('coordinator'),
    api.as('viewer'),
  ]);
});

async function ask<Body>(
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  headers: Headers,
  payload?: object,
) {
  const answer = await api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers,
    ...(payload !== undefined && { payload }),
  });
  const isJson = /json/.test(answer.headers['content-type'] as string);
  return { status: answer.statusCode, body: (isJson ? answer.json() : answer.rawPayload) as Body, answer };
}
type Problem = { detail: string; errors: { field: string }[]; current: Session };
const pathOf = (number: number) => `/sessions/${sessionId(number)}`;

test('an operator reports for the own truck, and no other', async () => {
  const made = await ask<Session>('PUT', pathOf(1), operator, sessionBody({ siteId }));
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ version: 1, heads: 19, reportedBy: 'The operator', step: 'received' });
  expect((await ask('PUT', pathOf(1), operator, sessionBody({ siteId }))).status).toBe(200);

  const other = await ask<Problem>('PUT', pathOf(2), operator, sessionBody({ truckId: 'DT-02' }));
  expect([other.status, other.body.detail]).toEqual([403, expect.stringContaining('yours: DT-01')]);
  expect((await ask('PUT', pathOf(2), coordinator, sessionBody({ truckId: 'DT-02' }))).status).toBe(201);
  for (const path of [pathOf(2), `${pathOf(2)}/versions`]) {
    expect((await ask('GET', path, operator)).status, path).toBe(403);
    expect((await ask('GET', path, viewer)).status, path).toBe(200);
  }
  expect((await ask('PUT', pathOf(3), viewer, sessionBody())).status).toBe(403);
  const moved = await ask<Problem>('PUT', pathOf(2), coordinator, sessionBody());
  expect([moved.status, moved.body.errors[0]?.field]).toEqual([409, 'truckId']);
});

test('lists hold what the caller may see', async () => {
  const idsFor = async (headers: Headers, query = '') =>
    (await ask<SessionPage>('GET', `/sessions?${query}`, headers)).body.items.map((one) => one.sessionId);
  expect(await idsFor(operator)).toEqual([sessionId(1)]);
  expect((await idsFor(viewer)).sort()).toEqual([sessionId(1), sessionId(2)]);
  expect(await idsFor(viewer, 'truckId=DT-02&state=held&from=2026-11-24&to=2026-11-24')).toEqual([
    sessionId(2),
  ]);
  expect(await idsFor(viewer, 'county=Baringo')).toEqual([sessionId(1)]);
  expect(await idsFor(viewer, 'problem=road')).toEqual([]);
  const steps = await ask<{ items: object[] }>('POST', '/sessions/steps', operator, {
    sessionIds: [1, 2, 3].map(sessionId),
  });
  expect(steps.body.items).toEqual([
    { sessionId: sessionId(1), step: 'received', version: 1, code: expect.any(String), openQuestions: 0 },
  ]);
});

test('a viewer sees no names and not who was there', async () => {
  const attendance = [{ learnerId: sessionId(900), present: true }];
  await api.database.db.$client.query("insert into learners (learner_id, updated_by) values ($1, 'x')", [
    sessionId(900),
  ]);
  const put = await ask('PUT', pathOf(4), operator, sessionBody({ attendance }));
  expect(put.status).toBe(201);
  const [seen, known] = await Promise.all([
    ask<Session>('GET', pathOf(4), viewer),
    ask<Session>('GET', pathOf(4), operator),
  ]);
  expect(known.body).toMatchObject({ attendance, reportedBy: 'The operator' });
  expect(seen.body).toMatchObject({ attendance: [], reportedBy: '', updatedBy: '', heads: 19 });
  const versions = await ask<object>('GET', `${pathOf(4)}/versions`, viewer);
  const list = await ask<object>('GET', '/sessions', viewer);
  for (const { body } of [seen, versions, list]) {
    expect(JSON.stringify(body)).not.toMatch(new RegExp(`The operator|${sessionId(900)}`));
  }
  const log = await ask<object>(
    'GET',
    `/audit?subject=session&subjectId=${sessionId(4)}`,
    await api.as('admin'),
  );
  expect(JSON.stringify(log.body)).toContain('session.create');
  expect(JSON.stringify(log.body)).not.toContain(sessionId(900));
});

test('two phones: the second is told what stands, in whole', async () => {
  const unaware = sessionBody({ notes: 'rain' }, { deviceId: PHONE_B });
  const refused = await ask<Problem>('PUT', pathOf(1), operator, unaware);
  expect([refused.status, refused.body.current]).toEqual([
    409,
    expect.objectContaining({ version: 1, heads: 19 }),
  ]);
  expect(refused.body.detail).toContain('The operator changed this session');
  expect((await ask('PUT', pathOf(1), operator, { ...unaware, basedOn: 1 })).status).toBe(200);
});

const WORDS = {
  en: { t: operatorEn, f: fixEn },
  fr: { t: operatorFr, f: fixFr },
  sw: { t: operatorSw, f: fixSw },
  fil: { t: operatorFil, f: fixFil },
};
const group = { sex: 'male', ageBand: '15-17', role: 'learner', count: 1 };
const attendee = { learnerId: sessionId(900), present: true };
const far = '2026-11-26T11:30:00.000Z';
/** All that the office can have against a report: what it was sent, who sent it, and what it says of which field. */
const REFUSED: [over: object, fault: FieldFault | ProblemType, field: string, by?: () => Headers][] = [
  [{ siteId: sessionId(5) }, 'not-there', 'siteId'],
  [{ visitId: sessionId(5) }, 'not-there', 'visitId'],
  [{ courseId: sessionId(5) }, 'not-there', 'courseId'],
  [{ truckId: 'DT-77' }, 'not-there', 'truckId', () => coordinator],
  [{ truckId: 'DT-77' }, 'not-your-truck', 'truckId'],
  [{}, 'other-truck', 'truckId', () => coordinator],
  [{ endedAt: null }, 'end-missing', 'endedAt'],
  [{ endedAt: '2026-11-24T11:00:00.000Z' }, 'ends-before', 'endedAt'],
  [{ endedAt: far }, 'too-many-hours', 'endedAt'],
  [{ state: 'cancelled' }, 'reason-missing', 'problems'],
  [{ headCounts: [group, group] }, 'twice', 'headCounts'],
  [{ attendance: [attendee, attendee] }, 'twice', 'attendance'],
  [{ problems: [{ kind: 'road' }, { kind: 'road' }] }, 'twice', 'problems'],
  [{ headCounts: [{ ...group, count: 2001 }] }, 'too-big', 'headCounts[0].count'],
  [{ headCounts: [{ ...group, count: 0 }] }, 'too-small', 'headCounts[0].count'],
  [{ headCounts: [{ ...group, sex: 'x' }] }, 'not-one-of', 'headCounts[0].sex'],
  [{ attendance: [{ learnerId: 'Amina', present: true }] }, 'wrong-format', 'attendance[0].learnerId'],
  [{ attendance: Array.from({ length: 501 }, () => attendee) }, 'too-many', 'attendance'],
  [{ walkIns: -1 }, 'too-small', 'walkIns'],
  [{ waiting: 2001 }, 'too-big', 'waiting'],
  [{ waiting: 'many' }, 'wrong-type', 'waiting'],
  [{ topics: Array.from({ length: 31 }, () => 'E-mail') }, 'too-many', 'topics'],
  [{ topics: ['x'.repeat(121)] }, 'too-long', 'topics[0]'],
  [{ topics: [''] }, 'too-short', 'topics[0]'],
  [{ problems: [{ kind: 'road', note: 'x'.repeat(501) }] }, 'too-long', 'problems[0].note'],
  [{ notes: 'x'.repeat(4001) }, 'too-long', 'notes'],
  [{ notes: 'a\u0000b' }, 'unwritable', 'notes'],
  [{ startedAt: 'noon' }, 'wrong-format', 'startedAt'],
  [{ plannedStartsAt: 'noon' }, 'wrong-format', 'plannedStartsAt'],
  [{ state: undefined }, 'missing', 'state'],
  [{ mood: 'good' }, 'unknown-field', 'mood'],
  [{ device: { deviceId: 'x', revision: 1, savedAt: far } }, 'wrong-format', 'device.deviceId'],
  [{}, 'not-allowed', '', () => viewer],
  [{ notes: 'x'.repeat(2_000_000) }, 'too-large', ''],
];

test('whatever the office has against a report, the phone says it of its field in each language', async () => {
  for (const [over, fault, field, by = () => operator] of REFUSED) {
    const id = sessionId(fault === 'other-truck' ? 2 : 6);
    const body = { ...sessionBody(), ...over };
    const { status, body: json } = await ask<object>('PUT', `/sessions/${id}`, by(), body);
    const answer = answerOf({ status, json, retryAfterMs: null }, { sessionId: id });
    if (answer.kind !== 'needs-fix') throw new Error(`${fault} ${field}: ${answer.kind}`);
    const found =
      answer.fields.length === 0 ? ['', answer.type] : [answer.fields[0]?.field, answer.fields[0]?.code];
    expect([...found, answer.fields.length], fault).toEqual([field, fault, field === '' ? 0 : 1]);
    const told = LANGUAGES.map((language) => {
      const { t, f } = WORDS[language];
      const format = makeFormat(language, 'Africa/Nairobi');
      const [one, ...others] = tellRefusal({ t, f, format, pack: undefined }, body, answer);
      expect(others).toEqual([]);
      // The sentence is the code's own, and nothing of what it speaks of is left open.
      expect(one?.what).not.toMatch(/[#@]|undefined|must |^$/);
      expect(one?.what, fault).not.toContain(f.whole.other);
      expect(one?.field).toBe(field.split(/[.[]/)[0]);
      return `${one?.name} ${one?.what}`;
    });
    expect(new Set(told).size, told.join()).toBe(LANGUAGES.length);
  }
  // Every word is one that the office says.
  const said = REFUSED.map(([, fault]) => fault);
  const never = FIELD_FAULTS.filter((fault) => !said.includes(fault));
  expect(never).toEqual(['too-few', 'no-picture']);
});

test('photos: only pictures, only with consent, only of the own truck', async () => {
  const photoId = sessionId(70) as string as PhotoId;
  const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(2000, 7)]);
  const query = 'takenAt=2026-11-24T12:00:00.000Z&consent=Class%20and%20host%20agreed';
  const send = async (headers: Headers, payload: Buffer, path = pathOf(1), search = query) =>
    (
      await api.app.inject({
        method: 'PUT',
        url: `/api/v1${path}/photos/${photoId}?${search}`,
        headers: { ...headers, 'content-type': 'image/png' },
        payload,
      })
    ).statusCode;
  expect(await send(operator, Buffer.from('<svg onload="alert(1)"></svg>'))).toBe(400);
  expect(await send(operator, jpeg, pathOf(1), 'takenAt=2026-11-24T12:00:00.000Z')).toBe(400);
  expect(await send(operator, Buffer.concat([jpeg, Buffer.alloc(400_000)]))).toBe(413);
  expect(await send(operator, jpeg, pathOf(2))).toBe(403);
  expect(await send(operator, jpeg, pathOf(99))).toBe(404);
  expect([await send(operator, jpeg), await send(operator, jpeg)]).toEqual([204, 204]);

  const seen = await ask<Buffer>('GET', `${pathOf(1)}/photos/${photoId}`, viewer);
  expect([seen.answer.headers['content-type'], seen.body.equals(jpeg)]).toEqual(['image/jpeg', true]);
  const { body } = await ask<Session>('GET', pathOf(1), operator);
  expect(body.photos).toMatchObject([{ photoId, bytes: jpeg.length, consent: 'Class and host agreed' }]);
  expect((await ask('DELETE', `${pathOf(1)}/photos/${photoId}`, operator)).status).toBe(204);
  expect((await ask('GET', `${pathOf(1)}/photos/${photoId}`, viewer)).status).toBe(404);
});

/** A word that is in every name and every free text of one truck's people, and in nothing else. */
const WHO = 'Zxqwv';
const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 7)]);

test('whatever is asked, and however: a viewer reads no name, an operator nothing of people of another truck', async () => {
  const give = async <Body>(method: 'PUT' | 'POST', path: string, payload: object) => {
    const answer = await ask<Body>(method, path, coordinator, payload);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.answer.body}`);
    return answer.body;
  };
  const truckId = 'DT-02';
  const course = {
    code: 'C',
    name: 'Digital skills',
    mode: 'cohort',
    totalHours: 40,
    classHours: 2,
    powerPerSeatW: 45,
  };
  const { courseId } = await give<{ courseId: string }>('POST', '/courses', {
    ...course,
    certifies: true,
    passMarkPct: 60,
  });
  const timetable = { weekdays: [1, 2, 3, 4, 5], classStarts: ['14:30'], classMinutes: 120 };
  const stay = {
    truckId,
    siteId,
    courseId,
    firstDay: '2026-03-02',
    lastDay: '2026-03-27',
    learnersExpected: 20,
  };
  const { visitId } = await give<{ visitId: string }>('POST', '/visits', { ...stay, timetable });
  const { cohortId } = await give<{ cohortId: string }>('POST', '/cohorts', { visitId, seats: 20 });
  const learner = {
    name: WHO,
    phone: '0722418305',
    note: WHO,
    role: 'teacher',
    consent: { state: 'given', askedBy: WHO },
  };
  const { learnerId } = await give<{ learnerId: string }>('POST', `/cohorts/${cohortId}/enrolments`, {
    learner,
  });
  const results = [{ learnerId, scorePct: 90 }];
  await give('PUT', `/cohorts/${cohortId}/exam`, { takenOn: '2026-03-27', results });
  await give('POST', `/cohorts/${cohortId}/certificates`, { issuedOn: '2026-03-27' });
  const online = { name: 'Networks', url: 'https://learn.example.org/networks' };
  const { onlineCourseId } = await give<{ onlineCourseId: string }>('POST', '/online-courses', online);
  await give('PUT', `/learners/${learnerId}/online-courses/${onlineCourseId}`, { state: 'started' });
  const id = sessionId(20);
  const headCounts = [{ sex: 'female', ageBand: '18-24', role: 'learner', count: 40 }];
  const said = { visitId, cohortId, attendance: [{ learnerId, present: true }], notes: WHO, headCounts };
  const problems = [{ kind: 'power', note: WHO }];
  await give('PUT', `/sessions/${id}`, sessionBody({ truckId, siteId, ...said, problems }));
  await give('POST', `/sessions/${id}/correction`, { version: 1, reason: WHO, change: { walkIns: 1 } });
  await api.database.db.$client.query(
    `insert into session_questions (truck_id, session_id, kind, facts, asked_at) values ($1, $2, 'above-capacity', '{}', now())`,
    [truckId, id],
  );
  const question = `/sessions/${id}/questions/above-capacity`;
  await give('POST', `${question}/ask`, { text: WHO });
  await give('POST', `${question}/reply`, { text: WHO });
  await give('POST', `${question}/answer`, { answer: WHO });
  // What is answered is not to be asked: who answered it, when and with what is said instead, and where it stands.
  const late = await ask<Problem>('POST', `${question}/ask`, coordinator, { text: 'Why?' });
  expect([late.status, late.body.detail]).toEqual([
    409,
    expect.stringMatching(/^The coordinator answered this question at 2\S+Z and accepted .*“Zxqwv”/),
  ]);
  expect(late.body.current.questions).toMatchObject([{ state: 'answered', answeredBy: 'The coordinator' }]);
  await api.database.db.$client.query(`update session_questions set state = 'gone' where session_id = $1`, [
    id,
  ]);
  for (const [path, body] of [
    ['answer', { answer: 'late' }],
    ['reply', { text: 'late' }],
  ] as const) {
    const gone = await ask<Problem>('POST', `${question}/${path}`, coordinator, body);
    expect([gone.status, gone.body.detail]).toEqual([409, expect.stringContaining('fits the report')]);
  }
  await api.database.db.$client.query(
    `update session_questions set state = 'answered' where session_id = $1`,
    [id],
  );
  const photoId = sessionId(71);
  const words = `takenAt=2026-11-24T12:00:00.000Z&consent=${WHO}&caption=${WHO}`;
  const photo = await api.app.inject({
    method: 'PUT',
    url: `/api/v1/sessions/${id}/photos/${photoId}?${words}`,
    headers: { ...coordinator, 'content-type': 'image/jpeg' },
    payload: JPEG,
  });
  expect(photo.statusCode).toBe(204);
  // What there is to be found is found by who may.
  for (const path of [`/sessions/${id}`, `/sessions/${id}/versions`, `/cohorts/${cohortId}/enrolments`])
    expect((await ask('GET', path, coordinator)).answer.body, path).toContain(WHO);
  const [{ certificate_number: number }] = (
    await api.database.db.$client.query('select certificate_number from certificates')
  ).rows;

  const named: Record<string, string> = { truckId, siteId, courseId, visitId, cohortId, learnerId, photoId };
  Object.assign(named, { sessionId: id, kind: 'above-capacity', onlineCourseId, certificateNumber: number });
  const isLeak = (body: string) => body.includes(WHO) || body.includes('0722418305');
  const urlOf = (url: string) => url.replace(/:(\w+)/g, (_, name: string) => named[name] ?? sessionId(999));
  const routes = api.app.declaredRoutes().filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');
  const looks = routes.filter(({ method, url }) => method === 'GET' && !/docs|\*/.test(url));
  const look = async ({ url }: { url: string }): Promise<void> => {
    const more = /impact|exports/.test(url) ? '?from=2026-03-01&to=2026-11-30' : `?limit=100&q=${WHO}`;
    for (const [headers, query] of [
      [viewer, ''],
      [viewer, more],
      [operator, ''],
    ] as const) {
      const seen = await api.app.inject({ url: `${urlOf(url)}${query}`, headers });
      // What was asked for stands in a refusal; nothing else of it does.
      expect(isLeak(seen.body.replaceAll(`q=${WHO}`, '')), `${url}${query}`).toBe(false);
      if (headers === viewer && /learners?\/|enrolments|certificates\.pdf|audit/.test(url))
        expect(seen.statusCode, url).toBeGreaterThanOrEqual(400);
    }
  };
  const left = [...looks];
  const next = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await look(one);
  };
  await Promise.all(Array.from({ length: 8 }, next));

  // Everything that names a person, a report or a roster, by each method that there is, as an operator of DT-01.
  const near = routes.filter(({ url }) => /:(sessionId|cohortId|learnerId)/.test(url));
  expect(near.length).toBeGreaterThan(20);
  const before = await everything();
  const isOpen = new Set(['/api/v1/cohorts/:cohortId']);
  for (const { method, url } of near) {
    const tried = await api.app.inject({
      method: method as 'GET',
      url: `${urlOf(url)}${url.includes('photos') ? `?${words}` : url.endsWith('import') ? '?dryRun=false' : ''}`,
      headers: {
        ...operator,
        ...(url.endsWith('/import') && { 'content-type': 'text/csv' }),
        ...(url.includes('photos') && { 'content-type': 'image/jpeg' }),
      },
      ...(method !== 'GET' && method !== 'DELETE' && { payload: bodyFor(url, { learnerId, headCounts }) }),
    });
    const what = `${method} ${url}: ${tried.statusCode} ${tried.body.slice(0, 200)}`;
    expect(isLeak(tried.body.replaceAll(`=${WHO}`, '')), what).toBe(false);
    if (method === 'GET' && isOpen.has(url)) expect(tried.statusCode, what).toBe(200);
    else expect([403, 409], what).toContain(tried.statusCode);
  }
  expect(await everything()).toEqual(before);

  for (const path of [
    '/sessions?truckId=DT-02',
    `/sessions?cohortId=${cohortId}`,
    `/sessions?visitId=${visitId}`,
  ])
    expect((await ask<SessionPage>('GET', path, operator)).body.total, path).toBe(0);
});

/** What would be taken of who may: so a refusal is one of the person, not of the body. */
function bodyFor(
  url: string,
  { learnerId, headCounts }: { learnerId: string; headCounts: object[] },
): object | string {
  const ends: readonly (readonly [RegExp, object | string])[] = [
    [/import$/, 'name,consent\nSomebody,yes'],
    [/photos/, JPEG],
    [/exam$/, { takenOn: '2026-03-27', results: [{ learnerId, scorePct: 10 }] }],
    [/answer$/, { answer: 'mine' }],
    [/(ask|reply)$/, { text: 'mine' }],
    [/correction$/, { version: 2, reason: 'mine', change: { headCounts } }],
    [/online-courses\/:\w+$/, { state: 'finished' }],
    [/enrolments$/, { learner: { consent: { state: 'not-asked' } } }],
    [/enrolments\/:\w+$/, { version: 1, state: 'dropped-out', dropReason: 'work' }],
    [/learners\/:\w+$/, { version: 1, name: 'mine' }],
    [/sessions\/:\w+$/, sessionBody({ siteId, notes: 'mine' }, { revision: 9 })],
  ];
  return ends.find(([pattern]) => pattern.test(url))?.[1] ?? {};
}

async function everything(): Promise<unknown> {
  const tables = [
    'session_reports',
    'session_versions',
    'session_questions',
    'session_photos',
    'cohorts',
    'enrolments',
    'learners',
  ];
  const rows = tables.map((table) =>
    api.database.db.$client.query(`select count(*), max(t::text) from ${table} t`),
  );
  return (await Promise.all(rows)).map((result) => result.rows);
}
