/**
 * What a question about impact is asked of: the rows of stays that lie in the period whole, and, for stays over its edges, rows made from
 * their classes there and then. Each row gets the key it is told by.
 */
import type { ImpactFilter } from '@digitruck/contract/impact';
import type { ImpactGroup } from '@digitruck/contract/impact-words';
import { addDays } from '../../kernel/zone.ts';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { addedUp, type Counted, countStay, dayNumber } from './counted.ts';
import { packIn, packsOf } from './pack.ts';
import { CATEGORY_COLUMNS, CELL_COLUMNS, LEARNER_COLUMNS, NAMED_COLUMNS } from './sql.ts';

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
    ...(county === undefined ? [] : [isNamed(sql`si.county`, county)]),
    ...(siteId === undefined
      ? []
      : [siteId === 'none' ? sql`${x}.site_id is null` : sql`${x}.site_id = ${siteId}`]),
    ...(courseId === undefined
      ? []
      : [courseId === 'none' ? sql`${x}.course_id is null` : sql`${x}.course_id = ${courseId}`]),
    ...(truckId === undefined ? [] : [sql`${x}.truck_id = ${truckId}`]),
    ...(funder === undefined ? [] : [isNamed(sql`v.funder`, funder)]),
  ];
}
/** Only of a column alone PostgreSQL knows how many rows are one: of anything made of it it believes few, and looks at them one by one. */
const isNamed = (column: SQL, name: string) =>
  name === '' ? sql`coalesce(${column}, '') = ''` : sql`${column} = ${name}`;

export const ofWhom = ({ sex, ageBand, role }: ImpactFilter) => (sex ?? ageBand ?? role) !== undefined;
export function categoryConditions(filter: ImpactFilter, x: SQL = sql`x`): SQL[] {
  const { sex, ageBand, role } = filter;
  return [
    ...(sex === undefined ? [] : [sql`${x}.sex = ${sex}`]),
    ...(ageBand === undefined ? [] : [sql`${x}.age_band = ${ageBand}`]),
    ...(role === undefined ? [] : [sql`${x}.role = ${role}`]),
  ];
}

/** Rows of stays of which only some days are in a period, as JSON, counted once for all that is asked of it. */
type Made = Readonly<Record<keyof Scope, string>>;
/** A period and the stays over its edges: what they count for is made of their classes; of them by month, where a month lies in it whole, its row stands. */
export type Prepared = Period & {
  readonly made: Made;
  /** Null where months are not asked for: from which month to which the rows of stays over the edges stand, and what was made of other months. */
  readonly byMonth: {
    readonly standing: readonly { readonly stayId: string; readonly first: string; readonly last: string }[];
    readonly made: Made;
  } | null;
};

type EdgeStay = {
  readonly stayId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly classes: string | null;
};

/**
 * Which stays lie over the edges is asked first: they are some hundred at most.
 * @param byMonth whether rows by month will be asked for
 * @param atOnce whether there are connections to ask twice at once; a transaction has one
 */
export async function prepare(
  db: Db,
  { from, to }: Period,
  byMonth: boolean,
  atOnce: boolean,
): Promise<Prepared> {
  const over = sql`s.first_day <= ${to}::date and s.last_day >= ${from}::date
    and not (s.first_day >= ${from}::date and s.last_day <= ${to}::date)`;
  const askStays = () =>
    db.execute<EdgeStay>(sql`
      select s.stay_id as "stayId", s.first_day::text as "firstDay", s.last_day::text as "lastDay", p.classes
      from impact_stays s left join impact_packs p on p.stay_id = s.stay_id where ${over}`);
  // Who is in other stays as well can't be added up with a part of this one.
  const askShared = () =>
    db.execute<{ personId: string }>(sql`
      select distinct l.person_id as "personId" from impact_stays s join impact_learners l on l.stay_id = s.stay_id and not l.alone
      where ${over}`);
  const [{ rows: stays }, { rows: sharing }] = atOnce
    ? await Promise.all([askStays(), askShared()])
    : [await askStays(), await askShared()];
  const missing = await packsOf(
    db,
    stays.filter(({ classes }) => classes === null).map(({ stayId }) => stayId),
  );
  const shared = new Set(sharing.map(({ personId }) => personId));
  const whole = noRows();
  const ofMonths = noRows();
  const standing: { stayId: string; first: string; last: string }[] = [];
  const [fromMonth, toMonth] = [monthOf(from), monthOf(to)];
  const days = { first: dayNumber(from), last: dayNumber(to) };
  for (const { stayId, firstDay, lastDay, classes } of stays) {
    const pack = classes === null ? missing.get(stayId) : packIn(classes);
    if (pack === undefined) continue;
    const count = (rows: Rows, first: number, last: number, month: string | null) =>
      addTo(rows, countStay(pack, stayId, { first, last, month }), shared);
    count(whole, days.first, days.last, null);
    if (!byMonth) continue;
    const cutAtStart = firstDay < from && from !== fromMonth;
    const cutAtEnd = lastDay > to && toMonth === monthOf(addDays(to, 1));
    const first = monthOf(firstDay < from ? from : firstDay);
    const last = monthOf(lastDay > to ? to : lastDay);
    standing.push({
      stayId,
      first: cutAtStart ? addMonths(first, 1) : first,
      last: cutAtEnd ? addMonths(last, -1) : last,
    });
    if (fromMonth === toMonth) {
      if (cutAtStart || cutAtEnd) count(ofMonths, days.first, days.last, fromMonth);
      continue;
    }
    if (cutAtStart) count(ofMonths, days.first, dayNumber(addMonths(fromMonth, 1)) - 1, fromMonth);
    if (cutAtEnd) count(ofMonths, dayNumber(toMonth), days.last, toMonth);
  }
  return { from, to, made: asJson(whole), byMonth: byMonth ? { standing, made: asJson(ofMonths) } : null };
}

