/** Heads by sex, age band and role, as lines that a thumb can count in. Pure. */
import type { OperatorPack, PackLearner } from '@digitruck/contract/operator';
import {
  AGE_BANDS,
  type AgeBand,
  ATTENDEE_ROLES,
  type AttendeeRole,
  SEXES,
  type Sex,
} from '@digitruck/contract/session-words';
import type { HeadCount } from '@digitruck/contract/sessions';
import type { DayClass } from './day.ts';
import { timeOfDay } from './day.ts';
import type { Kept } from './outbox/kept.ts';

/** One role and age band, counted by sex. */
export type Line = { readonly role: AttendeeRole; readonly ageBand: AgeBand } & {
  readonly [S in Sex]: number;
};

export const NOBODY: Line = { role: 'learner', ageBand: '18-24', female: 0, male: 0, other: 0, unknown: 0 };
export const HEADS_MAX = 2000;

export const headsOf = (line: Line): number => SEXES.reduce((sum, sex) => sum + line[sex], 0);
export const totalOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, line) => sum + headsOf(line), 0);
export const totalOfSex = (lines: readonly Line[], sex: Sex): number =>
  lines.reduce((sum, line) => sum + line[sex], 0);

export function withCount(line: Line, sex: Sex, count: number): Line {
  return { ...line, [sex]: Math.min(HEADS_MAX, Math.max(0, Math.round(count) || 0)) };
}

/** Groups without anybody are left out; two lines of one group are one. */
export function countsOf(lines: readonly Line[]): HeadCount[] {
  const counts: HeadCount[] = [];
  for (const role of ATTENDEE_ROLES)
    for (const ageBand of AGE_BANDS)
      for (const sex of SEXES) {
        const count = lines
          .filter((line) => line.role === role && line.ageBand === ageBand)
          .reduce((sum, line) => sum + line[sex], 0);
        if (count > 0) counts.push({ sex, ageBand, role, count: Math.min(count, HEADS_MAX) });
      }
  return counts;
}

export function linesOf(counts: readonly HeadCount[]): Line[] {
  const lines = new Map<string, Line>();
  for (const { sex, ageBand, role, count } of counts) {
    const key = `${role} ${ageBand}`;
    const line = lines.get(key) ?? { ...NOBODY, role, ageBand };
    lines.set(key, { ...line, [sex]: line[sex] + count });
  }
  return [...lines.values()];
}

export function linesOfLearners(present: readonly PackLearner[]): Line[] {
  return linesOf(countsOf(present.map(({ sex, ageBand, role }) => ({ ...NOBODY, role, ageBand, [sex]: 1 }))));
}

/** The same split with another number of people, by largest remainders (Hamilton's method), so that it adds up to exactly that. */
export function scaledTo(lines: readonly Line[], people: number): Line[] {
  const all = totalOf(lines);
  if (all === 0) return [...lines];
  const cells = lines.flatMap((line, at) =>
    SEXES.map((sex) => ({ at, sex, exact: (line[sex] * people) / all })),
  );
  const left = people - cells.reduce((sum, { exact }) => sum + Math.floor(exact), 0);
  const byRest = [...cells].sort((a, b) => (b.exact % 1) - (a.exact % 1) || b.exact - a.exact);
  const more = new Set(byRest.slice(0, left));
  const scaled = lines.map((line) => ({ ...line }));
  for (const cell of cells) {
    const line = scaled[cell.at];
    if (line !== undefined)
      Object.assign(line, { [cell.sex]: Math.floor(cell.exact) + (more.has(cell) ? 1 : 0) });
  }
  return scaled.filter((line) => headsOf(line) > 0);
}

export type Offer = { readonly lines: Line[]; readonly from: 'last-class' | 'nothing' };
/** Last class of the same hour of the visit (so of the same cohort), else the last of the visit, else the last of the course. */
export function offeredHeads(pack: OperatorPack, kept: readonly Kept[], held: DayClass): Offer {
  const time = timeOfDay(held.startsAt, pack.timeZone);
  const past = kept
    .filter(({ sessionId, report }) => report.state === 'held' && sessionId !== held.kept?.sessionId)
    .filter(({ report }) => (report.headCounts ?? []).length > 0 && report.startedAt < held.startsAt)
    .sort((a, b) => (a.report.startedAt < b.report.startedAt ? 1 : -1));
  const ofVisit = past.filter(({ report }) => report.visitId === held.visit?.visitId);
  const found =
    ofVisit.find(
      ({ report }) => timeOfDay(report.plannedStartsAt ?? report.startedAt, pack.timeZone) === time,
    ) ??
    ofVisit[0] ??
    past.find(({ report }) => report.courseId === held.course?.courseId);
  return found === undefined
    ? { lines: [NOBODY], from: 'nothing' }
    : { lines: linesOf(found.report.headCounts ?? []), from: 'last-class' };
}

/** What the sensor counted while the class was on; undefined when nothing is known of that time. */
export function sensed(
  pack: OperatorPack,
  startsAt: string,
  endsAt: string | null,
  nowMs: number,
): number | undefined {
  if (pack.occupancy === null) return undefined;
  const atMs = Date.parse(pack.occupancy.at);
  const endMs = endsAt === null ? nowMs : Date.parse(endsAt);
  return atMs >= Date.parse(startsAt) && atMs <= endMs ? pack.occupancy.people : undefined;
}
