/** A correction while it is typed: what the form holds, and what of it is a change. */
import {
  AGE_BANDS,
  type AgeBand,
  ATTENDEE_ROLES,
  type AttendeeRole,
  type ProblemKind,
  SEXES,
  type SessionState,
  type Sex,
} from '@digitruck/contract/session-words';
import type { HeadCount, Session, SessionCorrection } from '@digitruck/contract/sessions';
import { instantOf, localDayOf, zoneOffsetMs } from '../../../kernel/zone.ts';

export type Group = { readonly sex: Sex; readonly ageBand: AgeBand; readonly role: AttendeeRole };
export type Draft = {
  readonly state: SessionState;
  /** `2026-11-24T14:30` in the programme's time zone, as an input holds it. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly problem: ProblemKind | '';
  readonly walkIns: string;
  readonly cohortId: string;
  readonly counts: readonly (Group & { readonly count: string })[];
  readonly reason: string;
};

export function draftOf(session: Session, timeZone: string): Draft {
  return {
    state: session.state,
    startedAt: localOf(session.startedAt, timeZone),
    endedAt: session.endedAt === null ? '' : localOf(session.endedAt, timeZone),
    problem: session.problems[0]?.kind ?? '',
    walkIns: String(session.walkIns),
    cohortId: session.cohortId ?? '',
    counts: session.headCounts.map(({ count, ...group }) => ({ ...group, count: String(count) })),
    reason: '',
  };
}

function localOf(instant: string, timeZone: string): string {
  const atMs = Date.parse(instant);
  const local = new Date(atMs + zoneOffsetMs(atMs, timeZone)).toISOString();
  return `${localDayOf(atMs, timeZone)}T${local.slice(11, 16)}`;
}

/** The first group that is not counted yet: learners before others, as the lists have them. */
export function freeGroup(counts: Draft['counts']): Group | undefined {
  const has = (group: Group) =>
    counts.some(
      ({ sex, ageBand, role }) => sex === group.sex && ageBand === group.ageBand && role === group.role,
    );
  for (const role of ATTENDEE_ROLES)
    for (const ageBand of AGE_BANDS)
      for (const sex of SEXES) if (!has({ sex, ageBand, role })) return { sex, ageBand, role };
  return undefined;
}

export const isCount = (text: string) => /^\d{1,4}$/.test(text.trim());
export const isTime = (text: string) => /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text);

/** Only what was changed: minutes are typed, seconds that nobody touched stay. */
export function changeOf(session: Session, draft: Draft, timeZone: string): SessionCorrection['change'] {
  const before = draftOf(session, timeZone);
  const instant = (local: string) =>
    new Date(instantOf(local.slice(0, 10), local.slice(11, 16), timeZone)).toISOString();
  const isHeld = draft.state === 'held' || draft.state === 'withdrawn';
  const headCounts: HeadCount[] = draft.counts.flatMap(({ count, ...group }) =>
    Number(count) > 0 ? [{ ...group, count: Number(count) }] : [],
  );
  const isSame = (one: keyof Draft) => JSON.stringify(draft[one]) === JSON.stringify(before[one]);
  return {
    ...(isSame('state') ? {} : { state: draft.state }),
    ...(isSame('startedAt') ? {} : { startedAt: instant(draft.startedAt) }),
    ...(isHeld && !isSame('endedAt') && draft.endedAt !== '' ? { endedAt: instant(draft.endedAt) } : {}),
    ...(isHeld && !isSame('counts') ? { headCounts } : {}),
    ...(isHeld && !isSame('walkIns') ? { walkIns: Number(draft.walkIns) } : {}),
    ...(isSame('cohortId') ? {} : { cohortId: (draft.cohortId || null) as Session['cohortId'] }),
    ...(draft.state === 'cancelled' && !isSame('problem') && draft.problem !== ''
      ? { problems: [{ kind: draft.problem, note: '' }] }
      : {}),
    // A class that was not held had nobody.
    ...(draft.state === 'cancelled' && session.state !== 'cancelled'
      ? { endedAt: null, headCounts: [], walkIns: 0 }
      : {}),
  };
}
