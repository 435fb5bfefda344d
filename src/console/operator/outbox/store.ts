/**
 * Where reports are kept: the browser's database, else its small storage, else the screen alone, which is said plainly. A report that
 * one place refuses (full, forbidden, broken) goes to the next; of several copies the one with the most writes counts.
 */
import type { Kept } from './kept.ts';

/** One place. Each change is one transaction: two tabs never undo each other's. */
export type Place = {
  all(): Promise<Kept[]>;
  /** @throws when it can't be written */
  update(sessionId: string, change: Change): Promise<void>;
};

/** undefined leaves it, null removes it. Pure: it may be asked again for another place. */
export type Change = (before: Kept | undefined) => Kept | null | undefined;
export type Store = {
  all(): Promise<Kept[]>;
  /** `disk`: it is written and outlives the page. `screen`: no place took it; the page must stay open. */
  update(sessionId: string, change: Change): Promise<'disk' | 'screen'>;
  /** Those that only this page has. */
  onlyHere(): readonly string[];
  /** Tries again to bring what only the screen or a lesser place has to a better one. */
  settle(): Promise<void>;
};

/** The place of last resort: this page's memory. */
export function memoryPlace(kept = new Map<string, Kept>()): Place {
  return {
    all: () => Promise.resolve([...kept.values()]),
    update(sessionId, change) {
      const after = change(kept.get(sessionId));
      if (after === null) kept.delete(sessionId);
      else if (after !== undefined) kept.set(sessionId, after);
      return Promise.resolve();
    },
  };
}

/** @param places that outlive the page, the best first */
export function storeOf(places: readonly Place[]): Store {
  const onScreen = new Map<string, Kept>();
  const all = [...places, memoryPlace(onScreen)];

  async function copies(place: Place): Promise<Kept[]> {
    try {
      return await place.all();
    } catch {
      return [];
    }
  }

  /** The newest copy of each report, and the place that has it. */
  async function newest(): Promise<Map<string, { kept: Kept; at: number }>> {
    const found = new Map<string, { kept: Kept; at: number }>();
    const lists = await Promise.all(all.map(copies));
    for (const [at, list] of lists.entries())
      for (const kept of list) {
        const known = found.get(kept.sessionId);
        if (known === undefined || isNewer(kept, known.kept)) found.set(kept.sessionId, { kept, at });
      }
    return found;
  }

  /** One after the other: what was read of several places must still be so when it is written. */
  let last: Promise<unknown> = Promise.resolve();
  function update(sessionId: string, change: Change): Promise<'disk' | 'screen'> {
    const next = last.then(() => updateNow(sessionId, change));
    last = next.catch(ignore);
    return next;
  }

  async function updateNow(sessionId: string, change: Change): Promise<'disk' | 'screen'> {
    const known = (await newest()).get(sessionId)?.kept;
    const newerOf = (own: Kept | undefined) =>
      own !== undefined && (known === undefined || !isNewer(known, own)) ? own : known;
    for (const [at, place] of all.entries()) {
      let after: Kept | null | undefined;
      try {
        await place.update(sessionId, (own) => {
          const before = newerOf(own);
          after = change(before);
          // Nothing new; but a better copy of elsewhere is taken over.
          return after === undefined && before !== own ? before : after;
        });
      } catch {
        continue;
      }
      const written = after as Kept | null | undefined;
      const superseded = (copy: Kept | undefined) =>
        copy === undefined || (written && isNewer(copy, written)) ? undefined : null;
      for (const other of written === null ? all : all.slice(at + 1))
        if (other !== place) await other.update(sessionId, superseded).catch(ignore);
      return at < places.length ? 'disk' : 'screen';
    }
    return 'screen';
  }

  return {
    async all() {
      return [...(await newest()).values()].map(({ kept }) => kept);
    },
    update,
    onlyHere: () => [...onScreen.keys()],
    async settle() {
      for (const { kept, at } of (await newest()).values())
        if (at > 0) await update(kept.sessionId, () => undefined);
    },
  };
}
const isNewer = (a: Kept, b: Kept) =>
  a.revision !== b.revision ? a.revision > b.revision : a.writes > b.writes;
const ignore = () => {};
