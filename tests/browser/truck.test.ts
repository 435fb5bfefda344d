/** The truck page as people use it: figures of now, energy ahead in classes, what is next, the past with its gaps, asking the truck, every state. */
import type { Forecast } from '@digitruck/contract/energy';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, follow, PHONE, shot, startConsole, type TestConsole } from '../support/console.ts';

import { foretold } from '../support/foretold.ts';
import { raiseAlert, SHORT_BATTERY } from '../support/office-alerts.ts';
import { classOfNow } from '../support/timetables.ts';

let office: TestConsole;
const MINUTE_MS = 60_000;
const card = (page: Page, title: string) => page.getByRole('region', { name: title });

beforeAll(async () => {
  office = await startConsole();
  await office.api('POST', '/trucks', {
    truckId: 'DT-01',
    name: 'Twiga',
    battery: { capacityWh: 20_000, maxChargeW: 5000, maxDischargeW: 5000 },
    array: { peakW: 5000 },
  });
  await office.api('POST', '/trucks', { truckId: 'DT-02' });
  const truck = await office.truck('DT-01');
  for (let minute = 90; minute >= 0; minute--) {
    // Ten minutes of the hour never came.
    if (minute > 30 && minute <= 40) continue;
    await truck.send(
      {
        batterySocPct: 80 - minute / 10,
        solarW: 1500,
        solarPotentialW: 1900,
        loadW: 900,
        occupancy: 18,
        lat: -0.45,
        lon: 36.9,
        downlinkKbps: 8200,
      },
      { ageMs: minute * MINUTE_MS, seq: 90 - minute },
    );
  }
});

describe('the truck page', () => {
  test('shows what the truck has now, its past and what is missing; it is asked for something', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/trucks/DT-01' });
    await page.getByRole('heading', { level: 1, name: 'DT-01 Twiga' }).waitFor();
    const now = page.locator('.now-numbers');
    await now.getByText('80%').waitFor();
    expect(await now.innerText()).toMatch(/1\.5\skW/);
    expect(await now.innerText()).toContain('of 20 seats');
    await page.getByText('Battery charge').first().waitFor();
    await page.locator('.chart canvas').first().waitFor();
    await page.getByText('10 samples').waitFor();
    await page.getByText('still missing').waitFor();
    await expectAccessible(page);
    await shot(page, 'truck');

    // By keyboard alone it is asked for something, and shows who asked.
    const ask = page.getByRole('button', { name: 'Ask the truck …' });
    await ask.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Message').fill('The road to Nyeri is closed');
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Ask', exact: true }).focus();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Show: “The road to Nyeri is closed”').waitFor();
    await page.getByText(/The coordinator, /).waitFor();
    expect(faults).toEqual([]);
  });

  test('a viewer sees the same and can ask for nothing', async () => {
    const { page } = await office.open('viewer', { path: '/trucks/DT-01' });
    await page.locator('.now-numbers').waitFor();
    expect(await page.getByRole('button', { name: 'Ask the truck …' }).count()).toBe(0);
  });

  test('a truck that was never heard says what to do; an unknown one leads back', async () => {
    const { page } = await office.open('coordinator', { path: '/trucks/DT-02' });
    await page.getByText('Nothing has been heard of this truck yet').waitFor();
    await expectAccessible(page);
    await shot(page, 'truck-never-heard');
    await follow(page, '/trucks/NOBODY');
    await page.getByText('There is no truck NOBODY').waitFor();
    await expectAccessible(page);
  });

  test('fits a phone', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/trucks/DT-01', size: PHONE });
    await page.locator('.chart canvas').first().waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await expectAccessible(page);
    await shot(page, 'truck', { whole: true });
    expect(faults).toEqual([]);
  });

  test('when the past cannot be loaded, the present stays and another try helps', async () => {
    const { page } = await office.open('coordinator', { path: 'about:blank' });
    let broken = true;
    await page.route('**/api/v1/trucks/DT-01/telemetry**', (route) =>
      broken ? route.abort() : route.continue(),
    );
    await page.goto(`${office.url}/trucks/DT-01`);
    await page.getByText('The past could not be loaded').waitFor({ timeout: 20_000 });
    expect(await page.locator('.now-numbers').isVisible()).toBe(true);
    await expectAccessible(page);
    await shot(page, 'truck-past-failed');
    broken = false;
    // The page may have tried by itself in the meantime; then there is nothing to press any more.
    const charts = card(page, 'The past').locator('.chart canvas').first();
    const again = page.getByRole('button', { name: /again|retry/i });
    await Promise.race([charts.waitFor(), again.click().then(() => charts.waitFor())]);
  });
});

