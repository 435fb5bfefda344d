/** Holds what the service told of some days, or kept of a closed period, against the recount of the reports that are laid out (`recount.ts`). */
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { type Measure, SDG_INDICATORS } from '@digitruck/contract/impact-words';
import { besides } from './beside.ts';
import type { Expected, Hold } from './exports.ts';
import {
  type Counted,
  type CountedLine,
  countBy,
  countLines,
  type Days,
  type Key,
  NOTHING,
  type Query,
} from './recount.ts';

type Value = number | null | undefined;
type Values = Partial<Record<Measure, Value>>;
export const hundredths = (value: number) => Math.round(value * 100) / 100;

/** The measures of a row of counts. */
export function measuresOf(counted: Counted): Values {
  const hours = (seconds: number) => hundredths(seconds / 3600);
  return {
    people: counted.people,
    women: counted.women,
    teachers: counted.teachers,
    certified: counted.certified,
    sessionsHeld: counted.held,
    sessionsCancelled: counted.cancelled,
    hours: hours(counted.seconds),
    attendances: counted.attendances,
    attendanceHours: hours(counted.attendanceSeconds),
    dropInAttendances: counted.dropIn,
    hoursPerPerson: counted.places === 0 ? null : hundredths(counted.placeSeconds / 3600 / counted.places),
    noShows: counted.called === 0 ? null : counted.noShows,
    parity: counted.women * counted.men === 0 ? null : hundredths(counted.women / counted.men),
  };
}

/** These come from the reports alone; all others lean on rosters and registers too. */
const OF_REPORTS: ReadonlySet<string> = new Set([
  'sessionsHeld',
  'sessionsCancelled',
  'hours',
  'attendances',
  'attendanceHours',
]);
const OF_LINES = ['people', 'attendances', 'certified'] as const;
const TO_64 = ['15-17', '18-24', '25-34', '35-64'];

export type Held = { readonly expected: Expected; readonly counties: ReadonlyMap<string, Values> };

/**
 * @param asOf certificates as they stood at this instant
 * @param hold who said it, and whether it leans on more than reports
 */
export async function holdSnapshot(
  query: Query,
  { impact, lines: told, held: toldHeld }: ImpactSnapshot,
  days: Days,
  asOf: string,
  hold: (by: string, leans: boolean) => Hold,
): Promise<Held> {
  const whole = (await countBy(query, days, asOf, 'whole')).get('') ?? NOTHING;
  const beside = await besides(query, days);
  const lines = await countLines(query, days, asOf);
  const counties = await countBy(query, days, asOf, 'county');
  const sites = await countBy(query, days, asOf, 'site');
  const figure = (id: string) => impact.figures.find((one) => one.id === id)?.value;

  const perPerson = [...beside.cost.values()].map((amount) =>
    whole.people === 0 ? null : hundredths(amount / whole.people),
  );
  const figures: Values = {
    ...measuresOf(whole),
    schoolsConnected: beside.schoolsConnected,
    costPerPerson: perPerson.length === 1 ? (perPerson[0] ?? null) : null,
  };
  for (const [id, value] of Object.entries(figures))
    hold('figures', !OF_REPORTS.has(id))(id, value, figure(id));
  for (const { id } of impact.figures)
    if (!(id in figures)) hold('figures', false)(`${id}, which nothing recounts`, undefined, figure(id));
  for (const currency of new Set([...beside.cost.keys(), ...impact.cost.map((one) => one.currency)]))
    hold('figures', true)(
      `cost in ${currency}`,
      beside.cost.get(currency),
      impact.cost.find((one) => one.currency === currency)?.amount,
    );
  for (const reason of new Set([...beside.cancelled.keys(), ...impact.cancelled.map((one) => one.reason)]))
    hold('figures', false)(
      `cancelled for ${reason}`,
      beside.cancelled.get(reason),
      impact.cancelled.find((one) => one.reason === reason)?.sessions,
    );
  const inCounties = [...counties.values()].reduce((sum, { people }) => sum + people, 0);
  hold('figures', true)('people in several counties', inCounties - whole.people, impact.overlap);

  const keyOf = (site: string | null, sex: string, age: string, role: string) =>
    [site ?? 'no site', sex, age, role].join(' ');
  const toldBy = new Map(
    told.map((line) => [keyOf(line.siteId, line.sex, line.ageBand, line.role), line] as const),
  );
  const countedBy = new Map(
    lines.map((line) => [keyOf(line.site, line.sex, line.age, line.role), line] as const),
  );
  for (const name of OF_LINES) {
    const holdLine = hold('lines', name !== 'attendances');
    for (const key of new Set([...toldBy.keys(), ...countedBy.keys()]))
      holdLine(`${key} ${name}`, countedBy.get(key)?.[name] ?? 0, toldBy.get(key)?.[name] ?? 0);
    holdLine(
      `${name} of all categories`,
      lines.reduce((sum, line) => sum + line[name], 0),
      impact.categories.reduce((sum, one) => sum + one[name], 0),
    );
  }
  for (const site of new Set([...sites.keys(), ...Object.keys(toldHeld)]))
    hold('lines', false)(`${site} sessionsHeld`, sites.get(site)?.held ?? 0, toldHeld[site] ?? 0);

  const sum = (name: 'people' | 'certified', keep: (line: CountedLine) => boolean) =>
    lines.filter(keep).reduce((total, line) => total + line[name], 0);
  const grown = (line: CountedLine) => TO_64.includes(line.age) || line.age === '65+';
  const sdg: Record<(typeof SDG_INDICATORS)[number], Value> = {
    '4.3.1': sum('people', (line) => TO_64.includes(line.age)),
    '4.4.1': sum('people', grown),
    '4.4.2': sum('certified', grown),
    '4.5.1': figures.parity,
    '4.a.1': beside.schoolsConnected,
  };
  for (const indicator of SDG_INDICATORS)
    hold('SDG 4', true)(
      indicator,
      sdg[indicator],
      impact.sdg.find((one) => one.indicator === indicator)?.value,
    );
  const named = await query('select site_id::text as site, county from sites');
  return {
    expected: {
      figures: new Map(Object.entries(figures)),
      lines,
      held: new Map([...sites].filter(([, row]) => row.held > 0).map(([site, row]) => [site, row.held])),
      counties: new Map(named.rows.map((row) => [String(row.site), String(row.county)])),
    },
    counties: new Map([...counties].map(([key, row]) => [key, measuresOf(row)])),
  };
}

