/**
 * Cohorts and people over HTTP: who sees whose name, seats and the waiting list, exams and certificates, being forgotten; and that no name is found
 * in the database, the audit log or what the service logs.
 */
import { certificateNumberFrom } from '@digitruck/contract/certificate-number';
import { RosterImportResult } from '@digitruck/contract/cohorts';
import type { PoolClient } from 'pg';
import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { REDACTED } from '../../src/log-redaction.ts';
import { learnerRetentionStore } from '../../src/store/learners/erase-learners.ts';
import { packRosterStore } from '../../src/store/learners/pack-rosters.ts';
import { installationSeals, makeSeals } from '../../src/store/learners/sealed.ts';
import { cookieOf, PASSWORD, type TestApi, testApi } from '../support/api.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';
const GIVEN = { state: 'given', askedBy: 'Hassan', wording: '2026-11' };
const NAME = 'Ŋaŋ’a Wéré Ọmọlará';
let api: TestApi;
let logged = '';
let visitId: string;
let dropInVisitId: string;
let cohortId: string;
const ownOperator: { cookie: string } = { cookie: '' };

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, payload?: object | string, headers?: { cookie: string }) {
  return api.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      ...(headers ?? (await api.as('coordinator'))),
      ...(typeof payload === 'string' ? { 'content-type': 'text/csv' } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
  });
}
async function made(method: Method, path: string, payload?: object | string) {
  const answer = await call(method, path, payload);
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
  return answer.json();
}
const rosterOf = async (id: string) => (await made('GET', `/cohorts/${id}/enrolments`)).enrolments;
const learner = (over: object = {}) => ({ learner: { name: 'Amina Yusuf', consent: GIVEN, ...over } });
const anew = async (seats: number) => (await made('POST', '/cohorts', { visitId, seats })).cohortId as string;

beforeAll(async () => {
  const lines = {
    write: (line: string) => {
      logged += line;
    },
  };
  api = await testApi({ log: pino({ level: 'trace', redact: REDACTED }, lines) });
  for (const truckId of ['DT-01', 'DT-02']) await made('POST', '/trucks', { truckId, seats: 20 });
  const course = { mode: 'cohort', totalHours: 40, classHours: 2, powerPerSeatW: 45 };
  const certifies = { certifies: true, passMarkPct: 60 };
  const { courseId } = await made('POST', '/courses', {
    ...course,
    ...certifies,
    code: 'C',
    name: 'Digital skills',
  });
  const other = await made('POST', '/courses', { ...course, code: 'D', name: 'Open day', mode: 'drop-in' });
  const { siteId } = await made('POST', '/sites', { name: 'Kabel', lat: 0.3, lon: 36.2, county: 'Baringo' });
  const timetable = { weekdays: [1, 2, 3, 4, 5], classStarts: ['08:00', '10:30'], classMinutes: 120 };
  const visit = { siteId, timetable, learnersExpected: 20 };
  const first = { ...visit, truckId: 'DT-01', courseId, firstDay: '2026-03-02', lastDay: '2026-03-27' };
  visitId = (await made('POST', '/visits', first)).visitId;
  const second = {
    ...visit,
    truckId: 'DT-02',
    courseId: other.courseId,
    firstDay: '2026-04-06',
    lastDay: '2026-04-10',
  };
  dropInVisitId = (await made('POST', '/visits', second)).visitId;
  cohortId = await anew(2);
  const person = {
    name: 'Hassan',
    email: 'hassan@example.org',
    role: 'operator' as const,
    language: 'en' as const,
  };
  const passwordHash = await api.auth.hashPassword(PASSWORD);
  await api.people.create(
    { personId: null, name: 'test', via: 'system' },
    { ...person, passwordHash, truckIds: ['DT-01' as never] },
  );
  ownOperator.cookie = cookieOf(await api.signIn(person.email));
});

