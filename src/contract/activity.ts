/** What a truck is doing, told from its readings. Apart from the schemas: browsers tell it too. */
import type { Readings } from './readings.ts';

export const ACTIVITIES = ['teaching', 'driving', 'charging', 'idle', 'unknown'] as const;
export type Activity = (typeof ACTIVITIES)[number];

/** Below this speed a GPS that stands still still seems to move. */
const DRIVING_MIN_KPH = 5;
/** People in the container from here on are a class, not the crew. */
const TEACHING_MIN_PEOPLE = 3;
const CHARGING_MIN_W = 50;

/** What a truck's readings say it is doing. */
export function activityOf(readings: Readings | undefined): Activity {
  if (readings === undefined) return 'unknown';
  if ((readings.speedKph ?? 0) >= DRIVING_MIN_KPH) return 'driving';
  if ((readings.occupancy ?? 0) >= TEACHING_MIN_PEOPLE) return 'teaching';
  if ((readings.batteryW ?? 0) >= CHARGING_MIN_W) return 'charging';
  return readings.speedKph === undefined &&
    readings.occupancy === undefined &&
    readings.batteryW === undefined
    ? 'unknown'
    : 'idle';
}
