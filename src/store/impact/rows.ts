/**
 * The rows that figures are told from. Of a stay that lies in the period whole, and of one of which a single month does, there are rows that
 * are counted already; of any other stay over an edge of the period they are counted from its classes there and then: of some hundred at most.
 */
import type { ImpactFilter } from '@digitruck/contract/impact';
import { addDays } from '../../kernel/zone.ts';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { type Counted, countStay, dayNumber, dayOf, type Reasons, type Sums } from './counted.ts';
import { type Pack, packIn, packsOf } from './pack.ts';
import { type Period, type PlaceGroup, placeConditions, SITE_OF, VISIT_OF } from './scope.ts';
import type { StayRow } from './told.ts';

/** What a row is told by; '' of what nobody asked for. */
export type PeriodRow = StayRow & {
  readonly reasons: Reasons;
  readonly truckId: string;
  readonly county: string;
  readonly funder: string;
  /** The first day of it, where the row is of that month alone. */
  readonly month: string | null;
  /** Of the stay, where several periods are asked for. */
  readonly firstDay: string;
  readonly lastDay: string;
};

const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const startsMonth = (from: string) => from === monthOf(from);
const endsMonth = (to: string) => startsMonth(addDays(to, 1));

/** Over the stay `s`. */
const overlaps = ({ from, to }: Period) => sql`s.first_day <= ${to}::date and s.last_day >= ${from}::date`;
const isWithin = ({ from, to }: Period) => sql`s.first_day >= ${from}::date and s.last_day <= ${to}::date`;
const firstMonth = ({ from }: Period) =>
  sql`date_trunc('month', greatest(s.first_day, ${from}::date)::timestamp)`;
/** What lies in the period is all there is of one month, and nothing else. */
const isOneMonth = (period: Period) => sql`
  ${firstMonth(period)} = date_trunc('month', least(s.last_day, ${period.to}::date)::timestamp)
  and (${startsMonth(period.from)} or s.first_day >= ${period.from}::date) and (${endsMonth(period.to)} or s.last_day <= ${period.to}::date)`;
const anyOf = (conditions: SQL[]) => sql`(${sql.join(conditions, sql` or `)})`;

/** Which rows `x` stand for what a period has of the stay `s`. */
const ofPeriod = (
  period: Period,
) => sql`(${overlaps(period)} and case when ${isWithin(period)} then x.month is null
  else x.month = ${firstMonth(period)}::date and ${isOneMonth(period)} end)`;
/** The same as `ofPeriod`: for a row of several periods. */
export function isOfPeriod(
  { month, firstDay, lastDay }: Pick<PeriodRow, 'month' | 'firstDay' | 'lastDay'>,
  { from, to }: Period,
): boolean {
  if (firstDay > to || lastDay < from) return false;
  if (firstDay >= from && lastDay <= to) return month === null;
  const [first, last] = [firstDay > from ? firstDay : from, lastDay < to ? lastDay : to];
  return (
    month === monthOf(first) &&
    month === monthOf(last) &&
    (startsMonth(from) || firstDay >= from) &&
    (endsMonth(to) || lastDay <= to)
  );
}
/** Months of which the period has all that the stay has. */
function ofWholeMonths(period: Period): SQL {
  const { from, to } = period;
  const lastWhole = endsMonth(to) ? monthOf(to) : monthOf(addDays(monthOf(to), -1));
  return sql`${overlaps(period)} and x.month between ${monthOf(from)}::date and ${to}::date
    and (x.month >= ${from}::date or s.first_day >= ${from}::date) and (x.month <= ${lastWhole}::date or s.last_day <= ${to}::date)`;
}

export type RowsAsked = {
  readonly filter: ImpactFilter;
  readonly by: readonly PlaceGroup[];
  /** Rows of months, in place of those that stand for the period. */
  readonly months: boolean;
  /** Whether heads by category are needed. */
  readonly heads: boolean;
};

/** What a row says of itself, kept as text: the database has nothing to put together. All rows are one list, so many numbers a row. */
export function toldOf(stayId: string, { site_id, course_id }: Counted['place'], sums: Sums): string {
  const told = [site_id ?? stayId, site_id === null ? 0 : 1, course_id, ...SUMS.map((name) => sums[name])];
  return JSON.stringify(told).slice(1, -1);
}
const SUMS = [
  ...['held', 'cancelled', 'seconds', 'attendances', 'attendanceSeconds', 'dropIn', 'places', 'placeSeconds'],
  ...['people', 'women', 'men', 'teachers'],
] as (keyof Sums)[];
const TOLD_WIDTH = 3 + SUMS.length;

/** A column of a bundle's rows; none where it was not asked for. */
function columnIn<Value>(text: string | null): readonly Value[] {
  return text === null ? [] : (JSON.parse(text) as Value[]);
}
/**
 * Rows come in so many bundles: texts of megabytes, copied at each step, took seven times as long as these of some ten kilobytes; and rows
 * one by one are dear to send.
 */
