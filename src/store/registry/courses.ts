/** The catalogue of courses. */
import type { CourseId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Course, CourseBody, CourseUpdate } from '@digitruck/contract/registry';
import type { CoursesQuery } from '@digitruck/contract/registry-lists';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, ne, sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom, type Sort, wordPatterns } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { courses, requests } from '../tables/registry.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  type InUse,
  NOT_FOUND,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';

const BY_CODE: Sort = { key: sql`lower(${courses.code})`, type: 'text' };

export function courseStore(db: Db) {
  async function holderOf(code: string, except: CourseId | null): Promise<AlreadyExists> {
    const [holder] = await db
      .select({ courseId: courses.courseId })
      .from(courses)
      .where(
        and(
          sql`lower(${courses.code}) = lower(${code})`,
          except === null ? undefined : ne(courses.courseId, except),
        ),
      );
    return {
      ok: false,
      reason: 'already-exists',
      field: 'code',
      value: code,
      existingId: holder?.courseId ?? null,
    };
  }
  const onTaken = (code: string, except: CourseId | null) => async (constraint: string) =>
    constraint === 'courses_code' ? await holderOf(code, except) : undefined;

  return {
    async list(query: CoursesQuery): Promise<Page<Course>> {
      const words = wordPatterns((query.q ?? '').toLowerCase());
      const matches = allOf([
        ...words.map((word) => sql`lower(${courses.code} || ' ' || ${courses.name}) like ${word}`),
        query.retired === 'any' ? undefined : eq(courses.retired, query.retired === 'true'),
      ]);
      const page = keyset({
        name: 'code',
        sort: BY_CODE,
        id: sql`${courses.courseId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
      const rows = await db
        .select({ row: courses, sortKey: page.sortKey })
        .from(courses)
        .where(allOf([matches, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      return pageFrom(rows, {
        name: 'code',
        limit: query.limit,
        total: await db.$count(courses, matches),
        idOf: ({ row }) => row.courseId,
        itemOf: ({ row }) => courseOf(row),
      });
    },

    async find(courseId: CourseId): Promise<Course | undefined> {
      const [row] = await db.select().from(courses).where(eq(courses.courseId, courseId));
      return row && courseOf(row);
    },

    async create(actor: Actor, body: CourseBody): Promise<Done<Course> | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const values = { ...body, updatedBy: actor.name };
            const row = courseOf(onlyRow(await tx.insert(courses).values(values).returning()));
            await note(tx, actor, 'create', row.courseId, undefined, row);
            return { ok: true as const, row };
          }),
        onTaken(body.code, null),
      );
    },

    async update(
      actor: Actor,
      courseId: CourseId,
      { version, ...change }: CourseUpdate,
    ): Promise<Done<Course> | NotFound | VersionConflict<Course> | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const current = await locked(tx, courseId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version) {
              return { ok: false as const, reason: 'version-conflict' as const, current };
            }
            if (changesNothing(current, change)) return { ok: true as const, row: current };
            const rows = await tx
              .update(courses)
              .set({ ...change, ...touchedBy(actor.name, version) })
              .where(eq(courses.courseId, courseId))
              .returning();
            const row = courseOf(onlyRow(rows));
            await note(tx, actor, 'update', courseId, current, row);
            return { ok: true as const, row };
          }),
        onTaken(change.code ?? '', courseId),
      );
    },

    async remove(
      actor: Actor,
      courseId: CourseId,
      version: number,
    ): Promise<Done<Course> | NotFound | VersionConflict<Course> | InUse> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const current = await locked(tx, courseId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version) {
              return { ok: false as const, reason: 'version-conflict' as const, current };
            }
            const asked = await tx.$count(requests, eq(requests.courseId, courseId));
            if (asked > 0) return inUse(asked);
            await tx.delete(courses).where(eq(courses.courseId, courseId));
            await note(tx, actor, 'delete', courseId, current, undefined);
            return { ok: true as const, row: current };
          }),
        async (constraint) => {
          if (constraint === 'visits_course_id_fkey')
            return { ok: false, reason: 'in-use', by: 'a visit' } as const;
          if (constraint === 'cohorts_course_id_fkey')
            return { ok: false, reason: 'in-use', by: 'a cohort' } as const;
          return constraint === 'requests_course_id_fkey' ? inUse(1) : undefined;
        },
      );
    },
  };
}
export type CourseStore = ReturnType<typeof courseStore>;

function inUse(asked: number): InUse {
  return { ok: false, reason: 'in-use', by: asked === 1 ? 'a visit request' : `${asked} visit requests` };
}

async function locked(tx: Tx, courseId: CourseId): Promise<Course | undefined> {
  const [row] = await tx.select().from(courses).where(eq(courses.courseId, courseId)).for('update');
  return row && courseOf(row);
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  subjectId: CourseId,
  before: Course | undefined,
  after: Course | undefined,
): Promise<void> {
  await recordChange(tx, { actor, action: `course.${verb}`, subject: 'course', subjectId, before, after });
  await notifyChanges(tx, { subjects: ['courses'] });
}

function courseOf(row: typeof courses.$inferSelect): Course {
  const { programmeId: _, createdAt, updatedAt, version, updatedBy, ...body } = row;
  return { ...body, ...rowMetaOf({ version, createdAt, updatedAt, updatedBy }) };
}
