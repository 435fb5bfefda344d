/** Which rows of the board are drawn: those near the view, and those that must be there wherever one looks (what has the focus). Pure. */

/** Height of a row; the stylesheet has it from here. */
export const ROW_PX = 46;
/**
 * Rows drawn above and below the view. Many, so that a fleet of some sixty trucks is drawn once and as a whole: to draw a row that comes into
 * view costs more than to scroll past rows that are there (on a CPU slowed down four times 150 ms at p95 against 67).
 */
const NEAR_ROWS = 60;

/** From a row to before another. */
export type RowWindow = { readonly from: number; readonly to: number };

export function rowsNear(scrollTopPx: number, heightPx: number, rows: number): RowWindow {
  const first = Math.floor(scrollTopPx / ROW_PX);
  const last = Math.ceil((scrollTopPx + heightPx) / ROW_PX);
  return { from: Math.max(0, Math.min(rows, first) - NEAR_ROWS), to: Math.min(rows, last + NEAR_ROWS) };
}

/** Indices in order, each once. */
export function drawnRows({ from, to }: RowWindow, rows: number, kept: readonly number[]): readonly number[] {
  const drawn = new Set<number>(kept.filter((index) => index >= 0 && index < rows));
  for (let index = from; index < Math.min(to, rows); index += 1) drawn.add(index);
  return [...drawn].sort((a, b) => a - b);
}
