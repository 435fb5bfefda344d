/** What the operator has filled in of a class, from the moment it is opened until it is a report. Pure; kept on the phone meanwhile. */
import type { OperatorPack } from '@digitruck/contract/operator';
import type { ProblemKind, SessionState } from '@digitruck/contract/session-words';
import type { DayClass } from './day.ts';
import { countsOf, type Line, linesOf, linesOfLearners, NOBODY, offeredHeads } from './heads.ts';
import type { Kept, Report } from './outbox/kept.ts';

export type Draft = {
  readonly sessionId: string;
  readonly truckId: string;
  readonly visitId: string | null;
  readonly courseId: string | null;
  readonly cohortId: string | null;
  readonly plannedStartsAt: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly lines: readonly Line[];
  /** Where the heads came from, for the line above them. */
  readonly linesFrom: 'roster' | 'last-class' | 'nothing' | 'report';
  /** Only where the course certifies: who is not there. */
  readonly absent: readonly string[];
  readonly named: boolean;
  readonly walkIns: number;
  readonly waiting: number;
  readonly topics: readonly string[];
  readonly problems: { readonly [Kind in ProblemKind]?: string };
  readonly notes: string;
};

const MINUTE_MS = 60_000;
/** To the minute: nobody knows a class to the second. */
const toMinute = (ms: number) => new Date(Math.floor(ms / MINUTE_MS) * MINUTE_MS).toISOString();

export function draftOf(
  pack: OperatorPack,
  kept: readonly Kept[],
  held: DayClass,
  options: { readonly sessionId: string; readonly nowMs: number },
): Draft {
  const { sessionId, nowMs } = options;
  const roster = held.cohort?.roster ?? null;
  const before = held.kept?.report;
  const started = before !== undefined && before.state === 'started';
  // What was closed or cancelled is taken up as it was reported.
  if (before !== undefined && !started) return draftOfReport(sessionId, before, pack);
  const startedAt = before?.startedAt ?? held.startsAt;
  const plannedEndMs = held.endsAt === null ? nowMs : Date.parse(held.endsAt);
  // A class that is closed later than it was to end did end; one that was started late ends when it is closed.
  const endMs = Math.max(Date.parse(startedAt), Math.min(nowMs, started ? nowMs : plannedEndMs));
  const offer = offeredHeads(pack, kept, held);
  return {
    sessionId,
    truckId: pack.truckId,
    visitId: held.visit?.visitId ?? null,
    courseId: held.course?.courseId ?? null,
    cohortId: held.cohort?.cohortId ?? null,
    plannedStartsAt: held.plannedStartsAt,
    startedAt,
    endedAt: toMinute(
      nowMs > plannedEndMs + 90 * MINUTE_MS ? Math.max(plannedEndMs, Date.parse(startedAt)) : endMs,
    ),
    lines: roster === null ? offer.lines : linesOfLearners(roster),
    linesFrom: roster === null ? offer.from : 'roster',
    absent: [],
    named: roster !== null,
    walkIns: 0,
    waiting: 0,
    topics: [],
    problems: {},
    notes: before?.notes ?? '',
  };
}

export function draftOfReport(sessionId: string, report: Report, pack: OperatorPack): Draft {
  const attendance = report.attendance ?? [];
  return {
    sessionId,
    truckId: pack.truckId,
    visitId: report.visitId ?? null,
    courseId: report.courseId ?? null,
    cohortId: report.cohortId ?? null,
    plannedStartsAt: report.plannedStartsAt ?? null,
    startedAt: report.startedAt,
    endedAt: report.endedAt ?? report.startedAt,
    lines: (report.headCounts ?? []).length > 0 ? linesOf(report.headCounts ?? []) : [NOBODY],
    linesFrom: 'report',
    absent: attendance.filter(({ present }) => !present).map(({ learnerId }) => learnerId),
    named: attendance.length > 0,
    walkIns: report.walkIns ?? 0,
    waiting: report.waiting ?? 0,
    topics: report.topics ?? [],
    problems: Object.fromEntries((report.problems ?? []).map(({ kind, note = '' }) => [kind, note])),
    notes: report.notes ?? '',
  };
}

/** Somebody came or went: the heads follow the roll, walk-ins stay what they are. */
export function withAbsent(draft: Draft, pack: OperatorPack, learnerId: string): Draft {
  const absent = draft.absent.includes(learnerId)
    ? draft.absent.filter((each) => each !== learnerId)
    : [...draft.absent, learnerId];
  const roster = rosterOf(draft, pack);
  return {
    ...draft,
    absent,
    lines: linesOfLearners(roster.filter((learner) => !absent.includes(learner.learnerId))),
    linesFrom: 'roster',
  };
}

export function rosterOf(draft: Pick<Draft, 'cohortId'>, pack: OperatorPack) {
  return pack.cohorts.find(({ cohortId }) => cohortId === draft.cohortId)?.roster ?? [];
}

export function reportFrom(
  draft: Draft,
  state: SessionState,
  pack: OperatorPack,
  before: Report | undefined,
): Report {
  const held = state === 'held';
  const roster = rosterOf(draft, pack);
  // Without the roster (purged, or another phone's) the roll stays as it was reported.
  const attendance = !held
    ? []
    : roster.length > 0 && draft.named
      ? roster.map(({ learnerId }) => ({ learnerId, present: !draft.absent.includes(learnerId) }))
      : (before?.attendance ?? []);
  return {
    truckId: draft.truckId,
    visitId: draft.visitId,
    siteId: before?.siteId ?? null,
    courseId: draft.courseId,
    cohortId: draft.cohortId,
    plannedStartsAt: draft.plannedStartsAt,
    state,
    startedAt: draft.startedAt,
    endedAt: held ? draft.endedAt : null,
    headCounts: held ? countsOf(draft.lines) : [],
    attendance,
    walkIns: held ? draft.walkIns : 0,
    waiting: draft.waiting,
    topics: held ? [...draft.topics] : [],
    problems: Object.entries(draft.problems).map(([kind, note]) => ({
      kind: kind as ProblemKind,
      note: note.trim(),
    })),
    notes: draft.notes.trim(),
  };
}

export type Doubt = 'nobody' | 'more-walk-ins' | 'ends-before' | 'too-long' | 'no-reason' | 'above-seats';
/** What the office would refuse (`hard`), or ask about. */
export function doubtsOf(draft: Draft, state: SessionState, seats: number): { hard: Doubt[]; soft: Doubt[] } {
  const hard: Doubt[] = [];
  const soft: Doubt[] = [];
  if (state === 'cancelled') {
    if (Object.keys(draft.problems).length === 0) hard.push('no-reason');
    return { hard, soft };
  }
  const hours = (Date.parse(draft.endedAt) - Date.parse(draft.startedAt)) / 3_600_000;
  const heads = countsOf(draft.lines).reduce((sum, { count }) => sum + count, 0);
  if (hours < 0) hard.push('ends-before');
  if (hours > 24) hard.push('too-long');
  if (heads === 0) soft.push('nobody');
  if (draft.walkIns > heads) soft.push('more-walk-ins');
  if (heads > seats) soft.push('above-seats');
  return { hard, soft };
}
