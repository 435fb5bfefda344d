/** `/disruptions` over HTTP: marked, answered by a draft that moves as little as it can, obeyed by changes by hand, ended, withdrawn. */
import {
  type Disruption,
  DisruptionMarked,
  DisruptionPage,
  DisruptionSeen,
} from '@digitruck/contract/disruptions';
import {
  HostsToTell,
  NotPossible,
  type Plan,
  PlanDiff,
  PlanEdited,
  PlanPublished,
  type PlanVisit,
  WhyHere,
  WhyNot,
} from '@digitruck/contract/plans';
import { Visit } from '@digitruck/contract/visits';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/kernel/zone.ts';
import { visitAt as at, mondayIn, type PlanningApi, planningApi, today } from '../support/planning-api.ts';

const monday = mondayIn(3);
const TOWNS = [
  { name: 'Thika', county: 'Kiambu', lat: -1.03, lon: 37.07 },
  { name: 'Nyeri', county: 'Nyeri', lat: -0.42, lon: 36.95 },
  { name: 'Nakuru', county: 'Nakuru', lat: -0.28, lon: 36.07 },
  { name: 'Garissa', county: 'Garissa', lat: -0.45, lon: 39.65 },
  { name: 'Machakos', county: 'Machakos', lat: -1.52, lon: 37.26 },
];

let office: PlanningApi;
const call: PlanningApi['call'] = (...asked) => office.call(...asked);
let promised: Plan;
beforeAll(async () => {
  office = await planningApi(TOWNS);
  const draft = await office.planned({ name: 'Quarter', from: monday, days: 42, seconds: 1, frozenDays: 0 });
  let { version } = draft;
  for (const town of ['Garissa', 'Machakos']) {
    const path = `/plans/${draft.planId}/visits/${at(draft, town).visitId}`;
    const pin = PlanEdited.parse((await call('PATCH', path, { pinned: true, version })).json());
    version = pin.plan?.version ?? 0;
  }
  const answer = await call('POST', `/plans/${draft.planId}/publish`, { version });
  promised = PlanPublished.parse(answer.json()).plan;
  expect(promised.visits).toHaveLength(5);
});

async function marked(disruption: object, more: object = {}): Promise<DisruptionMarked> {
  const answer = await call('POST', '/disruptions', { disruption, ...more });
  expect(answer.statusCode, answer.body).toBe(201);
  return DisruptionMarked.parse(answer.json());
}
async function withdrawn({ disruptionId, version }: Disruption): Promise<void> {
  const path = `/disruptions/${disruptionId}/withdraw`;
  const answer = await call('POST', path, { why: 'It was another one.', version });
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json()).toMatchObject({ state: 'withdrawn', withdrawnBy: 'The coordinator' });
}
const days = ({ truckId, firstDay, lastDay }: PlanVisit) => ({ truckId, firstDay, lastDay });
const isOut = (plan: PlanVisit, out: string) => plan.truckId === out;

describe('marking', () => {
  test('tells what it would touch before anything is saved, and refuses what makes no sense', async () => {
    const out = { kind: 'truck-out', truckId: 'DT-01', from: monday, reason: 'gearbox' };
    const dry = await call('POST', '/disruptions?dryRun=true', { disruption: out });
    expect(dry.statusCode, dry.body).toBe(200);
    const { disruption, hits } = DisruptionMarked.parse(dry.json());
    expect(disruption).toBeNull();
    const own = promised.visits.filter((visit) => isOut(visit, 'DT-01'));
    expect(hits.map(({ visitId }) => visitId).sort()).toEqual(own.map(({ visitId }) => visitId).sort());
    expect(new Set(hits.map(({ how }) => how))).toEqual(new Set(['broken']));
    expect(DisruptionPage.parse((await call('GET', '/disruptions?state=all')).json()).items).toEqual([]);

    const bad = async (body: object) =>
      (await call('POST', '/disruptions', { disruption: body })).json().errors;
    expect(await bad({ ...out, truckId: 'DT-99' })).toMatchObject([{ field: 'disruption.truckId' }]);
    expect(await bad({ ...out, to: addDays(monday, -1) })).toMatchObject([
      { problem: 'must not be before "from"' },
    ]);
    expect(await bad({ kind: 'site-cancels', reason: 'x' })).toMatchObject([
      { problem: 'name either a site or a visit' },
    ]);
    expect(await bad({ kind: 'battery', truckId: 'DT-01', from: monday, reason: 'x' })).toMatchObject([
      { problem: expect.stringContaining('nothing is wrong with it') },
    ]);
  });

  test('is in the log, versioned, ended on a day and listed by its state', async () => {
    const { disruption } = await marked({
      kind: 'truck-out',
      truckId: 'DT-02',
      from: today,
      reason: 'tyres',
    });
    if (disruption === null) throw new Error('nothing was marked');
    const path = `/disruptions/${disruption.disruptionId}`;
    expect(disruption).toMatchObject({ state: 'open', markedBy: 'The coordinator', what: { to: null } });
    const early = await call('POST', `${path}/end`, { to: addDays(today, -1), version: 1 });
    expect(early.statusCode).toBe(409);
    const ended = await call('POST', `${path}/end`, { to: today, version: 1 });
    expect(ended.json()).toMatchObject({
      state: 'open',
      endedBy: 'The coordinator',
      version: 2,
      what: { to: today },
    });
    const stale = await call('POST', `${path}/withdraw`, { why: 'x', version: 1 });
    expect(stale.statusCode).toBe(409);
    expect(stale.json().current).toMatchObject({ version: 2 });
    await withdrawn(ended.json());
    const seen = DisruptionSeen.parse((await call('GET', path)).json());
    expect(seen).toMatchObject({ disruption: { state: 'withdrawn', version: 3 }, hits: [] });
    expect(DisruptionPage.parse((await call('GET', '/disruptions')).json()).items).toEqual([]);
    const { rows } = await office.api.database.db.$client.query(
      "select action from audit_log where subject = 'disruption' order by audit_id",
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'disruption.mark',
      'disruption.end',
      'disruption.withdraw',
    ]);
  });
});

