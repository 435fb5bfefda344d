/** `/sessions` with real roles: who may report, see and answer what; conflicts; photos. */
import type { PhotoId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { Session, SessionPage } from '@digitruck/contract/sessions';
import { beforeAll, expect, test } from 'vitest';
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

test.each([
  ['siteId', { siteId: sessionId(5) }],
  ['endedAt', { endedAt: null }],
  ['problems', { state: 'cancelled' }],
  [
    'headCounts',
    { headCounts: [1, 2].map(() => ({ sex: 'male', ageBand: '15-17', role: 'learner', count: 1 })) },
  ],
])('a report whose %s is wrong is refused and says so', async (field, over) => {
  const refused = await ask<Problem>('PUT', pathOf(6), operator, { ...sessionBody(), ...over });
  expect([refused.status, refused.body.errors.map((error) => error.field)]).toEqual([400, [field]]);
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
