/**
 * One replica of several does what must be done once: whoever holds a session's advisory lock. It has a connection of its own, so
 * that losing it is losing the lock, and another replica goes on within seconds.
 */
import pg from 'pg';

/** "DIGL": held by the replica that looks for alerts. */
export const ALERT_LOCK = 0x4449474c;

export type Leadership = {
  /** Takes the lock if it is free; true while it is held. Never rejects: a database that is away is no lock. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
};

export function leadership(url: string, lock: number): Leadership {
  let held: pg.Client | undefined;

  async function take(): Promise<pg.Client | undefined> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'digitruck-fleet leader',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    const gone = () => {
      if (held === client) held = undefined;
    };
    client.on('error', gone);
    client.on('end', gone);
    try {
      await client.connect();
      const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [lock]);
      if (rows[0]?.mine === true) return client;
    } catch {
      // The database is away, or says no.
    }
    await client.end().catch(() => {});
    return undefined;
  }

  return {
    async hold() {
      if (held !== undefined) {
        const client = held;
        // A connection may be dead without a word.
        const alive = await client.query('select 1').then(
          () => true,
          () => false,
        );
        if (alive && held === client) return true;
        held = undefined;
        client.end().catch(() => {});
      }
      held = await take();
      return held !== undefined;
    },
    async release() {
      const client = held;
      held = undefined;
      await client?.end().catch(() => {});
    },
  };
}
