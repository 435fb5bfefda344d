/**
 * How long a stay can be. Cohorts: as many classes as all cohorts need, with the truck's seats and the classes a day. Drop-in: any number
 * of days with classes between a least and a most; where there are many, some of them. What is pinned or published has its own length.
 */
import type { Told } from './instance.ts';
import type { CourseSpec, RequestSpec } from './problem.ts';

/** Lengths of one request that are tried. */
const LENGTHS_MAX = 6;

export type Teaching = {
  readonly seats: number;
  readonly perSlot: number;
  readonly perDay: number;
  readonly teachable: Uint8Array;
};
export type Stay = {
  /** Slots with classes; least slots from first to last. */
  readonly slots: number;
  readonly span: number;
  readonly learners: number;
};
/** Undefined where a truck like this can have no such stay. */
export type StayLength = (teaching: Teaching) => Stay | undefined;

export function lengthsOf(
  request: RequestSpec,
  course: CourseSpec,
  pinned: Told | undefined,
  told: Told | undefined,
): StayLength[] {
  const given =
    (visit: Told): StayLength =>
    (teaching) => {
      let slots = 0;
      for (let s = Math.max(0, visit.start); s < visit.end; s++) slots += teaching.teachable[s] === 1 ? 1 : 0;
      const learners = slots === 0 ? 0 : learnersIn(request, course, teaching, slots);
      return learners <= 0 ? undefined : { slots, span: visit.end - visit.start, learners };
    };
  if (pinned !== undefined) return [given(pinned)];
  const lengths = course.mode === 'cohort' ? cohortLengths(request, course) : dropInLengths(request, course);
  // The length that was published may be none of these, e.g. because fewer learners are expected now.
  if (told !== undefined) lengths.push(given({ ...told, end: told.end }));
  return lengths;
}

function cohortLengths(request: RequestSpec, course: CourseSpec): StayLength[] {
  const all = request.learnersExpected;
  const least = Math.min(all, request.learnersAtLeast ?? all);
  return spread(least, all).map((learners) => (teaching) => {
    const cohorts = Math.ceil(learners / teaching.seats);
    const reached = Math.min(all, cohorts * teaching.seats);
    const slots = Math.ceil((cohorts * classesOf(course)) / teaching.perSlot);
    return { slots, span: request.minimumStayDays * teaching.perDay, learners: reached };
  });
}

function dropInLengths(request: RequestSpec, course: CourseSpec): StayLength[] {
  void course;
  const least = request.minimumStayDays;
  const most = Math.max(least, request.maximumStayDays ?? least);
  return spread(least, most).map((days) => (teaching) => {
    const slots = days * teaching.perDay;
    return {
      slots,
      span: slots,
      learners: Math.min(request.learnersExpected, Math.floor(slots * teaching.perSlot) * teaching.seats),
    };
  });
}

function learnersIn(request: RequestSpec, course: CourseSpec, teaching: Teaching, slots: number): number {
  const classes = Math.floor(slots * teaching.perSlot);
  const groups = course.mode === 'cohort' ? Math.floor(classes / classesOf(course)) : classes;
  return Math.min(request.learnersExpected, groups * teaching.seats);
}

function classesOf(course: CourseSpec): number {
  return Math.ceil(course.totalHours / course.classHours);
}

/** At most LENGTHS_MAX whole numbers from least to most, both among them. */
function spread(least: number, most: number): number[] {
  const count = Math.min(LENGTHS_MAX, most - least + 1);
  if (count <= 1) return [most];
  return Array.from({ length: count }, (_, i) => Math.round(least + ((most - least) * i) / (count - 1)));
}
