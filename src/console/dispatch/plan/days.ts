/** Days as whole numbers since 1970-01-01, so that a board can count with them. Dates have no time zone here. Pure. */

const DAY_MS = 86_400_000;

/** `2026-11-23` as a number of days; NaN when it is no date. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days);
}

/** 0 is Monday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 3) % 7) + 7) % 7;
}

/** The Monday on or after a date. */
export function nextMonday(date: string): string {
  return addDays(date, (7 - weekdayOf(dayNumber(date))) % 7);
}
