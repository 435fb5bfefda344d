/**
 * Holidays within booked visits. They are written into the timetable's `exceptDays` when a visit is booked or moved, and when a holiday
 * is entered, so that whoever reads a timetable (trucks, forecasts, alerts, calendars) needs to know of no other table, and the visit's
 * version rises with what its host is told. Which days came so is remembered: they go when the holiday goes, unlike those that people
 * left out. Who takes such a day back by hand keeps it.
 */
import type { SiteId, TruckId, VisitId } from '@digitruck/contract/ids';
import type { Timetable } from '@digitruck/contract/visits';
import type { Tx } from '../db.ts';
import { and, eq, sql } from '../drizzle.ts';
import { visitHolidayDays } from '../tables/calendars.ts';

const EXCEPT_DAYS_MAX = 366;

type Stay = {
  readonly siteId: SiteId;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly timetable: Timetable;
};
type Booked = Stay & { readonly truckId: TruckId; readonly visitId: VisitId; readonly state: string };
export type WithHolidays = {
  readonly timetable: Timetable;
  /** Those of its `exceptDays` that are left out because they are holidays. */
  readonly holidayDays: readonly string[];
};

/** The timetable of a visit that is booked on these days. */
export async function leavingHolidaysOut(tx: Tx, stay: Stay): Promise<WithHolidays> {
  return leaveOut(stay, [], [], await holidaysAt(tx, stay));
}

/** The timetable of a booked visit that becomes another: holidays of days that are new to it are left out, those of days it leaves go. */
export async function movedPastHolidays(tx: Tx, before: Booked, wanted: Booked): Promise<WithHolidays> {
  const rows = await tx.select({ day: visitHolidayDays.day }).from(visitHolidayDays).where(of(before));
  const old = rows.map(({ day }) => day).filter((day) => wanted.timetable.exceptDays.includes(day));
  const again = before.state === 'cancelled' && wanted.state === 'planned';
  const known = ({ firstDay, lastDay }: Stay, day: string) => !again && firstDay <= day && day <= lastDay;
  const fresh = (await holidaysAt(tx, wanted)).filter((day) => !known(before, day));
  const gone = old.filter((day) => day < wanted.firstDay || day > wanted.lastDay);
  return leaveOut(wanted, old, gone, fresh);
}

export async function rememberHolidayDays(
  tx: Tx,
  visit: { readonly truckId: TruckId; readonly visitId: VisitId },
  days: readonly string[],
): Promise<void> {
  const { truckId, visitId } = visit;
  await tx.delete(visitHolidayDays).where(of(visit));
  if (days.length === 0) return;
  await tx.insert(visitHolidayDays).values(days.map((day) => ({ truckId, visitId, day })));
}

const of = ({ truckId, visitId }: { truckId: TruckId; visitId: VisitId }) =>
  and(eq(visitHolidayDays.truckId, truckId), eq(visitHolidayDays.visitId, visitId));

function leaveOut(
  stay: Stay,
  old: readonly string[],
  gone: readonly string[],
  fresh: readonly string[],
): WithHolidays {
  const kept = stay.timetable.exceptDays.filter((day) => !gone.includes(day));
  const added = fresh.filter((day) => !kept.includes(day));
  if (added.length === 0 && gone.length === 0) return { timetable: stay.timetable, holidayDays: old };
  let exceptDays = [...kept, ...added].sort();
  if (exceptDays.length > EXCEPT_DAYS_MAX)
    exceptDays = exceptDays.filter((day) => stay.firstDay <= day && day <= stay.lastDay);
  return {
    timetable: { ...stay.timetable, exceptDays },
    holidayDays: [...old.filter((day) => !gone.includes(day)), ...added],
  };
}

/** Days of the stay on which the site's country holds no classes. */
async function holidaysAt(tx: Tx, { siteId, firstDay, lastDay }: Stay): Promise<string[]> {
  const { rows } = await tx.execute<{ day: string }>(sql`
    select distinct h.day::text as day from holidays h
    join sites s on s.country = h.country and s.programme_id = h.programme_id
    where s.site_id = ${siteId} and h.affects_classes and h.day between ${firstDay} and ${lastDay} order by 1`);
  return rows.map(({ day }) => day);
}
