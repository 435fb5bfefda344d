/**
 * The hot path: a batch of samples, with all that follows from it, in one transaction.
 *
 * Not drizzle but one prepared statement a table, its columns sent as binary arrays (ten times the rows a second). It has
 * its own connection: a batch never waits for a screen's query.
 */
import type { QuarantineReason } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import { columnOf, READING_NAMES } from '@digitruck/contract/readings';
import pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import { float8Array, int4Array, int8Array, textArray, timestampArray } from './binary-arrays.ts';
import { bootKey, bootMonths, noteBoots } from './boots.ts';
import { CHANGES_CHANNEL, encodeChanges } from './changes.ts';
import { type CountName, ingestCounts } from './ingest-counts.ts';
import { writeLatest } from './latest.ts';
import { ensurePartitions, isMissingPartition } from './partitions.ts';
import { insertQuarantine, type NewQuarantine, type PendingSeen, upsertPending } from './quarantine.ts';

/** One sample on its way into the database; `values` in the order of READING_NAMES, NaN being unknown. */
export type SampleRow = {
  readonly truckId: TruckId;
  readonly bootId: string;
  readonly seq: number;
  /** Measured time; the server's where the clock was bad. */
  readonly sampledMs: number;
  /** What the truck said. */
  readonly claimedMs: number;
  readonly receivedMs: number;
  readonly clock: 'ok' | 'bad';
  readonly place: 'ok' | 'no-fix' | 'jump';
  readonly late: boolean;
  readonly readingsDropped: number;
  readonly values: readonly number[];
  readonly topic: string;
};

export type WriteBatch = {
  readonly rows: readonly SampleRow[];
  readonly refusals: readonly NewQuarantine[];
  readonly pending: readonly PendingSeen[];
};

export type WriteResult = {
  readonly stored: number;
  readonly duplicates: number;
  readonly conflicts: number;
};

export type SampleWriter = {
  /**
   * Resolves when the batch is committed: each row stored, known already, or in quarantine. Rejects, with nothing
   * written, only while the database cannot be reached; then write the same batch again.
   */
  write(batch: WriteBatch): Promise<WriteResult>;
  close(): Promise<void>;
};

const STEP_MS = 900_000;
/** A connection can die without a word; a statement that takes this long has lost its server. */
const ANSWER_WITHIN_MS = 60_000;
const readingColumns = READING_NAMES.map(columnOf);
const columns = [
  'truck_id',
  'boot_id',
  'seq',
  'boot_month',
  'sampled_at',
  'received_at',
  'clock',
  'claimed_at',
  'place',
  ...readingColumns,
];
const types = [
  'text',
  'text',
  'int8',
  'date',
  'timestamptz',
  'timestamptz',
  'text',
  'timestamptz',
  'text',
  ...readingColumns.map(() => 'float8'),
];
const INSERT = `insert into samples (${columns.join(', ')})
  select * from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')}) on conflict do nothing`;
/** Which of these keys were there before this transaction, and what they hold. */
const KNOWN = `select k.i::int as i, (extract(epoch from coalesce(s.claimed_at, s.sampled_at)) * 1000)::float8 as claimed_ms,
    array[${readingColumns.map((name) => `s.${name}::float8`).join(', ')}] as values
  from unnest($1::text[], $2::text[], $3::int8[], $4::date[], $5::int4[]) as k (truck_id, boot_id, seq, boot_month, i)
    join samples s using (truck_id, boot_id, seq, boot_month)
  where s.xmin::text <> (pg_current_xact_id()::xid)::text`;
const DIRTY = 'insert into rollup_dirty select * from unnest($1::text[], $2::timestamptz[])';

