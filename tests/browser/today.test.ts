/** Today in a real browser: the first truck, who needs somebody and what is done about it, the day's classes, old and missing data, every role. */
import type { CommandPage } from '@digitruck/contract/commands';
import { LANGUAGES } from '@digitruck/contract/people-words';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  DESK,
  expectAccessible,
  PHONE,
  shot,
  speak,
  startConsole,
  type TestConsole,
  type TestTruck,
  tabTo,
} from '../support/console.ts';
import { raiseAlert, SHORT_BATTERY } from '../support/office-alerts.ts';
import { classOfNow } from '../support/timetables.ts';
import { until } from '../support/until.ts';

let office: TestConsole;
beforeAll(async () => {
  office = await startConsole();
});

const battery = { capacityWh: 20_000, reservePct: 20, maxChargeW: 5000, maxDischargeW: 6000 };
const NAKURU = { lat: -0.2949, lon: 36.069 };
const need = (page: Page, words: string) => page.locator('.need', { hasText: words });
const number = (page: Page, label: string) =>
  page.locator('.big-number', { hasText: label }).locator('.big-number-value');

describe('an installation that begins', () => {
  test('says why it is empty, and adds the first truck, which then shows itself', async () => {
    const { page, faults } = await office.open('coordinator');
    const needs = page.getByRole('region', { name: 'Needs you' });
    await needs.getByRole('heading', { name: 'No trucks yet' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'today-empty');
    await needs.getByRole('button', { name: 'Add truck' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Truck id').fill('DT 01');
    await dialog.getByRole('button', { name: 'Add truck' }).click();
    await dialog.getByText('must be 1 to 64 letters').waitFor();
    await expectAccessible(page);
    await dialog.getByLabel('Truck id').fill('DT-01');
    await dialog.getByLabel('Name', { exact: true }).fill('Twiga');
    await dialog.getByRole('button', { name: 'Add truck' }).click();
    await page.getByText('DT-01 Twiga was added.').first().waitFor();
    await need(page, 'DT-01 Twiga has never been heard').waitFor();
    const truck = await office.truck('DT-01');
    await truck.send({ batterySocPct: 71, occupancy: 18, speedKph: 0, ...NAKURU });
    await page.locator('.strip-card', { hasText: '18/20 people · battery 71%' }).waitFor();
    await until(
      'the number of trucks that teach',
      async () => (await number(page, 'teaching now').innerText()) === '1 of 1',
    );
    expect(await number(page, 'people in class').innerText()).toBe('18');
    expect(faults).toEqual([]);
  });

  test('tells a viewer who can add one', async () => {
    const { page } = await office.open('viewer', { path: '/trucks' });
    await page.getByText('changes are for coordinators').waitFor();
    expect(await page.getByRole('button', { name: 'Add truck' }).count()).toBe(0);
  });
});

describe('a day with worries', () => {
  let onReserve: TestTruck;
  beforeAll(async () => {
    await office.api('POST', '/trucks', { truckId: 'DT-07', name: 'Chui', battery });
    onReserve = await office.truck('DT-07');
    await onReserve.send({
      batterySocPct: 16,
      batteryW: -700,
      occupancy: 20,
      speedKph: 0,
      lat: 2.33,
      lon: 37.98,
    });
    await office.api('POST', '/trucks', { truckId: 'DT-03', name: 'Tembo' });
    const gone = await office.truck('DT-03');
    await gone.send({ batterySocPct: 37, occupancy: 12, lat: 0.01, lon: 37.07 }, { ageMs: 26 * 3_600_000 });
    await gone.status('offline');
    const site = await office.api<{ siteId: string }>('POST', '/sites', {
      name: 'Kitale School',
      county: 'Trans Nzoia',
      lat: 1.01,
      lon: 35,
    });
    const course = await office.api<{ courseId: string }>('POST', '/courses', {
      code: 'DIGI-40',
      name: 'Digital skills',
      mode: 'cohort',
      totalHours: 40,
      classHours: 2,
      powerPerSeatW: 45,
    });
    const { siteId } = site;
    await office.api('POST', '/requests', {
      siteId,
      courseId: course.courseId,
      learnersExpected: 90,
      requestedOn: '2026-01-10',
    });
    await raiseAlert(office, {
      kind: 'battery-class',
      truckId: 'DT-07',
      severity: 'urgent',
      facts: SHORT_BATTERY,
      siteId,
    });
    await raiseAlert(office, { kind: 'class-empty', truckId: 'DT-07', under: 'battery-class' });
    await raiseAlert(office, {
      kind: 'truck-silent',
      truckId: 'DT-03',
      facts: { lastHeardAt: '2026-11-25T05:15:00.000Z', toleratedMin: 360, batterySocPct: 37 },
    });
    await office.api('POST', '/visits', {
      truckId: 'DT-01',
      siteId,
      courseId: course.courseId,
      learnersExpected: 20,
      ...classOfNow(),
    });
  });

  test('shows the most urgent first; the truck is asked to save power, and its answer is shown', async () => {
    const { page, faults } = await office.open('coordinator');
    await need(page, 'Chui: the battery will not last today’s classes').waitFor();
    await need(page, 'Kitale School waits').waitFor();
    const titles = await page.locator('.need h3').allInnerTexts();
    // The empty class is told with the battery that explains it.
    expect(titles.map((title) => title.slice(0, 5))).toEqual(['DT-07', 'DT-03', 'Kital']);
    await need(page, 'DT-07').getByText('3 of 5 classes at Kitale School are covered').waitFor();
    await need(page, 'DT-03').getByText('last seen with 37%').waitFor();
    expect(await number(page, 'trucks need you').innerText()).toBe('2');
    // The one class of now is held.
    expect(await number(page, 'classes held as planned').innerText()).toBe('1 of 1');
    await page.locator('.strip-card', { hasText: 'DT-01' }).getByText('class to').waitFor();
    await page.locator('.truck-marker').first().waitFor();
    await expectAccessible(page);
    await shot(page, 'today-worries');

    await need(page, 'DT-07').getByRole('button', { name: 'Switch to low power' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch to low power' }).click();
    await need(page, 'DT-07').getByText('no answer yet').waitFor();
    const { items } = await office.api<CommandPage>('GET', '/trucks/DT-07/commands');
    expect(items).toMatchObject([{ kind: 'low-power', args: { on: true }, askedBy: 'The coordinator' }]);
    const answer = { commandId: items[0]?.commandId, state: 'done', at: new Date().toISOString() };
    await onReserve.say('command/ack', JSON.stringify(answer));
    await need(page, 'DT-07').getByText('Saves power since').waitFor();
    expect(await need(page, 'DT-07').getByRole('button').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('what somebody acknowledged says so, and what sleeps is not told until it wakes', async () => {
    const { page } = await office.open('viewer');
    await need(page, 'DT-07').waitFor();
    const { alertId } = await raiseAlert(office, {
      kind: 'bandwidth-short',
      truckId: 'DT-01',
      facts: { downlinkKbps: 180, needKbps: 2000, signalDbm: -112 },
    });
    const slow = need(page, 'the network is too slow for the course');
    await slow.waitFor();
    await office.api('POST', `/alerts/${alertId}/acknowledge`, {});
    await slow.getByText(/acknowledged by/).waitFor();
    await office.api('POST', `/alerts/${alertId}/snooze`, { forMinutes: 60 });
    await slow.waitFor({ state: 'detached' });
    await office.api('POST', `/alerts/${alertId}/snooze`, { forMinutes: 0 });
    await slow.getByRole('link', { name: 'the network is too slow' }).click();
    await page.getByRole('heading', { level: 1, name: /Twiga: the network is too slow/ }).waitFor();
  });

  test('a truck that nobody registered is added from here, with what it has sent', async () => {
    const { page } = await office.open('coordinator');
    const stranger = await office.truck('KE-99');
    await stranger.send({ batterySocPct: 55, speedKph: 0, occupancy: 0 });
    await need(page, 'KE-99 is not registered').getByRole('button', { name: 'Add truck' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Truck id').inputValue()).toBe('KE-99');
    await dialog.getByRole('button', { name: 'Add truck' }).click();
    await page.locator('.strip-card', { hasText: 'KE-99' }).getByText('battery 55%').waitFor();
    await until('the need to go', async () => (await need(page, 'is not registered').count()) === 0);
  });

  test('by keyboard alone: to the one thing to do, and back', async () => {
    await office.api('POST', '/trucks', { truckId: 'DT-08', battery });
    const truck = await office.truck('DT-08');
    await truck.send({ batterySocPct: 8, batteryW: -200, speedKph: 0 });
    await raiseAlert(office, {
      kind: 'battery-low',
      truckId: 'DT-08',
      severity: 'urgent',
      facts: { batterySocPct: 8, reservePct: 20, loadW: 200, siteName: 'Kitale School' },
    });
    const { page } = await office.open('coordinator');
    await need(page, 'DT-08: battery down to 8%').waitFor();
    await tabTo(page, 'Switch to low power');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until(
      'the focus back on the button',
      async () => (await page.evaluate('document.activeElement.textContent')) === 'Switch to low power',
    );
    await tabTo(page, 'What the signs mean');
    await tabTo(page, 'DT-07 Chui');
  });

  test('a viewer sees the same, and is offered nothing that would be refused', async () => {
    const { page, faults } = await office.open('viewer');
    await need(page, 'DT-07').getByRole('link', { name: 'Open truck' }).waitFor();
    expect(await page.getByRole('button', { name: 'Switch to low power' }).count()).toBe(0);
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test('with the alerts not to be had, the rest is told and it says what is missing', async () => {
    const { page } = await office.open('viewer', { path: 'about:blank' });
    await page.route('**/api/v1/alerts?*', (route) => route.fulfill({ status: 403, body: '{}' }));
    await page.goto('/');
    await page.getByText('Some of this could not be loaded: alerts.').waitFor();
    await need(page, 'Kitale School waits').waitFor();
    await expectAccessible(page);
  });

  test('with the live feed down it says so, and goes on with what it fetches', async () => {
    const { page } = await office.open('coordinator', { path: 'about:blank' });
    await page.routeWebSocket(/\/api\/v1\/live/, (socket) => socket.close());
    await page.goto('/');
    await page.getByText('The live feed is down').waitFor();
    await need(page, 'DT-07').waitFor();
    await expectAccessible(page);
    await shot(page, 'today-feed-down');
  });

  test('with nothing to be had it says what still works, and tries again when asked', async () => {
    const { page } = await office.open('coordinator', { path: 'about:blank' });
    await page.routeWebSocket(/\/api\/v1\/live/, (socket) => socket.close());
    await page.route('**/api/v1/trucks?*', (route) => route.abort());
    await page.goto('/');
    const failed = page.getByRole('alert').filter({ hasText: 'could not be loaded' });
    await failed.waitFor();
    await expectAccessible(page);
    await shot(page, 'today-nothing');
    await page.unroute('**/api/v1/trucks?*');
    await failed.getByRole('button', { name: 'Try again' }).click();
    await need(page, 'DT-07').waitFor({ timeout: 20_000 });
  });

  test.each([
    ['a desk', DESK],
    ['a phone', PHONE],
  ])('fits %s, in each language', async (_, size) => {
    // Room is scarce on a phone; a desk shows it if the longest words fit.
    const { page } = await office.open('coordinator', { size });
    for (const language of size === PHONE ? LANGUAGES : (['en', 'fr'] as const)) {
      await speak(page, language);
      await page.locator('.need').first().waitFor();
      await page.locator('.strip-card').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), language).toBe(
        true,
      );
      // What axe looks at does not change with the language.
      if (language === 'en') await expectAccessible(page);
      await shot(page, `today-${language}`, { whole: size === PHONE });
    }
    await speak(page, 'en');
  });
});
