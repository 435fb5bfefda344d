/**
 * Which cohort and learners that a report names are known. What is not stays in the report as it was sent (`session_versions`) and is asked about
 * (`impact/truth.ts`); it stands in no column that is counted, so it makes neither people nor presence.
 */
import type { CohortId, LearnerId, VisitId } from '@digitruck/contract/ids';
import type { Attendance, SessionBody } from '@digitruck/contract/sessions';
import type { Tx } from '../db.ts';
import { and, eq, inArray, or } from '../drizzle.ts';
import { cohorts, learners } from '../tables/learners.ts';
import { visits } from '../tables/visits.ts';

/** A cohort is this report's when it is of the visit that the report is of, or of another visit of its truck. */
export async function knownCohort(
  tx: Tx,
  { cohortId, truckId }: SessionBody,
  visitId: VisitId | null,
): Promise<CohortId | null> {
  if (cohortId === null) return null;
  const own = visitId === null ? undefined : eq(cohorts.visitId, visitId);
  const [known] = await tx
    .select({ cohortId: cohorts.cohortId })
    .from(cohorts)
    .leftJoin(visits, eq(visits.visitId, cohorts.visitId))
    .where(and(eq(cohorts.cohortId, cohortId), or(own, eq(visits.truckId, truckId))));
  return known?.cohortId ?? null;
}

export async function knownAttendance(tx: Tx, { attendance }: SessionBody): Promise<Attendance[]> {
  if (attendance.length === 0) return [];
  const ids = attendance.map(({ learnerId }) => learnerId);
  const rows = await tx
    .select({ learnerId: learners.learnerId })
    .from(learners)
    .where(inArray(learners.learnerId, ids));
  const known = new Set<LearnerId>(rows.map(({ learnerId }) => learnerId));
  return attendance.filter(({ learnerId }) => known.has(learnerId));
}
