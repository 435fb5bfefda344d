/** The classes of the days ahead, and what the classroom draws in each stretch of time, by kind of device. */
import type { TruckBody } from '@digitruck/contract/registry';
import type { Visit } from '@digitruck/contract/visits';
import { zoneOffsetMs } from '../kernel/zone.ts';
import { type ClassPower, classDraw, type KindDraw, otherDraw, peopleInClass } from './loads-ahead.ts';
import type { LearntLoads } from './loads-seen.ts';
import { DAYS_AHEAD, type DayAhead, type Timeline } from './timeline.ts';
import { classesOf } from './timetable.ts';

export type VisitAhead = Pick<
  Visit,
  'visitId' | 'firstDay' | 'lastDay' | 'timetable' | 'learnersExpected' | 'headingDeg' | 'site' | 'course'
>;

export type ClassAhead = {
  readonly startMs: number;
  readonly endMs: number;
  /** Index of its local day. */
  readonly day: number;
  readonly power: ClassPower;
};

const DAY_MS = 86_400_000;

/** By their beginning, without overlaps: a class that begins before the one before has ended begins when that does. */
export function classesAhead(
  visits: readonly VisitAhead[],
  seats: number,
  days: readonly DayAhead[],
  timeZone: string,
): ClassAhead[] {
  const told = days.slice(0, DAYS_AHEAD);
  const indexOf = new Map(told.map(({ day }, index) => [day, index]));
  const [first, last] = [told[0]?.day ?? '', told.at(-1)?.day ?? ''];
  const classes: ClassAhead[] = [];
  for (const visit of visits) {
    const power = powerOf(visit, seats);
    for (const { day, startsAt, endsAt } of classesOf(visit, first, last, timeZone)) {
      classes.push({
        startMs: Date.parse(startsAt),
        endMs: Date.parse(endsAt),
        day: indexOf.get(day) ?? 0,
        power,
      });
    }
  }
  classes.sort((a, b) => a.startMs - b.startMs);
  let endMs = Number.NEGATIVE_INFINITY;
  return classes.flatMap((planned) => {
    const startMs = Math.max(planned.startMs, endMs);
    if (startMs >= planned.endMs) return [];
    endMs = planned.endMs;
    return [{ ...planned, startMs }];
  });
}

function powerOf(
  { course, learnersExpected, timetable, firstDay, lastDay }: VisitAhead,
  seats: number,
): ClassPower {
  const classesPerDay = timetable.classStarts.length;
  const stayDays = (Date.parse(lastDay) - Date.parse(firstDay)) / DAY_MS + 1;
  const classDays = Math.max(1, Math.round((stayDays * timetable.weekdays.length) / 7));
  const people = peopleInClass({
    mode: course.mode,
    learnersExpected,
    classesPerDay,
    classesOfStay: classesPerDay * classDays,
    seats,
  });
  return { powerPerSeatW: course.powerPerSeatW, people, seats };
}

/** Of each stretch, the draws by kind; stretches alike share one list. */
export function drawsAhead(options: {
  readonly truck: Pick<TruckBody, 'loads'>;
  readonly timeline: Timeline;
  readonly classes: readonly ClassAhead[];
  readonly learnt: LearntLoads;
  readonly timeZone: string;
}): (readonly KindDraw[])[] {
  const { truck, timeline, classes, learnt, timeZone } = options;
  const { days, stretches } = timeline;
  const classDays = new Set(classes.map(({ day }) => day));
  const ofClass = new Map<ClassPower, KindDraw[]>();
  const ofOther = new Map<number, KindDraw[]>();
  /** By day, so that the hours of a day on which the clocks change are right but for that night. */
  const offsets = days.map(({ startMs, endMs }) => zoneOffsetMs((startMs + endMs) / 2, timeZone));
  return stretches.map(({ startMs, day, inClass }) => {
    const held = classes[inClass];
    if (held !== undefined) {
      let draws = ofClass.get(held.power);
      if (draws === undefined) {
        draws = classDraw(truck.loads, held.power, learnt.classW);
        ofClass.set(held.power, draws);
      }
      return draws;
    }
    const localMs = startMs + (offsets[Math.max(0, day)] ?? 0);
    const hour = Math.floor((((localMs % DAY_MS) + DAY_MS) % DAY_MS) / 3_600_000);
    const classDay = classDays.has(day);
    const key = hour * 2 + (classDay ? 1 : 0);
    let draws = ofOther.get(key);
    if (draws === undefined) {
      draws = otherDraw(truck.loads, hour, classDay, learnt);
      ofOther.set(key, draws);
    }
    return draws;
  });
}
