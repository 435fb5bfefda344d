/**
 * What of a session report does not fit with what else is known, as questions to the office. Nothing is corrected, and what is unknown
 * asks nothing: a class without a sensor, a place or a load is not doubted for that.
 */
import type { QuestionKind, SessionState } from '@digitruck/contract/session-words';
import type { SessionQuestion } from '@digitruck/contract/sessions';
import { distanceKm, type Place } from '../kernel/geo.ts';

export type Facts = SessionQuestion['facts'];
export type Finding = { readonly kind: QuestionKind; readonly facts: Facts };

/** A quarter of an hour of the truck during the class. */
export type SeenQuarter = {
  /** Share of it that lies in the class, 0 to 1. */
  readonly within: number;
  /** Share of it that samples cover, 0 to 1. */
  readonly coverage: number;
  readonly occupancy: { readonly mean: number; readonly max: number } | null;
  readonly loadW: number | null;
  readonly place: Place | null;
};
/** Lowest and highest of a reading from half a day before the class to half a day after it; null is unknown. */
export type Range = { readonly min: number; readonly max: number } | null;

export type CheckedSession = {
  readonly truckId: string;
  readonly state: SessionState;
  readonly day: string;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly heads: number;
  /** Of the heads, those who came to learn. */
  readonly learners: number;
  /** Of the heads, teachers: in a course for them they are who learns, elsewhere some look on. */
  readonly teachers: number;
  readonly walkIns: number;
  /** How many of the roster were there; null when no names were taken. */
  readonly present: number | null;
  readonly clock: { readonly verdict: 'good' | 'corrected' | 'unknown'; readonly skewMs: number | null };
  /** How far the class was moved from what the device said. */
  readonly movedMs: number;
  readonly seats: number;
  /** Of its cohort; null when it is of none, or nobody is enrolled. */
  readonly enrolled: number | null;
  /** Why the cohort that the report names may not be its own; null when it is, or none is named. */
  readonly cohortDoubt: 'unknown' | 'other-truck' | 'other-visit' | null;
  readonly cohortName: string | null;
  /** Of the names of its roll, those that nobody here has; and those there of whom no cohort of the visit knows. */
  readonly learnersUnknown: number;
  readonly learnersNotEnrolled: number;
  readonly course: { readonly mode: 'cohort' | 'drop-in'; readonly powerPerSeatW: number } | null;
  readonly site: (Place & { readonly name: string }) | null;
  readonly visit: {
    readonly truckId: string;
    readonly firstDay: string;
    readonly lastDay: string;
    readonly classMinutes: number;
  } | null;
  readonly quarters: readonly SeenQuarter[];
  readonly occupancyAround: Range;
  readonly loadAround: Range;
  /** Other classes of the truck that were held at some of the same time. */
  readonly others: readonly { readonly code: string; readonly startedMs: number; readonly endedMs: number }[];
};

/** Of the class, so much must be seen before a sensor is believed. */
const SEEN_MIN = 0.6;
const COVERED_MIN = 0.5;
/** Trainer and operator: the sensor counts them, the report may not. */
const CREW = 2;
/** A beam counts somebody twice, or two as one. */
const SENSOR_OFF_MIN = 3;
const SENSOR_OFF_SHARE = 0.2;
/** An empty container at night: a sensor that never says so has drifted (ACCEPTANCE case 28). */
const EMPTY_MAX = 2;
const LOAD_MIN_W = 50;
/** What a class draws at least, of what its seats would. */
const LOAD_MIN_SHARE = 0.15;
const ELSEWHERE_KM = 5;
const OVERLAP_MIN_MS = 5 * 60_000;
const DROP_IN_TURNS = 3;
/** A clock that was wrong by this much may have put the class on another day. */
const CLOCK_MAX_MS = 12 * 3_600_000;
const TOO_LONG_TIMES = 1.75;
const TOO_LONG_MINUTES = 360;

export function findingsOf(session: CheckedSession): Finding[] {
  if (session.state !== 'held' || session.endedMs === null) return [];
  const found = [
    headsAgainstSensor(session),
    againstLoad(session),
    againstPlace(session),
    overlap(session),
    capacity(session),
    clock(session),
    length(session, session.endedMs),
    visit(session),
    attendance(session),
    cohort(session),
    some('learners-unknown', session.learnersUnknown),
    some('not-enrolled', session.learnersNotEnrolled),
    walkIns(session),
  ];
  return found.filter((finding) => finding !== undefined);
}

