/**
 * Boots: one row for each start of a truck's unit, with the month that says in which partition its samples are and the sequence
 * numbers that are stored.
 */
import type pg from 'pg';
import { dateArray, int8Array, textArray, timestampArray } from './binary-arrays.ts';
import { type BootRows, onlyRows } from './by-boot.ts';
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
const KNOWN_BOOTS = `select b.truck_id, b.boot_id, to_char(b.boot_month, 'YYYY-MM-DD') as boot_month,
    coalesce(upper(b.stored_seqs), 0)::float8 as next_seq
  from boots b join unnest($1::text[], $2::text[]) as n (truck_id, boot_id) using (truck_id, boot_id)`;

type Boot = {
  /** The month of its samples' partition, ms since 1970; it never changes once it is set, so it is asked for once. */
  readonly monthMs: number;
  /** Above all that is stored, as far as we know: from here on a sample is new, unless another replica was faster. */
  nextSeq: number;
};
type BootName = Pick<SampleRow, 'truckId' | 'bootId'>;

/** What the writer knows of boots. */
export function knownBoots() {
  /** By truck and boot. Bounded by the boots of a fleet: a few a truck and week. */
  const known = new Map<string, Map<string, Boot>>();

  function bootOf({ truckId, bootId }: BootName): Boot {
    const boot = known.get(truckId)?.get(bootId);
    if (boot === undefined) throw new Error('a sample of a boot that was not learned');
    return boot;
  }

  /** Every boot gets its month, made now if the boot is new; and the month its partition. */
  async function learn(client: pg.Client, groups: readonly BootRows[]): Promise<void> {
    const boots = groups.filter(({ truckId, bootId }) => known.get(truckId)?.has(bootId) !== true);
    if (boots.length === 0) return;
    const trucks = textArray(boots.map((boot) => boot.truckId));
    const bootIds = textArray(boots.map((boot) => boot.bootId));
    const receivedMs = (i: number) => boots[i]?.rows.at(-1)?.receivedMs ?? 0;
    await client.query(NEW_BOOTS, [
      trucks,
      bootIds,
      dateArray(boots.length, (i) => Date.parse(bootMonthOf(receivedMs(i)))),
      timestampArray(boots.length, receivedMs),
    ]);
    const found = await client.query<{
      truck_id: string;
      boot_id: string;
      boot_month: string;
      next_seq: number;
    }>(KNOWN_BOOTS, [trucks, bootIds]);
    await ensureMonths(
      client,
      found.rows.map((row) => row.boot_month),
    );
    for (const row of found.rows) {
      let ofTruck = known.get(row.truck_id);
      if (ofTruck === undefined) {
        ofTruck = new Map();
        known.set(row.truck_id, ofTruck);
      }
      ofTruck.set(row.boot_id, { monthMs: Date.parse(row.boot_month), nextSeq: row.next_seq });
    }
  }

  return {
    learn,
    monthMsOf: (group: BootName): number => bootOf(group).monthMs,

    /** The months of these rows' boots, in the same order. */
    monthsOf: (rows: readonly SampleRow[]): Buffer =>
      dateArray(rows.length, (i) => {
        const row = rows[i];
        return row === undefined ? null : bootOf(row).monthMs;
      }),

    /** Rows above everything that is stored of their boot, and the others, which may be there already. */
    split(groups: readonly BootRows[]): { ahead: BootRows[]; behind: BootRows[] } {
      const ahead: BootRows[] = [];
      const behind: BootRows[] = [];
      for (const group of groups) {
        const { nextSeq } = bootOf(group);
        if (group.rows.every(({ seq }) => seq >= nextSeq)) ahead.push(group);
        else {
          ahead.push(...onlyRows([group], ({ seq }) => seq >= nextSeq));
          behind.push(...onlyRows([group], ({ seq }) => seq < nextSeq));
        }
      }
      return { ahead, behind };
    },

    /** These are committed. */
    stored(groups: readonly BootRows[]): void {
      for (const group of groups) {
        const boot = bootOf(group);
        for (const { seq } of group.rows) if (seq >= boot.nextSeq) boot.nextSeq = seq + 1;
      }
    },

    forget: () => known.clear(),
  };
}

/** Into the stored sequence numbers, as ranges: consecutive rows of a boot are one. */
export async function noteBoots(client: pg.Client, groups: readonly BootRows[]): Promise<void> {
  const ranges: { row: SampleRow; first: number; last: number }[] = [];
  for (const { rows } of groups) {
    const row = rows.at(-1);
    if (row === undefined) continue;
    let open: { row: SampleRow; first: number; last: number } | undefined;
    for (const seq of rows.map((each) => each.seq).sort((a, b) => a - b)) {
      if (open !== undefined && seq <= open.last + 1) {
        open.last = seq;
        continue;
      }
      open = { row, first: seq, last: seq };
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
