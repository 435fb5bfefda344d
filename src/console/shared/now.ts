/** The time of now for ages on the screen: one timer for all that show one, slow enough not to be noticed. */
import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const each of listeners) each();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/**
 * Milliseconds since the epoch, moving on in steps of `everyMs`.
 * A component draws again only when its own step is over: use 1,000 for seconds, 30,000 for minutes and hours.
 */
export function useNow(everyMs = TICK_MS): number {
  const step = useSyncExternalStore(subscribe, () => Math.floor(currentMs() / everyMs));
  return everyMs <= TICK_MS ? currentMs() : step * everyMs;
}

function currentMs(): number {
  // Without a running timer the stored time would be old.
  if (timer === undefined) nowMs = Date.now();
  return nowMs;
}
