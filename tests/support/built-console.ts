/**
 * The built console for tests: built when it is missing or older than its sources, by one test process at a time, the others wait.
 * Test files that need no browser never pay for it.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from './until.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = join(top, 'dist', 'console', 'index.html');
const SOURCES = ['src/console', 'src/contract', 'src/kernel'];
/** A folder as a lock: making it either succeeds or says that it is there. */
const LOCK = join(top, 'dist', 'console-build.lock');
/** A lock this old was left behind by a run that was killed. */
const LOCK_OLD_MS = 120_000;

export async function buildConsole(): Promise<void> {
  if (!isStale()) return;
  mkdirSync(join(top, 'dist'), { recursive: true });
  await until('the lock of the console build', takeLock, { withinMs: LOCK_OLD_MS + 10_000, everyMs: 100 });
  try {
    if (!isStale()) return;
    const vite = join(top, 'node_modules', '.bin', 'vite');
    const options = ['build', '--config', 'src/console/vite.config.ts', '--logLevel', 'warn'];
    await promisify(execFile)(vite, options, { cwd: top, env: { ...process.env, NODE_ENV: 'production' } });
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    if (Date.now() - modifiedMs(LOCK) > LOCK_OLD_MS) rmSync(LOCK, { recursive: true, force: true });
    return false;
  }
}

function isStale(): boolean {
  const builtMs = modifiedMs(BUILT);
  return SOURCES.some((folder) =>
    readdirSync(join(top, folder), { recursive: true, withFileTypes: true }).some(
      (entry) => entry.isFile() && modifiedMs(join(entry.parentPath, entry.name)) > builtMs,
    ),
  );
}

/** When the file was last written; 0 when it is not there. */
function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
