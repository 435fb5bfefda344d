/**
 * What a question about impact is asked of: the rows of stays that lie in the period whole, and, for stays over its edges, rows made from
 * their reports there and then. Each row gets the key it is told by.
 */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { ImpactGroup } from '@digitruck/contract/impact-words';
import { addDays } from '../../kernel/zone.ts';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { CATEGORY_COLUMNS, CELL_COLUMNS, countedFrom, LEARNER_COLUMNS } from './sql.ts';

export type Period = { readonly from: string; readonly to: string };
/** Those that rows are told by; sex, age and role are told by lines of the whole. */
export type PlaceGroup = Exclude<ImpactGroup, 'sex' | 'ageBand' | 'role'>;

/** Over a row `x` with what it joins; months are the only key that is made of other rows. */
const KEYS: Record<PlaceGroup, SQL> = {
  county: sql`coalesce(si.county, '')`,
  site: sql`coalesce(x.site_id::text, 'none')`,
  course: sql`coalesce(x.course_id::text, 'none')`,
  truck: sql`x.truck_id`,
  month: sql`to_char(x.month, 'YYYY-MM')`,
  funder: sql`coalesce(v.funder, '')`,
};

/** Which rows: over `x`, its site `si` and its visit `v`. */
export function placeConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { county, siteId, courseId, truckId, funder } = filter;
  return [
    ...(county === undefined ? [] : [sql`coalesce(si.county, '') = ${county}`]),
    ...(siteId === undefined
      ? []
      : [siteId === 'none' ? sql`${x}.site_id is null` : sql`${x}.site_id = ${siteId}`]),
    ...(courseId === undefined
      ? []
      : [courseId === 'none' ? sql`${x}.course_id is null` : sql`${x}.course_id = ${courseId}`]),
    ...(truckId === undefined ? [] : [sql`${x}.truck_id = ${truckId}`]),
    ...(funder === undefined ? [] : [sql`coalesce(v.funder, '') = ${funder}`]),
  ];
}
export function categoryConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { sex, ageBand, role } = filter;
  return [
    ...(sex === undefined ? [] : [sql`${x}.sex = ${sex}`]),
    ...(ageBand === undefined ? [] : [sql`${x}.age_band = ${ageBand}`]),
    ...(role === undefined ? [] : [sql`${x}.role = ${role}`]),
  ];
}

/** Rows of stays of which only some days are in a period, as JSON, counted once for all that is asked of it. */
type Counted = { readonly cells: string; readonly groups: string; readonly learners: string };
/**
 * A period and the stays over its edges. Where a month of a stay lies in the period whole, or the stay has no other days in it, its row
 * stands already; the rest is counted from its reports.
 */
export type Prepared = Period & {
  /** Stays that have one month in the period, with that month: its row is theirs. */
  readonly oneMonth: readonly { readonly stayId: string; readonly month: string }[];
  /** Of all stays over the edges, from which month to which their rows stand; null where months are not asked for. */
  readonly months:
    | readonly { readonly stayId: string; readonly first: string; readonly last: string }[]
    | null;
  readonly counted: Counted | null;
  readonly countedMonths: Counted | null;
};

type EdgeStay = { readonly stayId: string; readonly firstDay: string; readonly lastDay: string };

/**
 * Which stays lie over the edges is asked first: they are a handful, and only so are they found by index rather than by reading all
 * reports.
 * @param byMonth whether rows by month will be asked for
 */
export async function prepare(db: Db, { from, to }: Period, byMonth: boolean): Promise<Prepared> {
  const { rows } = await db.execute<EdgeStay>(sql`
    select stay_id as "stayId", first_day::text as "firstDay", last_day::text as "lastDay" from impact_stays
    where first_day <= ${to}::date and last_day >= ${from}::date and not (first_day >= ${from}::date and last_day <= ${to}::date)`);
  const whole: string[] = [];
  const cut: string[] = [];
  const oneMonth: { stayId: string; month: string }[] = [];
  const months: { stayId: string; first: string; last: string }[] = [];
  for (const { stayId, firstDay, lastDay } of rows) {
    const first = monthOf(firstDay < from ? from : firstDay);
    const last = monthOf(lastDay > to ? to : lastDay);
    const cutAtStart = firstDay < from && from !== first;
    const cutAtEnd = lastDay > to && monthOf(to) === monthOf(addDays(to, 1));
    months.push({
      stayId,
      first: cutAtStart ? addMonths(first, 1) : first,
      last: cutAtEnd ? addMonths(last, -1) : last,
    });
    if (cutAtStart || cutAtEnd) cut.push(stayId);
    if (!cutAtStart && !cutAtEnd && first === last) oneMonth.push({ stayId, month: first });
    else whole.push(stayId);
  }
  const within = sql`r.day between ${from}::date and ${to}::date`;
  const cutDays = sql`${within} and date_trunc('month', r.day::timestamp) in (
    date_trunc('month', ${from}::timestamp), date_trunc('month', ${to}::timestamp))`;
  return {
    from,
    to,
    oneMonth,
    months: byMonth ? months : null,
    counted: await countedOf(db, whole, within, 'whole'),
    countedMonths: byMonth ? await countedOf(db, cut, cutDays, 'month') : null,
  };
}

