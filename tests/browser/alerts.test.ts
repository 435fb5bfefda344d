/** Alerts as people use them: what is open and whose it is, what can be done by whom, the rules and trying them, telling people. */
import type { AlertRule } from '@digitruck/contract/alerts';
import { LANGUAGES } from '@digitruck/contract/people-words';
import type { Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { sql } from '../../src/store/drizzle.ts';
import {
  emailOf,
  expectAccessible,
  follow,
  PHONE,
  shot,
  speak,
  startConsole,
  type TestConsole,
  tabTo,
} from '../support/console.ts';
import { clearAlert, raiseAlert, SHORT_BATTERY } from '../support/office-alerts.ts';
import { webhookReceiver } from '../support/receivers.ts';
import { until } from '../support/until.ts';

let office: TestConsole;
const SLOW = { downlinkKbps: 180, needKbps: 2000, signalDbm: -112 };

const item = (page: Page, title: string) => page.getByRole('article', { name: title });
const number = (page: Page, label: string) =>
  page.locator('.big-number', { hasText: label }).locator('.big-number-value');
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });
const isWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
async function choose(alert: Locator, what: string): Promise<void> {
  await alert.getByRole('button', { name: /^More/ }).click();
  await alert.page().getByRole('menuitem', { name: what }).click();
}

beforeAll(async () => {
  office = await startConsole();
  await office.api('POST', '/trucks', { truckId: 'DT-01', name: 'Twiga' });
  await office.api('POST', '/trucks', { truckId: 'DT-07', name: 'Chui' });
  await office.database.db.execute(
    sql`update people set truck_ids = '{DT-01}' where email = ${emailOf('operator')}`,
  );
});

test('with nothing open it says who watches; nobody is offered what would be refused', async () => {
  const { page, faults } = await office.open('viewer', { path: '/alerts' });
  await page.getByRole('heading', { name: 'No open alerts' }).waitFor();
  await page.getByText('17 rules watch 2 trucks.').waitFor();
  await expectAccessible(page);
  await shot(page, 'alerts-none');
  await tab(page, 'Past').click();
  await page.getByText('No alert has been cleared yet').waitFor();
  await tab(page, 'Try rules').click();
  await page.getByText('Engineers can try rules.').waitFor();
  await expectAccessible(page);
  await tab(page, 'Rules').click();
  await page.getByText('Coordinators can change rules.').waitFor();
  expect(await page.getByRole('button', { name: /^Change/ }).count()).toBe(0);
  expect(await tab(page, 'Tell people').count()).toBe(0);
  await follow(page, '/alerts/00000000-0000-4000-8000-000000000000');
  await page.getByText('There is no such alert').waitFor();
  await expectAccessible(page);
  expect(faults).toEqual([]);
});