describe('a truck that is out', () => {
  test('is answered by a draft that moves its visits alone, says for whom and why, and is published as any other', async () => {
    const mine = at(promised, 'Garissa');
    const out = {
      kind: 'truck-out',
      truckId: mine.truckId,
      from: mine.firstDay,
      to: mine.lastDay,
      reason: 'gearbox',
    };
    const { disruption, plan, hits } = await marked(out, { replan: true, plan: { seconds: 1 } });
    if (disruption === null || plan === null) throw new Error('no draft');
    expect(hits).toMatchObject([{ visitId: mine.visitId, how: 'broken', begun: false }]);
    expect(plan).toMatchObject({
      stability: 'most',
      basedOn: promised.planId,
      name: `${mine.truckId}: gearbox`,
    });
    const draft = await office.searched(plan.planId);
    expect(draft.disruptionIds).toEqual([disruption.disruptionId]);
    expect(draft.notes).toContainEqual({
      kind: 'disruption',
      params: { disruption: expect.objectContaining({ name: mine.truckId, reason: 'gearbox' }) },
    });
    for (const { site } of promised.visits) {
      if (site.name === 'Garissa') expect(days(at(draft, 'Garissa'))).not.toEqual(days(mine));
      else expect(days(at(draft, site.name)), site.name).toEqual(days(at(promised, site.name)));
    }
    // A pin made by hand is kept, but not where it cannot be kept.
    expect(draft.visits.filter(({ pinned }) => pinned).map(({ site }) => site.name)).toEqual(['Machakos']);
    const moved = at(draft, 'Garissa');
    expect(
      moved.truckId !== mine.truckId || moved.lastDay < mine.firstDay || moved.firstDay > mine.lastDay,
    ).toBe(true);

    const diff = PlanDiff.parse(
      (await call('GET', `/plans/${draft.planId}/compare/${promised.planId}`)).json(),
    );
    expect(diff.counts).toEqual({ same: 4, moved: 1, dropped: 0, new: 0 });
    expect(diff.hosts).toEqual([{ siteId: mine.siteId, site: 'Garissa', what: ['moved'] }]);
    const { hosts } = HostsToTell.parse((await call('GET', `/plans/${draft.planId}/hosts`)).json());
    expect(hosts.map(({ site, what }) => [site, what])).toEqual([['Garissa', 'moved']]);

    // By hand it is obeyed as well, and named.
    const path = `/plans/${draft.planId}/visits/${mine.visitId}`;
    const back = await call('PATCH', path, { ...days(mine), version: draft.version });
    expect(back.statusCode, back.body).toBe(422);
    expect(NotPossible.parse(back.json()).reasons[0]).toMatchObject({
      code: 'REST_OR_MAINTENANCE',
      disruption: { disruptionId: disruption.disruptionId, kind: 'truck-out' },
      words: expect.stringContaining('gearbox'),
    });
    const answer = await call('POST', `/plans/${draft.planId}/publish`, { version: draft.version });
    expect(answer.statusCode, answer.body).toBe(200);
    const visit = Visit.parse((await call('GET', `/visits/${mine.visitId}`)).json());
    expect(visit).toMatchObject(days(moved));
    promised = PlanPublished.parse(answer.json()).plan;
    await withdrawn(disruption);
  });

  test('cuts short what has begun; what nobody else can serve is left out, and its host is told', async () => {
    const begun = {
      truckId: 'DT-01',
      siteId: office.siteIds.get('Machakos'),
      courseId: office.courseId,
      firstDay: addDays(today, -3),
      lastDay: addDays(today, 4),
      learnersExpected: 20,
      timetable: { weekdays: [1, 2, 3, 4, 5], classStarts: ['08:00'], classMinutes: 120, exceptDays: [] },
    };
    const { visitId } = await office.made('/visits', begun);
    const both = [];
    for (const truckId of ['DT-01', 'DT-02'])
      both.push(await marked({ kind: 'truck-out', truckId, from: today, reason: 'no fuel in the country' }));
    const draft = await office.planned({
      name: 'Nothing moves',
      from: today,
      days: 70,
      seconds: 1,
      stability: 'most',
    });
    expect(draft.visits).toMatchObject([
      { visitId, lastDay: addDays(today, -1), change: 'moved', frozen: true },
    ]);
    expect(draft.notes.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['disruption', 'visit-cut-short', 'roads-by-air', 'energy-unknown']),
    );
    expect(draft.score).toMatchObject({ moved: 1, dropped: 5 });
    const left = draft.unscheduled.find(({ site }) => site.name === 'Nyeri');
    expect(left).toMatchObject({ promised: true, reason: { disruption: { kind: 'truck-out' } } });
    const why = await call('GET', `/plans/${draft.planId}/unscheduled/${office.requestIds.get('Nyeri')}`);
    expect(WhyNot.parse(why.json()).nearest).toMatchObject([
      { code: 'REST_OR_MAINTENANCE', facts: { promised: 'yes' } },
      { code: 'REST_OR_MAINTENANCE', disruption: { reason: 'no fuel in the country' } },
      { code: 'REST_OR_MAINTENANCE' },
    ]);
    const { hosts } = HostsToTell.parse((await call('GET', `/plans/${draft.planId}/hosts`)).json());
    expect(hosts.filter(({ what }) => what === 'dropped')).toHaveLength(5);
    expect(hosts.find(({ what }) => what === 'moved')).toMatchObject({
      site: 'Machakos',
      before: { lastDay: begun.lastDay },
      after: { lastDay: addDays(today, -1) },
    });
    for (const { disruption } of both) if (disruption !== null) await withdrawn(disruption);
  });
});

