/**
 * One service a data folder: `<dataDir>/service.lock` names the process that has it.
 *
 * The file is made whole (written aside, then linked), so nobody reads half of one. A process id alone is
 * no proof of life, since ids are used again after a reboot or in a new container: the process's start time is
 * compared as well where the system tells it (Linux). The file also carries the database's URL, which is how the
 * commands (`npm run verify`) find the database of a service that runs beside them.
 */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedError } from './embedded-error.ts';

const LOCK_FILE = 'service.lock';

type Holder = { pid: number; startedAt: string; url?: string };

export type DataLock = {
  /** Says where the database is listening. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
};

/** Takes the folder, or throws an EmbeddedError that names the process which has it. */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true });
  const file = path.join(dataDir, LOCK_FILE);
  const self: Holder = { pid: process.pid, startedAt: await startOf(process.pid) };
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await tryLink(file, self)) return held(file, self);
    const text = await readText(file);
    if (text === undefined) continue;
    const holder = parse(text);
    if (holder && (await isAlive(holder))) throw inUse(dataDir, file, holder.pid);
    await removeStale(file, text);
  }
  throw new EmbeddedError(`the data folder ${dataDir} is being started by another service; try again`);
}

/** The database URL of the service that runs on this folder, or undefined if none does. */
export async function runningDatabaseUrl(dataDir: string): Promise<string | undefined> {
  const text = await readText(path.join(path.resolve(dataDir), LOCK_FILE));
  const holder = text === undefined ? undefined : parse(text);
  return holder && (await isAlive(holder)) ? holder.url : undefined;
}

function held(file: string, self: Holder): DataLock {
  return {
    async announce(url) {
      const aside = `${file}.${randomUUID()}`;
      await writeFile(aside, JSON.stringify({ ...self, url }), { mode: 0o600 });
      await rename(aside, file);
    },
    release: () => rm(file, { force: true }),
  };
}

function inUse(dataDir: string, file: string, pid: number): EmbeddedError {
  return new EmbeddedError(
    `the data folder ${dataDir} is in use by process ${pid}; stop that one, or give this one another DATA_DIR` +
      ` (if process ${pid} is not a digitruck-fleet service, delete ${file})`,
  );
}

async function tryLink(file: string, self: Holder): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  await writeFile(aside, JSON.stringify(self), { mode: 0o600 });
  try {
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Two starters may both find the file stale: whoever moves away a fresh one by mistake puts it back. */
async function removeStale(file: string, staleText: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readText(aside)) !== staleText) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    if (typeof value.pid !== 'number' || typeof value.startedAt !== 'string') return undefined;
    return { pid: value.pid, startedAt: value.startedAt, url: value.url };
  } catch {
    return undefined;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  return processExists(holder.pid) && (await startOf(holder.pid)) === holder.startedAt;
}

export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in the kernel's words; '' where the system doesn't tell (then the id alone must do). */
async function startOf(pid: number): Promise<string> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    // proc(5): starttime is field 22; the fields are counted from behind the name, which may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot.trim()}/${fields[19]}`;
  } catch {
    return '';
  }
}
