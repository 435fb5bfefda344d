/** Lines of a pasted list of holidays: a day, then a name, with a comma, semicolon, tab or blank between, quoted or not. */

export type PastedHoliday = { readonly day: string; readonly name: string };
export type Pasted =
  | { readonly ok: true; readonly holidays: readonly PastedHoliday[] }
  /** The first line that makes no sense, the first being 1; 0 when there is none at all. */
  | { readonly ok: false; readonly line: number };

const LINE = /^"?(\d{4}-\d\d-\d\d)"?\s*[,;\t ]\s*(.+)$/;
const HEADER = /^"?(day|date|jour|siku|araw)\b/i;

export function pastedHolidays(text: string): Pasted {
  const holidays: PastedHoliday[] = [];
  for (const [index, raw] of text.split(/\r\n|\r|\n/).entries()) {
    const line = raw.replace(/^\ufeff/, '').trim();
    if (line === '' || (holidays.length === 0 && HEADER.test(line))) continue;
    const [, day, rest] = LINE.exec(line) ?? [];
    const name = rest === undefined ? '' : unquoted(rest.trim());
    if (day === undefined || name === '') return { ok: false, line: index + 1 };
    holidays.push({ day, name });
  }
  return holidays.length === 0 ? { ok: false, line: 0 } : { ok: true, holidays };
}

function unquoted(cell: string): string {
  const [, inner] = /^"(.*)"[,;]*$/.exec(cell) ?? [];
  return (inner?.replaceAll('""', '"') ?? cell.replace(/[,;\s]+$/, '')).trim();
}
