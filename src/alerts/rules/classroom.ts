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

/**
 * One class in fifty has nobody in it, for reasons that are over before anybody could act; two in a row are worth a call. So what began
 * with an empty class goes on through the break (and the night) to the next one, and it speaks after more than a class and a break.
 */
export const classEmpty = defineRule({
  kind: 'class-empty',
  description:
    'Classes are planned and have begun, and nobody is counted inside: the second one in a row, or a long one. It is over when people come.',
  severity: 'soon',
  times: { raiseAfterS: 9000, clearAfterS: 0, coolDownS: 43_200 },
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
    if (stay.visit === null) return 'fine';
    // Nobody is expected: neither does it get worse, nor is it over.
    if (Number.isNaN(stay.classStartMs)) return 'between';
    const people = memory.values[OCCUPANCY] ?? Number.NaN;
    if (!fresh || Number.isNaN(people)) return 'unknown';
    if (people >= t.filledFrom) return 'fine';
    const due = nowMs - stay.classStartMs >= t.afterMin * MINUTE_MS;
    return due && people <= t.emptyAtMost ? 'bad' : 'between';
  },
  tell: ({ memory, stay, nowMs }) => {
    const begun = stay.visit?.classes.findLast(({ startMs }) => startMs <= nowMs);
    return {
      occupancy: told(memory.values[OCCUPANCY]),
      loadW: told(memory.values[LOAD]),
      classStartedAt: toldTime(begun?.startMs ?? Number.NaN),
      siteName: stay.visit?.siteName ?? null,
    };
  },
});
