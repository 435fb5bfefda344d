/**
 * Sessions as people use them: the list and its filters, one session with its questions and versions; and what became of them: figures that
 * open, coverage on a map, what is entered for them, and what goes out to others. By keyboard, in four languages.
 */
import type { Impact } from '@digitruck/contract/impact';
import type { Target } from '@digitruck/contract/impact-entries';
import { LANGUAGES } from '@digitruck/contract/people-words';
import type { Session } from '@digitruck/contract/sessions';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { impactText } from '../../src/console/shared/i18n/impact.ts';
import { coverageText } from '../../src/console/shared/i18n/impact-coverage.ts';
import { sessionsText } from '../../src/console/shared/i18n/sessions.ts';
import {
  expectAccessible,
  follow,
  PHONE,
  shot,
  speak,
  startConsole,
  type TestConsole,
  tabTo,
} from '../support/console.ts';
import { startDhis2 } from '../support/dhis2.ts';
import { courseBody, requestBody } from '../support/registry.ts';
import { sessionBody, sessionId } from '../support/sessions.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();
const isWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
let office: TestConsole;
let siteId: string;

/** A class that ended so many hours ago and is reported now. */
async function report(
  number: number,
  endedH: number,
  over: object = {},
  device: object = {},
): Promise<Session> {
  const times = { startedAt: ago(endedH + 2), endedAt: ago(endedH) };
  const body = sessionBody({ siteId, ...times, ...over }, { sentAt: ago(0), ...device });
  return office.api('PUT', `/sessions/${sessionId(number)}`, body);
}

beforeAll(async () => {
  office = await startConsole();
  for (const truckId of ['DT-01', 'DT-02']) await office.api('POST', '/trucks', { truckId });
  const site = { name: 'Kabel Primary', lat: 0.30845, lon: 36.22465, county: 'Baringo', governmentId: 'B-1' };
  siteId = (await office.api<{ siteId: string }>('POST', '/sites', site)).siteId;
  const { items } = await office.api<{ items: { personId: string; role: string }[] }>('GET', '/people');
  const operator = items.find(({ role }) => role === 'operator');
  await office.api('PATCH', `/people/${operator?.personId}`, { truckIds: ['DT-01'] });
});

test('with no report it says how they come', async () => {
  const { page, faults } = await office.open('viewer', { path: '/sessions?period=any' });
  await page.getByRole('heading', { name: 'No session was reported yet' }).waitFor();
  await expectAccessible(page);
  await page.goto(`${office.url}/sessions/${sessionId(99)}`);
  await page.getByRole('heading', { name: 'There is no such session' }).waitFor();
  expect(faults).toEqual([]);
});

