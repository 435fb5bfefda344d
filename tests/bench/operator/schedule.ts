/**
 * Three offline days on two phones, by chance from a seed: 60 reports, requests and answers that are lost, errors, doubled requests, tabs
 * killed while they send, a full phone, a wrong clock, an expired sign-in, a hub that relays later. Then a good network, and the count.
 */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { type Rng, rng } from '../../../src/kernel/rng.ts';
import type { Phone, Told } from './phone-words.ts';

const HUB = 'http://hub.invalid:8090';
const DAY_MS = 86_400_000;
const PASSES_MAX = 12;

export type Verdict = {
  readonly reports: number;
  readonly stored: number;
  readonly missing: number;
  readonly twice: number;
  readonly asking: number;
  /** The phones' heads less the office's. */
  readonly headsOff: number;
  readonly faults: number;
};
export type Rig = {
  readonly browser: Browser;
  readonly url: string;
  readonly cookies: Parameters<BrowserContext['addCookies']>[0];
  readonly code: string;
  /** As the office, with an administrator's key. */
  readonly put: (sessionId: string, body: unknown) => Promise<void>;
  readonly stored: (truckId: string) => Promise<{ sessionId: string; heads: number; code: string }[]>;
};

export async function threeDays(rig: Rig, seed: number, truckId: string, reports: number): Promise<Verdict> {
  const dice = rng(seed);
  const relayed: { sessionId: string; body: unknown }[] = [];
  const weather = { bad: 0.5, signedIn: true, faults: 0 };
  const phones = [];
  for (const name of ['a', 'b']) phones.push(await phoneOf(rig, dice.fork(name), weather, relayed));
  try {
    for (let n = 0; n < reports; n++) {
      const phone = phones[n % 2];
      if (phone === undefined) continue;
      weather.bad = dice.next() < 0.3 ? 1 : dice.next();
      await phone.full(dice.next() < 0.1);
      await phone.save(randomUUID(), reportNo(n, truckId, dice));
      await phone.full(false);
      if (dice.next() < 0.4) await phone.pass(dice.next() < 0.3);
      if (dice.next() < 0.1) await phone.expire();
      if (dice.next() < 0.1)
        for (const { sessionId, body } of relayed.splice(0)) await rig.put(sessionId, body);
    }
    const faults = weather.faults;
    weather.bad = 0;
    for (const { sessionId, body } of relayed.splice(0)) await rig.put(sessionId, body);
    const told: Told[] = [];
    for (const phone of phones) {
      await phone.signIn();
      for (let pass = 0; pass < PASSES_MAX; pass++) {
        await phone.pass(false);
        if (
          (await phone.told()).every(
            ({ step, trouble }) => step !== 'saved' && step !== 'on-truck' && trouble === null,
          )
        )
          break;
      }
      told.push(...(await phone.told()));
    }
    const stored = await rig.stored(truckId);
    const ids = new Set(stored.map(({ sessionId }) => sessionId));
    const sum = (list: readonly { heads: number }[]) => list.reduce((all, { heads }) => all + heads, 0);
    return {
      reports: told.length,
      stored: stored.length,
      missing:
        reports -
        told.length +
        told.filter((each) => !ids.has(each.sessionId) && each.trouble === null).length,
      twice: stored.length - ids.size,
      asking: told.filter(({ trouble }) => trouble !== null).length,
      headsOff: sum(told) - sum(stored),
      faults,
    };
  } finally {
    for (const phone of phones) await phone.close();
  }
}

function reportNo(n: number, truckId: string, dice: Rng) {
  const startMs = Date.UTC(2026, 10, 23, 5) + Math.floor(n / 20) * DAY_MS + (n % 20) * 30 * 60_000;
  return {
    truckId,
    state: 'held' as const,
    startedAt: new Date(startMs).toISOString(),
    endedAt: new Date(startMs + 25 * 60_000).toISOString(),
    headCounts: [
      {
        sex: 'female' as const,
        ageBand: '18-24' as const,
        role: 'learner' as const,
        count: 1 + dice.int(20),
      },
    ],
  };
}

