/** Visits: which truck stays where from when to when. Who has which day is kept by visit-days.ts. */
import type { TruckId, VisitId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import {
  STAY_DAYS_MAX,
  type Visit,
  type VisitBody,
  type VisitQuery,
  type VisitUpdate,
} from '@digitruck/contract/visits';
import { notifyChanges } from '../changes.ts';
import type { Db, Tx } from '../db.ts';
import { and, eq, gte, inArray, lte, type SQL, sql, TransactionRollbackError } from '../drizzle.ts';
import { allOf, daysBetween, type Page, type PagedBy, pageOf } from '../pages.ts';
import { recordChange } from '../people/audit.ts';
import { type InMaintenance, maintenanceOn } from '../registry/maintenance-days.ts';
import { courses, sites, trucks } from '../tables/registry.ts';
import { visits } from '../tables/visits.ts';
import {
  atVersion,
  changesNothing,
  type Done,
  definedOf,
  done,
  type NoSuch,
  type NotFound,
  noSuchBy,
  onlyRow,
  shownOf,
  touchedBy,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { type ClashingDays, freeDays, lockVisits, takeDays } from './visit-days.ts';
import { leavingHolidaysOut, movedPastHolidays, rememberHolidayDays } from './visit-holidays.ts';

export type Clash = Omit<ClashingDays, 'visitId'> & { readonly visit: Visit };
/** The truck is elsewhere, or another truck is there, on some of the days. */
export type DaysTaken = { readonly ok: false; readonly reason: 'days-taken'; readonly clashes: Clash[] };
/** The truck or the course is not in use any more. */
export type Retired = {
  readonly ok: false;
  readonly reason: 'retired';
  readonly field: string;
  readonly value: unknown;
};
/** A change of one day that makes no stay together with the other. */
export type BadDays = {
  readonly ok: false;
  readonly reason: 'bad-days';
  readonly field: string;
  readonly value: unknown;
  readonly problem: string;
};
export type VisitRefusal = DaysTaken | Retired | BadDays | InMaintenance | NoSuch;

/** A visit with what its truck offers. */
export type PlannedVisit = Visit & { readonly truck: { readonly name: string; readonly seats: number } };

const BY_FIRST_DAY: PagedBy = {
  name: 'first-day',
  sort: { key: sql`${visits.firstDay}::text`, type: 'text' },
  id: sql`${visits.visitId}`,
  idType: 'uuid',
};
const CLASHES_MAX = 20;

const columns = {
  row: visits,
  site: {
    name: sites.name,
    county: sites.county,
    lat: sites.lat,
    lon: sites.lon,
    grid: sql<string>`coalesce(${sites.power} ->> 'grid', 'unknown')`,
  },
  course: {
    name: courses.name,
    mode: courses.mode,
    powerPerSeatW: courses.powerPerSeatW,
    downlinkKbps: courses.downlinkKbps,
  },
};

export function visitStore(db: Db) {
  /** Runs a change; one that is refused leaves nothing behind. */
  async function attempt<Result extends { readonly ok: boolean }>(
    body: Partial<VisitBody>,
    change: (tx: Tx) => Promise<Result>,
  ): Promise<Result | NoSuch> {
    let refused: Result | undefined;
    const transaction = () =>
      db.transaction(async (tx) => {
        await lockVisits(tx);
        const result = await change(tx);
        if (result.ok) return result;
        refused = result;
        return tx.rollback();
      });
    try {
      return await unlessTaken(transaction, async (constraint) => noSuch(constraint, body));
    } catch (error) {
      if (refused !== undefined && error instanceof TransactionRollbackError) return refused;
      throw error;
    }
  }

  return {
    async list(query: VisitQuery): Promise<Page<Visit>> {
      const matches = allOf([
        query.truckId === undefined ? undefined : eq(visits.truckId, query.truckId),
        query.siteId === undefined ? undefined : eq(visits.siteId, query.siteId),
        query.from === undefined ? undefined : gte(visits.lastDay, query.from),
        query.to === undefined ? undefined : lte(visits.firstDay, query.to),
        query.state === 'all' ? undefined : eq(visits.state, query.state),
      ]);
      return pageOf(BY_FIRST_DAY, query, {
        matches,
        rows: ({ where, orderBy, limit, sortKey }) =>
          db
            .select({ ...columns, sortKey })
            .from(visits)
            .innerJoin(sites, eq(sites.siteId, visits.siteId))
            .innerJoin(courses, eq(courses.courseId, visits.courseId))
            .where(where)
            .orderBy(orderBy)
            .limit(limit),
        total: () => db.$count(visits, matches),
        idOf: ({ row }) => row.visitId,
        itemOf: (row) => visitOf(row),
      });
    },

    async find(visitId: VisitId): Promise<Visit | undefined> {
      return (await selected(db, eq(visits.visitId, visitId)))[0];
    },

    create: (actor: Actor, body: VisitBody): Promise<Done<Visit> | VisitRefusal> =>
      attempt(body, (tx) => createVisit(tx, actor, body)),

    /** Changes, moves, cancels (`state: 'cancelled'`, which frees its days) or takes a cancelled one up again. */
    update: (
      actor: Actor,
      visitId: VisitId,
      update: VisitUpdate,
    ): Promise<Done<Visit> | NotFound | VersionConflict<Visit> | VisitRefusal> =>
      attempt(update, (tx) => updateVisit(tx, actor, visitId, update)),

    /** Planned visits that touch these days, by truck and day; of some trucks, or of all. */
    async plannedVisits(
      fromDay: string,
      toDay: string,
      truckIds?: readonly TruckId[],
    ): Promise<PlannedVisit[]> {
      if (truckIds?.length === 0) return [];
      const rows = await db
        .select({ ...columns, truck: { name: trucks.name, seats: trucks.seats } })
        .from(visits)
        .innerJoin(sites, eq(sites.siteId, visits.siteId))
        .innerJoin(courses, eq(courses.courseId, visits.courseId))
        .innerJoin(trucks, eq(trucks.truckId, visits.truckId))
        .where(
          and(
            eq(visits.state, 'planned'),
            lte(visits.firstDay, toDay),
            gte(visits.lastDay, fromDay),
            truckIds === undefined ? undefined : inArray(visits.truckId, [...truckIds]),
          ),
        )
        .orderBy(visits.truckId, visits.firstDay);
      return rows.map((row) => ({ ...visitOf(row), truck: row.truck }));
    },
  };
}
export type VisitStore = ReturnType<typeof visitStore>;

/**
 * Adds a visit within a transaction that has taken `lockVisits`; whoever calls it rolls back what is refused. Names that are
 * not there come as the database's errors.
 */
export async function createVisit(
  tx: Tx,
  actor: Actor,
  body: VisitBody & { readonly visitId?: VisitId },
): Promise<Done<Visit> | DaysTaken | Retired | InMaintenance> {
  const retired = await retiredOf(tx, body);
  if (retired !== undefined) return retired;
  const { timetable, holidayDays } = await leavingHolidaysOut(tx, body);
  const values = { ...body, timetable, updatedBy: actor.name };
  const { visitId } = onlyRow(await tx.insert(visits).values(values).returning());
  const clashes = await takeDays(tx, { ...body, visitId });
  if (clashes.length > 0) return daysTaken(tx, clashes);
  const away = await maintenanceOn(tx, body);
  if (away !== undefined) return away;
  await rememberHolidayDays(tx, { truckId: body.truckId, visitId }, holidayDays);
  const row = onlyRow(await selected(tx, eq(visits.visitId, visitId)));
  await note(tx, actor, 'create', undefined, row);
  return done(row);
}

/** Changes a visit, as `createVisit` adds one. */
export async function updateVisit(
  tx: Tx,
  actor: Actor,
  visitId: VisitId,
  { version, ...change }: VisitUpdate,
): Promise<Done<Visit> | NotFound | VersionConflict<Visit> | DaysTaken | Retired | BadDays | InMaintenance> {
  const based = atVersion((await selected(tx, eq(visits.visitId, visitId)))[0], version);
  if (!based.ok || changesNothing(based.row, change)) return based;
  const { row: current } = based;
  const wanted = { ...current, ...definedOf(change) };
  wanted.cancelReason = wanted.state === 'cancelled' ? wanted.cancelReason : '';
  const bad = badDays(wanted, change);
  if (bad !== undefined) return bad;
  const moves = wanted.truckId !== current.truckId;
  const retired = moves ? await retiredOf(tx, { truckId: wanted.truckId }) : undefined;
  if (retired !== undefined) return retired;

  const { timetable, holidayDays } = await movedPastHolidays(tx, current, wanted);
  wanted.timetable = timetable;
  await freeDays(tx, current);
  const touched = touchedBy(actor.name, version);
  if (moves) await reborn(tx, visitId, wanted.truckId);
  const { site: _, course: __, createdAt: ___, ...columnsOfIt } = wanted;
  await tx
    .update(visits)
    .set({ ...columnsOfIt, ...touched })
    .where(and(eq(visits.truckId, wanted.truckId), eq(visits.visitId, visitId)));
  const clashes = wanted.state === 'planned' ? await takeDays(tx, wanted) : [];
  if (clashes.length > 0) return daysTaken(tx, clashes);
  const away = wanted.state === 'planned' ? await maintenanceOn(tx, wanted) : undefined;
  if (away !== undefined) return away;
  await rememberHolidayDays(tx, wanted, holidayDays);
  const row = onlyRow(await selected(tx, eq(visits.visitId, visitId)));
  const verb = row.state === 'cancelled' && current.state === 'planned' ? 'cancel' : 'update';
  await note(tx, actor, verb, current, row);
  return done(row);
}

/** Gives the row to another truck: taken out and put in, for a table that is distributed by truck can't move a row. */
async function reborn(tx: Tx, visitId: VisitId, truckId: TruckId): Promise<void> {
  const row = onlyRow(await tx.delete(visits).where(eq(visits.visitId, visitId)).returning());
  await tx.insert(visits).values({ ...row, truckId });
}

export async function selected(db: Db | Tx, where: SQL): Promise<Visit[]> {
  const rows = await db
    .select(columns)
    .from(visits)
    .innerJoin(sites, eq(sites.siteId, visits.siteId))
    .innerJoin(courses, eq(courses.courseId, visits.courseId))
    .where(where);
  return rows.map(visitOf);
}

async function daysTaken(tx: Tx, clashing: readonly ClashingDays[]): Promise<DaysTaken> {
  const some = clashing.slice(0, CLASHES_MAX);
  const ids = [...new Set(some.map(({ visitId }) => visitId))];
  const known = new Map(
    (await selected(tx, inArray(visits.visitId, ids))).map((visit) => [visit.visitId, visit]),
  );
  const clashes = some.flatMap(({ visitId, ...days }): Clash[] => {
    const visit = known.get(visitId);
    return visit === undefined ? [] : [{ ...days, visit }];
  });
  return { ok: false, reason: 'days-taken', clashes };
}

async function retiredOf(
  tx: Tx,
  { truckId, courseId }: Pick<VisitBody, 'truckId'> & Partial<VisitBody>,
): Promise<Retired | undefined> {
  const [truck] = await tx.select().from(trucks).where(eq(trucks.truckId, truckId));
  if (truck?.retired === true) return { ok: false, reason: 'retired', field: 'truckId', value: truckId };
  if (courseId === undefined) return undefined;
  const [course] = await tx.select().from(courses).where(eq(courses.courseId, courseId));
  if (course?.retired !== true) return undefined;
  return { ok: false, reason: 'retired', field: 'courseId', value: courseId };
}

function badDays(wanted: Visit, change: Partial<VisitUpdate>): BadDays | undefined {
  const field = change.lastDay === undefined ? 'firstDay' : 'lastDay';
  const bad = (problem: string): BadDays => ({
    ok: false,
    reason: 'bad-days',
    field,
    value: wanted[field],
    problem,
  });
  const days = daysBetween(wanted.firstDay, wanted.lastDay) + 1;
  const other = field === 'firstDay' ? `end on ${wanted.lastDay}` : `begin on ${wanted.firstDay}`;
  if (days < 1) return bad(`the stay would ${other}; change both days`);
  if (days > STAY_DAYS_MAX) return bad(`a stay is at most ${STAY_DAYS_MAX} days; is the year right?`);
  return undefined;
}

const noSuch = noSuchBy({
  visits_truck_id_fkey: 'truckId',
  visits_site_id_fkey: 'siteId',
  visits_course_id_fkey: 'courseId',
  visits_request_id_fkey: 'requestId',
});

async function note(
  tx: Tx,
  actor: Actor,
  verb: string,
  before: Visit | undefined,
  after: Visit,
): Promise<void> {
  const { visitId: subjectId } = after;
  await recordChange(tx, { actor, action: `visit.${verb}`, subject: 'visit', subjectId, before, after });
  await notifyChanges(tx, { subjects: ['visits'] });
}

type Joined = {
  row: typeof visits.$inferSelect;
  site: Visit['site'];
  course: Visit['course'];
};

function visitOf({ row, site, course }: Joined): Visit {
  return { ...shownOf(row), site, course };
}
