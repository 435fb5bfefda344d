/** Wall time, and whether somebody has set it (ACCEPTANCE case 23): an hour that never passed is held against no truck. */
import type { Clock } from '../../kernel/clock.ts';

/** Wall and monotonic clock of one machine drift apart by less than this between two looks. */
const SET_MS = 5_000;

export function watchedClock(clock: Clock) {
  let wallMs = clock.nowMs();
  let monoMs = clock.monotonicMs();
  return {
    /** @returns the time, and whether the clock was set since the last look */
    look(): { readonly nowMs: number; readonly wasSet: boolean } {
      const expectedMs = wallMs + (clock.monotonicMs() - monoMs);
      const nowMs = clock.nowMs();
      wallMs = nowMs;
      monoMs = clock.monotonicMs();
      return { nowMs, wasSet: Math.abs(nowMs - expectedMs) > SET_MS };
    },
  };
}
