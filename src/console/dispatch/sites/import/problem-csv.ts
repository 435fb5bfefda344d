/** The rows that an import refused, as a CSV to correct the file by. */
import type { SiteImportResult } from '@digitruck/contract/registry';

type RowProblem = SiteImportResult['problems'][number];
/** A byte order mark, by which spreadsheets see that it is UTF-8. */
const START = '\uFEFF';

export function problemCsv(problems: readonly RowProblem[], header: readonly string[]): string {
  const lines = problems.map(({ row, field, value, problem }) => [row, field, textOf(value), problem]);
  return START + [header, ...lines].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

/** A value as it stood in the file; nothing for nothing. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** RFC 4180; what a spreadsheet would run as a formula gets a quote before it, unless it is a plain number. */
function cellOf(value: string | number): string {
  const text = String(value);
  const safe = /^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
