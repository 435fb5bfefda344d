/** Session reports as the API shows them, put together from their tables. */

import type { SessionId, TruckId } from '@digitruck/contract/ids';
import type { SessionPhoto } from '@digitruck/contract/session-photos';
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import type { Attendance, HeadCount, Session, SessionQuestion } from '@digitruck/contract/sessions';
import type { Db, Tx } from '../db.ts';
import { eq, type SQL, sql } from '../drizzle.ts';
import { courses, sites, trucks } from '../tables/registry.ts';
import {
  sessionAttendance,
  sessionHeads,
  sessionPhotos,
  sessionQuestions,
  sessionReports,
} from '../tables/sessions.ts';
import { rowMetaOf } from '../versions.ts';

export type SessionKey = { readonly truckId: TruckId; readonly sessionId: SessionId };

const columns = {
  row: sessionReports,
  truckName: trucks.name,
  site: { name: sites.name, county: sites.county },
  course: { name: courses.name, mode: courses.mode },
};
type Joined = {
  row: typeof sessionReports.$inferSelect;
  truckName: string;
  site: { name: string; county: string } | null;
  course: { name: string; mode: 'cohort' | 'drop-in' } | null;
};

/** Rows with what they name: whoever lists adds `where`, order and limit. */
export function selectSessions<More extends Record<string, SQL.Aliased | SQL>>(db: Db | Tx, more: More) {
  return db
    .select({ ...columns, ...more })
    .from(sessionReports)
    .innerJoin(trucks, eq(trucks.truckId, sessionReports.truckId))
    .leftJoin(sites, eq(sites.siteId, sessionReports.siteId))
    .leftJoin(courses, eq(courses.courseId, sessionReports.courseId));
}

export async function sessionsOf(db: Db | Tx, keys: readonly SessionKey[]): Promise<Session[]> {
  const rows = await selectSessions(db, {}).where(isAmong(keys, sessionReports));
  return completed(db, rows as Joined[]);
}

type OfSession = { truckId: unknown; sessionId: unknown };
export function isAmong(keys: readonly SessionKey[], table: OfSession): SQL {
  const truckIds = sql.param(keys.map(({ truckId }) => truckId));
  const sessionIds = sql.param(keys.map(({ sessionId }) => sessionId));
  return sql`(${table.truckId}, ${table.sessionId}) in (select * from unnest(${truckIds}::text[], ${sessionIds}::uuid[]))`;
}

/** Adds what is kept beside the rows: heads, attendance, questions, photos. */
export async function completed(db: Db | Tx, rows: readonly Joined[]): Promise<Session[]> {
  if (rows.length === 0) return [];
  const keys = rows.map(({ row }) => row);
  // One after the other: a transaction has one connection.
  const heads = bySession(await db.select().from(sessionHeads).where(isAmong(keys, sessionHeads)));
  const present = bySession(
    await db
      .select()
      .from(sessionAttendance)
      .where(isAmong(keys, sessionAttendance))
      .orderBy(sessionAttendance.learnerId),
  );
  const questions = bySession(
    await db
      .select()
      .from(sessionQuestions)
      .where(isAmong(keys, sessionQuestions))
      .orderBy(sessionQuestions.askedAt, sessionQuestions.kind),
  );
  const photos = bySession(
    await db
      .select({
        truckId: sessionPhotos.truckId,
        sessionId: sessionPhotos.sessionId,
        photoId: sessionPhotos.photoId,
        takenAt: sessionPhotos.takenAt,
        caption: sessionPhotos.caption,
        consent: sessionPhotos.consent,
        bytes: sql<number>`length(${sessionPhotos.image})`,
      })
      .from(sessionPhotos)
      .where(isAmong(keys, sessionPhotos))
      .orderBy(sessionPhotos.takenAt, sessionPhotos.photoId),
  );
  return rows.map((joined) => {
    const { sessionId } = joined.row;
    return sessionOf(joined, {
      headCounts: inOrder((heads.get(sessionId) ?? []).map(countOf)),
      attendance: (present.get(sessionId) ?? []).map(attendanceOf),
      questions: (questions.get(sessionId) ?? []).map(questionOf),
      photos: (photos.get(sessionId) ?? []).map(photoOf),
    });
  });
}

