/**
 * What an earlier server left behind: `postmaster.pid` in the database's folder.
 *
 * PostgreSQL itself removes a stale one, but gives up at once if the process in it still runs. That can be the last server,
 * still shutting down or orphaned, or (after a reboot, in a new container) something else that got its number.
 */
import { readFile, readlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processExists } from './data-lock.ts';
import type { Log } from './log.ts';

/** Above any process id that a system gives out. */
const NO_PROCESS = 2 ** 31 - 1;

/** The process id in postmaster.pid if that process runs, else undefined. */
export async function leftoverPid(directory: string): Promise<number | undefined> {
  const text = await readFile(path.join(directory, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return pid > 0 && processExists(pid) ? pid : undefined;
}

/**
 * Call only when no service has the data folder. Tells an orphaned server to shut down; a number that has gone to another
 * program is struck out of the file. The rest of the file stays: PostgreSQL uses it to see whether
 * processes of the old server still have the old shared memory.
 */
export async function clearLeftover(directory: string, log: Log): Promise<void> {
  const pid = await leftoverPid(directory);
  if (pid === undefined) return;
  if (await isPostgres(pid)) {
    log.warn({ pid }, 'a database server without its service still runs on the data folder; stopping it');
    try {
      process.kill(pid, 'SIGINT');
    } catch {
      // Ended meanwhile, or another account's: PostgreSQL's own check has the last word.
    }
    return;
  }
  const file = path.join(directory, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  await writeFile(file, text.replace(/^\d+/, String(NO_PROCESS)));
  log.warn({ pid }, 'postmaster.pid named a process that is no database server; struck out');
}

/** Unknown counts as yes: then PostgreSQL refuses to start, and nothing is lost. */
async function isPostgres(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => undefined);
  if (program !== undefined) return path.basename(program).startsWith('postgres');
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres');
  return name.startsWith('postgres');
}
