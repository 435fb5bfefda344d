/** Puts the page together in a browser: where things are kept, who sends, what is drawn. */
import type { Language } from '@digitruck/contract/people';
import { createRoot } from 'react-dom/client';
import { systemClock as clock } from '../../kernel/clock.ts';
import type { OperatorText } from '../shared/i18n/operator-en.ts';
import { App } from './app.tsx';
import type { Look, Page } from './context.tsx';
import { onNewVersion } from './install.ts';
import { modelOf } from './model.ts';
import { openBrowserDatabase, smallPlace } from './outbox/browser-places.ts';
import { leaseLock, webLock } from './outbox/lock.ts';
import { type Lock, outbox } from './outbox/outbox.ts';
import { memoryPhotos } from './outbox/photos.ts';
import { proofOf } from './outbox/proof.ts';
import { ask, senderOf } from './outbox/sender.ts';
import { type Place, storeOf } from './outbox/store.ts';
import { memoryThings } from './outbox/things.ts';
import { uuid4 } from './uuid.ts';
import './operator.css';

export { install } from './install.ts';

const LOCK = 'digitruck-operator-outbox';
const CHANNEL = 'digitruck-operator';
const USUAL_HUBS = ['http://digitruck.local:8090'];

/** The browser's small storage, if it may be used at all. */
function smallStorage(): Storage | undefined {
  try {
    const { localStorage } = window;
    localStorage.setItem('digitruck.try', '1');
    localStorage.removeItem('digitruck.try');
    return localStorage;
  } catch {
    return undefined;
  }
}

/** Opened while the page's words are still on their way. */
const opening = openBrowserDatabase().then(
  async (database) => ({
    database,
    device: await database.things.get<string>('device').catch(() => undefined),
  }),
  () => ({ database: undefined, device: undefined }),
);

export async function startPage(speech: {
  readonly language: Language;
  readonly text: OperatorText;
  readonly loadText: (language: Language) => Promise<OperatorText>;
}): Promise<void> {
  const small = smallStorage();
  const { database, device } = await opening;
  const places: Place[] = [];
  if (database !== undefined) places.push(database.reports);
  if (small !== undefined) places.push(smallPlace(small));
  const keeping: Page['keeping'] = database !== undefined ? 'disk' : small !== undefined ? 'small' : 'screen';
  const things = database?.things ?? memoryThings();
  const photos = database?.photos ?? memoryPhotos();
  const store = storeOf(places);

  const deviceId = device ?? uuid4();
  // Not waited for: a report carries the id that it was made under.
  if (device === undefined) void things.set('device', deviceId).catch(() => {});
  const tabId = uuid4();
  const alone: Lock = (work) => work();
  const lock =
    navigator.locks !== undefined
      ? webLock(navigator.locks, LOCK)
      : database !== undefined
        ? leaseLock(database.lease, tabId, clock)
        : alone;
  const hubsOf = (truckId: string) => {
    const { pack } = model.state();
    return pack !== undefined && pack.truckId === truckId ? pack.hubUrls : USUAL_HUBS;
  };
  const sender = senderOf({
    ask,
    hubsOf,
    async proofOf(kept) {
      const { pack } = model.state();
      const reporter = pack?.truckId === kept.report.truckId ? pack.reporter : undefined;
      return reporter ? proofOf(reporter, kept).catch(() => undefined) : undefined;
    },
    photos,
    clock,
  });
  /** In [0, 1): only so that a truck's phones don't all knock at the same moment. */
  const dice = () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(CHANNEL) : undefined;
  const model = modelOf({
    store,
    photos,
    things,
    deviceId,
    clock,
    makeOutbox: (onChange) => outbox({ store, sender, lock, clock, dice, onChange }),
    neighbours: {
      tell: () => channel?.postMessage('news'),
      onNews(listener) {
        if (channel !== undefined) channel.onmessage = listener;
      },
    },
  });
  // Reports are not a cache: the browser is asked not to throw them away when the phone is full.
  void navigator.storage?.persist?.().catch(() => {});

  const look = (small?.getItem('digitruck.look') ?? 'auto') as Look;
  const root = document.getElementById('root');
  if (root === null) return;
  root.textContent = '';
  createRoot(root).render(
    <App
      {...speech}
      model={model}
      clock={clock}
      keeping={keeping}
      look={look}
      remember={(name, value) => {
        try {
          small?.setItem(`digitruck.${name}`, value);
        } catch {
          // It holds until the page is closed.
        }
      }}
      onNewVersion={onNewVersion}
    />,
  );
  await model.start();
}
