/**
 * Figures of a period by the rules of `impact/definitions.ts`, told (`told.ts`) from rows that are counted already (`rows.ts`): all that is asked
 * of the same days at once is told from one reading.
 */
import type { ImpactFilter, ImpactLine } from '@digitruck/contract/impact';
import type { ImpactSite } from '@digitruck/contract/impact-periods';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { type CertifiedKey, type CertifiedLine, certifiedIn } from './certified.ts';
import { categoryBits } from './classes.ts';
import { categoryNumber } from './counted.ts';
import { lateIn } from './late.ts';
import { countedRows, edgeMonths, edgeRows, edgeStays, isOfPeriod, type PeriodRow } from './rows.ts';
import { ofWhom, type Period, type PlaceGroup } from './scope.ts';
import { type Asked, figuresBy, type KeyFigures, linesOf, noFigures } from './told.ts';

export type { KeyFigures } from './told.ts';

/** What is asked of a period. */
export type Asking = {
  readonly by?: readonly PlaceGroup[];
  /** The whole, and the parts that add up to it: by category, and by site as well. Each person is in one part. */
  readonly lines?: 'by category' | 'by site';
};
export type Answer = {
  readonly counts: KeyFigures;
  /** None where they were not asked for. */
  readonly lines: ImpactLine[];
  readonly cancelled: { reason: string; sessions: number }[];
  readonly by: Readonly<Partial<Record<PlaceGroup, KeyFigures[]>>>;
};
type CertifiedPeople = Partial<Record<PlaceGroup | 'none', CertifiedKey[]>> & { lines?: CertifiedLine[] };

const KEY_OF: Readonly<Record<PlaceGroup, (row: PeriodRow) => string>> = {
  county: ({ county }) => county,
  site: ({ siteId }) => siteId ?? 'none',
  course: ({ courseId }) => courseId ?? 'none',
  truck: ({ truckId }) => truckId,
  month: ({ month }) => (month ?? '').slice(0, 7),
  funder: ({ funder }) => funder,
};

/** @param atOnce whether statements may run at once; a transaction has one connection */
export function impactFigureStore(db: Db, atOnce = true) {
  const read = async <Row extends Record<string, unknown>>(statement: SQL) =>
    (await db.execute<Row>(statement)).rows;
  /** All of them at once where that may be. */
  async function all<const Asks extends readonly (() => Promise<unknown>)[]>(
    ...asks: Asks
  ): Promise<{ -readonly [Index in keyof Asks]: Awaited<ReturnType<Asks[Index]>> }> {
    const answers: unknown[] = [];
    if (atOnce) answers.push(...(await Promise.all(asks.map((ask) => ask()))));
    else for (const ask of asks) answers.push(await ask());
    return answers as { -readonly [Index in keyof Asks]: Awaited<ReturnType<Asks[Index]>> };
  }

  async function ask(period: Period, filter: ImpactFilter, { by = [], lines }: Asking): Promise<Answer> {
    const places = by.filter((one) => one !== 'month');
    const heads = ofWhom(filter);
    const readRows = (months: boolean) =>
      countedRows(db, [period], {
        filter,
        by: months ? [] : places,
        months,
        heads: heads || (lines !== undefined && !months),
      });
    const [counted, months, edges, [certified = {}]] = await all(
      () => readRows(false),
      async (): Promise<PeriodRow[]> => (by.includes('month') ? readRows(true) : []),
      () => edgeStays(db, [period], filter),
      () =>
        read<CertifiedPeople>(
          certifiedIn(period, filter, {
            by: lines === undefined ? [undefined, ...by] : by,
            lines,
          }),
        ),
    );
    const asked = askedOf(filter);
    const rows = counted.concat(edgeRows(edges, period, filter));
    const made = linesOf(lines === 'by site');
    const [counts = noFigures('')] = figuresBy(
      rows,
      () => '',
      asked,
      lines === undefined ? undefined : made.addPeople,
    );
    counts.certified = certified.none?.[0]?.certified ?? 0;
    for (const { siteId, people, sex, ageBand, role } of certified.lines ?? []) {
      counts.certified += people;
      made.addCertified(siteId, categoryNumber({ sex, age_band: ageBand, role }), people);
    }
    if (lines !== undefined) made.addAttendances(rows, asked);
    const groups = by.map((one) => {
      const of = one === 'month' ? months.concat(edgeMonths(edges, period, filter)) : rows;
      return [one, withCertified(figuresBy(of, KEY_OF[one], asked), certified[one] ?? [])];
    });
    return { counts, lines: made.sorted(), cancelled: reasonsOf(rows), by: Object.fromEntries(groups) };
  }

  return {
    all,
    ask,

    /** One row a key, or one with the key '' for all. */
    async figures(period: Period, filter: ImpactFilter, by?: PlaceGroup): Promise<KeyFigures[]> {
      const answer = await ask(period, filter, by === undefined ? {} : { by: [by] });
      return by === undefined ? [answer.counts] : (answer.by[by] ?? []);
    },

    /** Of several periods, from one reading of them all. */
    async ofPeriods(
      periods: readonly Period[],
    ): Promise<{ readonly counts: KeyFigures; readonly byFunder: KeyFigures[] }[]> {
      if (periods.length === 0) return [];
      const [counted, edges, certified] = await all(
        () => countedRows(db, periods, { filter: {}, by: ['funder'], months: false, heads: false }),
        () => edgeStays(db, periods, {}),
        () =>
          read<CertifiedPeople & { period: number }>(
            sql.join(
              periods.map(
                (period, index) =>
                  sql`select ${sql.raw(String(index))} as period, c.* from (${certifiedIn(period, {}, { by: [undefined, 'funder'], lines: undefined })}) c`,
              ),
              sql` union all `,
            ),
          ),
      );
      return periods.map((period, index) => {
        const rows = (
          periods.length === 1 ? counted : counted.filter((row) => isOfPeriod(row, period))
        ).concat(edgeRows(edges, period, {}));
        const { none = [], funder = [] } = certified.find((one) => one.period === index) ?? {};
        const [counts = noFigures('')] = withCertified(
          figuresBy(rows, () => '', undefined),
          none,
        );
        return { counts, byFunder: withCertified(figuresBy(rows, KEY_OF.funder, undefined), funder) };
      });
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

function askedOf(filter: ImpactFilter): Asked {
  const bits = categoryBits(filter);
  return bits === undefined ? undefined : [...bits].map((bit) => bit === '1');
}

/** Who is certified without any class in the period makes a row as well. */
function withCertified(figures: KeyFigures[], certified: readonly CertifiedKey[]): KeyFigures[] {
  const byKey = new Map(figures.map((row) => [row.key, row]));
  for (const { key, certified: people } of certified) {
    const row = byKey.get(key) ?? noFigures(key);
    byKey.set(key, row);
    row.certified += people;
  }
  return [...byKey.values()];
}

/** Why classes were cancelled, the most first. */
function reasonsOf(rows: readonly PeriodRow[]): { reason: string; sessions: number }[] {
  const sessions = new Map<string, number>();
  for (const { reasons } of rows)
    for (const [reason, n] of Object.entries(reasons ?? {}))
      sessions.set(reason, (sessions.get(reason) ?? 0) + n);
  return [...sessions]
    .map(([reason, n]) => ({ reason, sessions: n }))
    .sort((a, b) => b.sessions - a.sessions || (a.reason < b.reason ? -1 : 1));
}
