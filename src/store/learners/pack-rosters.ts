/**
 * Rosters for a truck's phones: the cohorts of its near visits, with names only where the course certifies and the learner agreed.
 *
 * A phone asks again and again, so that somebody has them is noted once an hour and not each time.
 */
import type { CohortId, LearnerId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { PackCohort, PackLearner } from '@digitruck/contract/operator';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { and, asc, eq, inArray, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { cohorts, enrolments, examSheets, learners } from '../tables/learners.ts';
import { courses } from '../tables/registry.ts';
import { learnerOf } from './learner-rows.ts';
import type { Seals } from './sealed.ts';

export function packRosterStore(db: Db, getSeals: () => Promise<Seals>) {
  return {
    /** @param actor whose phone gets them */
    async cohortsOf(visitIds: readonly VisitId[], truckId: TruckId, actor: Actor): Promise<PackCohort[]> {
      if (visitIds.length === 0) return [];
      const seals = await getSeals();
      const rows = await db
        .select({ cohort: cohorts, certifies: courses.certifies })
        .from(cohorts)
        .innerJoin(courses, eq(courses.courseId, cohorts.courseId))
        .where(inArray(cohorts.visitId, [...visitIds]))
        .orderBy(asc(cohorts.visitId), asc(cohorts.number));
      const certifying = rows.filter(({ certifies }) => certifies).map(({ cohort }) => cohort.cohortId);
      const rosters = await rostersOf(certifying, seals);
      const versions = await examVersionsOf(certifying);
      if ([...rosters.values()].some((roster) => roster.length > 0)) await note(truckId, actor);
      return rows.map(({ cohort, certifies }) => ({
        cohortId: cohort.cohortId,
        visitId: cohort.visitId,
        courseId: cohort.courseId,
        name: cohort.name === '' ? String(cohort.number) : cohort.name,
        slots: cohort.slots,
        roster: certifies ? (rosters.get(cohort.cohortId) ?? []) : null,
        examVersion: versions.get(cohort.cohortId) ?? 0,
      }));
    },
  };

  async function rostersOf(
    cohortIds: readonly CohortId[],
    seals: Seals,
  ): Promise<ReadonlyMap<CohortId, PackLearner[]>> {
    const rosters = new Map<CohortId, PackLearner[]>();
    if (cohortIds.length === 0) return rosters;
    const rows = await db
      .select({ row: enrolments, learner: learners })
      .from(enrolments)
      .innerJoin(learners, eq(learners.learnerId, enrolments.learnerId))
      .where(
        and(
          inArray(enrolments.cohortId, [...cohortIds]),
          inArray(enrolments.state, ['enrolled', 'completed']),
        ),
      )
      .orderBy(asc(enrolments.number));
    for (const { row, learner } of rows) {
      const one: PackLearner = {
        learnerId: row.learnerId as LearnerId,
        number: row.number,
        name: learnerOf(learner, seals).name,
        sex: learner.sex,
        ageBand: row.ageBand,
        role: learner.role,
        exam:
          row.examScorePct === null || row.examOn === null
            ? null
            : { scorePct: row.examScorePct, takenOn: row.examOn },
      };
      rosters.set(row.cohortId, [...(rosters.get(row.cohortId) ?? []), one]);
    }
    return rosters;
  }

  async function examVersionsOf(cohortIds: readonly CohortId[]): Promise<ReadonlyMap<CohortId, number>> {
    if (cohortIds.length === 0) return new Map();
    const rows = await db
      .select({ cohortId: examSheets.cohortId, version: sql<number>`max(${examSheets.version})` })
      .from(examSheets)
      .where(inArray(examSheets.cohortId, [...cohortIds]))
      .groupBy(examSheets.cohortId);
    return new Map(rows.map(({ cohortId, version }) => [cohortId, version]));
  }

  async function note(truckId: TruckId, actor: Actor): Promise<void> {
    await db.transaction(async (tx) => {
      const { rows } = await tx.execute(sql`
        select from audit_log where subject = 'truck' and subject_id = ${truckId} and action = 'roster.pack'
          and actor_name = ${actor.name} and actor_id is not distinct from ${actor.personId}
          and at > clock_timestamp() - interval '1 hour' limit 1`);
      if (rows.length > 0) return;
      await recordChange(tx, { actor, action: 'roster.pack', subject: 'truck', subjectId: truckId });
    });
  }
}
export type PackRosterStore = ReturnType<typeof packRosterStore>;
