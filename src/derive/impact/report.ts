/** Puts an answer about impact together: counts from the store, figures and words from `impact`. */
import type {
  Impact,
  ImpactFigure,
  ImpactFilter,
  ImpactLine,
  ImpactQuery,
  ImpactRow,
} from '@digitruck/contract/impact';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { type ImpactGroup, type Measure, SDG_INDICATORS } from '@digitruck/contract/impact-words';
import type { Language } from '@digitruck/contract/people';
import { definitionsIn, sdgWords, unitOf } from '../../impact/definitions.ts';
import { rounded, sdgValues, valuesOf, valuesOfLines } from '../../impact/totals.ts';
import type { Clock } from '../../kernel/clock.ts';
import { addDays, instantOf } from '../../kernel/zone.ts';
import type { ImpactFigureStore, KeyFigures } from '../../store/impact/figures.ts';
import type { ImpactParts } from '../../store/impact/periods.ts';
import type { PlaceGroup } from '../../store/impact/scope.ts';

type Values = Partial<Record<Measure, number | null>>;
/** Nobody's sessions are behind these. */
const WITHOUT_SESSIONS: ReadonlySet<Measure> = new Set(['schoolsConnected', 'costPerPerson']);
/** What a filter of whom leaves without meaning: sessions have no sex. */
const OF_PEOPLE: ReadonlySet<Measure> = new Set([
  'people',
  'women',
  'teachers',
  'certified',
  'attendances',
  'attendanceHours',
  'dropInAttendances',
  'hoursPerPerson',
  'noShows',
  'parity',
]);

export type ImpactReader = ReturnType<typeof impactReader>;

export function impactReader({ timeZone, clock }: { readonly timeZone: string; readonly clock: Clock }) {
  /** When the last day was over. */
  const endOf = (to: string) => instantOf(addDays(to, 1), '00:00', timeZone);

  async function read(parts: ImpactParts, query: ImpactQuery, language: Language): Promise<Impact> {
    const { from, to, groupBy, ...filter } = query;
    const { impactFigures, impactEntries } = parts;
    const period = { from, to };
    const asOf = new Date(clock.nowMs()).toISOString();
    const ofPlace = filter.county ?? filter.siteId ?? filter.courseId ?? filter.truckId ?? filter.funder;
    const ofWhom = filter.sex ?? filter.ageBand ?? filter.role;
    const byPlace = placeGroupOf(groupBy);
    const costed = ofWhom ?? filter.county ?? filter.siteId ?? filter.courseId ?? undefined;
    // What is short is asked one by one beside what is long: a question takes half of the connections, and no longer.
    const [{ counts, lines, cancelled, by }, { late, connected, costs, uncounted }] = await impactFigures.all(
      () =>
        impactFigures.ask(period, filter, {
          by: byPlace === undefined ? [] : [byPlace],
          lines: 'by category',
        }),
      async () => ({
        late: await impactFigures.late(period, filter, endOf(to)),
        connected:
          ofPlace === undefined && ofWhom === undefined
            ? await impactEntries.schoolsConnected(from, to)
            : null,
        costs: costed === undefined ? await impactEntries.costIn(period, filter) : [],
        uncounted: await impactFigures.uncounted(),
      }),
    );
    const groups = byPlace === undefined ? [] : (by[byPlace] ?? []);
    const rows = await rowsOf(impactFigures, query, filter, lines, groups);
    const cost = costs.map(({ currency, amount }) => ({
      currency,
      amount,
      perPerson: counts.people === 0 ? null : rounded(amount / counts.people),
    }));
    const values: Values = {
      ...valuesOf(counts),
      schoolsConnected: connected,
      costPerPerson: cost.length === 1 ? (cost[0]?.perPerson ?? null) : null,
    };
    const figures = Object.entries(values).map(([name, value]): ImpactFigure => {
      const id = name as Measure;
      return {
        id,
        value: ofWhom !== undefined && !OF_PEOPLE.has(id) ? null : (value ?? null),
        unit: id === 'costPerPerson' ? (cost[0]?.currency ?? unitOf(id)) : unitOf(id),
        open: WITHOUT_SESSIONS.has(id) ? null : openPath({ from, to, ...filter, measure: id }),
        asOf,
        lateSince: late.sessions,
      };
    });
    const sdg = sdgValues(lines, connected);
    // A report is late whoever came to its class.
    const { sex: _, ageBand: __, role: ___, ...where } = filter;
    return {
      from,
      to,
      filter,
      groupBy,
      asOf,
      uncounted,
      figures,
      categories: lines.map(({ siteId: ____, ...category }) => category),
      rows,
      overlap: rows.reduce((sum, row) => sum + (row.values.people ?? 0), 0) - counts.people,
      cancelled: ofWhom === undefined ? cancelled : [],
      cost,
      sdg: SDG_INDICATORS.map((indicator) => ({
        indicator,
        ...sdg[indicator],
        ...sdgWords(indicator, language),
      })),
      late: {
        since: new Date(endOf(to)).toISOString(),
        sessions: late.sessions,
        changed: late.changed,
        open: openPath({ from, to, ...where, late: 'yes' }),
      },
      definitions: definitionsIn(language),
    };
  }

  return {
    endOf,
    read,
    /** All that is kept when a period is closed, and all that exports are made of. */
    async snapshot(parts: ImpactParts, from: string, to: string): Promise<ImpactSnapshot> {
      const { impactFigures } = parts;
      const impact = await read(parts, { from, to, groupBy: 'county' }, 'en');
      const { lines, by } = await impactFigures.ask({ from, to }, {}, { by: ['site'], lines: 'by site' });
      const held = Object.fromEntries((by.site ?? []).map((row) => [row.key, row.held]));
      const siteIds = [...new Set([...lines.map(({ siteId }) => siteId ?? ''), ...Object.keys(held)])];
      const sites = await impactFigures.sites(siteIds.filter((siteId) => siteId !== '' && siteId !== 'none'));
      return { impact, lines, sites, held };
    },
  };
}