/** The page gets what the service answers, changed: a forecast's weather is not a test's to choose. */
async function withForecast(page: Page, change: (forecast: Forecast) => Forecast): Promise<void> {
  await page.route('**/api/v1/trucks/DT-01/forecast', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change((await response.json()) as Forecast) });
  });
}

describe('energy ahead and what is next', () => {
  beforeAll(async () => {
    const site = await office.api<{ siteId: string }>('POST', '/sites', {
      name: 'Nyeri Community Church',
      lat: -0.4246,
      lon: 36.9083,
    });
    const course = await office.api<{ courseId: string }>('POST', '/courses', {
      code: 'DS-40',
      name: 'Digital skills',
      mode: 'cohort',
      totalHours: 40,
      classHours: 2,
      powerPerSeatW: 45,
    });
    await office.api('POST', '/visits', {
      truckId: 'DT-01',
      siteId: site.siteId,
      courseId: course.courseId,
      learnersExpected: 24,
      ...classOfNow(),
    });
    await raiseAlert(office, {
      kind: 'battery-class',
      truckId: 'DT-01',
      severity: 'urgent',
      facts: SHORT_BATTERY,
    });
  });

  test('the service’s own forecast tells today in classes, seven days and each hour; the visit and its class are next', async () => {
    const { page, faults } = await office.open('viewer', { path: '/trucks/DT-01' });
    const ahead = card(page, 'Energy ahead');
    await ahead.getByText('The one class of today is covered, on a gloomy day too.').waitFor();
    expect(await ahead.locator('.days-ahead tbody tr').count()).toBe(7);
    const today = ahead.getByRole('row', { name: /^Today/ });
    expect(await today.innerText()).toMatch(/Nyeri Community Church[\s\S]*1 of 1[\s\S]*kWh/);
    await ahead.locator('.chart canvas').nth(1).waitFor();
    await ahead.getByRole('listitem').filter({ hasText: 'class covered, on a gloomy day too' }).waitFor();
    await ahead.getByText('Made without knowing:').waitFor();
    const next = card(page, 'What is next');
    await next.getByText(/5 days left/).waitFor();
    await next.getByText(/Class until \d\d:\d\d/).waitFor();
    await next.getByText('Digital skills · 24 learners expected').waitFor();
    await card(page, 'Alerts of this truck')
      .getByRole('link', { name: /will not last/ })
      .waitFor();
    expect(await page.getByRole('button', { name: 'Switch to low power' }).count()).toBe(0);
    await expectAccessible(page);
    await shot(page, 'truck-ahead', { whole: true });
    expect(faults).toEqual([]);
  });

  test('when classes fall short it says what to switch off, and asks the truck; a reserve that is reached is not foretold', async () => {
    const { page, faults } = await office.open('coordinator', { path: 'about:blank' });
    let reserveAt = new Date(Date.now() + 90 * MINUTE_MS).toISOString();
    await withForecast(page, (forecast) => ({
      ...forecast,
      days: forecast.days.map((day, index) =>
        index > 0
          ? day
          : {
              ...day,
              classes: { planned: 5, over: 1, coveredP10: 3, coveredP50: 4, coveredP10AfterShedding: 5 },
              reserveAtP10: reserveAt,
              shed: [
                { kind: 'vr', from: day.reserveAtP10 ?? forecast.madeAt, savesWh: 900 },
                { kind: 'fans', from: forecast.madeAt, savesWh: 300 },
              ],
            },
      ),
    }));
    await page.goto('/trucks/DT-01');
    const ahead = card(page, 'Energy ahead');
    await ahead.getByText(/3 of today’s 5 classes are safely covered, 4 on an ordinary day\./).waitFor();
    await ahead.getByText(/On a gloomy day the battery reaches its reserve at \d\d:\d\d\./).waitFor();
    await ahead.getByText('Switch off VR and fans and 5 of 5 are safely covered.').waitFor();
    expect(await ahead.getByRole('row', { name: /^Today/ }).innerText()).toMatch(/5 with less switched on/);
    await expectAccessible(page);
    await shot(page, 'truck-short');
    await ahead.getByRole('button', { name: 'Switch to low power' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Switch to low power' }).click();
    await ahead.getByText('no answer yet').waitFor();

    // Foretold for a time that is past: the battery has 80 %, so it did not come.
    reserveAt = new Date(Date.now() - 5 * MINUTE_MS).toISOString();
    await page.reload();
    await ahead.getByText(/3 of today’s 5 classes/).waitFor();
    expect(await ahead.getByText(/reserve/).count()).toBe(0);
    const truck = await office.truck('DT-01');
    await truck.send({ batterySocPct: 12, occupancy: 18, lat: -0.45, lon: 36.9 }, { seq: 100 });
    await ahead.getByText('The battery is at its reserve now.').waitFor();
    await ahead
      .getByRole('row', { name: /^Today/ })
      .getByText('at its reserve now')
      .waitFor();
    await truck.send({ batterySocPct: 80, occupancy: 18, lat: -0.45, lon: 36.9 }, { seq: 101 });
    expect(faults).toEqual([]);
  });

  test('without an array or a battery it says so and who can mend it; a failure keeps the rest and tries again', async () => {
    const { page } = await office.open('viewer', { path: '/trucks/DT-02' });
    await page.getByText('No forecast for this truck').waitFor();
    await page
      .getByText(/how large its solar array and its battery are\. A coordinator can enter it\./)
      .waitFor();
    await page.getByText('No visit is planned').waitFor();
    await page.getByText('No forecast is old enough to be judged').waitFor();
    await page.getByText('The rules find nothing wrong with this truck.').waitFor();
    let broken = true;
    for (const path of ['**/trucks/DT-01/forecast', '**/api/v1/visits?*', '**/trucks/DT-01/forecast/skill'])
      await page.route(path, (route) =>
        broken ? route.fulfill({ status: 403, body: '{}' }) : route.continue(),
      );
    await page.goto('/trucks/DT-01');
    const ahead = card(page, 'Energy ahead');
    await ahead.getByText('The forecast could not be loaded').waitFor();
    await card(page, 'What is next').getByText('The visits could not be loaded').waitFor();
    await card(page, 'Is its sun normal?').getByText('The forecasts’ record could not be loaded').waitFor();
    expect(await page.locator('.now-numbers').isVisible()).toBe(true);
    await expectAccessible(page);
    await shot(page, 'truck-ahead-failed');
    broken = false;
    await ahead.getByRole('button', { name: 'Try again' }).click();
    await ahead.getByRole('row', { name: /^Today/ }).waitFor();
  });

  test('the sun card tells what came beside what was foretold', async () => {
    await foretold(office, 'DT-01');
    const { page, faults } = await office.open('engineer', { path: '/trucks/DT-01' });
    const sun = card(page, 'Is its sun normal?');
    // 22 kWh foretold of 20 that came is a tenth too much; "like yesterday" would have erred by a fifth.
    await sun.getByText('10%', { exact: true }).waitFor();
    await sun.getByText('50% better than “like yesterday”').waitFor();
    await sun.locator('.chart canvas').waitFor();
    const past = sun.getByRole('table', { name: 'Classes: foretold and held' }).getByRole('row').nth(1);
    await past.getByText('3 of 5 safely, 4 on an ordinary day').waitFor();
    await past.getByText(/7\.5\sh in class/).waitFor();
    await shot(page, 'truck-sun', { whole: true });
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test('on a phone energy, alerts and what is next come before the past; the hours are drawn when asked for', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/trucks/DT-01', size: PHONE });
    await card(page, 'Energy ahead')
      .getByRole('row', { name: /^Today/ })
      .waitFor();
    const titles = await page.locator('.truck-main .card-title').allInnerTexts();
    expect(titles.slice(0, 4)).toEqual([
      'Alerts of this truck',
      'Energy ahead',
      'What is next',
      'Where it is',
    ]);
    expect(await page.locator('.ahead-hours canvas').count()).toBe(0);
    await page.getByText('Hour by hour').click();
    await page.locator('.ahead-hours canvas').nth(1).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await expectAccessible(page);
    await shot(page, 'truck-ahead', { whole: true });
    expect(faults).toEqual([]);
  });
});
