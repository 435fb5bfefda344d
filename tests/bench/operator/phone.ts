/** What runs in the bench's browser pages: the operator page's own outbox, database and lock, driven from outside instead of by screens. */
import {
  memoryPhotos,
  openBrowserDatabase,
  smallPlace,
} from '../../../src/console/operator/outbox/browser-places.ts';
import { saved, stepOf } from '../../../src/console/operator/outbox/kept.ts';
import { type Locks, webLock } from '../../../src/console/operator/outbox/lock.ts';
import { outbox } from '../../../src/console/operator/outbox/outbox.ts';
import { ask, senderOf } from '../../../src/console/operator/outbox/sender.ts';
import { storeOf } from '../../../src/console/operator/outbox/store.ts';
import { systemClock as clock } from '../../../src/kernel/clock.ts';
import type { Phone } from './phone-words.ts';

type Browser = {
  readonly localStorage: Storage;
  readonly navigator: { readonly locks: Locks };
  readonly IDBObjectStore: { readonly prototype: { put(value: unknown, key?: unknown): unknown } };
  phone?: Phone;
};
type Storage = Parameters<typeof smallPlace>[0];

export async function startPhone(deviceId: string, hub: string): Promise<void> {
  const browser = globalThis as unknown as Browser;
  const database = await openBrowserDatabase();
  const store = storeOf([database.reports, smallPlace(browser.localStorage)]);
  const sender = senderOf({ ask, hubsOf: () => [hub], photos: memoryPhotos(), clock });
  const lock = webLock(browser.navigator.locks, 'bench-outbox');
  const box = outbox({ store, sender, lock, clock, dice: () => 0.5, onChange: () => {} });
  const { prototype } = browser.IDBObjectStore;
  const put = prototype.put;
  const phone: Phone = {
    full: false,
    save: (sessionId, report) =>
      store.update(sessionId, (before) =>
        saved(before, { sessionId, report, deviceId, atMs: clock.nowMs() }),
      ),
    pass: () => box.pass({ now: true }),
    async told() {
      return (await store.all()).map((kept) => ({
        sessionId: kept.sessionId,
        code: kept.code,
        step: stepOf(kept),
        trouble: kept.trouble?.kind ?? null,
        heads: (kept.report.headCounts ?? []).reduce((sum, { count }) => sum + count, 0),
      }));
    },
  };
  prototype.put = function (value: unknown, key?: unknown) {
    if (phone.full) throw new DOMException('full', 'QuotaExceededError');
    return key === undefined ? put.call(this, value) : put.call(this, value, key);
  };
  browser.phone = phone;
}
Object.assign(globalThis, { startPhone });
