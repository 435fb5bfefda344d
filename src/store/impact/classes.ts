/**
 * How many classes there are of what is asked for, month by month, from rows that are restated with each stay; and so where a list of them
 * has to look. Only of months that are cut by the period are the reports themselves counted.
 */
import type { ImpactSessionsQuery } from '@digitruck/contract/impact';
import { SDG_OF } from '@digitruck/contract/impact-words';
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';
import { addDays } from '../../kernel/zone.ts';
import type { Db } from '../db.ts';
import { type SQL, sql } from '../drizzle.ts';
import { allOf } from '../pages.ts';
import { placeConditions, placeJoins } from './scope.ts';

/** What is asked of classes: of which state, with whom, where. */
export type Classes = {
  readonly from: string;
  readonly to: string;
  readonly query: ImpactSessionsQuery;
  readonly states: readonly string[];
  readonly truckIds: readonly string[] | undefined;
};
export type MonthCount = { readonly month: string; readonly n: number };

/** Bits of `impact_category` that a filter lets through; undefined where it asks for nobody in particular. */
export function categoryBits({
  sex,
  ageBand,
  role,
  sdg,
}: Pick<ImpactSessionsQuery, 'sex' | 'ageBand' | 'role' | 'sdg'>): string | undefined {
  if (sex === undefined && ageBand === undefined && role === undefined && sdg === undefined) return undefined;
  const { sexes, ageBands } = sdg === undefined ? {} : SDG_OF[sdg];
  const is = <Word>(asked: Word | undefined, one: Word, of?: readonly Word[]) =>
    (asked === undefined || asked === one) && of?.includes(one) !== false;
  return SEXES.flatMap((ofSex) =>
    AGE_BANDS.flatMap((ofAge) =>
      ATTENDEE_ROLES.map((ofRole) =>
        is(sex, ofSex, sexes) && is(ageBand, ofAge, ageBands) && is(role, ofRole) ? '1' : '0',
      ),
    ),
  ).join('');
}

function rows({ query, states, truckIds }: Classes, months: SQL): SQL {
  const bits = categoryBits(query);
  return sql`
    from impact_classes x
    left join impact_stays st on st.stay_id = x.stay_id and ${query.funder !== undefined}
    ${placeJoins({ county: query.county }, sql`x`)} ${placeJoins({ funder: query.funder }, sql`st`)}
    where ${allOf([
      sql`x.state = any(${sql.param([...states])}::text[])`,
      months,
      ...placeConditions(query),
      truckIds === undefined ? undefined : sql`x.truck_id = any(${sql.param([...truckIds])}::text[])`,
      bits === undefined ? undefined : sql`x.categories & ${bits}::bit(84) <> repeat('0', 84)::bit(84)`,
      query.measure === 'noShows' ? sql`x.absences` : undefined,
      query.measure === 'dropInAttendances'
        ? sql`not exists (select 1 from courses k where k.course_id = x.course_id and k.mode = 'cohort')`
        : undefined,
    ])}`;
}

/** The months that lie in the period whole, the newest first. */
export async function countedMonths(db: Db, classes: Classes): Promise<MonthCount[]> {
  const { from, to } = classes;
  const whole = sql`x.month >= ${from}::date and x.month + interval '1 month' <= ${addDays(to, 1)}::date`;
  const { rows: months } = await db.execute<MonthCount>(sql`
    select x.month::text as month, sum(x.sessions)::int as n ${rows(classes, whole)} group by x.month order by x.month desc`);
  return months;
}

/** Stays with such a class in the months from one to another. */
export async function staysOf(db: Db, classes: Classes, first: string, last: string): Promise<string[]> {
  const within = sql`x.month between date_trunc('month', ${first}::date) and ${last}::date`;
  const { rows: stays } = await db.execute<{ stayId: string }>(
    sql`select distinct x.stay_id as "stayId" ${rows(classes, within)}`,
  );
  return stays.map(({ stayId }) => stayId);
}

/** The days of the period that lie in no month that is whole in it. */
export function cutDays(from: string, to: string): { readonly from: string; readonly to: string }[] {
  if (from > to) return [];
  const monthOf = (day: string) => day.slice(0, 7);
  const startsWhole = from.endsWith('-01');
  const endsWhole = monthOf(to) !== monthOf(addDays(to, 1));
  if (monthOf(from) === monthOf(to)) return startsWhole && endsWhole ? [] : [{ from, to }];
  const endOfFirst = addDays(`${monthOf(addDays(`${monthOf(from)}-01`, 31))}-01`, -1);
  return [
    ...(startsWhole ? [] : [{ from, to: endOfFirst }]),
    ...(endsWhole ? [] : [{ from: `${monthOf(to)}-01`, to }]),
  ];
}
