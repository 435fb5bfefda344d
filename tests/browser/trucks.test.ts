/** The list of trucks in a real browser: finding, sorting, old data, changing a truck, its credentials; people and keys. */

import { LANGUAGES } from '@digitruck/contract/people-words';
import mqtt from 'mqtt';
import { beforeAll, describe, expect, test } from 'vitest';
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
import { raiseAlert } from '../support/office-alerts.ts';
import { until } from '../support/until.ts';

let office: TestConsole;
beforeAll(async () => {
  office = await startConsole();
  await office.api('POST', '/sites', { name: 'Nakuru School', lat: -0.2949, lon: 36.069 });
  const fleet = [
    {
      truckId: 'DT-01',
      name: 'Twiga',
      readings: { batterySocPct: 71, occupancy: 18, speedKph: 0, lat: -0.2949, lon: 36.069 },
    },
    {
      truckId: 'DT-02',
      name: 'Simba',
      readings: { batterySocPct: 90, occupancy: 0, speedKph: 43, lat: -0.25, lon: 36.1 },
    },
    {
      truckId: 'DT-07',
      name: 'Chui',
      readings: { batterySocPct: 9, batteryW: -90, occupancy: 0, speedKph: 0, solarW: 1830 },
    },
  ];
  for (const { truckId, name, readings } of fleet) {
    await office.api('POST', '/trucks', { truckId, name });
    await (await office.truck(truckId)).send(readings);
  }
  await office.api('POST', '/trucks', { truckId: 'DT-03', name: 'Tembo' });
  const gone = await office.truck('DT-03');
  await gone.send({ batterySocPct: 37 }, { ageMs: 26 * 3_600_000 });
  await gone.status('offline');
  await raiseAlert(office, {
    kind: 'battery-low',
    truckId: 'DT-07',
    severity: 'urgent',
    facts: { batterySocPct: 9, reservePct: 20, loadW: 90 },
  });
});

describe('the list', () => {
  test('tells each truck’s state, place and energy; old data is greyed with its age', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/trucks' });
    const row = (name: string) => page.getByRole('row', { name });
    await row('DT-01 Twiga').getByText('at Nakuru School').waitFor();
    expect(await row('DT-01').innerText()).toMatch(/teaching[\s\S]*71%[\s\S]*18\sof\s20/);
    expect(await row('DT-07').innerText()).toMatch(/urgent[\s\S]*9%[\s\S]*1.83\skW/);
    expect(await row('DT-03').innerText()).toMatch(/no signal[\s\S]*37%[\s\S]*last seen/);
    expect(await row('DT-03').getAttribute('class')).toBe('row-stale');
    expect(await page.getByRole('rowheader').first().innerText()).toContain('DT-07');
    await expectAccessible(page);
    expect(faults).toEqual([]);
  });

  test('is filtered, searched and sorted; the address remembers', async () => {
    const { page } = await office.open('viewer', { path: '/trucks' });
    const shown = async () =>
      (await page.getByRole('rowheader').allInnerTexts()).map((text) => text.slice(0, 5));
    await page.getByRole('row', { name: 'DT-01' }).waitFor();
    await page.getByRole('button', { name: 'Battery' }).click();
    expect(await shown()).toEqual(['DT-07', 'DT-03', 'DT-01', 'DT-02']);
    await page.getByRole('button', { name: 'Battery' }).click();
    expect(await shown()).toEqual(['DT-02', 'DT-01', 'DT-03', 'DT-07']);
    await page.getByLabel('Driving').check();
    expect(await shown()).toEqual(['DT-02']);
    await page.reload();
    await page.getByRole('row', { name: 'DT-02' }).waitFor();
    expect(await shown()).toEqual(['DT-02']);
    await page.getByLabel('Find a truck').fill('nakuru');
    await until('the place to be known', async () => (await shown()).join() === 'DT-02');
    await page.getByLabel('Find a truck').fill('mombasa');
    await page.getByText('No truck matches').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Show all trucks' }).click();
    await until('all trucks', async () => (await shown()).length === 4);
    expect(await page.getByRole('button', { name: /Actions for/ }).count()).toBe(0);
  });

  test('by keyboard: filters by arrow, sorts by Enter, opens a truck', async () => {
    const { page } = await office.open('viewer', { path: '/trucks' });
    await page.getByRole('row', { name: 'DT-01' }).waitFor();
    await tabTo(page, 'Find a truck');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByLabel('Teaching').isChecked()).toBe(true);
    await tabTo(page, 'DT-01 Twiga');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/trucks/DT-01');
  });

  test.each([
    ['a desk', DESK],
    ['a phone', PHONE],
  ])('fits %s, in each language', async (_, size) => {
    // Room is scarce on a phone; a desk shows it if the longest words fit.
    const { page } = await office.open('engineer', { path: '/trucks', size });
    for (const language of size === PHONE ? LANGUAGES : (['en', 'fr'] as const)) {
      await speak(page, language);
      await page.getByRole('row', { name: 'DT-01' }).waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), language).toBe(
        true,
      );
      // What axe looks at does not change with the language.
      if (language === 'en') await expectAccessible(page);
      await shot(page, `trucks-${language}`, { whole: size === PHONE });
    }
    await speak(page, 'en');
  });
});

