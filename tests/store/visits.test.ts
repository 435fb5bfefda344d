/** Visits in the store: no truck and no site is promised twice on one day, whoever clicks when (ACCEPTANCE cases 31 and 32). */
import type { CourseId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import { USUAL_TIMETABLE, type Visit, VisitBody, VisitQuery } from '@digitruck/contract/visits';
import fc from 'fast-check';
import pg from 'pg';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { listenChanges } from '../../src/store/changes.ts';
import { type Db, openDb } from '../../src/store/db.ts';
import { auditStore } from '../../src/store/people/audit.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';
import { type VisitStore, visitStore } from '../../src/store/visits/visits.ts';
import { atEnd } from '../support/at-end.ts';
import { freshDatabase } from '../support/database.ts';
import { courseBody, siteBody, truckBody } from '../support/registry.ts';
import { until } from '../support/until.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const JOSEPH = { personId: 'p2', name: 'Joseph', via: 'session' } as const;
const NOWHERE = '00000000-0000-4000-8000-000000000000';
const [DT1, DT2] = ['DT-01' as TruckId, 'DT-02' as TruckId];
let url: string;
let db: Db;
let visits: VisitStore;
let courseId: CourseId;
let kabel: SiteId;
let nyeri: SiteId;
beforeAll(async () => {
  ({ db, url } = await freshDatabase());
  visits = visitStore(db);
});
beforeEach(async () => {
  await db.$client.query('truncate visits, visit_days, site_days, courses, sites, trucks cascade');
  for (const truckId of [DT1, DT2]) await truckStore(db).create(AMINA, truckBody({ truckId, seats: 24 }));
  const site = (name: string, lat: number) => siteStore(db).create(AMINA, siteBody({ name, lat }));
  const made = [await site('Kabel', 0.3), await site('Nyeri', -0.4)] as const;
  const course = await courseStore(db).create(AMINA, courseBody());
  if (!made[0].ok || !made[1].ok || !course.ok) throw new Error('no site or course');
  [kabel, nyeri, courseId] = [made[0].row.siteId, made[1].row.siteId, course.row.courseId];
});

const bodyOf = (over: object = {}) =>
  VisitBody.parse({
    truckId: DT1,
    siteId: kabel,
    courseId,
    firstDay: '2026-12-01',
    lastDay: '2026-12-12',
    timetable: USUAL_TIMETABLE,
    learnersExpected: 100,
    ...over,
  });
async function add(over: object = {}): Promise<Visit> {
  const result = await visits.create(AMINA, bodyOf(over));
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}
const listed = async (over: object = {}) =>
  (await visits.list(VisitQuery.parse(over))).items.map(({ visitId }) => visitId);

/** The rows that keep the days, as `truck or site: days`. */
async function daysKept(): Promise<Record<string, string[]>> {
  const { rows } = await db.$client.query<{ key: string; day: string }>(`
    select truck_id || ' ' || visit_id as key, day::text from visit_days
    union all select site_id || ' ' || visit_id, day::text from site_days order by 1, 2`);
  const kept: Record<string, string[]> = {};
  for (const { key, day } of rows) kept[key] = [...(kept[key] ?? []), day];
  return kept;
}

test('keeps what it was given, with its site and course; the days stay days', async () => {
  const visit = await add({ headingDeg: 90, notes: 'Bring the banner' });
  expect(await visits.find(visit.visitId)).toEqual(visit);
  expect(visit).toMatchObject({
    firstDay: '2026-12-01',
    lastDay: '2026-12-12',
    headingDeg: 90,
    requestId: null,
    state: 'planned',
    version: 1,
    updatedBy: 'Amina',
    timetable: USUAL_TIMETABLE,
    site: { name: 'Kabel', county: 'Baringo', lat: 0.3, grid: 'unknown' },
    course: { name: 'Digital skills', mode: 'cohort', powerPerSeatW: 45 },
  });
  expect(await visits.find(NOWHERE as VisitId)).toBeUndefined();
  const log = await auditStore(db).list({ subject: 'visit', limit: 10 });
  expect(log.items[0]).toMatchObject({ action: 'visit.create', actor: { name: 'Amina' } });
});

test('tells whoever listens, once it is committed; not what was refused', async () => {
  const heard: string[] = [];
  const quiet = { warn() {}, info() {} };
  const listener = listenChanges({
    url,
    log: quiet,
    onChange: ({ subjects }) => void heard.push(...subjects),
    onReconnect: () => {},
  });
  atEnd(() => listener.stop());
  await until('listening', () => listener.listening());
  const { visitId } = await add();
  await until('the booking', () => heard.length === 1);
  await visits.create(AMINA, bodyOf());
  await visits.update(AMINA, visitId, { version: 1, learnersExpected: 100 });
  await visits.update(AMINA, visitId, { version: 1, state: 'cancelled' });
  await until('the cancellation', () => heard.length > 1);
  expect(heard).toEqual(['visits', 'visits']);
  const log = await auditStore(db).list({ subject: 'visit', subjectId: visitId, limit: 10 });
  expect(log.items.map(({ action }) => action)).toEqual(['visit.cancel', 'visit.create']);
});

test('lists by first day those that touch the asked days', async () => {
  const late = await add({ firstDay: '2026-12-13', lastDay: '2026-12-20' });
  const early = await add();
  const other = await add({ truckId: DT2, siteId: nyeri, firstDay: '2026-12-05', lastDay: '2026-12-05' });
  expect(await listed()).toEqual([early.visitId, other.visitId, late.visitId]);
  expect(await listed({ from: '2026-12-12', to: '2026-12-13' })).toEqual([early.visitId, late.visitId]);
  expect(await listed({ from: '2026-12-21' })).toEqual([]);
  expect(await listed({ siteId: nyeri })).toEqual([other.visitId]);
  expect(await listed({ truckId: DT1, to: '2026-12-12' })).toEqual([early.visitId]);
  const first = await visits.list(VisitQuery.parse({ limit: 2 }));
  const rest = await visits.list(VisitQuery.parse({ limit: 2, cursor: first.nextCursor }));
  expect([first.total, rest.items.map(({ visitId }) => visitId), rest.nextCursor]).toEqual([
    3,
    [late.visitId],
    null,
  ]);
});

test('a truck that is elsewhere: the refusal names the visit, the days and who booked it', async () => {
  const there = await add();
  const refused = await visits.create(
    JOSEPH,
    bodyOf({ siteId: nyeri, firstDay: '2026-12-12', lastDay: '2026-12-20' }),
  );
  expect(refused).toEqual({
    ok: false,
    reason: 'days-taken',
    clashes: [{ of: 'truck', firstDay: '2026-12-12', lastDay: '2026-12-12', visit: there }],
  });
  expect(await listed()).toEqual([there.visitId]);
});

test('a site that has a truck: refused, and both at once are told', async () => {
  const there = await add();
  const other = await add({ truckId: DT2, siteId: nyeri, firstDay: '2026-12-10', lastDay: '2026-12-20' });
  const refused = await visits.create(JOSEPH, bodyOf({ truckId: DT2 }));
  expect(refused).toMatchObject({
    reason: 'days-taken',
    clashes: [
      { of: 'site', firstDay: '2026-12-01', lastDay: '2026-12-12', visit: { visitId: there.visitId } },
      { of: 'truck', firstDay: '2026-12-10', lastDay: '2026-12-12', visit: { visitId: other.visitId } },
    ],
  });
});

test('cancelling frees the days; taking it up again needs them free', async () => {
  const { visitId } = await add();
  const cancelled = await visits.update(AMINA, visitId, {
    version: 1,
    state: 'cancelled',
    cancelReason: 'The road is gone',
  });
  expect(cancelled).toMatchObject({
    row: { state: 'cancelled', cancelReason: 'The road is gone', version: 2 },
  });
  expect(await daysKept()).toEqual({});
  expect(await listed()).toEqual([]);
  expect(await listed({ state: 'cancelled' })).toEqual([visitId]);
  const instead = await add({ firstDay: '2026-12-12', lastDay: '2026-12-12' });
  const again = { version: 2, state: 'planned' } as const;
  expect(await visits.update(AMINA, visitId, again)).toMatchObject({
    reason: 'days-taken',
    clashes: [{ of: 'truck', visit: { visitId: instead.visitId } }, { of: 'site' }],
  });
  const shorter = { ...again, lastDay: '2026-12-11' };
  expect(await visits.update(AMINA, visitId, shorter)).toMatchObject({
    row: { state: 'planned', cancelReason: '', version: 3 },
  });
  expect(await daysKept()).toEqual(await daysOfPlanned());
});

test('moves to other days and another truck, within its own days as well', async () => {
  const visit = await add();
  const days = { firstDay: '2026-12-05', lastDay: '2026-12-16' };
  const moved = await visits.update(JOSEPH, visit.visitId, { version: 1, truckId: DT2, ...days });
  expect(moved).toEqual({
    ok: true,
    row: { ...visit, truckId: DT2, ...days, version: 2, updatedBy: 'Joseph', updatedAt: expect.any(String) },
  });
  expect(
    Object.keys(await daysKept())
      .map((key) => key.split(' ')[0])
      .sort(),
  ).toEqual(['DT-02', kabel].sort());
  expect(await listed({ truckId: DT1 })).toEqual([]);
});

test('days that make no stay are refused with the field', async () => {
  const { visitId } = await add();
  expect(await visits.update(AMINA, visitId, { version: 1, lastDay: '2026-11-30' })).toMatchObject({
    reason: 'bad-days',
    field: 'lastDay',
    value: '2026-11-30',
  });
  expect(await visits.update(AMINA, visitId, { version: 1, firstDay: '2006-12-01' })).toMatchObject({
    reason: 'bad-days',
    field: 'firstDay',
  });
  expect(await visits.find(visitId)).toMatchObject({ version: 1 });
});

test.each([
  ['truckId', 'NO-TRUCK'],
  ['siteId', NOWHERE],
  ['courseId', NOWHERE],
  ['requestId', NOWHERE],
])('a %s that is not there is named', async (field, value) => {
  expect(await visits.create(AMINA, bodyOf({ [field]: value }))).toEqual({
    ok: false,
    reason: 'no-such',
    field,
    value,
  });
});

test('nothing new for a retired truck or course; what stands may still be cancelled', async () => {
  const visit = await add();
  await truckStore(db).update(AMINA, DT1, { version: 1, retired: true });
  const later = { firstDay: '2027-01-01', lastDay: '2027-01-02' };
  expect(await visits.create(AMINA, bodyOf(later))).toMatchObject({ reason: 'retired', field: 'truckId' });
  await courseStore(db).update(AMINA, courseId, { version: 1, retired: true });
  expect(await visits.create(AMINA, bodyOf({ ...later, truckId: DT2 }))).toMatchObject({
    reason: 'retired',
    field: 'courseId',
  });
  expect(await visits.update(AMINA, visit.visitId, { version: 1, state: 'cancelled' })).toMatchObject({
    ok: true,
  });
});

test('what has visits is in use', async () => {
  await add();
  const [site, course, truck] = [
    await siteStore(db).remove(AMINA, kabel, 1),
    await courseStore(db).remove(AMINA, courseId, 1),
    await truckStore(db).remove(AMINA, DT1, 1),
  ];
  expect([site, course, truck]).toEqual([
    { ok: false, reason: 'in-use', by: 'a visit' },
    { ok: false, reason: 'in-use', by: 'a visit' },
    { ok: false, reason: 'in-use', by: 'its visits' },
  ]);
});

test('planned visits of some days and trucks, with the seats', async () => {
  const first = await add();
  const second = await add({ truckId: DT2, siteId: nyeri });
  await visits.update(AMINA, second.visitId, { version: 1, state: 'cancelled' });
  const third = await add({ truckId: DT2, siteId: nyeri, firstDay: '2026-12-30', lastDay: '2027-01-05' });
  const ids = async (...args: Parameters<VisitStore['plannedVisits']>) =>
    (await visits.plannedVisits(...args)).map(({ visitId }) => visitId);
  expect(await ids('2026-12-12', '2026-12-30')).toEqual([first.visitId, third.visitId]);
  expect(await ids('2026-12-12', '2026-12-29', [DT2])).toEqual([]);
  expect(await ids('2026-12-01', '2027-12-29', [])).toEqual([]);
  expect(await visits.plannedVisits('2026-12-01', '2026-12-01')).toEqual([
    { ...first, truck: { name: '', seats: 24 } },
  ]);
});

test('ten people book one truck at once: one is served, nine are told by whom', async () => {
  const wide = openDb({ url, poolMax: 10, onIdleError: () => {} });
  atEnd(() => wide.$client.end());
  const people = Array.from({ length: 10 }, (_, n) => ({ ...AMINA, name: `Person ${n}` }));
  const results = await Promise.all(
    people.map((person, n) =>
      visitStore(wide).create(person, bodyOf({ siteId: n % 2 === 0 ? kabel : nyeri })),
    ),
  );
  const [served, ...others] = results.filter((result) => result.ok);
  expect(others).toEqual([]);
  const refused = results.flatMap((result) => (result.ok ? [] : [result]));
  expect(refused).toHaveLength(9);
  for (const refusal of refused) {
    expect(refusal).toMatchObject({
      reason: 'days-taken',
      clashes: expect.arrayContaining([expect.objectContaining({ of: 'truck', visit: served?.row })]),
    });
  }
});

test('two people move one visit at once: the second gets the first one’s', async () => {
  const { visitId } = await add();
  const results = await Promise.all([
    visits.update(AMINA, visitId, { version: 1, lastDay: '2026-12-20' }),
    visits.update(JOSEPH, visitId, { version: 1, truckId: DT2 }),
  ]);
  const won = results.find((result) => result.ok);
  expect(results.find((result) => !result.ok)).toEqual({
    ok: false,
    reason: 'version-conflict',
    current: won?.row,
  });
});

test('visits that change places all the time never stand in each other’s way for ever', async () => {
  const one = await add();
  const two = await add({ truckId: DT2, siteId: nyeri });
  const turns = Array.from({ length: 12 }, async (_, n) => {
    const visit = n % 2 === 0 ? one : two;
    for (let tries = 0; tries < 3; tries++) {
      const now = await visits.find(visit.visitId);
      if (now === undefined) throw new Error('it is gone');
      const result = await visits.update(AMINA, now.visitId, {
        version: now.version,
        truckId: now.truckId === DT1 ? DT2 : DT1,
        lastDay: `2026-12-${13 + n}`,
      });
      if (!result.ok) expect(['version-conflict', 'days-taken']).toContain(result.reason);
    }
  });
  await Promise.all(turns);
  expect(await daysOfPlanned()).toEqual(await daysKept());
});

test('the database itself refuses: two open transactions, without the lock of this program', async () => {
  const { visitId } = await add();
  const other = await add({ truckId: DT2, siteId: nyeri, firstDay: '2027-02-01', lastDay: '2027-02-02' });
  const clients = [
    new pg.Client({ connectionString: url }),
    new pg.Client({ connectionString: url }),
  ] as const;
  for (const client of clients) {
    await client.connect();
    await client.query('begin');
  }
  const inserts: [string, string, string][] = [
    ['insert into visit_days (truck_id, day, visit_id) values ($1, $2, $3)', 'DT-02', 'visit_days_pkey'],
    ['insert into site_days (site_id, day, visit_id) values ($1, $2, $3)', kabel, 'site_days_pkey'],
  ];
  for (const [sql, key, constraint] of inserts) {
    const values = [key, '2027-01-01', key === 'DT-02' ? other.visitId : visitId];
    for (const client of clients) await client.query('savepoint s');
    await clients[0].query(sql, values);
    // The second waits for the first: who commits first, has the day.
    const second = expect(clients[1].query(sql, values)).rejects.toMatchObject({ constraint });
    await clients[0].query('commit');
    await second;
    await clients[1].query('rollback to s');
    await clients[0].query('begin');
  }
  for (const client of clients) await client.end();
});

/** What the tables of days must hold, from the visits alone. */
async function daysOfPlanned(): Promise<Record<string, string[]>> {
  const kept: Record<string, string[]> = {};
  for (const visit of (await visits.list(VisitQuery.parse({ limit: 1000 }))).items) {
    const days: string[] = [];
    for (let ms = Date.parse(visit.firstDay); ms <= Date.parse(visit.lastDay); ms += 86_400_000)
      days.push(new Date(ms).toISOString().slice(0, 10));
    kept[`${visit.truckId} ${visit.visitId}`] = days;
    kept[`${visit.siteId} ${visit.visitId}`] = days;
  }
  return kept;
}

const day = fc.integer({ min: 1, max: 28 });
const operation = fc.record({
  kind: fc.constantFrom('add', 'add', 'move', 'cancel', 'again'),
  which: fc.nat(30),
  truck: fc.constantFrom(DT1, DT2),
  site: fc.nat(1),
  from: day,
  length: fc.integer({ min: 0, max: 9 }),
});
const dated = (n: number) => new Date(Date.UTC(2026, 11, n)).toISOString().slice(0, 10);

test('whatever is booked, moved and cancelled: the days kept are those of the planned visits, each once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      await db.$client.query('truncate visits, visit_days, site_days cascade');
      const made: VisitId[] = [];
      for (const { kind, which, truck, site, from, length } of operations) {
        const days = { firstDay: dated(from), lastDay: dated(from + length) };
        if (kind === 'add') {
          const result = await visits.create(
            AMINA,
            bodyOf({ truckId: truck, siteId: [kabel, nyeri][site], ...days }),
          );
          if (result.ok) made.push(result.row.visitId);
          continue;
        }
        const visitId = made[which % Math.max(1, made.length)];
        const current = visitId && (await visits.find(visitId));
        if (!current) continue;
        const { version } = current;
        const change = {
          move: { version, truckId: truck, ...days },
          cancel: { version, state: 'cancelled' as const },
          again: { version, state: 'planned' as const },
        }[kind];
        const result = await visits.update(AMINA, current.visitId, change);
        if (!result.ok) {
          expect(result.reason).toBe('days-taken');
          expect(await visits.find(current.visitId)).toEqual(current);
        }
      }
      expect(await daysKept()).toEqual(await daysOfPlanned());
    }),
    { numRuns: 12 },
  );
});
