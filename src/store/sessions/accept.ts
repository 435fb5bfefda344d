/**
 * Takes session reports in, by whichever way they come. Everything about one report happens under a lock of its id, so that two ways,
 * two phones and two replicas at once come to the same as one after the other.
 */
import type { SessionId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { reportCode } from '@digitruck/contract/session-code';
import type { QuestionKind } from '@digitruck/contract/session-words';
import type { ReportRelay, Session, SessionBody } from '@digitruck/contract/sessions';
import { localDayOf } from '../../kernel/zone.ts';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, desc, eq, sql } from '../drizzle.ts';
import { recordChange } from '../people/audit.ts';
import {
  sessionAttendance,
  sessionHeads,
  sessionReports,
  sessionVersions,
  type Via,
} from '../tables/sessions.ts';
import { visitDays, visits } from '../tables/visits.ts';
import { type Done, type NoSuch, onlyRow, unlessTaken, type VersionConflict } from '../versions.ts';
import { contentHash, correctedTimes, judgeArrival, type Standing } from './arrival.ts';
import { lockSession } from './locks.ts';
import { knownAttendance, knownCohort } from './named.ts';
import { answerIn } from './questions.ts';
import { sessionsOf } from './read.ts';

export type Arrival = {
  readonly sessionId: SessionId;
  readonly report: SessionBody;
  readonly relay: ReportRelay | null;
  readonly via: Via;
  readonly receivedMs: number;
  /** Of the programme: it says which day it was. */
  readonly timeZone: string;
  /** The office corrects it: why, and which question that answers. */
  readonly correction?: { readonly reason: string; readonly question: QuestionKind | null };
};
/** The report was made for another truck, which never changes. */
export type OtherTruck = { readonly ok: false; readonly reason: 'other-truck'; readonly truckId: TruckId };
export type Acceptance =
  | (Done<Session> & { readonly news: 'created' | 'updated' | 'none' })
  | VersionConflict<Session>
  | NoSuch
  | OtherTruck;

type Row = typeof sessionReports.$inferSelect;
const isReport = ({ truckId, sessionId }: { truckId: TruckId; sessionId: SessionId }) =>
  and(eq(sessionReports.truckId, truckId), eq(sessionReports.sessionId, sessionId));

export function sessionAcceptance(db: Db) {
  return {
    /** @param actor who brings it; `reporter` whose report it is, when another brings it */
    accept(actor: Actor, arrival: Arrival, reporter: Actor = actor): Promise<Acceptance> {
      // One id, one lock, however a phone writes it.
      const sessionId = arrival.sessionId.toLowerCase() as SessionId;
      return unlessTaken(
        () => db.transaction((tx) => acceptIn(tx, actor, reporter, { ...arrival, sessionId })),
        async (constraint) => noSuch(constraint, arrival.report),
      );
    },
  };
}
export type SessionAcceptance = ReturnType<typeof sessionAcceptance>;

async function acceptIn(tx: Tx, actor: Actor, reporter: Actor, arrival: Arrival): Promise<Acceptance> {
  const { sessionId, report } = arrival;
  await lockSession(tx, sessionId);
  const [current] = await tx.select().from(sessionReports).where(eq(sessionReports.sessionId, sessionId));
  if (current !== undefined && current.truckId !== report.truckId)
    return { ok: false, reason: 'other-truck', truckId: current.truckId };
  const hash = contentHash(report);
  const standing = current && (await standingOf(tx, current, report.device.deviceId));
  const verdict = judgeArrival(report, hash, standing);
  if (current !== undefined && verdict !== 'new') {
    if (verdict === 'conflict')
      return { ok: false, reason: 'version-conflict', current: await whole(tx, current) };
    await noteAgain(tx, current, arrival, verdict === 'same' ? reporter : undefined);
    return { ok: true, row: await whole(tx, current), news: 'none' };
  }
  const visit = await visitOf(tx, arrival);
  if (visit === 'unknown') return { ok: false, reason: 'no-such', field: 'visitId', value: report.visitId };
  await write(tx, { ...arrival, actor, reporter, hash, current, visit });
  const { correction, receivedMs } = arrival;
  if (correction?.question != null) {
    const { question, reason } = correction;
    await answerIn(tx, actor, sessionId, question, {
      text: reason,
      resolution: 'corrected',
      atMs: receivedMs,
    });
  }
  const row = await whole(tx, { sessionId, truckId: report.truckId });
  await note(tx, actor, current, row);
  return { ok: true, row, news: current === undefined ? 'created' : 'updated' };
}

