/**
 * A report as the phone keeps it, and how it changes: when somebody saves it, and with each answer that comes. Pure, so that every
 * way in which a network can fail is a test.
 *
 * A report goes saved -> on the truck -> received -> counted. What was sent and what was saved since are told apart by `revision`, so an
 * answer that comes late never covers a later edit.
 */
import type { FieldError } from '@digitruck/contract/problems';
import { reportCode } from '@digitruck/contract/session-code';
import type { ReportStep } from '@digitruck/contract/session-words';
import type { Session, SessionDraft } from '@digitruck/contract/sessions';

/** What the operator said of a class, without how it travels. */
export type Report = Omit<SessionDraft, 'device' | 'basedOn'>;

/** Codes come from offices of today; an older one's words are all there is. */
export type FieldProblem = Readonly<Pick<FieldError, 'field' | 'problem' | 'code' | 'params'>>;
/** Why a report waits for somebody; it is never sent again by itself, and never dropped. */
export type Trouble =
  | {
      readonly kind: 'needs-fix';
      readonly status: number;
      /** `not-allowed`, `too-large`, ...: not there in what an older page kept, or where a hub told it. */
      readonly type?: string;
      readonly detail: string;
      readonly fields: readonly FieldProblem[];
    }
  | { readonly kind: 'conflict'; readonly current: Session };

/** Rises when older pages could not read what newer ones wrote. */
export const KEPT_SCHEMA = 1;

export type Kept = {
  readonly schema: typeof KEPT_SCHEMA;
  readonly sessionId: string;
  readonly report: Report;
  /** The device that made this revision; one that was brought in from another phone keeps that one's. */
  readonly deviceId: string;
  readonly revision: number;
  readonly savedAt: string;
  /** Who was signed in here when it was saved; not there in what an older page kept, or when nobody was. */
  readonly personId?: string | null;
  /** The office's version that this device last saw; 0 is none. */
  readonly basedOn: number;
  /** The newest revision the truck's hub has, and the office has; 0 is none. */
  readonly hubRevision: number;
  readonly officeRevision: number;
  /** Of what the office has. */
  readonly officeStep: 'received' | 'counted' | null;
  /** Somebody else has changed it since. */
  readonly changedThere: boolean;
  readonly code: string;
  readonly trouble: Trouble | null;
  /** Failed tries since it was saved or last got through; when it may be tried again. */
  readonly tries: number;
  readonly nextTryMs: number;
  /** Rises with every change: of two copies the higher is the newer. */
  readonly writes: number;
};

export type Answer =
  | { readonly kind: 'received'; readonly version: number; readonly step: 'received' | 'counted' }
  | { readonly kind: 'on-truck' }
  | { readonly kind: 'signed-out' }
  | { readonly kind: 'later'; readonly afterMs: number | null }
  | { readonly kind: 'unreachable' }
  | Trouble;

/** A report saved on this device: new, or edited. */
export function saved(
  before: Kept | undefined,
  made: {
    readonly sessionId: string;
    readonly report: Report;
    readonly deviceId: string;
    readonly personId?: string | null;
    readonly atMs: number;
  },
): Kept {
  const { sessionId, report, deviceId, personId = null, atMs } = made;
  // A conflict that is saved over was looked at: it is based on what it was asked about.
  const seen = before?.trouble?.kind === 'conflict' ? before.trouble.current.version : 0;
  return {
    schema: KEPT_SCHEMA,
    sessionId,
    report,
    deviceId,
    revision: (before?.revision ?? 0) + 1,
    savedAt: new Date(atMs).toISOString(),
    personId,
    basedOn: Math.max(before?.basedOn ?? 0, seen),
    hubRevision: before?.hubRevision ?? 0,
    officeRevision: before?.officeRevision ?? 0,
    officeStep: before?.officeStep ?? null,
    changedThere: false,
    code: reportCode(sessionId, { ...report, device: { deviceId } }),
    trouble: null,
    tries: 0,
    nextTryMs: 0,
    writes: (before?.writes ?? 0) + 1,
  };
}

/** A report that another phone made, as the office has it: what is saved of it here is based on that. */
export function takenUp(session: Session, deviceId: string, atMs: number): Kept {
  const { sessionId, version, step, code } = session;
  const kept = saved(undefined, { sessionId, report: reportOf(session), deviceId, atMs });
  return { ...kept, basedOn: version, officeRevision: kept.revision, officeStep: step, code };
}

/** The body of the PUT. */
export function bodyOf(kept: Kept, sentMs: number): SessionDraft {
  const { report, deviceId, revision, savedAt, basedOn } = kept;
  return {
    ...report,
    device: { deviceId, revision, savedAt, sentAt: new Date(sentMs).toISOString() },
    basedOn,
  };
}

/** Where it is on its way; trouble is told apart. */
export function stepOf({ revision, officeRevision, officeStep, hubRevision }: Kept): ReportStep {
  if (officeRevision >= revision && officeStep !== null) return officeStep;
  return hubRevision >= revision ? 'on-truck' : 'saved';
}