test('over capacity they wait, in order; who leaves makes room, and moving up is one action', async () => {
  const ids: string[] = [];
  for (const name of ['Ada', 'Bea', 'Cece', 'Dele']) {
    ids.push(
      (await made('POST', `/cohorts/${cohortId}/enrolments`, learner({ name, birthYear: 2004 }))).learnerId,
    );
  }
  const roster = await rosterOf(cohortId);
  expect(roster.map((one: { state: string }) => one.state)).toEqual([
    'enrolled',
    'enrolled',
    'waiting',
    'waiting',
  ]);
  expect(roster[0]).toMatchObject({
    number: 1,
    ageBand: '18-24',
    learner: { name: 'Ada', consent: { askedBy: 'Hassan' } },
  });

  const move = (id: string | undefined, body: object) =>
    call('PATCH', `/cohorts/${cohortId}/enrolments/${id}`, body);
  expect((await move(ids[2], { version: 1, state: 'enrolled' })).statusCode).toBe(409);
  expect((await move(ids[0], { version: 1, state: 'dropped-out' })).json().errors).toMatchObject([
    { field: 'dropReason' },
  ]);
  const left = { version: 1, state: 'dropped-out', dropReason: 'work' };
  expect((await move(ids[0], left)).json()).toMatchObject({ state: 'dropped-out', dropReason: 'work' });
  expect((await move(ids[2], { version: 1, state: 'enrolled' })).json()).toMatchObject({ state: 'enrolled' });
  expect((await move(ids[2], { version: 1, state: 'completed' })).statusCode).toBe(409);
  expect((await made('GET', `/cohorts/${cohortId}`)).figures).toMatchObject({
    enrolled: 2,
    waiting: 1,
    droppedOut: 1,
    noShows: 0,
  });
  // No seats are taken away from under somebody.
  expect((await call('PATCH', `/cohorts/${cohortId}`, { version: 1, seats: 1 })).statusCode).toBe(409);
});

