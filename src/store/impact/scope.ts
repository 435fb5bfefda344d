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
import { CATEGORY_COLUMNS, CELL_COLUMNS, countedFrom, LEARNER_COLUMNS, NAMED_COLUMNS } from './sql.ts';

export type Period = { readonly from: string; readonly to: string };
/** Those that rows are told by; sex, age and role are told by lines of the whole. */
export type PlaceGroup = Exclude<ImpactGroup, 'sex' | 'ageBand' | 'role'>;

/** Over a row `x` with what it joins; months are the only key that is made of other rows, and told by their first day: cheap to write. */
const KEYS: Record<PlaceGroup, SQL> = {
  county: sql`coalesce(si.county, '')`,
  site: sql`coalesce(x.site_id::text, 'none')`,
  course: sql`coalesce(x.course_id::text, 'none')`,
  truck: sql`x.truck_id`,
  month: sql`x.month::text`,
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
  readonly counted: readonly Counted[];
  readonly countedMonths: readonly Counted[];
};

type EdgeStay = {
  readonly stayId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly named: boolean;
};

/**
 * Which stays lie over the edges is asked first: they are a handful, and only so are they found by index rather than by reading all
 * reports.
 * @param byMonth whether rows by month will be asked for
 * @param atOnce whether there are connections to count both edges at once; a transaction has one
 */
export async function prepare(
  db: Db,
  { from, to }: Period,
  byMonth: boolean,
  atOnce: boolean,
): Promise<Prepared> {
  const { rows } = await db.execute<EdgeStay>(sql`
    select stay_id as "stayId", first_day::text as "firstDay", last_day::text as "lastDay",
      exists (select 1 from impact_learners l where l.stay_id = s.stay_id) as named
    from impact_stays s where first_day <= ${to}::date and last_day >= ${from}::date and not (first_day >= ${from}::date and last_day <= ${to}::date)`);
  const whole: string[] = [];
  const cut = { start: [] as string[], end: [] as string[] };
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
    if (cutAtStart) cut.start.push(stayId);
    if (cutAtEnd) cut.end.push(stayId);
    if (!cutAtStart && !cutAtEnd && first === last) oneMonth.push({ stayId, month: first });
    else whole.push(stayId);
  }
  const named = rows.filter((row) => row.named).map(({ stayId }) => stayId);
  const firstDayOf = new Map(rows.map(({ stayId, firstDay }) => [stayId, firstDay]));
  const [atStart, atEnd] = [monthOf(from), monthOf(to)];
  const edges = [...Map.groupBy(whole, (stayId) => (firstDayOf.get(stayId) ?? '') < from).values()];
  const work: Part[] = [
    ...edges.map((stays) => ({ stays, from, to, month: null })),
    ...(!byMonth
      ? []
      : atStart === atEnd
        ? [{ stays: [...new Set([...cut.start, ...cut.end])], from, to, month: atStart }]
        : [
            { stays: cut.start, from, to: addDays(addMonths(atStart, 1), -1), month: atStart },
            { stays: cut.end, from: atEnd, to, month: atEnd },
          ]),
  ].filter(({ stays }) => stays.length > 0);
  const count = async (part: Part) => ({ part, rows: await countedOf(db, part, named) });
  const counted: Awaited<ReturnType<typeof count>>[] = [];
  if (atOnce) counted.push(...(await Promise.all(work.map(count))));
  else for (const one of work) counted.push(await count(one));
  const rowsOf = (ofMonths: boolean) =>
    counted.filter(({ part }) => (part.month !== null) === ofMonths).flatMap((one) => one.rows);
  return {
    from,
    to,
    oneMonth,
    months: byMonth ? months : null,
    counted: rowsOf(false),
    countedMonths: rowsOf(true),
  };
}

/** Some days of stays, counted for a month that they lie in, or as a whole. */
type Part = Period & { readonly stays: readonly string[]; readonly month: string | null };

async function countedOf(
  db: Db,
  { stays, from, to, month }: Part,
  named: readonly string[],
): Promise<Counted[]> {
  const counted = countedFrom(
    sql`(select unnest(${sql.param([...stays])}::uuid[]) as stay_id)`,
    // About half of such a stay is in the period. Said plainly, the planner thinks of all years and takes it for next to nothing.
    sql`case when r.day between ${from}::date and ${to}::date then true else false end`,
    sql`(${month}::date)`,
    sql`f.stay_id = any(${sql.param([...named])}::uuid[])`,
  );
  const json = (columns: SQL, made: SQL) =>
    sql`(select coalesce(json_agg(m), '[]')::text from (select ${columns} from ${made}) m)`;
  const { rows } = await db.execute<Counted>(sql`
    with ${counted}
    select ${json(CELL_COLUMNS, sql`cell`)} as cells, ${json(CATEGORY_COLUMNS, sql`category`)} as groups,
      ${json(LEARNER_COLUMNS, sql`learner`)} as learners`);
  return rows;
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

export type Scope = {
  readonly cells: SQL;
  readonly groups: SQL;
  /** Those who are in one stay and course alone, added up. */
  readonly named: SQL;
  /** All others, one by one. */
  readonly learners: SQL;
};

/**
 * Four tables `x` with `key` and `place`.
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
  const table = (name: string, columns: SQL, made: readonly string[], only: SQL = sql`true`) => sql`(
    select x.*, coalesce(x.site_id, x.stay_id) as place, (${key}) collate "C" as key
    from (
      select ${columns} from ${sql.raw(name)} x where ${whole} and ${only} and stay_id in (
        select stay_id from impact_stays where first_day >= ${from}::date and last_day <= ${to}::date)
      union all select ${columns} from ${sql.raw(name)} x join ${standing} as e (of_stay, first_month, last_month)
        on x.stay_id = e.of_stay and x.month between e.first_month and e.last_month and ${only}
      ${sql.join(
        made.map(
          (json) =>
            sql`union all select ${columns} from json_populate_recordset(null::${sql.raw(name)}, ${json}::json)`,
        ),
        sql` `,
      )}
    ) x
    ${by === 'county' || filter.county !== undefined ? SITE_OF(sql`x`) : sql``}
    ${by === 'funder' || filter.funder !== undefined ? sql`left join impact_stays s on s.stay_id = x.stay_id ${VISIT_OF(sql`s`)}` : sql``}
    where ${allOf(placeConditions(filter))}) x`;
  return {
    cells: table(
      'impact_cells',
      CELL_COLUMNS,
      counted.map((one) => one.cells),
    ),
    groups: table(
      'impact_groups',
      CATEGORY_COLUMNS,
      counted.map((one) => one.groups),
    ),
    named: table('impact_named', NAMED_COLUMNS, []),
    learners: table(
      'impact_learners',
      LEARNER_COLUMNS,
      counted.map((one) => one.learners),
      sql`not x.alone`,
    ),
  };
}
