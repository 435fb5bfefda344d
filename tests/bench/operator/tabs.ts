/** A phone with two tabs in the bench's browser, and what can be done to it from outside. */
import { randomUUID } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Rng } from '../../../src/kernel/rng.ts';
import type { Tally } from './faults.ts';
import type { Phone, PhoneSettings, Room, Told } from './phone-words.ts';
import type { Road } from './road.ts';

export type Cookie = { readonly name: string; readonly value: string };
export type PhoneOptions = {
  readonly browser: Browser;
  readonly road: Road;
  readonly hub: Road;
  readonly cookies: readonly Cookie[];
  readonly dice: Rng;
  readonly tally: Tally;
  readonly nowMs: number;
};
export type TwoTabs = Awaited<ReturnType<typeof twoTabs>>;

type Window = { phone: Phone; startPhone(settings: PhoneSettings): Promise<void> };
const DAY_MS = 86_400_000;

export async function twoTabs({ browser, road, hub, cookies, dice, tally, nowMs }: PhoneOptions) {
  const context: BrowserContext = await browser.newContext({ serviceWorkers: 'block' });
  const signIn = () => context.addCookies(cookies.map((cookie) => ({ ...cookie, url: road.url })));
  await signIn();
  const deviceId = randomUUID();
  const withoutLocks = dice.next() < 0.3;
  let room: Room = 'plenty';
  let trueMs = nowMs;
  /** Up to two days wrong, either way. */
  const wrongMs = () => Math.round((dice.next() - 0.5) * 4 * DAY_MS);
  let aheadMs = wrongMs();
  const times = () => ({ saysMs: trueMs + aheadMs, trueMs });
  tally['clock wrong'] += 1;

  async function tab(): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${road.url}/phone`);
    await page.evaluate((settings) => (globalThis as unknown as Window).startPhone(settings), {
      deviceId,
      hub: hub.url,
      times: times(),
      withoutLocks,
      room,
    });
    return page;
  }
  let tabs = await Promise.all([tab(), tab()]);
  const inTab = <Given, Result>(page: Page, given: Given, work: (phone: Phone, given: Given) => Result) =>
    page.evaluate(`(${work})(globalThis.phone, ${JSON.stringify(given)})`) as Promise<Awaited<Result>>;
  const inBoth = <Given, Result>(given: Given, work: (phone: Phone, given: Given) => Result) =>
    Promise.all(tabs.map((page) => inTab(page, given, work)));

  return {
    deviceId,
    signIn,
    signOut: () => context.clearCookies(),
    /** Time has come so far; the phone's clock follows, as wrong as it is. */
    async setTime(ms: number) {
      trueMs = ms;
      await inBoth(times(), (phone, to) => phone.setTimes(to));
    },
    setClock() {
      aheadMs = wrongMs();
      tally['clock set'] += 1;
    },
    nowMs: () => trueMs + aheadMs,
    async setRoom(next: Room) {
      room = next;
      await inBoth(next, (phone, to) => phone.setRoom(to));
    },
    /** @param seen the revision that is edited, in a tab that shows it: on a full phone one may be only on the screen of the other; 0 is none */
    async save(sessionId: string, report: object, seen: number): Promise<void> {
      const drawn = tabs[dice.int(tabs.length)] as Page;
      const shown =
        seen === 0
          ? [0, 0]
          : await inBoth(
              sessionId,
              async (phone, id) => (await phone.told()).find((each) => each.sessionId === id)?.revision,
            );
      const page = shown[tabs.indexOf(drawn)] === seen ? drawn : (tabs[shown.indexOf(seen)] ?? drawn);
      const where = await inTab(page, [sessionId, report] as const, (phone, [id, body]) =>
        phone.save(id, body as never),
      );
      if (where === 'small') tally['database full'] += 1;
      if (where === 'screen') tally['phone full'] += 1;
    },
    /** Both tabs at once. @param kill as soon as a report is on its way, unless one is only on the screen, which says so */
    async pass(kill: boolean): Promise<void> {
      const onlyHere = await inBoth(undefined, (phone) => phone.onlyHere());
      const mayKill = kill && onlyHere.every((count) => count === 0);
      const met = mayKill ? road.holdNext().then(() => 'met' as const) : undefined;
      // A tab that is killed answers no more.
      const passing = Promise.all(
        tabs.map((page) => inTab(page, undefined, (phone) => phone.pass()).catch(() => 'killed' as const)),
      );
      const first = met === undefined ? await passing : await Promise.race([met, passing]);
      if (first === 'met') {
        tally['both tabs killed mid-send'] += 1;
        await Promise.all(tabs.map((page) => page.close()));
      }
      road.letGo();
      if ((await passing).includes('another tab')) tally['two tabs at once'] += 1;
      if (first === 'met') tabs = await Promise.all([tab(), tab()]);
    },
    /** As either tab knows it, the newer of two. */
    async told(): Promise<Told[]> {
      const newest = new Map<string, Told>();
      for (const each of (await inBoth(undefined, (phone) => phone.told())).flat()) {
        const known = newest.get(each.sessionId);
        if (known === undefined || known.revision <= each.revision) newest.set(each.sessionId, each);
      }
      return [...newest.values()];
    },
    rescueCodes: () => inTab(tabs[0] as Page, undefined, (phone) => phone.rescueCodes()),
    async bringIn(codes: readonly string[]): Promise<void> {
      tally['brought to the other phone'] += await inTab(tabs[1] as Page, codes, (phone, given) =>
        phone.bringIn(given),
      );
    },
    close: () => context.close(),
  };
}
