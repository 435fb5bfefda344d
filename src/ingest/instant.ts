/**
 * The time of a sample, read off a message's bytes where it is written as nearly all are: `2026-11-23T07:15:00.000Z` or
 * `2026-11-23T07:15:00Z`. Thousands are read each second.
 */

export const INSTANT_LENGTH_MAX = 24;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Milliseconds since 1970; NaN for anything written in another way, which may still be a time. */
export function instantMs(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if ((length !== 20 && length !== INSTANT_LENGTH_MAX) || bytes[to - 1] !== 0x5a) return Number.NaN;
  if (bytes[from + 4] !== 0x2d || bytes[from + 7] !== 0x2d || bytes[from + 10] !== 0x54) return Number.NaN;
  if (bytes[from + 13] !== 0x3a || bytes[from + 16] !== 0x3a) return Number.NaN;
  if (length === INSTANT_LENGTH_MAX && bytes[from + 19] !== 0x2e) return Number.NaN;
  const year = digits(bytes, from, 4);
  const month = digits(bytes, from + 5, 2);
  const day = digits(bytes, from + 8, 2);
  const hour = digits(bytes, from + 11, 2);
  const minute = digits(bytes, from + 14, 2);
  const second = digits(bytes, from + 17, 2);
  const ms = length === INSTANT_LENGTH_MAX ? digits(bytes, from + 20, 3) : 0;
  // Date.UTC takes years below 100 for those of the 20th century.
  if (!(year >= 100 && hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  const days = DAYS[month - 1];
  if (days === undefined || !(day >= 1 && day <= days)) return Number.NaN;
  if (month === 2 && day === 29 && !isLeap(year)) return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

function digits(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let i = from; i < from + length; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
