/** Months as bars: one place for each, also where nothing was reported, under a scale that ends at a round number. */
import type { ImpactRow } from '@digitruck/contract/impact';

export type MonthBar = {
  /** YYYY-MM */
  readonly month: string;
  readonly people: number;
  /** null: not known */
  readonly certified: number | null;
  readonly open: string | undefined;
};

/** From the first month that has figures to the last, with those between that have none. */
export function monthBars(rows: readonly ImpactRow[]): readonly MonthBar[] {
  const known = new Map(rows.map((row) => [row.key, row]));
  const months = [...known.keys()].sort();
  const [first, last] = [months[0], months.at(-1)];
  const bars: MonthBar[] = [];
  for (let month = first; month !== undefined && last !== undefined && month <= last; month = after(month)) {
    const row = known.get(month);
    bars.push({
      month,
      people: row?.values.people ?? 0,
      certified: row === undefined ? 0 : (row.values.certified ?? null),
      open: row?.open,
    });
  }
  return bars;
}

/** A round number that is no less than the most, and whose half is round, too. */
export function roundEnd(most: number): number {
  if (most <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8, 10].map((times) => times * power).find((end) => end >= most) ?? most;
}

/** How many months lie from one name beneath the bars to the next, so that names do not run into each other. */
export function monthsPerTick(bars: number): 1 | 2 | 3 | 6 | 12 {
  return bars <= 13 ? 1 : bars <= 25 ? 2 : bars <= 36 ? 3 : bars <= 72 ? 6 : 12;
}

function after(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 1, 1)).toISOString().slice(0, 7);
}
