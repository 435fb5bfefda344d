/**
 * `latest`: a row a truck, replaced only by a sample that was measured later; and its last good place, which may be older.
 * Written with each batch, in its transaction.
 */
import { columnOf, READING_NAMES } from '@digitruck/contract/readings';
import type pg from 'pg';
import { float8Array, int8Array, textArray, timestampArray } from './binary-arrays.ts';
import type { BootRows } from './by-boot.ts';
import type { SampleRow } from './samples.ts';

const readingColumns = READING_NAMES.map(columnOf);
const LAT = READING_NAMES.indexOf('lat');
const LON = READING_NAMES.indexOf('lon');
const newer = '(excluded.sampled_at, excluded.seq) > (latest.sampled_at, latest.seq)';
const placeIsNewer = "excluded.place_at > coalesce(latest.place_at, '-infinity')";
const keepNewer = (column: string) =>
  `${column} = case when ${newer} then excluded.${column} else latest.${column} end`;
const keepNewerPlace = (column: string) =>
  `${column} = case when ${placeIsNewer} then excluded.${column} else latest.${column} end`;
const UPSERT = `insert into latest (truck_id, boot_id, seq, sampled_at, received_at, place_lat, place_lon, place_at, ${readingColumns.join(', ')})
  select * from unnest($1::text[], $2::text[], $3::int8[], $4::timestamptz[], $5::timestamptz[], $6::float8[], $7::float8[],
    $8::timestamptz[], ${readingColumns.map((_, i) => `$${i + 9}::float8[]`).join(', ')})
  on conflict (truck_id) do update set
    ${['boot_id', 'seq', 'sampled_at', 'received_at', ...readingColumns].map(keepNewer).join(', ')},
    ${['place_lat', 'place_lon', 'place_at'].map(keepNewerPlace).join(', ')}
  where ${newer} or ${placeIsNewer}`;

export async function writeLatest(client: pg.Client, groups: readonly BootRows[]): Promise<void> {
  const newest = new Map<string, SampleRow>();
  const placed = new Map<string, SampleRow>();
  for (const { truckId, rows } of groups) {
    let last = newest.get(truckId);
    let lastPlaced = placed.get(truckId);
    for (const row of rows) {
      // The server's time of a sample with a bad clock says when it came, not when it was measured.
      if (row.clock === 'bad') continue;
      if (last === undefined || isNewer(row, last)) last = row;
      if (row.place === 'ok' && (lastPlaced === undefined || isNewer(row, lastPlaced))) lastPlaced = row;
    }
    if (last !== undefined) newest.set(truckId, last);
    if (lastPlaced !== undefined) placed.set(truckId, lastPlaced);
  }
  if (newest.size === 0) return;
  // In the groups' order, which is the same for all replicas, against deadlocks.
  const list = [...newest.values()];
  const place = list.map((row) => placed.get(row.truckId));
  const n = list.length;
  await client.query({
    name: 'write-latest',
    text: UPSERT,
    values: [
      textArray(list.map((row) => row.truckId)),
      textArray(list.map((row) => row.bootId)),
      int8Array(n, (i) => list[i]?.seq ?? null),
      timestampArray(n, (i) => list[i]?.sampledMs ?? null),
      timestampArray(n, (i) => list[i]?.receivedMs ?? null),
      float8Array(n, (i) => place[i]?.values[LAT] ?? null),
      float8Array(n, (i) => place[i]?.values[LON] ?? null),
      timestampArray(n, (i) => place[i]?.sampledMs ?? null),
      ...READING_NAMES.map((_, reading) => float8Array(n, (i) => list[i]?.values[reading] ?? null)),
    ],
  });
}

function isNewer(row: SampleRow, other: SampleRow): boolean {
  return row.sampledMs > other.sampledMs || (row.sampledMs === other.sampledMs && row.seq > other.seq);
}

/** The last good place of each truck that has one, to begin with after a start. */
export async function lastPlaces(
  client: pg.Pool,
): Promise<Map<string, { lat: number; lon: number; atMs: number }>> {
  const { rows } = await client.query<{ truck_id: string; lat: number; lon: number; at_ms: number }>(
    `select truck_id, place_lat as lat, place_lon as lon, (extract(epoch from place_at) * 1000)::float8 as at_ms
     from latest where place_at is not null`,
  );
  return new Map(rows.map((row) => [row.truck_id, { lat: row.lat, lon: row.lon, atMs: row.at_ms }]));
}
