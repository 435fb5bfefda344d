/** What a cell of a table can be. Days and moments are told apart from texts, so that a spreadsheet gets dates. */
export type Day = { readonly day: string };
export type Moment = { readonly instant: string };
export type Cell = string | number | null | Day | Moment;

export const isDay = (cell: Cell): cell is Day => typeof cell === 'object' && cell !== null && 'day' in cell;
export const isInstant = (cell: Cell): cell is Moment =>
  typeof cell === 'object' && cell !== null && 'instant' in cell;

/** As CSV has them: RFC 3339. */
export function plainCell(cell: Cell): string | number | null {
  if (cell === null || typeof cell !== 'object') return cell;
  return isDay(cell) ? cell.day : cell.instant;
}