async function countedOf(
  db: Db,
  stayIds: readonly string[],
  days: SQL,
  months: 'whole' | 'month',
): Promise<Counted | null> {
  if (stayIds.length === 0) return null;
  const stays = sql`(select unnest(${sql.param([...stayIds])}::uuid[]) as stay_id)`;
  const json = (columns: SQL, made: SQL) =>
    sql`(select coalesce(json_agg(m), '[]')::text from (select ${columns} from ${made}) m)`;
  const { rows } = await db.execute<Counted>(sql`
    with ${countedFrom(stays, days, months)}
    select ${json(CELL_COLUMNS, sql`cell`)} as cells, ${json(CATEGORY_COLUMNS, sql`category`)} as groups,
      ${json(LEARNER_COLUMNS, sql`learner`)} as learners`);
  return rows[0] ?? null;
}

/** The first day of it. */
const monthOf = (day: string) => `${day.slice(0, 7)}-01`;
const addMonths = (month: string, months: number) => monthOf(addDays(month, months > 0 ? 31 : -1));

/** Joined only where they are asked for: joining everything cost more than counting. */
const SITE_OF = (x: SQL) => sql`left join sites si on si.site_id = ${x}.site_id`;
const VISIT_OF = (x: SQL) => sql`left join visits v on v.visit_id = ${x}.visit_id`;

/** What a filter needs of a row that knows its visit. */
export function placeJoins({ county, funder }: ImpactFilter, x: SQL): SQL {
  return sql`${county === undefined ? sql`` : SITE_OF(x)} ${funder === undefined ? sql`` : VISIT_OF(x)}`;
}

export type Scope = { readonly cells: SQL; readonly groups: SQL; readonly learners: SQL };

/**
 * Three tables `x` with `key` and `place`.
 * @param by undefined: one key for all
 */
export function scopeOf(period: Prepared, filter: ImpactFilter, by: PlaceGroup | undefined): Scope {
  const { from, to, oneMonth, months } = period;
  if (by === 'month' && months === null) throw new Error('months were not prepared');
  const key = by === undefined ? sql`''` : KEYS[by];
  const counted = by === 'month' ? period.countedMonths : period.counted;
  const standing =
    by === 'month'
      ? sql`unnest(${sql.param((months ?? []).map(({ stayId }) => stayId))}::uuid[],
          ${sql.param((months ?? []).map(({ first }) => first))}::date[], ${sql.param((months ?? []).map(({ last }) => last))}::date[])`
      : sql`unnest(${sql.param(oneMonth.map(({ stayId }) => stayId))}::uuid[],
          ${sql.param(oneMonth.map(({ month }) => month))}::date[], ${sql.param(oneMonth.map(({ month }) => month))}::date[])`;
  const whole = by === 'month' ? sql`x.month is not null` : sql`x.month is null`;
  const table = (name: string, columns: SQL, made: string | undefined) => sql`(
    select x.*, coalesce(x.site_id, x.stay_id) as place, ${key} as key
    from (
      select ${columns} from ${sql.raw(name)} x where ${whole} and stay_id in (
        select stay_id from impact_stays where first_day >= ${from}::date and last_day <= ${to}::date)
      union all select ${columns} from ${sql.raw(name)} x join ${standing} as e (of_stay, first_month, last_month)
        on x.stay_id = e.of_stay and x.month between e.first_month and e.last_month
      ${made === undefined ? sql`` : sql`union all select ${columns} from json_populate_recordset(null::${sql.raw(name)}, ${made}::json)`}
    ) x
    ${by === 'county' || filter.county !== undefined ? SITE_OF(sql`x`) : sql``}
    ${by === 'funder' || filter.funder !== undefined ? sql`left join impact_stays s on s.stay_id = x.stay_id ${VISIT_OF(sql`s`)}` : sql``}
    where ${allOf(placeConditions(filter))}) x`;
  return {
    cells: table('impact_cells', CELL_COLUMNS, counted?.cells),
    groups: table('impact_groups', CATEGORY_COLUMNS, counted?.groups),
    learners: table('impact_learners', LEARNER_COLUMNS, counted?.learners),
  };
}
