/** Sites in the store: versions, what is the same site, search, pages, waiting, distance. */
import type { SiteListItem } from '@digitruck/contract/registry-lists';
import { SitesQuery } from '@digitruck/contract/registry-lists';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { distanceKm } from '../../src/kernel/geo.ts';
import type { Db } from '../../src/store/db.ts';
import { auditStore } from '../../src/store/people/audit.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { requestStore } from '../../src/store/registry/requests.ts';
import { siteListStore } from '../../src/store/registry/site-lists.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { freshDatabase } from '../support/database.ts';
import { courseBody, requestBody, siteBody } from '../support/registry.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const BRIAN = { personId: 'p2', name: 'Brian', via: 'session' } as const;
const TODAY = '2026-11-23';

let db: Db;
let sites: ReturnType<typeof siteStore>;
let lists: ReturnType<typeof siteListStore>;
beforeAll(async () => {
  db = (await freshDatabase()).db;
  sites = siteStore(db);
  lists = siteListStore(db);
});
beforeEach(async () => {
  await db.$client.query('truncate requests, courses, sites cascade');
});

async function add(over: object = {}) {
  const result = await sites.create(AMINA, siteBody(over));
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}
const query = (over: object = {}) => SitesQuery.parse(over);

/** Follows the pages to the end. */
async function everyPage(over: object): Promise<SiteListItem[]> {
  const items: SiteListItem[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await lists.list(query({ ...over, cursor }), TODAY);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

describe('two people change one site', () => {
  test('the second is told what it is now and who changed it; nothing is overwritten', async () => {
    const site = await add();
    const first = await sites.update(BRIAN, site.siteId, { version: 1, learners: 300 });
    expect(first).toMatchObject({ ok: true, row: { version: 2, learners: 300, updatedBy: 'Brian' } });

    const second = await sites.update(AMINA, site.siteId, { version: 1, learners: 250 });
    expect(second).toMatchObject({
      ok: false,
      reason: 'version-conflict',
      current: { version: 2, learners: 300, updatedBy: 'Brian' },
    });
    expect(await sites.find(site.siteId)).toMatchObject({ learners: 300, version: 2 });
  });

  test('at the very same moment: one of them wins, the other is told', async () => {
    const site = await add();
    const results = await Promise.all(
      [1, 2, 3, 4, 5].map((learners) => sites.update(AMINA, site.siteId, { version: 1, learners })),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    expect((await sites.find(site.siteId))?.version).toBe(2);
  });

  test('a deletion based on an old version is refused too', async () => {
    const site = await add();
    await sites.update(BRIAN, site.siteId, { version: 1, learners: 300 });
    expect(await sites.remove(AMINA, site.siteId, 1)).toMatchObject({ reason: 'version-conflict' });
    expect(await sites.remove(AMINA, site.siteId, 2)).toMatchObject({ ok: true });
    expect(await sites.remove(AMINA, site.siteId, 2)).toMatchObject({ reason: 'not-found' });
  });
});

test('a change that changes nothing uses up no version', async () => {
  const site = await add({ host: { name: 'Head', phone: '+254 700 000000' } });
  const result = await sites.update(BRIAN, site.siteId, { version: 1, name: site.name, host: site.host });
  expect(result).toMatchObject({ ok: true, row: { version: 1, updatedBy: 'Amina' } });
});

test('every change stands in the audit log, before and after', async () => {
  const site = await add();
  await sites.update(BRIAN, site.siteId, { version: 1, county: 'Nakuru' });
  await sites.remove(AMINA, site.siteId, 2);
  const { items } = await auditStore(db).list({ subject: 'site', subjectId: site.siteId, limit: 10 });
  expect(items.map(({ action, actor }) => [action, actor.name])).toEqual([
    ['site.delete', 'Amina'],
    ['site.update', 'Brian'],
    ['site.create', 'Amina'],
  ]);
  expect(items[1]).toMatchObject({ before: { county: 'Baringo' }, after: { county: 'Nakuru' } });
});

describe('the same site twice', () => {
  test('a government id is one site within a country', async () => {
    const site = await add({ governmentId: '520' });
    const again = siteBody({ name: 'Another', lat: 1, governmentId: '520' });
    expect(await sites.create(AMINA, again)).toEqual({
      ok: false,
      reason: 'already-exists',
      field: 'governmentId',
      value: '520',
      existingId: site.siteId,
    });
    expect(await sites.create(AMINA, { ...again, country: 'UG' })).toMatchObject({ ok: true });
  });

  test('without an id, the same name at the same place is the same site, however it is written', async () => {
    const site = await add({ name: 'Lycée Élan' });
    const again = await sites.create(AMINA, siteBody({ name: 'lycee  ELAN' }));
    expect(again).toMatchObject({ reason: 'already-exists', field: 'name', existingId: site.siteId });
    // A primary and a secondary school of one name on one ground, each with its own id, are two.
    expect(await sites.create(AMINA, siteBody({ governmentId: '1', lat: 2 }))).toMatchObject({ ok: true });
    expect(await sites.create(AMINA, siteBody({ governmentId: '2', lat: 2 }))).toMatchObject({ ok: true });
  });

  test('added by two people at the very same moment: one site', async () => {
    const results = await Promise.all(
      [1, 2, 3, 4].map(() => sites.create(AMINA, siteBody({ governmentId: '77' }))),
    );
    expect(results.filter((result) => result.ok)).toHaveLength(1);
    for (const result of results.filter(({ ok }) => !ok)) {
      expect(result).toMatchObject({ reason: 'already-exists', field: 'governmentId', value: '77' });
    }
  });

  test('changing a site into another one is refused', async () => {
    await add({ governmentId: '1' });
    const other = await add({ name: 'Other', governmentId: '2' });
    const result = await sites.update(AMINA, other.siteId, { version: 1, governmentId: '1' });
    expect(result).toMatchObject({ reason: 'already-exists', field: 'governmentId' });
  });
});

test('a site that was asked for cannot be deleted', async () => {
  const site = await add();
  const course = await courseStore(db).create(AMINA, courseBody());
  if (!course.ok) throw new Error('no course');
  await requestStore(db).create(AMINA, requestBody({ siteId: site.siteId, courseId: course.row.courseId }));
  expect(await sites.remove(AMINA, site.siteId, 1)).toEqual({
    ok: false,
    reason: 'in-use',
    by: 'a visit request',
  });
});

describe('the list', () => {
  test('finds words anywhere, without case and accents; signs of patterns stand for themselves', async () => {
    await add({ name: 'Lycée Élan', county: 'Nyeri', governmentId: '520' });
    await add({ name: 'Kabel 100%', host: { name: 'Wanjiku' } });
    const found = async (q: string) => (await everyPage({ q })).map((site) => site.name);
    expect(await found('elan nyeri')).toEqual(['Lycée Élan']);
    expect(await found('ÉLAN')).toEqual(['Lycée Élan']);
    expect(await found('520')).toEqual(['Lycée Élan']);
    expect(await found('wanjiku')).toEqual(['Kabel 100%']);
    expect(await found('100%')).toEqual(['Kabel 100%']);
    expect(await found('%')).toEqual(['Kabel 100%']);
    expect(await found("'; DROP TABLE sites; --")).toEqual([]);
    expect(await found('\\')).toEqual([]);
  });

  test.each(['name', 'waiting', 'county', 'learners', 'updated', 'distance'])(
    'every site stands on exactly one page, sorted by %s',
    async (sort) => {
      for (let n = 0; n < 23; n += 1) {
        await add({
          name: `Site ${n % 5}`,
          lat: n / 100,
          learners: n % 3 === 0 ? null : n % 4,
          county: `C${n % 2}`,
        });
      }
      const near = sort === 'distance' ? '0,36' : undefined;
      const whole = await everyPage({ sort, near, limit: 1000 });
      const paged = await everyPage({ sort, near, limit: 4 });
      expect(paged.map((site) => site.siteId)).toEqual(whole.map((site) => site.siteId));
      expect(new Set(paged.map((site) => site.siteId)).size).toBe(23);
      expect((await lists.list(query({ sort, near, limit: 4 }), TODAY)).total).toBe(23);
    },
  );

  test('a cursor that nobody gave out begins the list anew', async () => {
    await add();
    for (const key of [['learners', 'x', 'y'], ['name'], ['updated', "'; drop table sites", 'z'], 5, null]) {
      const cursor = Buffer.from(JSON.stringify(key)).toString('base64url');
      for (const sort of ['name', 'learners', 'updated']) {
        expect((await lists.list(query({ cursor, sort }), TODAY)).items).toHaveLength(1);
      }
    }
    expect((await lists.list(query({ cursor: '%%%' }), TODAY)).items).toHaveLength(1);
  });

  test('nearest first, with the distance', async () => {
    await add({ name: 'Far', lat: 3, lon: 40 });
    await add({ name: 'Near', lat: -1.3, lon: 36.9 });
    const [first, second] = await everyPage({ near: '-1.28,36.82' });
    expect([first?.name, second?.name]).toEqual(['Near', 'Far']);
    const place = { lat: -1.28, lon: 36.82 };
    expect(first?.distanceKm).toBeCloseTo(distanceKm(place, { lat: -1.3, lon: 36.9 }), 6);
  });

  test('who waits longest stands first; the summary counts them by county', async () => {
    const course = await courseStore(db).create(AMINA, courseBody());
    if (!course.ok) throw new Error('no course');
    const { courseId } = course.row;
    const requests = requestStore(db);
    const quiet = await add({ name: 'Quiet', lat: 1 });
    const recent = await add({ name: 'Recent', lat: 2, county: 'Nyeri' });
    const old = await add({ name: 'Old', lat: 3, host: { agreement: 'agreed' } });
    const ask = (siteId: string, requestedOn: string, status = 'open') =>
      requests.create(AMINA, requestBody({ siteId, courseId, requestedOn, status }));
    await ask(recent.siteId, '2026-11-20');
    await ask(old.siteId, '2026-09-01');
    await ask(old.siteId, '2026-11-01');
    await ask(quiet.siteId, '2020-01-01', 'served');

    const items = await everyPage({ sort: 'waiting' });
    expect(items.map((site) => [site.name, site.openRequests, site.waitingDays])).toEqual([
      ['Old', 2, 83],
      ['Recent', 1, 3],
      ['Quiet', 0, null],
    ]);
    expect((await everyPage({ waiting: 'true' })).map((site) => site.name)).toEqual(['Old', 'Recent']);
    expect((await everyPage({ waiting: 'false' })).map((site) => site.name)).toEqual(['Quiet']);
    expect((await everyPage({ agreement: 'agreed' })).map((site) => site.name)).toEqual(['Old']);
    expect(await lists.findWithWaiting(old.siteId, TODAY)).toMatchObject({
      openRequests: 2,
      waitingDays: 83,
    });

    expect(await lists.summary(TODAY)).toEqual({
      sites: 3,
      withOpenRequests: 2,
      longestWaitingDays: 83,
      readiness: {
        agreement: { yes: 1, no: 0, unknown: 2 },
        access: { yes: 0, no: 0, unknown: 3 },
        network: { yes: 0, no: 0, unknown: 3 },
        power: { yes: 0, no: 0, unknown: 3 },
      },
      counties: [
        { county: 'Baringo', sites: 2, openRequests: 2, waitingSince: '2026-09-01', waitingDays: 83 },
        { county: 'Nyeri', sites: 1, openRequests: 1, waitingSince: '2026-11-20', waitingDays: 3 },
      ],
    });
  });

  test('the filters by readiness find what the items say', async () => {
    const yesNo = ['yes', 'no', 'unknown'] as const;
    let lat = -4;
    for (const lorry of yesNo) {
      for (const flatGround of yesNo) {
        lat += 0.1;
        await add({ name: `${lorry} ${flatGround}`, lat, access: { lorry, flatGround } });
      }
    }
    for (const downlinkKbps of [0, 1999, 2000, null]) {
      lat += 0.1;
      await add({ name: `at ${downlinkKbps}`, lat, connectivity: { downlinkKbps } });
    }
    for (const grid of ['yes', 'unreliable', 'no', 'unknown'] as const) {
      lat += 0.1;
      await add({ name: `grid ${grid}`, lat, power: { grid } });
    }
    const all = await everyPage({});
    expect(all).toHaveLength(17);
    for (const aspect of ['access', 'network', 'power'] as const) {
      for (const ready of yesNo) {
        const expected = all.filter((site) => site.readiness[aspect] === ready);
        expect(expected.length).toBeGreaterThan(0);
        expect(await everyPage({ [aspect]: ready }), `${aspect} ${ready}`).toEqual(expected);
      }
    }
  });
});
