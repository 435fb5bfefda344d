/**
 * Exam results of a cohort, noted by many hands: each time that some of them change is a version, and each result says with which it came. So
 * two phones that noted different learners are both right, and of two that noted the same one the second is asked.
 */
import type { ExamConflict, ExamSheet } from '@digitruck/contract/cohorts';
import type { CohortId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, desc, eq, sql } from '../drizzle.ts';
import { enrolments, examSheets } from '../tables/learners.ts';
import {
  type Done,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  touchedBy,
  type VersionConflict,
} from '../versions.ts';
import { type EnrolmentRow, lockedEnrolment, lockPlaces, noteEnrolment, type Refusal } from './enrol.ts';

type Device = ExamSheet['device'];
type Taken = Done<{ results: number; version: number }>;

/** The newest first. */
const sheetsOf = (tx: Tx | Db, cohortId: CohortId) =>
  tx.select().from(examSheets).where(eq(examSheets.cohortId, cohortId)).orderBy(desc(examSheets.version));

export async function examVersionOf(tx: Tx | Db, cohortId: CohortId): Promise<number> {
  const [latest] = await sheetsOf(tx, cohortId).limit(1);
  return latest?.version ?? 0;
}

/** The version of what changes now. The cohort's row is held. */
export async function nextExamVersion(
  tx: Tx,
  actor: Actor,
  cohortId: CohortId,
  device: Device,
): Promise<number> {
  const version = (await examVersionOf(tx, cohortId)) + 1;
  await tx.insert(examSheets).values({
    cohortId,
    version,
    deviceId: device?.deviceId ?? null,
    deviceRevision: device?.revision ?? null,
    madeBy: actor.name,
  });
  return version;
}

/** Whoever has a result and sat in the course has completed it. All are taken or none; the same results again change nothing. */
export async function takeExam(
  tx: Tx,
  actor: Actor,
  cohortId: CohortId,
  { takenOn, results, basedOn, device }: ExamSheet,
): Promise<Taken | NotFound | Refusal | VersionConflict<ExamConflict>> {
  if ((await lockPlaces(tx, cohortId)) === undefined) return NOT_FOUND;
  const sheets = await sheetsOf(tx, cohortId);
  const standing = sheets[0]?.version ?? 0;
  const own = sheets.filter(({ deviceId }) => device !== null && deviceId === device.deviceId);
  const latest = own[0];
  // An earlier saving that was long on its way: what came after it stands.
  if (
    device !== null &&
    latest !== undefined &&
    device.revision <= (latest.deviceRevision ?? 0) &&
    (basedOn ?? standing) < latest.version
  )
    return { ok: true, row: { results: 0, version: standing } };

  const changes: {
    readonly current: EnrolmentRow;
    readonly set: Pick<EnrolmentRow, 'examScorePct' | 'examOn'>;
  }[] = [];
  for (const { learnerId, scorePct } of results) {
    const current = await lockedEnrolment(tx, cohortId, learnerId);
    if (current === undefined) return { ok: false, reason: 'no-learner', learnerId };
    const examOn = scorePct === null ? null : takenOn;
    if (current.examScorePct === scorePct && current.examOn === examOn) continue;
    changes.push({ current, set: { examScorePct: scorePct, examOn } });
  }
  const ownVersions = new Set(own.map(({ version }) => version));
  const unseen = changes.filter(
    ({ current: { examVersion } }) =>
      basedOn !== null && examVersion > basedOn && !ownVersions.has(examVersion),
  );
  if (unseen.length > 0) return conflictOf(standing, sheets, unseen);
  if (changes.length === 0) return { ok: true, row: { results: 0, version: standing } };

  const examVersion = await nextExamVersion(tx, actor, cohortId, device);
  for (const { current, set } of changes) {
    const completes = set.examScorePct !== null && current.state === 'enrolled';
    const row = onlyRow(
      await tx
        .update(enrolments)
        .set({
          ...set,
          examVersion,
          ...(completes ? { state: 'completed' as const, stateSince: sql`clock_timestamp()` } : {}),
          ...touchedBy(actor.name, current.version),
        })
        .where(and(eq(enrolments.cohortId, cohortId), eq(enrolments.learnerId, current.learnerId)))
        .returning(),
    );
    await noteEnrolment(tx, actor, 'exam', current, row);
  }
  await notifyChanges(tx, { subjects: ['cohorts'] });
  return { ok: true, row: { results: changes.length, version: examVersion } };
}

/** Who changed last what was not seen, and what it is now. */
function conflictOf(
  version: number,
  sheets: readonly (typeof examSheets.$inferSelect)[],
  unseen: readonly { readonly current: EnrolmentRow }[],
): VersionConflict<ExamConflict> {
  const last = Math.max(...unseen.map(({ current }) => current.examVersion));
  const sheet = sheets.find((each) => each.version === last);
  const current: ExamConflict = {
    version,
    updatedBy: sheet?.madeBy ?? '',
    updatedAt: sheet?.madeAt.toISOString() ?? '',
    results: unseen.map(({ current: { learnerId, examScorePct, examOn } }) => ({
      learnerId,
      scorePct: examScorePct,
      takenOn: examOn,
    })),
  };
  return { ok: false, reason: 'version-conflict', current };
}
