/**
 * The Plan screen in a real browser. The planner behind it is played here, after the contract and held by its schemas: it moves visits as
 * it is told, refuses what it must, and counts versions, so that each journey can be looked at from both sides.
 */
import {
  Disruption,
  DisruptionMarked,
  DisruptionPage,
  DisruptionSeen,
} from '@digitruck/contract/disruptions';
import {
  HostsToTell,
  Plan,
  PlanDiff,
  PlanEdited,
  PlanPage,
  PlanPublished,
  type PlanVisit,
  WhyHere,
  WhyNot,
} from '@digitruck/contract/plans';
import type { Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import {
  DESK,
  expectAccessible,
  PHONE,
  shot,
  speak,
  startConsole,
  type TestConsole,
  tabTo,
} from '../support/console.ts';
import { until } from '../support/until.ts';

let office: TestConsole;
beforeAll(async () => {
  office = await startConsole();
});

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const MONDAY = '2027-01-04';
const addDays = (date: string, days: number) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
const NAMES = [
  'Kitale',
  'Lodwar',
  'Garissa',
  'Nakuru',
  'Isiolo',
  'Marsabit',
  'Wajir',
  'Voi',
  'Kisii',
  'Embu',
];
const COUNTIES = [
  'Trans Nzoia',
  'Turkana',
  'Garissa',
  'Nakuru',
  'Isiolo',
  'Marsabit',
  'Wajir',
  'Taita Taveta',
];
const place = (n: number) => ({
  name:
    n < NAMES.length
      ? `${NAMES[n]} School`
      : `${NAMES[n % NAMES.length]} School ${Math.floor(n / NAMES.length) + 1}`,
  county: COUNTIES[n % COUNTIES.length] as string,
  lat: -3 + ((n * 7) % 60) / 10,
  lon: 35 + ((n * 11) % 50) / 10,
});

function visitsOf(trucks: number, weeks: number): PlanVisit[] {
  const visits: z.input<typeof Plan>['visits'] = [];
  for (let truck = 0; truck < trucks; truck += 1) {
    for (let day = truck % 4; day + 11 < weeks * 7; day += 14) {
      const n = visits.length;
      const firstDay = addDays(MONDAY, day);
      visits.push({
        visitId: uuid(1000 + n),
        requestId: uuid(20_000 + n),
        siteId: uuid(40_000 + n),
        courseId: uuid(7),
        truckId: `DT-${String(truck + 1).padStart(2, '0')}`,
        site: place(n),
        course: 'Digital skills',
        firstDay,
        lastDay: addDays(firstDay, 9 + (n % 3)),
        arrives: day < 2 ? firstDay : addDays(firstDay, -1),
        km: 40 + ((n * 37) % 260),
        learners: 60 + ((n * 13) % 60),
        classDays: 8,
        leastChargePct: n % 7 === 3 ? 21 : 30 + ((n * 17) % 60),
        pinned: n === 4,
        frozen: n === 0,
        change: n % 5 === 2 ? 'moved' : n % 3 === 1 ? 'new' : 'kept',
      });
    }
  }
  return Plan.shape.visits.parse(visits);
}

const score = (visits: readonly PlanVisit[]) => ({
  learners: visits.reduce((sum, { learners }) => sum + learners, 0),
  weighted: 5000,
  visits: visits.length,
  moved: visits.filter(({ change }) => change === 'moved').length,
  dropped: 1,
  km: visits.reduce((sum, { km }) => sum + km, 0),
  leastChargePct: 21,
  gini: 0.18,
  leastServed: { county: 'Turkana', share: 0.41 },
});
const reason = (
  code: string,
  facts: Record<string, string | number | null>,
  firstDay: string | null = null,
) => ({
  code,
  truckId: 'DT-02',
  firstDay,
  lastDay: firstDay === null ? null : addDays(firstDay, 9),
  facts,
  words: 'In English.',
});
const BATTERY = reason(
  'BATTERY_RESERVE',
  { day: '2027-01-19', chargePct: 11, reservePct: 20, shortWh: 1800 },
  '2027-01-12',
);

/** DT-02 is in the workshop. */
const OUT = Disruption.parse({
  disruptionId: uuid(90_000),
  what: {
    kind: 'truck-out',
    truckId: 'DT-02',
    from: '2027-01-06',
    to: '2027-01-20',
    reason: 'gearbox',
  },
  state: 'open',
  markedAt: '2026-11-26T05:00:00Z',
  markedBy: 'Hassan Abdi',
  endedBy: null,
  withdrawnBy: null,
  withdrawnWhy: '',
  version: 1,
  updatedAt: '2026-11-26T05:00:00Z',
  updatedBy: 'Hassan Abdi',
});
const HIT = {
  visitId: uuid(1006),
  requestId: uuid(20_006),
  truckId: 'DT-02',
  siteId: uuid(40_006),
  site: 'Wajir School',
  firstDay: '2027-01-05',
  lastDay: '2027-01-14',
  begun: false,
  how: 'broken',
};

type Fake = { plan: z.infer<typeof Plan>; readonly asked: string[]; readonly history: PlanVisit[][] };

function draft(trucks = 4, weeks = 12): z.infer<typeof Plan> {
  const visits = visitsOf(trucks, weeks);
  return Plan.parse({
    planId: uuid(1),
    name: 'First quarter',
    state: 'draft',
    from: MONDAY,
    to: addDays(MONDAY, weeks * 7 - 1),
    frozenBefore: addDays(MONDAY, 7),
    seed: 1,
    stability: 'usual',
    returnToDepot: false,
    basedOn: null,
    disruptionIds: [],
    notes: [
      { kind: 'roads-by-air', params: { factor: 1.3 } },
      { kind: 'energy-unknown', params: { truckId: 'DT-04' } },
    ],
    job: {
      state: 'done',
      startedAt: '2026-11-26T04:00:00Z',
      endedAt: '2026-11-26T04:00:20Z',
      seconds: 20,
      secondsMax: 20,
      iterations: 900_000,
      score: null,
      truncated: false,
      fault: null,
    },
    score: score(visits),
    canUndo: false,
    canRedo: false,
    version: 3,
    createdAt: '2026-11-26T04:00:00Z',
    createdBy: 'The coordinator',
    updatedAt: '2026-11-26T04:00:20Z',
    updatedBy: 'The coordinator',
    publishedAt: null,
    publishedBy: null,
    visits,
    unscheduled: [
      left(1, 'Mandera School', BATTERY, true),
      left(
        2,
        'Lamu School',
        reason('NO_CAPABLE_TRUCK', { causes: 'BANDWIDTH', needKbps: 4000, hasKbps: 900 }),
      ),
      left(
        3,
        'Moyale School',
        reason('LOWER_VALUE', { displaces: 'Garissa School', net: -3, netLearners: -40 }, '2027-02-01'),
      ),
    ],
  });
}
const left = (n: number, name: string, why: unknown, promised = false) => ({
  requestId: uuid(60_000 + n),
  siteId: uuid(61_000 + n),
  site: { ...place(n), name },
  course: 'Digital skills',
  learnersExpected: 80 + n,
  priority: 3,
  waitingDays: 100 * n,
  promised,
  reason: why,
});
const OTHER = { ...draft(), planId: uuid(2), name: 'As published', state: 'published' } as const;
const HOSTS = HostsToTell.parse({
  hosts: [
    {
      siteId: uuid(41_000),
      site: 'Kitale School',
      contact: {
        name: 'Achieng Otieno',
        phone: '+254 700 000001',
        email: 'head@example.org',
        language: 'en',
      },
      what: 'moved',
      before: { firstDay: '2027-01-04', lastDay: '2027-01-13' },
      after: { firstDay: '2027-01-11', lastDay: '2027-01-20', truckId: 'DT-02' },
      message: { subject: 'DigiTruck: new dates', text: 'Dear Achieng,\nthe truck comes on 11 January.' },
    },
  ],
});

/** Plays the planner for a page. A visit that is put before 11 January on DT-02 would drain its battery. */
async function play(
  page: Page,
  plan: z.infer<typeof Plan> | null,
  more: readonly unknown[] = [OTHER],
): Promise<Fake> {
  const fake: Fake = { plan: plan ?? draft(), asked: [], history: [] };
  const answer = (route: Route, shape: z.ZodType, body: unknown) =>
    route.fulfill({ json: shape.parse(body) });
  const change = (visits: PlanVisit[], step: Partial<z.infer<typeof Plan>> = {}) => {
    fake.plan = {
      ...fake.plan,
      visits,
      score: score(visits),
      version: fake.plan.version + 1,
      canUndo: true,
      canRedo: false,
      ...step,
    };
    return fake.plan;
  };
  let open = [OUT];
  await page.route('**/api/v1/disruptions**', (route) => {
    const request = route.request();
    const path = new URL(request.url()).pathname.replace('/api/v1/disruptions', '');
    const dry = request.url().includes('dryRun=true');
    if (request.method() !== 'GET' && !dry)
      fake.asked.push(`${request.method()} /disruptions${path} ${request.postData()}`);
    if (path.endsWith('/withdraw')) {
      open = [];
      return answer(route, Disruption, OUT);
    }
    if (request.method() === 'POST')
      return answer(route, DisruptionMarked, {
        disruption: dry ? null : OUT,
        hits: [HIT],
        plan: null,
      });
    return path === ''
      ? answer(route, DisruptionPage, { items: open, total: open.length, nextCursor: null })
      : answer(route, DisruptionSeen, { disruption: OUT, hits: [HIT] });
  });
  await page.route('**/api/v1/plans**', async (route) => {
    const request = route.request();
    const url = new URL(request.url());
    const path = url.pathname.replace('/api/v1/plans', '');
    const method = request.method();
    const body = (request.postDataJSON() ?? {}) as Partial<PlanVisit> & { version?: number };
    const dry = url.searchParams.get('dryRun') === 'true';
    if (method !== 'GET') fake.asked.push(`${method} ${path}${url.search}`);
    const items = plan === null ? [] : [fake.plan, ...more];
    if (path === '' && method === 'GET')
      return answer(route, PlanPage, { items, total: items.length, nextCursor: null });
    if (path === '') return answer(route, Plan, fake.plan);
    if (path === `/${uuid(2)}`) return answer(route, Plan, OTHER);
    if (path.endsWith('/why'))
      return answer(route, WhyHere, {
        visitId: uuid(1000),
        beat: [{ ...left(3, 'Moyale School', null), lessBy: 12.4 }],
        alone: false,
      });
    if (path.endsWith('/hosts')) return answer(route, HostsToTell, HOSTS);
    if (path.includes('/compare/')) return answer(route, PlanDiff, compared(fake.plan));
    if (path.includes('/unscheduled/')) {
      const request = fake.plan.unscheduled[0];
      return answer(route, WhyNot, {
        request,
        nearest: [BATTERY, reason('TRAVEL_TIME', { lateDays: 2, after: null, before: null }, '2027-02-02')],
        wouldHelp: [],
      });
    }
    if (path.endsWith('/cancel')) return answer(route, Plan, change(fake.plan.visits, { job: draft().job }));
    if (path.endsWith('/publish')) {
      const published = change(fake.plan.visits, {
        state: 'published',
        publishedBy: 'The coordinator',
        publishedAt: '2026-11-26T05:00:00Z',
      });
      return answer(route, PlanPublished, { plan: published, ...HOSTS });
    }
    if (path.endsWith('/undo')) {
      const visits = fake.history.pop() ?? [];
      return answer(route, PlanEdited, {
        plan: change(visits, { canUndo: false, canRedo: true }),
        before: fake.plan.score,
        after: fake.plan.score,
        affected: [],
      });
    }
    const visitId = path.match(/\/visits\/(.+)$/)?.[1];
    if (path.endsWith('/visits') || visitId !== undefined) {
      const version = body.version ?? Number(url.searchParams.get('version'));
      if (version !== fake.plan.version) {
        return route.fulfill({
          status: 409,
          json: {
            type: 'urn:digitruck:problem:version-conflict',
            title: 'Changed meanwhile',
            status: 409,
            current: fake.plan,
          },
        });
      }
      const before = fake.plan.score;
      if (body.truckId === 'DT-02' && (body.firstDay ?? '') < '2027-01-11') {
        return route.fulfill({
          status: 422,
          json: {
            type: 'urn:digitruck:problem:not-possible',
            title: 'Not possible',
            status: 422,
            reasons: [BATTERY],
          },
        });
      }
      const { version: _, ...fields } = body;
      const visits =
        method === 'DELETE'
          ? fake.plan.visits.filter((visit) => visit.visitId !== visitId)
          : fake.plan.visits.map((visit) => (visit.visitId === visitId ? moved(visit, fields) : visit));
      const affected =
        dry && body.truckId === 'DT-03'
          ? [{ visitId: uuid(1009), site: 'Embu School', what: 'moved', firstDay: '2027-02-01' }]
          : [];
      if (dry) return answer(route, PlanEdited, { plan: null, before, after: score(visits), affected });
      fake.history.push(fake.plan.visits);
      return answer(route, PlanEdited, { plan: change(visits), before, after: score(visits), affected });
    }
    return answer(route, Plan, fake.plan);
  });
  return fake;
}

function moved(visit: PlanVisit, fields: Partial<PlanVisit>): PlanVisit {
  const firstDay = fields.firstDay ?? visit.firstDay;
  const length = (Date.parse(visit.lastDay) - Date.parse(visit.firstDay)) / 86_400_000;
  return {
    ...visit,
    ...fields,
    firstDay,
    arrives: firstDay,
    lastDay: fields.lastDay ?? addDays(firstDay, length),
  };
}

/** From the published plan to this one: the second visit is new, the third went to another truck. */
function compared(plan: z.infer<typeof Plan>): unknown {
  const [first, second, third] = plan.visits;
  const was = OTHER.visits[2];
  return {
    before: { ...OTHER, score: { ...OTHER.score, learners: 2000 } },
    after: plan,
    differences: [
      { requestId: first?.requestId, site: first?.site, what: 'same', before: first, after: first },
      { requestId: second?.requestId, site: second?.site, what: 'new', before: null, after: second },
      { requestId: third?.requestId, site: third?.site, what: 'moved', before: was, after: third },
    ],
    counts: { same: 1, moved: 1, dropped: 0, new: 1 },
    hosts: [{ siteId: uuid(40_001), site: 'Lodwar School', what: ['new'] }],
    counties: [{ county: 'Turkana', asked: 400, before: 120, after: 164 }],
  };
}

/** A page on the plan, with the planner played behind it. */
async function openPlan(
  role: 'coordinator' | 'viewer',
  options: {
    plan?: z.infer<typeof Plan>;
    path?: string;
    size?: typeof DESK;
  } = {},
) {
  const { plan = draft(), path = `/plan/${uuid(1)}`, ...rest } = options;
  const opened = await office.open(role, { path: 'about:blank', ...rest });
  const fake = await play(opened.page, plan);
  await opened.page.goto(path);
  return { ...opened, fake };
}

const bar = (page: Page, n: number) => page.locator(`[data-visit="${uuid(1000 + n)}"]`);
const focused = (page: Page) => page.evaluate('document.activeElement?.getAttribute("data-visit")');
const said = (page: Page) => page.locator('[aria-live="polite"]').innerText();
const fits = (page: Page) => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');

describe('plans', () => {
  test('none yet: why, and the first one is made', async () => {
    const { page, faults } = await office.open('coordinator', { path: 'about:blank' });
    await play(page, null);
    await page.goto('/plan');
    await page.getByRole('heading', { name: 'No plans yet' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-none');
    await page.getByRole('button', { name: 'New plan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('First quarter');
    await dialog.getByLabel('Weeks').selectOption('12');
    await expectAccessible(page);
    await shot(page, 'plan-new');
    await dialog.getByRole('button', { name: 'Make the plan' }).click();
    await page.getByRole('heading', { name: 'First quarter' }).waitFor();
    await bar(page, 1).waitFor();
    expect(faults).toEqual([]);
  });
});

describe('the board', () => {
  test('by pointer: a visit is dragged, what would follow is shown, then it is moved; a refused one snaps back', async () => {
    const { page, fake, faults } = await openPlan('coordinator');
    await bar(page, 1).waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-board');
    const drag = async (n: number, days: number, rows: number) => {
      const from = await bar(page, n).boundingBox();
      const lane = await page.locator('[data-truck="DT-01"]').boundingBox();
      if (from === null || lane === null) throw new Error('no bar to drag');
      const start = { x: from.x + 12, y: from.y + from.height / 2 };
      await page.mouse.move(start.x, start.y);
      await page.mouse.down();
      await page.mouse.move(start.x + 20, start.y + 4);
      await page.mouse.move(start.x + (days * lane.width) / 84, start.y + rows * lane.height, { steps: 4 });
      await shot(page, `plan-drag-${n}`);
      await page.mouse.up();
    };
    const before = fake.plan.visits[1];
    if (before === undefined) throw new Error('no second visit');
    await drag(1, 7, 2);
    const dialog = page.getByRole('dialog', { name: `Move ${before.site.name}?` });
    await dialog.getByText('Embu School moves to').waitFor();
    await dialog.getByText(`DT-03, from ${'Mon 25 Jan'}`).waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-consequences');
    expect(fake.plan.visits[1]?.truckId).toBe('DT-01');
    await dialog.getByRole('button', { name: 'Move it' }).click();
    await page.getByText('is now with DT-03').first().waitFor();
    expect(fake.plan.visits[1]).toMatchObject({ truckId: 'DT-03', firstDay: '2027-01-25' });
    await until('the focus on the bar, wherever it is', async () => (await focused(page)) === before.visitId);

    await drag(2, -24, 1);
    await page.getByRole('dialog', { name: 'That is not possible' }).waitFor();
    await page
      .getByRole('dialog')
      .getByText('its battery would fall to 11% on Tue 19 Jan; its reserve is 20%')
      .waitFor();
    await shot(page, 'plan-refused');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    expect(fake.plan.visits[2]).toMatchObject({ truckId: 'DT-01' });

    // Held at the edge the board scrolls; Escape puts the bar back.
    await page.getByLabel('4 weeks').check();
    const at = await bar(page, 0).boundingBox();
    const pulled = await bar(page, 1).boundingBox();
    const frame = await page.locator('.board-scroll').boundingBox();
    if (at === null || pulled === null || frame === null) throw new Error('no board');
    await page.mouse.move(pulled.x + 12, pulled.y + 12);
    await page.mouse.down();
    await page.mouse.move(pulled.x + 40, pulled.y + 14);
    await page.mouse.move(frame.x + frame.width - 6, pulled.y + 14, { steps: 3 });
    const scrolled = () => page.evaluate('document.querySelector(".board-scroll").scrollLeft');
    await until('the board to scroll', async () => Number(await scrolled()) > 60);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.locator('.bar-dragged').count()).toBe(0);

    await page.emulateMedia({ media: 'print' });
    await page.getByRole('region', { name: 'DT-02' }).getByRole('listitem').first().waitFor();
    expect(await page.getByRole('grid').count()).toBe(0);
    await shot(page, 'plan-print', { whole: true });
    expect(faults).toEqual([]);
  });

  test('by finger: what is held is taken up, what moves at once scrolls', async () => {
    const { page } = await openPlan('coordinator');
    const box = await bar(page, 1).boundingBox();
    if (box === null) throw new Error('no bar to hold');
    const client = await page.context().newCDPSession(page);
    const touch = (type: string, x: number, y: number) =>
      client.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: type === 'touchEnd' ? [] : [{ x, y }],
      });
    const [x, y] = [box.x + 14, box.y + box.height / 2];
    await touch('touchStart', x, y);
    await touch('touchMove', x + 40, y);
    await touch('touchEnd', x, y);
    expect(await page.locator('.bar-dragged').count()).toBe(0);
    await touch('touchStart', x, y);
    await page.locator('.bar-dragged').waitFor();
    await touch('touchMove', x + 30, y + 92);
    await touch('touchEnd', x, y);
    await page.getByRole('dialog', { name: 'Move Lodwar School?' }).getByText('DT-03, from').waitFor();
    await client.detach();
  });

  test('by keyboard: from visit to visit, moved, put back, pinned, taken out, undone', async () => {
    const { page, fake, faults } = await openPlan('coordinator');
    await bar(page, 1).waitFor();
    // First what scrolls, then the one bar that Tab leads to.
    await tabTo(page, 'Trucks and their visits by day');
    const press = (key: string) => page.keyboard.press(key);
    await press('Tab');
    await press('ArrowRight');
    expect(await focused(page)).toBe(uuid(1001));
    await press('Alt+ArrowRight');
    await press('Alt+ArrowDown');
    await press('Alt+ArrowDown');
    expect(await said(page)).toContain('DT-03, Tue 19 Jan. Enter drops it here');
    expect(await focused(page)).toBe(uuid(1001));
    await press('Escape');
    expect(await said(page)).toContain('back in its place');
    expect(fake.asked).toEqual([]);
    await press('Alt+ArrowRight');
    await press('Enter');
    await page
      .getByRole('dialog', { name: 'Move Lodwar School?' })
      .getByText('No other visit changes')
      .waitFor();
    await page.getByRole('button', { name: 'Move it' }).focus();
    await press('Enter');
    await until('the move', () => fake.plan.visits[1]?.firstDay === '2027-01-19');
    await until('the focus on it', async () => (await focused(page)) === uuid(1001));
    await press('p');
    await until('the pin', () => fake.plan.visits[1]?.pinned === true);
    await until('its words', async () => (await said(page)).includes('Lodwar School is pinned'));
    await press('Delete');
    await page.getByRole('dialog').getByRole('button', { name: 'Take it out' }).click();
    await until('the drop', () => fake.plan.visits.every(({ visitId }) => visitId !== uuid(1001)));
    await bar(page, 1).waitFor({ state: 'detached' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('Control+z');
    await bar(page, 1).waitFor();
    expect(fake.asked.at(-1)).toBe(`POST /${uuid(1)}/undo`);
    await bar(page, 0).focus();
    await press('Alt+ArrowRight');
    expect(await said(page)).toContain('it does not move');
    await press('ArrowDown');
    await press('Enter');
    const details = page.getByRole('dialog', { name: /with DT-02/ });
    await details.getByText('Can be there from').waitFor();
    await details.getByText('Moyale School (83 people): the plan would be worth 12.4 less').waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-visit');
    await details.getByLabel('Truck').selectOption('DT-03');
    await details.getByRole('button', { name: 'See what follows' }).click();
    await page.getByRole('dialog').getByText('Embu School moves to').waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);

    // Somebody else is faster: that is said, and theirs is shown.
    const { pinned } = fake.plan.visits[1] as PlanVisit;
    fake.plan = { ...fake.plan, version: 90, updatedBy: 'Hassan Abdi', name: 'Second try' };
    await bar(page, 1).focus();
    await press('p');
    await page.getByText('Hassan Abdi changed this plan').waitFor();
    await page.getByRole('heading', { name: 'Second try' }).waitFor();
    expect(fake.plan.visits[1]?.pinned).toBe(pinned);
    await expectAccessible(page);
  });

  test('200 trucks and 26 weeks: rows near the view are drawn, and no more than must be when something moves', async () => {
    const { page } = await openPlan('coordinator', { plan: draft(200, 26) });
    await bar(page, 1).waitFor();
    const grid = page.getByRole('grid');
    expect(await grid.getAttribute('aria-rowcount')).toBe('201');
    const rows = () => grid.locator('[data-truck]').count();
    expect(await rows()).toBeLessThan(90);
    await page.evaluate(`
      window.changed = 0;
      new MutationObserver((list) => { window.changed += list.length; }).observe(document.querySelector('.board-grid'), { subtree: true, childList: true, attributes: true });
    `);
    await page.getByLabel('26 weeks').check();
    await page.evaluate('new Promise(requestAnimationFrame)');
    await shot(page, 'plan-200-trucks');
    expect(Number(await page.evaluate('window.changed'))).toBeLessThan(60);
    await bar(page, 20).focus();
    await page.evaluate('window.changed = 0');
    await page.keyboard.press('Alt+ArrowRight');
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(Number(await page.evaluate('window.changed'))).toBeLessThan(60);
    await page.keyboard.press('Escape');
    // Far down other rows are drawn, and the one with the focus still is; arrows find their way from there.
    await page.evaluate('document.querySelector(".board-scroll").scrollTop = 1e6');
    await page.locator('[data-truck="DT-200"]').waitFor();
    expect(await page.locator('[data-truck="DT-200"]').getAttribute('aria-rowindex')).toBe('201');
    expect(await page.locator('[data-truck="DT-10"]').count()).toBe(0);
    expect(await rows()).toBeLessThan(90);
    expect(await focused(page)).toBe(uuid(1020));
    await page.keyboard.press('ArrowDown');
    await page.locator('[data-truck="DT-03"] :focus').waitFor();
    expect(await fits(page)).toBe(true);
  });
});

describe('what is around the board', () => {
  test('why a site is left out, two plans compared, the map of a route, publishing with whom to tell', async () => {
    const { page, fake, faults } = await openPlan('coordinator');
    await page.getByText('It needs 4 Mbit/s of bandwidth; the site has 900 kbit/s.').waitFor();
    await page.getByText('It would push out Garissa School: 40 fewer people in all.').waitFor();
    await page.getByRole('button', { name: 'Why is Mandera School left out?' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('DT-02 could begin on Tue 2 Feb at the earliest, 2 days too late.').waitFor();
    await dialog.getByText('Dates that suit for 2 more days.').waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-why');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Put it in: Mandera School' }).click();
    await dialog.getByLabel('Truck').selectOption('DT-04');
    await dialog.getByRole('button', { name: 'See what follows' }).click();
    await page.getByRole('dialog', { name: 'Put Mandera School in?' }).getByText('No other visit').waitFor();
    await dialog.getByRole('button', { name: 'Put it in' }).click();
    await page.getByText('Mandera School was put in: DT-04').first().waitFor();
    expect(fake.asked).toEqual([`POST /${uuid(1)}/visits?dryRun=true`, `POST /${uuid(1)}/visits`]);
    fake.asked.length = 0;

    await page.getByText('What it had to assume').click();
    await page.getByText('The array or battery of DT-04 is unknown').waitFor();
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByLabel('Compare with').selectOption('As published · published');
    const row = page.getByRole('row', { name: 'Turkana' });
    expect(await row.innerText()).toMatch(/400[\s\S]*120 · 30%[\s\S]*164 · 41%/);
    await page.getByRole('row', { name: 'Lodwar School' }).getByText('new').first().waitFor();
    const [above, below] = [page.getByRole('grid').first(), page.getByRole('grid').last()];
    await below.locator('.bar-new').waitFor();
    expect(await above.locator('.bar-moved').count()).toBe(1);
    expect(await below.locator('.bar-moved').count()).toBe(1);
    await below.locator('.bar-moved').focus();
    await page.keyboard.press('Enter');
    expect(
      await page.evaluate('document.querySelector("[role=grid]").contains(document.activeElement)'),
    ).toBe(true);
    await page.getByLabel('4 weeks').check();
    await page.evaluate('document.querySelector(".board-scroll").scrollLeft = 120');
    const left = () => page.evaluate('[...document.querySelectorAll(".board-scroll")].at(-1).scrollLeft');
    await until('the other to scroll as well', async () => (await left()) === 120);
    await page.getByText('Hosts who would be told something else (1)').waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-compare', { whole: true });
    await page.getByRole('tab', { name: 'Map' }).click();
    await page.locator('.map-canvas').waitFor();
    await page.getByLabel('Route of').selectOption('DT-02');
    const stops = page.getByRole('list', { name: 'Stops of DT-02 in order' }).getByRole('listitem');
    await stops.first().waitFor();
    const all = await stops.count();
    await page.getByRole('button', { name: 'Week after' }).click();
    await page.getByText('Week from Mon 4 Jan').waitFor();
    expect(await stops.count()).toBe(1);
    expect(all).toBeGreaterThan(3);
    await page.locator('.truck-marker').waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-map');
    await page.getByRole('button', { name: 'Publish' }).click();
    const publishing = page.getByRole('dialog', { name: 'Publish this plan?' });
    await publishing.getByText('1 host has to be told').waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-publish');
    await publishing.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: 'First quarter published' }).waitFor();
    await page.getByRole('tabpanel').getByText('Achieng Otieno').waitFor();
    await page.getByRole('button', { name: 'Copy the message: Kitale School' }).waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
    expect(fake.asked).toEqual([`POST /${uuid(1)}/publish`]);
    await expectAccessible(page);
    await shot(page, 'plan-hosts');
    expect(faults).toEqual([]);
  });

  test('while it is being made: how far, the best so far, and stopping; failed: why', async () => {
    const done = draft();
    const solving = {
      ...done,
      visits: [],
      unscheduled: [],
      score: null,
      job: { ...done.job, state: 'running' as const, seconds: 8, endedAt: null, score: score(done.visits) },
    };
    const { page, fake } = await openPlan('coordinator', { plan: solving });
    await page.getByText('8 of 20 s').waitFor();
    await page.locator('.big-number', { hasText: 'people reached' }).getByText(/\d/).waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-solving');
    fake.plan = { ...solving, visits: done.visits };
    await page.getByRole('button', { name: 'Stop and keep the best' }).click();
    await bar(page, 1).waitFor();
    expect(fake.asked).toEqual([`POST /${uuid(1)}/cancel`]);
    fake.plan = { ...solving, job: { ...solving.job, state: 'failed', fault: 'No truck has seats.' } };
    await page.reload();
    await page.getByRole('alert').getByText('No truck has seats.').waitFor();
    await expectAccessible(page);
  });

  test('a viewer looks, and changes nothing', async () => {
    const { page, fake } = await openPlan('viewer');
    await bar(page, 1).waitFor();
    await page.getByText('changes are for coordinators').waitFor();
    await bar(page, 1).focus();
    await page.keyboard.press('Alt+ArrowRight');
    expect(await said(page)).toContain('changes are for coordinators');
    await page.keyboard.press('Delete');
    await page.keyboard.press('p');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.getByRole('button', { name: 'Take out' }).count()).toBe(0);
    expect(fake.asked).toEqual([]);
    await expectAccessible(page);
  });

  test('fits a desk and a phone, in English and in Filipino', async () => {
    const { page, faults } = await openPlan('coordinator');
    for (const language of ['en', 'fil'] as const) {
      await speak(page, language);
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        await page
          .locator(size === PHONE ? '.stop-button' : '.bar-visit')
          .first()
          .waitFor();
        expect(await page.getByRole('grid').count()).toBe(size === PHONE ? 0 : 1);
        expect(await fits(page), language).toBe(true);
        // What axe looks at does not change with the language.
        if (language === 'en' && size === PHONE) await expectAccessible(page);
        await shot(page, `plan-${language}`, { whole: size === PHONE });
      }
      await page.locator('a[href="/plan"].small').click();
      await page.locator('.disruption').waitFor();
      expect(await fits(page), language).toBe(true);
      if (language === 'en') await expectAccessible(page);
      await shot(page, `plans-${language}`, { whole: true });
      await page.setViewportSize(DESK);
      await page.getByRole('link', { name: 'First quarter' }).click();
    }
    await speak(page, 'en');
    expect(faults).toEqual([]);
  });
});

