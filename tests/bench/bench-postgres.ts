/**
 * A PostgreSQL for a bench: the embedded one with the settings it always has (fsync on), in a folder that is thrown away, and a
 * database for each phase. It keeps the time of each commit, so that rows can be counted by when they were committed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { migrateDb } from '../../src/store/db.ts';

export type BenchPostgres = {
  readonly version: string;
  readonly pid: number;
  /** The settings on which durability rests, as the server says them. */
  readonly durability: Readonly<Record<string, string>>;
  /** An empty database with the service's tables. */
  database(name: string): Promise<BenchDatabase>;
  stop(): Promise<void>;
};
export type BenchDatabase = { readonly url: string; readonly pool: pg.Pool; close(): Promise<void> };

export async function startBenchPostgres(): Promise<BenchPostgres> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'digitruck-bench-'));
  const options = { dataDir, log: pino({ level: 'error' }) };
  const clear = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const first = await startEmbeddedPostgres(options);
    await once(first.url, 'alter system set track_commit_timestamp = on');
    await first.stop();
    const postgres = await startEmbeddedPostgres(options);
    const names = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers'];
    const settings = await once(
      postgres.url,
      `select name, current_setting(name) as setting from unnest('{${names.join(',')}}'::text[]) as name`,
    );
    const { server_version: version = 'unknown', ...durability } = Object.fromEntries(
      settings.map((row) => [String(row.name), String(row.setting)]),
    );
    return {
      version,
      pid: postgres.pid ?? 0,
      durability,
      async database(name) {
        await once(postgres.url, `create database ${name}`);
        const url = new URL(postgres.url);
        url.pathname = `/${name}`;
        await migrateDb(url.href);
        const pool = new pg.Pool({ connectionString: url.href, max: 4 });
        pool.on('error', () => {});
        return {
          url: url.href,
          pool,
          async close() {
            await pool.end();
            await once(postgres.url, `drop database if exists ${name} with (force)`);
          },
        };
      },
      async stop() {
        await postgres.stop();
        clear();
      },
    };
  } catch (error) {
    clear();
    throw error;
  }
}

async function once(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
