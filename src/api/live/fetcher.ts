/**
 * Gathers "these trucks changed" and fetches them once for all clients: one fetch at a time, so that a later one is never older, and not
 * more often than a given pace.
 */
import type { TruckId } from '@digitruck/contract/ids';

export type FetcherOptions = {
  /** Fetches and takes in; undefined means all trucks. */
  readonly fetch: (truckIds: readonly TruckId[] | undefined) => Promise<void>;
  readonly everyMs: number;
  readonly retryMs: number;
  readonly onError: (error: unknown) => void;
};

export type Fetcher = {
  want(truckIds: readonly TruckId[]): void;
  wantAll(): void;
  /** Nothing is wanted any more. */
  forget(): void;
};

export function startFetcher(options: FetcherOptions): Fetcher {
  const wanted = new Set<TruckId>();
  let all = false;
  let fetching = false;
  /** Runs while it is too early for the next fetch. */
  let pause: NodeJS.Timeout | undefined;

  async function pump(): Promise<void> {
    if (fetching || pause !== undefined || (!all && wanted.size === 0)) return;
    fetching = true;
    let pauseMs = options.everyMs;
    const truckIds = all ? undefined : [...wanted];
    all = false;
    wanted.clear();
    // The pace counts from one beginning to the next: a slow database is not paused for on top.
    pause = setTimeout(next, pauseMs);
    try {
      await options.fetch(truckIds);
    } catch (error) {
      options.onError(error);
      if (truckIds === undefined) all = true;
      else for (const truckId of truckIds) wanted.add(truckId);
      pauseMs = options.retryMs;
      clearTimeout(pause);
      pause = setTimeout(next, pauseMs);
    } finally {
      fetching = false;
    }
    void pump();
  }
  function next(): void {
    pause = undefined;
    void pump();
  }

  return {
    want(truckIds) {
      if (!all) for (const truckId of truckIds) wanted.add(truckId);
      void pump();
    },
    wantAll() {
      all = true;
      wanted.clear();
      void pump();
    },
    forget() {
      all = false;
      wanted.clear();
      clearTimeout(pause);
      pause = undefined;
    },
  };
}
