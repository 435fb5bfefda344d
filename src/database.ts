/** The database: the one named by DATABASE_URL, or the embedded one; migrated either way before it is handed out. */
import type { Logger } from 'pino';
import type { Config } from './config.ts';
import { type Db, migrateDb, openDb } from './store/db.ts';

export type Database = { readonly url: string; readonly db: Db; stop(): Promise<void> };

const POOL_MAX = 12;

export async function openDatabase(config: Config, log: Logger): Promise<Database> {
  const { url, stop } = await server(config, log);
  await migrateDb(url);
  const db = openDb({
    url,
    poolMax: POOL_MAX,
    onIdleError: (err) => log.warn({ err }, 'a connection to the database was lost'),
  });
  return {
    url,
    db,
    async stop() {
      await db.$client.end();
      await stop();
    },
  };
}

async function server(config: Config, log: Logger): Promise<{ url: string; stop(): Promise<void> }> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} };
  const { startEmbeddedPostgres } = await import('./embedded/postgres.ts');
  return startEmbeddedPostgres({ dataDir: config.dataDir, log });
}
