/** Session reports in the store: whatever way, order and repetition they come in, they count once (ACCEPTANCE cases 30 and 31). */
import type { CourseId, SessionId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import { reportCode } from '@digitruck/contract/session-code';
import type { Session, SessionBody } from '@digitruck/contract/sessions';
import { USUAL_TIMETABLE, VisitBody } from '@digitruck/contract/visits';
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '../../src/store/db.ts';
import { courseStore } from '../../src/store/registry/courses.ts';
import { siteStore } from '../../src/store/registry/sites.ts';
import { truckStore } from '../../src/store/registry/trucks.ts';
import { type Arrival, sessionAcceptance } from '../../src/store/sessions/accept.ts';
import { correctedTimes } from '../../src/store/sessions/arrival.ts';
import { sessionCheckStore } from '../../src/store/sessions/checks.ts';
import { sessionStore } from '../../src/store/sessions/sessions.ts';
import { visitStore } from '../../src/store/visits/visits.ts';
import { freshDatabase } from '../support/database.ts';
import { courseBody, siteBody, truckBody } from '../support/registry.ts';
import { PHONE_A, PHONE_B, sessionBody, sessionId } from '../support/sessions.ts';

const AMINA = { personId: 'p1', name: 'Amina', via: 'session' } as const;
const TRUCK = { personId: null, name: 'truck DT-01', via: 'system' } as const;
const DT1 = 'DT-01' as TruckId;
const RECEIVED = '2026-11-24T13:32:00.000Z';
const ONE = sessionId(1);
const LEARNER = sessionId(900);
let db: Db;
let siteId: SiteId;
let courseId: CourseId;
let visitId: VisitId;
beforeAll(async () => {
  ({ db } = await freshDatabase());
  for (const truckId of [DT1, 'DT-02' as TruckId]) await truckStore(db).create(AMINA, truckBody({ truckId }));
  const site = await siteStore(db).create(AMINA, siteBody());
  const course = await courseStore(db).create(AMINA, courseBody());
  if (!site.ok || !course.ok) throw new Error('no site or course');
  [siteId, courseId] = [site.row.siteId, course.row.courseId];
  const visit = await visitStore(db).create(
    AMINA,
    VisitBody.parse({
      truckId: DT1,
      siteId,
      courseId,
      firstDay: '2026-11-16',
      lastDay: '2026-11-27',
      timetable: USUAL_TIMETABLE,
      learnersExpected: 100,
    }),
  );
  if (!visit.ok) throw new Error('no visit');
  visitId = visit.row.visitId;
  await db.$client.query("insert into learners (learner_id, updated_by) values ($1, 'x')", [LEARNER]);
});
beforeEach(() => db.$client.query('delete from session_reports'));

const arrival = (report: SessionBody, over: Partial<Arrival> = {}): Arrival => ({
  sessionId: ONE,
  report,
  relay: null,
  via: 'http',
  receivedMs: Date.parse(RECEIVED),
  timeZone: 'Africa/Nairobi',
  ...over,
});
const accept = (report: SessionBody, over: Partial<Arrival> = {}) =>
  sessionAcceptance(db).accept(AMINA, arrival(report, over));
async function accepted(report: SessionBody, over: Partial<Arrival> = {}): Promise<Session> {
  const result = await accept(report, over);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.row;
}
const count = async (table: string) =>
  Number((await db.$client.query(`select count(*) from ${table}`)).rows[0].count);

test('a report takes visit, site and course from where the truck was that day', async () => {
  const session = await accepted(sessionBody());
  expect(session).toMatchObject({
    visitId,
    site: { siteId, name: 'Kabel Primary', county: 'Baringo' },
    course: { courseId, mode: 'cohort' },
    day: '2026-11-24',
    minutes: 120,
    heads: 19,
    clock: { verdict: 'good', skewMs: 0 },
    step: 'received',
    receivedVia: ['http'],
    lateBy: 2 / 60,
    reportedBy: 'Amina',
    version: 1,
    code: reportCode(ONE, sessionBody()),
  });
  expect(session.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}$/);
  const elsewhere = { startedAt: '2026-12-24T11:30:00.000Z', endedAt: '2026-12-24T12:30:00.000Z' };
  const unplanned = await accepted(sessionBody(elsewhere), {
    sessionId: sessionId(2),
    receivedMs: Date.parse('2026-12-24T12:31:00.000Z'),
  });
  expect(unplanned).toMatchObject({ visitId: null, site: null, course: null });
});

