/**
 * Rosters: who is enrolled in a cohort, who waits for a seat, who left and why, and their exam results.
 *
 * A roster with names is read in a transaction that also writes who read it into the audit log.
 */
import type { EnrolmentState } from '@digitruck/contract/cohort-words';
import type {
  Cohort,
  Enrolment,
  EnrolmentBody,
  EnrolmentUpdate,
  ExamSheet,
  Roster,
} from '@digitruck/contract/cohorts';
import type { CohortId, LearnerId, SiteId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, asc, eq, isNull, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { certificates, enrolments, learners } from '../tables/learners.ts';
import {
  type Done,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { type Presence, presenceOf } from './cohort-figures.ts';
import { findCohort } from './cohorts.ts';
import {
  type EnrolmentRow,
  enrolOne,
  hasSeat,
  lockedEnrolment,
  lockPlaces,
  noteEnrolment,
  type Refusal,
} from './enrol.ts';
import { examVersionOf, nextExamVersion, takeExam } from './exams.ts';
import { type LearnerRow, learnerOf } from './learner-rows.ts';
import type { Seals } from './sealed.ts';

export type Conflict = VersionConflict<{ version: number; updatedBy: string; updatedAt: string }>;

export function enrolmentStore(db: Db, getSeals: () => Promise<Seals>) {
  async function read(tx: Tx | Db, cohort: Cohort): Promise<Enrolment[]> {
    const seals = await getSeals();
    const rows = await tx
      .select({ row: enrolments, learner: learners, certificateNumber: certificates.certificateNumber })
      .from(enrolments)
      .innerJoin(learners, eq(learners.learnerId, enrolments.learnerId))
      .leftJoin(
        certificates,
        and(
          eq(certificates.cohortId, enrolments.cohortId),
          eq(certificates.learnerId, enrolments.learnerId),
          isNull(certificates.revokedAt),
        ),
      )
      .where(eq(enrolments.cohortId, cohort.cohortId))
      .orderBy(asc(enrolments.number));
    const { byLearner, rolls } = await presenceOf(tx, cohort.cohortId);
    return rows.map(({ row, learner, certificateNumber }) =>
      enrolmentOf({
        row,
        learner,
        certificateNumber,
        seals,
        cohort,
        rolls,
        presence: byLearner.get(row.learnerId),
      }),
    );
  }

  return {
    /** With names, and a line in the audit log of who read them. */
    async roster(actor: Actor, cohortId: CohortId, purpose = 'look'): Promise<Roster | undefined> {
      return db.transaction(async (tx) => {
        const cohort = await findCohort(tx, cohortId);
        if (cohort === undefined) return undefined;
        const list = await read(tx, cohort);
        const named = list.filter(({ learner }) => learner.name !== null).length;
        if (named > 0) {
          const after = { purpose, learners: list.length, named };
          await recordChange(tx, {
            actor,
            action: 'roster.view',
            subject: 'cohort',
            subjectId: cohortId,
            after,
          });
        }
        return { cohort, examVersion: await examVersionOf(tx, cohortId), enrolments: list };
      });
    },

    /** One of a roster, after a change: not a look at a roster, for whoever changes it has it open. */
    async one(cohortId: CohortId, learnerId: LearnerId): Promise<Enrolment | undefined> {
      const cohort = await findCohort(db, cohortId);
      return cohort && (await read(db, cohort)).find((one) => one.learnerId === learnerId);
    },

    async enrol(
      actor: Actor,
      cohortId: CohortId,
      body: EnrolmentBody,
      nowIso: string,
    ): Promise<Done<{ learnerId: LearnerId }> | NotFound | Refusal> {
      const seals = await getSeals();
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const places = await lockPlaces(tx, cohortId);
            if (places === undefined) return NOT_FOUND;
            const done = await enrolOne(tx, { actor, places, body, nowIso, seals });
            if (done.ok) await notifyChanges(tx, { subjects: ['cohorts'] });
            return done;
          }),
        async (constraint): Promise<Refusal | undefined> =>
          constraint === 'learners_school_site_id_fkey'
            ? { ok: false, reason: 'no-school', value: body.learner?.schoolSiteId }
            : undefined,
      );
    },

    /** The sites of the country in which the cohort meets: where its teachers may teach. */
    async schoolsOf(cohortId: CohortId): Promise<{ siteId: SiteId; name: string; county: string }[]> {
      const { rows } = await db.execute<{ siteId: SiteId; name: string; county: string }>(sql`
        select s.site_id as "siteId", s.name, s.county from sites s
        where (s.programme_id, s.country) = (select h.programme_id, h.country from cohorts c
          join visits v on v.visit_id = c.visit_id join sites h on h.site_id = v.site_id where c.cohort_id = ${cohortId})
        order by s.name_key, s.site_id`);
      return rows;
    },

    /** Many at once: all or none; what is refused of one is thrown back whole. */
    async enrolAll(
      actor: Actor,
      cohortId: CohortId,
      bodies: readonly EnrolmentBody[],
      nowIso: string,
    ): Promise<Done<{ enrolled: number; waiting: number }> | NotFound | Refusal> {
      const seals = await getSeals();
      return db.transaction(async (tx) => {
        const places = await lockPlaces(tx, cohortId);
        if (places === undefined) return NOT_FOUND;
        const states: EnrolmentState[] = [];
        for (const body of bodies) {
          const done = await enrolOne(tx, { actor, places, body, nowIso, seals });
          if (!done.ok) throw new Error(`a row that had been checked was refused: ${done.reason}`);
          states.push(done.row.state);
        }
        await notifyChanges(tx, { subjects: ['cohorts'] });
        const waiting = states.filter((state) => state === 'waiting').length;
        return { ok: true, row: { enrolled: states.length - waiting, waiting } } as const;
      });
    },

    async change(
      actor: Actor,
      cohortId: CohortId,
      learnerId: LearnerId,
      { version, exam, ...change }: EnrolmentUpdate,
    ): Promise<Done<EnrolmentRow> | NotFound | Conflict | Refusal> {
      return db.transaction(async (tx) => {
        const places = await lockPlaces(tx, cohortId);
        const current = await lockedEnrolment(tx, cohortId, learnerId);
        if (places === undefined || current === undefined) return NOT_FOUND;
        if (current.version !== version) {
          return { ok: false, reason: 'version-conflict', current: metaOf(current) } as const;
        }
        const state = change.state ?? current.state;
        if (hasSeat(state) && !hasSeat(current.state) && places.taken >= places.seats) {
          return { ok: false, reason: 'no-seat', seats: places.seats } as const;
        }
        const stays = state === current.state;
        const row = onlyRow(
          await tx
            .update(enrolments)
            .set({
              state,
              ...(stays ? {} : { stateSince: sql`clock_timestamp()` }),
              dropReason: state === 'dropped-out' ? (change.dropReason ?? current.dropReason) : null,
              ...(change.ageBand === undefined ? {} : { ageBand: change.ageBand }),
              ...(exam === undefined
                ? {}
                : {
                    examScorePct: exam?.scorePct ?? null,
                    examOn: exam?.takenOn ?? null,
                    examVersion: await nextExamVersion(tx, actor, cohortId, null),
                  }),
              ...touchedBy(actor.name, version),
            })
            .where(and(eq(enrolments.cohortId, cohortId), eq(enrolments.learnerId, learnerId)))
            .returning(),
        );
        await noteEnrolment(tx, actor, 'change', current, row);
        await notifyChanges(tx, { subjects: ['cohorts'] });
        return { ok: true, row } as const;
      });
    },

    /** Exam results of many at once. */
    exam: (actor: Actor, cohortId: CohortId, sheet: ExamSheet) =>
      db.transaction((tx) => takeExam(tx, actor, cohortId, sheet)),
  };
}
export type EnrolmentStore = ReturnType<typeof enrolmentStore>;