async function whole(tx: Tx, { truckId, sessionId }: { truckId: TruckId; sessionId: SessionId }) {
  return onlyRow(await sessionsOf(tx, [{ truckId, sessionId }]));
}

async function standingOf(tx: Tx, current: Row, deviceId: string): Promise<Standing> {
  const [latest] = await tx
    .select({ report: sessionVersions.report })
    .from(sessionVersions)
    .where(
      and(
        eq(sessionVersions.truckId, current.truckId),
        eq(sessionVersions.sessionId, current.sessionId),
        sql`${sessionVersions.report} #>> '{device,deviceId}' = ${deviceId}`,
      ),
    )
    .orderBy(desc(sql`(${sessionVersions.report} #>> '{device,revision}')::int`))
    .limit(1);
  return {
    version: current.version,
    deviceId: current.deviceId,
    hash: current.contentHash,
    latestOfDevice: latest && { revision: latest.report.device.revision, hash: contentHash(latest.report) },
  };
}

/**
 * What was known comes again: by another way perhaps, or as a later saving of the same. The latter is kept, for what that device saved
 * in between may still be on its way.
 */
async function noteAgain(
  tx: Tx,
  current: Row,
  { report, via }: Arrival,
  /** Of what stands; undefined when it is something earlier that comes. */
  reporter: Actor | undefined,
): Promise<void> {
  const { device } = report;
  const isLater = reporter !== undefined && device.revision > current.deviceRevision;
  // The hub, which was faster, knew only whose truck it was.
  const names =
    reporter !== undefined &&
    reporter.personId !== null &&
    current.reportedById === null &&
    current.version === 1;
  if (!isLater && !names && current.receivedVia.includes(via)) return;
  const receivedVia = viaOf(current, via);
  const later = {
    deviceRevision: device.revision,
    deviceSavedAt: new Date(device.savedAt),
    deviceSentAt: dateOf(device.sentAt),
  };
  await tx
    .update(sessionReports)
    .set({
      receivedVia,
      ...(isLater && later),
      ...(names && { reportedBy: reporter.name, reportedById: reporter.personId, updatedBy: reporter.name }),
    })
    .where(isReport(current));
  if (names) await tx.update(sessionVersions).set({ madeBy: reporter.name }).where(isVersion(current));
  if (isLater) {
    await tx.update(sessionVersions).set({ report }).where(isVersion(current));
  }
  await notifyChanges(tx, { subjects: ['sessions'] });
}

const isVersion = ({ truckId, sessionId, version }: Row) =>
  and(
    eq(sessionVersions.truckId, truckId),
    eq(sessionVersions.sessionId, sessionId),
    eq(sessionVersions.version, version),
  );

function viaOf(current: Row | undefined, via: Via): Via[] {
  return [...new Set([...(current?.receivedVia ?? []), via])].sort();
}

type KnownVisit = Pick<typeof visits.$inferSelect, 'visitId' | 'siteId' | 'courseId'>;

/** The visit it names, or else the one that was planned for the truck on that day. */
async function visitOf(
  tx: Tx,
  { report, relay, receivedMs, timeZone }: Arrival,
): Promise<KnownVisit | undefined | 'unknown'> {
  const columns = { visitId: visits.visitId, siteId: visits.siteId, courseId: visits.courseId };
  if (report.visitId !== null) {
    const [named] = await tx.select(columns).from(visits).where(eq(visits.visitId, report.visitId));
    return named ?? 'unknown';
  }
  const day = localDayOf(correctedTimes(report, relay, receivedMs).startedMs, timeZone);
  const [planned] = await tx
    .select(columns)
    .from(visitDays)
    .innerJoin(visits, and(eq(visits.truckId, visitDays.truckId), eq(visits.visitId, visitDays.visitId)))
    .where(and(eq(visitDays.truckId, report.truckId), eq(visitDays.day, day)));
  return planned;
}

type Writing = Arrival & {
  readonly actor: Actor;
  readonly reporter: Actor;
  readonly hash: Buffer;
  readonly current: Row | undefined;
  readonly visit: KnownVisit | undefined;
};

