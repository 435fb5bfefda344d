/**
 * The console as people use it: the real service on a database of its own with its embedded broker, the built console in a
 * real browser, a person of each role, and trucks that speak MQTT.
 *
 *   const office = await startConsole();              // in beforeAll; it ends by itself after the file
 *   await office.api('POST', '/trucks', { truckId: 'DT-01' });
 *   const truck = await office.truck('DT-01');
 *   await truck.send({ batterySocPct: 71 });
 *   const { page, faults } = await office.open('coordinator', { path: '/trucks' });
 *   await expectAccessible(page);
 *   await shot(page, 'trucks');                       // kept when TEST_SHOTS names a folder
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type TruckId, TruckId as TruckIdSchema } from '@digitruck/contract/ids';
import type { Language, Role } from '@digitruck/contract/people';
import { ROLES } from '@digitruck/contract/people-words';
import type { Readings } from '@digitruck/contract/readings';
import { topicOf, type UpChannel } from '@digitruck/contract/topics';
import mqtt from 'mqtt';
import { pino } from 'pino';
import type { BrowserContext, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { LANGUAGE_NAMES } from '../../src/console/shared/i18n/define.ts';
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { type Service, startService } from '../../src/main.ts';
import { atEnd } from './at-end.ts';
import { launchBrowser, openContext, openPage, type TestBrowser } from './browser.ts';
import { buildConsole } from './built-console.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { MARK_NEW_LOOKS } from './new-looks.ts';

export const PASSWORD = 'a long enough password';
const API_KEY = 'tests-of-the-console-0123456789-0123456789';
export const emailOf = (role: Role) => `${role}@example.org`;
/** The two sizes that every screen is looked at in. */
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

export type OpenedPage = {
  readonly page: Page;
  /** Errors that the page itself threw; a journey ends with `expect(faults).toEqual([])`. */
  readonly faults: readonly string[];
};
export type OpenOptions = {
  readonly path?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** What the person has chosen in this browser; without it, what their account says: English. */
  readonly language?: Language;
  /**
   * With fades, shimmers and maps that glide. Without them, as here, a page costs two thirds: where there is no GPU each frame is painted by
   * the processor.
   */
  readonly motion?: boolean;
};

export type TestConsole = {
  readonly url: string;
  readonly service: Service;
  readonly database: TestDatabase;
  /** Asks the API as an administrator. @throws Error with the problem's text when it refuses */
  readonly api: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
  /** A truck's unit that is connected to the broker. */
  readonly truck: (truckId: string, bootId?: string) => Promise<TestTruck>;
  /**
   * A page, signed in as a person of this role, or as nobody. Pages of one role and size share cookies and cache, and one that a test is
   * done with is emptied and used again: a page of its own costs more than all that a test does on it.
   */
  readonly open: (role: Role | null, options?: OpenOptions) => Promise<OpenedPage>;
};

