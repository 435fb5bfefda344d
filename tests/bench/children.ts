/**
 * Programs that a bench starts beside itself, so that each has its own CPU and memory. A child talks over IPC, and ends when it
 * is told to or when the bench is gone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const STOP_WITHIN_MS = 25_000;

export type Child<Said> = {
  readonly pid: number;
  /** What it said last. */
  said(): Said | undefined;
  /** Resolves with the first word; rejects when it ends before. */
  readonly ready: Promise<Said>;
  stop(): Promise<void>;
};

/** @param file beside this one, e.g. `children/noop-subscriber.ts` */
export function startChild<Said>(
  file: string,
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly nodeArgs?: readonly string[];
    readonly onSaid?: (said: Said) => void;
    /** It ended without being told to. */
    readonly onLost: (why: string) => void;
  },
): Child<Said> {
  const child: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), {
    env: { ...process.env, ...options.env },
    execArgv: [...(options.nodeArgs ?? [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let last: Said | undefined;
  let stopping = false;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<Said>((resolve, reject) => {
    child.on('message', (said: Said) => {
      last = said;
      options.onSaid?.(said);
      resolve(said);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      const why = `${file} ended with ${signal ?? code}`;
      reject(new Error(why));
      if (!stopping) options.onLost(why);
    });
  });
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    said: () => last,
    ready,
    async stop() {
      stopping = true;
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}
