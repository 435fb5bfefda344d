/**
 * Rows by the boot they belong to, so that what is the same for all rows of a boot is looked up once a batch, and not once a
 * row. Pure.
 */
import type { TruckId } from '@digitruck/contract/ids';
import type { SampleRow } from './samples.ts';

export type BootRows = {
  readonly truckId: TruckId;
  readonly bootId: string;
  /** In the order they came. */
  readonly rows: readonly SampleRow[];
};

/** Ordered by truck and boot: one order for all replicas, so that two never wait for each other's rows in a circle. */
export function byBoot(rows: readonly SampleRow[]): BootRows[] {
  const trucks = new Map<string, Map<string, BootRows & { rows: SampleRow[] }>>();
  const groups: BootRows[] = [];
  for (const row of rows) {
    let boots = trucks.get(row.truckId);
    if (boots === undefined) {
      boots = new Map();
      trucks.set(row.truckId, boots);
    }
    const group = boots.get(row.bootId);
    if (group !== undefined) {
      group.rows.push(row);
      continue;
    }
    const first = { truckId: row.truckId, bootId: row.bootId, rows: [row] };
    boots.set(row.bootId, first);
    groups.push(first);
  }
  return groups.sort((a, b) => compare(a.truckId, b.truckId) || compare(a.bootId, b.bootId));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The groups with those rows only that pass; without the groups that have none left. */
export function onlyRows(groups: readonly BootRows[], passes: (row: SampleRow) => boolean): BootRows[] {
  return groups.flatMap((group) => {
    const rows = group.rows.filter(passes);
    if (rows.length === 0) return [];
    return rows.length === group.rows.length ? [group] : [{ ...group, rows }];
  });
}

export function rowsOf(groups: readonly BootRows[]): SampleRow[] {
  return groups.flatMap((group) => group.rows);
}

/** A row with the key of one before it in the batch. */
export type Twin = { readonly row: SampleRow; readonly same: boolean };

/** The first of equal keys goes on; the others are compared with it. */
export function splitTwins(groups: readonly BootRows[]): { unique: BootRows[]; twins: Twin[] } {
  const twins: Twin[] = [];
  const unique = groups.map((group) => {
    // A truck counts up: where each is above the one before there are none.
    if (group.rows.every((row, i) => i === 0 || row.seq > (group.rows[i - 1]?.seq ?? 0))) return group;
    const first = new Map<number, SampleRow>();
    for (const row of group.rows) {
      const twin = first.get(row.seq);
      if (twin === undefined) first.set(row.seq, row);
      else twins.push({ row, same: twin.claimedMs === row.claimedMs && sameValues(twin.values, row.values) });
    }
    return first.size === group.rows.length ? group : { ...group, rows: [...first.values()] };
  });
  return { unique, twins };
}

/** NaN and null both mean unknown. */
export function sameValues(a: ArrayLike<number | null>, b: readonly number[]): boolean {
  for (let i = 0; i < b.length; i++) {
    const left = a[i] ?? Number.NaN;
    const right = b[i] ?? Number.NaN;
    if (left !== right && !(Number.isNaN(left) && Number.isNaN(right))) return false;
  }
  return true;
}
