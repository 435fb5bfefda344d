/**
 * The operator's page in a real browser against the real service: a class of 20 closed by a thumb, everything that keeps a report from
 * arriving, and another phone that brings it in.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TruckId } from '@digitruck/contract/ids';
import type { BrowserContext, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { startHub } from '../../simulators/hub/hub.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { atEnd } from '../support/at-end.ts';
import { expectAccessible, PHONE, shot, startConsole, type TestConsole } from '../support/console.ts';
import { OPERATOR, seedOperatorOffice } from '../support/operator-office.ts';
import { thumbOf } from '../support/thumb.ts';
import { until } from '../support/until.ts';

let office: TestConsole;
let context: BrowserContext;
let page: Page;
let faults: readonly string[];
/** Where the page looks for the truck's hub, unless the installation says otherwise. */
const HUB = 'http://digitruck.local:8090';

beforeAll(async () => {
  office = await startConsole();
  await seedOperatorOffice(office.api);
  ({ page, faults } = await office.open(null, { path: '/operator', size: PHONE }));
  context = page.context();
});

type Session = {
  sessionId: string;
  version: number;
  heads: number;
  code: string;
  state: string;
  notes: string;
  headCounts: unknown[];
  attendance: { present: boolean }[];
  truckId: string;
  startedAt: string;
  receivedVia: string[];
  reportedBy: string;
  photos: { photoId: string; bytes: number }[];
};
const sessions = async () => (await office.api<{ items: Session[] }>('GET', '/sessions?limit=100')).items;
const button = (name: string | RegExp, of = page) => of.getByRole('button', { name });
const pill = (of = page) => of.locator('header .pill');
const row = (index: number, of = page) => of.locator('.row.class').nth(index);
/** It is written before the form goes away. */
const saved = () => button(/^Sav(e|ing)/).waitFor({ state: 'hidden' });
async function signIn(of: Page): Promise<void> {
  await of.getByLabel('E-mail').fill(OPERATOR.email);
  await of.getByLabel('Password').fill(OPERATOR.password);
  await of.locator('form button[type=submit]').click();
}

