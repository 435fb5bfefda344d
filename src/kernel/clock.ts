/**
 * The only file that reads the machine's time. Everything else is given a `Clock`, so that a test can hold it.
 *
 * Wall time can jump by an hour when somebody sets the server's clock, so how long something has
 * lasted is always measured with `monotonicMs`.
 */
export type Clock = {
  /** Wall time, milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
  /** Milliseconds since an arbitrary start; never goes backwards. */
  monotonicMs(): number;
};

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** A clock that stands still until told to move. */
export function manualClock(startMs: number): Clock & { advance(ms: number): void; jump(ms: number): void } {
  let wallMs = startMs;
  let monotonicMs = 0;
  return {
    nowMs: () => wallMs,
    monotonicMs: () => monotonicMs,
    /** Time passes: both clocks move. */
    advance(ms) {
      wallMs += ms;
      monotonicMs += ms;
    },
    /** Somebody sets the wall clock: only that one moves. */
    jump(ms) {
      wallMs += ms;
    },
  };
}

/** RFC 3339 in UTC with milliseconds, e.g. 2026-11-23T07:15:00.000Z. */
export function toIso(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds since the epoch of an RFC 3339 text; NaN if it is none. */
export function fromIso(text: string): number {
  return Date.parse(text);
}
