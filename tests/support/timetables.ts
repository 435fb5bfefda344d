/** Timetables for tests that run at any time of day. */
import type { VisitBody } from '@digitruck/contract/visits';
import { systemClock } from '../../src/kernel/clock.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';

export const ZONE = 'Africa/Nairobi';
const MINUTE_MS = 60_000;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/** A stay of a few days around today with one long class that is on now, and has been for long enough to be held. */
export function classOfNow(): Pick<VisitBody, 'firstDay' | 'lastDay' | 'timetable'> {
  const nowMs = systemClock.nowMs();
  const today = localDayOf(nowMs, ZONE);
  const begunMs = nowMs - 20 * MINUTE_MS;
  const begun = localDayOf(begunMs, ZONE) === today ? timeOf(begunMs) : '00:00';
  return {
    firstDay: addDays(today, -1),
    lastDay: addDays(today, 5),
    timetable: { weekdays: EVERY_DAY, classStarts: [begun], classMinutes: 90, exceptDays: [] },
  };
}

function timeOf(ms: number): string {
  const format = { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(ms);
}
