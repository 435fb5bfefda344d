/** Raw samples read out in time order, a batch at a time, however many there are. */
import type { TruckId } from '@digitruck/contract/ids';
import { columnOf, type ReadingName } from '@digitruck/contract/readings';
import type { Db } from '../db.ts';

export type ExportRequest = {
  /** All trucks that ever sent when left out, one after the other. */
  readonly truckId: TruckId | undefined;
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  readonly readings: readonly ReadingName[];
};

/** truckId, bootId, seq, sampledAt, receivedAt, clock, claimedAt, place, then the readings. */
export type ExportedRow = (string | number | null)[];

/** Some hundred kilobytes at a time. */
const BATCH_ROWS = 2_000;

const iso = (column: string) =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`;

export function sampleExportStore(db: Db) {
  const pool = db.$client;

  async function trucksOf(request: ExportRequest): Promise<string[]> {
    if (request.truckId !== undefined) return [request.truckId];
    const { rows } = await pool.query<{ truck_id: string }>(
      'select distinct truck_id from boots order by truck_id',
    );
    return rows.map((row) => row.truck_id);
  }

  return {
    async truckExists(truckId: TruckId): Promise<boolean> {
      const { rowCount } = await pool.query('select from trucks where truck_id = $1', [truckId]);
      return rowCount !== 0;
    },

    /**
     * Batches of rows. Each is a query of its own that begins behind the last row of the one before: no connection and no
     * snapshot is held while the reader is slow, and who stops reading stops the queries.
     */
    async *batches(request: ExportRequest): AsyncGenerator<ExportedRow[]> {
      const columns = request.readings.map(columnOf).map((column) => `, ${column}`);
      for (const truckId of await trucksOf(request)) {
        let after: unknown[] = [new Date(request.fromMs), '', -1];
        for (;;) {
          // The bound on the time alone is what the index is searched by.
          const { rows } = await pool.query<(string | number | null)[]>({
            rowMode: 'array',
            text: `select truck_id, boot_id, seq, ${iso('sampled_at')}, ${iso('received_at')}, clock, ${iso('claimed_at')}, place
                ${columns.join('')}, sampled_at::text as exactly
              from samples
              where truck_id = $1 and samples.sampled_at >= $2::timestamptz and samples.sampled_at < $5
                and (samples.sampled_at, boot_id, seq) > ($2::timestamptz, $3::text, $4::bigint)
              order by samples.sampled_at, boot_id, seq limit ${BATCH_ROWS}`,
            values: [truckId, ...after, new Date(request.toMs)],
          });
          const last = rows.at(-1);
          if (last === undefined) break;
          after = [last.at(-1), last[1], last[2]];
          yield rows.map((row) => row.slice(0, -1));
          if (rows.length < BATCH_ROWS) break;
        }
      }
    },
  };
}
export type SampleExportStore = ReturnType<typeof sampleExportStore>;
