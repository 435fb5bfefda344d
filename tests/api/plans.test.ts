/** `/plans` over HTTP, from a search to promised visits: jobs, changes by hand, reasons, differences, publishing, whom to tell. */
import {
  HostsToTell,
  NotPossible,
  Plan,
  PlanDiff,
  PlanEdited,
  PlanPage,
  PlanPublished,
  type PlanVisit,
  WhyNot,
} from '@digitruck/contract/plans';
import { Visit, VisitPage } from '@digitruck/contract/visits';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays } from '../../src/kernel/zone.ts';
import { visitAt as at, mondayIn, type PlanningApi, planningApi } from '../support/planning-api.ts';

const monday = mondayIn(2);
/** Open on Saturdays instead, and until the fourth class is over. */
const FRIDAYS_OFF = { weekdays: [1, 2, 3, 4, 6, 7], to: '16:40' };
const TOWNS = [
  { name: 'Thika', county: 'Kiambu', lat: -1.03, lon: 37.07 },
  { name: 'Nyeri', county: 'Nyeri', lat: -0.42, lon: 36.95 },
  { name: 'Nakuru', county: 'Nakuru', lat: -0.28, lon: 36.07 },
  { name: 'Machakos', county: 'Machakos', lat: -1.52, lon: 37.26, opening: FRIDAYS_OFF },
  { name: 'Far', county: 'Turkana', lat: 3.5, lon: 35.6, access: { lorry: 'no' } },
];

let office: PlanningApi;
const call: PlanningApi['call'] = (...asked) => office.call(...asked);
const get: PlanningApi['plan'] = (planId) => office.plan(planId);
const planned = (over: object = {}): Promise<Plan> =>
  office.planned({ name: 'Quarter', from: monday, days: 28, seconds: 1, frozenDays: 0, ...over });
beforeAll(async () => {
  office = await planningApi(TOWNS, (town) => (town === 'Nyeri' ? 'sw' : 'en'));
});