/** Without what is told of sessions: they stand there as not known, in rows as in the figures. */
function ofPeople(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]) => [id, OF_PEOPLE.has(id as Measure) ? value : null]),
  );
}

/** What rows are counted by; those by sex, age band and role are told by the lines of the whole. */
function placeGroupOf(groupBy: ImpactGroup): PlaceGroup | undefined {
  return groupBy === 'sex' || groupBy === 'ageBand' || groupBy === 'role' ? undefined : groupBy;
}

async function rowsOf(
  store: ImpactFigureStore,
  { from, to, groupBy }: ImpactQuery,
  filter: ImpactFilter,
  lines: readonly ImpactLine[],
  counts: readonly KeyFigures[],
): Promise<ImpactRow[]> {
  const ofWhom = filter.sex ?? filter.ageBand ?? filter.role;
  const row = (key: string, label: string, values: Values): ImpactRow => ({
    key,
    label,
    values: ofWhom === undefined ? values : ofPeople(values),
    open: openPath({ from, to, ...filter, ...narrowed(groupBy, key) }),
  });
  if (groupBy === 'sex' || groupBy === 'ageBand' || groupBy === 'role') {
    const groups = Map.groupBy(lines, (line) => line[groupBy]);
    return [...groups].map(([key, of]) => row(key, key, valuesOfLines(of)));
  }
  const labels = await store.labels(
    groupBy,
    counts.map(({ key }) => key),
  );
  const rows = counts.map((one) => row(one.key, labels.get(one.key) ?? one.key, valuesOf(one)));
  return rows.sort((a, b) =>
    groupBy === 'month'
      ? a.key.localeCompare(b.key)
      : (b.values.people ?? 0) - (a.values.people ?? 0) || a.label.localeCompare(b.label),
  );
}

/** The filter that is a row. Of a place nobody noted there is none but for county and funder, where '' is one. */
function narrowed(groupBy: ImpactGroup, key: string): Record<string, string> {
  const name = { site: 'siteId', course: 'courseId', truck: 'truckId' }[groupBy as string] ?? groupBy;
  return { [name]: key };
}

function openPath(query: Readonly<Record<string, string | undefined>>): string {
  const known = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `/api/v1/impact/sessions?${new URLSearchParams(known)}`;
}
