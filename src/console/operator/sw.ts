/**
 * The page without a network: its own files from a cache that is filled whole or not at all; anything of the API goes to the network
 * untouched, reports are the page's own business. Written by hand: it is one screen long, and what it does is all there is to know of it.
 */

/** Put in by the build: what the page is made of, and a name that changes with it. */
declare const FILES: readonly string[];
declare const VERSION: string;

type Extendable = Event & { waitUntil(done: Promise<unknown>): void };
type Fetching = Extendable & { readonly request: Request; respondWith(answer: Promise<Response>): void };
type Scope = {
  addEventListener(name: 'install' | 'activate', listener: (event: Extendable) => void): void;
  addEventListener(name: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(name: 'message', listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
};
const worker = self as unknown as Scope;

const PREFIX = 'digitruck-operator-';
const CACHE = `${PREFIX}${VERSION}`;
const PAGE = '/operator';

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...FILES])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith(PREFIX) && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => worker.clients.claim()),
  );
});

worker.addEventListener('message', ({ data }) => {
  if (data === 'take-over') void worker.skipWaiting();
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fromCache(PAGE, request));
  else if (url.pathname.startsWith(`${PAGE}/`)) event.respondWith(fromCache(url.pathname, request));
});

/** What is not there (another language) is fetched, and kept for next time. */
async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(path);
  if (known !== undefined) return known;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(path, answer.clone());
  return answer;
}
