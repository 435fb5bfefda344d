/** Single cells of a sites file: what stands there, or what is wrong with it and what to do. */

export type Cell<Value> = { readonly value: Value } | { readonly problem: string };

/** What programs write where they have nothing. */
const NOTHING = /^(nan|null|n\/?a|none|nil|-|—|\\n)$/i;

/** A cell's text on one line; undefined when there is nothing. A quote before a formula sign, as our export writes it, goes. */
export function textOf(cell: string | undefined): string | undefined {
  const text = (cell ?? '').replace(/\s+/g, ' ').trim();
  if (text === '' || NOTHING.test(text)) return undefined;
  return text.replace(/^'(?=[=+\-@])/, '');
}

export function shortText(text: string, maxChars: number): Cell<string> {
  if (text.includes('\u0000'))
    return { problem: 'contains a NUL character; save the file again as CSV UTF-8' };
  if (text.length > maxChars) return { problem: `has ${text.length} characters; use at most ${maxChars}` };
  return { value: text };
}

/** "520.0", as spreadsheets write numbers, is the id 520. */
export function idOf(text: string): Cell<string> {
  if (/^\d+(\.\d+)?e\+?\d+$/i.test(text)) {
    return { problem: 'was shortened by a spreadsheet; format the column as text and save the file again' };
  }
  return shortText(text.replace(/^(\d+)\.0+$/, '$1'), 64);
}

/** A decimal number; a comma for the point and a real minus sign are understood. */
function numberOf(text: string): number | undefined {
  const plain = text.replace(/^[−–]/, '-').replace(/^([+-]?\d+),(\d+)$/, '$1.$2');
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : undefined;
}

export function degreesOf(text: string, max: 90 | 180): Cell<number> {
  const value = numberOf(text.replace(/°$/, ''));
  if (value === undefined) {
    return { problem: 'is no number; write decimal degrees such as -1.2921, with south and west negative' };
  }
  if (Math.abs(value) > max) {
    return { problem: `is not between -${max} and ${max}; write decimal degrees such as -1.2921` };
  }
  return { value };
}

export function countOf(text: string, max: number): Cell<number> {
  const value = numberOf(text.replace(/(\d)[, ](?=\d{3}\b)/g, '$1'));
  if (value === undefined || !Number.isInteger(value) || value < 0 || value > max) {
    return { problem: `must be a whole number from 0 to ${max}; leave it empty if nobody knows` };
  }
  return { value };
}

export function rateOf(text: string): Cell<number> {
  const value = numberOf(text);
  if (value === undefined || value < 0)
    return { problem: 'must be a number from 0 on; leave it empty if unknown' };
  return { value };
}

export function uuidOf(text: string): Cell<string> {
  const plain = text.toLowerCase();
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(plain)
    ? { value: plain }
    : { problem: 'is no Giga id; it looks like 0b4e7a52-6f39-4c4e-9b1e-1f2d3c4b5a69' };
}

export function emailOf(text: string): Cell<string> {
  return /^[A-Za-z0-9_'+.-]+@([A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/.test(text) &&
    !/^\.|\.\.|\.@/.test(text)
    ? shortText(text, 200)
    : { problem: 'is no e-mail address; correct it or leave it empty' };
}

export function dateOf(text: string): Cell<string> {
  const good = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  const real = good && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
  return real ? { value: text } : { problem: 'is no date; write year-month-day, e.g. 2026-11-23' };
}

export function oneOf<Value extends string>(text: string, values: readonly Value[]): Cell<Value> {
  const plain = text.toLowerCase().replace(/[\s_]+/g, '-');
  const value = values.find((candidate) => candidate === plain);
  return value === undefined ? { problem: `must be one of ${values.join(', ')}` } : { value };
}

const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'];

/** "1 2 3 4 5", "Mon, Tue", "Sun-Thu": days and ranges of days, which may go over the end of the week. */
export function weekdaysOf(text: string): Cell<number[]> {
  const problem = 'must name days of the week, e.g. "1 2 3 4 5" (1 is Monday) or "Sun-Thu"';
  const days = new Set<number>();
  for (const part of text
    .toLowerCase()
    .replace(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/)
    .filter(Boolean)) {
    const [first = 0, last = first, ...more] = part.split('-').map(weekdayOf);
    if (first === 0 || last === 0 || more.length > 0) return { problem };
    for (let day = first; ; day = (day % 7) + 1) {
      days.add(day);
      if (day === last) break;
    }
  }
  return days.size === 0 ? { problem } : { value: [...days].sort() };
}

/** 1 is Monday; 0 is no day. */
function weekdayOf(word: string): number {
  if (/^[1-7]$/.test(word)) return Number(word);
  return /^[a-z]{2,9}\.?$/.test(word) ? WEEKDAYS.indexOf(word.slice(0, 2)) + 1 : 0;
}

/** "8:00", as spreadsheets shorten it, is 08:00. */
export function timeOf(text: string): Cell<string> {
  const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})(?::00)?$/.exec(text) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59)
    return { problem: 'must be a time of day such as 08:00; leave it empty if any time suits' };
  return { value: `${hour.padStart(2, '0')}:${minute}` };
}
