/**
 * The partitions of `samples`: one a month of `boot_month`, the month in which the server first heard of a boot.
 *
 * They are made ahead and on demand. A boot may go on for years, or come back after its partition was dropped by
 * retention, so a writer that meets a missing partition (`isMissingPartition`) makes it and tries again.
 */

/** A pool or a connection of `pg`. */
export type Queryable = {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: Record<string, unknown>[] }>;
};

/** "DIGP": held while partitions are made or dropped, so that two replicas don't do it at once. */
export const PARTITIONS_LOCK = 0x44494750;

const MONTH_PATTERN = /^(\d{4})-(0[1-9]|1[0-2])-01$/;

/** `boot_month` of a boot first heard of at this time: the first day of that UTC month, e.g. `2026-11-01`. */
export function bootMonthOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 7)}-01`;
}

/** The month after, e.g. `2026-12-01` -> `2027-01-01`. */
export function monthAfter(bootMonth: string): string {
  const [year, month] = partsOf(bootMonth);
  return month === 12 ? `${pad(year + 1, 4)}-01-01` : `${pad(year, 4)}-${pad(month + 1, 2)}-01`;
}

/** The table that holds the samples of boots of this month, e.g. `samples_2026_11`. */
export function partitionOf(bootMonth: string): string {
  const [year, month] = partsOf(bootMonth);
  return `samples_${pad(year, 4)}_${pad(month, 2)}`;
}

function partsOf(bootMonth: string): [year: number, month: number] {
  const match = MONTH_PATTERN.exec(bootMonth);
  if (match === null) throw new Error(`a boot month is written 2026-11-01, not ${bootMonth}`);
  return [Number(match[1]), Number(match[2])];
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}

/** Makes the partitions of this month and the next, if they are missing. Call it at start, and now and then. */
export async function ensurePartitions(client: Queryable, nowMs: number): Promise<void> {
  const month = bootMonthOf(nowMs);
  await ensureMonths(client, [month, monthAfter(month)]);
}

/**
 * Makes the partitions of these months, if they are missing (one cheap query when none is).
 *
 * The table is made alone and then attached, which, other than `create table ... partition of`, does not stop writers.
 * Call it outside a transaction, or the lock on the making of partitions lasts until its end.
 */
export async function ensureMonths(client: Queryable, bootMonths: readonly string[]): Promise<void> {
  const names = new Map([...new Set(bootMonths)].map((month) => [partitionOf(month), month]));
  const { rows } = await client.query(
    'select name from unnest($1::text[]) as name where to_regclass(name) is null order by name',
    [[...names.keys()]],
  );
  for (const row of rows) {
    const name = String(row.name);
    const month = names.get(name) ?? '';
    // Names and months come out of `partitionOf` and its pattern. One text is one transaction.
    await client.query(`
      do $$ begin
        perform pg_advisory_xact_lock(${PARTITIONS_LOCK});
        if to_regclass('${name}') is null then
          create table ${name} (like samples including all);
          alter table samples attach partition ${name} for values from ('${month}') to ('${monthAfter(month)}');
        end if;
      end $$`);
  }
}

/** Whether an insert failed because the partition of its `boot_month` is missing. */
export function isMissingPartition(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return code === '23514' && typeof message === 'string' && message.includes('no partition of relation');
}
