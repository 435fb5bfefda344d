/** A run that Ctrl-C ends in order: what waits is let go, and what was started is ended, the last first. */

export type Stoppable = {
  say(text: string): void;
  /** Rejects when the run is stopped, or something it needs has ended. */
  sleep(ms: number): Promise<void>;
  /** Ends the run with this reason. */
  fail(why: string): void;
  /** What was started in `work` is ended behind it, the last first, however it ends. */
  scope<T>(work: (onEnd: (end: () => Promise<unknown>) => void) => Promise<T>): Promise<T>;
};

/** Runs `work`; @returns the exit code. Progress goes to stderr. */
export async function runStoppable(name: string, work: (run: Stoppable) => Promise<void>): Promise<number> {
  const beganMs = performance.now();
  const say = (text: string) =>
    process.stderr.write(`${((performance.now() - beganMs) / 1000).toFixed(0).padStart(4)} s  ${text}\n`);
  const stop = new AbortController();
  let interrupted = false;
  const onSignal = () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    say('stopping; once more to stop at once');
    stop.abort(new Error('stopped'));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  try {
    await work({
      say,
      sleep: (ms) => sleepUnless(stop.signal, ms),
      fail: (why) => stop.abort(new Error(why)),
      scope: (inner) => scope(inner, say),
    });
    return 0;
  } catch (error) {
    if (interrupted) return 130;
    process.stderr.write(`${name}: ${error instanceof Error ? (error.stack ?? error) : error}\n`);
    return 1;
  }
}

function sleepUnless(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

async function scope<T>(
  work: (onEnd: (end: () => Promise<unknown>) => void) => Promise<T>,
  say: (text: string) => void,
): Promise<T> {
  const ends: (() => Promise<unknown>)[] = [];
  try {
    return await work((end) => void ends.push(end));
  } finally {
    for (const end of ends.reverse()) {
      await end().catch((error: unknown) => say(`at the end: ${error}`));
    }
  }
}

/** Of a command line; throws what is wrong with it. */
export function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new Error(`${name} is ${text}: it must be a whole number from 1 to ${most}`);
}
