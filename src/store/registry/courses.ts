/** The catalogue of courses. */
import type { CourseId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Course, CourseBody, CourseUpdate } from '@digitruck/contract/registry';
import type { CoursesQuery } from '@digitruck/contract/registry-lists';
import type { Db } from '../db.ts';
import { and, eq, ne, sql } from '../drizzle.ts';
import { allOf, type Page, type PagedBy, pageOf, wordPatterns } from '../pages.ts';
import { courses, requests } from '../tables/registry.ts';
import { versionedRows } from '../versioned-rows.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  done,
  type InUse,
  inUse,
  type NotFound,
  shownOf,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { inUseByRequests } from './requests.ts';

const BY_CODE: PagedBy = {
  name: 'code',
  sort: { key: sql`lower(${courses.code})`, type: 'text' },
  id: sql`${courses.courseId}`,
  idType: 'uuid',
};
const rows = versionedRows({
  table: courses,
  id: 'courseId',
  subject: 'course',
  rowOf: (row): Course => shownOf(row),
  changed: () => ({ subjects: ['courses'] }),
});

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
      return pageOf(BY_CODE, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db.select({ row: courses, sortKey }).from(courses).where(where).orderBy(orderBy).limit(limit),
        total: () => db.$count(courses, matches),
        idOf: ({ row }) => row.courseId,
        itemOf: ({ row }) => shownOf(row),
      });
    },

    find: (courseId: CourseId): Promise<Course | undefined> => rows.find(db, courseId),

    async create(actor: Actor, body: CourseBody): Promise<Done<Course> | AlreadyExists> {
      return unlessTaken(
        () => db.transaction(async (tx) => done(await rows.add(tx, actor, body))),
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
            const based = await rows.at(tx, courseId, version);
            if (!based.ok || changesNothing(based.row, change)) return based;
            return done(await rows.change(tx, actor, based.row, change));
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
            const based = await rows.at(tx, courseId, version);
            if (!based.ok) return based;
            const asked = await tx.$count(requests, eq(requests.courseId, courseId));
            return asked > 0 ? inUseByRequests(asked) : done(await rows.remove(tx, actor, based.row));
          }),
        async (constraint) => {
          if (constraint === 'visits_course_id_fkey') return inUse('a visit');
          if (constraint === 'cohorts_course_id_fkey') return inUse('a cohort');
          return constraint === 'requests_course_id_fkey' ? inUseByRequests(1) : undefined;
        },
      );
    },
  };
}
export type CourseStore = ReturnType<typeof courseStore>;
