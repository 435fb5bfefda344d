/** How soon the page is there on a slow network and a slow phone, cold and warm, and what a thumb does to close a class of 20. */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { OPERATOR } from '../../support/operator-office.ts';
import { thumbOf } from '../../support/thumb.ts';

/** As Lighthouse and WebPageTest have it: 400 kbit/s each way, 400 ms there and back. */
export const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
export const CPU_SLOWER = 4;
/** A person who takes care: a tap with looking for it, and a key (Holleis et al. 2007: pointing 0.8 to 1.2 s, keys 0.4 s). */
const TAP_MS = 1100;
const KEY_MS = 400;

export type Load = { readonly lcpMs: number; readonly usableMs: number; readonly bytes: number };
export type Close = { readonly taps: number; readonly keystrokes: number; readonly asAPersonS: number };

const OBSERVE_LCP = `new PerformanceObserver((list) => { for (const each of list.getEntries()) globalThis.lcpMs = each.startTime; })
  .observe({ type: 'largest-contentful-paint', buffered: true })`;

async function slowed(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', SLOW_3G);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
  return session;
}

async function load(context: BrowserContext, isUsable: (page: Page) => Promise<unknown>): Promise<Load> {
  const page = await context.newPage();
  await page.addInitScript(OBSERVE_LCP);
  const session = await slowed(page);
  let bytes = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto('/operator', { waitUntil: 'commit' });
  await isUsable(page);
  const [lcpMs, usableMs] = (await page.evaluate('[globalThis.lcpMs, performance.now()]')) as [
    number,
    number,
  ];
  await page.close();
  return { lcpMs, usableMs, bytes };
}

const form = (page: Page) => page.getByLabel('E-mail').waitFor();
const today = (page: Page) => page.locator('.dock .primary, .row.class').first().waitFor();

/** The first visit ends at the form to sign in; the next ones at the day's classes. */
export async function loads(
  browser: Browser,
  url: string,
): Promise<{ first: Load; again: Load; withoutCache: Load }> {
  const options = { baseURL: url, viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'en-GB' };
  const context = await browser.newContext(options);
  const first = await load(context, form);
  const page = await context.newPage();
  await page.goto('/operator');
  await signIn(page);
  await today(page);
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
  const cookies = await context.cookies();
  await page.close();
  const again = await load(context, today);
  await context.close();
  const bare = await browser.newContext({ ...options, serviceWorkers: 'block' });
  await bare.addCookies(cookies);
  const withoutCache = await load(bare, (of) =>
    Promise.race([today(of), of.getByRole('button', { name: /Simba/ }).waitFor()]),
  );
  await bare.close();
  return { first, again, withoutCache };
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('E-mail').fill(OPERATOR.email);
  await page.getByLabel('Password').fill(OPERATOR.password);
  await page.locator('form button[type=submit]').click();
}

/** From the day's list to "saved": typed in full, and as the roll or the last class has it. */
export async function closes(browser: Browser, url: string): Promise<{ typed: Close; offered: Close }> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'en-GB',
  });
  const page = await context.newPage();
  await page.goto('/operator');
  await signIn(page);
  await today(page);
  const saved = async () => {
    await page.getByRole('button', { name: /^Sav(e|ing)/ }).waitFor({ state: 'hidden' });
    await today(page);
  };
  const told = ({ taps, keystrokes }: { taps: number; keystrokes: number }): Close => ({
    taps,
    keystrokes,
    asAPersonS: (taps * TAP_MS + keystrokes * KEY_MS) / 1000,
  });
  const typed = thumbOf(page);
  await typed.tap(page.locator('.row.class').nth(1));
  await typed.type(page.getByRole('textbox', { name: 'Women' }), '12');
  await typed.type(page.getByRole('textbox', { name: 'Men', exact: true }), '8');
  await typed.tap(page.getByRole('button', { name: 'E-mail', exact: true }));
  await typed.tap(page.getByRole('button', { name: 'Save · 20 people' }));
  await saved();
  const offered = thumbOf(page);
  await offered.tap(page.locator('.row.class').nth(0));
  await offered.tap(page.getByRole('button', { name: 'Save · 20 people' }));
  await saved();
  await context.close();
  return { typed: told(typed), offered: told(offered) };
}