describe('a truck', () => {
  test('is changed; whoever was slower is told, and loses nothing of the other’s', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/trucks' });
    const openForm = async () => {
      await page.getByRole('button', { name: 'Actions for DT-02 Simba' }).click();
      await expectAccessible(page);
      await page.getByRole('menuitem', { name: 'Edit truck' }).click();
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor();
    };
    await openForm();
    const dialog = page.getByRole('dialog');
    await expectAccessible(page);
    await shot(page, 'truck-edit');
    await dialog.getByLabel('Capacity').fill('20480');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('a correction').waitFor();
    expect(await dialog.getByLabel('Charges with at most').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('Charges with at most').fill('5000');
    await dialog.getByLabel('Gives at most').fill('6000');
    await office.api('PATCH', '/trucks/DT-02', { seats: 24, version: 1 });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('after you opened it').waitFor();
    await dialog.getByRole('button', { name: 'Begin anew' }).click();
    await until('the other’s seats', async () => (await dialog.getByLabel('Seats').inputValue()) === '24');
    await dialog.getByLabel('Name', { exact: true }).fill('Simba II');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: 'DT-02 Simba II' }).waitFor();
    await until('the focus back where it was', async () =>
      String(await page.evaluate('document.activeElement.getAttribute("aria-label")')).includes(
        'Actions for DT-02',
      ),
    );
    expect(await office.api('GET', '/trucks/DT-02')).toMatchObject({
      name: 'Simba II',
      seats: 24,
      battery: null,
    });
    expect(faults).toEqual([]);
  });

  test('gets credentials that are shown once and work, until they are revoked', async () => {
    const { page } = await office.open('engineer', { path: '/trucks' });
    await page.getByRole('button', { name: 'Actions for DT-07' }).click();
    await page.getByRole('menuitem', { name: 'MQTT credentials' }).click();
    const dialog = page.getByRole('dialog', { name: 'MQTT credentials of DT-07' });
    await dialog.getByText('no credentials yet').waitFor();
    await dialog.getByRole('button', { name: 'Make credentials' }).click();
    const [username = '', password = ''] = await until('the password', async () => {
      const values = await dialog.locator('code').allInnerTexts();
      return values.length === 2 && values;
    });
    await expectAccessible(page);
    await shot(page, 'truck-credentials');
    const connect = () =>
      mqtt.connectAsync(
        office.service.mqttUrl,
        { clientId: 'DT-07', username, password, reconnectPeriod: 0 },
        false,
      );
    await (await connect()).endAsync();
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await page
      .getByRole('dialog', { name: 'Revoke the credentials' })
      .getByRole('button', { name: 'Revoke' })
      .click();
    await dialog.getByText('were revoked on').waitFor();
    expect(await dialog.locator('code').count()).toBe(0);
    await expect(connect()).rejects.toThrow();
  });
});

describe('people and keys', () => {
  test('an administrator adds a person, who can sign in until switched off', async () => {
    const { page, faults } = await office.open('admin');
    await page.getByRole('button', { name: 'Account' }).click();
    await page.getByRole('menuitem', { name: 'People and keys' }).click();
    await page.getByRole('row', { name: 'The viewer' }).waitFor();
    await expectAccessible(page);
    await shot(page, 'people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add a person' }).click();
    await dialog.getByText('at least 12').last().waitFor();
    await dialog.getByLabel('Name').fill('Hassan Abdi');
    await dialog.getByLabel('E-mail').fill('hassan@example.org');
    await dialog.getByLabel('Role').selectOption('operator');
    await dialog.getByLabel('Trucks').fill('DT-01, DT-02');
    await dialog.getByRole('button', { name: 'Make one up' }).click();
    await expectAccessible(page);
    const password = await dialog.getByLabel('Password').inputValue();
    await dialog.getByRole('button', { name: 'Add a person' }).click();
    await page.getByRole('row', { name: 'Hassan Abdi' }).getByText('DT-01, DT-02').waitFor();
    const signIn = () =>
      fetch(`${office.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: 'hassan@example.org', password }),
      });
    expect((await signIn()).status).toBe(200);
    await page.getByRole('button', { name: 'Edit Hassan Abdi' }).click();
    await dialog.getByLabel('Switched off').check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('row', { name: 'Hassan Abdi' }).getByText('switched off').waitFor();
    expect((await signIn()).ok).toBe(false);
    expect(faults).toEqual([]);
  });

  test('a key is shown once, works, and is refused once deleted; the log says who did it', async () => {
    const { page } = await office.open('admin', { path: '/people?tab=keys' });
    await page.getByText('No keys yet').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Ministry report');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    const key = await dialog.locator('code').innerText();
    await expectAccessible(page);
    await shot(page, 'people-key');
    const ask = async () =>
      (await fetch(`${office.url}/api/v1/trucks`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await ask()).toBe(200);
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText(key).count()).toBe(0);
    await page.getByRole('button', { name: 'Delete Ministry report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No keys yet').waitFor();
    expect(await ask()).toBe(401);
    await page.getByRole('tab', { name: 'Audit log' }).click();
    const entry = page.getByRole('listitem').filter({ hasText: 'key.create' });
    await entry.getByText('The admin').waitFor();
    await entry.locator('summary').click();
    await entry.getByText('Ministry report').waitFor();
    await expectAccessible(page);
    await shot(page, 'people-audit');
  });

  test('an engineer sees the log only, a viewer is told whose it is', async () => {
    const engineer = await office.open('engineer', { path: '/people' });
    await engineer.page.getByRole('tab', { name: 'Audit log' }).waitFor();
    expect(await engineer.page.getByRole('tab').count()).toBe(1);
    await expectAccessible(engineer.page);
    const viewer = await office.open('viewer', { path: '/people' });
    await viewer.page.getByText('This is for administrators').waitFor();
    await expectAccessible(viewer.page);
  });
});
