/** Visit requests in the store: what they name must be there, and lists show who waits longest. */
import type { CourseId, SiteId } from '@digitruck/contract/ids';
import { RequestsQuery } from '@digitruck/contract/registry-lists';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { type RequestStore, requestStore } from '../../src/store/registry/requests.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { freshDatabase } from '../support/database.ts';
import { courseBody, requestBody, siteBody } from '../support/registry.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const NOWHERE = '00000000-0000-4000-8000-000000000000';
const TODAY = '2026-11-23';
let db: Db;
let requests: RequestStore;
let siteId: SiteId;
let courseId: CourseId;
beforeAll(async () => {
  db = (await freshDatabase()).db;
  requests = requestStore(db);
});
beforeEach(async () => {
  await db.$client.query('truncate requests, courses, sites cascade');
  const site = await siteStore(db).create(AMINA, siteBody());
  const course = await courseStore(db).create(AMINA, courseBody());
  if (!site.ok || !course.ok) throw new Error('no site or course');
  siteId = site.row.siteId;
  courseId = course.row.courseId;
});

async function add(over: object = {}) {
  const result = await requests.create(AMINA, requestBody({ siteId, courseId, ...over }));
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}
const listed = async (over: object = {}) => requests.list(RequestsQuery.parse(over), TODAY);

test('keeps what it was given, dates as dates', async () => {
  const windows = [{ from: '2027-01-01', to: '2027-02-28' }];
  const request = await add({ requestedOn: '2026-02-28', windows, blackouts: windows, womenExpected: 60 });
  expect(await requests.find(request.requestId)).toEqual(request);
  expect(request).toMatchObject({ requestedOn: '2026-02-28', windows, womenExpected: 60, status: 'open' });
});

test('a site or course that is not there is named', async () => {
  const noSite = requestBody({ siteId: NOWHERE, courseId });
  expect(await requests.create(AMINA, noSite)).toEqual({
    ok: false,
    reason: 'no-such',
    field: 'siteId',
    value: NOWHERE,
  });
  const request = await add();
  const change = { version: 1, courseId: NOWHERE as CourseId };
  expect(await requests.update(AMINA, request.requestId, change)).toMatchObject({
    reason: 'no-such',
    field: 'courseId',
  });
});

test('the oldest request stands first, with its site, its course and its days of waiting', async () => {
  await add({ requestedOn: '2026-11-01' });
  await add({ requestedOn: '2026-05-01', priority: 5 });
  await add({ requestedOn: '2026-01-01', status: 'withdrawn' });
  const page = await listed({ status: 'open' });
  expect(page.total).toBe(2);
  expect(page.items[0]).toMatchObject({
    requestedOn: '2026-05-01',
    waitingDays: 206,
    site: { name: 'Kabel Primary', county: 'Baringo' },
    course: { code: 'DIGI-40', mode: 'cohort' },
  });
  expect((await listed({ sort: 'priority' })).items.map((item) => item.priority)).toEqual([3, 3, 5]);
  expect((await listed({ status: 'withdrawn' })).items[0]?.waitingDays).toBeNull();
});

test('filters by site, course, county and words; every request stands on one page', async () => {
  const other = await siteStore(db).create(
    AMINA,
    siteBody({ name: 'Nyeri Town Hall', lat: 1, county: 'Nyeri' }),
  );
  if (!other.ok) throw new Error('no site');
  for (let n = 0; n < 7; n += 1) await add();
  await add({ siteId: other.row.siteId });
  expect((await listed({ siteId: other.row.siteId })).total).toBe(1);
  expect((await listed({ courseId: NOWHERE })).total).toBe(0);
  expect((await listed({ county: 'Baringo' })).total).toBe(7);
  expect((await listed({ q: 'town digi-40' })).total).toBe(1);
  const seen = new Set<string>();
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listed({ limit: 3, cursor });
    for (const item of page.items) seen.add(item.requestId);
    cursor = page.nextCursor;
  }
  expect(seen.size).toBe(8);
});

test('an old version is refused, on changing and on deleting', async () => {
  const { requestId } = await add();
  await requests.update(AMINA, requestId, { version: 1, priority: 1 });
  const stale = { reason: 'version-conflict', current: { version: 2, priority: 1 } };
  expect(await requests.update(AMINA, requestId, { version: 1, priority: 2 })).toMatchObject(stale);
  expect(await requests.remove(AMINA, requestId, 1)).toMatchObject(stale);
  expect(await requests.remove(AMINA, requestId, 2)).toMatchObject({ ok: true });
});
