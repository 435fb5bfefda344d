/**
 * A time zone as iCalendar wants it told (RFC 5545, section 3.6.5): each change of the clocks within a stretch of time as an observance of
 * its own, so that what a reader works out is what `Intl` says here, whatever rules are made for years to come.
 */
import { zoneOffsetMs } from '../../kernel/zone.ts';
import { wallValue } from './content-lines.ts';

const DAY_MS = 86_400_000;
/** Clocks change on quarters of an hour. */
const STEP_MS = 900_000;

/** Lines of a VTIMEZONE, not folded. */
export function vtimezone(timeZone: string, fromMs: number, toMs: number): string[] {
  const changes = changesOf(timeZone, fromMs, toMs);
  const firstMs = zoneOffsetMs(fromMs, timeZone);
  const standardMs = Math.min(firstMs, ...changes.map(({ toOffsetMs }) => toOffsetMs));
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${timeZone}`,
    ...observance(firstMs > standardMs, '19700101T000000', firstMs, firstMs),
    ...changes.flatMap(({ atMs, fromOffsetMs, toOffsetMs }) => {
      // Begins at what the clocks showed until then.
      const wallMs = atMs + fromOffsetMs;
      const day = new Date(wallMs).toISOString().slice(0, 10);
      const start = wallValue(day, (wallMs - Date.parse(`${day}T00:00:00Z`)) / 60_000);
      return observance(toOffsetMs > standardMs, start, fromOffsetMs, toOffsetMs);
    }),
    'END:VTIMEZONE',
  ];
}

function observance(daylight: boolean, start: string, fromOffsetMs: number, toOffsetMs: number): string[] {
  const kind = daylight ? 'DAYLIGHT' : 'STANDARD';
  return [
    `BEGIN:${kind}`,
    `DTSTART:${start}`,
    `TZOFFSETFROM:${offsetValue(fromOffsetMs)}`,
    `TZOFFSETTO:${offsetValue(toOffsetMs)}`,
    `END:${kind}`,
  ];
}

function offsetValue(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

type Change = { readonly atMs: number; readonly fromOffsetMs: number; readonly toOffsetMs: number };

function changesOf(timeZone: string, fromMs: number, toMs: number): Change[] {
  const changes: Change[] = [];
  for (let dayMs = fromMs; dayMs < toMs; dayMs += DAY_MS) {
    let [lowMs, highMs] = [dayMs, dayMs + DAY_MS];
    const fromOffsetMs = zoneOffsetMs(lowMs, timeZone);
    const toOffsetMs = zoneOffsetMs(highMs, timeZone);
    if (fromOffsetMs === toOffsetMs) continue;
    while (highMs - lowMs > STEP_MS) {
      const middleMs = lowMs + Math.round((highMs - lowMs) / 2 / STEP_MS) * STEP_MS;
      if (zoneOffsetMs(middleMs, timeZone) === fromOffsetMs) lowMs = middleMs;
      else highMs = middleMs;
    }
    changes.push({ atMs: highMs, fromOffsetMs, toOffsetMs });
  }
  return changes;
}
