/** Lines of CSV (RFC 4180) that a spreadsheet opens without running anything. */

/** A cell that begins like this is a formula to a spreadsheet (OWASP, CSV injection); a quote before it makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

/** UTF-8's byte order mark: without it, spreadsheets take the file for Windows-1252. */
export const CSV_START = '\ufeff';

export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(cellOf).join(',')}\r\n`;
}

function cellOf(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
