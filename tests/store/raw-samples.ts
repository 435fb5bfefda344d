/** Puts samples where ingest would: samples, boots, marks of touched steps; each call is one batch. */
import { columnOf, READING_NAMES, type ReadingName, type Readings } from '@digitruck/contract/readings';
import type { Db } from '../../src/store/db.ts';
import { bootMonthOf, ensureMonths } from '../../src/store/samples/partitions.ts';

export type RawSample = {
  readonly truckId: string;
  readonly bootId: string;
  readonly seq: number;
  /** RFC 3339. */
  readonly at: string;
  readonly place?: 'ok' | 'no-fix' | 'jump';
  readonly clock?: 'ok' | 'bad';
} & Readings;

const KEEPS = ['truck_id', 'boot_id', 'seq', 'boot_month', 'sampled_at', 'received_at', 'clock', 'place'];
const COLUMNS = [...KEEPS, ...READING_NAMES.map(columnOf)];

/** Adds a truck to the registry. */
export async function addTruck(db: Db, truckId: string, name = truckId): Promise<void> {
  await db.$client.query(
    `insert into trucks (truck_id, name, updated_by) values ($1, $2, 'test') on conflict do nothing`,
    [truckId, name],
  );
}

/** @param receivedAt server time of the batch, RFC 3339 */
export async function storeBatch(
  db: Db,
  batch: readonly RawSample[],
  receivedAt = '2026-11-24T00:00:00Z',
): Promise<void> {
  const month = bootMonthOf(Date.parse(receivedAt));
  await ensureMonths(db.$client, [month]);
  const client = await db.$client.connect();
  try {
    await client.query('begin');
    for (const { truckId, bootId, seq } of batch) {
      await client.query(
        `insert into boots (truck_id, boot_id, boot_month, first_received_at, last_received_at, stored_seqs)
         values ($1, $2, $3, $4, $4, int8multirange(int8range($5::bigint, $5::bigint + 1)))
         on conflict (truck_id, boot_id) do update set last_received_at = greatest(boots.last_received_at, excluded.last_received_at),
           stored_seqs = boots.stored_seqs + excluded.stored_seqs`,
        [truckId, bootId, month, receivedAt, seq],
      );
    }
    for (const sample of batch) {
      const values = [
        sample.truckId,
        sample.bootId,
        sample.seq,
        month,
        sample.at,
        receivedAt,
        sample.clock ?? 'ok',
        sample.place ?? 'ok',
        ...READING_NAMES.map((name: ReadingName) => sample[name] ?? null),
      ];
      // A boot keeps the partition it began in.
      await client.query(
        `insert into samples (${COLUMNS.join(', ')})
         select ${COLUMNS.map((column, i) => (column === 'boot_month' ? `coalesce((select boot_month from boots where truck_id = $1 and boot_id = $2), $${i + 1}::date)` : `$${i + 1}`)).join(', ')}
         on conflict do nothing`,
        values,
      );
      await client.query(
        `insert into rollup_dirty (truck_id, step_start)
         values ($1, date_bin('15 minutes', $2::timestamptz, '2000-01-01T00:00:00Z'))`,
        [sample.truckId, sample.at],
      );
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
