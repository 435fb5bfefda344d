/** The database that a command works on: the given one, DATABASE_URL, that of a running service, or the embedded one for this while. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { runningDatabaseUrl } from '../embedded/data-lock.ts';
import { startEmbeddedPostgres } from '../embedded/postgres.ts';

export type CommandDatabase = { readonly url: string; close(): Promise<void> };

/** @throws Error that says what to do when there is none */
export async function openCommandDatabase(
  given: string | undefined,
  config: Config,
): Promise<CommandDatabase> {
  const url = given ?? config.databaseUrl ?? (await runningDatabaseUrl(config.dataDir));
  if (url !== undefined) return { url, close: async () => {} };
  const made = await access(path.join(config.dataDir, 'postgres')).then(
    () => true,
    () => false,
  );
  if (!made) {
    throw new Error(
      `there is no database in DATA_DIR (${config.dataDir}); set DATABASE_URL or give --database`,
    );
  }
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataDir, log: pino({ level: 'error' }) });
  return { url: postgres.url, close: () => postgres.stop() };
}