type Rows = { [Name in keyof Scope]: object[] };
const noRows = (): Rows => ({ cells: [], groups: [], named: [], learners: [] });

function addTo(rows: Rows, { cells, groups, learners }: Counted, shared: ReadonlySet<string>): void {
  const people = addedUp(learners, (personId) => shared.has(personId));
  rows.cells.push(...cells);
  rows.groups.push(...groups);
  rows.named.push(...people.named);
  rows.learners.push(...people.learners);
}
const asJson = ({ cells, groups, named, learners }: Rows): Made => ({
  cells: JSON.stringify(cells),
  groups: JSON.stringify(groups),
  named: JSON.stringify(named),
  learners: JSON.stringify(learners),
});

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
  const { from, to } = period;
  const months = by === 'month' ? period.byMonth : undefined;
  if (months === null) throw new Error('months were not prepared');
  const key = by === undefined ? sql`''` : KEYS[by];
  const made = months?.made ?? period.made;
  const standing = months && {
    stays: sql.param(months.standing.map(({ stayId }) => stayId)),
    first: sql.param(months.standing.map(({ first }) => first)),
    last: sql.param(months.standing.map(({ last }) => last)),
  };
  const whole = by === 'month' ? sql`x.month is not null` : sql`x.month is null`;
  const table = (of: keyof Scope, columns: SQL, only: SQL = sql`true`) => sql`(
    select x.*, coalesce(x.site_id, x.stay_id) as place, (${key}) collate "C" as key
    from (
      select ${columns} from ${TABLES[of]} x where ${whole} and ${only} and stay_id in (
        select s.stay_id from impact_stays s ${filter.funder === undefined ? sql`` : VISIT_OF(sql`s`)}
        where s.first_day >= ${from}::date and s.last_day <= ${to}::date and ${allOf(placeConditions({ funder: filter.funder }))})
      ${
        standing === undefined
          ? sql``
          : sql`union all select ${columns} from ${TABLES[of]} x
              join unnest(${standing.stays}::uuid[], ${standing.first}::date[], ${standing.last}::date[]) as e (of_stay, first_month, last_month)
              on x.stay_id = e.of_stay and x.month between e.first_month and e.last_month and ${only}`
      }
      ${made[of] === '[]' ? sql`` : sql`union all select ${columns} from json_populate_recordset(null::${TABLES[of]}, ${made[of]}::json)`}
    ) x
    ${by === 'county' || filter.county !== undefined ? SITE_OF(sql`x`) : sql``}
    ${by === 'funder' || filter.funder !== undefined ? sql`left join impact_stays s on s.stay_id = x.stay_id ${VISIT_OF(sql`s`)}` : sql``}
    where ${allOf(placeConditions(filter))}) x`;
  return {
    cells: table('cells', CELL_COLUMNS),
    groups: table('groups', CATEGORY_COLUMNS),
    named: table('named', NAMED_COLUMNS),
    learners: table('learners', LEARNER_COLUMNS, sql`not x.alone`),
  };
}

const TABLES: Readonly<Record<keyof Scope, SQL>> = {
  cells: sql.raw('impact_cells'),
  groups: sql.raw('impact_groups'),
  named: sql.raw('impact_named'),
  learners: sql.raw('impact_learners'),
};
