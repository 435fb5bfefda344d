/** Cohorts of visits: how many seats, which classes, and their figures. Nobody is named here; rosters are in enrolments.ts. */
import type { Cohort, CohortBody, CohortQuery, CohortUpdate } from '@digitruck/contract/cohorts';
import type { CohortId, TruckId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { foldText } from '../../kernel/fold.ts';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { eq, type SQL, sql } from '../drizzle.ts';
import { allOf, keyset, type Page, pageFrom, type Sort, wordPatterns } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { cohorts } from '../tables/learners.ts';
import { courses, sites, trucks } from '../tables/registry.ts';
import { sessionReports } from '../tables/sessions.ts';
import { visits } from '../tables/visits.ts';
import {
  changesNothing,
  type Done,
  type InUse,
  NOT_FOUND,
  type NoSuch,
  type NotFound,
  onlyRow,
  rowMetaOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { attendanceOf } from './attendance-grid.ts';
import { figuresOf } from './cohort-figures.ts';

/** What ends last comes first; the cohorts of a visit stand together, by number. */
const BY_LAST_DAY: Sort = {
  key: sql`(${visits.lastDay}::text || ' ' || ${visits.visitId} || ' ' || lpad((9999 - ${cohorts.number})::text, 4, '0'))`,
  type: 'text',
  descending: true,
};
const NO_FIGURES: Cohort['figures'] = {
  enrolled: 0,
  waiting: 0,
  droppedOut: 0,
  completed: 0,
  women: 0,
  teachers: 0,
  examined: 0,
  passed: 0,
  certified: 0,
  sessionsHeld: 0,
  noShows: 0,
  learnerHours: 0,
};

const columns = {
  row: cohorts,
  truck: { truckId: trucks.truckId, name: trucks.name },
  site: { siteId: sites.siteId, name: sites.name, county: sites.county },
  course: {
    courseId: courses.courseId,
    name: courses.name,
    totalHours: courses.totalHours,
    certifies: courses.certifies,
    passMarkPct: courses.passMarkPct,
  },
  firstDay: visits.firstDay,
  lastDay: visits.lastDay,
  visitState: visits.state,
};

export function cohortStore(db: Db) {
  return {
    /** @param today the day in the programme's time zone, YYYY-MM-DD */
    async list(query: CohortQuery, today: string): Promise<Page<Cohort>> {
      const page = keyset({
        name: 'last-day',
        sort: BY_LAST_DAY,
        id: sql`${cohorts.cohortId}`,
        idType: 'uuid',
        cursor: query.cursor,
      });
      const matches = allOf([
        ...wordPatterns(foldText(query.q ?? '')).map(
          (word) =>
            sql`(${sites.search} || ' ' || lower(${courses.name} || ' ' || ${cohorts.name} || ' ' || ${visits.truckId} || ' ' || ${trucks.name})) like ${word}`,
        ),
        query.visitId === undefined ? undefined : eq(cohorts.visitId, query.visitId),
        query.truckId === undefined ? undefined : eq(visits.truckId, query.truckId),
        query.courseId === undefined ? undefined : eq(cohorts.courseId, query.courseId),
        whenOf(query.when, today),
      ]);
      const rows = await db
        .select({ ...columns, sortKey: page.sortKey })
        .from(cohorts)
        .innerJoin(visits, eq(visits.visitId, cohorts.visitId))
        .innerJoin(trucks, eq(trucks.truckId, visits.truckId))
        .innerJoin(sites, eq(sites.siteId, visits.siteId))
        .innerJoin(courses, eq(courses.courseId, cohorts.courseId))
        .where(allOf([matches, page.after]))
        .orderBy(page.orderBy)
        .limit(query.limit + 1);
      const [counted] = await db
        .select({ total: sql<number>`count(*)::int` })
        .from(cohorts)
        .innerJoin(visits, eq(visits.visitId, cohorts.visitId))
        .innerJoin(trucks, eq(trucks.truckId, visits.truckId))
        .innerJoin(sites, eq(sites.siteId, visits.siteId))
        .innerJoin(courses, eq(courses.courseId, cohorts.courseId))
        .where(matches);
      const figures = await figuresOf(
        db,
        rows.map(({ row }) => row.cohortId),
      );
      return pageFrom(rows, {
        name: 'last-day',
        limit: query.limit,
        total: counted?.total ?? 0,
        idOf: ({ row }) => row.cohortId,
        itemOf: (row) => cohortOf(row, figures.get(row.row.cohortId)),
      });
    },

    find: (cohortId: CohortId): Promise<Cohort | undefined> => findCohort(db, cohortId),

    /** Which truck it belongs to, for who may see it. */
    async truckOf(cohortId: CohortId): Promise<TruckId | undefined> {
      const [row] = await db
        .select({ truckId: visits.truckId })
        .from(cohorts)
        .innerJoin(visits, eq(visits.visitId, cohorts.visitId))
        .where(eq(cohorts.cohortId, cohortId));
      return row?.truckId;
    },

    async create(actor: Actor, body: CohortBody): Promise<Done<Cohort> | NoSuch> {
      return db.transaction(async (tx) => {
        // Two who add a cohort at once get two numbers.
        const [visit] = await tx
          .select({ courseId: visits.courseId, seats: trucks.seats })
          .from(visits)
          .innerJoin(trucks, eq(trucks.truckId, visits.truckId))
          .where(eq(visits.visitId, body.visitId))
          .for('update', { of: visits });
        if (visit === undefined)
          return { ok: false, reason: 'no-such', field: 'visitId', value: body.visitId } as const;
        const { seats = visit.seats, ...rest } = body;
        const number = sql`(select coalesce(max(number), 0) + 1 from cohorts where visit_id = ${body.visitId})`;
        const rows = await tx
          .insert(cohorts)
          .values({
            ...rest,
            seats: Math.max(1, seats),
            courseId: visit.courseId,
            number,
            updatedBy: actor.name,
          })
          .returning({ cohortId: cohorts.cohortId });
        const { cohortId } = onlyRow(rows);
        const row = onlyRow([await findCohort(tx, cohortId)].filter((one) => one !== undefined));
        await note(tx, actor, 'create', cohortId, undefined, row);
        return { ok: true, row } as const;
      });
    },

    async update(
      actor: Actor,
      cohortId: CohortId,
      { version, ...change }: CohortUpdate,
    ): Promise<Done<Cohort> | NotFound | VersionConflict<Cohort> | InUse> {
      return db.transaction(async (tx) => {
        await tx.select().from(cohorts).where(eq(cohorts.cohortId, cohortId)).for('update');
        const current = await findCohort(tx, cohortId);
        if (current === undefined) return NOT_FOUND;
        if (current.version !== version) return { ok: false, reason: 'version-conflict', current } as const;
        if (changesNothing(current, change)) return { ok: true, row: current } as const;
        const taken = current.figures.enrolled + current.figures.completed;
        if (change.seats !== undefined && change.seats < taken) {
          return {
            ok: false,
            reason: 'in-use',
            by: `${taken} learners, more than ${change.seats} seats`,
          } as const;
        }
        await tx
          .update(cohorts)
          .set({ ...change, ...touchedBy(actor.name, version) })
          .where(eq(cohorts.cohortId, cohortId));
        const row = (await findCohort(tx, cohortId)) ?? current;
        await note(tx, actor, 'update', cohortId, current, row);
        return { ok: true, row } as const;
      });
    },

    /** One that nobody was ever enrolled in, and no class was reported of. */
    async remove(
      actor: Actor,
      cohortId: CohortId,
      version: number,
    ): Promise<Done<Cohort> | NotFound | VersionConflict<Cohort> | InUse> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            const current = await findCohort(tx, cohortId);
            if (current === undefined) return NOT_FOUND;
            if (current.version !== version)
              return { ok: false, reason: 'version-conflict', current } as const;
            const taught = await tx.$count(sessionReports, eq(sessionReports.cohortId, cohortId));
            if (taught > 0) return { ok: false, reason: 'in-use', by: `${taught} reported classes` } as const;
            await tx.delete(cohorts).where(eq(cohorts.cohortId, cohortId));
            await note(tx, actor, 'delete', cohortId, current, undefined);
            return { ok: true, row: current } as const;
          }),
        async () => ({ ok: false, reason: 'in-use', by: 'its learners' }) as const,
      );
    },

    attendance: (cohortId: CohortId) => attendanceOf(db, cohortId),
  };
}
export type CohortStore = ReturnType<typeof cohortStore>;

