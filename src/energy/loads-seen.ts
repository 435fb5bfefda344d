/**
 * What the classroom draws, learnt from the truck itself: in class, and by the hour of the day out of class. Devices are older,
 * more or fewer than the settings say, and laptops charge in the evening whatever a timetable knows.
 */
import type { SeenStep } from './days-seen.ts';

/** Means of one day; null is unknown. */
export type SeenLoads = {
  readonly classW: number | null;
  /** For how long that was seen. */
  readonly classHours: number;
  /** Out of class, by local hour, 24 values. */
  readonly otherW: readonly (number | null)[];
};

/** What is known of a truck's loads after some days. */
export type LearntLoads = {
  readonly classW: number | null;
  readonly otherW: readonly (number | null)[];
};

/** People in the container from here on are a class (as the fleet's `teaching`), below the next one nobody or the crew. */
const CLASS_MIN_PEOPLE = 3;
const CREW_MAX_PEOPLE = 2;
const COVERED_MIN = 0.5;
/** Fewer hours of class than this may all have been one odd class. */
const CLASS_HOURS_MIN = 6;
const DAYS_MIN = 4;
/** Habits change with course and season. */
const DAYS_KEPT = 28;

export function loadsSeen(
  steps: readonly Pick<SeenStep, 'coverage' | 'hours' | 'loadW' | 'occupancy' | 'localHour'>[],
): SeenLoads {
  let [classWh, classHours] = [0, 0];
  const wh = new Array<number>(24).fill(0);
  const hours = new Array<number>(24).fill(0);
  for (const step of steps) {
    const { loadW, occupancy, localHour } = step;
    if (loadW === null || occupancy === null || step.coverage < COVERED_MIN) continue;
    if (occupancy >= CLASS_MIN_PEOPLE) {
      classWh += loadW * step.hours;
      classHours += step.hours;
    } else if (occupancy <= CREW_MAX_PEOPLE) {
      wh[localHour] = (wh[localHour] ?? 0) + loadW * step.hours;
      hours[localHour] = (hours[localHour] ?? 0) + step.hours;
    }
  }
  return {
    classW: classHours > 0 ? classWh / classHours : null,
    classHours,
    otherW: wh.map((sum, hour) => {
      const seen = hours[hour] ?? 0;
      return seen > 0 ? sum / seen : null;
    }),
  };
}

/** @param days the latest last */
export function learntLoads(days: readonly { readonly loads: SeenLoads }[]): LearntLoads {
  let [classWh, classHours] = [0, 0];
  const sums = new Array<number>(24).fill(0);
  const counts = new Array<number>(24).fill(0);
  for (const { loads } of days.slice(-DAYS_KEPT)) {
    if (loads.classW !== null) {
      classWh += loads.classW * loads.classHours;
      classHours += loads.classHours;
    }
    for (const [hour, watts] of loads.otherW.entries()) {
      if (watts === null) continue;
      sums[hour] = (sums[hour] ?? 0) + watts;
      counts[hour] = (counts[hour] ?? 0) + 1;
    }
  }
  return {
    classW: classHours >= CLASS_HOURS_MIN ? classWh / classHours : null,
    otherW: sums.map((sum, hour) => {
      const days = counts[hour] ?? 0;
      return days >= DAYS_MIN ? sum / days : null;
    }),
  };
}
