/**
 * The time of a sample, read without a regular expression where it is written as nearly all are:
 * `2026-11-23T07:15:00.000Z` or `2026-11-23T07:15:00Z`. Thousands are read each second.
 */

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Milliseconds since 1970; NaN for anything written in another way, which may still be a time. */
export function commonInstantMs(text: string): number {
  const { length } = text;
  if ((length !== 20 && length !== 24) || text.charCodeAt(length - 1) !== 90) return Number.NaN;
  if (text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || text.charCodeAt(10) !== 84) return Number.NaN;
  if (text.charCodeAt(13) !== 58 || text.charCodeAt(16) !== 58) return Number.NaN;
  if (length === 24 && text.charCodeAt(19) !== 46) return Number.NaN;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const ms = length === 24 ? digits(text, 20, 23) : 0;
  // Date.UTC takes years below 100 for those of the 20th century.
  if (!(year >= 100 && hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  const days = DAYS[month - 1];
  if (days === undefined || !(day >= 1 && day <= days)) return Number.NaN;
  if (month === 2 && day === 29 && !isLeap(year)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
