/** What a phone on a truck has to know of reports that others made: which classes are reported, and what is taught in a course. */
import type { CourseId, TruckId } from '@digitruck/contract/ids';
import type { PackReport } from '@digitruck/contract/operator';
import type { Db } from '../db.ts';
import { and, desc, eq, gte } from '../drizzle.ts';
import { sessionReports } from '../tables/sessions.ts';

const REPORTS_MAX = 500;
/** What was taught a year ago is another programme. */
const LATEST = 200;

export function operatorReportStore(db: Db) {
  return {
    /** Reports of a truck's classes of the days from `fromDay` on. */
    async reportsOf(truckId: TruckId, fromDay: string): Promise<PackReport[]> {
      const rows = await db
        .select()
        .from(sessionReports)
        .where(and(eq(sessionReports.truckId, truckId), gte(sessionReports.day, fromDay)))
        .orderBy(sessionReports.startedAt)
        .limit(REPORTS_MAX);
      return rows.map((row) => ({
        sessionId: row.sessionId,
        visitId: row.visitId,
        plannedStartsAt: row.plannedStartsAt?.toISOString() ?? null,
        state: row.state,
        startedAt: row.startedAt.toISOString(),
        heads: row.heads,
        code: row.code,
        version: row.version,
        reportedBy: row.reportedBy,
        step: row.countedAt === null ? 'received' : 'counted',
      }));
    },

    /** What was taught on a truck lately, by course, the latest first. */
    async topicsOf(truckId: TruckId): Promise<Map<CourseId, string[]>> {
      const rows = await db
        .select({ courseId: sessionReports.courseId, topics: sessionReports.topics })
        .from(sessionReports)
        .where(eq(sessionReports.truckId, truckId))
        .orderBy(desc(sessionReports.startedAt))
        .limit(LATEST);
      const byCourse = new Map<CourseId, string[]>();
      for (const { courseId, topics } of rows) {
        if (courseId === null) continue;
        const known = byCourse.get(courseId) ?? [];
        for (const topic of topics) if (!known.includes(topic)) known.push(topic);
        byCourse.set(courseId, known);
      }
      return byCourse;
    },
  };
}
export type OperatorReportStore = ReturnType<typeof operatorReportStore>;
