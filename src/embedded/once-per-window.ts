/** Keeps a noisy client from filling the log: says yes to each key once in a while. */
import type { Clock } from '../kernel/clock.ts';

const KEYS_MAX = 1_000;

export function oncePerWindow(windowMs: number, clock: Clock): (key: string) => boolean {
  let sinceMs = clock.monotonicMs();
  const seen = new Set<string>();
  return (key) => {
    if (clock.monotonicMs() - sinceMs > windowMs) {
      seen.clear();
      sinceMs = clock.monotonicMs();
    }
    if (seen.has(key) || seen.size >= KEYS_MAX) return false;
    seen.add(key);
    return true;
  };
}
