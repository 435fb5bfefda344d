/**
 * Boots: one row for each start of a truck's unit, with the month that says in which partition its samples are and the sequence
 * numbers that are stored.
 */
import type pg from 'pg';
import { dateArray, int8Array, textArray, timestampArray } from './binary-arrays.ts';
import { bootMonthOf, ensureMonths } from './partitions.ts';
import type { SampleRow } from './samples.ts';

const BOOTS = `update boots b set stored_seqs = b.stored_seqs + n.seqs, last_received_at = greatest(b.last_received_at, n.at)
  from (select truck_id, boot_id, range_agg(int8range(first, last, '[]')) as seqs, max(at) as at
    from unnest($1::text[], $2::text[], $3::int8[], $4::int8[], $5::timestamptz[]) as r (truck_id, boot_id, first, last, at)
    group by truck_id, boot_id) n
  where b.truck_id = n.truck_id and b.boot_id = n.boot_id and not b.stored_seqs @> n.seqs`;
const NEW_BOOTS = `insert into boots (truck_id, boot_id, boot_month, first_received_at, last_received_at)
  select truck_id, boot_id, boot_month, at, at
  from unnest($1::text[], $2::text[], $3::date[], $4::timestamptz[]) as n (truck_id, boot_id, boot_month, at)
  on conflict do nothing`;
const BOOT_MONTHS = `select b.truck_id, b.boot_id, to_char(b.boot_month, 'YYYY-MM-DD') as boot_month
  from boots b join unnest($1::text[], $2::text[]) as n (truck_id, boot_id) using (truck_id, boot_id)`;
/** Ids are joined by a character that neither can hold. */
export const bootKey = (truckId: string, bootId: string) => `${truckId}\n${bootId}`;

/** Where each boot's samples are; it never changes once it is set, so it is asked for once. */
export function bootMonths() {
  /** Bounded by the boots of a fleet: a few a truck and week. */
  const months = new Map<string, string>();

  /** Every boot of these rows gets its month, made now if the boot is new; and the month its partition. */
  async function learn(client: pg.Client, rows: readonly SampleRow[]): Promise<void> {
    const unknown = new Map<string, SampleRow>();
    for (const row of rows) {
      const key = bootKey(row.truckId, row.bootId);
      if (!months.has(key)) unknown.set(key, row);
    }
    if (unknown.size === 0) return;
    const boots = [...unknown.values()];
    const trucks = textArray(boots.map((row) => row.truckId));
    const bootIds = textArray(boots.map((row) => row.bootId));
    const monthMs = (i: number) => Date.parse(bootMonthOf(boots[i]?.receivedMs ?? 0));
    await client.query(NEW_BOOTS, [
      trucks,
      bootIds,
      dateArray(boots.length, monthMs),
      timestampArray(boots.length, (i) => boots[i]?.receivedMs ?? null),
    ]);
    const found = await client.query<{ truck_id: string; boot_id: string; boot_month: string }>(BOOT_MONTHS, [
      trucks,
      bootIds,
    ]);
    await ensureMonths(
      client,
      found.rows.map((row) => row.boot_month),
    );
    for (const row of found.rows) months.set(bootKey(row.truck_id, row.boot_id), row.boot_month);
  }

  /** The months of these rows' boots, in the same order. */
  function of(rows: readonly SampleRow[]): Buffer {
    const parsed = new Map<string, number>();
    return dateArray(rows.length, (i) => {
      const row = rows[i];
      const month = row && months.get(bootKey(row.truckId, row.bootId));
      if (month === undefined) throw new Error('a sample whose boot has no month');
      const ms = parsed.get(month) ?? Date.parse(month);
      parsed.set(month, ms);
      return ms;
    });
  }

  return { learn, of, forget: () => months.clear() };
}

/** Into the stored sequence numbers, as ranges: consecutive rows of a boot are one. */
export async function noteBoots(client: pg.Client, rows: readonly SampleRow[]): Promise<void> {
  const byBoot = new Map<string, { row: SampleRow; seqs: number[] }>();
  for (const row of rows) {
    const key = bootKey(row.truckId, row.bootId);
    const boot = byBoot.get(key);
    if (boot === undefined) byBoot.set(key, { row, seqs: [row.seq] });
    else boot.seqs.push(row.seq);
  }
  const ranges: { row: SampleRow; first: number; last: number }[] = [];
  // One order for all replicas, so that two of them never wait for each other's rows in a circle.
  for (const key of [...byBoot.keys()].sort()) {
    const boot = byBoot.get(key);
    if (boot === undefined) continue;
    let open: { row: SampleRow; first: number; last: number } | undefined;
    for (const seq of boot.seqs.sort((a, b) => a - b)) {
      if (open !== undefined && seq <= open.last + 1) {
        open.last = seq;
        continue;
      }
      open = { row: boot.row, first: seq, last: seq };
      ranges.push(open);
    }
  }
  if (ranges.length === 0) return;
  await client.query({
    name: 'note-boots',
    text: BOOTS,
    values: [
      textArray(ranges.map(({ row }) => row.truckId)),
      textArray(ranges.map(({ row }) => row.bootId)),
      int8Array(ranges.length, (i) => ranges[i]?.first ?? null),
      int8Array(ranges.length, (i) => ranges[i]?.last ?? null),
      timestampArray(ranges.length, (i) => ranges[i]?.row.receivedMs ?? null),
    ],
  });
}
