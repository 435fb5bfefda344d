/**
 * Enrolling one learner: somebody known, or somebody new whose row is made and sealed with it. Over capacity they wait.
 *
 * All of it within a transaction that holds the cohort's row.
 */
import { CONSENT_WORDING, type DropReason, type EnrolmentState } from '@digitruck/contract/cohort-words';
import { ENROLMENTS_MAX, type EnrolmentBody } from '@digitruck/contract/cohorts';
import type { CohortId, LearnerId } from '@digitruck/contract/ids';
import { type LearnerBody, PERSONAL_FIELDS } from '@digitruck/contract/learners';
import type { Actor } from '@digitruck/contract/people';
import type { AgeBand } from '@digitruck/contract/session-words';
import type { Tx } from '../db.ts';
import { and, eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { cohorts, enrolments, learners } from '../tables/learners.ts';
import { type Done, onlyRow } from '../versions.ts';
import { ageBandOf, auditViewOf, consentColumns, learnerOf, sealPersonal } from './learner-rows.ts';
import type { Seals } from './sealed.ts';

export type Refusal =
  | { readonly ok: false; readonly reason: 'no-seat'; readonly seats: number }
  | { readonly ok: false; readonly reason: 'names-not-kept'; readonly fields: readonly string[] }
  | { readonly ok: false; readonly reason: 'enrolled-already'; readonly learnerId: LearnerId }
  | { readonly ok: false; readonly reason: 'no-learner'; readonly learnerId: LearnerId }
  | { readonly ok: false; readonly reason: 'no-school'; readonly value: unknown }
  | { readonly ok: false; readonly reason: 'roster-full'; readonly max: number };
export type EnrolmentRow = typeof enrolments.$inferSelect;

export const hasSeat = (state: EnrolmentState) => state === 'enrolled' || state === 'completed';

export type Places = {
  readonly cohortId: CohortId;
  readonly seats: number;
  readonly certifies: boolean;
  readonly firstDay: string;
  taken: number;
  /** Of who was enrolled last. */
  number: number;
};

/** Holds the cohort, so that two who enrol at once do not both get the last seat. */
export async function lockPlaces(tx: Tx, cohortId: CohortId): Promise<Places | undefined> {
  const [held] = await tx.select().from(cohorts).where(eq(cohorts.cohortId, cohortId)).for('update');
  if (held === undefined) return undefined;
  const { rows } = await tx.execute<Omit<Places, 'cohortId' | 'seats'>>(sql`
    select k.certifies, v.first_day::text as "firstDay",
      (select count(*) from enrolments e where e.cohort_id = ${cohortId} and e.state in ('enrolled', 'completed'))::int as taken,
      (select coalesce(max(number), 0) from enrolments e where e.cohort_id = ${cohortId})::int as number
    from visits v, courses k where v.visit_id = ${held.visitId} and k.course_id = ${held.courseId}`);
  const [known] = rows;
  return known && { ...known, cohortId, seats: held.seats };
}

export async function enrolOne(
  tx: Tx,
  options: {
    readonly actor: Actor;
    readonly places: Places;
    readonly body: EnrolmentBody;
    readonly nowIso: string;
    readonly seals: Seals;
  },
): Promise<Done<{ learnerId: LearnerId; state: EnrolmentState }> | Refusal> {
  const { actor, places, body, nowIso, seals } = options;
  if (places.number >= ENROLMENTS_MAX) return { ok: false, reason: 'roster-full', max: ENROLMENTS_MAX };
  const fields = namesGiven(body.learner);
  if (!places.certifies && fields.length > 0) return { ok: false, reason: 'names-not-kept', fields };
  let learnerId = body.learnerId;
  let birthYear: number | null = null;
  if (body.learner !== undefined) {
    const { name, phone, note, consent, ...counted } = body.learner;
    birthYear = body.learner.birthYear;
    const { birthYear: _, ...plain } = counted;
    const made = onlyRow(
      await tx
        .insert(learners)
        .values({
          ...plain,
          ...consentColumns(consent, CONSENT_WORDING, actor.name, nowIso),
          updatedBy: actor.name,
        })
        .returning(),
    );
    learnerId = made.learnerId;
    // The id is a part of what is sealed, so the row comes first.
    const sealed = sealPersonal(seals, learnerId, { name, phone, note, birthYear });
    const row = onlyRow(
      await tx.update(learners).set(sealed).where(eq(learners.learnerId, learnerId)).returning(),
    );
    await recordChange(tx, {
      actor,
      action: 'learner.create',
      subject: 'learner',
      subjectId: learnerId,
      after: auditViewOf(row),
    });
  } else if (learnerId !== undefined) {
    const [known] = await tx.select().from(learners).where(eq(learners.learnerId, learnerId));
    if (known === undefined) return { ok: false, reason: 'no-learner', learnerId };
    birthYear = learnerOf(known, seals).birthYear;
    const already = await lockedEnrolment(tx, places.cohortId, learnerId);
    if (already !== undefined) return { ok: false, reason: 'enrolled-already', learnerId };
  }
  if (learnerId === undefined) throw new Error('an enrolment of nobody');
  const state = places.taken < places.seats ? 'enrolled' : 'waiting';
  const ageBand: AgeBand = body.ageBand ?? ageBandOf(birthYear, places.firstDay);
  places.number += 1;
  if (state === 'enrolled') places.taken += 1;
  const row = onlyRow(
    await tx
      .insert(enrolments)
      .values({
        cohortId: places.cohortId,
        learnerId,
        number: places.number,
        state,
        ageBand,
        updatedBy: actor.name,
      })
      .returning(),
  );
  await noteEnrolment(tx, actor, 'create', undefined, row);
  return { ok: true, row: { learnerId, state } };
}

function namesGiven(learner: LearnerBody | undefined): string[] {
  return learner === undefined ? [] : PERSONAL_FIELDS.filter((field) => learner[field] !== null);
}

export async function lockedEnrolment(
  tx: Tx,
  cohortId: CohortId,
  learnerId: LearnerId,
): Promise<EnrolmentRow | undefined> {
  const [row] = await tx
    .select()
    .from(enrolments)
    .where(and(eq(enrolments.cohortId, cohortId), eq(enrolments.learnerId, learnerId)))
    .for('update');
  return row;
}

export async function noteEnrolment(
  tx: Tx,
  actor: Actor,
  verb: string,
  before: EnrolmentRow | undefined,
  after: EnrolmentRow,
): Promise<void> {
  const view = (row: EnrolmentRow | undefined) =>
    row && {
      cohortId: row.cohortId,
      number: row.number,
      state: row.state,
      dropReason: row.dropReason as DropReason | null,
      ageBand: row.ageBand,
      examScorePct: row.examScorePct,
      examOn: row.examOn,
      version: row.version,
    };
  await recordChange(tx, {
    actor,
    action: `enrolment.${verb}`,
    subject: 'learner',
    subjectId: after.learnerId,
    before: view(before),
    after: view(after),
  });
}
