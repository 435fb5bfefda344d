/**
 * Cohorts of the demo's past classes, and their rolls: who of a cohort was there, so that named attendance and counted heads agree. Of most stays of
 * the past nobody's name was taken, so their cohorts are counted by heads.
 */
import type { CohortId, LearnerId, VisitId } from '@digitruck/contract/ids';
import { rng } from '../../kernel/rng.ts';
import { zoneOffsetMs } from '../../kernel/zone.ts';
import type { Db } from '../../store/db.ts';
import type { PastCohort, PastReport, PastVisit } from '../../store/sessions/history.ts';
import { idOf } from './sessions.ts';

type Cohort = { readonly cohortId: CohortId; readonly learnerIds: readonly LearnerId[] };
/** By visit and the time of day its classes begin, e.g. `<visit> 07:30`. */
export type DemoCohorts = ReadonlyMap<string, Cohort>;

export async function demoCohorts(db: Db): Promise<DemoCohorts> {
  const { rows } = await db.$client.query<Cohort & { visitId: VisitId; slots: string[] }>(
    `select c.visit_id as "visitId", c.cohort_id as "cohortId", c.slots,
       array_agg(e.learner_id order by e.number) as "learnerIds"
     from cohorts c join enrolments e on e.cohort_id = c.cohort_id
     where e.state in ('enrolled', 'completed') or e.drop_reason <> 'never-came'
     group by c.cohort_id`,
  );
  return new Map(
    rows.flatMap(({ visitId, slots, ...cohort }) =>
      slots.map((slot) => [`${visitId} ${slot}`, cohort] as const),
    ),
  );
}

const SEATS = 20;

/** One a class time of each visit that has none yet: five classes a day are five cohorts that come each day at their time. */
export function countedCohorts(
  visits: readonly Pick<PastVisit, 'visitId' | 'courseId' | 'timetable'>[],
  known: DemoCohorts,
): PastCohort[] {
  return visits.flatMap(({ visitId, courseId, timetable: { classStarts } }) => {
    if (classStarts.some((start) => known.has(`${visitId} ${start}`))) return [];
    const random = rng(`demo cohorts ${visitId}`);
    return classStarts.map((start, index) => ({
      cohortId: idOf<CohortId>(random),
      visitId,
      courseId,
      number: index + 1,
      seats: SEATS,
      slots: [start],
    }));
  });
}

/** Both kinds, to be found by visit and time of day. */
export function allCohorts(known: DemoCohorts, counted: readonly PastCohort[]): DemoCohorts {
  const more = counted.map(
    ({ visitId, slots, cohortId }) => [`${visitId} ${slots[0]}`, { cohortId, learnerIds: [] }] as const,
  );
  return new Map([...known, ...more]);
}

/** Heads stay as the sensor saw them; who came beyond the roster is a walk-in. */
export function withRolls(
  reports: readonly PastReport[],
  cohorts: DemoCohorts,
  timeZone: string,
): PastReport[] {
  return reports.map((one) => {
    const { report } = one;
    if (report.plannedStartsAt === null) return one;
    const plannedMs = Date.parse(report.plannedStartsAt);
    const start = new Date(plannedMs + zoneOffsetMs(plannedMs, timeZone)).toISOString().slice(11, 16);
    const cohort = cohorts.get(`${one.visit.visitId} ${start}`);
    if (cohort === undefined) return one;
    const { cohortId, learnerIds } = cohort;
    if (report.state !== 'held' || learnerIds.length === 0)
      return { ...one, report: { ...report, cohortId } };
    const heads = report.headCounts.reduce((sum, { count }) => sum + count, 0);
    const present = Math.min(heads, learnerIds.length);
    const absent = absentOf(learnerIds, learnerIds.length - present, one.sessionId);
    const attendance = learnerIds.map((learnerId) => ({
      learnerId,
      present: !absent.has(learnerId),
      minutes: null,
    }));
    return { ...one, report: { ...report, cohortId, attendance, walkIns: heads - present } };
  });
}

/** Some miss classes more often than others do. */
function absentOf(learnerIds: readonly LearnerId[], count: number, seed: string): ReadonlySet<LearnerId> {
  const dice = rng(`demo roll ${seed}`);
  const order = learnerIds
    .map((learnerId) => ({ learnerId, chance: dice.next() ** (1 + 3 * rng(learnerId).next()) }))
    .sort((a, b) => a.chance - b.chance);
  return new Set(order.slice(0, count).map(({ learnerId }) => learnerId));
}
