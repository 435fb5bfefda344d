/**
 * Local days and times of day in a time zone, with nothing but `Intl`: small enough for a phone's page, and right on the
 * days when clocks change.
 */

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}

/** Since 1973 zones change their clocks on quarters of an hour only; asking `Intl` takes microseconds each time. */
const SLOT_MS = 900_000;
const SLOTS_MAX = 20_000;
const offsets = new Map<string, Map<number, number>>();

/** What has to be added to UTC there and then, ms; positive east of Greenwich. */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  let known = offsets.get(timeZone);
  if (known === undefined || known.size >= SLOTS_MAX) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  const slot = Math.floor(atMs / SLOT_MS);
  let offsetMs = known.get(slot);
  if (offsetMs === undefined) {
    offsetMs = askedOffsetMs(slot * SLOT_MS, timeZone);
    known.set(slot, offsetMs);
  }
  return offsetMs;
}

function askedOffsetMs(atMs: number, timeZone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) part[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second);
  return localMs - Math.floor(atMs / 1000) * 1000;
}

/** The local day that an instant falls on, e.g. `2026-11-26`. */
export function localDayOf(atMs: number, timeZone: string): string {
  return new Date(atMs + zoneOffsetMs(atMs, timeZone)).toISOString().slice(0, 10);
}

/**
 * The instant of a local day and time of day, ms. A time that the clock skips is told as if the clock had not changed yet; of one
 * that it shows twice the earlier is meant.
 * @param day e.g. `2026-11-26`
 * @param time `HH:MM`
 */
export function instantOf(day: string, time: string, timeZone: string): number {
  const wallMs = Date.parse(`${day}T${time}:00Z`);
  const earlyMs = wallMs - zoneOffsetMs(wallMs - DAY_MS, timeZone);
  if (earlyMs + zoneOffsetMs(earlyMs, timeZone) === wallMs) return earlyMs;
  // West of Greenwich the clocks change after the time of UTC that reads like the wall's.
  const lateMs = wallMs - zoneOffsetMs(wallMs + DAY_MS, timeZone);
  return lateMs + zoneOffsetMs(lateMs, timeZone) === wallMs ? lateMs : earlyMs;
}

/** A day so many days later (or earlier), e.g. `addDays('2026-11-26', 7)`. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 1 Monday to 7 Sunday (ISO 8601). */
export function isoWeekday(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}
