/** Who is in the classroom: classes by the timetable, people who register and do not come, and those who come late. */
import { toIso } from '../../src/kernel/clock.ts';
import { clamp, hashNormal, hashUnit, seedOf } from '../physics/noise.ts';
import type { Timetable } from './spec.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export type ClassNow = {
  /** Tells one class from every other, for seeded draws. */
  readonly key: number;
  /** Minutes since it began and until it ends. */
  readonly sinceMin: number;
  readonly leftMin: number;
};

function minutesOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5));
}

/** True on the days that have classes. */
export function isClassDay(timetable: Timetable, localMs: number): boolean {
  // 1 January 1970 was a Thursday.
  if (!timetable.days.includes((((Math.floor(localMs / DAY_MS) + 4) % 7) + 7) % 7)) return false;
  return timetable.exceptDays.length === 0 || !timetable.exceptDays.includes(toIso(localMs).slice(0, 10));
}

/** The class around a local time, `marginMin` before its start and after its end included. */
export function classAt(timetable: Timetable, localMs: number, marginMin = 0): ClassNow | undefined {
  if (!isClassDay(timetable, localMs)) return undefined;
  const day = Math.floor(localMs / DAY_MS);
  const minute = (localMs - day * DAY_MS) / MINUTE_MS;
  for (const [index, start] of timetable.starts.entries()) {
    const sinceMin = minute - minutesOf(start);
    const leftMin = timetable.lengthMin - sinceMin;
    if (sinceMin >= -marginMin && leftMin > -marginMin) return { key: day * 32 + index, sinceMin, leftMin };
  }
  return undefined;
}

export type Attendance = {
  /** People inside, the trainer included. */
  peopleAt(timetable: Timetable | undefined, localMs: number): number;
  /** What the counter above the door believes: it misses people, and starts again at midnight. */
  countedAt(people: number, localMs: number): number;
  /** People who will have come to this class. */
  attendeesOf(key: number): number;
};

/** `driftScale` 1 is an ordinary counter; more is a bad one. */
export function attendance(seats: number, seed: number | string, driftScale = 1): Attendance {
  const comeSeed = seedOf(seed, 'come');
  const rampSeed = seedOf(seed, 'ramp');
  const driftSeed = seedOf(seed, 'drift');
  let driftSlot = Number.NaN;
  let drift = 0;

  function attendeesOf(key: number): number {
    // One class in fifty falls through; otherwise 70 to 97 % of the seats are taken.
    if (hashUnit(comeSeed, key) < 0.02) return 0;
    return Math.round(seats * clamp(0.86 + 0.08 * hashNormal(comeSeed ^ 0x55, key), 0.4, 1));
  }

  return {
    attendeesOf,
    peopleAt(timetable, localMs) {
      if (timetable === undefined) return 0;
      const now = classAt(timetable, localMs, 10);
      if (now === undefined) return 0;
      const attendees = attendeesOf(now.key);
      if (attendees === 0) return 0;
      const lateMin = 4 + 8 * hashUnit(rampSeed, now.key);
      const arrived = clamp((now.sinceMin + 10) / (lateMin + 10), 0, 1);
      const stillIn = clamp((now.leftMin + 6) / 8, 0, 1);
      return Math.round(attendees * Math.min(arrived, stillIn)) + 1;
    },
    countedAt(people, localMs) {
      // The count goes wrong by one now and then, more often the later it gets.
      const slot = Math.floor(localMs / (30 * MINUTE_MS));
      if (slot !== driftSlot) {
        driftSlot = slot;
        drift = 0;
        for (let i = slot - (((slot % 48) + 48) % 48) + 14; i <= slot; i++) {
          if (hashUnit(driftSeed, i) < 0.12 * driftScale)
            drift += hashUnit(driftSeed ^ 0x77, i) < 0.62 ? 1 : -1;
        }
        drift = Math.round(drift * Math.max(1, driftScale));
      }
      return people + drift;
    },
  };
}
