/** What is asked of impact, and what each may take by issue 5: a figure 300 ms, the sessions behind one 500 ms. */

import type { CourseId, SiteId, TruckId } from '@digitruck/contract/ids';
import type { ImpactQuery, ImpactSessionsQuery } from '@digitruck/contract/impact';
import { IMPACT_GROUPS } from '@digitruck/contract/impact-words';

export const FIGURE_MS = 300;
export const SESSIONS_MS = 500;

export const PERIODS = {
  'all years': { from: '2019-01-01', to: '2026-12-31' },
  // They begin and end within the stays of a hundred trucks.
  'odd days of years': { from: '2019-02-13', to: '2026-05-20' },
  'odd days of weeks': { from: '2022-03-09', to: '2022-04-14' },
  'a year': { from: '2024-01-01', to: '2024-12-31' },
  'a quarter': { from: '2024-04-01', to: '2024-06-30' },
  'one day': { from: '2022-06-15', to: '2022-06-15' },
} as const;
export type PeriodName = keyof typeof PERIODS;

type Known = { readonly siteId: string; readonly courseId: string };
export function filtersOf({ siteId, courseId }: Known): Readonly<Record<string, Partial<ImpactQuery>>> {
  return {
    'no filter': {},
    county: { county: 'County 7' },
    site: { siteId: siteId as SiteId },
    course: { courseId: courseId as CourseId },
    truck: { truckId: 'DT-7' as TruckId },
    funder: { funder: 'Funder 1' },
    sex: { sex: 'female' },
    age: { ageBand: '25-34' },
    role: { role: 'learner' },
  };
}
/** Every filter is asked of these; of the others all there is. */
export const FILTERED: ReadonlySet<PeriodName> = new Set(['all years', 'odd days of years']);

export function figureQuestions(known: Known): { period: PeriodName; filter: string; query: ImpactQuery }[] {
  const filters = Object.entries(filtersOf(known));
  return (Object.keys(PERIODS) as PeriodName[]).flatMap((period) =>
    filters
      .slice(0, FILTERED.has(period) ? filters.length : 1)
      .flatMap(([filter, of]) =>
        IMPACT_GROUPS.map((groupBy) => ({ period, filter, query: { ...PERIODS[period], groupBy, ...of } })),
      ),
  );
}

const ALL = { ...PERIODS['all years'], limit: 100 };
const ODD = { ...PERIODS['odd days of years'], limit: 100 };
/** With `deep` a page from the middle of its years on. */
export function sessionQuestions(
  known: Known,
): { name: string; query: ImpactSessionsQuery; deep: boolean }[] {
  const asked: [string, ImpactSessionsQuery][] = [
    ['all', ALL],
    ['women', { ...ALL, measure: 'women' }],
    // Nobody is counted by heads as one: looking for them must not look at everything.
    ['teachers', { ...ALL, measure: 'teachers' }],
    ['no-shows', { ...ALL, measure: 'noShows' }],
    ['certified', { ...ALL, measure: 'certified' }],
    ['cancelled', { ...ALL, measure: 'sessionsCancelled' }],
    ['cancelled for a reason', { ...ALL, measure: 'sessionsCancelled', reason: 'fuel' }],
    ['SDG 4.3.1', { ...ALL, sdg: '4.3.1' }],
    ['drop-in', { ...ALL, measure: 'dropInAttendances' }],
    ['late', { ...ODD, late: 'yes' }],
    ['late of a quarter', { ...PERIODS['a quarter'], limit: 100, late: 'yes' }],
    ['a month', { ...ALL, month: '2023-03' }],
    ['women of a county', { ...ALL, county: 'County 7', measure: 'women' }],
    ['of a site', { ...ODD, ...filtersOf(known).site }],
    ['of a course', { ...ODD, ...filtersOf(known).course }],
    ['of a truck', { ...ODD, ...filtersOf(known).truck }],
    ['men of a funder', { ...ODD, funder: 'Funder 1', sex: 'male' }],
    ['of an age', { ...ODD, ageBand: '25-34' }],
    ['odd days of weeks', { ...PERIODS['odd days of weeks'], limit: 100 }],
  ];
  return asked.flatMap(([name, query]) => [
    { name, query, deep: false },
    ...(query.from < '2020' && query.month === undefined
      ? [{ name: `${name}, deep in`, query, deep: true }]
      : []),
  ]);
}
