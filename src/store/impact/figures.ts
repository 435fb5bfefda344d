/**
 * Figures of a period by the rules of `impact/definitions.ts`, from rows that are counted already.
 *
 * People at one place are told by names or by heads, whichever shows more: those counted by heads in one course may be those named
 * or counted in another, and nobody can tell. Of several courses told by heads the largest one counts.
 */
import type { ImpactFilter, ImpactLine } from '@digitruck/contract/impact';
import type { ImpactSite } from '@digitruck/contract/impact-periods';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { certifiedFigures, certifiedPeople } from './certified.ts';
import { lateIn } from './late.ts';
import {
  categoryConditions,
  ofWhom,
  type Period,
  type PlaceGroup,
  type Prepared,
  prepare,
  type Scope,
  scopeOf,
} from './scope.ts';

export type KeyFigures = {
  readonly key: string;
  held: number;
  cancelled: number;
  seconds: number;
  attendances: number;
  attendanceSeconds: number;
  dropIn: number;
  people: number;
  women: number;
  men: number;
  teachers: number;
  noShows: number;
  /** People called in rolls. */
  called: number;
  /** Of people and courses: who takes two is in it twice. For time per person. */
  places: number;
  placeSeconds: number;
  certified: number;
};
type Part = Partial<KeyFigures> & { key: string };

/** @param atOnce whether statements may run at once; a transaction has one connection */
export function impactFigureStore(db: Db, atOnce = true) {
  const read = async <Row extends Record<string, unknown>>(statement: SQL) =>
    (await db.execute<Row>(statement)).rows;
  const prepared = async (period: Period | Prepared, by?: PlaceGroup): Promise<Prepared> =>
    'made' in period ? period : prepare(db, period, by === 'month', atOnce);

  return {
    /** Two questions, at once where that may be. */
    async both<A, B>(first: () => Promise<A>, second: () => Promise<B>): Promise<[A, B]> {
      if (atOnce) return Promise.all([first(), second()]);
      return [await first(), await second()];
    },

    /** For several questions of one period: what lies over its edges is counted once. */
    prepare: (period: Period, by?: PlaceGroup): Promise<Prepared> =>
      prepare(db, period, by === 'month', atOnce),

    /** One row a key, or one with the key '' for all. */
    async figures(period: Period | Prepared, filter: ImpactFilter, by?: PlaceGroup): Promise<KeyFigures[]> {
      const scope = scopeOf(await prepared(period, by), filter, by);
      const [parts] = await read<Record<string, Part[]>>(
        together(peopleCtes(scope, filter), [
          ...(ofWhom(filter)
            ? [cellFigures(), headFigures(), peopleFigures()]
            : [placeFigures(), allPeopleFigures()]),
          rollFigures(filter),
          certifiedFigures(period, filter, by),
        ]),
      );
      const rows = joined(Object.values(parts ?? {}).flat());
      return by === 'month' ? rows.map((row) => ({ ...row, key: row.key.slice(0, 7) })) : rows;
    },

    /**
     * The whole, and the parts that add up to it: by category, and by site as well where that is asked for. Each person is in one part.
     * And why classes were cancelled.
     */
    async whole(
      period: Period | Prepared,
      filter: ImpactFilter,
      bySite: boolean,
    ): Promise<{
      readonly counts: KeyFigures;
      readonly lines: ImpactLine[];
      readonly cancelled: { reason: string; sessions: number }[];
    }> {
      const scope = scopeOf(await prepared(period), filter, undefined);
      const [answer] = await read<{
        p0: FullLine[];
        p1: Part[];
        p2: Part[];
        p3: { reason: string; sessions: number }[];
      }>(
        together(peopleCtes(scope, filter), [
          wholeLines(period, filter, bySite),
          cellFigures(),
          rollFigures(filter),
          cancelledReasons(),
        ]),
      );
      const { p0: made = [], p1 = [], p2 = [], p3: cancelled = [] } = answer ?? {};
      const lines = made.map(
        ({ attendanceSeconds: _, dropIn: __, places: ___, placeSeconds: ____, ...line }) => line,
      );
      const counts = joined([...made.map(partOf), ...p1, ...p2])[0] ?? { key: '', ...NONE };
      return { counts, lines, cancelled };
    },

    late: (period: Period, filter: ImpactFilter, sinceMs: number) => lateIn(db, period, filter, sinceMs),

    /** What waits to be counted. */
    async uncounted(): Promise<number> {
      const [row] = await read<{ n: number }>(
        sql`select count(*)::int as n from session_reports where counted_at is null and state <> 'started'`,
      );
      return row?.n ?? 0;
    },

    /** What sites, courses and trucks are called. */
    async labels(by: PlaceGroup, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const from = {
        site: sql`select site_id::text as key, name as label from sites where site_id::text`,
        course: sql`select course_id::text as key, name as label from courses where course_id::text`,
        truck: sql`select truck_id as key, name as label from trucks where truck_id`,
        county: undefined,
        month: undefined,
        funder: undefined,
      }[by];
      if (from === undefined) return new Map();
      const rows = await read<{ key: string; label: string }>(
        sql`${from} = any(${sql.param([...keys])}::text[])`,
      );
      return new Map(rows.map(({ key, label }) => [key, label]));
    },

    /** Sites as exports name them. */
    async sites(siteIds: readonly string[]): Promise<ImpactSite[]> {
      return read<ImpactSite>(sql`
        select site_id as "siteId", name, county, country, government_id as "governmentId", giga_id as "gigaId", lat, lon from sites
        where site_id = any(${sql.param([...siteIds])}::uuid[]) order by name, site_id`);
    },

    /** Funders there are, to choose from. */
    async funders(): Promise<string[]> {
      const rows = await read<{ funder: string }>(
        sql`select distinct funder from visits where funder <> '' order by 1 limit 500`,
      );
      return rows.map(({ funder }) => funder);
    },
  };
}
export type ImpactFigureStore = ReturnType<typeof impactFigureStore>;