test('two who take the last seat at once: one gets it', async () => {
  const id = await anew(1);
  const both = await Promise.all([1, 2, 3].map(() => made('POST', `/cohorts/${id}/enrolments`, learner())));
  expect(both.map(({ state }) => state).sort()).toEqual(['enrolled', 'waiting', 'waiting']);
  expect(both.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
});

describe('names', () => {
  test('are seen by who may: no viewer, an operator those of own trucks, a coordinator all', async () => {
    const path = `/cohorts/${cohortId}/enrolments`;
    const seenBy = async (headers: { cookie: string }) =>
      (await call('GET', path, undefined, headers)).statusCode;
    expect(await seenBy(await api.as('viewer'))).toBe(403);
    expect(await seenBy(await api.as('operator'))).toBe(403);
    expect(await seenBy(ownOperator)).toBe(200);
    expect(await seenBy(await api.as('coordinator'))).toBe(200);
    const other = await api.as('operator');
    expect((await call('GET', `/cohorts/${cohortId}/attendance`, undefined, other)).statusCode).toBe(403);
    expect((await call('POST', path, learner(), other)).statusCode).toBe(403);
    const listed = await call('GET', `/cohorts?visitId=${visitId}`, undefined, await api.as('viewer'));
    expect(listed.json().total).toBeGreaterThan(0);
    expect(listed.body).not.toContain('Bea');
  });

  test('are kept only where the course certifies and the learner agreed', async () => {
    const path = `/cohorts/${cohortId}/enrolments`;
    const refused = await call('POST', path, learner({ consent: { state: 'refused' } }));
    expect(refused.json().errors).toMatchObject([{ field: 'learner.name' }]);
    const number = await made('POST', path, {
      learner: { sex: 'female', consent: { state: 'refused' } },
      ageBand: '25-34',
    });
    expect(number).toMatchObject({
      ageBand: '25-34',
      learner: { name: null, sex: 'female', consent: { state: 'refused' } },
    });

    const openDay = (await made('POST', '/cohorts', { visitId: dropInVisitId })).cohortId;
    const nobody = await call('POST', `/cohorts/${openDay}/enrolments`, learner());
    expect(nobody.json().errors).toMatchObject([{ field: 'name' }]);
    const counted = await made('POST', `/cohorts/${openDay}/enrolments`, {
      learner: { consent: { state: 'not-asked' } },
    });
    const change = { version: counted.learner.version, name: 'Amina', consent: GIVEN };
    expect((await call('PATCH', `/learners/${counted.learnerId}`, change)).statusCode).toBe(400);

    const { learnerId } = await made('POST', path, learner({ name: 'Zawadi', phone: '+254 700 111222' }));
    const taken = { version: 1, consent: { state: 'withdrawn' } };
    expect(await made('PATCH', `/learners/${learnerId}`, taken)).toMatchObject({ name: null, phone: null });
  });

  test('go to the truck’s phones with who had them in the audit log once an hour', async () => {
    const { db } = api.database;
    const rosters = packRosterStore(db, installationSeals(db));
    const actor = { personId: null, name: 'Hassan', via: 'session' } as const;
    for (let n = 0; n < 2; n += 1) {
      const cohorts = await rosters.cohortsOf(
        [visitId as never, dropInVisitId as never],
        'DT-01' as never,
        actor,
      );
      expect(cohorts.find((one) => one.cohortId === cohortId)?.roster?.[0]).toMatchObject({
        name: 'Bea',
        number: 2,
      });
      expect(cohorts.find((one) => one.visitId === dropInVisitId)?.roster).toBeNull();
    }
    const { rows } = await db.$client.query("select from audit_log where action = 'roster.pack'");
    expect(rows).toHaveLength(1);
  });
});

test('hours and no-shows come from the rolls of session reports; rows marked as one person count as one', async () => {
  const id = await anew(10);
  const enrol = async (name: string) =>
    made('POST', `/cohorts/${id}/enrolments`, learner({ name, birthYear: 2001 }));
  const [ada, bea, twin] = [
    await enrol('Adhiambo Rose'),
    await enrol('Bahati'),
    await enrol('ROSE  Adhiámbo'),
  ];
  const { db } = api.database;
  const report = async (
    n: number,
    minutes: number,
    roll: [string, boolean, number | null][],
    cohort: string | null = id,
  ) => {
    const sessionId = `00000000-0000-4000-8000-00000000010${n}`;
    await db.$client.query(
      `insert into session_reports (truck_id, session_id, visit_id, cohort_id, state, started_at, ended_at, day, minutes,
        device_started_at, clock, heads, device_id, device_revision, device_saved_at, content_hash, code, received_at, received_via,
        reported_by, updated_by)
       values ('DT-01', $1, $2, $3, 'held', '2026-03-0${n}T05:00:00Z', '2026-03-0${n}T07:00:00Z', '2026-03-0${n}', $4,
        '2026-03-0${n}T05:00:00Z', 'good', $5, $1, 1, now(), '\\x00', 'AAA-AAA', now(), '{http}', 'Hassan', 'Hassan')`,
      [sessionId, visitId, cohort, minutes, roll.length],
    );
    for (const [learnerId, present, own] of roll) {
      await db.$client.query('insert into session_attendance values ($1, $2, $3, $4, $5)', [
        'DT-01',
        sessionId,
        learnerId,
        present,
        own,
      ]);
    }
  };
  await report(2, 120, [
    [ada.learnerId, true, null],
    [bea.learnerId, false, null],
  ]);
  await report(3, 120, [
    [ada.learnerId, true, 45],
    [twin.learnerId, true, null],
  ]);
  await report(4, 90, []);
  // Made up for with another cohort of the same visit.
  await report(5, 60, [[twin.learnerId, true, null]], cohortId);

  const hours = async () =>
    Object.fromEntries(
      (await rosterOf(id)).map((one: { learnerId: string; hours: number }) => [one.learnerId, one.hours]),
    );
  expect(await hours()).toEqual({ [ada.learnerId]: 2.75, [bea.learnerId]: 0, [twin.learnerId]: 3 });
  const grid = await made('GET', `/cohorts/${id}/attendance`);
  expect(
    grid.sessions.map(({ day, rollCalled }: { day: string; rollCalled: boolean }) => [day, rollCalled]),
  ).toEqual([
    ['2026-03-02', true],
    ['2026-03-03', true],
    ['2026-03-04', false],
    ['2026-03-05', true],
  ]);
  expect(grid.rows[1].marks).toEqual(['absent', 'not-called', 'not-called', 'not-called']);
  expect((await made('GET', `/cohorts/${id}`)).figures).toMatchObject({
    sessionsHeld: 3,
    noShows: 1,
    learnerHours: 5.75,
  });

  const { pairs, rule } = await made('GET', '/learners/same-person');
  expect(rule).toContain('nine digits');
  const pair = pairs.find((one: { same: { learnerId: string } }) => one.same.learnerId === twin.learnerId);
  expect(pair).toMatchObject({ keep: { learnerId: ada.learnerId }, because: ['name', 'birth-year'] });
  const mark = (who: string, whom: string | null, version: number) =>
    call('PUT', `/learners/${who}/same-as`, { learnerId: whom, version });
  expect((await mark(twin.learnerId, ada.learnerId, 1)).json()).toMatchObject({ sameAs: ada.learnerId });
  expect((await mark(ada.learnerId, bea.learnerId, 1)).statusCode).toBe(400);
  // At the class of the third they were there once: the longer presence counts.
  expect(await hours()).toEqual({ [ada.learnerId]: 5, [bea.learnerId]: 0, [twin.learnerId]: 5 });
  expect((await mark(twin.learnerId, null, 2)).json()).toMatchObject({ sameAs: null });
  expect(await hours()).toMatchObject({ [ada.learnerId]: 2.75, [twin.learnerId]: 3 });
});

describe('certificates', () => {
  let id: string;
  const learners: string[] = [];
  let number: string;

  test('go to who passed, once; anybody can check the number, and learns nothing of the person', async () => {
    id = await anew(10);
    for (const name of [NAME, 'Failing', 'Absent']) {
      learners.push((await made('POST', `/cohorts/${id}/enrolments`, learner({ name }))).learnerId);
    }
    const none = await made('POST', `/cohorts/${id}/enrolments`, {
      learner: { consent: { state: 'refused' } },
    });
    const scores = [60, 59.9];
    const results = scores.map((scorePct, index) => ({ learnerId: learners[index], scorePct }));
    results.push({ learnerId: none.learnerId, scorePct: 100 });
    expect(await made('PUT', `/cohorts/${id}/exam`, { takenOn: '2026-03-27', results })).toEqual({
      results: 3,
      version: 1,
    });
    const { issued, left } = await made('POST', `/cohorts/${id}/certificates`, {});
    expect(issued.map((one: { learnerId: string }) => one.learnerId)).toEqual([learners[0], none.learnerId]);
    expect(left.map(({ why }: { why: string }) => why)).toEqual(['not-passed', 'no-result']);
    expect((await made('POST', `/cohorts/${id}/certificates`, {})).issued).toEqual([]);
    expect((await rosterOf(id))[0]).toMatchObject({ state: 'completed', passed: true });
    number = issued[0].certificateNumber;

    const typed = number.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o');
    const check = await api.app.inject({ url: `/api/v1/certificates/${encodeURIComponent(typed)}` });
    expect(check.json()).toEqual({
      certificateNumber: number,
      course: 'Digital skills',
      courseHours: 40,
      programme: 'DigiTruck',
      issuedOn: issued[0].issuedOn,
      validity: 'valid',
    });
    const page = await api.app.inject({ url: `/verify/${number}`, headers: { 'accept-language': 'sw' } });
    expect(page.body).toContain('Cheti hiki ni halali');
    const wrong = await api.app.inject({ url: '/verify/%3Cscript%3E' });
    expect([wrong.statusCode, wrong.body.includes('<script>')]).toEqual([404, false]);
    expect(wrong.body).toContain('a sign of it is mistyped');
    const nobodys = certificateNumberFrom(new Uint8Array(11));
    const unknown = await api.app.inject({ url: `/verify?number=${nobodys}` });
    expect(unknown.body).toContain('There is no certificate with this number');
    // The figures of the two statements together: who asked too often waits.
    const asked = await Promise.all(
      Array.from({ length: 31 }, () =>
        api.app.inject({ url: `/api/v1/certificates/${number}`, remoteAddress: '10.0.0.9' }),
      ),
    );
    expect(asked.at(-1)?.statusCode).toBe(429);
  });

  test('of several rosters that are changed at once, nobody waits for each other for ever', async () => {
    const other = await anew(2);
    const { learnerId } = await made('POST', `/cohorts/${other}/enrolments`, learner({ name: 'Elsewhere' }));
    const results = [{ learnerId, scorePct: 90 }];
    await made('PUT', `/cohorts/${other}/exam`, { takenOn: '2026-03-27', results });
    await made('POST', `/cohorts/${other}/certificates`, {});
    const pool = api.database.db.$client;
    const change = (client: PoolClient, age: string, cohort: string) =>
      client.query(`update enrolments set age_band = '${age}' where cohort_id = $1`, [cohort]);
    const [one, two] = [await pool.connect(), await pool.connect()];
    try {
      for (const client of [one, two]) await client.query('begin');
      await change(one, '25-34', id);
      // The second holds a row that the first wants next, and must not want anything that the first holds.
      await two.query(`set local lock_timeout = '5s'`);
      await change(two, '35-64', other);
      const first = change(one, '25-34', other);
      await two.query('commit');
      await first;
      await one.query('commit');
    } finally {
      one.release(true);
      two.release(true);
    }
    const { rows } = await pool.query(
      'select age_band, sum(people)::int as people from impact_certified where cohort_id = any($1) group by 1',
      [[id, other]],
    );
    expect(rows).toEqual([{ age_band: '25-34', people: 3 }]);
    expect((await pool.query('select from impact_certify_waits')).rowCount).toBe(0);
  });

  test('are printed, a page each, with every letter of the name', async () => {
    const pdf = await call('GET', `/cohorts/${id}/certificates.pdf?language=fr`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    const text = pdf.rawPayload.toString('latin1');
    expect(text.startsWith('%PDF-1.')).toBe(true);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(2);
    expect(
      (await call('GET', `/cohorts/${id}/certificates.pdf`, undefined, await api.as('viewer'))).statusCode,
    ).toBe(403);
    const one = await call('GET', `/cohorts/${id}/certificates.pdf?learnerId=${learners[0]}`);
    expect(one.rawPayload.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1);
  });

  test('outlive the name, and can be revoked', async () => {
    const whole = await made('GET', `/learners/${learners[0]}/export`);
    expect(whole.learners[0].name).toBe(NAME);
    expect(whole).toMatchObject({
      enrolments: [{ examScorePct: 60 }],
      certificates: [{ certificateNumber: number }],
    });
    expect(whole.kept.until).toBe('2029-03-27');
    expect(whole.kept.seenBy.map(({ what }: { what: string }) => what)).toContain('roster.view');

    const forgotten = await made('POST', `/learners/${learners[0]}/erase`, {});
    expect(forgotten).toEqual({ rows: 1, certificatesRevoked: 0 });
    expect((await rosterOf(id))[0]).toMatchObject({
      certificateNumber: number,
      learner: { name: null, consent: { state: 'withdrawn' } },
    });
    const check = async () =>
      (await api.app.inject({ url: `/api/v1/certificates/${number}` })).json().validity;
    expect(await check()).toBe('valid');
    expect((await made('GET', `/cohorts/${id}`)).figures).toMatchObject({ completed: 3, certified: 2 });
    await made('POST', `/certificates/${number}/revoke`, { reason: 'copied exam' });
    expect(await check()).toBe('revoked');
  });
});

test('a file is looked at first, then taken whole; who is there already is left out', async () => {
  const id = await anew(3);
  const send = async (csv: string, query = '') =>
    RosterImportResult.parse(await made('POST', `/cohorts/${id}/enrolments/import${query}`, csv));
  const csv = [
    'Full name;Phone;Gender;Age;Consent',
    'Akinyi Odhiambo;+254 722 000 111;F;22;yes',
    'Odhiambo, Akinyi;0722000111;F;22;yes',
    'Baraka;;M;41;no',
    'Chebet;;F;19;yes',
    'Dida;;F;17;yes',
  ].join('\n');
  const dry = await send(csv);
  expect(dry).toMatchObject({
    dryRun: true,
    rows: 5,
    enrol: 3,
    wait: 1,
    known: 1,
    unnamed: 1,
    bad: 0,
    committed: false,
  });
  expect(await rosterOf(id)).toEqual([]);
  expect(await send(`${csv}\nEkai;;who;1x;maybe`, '?dryRun=false')).toMatchObject({
    bad: 1,
    committed: false,
  });
  expect(await send(csv, '?dryRun=false')).toMatchObject({ committed: true });
  expect(
    (await rosterOf(id)).map((one: { state: string; ageBand: string; learner: { name: string } }) => [
      one.learner.name,
      one.ageBand,
      one.state,
    ]),
  ).toEqual([
    ['Akinyi Odhiambo', '18-24', 'enrolled'],
    [null, '35-64', 'enrolled'],
    ['Chebet', '18-24', 'enrolled'],
    ['Dida', '15-17', 'waiting'],
  ]);
  expect(await send(csv)).toMatchObject({ known: 4 });
});

test('teachers’ schools are our sites where that is plain; what is not is shown, and chosen', async () => {
  const site = (name: string, county: string) =>
    made('POST', '/sites', { name, county, lat: 0.3 + Math.abs(name.length - county.length) / 7, lon: 36.2 });
  const { siteId: primary } = await site('Ng’ambo Primary School', 'Baringo');
  const { siteId: east } = await site('Maji Moto Secondary', 'Baringo');
  const { siteId: west } = await site('Maji Moto Secondary School', 'Narok');
  await site('Marigat High', 'Baringo');
  const id = await anew(9);
  const csv = [
    'name,role,school,county,consent',
    'One,teacher,"NG\'AMBO PRI. SCH.",,yes',
    'Two,teacher,"Ng\'ambo P/S",,yes',
    'Three,teacher,Maji-Moto Sec. School,,yes',
    'Four,teacher,Maji-Moto Sec School,Narok,yes',
    'Five,teacher,Marigat Mixed Day Secondary,,yes',
    'Six,teacher,Nowhere Academy,,yes',
    'Seven,teacher,Kabel,,yes',
    'Eight,learner,Kabel,,yes',
  ].join('\n');
  const send = async (schools: object, dryRun: boolean) => {
    const query = new URLSearchParams({ dryRun: String(dryRun), schools: JSON.stringify(schools) });
    const path = `/cohorts/${id}/enrolments/import?${query}`;
    return RosterImportResult.parse(await made('POST', path, csv)).schools;
  };
  const told = (schools: RosterImportResult['schools']) =>
    schools.map((one) => [one.match, one.siteId, one.candidates.map(({ name }) => name)]);
  const [kabel] = (await made('GET', '/sites?q=Kabel')).items;
  const both = ['Maji Moto Secondary', 'Maji Moto Secondary School'];
  expect(told(await send({}, true))).toEqual([
    ['alike', primary, ['Ng’ambo Primary School']],
    ['alike', primary, ['Ng’ambo Primary School']],
    ['ambiguous', null, both],
    ['alike', west, [both[1]]],
    ['unknown', null, ['Marigat High']],
    ['unknown', null, []],
    ['exact', kabel.siteId, ['Kabel']],
  ]);
  const choices = { 'Maji-Moto Sec. School': east, Kabel: null, 'Nowhere Academy': id };
  const chosen = await send(choices, false);
  expect(chosen.map(({ match, siteId }) => [match, siteId])).toEqual([
    ['alike', primary],
    ['alike', primary],
    ['chosen', east],
    ['alike', west],
    ['unknown', null],
    ['unknown', null],
    ['chosen', null],
  ]);
  const kept = (await rosterOf(id)).map((one: { learner: { schoolSiteId: string; schoolName: string } }) => [
    one.learner.schoolSiteId,
    one.learner.schoolName,
  ]);
  expect(kept).toEqual([
    [primary, ''],
    [primary, ''],
    [east, ''],
    [west, ''],
    [null, 'Marigat Mixed Day Secondary'],
    [null, 'Nowhere Academy'],
    [null, 'Kabel'],
    [null, 'Kabel'],
  ]);
  const wrong = await call('POST', `/cohorts/${id}/enrolments/import?schools=x`, csv);
  expect([wrong.statusCode, wrong.json().errors[0].field]).toEqual([400, 'schools']);
});

test('two phones with the same exam: different learners are both taken, of the same one the second is asked', async () => {
  const id = await anew(5);
  const [a, b, c] = [
    (await made('POST', `/cohorts/${id}/enrolments`, learner({ name: 'Ann' }))).learnerId,
    (await made('POST', `/cohorts/${id}/enrolments`, learner({ name: 'Bob' }))).learnerId,
    (await made('POST', `/cohorts/${id}/enrolments`, learner({ name: 'Cleo' }))).learnerId,
  ];
  const phone = (n: number) => `00000000-0000-4000-8000-00000000000${n}`;
  const put = async (scores: object, basedOn: number, device: number, revision: number) => {
    const results = Object.entries(scores).map(([learnerId, scorePct]) => ({ learnerId, scorePct }));
    const body = { takenOn: '2026-03-27', results, basedOn, device: { deviceId: phone(device), revision } };
    const answer = await call('PUT', `/cohorts/${id}/exam`, body);
    return { status: answer.statusCode, ...answer.json() };
  };
  const scores = async () =>
    (await rosterOf(id)).map((one: { exam: { scorePct: number } | null }) => one.exam?.scorePct ?? null);

  expect(await put({ [a]: 80, [b]: 70 }, 0, 1, 1)).toMatchObject({ status: 200, results: 2, version: 1 });
  // The answer was lost: again, and then mended, without having seen a version.
  expect(await put({ [a]: 80, [b]: 70 }, 0, 1, 1)).toMatchObject({ status: 200, results: 0, version: 1 });
  expect(await put({ [a]: 80, [b]: 72 }, 0, 1, 2)).toMatchObject({ status: 200, results: 1, version: 2 });
  // What it sent before and comes late changes nothing.
  expect(await put({ [a]: 80, [b]: 70 }, 0, 1, 1)).toMatchObject({ status: 200, results: 0, version: 2 });
  expect(await put({ [c]: 55 }, 0, 2, 1)).toMatchObject({ status: 200, results: 1, version: 3 });
  // The other phone noted one of the same learners: nothing of it is taken, and it is told who has what.
  expect(await put({ [a]: 80, [b]: 60, [c]: 90 }, 0, 2, 2)).toMatchObject({
    status: 409,
    type: expect.stringContaining('version-conflict'),
    current: { version: 3, updatedBy: expect.any(String), results: [{ learnerId: b, scorePct: 72 }] },
  });
  expect(await scores()).toEqual([80, 72, 55]);
  expect(await put({ [b]: 60, [c]: 90 }, 3, 2, 3)).toMatchObject({ status: 200, results: 2, version: 4 });
  // A desk's change is somebody's, too; and who sends no version goes over all.
  const { version } = (await rosterOf(id))[0];
  const exam = { scorePct: 81, takenOn: '2026-03-28' };
  expect((await call('PATCH', `/cohorts/${id}/enrolments/${a}`, { exam, version })).statusCode).toBe(200);
  expect(await put({ [a]: 79 }, 4, 1, 3)).toMatchObject({ status: 409, current: { version: 5 } });
  const plain = { takenOn: '2026-03-28', results: [{ learnerId: a, scorePct: 79 }] };
  expect(await made('PUT', `/cohorts/${id}/exam`, plain)).toEqual({ results: 1, version: 6 });
  // A phone without a network shows what was known, and says which version that was.
  const { db } = api.database;
  const actor = { personId: null, name: 'Hassan', via: 'session' } as const;
  const packed = await packRosterStore(db, installationSeals(db)).cohortsOf(
    [visitId as never],
    'DT-01' as never,
    actor,
  );
  expect(packed.find((one) => one.cohortId === id)).toMatchObject({
    examVersion: 6,
    roster: [{ exam: { scorePct: 79, takenOn: '2026-03-28' } }, { exam: { scorePct: 60 } }, {}],
  });
});

test('people go on with online courses, and teachers to their schools, each counted once', async () => {
  const id = await anew(5);
  const school = { role: 'teacher', schoolName: 'Marigat Primary' };
  const teacher = await made(
    'POST',
    `/cohorts/${id}/enrolments`,
    learner({ name: 'Mwalimu', sex: 'female', ...school }),
  );
  await made('PUT', `/cohorts/${id}/exam`, {
    takenOn: '2026-03-27',
    results: [{ learnerId: teacher.learnerId, scorePct: 90 }],
  });
  const course = { name: 'Networks', url: 'https://learn.example.org/networks' };
  const { onlineCourseId } = await made('POST', '/online-courses', course);
  expect((await call('POST', '/online-courses', course)).statusCode).toBe(409);
  await made('PUT', `/learners/${teacher.learnerId}/online-courses/${onlineCourseId}`, { state: 'started' });
  const { items } = await made('GET', '/online-courses');
  expect(items).toMatchObject([{ people: { 'wants-to': 0, started: 1, finished: 0 }, women: 1 }]);
  const followUp = await made('GET', '/follow-up');
  expect(followUp).toMatchObject({ teachers: 1, schools: [{ name: 'Marigat Primary', teachers: 1 }] });
  expect(followUp.fromCourses).toMatchObject([{ name: 'Digital skills', wentOn: 1 }]);
  expect(
    (await call('PUT', `/learners/${teacher.learnerId}/online-courses/${NOWHERE}`, { state: 'started' }))
      .statusCode,
  ).toBe(404);
});

test('no name is in the database in the clear, in the audit log, or in what the service logs', async () => {
  await made(
    'POST',
    `/cohorts/${cohortId}/enrolments`,
    learner({ name: 'Secretia Namusoke', note: 'limps', phone: '0799888777' }),
  );
  api.app.log.info(
    { learner: { name: 'Secretia' }, body: { phone: '0799888777' }, roster: [{ name: 'Bea' }] },
    'a careless line',
  );
  const { rows } = await api.database.db.$client.query(
    `select string_agg(t::text, ' ') as all from (
       select l::text as t from learners l union all select a::text from audit_log a union all select e::text from enrolments e
       union all select c::text from certificates c union all select o::text from online_learners o) x`,
  );
  expect(logged).toContain('a careless line');
  for (const text of ['Secretia', 'limps', '0799888777', NAME, 'Akinyi', 'Bea', 'Zawadi']) {
    expect(rows[0].all).not.toContain(text);
    expect(logged).not.toContain(text);
  }
});

test('who was there long ago is forgotten by itself; a new key takes over from the old one', async () => {
  const { db } = api.database;
  const old = await installationSeals(db)();
  const secret = Buffer.alloc(32, 7);
  const rotated = learnerRetentionStore(db, installationSeals(db, [secret]));
  const { resealed } = await rotated.resealAll();
  expect(resealed).toBeGreaterThan(5);
  expect(await rotated.resealAll()).toEqual({ resealed: 0, unreadable: 0 });
  // The new key alone reads them, the old one alone does not.
  const { rows } = await db.$client.query(
    'select learner_id, name_sealed from learners where name_sealed is not null',
  );
  const place = `learners.name/${rows[0].learner_id}`;
  expect(makeSeals([secret]).open(rows[0].name_sealed, place).ok).toBe(true);
  expect(old.open(rows[0].name_sealed, place)).toEqual({ ok: false, reason: 'no-key' });

  expect(await rotated.erasePast('2029-03-26', 1096)).toBe(0);
  expect(await rotated.erasePast('2029-03-28', 1096)).toBe(rows.length);
  expect(await db.$client.query('select from learners where name_sealed is not null')).toMatchObject({
    rowCount: 0,
  });
});