const metaOf = (row: EnrolmentRow) => ({
  version: row.version,
  state: row.state,
  updatedBy: row.updatedBy,
  updatedAt: row.updatedAt.toISOString(),
});

function enrolmentOf(joined: {
  readonly row: EnrolmentRow;
  readonly learner: LearnerRow;
  readonly certificateNumber: string | null;
  readonly seals: Seals;
  readonly cohort: Cohort;
  /** Classes whose roll names anybody of the cohort. */
  readonly rolls: number;
  readonly presence: Presence | undefined;
}): Enrolment {
  const { row, cohort, presence, rolls } = joined;
  const { passMarkPct } = cohort.course;
  const { examScorePct, examOn } = row;
  const attended = presence?.attended ?? 0;
  return {
    cohortId: row.cohortId,
    learnerId: row.learnerId,
    number: row.number,
    state: row.state,
    stateSince: row.stateSince.toISOString(),
    dropReason: row.dropReason,
    ageBand: row.ageBand,
    exam: examScorePct === null || examOn === null ? null : { scorePct: examScorePct, takenOn: examOn },
    passed: passMarkPct === null || examScorePct === null ? null : examScorePct >= passMarkPct,
    certificateNumber: joined.certificateNumber,
    attended,
    called: presence?.called ?? 0,
    hours: presence?.hours ?? 0,
    noShow: row.state === 'enrolled' && rolls > 0 && attended === 0,
    learner: learnerOf(joined.learner, joined.seals),
    version: row.version,
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}