describe('open alerts', () => {
  beforeAll(async () => {
    await raiseAlert(office, {
      kind: 'battery-class',
      truckId: 'DT-07',
      severity: 'urgent',
      facts: SHORT_BATTERY,
    });
    await raiseAlert(office, {
      kind: 'class-empty',
      truckId: 'DT-07',
      facts: { classStartedAt: '2026-11-26T04:30:00.000Z', occupancy: 1 },
      under: 'battery-class',
    });
    await raiseAlert(office, { kind: 'bandwidth-short', truckId: 'DT-01', facts: SLOW });
  });

  test('each says what, why, what to do and whose it is; one that another explains stands under it', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/alerts' });
    const battery = item(page, 'Chui: the battery will not last today’s classes');
    await battery.getByText('3 of 5 classes at Kitale School are covered').waitFor();
    await battery.getByText('Switch to low power: that covers 5 classes even on a gloomy day.').waitFor();
    expect(await battery.innerText()).toMatch(/DT-07[\s\S]*for 1\d min[\s\S]*with nobody/);
    await battery.getByText('explains 1 other alert').waitFor();
    const empty = item(page, 'Chui: a class is planned and nobody is there');
    expect(await empty.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('article').allInnerTexts()).toHaveLength(3);
    expect(await number(page, 'urgent').innerText()).toBe('1');
    await expectAccessible(page);
    await shot(page, 'alerts');
    expect(faults).toEqual([]);
  });

  test('a coordinator acknowledges one, takes it on, gives it away, snoozes it, notes why; all of it is history', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/alerts' });
    const slow = item(page, 'Twiga: the network is too slow for the course');
    await slow.getByRole('button', { name: 'Acknowledge' }).click();
    await slow.getByText(/acknowledged by The coordinator/).waitFor();
    await slow.getByRole('button', { name: 'Take back' }).waitFor();
    await choose(slow, 'I take it on');
    await slow.getByText('with The coordinator').waitFor();
    await choose(slow, 'Give to …');
    await page.getByRole('dialog').getByLabel('Who looks after it').selectOption({ label: 'The engineer' });
    await expectAccessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Give' }).click();
    await slow.getByText('with The engineer').waitFor();
    await choose(slow, '1 hour');
    await slow.getByText(/snoozed until/).waitFor();
    await until(
      'the number of those that sleep',
      async () => (await number(page, 'snoozed').innerText()) === '1',
    );
    await page.getByLabel('Hide snoozed ones').check();
    await slow.waitFor({ state: 'detached' });
    await page.getByLabel('Hide snoozed ones').uncheck();
    await choose(slow, 'Add a note');
    await page.getByRole('dialog').getByLabel('Note').fill('The mast at Nyeri is down');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await slow.getByRole('link', { name: 'Twiga: the network' }).click();
    await page.getByRole('heading', { level: 1, name: 'Twiga: the network is too slow' }).waitFor();
    await page.getByText('The mast at Nyeri is down').waitFor();
    await page.getByText('By itself, once its condition has been over for 15 min.').waitFor();
    const events = await page.locator('.alert-events li').allInnerTexts();
    const told = /(note|snoozed until|given to The \w+|acknowledged|raised)/;
    expect(events.map((text) => told.exec(text)?.[1])).toEqual([
      'note',
      'snoozed until',
      'given to The engineer',
      'given to The coordinator',
      'acknowledged',
      'raised',
    ]);
    await expectAccessible(page);
    await shot(page, 'alert');
    expect(faults).toEqual([]);
  });

  test('filters stand in the address and are cleared again; the engineer finds what was given to them', async () => {
    const { page } = await office.open('engineer', { path: '/alerts' });
    await item(page, 'Chui: the battery').first().waitFor();
    await page.getByLabel('Whose').selectOption({ label: 'Mine' });
    await until('only mine', async () => (await page.getByRole('article').count()) === 1);
    await page.getByLabel('Truck').selectOption({ label: 'DT-07 Chui' });
    await page.getByText('No alert matches').waitFor();
    expect(new URL(page.url()).search).toBe('?assignedTo=me&truckId=DT-07');
    await expectAccessible(page);
    await page.reload();
    await page.getByText('No alert matches').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await until('all again', async () => (await page.getByRole('article').count()) === 3);
    expect(new URL(page.url()).search).toBe('');
  });

  test('an operator acts on alerts of their own trucks, a viewer on none', async () => {
    const operator = await office.open('operator', { path: '/alerts' });
    await item(operator.page, 'Twiga: the network').getByRole('button', { name: 'Take back' }).waitFor();
    const others = item(operator.page, 'Chui: the battery');
    expect(await others.getByRole('button').count()).toBe(0);
    await others.getByRole('link', { name: 'Open truck' }).waitFor();
    await expectAccessible(operator.page);
    const viewer = await office.open('viewer', { path: '/alerts' });
    await item(viewer.page, 'Twiga: the network').waitFor();
    expect(await viewer.page.getByRole('article').getByRole('button').count()).toBe(0);
  });

  test('by keyboard alone: acknowledged, noted, and the focus is where it was', async () => {
    const { page } = await office.open('coordinator', { path: '/alerts?truckId=DT-07' });
    const battery = item(page, 'Chui: the battery');
    await battery.waitFor();
    // Not the panel around it, which has the same words in it.
    await until('the focus on the button', async () => {
      await page.keyboard.press('Tab');
      return (await page.evaluate('document.activeElement.textContent')) === 'Acknowledge';
    });
    await page.keyboard.press('Enter');
    await battery.getByText(/acknowledged by The coordinator/).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'I take it on' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('a');
    // The menu moves its focus a moment after the letter.
    await page.locator('[role=menuitem]:focus', { hasText: /^A/ }).waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').waitFor();
    await expectAccessible(page);
    await page.keyboard.type('Called Hassan');
    await tabTo(page, 'Save');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await until('the focus back on the menu', async () =>
      String(await page.evaluate('document.activeElement.getAttribute("aria-label")')).startsWith('More'),
    );
  });

  test('one that is over goes by itself and is found among the past', async () => {
    const { page } = await office.open('viewer', { path: '/alerts' });
    const slow = item(page, 'Twiga: the network');
    await slow.waitFor();
    await clearAlert(office, 'bandwidth-short', 'DT-01');
    await slow.waitFor({ state: 'detached' });
    await tab(page, 'Past').click();
    await slow.getByText(/lasted/).waitFor();
    await slow.getByText(/cleared .*: it is over/).waitFor();
    await expectAccessible(page);
    await follow(page, '/trucks/DT-01');
    await page.getByText('The rules find nothing wrong with this truck.').waitFor();
    await page.getByRole('link', { name: 'All its alerts' }).click();
    await slow.waitFor();
  });

  test('when they cannot be loaded it says what still works, and another try helps', async () => {
    const { page } = await office.open('viewer', { path: 'about:blank' });
    await page.route('**/api/v1/alerts?*', (route) => route.fulfill({ status: 403, body: '{}' }));
    await page.goto('/alerts');
    const failed = page.getByRole('alert').filter({ hasText: 'The alerts could not be loaded' });
    await failed.getByText('Today still shows').waitFor();
    await expectAccessible(page);
    await shot(page, 'alerts-failed');
    await page.unroute('**/api/v1/alerts?*');
    await failed.getByRole('button', { name: 'Try again' }).click();
    await item(page, 'Chui: the battery').waitFor();
  });

  test('fits a phone in each language', async () => {
    const { page, faults } = await office.open('engineer', { path: '/alerts', size: PHONE });
    for (const part of ['alerts', 'alerts-rules']) {
      if (part === 'alerts-rules') await tab(page, 'Rules').click();
      await page
        .locator(part === 'alerts' ? '.alert-item' : '.rule')
        .first()
        .waitFor();
      for (const language of LANGUAGES) {
        await speak(page, language);
        expect(await isWide(page), `${language} ${part}`).toBe(false);
        // What axe looks at does not change with the language.
        if (language === 'en') await expectAccessible(page);
        await shot(page, `${part}-${language}`, { whole: true });
      }
      await speak(page, 'en');
    }
    expect(faults).toEqual([]);
  });
});

