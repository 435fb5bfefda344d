/**
 * Counts what was reported: kicked whenever sessions change, it takes reports that are not in the totals yet until there are none, and
 * restates what changed rosters and courses make different.
 */
import type { ImpactCountStore } from '../store/impact-count.ts';

export type ImpactCountOptions = {
  readonly impactCount: ImpactCountStore;
  readonly log: { warn(detail: object, message: string): void };
  readonly pollEveryMs?: number;
};

const POLL_EVERY_MS = 60_000;
const AT_ONCE = 500;

export function startImpactCount({ impactCount, log, pollEveryMs = POLL_EVERY_MS }: ImpactCountOptions) {
  let running: Promise<void> | undefined;
  let again = false;
  let rostersChanged = true;
  let stopped = false;

  async function run(): Promise<void> {
    do {
      again = false;
      try {
        while (!stopped && (await impactCount.countSome(AT_ONCE)) === AT_ONCE);
        if (rostersChanged) {
          while (!stopped && (await impactCount.recountChanged(AT_ONCE)) === AT_ONCE);
          rostersChanged = false;
        }
      } catch (err) {
        log.warn({ err }, 'reports could not be counted just now; trying again');
      }
    } while (again && !stopped);
  }

  function kick(): void {
    if (stopped) return;
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      if (again && !stopped) kick();
    });
  }

  const timer = setInterval(() => {
    rostersChanged = true;
    kick();
  }, pollEveryMs);
  kick();
  return {
    /** Reports came in, or were changed. */
    kick,
    /** So did rosters or courses. */
    rostersChanged(): void {
      rostersChanged = true;
      kick();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