test('a coordinator finds what does not fit, answers it, and sees what a report was before', async () => {
  await report(1, 3);
  await report(2, 60, { truckId: 'DT-02', state: 'cancelled', endedAt: null, problems: [{ kind: 'road' }] });
  const { page, faults } = await office.open('coordinator', { path: '/sessions' });
  const rows = page.getByRole('row');
  await page.getByText('Not held', { exact: true }).last().waitFor();
  expect(await rows.count()).toBe(3);
  expect(await rows.nth(2).innerText()).toMatch(
    /DT-02[\s\S]*Kabel Primary[\s\S]*Baringo[\s\S]*Road[\s\S]*2 d late/,
  );
  await expectAccessible(page);
  await shot(page, 'sessions');

  // Another report comes in while one looks: the feed tells, and it stands there.
  await report(3, 1, { notes: 'first' });
  await page.getByRole('row').nth(3).waitFor();
  await report(3, 1, { notes: 'a second look', state: 'withdrawn' }, { revision: 2 });
  await page.getByText('Withdrawn', { exact: true }).last().waitFor();

  await page.getByLabel('What does not fit').selectOption('open');
  await page.getByText('1 of 1 shown').waitFor();
  const when = await page.getByRole('row').nth(1).getByRole('link').first().textContent();
  await tabTo(page, when ?? '');
  await page.keyboard.press('Enter');
  await page.getByText(/^open No visit of the truck was planned for/).waitFor();
  expect(await page.getByRole('table', { name: 'Who came' }).getByRole('row').last().innerText()).toMatch(
    /All\s+12\s+7\s+19/,
  );
  await page.getByText('It sent nothing of these hours', { exact: false }).waitFor();
  await expectAccessible(page);
  await shot(page, 'session');

  await tabTo(page, 'Ask the operator');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Whose class was that?');
  await tabTo(page, 'Send');
  await page.keyboard.press('Enter');
  await page.getByText('waits for the operator', { exact: true }).waitFor();

  // The operator of that truck finds it and replies; of the other truck there is nothing to be seen, nor the way to correct.
  const truck = await office.open('operator', { path: '/sessions?questions=asked', size: PHONE });
  await truck.page.getByText('1 of 1 shown').waitFor();
  await truck.page.getByRole('row').last().getByRole('link').first().click();
  await truck.page.getByRole('button', { name: 'Reply' }).click();
  expect(await truck.page.getByRole('button', { name: 'Correct the report' }).count()).toBe(0);
  await truck.page.keyboard.type('The host asked for it, five men too many are in the report.');
  await truck.page.getByRole('button', { name: 'Send' }).click();
  await truck.page.getByText('The operator,', { exact: false }).first().waitFor();
  expect(await isWide(truck.page)).toBe(false);
  await expectAccessible(truck.page);
  await follow(truck.page, `/sessions/${sessionId(2)}`);
  await truck.page.getByRole('heading', { name: 'There is no such session' }).waitFor();
  await follow(truck.page, '/sessions?truckId=DT-02');
  await truck.page.getByRole('heading', { name: 'No session matches' }).waitFor();

  // The reply stands on the coordinator's page by itself; what is corrected says why.
  await page.getByText('five men too many', { exact: false }).waitFor();
  await page.getByRole('button', { name: 'Correct the report' }).last().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Heads: Learners, Men, 25–34').fill('2');
  await dialog.getByRole('button', { name: 'Save the correction' }).click();
  await dialog.getByText('Say why.').waitFor();
  await expectAccessible(page, '[role=dialog]');
  await shot(page, 'session-correct');
  await dialog.getByLabel('Reason').fill('As the operator says');
  await dialog.getByRole('button', { name: 'Save the correction' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('Corrected: As the operator says').waitFor();
  await page.getByText('heads: 19 → 14').waitFor();
  await page.getByRole('button', { name: 'Change the answer' }).waitFor();
  await shot(page, 'session-corrected');

  // A viewer reads that and how it was settled, and nobody's words or name.
  const viewer = await office.open('viewer', { path: `/sessions/${sessionId(1)}` });
  await viewer.page.getByText('heads: 19 → 14').waitFor();
  const seen = await viewer.page.getByRole('main').innerText();
  expect(seen).toMatch(/not shown to your role/);
  expect(seen).not.toMatch(
    /Whose class|five men|As the operator|The (operator|coordinator|admin),|Reply|Correct the report/,
  );
  expect(viewer.faults).toEqual([]);
  await page.goto(`${office.url}/sessions/${sessionId(3)}`);
  await page.getByText('state: Held → Withdrawn').waitFor();
  await page.getByText('notes: “first” → “a second look”').waitFor();
  expect([...faults, ...truck.faults]).toEqual([]);
});

/** Days around now, wide enough for whatever the hour is in Nairobi. */
const day = (days: number) => ago(-24 * days).slice(0, 10);
/** The year of the class that Impact counts, in the time zone of the programme. */
const YEAR = ago(5 - 3).slice(0, 4);
const OF_THE_YEAR = `from=${YEAR}-01-01&to=${YEAR}-12-31`;
/** Of each part of Impact, whether its link is on the screen whole. */
const PARTS_SEEN = `[...document.querySelectorAll('.impact-parts a')].map((a) => a.getBoundingClientRect().right <= innerWidth)`;
/** Numbers of the figures that are neither opened by a button nor a link; scales of drawings are none. */
const UNOPENED = `[...document.querySelectorAll('main .impact-grid *, main .coverage table *, main .big-numbers *')]
  .filter((e) => e.children.length === 0 && /^[1-9][\\d.,]*( of [\\d.,]+)?$/.test(e.textContent.trim()) && !e.closest('button, a, [aria-hidden]'))
  .map((e) => e.textContent + ' ' + e.className)`;
const FOCUSED = "document.activeElement?.getAttribute('aria-label')";

test('figures open to what makes them, by county beside a map; targets, costs and schools are entered', async () => {
  const { courseId } = await office.api<{ courseId: string }>('POST', '/courses', courseBody());
  const far = { name: 'Wajir High', kind: 'school', lat: 1.75, lon: 40.06, county: 'Wajir' };
  const wajir = (await office.api<{ siteId: string }>('POST', '/sites', far)).siteId;
  const wish = { siteId: wajir, courseId, learnersExpected: 40 };
  await office.api('POST', '/requests', requestBody(wish));
  const visit = {
    truckId: 'DT-01',
    siteId,
    courseId,
    learnersExpected: 20,
    firstDay: day(-1),
    lastDay: day(1),
  };
  const { visitId } = await office.api<{ visitId: string }>('POST', '/visits', {
    ...visit,
    timetable: { weekdays: [1, 2, 3, 4, 5, 6, 7], classStarts: ['08:00'], classMinutes: 120 },
  });
  await report(4, 3, { visitId, courseId });
  await until('the report is counted', async () => {
    const { figures } = await office.api<Impact>('GET', `/impact?${OF_THE_YEAR}`);
    return figures.find(({ id }) => id === 'people')?.value === 19;
  });

  const { page, faults } = await office.open('admin', { path: `/impact?${OF_THE_YEAR}&by=county` });
  const table = page.getByRole('table', { name: coverageText.en.coverage });
  const rowOf = (text: string) => table.getByRole('row', { name: text });
  await rowOf('Wajir').getByText('0 of 1').waitFor();
  expect(await rowOf('Baringo').innerText()).toMatch(/19\s+12\s+\d\s+1 of 1\s+0/);
  expect(await rowOf('Wajir').innerText()).toMatch(/0\s+0\s+0\s+0 of 1\s+40\s+1 Oct 2026/);
  const circle = page.getByRole('button', { name: 'Wajir: 0 people reached, 40 learners wait' });
  await circle.waitFor();
  await expectAccessible(page);
  await shot(page, 'impact', { whole: true });
  await circle.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Sites that wait', exact: true }).waitFor();
  await page.keyboard.press('Escape');
  expect(await page.evaluate(FOCUSED)).toBe('Wajir: 0 people reached, 40 learners wait');
  // A number opens by keyboard to its rule and its classes, and gives the focus back.
  await page.getByRole('button', { name: '19 people taught', exact: true }).first().focus();
  await page.keyboard.press('Enter');
  const behind = page.getByRole('dialog', { name: 'What makes it: 19 people taught' });
  await behind.getByText('each once', { exact: false }).waitFor();
  await behind.getByRole('link').first().waitFor();
  await expectAccessible(page, '[role=dialog]');
  await shot(page, 'impact-behind');
  await page.keyboard.press('Escape');
  await behind.waitFor({ state: 'detached' });
  expect(await page.evaluate(FOCUSED)).toBe('19 people taught');

  // Only of one county, by keyboard; into its row there are its sites; the address says all of it, and "back" undoes it.
  const filters = page.getByRole('search', { name: 'Filter' });
  await filters.getByRole('button', { name: 'County' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'Baringo, 19 people taught' }).waitFor();
  await expectAccessible(page, '[role=menu]');
  await page.keyboard.type('Bar');
  await page.keyboard.press('Enter');
  await rowOf('Wajir').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Only Baringo' }).press('Enter');
  const sites = page.getByRole('table', { name: 'Rows by site' });
  expect(await sites.getByRole('row', { name: 'Kabel Primary' }).innerText()).toMatch(/19\s+12\s/);
  expect(new URL(page.url()).search).toBe(`?${OF_THE_YEAR}&by=site&county=Baringo`);
  await page.getByRole('button', { name: /^19 people taught, 0 certified, / }).press('Enter');
  await page
    .getByRole('dialog', { name: /^What makes it: 19 people taught, / })
    .getByRole('link')
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await expectAccessible(page);
  await shot(page, 'impact-filtered', { whole: true });
  await page.goBack();
  await rowOf('Baringo').waitFor();
  await page.getByRole('button', { name: 'Take out County: Baringo' }).press('Enter');
  await rowOf('Wajir').waitFor();
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('County');

  await page.getByRole('link', { name: 'Targets and costs' }).click();
  await page.getByRole('heading', { name: 'No target is set yet' }).waitFor();
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'New target' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  // It says what to mend, at the field and beneath the form.
  await dialog.locator('.field-error').waitFor();
  expect(await dialog.getByLabel('Target', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  await dialog.getByLabel('Target', { exact: true }).fill('76');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'New cost' }).click();
  await dialog.getByLabel('Amount').fill('3 800,50');
  await dialog.getByLabel('First day').fill(`${YEAR}-01-01`);
  await dialog.getByLabel('Last day').fill(`${YEAR}-12-31`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('cell', { name: '3,800.5 KES', exact: true }).waitFor();
  // Somebody else changes the target while it is open here.
  await page.getByRole('button', { name: 'Edit: people taught' }).click();
  const { items } = await office.api<{ items: Target[] }>('GET', '/impact/targets');
  const { targetId, version, indicator, firstDay, lastDay } = items[0] as Target;
  const other = { indicator, firstDay, lastDay, value: 76, funder: '', notes: 'agreed with the donor' };
  await office.api('PUT', `/impact/targets/${targetId}`, { ...other, version });
  await dialog.getByLabel('Target', { exact: true }).fill('38');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('agreed with the donor').waitFor();
  await shot(page, 'impact-conflict');
  await dialog.locator('.conflict .button-primary').click();
  await dialog.waitFor({ state: 'detached' });
  expect((await office.api<{ items: Target[] }>('GET', '/impact/targets')).items[0]).toMatchObject({
    value: 38,
    notes: 'agreed with the donor',
  });
  await expectAccessible(page);
  await shot(page, 'impact-entries');

  await follow(page, `/impact/schools?from=${YEAR}-01-01&to=${day(20)}`);
  await page.getByRole('button', { name: 'Note: Kabel Primary' }).click();
  await dialog.getByLabel('Internet').first().selectOption('no');
  await dialog.getByLabel('Internet').last().selectOption('yes');
  await dialog.getByLabel('Speed in Mbit/s').last().fill('4,5');
  await shot(page, 'impact-school');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('1 connected, of 1 noted before and after').waitFor();
  await expectAccessible(page);
  await shot(page, 'impact-schools');

  await follow(page, `/impact?${OF_THE_YEAR}`);
  await page.getByText('19 of 38 people taught').waitFor();
  const cost = page.getByRole('button', { name: '200.03 KES, cost per person' });
  await cost.waitFor();
  // No number stands there that does not open; by keyboard, to what it is and is not, and to what makes it.
  expect(await page.evaluate(UNOPENED)).toEqual([]);
  const opens = async (name: RegExp, ...texts: string[]) => {
    await page.getByRole('button', { name }).last().press('Enter');
    for (const text of texts) await dialog.getByText(text).first().waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  };
  await opens(/^19, 4\.3\.1/, 'Not a participation rate', 'Sessions behind it: ', 'Kabel Primary', 'Of them');
  await opens(/^1, 4\.a\.1/, 'Schools behind it: 1', 'Kabel Primary', 'All schools');
  await opens(/^200\.03 KES/, 'Costs behind it: 1', '3,800.5 KES over 19 people taught');
  await opens(/^1 classes not held, Road/, 'Sessions behind it: 1', 'DT-02');
  expect(faults).toEqual([]);
});

test('a closed period goes to DHIS2 after a dry run; what arrives later is told beside what was closed', async () => {
  const dhis2 = await startDhis2({
    token: 'd2pat_test',
    dataSet: { code: 'DT_YEAR', displayName: 'DigiTruck by year' },
    knows: (combo) => combo !== 'wrong',
  });
  const { page, faults } = await office.open('admin', { path: '/impact/exchange' });
  await page.getByRole('heading', { name: 'No period is closed yet' }).waitFor();
  await follow(page, `/impact?${OF_THE_YEAR}`);
  await page.getByRole('button', { name: 'Close a period' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('The year');
  await dialog.getByRole('button', { name: 'Close it' }).click();
  await page.getByRole('heading', { name: 'The year nothing since' }).waitFor();
  await page.getByRole('link', { name: 'DHIS2, Giga, IATI' }).click();

  await page.getByRole('button', { name: 'Change address and codes' }).click();
  await page.getByLabel('Address of the DHIS2').fill('the ministry');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.field-error').waitFor();
  await page.getByLabel('Address of the DHIS2').fill(dhis2.url);
  await page.getByLabel('Personal access token').fill('d2pat_test');
  await page.getByLabel('Codes are').selectOption('CODE');
  await page.getByLabel('Data set').fill('DT_YEAR');
  await page.getByLabel('Periods are').selectOption('yearly');
  await page.getByLabel('people taught').fill('DT_PEOPLE');
  await page.getByLabel('female, 18-24').fill('F1824');
  await page.getByLabel('male, 25-34', { exact: true }).fill('wrong');
  await page.getByLabel('Paste a list', { exact: false }).fill('baringo;KE_30\nAtlantis;X');
  await page.getByRole('button', { name: 'Take the list' }).click();
  await page.getByText('Not among the names: Atlantis').waitFor();
  await expectAccessible(page);
  await shot(page, 'impact-dhis2-form', { whole: true });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('1 of 2 have a code').waitFor();

  await page.getByRole('button', { name: 'Test the connection' }).click();
  await page.getByText('Reached, as Asha Ministry (DHIS2 2.41.3). Data set: DigiTruck by year.').waitFor();
  expect(await page.getByRole('button', { name: 'Send', exact: true }).count()).toBe(0);
  await page.getByRole('button', { name: 'Dry run' }).click();
  await page.getByText('1 imported, 0 updated, 1 ignored').waitFor();
  await page.getByRole('cell', { name: /E7613/ }).waitFor();
  await page.getByText(/Not sent, for there is no code: .*female, 35-64/).waitFor();
  await expectAccessible(page);
  await shot(page, 'impact-dhis2', { whole: true });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await until('it is sent', () => dhis2.imports.some(({ dryRun }) => !dryRun));
  expect(dhis2.imports.map(({ dryRun, values }) => [dryRun, values.map(({ value }) => value)])).toEqual([
    [true, ['11', '7']],
    [false, ['11', '7']],
  ]);

  // A report changes after that: the page tells by itself what it made of the period.
  await follow(page, `/impact?${OF_THE_YEAR}`);
  await page.getByRole('heading', { name: 'The year nothing since' }).waitFor();
  const now = await office.api<Session>('GET', `/sessions/${sessionId(4)}`);
  const { visitId, courseId } = now as unknown as { visitId: string; courseId: string };
  const came = [{ sex: 'female', ageBand: '18-24', role: 'learner', count: 20 }];
  await report(4, 3, { visitId, courseId, headCounts: came }, { revision: 2 });
  await page.getByRole('heading', { name: 'The year 1 report since' }).waitFor();
  const difference = page.getByRole('table', { name: 'Difference, The year' });
  expect(await difference.getByRole('row', { name: /people taught/ }).innerText()).toMatch(/19\s+20\s+\+1/);

  // That class overlaps another: both stand side by side, and a link leads to the other. Somebody answers while one asks.
  await follow(page, `/sessions/${sessionId(4)}`);
  const both = page.getByRole('table', { name: 'Both classes, side by side' });
  expect(await both.getByRole('row', { name: /^Heads/ }).innerText()).toMatch(/20\s+14/);
  const overlaps = page.getByRole('listitem').filter({ has: both });
  await overlaps.getByRole('button', { name: 'Ask the operator' }).click();
  await page.keyboard.type('One class or two?');
  await expectAccessible(page);
  await shot(page, 'session-overlap', { whole: true });
  const answer = { answer: 'Two rooms of the host.' };
  await office.api('POST', `/sessions/${sessionId(4)}/questions/overlaps/answer`, answer);
  await page.getByText('has answered it meanwhile.').waitFor();
  expect(await overlaps.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  await both.getByRole('link').click();
  await page.getByText('Corrected: As the operator says').waitFor();

  // Who may not send sees what it is, and no button.
  const viewer = await office.open('viewer', { path: '/impact/exchange' });
  await viewer.page.getByText('Coordinators try and send; admins set the codes.').waitFor();
  expect(await viewer.page.getByRole('button', { name: 'Dry run' }).count()).toBe(0);
  expect([...faults, ...viewer.faults]).toEqual([]);
});

test('on a phone, in each language, and when the service is away', async () => {
  const { page, faults } = await office.open('viewer', { path: `/sessions/${sessionId(1)}`, size: PHONE });
  for (const language of LANGUAGES) {
    await speak(page, language);
    const t = sessionsText[language];
    await page.getByRole('heading', { name: t.whoCame }).waitFor();
    await page.getByText(t.reporterHidden).waitFor();
    expect(await isWide(page), language).toBe(false);
    await follow(page, `/impact?${OF_THE_YEAR}`);
    await page.getByRole('heading', { name: impactText[language].allFigures }).waitFor();
    await page.getByRole('table', { name: coverageText[language].coverage }).waitFor();
    expect(await isWide(page), language).toBe(false);
    expect(await page.evaluate(PARTS_SEEN), language).toEqual([true, true, true, true]);
    expect(await page.getByRole('button', { name: impactText[language].close }).count(), language).toBe(0);
    await shot(page, `impact-${language}`, { whole: true });
    if (language === 'en') await expectAccessible(page);
    await page.goBack();
  }
  await speak(page, 'en');
  await page.goto(`${office.url}/impact?from=2020-01-01&to=2020-01-31&county=Nowhere`);
  await page.getByRole('heading', { name: 'Nothing of that in these days' }).waitFor();
  await page.getByRole('button', { name: 'Clear all' }).last().click();
  await page.getByRole('heading', { name: 'No classes were reported in these days' }).waitFor();
  await page.route('**/api/v1/impact?*', (route) => route.abort());
  await page.getByRole('button', { name: 'This year' }).click();
  await page.getByRole('heading', { name: 'This could not be loaded' }).waitFor();
  await expectAccessible(page);
  await page.unroute('**/api/v1/impact?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('heading', { name: impactText.en.allFigures }).waitFor();
  await follow(page, '/sessions');
  await page.getByRole('cell', { name: 'Kabel Primary' }).first().waitFor();
  expect(await isWide(page)).toBe(false);
  await expectAccessible(page);
  await shot(page, 'sessions-phone');
  await page.route('**/api/v1/sessions?*', (route) => route.abort());
  await page.getByLabel('State').selectOption('withdrawn');
  await page.getByRole('heading', { name: 'The sessions could not be loaded' }).waitFor();
  await page.unroute('**/api/v1/sessions?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Withdrawn', { exact: true }).last().waitFor();
  expect(faults).toEqual([]);
});