test.each([
  ['visitId', ONE],
  ['siteId', ONE],
  ['courseId', ONE],
  ['truckId', 'NO-TRUCK'],
])('a %s that is not there is named, and nothing stays', async (field, value) => {
  const refused = await accept(sessionBody({ [field]: value }));
  expect(refused).toEqual({ ok: false, reason: 'no-such', field, value });
  expect(await count('session_reports')).toBe(0);
});

test('a cohort and learners that are not here are kept as they were sent, and stand in nothing that is counted', async () => {
  const cohortOf = async (truckId: TruckId, number: number, ofVisit: string) => {
    const cohortId = sessionId(950 + number);
    await db.$client.query(
      "insert into cohorts (cohort_id, visit_id, course_id, number, seats, updated_by) values ($1, $2, $3, $4, 20, 'x')",
      [cohortId, ofVisit, courseId, number],
    );
    return { cohortId, truckId };
  };
  const other = await visitStore(db).create(
    AMINA,
    VisitBody.parse({
      truckId: 'DT-02',
      siteId,
      courseId,
      firstDay: '2026-12-07',
      lastDay: '2026-12-11',
      timetable: USUAL_TIMETABLE,
      learnersExpected: 100,
    }),
  );
  if (!other.ok) throw new Error('no visit');
  const mine = await cohortOf(DT1, 1, visitId);
  const theirs = await cohortOf('DT-02' as TruckId, 2, other.row.visitId);
  const attendance = [LEARNER, sessionId(901)].map((learnerId) => ({
    learnerId,
    present: true,
    minutes: null,
  }));
  const stands = async (number: number, cohortId: string) => {
    const session = await accepted(sessionBody({ cohortId, attendance }), { sessionId: sessionId(number) });
    const [said] = await sessionStore(db).versions(DT1, sessionId(number));
    expect(said?.report).toMatchObject({ cohortId, attendance });
    expect(session.attendance).toEqual([attendance[0]]);
    return session.cohortId;
  };
  expect(await stands(21, mine.cohortId)).toBe(mine.cohortId);
  expect(await stands(22, theirs.cohortId)).toBeNull();
  expect(await stands(23, sessionId(999))).toBeNull();
  const checks = await sessionCheckStore(db).load(
    [21, 22, 23].map((n) => ({ truckId: DT1, sessionId: sessionId(n) })),
  );
  expect(
    checks
      .sort((a, b) => (a.sessionId < b.sessionId ? -1 : 1))
      .map((row) => [row.cohortDoubt, row.learnersUnknown, row.learnersNotEnrolled]),
  ).toEqual([
    [null, 1, 1],
    ['other-truck', 1, 1],
    ['unknown', 1, 1],
  ]);
});

test('who reported is told by whichever way knows: the hub may only know its truck', async () => {
  const first = await sessionAcceptance(db).accept(TRUCK, arrival(sessionBody(), { via: 'mqtt' }));
  expect(first).toMatchObject({ ok: true, row: { reportedBy: 'truck DT-01' } });
  expect(await accepted(sessionBody())).toMatchObject({
    version: 1,
    reportedBy: 'Amina',
    updatedBy: 'Amina',
  });
  const again = await sessionAcceptance(db).accept(TRUCK, arrival(sessionBody(), { via: 'mqtt' }));
  expect(again).toMatchObject({ ok: true, row: { reportedBy: 'Amina' } });
  expect((await sessionStore(db).versions(DT1, ONE)).map(({ madeBy }) => madeBy)).toEqual(['Amina']);
});

