/** A PostgreSQL of the system, where the machine has its server programs: a cluster of its own, which a test may stop and kill. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const DEBIAN = '/usr/lib/postgresql';
/** Root may not run PostgreSQL: then "nobody" does. */
const NOBODY = 65_534;
/** Migrations use what came with this version. */
const OLDEST = 14;

/** Where its programs are and which version; undefined where there is none. */
export function findSystemPostgres(): { bin: string; version: number } | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const versions = readdirSync(DEBIAN).map(Number);
  const version = Math.max(
    ...versions.filter((each) => existsSync(join(DEBIAN, String(each), 'bin/postgres'))),
  );
  return version >= OLDEST ? { bin: join(DEBIAN, String(version), 'bin'), version } : undefined;
}

export type SystemPostgres = {
  readonly url: string;
  pid(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A new cluster, running; `stop` at the end also removes it. */
export async function startSystemPostgres(): Promise<SystemPostgres> {
  const found = findSystemPostgres();
  if (found === undefined) throw new Error('no PostgreSQL on this machine; ask findSystemPostgres first');
  const { bin } = found;
  const dir = mkdtempSync(join(tmpdir(), 'digitruck-system-postgres-'));
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid !== undefined) chownSync(dir, as.uid, as.gid);
  const data = join(dir, 'data');
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
    ...as,
    cwd: dir,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`);
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  let child: ChildProcess;

  async function start(): Promise<void> {
    const options = ['-D', data, '-p', String(port), '-k', dir, '-c', 'listen_addresses=127.0.0.1'];
    child = spawn(join(bin, 'postgres'), options, { ...as, cwd: dir, stdio: 'ignore' });
    await until('the system PostgreSQL to answer', async () => {
      const client = new pg.Client({ connectionString: url });
      client.on('error', () => {});
      try {
        await client.connect();
        return true;
      } catch {
        return false;
      } finally {
        await client.end().catch(() => {});
      }
    });
  }

  await start();
  return {
    url,
    start,
    pid: () => child.pid ?? 0,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGINT');
        await gone;
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
