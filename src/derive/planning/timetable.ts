/**
 * The days and times of classes that a planned visit is given: five a day on the days on which the site is open and the crew works, fewer
 * where classes are long or the site is open for a part of the day.
 */
import type { SiteOpening } from '@digitruck/contract/opening';
import { type Timetable, USUAL_TIMETABLE } from '@digitruck/contract/visits';

const BREAK_MIN = 10;
const MORNING = { fromMin: 7 * 60 + 30, toMin: 14 * 60 };
const AFTERNOON = { fromMin: 14 * 60 + 30, toMin: 19 * 60 };
export const CLASSES_A_DAY = USUAL_TIMETABLE.classStarts.length;
/** Three in the morning at most, so that five short classes end early. */
const MORNING_MAX = 3;
/** The crew rests on Sundays, wherever it is. */
export const CREW_RESTS_ON = 7;
const ANY_TIME: SiteOpening = { weekdays: USUAL_TIMETABLE.weekdays, from: null, to: null };

/** A site that is open for less than a class gets one class a day, when it opens. */
export function timetableFor(classHours: number, opening: SiteOpening = ANY_TIME): Timetable {
  const classMinutes = Math.max(15, Math.min(720, Math.round(classHours * 60)));
  const open = opening.weekdays.filter((day) => day !== CREW_RESTS_ON).sort();
  const weekdays = open.length === 0 ? opening.weekdays : open;
  const anyTime = opening.from === null && opening.to === null;
  if (anyTime && classMinutes === USUAL_TIMETABLE.classMinutes) return { ...USUAL_TIMETABLE, weekdays };
  const opens = minutesOf(opening.from) ?? MORNING.fromMin;
  const closes = minutesOf(opening.to) ?? AFTERNOON.toMin;
  const starts: number[] = [];
  const fill = (fromMin: number, toMin: number, most: number) => {
    for (
      let at = fromMin;
      at + classMinutes <= toMin && starts.length < most;
      at += classMinutes + BREAK_MIN
    ) {
      starts.push(at);
    }
  };
  fill(opens, Math.min(closes, MORNING.toMin), MORNING_MAX);
  fill(Math.max(opens, AFTERNOON.fromMin), closes, CLASSES_A_DAY);
  if (starts.length === 0) starts.push(opens);
  return { ...USUAL_TIMETABLE, weekdays, classStarts: starts.map(clock), classMinutes };
}

function minutesOf(time: string | null): number | undefined {
  return time === null ? undefined : Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

function clock(min: number): string {
  return `${String(Math.floor(min / 60)).padStart(2, '0')}:${String(min % 60).padStart(2, '0')}`;
}
