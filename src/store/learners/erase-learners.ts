/**
 * Forgetting who people are: on request, and by itself when nobody has needed to know for as long as the programme keeps it. What is counted (sex, age
 * band, role, states, results, certificates' numbers) stays. And the daily pass that seals anew what an old key sealed.
 */
import type { LearnerId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, inArray, isNull, sql } from '../drizzle.ts';
import { recordChange, SYSTEM_ACTOR } from '../people/audit.ts';
import { certificates, learners } from '../tables/learners.ts';
import { NOTHING_SEALED, resealed } from './learner-rows.ts';
import type { Seals } from './sealed.ts';

const BATCH = 500;

export async function eraseLearners(
  tx: Tx,
  options: {
    readonly actor: Actor;
    readonly learnerIds: readonly LearnerId[];
    readonly why: 'asked' | 'retention';
    readonly certificates: 'keep' | 'revoke';
    readonly reason: string;
  },
): Promise<{ rows: number; certificatesRevoked: number }> {
  const { actor, why, reason } = options;
  const ids = [...options.learnerIds];
  const erased = await tx
    .update(learners)
    .set({
      ...NOTHING_SEALED,
      schoolName: '',
      erasedAt: sql`clock_timestamp()`,
      erasedWhy: why,
      ...(why === 'asked' ? { consent: 'withdrawn' as const } : {}),
      version: sql`${learners.version} + 1`,
      updatedAt: sql`clock_timestamp()`,
      updatedBy: actor.name,
    })
    .where(inArray(learners.learnerId, ids))
    .returning({ learnerId: learners.learnerId });
  const revoked =
    options.certificates === 'keep'
      ? []
      : await tx
          .update(certificates)
          .set({
            revokedAt: sql`clock_timestamp()`,
            revokedBy: actor.name,
            revokeReason: 'erased on request',
          })
          .where(and(inArray(certificates.learnerId, ids), isNull(certificates.revokedAt)))
          .returning({ number: certificates.certificateNumber });
  for (const { learnerId } of erased) {
    // A reason typed by somebody may name the person: the log says that one was given.
    const after = { why, certificates: options.certificates, reasonGiven: reason !== '' };
    await recordChange(tx, {
      actor,
      action: 'learner.erase',
      subject: 'learner',
      subjectId: learnerId,
      after,
    });
  }
  return { rows: erased.length, certificatesRevoked: revoked.length };
}

/**
 * The day each person was last there: at a class, or else the last day of a visit they were enrolled for, or the day they were entered. Rows that are
 * the same person have the same.
 */
export const LAST_SEEN = sql`
  select p.person_id, max(greatest(
    coalesce((select max(r.day) from session_attendance a
      join session_reports r on r.truck_id = a.truck_id and r.session_id = a.session_id
      where a.learner_id = l.learner_id and a.present and r.state = 'held'), '-infinity'::date),
    coalesce((select max(v.last_day) from enrolments e join cohorts c on c.cohort_id = e.cohort_id
      join visits v on v.visit_id = c.visit_id where e.learner_id = l.learner_id), l.created_at::date))) as last_seen
  from learners l join learner_people p on p.learner_id = l.learner_id`;

export function learnerRetentionStore(db: Db, getSeals: () => Promise<Seals>) {
  return {
    /** Erases whoever was last there so many days before today; in batches, each a transaction. */
    async erasePast(today: string, retentionDays: number): Promise<number> {
      let total = 0;
      for (;;) {
        const count = await db.transaction(async (tx) => {
          const { rows } = await tx.execute<{ learnerId: LearnerId }>(sql`
            with seen as (${LAST_SEEN} where l.erased_at is null group by p.person_id)
            select l.learner_id as "learnerId" from learners l
            join learner_people p on p.learner_id = l.learner_id
            join seen on seen.person_id = p.person_id
            where seen.last_seen < ${today}::date - ${retentionDays}::int
              and (l.name_sealed is not null or l.phone_sealed is not null or l.note_sealed is not null
                or l.birth_year_sealed is not null or l.school_name <> '')
            order by l.learner_id limit ${BATCH} for update of l skip locked`);
          if (rows.length === 0) return 0;
          const { rows: erased } = await eraseLearners(tx, {
            actor: SYSTEM_ACTOR,
            learnerIds: rows.map(({ learnerId }) => learnerId),
            why: 'retention',
            certificates: 'keep',
            reason: '',
          });
          await notifyChanges(tx, { subjects: ['cohorts'] });
          return erased;
        });
        total += count;
        if (count < BATCH) return total;
      }
    },

    /** Seals anew what another key sealed. What cannot be opened stays, and is counted. */
    async resealAll(): Promise<{ resealed: number; unreadable: number }> {
      const seals = await getSeals();
      const head = sql`${seals.head}::bytea`;
      const old = (column: string) =>
        sql`(${sql.raw(column)} is not null and substring(${sql.raw(column)} from 1 for ${seals.head.length}::int) <> ${head})`;
      const anyOld = sql`(${old('name_sealed')} or ${old('phone_sealed')} or ${old('note_sealed')} or ${old('birth_year_sealed')})`;
      let done = 0;
      let unreadable = 0;
      let after = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const rows = await db.transaction(async (tx) => {
          const found = await tx
            .select()
            .from(learners)
            .where(sql`${anyOld} and ${learners.learnerId} > ${after}`)
            .orderBy(learners.learnerId)
            .limit(BATCH)
            .for('update');
          for (const row of found) {
            const columns = resealed(row, seals);
            if (columns === undefined) unreadable += 1;
            else {
              await tx.update(learners).set(columns).where(sql`${learners.learnerId} = ${row.learnerId}`);
              done += 1;
            }
          }
          return found;
        });
        after = rows.at(-1)?.learnerId ?? after;
        if (rows.length < BATCH) return { resealed: done, unreadable };
      }
    },
  };
}
export type LearnerRetentionStore = ReturnType<typeof learnerRetentionStore>;
