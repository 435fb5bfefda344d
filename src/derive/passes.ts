/**
 * A pass every so often, for as long as the service runs: the next is due after the one before has ended, and sooner where somebody asks for
 * it. One at a time.
 */
import type { Clock } from '../kernel/clock.ts';

export type Passes = {
  /** One after the one that runs; resolves when it is done. */
  now(): Promise<void>;
  /** The next one in so long at the latest. */
  within(ms: number): void;
  /** Ends after the pass that runs. */
  stop(): Promise<void>;
};

export function startPasses(options: {
  /** One pass; a long one asks whether it is to stop. */
  readonly pass: (stopped: () => boolean) => Promise<void>;
  readonly firstAfterMs: number;
  readonly everyMs: number;
  /** After one that failed; as always unless told. */
  readonly againMs?: number;
  readonly onFault: (err: unknown) => void;
  readonly clock: Clock;
}): Passes {
  const { everyMs, againMs = everyMs, clock } = options;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let dueMs = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    if (stopped) return;
    clearTimeout(timer);
    dueMs = Number.POSITIVE_INFINITY;
    try {
      await options.pass(() => stopped);
      within(everyMs);
    } catch (err) {
      // At the end what it needs may be gone already.
      if (!stopped) options.onFault(err);
      within(againMs);
    }
  }

  function now(): Promise<void> {
    running = running.then(run);
    return running;
  }

  function within(ms: number): void {
    const atMs = clock.monotonicMs() + ms;
    if (stopped || atMs >= dueMs) return;
    dueMs = atMs;
    clearTimeout(timer);
    timer = setTimeout(() => void now(), ms);
    timer.unref();
  }

  within(options.firstAfterMs);
  return {
    now,
    within,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