test('what another phone changed stands; who did not know of it is refused, and told what stands', async () => {
  const first = await accepted(sessionBody());
  await db.$client.query('update session_reports set counted_at = now()');
  const byB = sessionBody({ notes: 'two came late', basedOn: 1 }, { deviceId: PHONE_B });
  const second = await accepted(byB);
  expect(second).toMatchObject({ version: 2, notes: 'two came late', step: 'received' });
  expect(second.code).not.toBe(first.code);

  const unaware = sessionBody({ notes: 'rain', basedOn: 1 }, { revision: 2 });
  expect(await accept(unaware)).toMatchObject({
    ok: false,
    reason: 'version-conflict',
    current: { version: 2, notes: 'two came late' },
  });
  // What was overtaken comes again, by the other way: known, and no conflict.
  expect(await accept(sessionBody(), { via: 'mqtt' })).toMatchObject({
    ok: true,
    news: 'none',
    row: { version: 2 },
  });
  const aware = await accepted(sessionBody({ notes: 'rain; two came late', basedOn: 2 }, { revision: 3 }));
  expect(aware).toMatchObject({ version: 3, receivedVia: ['http', 'mqtt'] });
  expect(await accept(unaware)).toMatchObject({ ok: true, news: 'none', row: { version: 3 } });

  const versions = await sessionStore(db).versions(DT1, ONE);
  expect(versions.map(({ version, report }) => [version, report.notes])).toEqual([
    [3, 'rain; two came late'],
    [2, 'two came late'],
    [1, ''],
  ]);
  expect(await accept(sessionBody({ truckId: 'DT-02', basedOn: 3 }))).toEqual({
    ok: false,
    reason: 'other-truck',
    truckId: DT1,
  });
});

test('the same report by two ways and from two replicas at once counts once', async () => {
  const twice = sessionId(7);
  const ways = ['http', 'mqtt', 'http', 'mqtt'] as const;
  const results = await Promise.all(ways.map((via) => accept(sessionBody(), { via, sessionId: twice })));
  expect(results.map((result) => result.ok && result.news).sort()).toEqual([
    'created',
    'none',
    'none',
    'none',
  ]);
  expect(await accepted(sessionBody(), { sessionId: twice })).toMatchObject({
    version: 1,
    receivedVia: ['http', 'mqtt'],
  });
  expect(await count('session_versions')).toBe(1);
  const { rows } = await db.$client.query(`select action from audit_log where subject_id = $1`, [twice]);
  expect(rows).toHaveLength(1);
});

describe('clocks', () => {
  const times = (body: SessionBody, receivedAt: string, takenAt?: string) => {
    const relay = takenAt === undefined ? null : { takenAt, personId: null, proof: null };
    const { startedMs, endedMs, ...rest } = correctedTimes(body, relay, Date.parse(receivedAt));
    return { ...rest, start: new Date(startedMs).toISOString(), end: new Date(endedMs ?? 0).toISOString() };
  };

  test('a phone that is a day slow is set right by when it sent, at the hub when it waited there', () => {
    const right = { start: '2026-11-25T11:30:00.000Z', end: '2026-11-25T13:30:00.000Z' };
    const verdict = { clock: 'corrected', skewMs: 86_400_000 };
    expect(times(sessionBody(), '2026-11-25T13:32:00.000Z')).toEqual({ ...verdict, ...right });
    expect(times(sessionBody(), '2026-11-28T08:00:00.000Z', '2026-11-25T13:32:00.000Z')).toEqual({
      ...verdict,
      ...right,
    });
  });

  test('two minutes are left alone; a report that does not say when it was sent is not judged', () => {
    const asSaid = { start: '2026-11-24T11:30:00.000Z', end: '2026-11-24T13:30:00.000Z' };
    expect(times(sessionBody(), '2026-11-24T13:34:00.000Z')).toEqual({
      clock: 'good',
      skewMs: 120_000,
      ...asSaid,
    });
    expect(times(sessionBody({}, { sentAt: null }), '2026-12-24T13:34:00.000Z')).toEqual({
      clock: 'unknown',
      skewMs: null,
      ...asSaid,
    });
  });

  test('no class that was held begins after its report came in; a cancelled one may', () => {
    const ahead = sessionBody({}, { sentAt: null });
    expect(times(ahead, '2026-11-23T09:00:00.000Z')).toEqual({
      clock: 'unknown',
      skewMs: null,
      start: '2026-11-23T07:00:00.000Z',
      end: '2026-11-23T09:00:00.000Z',
    });
    const cancelled = sessionBody({ state: 'cancelled', problems: [{ kind: 'road' }] }, { sentAt: null });
    expect(times(cancelled, '2026-11-23T09:00:00.000Z').start).toBe('2026-11-24T11:30:00.000Z');
  });
});