test('signs in, starts and closes a class of 20 with few taps, works in four languages, and is accessible', async () => {
  await page.getByText('Once with a network').waitFor();
  await expectAccessible(page);
  await signIn(page);
  await page.getByRole('heading', { name: 'Wajir Teachers College' }).waitFor();
  await shot(page, 'operator-now');
  await expectAccessible(page);

  // Other trucks' classes and names are nobody's business here.
  await office.api('POST', '/trucks', { truckId: 'DT-99' });
  const others = await page.request.get('/api/v1/operator/pack?truckId=DT-99');
  expect([others.status(), (await others.json()).detail]).toEqual([403, expect.stringContaining('DT-01')]);
  const mine = await page.request.get('/api/v1/operator/trucks');
  expect(await mine.json()).toEqual({ items: [{ truckId: 'DT-01', name: 'Simba' }] });

  const thumb = thumbOf(page);
  await thumb.tap(button(/^Start class/));
  await thumb.tap(button(/^Close class/));
  await page.getByRole('heading', { name: 'Close class' }).waitFor();
  await shot(page, 'operator-close-empty', { whole: true });
  await thumb.type(page.getByRole('textbox', { name: 'Women' }), '12');
  await thumb.type(page.getByRole('textbox', { name: 'Men', exact: true }), '8');
  await thumb.tap(button('E-mail'));
  await expectAccessible(page);
  await shot(page, 'operator-close', { whole: true });
  await thumb.tap(button('Save · 20 people'));
  await page.getByText('Saved on this phone').waitFor();
  await saved();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  expect(thumb.taps).toBeLessThanOrEqual(6);
  expect(thumb.keystrokes).toBeLessThanOrEqual(3);
  const [first] = await sessions();
  expect(first).toMatchObject({ state: 'held', heads: 20 });

  // The one before it has a roll: all are here but one, and the heads follow.
  await row(0).click();
  await page.getByText('20 of 20 here').waitFor();
  await button(/Amina Hassan/).click();
  await page.getByText('19 of 20 here').waitFor();
  await shot(page, 'operator-roll');
  await button('Save · 19 people').click();
  await saved();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  const rolls = (await sessions()).find(({ attendance }) => attendance.length > 0);
  expect(rolls).toMatchObject({ heads: 19 });
  expect(rolls?.attendance.filter(({ present }) => !present)).toHaveLength(1);

  await page.goto('/operator#/more');
  for (const [name, word] of [
    ['Français', 'Langue'],
    ['Kiswahili', 'Lugha'],
    ['Filipino', 'Wika'],
    ['English', 'Language'],
  ] as const) {
    await button(name).click();
    await page.getByRole('heading', { name: word }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await button('Dark').click();
  for (const place of ['', 'reports', 'more']) {
    await page.goto(`/operator#/${place}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await shot(page, `operator-dark-${place}`, { whole: true });
  }
  await expectAccessible(page);
  await page.setViewportSize(PHONE);
});

test('offline it starts from its cache and keeps what is saved; refusals, conflicts and an expired sign-in wait for somebody', async () => {
  await page.evaluate('navigator.serviceWorker.ready.then(() => caches.keys())');
  await context.setOffline(true);
  await page.goto('/operator#/');
  await page.reload();
  await page.getByRole('heading', { name: 'Wajir Teachers College' }).waitFor();
  await button(/A class that was not planned/).click();
  await page.getByRole('textbox', { name: 'Women' }).fill('5');
  await page.getByRole('textbox', { name: 'Men', exact: true }).fill('0');
  await button('Save · 5 people').click();
  await saved();
  await page.reload();
  await pill().filter({ hasText: '1 waits' }).waitFor();
  await shot(page, 'operator-offline');
  expect(await sessions()).toHaveLength(2);

  // The network is back, and the sign-in has expired meanwhile: nothing is lost, and nothing is sent.
  await context.clearCookies();
  await context.setOffline(false);
  await page.getByText('Sign in again to send your reports').waitFor();
  await page.locator('.banner').getByRole('button', { name: 'Sign in' }).click();
  await signIn(page);
  await pill().filter({ hasText: 'All sent' }).waitFor();
  expect((await sessions()).map(({ heads }) => heads).sort((a, b) => a - b)).toEqual([5, 19, 20]);

  // The office refuses the next one: it says what is wrong, and the report is mended and goes.
  await page.route('**/api/v1/sessions/*', async (route) => {
    const { notes } = (route.request().postDataJSON() ?? {}) as { notes?: string };
    if (notes !== 'wrong') return route.continue();
    const errors = [
      { field: 'notes', value: notes, problem: 'must be short', code: 'too-long', params: { max: 4 } },
    ];
    const problem = {
      type: 'urn:digitruck:problem:bad-input',
      title: 'Bad input',
      status: 400,
      detail: 'Check: notes.',
      errors,
    };
    return route.fulfill({
      status: 400,
      contentType: 'application/problem+json',
      body: JSON.stringify(problem),
    });
  });
  await page.goto('/operator#/reports');
  await page.locator('.report .row').last().click();
  await button('Edit').click();
  await page.getByRole('textbox', { name: 'Notes' }).fill('wrong');
  await button(/^Save/).click();
  await saved();
  await pill().filter({ hasText: '1 needs you' }).click();
  await page.getByText('Notes “wrong”: At most 4 letters have room. Shorten it.').waitFor();
  await expectAccessible(page);
  await shot(page, 'operator-needs-fix');
  await button(/Notes “wrong”/).click();
  const notes = page.getByRole('textbox', { name: 'Notes' });
  await page.locator('textarea:focus').waitFor();
  await shot(page, 'operator-mend');
  await notes.fill('right');
  await button(/^Save/).click();
  await saved();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  await page.unroute('**/api/v1/sessions/*');
  const mended = (await sessions()).find(({ notes }) => notes === 'right');
  expect(mended?.version).toBe(2);

  // Somebody at a desk changes it while the phone does: both are shown, and one is chosen.
  if (mended === undefined) throw new Error('it was mended');
  await changeAtDesk(mended, 'office says');
  await page.goto('/operator#/reports');
  await page.locator('.report .row').filter({ hasText: mended.code }).click();
  await button('Edit').click();
  await page.getByRole('textbox', { name: 'Notes' }).fill('phone says');
  await button(/^Save/).click();
  await saved();
  await pill().filter({ hasText: '1 needs you' }).click();
  await page.getByRole('cell', { name: 'office says' }).waitFor();
  await page.getByRole('cell', { name: 'phone says' }).waitFor();
  await expectAccessible(page);
  await shot(page, 'operator-conflict');
  await button('Send mine').click();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  expect((await sessions()).find(({ sessionId }) => sessionId === mended.sessionId)?.notes).toBe(
    'phone says',
  );
});

async function changeAtDesk({ sessionId, version }: Session, notes: string): Promise<void> {
  const { items } = await office.api<{ items: { report: object }[] }>(
    'GET',
    `/sessions/${sessionId}/versions`,
  );
  const at = '2026-11-26T08:00:00.000Z';
  await office.api('PUT', `/sessions/${sessionId}`, {
    ...items[0]?.report,
    notes,
    basedOn: version,
    device: { deviceId: '00000000-0000-4000-8000-00000000000d', revision: 1, savedAt: at, sentAt: at },
  });
}

test('out of the office’s reach the truck takes reports, in the person’s name; another phone brings them in as well; each counts once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-'));
  const hub = await startHub({
    truckId: 'DT-01' as TruckId,
    mqttUrl: office.service.mqttUrl,
    port: 0,
    folder,
    clock: systemClock,
    resendMs: 1000,
  });
  atEnd(async () => {
    await hub.stop();
    rmSync(folder, { recursive: true });
  });
  const other = await context.newPage();
  await other.goto('/operator');
  await other.getByRole('heading', { name: 'Wajir Teachers College' }).waitFor();
  let puts = 0;
  await context.route('**/api/v1/sessions/*', (route) => {
    puts += 1;
    return route.abort();
  });
  let hubTells = false;
  await context.route(`${HUB}/**`, (route) => {
    const url = route.request().url();
    return url.endsWith('/steps') && !hubTells
      ? route.abort()
      : route.continue({ url: url.replace(HUB, hub.url) });
  });
  for (const count of ['7', '6']) {
    await page.goto('/operator#/class/new');
    // The last class's split is offered, if there was one.
    await page.getByRole('textbox', { name: 'Women' }).fill('0');
    await page.getByRole('textbox', { name: 'Men', exact: true }).fill(count);
    await button(/^Save/).click();
    await saved();
  }
  // The other tab learns of them at once.
  await pill(other).filter({ hasText: '2 wait' }).waitFor();
  expect(puts).toBeGreaterThan(0);
  await other.close();
  await page.goto('/operator#/reports');
  await page.locator('.report .row').filter({ hasText: 'On the truck' }).nth(1).waitFor();
  await page.getByText('The truck passes them on').waitFor();
  await shot(page, 'operator-on-truck');
  const ofHub = async () => (await sessions()).filter(({ heads }) => heads === 6 || heads === 7);
  const relayed = await until('the hub has relayed both', async () => {
    const found = await ofHub();
    return found.length === 2 ? found : undefined;
  });
  // The office knows by the phone's proof who reported, and not by the hub's word.
  expect(relayed).toMatchObject([1, 2].map(() => ({ receivedVia: ['mqtt'], reportedBy: OPERATOR.name })));

  // A camera that may not be used is no dead end.
  await page.evaluate('window.BarcodeDetector = class {}');
  await page.goto('/operator#/rescue');
  await page.getByText('2 wait').first().waitFor();
  await button('Read codes with the camera').click();
  await page.locator('p').filter({ hasText: 'The camera cannot be used here' }).waitFor();
  await shot(page, 'operator-rescue');
  const downloading = page.waitForEvent('download');
  await button('Save as a file').click();
  const file = await (await downloading).path();
  await button('Show codes').click();
  const codes: string[] = [];
  const shown = page.locator('svg.qr');
  await shown.waitFor();
  await expectAccessible(page);
  await shot(page, 'operator-codes');
  const count = Number((await shown.getAttribute('aria-label'))?.match(/of (\d+)/)?.[1]);
  for (let at = 1; at <= count; at++) {
    await page.locator(`svg.qr[aria-label="Code ${at} of ${count}"]`).waitFor();
    codes.push((await shown.getAttribute('data-text')) ?? '');
    await button(/^Next/).click();
  }

  // Who may act on all trucks says which one they are on.
  const second = await office.open('coordinator', { path: '/operator', size: PHONE });
  await button(/Simba/, second.page).click();
  await second.page.getByRole('heading', { name: 'Wajir Teachers College' }).waitFor();
  await second.page.goto('/operator#/rescue');
  for (const code of codes) await second.page.getByLabel('Or paste the text of a code').fill(code);
  await second.page.getByText('2 reports brought in').first().waitFor();
  await second.page.locator('input[type=file]').setInputFiles(file);
  await pill(second.page).filter({ hasText: 'All sent' }).waitFor();
  expect(JSON.parse(readFileSync(file, 'utf8')).reports).toHaveLength(2);
  const heads = async () => (await sessions()).map((each) => each.heads).sort((a, b) => a - b);
  expect(await heads()).toEqual([5, 6, 7, 19, 20]);

  // The first phone hears through the hub what it cannot ask the office; and once it can, it changes nothing.
  hubTells = true;
  await page.goto('/operator#/reports');
  const unsent = page.locator('.report .row').filter({ hasText: 'On the truck' });
  await unsent.first().waitFor();
  await button('Send now').click();
  await unsent.first().waitFor({ state: 'detached' });
  await context.unroute('**/api/v1/sessions/*');
  await page.reload();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  await shot(page, 'operator-reports', { whole: true });
  expect(await heads()).toEqual([5, 6, 7, 19, 20]);
  expect(await ofHub()).toMatchObject(
    [1, 2].map(() => ({ version: 1, receivedVia: ['http', 'mqtt'], reportedBy: OPERATOR.name })),
  );

  // A browser that keeps nothing says so.
  const bare = await second.page.context().newPage();
  await bare.addInitScript(`for (const name of ['indexedDB', 'localStorage'])
    Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });`);
  await bare.goto('/operator#/more');
  await button(/Simba/, bare).click();
  await bare.getByText('Only while this page is open').waitFor();
  await bare.close();
  expect([...faults, ...second.faults]).toEqual([]);
});

/** As a phone without room answers: neither of the browser's two places takes anything. */
const FULL = `{
  const { put } = IDBObjectStore.prototype;
  window.room = [put, Storage.prototype.setItem];
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    this.transaction.abort();
    return request;
  };
  Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
}`;
const ROOM_AGAIN = `[IDBObjectStore.prototype.put, Storage.prototype.setItem] = window.room`;
/** A picture as a phone's camera makes it: wider and heavier than it may be sent. */
const PICTURE = `(() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1600, height: 1200 });
  const pen = canvas.getContext('2d');
  for (let n = 0; n < 4000; n++) {
    pen.fillStyle = 'hsl(' + n * 137 + ' 60% ' + (n % 80) + '%)';
    pen.fillRect((n * 7919) % 1600, (n * 104729) % 1200, 60, 50);
  }
  return canvas.toDataURL('image/jpeg', 0.98);
})()`;

test('photos are small and go last; a full phone says so and lets no report go; exam results wait for a network', async () => {
  await context.route('**/api/v1/**', (route) => route.abort());
  await page.goto('/operator#/class/new');
  await page.getByRole('textbox', { name: 'Women' }).fill('0');
  await page.getByRole('textbox', { name: 'Men', exact: true }).fill('4');
  const picture = String(await page.evaluate(PICTURE));
  const camera = page.locator('input[type=file]');
  const taken = {
    name: 'class.jpg',
    mimeType: 'image/jpeg',
    buffer: Buffer.from(picture.split(',')[1] ?? '', 'base64'),
  };
  expect(taken.buffer.length).toBeGreaterThan(300_000);
  await page.getByLabel('Everybody in the picture agreed').check();
  await camera.setInputFiles(taken);
  await page.getByText('sent last').waitFor();
  // It is not sent yet, so it can be had back.
  await button('Remove photo').click();
  await button('Undo').click();
  await page.getByText('sent last').waitFor();
  await camera.setInputFiles({ ...taken, buffer: Buffer.from('no picture') });
  await page.getByText('This picture could not be kept').waitFor();
  await page.evaluate(FULL);
  await button('Save · 4 people').click();
  await page.getByText('Only on this screen').first().waitFor();
  await expectAccessible(page);
  await shot(page, 'operator-full');
  await page.evaluate(ROOM_AGAIN);

  // Exam results are kept, too.
  await page.goto('/operator#/');
  await button(/Morning group.*20/).click();
  const result = (name: string) => page.getByRole('textbox', { name: `Result in %: ${name} Hassan` });
  await result('Amina').fill('81,5');
  await result('Fatuma').fill('40');
  await button('Save 2 results').click();
  await page.getByText('They are sent as soon as there is a network').waitFor();
  await pill().filter({ hasText: '3 wait' }).waitFor();

  const order: string[] = [];
  await context.unroute('**/api/v1/**');
  await context.route('**/api/v1/sessions/**', (route) => {
    if (route.request().method() === 'PUT')
      order.push(route.request().url().includes('/photos/') ? 'photo' : 'report');
    return route.continue();
  });
  await page.goto('/operator#/reports');
  const ofPhoto = page.locator('.report').filter({ hasText: 'Photos still waiting: 1 of 1' });
  await ofPhoto.waitFor();
  await shot(page, 'operator-photo-waits');
  await button('Send now').click();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  expect(order).toEqual(['report', 'photo']);
  await context.unroute('**/api/v1/sessions/**');
  const [sent] = (await sessions()).filter(({ heads }) => heads === 4);
  expect(sent?.photos).toHaveLength(1);
  expect(sent?.photos[0]?.bytes).toBeLessThanOrEqual(300_000);
  const at = `/api/v1/sessions/${sent?.sessionId}/photos/${sent?.photos[0]?.photoId}`;
  const sizeOf = `fetch('${at}').then((answer) => answer.blob()).then(createImageBitmap).then((it) => [it.width, it.height])`;
  expect(await page.evaluate(sizeOf)).toEqual([1280, 960]);

  // It stays to be looked at, with who agreed; and on another phone it comes from the office.
  const drawn = (of: Page) =>
    of.waitForFunction(
      `document.querySelector('img.picture')?.complete && document.querySelector('img.picture').naturalWidth`,
    );
  await page.locator('.report .row').filter({ hasText: '4 people' }).click();
  await page.getByText('agreed, asked by Hassan Abdi').waitFor();
  expect(await (await drawn(page)).jsonValue()).toBe(1280);
  expect(await page.locator('img.picture').getAttribute('src')).toMatch(/^blob:/);
  await expectAccessible(page);
  await shot(page, 'operator-photos', { whole: true });
  await button('Remove photo').click();
  await pill().filter({ hasText: '1 waits' }).waitFor();
  await button('Send now').click();
  await pill().filter({ hasText: 'All sent' }).waitFor();
  expect((await sessions()).find(({ heads }) => heads === 4)?.photos).toEqual([]);

  await page.goto('/operator#/');
  await button(/Morning group.*20/).click();
  await page.getByText('The office has these results').waitFor();
  await page.getByText('not passed').waitFor();
  await page.getByText('20 of 20 seats taken').waitFor();
  await page.getByLabel('Agrees that the name is kept').check();
  await page.getByLabel('Name', { exact: true }).fill('Hodan Noor');
  await button('Enrol').click();
  await page.getByText('No. 21 is on the waiting list').first().waitFor();
  await button('Give a seat').waitFor();
  await expectAccessible(page);
  await shot(page, 'operator-learners', { whole: true });
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  const { items } = await office.api<{ items: { cohortId: string; figures: object }[] }>('GET', '/cohorts');
  expect(items[0]?.figures).toMatchObject({ examined: 2, passed: 1, enrolled: 18, completed: 2, waiting: 1 });
  expect(faults).toEqual([]);
});
