/**
 * Jobs: pg-boss in a schema of its own in the same database. Work that must not be lost and may be tried again goes through here; a job is
 * written in the transaction of what asks for it, and one of all replicas takes it.
 *
 * pg-boss says "error" for each look at a database that is away; the first is told, and then one in a while.
 */
import { PgBoss, type QueueOptions } from 'pg-boss';
import type { Clock } from '../kernel/clock.ts';

type Log = {
  warn(detail: object, message: string): void;
  info(detail: object, message: string): void;
};

export type Jobs = {
  /** To send, fetch and look; made and ended here. */
  readonly boss: PgBoss;
  /** Makes a queue, or brings it to these settings; several replicas may do so at once. */
  queue(name: string, options: QueueOptions & { readonly deadLetter?: string }): Promise<void>;
  /** Takes no more jobs, waits a little for those that are running, and ends. A job that is cut off is tried again. */
  stop(): Promise<void>;
};

export const JOBS_SCHEMA = 'pgboss';
const POOL_MAX = 4;
/** Waits 1, 2, 4 ... 30 s in between: a database that restarts while we start is waited for. */
const START_ATTEMPTS = 6;
const TELL_FAULTS_EVERY_MS = 30_000;
const FINISH_WITHIN_MS = 5_000;
/** A database that is away can't be told goodbye. */
const STOP_WITHIN_MS = 8_000;

export async function startJobs(options: {
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  /** For tests: pg-boss's own settings. */
  readonly settings?: Partial<ConstructorParameters<typeof PgBoss>[0] & object>;
}): Promise<Jobs> {
  const { url, clock, log } = options;
  const boss = new PgBoss({
    connectionString: url,
    schema: JOBS_SCHEMA,
    application_name: 'digitruck-fleet jobs',
    max: POOL_MAX,
    connectionTimeoutMillis: 10_000,
    // Nothing runs by the clock here; supervision (jobs of a replica that died, old jobs) does.
    schedule: false,
    registerInstance: false,
    ...options.settings,
  });
  let toldMs = Number.NEGATIVE_INFINITY;
  let untold = 0;
  boss.on('error', (err) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - toldMs < TELL_FAULTS_EVERY_MS) {
      untold += 1;
      return;
    }
    log.warn({ err, untold }, 'jobs wait: the database could not be asked');
    toldMs = nowMs;
    untold = 0;
  });
  boss.on('warning', (warning) => log.info({ warning }, 'jobs: pg-boss warns'));
  await boss.start({ attempts: START_ATTEMPTS });

  return {
    boss,
    async queue(name, { deadLetter, ...settings }) {
      const options = { ...settings, ...(deadLetter !== undefined && { deadLetter }) };
      await boss.createQueue(name, options);
      await boss.updateQueue(name, options);
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), STOP_WITHIN_MS);
      });
      const ended = boss.stop({ graceful: true, timeout: FINISH_WITHIN_MS, close: true });
      const how = await Promise.race([ended, late]).catch((err: unknown) => {
        log.warn({ err }, 'jobs did not stop cleanly; those that were running are tried again');
      });
      clearTimeout(timer);
      if (how === 'late') log.warn({}, 'jobs were left while stopping: the database does not answer');
    },
  };
}
