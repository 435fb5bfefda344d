/**
 * Counts what was reported: kicked whenever sessions change, it takes reports that are not in the totals yet until there are none, and
 * restates what changed rosters and courses make different.
 */
import type { ImpactCountStore } from '../../store/impact/count.ts';
import { startKicked } from '../kicked.ts';

export type ImpactCountOptions = {
  readonly impactCount: ImpactCountStore;
  readonly log: { warn(detail: object, message: string): void };
  readonly pollEveryMs?: number;
};

const POLL_EVERY_MS = 60_000;
const AT_ONCE = 500;

export function startImpactCount({ impactCount, log, pollEveryMs = POLL_EVERY_MS }: ImpactCountOptions) {
  let rostersChanged = true;
  const counting = startKicked({
    async work(stopped) {
      while (!stopped() && (await impactCount.countSome(AT_ONCE)) >= AT_ONCE);
      if (!rostersChanged) return;
      // What changes while this runs is for the next pass.
      rostersChanged = false;
      try {
        while (!stopped() && (await impactCount.recountChanged(AT_ONCE)) === AT_ONCE);
      } catch (err) {
        rostersChanged = true;
        throw err;
      }
    },
    everyMs: pollEveryMs,
    onFault: (err) => log.warn({ err }, 'reports could not be counted just now; trying again'),
    onLook() {
      rostersChanged = true;
    },
  });
  return {
    ...counting,
    /** Rosters or courses were changed. */
    rostersChanged(): void {
      rostersChanged = true;
      counting.kick();
    },
  };
}