async function edited(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<Plan> {
  const answer = await call(method, path, body);
  expect(answer.statusCode, answer.body).toBe(200);
  const { plan } = PlanEdited.parse(answer.json());
  if (plan === null) throw new Error('a dry run');
  return plan;
}

describe('a plan', () => {
  test('is made by a job, serves who can be served, and says why not the others', async () => {
    const plan = await planned();
    expect(plan.job).toMatchObject({ state: 'done', fault: null });
    expect(plan.visits.map(({ site }) => site.name).sort()).toEqual(['Machakos', 'Nakuru', 'Nyeri', 'Thika']);
    expect(plan.score).toMatchObject({ learners: 240, visits: 4, moved: 0, dropped: 0 });
    expect(plan.unscheduled).toMatchObject([
      { site: { name: 'Far' }, promised: false, reason: { code: 'NO_CAPABLE_TRUCK' } },
    ]);
    const why = await call('GET', `/plans/${plan.planId}/unscheduled/${office.requestIds.get('Far')}`);
    expect(WhyNot.parse(why.json())).toMatchObject({
      nearest: [{ code: 'NO_CAPABLE_TRUCK', facts: { causes: 'LORRY_ACCESS' } }],
      wouldHelp: ['Find another place for the lorry near the site.'],
    });
    const page = PlanPage.parse((await call('GET', '/plans')).json());
    expect(page.items[0]).toMatchObject({ planId: plan.planId, name: 'Quarter', state: 'draft' });
  });

  test('is promised: visits are made with the usual classes, hosts get messages, the next one starts from it', async () => {
    const draft = await planned();
    const before = HostsToTell.parse((await call('GET', `/plans/${draft.planId}/hosts`)).json()).hosts;
    expect(before.map(({ what }) => what)).toEqual(['new', 'new', 'new', 'new']);
    const answer = await call('POST', `/plans/${draft.planId}/publish`, { version: draft.version });
    expect(answer.statusCode, answer.body).toBe(200);
    const { plan, hosts } = PlanPublished.parse(answer.json());
    expect(plan).toMatchObject({
      state: 'published',
      publishedBy: 'The coordinator',
      version: draft.version + 1,
    });
    expect(hosts).toEqual(before);
    const nyeri = hosts.find(({ site }) => site === 'Nyeri');
    expect(nyeri?.message.text).toMatch(/^Mpendwa Head of Nyeri,\n\nDigiTruck itakuwa Nyeri kuanzia /);
    const visits = VisitPage.parse((await call('GET', '/visits')).json()).items;
    expect(visits.map(({ visitId }) => visitId).sort()).toEqual(
      plan.visits.map(({ visitId }) => visitId).sort(),
    );
    expect(visits[0]).toMatchObject({
      learnersExpected: 60,
      timetable: { classMinutes: 120 },
      state: 'planned',
    });

    // The crew rests on Sundays though the site is open.
    const machakos = visits.find(({ site }) => site.name === 'Machakos');
    expect(machakos?.timetable.weekdays).toEqual([1, 2, 3, 4, 6]);
    expect(machakos?.timetable.classStarts).toEqual(['07:30', '09:40', '11:50', '14:30']);
    expect(at(plan, 'Machakos')).toMatchObject({ learners: 60, classDays: 8 });
    expect(at(plan, 'Nakuru')).toMatchObject({ learners: 60, classDays: 6 });

    const again = await call('POST', `/plans/${draft.planId}/publish`, { version: plan.version });
    expect(again.statusCode).toBe(409);
    const next = await planned();
    expect(next.visits.map(({ change }) => change)).toEqual(['kept', 'kept', 'kept', 'kept']);
    const diff = PlanDiff.parse((await call('GET', `/plans/${next.planId}/compare/${plan.planId}`)).json());
    expect(diff.differences.map(({ what }) => what)).toEqual(['same', 'same', 'same', 'same']);
  });
});

describe('a draft by hand', () => {
  test('a move is told before it is made, made, taken back and done again', async () => {
    const draft = await planned({ name: 'By hand', days: 42 });
    const visit = at(draft, 'Thika');
    const path = `/plans/${draft.planId}/visits/${visit.visitId}`;
    const firstDay = addDays(monday, 28);
    const dry = await call('PATCH', `${path}?dryRun=true`, { firstDay, version: draft.version });
    expect(PlanEdited.parse(dry.json())).toMatchObject({ plan: null, after: { moved: 1 } });
    expect(await get(draft.planId)).toEqual(draft);

    const moved = await edited('PATCH', path, { firstDay, version: draft.version });
    // Sixty people are three cohorts of ten classes: six days of classes, the last on the Monday after.
    const days = { firstDay, lastDay: addDays(firstDay, 7) };
    expect(at(moved, 'Thika')).toMatchObject({ ...days, pinned: true, change: 'moved', classDays: 6 });
    expect(moved).toMatchObject({ version: draft.version + 1, canUndo: true, canRedo: false });
    const back = await edited('POST', `/plans/${draft.planId}/undo`, { version: moved.version });
    expect(back.visits).toEqual(draft.visits);
    expect(back).toMatchObject({ canUndo: false, canRedo: true });
    const again = await edited('POST', `/plans/${draft.planId}/redo`, { version: back.version });
    expect(again.visits).toEqual(moved.visits);
  });

  test('two people at once: the second is told what the plan is now', async () => {
    const draft = await planned();
    const [thika, nyeri] = [at(draft, 'Thika'), at(draft, 'Nyeri')];
    const pin = (visit: PlanVisit) =>
      call('PATCH', `/plans/${draft.planId}/visits/${visit.visitId}`, {
        pinned: true,
        version: draft.version,
      });
    const answers = await Promise.all([pin(thika), pin(nyeri)]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const refused = answers.find(({ statusCode }) => statusCode === 409)?.json();
    expect(refused.detail).toContain('The coordinator changed this plan at ');
    expect(Plan.parse(refused.current)).toEqual(await get(draft.planId));
  });

  test('what cannot be is refused with reasons: overlaps, days outside, trucks that are not there, what is no more', async () => {
    const draft = await planned();
    const [thika, nyeri] = [at(draft, 'Thika'), at(draft, 'Nyeri')];
    const path = `/plans/${draft.planId}/visits/${thika.visitId}`;
    const { truckId, firstDay } = nyeri;
    const onTop = await call('PATCH', path, { truckId, firstDay, version: draft.version });
    expect(onTop.statusCode, onTop.body).toBe(422);
    expect(NotPossible.parse(onTop.json())).toMatchObject({
      type: 'urn:digitruck:problem:not-possible',
      reasons: [{ code: 'PIN_CONFLICT', truckId, facts: { why: 'OVERLAP' } }],
    });
    const early = await call('PATCH', path, { firstDay: addDays(monday, -7), version: draft.version });
    expect(NotPossible.parse(early.json()).reasons[0]).toMatchObject({
      code: 'NO_DATE_IN_WINDOW',
      facts: { why: 'OUTSIDE_HORIZON' },
    });
    expect((await call('PATCH', path, { truckId: 'DT-99', version: draft.version })).statusCode).toBe(404);
    const lorry = {
      requestId: office.requestIds.get('Far'),
      truckId: 'DT-01',
      firstDay: monday,
      version: draft.version,
    };
    const add = await call('POST', `/plans/${draft.planId}/visits`, lorry);
    expect(NotPossible.parse(add.json()).reasons[0]).toMatchObject({ code: 'NO_CAPABLE_TRUCK' });
    expect(await get(draft.planId)).toEqual(draft);
  });

  test('one is dropped and put in again; a plan that leaves out what was promised tells the host', async () => {
    const draft = await planned();
    const visit = at(draft, 'Nakuru');
    const path = `/plans/${draft.planId}/visits/${visit.visitId}?version=${draft.version}`;
    const without = await edited('DELETE', path);
    expect(without.unscheduled.find(({ requestId }) => requestId === visit.requestId)).toMatchObject({
      promised: true,
    });
    expect(without.score).toMatchObject({ visits: 3, dropped: 1, learners: 180 });
    const { truckId, firstDay, requestId } = visit;
    const body = { requestId, truckId, firstDay, version: without.version };
    const again = await edited('POST', `/plans/${draft.planId}/visits`, body);
    expect(at(again, 'Nakuru')).toMatchObject({ ...visit, pinned: true });
    const out = await edited('POST', `/plans/${draft.planId}/undo`, { version: again.version });

    const answer = await call('POST', `/plans/${draft.planId}/publish`, { version: out.version });
    const { hosts } = PlanPublished.parse(answer.json());
    expect(hosts).toMatchObject([{ site: 'Nakuru', what: 'dropped', after: null }]);
    const gone = Visit.parse((await call('GET', `/visits/${visit.visitId}`)).json());
    expect(gone).toMatchObject({ state: 'cancelled', cancelReason: 'Left out of the plan "Quarter"' });
    const states = PlanPage.parse((await call('GET', '/plans')).json()).items.map(({ state }) => state);
    expect(states.filter((state) => state === 'published')).toHaveLength(1);
    expect(states).toContain('superseded');
  });
});

describe('publishing beside others', () => {
  test('two drafts at once: one is promised, the other is told; days that somebody took meanwhile are named', async () => {
    const drafts = [await planned({ name: 'One' }), await planned({ name: 'Two' })];
    const both = await Promise.all(
      drafts.map(({ planId, version }) => call('POST', `/plans/${planId}/publish`, { version })),
    );
    const codes = both.map(({ statusCode }) => statusCode).sort();
    // Both bring the Nakuru visit back; whoever comes second finds it promised by the first.
    expect(codes).toEqual([200, 409]);
    expect(both.find(({ statusCode }) => statusCode === 409)?.body).toContain('make the plan again');

    const draft = await planned({ name: 'Late', days: 42 });
    const visit = at(draft, 'Thika');
    const free = addDays(monday, 28);
    const moved = await edited('PATCH', `/plans/${draft.planId}/visits/${visit.visitId}`, {
      firstDay: free,
      version: draft.version,
    });
    const day = { firstDay: free, lastDay: free, learnersExpected: 20 };
    const body = {
      ...day,
      truckId: visit.truckId,
      siteId: office.siteIds.get('Far'),
      courseId: office.courseId,
      timetable: TIMETABLE,
    };
    await office.made('/visits', body);
    const answer = await call('POST', `/plans/${draft.planId}/publish`, { version: moved.version });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain(`is at Far on ${free}`);
    expect(Visit.parse((await call('GET', `/visits/${visit.visitId}`)).json())).toMatchObject({
      firstDay: visit.firstDay,
    });
  });
});
const TIMETABLE = { weekdays: [1, 2, 3, 4, 5], classStarts: ['08:00'], classMinutes: 120, exceptDays: [] };