/** The quarters of which most is known and that lie in the class for the most part. */
function seenOf(session: CheckedSession, isKnown: (quarter: SeenQuarter) => boolean): SeenQuarter[] {
  const inside = session.quarters.filter(({ within }) => within >= COVERED_MIN);
  const seen = inside.filter((quarter) => quarter.coverage >= COVERED_MIN && isKnown(quarter));
  const wanted = Math.max(1, Math.round(((session.endedMs ?? 0) - session.startedMs) / 900_000));
  return seen.length / wanted >= SEEN_MIN ? seen : [];
}

function headsAgainstSensor(session: CheckedSession): Finding | undefined {
  const { heads, occupancyAround, seats } = session;
  const seen = seenOf(session, ({ occupancy }) => occupancy !== null);
  if (seen.length === 0 || occupancyAround === null) return undefined;
  // Neither one that always says the same, nor one that has drifted, nor one that counts more than can be in there.
  const isSane =
    occupancyAround.max > occupancyAround.min &&
    occupancyAround.min <= EMPTY_MAX &&
    occupancyAround.max <= 2 * seats + CREW;
  if (!isSane) return undefined;
  const peak = Math.max(...seen.map(({ occupancy }) => occupancy?.max ?? 0));
  const steady = Math.max(...seen.map(({ occupancy }) => occupancy?.mean ?? 0));
  const off = Math.max(SENSOR_OFF_MIN, SENSOR_OFF_SHARE * heads);
  if (heads > peak + off) return { kind: 'heads-above-sensor', facts: { heads, sensor: Math.round(peak) } };
  if (heads + CREW + off < steady)
    return { kind: 'heads-below-sensor', facts: { heads, sensor: Math.round(steady) } };
  return undefined;
}

function againstLoad(session: CheckedSession): Finding | undefined {
  const { loadAround, heads, course, seats } = session;
  const seen = seenOf(session, ({ loadW }) => loadW !== null);
  if (seen.length === 0 || loadAround === null || loadAround.max <= loadAround.min) return undefined;
  const meanW = seen.reduce((sum, { loadW }) => sum + (loadW ?? 0), 0) / seen.length;
  const expectedW = Math.min(heads, seats) * (course?.powerPerSeatW ?? 0);
  if (meanW >= Math.max(LOAD_MIN_W, LOAD_MIN_SHARE * expectedW)) return undefined;
  return {
    kind: 'no-load',
    facts: { loadW: Math.round(meanW), expectedW: expectedW > 0 ? Math.round(expectedW) : null },
  };
}

function againstPlace(session: CheckedSession): Finding | undefined {
  const { site } = session;
  const seen = seenOf(session, ({ place }) => place !== null);
  if (seen.length === 0 || site === null) return undefined;
  const nearestKm = Math.min(...seen.map(({ place }) => (place === null ? 0 : distanceKm(place, site))));
  if (nearestKm <= ELSEWHERE_KM) return undefined;
  return { kind: 'elsewhere', facts: { km: Math.round(nearestKm * 10) / 10, site: site.name } };
}

function overlap({ startedMs, endedMs, others }: CheckedSession): Finding | undefined {
  const together = (other: CheckedSession['others'][number]) =>
    Math.min(endedMs ?? 0, other.endedMs) - Math.max(startedMs, other.startedMs);
  const [most] = [...others].sort((a, b) => together(b) - together(a) || (a.code < b.code ? -1 : 1));
  if (most === undefined || together(most) < OVERLAP_MIN_MS) return undefined;
  return {
    kind: 'overlaps',
    facts: { code: most.code, minutes: Math.round(together(most) / 60_000), sessions: others.length },
  };
}

function capacity(session: CheckedSession): Finding | undefined {
  const { walkIns, seats, enrolled, course } = session;
  const learners = session.learners === 0 ? session.teachers : session.learners;
  const turns = course?.mode === 'drop-in' ? DROP_IN_TURNS : 1;
  const enrolledToo = enrolled !== null && learners - walkIns > enrolled;
  if (learners <= seats * turns && !enrolledToo) return undefined;
  return { kind: 'above-capacity', facts: { learners, seats, enrolled } };
}

