/**
 * Rows into `samples`, in two ways. COPY takes half of the server's time and breaks off at the first row that is there already, so it
 * is for rows that nobody can have stored before. INSERT passes over the ones that are there.
 */
import { columnOf, READING_NAMES, READINGS, type ReadingSpec } from '@digitruck/contract/readings';
import type pg from 'pg';
import { float8Array, int4Array, int8Array, textArray, timestampArray } from './binary-arrays.ts';
import { type BootRows, sameValues } from './by-boot.ts';
import { copyIn } from './copy-in.ts';
import { CopyRows } from './copy-rows.ts';
import type { SampleRow } from './samples.ts';

const readingColumns = READING_NAMES.map(columnOf);
const isInteger = READING_NAMES.map((name) => (READINGS[name] as ReadingSpec).integer === true);
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
const COPY = `copy samples (${columns.join(', ')}) from stdin (format binary)`;
const INSERT = `insert into samples (${columns.join(', ')})
  select * from unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')}) on conflict do nothing`;
/** Which of these keys were there before this transaction, and what they hold. */
const KNOWN = `select k.i::int as i, (extract(epoch from coalesce(s.claimed_at, s.sampled_at)) * 1000)::float8 as claimed_ms,
    array[${readingColumns.map((name) => `s.${name}::float8`).join(', ')}] as values
  from unnest($1::text[], $2::text[], $3::int8[], $4::date[], $5::int4[]) as k (truck_id, boot_id, seq, boot_month, i)
    join samples s using (truck_id, boot_id, seq, boot_month)
  where s.xmin::text <> (pg_current_xact_id()::xid)::text`;

/** Copies batch after batch, into the same memory. */
export function sampleCopier() {
  let spare: CopyRows | undefined;

  /** @returns how many rows that were; rejects when one of them is there already */
  return async (
    client: pg.Client,
    groups: readonly BootRows[],
    monthMsOf: (group: BootRows) => number,
  ): Promise<number> => {
    if (groups.length === 0) return 0;
    const copy = spare ?? new CopyRows(columns.length);
    // Of a COPY that fails, bytes may still be on their way out.
    spare = undefined;
    copy.begin();
    for (const group of groups) {
      const monthMs = monthMsOf(group);
      for (const row of group.rows) writeRow(copy, row, monthMs);
    }
    const count = await copyIn(client, COPY, copy.end());
    spare = copy;
    return count;
  };
}

function writeRow(copy: CopyRows, row: SampleRow, monthMs: number): void {
  copy.row();
  copy.text(row.truckId);
  copy.text(row.bootId);
  copy.int8(row.seq);
  copy.date(monthMs);
  copy.timestamp(row.sampledMs);
  copy.timestamp(row.receivedMs);
  copy.text(row.clock);
  if (row.clock === 'bad') copy.timestamp(row.claimedMs);
  else copy.null();
  copy.text(row.place);
  for (let i = 0; i < isInteger.length; i++) {
    const value = row.values[i] ?? Number.NaN;
    if (isInteger[i]) copy.int4(value);
    else copy.float8(value);
  }
}

/** @param months of the rows' boots, as a binary array @returns how many were not there yet */
export async function insertSamples(
  client: pg.Client,
  rows: readonly SampleRow[],
  months: Buffer,
): Promise<number> {
  if (rows.length === 0) return 0;
  const n = rows.length;
  const result = await client.query({
    name: 'insert-samples',
    text: INSERT,
    values: [
      textArray(rows.map((row) => row.truckId)),
      textArray(rows.map((row) => row.bootId)),
      int8Array(n, (i) => rows[i]?.seq ?? null),
      months,
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

/** Those of the rows that were there before this transaction, and whether they hold the same. */
export async function findKnown(
  client: pg.Client,
  rows: readonly SampleRow[],
  months: Buffer,
): Promise<{ row: SampleRow; same: boolean }[]> {
  const found = await client.query<{ i: number; claimed_ms: number; values: (number | null)[] }>({
    name: 'known-samples',
    text: KNOWN,
    values: [
      textArray(rows.map((row) => row.truckId)),
      textArray(rows.map((row) => row.bootId)),
      int8Array(rows.length, (i) => rows[i]?.seq ?? null),
      months,
      int4Array(rows.length, (i) => i),
    ],
  });
  return found.rows.flatMap(({ i, claimed_ms, values }) => {
    const row = rows[i];
    if (row === undefined) return [];
    return [{ row, same: claimed_ms === row.claimedMs && sameValues(values, row.values) }];
  });
}