/** Call it in `beforeAll`; everything ends after the file by itself. */
export async function startConsole(): Promise<TestConsole> {
  await buildConsole();
  const database = await freshDatabase();
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' });
  const config = readConfig({
    DATABASE_URL: database.url,
    HOST: '127.0.0.1',
    PORT: '0',
    MQTT_PORT: '0',
    ADMIN_API_KEY: API_KEY,
    AUTH_SECRET: 'the secret of the console tests, long enough',
  });
  const toStop: (() => unknown)[] = [];
  atEnd(async () => {
    for (const end of toStop.splice(0).reverse()) await end();
  });
  const service = await startService(config, log);
  toStop.push(service.stop);
  const { url } = service;

  const api = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${API_KEY}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  for (const role of ROLES) {
    await api('POST', '/people', { name: `The ${role}`, email: emailOf(role), role, password: PASSWORD });
  }

  let browser: Promise<TestBrowser> | undefined;
  const startBrowser = async () => {
    const started = await launchBrowser();
    toStop.push(started.close);
    return started;
  };
  const contexts = new Map<string, BrowserContext>();
  const idlePages = new Map<BrowserContext, Awaited<ReturnType<typeof openPage>>[]>();
  /** Signing in is limited to a few a minute, so one session of each role serves all sizes. */
  const cookies = new Map<Role, Awaited<ReturnType<BrowserContext['cookies']>>>();
  async function contextOf(role: Role | null, size: typeof DESK): Promise<BrowserContext> {
    const key = `${role} ${size.width} ${size.height}`;
    const known = contexts.get(key);
    if (known !== undefined) return known;
    browser ??= startBrowser();
    const context = await openContext((await browser).browser, {
      ...size,
      baseURL: url,
      reducedMotion: 'reduce',
    });
    if (role !== null) await signIn(context, role);
    // A visitor may sign in on the page itself, which the next visitor must know nothing of.
    else return context;
    contexts.set(key, context);
    return context;
  }
  async function signIn(context: BrowserContext, role: Role): Promise<void> {
    const kept = cookies.get(role);
    if (kept !== undefined) return context.addCookies(kept);
    const answer = await context.request.post(`${url}/api/auth/sign-in/email`, {
      data: { email: emailOf(role), password: PASSWORD },
    });
    if (!answer.ok()) throw new Error(`signing in as ${role}: ${answer.status()} ${await answer.text()}`);
    cookies.set(role, await context.cookies());
  }

  return {
    url,
    service,
    database,
    api,
    async truck(truckId, bootId = 'boot-1') {
      const truck = await connectTruck(service.mqttUrl, TruckIdSchema.parse(truckId), bootId);
      toStop.push(truck.leave);
      return truck;
    },
    async open(role, { path = '/', size = DESK, language, motion = false } = {}) {
      const context = await contextOf(role, size);
      const idle = idlePages.get(context)?.pop();
      const opened = idle ?? (await openPage(context));
      const { page, faults } = opened;
      faults.length = 0;
      if (motion) await page.emulateMedia({ reducedMotion: 'no-preference' });
      if (language !== undefined) {
        await page.addInitScript(`localStorage.setItem('digitruck.language', '${language}')`);
      }
      afterTest(async () => {
        // What speaks another language from its first moment cannot unlearn it.
        const isUsable = language === undefined && role !== null && (await emptied(page, size));
        if (isUsable) idlePages.set(context, [...(idlePages.get(context) ?? []), opened]);
        else await page.close();
      });
      await page.goto(path);
      return opened;
    },
  };
}

/** When the test that runs is over; a page that was opened for a whole file stays. */
function afterTest(end: () => Promise<void>): void {
  try {
    onTestFinished(end);
  } catch {
    // No test runs: a hook opened it.
  }
}

/** Leaves the page, so that it draws nothing any more, and takes back what the test made of it. */
async function emptied(page: Page, size: typeof DESK): Promise<boolean> {
  try {
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.evaluate('localStorage.clear(), sessionStorage.clear()');
    await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: 'reduce' });
    await page.setViewportSize(size);
    await page.context().setOffline(false);
    await page.goto('about:blank');
    return true;
  } catch {
    return false;
  }
}

/** Goes where a link within the console would: without loading it all again. */
export async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate(`history.pushState(null, '', '${path}')`);
}

/** The page in another language by a choice in the account's menu. The account keeps it, so a test ends in English. */
export async function speak(page: Page, language: Language): Promise<void> {
  if ((await page.evaluate('document.documentElement.lang')) === language) return;
  await page.locator('.account-button').click();
  const kept = page.waitForResponse(
    (response) => response.request().method() === 'PATCH' && response.url().endsWith('/api/v1/me'),
  );
  await page.getByRole('menuitemradio', { name: LANGUAGE_NAMES[language] }).click();
  await kept;
  await page.locator(`html[lang=${language}]`).waitFor();
}

export type TestTruck = {
  /** One sample, settled when the broker has acknowledged it, so stored. `ageMs` is how long ago it was measured. */
  readonly send: (readings: Readings, options?: { ageMs?: number; seq?: number }) => Promise<void>;
  /** Any text on a channel, e.g. something that must be refused. */
  readonly say: (channel: UpChannel, text: string) => Promise<void>;
  readonly status: (state: 'online' | 'offline') => Promise<void>;
  readonly leave: () => Promise<void>;
};

