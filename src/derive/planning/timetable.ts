/** The day of classes that a planned visit is given: five a day from Monday to Friday, fewer where classes are long. */
import { type Timetable, USUAL_TIMETABLE } from '@digitruck/contract/visits';

const BREAK_MIN = 10;
const MORNING = { fromMin: 7 * 60 + 30, toMin: 14 * 60 };
const AFTERNOON = { fromMin: 14 * 60 + 30, toMin: 19 * 60 };
export const CLASSES_A_DAY = USUAL_TIMETABLE.classStarts.length;
/** Three in the morning at most, so that five short classes end early. */
const MORNING_MAX = 3;

export function timetableFor(classHours: number): Timetable {
  const classMinutes = Math.max(15, Math.min(720, Math.round(classHours * 60)));
  if (classMinutes === USUAL_TIMETABLE.classMinutes) return USUAL_TIMETABLE;
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
  fill(MORNING.fromMin, MORNING.toMin, MORNING_MAX);
  fill(AFTERNOON.fromMin, AFTERNOON.toMin, CLASSES_A_DAY);
  if (starts.length === 0) starts.push(MORNING.fromMin);
  const clock = (min: number) =>
    `${String(Math.floor(min / 60)).padStart(2, '0')}:${String(min % 60).padStart(2, '0')}`;
  return { ...USUAL_TIMETABLE, classStarts: starts.map(clock), classMinutes };
}