/** The office does not have it as it stands here, and nobody has to be asked first. */
export const waits = (kept: Kept): boolean => kept.trouble === null && kept.officeRevision < kept.revision;

const FIRST_WAIT_MS = 4_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** However long the office asks for. */
const ASKED_WAIT_MAX_MS = 3_600_000;

/** Twice as long each time, and never all phones at the same moment. @param dice in [0, 1) */
export function waitMs(tries: number, dice: number): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 20));
  return Math.round(most * (0.5 + dice / 2));
}

/** Whether it may be tried. A time further off than anything waits was written before the phone's clock was set back. */
export const isDue = ({ nextTryMs }: Pick<Kept, 'nextTryMs'>, nowMs: number): boolean =>
  nextTryMs <= nowMs || nextTryMs > nowMs + ASKED_WAIT_MAX_MS;

/** What an answer to `sentRevision` makes of it. */
export function answered(
  kept: Kept,
  sentRevision: number,
  answer: Answer,
  now: { readonly ms: number; readonly dice: number },
): Kept {
  const changed = (change: Partial<Kept>): Kept => ({ ...kept, ...change, writes: kept.writes + 1 });
  const through = { tries: 0, nextTryMs: 0 };
  switch (answer.kind) {
    case 'received':
      if (sentRevision < kept.officeRevision) return kept;
      return changed({
        ...through,
        officeRevision: sentRevision,
        officeStep: answer.step,
        basedOn: Math.max(kept.basedOn, answer.version),
        trouble: sentRevision >= kept.revision ? null : kept.trouble,
      });
    case 'on-truck':
      return changed({ ...through, hubRevision: Math.max(kept.hubRevision, sentRevision) });
    case 'needs-fix':
    case 'conflict':
      // It was mended while the answer was on its way: what is wrong with the old one is of no interest.
      return sentRevision < kept.revision ? kept : changed({ trouble: answer });
    case 'later': {
      const tries = kept.tries + 1;
      const asked = Math.min(ASKED_WAIT_MAX_MS, answer.afterMs ?? 0);
      const inMs = Math.max(asked, waitMs(tries, now.dice));
      return changed({ tries, nextTryMs: now.ms + inMs });
    }
    case 'signed-out':
    case 'unreachable':
      return kept;
  }
}

export type StepNews = {
  /** The last three only from a hub: it waits there; the office refused it for `reason`, or asks which version is right. */
  readonly step: 'received' | 'counted' | 'on-truck' | 'needs-fix' | 'conflict';
  readonly version: number | null;
  readonly code: string;
  readonly reason?: string;
  readonly errors?: readonly FieldProblem[];
};
/**
 * How far the office says it is. Only the same code means that the office has this very revision; another one of a report that had
 * arrived means that somebody has changed it since.
 */
export function stepped(kept: Kept, { step, version, code, reason = '', errors = [] }: StepNews): Kept {
  // A conflict is for the office to ask: it has the other version.
  if (kept.trouble?.kind === 'needs-fix' || step === 'on-truck' || step === 'conflict') return kept;
  const changedThere = code !== kept.code;
  if (step === 'needs-fix') {
    if (changedThere || !waits(kept)) return kept;
    const trouble: Trouble = { kind: 'needs-fix', status: 0, detail: reason, fields: errors };
    return { ...kept, trouble, writes: kept.writes + 1 };
  }
  if (changedThere && (waits(kept) || kept.trouble !== null)) return kept;
  const known = kept.officeRevision >= kept.revision && kept.officeStep === step;
  if (known && kept.changedThere === changedThere) return kept;
  if (changedThere) return { ...kept, officeStep: step, changedThere, writes: kept.writes + 1 };
  return {
    ...kept,
    officeRevision: kept.revision,
    officeStep: step,
    changedThere,
    basedOn: Math.max(kept.basedOn, version ?? 0),
    trouble: null,
    writes: kept.writes + 1,
  };
}

/** A conflict is settled by leaving the office's version: nothing of this device is to be sent any more. */
export function yielded(kept: Kept): Kept {
  if (kept.trouble?.kind !== 'conflict') return kept;
  const { current } = kept.trouble;
  return {
    ...kept,
    report: reportOf(current),
    code: current.code,
    officeRevision: kept.revision,
    officeStep: current.step,
    changedThere: false,
    basedOn: current.version,
    trouble: null,
    writes: kept.writes + 1,
  };
}

/** The fields of a report, as the office has them. Times are the device's: the office corrects them anew. */
export function reportOf(session: Session): Report {
  const { truckId, visitId, siteId, courseId, cohortId, plannedStartsAt, state, headCounts, attendance } =
    session;
  const { walkIns, waiting, topics, problems, notes, clock } = session;
  return {
    truckId,
    visitId,
    siteId,
    courseId,
    cohortId,
    plannedStartsAt,
    state,
    startedAt: clock.deviceStartedAt,
    endedAt: clock.deviceEndedAt,
    headCounts,
    attendance,
    walkIns,
    waiting,
    topics,
    problems,
    notes,
  };
}