function clock({ clock: { verdict, skewMs }, movedMs }: CheckedSession): Finding | undefined {
  const movedBlindly = verdict === 'unknown' && movedMs !== 0;
  if (!movedBlindly && Math.abs(skewMs ?? 0) < CLOCK_MAX_MS) return undefined;
  return { kind: 'clock', facts: { movedMinutes: Math.round(movedMs / 60_000), verdict } };
}

function length({ startedMs, visit }: CheckedSession, endedMs: number): Finding | undefined {
  const minutes = Math.round((endedMs - startedMs) / 60_000);
  const planned = visit?.classMinutes ?? null;
  const most = planned === null ? TOO_LONG_MINUTES : Math.min(TOO_LONG_MINUTES, planned * TOO_LONG_TIMES);
  if (minutes <= Math.max(most, planned ?? 0)) return undefined;
  return { kind: 'too-long', facts: { minutes, planned } };
}

function visit({ visit, day, truckId }: CheckedSession): Finding | undefined {
  if (visit === null)
    return { kind: 'outside-visit', facts: { day, firstDay: null, lastDay: null, truck: null } };
  const { firstDay, lastDay } = visit;
  if (visit.truckId === truckId && day >= firstDay && day <= lastDay) return undefined;
  return { kind: 'outside-visit', facts: { day, firstDay, lastDay, truck: visit.truckId } };
}

function attendance({ present, learners, teachers, walkIns }: CheckedSession): Finding | undefined {
  if (present === null) return undefined;
  const least = learners === 0 ? teachers : learners;
  const fits = (people: number) => people >= least && people <= learners + teachers;
  if (fits(present) || fits(present + walkIns)) return undefined;
  return {
    kind: 'attendance-differs',
    facts: { present, learners: least, walkIns },
  };
}

/** It counts for no cohort, or for another visit's: somebody has to say whose class it was. */
function cohort({ cohortDoubt: why, cohortName }: CheckedSession): Finding | undefined {
  return why === null ? undefined : { kind: 'cohort-unknown', facts: { why, cohort: cohortName } };
}

function some(kind: 'learners-unknown' | 'not-enrolled', learners: number): Finding | undefined {
  return learners === 0 ? undefined : { kind, facts: { learners } };
}

function walkIns({ walkIns, heads }: CheckedSession): Finding | undefined {
  return walkIns <= heads ? undefined : { kind: 'walk-ins', facts: { walkIns, heads } };
}

export type Standing = {
  readonly kind: QuestionKind;
  readonly state: SessionQuestion['state'];
  readonly facts: Facts;
};
/** `ask` opens it (anew), `update` leaves its state and notes the facts of now, `settle` is for one that fits now. */
export type Step = Finding & { readonly do: 'ask' | 'update' | 'settle' };

/** From the questions that stand and what is found now to what has to be done; nothing where nothing changed. */
export function questionSteps(standing: readonly Standing[], found: readonly Finding[]): Step[] {
  const before = new Map(standing.map((question) => [question.kind, question]));
  const now = new Map(found.map((finding) => [finding.kind, finding]));
  const steps: Step[] = [];
  for (const finding of found) {
    const known = before.get(finding.kind);
    if (known === undefined || known.state === 'gone') steps.push({ ...finding, do: 'ask' });
    else if (isSame(known.facts, finding.facts)) continue;
    else if (known.state === 'answered' && isMaterial(known.facts, finding.facts))
      steps.push({ ...finding, do: 'ask' });
    // An answer was given to the facts it was given to: they stay beside it.
    else if (known.state === 'open') steps.push({ ...finding, do: 'update' });
  }
  for (const { kind, state, facts } of standing)
    if (state !== 'gone' && !now.has(kind)) steps.push({ kind, facts, do: 'settle' });
  return steps;
}

const NUMBER_OFF_MIN = 2;
const NUMBER_OFF_SHARE = 0.2;

function isSame(a: Facts, b: Facts): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => (a[key] ?? null) === (b[key] ?? null));
}

/** Whether somebody who answered might answer otherwise now: a word has changed, or a number by more than a little. */
function isMaterial(a: Facts, b: Facts): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].some((key) => {
    const [before, after] = [a[key] ?? null, b[key] ?? null];
    if (typeof before !== 'number' || typeof after !== 'number') return before !== after;
    return Math.abs(after - before) > Math.max(NUMBER_OFF_MIN, NUMBER_OFF_SHARE * Math.abs(before));
  });
}
