/** What is kept of one person, whole, for that person; and rows that look like one person, for a coordinator to say. */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CohortId, LearnerId } from '@digitruck/contract/ids';
import type { LearnerExport, SamePersonPairs } from '@digitruck/contract/learners';
import type { Actor } from '@digitruck/contract/people';
import type { Db } from '../db.ts';
import { inArray, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import { learners } from '../tables/learners.ts';
import { LAST_SEEN } from './erase-learners.ts';
import { learnerOf } from './learner-rows.ts';
import { rowsOfPerson } from './learners.ts';
import { nameKey, SAME_PERSON_RULE, samePerson } from './same-person.ts';
import type { Seals } from './sealed.ts';

/** The newest; older ones were looked at when they were new. */
const COMPARED_MAX = 20_000;
const PAIRS_MAX = 200;
const OPENED_A_TURN = 500;
const SEEN_BY_MAX = 500;

export function learnerRecordStore(db: Db, getSeals: () => Promise<Seals>) {
  return {
    /** @param retentionDays after which who they are is erased */
    async exportOf(
      actor: Actor,
      learnerId: LearnerId,
      options: { readonly nowIso: string; readonly programme: string; readonly retentionDays: number },
    ): Promise<LearnerExport | undefined> {
      const seals = await getSeals();
      return db.transaction(async (tx) => {
        const ids = await rowsOfPerson(tx, learnerId);
        if (ids.length === 0) return undefined;
        const mine = sql`${sql.param(ids)}::uuid[]`;
        const rows = await tx.select().from(learners).where(inArray(learners.learnerId, ids));
        const json = async (query: ReturnType<typeof sql>) =>
          (await tx.execute<{ one: Record<string, unknown> }>(query)).rows.map(({ one }) => one);
        const enrolments = await json(sql`
          select jsonb_build_object('learnerId', e.learner_id, 'course', k.name, 'cohort', c.number, 'site', s.name, 'county', s.county,
            'truckId', v.truck_id, 'firstDay', v.first_day, 'lastDay', v.last_day, 'state', e.state, 'since', e.state_since,
            'dropReason', e.drop_reason, 'ageBand', e.age_band, 'examScorePct', e.exam_score_pct,
            'examOn', e.exam_on) as one
          from enrolments e join cohorts c on c.cohort_id = e.cohort_id join courses k on k.course_id = c.course_id
          join visits v on v.visit_id = c.visit_id join sites s on s.site_id = v.site_id
          where e.learner_id = any(${mine}) order by v.first_day, e.cohort_id`);
        const certificates = await json(sql`
          select jsonb_build_object('certificateNumber', certificate_number, 'course', course_name, 'hours', course_hours,
            'issuedOn', issued_on, 'place', place, 'issuedBy', issued_by, 'revokedAt', revoked_at, 'revokeReason', revoke_reason) as one
          from certificates where learner_id = any(${mine}) order by issued_on`);
        const onlineCourses = await json(sql`
          select jsonb_build_object('course', o.name, 'url', o.url, 'state', m.state, 'notedAt', m.noted_at, 'notedBy', m.noted_by) as one
          from online_learners m join online_courses o on o.online_course_id = m.online_course_id
          where m.learner_id = any(${mine}) order by m.noted_at`);
        const { rows: attendance } = await tx.execute<{
          learnerId: LearnerId;
          day: string;
          startedAt: Date | string;
          present: boolean;
          minutes: number | null;
        }>(sql`
          select a.learner_id as "learnerId", r.day::text as day, r.started_at as "startedAt", a.present,
            case when a.present then coalesce(a.minutes, r.minutes) end as minutes
          from session_attendance a join session_reports r on r.truck_id = a.truck_id and r.session_id = a.session_id
          where a.learner_id = any(${mine}) and r.state = 'held' order by r.started_at`);
        const { rows: seen } = await tx.execute<{ lastSeen: string }>(
          sql`select last_seen::text as "lastSeen" from (${LAST_SEEN} where l.learner_id = any(${mine}) group by p.person_id) as one`,
        );
        const { rows: seenBy } = await tx.execute<{ at: Date | string; who: string; what: string }>(sql`
          select at, actor_name as who, action as what from audit_log
          where (subject = 'learner' and subject_id = any(${sql.param(ids)}::text[]))
            or (subject = 'cohort' and action = 'roster.view' and subject_id in
              (select cohort_id::text from enrolments where learner_id = any(${mine})))
          order by audit_id desc limit ${SEEN_BY_MAX}`);
        await recordChange(tx, { actor, action: 'learner.export', subject: 'learner', subjectId: learnerId });
        const named = rows.some((row) => row.nameSealed !== null);
        const lastSeen = seen[0]?.lastSeen;
        return {
          madeAt: options.nowIso,
          programme: options.programme,
          learners: rows.map((row) => learnerOf(row, seals)),
          enrolments,
          attendance: attendance.map((row) => ({ ...row, startedAt: new Date(row.startedAt).toISOString() })),
          certificates,
          onlineCourses,
          kept: {
            until: named && lastSeen !== undefined ? daysAfter(lastSeen, options.retentionDays) : null,
            seenBy: seenBy.map((row) => ({ ...row, at: new Date(row.at).toISOString() })),
          },
        };
      });
    },

    /** Compared here and not by the database, which cannot read them. */
    async samePersonPairs(actor: Actor): Promise<SamePersonPairs> {
      const seals = await getSeals();
      const rows = await db
        .select()
        .from(learners)
        .where(sql`${learners.nameSealed} is not null and ${learners.sameAs} is null`)
        .orderBy(sql`${learners.createdAt} desc, ${learners.learnerId}`)
        .limit(COMPARED_MAX);
      const groups = new Map<string, ReturnType<typeof learnerOf>[]>();
      for (const [index, row] of rows.entries()) {
        if (index % OPENED_A_TURN === OPENED_A_TURN - 1) await nextTurn();
        const learner = learnerOf(row, seals);
        if (learner.name === null) continue;
        const key = nameKey(learner.name);
        groups.set(key, [...(groups.get(key) ?? []), learner]);
      }
      const pairs: {
        keep: ReturnType<typeof learnerOf>;
        same: ReturnType<typeof learnerOf>;
        because: NonNullable<ReturnType<typeof samePerson>>;
      }[] = [];
      for (const group of groups.values()) {
        // The newest stand first: the oldest row is the one that stays the person.
        const [keep, ...others] = [...group].reverse();
        for (const same of others) {
          const because = keep === undefined ? undefined : samePerson(keep, same);
          if (keep !== undefined && because !== undefined && pairs.length < PAIRS_MAX)
            pairs.push({ keep, same, because });
        }
      }
      const ids = pairs.flatMap(({ keep, same }) => [keep.learnerId, same.learnerId]);
      const cohortsOf = await labelsOf(db, ids);
      const twin = ({ learnerId, name, phone, birthYear, version }: ReturnType<typeof learnerOf>) => ({
        learnerId,
        name,
        phone,
        birthYear,
        version,
        cohorts: cohortsOf.get(learnerId) ?? [],
      });
      if (pairs.length > 0) {
        const after = { pairs: pairs.length };
        await db.transaction((tx) =>
          recordChange(tx, {
            actor,
            action: 'learner.same-person',
            subject: 'learner',
            subjectId: '',
            after,
          }),
        );
      }
      return {
        rule: SAME_PERSON_RULE,
        looked: rows.length,
        pairs: pairs.map(({ keep, same, because }) => ({ keep: twin(keep), same: twin(same), because })),
      };
    },
  };
}
export type LearnerRecordStore = ReturnType<typeof learnerRecordStore>;

async function labelsOf(
  db: Db,
  learnerIds: readonly LearnerId[],
): Promise<Map<LearnerId, { cohortId: CohortId; label: string }[]>> {
  const { rows } = await db.execute<{ learnerId: LearnerId; cohortId: CohortId; label: string }>(sql`
    select e.learner_id as "learnerId", e.cohort_id as "cohortId",
      k.name || ', ' || s.name || ', ' || v.first_day || ' (' || c.number || ')' as label
    from enrolments e join cohorts c on c.cohort_id = e.cohort_id join courses k on k.course_id = c.course_id
    join visits v on v.visit_id = c.visit_id join sites s on s.site_id = v.site_id
    where e.learner_id = any(${sql.param([...learnerIds])}::uuid[]) order by v.first_day`);
  const labels = new Map<LearnerId, { cohortId: CohortId; label: string }[]>();
  for (const { learnerId, ...one } of rows) labels.set(learnerId, [...(labels.get(learnerId) ?? []), one]);
  return labels;
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
