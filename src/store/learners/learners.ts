/**
 * Learners as persons: what is kept of them, whether two rows are one, and their rights: to see all of it and to have it forgotten.
 *
 * Rows that are the same person are marked, never put together: nothing is moved, so it can be undone, and reports that name either still count.
 */
import { CONSENT_WORDING } from '@digitruck/contract/cohort-words';
import type { LearnerId, TruckId } from '@digitruck/contract/ids';
import type { Learner, LearnerUpdate } from '@digitruck/contract/learners';
import { PERSONAL_FIELDS } from '@digitruck/contract/learners';
import type { Actor } from '@digitruck/contract/people';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { learners } from '../tables/learners.ts';
import {
  type Done,
  NOT_FOUND,
  type NoSuch,
  type NotFound,
  onlyRow,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { eraseLearners } from './erase-learners.ts';
import {
  auditViewOf,
  consentColumns,
  type LearnerRow,
  learnerOf,
  NOTHING_SEALED,
  sealPersonal,
} from './learner-rows.ts';
import type { Seals } from './sealed.ts';

export type LearnerRefusal =
  | NoSuch
  /** Names of somebody who did not agree, or whose courses do not certify. */
  | { readonly ok: false; readonly reason: 'names-not-kept'; readonly fields: readonly string[] }
  /** It counts as another already, or another counts as it, or it is itself. */
  | { readonly ok: false; readonly reason: 'same-as-chain'; readonly value: unknown };

export function learnerStore(db: Db, getSeals: () => Promise<Seals>) {
  return {
    async find(learnerId: LearnerId): Promise<Learner | undefined> {
      const [row] = await db.select().from(learners).where(eq(learners.learnerId, learnerId));
      return row && learnerOf(row, await getSeals());
    },

    /** The trucks at whose cohorts this person is or was. */
    async trucksOf(learnerId: LearnerId): Promise<TruckId[]> {
      const { rows } = await db.execute<{ truckId: TruckId }>(sql`
        select distinct v.truck_id as "truckId" from enrolments e
        join cohorts c on c.cohort_id = e.cohort_id join visits v on v.visit_id = c.visit_id
        where e.learner_id = ${learnerId}`);
      return rows.map(({ truckId }) => truckId);
    },

    async update(
      actor: Actor,
      learnerId: LearnerId,
      { version, consent, ...change }: LearnerUpdate,
      nowIso: string,
    ): Promise<Done<Learner> | NotFound | VersionConflict<Learner> | LearnerRefusal> {
      const seals = await getSeals();
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const current = await locked(tx, learnerId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version) {
              return { ok: false, reason: 'version-conflict', current: learnerOf(current, seals) } as const;
            }
            const agreed = (consent?.state ?? current.consent) === 'given';
            const fields = PERSONAL_FIELDS.filter((field) => (change[field] ?? null) !== null);
            if (fields.length > 0 && (!agreed || !(await everCertifies(tx, learnerId)))) {
              return { ok: false, reason: 'names-not-kept', fields } as const;
            }
            const { name, phone, note, birthYear, ...plain } = change;
            const personal = agreed
              ? sealPersonal(seals, learnerId, { name, phone, note, birthYear })
              : NOTHING_SEALED;
            const row = onlyRow(
              await tx
                .update(learners)
                .set({
                  ...plain,
                  ...personal,
                  ...(consent === undefined
                    ? {}
                    : consentColumns(consent, CONSENT_WORDING, actor.name, nowIso)),
                  // Somebody who comes again and agrees is no longer forgotten.
                  ...(fields.length > 0 ? { erasedAt: null, erasedWhy: null } : {}),
                  ...touchedBy(actor.name, version),
                })
                .where(eq(learners.learnerId, learnerId))
                .returning(),
            );
            const changed = PERSONAL_FIELDS.filter((field) => change[field] !== undefined);
            await noteChange(tx, actor, 'update', current, row, { changed });
            return { ok: true, row: learnerOf(row, seals) } as const;
          }),
        async (constraint): Promise<NoSuch | undefined> =>
          constraint === 'learners_school_site_id_fkey'
            ? { ok: false, reason: 'no-such', field: 'schoolSiteId', value: change.schoolSiteId }
            : undefined,
      );
    },

    /** Marks a row to be the same person as another, or (null) a person of its own again. */
    async setSameAs(
      actor: Actor,
      learnerId: LearnerId,
      change: { readonly learnerId: LearnerId | null; readonly version: number },
    ): Promise<Done<Learner> | NotFound | VersionConflict<Learner> | LearnerRefusal> {
      const seals = await getSeals();
      const sameAs = change.learnerId;
      return db.transaction(async (tx) => {
        // In one order, so that two who mark the two rows the other way round do not wait for each other.
        const ids = [learnerId, ...(sameAs === null ? [] : [sameAs])].sort();
        for (const id of ids) await locked(tx, id);
        const current = await locked(tx, learnerId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== change.version) {
          return { ok: false, reason: 'version-conflict', current: learnerOf(current, seals) } as const;
        }
        if (sameAs !== null) {
          const other = await locked(tx, sameAs);
          if (other === undefined)
            return { ok: false, reason: 'no-such', field: 'learnerId', value: sameAs } as const;
          const counted = await tx.$count(learners, eq(learners.sameAs, learnerId));
          if (sameAs === learnerId || other.sameAs !== null || counted > 0)
            return { ok: false, reason: 'same-as-chain', value: sameAs } as const;
        }
        const row = onlyRow(
          await tx
            .update(learners)
            .set({ sameAs, ...touchedBy(actor.name, current.version) })
            .where(eq(learners.learnerId, learnerId))
            .returning(),
        );
        await noteChange(tx, actor, sameAs === null ? 'not-same' : 'same-as', current, row);
        return { ok: true, row: learnerOf(row, seals) } as const;
      });
    },

    /** Forgets who somebody is, with all rows that are the same person. Counts and results stay. */
    async erase(
      actor: Actor,
      learnerId: LearnerId,
      options: { readonly certificates: 'keep' | 'revoke'; readonly reason: string },
    ): Promise<Done<{ rows: number; certificatesRevoked: number }> | NotFound> {
      return db.transaction(async (tx) => {
        const ids = await rowsOfPerson(tx, learnerId);
        if (ids.length === 0) return NOT_FOUND;
        const erased = await eraseLearners(tx, { actor, learnerIds: ids, why: 'asked', ...options });
        await notifyChanges(tx, { subjects: ['cohorts'] });
        return { ok: true, row: erased } as const;
      });
    },
  };
}
export type LearnerStore = ReturnType<typeof learnerStore>;