type FullLine = ImpactLine & Pick<KeyFigures, 'attendanceSeconds' | 'dropIn' | 'places' | 'placeSeconds'>;

/** What a line adds to the whole. */
function partOf(line: FullLine): Part {
  const { people, attendances, certified, attendanceSeconds, dropIn, places, placeSeconds } = line;
  return {
    key: '',
    people,
    women: line.sex === 'female' ? people : 0,
    men: line.sex === 'male' ? people : 0,
    teachers: line.role === 'teacher' ? people : 0,
    attendances,
    certified,
    attendanceSeconds,
    dropIn,
    places,
    placeSeconds,
  };
}

/** Several answers of one statement, so that what they have in common is read once: a row with an array of rows each, `p0`, `p1`... */
function together(ctes: SQL, parts: readonly SQL[]): SQL {
  const arrays = parts.map(
    (part, index) => sql`(select coalesce(json_agg(p), '[]') from (${part}) p) as ${sql.raw(`p${index}`)}`,
  );
  return sql`with ${ctes} select ${sql.join(arrays, sql`, `)}`;
}

/** Over `peopleCtes`. */
function wholeLines(period: Period, filter: ImpactFilter, bySite: boolean): SQL {
  const site = bySite ? sql`site_id` : sql`null::uuid`;
  return sql`
    select site_id as "siteId", sex, age_band as "ageBand", role, sum(people)::int as people, sum(heads)::int as attendances,
      sum(certified)::int as certified, sum(head_seconds)::float8 as "attendanceSeconds", sum(drop_in_heads)::int as "dropIn",
      sum(cohort_people)::int as places, sum(people_seconds)::float8 as "placeSeconds"
    from (
      select ${site} as site_id, sex, age_band, role, people, 0 as heads, 0 as certified, 0 as head_seconds, 0 as drop_in_heads,
        0 as cohort_people, 0 as people_seconds from people
      union all
      select ${site}, sex, age_band, role, 0, heads, 0, head_seconds, drop_in_heads, cohort_people, people_seconds from told
      union all
      select ${site}, sex, age_band, role, 0, 0, people, 0, 0, 0, 0
      from (${certifiedPeople(period, filter, { by: undefined, categories: true, bySite })}) c where ${allOf(categoryConditions(filter, sql`c`))}
    ) m
    group by 1, 2, 3, 4 having sum(people) + sum(heads) + sum(certified) > 0
    order by 1 nulls last, 4, 2, 3`;
}

const CLASS_SUMS = sql`sum(held)::int as held, sum(cancelled)::int as cancelled, sum(seconds)::float8 as seconds`;
const HEAD_SUMS = sql`sum(head_seconds)::float8 as "attendanceSeconds", sum(drop_in_heads)::int as "dropIn",
  sum(cohort_people)::int as places, sum(people_seconds)::float8 as "placeSeconds"`;

/** Over `peopleCtes`. */
function cellFigures(): SQL {
  return sql`select key, ${CLASS_SUMS} from cells group by key`;
}
/** Over `peopleCtes`. */
function headFigures(): SQL {
  return sql`select key, sum(heads)::int as attendances, ${HEAD_SUMS} from told group by key`;
}
/** Both of them where no category is asked for, over `peopleCtes`. */
function placeFigures(): SQL {
  return sql`select key, ${CLASS_SUMS}, sum(attendances)::int as attendances, ${HEAD_SUMS} from cells group by key`;
}

/** Over `peopleCtes`: most stays were cancelled for the same, as often. */
function cancelledReasons(): SQL {
  return sql`
    select p.key as reason, sum(p.value::int * c.times)::int as sessions
    from (select reasons, count(*) as times from cells where reasons is not null group by reasons) c
    cross join jsonb_each_text(c.reasons) p
    group by 1 order by 2 desc, 1`;
}

/**
 * CTEs: `cells` are classes and all their heads as they were counted, `told` heads by category, `named` and `rolls` names (added up, and one by
 * one), and `people` rows whose `people` add up, by key, site and category: `named_people`, and those told by the heads of `told_by_heads`.
 * Of `told` and `people` only the categories that are asked for; who is told by what is told by all of them.
 */
