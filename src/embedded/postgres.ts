/**
 * The default database: PostgreSQL's real server, made and supervised by the service, for when no DATABASE_URL is given.
 *
 * It lives exactly as long as the service: started with it, restarted (same address) when it is killed, stopped
 * with it, and gone within seconds when the service itself is killed with -9.
 */
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { lockDataDir } from './data-lock.ts';
import { EmbeddedError } from './embedded-error.ts';
import type { Log } from './log.ts';
import { chooseAccount } from './postgres-account.ts';
import { findBinaries } from './postgres-binaries.ts';
import {
  clusterDirectory,
  DATABASE_NAME,
  DATABASE_USER,
  explain,
  prepareCluster,
} from './postgres-cluster.ts';
import { clearLeftover, leftoverPid } from './postgres-leftover.ts';
import { runServer, type ServerRun } from './postgres-process.ts';

export type EmbeddedPostgres = {
  /** `postgres://...` on 127.0.0.1; stays valid over restarts of the server. */
  url: string;
  /** The server's process id now; another one after a restart. */
  readonly pid: number | undefined;
  /** Shuts the server down; everything committed is on disk. */
  stop(): Promise<void>;
};

export type EmbeddedPostgresOptions = {
  dataDir: string;
  log: Log;
  /** TCP port on 127.0.0.1; a free one is chosen if it is left out. */
  port?: number;
  clock?: Clock;
};

/** How long an earlier server may take to leave. */
const LEFTOVER_WAIT_MS = 40_000;
const RESTART_DELAY_MIN_MS = 100;
const RESTART_DELAY_MAX_MS = 10_000;
/** A server that ran this long is not in a crash loop. */
const STABLE_MS = 30_000;

/** Resolves when the database takes connections; throws an EmbeddedError that says what to do. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, clock = systemClock } = options;
  const dataDir = path.resolve(options.dataDir);
  const lock = await lockDataDir(dataDir);
  try {
    const account = await chooseAccount(clusterDirectory(dataDir));
    const serverDir = await findBinaries(dataDir, account, log);
    const cluster = await prepareCluster(dataDir, serverDir, account, log);
    const start = (port: number) => runServer({ serverDir, cluster, account, port, log });
    const { run, port } = await firstRun(options.port, start, cluster.directory, log, clock);
    const url = `postgres://${DATABASE_USER}:${cluster.password}@127.0.0.1:${port}/${DATABASE_NAME}`;
    const supervised = supervise(run, () => start(port), log, clock);
    await lock.announce(url).catch(async (error) => {
      await supervised.stop();
      throw error;
    });
    log.info({ port, pid: run.pid(), directory: cluster.directory }, 'embedded database ready');
    return {
      url,
      get pid() {
        return supervised.pid();
      },
      async stop() {
        await supervised.stop();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Starts the server, waiting for an earlier one to leave and trying other ports if the port is free to choose. */
async function firstRun(
  wantedPort: number | undefined,
  start: (port: number) => Promise<ServerRun>,
  directory: string,
  log: Log,
  clock: Clock,
): Promise<{ run: ServerRun; port: number }> {
  const deadlineMs = clock.monotonicMs() + LEFTOVER_WAIT_MS;
  await clearLeftover(directory, log);
  for (;;) {
    const port = wantedPort ?? (await freePort());
    const run = await start(port);
    if (await run.ready) return { run, port };
    const complaint = await run.ended;
    const timeIsUp = clock.monotonicMs() > deadlineMs;
    if (/postmaster\.pid" already exists|shared memory block .* is still in use/.test(complaint)) {
      if (timeIsUp) {
        const pid = await leftoverPid(directory);
        throw new EmbeddedError(
          `the database in ${directory} is still in use by process ${pid ?? '(unknown)'}; stop that one first`,
        );
      }
      await sleep(250);
    } else if (/Address already in use|could not bind/.test(complaint)) {
      if (wantedPort !== undefined || timeIsUp) {
        throw new EmbeddedError(`port ${port} on 127.0.0.1 is taken by another program; choose another one`);
      }
    } else {
      throw new EmbeddedError(`the embedded database did not start: ${explain(complaint)}`);
    }
  }
}

/** Starts the server again whenever it ends without being asked to, ever more slowly while it keeps failing. */
function supervise(first: ServerRun, start: () => Promise<ServerRun>, log: Log, clock: Clock) {
  let run = first;
  const stopped = new AbortController();

  async function keepRunning(): Promise<void> {
    let delayMs = RESTART_DELAY_MIN_MS;
    for (;;) {
      const sinceMs = clock.monotonicMs();
      const wasReady = await run.ready;
      const complaint = await run.ended;
      if (stopped.signal.aborted) return;
      delayMs =
        wasReady && clock.monotonicMs() - sinceMs > STABLE_MS
          ? RESTART_DELAY_MIN_MS
          : Math.min(delayMs * 2, RESTART_DELAY_MAX_MS);
      log.error({ restartInMs: delayMs }, `the embedded database ended: ${explain(complaint)}`);
      await sleep(delayMs, undefined, { signal: stopped.signal }).catch(() => undefined);
      if (stopped.signal.aborted) return;
      run = await start();
      if (stopped.signal.aborted) return run.stop();
      void run.ready.then((isReady) => {
        if (isReady) log.info({ pid: run.pid() }, 'the embedded database is back');
      });
    }
  }
  const finished = keepRunning();

  return {
    pid: () => run.pid(),
    async stop() {
      stopped.abort();
      await run.stop();
      await finished;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