export function sampleWriter(options: {
  url: string;
  clock: Clock;
  onIdleError: (error: Error) => void;
}): SampleWriter {
  const { url, clock } = options;
  const months = bootMonths();
  const counts = ingestCounts(clock);
  let connection: Promise<pg.Client> | undefined;
  let partitionsCheckedMs = Number.NEGATIVE_INFINITY;

  function connect(): Promise<pg.Client> {
    if (connection !== undefined) return connection;
    const opening = (async () => {
      const client = new pg.Client({
        connectionString: url,
        application_name: 'digitruck-fleet ingest',
        keepAlive: true,
        connectionTimeoutMillis: 10_000,
        query_timeout: ANSWER_WITHIN_MS,
      });
      client.on('error', (error) => {
        forget();
        options.onIdleError(error);
      });
      await client.connect();
      return client;
    })();
    const forget = () => {
      if (connection === opening) connection = undefined;
    };
    opening.catch(forget);
    connection = opening;
    return opening;
  }

  async function write(batch: WriteBatch): Promise<WriteResult> {
    const client = await connect();
    try {
      await preparePartitions(client);
      await months.learn(client, batch.rows);
      return await writeOrSplit(client, batch);
    } catch (error) {
      // Whatever went wrong, the next try begins with a fresh connection and what the database then says.
      connection = undefined;
      months.forget();
      await client.end().catch(() => {});
      throw error;
    }
  }

  async function preparePartitions(client: pg.Client): Promise<void> {
    if (clock.monotonicMs() - partitionsCheckedMs < 3_600_000) return;
    await ensurePartitions(client, clock.nowMs());
    partitionsCheckedMs = clock.monotonicMs();
  }

  /**
   * A batch that the database refuses for its data is halved until the row is found that it can't take; that one goes
   * to quarantine. Faults of the connection are thrown.
   */
  async function writeOrSplit(client: pg.Client, batch: WriteBatch): Promise<WriteResult> {
    try {
      return await writeOnce(client, batch);
    } catch (error) {
      await client.query('rollback').catch(() => {});
      // The month of a boot that was silent for long was dropped: it is made when the batch is tried again.
      if (!isDataFault(error) || isMissingPartition(error)) throw error;
      const { rows } = batch;
      if (rows.length === 0) throw error;
      if (rows.length === 1) {
        const refusals = rows.map((row) => quarantineOf(row, 'refused-by-database', String(error)));
        return writeOrSplit(client, { ...batch, rows: [], refusals: [...batch.refusals, ...refusals] });
      }
      const half = rows.length >> 1;
      const first = await writeOrSplit(client, { rows: rows.slice(0, half), refusals: [], pending: [] });
      const second = await writeOrSplit(client, { ...batch, rows: rows.slice(half) });
      return {
        stored: first.stored + second.stored,
        duplicates: first.duplicates + second.duplicates,
        conflicts: first.conflicts + second.conflicts,
      };
    }
  }

  async function writeOnce(client: pg.Client, batch: WriteBatch): Promise<WriteResult> {
    const { unique, twins } = splitTwins(batch.rows);
    const tally = counts.begin();
    await client.query('begin');
    const stored = await insertSamples(client, unique);
    const refused: NewQuarantine[] = [...batch.refusals];
    const seen: SampleRow[] = [];
    const known = stored === unique.length ? [] : await findKnown(client, unique);
    const knownRows = new Set(known.map(({ row }) => row));
    for (const { row, same } of [...known, ...twins]) {
      if (same) seen.push(row);
      else
        refused.push(
          quarantineOf(row, 'conflict', 'the same truck, boot and seq was stored before with other values'),
        );
    }
    const fresh = knownRows.size === 0 ? unique : unique.filter((row) => !knownRows.has(row));
    await noteBoots(client, unique);
    if (fresh.length > 0) {
      await writeLatest(client, fresh);
      await noteSteps(client, fresh);
    }
    if (refused.length > 0) await insertQuarantine(client, refused);
    if (batch.pending.length > 0) await upsertPending(client, batch.pending);
    countRows(tally, fresh, seen, refused);
    await tally.write(client);
    await notify(client, fresh, refused.length > 0, batch.pending.length > 0);
    await client.query('commit');
    tally.committed();
    return {
      stored: fresh.length,
      duplicates: seen.length,
      conflicts: known.length + twins.length - seen.length,
    };
  }

  async function insertSamples(client: pg.Client, rows: readonly SampleRow[]): Promise<number> {
    if (rows.length === 0) return 0;
    const n = rows.length;
    const result = await client.query({
      name: 'insert-samples',
      text: INSERT,
      values: [
        textArray(rows.map((row) => row.truckId)),
        textArray(rows.map((row) => row.bootId)),
        int8Array(n, (i) => rows[i]?.seq ?? null),
        months.of(rows),
        timestampArray(n, (i) => rows[i]?.sampledMs ?? null),
        timestampArray(n, (i) => rows[i]?.receivedMs ?? null),
        textArray(rows.map((row) => row.clock)),
        timestampArray(n, (i) => (rows[i]?.clock === 'bad' ? (rows[i]?.claimedMs ?? null) : null)),
        textArray(rows.map((row) => row.place)),
        ...READING_NAMES.map((_, reading) => float8Array(n, (i) => rows[i]?.values[reading] ?? null)),
      ],
    });
    return result.rowCount ?? 0;
  }

  async function findKnown(client: pg.Client, rows: readonly SampleRow[]) {
    const found = await client.query<{ i: number; claimed_ms: number; values: (number | null)[] }>({
      name: 'known-samples',
      text: KNOWN,
      values: [
        textArray(rows.map((row) => row.truckId)),
        textArray(rows.map((row) => row.bootId)),
        int8Array(rows.length, (i) => rows[i]?.seq ?? null),
        months.of(rows),
        int4Array(rows.length, (i) => i),
      ],
    });
    return found.rows.flatMap(({ i, claimed_ms, values }) => {
      const row = rows[i];
      if (row === undefined) return [];
      return [{ row, same: claimed_ms === row.claimedMs && sameValues(values, row.values) }];
    });
  }

  return {
    write,
    async close() {
      const open = connection;
      connection = undefined;
      const client = await open?.catch(() => undefined);
      if (client === undefined) return;
      await counts.writeAll(client).catch(() => {});
      await client.end();
    },
  };
}