function peopleCtes({ cells, groups, named, learners }: Scope, filter: ImpactFilter): SQL {
  const asked = allOf(categoryConditions(filter));
  return sql`
    cells as materialized (
      select key, place, course_id, held, cancelled, seconds, reasons, attendances, head_seconds, drop_in_heads, people, women, men, teachers,
        cohort_people, people_seconds
      from ${cells}
    ),
    told as materialized (
      select key, place, site_id, course_id, sex, age_band, role, heads, head_seconds, drop_in_heads, people, cohort_people, people_seconds
      from ${groups} where ${asked}
    ),
    named as materialized (select key, place, site_id, sex, age_band, role, called, present, seconds from ${named}),
    rolls as materialized (
      select key, place, site_id, course_id, person_id, sex, age_band, role, first_day, present, seconds from ${learners}
    ),
    named_at as (
      select key, place, sum(people) as people from (
        select key, place, present as people from named
        union all
        select key, place, 1 from (select distinct key, place, person_id from rolls where present > 0) r
      ) n group by 1, 2
    ),
    largest as (
      select distinct on (key, place) key, place, course_id, people from (
        select key, place, course_id, sum(people) as people from cells where people > 0 group by 1, 2, 3) c
      order by key, place, people desc, course_id
    ),
    told_by_heads as materialized (
      select l.key, l.place, l.course_id from largest l left join named_at n on n.key = l.key and n.place = l.place
      where l.people > coalesce(n.people, 0)
    ),
    named_people as materialized (
      select n.key, n.site_id, n.sex, n.age_band, n.role, n.present as people from named n
      left join told_by_heads t on t.key = n.key and t.place = n.place
      where n.present > 0 and t.key is null and ${allOf(categoryConditions(filter, sql`n`))}
      union all
      select key, site_id, sex, age_band, role, 1 from (
        select distinct on (n.key, n.person_id) n.* from rolls n
        left join told_by_heads t on t.key = n.key and t.place = n.place
        where n.present > 0 and t.key is null
        order by n.key, n.person_id, n.first_day, n.place, n.course_id, n.age_band, n.sex) x where ${asked}
    ),
    people as (
      select h.key, h.site_id, h.sex, h.age_band, h.role, h.people from told h
      join told_by_heads t on t.key = h.key and t.place = h.place and t.course_id is not distinct from h.course_id
      where h.people > 0
      union all
      select key, site_id, sex, age_band, role, people from named_people
    )`;
}

const OF_CATEGORIES = sql`people, case when sex = 'female' then people else 0 end as women, case when sex = 'male' then people else 0 end as men,
  case when role = 'teacher' then people else 0 end as teachers`;
const peopleSums = (rows: SQL) => sql`
  select key, sum(people)::int as people, sum(women)::int as women, sum(men)::int as men, sum(teachers)::int as teachers
  from (${rows}) p group by key`;

/** Over `peopleCtes`. */
function peopleFigures(): SQL {
  return peopleSums(sql`select key, ${OF_CATEGORIES} from people`);
}
/** The same where no category is asked for: nobody has to look at them. */
function allPeopleFigures(): SQL {
  return peopleSums(sql`
    select c.key, c.people, c.women, c.men, c.teachers from cells c
    join told_by_heads t on t.key = c.key and t.place = c.place and t.course_id is not distinct from c.course_id
    where c.people > 0
    union all
    select key, ${OF_CATEGORIES} from named_people`);
}

/** Over `peopleCtes`. */
function rollFigures(filter: ImpactFilter): SQL {
  const asked = allOf(categoryConditions(filter));
  return sql`
    select key, sum(called - came)::int as "noShows", sum(called)::int as called, sum(places)::int as places,
      sum(seconds)::float8 as "placeSeconds"
    from (
      select key, called, present as came, present as places, seconds from named x where ${asked}
      union all
      select key, 1, (sum(present) > 0)::int, count(*) filter (where present > 0), sum(seconds)
      from rolls x where ${asked} group by key, person_id
    ) person
    group by key`;
}

const NONE: Omit<KeyFigures, 'key'> = {
  held: 0,
  cancelled: 0,
  seconds: 0,
  attendances: 0,
  attendanceSeconds: 0,
  dropIn: 0,
  people: 0,
  women: 0,
  men: 0,
  teachers: 0,
  noShows: 0,
  called: 0,
  places: 0,
  placeSeconds: 0,
  certified: 0,
};

/** Parts of one key add up: what one of them does not know is 0 in it. */
function joined(parts: readonly Part[]): KeyFigures[] {
  const byKey = new Map<string, KeyFigures>();
  for (const { key, ...numbers } of parts) {
    const row = byKey.get(key) ?? { key, ...NONE };
    for (const [name, number] of Object.entries(numbers) as [keyof typeof NONE, number | null][])
      row[name] += number ?? 0;
    byKey.set(key, row);
  }
  return [...byKey.values()];
}