/** What rows by something have to be; those by sex, age band and role are lines added up. */
export async function rowsBy(
  query: Query,
  groupBy: string,
  lines: readonly CountedLine[],
  days: Days,
  asOf: string,
): Promise<ReadonlyMap<string, Values>> {
  const column = ({ sex: 'sex', ageBand: 'age', role: 'role' } as const)[groupBy as 'sex'] as
    | 'sex'
    | 'age'
    | 'role'
    | undefined;
  if (column === undefined) {
    const counted = await countBy(query, days, asOf, groupBy as Key);
    return new Map([...counted].map(([key, row]) => [key, measuresOf(row)]));
  }
  return new Map(
    [...Map.groupBy(lines, (line) => line[column])].map(([key, of]) => {
      const sum = (name: (typeof OF_LINES)[number], keep: (line: CountedLine) => boolean = () => true) =>
        of.filter(keep).reduce((total, line) => total + line[name], 0);
      const women = sum('people', ({ sex }) => sex === 'female');
      const men = sum('people', ({ sex }) => sex === 'male');
      return [
        key,
        {
          people: sum('people'),
          women,
          teachers: sum('people', ({ role }) => role === 'teacher'),
          certified: sum('certified'),
          attendances: sum('attendances'),
          parity: women * men === 0 ? null : hundredths(women / men),
        },
      ];
    }),
  );
}

export function holdRows(
  rows: ImpactSnapshot['impact']['rows'],
  counted: ReadonlyMap<string, Values>,
  hold: Hold,
): void {
  const said = new Map(rows.map((row) => [row.key, row]));
  for (const key of new Set([...said.keys(), ...counted.keys()])) {
    const name = said.get(key)?.label || key || 'not noted';
    const one = counted.get(key) ?? {};
    const values = said.get(key)?.values ?? {};
    for (const id of new Set([...Object.keys(one), ...Object.keys(values)]) as Set<Measure>)
      hold(`${name}: ${id}`, one[id], values[id]);
  }
}

/** What a snapshot says itself: what exports of it have to say. */
export function expectedOf({ impact, lines, held, sites }: ImpactSnapshot): Expected {
  return {
    figures: new Map(impact.figures.map(({ id, value }) => [id, value])),
    lines: lines.map(({ siteId, ageBand, ...line }) => ({ ...line, site: siteId, age: ageBand })),
    held: new Map(Object.entries(held).filter(([, sessions]) => sessions > 0)),
    counties: new Map(sites.map(({ siteId, county }) => [siteId as string, county])),
  };
}