/** The first of equal keys goes on; the others are compared with it. */
function splitTwins(rows: readonly SampleRow[]) {
  const first = new Map<string, SampleRow>();
  const twins: { row: SampleRow; same: boolean }[] = [];
  for (const row of rows) {
    const key = `${bootKey(row.truckId, row.bootId)}\n${row.seq}`;
    const twin = first.get(key);
    if (twin === undefined) first.set(key, row);
    else twins.push({ row, same: twin.claimedMs === row.claimedMs && sameValues(twin.values, row.values) });
  }
  return { unique: twins.length === 0 ? rows : [...first.values()], twins };
}

/** NaN and null both mean unknown. */
function sameValues(a: ArrayLike<number | null>, b: readonly number[]): boolean {
  for (let i = 0; i < b.length; i++) {
    const left = a[i] ?? Number.NaN;
    const right = b[i] ?? Number.NaN;
    if (left !== right && !(Number.isNaN(left) && Number.isNaN(right))) return false;
  }
  return true;
}

async function noteSteps(client: pg.Client, rows: readonly SampleRow[]): Promise<void> {
  const steps = new Map<string, { truckId: string; stepMs: number }>();
  for (const { truckId, sampledMs } of rows) {
    const stepMs = sampledMs - (sampledMs % STEP_MS);
    steps.set(`${truckId} ${stepMs}`, { truckId, stepMs });
  }
  const list = [...steps.values()];
  await client.query({
    name: 'note-steps',
    text: DIRTY,
    values: [
      textArray(list.map(({ truckId }) => truckId)),
      timestampArray(list.length, (i) => list[i]?.stepMs ?? null),
    ],
  });
}

async function notify(
  client: pg.Client,
  fresh: readonly SampleRow[],
  refused: boolean,
  pending: boolean,
): Promise<void> {
  const trucks = new Set(fresh.map((row) => row.truckId));
  const subjects = [
    ...(refused ? (['quarantine'] as const) : []),
    ...(pending ? (['pending'] as const) : []),
  ];
  for (const payload of encodeChanges({ trucks: [...trucks], subjects })) {
    await client.query({
      name: 'notify',
      text: 'select pg_notify($1, $2)',
      values: [CHANGES_CHANNEL, payload],
    });
  }
}

function countRows(
  tally: { add(truckId: string, receivedMs: number, name: CountName, by?: number): void },
  fresh: readonly SampleRow[],
  seen: readonly SampleRow[],
  refused: readonly NewQuarantine[],
): void {
  for (const row of fresh) {
    tally.add(row.truckId, row.receivedMs, 'stored');
    if (row.late) tally.add(row.truckId, row.receivedMs, 'late');
    if (row.clock === 'bad') tally.add(row.truckId, row.receivedMs, 'bad_clock');
    if (row.readingsDropped > 0) {
      tally.add(row.truckId, row.receivedMs, 'readings_dropped', row.readingsDropped);
    }
  }
  for (const row of seen) tally.add(row.truckId, row.receivedMs, 'duplicates');
  for (const item of refused) {
    if (item.truckId !== null) tally.add(item.truckId, item.receivedMs, 'quarantined');
  }
}

/** A row as a sample's JSON again, for quarantine. */
function quarantineOf(row: SampleRow, reason: QuarantineReason, detail: string): NewQuarantine {
  const readings = READING_NAMES.flatMap((name, i) => {
    const value = row.values[i] ?? Number.NaN;
    return Number.isNaN(value) ? [] : [[name, value] as const];
  });
  const sampledAt = new Date(row.claimedMs).toISOString();
  const payload = Buffer.from(
    JSON.stringify({ bootId: row.bootId, seq: row.seq, sampledAt, ...Object.fromEntries(readings) }),
  );
  return {
    truckId: row.truckId,
    topic: row.topic,
    reason,
    detail: detail.slice(0, 500),
    payload,
    payloadBytes: payload.length,
    receivedMs: row.receivedMs,
  };
}

/** Classes 22 (data exception) and 23 (constraint) speak of the rows; everything else of the database's health. */
function isDataFault(error: unknown): boolean {
  // A boot that comes back after its partition was dropped: the next try makes it again.
  if (isMissingPartition(error)) return false;
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '');
}