/** All rows that are one person with this one. */
export async function rowsOfPerson(db: Db | Tx, learnerId: LearnerId): Promise<LearnerId[]> {
  const { rows } = await db.execute<{ learnerId: LearnerId }>(sql`
    select mine.learner_id as "learnerId" from learner_people me
    join learner_people mine on mine.person_id = me.person_id
    where me.learner_id = ${learnerId} order by mine.learner_id`);
  return rows.map((row) => row.learnerId);
}

async function everCertifies(tx: Tx, learnerId: LearnerId): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from enrolments e join cohorts c on c.cohort_id = e.cohort_id join courses k on k.course_id = c.course_id
    where e.learner_id = ${learnerId} and k.certifies limit 1`);
  return rows.length > 0;
}

async function locked(tx: Tx, learnerId: LearnerId): Promise<LearnerRow | undefined> {
  const [row] = await tx.select().from(learners).where(eq(learners.learnerId, learnerId)).for('update');
  return row;
}

async function noteChange(
  tx: Tx,
  actor: Actor,
  verb: string,
  before: LearnerRow,
  after: LearnerRow,
  more: object = {},
): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `learner.${verb}`,
    subject: 'learner',
    subjectId: after.learnerId,
    before: auditViewOf(before),
    after: { ...auditViewOf(after), ...more },
  });
  await notifyChanges(tx, { subjects: ['cohorts'] });
}
