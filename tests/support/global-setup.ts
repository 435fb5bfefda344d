/**
 * One PostgreSQL for the whole run: the embedded one, or the server named by TEST_POSTGRES_URL.
 * Each test file makes its own database on it (see database.ts).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_POSTGRES_URL;
  if (given !== undefined) {
    project.provide('postgresUrl', given);
    return async () => {};
  }
  const { startEmbeddedPostgres } = await import('../../src/embedded/postgres.ts');
  const { pino } = await import('pino');
  const dataDir = mkdtempSync(join(tmpdir(), 'digitruck-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'error' }) });
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
