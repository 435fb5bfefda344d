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
import { type Language, ROLES, type Role } from '@digitruck/contract/people';
import type { Readings } from '@digitruck/contract/readings';
import { topicOf, type UpChannel } from '@digitruck/contract/topics';
import mqtt from 'mqtt';
import { pino } from 'pino';
import type { BrowserContext, Page } from 'playwright-core';
import { readConfig } from '../../src/config.ts';
import { systemClock, toIso } from '../../src/kernel/clock.ts';
import { type Service, startService } from '../../src/main.ts';
import { atEnd } from './at-end.ts';
import { launchBrowser, openPage, type TestBrowser } from './browser.ts';
import { buildConsole } from './built-console.ts';
import { freshDatabase, type TestDatabase } from './database.ts';

export const PASSWORD = 'a long enough password';
const API_KEY = 'tests-of-the-console-0123456789-0123456789';
export const emailOf = (role: Role) => `${role}@example.org`;
/** The two sizes that every screen is looked at in. */
export const DESK = { width: 1366, height: 768 };
export const PHONE = { width: 390, height: 844 };

export type OpenedPage = {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors that the page itself threw; a journey ends with `expect(faults).toEqual([])`. */
  readonly faults: readonly string[];
};
export type OpenOptions = {
  readonly path?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** What the person has chosen in this browser; without it, what their account says: English. */
  readonly language?: Language;
};

export type TestConsole = {
  readonly url: string;
  readonly service: Service;
  readonly database: TestDatabase;
  /** Asks the API as an administrator. @throws Error with the problem's text when it refuses */
  readonly api: <T = unknown>(method: string, path: string, body?: unknown) => Promise<T>;
  /** A truck's unit that is connected to the broker. */
  readonly truck: (truckId: string, bootId?: string) => Promise<TestTruck>;
  /** A page in a context of its own, signed in as a person of this role, or as nobody. */
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

  let browser: TestBrowser | undefined;
  const sessions = new Map<Role, Awaited<ReturnType<BrowserContext['cookies']>>>();
  /** Signing in is limited to a few a minute, so one session of each role serves all pages. */
  async function signIn(context: BrowserContext, role: Role): Promise<void> {
    const known = sessions.get(role);
    if (known !== undefined) return context.addCookies(known);
    const answer = await context.request.post(`${url}/api/auth/sign-in/email`, {
      data: { email: emailOf(role), password: PASSWORD },
    });
    if (!answer.ok()) throw new Error(`signing in as ${role}: ${answer.status()} ${await answer.text()}`);
    sessions.set(role, await context.cookies());
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
    async open(role, { path = '/', size = DESK, language } = {}) {
      if (browser === undefined) {
        browser = await launchBrowser();
        toStop.push(browser.close);
      }
      const opened = await openPage(browser.browser, { ...size, baseURL: url });
      if (language !== undefined) {
        await opened.context.addInitScript(`localStorage.setItem('digitruck.language', '${language}')`);
      }
      if (role !== null) await signIn(opened.context, role);
      await opened.page.goto(path);
      return opened;
    },
  };
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

/**
 * axe finds nothing on the page as it is now, within `include` (a CSS selector) if given.
 * @throws Error that lists each finding: the rule, the element, and what to mend
 */
export async function expectAccessible(page: Page, include?: string): Promise<void> {
  await page.evaluate(`window.axe === undefined && (() => { ${axeSource} })()`);
  const context = include === undefined ? 'document' : JSON.stringify(include);
  const findings = (await page.evaluate(
    `axe.run(${context}, { resultTypes: ['violations'] }).then((result) => result.violations)`,
  )) as Finding[];
  if (findings.length === 0) return;
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
