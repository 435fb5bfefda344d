/**
 * The hot path: a batch of samples, with all that follows from it, in one transaction.
 *
 * Not drizzle but COPY and one prepared statement a table, its columns sent as binary arrays (ten times the rows a second). It
 * has its own connection: a batch never waits for a screen's query.
 */
import type { QuarantineReason } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import { READING_NAMES } from '@digitruck/contract/readings';
import pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import { CHANGES_CHANNEL, encodeChanges } from '../changes.ts';
import { textArray, timestampArray } from './binary-arrays.ts';
import { knownBoots, noteBoots } from './boots.ts';
import { type BootRows, byBoot, onlyRows, rowsOf, splitTwins } from './by-boot.ts';
import { bucketOf, ingestCounts } from './ingest-counts.ts';
import { findKnown, insertSamples, sampleCopier } from './insert-samples.ts';
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
const COUNTS_EVERY_MS = 2_000;
/** A connection can die without a word; a statement that takes this long has lost its server. */
const ANSWER_WITHIN_MS = 60_000;
/** How long nothing is copied after a row was there that nobody should have stored before. */
const CAREFUL_FOR_MS = 10_000;
const DIRTY = 'insert into rollup_dirty select * from unnest($1::text[], $2::timestamptz[])';

export function sampleWriter(options: {
  url: string;
  clock: Clock;
  onIdleError: (error: Error) => void;
}): SampleWriter {
  const { url, clock } = options;
  const boots = knownBoots();
  const counts = ingestCounts(clock);
  const copySamples = sampleCopier();
  let connection: Promise<pg.Client> | undefined;
  let partitionsCheckedMs = Number.NEGATIVE_INFINITY;
  let carefulUntilMs = Number.NEGATIVE_INFINITY;

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

  let writing = false;
  const countsTimer = setInterval(() => {
    if (writing || !counts.isDue() || connection === undefined) return;
    connection.then(counts.writeAll).catch(options.onIdleError);
  }, COUNTS_EVERY_MS);

  async function write(batch: WriteBatch): Promise<WriteResult> {
    const client = await connect();
    writing = true;
    try {
      await preparePartitions(client);
      await boots.learn(client, byBoot(batch.rows));
      return await writeOrSplit(client, batch);
    } catch (error) {
      // Whatever went wrong, the next try begins with a fresh connection and what the database then says.
      connection = undefined;
      boots.forget();
      await client.end().catch(() => {});
      throw error;
    } finally {
      writing = false;
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
      if (isAlreadyThere(error) && !isCareful()) {
        // Another replica was faster. It will be again: the broker sends once more what one of us had not acknowledged.
        carefulUntilMs = clock.monotonicMs() + CAREFUL_FOR_MS;
        return writeOrSplit(client, batch);
      }
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

  const isCareful = () => clock.monotonicMs() < carefulUntilMs;

  async function writeOnce(client: pg.Client, batch: WriteBatch): Promise<WriteResult> {
    const { unique, twins } = splitTwins(byBoot(batch.rows));
    const { ahead, behind } = isCareful() ? { ahead: [], behind: unique } : boots.split(unique);
    const tally = counts.begin();
    await client.query('begin');
    await copySamples(client, ahead, boots.monthMsOf);
    const known = await insertAndFindKnown(client, rowsOf(behind));
    const refused: NewQuarantine[] = [...batch.refusals];
    const seen: SampleRow[] = [];
    for (const { row, same } of [...known, ...twins]) {
      if (same) seen.push(row);
      else
        refused.push(
          quarantineOf(row, 'conflict', 'the same truck, boot and seq was stored before with other values'),
        );
    }
    const knownRows = new Set(known.map(({ row }) => row));
    const fresh = knownRows.size === 0 ? unique : onlyRows(unique, (row) => !knownRows.has(row));
    await noteBoots(client, unique);
    if (fresh.length > 0) {
      await writeLatest(client, fresh);
      await noteSteps(client, fresh);
    }
    if (refused.length > 0) await insertQuarantine(client, refused);
    if (batch.pending.length > 0) await upsertPending(client, batch.pending);
    const stored = countRows(tally, fresh, seen, refused);
    await tally.write(client);
    await notify(client, fresh, refused.length > 0, batch.pending.length > 0);
    await client.query('commit');
    tally.committed();
    boots.stored(unique);
    return {
      stored,
      duplicates: seen.length,
      conflicts: known.length + twins.length - seen.length,
    };
  }

  async function insertAndFindKnown(client: pg.Client, rows: readonly SampleRow[]) {
    if (rows.length === 0) return [];
    const months = boots.monthsOf(rows);
    const stored = await insertSamples(client, rows, months);
    return stored === rows.length ? [] : findKnown(client, rows, months);
  }

  return {
    write,
    async close() {
      clearInterval(countsTimer);
      const open = connection;
      connection = undefined;
      const client = await open?.catch(() => undefined);
      if (client === undefined) return;
      await counts.writeAll(client).catch(() => {});
      await client.end();
    },
  };
}

async function noteSteps(client: pg.Client, groups: readonly BootRows[]): Promise<void> {
  const truckIds: string[] = [];
  const stepsMs: number[] = [];
  for (const [truckId, ofTruck] of Map.groupBy(groups, (group) => group.truckId)) {
    const steps = ofTruck.flatMap(({ rows }) =>
      rows.map(({ sampledMs }) => sampledMs - (sampledMs % STEP_MS)),
    );
    for (const stepMs of new Set(steps)) {
      truckIds.push(truckId);
      stepsMs.push(stepMs);
    }
  }
  await client.query({
    name: 'note-steps',
    text: DIRTY,
    values: [textArray(truckIds), timestampArray(stepsMs.length, (i) => stepsMs[i] ?? null)],
  });
}

async function notify(
  client: pg.Client,
  fresh: readonly BootRows[],
  refused: boolean,
  pending: boolean,
): Promise<void> {
  const trucks = new Set(fresh.map(({ truckId }) => truckId));
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

/** Counts them all; @returns how many are stored now. */
function countRows(
  tally: ReturnType<ReturnType<typeof ingestCounts>['begin']>,
  fresh: readonly BootRows[],
  seen: readonly SampleRow[],
  refused: readonly NewQuarantine[],
): number {
  let stored = 0;
  for (const { truckId, rows } of fresh) {
    stored += rows.length;
    for (const [bucketMs, inBucket] of Map.groupBy(rows, ({ receivedMs }) => bucketOf(receivedMs))) {
      let [late, badClock, readingsDropped] = [0, 0, 0];
      for (const row of inBucket) {
        if (row.late) late++;
        if (row.clock === 'bad') badClock++;
        readingsDropped += row.readingsDropped;
      }
      tally.add(truckId, bucketMs, 'stored', inBucket.length);
      if (late > 0) tally.add(truckId, bucketMs, 'late', late);
      if (badClock > 0) tally.add(truckId, bucketMs, 'bad_clock', badClock);
      if (readingsDropped > 0) tally.add(truckId, bucketMs, 'readings_dropped', readingsDropped);
    }
  }
  for (const row of seen) tally.add(row.truckId, row.receivedMs, 'duplicates');
  for (const item of refused) {
    if (item.truckId !== null) tally.add(item.truckId, item.receivedMs, 'quarantined');
  }
  return stored;
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

/** unique_violation */
function isAlreadyThere(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505';
}

/** Classes 22 (data exception) and 23 (constraint) speak of the rows; everything else of the database's health. */
function isDataFault(error: unknown): boolean {
  // A boot that comes back after its partition was dropped: the next try makes it again.
  if (isMissingPartition(error)) return false;
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '');
}
