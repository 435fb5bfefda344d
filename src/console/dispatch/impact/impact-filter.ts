/** What the figures are asked for, as it stands in the address, so that a link shows the same: days, grouping, and of whom and where. */
import { IMPACT_GROUPS, type ImpactGroup } from '@digitruck/contract/impact-words';
import { AGE_BANDS, ATTENDEE_ROLES, SEXES } from '@digitruck/contract/session-words';

/** Named as the service names them, in the order they are offered. */
export const FILTERS = [
  'county',
  'siteId',
  'courseId',
  'truckId',
  'funder',
  'sex',
  'ageBand',
  'role',
] as const;
export type FilterName = (typeof FILTERS)[number];
export type Only = { readonly [Name in FilterName]?: string };
export type Asked = {
  readonly from: string;
  readonly to: string;
  readonly groupBy: ImpactGroup;
  readonly only: Only;
};

/** What is told by a filter's values. */
export const GROUP_OF: { readonly [Name in FilterName]: ImpactGroup } = {
  county: 'county',
  siteId: 'site',
  courseId: 'course',
  truckId: 'truck',
  funder: 'funder',
  sex: 'sex',
  ageBand: 'ageBand',
  role: 'role',
};
/** What people ask next when they have gone into one of these: never what has one row left. */
const NEXT: { readonly [Group in ImpactGroup]: readonly ImpactGroup[] } = {
  county: ['site', 'course'],
  site: ['course', 'month'],
  course: ['county', 'site'],
  truck: ['county', 'site'],
  month: ['county', 'site'],
  funder: ['county', 'site'],
  sex: ['ageBand', 'county'],
  ageBand: ['sex', 'county'],
  role: ['county', 'site'],
};
const CLOSED: Partial<Record<FilterName, readonly string[]>> = {
  sex: SEXES,
  ageBand: AGE_BANDS,
  role: ATTENDEE_ROLES,
};
/** Where '' is a value: what nobody noted. */
const MAY_BE_EMPTY: ReadonlySet<FilterName> = new Set(['county', 'funder']);

export function readOnly(search: URLSearchParams): Only {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = search.get(name);
      if (value === null || (value === '' && !MAY_BE_EMPTY.has(name))) return [];
      return CLOSED[name]?.includes(value) === false ? [] : [[name, value]];
    }),
  );
}

/** @param usual the days where the address says none */
export function readAsked(
  search: URLSearchParams,
  usual: { readonly from: string; readonly to: string },
): Asked {
  return {
    from: search.get('from') || usual.from,
    to: search.get('to') || usual.to,
    groupBy: IMPACT_GROUPS.find((one) => one === search.get('by')) ?? 'county',
    only: readOnly(search),
  };
}

/** As the address has it. */
export function addressOf({ from, to, groupBy, only }: Asked): URLSearchParams {
  return new URLSearchParams({ from, to, by: groupBy, ...only });
}

/** As the service takes it. An empty value is one here, which is why it is no object of queries. */
export function queryOf({ from, to, groupBy, only }: Asked): string {
  return new URLSearchParams({ from, to, groupBy, ...only }).toString();
}

/** Into one row: it becomes a filter (a month its days), and the rows are told by what comes next. */
export function intoRow(asked: Asked, key: string): Asked {
  const { from, to, groupBy } = asked;
  const name = FILTERS.find((one) => GROUP_OF[one] === groupBy);
  const only = name === undefined ? asked.only : { ...asked.only, [name]: key };
  const taken = new Set(FILTERS.filter((one) => only[one] !== undefined).map((one) => GROUP_OF[one]));
  const next = NEXT[groupBy].find((one) => !taken.has(one)) ?? 'month';
  if (groupBy !== 'month') return { from, to, groupBy: next, only };
  const last = lastDayOf(key);
  return {
    from: from > `${key}-01` ? from : `${key}-01`,
    to: to < last ? to : last,
    groupBy: next,
    only,
  };
}

/** Sessions have no sex, age or role, so what is told of sessions is not known of whom. */
export function isOfWhom({ sex, ageBand, role }: Only): boolean {
  return (sex ?? ageBand ?? role) !== undefined;
}

export function without(only: Only, name: FilterName): Only {
  const { [name]: _, ...rest } = only;
  return rest;
}

/** @param month YYYY-MM */
function lastDayOf(month: string): string {
  const [year, number] = month.split('-').map(Number);
  return new Date(Date.UTC(year ?? 0, number ?? 1, 0)).toISOString().slice(0, 10);
}
