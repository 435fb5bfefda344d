/** Courses in the store: codes are told apart without case, versions hold, what is asked for stays. */
import { CoursesQuery } from '@digitruck/contract/registry-lists';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.ts';
import { type CourseStore, courseStore } from '../../src/store/registry/courses.ts';
import { requestStore } from '../../src/store/registry/requests.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { freshDatabase } from '../support/database.ts';
import { courseBody, requestBody, siteBody } from '../support/registry.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
let db: Db;
let courses: CourseStore;
beforeAll(async () => {
  db = (await freshDatabase()).db;
  courses = courseStore(db);
});
beforeEach(async () => {
  await db.$client.query('truncate requests, courses, sites cascade');
});

async function add(over: object = {}) {
  const result = await courses.create(AMINA, courseBody(over));
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}

test('a code is taken in whatever case, on adding and on changing', async () => {
  const course = await add({ code: 'DIGI-40' });
  const taken = { reason: 'already-exists', field: 'code', value: 'digi-40', existingId: course.courseId };
  expect(await courses.create(AMINA, courseBody({ code: 'digi-40' }))).toMatchObject(taken);
  const other = await add({ code: 'VR-1' });
  expect(await courses.update(AMINA, other.courseId, { version: 1, code: 'digi-40' })).toMatchObject(taken);
  // Its own code in another case is no clash.
  expect(await courses.update(AMINA, course.courseId, { version: 1, code: 'Digi-40' })).toMatchObject({
    ok: true,
    row: { code: 'Digi-40', version: 2 },
  });
});

test('a change leaves alone what it does not name', async () => {
  const course = await add({ certifies: true, language: 'sw', downlinkKbps: 900 });
  const result = await courses.update(AMINA, course.courseId, { version: 1, name: 'Other' });
  expect(result).toMatchObject({
    row: { name: 'Other', certifies: true, language: 'sw', downlinkKbps: 900 },
  });
  expect(await courses.update(AMINA, course.courseId, { version: 1, name: 'Third' })).toMatchObject({
    reason: 'version-conflict',
    current: { name: 'Other', updatedBy: 'Amina' },
  });
});

test('a course that somebody asked for is retired, not deleted', async () => {
  const course = await add();
  const site = await siteStore(db).create(AMINA, siteBody());
  if (!site.ok) throw new Error('no site');
  const body = requestBody({ siteId: site.row.siteId, courseId: course.courseId });
  await requestStore(db).create(AMINA, body);
  await requestStore(db).create(AMINA, body);
  expect(await courses.remove(AMINA, course.courseId, 1)).toMatchObject({
    reason: 'in-use',
    by: '2 visit requests',
  });
  await courses.update(AMINA, course.courseId, { version: 1, retired: true });
  const listed = async (retired?: string) =>
    (await courses.list(CoursesQuery.parse({ retired }))).items.map(({ code }) => code);
  expect(await listed()).toEqual([]);
  expect(await listed('true')).toEqual(['DIGI-40']);
  expect(await listed('any')).toEqual(['DIGI-40']);
});

test('the list is by code, in pages, and searched by code and name', async () => {
  for (const code of ['c', 'A', 'b', 'D']) await add({ code, name: `Course ${code}` });
  const first = await courses.list(CoursesQuery.parse({ limit: 3 }));
  expect(first.items.map(({ code }) => code)).toEqual(['A', 'b', 'c']);
  const second = await courses.list(CoursesQuery.parse({ limit: 3, cursor: first.nextCursor }));
  expect(second.items.map(({ code }) => code)).toEqual(['D']);
  expect(second).toMatchObject({ nextCursor: null, total: 4 });
  expect((await courses.list(CoursesQuery.parse({ q: 'course B' }))).items).toHaveLength(1);
});
