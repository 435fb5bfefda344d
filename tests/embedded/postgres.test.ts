import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { accessSync, chownSync, constants, mkdtempSync } from 'node:fs';
import { mkdir, readdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { processExists, runningDatabaseUrl } from '../../src/embedded/data-lock.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { linkLibraries } from '../../src/embedded/postgres-binaries.ts';
import { until } from '../support/until.ts';

const ownerProgram = fileURLToPath(new URL('./postgres-owner.ts', import.meta.url));
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const folders: string[] = [];
const open: EmbeddedPostgres[] = [];
const owners: ChildProcess[] = [];

/** mkdtemp's folders are closed to everybody else, so as root this is also the test of a closed parent folder. */
function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'digitruck-postgres-'));
  folders.push(folder);
  return folder;
}

async function start(dataDir: string, port?: number): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, port, log: quiet });
  open.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

type Account = { title: string; uid: number | undefined };

/** As root also an ordinary account, if that one can run this checkout. */
function accounts(): Account[] {
  const own: Account = { title: `user ${process.getuid?.()}`, uid: undefined };
  if (process.getuid?.() !== 0) return [own];
  const read = `require('node:fs').readFileSync(${JSON.stringify(ownerProgram)})`;
  const tried = spawnSync(process.execPath, ['-e', read], { uid: 65_534, gid: 65_534, cwd: '/' });
  return tried.status === 0 ? [own, { title: 'user 65534', uid: 65_534 }] : [own];
}

/** A process that holds the database, so that it can be killed. */
async function startOwner(dataDir: string, uid?: number) {
  const child = spawn(process.execPath, [ownerProgram, dataDir], {
    uid,
    gid: uid,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  owners.push(child);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, said: JSON.parse(line) as { url: string; pid: number; error?: string } };
  }
  throw new Error('the owner ended without a word');
}

afterEach(async () => {
  for (const postgres of open.splice(0)) await postgres.stop();
  for (const child of owners.splice(0)) child.stdin?.end();
});

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** Making a database takes longest of all, so most tests go on with the one of the test before. */
const dataDir = freshFolder();

describe('the embedded PostgreSQL', () => {
  it('is made on the first start, also after one that was cut short; durable, in UTF-8, closed to everybody without the password', async () => {
    await mkdir(path.join(dataDir, 'postgres.new-1234'));
    await writeFile(path.join(dataDir, 'postgres.new-1234', 'PG_VERSION'), '18\n');
    const { url } = await start(dataDir);
    expect(await readdir(dataDir)).not.toContain('postgres.new-1234');
    await query(url, 'create table kept (n int)');
    await query(url, 'insert into kept values (1), (2)');
    const settings = `select current_setting('fsync'), current_setting('synchronous_commit'),
      current_setting('server_encoding'), current_setting('timezone'), current_setting('password_encryption')`;
    expect(await query(url, settings)).toEqual(['on', 'on', 'UTF8', 'UTC', 'scram-sha-256']);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
    expect((await stat(path.join(dataDir, 'postgres-password'))).mode & 0o777).toBe(0o600);
    expect((await stat(path.join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700);
    expect(await runningDatabaseUrl(dataDir)).toBe(url);
  });

  it('keeps its rows over a stop, and leaves nothing else behind', async () => {
    expect(await runningDatabaseUrl(dataDir)).toBeUndefined();
    const { url } = await start(dataDir);
    expect(await query(url, 'select n from kept order by n')).toEqual([1, 2]);
    expect((await readdir(dataDir)).filter((name) => !name.startsWith('postgres-server-')).sort()).toEqual([
      'postgres',
      'postgres-password',
      'service.lock',
    ]);
  });

  it('comes back at the same address, with its rows, when the server is killed with -9', async () => {
    const postgres = await start(dataDir);
    const before = postgres.pid ?? 0;
    process.kill(before, 'SIGKILL');
    const rows = await until('the database to answer again', () =>
      query(postgres.url, 'select n from kept order by n').catch(() => undefined),
    );
    expect(rows).toEqual([1, 2]);
    expect(postgres.pid).not.toBe(before);
  });

  it('refuses a second service on the same folder and names the first', async () => {
    await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow(new RegExp(`in use by process ${process.pid}`));
    const { said } = await startOwner(dataDir);
    expect(said.error).toMatch(new RegExp(`in use by process ${process.pid}; stop that one`));
  });

  it('says that the port is taken', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as { port: number };
    try {
      await expect(start(dataDir, port)).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
    } finally {
      blocker.close();
    }
  });

  it('starts although postmaster.pid names a process that is something else by now', async () => {
    const lines = [
      process.pid,
      path.join(dataDir, 'postgres'),
      1_700_000_000,
      5432,
      '',
      '127.0.0.1',
      '1 1',
      'ready',
    ];
    await writeFile(path.join(dataDir, 'postgres', 'postmaster.pid'), `${lines.join('\n')}\n`);
    const { url } = await start(dataDir);
    expect(await query(url, 'select count(*)::int from kept')).toEqual([2]);
  });

  it('starts although a lock file names a process that is gone', async () => {
    await writeFile(path.join(dataDir, 'service.lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: 'x' }));
    await start(dataDir);
  });

  it('does not touch a database of another PostgreSQL version, or one whose password is lost', async () => {
    const version = path.join(dataDir, 'postgres', 'PG_VERSION');
    const was = await readFile(version, 'utf8');
    await writeFile(version, '14\n');
    await expect(start(dataDir)).rejects.toThrow(/made by PostgreSQL 14.*pg_dump/);
    await writeFile(version, was);
    const password = path.join(dataDir, 'postgres-password');
    await rename(password, `${password}.away`);
    await expect(start(dataDir)).rejects.toThrow(/lost its password file/);
    await rename(`${password}.away`, password);
  });
});

describe.each(accounts())('the embedded PostgreSQL of a service that runs as $title', ({ uid }) => {
  const folder = uid === undefined ? dataDir : freshFolder();
  if (uid !== undefined) chownSync(folder, uid, uid);

  it('ends when the service is killed with -9, and is usable again at once', async () => {
    const first = await startOwner(folder, uid);
    await query(first.said.url, 'create table of_owner as select 7 as n');
    first.child.kill('SIGKILL');
    // No pause: the next service waits for the old server to leave.
    const second = await startOwner(folder, uid);
    expect(second.said.error).toBeUndefined();
    expect(processExists(first.said.pid)).toBe(false);
    expect(await query(second.said.url, 'select n from of_owner')).toEqual([7]);

    second.child.kill('SIGKILL');
    await until('the server to leave by itself', () => !processExists(second.said.pid));
    const third = await startOwner(folder, uid);
    expect(await query(third.said.url, 'select n from of_owner')).toEqual([7]);
    third.child.stdin?.end();
    await until('the server to stop with its service', () => !processExists(third.said.pid));
  });
});

describe('the server program', () => {
  it('gets the library links that npm leaves out when install scripts are off', async () => {
    const folder = freshFolder();
    await mkdir(path.join(folder, 'lib'));
    await writeFile(path.join(folder, 'lib', 'libpq.so.5.18'), '');
    const list = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
    await writeFile(path.join(folder, 'pg-symlinks.json'), JSON.stringify(list));
    expect(await linkLibraries(folder)).toBe(true);
    expect(await linkLibraries(folder)).toBe(true);
    expect(await readlink(path.join(folder, 'lib', 'libpq.so.5'))).toBe('libpq.so.5.18');
    accessSync(path.join(folder, 'lib', 'libpq.so.5'), constants.R_OK);
  });
});
