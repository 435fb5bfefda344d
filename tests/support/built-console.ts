/**
 * The built console and operator page for tests: each built when it is missing or older than its sources, by one test process at a time,
 * the others wait. Test files that need no browser never pay for it.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { until } from './until.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const BUILDS = [
  {
    config: 'src/console/vite.config.ts',
    built: join(top, 'dist', 'console', 'index.html'),
    sources: ['src/console', 'src/contract', 'src/kernel'],
    // Its own page; only its words lie elsewhere.
    not: join('src', 'console', 'operator'),
  },
  {
    config: 'src/console/operator/vite.config.ts',
    built: join(top, 'dist', 'operator', 'index.html'),
    sources: ['src/console/operator', 'src/console/shared/i18n', 'src/contract', 'src/kernel', 'src/energy'],
    not: undefined,
  },
];
type Build = (typeof BUILDS)[number];
/** A folder as a lock: making it either succeeds or says that it is there. */
const LOCK = join(top, 'dist', 'console-build.lock');
/** A lock this old was left behind by a run that was killed. */
const LOCK_OLD_MS = 120_000;

export async function buildConsole(): Promise<void> {
  if (!BUILDS.some(isStale)) return;
  mkdirSync(join(top, 'dist'), { recursive: true });
  await until('the lock of the console build', takeLock, { withinMs: LOCK_OLD_MS + 10_000, everyMs: 100 });
  try {
    const vite = join(top, 'node_modules', '.bin', 'vite');
    const env = { ...process.env, NODE_ENV: 'production' };
    await Promise.all(
      BUILDS.filter(isStale).map(({ config }) =>
        promisify(execFile)(vite, ['build', '--config', config, '--logLevel', 'warn'], { cwd: top, env }),
      ),
    );
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

function isStale({ built, sources, not }: Build): boolean {
  const builtMs = modifiedMs(built);
  return sources.some((folder) =>
    readdirSync(join(top, folder), { recursive: true, withFileTypes: true }).some((entry) => {
      const path = join(entry.parentPath, entry.name);
      if (not !== undefined && path.startsWith(join(top, not))) return false;
      return entry.isFile() && modifiedMs(path) > builtMs;
    }),
  );
}

/** When the file was last written; 0 when it is not there. */
function modifiedMs(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
