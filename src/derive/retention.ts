/** Makes room: partitions ahead, and at times a pass over what is past retention. Any number of replicas may run it. */
import type { Clock } from '../kernel/clock.ts';
import type { RetentionStore } from '../store/samples/retention.ts';
import { startPasses } from './passes.ts';

const EVERY_MS = 3_600_000;
/** Not while the service is starting. */
const FIRST_AFTER_MS = 60_000;

type Log = { info(detail: object, message: string): void; warn(detail: object, message: string): void };

export function startRetention(options: {
  readonly retention: RetentionStore;
  readonly rawRetentionDays: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly firstAfterMs?: number;
}): { stop(): Promise<void> } {
  const { retention, rawRetentionDays, clock, log } = options;
  return startPasses({
    async pass() {
      await retention.ensurePartitions(clock.nowMs());
      const result = await retention.run(clock.nowMs(), rawRetentionDays);
      const { partitionsDropped = [], samplesDeleted = 0, refusalsDeleted = 0 } = result ?? {};
      if (partitionsDropped.length > 0 || samplesDeleted > 0 || refusalsDeleted > 0) {
        log.info(
          { partitionsDropped, samplesDeleted, refusalsDeleted },
          'what is past retention was deleted',
        );
      }
    },
    firstAfterMs: options.firstAfterMs ?? FIRST_AFTER_MS,
    everyMs: EVERY_MS,
    clock,
    onFault: (err) =>
      log.warn({ err }, 'what is past retention could not be deleted; trying again in an hour'),
  });
}
