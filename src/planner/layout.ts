/**
 * A visit laid out into cohorts: who has class on which day at which time. Each cohort gets all the classes of its course and no class
 * has two cohorts. Learners keep a time of the day where that is possible at all: cohorts side by side, one class a day, as long as the
 * course lasts, and then the next ones (the Kenyan programme: five cohorts in four weeks). Only what is too short for that is filled up
 * evenly. It always fits as many cohorts as there are classes for: days x classes a day / classes a course.
 */
import { assert } from '../kernel/assert.ts';

export type LayoutInput = {
  readonly mode: 'cohort' | 'drop-in';
  readonly learners: number;
  readonly seats: number;
  readonly totalHours: number;
  readonly classMinutes: number;
  /** Times of the day at which a class can begin. */
  readonly slotsPerDay: number;
  /** Days on which classes are held. */
  readonly openDays: number;
};
/** By their places in the lists of open days and of times. */
export type LaidClass = { readonly day: number; readonly slot: number };
export type LaidCohort = {
  readonly learners: number;
  /** In order. */
  readonly classes: readonly LaidClass[];
  readonly classesADayMax: number;
  /** Always at the same times of the day. */
  readonly steady: boolean;
};
export type LaidOut = {
  readonly classesPerCohort: number;
  readonly cohorts: readonly LaidCohort[];
  /** Classes that nobody needs. */
  readonly free: number;
  readonly short: Short | null;
};
export const HELPS = ['more-days', 'more-classes-a-day', 'more-seats', 'fewer-learners'] as const;
/** What does not fit, and what would make it fit, each by itself. */
export type Short = {
  readonly cohorts: number;
  readonly learners: number;
  readonly classes: number;
  readonly hours: number;
  readonly help: readonly { readonly kind: (typeof HELPS)[number]; readonly amount: number }[];
};

/** Of one cohort in one day; more is put up with only where a stay is too short for less. */
const HOURS_A_DAY_COMFORTABLE = 6;
const SLOTS_MAX = 16;
const SEATS_MAX = 200;

export function layOut(input: LayoutInput): LaidOut {
  const { mode, learners, seats, totalHours, classMinutes, slotsPerDay, openDays } = input;
  assert(learners >= 1 && seats >= 1 && totalHours > 0 && classMinutes > 0, 'somebody learns something');
  const cells = slotsPerDay * openDays;
  // Who drops in needs one class.
  const classesPerCohort = mode === 'drop-in' ? 1 : Math.ceil((totalHours * 60) / classMinutes - 1e-9);
  const wanted = Math.ceil(learners / seats);
  const fitting = Math.min(wanted, Math.floor(cells / classesPerCohort));
  const served = Math.min(learners, fitting * seats);
  const free = cells - fitting * classesPerCohort;
  const short = shortOf(input, classesPerCohort, wanted, fitting, served);
  if (mode === 'drop-in') return { classesPerCohort, cohorts: [], free, short };
  const cohorts = timesOf(fitting, classesPerCohort, slotsPerDay, openDays, classMinutes).map(
    (classes, index): LaidCohort => ({
      learners: Math.floor(served / fitting) + (index < served % fitting ? 1 : 0),
      classes,
      classesADayMax: Math.max(
        ...Map.groupBy(classes, ({ day }) => day)
          .values()
          .map(({ length }) => length),
      ),
      steady: isSteady(classes),
    }),
  );
  return { classesPerCohort, cohorts, free, short };
}