const BUNDLES = 64;
type Bundle = { readonly [Column in 'told' | 'names']: string } & {
  readonly [Column in 'heads' | 'reasons' | 'months' | 'first' | 'last' | 'trucks' | 'counties' | 'funders']:
    | string
    | null;
};

/** Days since 1970 as days: of ten thousands of rows they are some thousand. */
function daysByNumber(): (number: number | null | undefined) => string | null {
  const days = new Map<number, string>();
  return (number) => {
    if (number === null || number === undefined) return null;
    const day = days.get(number) ?? dayOf(number);
    days.set(number, day);
    return day;
  };
}

/** Rows that are counted already: column by column, which is far cheaper to make and to read than row by row. */
export async function countedRows(
  db: Db,
  periods: readonly Period[],
  { filter, by, months, heads }: RowsAsked,
): Promise<PeriodRow[]> {
  const several = periods.length > 1;
  const has = (name: PlaceGroup) => by.includes(name);
  const list = (column: SQL) => sql`'[' || coalesce(string_agg(${column}, ','), '') || ']'`;
  // Not json_agg: it takes ten times as long.
  const only = (is: boolean, column: SQL) =>
    is ? list(sql`coalesce(to_json(${column})::text, 'null')`) : sql`null`;
  const days = (is: boolean, column: SQL) =>
    is ? list(sql`coalesce((${column} - date '1970-01-01')::text, 'null')`) : sql`null`;
  const { rows } = await db.execute<Bundle>(sql`
    select ${list(sql`x.told`)} as told, ${heads ? list(sql`x.heads`) : sql`null`} as heads,
      ${heads && !months ? list(sql`coalesce(x.reasons, '0')`) : sql`null`} as reasons, ${list(sql`coalesce(x.names, '0')`)} as names,
      ${days(months || several, sql`x.month`)} as months, ${days(several, sql`s.first_day`)} as first, ${days(several, sql`s.last_day`)} as last,
      ${only(has('truck'), sql`x.truck_id`)} as trucks, ${only(has('county'), sql`si.county`)} as counties,
      ${only(has('funder'), sql`v.funder`)} as funders
    from impact_sums x join impact_stays s on s.stay_id = x.stay_id
    ${has('county') || filter.county !== undefined ? SITE_OF(sql`x`) : sql``}
    ${has('funder') || filter.funder !== undefined ? VISIT_OF(sql`s`) : sql``}
    where ${allOf([anyOf(periods.map(months ? ofWholeMonths : ofPeriod)), ...placeConditions(filter)])}
    group by get_byte(uuid_send(x.stay_id), 0) % ${sql.raw(String(BUNDLES))}`);
  const dayIn = daysByNumber();
  return rows.flatMap((bundle) => rowsIn(bundle, dayIn));
}

function rowsIn(columns: Bundle, dayIn: ReturnType<typeof daysByNumber>): PeriodRow[] {
  const names = columnIn<readonly [number[], (string | number)[]] | 0>(columns.names);
  const told = columnIn<never>(columns.told);
  const ofCategories = columnIn<number[]>(columns.heads);
  const reasons = columnIn<Reasons | 0>(columns.reasons);
  const trucks = columnIn<string>(columns.trucks);
  const counties = columnIn<string | null>(columns.counties);
  const funders = columnIn<string | null>(columns.funders);
  const ofMonths = columnIn<number | null>(columns.months);
  const [first, last] = [columnIn<number>(columns.first), columnIn<number>(columns.last)];
  return Array.from({ length: told.length / TOLD_WIDTH }, (_, row): PeriodRow => {
    const at = row * TOLD_WIDTH;
    const of = <Value>(place: number): Value => told[at + place] as Value;
    const [named, shared] = names[row] || NOBODY;
    return {
      place: of(0),
      siteId: of(1) === 1 ? of(0) : null,
      courseId: of(2),
      held: of(3),
      cancelled: of(4),
      seconds: of(5),
      attendances: of(6),
      attendanceSeconds: of(7),
      dropIn: of(8),
      places: of(9),
      placeSeconds: of(10),
      people: of(11),
      women: of(12),
      men: of(13),
      teachers: of(14),
      heads: ofCategories[row] ?? NONE,
      reasons: reasons[row] || null,
      named,
      shared,
      truckId: trucks[row] ?? '',
      county: counties[row] ?? '',
      funder: funders[row] ?? '',
      month: dayIn(ofMonths[row]),
      firstDay: dayIn(first[row]) ?? '',
      lastDay: dayIn(last[row]) ?? '',
    };
  });
}
const NONE: readonly number[] = [];
const NOBODY = [NONE, NONE] as const;

export type EdgeStay = {
  readonly stayId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly funder: string;
  readonly counties: Readonly<Record<string, string>>;
  readonly pack: Pack;
};