describe('rules', () => {
  const rule = async (kind: string) => {
    const { items } = await office.api<{ items: AlertRule[] }>('GET', '/alert-rules');
    return items.find((each) => each.kind === kind);
  };

  test('one is changed for the fleet and for a truck; a fault is told at its field, a conflict with what to do', async () => {
    const { page, faults } = await office.open('coordinator', { path: '/alerts?tab=rules' });
    const card = page.locator('#battery-low');
    await card.getByText('3 limits').click();
    await card.getByText('Clear at so many points above the reserve').waitFor();
    await expectAccessible(page);
    await shot(page, 'alert-rules');
    const openRule = () => card.getByRole('button', { name: 'Change: battery low' }).click();
    await openRule();
    const dialog = page.getByRole('dialog', { name: 'Rule: battery low' });
    const limit = dialog.getByLabel('Raise at so many points above the reserve');
    await limit.fill('a lot');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/must be a number from/).waitFor();
    expect(await limit.getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page);
    await shot(page, 'alert-rule');
    await limit.fill('5');
    await dialog.getByLabel('Speaks after').fill('2,5');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card.getByText('changed', { exact: true }).waitFor();
    expect((await rule('battery-low'))?.fleet).toEqual({
      raiseAfterS: 150,
      thresholds: { raiseAbovePct: 5 },
    });
    await page.getByText('The coordinator: battery low').waitFor();

    await openRule();
    await dialog.getByLabel('Holds for').selectOption({ label: 'DT-07 Chui' });
    expect(await limit.inputValue()).toBe('5');
    await limit.fill('15');
    const version = (await rule('battery-low'))?.trucks[0]?.version ?? 0;
    await office.api('PUT', '/trucks/DT-07/alert-rules/battery-low', { change: { enabled: false }, version });
    // The page has heard of it; what was being changed is still not what it would be saved over.
    await card.getByText('1 truck differs').waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Somebody changed this rule meanwhile').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card.getByText('1 truck differs').waitFor();
    expect((await rule('battery-low'))?.trucks).toMatchObject([
      { truckId: 'DT-07', change: { thresholds: { raiseAbovePct: 15 } } },
    ]);
    await openRule();
    await dialog.getByRole('button', { name: 'Back to the usual' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect((await rule('battery-low'))?.fleet).toBeNull();
    expect(faults).toEqual([]);
  });

  test('an alert leads to its rule', async () => {
    const { page } = await office.open('viewer', { path: '/alerts?truckId=DT-07' });
    await page.getByRole('link', { name: 'Chui: the battery' }).click();
    await page.getByRole('link', { name: 'Its rule' }).click();
    const marked = page.locator('.rule[data-marked]');
    await marked.getByText('battery will not last the class').waitFor();
    await until('it to be in view', async () => {
      const box = await marked.boundingBox();
      return box !== null && box.y >= 0 && box.y < 768;
    });
  });

  test('an engineer tries a changed rule on the past and sees what would be new', async () => {
    const truck = await office.truck('DT-01');
    for (let minute = 60; minute >= 0; minute -= 1)
      await truck.send(
        { batterySocPct: 26, batteryW: -400, loadW: 400, solarW: 0, occupancy: 0, speedKph: 0 },
        { ageMs: minute * 60_000 },
      );
    // They came as they were measured, not an hour late.
    await office.database.db.execute(sql`update samples set received_at = sampled_at`);
    const { page, faults } = await office.open('engineer', { path: '/alerts?tab=try' });
    await page.getByLabel('Change a rule').selectOption({ label: 'battery low' });
    const changed = page.getByRole('group', { name: 'battery low' });
    await changed.getByLabel('Raise at so many points above the reserve').fill('10');
    await changed.getByLabel('Clear at so many points above the reserve').fill('15');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Try it' }).click();
    const row = page.getByRole('row', { name: /DT-01 battery low/ });
    await row.getByText('new', { exact: true }).waitFor();
    await row.getByText('still open at the end').waitFor();
    expect(await number(page, 'as they are').innerText()).toBe('0');
    expect(await number(page, 'as changed').innerText()).toBe('1');
    await expectAccessible(page);
    await shot(page, 'alert-rules-tried');
    expect(faults).toEqual([]);
  });
});

describe('telling people', () => {
  test('a webhook is made, its secret shown once, a test sent and its delivery shown', async () => {
    const receiver = await webhookReceiver();
    const { page, faults } = await office.open('engineer', { path: '/alerts?tab=tell' });
    await page.getByText('Nobody is told yet').waitFor();
    await page.getByText('No SMTP server is set').waitFor();
    await page.getByText('Nothing was sent yet').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Add a channel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('How').selectOption({ label: 'webhook' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    expect(await dialog.getByLabel('Name').getAttribute('aria-invalid')).toBe('true');
    await expectAccessible(page);
    await dialog.getByLabel('Name').fill('Duty desk');
    await dialog.getByLabel('Address of the webhook').fill(receiver.url);
    await dialog.getByRole('button', { name: 'Save' }).click();
    const secret = await dialog.locator('code').innerText();
    expect(secret.length).toBeGreaterThan(20);
    await expectAccessible(page);
    await shot(page, 'alert-channel-secret');
    await dialog.getByRole('button', { name: 'Done' }).click();
    expect(await page.getByText(secret).count()).toBe(0);
    await page.getByRole('button', { name: 'Send a test' }).click();
    const row = page.getByRole('row', { name: /Duty desk/ });
    await row.getByText('told', { exact: true }).waitFor();
    expect(receiver.received).toHaveLength(1);
    await expectAccessible(page);
    await shot(page, 'alert-channels');
    receiver.answer = { status: 410 };
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText(/last try failed: .*410/).waitFor();
    expect(faults).toEqual([]);
  });

  test('a coordinator sees the channels and is offered no change of them; what comes again says how often', async () => {
    const { page } = await office.open('coordinator', { path: '/alerts?tab=tell' });
    await page.getByRole('heading', { name: 'Duty desk' }).waitFor();
    expect(await page.getByRole('button', { name: /Add a channel|Send a test|Delete/ }).count()).toBe(0);
    await expectAccessible(page);
    const alert = await raiseAlert(office, { kind: 'bandwidth-short', truckId: 'DT-01', facts: SLOW });
    expect(alert.raisedLast30Days).toBe(2);
    await page.goto(`${office.url}/alerts?truckId=DT-01`);
    await item(page, 'Twiga: the network').getByText('2 times in 30 days').waitFor();
  });
});
