/** Who is inside: more than the seats, or nobody when a class is planned. */
import { LOAD, OCCUPANCY } from '../observation.ts';
import { above, defineRule, told, toldTime } from '../rule.ts';

const MINUTE_MS = 60_000;

export const overOccupancy = defineRule({
  kind: 'over-occupancy',
  description: 'Many more people are counted inside than there are seats.',
  severity: 'note',
  times: { raiseAfterS: 1200, clearAfterS: 900, coolDownS: 86_400 },
  thresholds: {
    raisePct: {
      unit: '%',
      min: 100,
      max: 500,
      default: 150,
      description: 'Raise at this share of the seats',
    },
    clearPct: { unit: '%', min: 50, max: 500, default: 125, description: 'Clear at this share' },
  },
  ofReadings: true,
  judge: ({ memory, truck, fresh }, t) =>
    fresh
      ? above((100 * (memory.values[OCCUPANCY] ?? Number.NaN)) / truck.seats, t.raisePct, t.clearPct)
      : 'unknown',
  tell: ({ memory, truck, stay }) => ({
    occupancy: told(memory.values[OCCUPANCY]),
    seats: truck.seats,
    siteName: stay.visit?.siteName ?? null,
  }),
});

export const classEmpty = defineRule({
  kind: 'class-empty',
  description: 'A class is planned and has begun, and nobody is counted inside.',
  severity: 'soon',
  times: { raiseAfterS: 600, clearAfterS: 0, coolDownS: 1800 },
  thresholds: {
    afterMin: {
      unit: 'min',
      min: 0,
      max: 240,
      default: 20,
      description: 'So long after it should have begun',
    },
    emptyAtMost: {
      unit: 'people',
      min: 0,
      max: 50,
      default: 2,
      description: 'So few are nobody: the crew, a counter that is off by one',
    },
    filledFrom: {
      unit: 'people',
      min: 1,
      max: 200,
      default: 5,
      description: 'From so many on there is a class',
    },
  },
  judge: ({ memory, stay, nowMs, fresh }, t) => {
    if (!stay.known) return 'unknown';
    // A class that is over is no longer empty.
    if (!(nowMs - stay.classStartMs >= t.afterMin * MINUTE_MS)) return 'fine';
    const people = memory.values[OCCUPANCY] ?? Number.NaN;
    if (!fresh || Number.isNaN(people)) return 'unknown';
    return people <= t.emptyAtMost ? 'bad' : people >= t.filledFrom ? 'fine' : 'between';
  },
  since: ({ stay }) => stay.classStartMs,
  tell: ({ memory, stay }) => ({
    occupancy: told(memory.values[OCCUPANCY]),
    loadW: told(memory.values[LOAD]),
    classStartedAt: toldTime(stay.classStartMs),
    siteName: stay.visit?.siteName ?? null,
  }),
});