describe('something happened', () => {
  test('marked with what it touches, seen by drafts that do not know it, withdrawn', async () => {
    const { page, fake, faults } = await openPlan('coordinator', {
      path: '/plan?mark=battery&truckId=DT-02&reason=Does+not+charge',
    });
    const dialog = page.getByRole('dialog', { name: 'What happened?' });
    await dialog.getByText('Wajir School').waitFor();
    expect(await dialog.getByLabel('What is known').inputValue()).toBe('Does not charge');
    await shot(page, 'plan-battery');
    await dialog.getByLabel('What', { exact: true }).selectOption('road-closed');
    await dialog.getByText('Fill in the rest').waitFor();
    await dialog.getByLabel('Name of the place or road').fill('Garissa bridge');
    const canvas = dialog.locator('.map-canvas');
    await canvas.click({ position: { x: 200, y: 120 } });
    expect(Number(await dialog.getByLabel('Latitude').inputValue())).toBeCloseTo(0, -1);
    await dialog.getByLabel('Within').selectOption('50');
    await dialog.getByLabel('Last day').fill('2027-12-01');
    await dialog.getByText('Wajir School').waitFor();
    await expectAccessible(page);
    await shot(page, 'plan-road', { whole: true });
    await dialog.getByRole('button', { name: 'Mark it', exact: true }).click();
    await page.getByText('Marked. Plans obey it').first().waitFor();
    expect(new URL(page.url()).search).toBe('');
    const [asked] = fake.asked;
    expect(asked).toContain('"shape":"around"');
    expect(asked).toContain('"radiusKm":50');
    expect(asked).toContain('"replan":false');

    await page.getByRole('link', { name: 'First quarter' }).click();
    await page.getByText('does not know of it: DT-02 is out of service').waitFor();
    await page.getByRole('link', { name: 'All plans' }).click();
    const item = page.locator('.disruption');
    await item.getByText('DT-02 is out of service, Wed 6 Jan to Wed 20 Jan (gearbox)').waitFor();
    await item.getByText('touches 1 promised visit').waitFor();
    await item.getByRole('button', { name: /^Withdraw/ }).click();
    await page.getByRole('dialog').getByLabel('Why').fill('It was another truck');
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
    await page.getByText('Nothing is marked').waitFor();
    expect(fake.asked.at(-1)).toContain('"why":"It was another truck","version":1');
    expect(faults).toEqual([]);
  });
});