async function connectTruck(mqttUrl: string, truckId: TruckId, bootId: string): Promise<TestTruck> {
  const client = await mqtt.connectAsync(mqttUrl, { clientId: truckId, reconnectPeriod: 0 });
  let next = 0;
  const say = async (channel: UpChannel, text: string, retain = false) => {
    await client.publishAsync(topicOf(truckId, channel), text, { qos: 1, retain });
  };
  return {
    say: (channel, text) => say(channel, text),
    send(readings, { ageMs = 0, seq = next } = {}) {
      next = Math.max(next, seq + 1);
      const sampledAt = toIso(systemClock.nowMs() - ageMs);
      return say('telemetry', JSON.stringify({ bootId, seq, sampledAt, ...readings }));
    },
    status: (state) => say('status', JSON.stringify({ state, bootId, at: toIso(systemClock.nowMs()) }), true),
    leave: () => client.endAsync(),
  };
}

type Finding = {
  readonly id: string;
  readonly impact: string | null;
  readonly help: string;
  readonly nodes: readonly {
    readonly target: readonly unknown[];
    readonly html: string;
    readonly failureSummary?: string;
  }[];
};
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Looks whose contrast was found to be enough, see `new-looks.ts`. */
const looksSeen = new Set<string>();

/**
 * axe finds nothing on the page as it is now, within `include` (a CSS selector) if given. The contrast of each look is computed once.
 * @throws Error that lists each finding: the rule, the element, and what to mend
 */
export async function expectAccessible(page: Page, include?: string): Promise<void> {
  await page.evaluate(`window.axe === undefined && (() => {
    ${axeSource};
    axe.configure({ rules: [
      { id: 'color-contrast', selector: '[data-new-look]' },
      { id: 'link-in-text-block', selector: ':is(a[href], [role=link])[data-new-look]' },
    ] });
  })()`);
  const context = JSON.stringify(include ?? 'body');
  // Without `preload`, which fetches all style sheets again for a rule on fixed orientations: there are none.
  const [looks, findings] = (await page.evaluate(`(async () => {
    const looks = (${MARK_NEW_LOOKS})(document.querySelector(${context}), ${JSON.stringify([...looksSeen])});
    const result = await axe.run(${include === undefined ? 'document' : context}, { resultTypes: ['violations'], preload: false });
    for (const one of document.querySelectorAll('[data-new-look]')) one.removeAttribute('data-new-look');
    return [looks, result.violations];
  })()`)) as [string[], Finding[]];
  if (findings.length === 0) {
    for (const look of looks) looksSeen.add(look);
    return;
  }
  const lines = findings.flatMap(({ id, impact, help, nodes }) => [
    `${id} (${impact ?? 'minor'}): ${help}`,
    ...nodes.map(({ target, html, failureSummary }) => {
      const mend = (failureSummary ?? '').replaceAll('\n', '\n      ');
      return `    ${target.join(' ')}\n      ${html.slice(0, 200)}\n      ${mend}`;
    }),
  ]);
  throw new Error(`axe has findings on ${page.url()}:\n${lines.join('\n')}`);
}

/** A picture of what is in view, into the folder that TEST_SHOTS names; without it nothing happens. */
export async function shot(page: Page, name: string, options: { whole?: boolean } = {}): Promise<void> {
  const folder = process.env.TEST_SHOTS;
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  const width = page.viewportSize()?.width ?? 0;
  await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: options.whole ?? false });
}

/**
 * Presses Tab up to `most` times until the focus is on an element with this accessible text, as a person without a mouse
 * would, and says how many it took.
 * @throws Error when the focus never gets there, or is nowhere to be seen
 */
export async function tabTo(page: Page, text: string, most = 80): Promise<number> {
  for (let presses = 1; presses <= most; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = (await page.evaluate(FOCUSED)) as { text: string; visible: boolean };
    if (!focused.text.includes(text)) continue;
    if (!focused.visible) throw new Error(`the focus on "${text}" can't be seen`);
    return presses;
  }
  throw new Error(`Tab pressed ${most} times on ${page.url()} never reached "${text}"`);
}
/** What has the focus, and whether an outline shows it. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  if (element === null) return { text: '', visible: false };
  const label = element.labels?.[0]?.textContent ?? '';
  const style = getComputedStyle(element);
  const visible = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  return { text: [element.getAttribute('aria-label'), label, element.textContent].join(' '), visible };
})()`;
