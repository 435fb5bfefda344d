/** When to end a search: asked now and then with what has been done. The source of time is an argument. */
export type SearchState = {
  readonly iterations: number;
  /** Iterations since the best plan became better. */
  readonly sinceBetter: number;
};
export type StopReason = 'iterations' | 'time' | 'stagnation' | 'cancelled' | 'nothing-to-do';
export type Stop = (state: SearchState) => StopReason | undefined;

export function stopAfterIterations(most: number): Stop {
  return ({ iterations }) => (iterations >= most ? 'iterations' : undefined);
}

/**
 * Counted from the first question on.
 * @param iterationsMin are done in any case: on a machine that is busy elsewhere a short time may pass before anything was tried
 */
export function stopAfterMs(most: number, nowMs: () => number, iterationsMin = 0): Stop {
  let beganMs: number | undefined;
  return ({ iterations }) => {
    beganMs ??= nowMs();
    return nowMs() - beganMs >= most && iterations >= iterationsMin ? 'time' : undefined;
  };
}

export function stopWhenStagnant(most: number): Stop {
  return ({ sinceBetter }) => (sinceBetter >= most ? 'stagnation' : undefined);
}

export function stopWhenCancelled(cancelled: () => boolean): Stop {
  return () => (cancelled() ? 'cancelled' : undefined);
}

/** Whatever comes first. */
export function firstOf(...stops: readonly Stop[]): Stop {
  return (state) => {
    for (const stop of stops) {
      const reason = stop(state);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}
