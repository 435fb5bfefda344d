/** Public holidays by country. A change of one is a change of each booked visit that it falls into, in the same transaction. */

import {
  HOLIDAYS_MAX,
  type Holiday,
  type HolidayBody,
  type HolidayImported,
  type HolidaysQuery,
  type HolidayUpdate,
} from '@digitruck/contract/holidays';
import type { HolidayId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import type { Db, Tx } from '../db.ts';
import { and, eq, gte, inArray, lte, ne, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { holidays, visitHolidayDays } from '../tables/calendars.ts';
import { sites } from '../tables/registry.ts';
import { visits } from '../tables/visits.ts';
import { versionedRows } from '../versioned-rows.ts';
import {
  type AlreadyExists,
  changesNothing,
  type Done,
  definedOf,
  type NotFound,
  shownOf,
  unlessTaken,
  type VersionConflict,
} from '../versions.ts';
import { lockVisits } from '../visits/visit-days.ts';
import { rememberHolidayDays } from '../visits/visit-holidays.ts';
import { updateVisit, selected as visitsWhere } from '../visits/visits.ts';

/** `visitsChanged`: booked visits whose timetables changed with it. */
export type HolidayDone = Done<Holiday> & { readonly visitsChanged: number };

const rows = versionedRows({
  table: holidays,
  id: 'holidayId',
  subject: 'holiday',
  rowOf: (row): Holiday => shownOf(row),
  changed: () => ({ subjects: ['holidays'] }),
});

/** @param today of the programme: what is over is not changed by a holiday that is entered late */
export function holidayStore(db: Db) {
  async function holderOf(
    { country, day, name }: HolidayBody,
    except: HolidayId | null,
  ): Promise<AlreadyExists> {
    const [holder] = await db
      .select({ holidayId: holidays.holidayId })
      .from(holidays)
      .where(and(named(country, day, name), except === null ? undefined : ne(holidays.holidayId, except)));
    const existingId = holder?.holidayId ?? null;
    return { ok: false, reason: 'already-exists', field: 'name', value: name, existingId };
  }

  return {
    /** By day. */
    async list(query: HolidaysQuery): Promise<Holiday[]> {
      const found = await db
        .select()
        .from(holidays)
        .where(
          allOf([
            query.country === undefined ? undefined : eq(holidays.country, query.country),
            query.from === undefined ? undefined : gte(holidays.day, query.from),
            query.to === undefined ? undefined : lte(holidays.day, query.to),
          ]),
        )
        .orderBy(holidays.day, holidays.country, holidays.name)
        .limit(HOLIDAYS_MAX);
      return found.map((row): Holiday => shownOf(row));
    },

    async create(actor: Actor, body: HolidayBody, today: string): Promise<HolidayDone | AlreadyExists> {
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            await lockVisits(tx);
            const row = await rows.add(tx, actor, body);
            const visitsChanged = await refit(tx, actor, row.country, [row.day], today);
            return { ok: true as const, row, visitsChanged };
          }),
        async (constraint) => (constraint === 'holidays_named' ? holderOf(body, null) : undefined),
      );
    },

    async update(
      actor: Actor,
      holidayId: HolidayId,
      { version, ...change }: HolidayUpdate,
      today: string,
    ): Promise<HolidayDone | NotFound | VersionConflict<Holiday> | AlreadyExists> {
      let wanted: Holiday | undefined;
      return unlessTaken(
        () =>
          db.transaction(async (tx) => {
            await lockVisits(tx);
            const based = await rows.at(tx, holidayId, version);
            if (!based.ok) return based;
            const { row: current } = based;
            if (changesNothing(current, change)) return { ...based, visitsChanged: 0 };
            wanted = { ...current, ...definedOf(change) };
            const row = await rows.change(tx, actor, current, change);
            const visitsChanged = await refit(tx, actor, row.country, [current.day, row.day], today);
            return { ok: true as const, row, visitsChanged };
          }),
        async (constraint) =>
          constraint === 'holidays_named' && wanted !== undefined ? holderOf(wanted, holidayId) : undefined,
      );
    },

    async remove(
      actor: Actor,
      holidayId: HolidayId,
      version: number,
      today: string,
    ): Promise<HolidayDone | NotFound | VersionConflict<Holiday>> {
      return db.transaction(async (tx) => {
        await lockVisits(tx);
        const based = await rows.at(tx, holidayId, version);
        if (!based.ok) return based;
        const row = await rows.remove(tx, actor, based.row);
        return { ok: true, row, visitsChanged: await refit(tx, actor, row.country, [row.day], today) };
      });
    },

    /** All of them or none; one that is there by country, day and name is updated. */
    async import(actor: Actor, bodies: readonly HolidayBody[], today: string): Promise<HolidayImported> {
      return db.transaction(async (tx) => {
        await lockVisits(tx);
        const counts = { create: 0, update: 0, unchanged: 0 };
        const days = new Map<string, Set<string>>();
        for (const body of bodies) {
          const { country, day, name } = body;
          const [known] = await tx
            .select()
            .from(holidays)
            .where(named(country, day, name))
            .for('update');
          const current: Holiday | undefined = known && shownOf(known);
          if (current !== undefined && changesNothing(current, body)) {
            counts.unchanged += 1;
            continue;
          }
          if (current === undefined) await rows.add(tx, actor, body);
          else await rows.change(tx, actor, current, body);
          counts[current === undefined ? 'create' : 'update'] += 1;
          days.set(country, (days.get(country) ?? new Set()).add(day));
        }
        let visitsChanged = 0;
        for (const [country, of] of days) visitsChanged += await refit(tx, actor, country, [...of], today);
        return { ...counts, visitsChanged };
      });
    },
  };
}
export type HolidayStore = ReturnType<typeof holidayStore>;