/** With the service's own planner: a page from the first click to the promised visits. */
describe('the real planner', () => {
  test('makes a plan, moves a visit, says why one is left out, publishes', { timeout: 90_000 }, async () => {
    const towns = [
      { name: 'Thika School', county: 'Kiambu', lat: -1.03, lon: 37.07 },
      { name: 'Nyeri School', county: 'Nyeri', lat: -0.42, lon: 36.95 },
      { name: 'Lodwar College', county: 'Turkana', lat: 3.12, lon: 35.6, access: { lorry: 'no' } },
    ];
    const course = {
      code: 'DIGI-20',
      name: 'Digital skills',
      mode: 'cohort',
      totalHours: 20,
      classHours: 2,
      powerPerSeatW: 45,
    };
    const { courseId } = await office.api<{ courseId: string }>('POST', '/courses', course);
    for (const town of towns) {
      const { siteId } = await office.api<{ siteId: string }>('POST', '/sites', town);
      const request = { siteId, courseId, learnersExpected: 60, requestedOn: '2026-01-10' };
      await office.api('POST', '/requests', request);
    }
    const depot = { name: 'Nairobi', lat: -1.3, lon: 36.8 };
    for (const truckId of ['DT-01', 'DT-02']) await office.api('POST', '/trucks', { truckId, depot });

    const { page, faults } = await office.open('coordinator', { path: '/plan' });
    await page.getByRole('button', { name: 'New plan' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('By the service');
    await dialog.getByLabel('Weeks').selectOption('4');
    await dialog.getByLabel('Search for').selectOption('5');
    await dialog.getByRole('button', { name: 'Make the plan' }).click();
    await page.getByRole('heading', { name: 'By the service draft' }).waitFor();
    await page.getByText('A lorry cannot reach the site').waitFor();
    // The last stop of its truck: nobody waits behind it.
    const cells = page.locator('[data-visit]').filter({ hasText: /School/ });
    const last = cells.last();
    const words = await last.getAttribute('title');
    const site = /^\w+ School/.exec(words ?? '')?.[0] ?? 'no site';
    await shot(page, 'plan-real');
    await last.focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Move it' }).click();
    await page.getByText(`${site} is now with`).first().waitFor();
    expect(await last.getAttribute('title')).not.toBe(words);
    await page.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByText('2 hosts have to be told').waitFor();
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: 'By the service published' }).waitFor();
    type Booked = { truckId: string; firstDay: string; lastDay: string; site: { name: string } };
    const booked = async () => (await office.api<{ items: Booked[] }>('GET', '/visits')).items;
    const [first, ...others] = await booked();
    expect(others).toHaveLength(1);
    if (first === undefined) throw new Error('nothing is booked');

    // Its truck breaks down: marked, planned anew, compared, published.
    await page.getByRole('button', { name: 'Something happened' }).click();
    await dialog.getByLabel('Truck').selectOption(first.truckId);
    await dialog.getByLabel('From').fill(addDays(first.firstDay, -3));
    await dialog.getByLabel('Last day').fill(addDays(first.lastDay, 7));
    await dialog.getByText(first.site.name).waitFor();
    await dialog.getByLabel('What is known').fill('Gearbox');
    await shot(page, 'plan-real-mark');
    await dialog.getByRole('button', { name: 'Mark it and make a new plan' }).click();
    await page.getByRole('heading', { name: `${first.truckId}: Gearbox` }).waitFor();
    const people = page.locator('.big-number', { hasText: 'people reached' });
    await people.getByText(/\d/).waitFor();
    await page.getByRole('button', { name: 'Stop and keep the best' }).click();
    await page.getByRole('row', { name: first.site.name }).getByText('moved').first().waitFor();
    await page.getByText('Hosts who would be told something else').waitFor();
    await shot(page, 'plan-real-compare', { whole: true });
    await page.getByRole('tabpanel').getByRole('button', { name: 'Publish' }).click();
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: `${first.truckId}: Gearbox published` }).waitFor();
    const moved = (await booked()).filter(({ site }) => site.name === first.site.name);
    expect(moved).toHaveLength(1);
    for (const visit of moved) {
      const meets =
        visit.firstDay <= addDays(first.lastDay, 7) && visit.lastDay >= addDays(first.firstDay, -3);
      expect(visit.truckId === first.truckId && meets, JSON.stringify(visit)).toBe(false);
    }
    expect(faults).toEqual([]);
  });
});