/** What is stored, without when and by which delivery it was: numbers of versions tell how often something new came. */
async function stored(): Promise<unknown[]> {
  const { rows } = await db.$client.query(`
    select to_jsonb(r) - '{received_at,created_at,updated_at,version,device_sent_at,received_via}'::text[] as report,
      (select jsonb_agg(to_jsonb(h) order by h.sex, h.age_band, h.role) from session_heads h
        where h.session_id = r.session_id) as heads,
      (select jsonb_agg(to_jsonb(a) order by a.learner_id) from session_attendance a
        where a.session_id = r.session_id) as attendance,
      (select v.report - 'device' from session_versions v
        where v.session_id = r.session_id and v.version = r.version) as latest
    from session_reports r order by r.session_id`);
  return rows;
}

test('any order, repetition and way of deliveries leaves the same rows', async () => {
  /** Savings of one phone whose clock is an hour slow: what it says at each, of which some say the same. */
  const revision = fc.record({
    count: fc.integer({ min: 1, max: 3 }),
    state: fc.constantFrom('started', 'held', 'withdrawn'),
    present: fc.boolean(),
  });
  const reports = fc.array(fc.array(revision, { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 2,
  });
  type Delivery = { id: SessionId; body: SessionBody };
  const deliveriesOf = (made: Revision[][]) =>
    made.flatMap((revisions, index) =>
      revisions.map(
        ({ count, state, present }, step): Delivery => ({
          id: sessionId(index + 1),
          body: sessionBody(
            {
              state,
              headCounts: [{ sex: 'female', ageBand: '18-24', role: 'learner', count }],
              attendance: [{ learnerId: LEARNER, present }],
            },
            { revision: step + 1, deviceId: PHONE_A },
          ),
        }),
      ),
    );
  type Revision = { count: number; state: 'started' | 'held' | 'withdrawn'; present: boolean };

  const deliver = async ({ id, body }: Delivery, minutesLater: number, relayed: boolean) => {
    const sentMs = Date.parse('2026-11-24T13:32:00.000Z') + minutesLater * 60_000;
    const metMs = sentMs + 3_600_000;
    const device = { ...body.device, sentAt: new Date(sentMs).toISOString() };
    const result = await sessionAcceptance(db).accept(
      relayed ? TRUCK : AMINA,
      arrival(
        { ...body, device },
        {
          sessionId: id,
          via: relayed ? 'mqtt' : 'http',
          relay: relayed ? { takenAt: new Date(metMs).toISOString(), personId: 'p1', proof: null } : null,
          receivedMs: relayed ? metMs + 86_400_000 : metMs,
        },
      ),
      AMINA,
    );
    expect(result.ok).toBe(true);
  };

  await fc.assert(
    fc.asyncProperty(
      reports,
      fc.array(fc.record({ pick: fc.nat(), minutes: fc.nat(5000), relayed: fc.boolean() }), {
        maxLength: 8,
      }),
      fc.infiniteStream(fc.nat()),
      async (made, extra, shuffle) => {
        const each = deliveriesOf(made);
        await db.$client.query('delete from session_reports');
        for (const delivery of each) await deliver(delivery, 0, false);
        const expected = await stored();
        expect(expected).toHaveLength(made.length);

        await db.$client.query('delete from session_reports');
        const all = [
          ...each.map((delivery) => ({ delivery, minutes: 7, relayed: false })),
          ...extra.map(({ pick, ...how }) => ({ delivery: each[pick % each.length] as Delivery, ...how })),
        ]
          .map((item) => ({ item, key: shuffle.next().value as number }))
          .sort((a, b) => a.key - b.key);
        for (const { item } of all) await deliver(item.delivery, item.minutes, item.relayed);
        expect(await stored()).toEqual(expected);
      },
    ),
    { numRuns: 15 },
  );
});
