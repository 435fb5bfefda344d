/** The truck page as people use it: figures of now, the past with its gaps, asking the truck, every state it can be in. */
import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, PHONE, shot, startConsole, type TestConsole } from '../support/console.ts';

let office: TestConsole;
const MINUTE_MS = 60_000;

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
  test('shows what the truck has now, its past and what is missing', async () => {
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
    expect(faults).toEqual([]);
  });

  test('asks the truck for something, by keyboard alone, and shows who asked', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/trucks/DT-01' });
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
    await page.goto(`${office.url}/trucks/NOBODY`);
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
    const { page } = await office.open('coordinator', { path: '/sign-in' });
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
    await page.getByRole('button', { name: /again|retry/i }).click();
    await page.locator('.chart canvas').first().waitFor();
  });
});
