/** A real Mosquitto for tests, where the machine has one. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { until } from './until.ts';

/** The program's path, or undefined where there is none. Debian keeps it outside an ordinary user's PATH. */
export function findMosquitto(): string | undefined {
  for (const program of [
    'mosquitto',
    '/usr/sbin/mosquitto',
    '/usr/local/sbin/mosquitto',
    '/opt/homebrew/sbin/mosquitto',
  ]) {
    // "-h" prints the version and ends; its exit code differs between versions.
    const { stdout, error } = spawnSync(program, ['-h'], { encoding: 'utf8' });
    if (!error && stdout.startsWith('mosquitto version')) return program;
  }
  return undefined;
}

export type RunningMosquitto = {
  url: string;
  /** Of the process that runs now. */
  pid(): number | undefined;
  /** Ends it as a power cut would, and waits until it is gone. */
  kill9(): Promise<void>;
  /** Reads passwords and access rules again. */
  reload(): void;
  stop(): Promise<void>;
  /** Starts it again, with what it had saved. */
  restart(): Promise<void>;
};

/** Starts Mosquitto with the configuration file `conf` (a path) in `dir`; resolves when it listens on `port`. */
export async function startMosquitto(options: {
  port: number;
  dir: string;
  conf: string;
}): Promise<RunningMosquitto> {
  const program = findMosquitto();
  if (program === undefined) throw new Error('no mosquitto on this machine; ask findMosquitto first');
  const { port, dir, conf } = options;
  let child: ChildProcess;

  async function start(): Promise<void> {
    let said = '';
    child = spawn(program ?? '', ['-c', conf], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
    const started = child;
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk) => {
        said = (said + chunk).slice(-4_000);
      });
    }
    await until('mosquitto to listen', () => {
      if (started.exitCode !== null) throw new Error(`mosquitto ended with ${started.exitCode}: ${said}`);
      return answers(port);
    });
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    if (ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await gone;
  }

  await start();
  return {
    url: `mqtt://127.0.0.1:${port}`,
    pid: () => child.pid,
    kill9: () => end('SIGKILL'),
    reload: () => void child.kill('SIGHUP'),
    stop: () => end('SIGTERM'),
    async restart() {
      await end('SIGTERM');
      await start();
    },
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
