/**
 * The browser's own places: its database (reports, photos, packs, a few settings) and its small storage. What the database holds is
 * versioned: `upgrade` brings older content forward, and content of a newer page is left alone.
 */
import { KEPT_SCHEMA, type Kept } from './kept.ts';
import type { Lease, LeasePlace } from './lock.ts';
import { type Photo, type PhotoBox, type PhotoNote, tooMany } from './photos.ts';
import type { Place } from './store.ts';
import type { Things } from './things.ts';

const NAME = 'digitruck-operator';
const VERSION = 1;
const REPORTS = 'reports';
const PHOTOS = 'photos';
/** Images lie apart from what is told of them, so that a list reads no pictures. */
const IMAGES = 'images';
const THINGS = 'things';
const SMALL_PREFIX = 'digitruck.report.';

function upgrade(db: IDBDatabase, from: number): void {
  if (from < 1) {
    db.createObjectStore(REPORTS, { keyPath: 'sessionId' });
    db.createObjectStore(PHOTOS, { keyPath: 'photoId' });
    db.createObjectStore(IMAGES);
    db.createObjectStore(THINGS);
  }
}

export type BrowserDatabase = {
  readonly reports: Place;
  readonly photos: PhotoBox;
  readonly things: Things;
  readonly lease: LeasePlace;
};

/** @throws when the browser has no database for this page: private windows, switched off, broken */
export async function openBrowserDatabase(factory: IDBFactory = indexedDB): Promise<BrowserDatabase> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = factory.open(NAME, VERSION);
    opening.onupgradeneeded = ({ oldVersion }) => upgrade(opening.result, oldVersion);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error('another tab holds an older database'));
  });
  // A newer page in another tab wants to bring it forward.
  db.onversionchange = () => db.close();

  /** Resolves when it is on the disk, not when it was asked for. */
  function write<Result>(
    stores: string[],
    work: (of: (name: string) => IDBObjectStore, done: (result: Result) => void) => void,
  ): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      let result: Result | undefined;
      const transaction = db.transaction(stores, 'readwrite', { durability: 'strict' });
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new Error('not written'));
      work(
        (name) => transaction.objectStore(name),
        (value) => {
          result = value;
        },
      );
    });
  }
  function read<Result>(store: string, of: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const request = of(db.transaction(store).objectStore(store));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  return {
    reports: {
      async all() {
        const found = await read<Kept[]>(REPORTS, (store) => store.getAll());
        return found.filter(readable);
      },
      async update(sessionId, change) {
        await write([REPORTS], (of) => {
          const store = of(REPORTS);
          const asked = store.get(sessionId) as IDBRequest<Kept | undefined>;
          asked.onsuccess = () => {
            const before = asked.result;
            if (before !== undefined && !readable(before)) return;
            const after = change(before);
            if (after === null) store.delete(sessionId);
            else if (after !== undefined) store.put(after);
          };
        });
      },
    },

    photos: {
      async add({ image, ...photo }) {
        const note: PhotoNote = { ...photo, bytes: image.size, refusedWhy: null };
        const put = () =>
          write([PHOTOS, IMAGES], (of) => {
            of(PHOTOS).put(note);
            of(IMAGES).put(image, photo.photoId);
          });
        // What the office has makes room for what it has not.
        await put().catch(async () => {
          await makeRoom(0);
          await put();
        });
      },
      notes,
      async read(photoId) {
        const note = await read<PhotoNote | undefined>(PHOTOS, (store) => store.get(photoId));
        const image = await read<Blob | undefined>(IMAGES, (store) => store.get(photoId));
        if (note === undefined || image === undefined) return undefined;
        const { sessionId, takenAt, caption, consent } = note;
        return { photoId, sessionId, takenAt, caption, consent, image } satisfies Photo;
      },
      async change(photoId, change, another) {
        await write([PHOTOS], (of) => {
          const asked = of(PHOTOS).get(photoId) as IDBRequest<PhotoNote | undefined>;
          asked.onsuccess = () => {
            const before = asked.result ?? another;
            if (before !== undefined) of(PHOTOS).put({ ...before, ...change });
          };
        });
      },
      async remove(photoId) {
        await write([PHOTOS, IMAGES], (of) => {
          of(PHOTOS).delete(photoId);
          of(IMAGES).delete(photoId);
        });
      },
      makeRoom,
    },

    things: {
      get: (name) => read(THINGS, (store) => store.get(name)),
      async set(name, thing) {
        await write([THINGS], (of) => {
          if (thing === undefined) of(THINGS).delete(name);
          else of(THINGS).put(thing, name);
        });
      },
      async names() {
        return (await read(THINGS, (store) => store.getAllKeys())).map(String);
      },
    },

    async lease(mayTake) {
      const taken = await write<boolean>([THINGS], (of, done) => {
        const asked = of(THINGS).get('lease') as IDBRequest<Lease | undefined>;
        asked.onsuccess = () => {
          const next = mayTake(asked.result);
          if (next !== undefined) of(THINGS).put(next, 'lease');
          done(next !== undefined);
        };
      });
      return taken === true;
    },
  };

  function notes(): Promise<PhotoNote[]> {
    return read<PhotoNote[]>(PHOTOS, (store) => store.getAll());
  }
  async function makeRoom(bytes: number): Promise<void> {
    const gone = tooMany(await notes(), bytes);
    if (gone.length > 0)
      await write([IMAGES], (of) => {
        for (const photoId of gone) of(IMAGES).delete(photoId);
      });
  }
}

/** What a newer page wrote is not touched: that page sends it. */
const readable = ({ schema }: Kept) => schema <= KEPT_SCHEMA;

/** The browser's small storage: a few megabytes, one text a report. */
export function smallPlace(storage: Storage): Place {
  const keys = () =>
    Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').filter((key) =>
      key.startsWith(SMALL_PREFIX),
    );
  const readKey = (key: string): Kept | undefined => {
    const text = storage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Kept);
  };
  return {
    async all() {
      return keys().flatMap((key) => readKey(key) ?? []);
    },
    async update(sessionId, change) {
      const key = `${SMALL_PREFIX}${sessionId}`;
      const after = change(readKey(key));
      if (after === null) storage.removeItem(key);
      else if (after !== undefined) storage.setItem(key, JSON.stringify(after));
    },
  };
}