/** Classes of each cohort, in order. */
function timesOf(
  cohorts: number,
  perCohort: number,
  slots: number,
  days: number,
  classMinutes: number,
): LaidClass[][] {
  const times: LaidClass[][] = [];
  const waves = Math.floor(days / perCohort);
  const left = Math.max(0, cohorts - waves * slots);
  const rest = days - waves * perCohort;
  const hoursADay = (Math.ceil(perCohort / Math.max(1, rest)) * classMinutes) / 60;
  // Too few days are left for the last ones by themselves: they share the days of the wave before.
  const sharing = left > 0 && waves > 0 && hoursADay > HOURS_A_DAY_COMFORTABLE;
  const whole = sharing ? waves - 1 : waves;
  for (let wave = 0; wave < whole && times.length < cohorts; wave++) {
    const some = Math.min(slots, cohorts - times.length);
    times.push(...block({ cohorts: some, perCohort, slots, from: wave * perCohort, days: perCohort }));
  }
  if (times.length < cohorts) {
    const from = whole * perCohort;
    times.push(...block({ cohorts: cohorts - times.length, perCohort, slots, from, days: days - from }));
  }
  return times;
}

type Block = {
  readonly cohorts: number;
  readonly perCohort: number;
  readonly slots: number;
  readonly from: number;
  readonly days: number;
};

/** Some cohorts that take turns with nobody else; there are classes enough for all of theirs. */
function block({ cohorts, perCohort, slots, from, days }: Block): LaidClass[][] {
  assert(cohorts * perCohort <= slots * days, 'classes enough');
  const times = Array.from({ length: cohorts }, (): LaidClass[] => []);
  const aDay = Math.ceil(perCohort / days);
  if (cohorts * aDay <= slots) {
    for (const [index, mine] of times.entries()) {
      for (let taken = 0; taken < perCohort; taken++) {
        mine.push({ day: from + Math.floor(taken / aDay), slot: index * aDay + (taken % aDay) });
      }
    }
    return times;
  }
  // Those who are behind come first, so all are through within a class of each other.
  const need = new Array<number>(cohorts).fill(perCohort);
  for (let day = from; need.some((count) => count > 0); day++) {
    const turns = new Array<number>(cohorts).fill(0);
    for (let slot = 0; slot < slots; slot++) {
      const next = mostBehind(need, turns);
      if (next === undefined) break;
      turns[next] = (turns[next] ?? 0) + 1;
    }
    // In the order of the cohorts, so that the first ones come in the morning and the last in the evening.
    let slot = 0;
    for (const [index, count] of turns.entries()) {
      need[index] = (need[index] ?? 0) - count;
      for (let i = 0; i < count; i++) times[index]?.push({ day, slot: slot++ });
    }
  }
  return times;
}

function mostBehind(need: readonly number[], turns: readonly number[]): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [index, count] of need.entries()) {
    const left = count - (turns[index] ?? 0);
    if (left <= most) continue;
    best = index;
    most = left;
  }
  return best;
}

function isSteady(classes: readonly LaidClass[]): boolean {
  const byDay = Map.groupBy(classes, ({ day }) => day);
  const [first = []] = byDay.values();
  const usual = new Set(first.map(({ slot }) => slot));
  return classes.every(({ slot }) => usual.has(slot));
}

function shortOf(
  input: LayoutInput,
  perCohort: number,
  wanted: number,
  fitting: number,
  served: number,
): Short | null {
  const { learners, slotsPerDay, openDays, totalHours, mode } = input;
  if (fitting >= wanted) return null;
  const missing = wanted - fitting;
  const classes = wanted * perCohort - slotsPerDay * openDays;
  const help: { kind: (typeof HELPS)[number]; amount: number }[] = [];
  if (slotsPerDay > 0)
    help.push({ kind: 'more-days', amount: Math.ceil((wanted * perCohort) / slotsPerDay) - openDays });
  if (openDays > 0) {
    const slots = Math.ceil((wanted * perCohort) / openDays);
    if (slots <= SLOTS_MAX) help.push({ kind: 'more-classes-a-day', amount: slots - slotsPerDay });
  }
  if (fitting > 0) {
    const seats = Math.ceil(learners / fitting);
    if (seats <= SEATS_MAX) help.push({ kind: 'more-seats', amount: seats - input.seats });
    help.push({ kind: 'fewer-learners', amount: learners - served });
  }
  const hours = mode === 'drop-in' ? (classes * input.classMinutes) / 60 : missing * totalHours;
  return { cohorts: missing, learners: learners - served, classes, hours, help };
}
