/** What runs in the bench's browser pages: the operator page's own outbox, database and lock, driven from outside instead of by screens. */
import { broughtIn } from '../../../src/console/operator/outbox/brought-in.ts';
import { openBrowserDatabase, smallPlace } from '../../../src/console/operator/outbox/browser-places.ts';
import { saved, stepOf, waits } from '../../../src/console/operator/outbox/kept.ts';
import { type Locks, leaseLock, webLock } from '../../../src/console/operator/outbox/lock.ts';
import { outbox } from '../../../src/console/operator/outbox/outbox.ts';
import { memoryPhotos } from '../../../src/console/operator/outbox/photos.ts';
import {
  type Gathered,
  gathered,
  gatheredText,
  readRescue,
  rescueCodes,
  rescueFile,
} from '../../../src/console/operator/outbox/rescue.ts';
import { ask, senderOf } from '../../../src/console/operator/outbox/sender.ts';
import { storeOf } from '../../../src/console/operator/outbox/store.ts';
import { uuid4 } from '../../../src/console/operator/uuid.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import type { Phone, PhoneSettings, Room } from './phone-words.ts';

type Browser = {
  readonly localStorage: Parameters<typeof smallPlace>[0];
  readonly navigator: { readonly locks: Locks };
  readonly IDBObjectStore: {
    readonly prototype: { put(this: Put, value: unknown, key?: unknown): unknown };
  };
  readonly Storage: { readonly prototype: { setItem(name: string, text: string): void } };
  phone?: Phone;
};
type Put = { readonly transaction: { abort(): void } };

export async function startPhone(settings: PhoneSettings): Promise<void> {
  const browser = globalThis as unknown as Browser;
  const { deviceId, hub } = settings;
  let { times } = settings;
  let sinceMs = systemClock.monotonicMs();
  const gone = () => Math.round(systemClock.monotonicMs() - sinceMs);
  const clock = { nowMs: () => times.saysMs + gone(), monotonicMs: () => times.trueMs + gone() };
  let { room } = settings;
  fillUp(browser, () => room);

  const database = await openBrowserDatabase();
  const store = storeOf([database.reports, smallPlace(browser.localStorage)]);
  const sender = senderOf({ ask, hubsOf: () => [hub], photos: memoryPhotos(), clock });
  const lock = settings.withoutLocks
    ? leaseLock(database.lease, uuid4(), clock)
    : webLock(browser.navigator.locks, 'bench-outbox');
  let worked = 0;
  const box = outbox({
    store,
    sender,
    lock: (work) =>
      lock(() => {
        worked++;
        return work();
      }),
    clock,
    dice: () => 0.5,
    onChange: () => {},
  });
  browser.phone = {
    setTimes(next) {
      [times, sinceMs] = [next, systemClock.monotonicMs()];
    },
    setRoom(next: Room) {
      room = next;
    },
    async save(sessionId, report) {
      const where = await store.update(sessionId, (before) =>
        saved(before, { sessionId, report, deviceId, atMs: clock.nowMs() }),
      );
      if (where === 'screen') return 'screen';
      const [known] = (await database.reports.all()).filter((kept) => kept.sessionId === sessionId);
      return known !== undefined && JSON.stringify(known.report) === JSON.stringify(report)
        ? 'database'
        : 'small';
    },
    async pass() {
      const before = worked;
      await box.pass();
      return worked > before ? 'passed' : 'another tab';
    },
    told: async () =>
      (await store.all()).map((kept) => {
        const { sessionId, revision, code, trouble, report } = kept;
        return { sessionId, revision, code, step: stepOf(kept), trouble: trouble?.kind ?? null, report };
      }),
    async rescueCodes() {
      const waiting = (await store.all()).filter(waits);
      return waiting.length === 0 ? [] : rescueCodes(rescueFile(waiting, clock.nowMs()));
    },
    async bringIn(codes) {
      let known: Gathered | undefined;
      for (const code of codes) known = gathered(known, code) ?? known;
      const text = known === undefined ? undefined : gatheredText(known);
      const reports = text === undefined ? undefined : readRescue(text);
      if (reports === undefined) throw new Error('the codes could not be read');
      let news = 0;
      for (const each of reports)
        await store.update(each.sessionId, (before) => {
          const after = broughtIn(before, each);
          if (after !== undefined) news++;
          return after;
        });
      return news;
    },
    onlyHere: () => store.onlyHere().length,
  };
}

/** As a browser on a full phone does: what is put is taken back with its transaction, the small storage throws. */
function fillUp({ IDBObjectStore, Storage }: Browser, room: () => Room): void {
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    if (room() !== 'plenty') this.transaction.abort();
    return request;
  };
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (...given) {
    if (room() === 'none') throw new DOMException('full', 'QuotaExceededError');
    setItem.apply(this, given);
  };
}
Object.assign(globalThis, { startPhone });