describe('a closed road, a host that cancels', () => {
  test('a draft obeys both and names them; a visit says what it beat; a truck that must be home is', async () => {
    const road = {
      kind: 'road-closed',
      where: { shape: 'around', name: 'A3 at Mwingi', lat: -0.9, lon: 38.3, radiusKm: 60 },
      from: today,
      reason: 'the bridge is gone',
    };
    const { disruption, hits } = await marked(road);
    expect(hits.map(({ site, how }) => [site, how])).toContainEqual(['Garissa', 'way']);
    const cancels = { kind: 'site-cancels', siteId: office.siteIds.get('Nakuru'), reason: 'exams' };
    const second = await marked(cancels);
    expect(second.hits).toMatchObject([{ site: 'Nakuru', how: 'broken' }]);
    const draft = await office.planned({
      name: 'Round it',
      from: monday,
      // Far enough for whatever was moved meanwhile, to wherever.
      days: 84,
      seconds: 1,
      frozenDays: 0,
      returnToDepot: true,
    });
    const reasonOf = (town: string) => draft.unscheduled.find(({ site }) => site.name === town)?.reason;
    expect(draft.visits.map(({ site }) => site.name).sort()).toEqual(['Machakos', 'Nyeri', 'Thika']);
    expect(reasonOf('Garissa')).toMatchObject({
      code: 'TRAVEL_TIME',
      disruption: { name: 'A3 at Mwingi', disruptionId: disruption?.disruptionId },
    });
    expect(reasonOf('Nakuru')).toMatchObject({
      code: 'BLACKOUT',
      disruption: { kind: 'site-cancels', name: 'Nakuru' },
    });
    expect(draft.returnToDepot).toBe(true);
    const homeBy = addDays(monday, 83);
    for (const { lastDay } of draft.visits) expect(lastDay < homeBy).toBe(true);

    const { visitId } = at(draft, 'Thika');
    const why = await call('GET', `/plans/${draft.planId}/visits/${visitId}/why`);
    expect(WhyHere.parse(why.json())).toEqual({ visitId, beat: [], alone: true });
    const other = await call('GET', `/plans/${draft.planId}/visits/${office.siteIds.get('Thika')}/why`);
    expect(other.statusCode).toBe(404);
    // Left out by hand, it is what any other that stands in its place has beaten.
    const path = `/plans/${draft.planId}/visits/${at(draft, 'Nyeri').visitId}?version=${draft.version}`;
    const without = PlanEdited.parse((await call('DELETE', path)).json()).plan;
    const beat = await call('GET', `/plans/${draft.planId}/visits/${visitId}/why`);
    expect(WhyHere.parse(beat.json())).toMatchObject({
      alone: false,
      beat: [{ requestId: office.requestIds.get('Nyeri'), site: { name: 'Nyeri' }, learnersExpected: 60 }],
    });
    expect(without?.unscheduled).toHaveLength(3);
    // Marked since: what it would newly promise is not promised, and says why.
    const late = await marked({
      kind: 'site-cancels',
      siteId: office.siteIds.get('Thika'),
      reason: 'the hall burnt down',
    });
    const promise = await call('POST', `/plans/${draft.planId}/publish`, { version: without?.version });
    expect(promise.statusCode).toBe(409);
    expect(promise.body).toContain('the hall burnt down');
    if (late.disruption !== null) await withdrawn(late.disruption);
    for (const one of [disruption, second.disruption]) if (one !== null) await withdrawn(one);
  });
});
