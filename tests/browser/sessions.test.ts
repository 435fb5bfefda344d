/** Sessions as people use them: the list and its filters, one session with its questions and versions, by keyboard, in four languages. */
import { LANGUAGES } from '@digitruck/contract/people-words';
import type { Session } from '@digitruck/contract/sessions';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { sessionsText } from '../../src/console/shared/i18n/sessions.ts';
import { expectAccessible, PHONE, shot, startConsole, type TestConsole, tabTo } from '../support/console.ts';
import { sessionBody, sessionId } from '../support/sessions.ts';

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

  await page.getByLabel('Only with open questions').check();
  await page.getByText('1 of 1 shown').waitFor();
  const when = await page.getByRole('row').nth(1).getByRole('link').first().textContent();
  await tabTo(page, when ?? '');
  await page.keyboard.press('Enter');
  await page.getByText(/^open No visit of the truck was planned for/).waitFor();
  expect(await page.getByRole('table', { name: 'Who came' }).getByRole('row').last().innerText()).toMatch(
    /All\s+12\s+7\s+19/,
  );
  await expectAccessible(page);
  await shot(page, 'session');

  await tabTo(page, 'Answer');
  await page.keyboard.press('Enter');
  await page.keyboard.type('A class for the host, agreed by phone');
  await tabTo(page, 'Keep the answer');
  await page.keyboard.press('Enter');
  await page.getByText('The coordinator,', { exact: false }).waitFor();
  expect(await page.getByRole('button', { name: 'Change the answer' }).isVisible()).toBe(true);

  await page.goto(`${office.url}/sessions/${sessionId(3)}`);
  await page.getByText('state: Held → Withdrawn').waitFor();
  await page.getByText('notes: “first” → “a second look”').waitFor();
  expect(faults).toEqual([]);
});

test('on a phone, in each language, and when the service is away', async () => {
  const { page, faults } = await office.open('viewer', { path: `/sessions/${sessionId(1)}`, size: PHONE });
  for (const language of LANGUAGES) {
    await page.evaluate(`localStorage.setItem('digitruck.language', '${language}')`);
    await page.reload();
    const t = sessionsText[language];
    await page.getByRole('heading', { name: t.whoCame }).waitFor();
    await page.getByText(t.reporterHidden).waitFor();
    expect(await isWide(page), language).toBe(false);
  }
  await page.evaluate(`localStorage.setItem('digitruck.language', 'en')`);
  await page.goto(`${office.url}/sessions`);
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