type Weather = { bad: number; signedIn: boolean; faults: number };

async function phoneOf(
  rig: Rig,
  dice: Rng,
  weather: Weather,
  relayed: { sessionId: string; body: unknown }[],
) {
  const context = await rig.browser.newContext({ baseURL: rig.url, serviceWorkers: 'block' });
  await context.addCookies(rig.cookies);
  // Up to two days wrong, either way.
  const offMs = Math.round((dice.next() - 0.5) * 4 * DAY_MS);
  await context.addInitScript(`{ const now = Date.now; Date.now = () => now() + ${offMs}; }`);
  await context.route('**/bench-phone', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>phone</title>' }),
  );
  const idOf = (route: Route) => new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
  await context.route(`${HUB}/**`, async (route) => {
    if (dice.next() < weather.bad) return fault(route);
    const sessionId = idOf(route);
    if (route.request().method() === 'PUT') relayed.push({ sessionId, body: route.request().postDataJSON() });
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'access-control-allow-methods': '*',
    };
    await route.fulfill({
      status: 202,
      headers,
      contentType: 'application/json',
      body: JSON.stringify({ sessionId, step: 'on-truck' }),
    });
  });
  await context.route('**/api/v1/sessions/**', async (route) => {
    if (dice.next() >= weather.bad) return route.continue().catch(() => {});
    const kind = dice.int(4);
    if (kind === 0) return fault(route);
    weather.faults += 1;
    if (kind === 1) return route.fulfill({ status: 503, body: 'no' }).catch(() => {});
    // Stored, and the answer lost; or asked twice.
    const answer = await route.fetch().catch(() => undefined);
    if (answer === undefined || kind === 2) return route.abort().catch(() => {});
    await route.fetch().catch(() => undefined);
    return route.fulfill({ response: answer }).catch(() => {});
  });
  function fault(route: Route) {
    weather.faults += 1;
    return route.abort().catch(() => {});
  }
  const deviceId = randomUUID();
  async function tab(): Promise<Page> {
    const page = await context.newPage();
    await page.goto('/bench-phone');
    await page.addScriptTag({ content: rig.code });
    await page.evaluate(
      ([id, hub]) =>
        (globalThis as unknown as { startPhone(id: string, hub: string): Promise<void> }).startPhone(id, hub),
      [deviceId, HUB] as const,
    );
    return page;
  }
  let [first, second] = [await tab(), await tab()];
  const withPhone = <Result>(page: Page, of: (phone: Phone) => Promise<Result>) =>
    page.evaluate(`(${of})(globalThis.phone)`) as Promise<Result>;
  return {
    save: (sessionId: string, report: object) =>
      first.evaluate(
        ([id, body]) => (globalThis as unknown as { phone: Phone }).phone.save(id, body as never),
        [sessionId, report] as const,
      ),
    full: (full: boolean) =>
      first.evaluate((is) => {
        (globalThis as unknown as { phone: Phone }).phone.full = is;
      }, full),
    async pass(kill: boolean) {
      const passing = [first, second].map((page) =>
        // A tab that is killed answers no more.
        withPhone(page, (phone) => phone.pass()).catch(() => {}),
      );
      if (kill) {
        await new Promise((resolve) => setTimeout(resolve, dice.int(60)));
        await Promise.all([first.close(), second.close()]);
        weather.faults += 1;
      }
      await Promise.all(passing);
      if (kill) [first, second] = [await tab(), await tab()];
    },
    told: () => withPhone(first, (phone) => phone.told()),
    async expire() {
      await context.clearCookies();
      weather.faults += 1;
      if (dice.next() < 0.7) await context.addCookies(rig.cookies);
    },
    signIn: () => context.addCookies(rig.cookies),
    close: () => context.close(),
  };
}
