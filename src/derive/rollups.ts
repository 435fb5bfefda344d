/**
 * The worker that keeps the rollups and gaps: it walks round and round through the steps that wait, in order of truck, restates
 * a few at a time, and rests in between so that it never takes more than a share of the machine.
 *
 * A step that samples keep coming into is marked again at once. Restating it reads all its samples, so doing that for
 * every batch would cost with the square of them; it has its turn once a round, a round takes at least
 * ROUND_MIN_MS, and with a busy fleet as long as the share below makes it. Nobody starves: the round goes on where it was.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../kernel/clock.ts';
import type { RollupStore, Step } from '../store/history/rollups.ts';

/** A step is restated at most this often. */
const ROUND_MIN_MS = 2_000;
/** How much of one core's time goes into steps that were restated moments ago and will be again. */
const SHARE_AGAIN = 0.15;
/** The same for steps that were not: late data, or a step that has just begun. */
const SHARE_FIRST = 0.5;
const AGAIN_WITHIN_MS = 5 * 60_000;
/** A step that began so long ago was read by whoever reads the past. */
const PAST_AFTER_MS = 2 * 3_600_000;
/** With no new mark for so long nothing is hot any more. */
const QUIET_AFTER_MS = 3_000;
/** What is taken at once should take about this long: locks are held, and stopping waits for it. */
const TAKE_AIM_MS = 200;
const TAKE_MAX = 400;
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 30_000;

type Log = { warn(detail: object, message: string): void };

export type RollupStats = {
  /** Finished rounds, restated steps, samples read for these, time in the database. */
  rounds: number;
  steps: number;
  samples: number;
  busyMs: number;
  failures: number;
};

export type RollupWorker = {
  stats(): Readonly<RollupStats>;
  /** Ends after what is being restated; what was claimed and not restated waits again. */
  stop(): Promise<void>;
};

export function startRollups(options: {
  readonly rollups: RollupStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Steps of a past that others have read already were restated. */
  readonly onPastRestated?: () => void;
}): RollupWorker {
  const { rollups, clock, log } = options;
  const workerId = randomUUID();
  const stats: RollupStats = { rounds: 0, steps: 0, samples: 0, busyMs: 0, failures: 0 };
  const recent = recentSteps();
  let stopped = false;
  let wake: (() => void) | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      if (stopped) return resolve();
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  let limit = 20;
  let lastMarkMs = Number.NEGATIVE_INFINITY;
  /** Claims and restates some steps behind `after`; the last of them, or undefined at the end of the round. */
  async function takeSome(after: Step | undefined): Promise<Step | undefined> {
    const fromMs = clock.monotonicMs();
    const { steps, marks } = await rollups.claim(workerId, limit, after);
    if (marks > 0) lastMarkMs = fromMs;
    if (steps.length === 0) return undefined;
    const done = await rollups.restateClaimed(workerId);
    const nowMs = clock.monotonicMs();
    const tookMs = nowMs - fromMs;
    stats.steps += done.steps;
    stats.samples += done.samples;
    stats.busyMs += tookMs;
    const pastMs = clock.nowMs() - PAST_AFTER_MS;
    if (steps.some(({ stepStartMs }) => stepStartMs < pastMs)) options.onPastRestated?.();
    const full = steps.length === limit;
    limit = Math.max(1, Math.min(TAKE_MAX, Math.round(steps.length * (TAKE_AIM_MS / Math.max(tookMs, 1)))));
    const again = recent.note(steps, nowMs);
    const quiet = nowMs - lastMarkMs > QUIET_AFTER_MS;
    await pause(restMs(tookMs, quiet ? 0 : again / steps.length));
    return full ? steps.at(-1) : undefined;
  }

  async function round(): Promise<void> {
    if (!(await rollups.anyWaiting())) return;
    let after: Step | undefined;
    do {
      after = await takeSome(after);
    } while (after !== undefined && !stopped);
    recent.forgetBefore(clock.monotonicMs() - AGAIN_WITHIN_MS);
    stats.rounds += 1;
  }

  async function run(): Promise<void> {
    let retryMs = RETRY_MIN_MS;
    while (!stopped) {
      const fromMs = clock.monotonicMs();
      try {
        await round();
        retryMs = RETRY_MIN_MS;
        await pause(Math.max(0, ROUND_MIN_MS - (clock.monotonicMs() - fromMs)));
      } catch (err) {
        stats.failures += 1;
        log.warn({ err }, 'rollups could not be restated; trying again');
        await pause(retryMs);
        retryMs = Math.min(retryMs * 2, RETRY_MAX_MS);
      }
    }
    await rollups.release(workerId).catch((err) => {
      log.warn(
        { err },
        'claimed steps could not be given back; another worker takes them over in some minutes',
      );
    });
  }

  const running = run();
  return {
    stats: () => stats,
    async stop() {
      stopped = true;
      wake?.();
      await running;
    },
  };
}

/**
 * How long to rest after having worked, so that work stays within its share.
 * @param tookMs how long the work took
 * @param again the part of it, 0 to 1, that was done before not long ago
 */
export function restMs(tookMs: number, again: number): number {
  return tookMs * (again * (1 / SHARE_AGAIN - 1) + (1 - again) * (1 / SHARE_FIRST - 1));
}

/** Which steps were restated not long ago. */
function recentSteps() {
  const restatedMs = new Map<string, number>();
  return {
    /** @returns how many of them were restated before */
    note(steps: readonly Step[], nowMs: number): number {
      let again = 0;
      for (const { truckId, stepStartMs } of steps) {
        const key = `${truckId} ${stepStartMs}`;
        if (restatedMs.delete(key)) again += 1;
        restatedMs.set(key, nowMs);
      }
      return again;
    },
    /** A Map is in order of insertion, so the oldest come first. */
    forgetBefore(ms: number): void {
      for (const [key, atMs] of restatedMs) {
        if (atMs >= ms) break;
        restatedMs.delete(key);
      }
    },
  };
}
