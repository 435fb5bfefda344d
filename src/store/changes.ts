/**
 * "These trucks changed, and these lists": LISTEN/NOTIFY on one channel, sent in the transaction that changes them.
 *
 * A notification names what changed and never carries the data, so it is small, and what a reader then fetches is the latest state.
 * PostgreSQL delivers it when the transaction commits, to every replica that listens.
 */
import { TRUCK_ID_PATTERN, type TruckId } from '@digitruck/contract/ids';
import { LIVE_SUBJECTS, type LiveSubject } from '@digitruck/contract/live';
import pg from 'pg';
import type { Tx } from './db.ts';
import { sql } from './drizzle.ts';

export const CHANGES_CHANNEL = 'changes';
/** PostgreSQL refuses a payload of 8,000 bytes or more. Ids and subjects are ASCII, so characters are bytes. */
const PAYLOAD_MAX_BYTES = 7_900;

export type Changes = {
  readonly trucks?: readonly TruckId[];
  readonly subjects?: readonly LiveSubject[];
};
export type DecodedChanges = { readonly trucks: TruckId[]; readonly subjects: LiveSubject[] };

/** The payloads that say this, each small enough for NOTIFY; none when nothing changed. */
export function encodeChanges(change: Changes): string[] {
  const payloads: string[] = [];
  let subjects = [...new Set(change.subjects ?? [])];
  let trucks: TruckId[] = [];
  let bytes = JSON.stringify(subjects).length + 20;
  const finishPayload = () => {
    payloads.push(
      JSON.stringify({
        ...(trucks.length > 0 ? { t: trucks } : {}),
        ...(subjects.length > 0 ? { s: subjects } : {}),
      }),
    );
    trucks = [];
    subjects = [];
    bytes = 20;
  };
  for (const truckId of new Set(change.trucks ?? [])) {
    const more = truckId.length + 3;
    if (bytes + more > PAYLOAD_MAX_BYTES) finishPayload();
    trucks.push(truckId);
    bytes += more;
  }
  if (trucks.length > 0 || subjects.length > 0) finishPayload();
  return payloads;
}

const subjectNames: ReadonlySet<unknown> = new Set(LIVE_SUBJECTS);

/** What a payload says; undefined for anything that `encodeChanges` would not have made. Unknown subjects (of a newer replica) are left out. */
export function decodeChanges(payload: string): DecodedChanges | undefined {
  let value: unknown;
  try {
    value = JSON.parse(payload);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { t = [], s = [] } = value as { t?: unknown; s?: unknown };
  if (!Array.isArray(t) || !Array.isArray(s)) return undefined;
  if (!t.every((id) => typeof id === 'string' && TRUCK_ID_PATTERN.test(id))) return undefined;
  return { trucks: t as TruckId[], subjects: s.filter((name) => subjectNames.has(name)) as LiveSubject[] };
}

/** Tells every replica, once this transaction has committed. */
export async function notifyChanges(tx: Tx, change: Changes): Promise<void> {
  for (const payload of encodeChanges(change)) {
    await tx.execute(sql`select pg_notify(${CHANGES_CHANNEL}, ${payload})`);
  }
}

export type ListenOptions = {
  readonly url: string;
  readonly log: { warn(detail: object, message: string): void; info(detail: object, message: string): void };
  readonly onChange: (change: DecodedChanges) => void;
  /**
   * Listening has begun: at the start, and again after each lost connection. Whatever changed before was not heard,
   * so everything counts as changed.
   */
  readonly onReconnect: () => void;
};

export type ChangesListener = {
  /** Whether notifications are being heard right now. */
  listening(): boolean;
  stop(): Promise<void>;
};

/** A server that is gone never answers a goodbye, so it gets a second to. */
function farewell(client: pg.Client): void {
  client.end().catch(() => {});
  setTimeout(() => client.connection.stream.destroy(), 1_000).unref();
}

const RETRY_MIN_MS = 200;
const RETRY_MAX_MS = 10_000;
/** A connection can die without a word (a NAT that forgot it); asking something finds out. */
const ASK_EVERY_MS = 15_000;
const ANSWER_WITHIN_MS = 10_000;

/** Listens on a connection of its own until stopped; comes back by itself when the connection or the server goes. */
export function listenChanges(options: ListenOptions): ChangesListener {
  let stopped = false;
  let listening = false;
  let stop = () => {};
  const stopping = new Promise<void>((resolve) => {
    stop = resolve;
  });

  async function pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([over, stopping]);
    clearTimeout(timer);
  }

  /** Resolves when the connection is gone; says whether it had listened. */
  async function listenOnce(): Promise<boolean> {
    const client = new pg.Client({
      connectionString: options.url,
      application_name: 'digitruck-fleet changes',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    });
    const gone = new Promise<void>((resolve) => {
      client.on('error', (err) => {
        if (!stopped) options.log.warn({ err }, 'the connection that listens for changes broke');
        resolve();
      });
      client.on('end', resolve);
    });
    client.on('notification', ({ channel, payload }) => {
      if (channel !== CHANGES_CHANNEL || payload === undefined) return;
      const change = decodeChanges(payload);
      if (change === undefined) options.log.warn({ payload }, 'a notification of changes makes no sense');
      else options.onChange(change);
    });
    let asking: NodeJS.Timeout | undefined;
    try {
      await client.connect();
      if (stopped) return false;
      await client.query(`listen ${CHANGES_CHANNEL}`);
      if (stopped) return true;
      listening = true;
      options.onReconnect();
      const silent = new Promise<void>((resolve) => {
        asking = setInterval(() => {
          client.query('select 1').catch(() => resolve());
        }, ASK_EVERY_MS);
      });
      await Promise.race([gone, silent, stopping]);
      return true;
    } catch (err) {
      if (!stopped) options.log.warn({ err }, 'listening for changes is not possible just now');
      return listening;
    } finally {
      listening = false;
      clearInterval(asking);
      farewell(client);
    }
  }

  async function run(): Promise<void> {
    let retryMs = RETRY_MIN_MS;
    while (!stopped) {
      const listened = await listenOnce();
      if (stopped) return;
      retryMs = listened ? RETRY_MIN_MS : Math.min(retryMs * 2, RETRY_MAX_MS);
      await pause(retryMs);
    }
  }

  const running = run();
  return {
    listening: () => listening,
    async stop() {
      stopped = true;
      stop();
      await running;
    },
  };
}
