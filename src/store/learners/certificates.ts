/** Certificates: issued once to a learner of a cohort, each with a number nobody can guess; revoked, never deleted. */
import { randomBytes } from 'node:crypto';
import { certificateNumberFrom } from '@digitruck/contract/certificate-number';
import type { Certificate, CertificateCheck, NotIssued } from '@digitruck/contract/certificates';
import type { CohortId, LearnerId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, isNull, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { certificates, cohorts, enrolments, learners } from '../tables/learners.ts';
import { type Done, NOT_FOUND, type NotFound, onlyRow } from '../versions.ts';
import { findCohort } from './cohorts.ts';
import { learnerOf } from './learner-rows.ts';
import type { Seals } from './sealed.ts';

const NUMBER_BYTES = 11;

/** A certificate as it is printed. */
export type PrintedCertificate = Certificate & {
  /** Null: did not agree to be named, or is forgotten; the line is left to be written on. */
  readonly name: string | null;
  /** In the cohort, for whoever writes the name. */
  readonly number: number;
};

export function certificateStore(db: Db, getSeals: () => Promise<Seals>) {
  return {
    /**
     * @param options.learnerIds undefined: everybody who may have one
     * @param options.programme its name, as it stands on them
     */
    async issue(
      actor: Actor,
      cohortId: CohortId,
      options: {
        readonly learnerIds: readonly LearnerId[] | undefined;
        readonly issuedOn: string;
        readonly programme: string;
      },
    ): Promise<
      | Done<{ issued: Certificate[]; left: { learnerId: LearnerId; why: NotIssued }[] }>
      | NotFound
      | { readonly ok: false; readonly reason: 'does-not-certify' }
    > {
      return db.transaction(async (tx) => {
        await tx.select().from(cohorts).where(eq(cohorts.cohortId, cohortId)).for('update');
        const cohort = await findCohort(tx, cohortId);
        if (cohort === undefined) return NOT_FOUND;
        if (!cohort.course.certifies) return { ok: false, reason: 'does-not-certify' } as const;
        const rows = await tx
          .select({ row: enrolments, standing: certificates.certificateNumber })
          .from(enrolments)
          .leftJoin(
            certificates,
            and(
              eq(certificates.cohortId, enrolments.cohortId),
              eq(certificates.learnerId, enrolments.learnerId),
              isNull(certificates.revokedAt),
            ),
          )
          .where(eq(enrolments.cohortId, cohortId))
          .orderBy(enrolments.number);
        const byLearner = new Map(rows.map((one) => [one.row.learnerId, one]));
        const wanted = options.learnerIds ?? rows.map(({ row }) => row.learnerId);
        const issued: Certificate[] = [];
        const left: { learnerId: LearnerId; why: NotIssued }[] = [];
        for (const learnerId of new Set(wanted)) {
          const one = byLearner.get(learnerId);
          const why = whyNot(one, cohort.course.passMarkPct);
          if (why !== undefined) {
            left.push({ learnerId, why });
            continue;
          }
          const row = onlyRow(
            await tx
              .insert(certificates)
              .values({
                certificateNumber: certificateNumberFrom(randomBytes(NUMBER_BYTES)),
                learnerId,
                cohortId,
                courseId: cohort.course.courseId,
                courseName: cohort.course.name,
                courseHours: cohort.course.totalHours,
                programmeName: options.programme,
                place: [cohort.site.name, cohort.site.county].filter((part) => part !== '').join(', '),
                issuedOn: options.issuedOn,
                issuedBy: actor.name,
              })
              .returning(),
          );
          const certificate = certificateOf(row);
          issued.push(certificate);
          await note(tx, actor, 'issue', certificate);
        }
        if (issued.length > 0) await notifyChanges(tx, { subjects: ['cohorts'] });
        return { ok: true, row: { issued, left } } as const;
      });
    },

    /** Those that stand, to be printed, by number in the cohort. Who printed names is in the audit log. */
    async toPrint(actor: Actor, cohortId: CohortId, learnerId?: LearnerId): Promise<PrintedCertificate[]> {
      const seals = await getSeals();
      return db.transaction(async (tx) => {
        const rows = await tx
          .select({ row: certificates, learner: learners, number: enrolments.number })
          .from(certificates)
          .innerJoin(learners, eq(learners.learnerId, certificates.learnerId))
          .innerJoin(
            enrolments,
            and(
              eq(enrolments.cohortId, certificates.cohortId),
              eq(enrolments.learnerId, certificates.learnerId),
            ),
          )
          .where(
            and(
              eq(certificates.cohortId, cohortId),
              isNull(certificates.revokedAt),
              learnerId === undefined ? undefined : eq(certificates.learnerId, learnerId),
            ),
          )
          .orderBy(enrolments.number);
        if (rows.length > 0) {
          const after = { certificates: rows.length };
          const subject = { subject: 'cohort', subjectId: cohortId };
          await recordChange(tx, { actor, action: 'certificate.print', ...subject, after });
        }
        return rows.map(({ row, learner, number }) => ({
          ...certificateOf(row),
          name: learnerOf(learner, seals).name,
          number,
        }));
      });
    },

    /** For anybody who has the number; nothing about the person. */
    async check(certificateNumber: string): Promise<CertificateCheck | undefined> {
      const [row] = await db
        .select()
        .from(certificates)
        .where(eq(certificates.certificateNumber, certificateNumber));
      return (
        row && {
          certificateNumber,
          course: row.courseName,
          courseHours: row.courseHours,
          programme: row.programmeName,
          issuedOn: row.issuedOn,
          validity: row.revokedAt === null ? 'valid' : 'revoked',
        }
      );
    },

    async revoke(
      actor: Actor,
      certificateNumber: string,
      reason: string,
    ): Promise<Done<Certificate> | NotFound> {
      return db.transaction(async (tx) => {
        const [row] = await tx
          .update(certificates)
          .set({ revokedAt: sql`clock_timestamp()`, revokedBy: actor.name, revokeReason: reason })
          .where(and(eq(certificates.certificateNumber, certificateNumber), isNull(certificates.revokedAt)))
          .returning();
        if (row === undefined) return NOT_FOUND;
        const certificate = certificateOf(row);
        await note(tx, actor, 'revoke', certificate);
        await notifyChanges(tx, { subjects: ['cohorts'] });
        return { ok: true, row: certificate } as const;
      });
    },
  };
}
export type CertificateStore = ReturnType<typeof certificateStore>;

type Candidate = { row: typeof enrolments.$inferSelect; standing: string | null };

/** Who took the exam must have passed it; of a course without one, who completed it. */
function whyNot(one: Candidate | undefined, passMarkPct: number | null): NotIssued | undefined {
  if (one === undefined) return 'not-enrolled';
  const { state, examScorePct } = one.row;
  if (one.standing !== null) return 'has-one';
  if (state === 'waiting' || state === 'dropped-out') return state;
  if (passMarkPct === null) return state === 'completed' ? undefined : 'no-result';
  if (examScorePct === null) return 'no-result';
  return examScorePct >= passMarkPct ? undefined : 'not-passed';
}

/** The number is no secret of ours (it is printed), but whoever reads the log need not have it: the log has the learner. */
async function note(tx: Tx, actor: Actor, verb: string, certificate: Certificate): Promise<void> {
  const { learnerId: subjectId, cohortId, courseId, issuedOn, revokedAt } = certificate;
  const after = { cohortId, courseId, issuedOn, revokedAt };
  await recordChange(tx, { actor, action: `certificate.${verb}`, subject: 'learner', subjectId, after });
}

function certificateOf(row: typeof certificates.$inferSelect): Certificate {
  const { programmeId: _, revokedBy: __, createdAt: ___, revokedAt, ...rest } = row;
  return { ...rest, revokedAt: revokedAt?.toISOString() ?? null };
}
