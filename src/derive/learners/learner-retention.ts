/**
 * Once a day: who was last at a class longer ago than the programme keeps names is forgotten, and what an old key sealed is sealed anew. Any
 * number of replicas may run it. What it did goes into the log as numbers.
 */
import type { Clock } from '../../kernel/clock.ts';
import { localDayOf } from '../../kernel/zone.ts';
import type { LearnerRetentionStore } from '../../store/learners/erase-learners.ts';
import { startPasses } from '../passes.ts';

const EVERY_MS = 24 * 3_600_000;
const AGAIN_MS = 3_600_000;
/** Not while the service is starting. */
const FIRST_AFTER_MS = 90_000;

type Log = { info(detail: object, message: string): void; warn(detail: object, message: string): void };

export function startLearnerRetention(options: {
  readonly learnerRetention: LearnerRetentionStore;
  readonly retentionDays: number;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly firstAfterMs?: number;
}): { stop(): Promise<void> } {
  const { learnerRetention, retentionDays, timeZone, clock, log } = options;
  return startPasses({
    async pass() {
      const { resealed, unreadable } = await learnerRetention.resealAll();
      if (resealed > 0) log.info({ resealed }, 'personal data was sealed anew with the present DATA_KEY');
      if (unreadable > 0) {
        log.warn(
          { unreadable },
          'personal data is sealed with a key that is not there; add it to DATA_KEY_OLD',
        );
      }
      const erased = await learnerRetention.erasePast(localDayOf(clock.nowMs(), timeZone), retentionDays);
      if (erased > 0) log.info({ erased, retentionDays }, 'learners of long ago are forgotten');
    },
    firstAfterMs: options.firstAfterMs ?? FIRST_AFTER_MS,
    everyMs: EVERY_MS,
    againMs: AGAIN_MS,
    clock,
    onFault: (err) =>
      log.warn({ err }, 'learners of long ago could not be forgotten; trying again in an hour'),
  });
}