/** A cohort as it is, with its figures. */
export async function findCohort(db: Db | Tx, cohortId: CohortId): Promise<Cohort | undefined> {
  const [row] = await db
    .select(columns)
    .from(cohorts)
    .innerJoin(visits, eq(visits.visitId, cohorts.visitId))
    .innerJoin(trucks, eq(trucks.truckId, visits.truckId))
    .innerJoin(sites, eq(sites.siteId, visits.siteId))
    .innerJoin(courses, eq(courses.courseId, cohorts.courseId))
    .where(eq(cohorts.cohortId, cohortId));
  return row && cohortOf(row, (await figuresOf(db, [cohortId])).get(cohortId));
}

function whenOf(when: CohortQuery['when'], today: string): SQL | undefined {
  switch (when) {
    case 'running':
      return sql`${visits.state} = 'planned' and ${visits.firstDay} <= ${today} and ${visits.lastDay} >= ${today}`;
    case 'ahead':
      return sql`${visits.state} = 'planned' and ${visits.firstDay} > ${today}`;
    case 'over':
      return sql`${visits.lastDay} < ${today}`;
    case 'any':
      return undefined;
  }
}

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  subjectId: CohortId,
  before: Cohort | undefined,
  after: Cohort | undefined,
): Promise<void> {
  await recordChange(tx, { actor, action: `cohort.${verb}`, subject: 'cohort', subjectId, before, after });
  await notifyChanges(tx, { subjects: ['cohorts'] });
}

type Joined = {
  row: typeof cohorts.$inferSelect;
  truck: Cohort['truck'];
  site: Cohort['site'];
  course: Cohort['course'];
  firstDay: string;
  lastDay: string;
  visitState: Cohort['visitState'];
};

function cohortOf(
  { row, ...rest }: Joined & { sortKey?: string },
  figures: Cohort['figures'] = NO_FIGURES,
): Cohort {
  const { programmeId: _, courseId: __, createdAt, updatedAt, version, updatedBy, ...body } = row;
  const { sortKey: ___, ...around } = rest;
  return { ...body, ...around, figures, ...rowMetaOf({ version, createdAt, updatedAt, updatedBy }) };
}
