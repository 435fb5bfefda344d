/**
 * The way to PostgreSQL: one pool, drizzle on top of it, migrations at start.
 *
 * Store functions take a `Db` to read and a `Tx` to write: a change without a transaction does not compile.
 */
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { drizzle, migrate, type NodePgDatabase } from './drizzle.ts';

export type Db = NodePgDatabase & { readonly $client: pg.Pool };
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));
/** "DIGI" in ASCII: the advisory lock that lets one of several starting replicas migrate. */
const MIGRATION_LOCK = 0x44494749;

export type StoreOptions = {
  readonly url: string;
  readonly poolMax: number;
  /** A connection broke; the pool makes a new one by itself. */
  readonly onIdleError: (error: Error) => void;
};

export function openDb(options: StoreOptions): Db {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolMax,
    application_name: 'digitruck-fleet',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', options.onIdleError);
  // A connection that breaks while it is lent out tells its query, and besides it emits an error that ends the process
  // when nobody listens.
  pool.on('connect', (client) => void client.on('error', options.onIdleError));
  return givingBack(drizzle(pool));
}

/**
 * Drizzle keeps the connection of a transaction whose `begin` fails: after a few breaks of the database nothing would be left in
 * the pool, and its end would wait for them for ever. So the connection is lent and given back here.
 */
function givingBack(db: Db): Db {
  const transaction: Db['transaction'] = async (work, config) => {
    const client = await db.$client.connect();
    try {
      return await drizzle(client).transaction(work, config);
    } finally {
      client.release();
    }
  };
  return Object.assign(db, { transaction });
}

/** Brings the database to this version's schema; a second replica waits for the first and finds nothing to do. */
export async function migrateDb(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'digitruck-fleet migrations' });
  // A lost connection makes the query fail, which is told; the error besides it would only end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end();
  }
}
