/**
 * How ingest goes, by truck and 15 minutes of receiving. Added up in memory and written with a batch at most once a
 * second, so that a busy fleet does not write its counts more often than its samples.
 */
import type pg from 'pg';
import type { Clock } from '../../kernel/clock.ts';
import { int8Array, textArray, timestampArray } from './binary-arrays.ts';

export const COUNT_NAMES = [
  'stored',
  'duplicates',
  'late',
  'bad_clock',
  'readings_dropped',
  'quarantined',
] as const;
export type CountName = (typeof COUNT_NAMES)[number];

const BUCKET_MS = 900_000;
const WRITE_EVERY_MS = 1000;
const UPSERT = `insert into ingest_counts (truck_id, bucket_at, ${COUNT_NAMES.join(', ')})
  select * from unnest($1::text[], $2::timestamptz[], ${COUNT_NAMES.map((_, i) => `$${i + 3}::int8[]`).join(', ')})
  on conflict (truck_id, bucket_at) do update set
    ${COUNT_NAMES.map((name) => `${name} = ingest_counts.${name} + excluded.${name}`).join(', ')}`;

/** The start of the 15 minutes that hold this moment; both ms since 1970. */
export const bucketOf = (receivedMs: number) => receivedMs - (receivedMs % BUCKET_MS);

type Bucket = { truckId: string; bucketMs: number; counts: number[] };
type Buckets = Map<string, Bucket>;

function add(buckets: Buckets, truckId: string, bucketMs: number, index: number, by: number): void {
  const key = `${truckId} ${bucketMs}`;
  let bucket = buckets.get(key);
  if (bucket === undefined) {
    bucket = { truckId, bucketMs, counts: COUNT_NAMES.map(() => 0) };
    buckets.set(key, bucket);
  }
  bucket.counts[index] = (bucket.counts[index] ?? 0) + by;
}

function merge(into: Buckets, from: Buckets): void {
  for (const { truckId, bucketMs, counts } of from.values()) {
    counts.forEach((by, index) => {
      add(into, truckId, bucketMs, index, by);
    });
  }
}

async function write(client: pg.Client, buckets: Buckets): Promise<void> {
  if (buckets.size === 0) return;
  const list = [...buckets.values()].sort((a, b) => (a.truckId < b.truckId ? -1 : 1));
  await client.query({
    name: 'ingest-counts',
    text: UPSERT,
    values: [
      textArray(list.map(({ truckId }) => truckId)),
      timestampArray(list.length, (i) => list[i]?.bucketMs ?? null),
      ...COUNT_NAMES.map((_, index) => int8Array(list.length, (i) => list[i]?.counts[index] ?? 0)),
    ],
  });
}

export function ingestCounts(clock: Clock) {
  let waiting: Buckets = new Map();
  let writtenMs = Number.NEGATIVE_INFINITY;
  return {
    /** The counts of one transaction: they count only once it has committed. */
    begin() {
      const own: Buckets = new Map();
      let written: Buckets | undefined;
      return {
        add(truckId: string, receivedMs: number, name: CountName, by = 1): void {
          add(own, truckId, bucketOf(receivedMs), COUNT_NAMES.indexOf(name), by);
        },
        async write(client: pg.Client): Promise<void> {
          if (clock.monotonicMs() - writtenMs < WRITE_EVERY_MS) return;
          written = new Map();
          merge(written, waiting);
          merge(written, own);
          await write(client, written);
        },
        committed(): void {
          if (written === undefined) {
            merge(waiting, own);
          } else {
            waiting = new Map();
            writtenMs = clock.monotonicMs();
          }
        },
      };
    },
    /** Whether counts have waited for a batch that does not come, as in a quiet fleet. */
    isDue: () => waiting.size > 0 && clock.monotonicMs() - writtenMs >= WRITE_EVERY_MS,

    /** Outside a batch; also before the connection is closed. What can't be written waits on. */
    async writeAll(client: pg.Client): Promise<void> {
      const rest = waiting;
      waiting = new Map();
      writtenMs = clock.monotonicMs();
      try {
        await write(client, rest);
      } catch (error) {
        merge(waiting, rest);
        throw error;
      }
    },
  };
}