function bySession<Row extends { sessionId: SessionId }>(rows: readonly Row[]): Map<SessionId, Row[]> {
  return Map.groupBy(rows, ({ sessionId }) => sessionId);
}

const countOf = ({ sex, ageBand, role, count }: HeadCount): HeadCount => ({ sex, ageBand, role, count });
const attendanceOf = ({ learnerId, present, minutes }: Attendance): Attendance => ({
  learnerId,
  present,
  minutes,
});
const photoOf = (row: Omit<SessionPhoto, 'takenAt'> & { takenAt: Date }): SessionPhoto => ({
  photoId: row.photoId,
  takenAt: row.takenAt.toISOString(),
  caption: row.caption,
  consent: row.consent,
  bytes: row.bytes,
});

export function questionOf(row: typeof sessionQuestions.$inferSelect): SessionQuestion {
  return {
    kind: row.kind,
    facts: row.facts,
    state: row.state,
    answer: row.answer,
    answeredBy: row.answeredBy,
    askedAt: row.askedAt.toISOString(),
    answeredAt: row.answeredAt?.toISOString() ?? null,
    resolution: row.resolution,
    toOperator: saidOf(row.askedText, row.askedBy, row.askedOperatorAt),
    fromOperator: saidOf(row.replyText, row.replyBy, row.repliedAt),
  };
}

function saidOf(text: string | null, by: string | null, at: Date | null): SessionQuestion['toOperator'] {
  return text === null || by === null || at === null ? null : { text, by, at: at.toISOString() };
}

/** As the words are listed: a table that is read has one order. */
function inOrder(counts: HeadCount[]): HeadCount[] {
  const place = ({ sex, ageBand, role }: HeadCount) =>
    (ATTENDEE_ROLES.indexOf(role) * SEXES.length + SEXES.indexOf(sex)) * AGE_BANDS.length +
    AGE_BANDS.indexOf(ageBand);
  return counts.sort((a, b) => place(a) - place(b));
}

function sessionOf(
  { row, truckName, site, course }: Joined,
  parts: Pick<Session, 'headCounts' | 'attendance' | 'questions' | 'photos'>,
): Session {
  const isOver = row.state === 'held' || row.state === 'cancelled';
  const overMs = (row.endedAt ?? row.startedAt).getTime();
  return {
    sessionId: row.sessionId,
    truckId: row.truckId,
    visitId: row.visitId,
    siteId: row.siteId,
    courseId: row.courseId,
    cohortId: row.cohortId,
    plannedStartsAt: row.plannedStartsAt?.toISOString() ?? null,
    state: row.state,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    ...parts,
    walkIns: row.walkIns,
    waiting: row.waiting,
    topics: row.topics,
    problems: row.problems,
    notes: row.notes,
    device: {
      deviceId: row.deviceId,
      revision: row.deviceRevision,
      savedAt: row.deviceSavedAt.toISOString(),
      sentAt: row.deviceSentAt?.toISOString() ?? null,
    },
    day: row.day,
    minutes: row.minutes,
    clock: {
      verdict: row.clock,
      skewMs: row.skewMs,
      deviceStartedAt: row.deviceStartedAt.toISOString(),
      deviceEndedAt: row.deviceEndedAt?.toISOString() ?? null,
    },
    heads: row.heads,
    code: row.code,
    step: row.countedAt === null ? 'received' : 'counted',
    receivedAt: row.receivedAt.toISOString(),
    countedAt: row.countedAt?.toISOString() ?? null,
    receivedVia: row.receivedVia,
    lateBy: isOver ? Math.max(0, row.receivedAt.getTime() - overMs) / 3_600_000 : null,
    truckName,
    site: row.siteId === null || site === null ? null : { siteId: row.siteId, ...site },
    course: row.courseId === null || course === null ? null : { courseId: row.courseId, ...course },
    reportedBy: row.reportedBy,
    ...rowMetaOf(row),
  };
}