/** Stays of which rows have to be counted. */
export async function edgeStays(
  db: Db,
  periods: readonly Period[],
  filter: ImpactFilter,
): Promise<EdgeStay[]> {
  const { funder: _, ...ofRow } = filter;
  const only = placeConditions(ofRow);
  const { rows } = await db.execute<Omit<EdgeStay, 'pack'> & { readonly classes: string | null }>(sql`
    select s.stay_id as "stayId", s.first_day::text as "firstDay", s.last_day::text as "lastDay", coalesce(v.funder, '') as funder, p.classes,
      coalesce((select json_object_agg(x.site_id, si.county) from impact_sums x join sites si on si.site_id = x.site_id
        where x.stay_id = s.stay_id and x.month is null), '{}') as counties
    from impact_stays s left join impact_packs p on p.stay_id = s.stay_id ${VISIT_OF(sql`s`)}
    where ${allOf([
      anyOf(
        periods.map(
          (period) => sql`${overlaps(period)} and not (${isWithin(period)}) and not (${isOneMonth(period)})`,
        ),
      ),
      ...placeConditions({ funder: filter.funder }),
      only.length === 0
        ? undefined
        : sql`exists (select 1 from impact_sums x ${SITE_OF(sql`x`)} where x.stay_id = s.stay_id and x.month is null and ${allOf(only)})`,
    ])}`);
  const missing = await packsOf(
    db,
    rows.filter(({ classes }) => classes === null).map(({ stayId }) => stayId),
  );
  return rows.flatMap(({ classes, ...stay }) => {
    const pack = classes === null ? missing.get(stay.stayId) : packIn(classes);
    return pack === undefined ? [] : [{ ...stay, pack }];
  });
}

/** What the period has of these stays. */
export function edgeRows(stays: readonly EdgeStay[], period: Period, filter: ImpactFilter): PeriodRow[] {
  const { from, to } = period;
  return stays
    .filter((stay) => stay.firstDay <= to && stay.lastDay >= from && !hasRows(stay, period))
    .flatMap((stay) => rowsOf(stay, from, to, null, filter));
}
const hasRows = ({ firstDay, lastDay }: EdgeStay, period: Period) =>
  [null, monthOf(firstDay > period.from ? firstDay : period.from)].some((month) =>
    isOfPeriod({ month, firstDay, lastDay }, period),
  );

/** The same by month: of the months that the period cuts. */
export function edgeMonths(
  stays: readonly EdgeStay[],
  { from, to }: Period,
  filter: ImpactFilter,
): PeriodRow[] {
  const [fromMonth, toMonth] = [monthOf(from), monthOf(to)];
  const endOfFirst = addDays(monthOf(addDays(fromMonth, 31)), -1);
  return stays.flatMap((stay) => {
    const cutAtStart = stay.firstDay < from && !startsMonth(from);
    const cutAtEnd = stay.lastDay > to && !endsMonth(to);
    if (fromMonth === toMonth) return cutAtStart || cutAtEnd ? rowsOf(stay, from, to, fromMonth, filter) : [];
    return [
      ...(cutAtStart ? rowsOf(stay, from, endOfFirst, fromMonth, filter) : []),
      ...(cutAtEnd ? rowsOf(stay, toMonth, to, toMonth, filter) : []),
    ];
  });
}

function rowsOf(
  { stayId, pack, counties, funder, firstDay, lastDay }: EdgeStay,
  from: string,
  to: string,
  month: string | null,
  filter: ImpactFilter,
): PeriodRow[] {
  return countStay(pack, { first: dayNumber(from), last: dayNumber(to) }).flatMap(
    ({
      place: { truck_id: truckId, site_id: siteId, course_id: courseId },
      sums,
      reasons,
      heads,
      people,
    }) => {
      const county = counties[siteId ?? ''] ?? '';
      if (!isAsked(filter, { truckId, siteId, courseId, county })) return [];
      const shared = people.flatMap((one): (string | number)[] => [
        one.personId,
        one.category,
        one.firstDay,
        one.present,
        one.seconds,
      ]);
      const place = siteId ?? stayId;
      const told = { place, siteId, courseId, ...sums, reasons, heads, named: [], shared };
      return [{ ...told, truckId, county, funder, month, firstDay, lastDay }];
    },
  );
}

/** `placeConditions` of a row that is in no table. */
function isAsked(
  { county, siteId, courseId, truckId }: ImpactFilter,
  row: Pick<PeriodRow, 'truckId' | 'siteId' | 'courseId' | 'county'>,
): boolean {
  return (
    (county === undefined || county === row.county) &&
    (siteId === undefined || siteId === (row.siteId ?? 'none')) &&
    (courseId === undefined || courseId === (row.courseId ?? 'none')) &&
    (truckId === undefined || truckId === row.truckId)
  );
}