async function write(tx: Tx, writing: Writing): Promise<void> {
  const { sessionId, report, relay, via, receivedMs, timeZone, reporter, hash, current, visit } = writing;
  const { truckId } = report;
  const version = (current?.version ?? 0) + 1;
  const values = {
    truckId,
    sessionId,
    ...reportColumns({ sessionId, report, relay, receivedMs, timeZone }, visit),
    cohortId: await knownCohort(tx, report, visit?.visitId ?? null),
    contentHash: hash,
    // Of a class that ran, its arrival is that of its end; what is edited later arrived when it did.
    receivedAt:
      current === undefined || current.state === 'started' ? new Date(receivedMs) : current.receivedAt,
    // How it came from the truck: the office's own hand is no way.
    receivedVia: writing.correction === undefined ? viaOf(current, via) : (current?.receivedVia ?? [via]),
    countedAt: null,
    reportedBy: current?.reportedBy ?? reporter.name,
    reportedById: current === undefined ? reporter.personId : current.reportedById,
    version,
    createdAt: current?.createdAt ?? new Date(receivedMs),
    updatedAt: new Date(receivedMs),
    updatedBy: reporter.name,
  };
  if (current === undefined) await tx.insert(sessionReports).values(values);
  else await tx.update(sessionReports).set(values).where(isReport(current));
  for (const table of [sessionHeads, sessionAttendance]) {
    await tx.delete(table).where(and(eq(table.truckId, truckId), eq(table.sessionId, sessionId)));
  }
  const own = { truckId, sessionId };
  if (report.headCounts.length > 0)
    await tx.insert(sessionHeads).values(report.headCounts.map((count) => ({ ...own, ...count })));
  const attendance = await knownAttendance(tx, report);
  if (attendance.length > 0)
    await tx.insert(sessionAttendance).values(attendance.map((one) => ({ ...own, ...one })));
  await tx.insert(sessionVersions).values({
    ...own,
    version,
    report,
    madeBy: reporter.name,
    madeAt: new Date(receivedMs),
    via,
    reason: writing.correction?.reason ?? '',
  });
}

/** The columns that follow from the report itself. */
export function reportColumns(
  arrival: Pick<Arrival, 'sessionId' | 'report' | 'relay' | 'receivedMs' | 'timeZone'>,
  visit: KnownVisit | undefined,
) {
  const { sessionId, report } = arrival;
  const { device } = report;
  const times = correctedTimes(report, arrival.relay, arrival.receivedMs);
  const { startedMs, endedMs } = times;
  const isHeld = report.state === 'held' && endedMs !== null;
  return {
    visitId: visit?.visitId ?? null,
    siteId: report.siteId ?? visit?.siteId ?? null,
    courseId: report.courseId ?? visit?.courseId ?? null,
    cohortId: report.cohortId,
    plannedStartsAt: dateOf(report.plannedStartsAt),
    state: report.state,
    startedAt: new Date(startedMs),
    endedAt: endedMs === null ? null : new Date(endedMs),
    day: localDayOf(startedMs, arrival.timeZone),
    minutes: isHeld ? (endedMs - startedMs) / 60_000 : null,
    deviceStartedAt: new Date(report.startedAt),
    deviceEndedAt: dateOf(report.endedAt),
    skewMs: times.skewMs,
    clock: times.clock,
    heads: report.headCounts.reduce((sum, { count }) => sum + count, 0),
    walkIns: report.walkIns,
    waiting: report.waiting,
    topics: report.topics,
    problems: report.problems,
    notes: report.notes,
    deviceId: device.deviceId,
    deviceRevision: device.revision,
    deviceSavedAt: new Date(device.savedAt),
    deviceSentAt: dateOf(device.sentAt),
    code: reportCode(sessionId, report),
  };
}

function dateOf(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant);
}

const NAMED_BY = {
  session_reports_truck_id_fkey: 'truckId',
  session_reports_site_id_fkey: 'siteId',
  session_reports_course_id_fkey: 'courseId',
} as const;

function noSuch(constraint: string, report: SessionBody): NoSuch | undefined {
  const field = NAMED_BY[constraint as keyof typeof NAMED_BY];
  return field && { ok: false, reason: 'no-such', field, value: report[field] };
}

/** Who was there and what was written stay with the versions, whose readers are fewer than the log's. */
async function note(tx: Tx, actor: Actor, before: Row | undefined, after: Session): Promise<void> {
  await recordChange(tx, {
    actor,
    action: `session.${before === undefined ? 'create' : 'update'}`,
    subject: 'session',
    subjectId: after.sessionId,
    before: before && {
      truckId: before.truckId,
      state: before.state,
      startedAt: before.startedAt.toISOString(),
      endedAt: before.endedAt?.toISOString() ?? null,
      heads: before.heads,
      code: before.code,
      version: before.version,
    },
    after: {
      truckId: after.truckId,
      state: after.state,
      startedAt: after.startedAt,
      endedAt: after.endedAt,
      heads: after.heads,
      code: after.code,
      version: after.version,
    },
  });
  await notifyChanges(tx, { subjects: ['sessions'] });
}
