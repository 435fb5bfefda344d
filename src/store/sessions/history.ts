/**
 * Takes in a past that was kept elsewhere: visits, cohorts and session reports by the thousand, in one transaction. It makes the same rows as reports
 * that come one by one; only that they came is one line of the audit log.
 */
import type { CohortId, CourseId, SessionId, SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { SessionBody } from '@digitruck/contract/sessions';
import type { Timetable } from '@digitruck/contract/visits';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { sql } from '../drizzle.ts';
import { recordChange, SYSTEM_ACTOR } from '../people/audit.ts';
import { reportColumns } from './accept.ts';
import { contentHash } from './arrival.ts';

export type PastVisit = {
  readonly visitId: VisitId;
  readonly truckId: TruckId;
  readonly siteId: SiteId;
  readonly courseId: CourseId;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly timetable: Timetable;
  readonly learnersExpected: number;
  /** Who paid for it; '' is nobody named. */
  readonly funder: string;
};
export type PastReport = {
  readonly sessionId: SessionId;
  readonly report: SessionBody;
  /** Where it was, which the report leaves to the visit. */
  readonly visit: { readonly visitId: VisitId; readonly siteId: SiteId; readonly courseId: CourseId };
  readonly receivedMs: number;
  readonly reportedBy: string;
};
/** A group that was counted by heads: nobody is enrolled in it. */
export type PastCohort = {
  readonly cohortId: CohortId;
  readonly visitId: VisitId;
  readonly courseId: CourseId;
  readonly number: number;
  readonly seats: number;
  readonly slots: readonly string[];
};
export type Past = {
  readonly visits: readonly PastVisit[];
  readonly cohorts: readonly PastCohort[];
  readonly reports: readonly PastReport[];
  /** Whether truck and report are to be held against each other: not when nothing is known of the truck then. */
  readonly isToCheck: (report: PastReport) => boolean;
  readonly timeZone: string;
};

const AT_ONCE = 2000;

export function sessionHistory(db: Db) {
  return {
    async takeIn(past: Past): Promise<void> {
      await db.transaction(async (tx) => {
        await insertVisits(tx, past.visits);
        await insertCohorts(tx, past.cohorts);
        for (let from = 0; from < past.reports.length; from += AT_ONCE)
          await insertReports(tx, past.reports.slice(from, from + AT_ONCE), past);
        await recordChange(tx, {
          actor: SYSTEM_ACTOR,
          action: 'session.take-in',
          subject: 'session',
          subjectId: 'history',
          after: { visits: past.visits.length, cohorts: past.cohorts.length, reports: past.reports.length },
        });
        await notifyChanges(tx, { subjects: ['visits', 'sessions'] });
      });
    },
  };
}

async function insertVisits(tx: Tx, visits: readonly PastVisit[]): Promise<void> {
  await tx.execute(sql`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(visits)}::jsonb) as v ("truckId" text, "visitId" uuid, "siteId" uuid,
        "courseId" uuid, "firstDay" date, "lastDay" date, timetable jsonb, "learnersExpected" int, funder text)
    ), booked as (
      insert into visits (truck_id, visit_id, site_id, course_id, first_day, last_day, timetable, learners_expected, funder, updated_by)
      select "truckId", "visitId", "siteId", "courseId", "firstDay", "lastDay", timetable, "learnersExpected", funder, 'system' from given
      returning truck_id, visit_id, site_id, first_day, last_day
    ), days as (
      select b.*, d::date as day from booked b, generate_series(b.first_day, b.last_day, interval '1 day') as d
    ), of_truck as (
      insert into visit_days (truck_id, day, visit_id) select truck_id, day, visit_id from days
    )
    insert into site_days (site_id, day, visit_id) select site_id, day, visit_id from days`);
}

async function insertCohorts(tx: Tx, cohorts: readonly PastCohort[]): Promise<void> {
  await tx.execute(sql`
    insert into cohorts (cohort_id, visit_id, course_id, number, seats, slots, updated_by)
    select "cohortId", "visitId", "courseId", number, seats, slots, 'system' from jsonb_to_recordset(${JSON.stringify(cohorts)}::jsonb)
      as c ("cohortId" uuid, "visitId" uuid, "courseId" uuid, number int, seats int, slots jsonb)`);
}

async function insertReports(tx: Tx, reports: readonly PastReport[], past: Past): Promise<void> {
  const rows = reports.map((one) => {
    const { sessionId, report, visit, receivedMs, reportedBy } = one;
    const columns = reportColumns(
      { sessionId, report, relay: null, receivedMs, timeZone: past.timeZone },
      visit,
    );
    return {
      ...columns,
      truckId: report.truckId,
      sessionId,
      hash: contentHash(report).toString('hex'),
      received: new Date(receivedMs).toISOString(),
      checked: past.isToCheck(one) ? 0 : 1,
      by: reportedBy,
      report,
      headCounts: report.headCounts,
    };
  });
  await tx.execute(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("truckId" text, "sessionId" uuid, "visitId" uuid,
        "siteId" uuid, "courseId" uuid, "cohortId" uuid, "plannedStartsAt" timestamptz, state text, "startedAt" timestamptz,
        "endedAt" timestamptz, day date, minutes float8, "deviceStartedAt" timestamptz, "deviceEndedAt" timestamptz,
        "skewMs" bigint, clock text, heads int, "walkIns" int, waiting int, topics jsonb, problems jsonb, notes text,
        "deviceId" uuid, "deviceRevision" int, "deviceSavedAt" timestamptz, "deviceSentAt" timestamptz, code text, hash text,
        received timestamptz, checked int, "by" text, report jsonb, "headCounts" jsonb)
    ), reported as (
      insert into session_reports (truck_id, session_id, visit_id, site_id, course_id, cohort_id, planned_starts_at, state, started_at,
        ended_at, day, minutes, device_started_at, device_ended_at, skew_ms, clock, heads, walk_ins, waiting, topics, problems,
        notes, device_id, device_revision, device_saved_at, device_sent_at, content_hash, code, received_at, received_via,
        checked_version, reported_by, created_at, updated_at, updated_by)
      select "truckId", "sessionId", "visitId", "siteId", "courseId", "cohortId", "plannedStartsAt", state, "startedAt", "endedAt", day,
        minutes, "deviceStartedAt", "deviceEndedAt", "skewMs", clock, heads, "walkIns", waiting, topics, problems, notes, "deviceId",
        "deviceRevision", "deviceSavedAt", "deviceSentAt", decode(hash, 'hex'), code, received, '{http}', checked, "by", received,
        received, "by"
      from given
    ), said as (
      insert into session_versions (truck_id, session_id, version, report, made_by, made_at, via)
      select "truckId", "sessionId", 1, report, "by", received, 'http' from given
    ), called as (
      insert into session_attendance (truck_id, session_id, learner_id, present, minutes)
      select "truckId", "sessionId", (a ->> 'learnerId')::uuid, (a ->> 'present')::boolean, (a ->> 'minutes')::int
      from given, jsonb_array_elements(report -> 'attendance') as a
    )
    insert into session_heads (truck_id, session_id, sex, age_band, role, count)
    select "truckId", "sessionId", h ->> 'sex', h ->> 'ageBand', h ->> 'role', (h ->> 'count')::int
    from given, jsonb_array_elements("headCounts") as h`);
}