const named = (country: string, day: string, name: string) =>
  and(eq(holidays.country, country), eq(holidays.day, day), sql`lower(${holidays.name}) = lower(${name})`);

/**
 * Holds booked visits' timetables against the holidays of some days, each visit once.
 * @returns how many changed
 */
async function refit(
  tx: Tx,
  actor: Actor,
  country: string,
  changed: readonly string[],
  today: string,
): Promise<number> {
  const days = [...new Set(changed)].filter((day) => day >= today).sort();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return 0;
  const free = await tx
    .select({ day: holidays.day })
    .from(holidays)
    .where(
      and(eq(holidays.country, country), eq(holidays.affectsClasses, true), inArray(holidays.day, days)),
    );
  const isFree = new Set(free.map(({ day }) => day));
  const booked = await visitsWhere(
    tx,
    allOf([
      eq(sites.country, country),
      eq(visits.state, 'planned'),
      lte(visits.firstDay, to),
      gte(visits.lastDay, from),
    ]),
  );
  const visitIds = booked.map(({ visitId }) => visitId);
  const noted =
    visitIds.length === 0
      ? []
      : await tx.select().from(visitHolidayDays).where(inArray(visitHolidayDays.visitId, visitIds));
  const notedOf = Map.groupBy(noted, ({ visitId }) => visitId);
  let count = 0;
  for (const visit of booked) {
    const { visitId, truckId, version, timetable, firstDay, lastDay } = visit;
    const old = (notedOf.get(visitId) ?? []).map(({ day }) => day);
    const within = days.filter((day) => firstDay <= day && day <= lastDay);
    const gone = within.filter((day) => old.includes(day) && !isFree.has(day));
    const fresh = within.filter((day) => isFree.has(day) && !timetable.exceptDays.includes(day));
    if (gone.length + fresh.length === 0) continue;
    const exceptDays = [...timetable.exceptDays.filter((day) => !gone.includes(day)), ...fresh].sort();
    const done = await updateVisit(tx, actor, visitId, { version, timetable: { ...timetable, exceptDays } });
    if (!done.ok) throw new Error(`a holiday could not be left out of visit ${visitId}: ${done.reason}`);
    await rememberHolidayDays(tx, { visitId, truckId }, [
      ...old.filter((day) => !gone.includes(day)),
      ...fresh,
    ]);
    count += 1;
  }
  return count;
}
