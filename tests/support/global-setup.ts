/**
 * One PostgreSQL for the whole run: the embedded one, or the server named by TEST_POSTGRES_URL.
 * Each test file makes its own database on it (see database.ts), as a copy of one that has been migrated once.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { startJobs } from '../../src/derive/jobs.ts';
import { startEmbeddedPostgres } from '../../src/embedded/postgres.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { migrateDb } from '../../src/store/db.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
    /** The migrated database that those of the files are copies of. */
    templateName: string;
  }
}

const log = pino({ level: 'error' });
/** What it writes is thrown away after the run, so it need not outlive a power cut. (A killed process loses nothing by it.) */
const NOT_FOR_KEEPS = ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off'];

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_POSTGRES_URL;
  const server = given === undefined ? await ownServer() : { url: given, stop: async () => {} };
  const templateName = `test_template_${randomBytes(4).toString('hex')}`;
  await makeTemplate(server.url, templateName);
  project.provide('postgresUrl', server.url);
  project.provide('templateName', templateName);
  return async () => {
    await query(server.url, [`drop database if exists ${templateName} with (force)`]);
    await server.stop();
  };
}

async function ownServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'digitruck-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  await query(postgres.url, [
    ...NOT_FOR_KEEPS.map((setting) => `alter system set ${setting}`),
    'select pg_reload_conf()',
  ]);
  return {
    url: postgres.url,
    async stop() {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** The service's own schema and that of its jobs, as its first start makes them. */
async function makeTemplate(serverUrl: string, name: string): Promise<void> {
  await query(serverUrl, [`create database ${name}`]);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  await migrateDb(url.href);
  const jobs = await startJobs({ url: url.href, clock: systemClock, log });
  await jobs.stop();
}

async function query(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
