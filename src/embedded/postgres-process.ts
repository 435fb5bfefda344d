/**
 * One run of the PostgreSQL server, tied to this process.
 *
 * Between the two stands a few lines of shell that read a pipe from us: when it closes, because we ended in
 * whatever way (kill -9 included), the server is told to shut down. Without it a killed service leaves its database running.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Log } from './log.ts';
import type { Account } from './postgres-account.ts';
import { POSTGRES_ENV } from './postgres-binaries.ts';
import type { Cluster } from './postgres-cluster.ts';
import { postgresArguments } from './postgres-settings.ts';

/**
 * Starts "$@", prints its process id, and interrupts it (fast shutdown) when standard input ends; a server that
 * can't shut down in 30 s is told to leave at once, and recovers when it is started next.
 * A shell gives a background job no input of its own, hence descriptor 3.
 */
const KEEPER = `
exec 3<&0
"$@" </dev/null 3<&- >&2 &
server=$!
echo "$server"
(
  while read -r _; do :; done
  kill -INT "$server"
  waited=0
  while [ "$waited" -lt 30 ] && kill -0 "$server"; do sleep 1; waited=$((waited + 1)); done
  kill -QUIT "$server"
) <&3 3<&- >/dev/null 2>&1 &
keeper=$!
exec 3<&-
wait "$server"
status=$?
kill -9 "$keeper" 2>/dev/null
exit "$status"
`;

const STOP_FAST_MS = 20_000;
const STOP_AT_ONCE_MS = 5_000;
const LINES_KEPT = 20;

export type ServerRun = {
  /** The server's process id; undefined until it is known. */
  pid(): number | undefined;
  /** Resolves to true once it takes connections, false if it ended before. */
  ready: Promise<boolean>;
  /** Resolves when it has ended, with its last words. */
  ended: Promise<string>;
  /** Fast shutdown: clients are cut off, everything is written. */
  stop(): Promise<void>;
};

export async function runServer(options: {
  serverDir: string;
  cluster: Cluster;
  account: Account;
  port: number;
  log: Log;
}): Promise<ServerRun> {
  const { serverDir, cluster, account, port, log } = options;
  const args = ['-D', cluster.dataArgument, ...(await postgresArguments(port))];
  // Its own process group: a Ctrl-C in the terminal is for us, who still have rows to write.
  const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', path.join(serverDir, 'bin', 'postgres'), ...args], {
    cwd: cluster.directory,
    uid: account.uid,
    gid: account.gid,
    env: POSTGRES_ENV,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let pid: number | undefined;
  let stopping = false;
  let over = false;
  const lastLines: string[] = [];

  child.stdin.on('error', () => undefined);
  createInterface({ input: child.stdout }).on('line', (line) => {
    pid = Number(line);
  });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => {
      over = true;
      resolve(error.message);
    });
    child.on('exit', (code, signal) => {
      over = true;
      // Its last lines may still be in the pipe.
      setImmediate(() => {
        child.stdin.destroy();
        resolve(lastLines.join('\n') || `ended with ${signal ?? code}`);
      });
    });
  });
  const isReady = new Promise<true>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > LINES_KEPT) lastLines.shift();
      if (line.includes('database system is ready to accept connections')) {
        lastLines.length = 0;
        resolve(true);
      }
      logLine(log, line, stopping);
    });
  });

  return {
    pid: () => pid,
    ready: Promise.race([isReady, ended.then(() => false)]),
    ended,
    async stop() {
      stopping = true;
      if (over) return;
      for (const [signal, waitMs] of [
        ['SIGINT', STOP_FAST_MS],
        ['SIGQUIT', STOP_AT_ONCE_MS],
        ['SIGKILL', STOP_AT_ONCE_MS],
      ] as const) {
        if (pid !== undefined) tryKill(pid, signal);
        else child.stdin.end();
        if (await endsWithin(ended, waitMs)) return;
      }
    },
  };
}

/** Errors of single statements (a key that is taken, say) belong to whoever sent them; they are not news here. */
function logLine(log: Log, line: string, stopping: boolean): void {
  const [, level, text] = /^(\w+): {2}(.*)$/.exec(line) ?? [];
  const message = `postgres: ${text ?? line}`;
  if ((level === 'FATAL' || level === 'PANIC') && !stopping) log.error(message);
  else if (level === 'WARNING') log.warn(message);
  else log.debug(message);
}

function tryKill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

async function endsWithin(ended: Promise<unknown>, waitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), waitMs);
  });
  const result = await Promise.race([ended.then(() => true), timeout]);
  clearTimeout(timer);
  return result;
}
