/** How a table's rows are put in order: unknown values always last, whichever way it goes. */
export type SortValue = number | string | null | undefined;
export type Direction = 'ascending' | 'descending';

export function sortedBy<Row>(
  rows: readonly Row[],
  sortValue: (row: Row) => SortValue,
  direction: Direction,
  locale: string,
): readonly Row[] {
  const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  const sign = direction === 'ascending' ? 1 : -1;
  return rows.toSorted((rowA, rowB) => {
    const a = sortValue(rowA) ?? undefined;
    const b = sortValue(rowB) ?? undefined;
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * collator.compare(String(a), String(b));
  });
}
