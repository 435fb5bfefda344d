/** Data as an engineer uses it: what arrived, what is missing, what was refused and why, who is not known. */
import type { DataHealth } from '@digitruck/contract/history';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible, PHONE, shot, startConsole, type TestConsole } from '../support/console.ts';
import { foretold } from '../support/foretold.ts';
import { until } from '../support/until.ts';

let office: TestConsole;

beforeAll(async () => {
  office = await startConsole();
});

test('without trucks it says that there are none', async () => {
  const { page, faults } = await office.open('engineer', { path: '/data' });
  await page.getByText('There are no trucks yet').waitFor();
  await expectAccessible(page);
  await page.getByRole('tab', { name: /Refused/ }).click();
  await page.getByText('Nothing was refused').waitFor();
  await expectAccessible(page);
  await page.getByRole('tab', { name: /Unknown trucks/ }).click();
  await page.getByText('No unknown truck sends').waitFor();
  await expectAccessible(page);
  await shot(page, 'data-empty');
  expect(faults).toEqual([]);
});

describe('with trucks', () => {
  beforeAll(async () => {
    await office.api('POST', '/trucks', { truckId: 'DT-01', name: 'Twiga' });
    const truck = await office.truck('DT-01');
    for (const seq of [0, 1, 2, 6, 7])
      await truck.send({ batterySocPct: 70 }, { seq, ageMs: (10 - seq) * 60_000 });
    await truck.say('telemetry', 'ERR sensor 7');
    const stranger = await office.truck('NEW-9');
    await stranger.send({ batterySocPct: 55 });
    await until('the figures', async () => {
      const { openGaps, pendingTrucks } = await office.api<DataHealth>('GET', '/data/health');
      return openGaps === 1 && pendingTrucks === 1;
    });
  });

  test('what arrived and what is missing, by truck', async () => {
    const { page, faults } = await office.open('viewer', { path: '/data' });
    const row = page.getByRole('row', { name: /DT-01 Twiga/ });
    await row.waitFor();
    await page.locator('.chart canvas').first().waitFor();
    await page.getByText(/missing, in 1 gap/).waitFor();
    await page.getByText(/As of \d\d:\d\d:\d\d/).waitFor();
    await expectAccessible(page);
    await shot(page, 'data');
    const gaps = row.getByRole('button', { name: /3 missing of DT-01 Twiga/ });
    await gaps.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('3 samples').waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await until('the focus back on it', () => gaps.evaluate((element) => element === document.activeElement));
    expect(faults).toEqual([]);
  });

  test('a viewer is told that what was refused is not theirs', async () => {
    const { page } = await office.open('viewer', { path: '/data?tab=refused' });
    await page.getByText('Refused messages are for coordinators and engineers').waitFor();
    await expectAccessible(page);
    await page.getByRole('tab', { name: /Unknown trucks/ }).click();
    await page.getByText('Unknown trucks are for coordinators').waitFor();
    await expectAccessible(page);
  });

  test('a refused message is looked at; a coordinator may not replay it, an engineer may', async () => {
    const mine = await office.open('coordinator', { path: '/data?tab=refused' });
    await mine.page.getByRole('button', { name: 'Look at: Not JSON, DT-01' }).click();
    await mine.page.getByText('Only an engineer may replay it.').waitFor();
    expect(await mine.page.getByRole('button', { name: 'Replay' }).count()).toBe(0);

    const { page, faults } = await office.open('engineer', { path: '/data?tab=refused' });
    await page.getByLabel('Reason', { exact: true }).selectOption('not-json');
    await page.getByText('1 of 1 shown').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Look at: Not JSON, DT-01' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('ERR sensor 7', { exact: true }).waitFor();
    await dialog.getByText(/The message was cut or written wrongly/).waitFor();
    await expectAccessible(page);
    await shot(page, 'data-message');
    await dialog.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('The message went through ingest once more').first().waitFor();
    // It is still no JSON, so it was refused again.
    await page.getByText('2 of 2 shown').waitFor();
    await page.getByText('replayed', { exact: true }).waitFor();
    await expectAccessible(page);
    await shot(page, 'data-refused');
    expect(faults).toEqual([]);
  });

  test('an unknown truck is adopted, and what was held of it is taken in', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/data?tab=unknown' });
    await page.getByRole('button', { name: 'Add the truck NEW-9' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'data-pending');
    await page.getByRole('button', { name: 'Add the truck NEW-9' }).click();
    const dialog = page.getByRole('dialog');
    await expectAccessible(page);
    await dialog.locator('button[type=submit]').click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('No unknown truck sends').waitFor();
    await page.getByRole('tab', { name: /Arrived/ }).click();
    await page.getByRole('row', { name: /NEW-9/ }).waitFor();
    expect(faults).toEqual([]);
  });

  test('how good the forecasts were, by days ahead and by truck', async () => {
    const { page, faults } = await office.open('engineer', { path: '/data?tab=forecasts' });
    await page.getByText('No forecast is old enough to be judged').waitFor();
    await expectAccessible(page);
    await foretold(office, 'DT-01');
    await page.reload();
    const days = page.getByRole('table', { name: 'How good the forecasts were' });
    // 22 kWh foretold of 20 that came: both error and bias are a tenth.
    await days.getByRole('row', { name: /^1 10 10% 10%/ }).waitFor();
    await page.getByRole('row', { name: /^DT-01 10 10% 10%/ }).waitFor();
    await expectAccessible(page);
    await shot(page, 'data-forecasts');
    let broken = true;
    await page.route('**/api/v1/forecasts/skill', (route) =>
      broken ? route.fulfill({ status: 403, body: '{}' }) : route.continue(),
    );
    await page.reload();
    await page.getByText('The forecasts’ record could not be loaded').waitFor();
    await expectAccessible(page);
    broken = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await days.waitFor();
    expect(faults).toEqual([]);
  });

  test('on a phone, and in French', async () => {
    const { page } = await office.open('engineer', { path: '/data', size: PHONE });
    await page.evaluate("localStorage.setItem('digitruck.language', 'fr')");
    await page.reload();
    await page.getByRole('heading', { name: 'Par camion, dernières 24 heures' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'data', { whole: true });
  });

  test('while it can’t be fetched it says so; figures that grow old are called old', async () => {
    const { page } = await office.open('engineer', { path: '/sites' });
    await page.getByRole('searchbox').waitFor();
    await page.route('**/api/v1/data/health', (route) => route.fulfill({ status: 500, body: '{}' }));
    await page.getByRole('link', { name: 'Data' }).click();
    await page.getByText('nothing is lost by this').waitFor();
    await expectAccessible(page);
    await shot(page, 'data-error');
    await page.unroute('**/api/v1/data/health');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row', { name: /DT-01/ }).waitFor();
  });
});
