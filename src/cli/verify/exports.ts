/**
 * Every export, written as the service writes it and read back as whoever gets it does, held against what was recounted: the CSV, the workbook, IATI's
 * XML, the rows of a dry run for DHIS2, Giga's measurements and the funder's page.
 */
import { CATEGORY_KEYS, DHIS2_ELEMENTS, Dhis2Mapping } from '@digitruck/contract/impact-exports';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';
import { parse } from 'csv-parse/sync';
import { csvLine } from '../../api/csv.ts';
import type { ImpactParties } from '../../derive/impact/deps.ts';
import { dhis2ValuesOf, periodOf } from '../../impact/dhis2.ts';
import { IATI_RESULTS } from '../../impact/iati.ts';
import type { FrozenSession, ImpactPeriodStore } from '../../store/impact/periods.ts';
import { readIati, readPdf, readWorkbook } from './readers.ts';
import type { CountedLine, Query } from './recount.ts';

type Value = number | null | undefined;
export type Hold = (what: string, recount: Value, said: Value) => void;
/** What exports have to say. */
export type Expected = {
  readonly figures: ReadonlyMap<string, Value>;
  readonly lines: readonly CountedLine[];
  /** Sessions held by site; 'none' where it is not noted. */
  readonly held: ReadonlyMap<string, number>;
  /** By site. */
  readonly counties: ReadonlyMap<string, string>;
};
type Deps = ImpactParties & { readonly impactPeriods: ImpactPeriodStore };
export type Export = {
  readonly snapshot: ImpactSnapshot;
  readonly of: { readonly periodId: string } | { readonly from: string; readonly to: string };
  readonly closed: { readonly name: string; readonly at: string; readonly by: string } | null;
  /** Of measurements for Giga: how many, and their sums. */
  readonly giga: Readonly<Record<'rows' | 'download' | 'upload' | 'latency', number>>;
};
const OF_LINES = ['people', 'attendances', 'certified'] as const;

export async function holdExports(
  deps: Deps,
  query: Query,
  one: Export,
  expected: Expected,
  hold: (by: string, look: string) => Hold,
): Promise<string[]> {
  const { snapshot, of } = one;
  const sums = await sessionSums(query);
  const sessions: FrozenSession[] = [];
  for await (const page of deps.impactPeriods.sessions(of)) sessions.push(...page);
  const where = 'periodId' in of ? `periodId=${of.periodId}` : `from=${of.from}&to=${of.to}`;
  const at = (name: string) => hold(name, `GET /api/v1/exports/${name}?${where}`);

  const text = [[...deps.exports.sessionHead], ...sessions.map(deps.exports.sessionCells)].map((row) =>
    csvLine(row),
  );
  holdSessions(parse(text.join('')), sums, at('sessions.csv'));
  const about = { state: 'verified', closed: one.closed };
  holdWorkbook(
    readWorkbook(deps.exports.xlsx(snapshot, about, sessions)),
    expected,
    sums,
    at('sessions.xlsx'),
  );
  holdIati(
    await deps.exports.iati(snapshot, { orgRef: undefined, provisional: false }),
    expected,
    at('iati'),
  );
  holdPdf(readPdf(await deps.exports.pdf(snapshot, 'verified')), expected, at('impact.pdf'));
  const measured = await deps.impactExports.gigaMeasurements(of);
  const giga = parse(
    [[...deps.exports.gigaHead], ...measured.map(deps.exports.gigaCells)].map((row) => csvLine(row)).join(''),
    {
      columns: true,
    },
  ) as Record<string, string>[];
  at('giga')('measurements', one.giga.rows, giga.length);
  for (const name of ['Download', 'Upload', 'Latency'] as const) {
    const sum = giga.reduce((total, row) => total + Number(row[name]), 0);
    at('giga')(`sum of ${name}`, one.giga[name.toLowerCase() as 'download'], Math.round(sum * 10) / 10);
  }
  return holdDhis2(deps, snapshot, expected, at('dhis2'));
}

type Sums = ReadonlyMap<string, number>;
const UNITS = { truck: 'truck', month: 'month', county: 'county', course: 'course_name' } as const;

/** Of the classes that are laid out: by column of the list of sessions, and by truck, month, county and course. */
async function sessionSums(query: Query): Promise<Sums> {
  const grouped = Object.entries(UNITS).map(
    ([name, column]) => `
      select '${name} ' || ${column}, 'held', count(*) filter (where state = 'held') from v_class group by 1
      union all select '${name} ' || ${column}, 'cancelled', count(*) filter (where state = 'cancelled') from v_class group by 1
      union all select '${name} ' || ${column}, 'seconds', coalesce(sum(seconds) filter (where state = 'held'), 0) from v_class group by 1
      union all select '${name} ' || ${column}, 'heads', sum(count) from v_head group by 1`,
  );
  const { rows } = await query(`
    select key, what, n::float8 as n from (
      select '' as key, 'held' as what, count(*) filter (where state = 'held') as n from v_class
      union all select '', 'cancelled', count(*) filter (where state = 'cancelled') from v_class
      union all select '', 'seconds (s)', sum(seconds) filter (where state = 'held') from v_class
      union all select '', 'heads', sum(count) from v_head
      union all select '', sex, sum(count) from v_head group by sex
      union all select '', 'age ' || age, sum(count) from v_head group by age
      union all select '', 'teachers', sum(count) from v_head where role = 'teacher'
      union all ${grouped.join(' union all ')}
    ) s`);
  return new Map(rows.map(({ key, what, n }) => [`${key}|${what}`, Number(n ?? 0)]));
}

const SESSION_COLUMNS = [
  'seconds (s)',
  'heads',
  ...SEXES,
  ...AGE_BANDS.map((band) => `age ${band}`),
  'teachers',
];

/** @param table the head, and a row a session */
function holdSessions([head = [], ...rows]: readonly (readonly string[])[], sums: Sums, hold: Hold): void {
  const column = (name: string) => head.indexOf(name);
  const held = rows.filter((row) => row[column('state')] === 'held');
  hold('held', sums.get('|held'), held.length);
  hold('cancelled', sums.get('|cancelled'), rows.length - held.length);
  for (const name of SESSION_COLUMNS)
    hold(
      name,
      sums.get(`|${name}`) ?? 0,
      held.reduce((sum, row) => sum + Number(row[column(name)]), 0),
    );
  for (const [name, cell] of [
    ['truck', 'truckId'],
    ['county', 'county'],
    ['course', 'course'],
  ] as const) {
    const plain = (text: string) => text.replace(/^'(?=[=+\-@\t\r])/, '');
    const said = Map.groupBy(rows, (row) => plain(row[column(cell)] ?? ''));
    for (const key of keysOf(sums, name, said.keys())) {
      const of = (said.get(key) ?? []).filter((row) => row[column('state')] === 'held');
      hold(`${name} ${key || 'not noted'} held`, sums.get(`${name} ${key}|held`) ?? 0, of.length);
      hold(
        `${name} ${key || 'not noted'} heads`,
        sums.get(`${name} ${key}|heads`) ?? 0,
        of.reduce((sum, row) => sum + Number(row[column('heads')]), 0),
      );
    }
  }
}

function keysOf(sums: Sums, name: string, said: Iterable<string>): ReadonlySet<string> {
  const counted = [...sums.keys()].filter((key) => key.startsWith(`${name} `) && key.endsWith('|held'));
  return new Set([...counted.map((key) => key.slice(name.length + 1, -'|held'.length)), ...said]);
}

/** Lines added up by what `keyOf` makes of them. */
function added(lines: readonly CountedLine[], keyOf: (line: CountedLine) => string) {
  const sums = new Map<string, Record<(typeof OF_LINES)[number] | 'women', number>>();
  for (const line of lines) {
    const sum = sums.get(keyOf(line)) ?? { people: 0, attendances: 0, certified: 0, women: 0 };
    for (const name of OF_LINES) sum[name] += line[name];
    if (line.sex === 'female') sum.women += line.people;
    sums.set(keyOf(line), sum);
  }
  return sums;
}

function holdWorkbook(
  sheets: ReadonlyMap<string, string[][]>,
  expected: Expected,
  sums: Sums,
  hold: Hold,
): void {
  const cellNumber = (cell: string | undefined) => (cell === undefined || cell === '' ? null : Number(cell));
  const figures = new Map(sheets.get('Figures')?.map(([id = '', value]) => [id, cellNumber(value)]));
  for (const [id, value] of expected.figures) hold(`Figures ${id}`, value, figures.get(id));
  const county = ({ site }: CountedLine) => (site === null ? '' : (expected.counties.get(site) ?? ''));
  for (const [name, keyOf, keyAt] of [
    ['By county', county, 0],
    ['By site', ({ site }: CountedLine) => site ?? '', 2],
    ['By sex', ({ sex }: CountedLine) => sex, 0],
    ['By age band', ({ age }: CountedLine) => age, 0],
    ['By role', ({ role }: CountedLine) => role, 0],
  ] as const) {
    const [head = [], ...rows] = sheets.get(name) ?? [];
    const said = new Map(rows.map((row) => [row[keyAt] ?? '', row]));
    const counted = added(expected.lines, keyOf);
    for (const key of new Set([...said.keys(), ...counted.keys()]))
      for (const column of [...OF_LINES, ...(head.includes('women') ? (['women'] as const) : [])])
        hold(
          `${name} ${key || 'not noted'} ${column}`,
          counted.get(key)?.[column] ?? 0,
          Number(said.get(key)?.[head.indexOf(column)] ?? 0),
        );
    if (!head.includes('sessions held')) continue;
    const held = new Map<string, number>();
    for (const [site, n] of expected.held) {
      const key = name === 'By site' ? site.replace(/^none$/, '') : (expected.counties.get(site) ?? '');
      held.set(key, (held.get(key) ?? 0) + n);
    }
    for (const key of new Set([...said.keys(), ...held.keys()]))
      hold(
        `${name} ${key || 'not noted'} sessions held`,
        held.get(key) ?? 0,
        Number(said.get(key)?.[head.indexOf('sessions held')] ?? 0),
      );
  }
  for (const name of ['course', 'truck', 'month']) {
    const [, ...rows] = sheets.get(`By ${name}`) ?? [];
    const said = new Map(rows.map((row) => [row[0] ?? '', row]));
    for (const key of keysOf(sums, name, said.keys())) {
      const [, held, cancelled, hours, attendances] = said.get(key) ?? [];
      const sum = (what: string) => sums.get(`${name} ${key}|${what}`) ?? 0;
      const label = `By ${name} ${key || 'not noted'}`;
      hold(`${label} held`, sum('held'), Number(held ?? 0));
      hold(`${label} cancelled`, sum('cancelled'), Number(cancelled ?? 0));
      hold(`${label} hours`, Math.round((sum('seconds') / 3600) * 100) / 100, Number(hours ?? 0));
      hold(`${label} attendances`, sum('heads'), Number(attendances ?? 0));
    }
  }
  const [head = [], ...rows] = sheets.get('Who and where') ?? [];
  for (const name of OF_LINES)
    hold(
      `Who and where ${name}`,
      expected.lines.reduce((sum, line) => sum + line[name], 0),
      rows.reduce((sum, row) => sum + Number(row[head.indexOf(name)]), 0),
    );
  holdSessions(sheets.get('Sessions') ?? [], sums, (what, recount, said) =>
    hold(`Sessions ${what}`, recount, said),
  );
}

function holdIati(xml: string, expected: Expected, hold: Hold): void {
  const results = readIati(xml);
  for (const { id, title } of IATI_RESULTS) {
    const value = expected.figures.get(id) ?? null;
    const told = results.get(title);
    const [whole, ...parts] = told?.actuals ?? [];
    hold(title, value, whole?.value);
    const name = OF_LINES.find((one) => one === id);
    const categories = name && added(expected.lines, ({ sex, age }) => `${sex} ${age}`);
    const places = name && added(expected.lines, ({ site }) => site ?? 'site-unknown');
    const bySite =
      id === 'sessionsHeld'
        ? new Map([...expected.held].map(([site, n]) => [site === 'none' ? 'site-unknown' : site, n]))
        : undefined;
    const sum = (of: typeof parts) => of.reduce((total, part) => total + part.value, 0);
    const said = {
      category: Map.groupBy(parts, (part) => part.category),
      place: Map.groupBy(parts, (part) => part.place),
    };
    said.category.delete('');
    said.place.delete('');
    if (name !== undefined)
      for (const key of new Set([...said.category.keys(), ...(categories?.keys() ?? [])]))
        hold(`${title} ${key}`, categories?.get(key)?.[name] ?? 0, sum(said.category.get(key) ?? []));
    for (const key of new Set([...said.place.keys(), ...(places?.keys() ?? []), ...(bySite?.keys() ?? [])]))
      hold(
        `${title} at ${key}`,
        (name === undefined ? bySite?.get(key) : places?.get(key)?.[name]) ?? 0,
        sum(said.place.get(key) ?? []),
      );
  }
}

/** Labels of the page, as it says them. */
const PDF_LABELS = {
  'people taught': 'people',
  'of them women': 'women',
  'of them teachers': 'teachers',
  certified: 'certified',
  'classes held': 'sessionsHeld',
  'hours of classes': 'hours',
  attendances: 'attendances',
  'hours per person': 'hoursPerPerson',
} as const;

function holdPdf(texts: readonly string[], expected: Expected, hold: Hold): void {
  const number = (text: string | undefined) =>
    text === undefined || !/^[\d,.]+$/.test(text) ? null : Number(text.replace(/,/g, ''));
  for (const [label, id] of Object.entries(PDF_LABELS))
    hold(label, expected.figures.get(id), number(texts[texts.indexOf(label) - 1]));
  const bySex = added(expected.lines, ({ sex }) => sex);
  const byAge = added(expected.lines, ({ age }) => (age === 'unknown' ? 'age unknown' : `${age} years`));
  // Bars: only those that are not 0, each with its number behind its name.
  const bars = texts.slice(texts.indexOf('People by age and sex'));
  for (const [key, { people }] of [...bySex, ...byAge])
    if (people > 0) hold(`people ${key}`, people, number(bars[bars.indexOf(key) + 1]));
}

/** With a code for everything, by county and by site; and with the codes that are set. */
async function holdDhis2(
  deps: Deps,
  snapshot: ImpactSnapshot,
  expected: Expected,
  hold: Hold,
): Promise<string[]> {
  const { from, to } = snapshot.impact;
  const types = ['monthly', 'quarterly', 'yearly'] as const;
  const periodType = types.find((type) => periodOf(from, to, type) !== undefined);
  if (periodType === undefined)
    return ['DHIS2: these days are no month, quarter or year, so nothing can be sent'];
  const same = (keys: Iterable<string>) => Object.fromEntries([...keys].map((key) => [key, key]));
  const { settings } = await deps.impactExports.dhis2();
  const every = ['county', 'site'] as const;
  const county = (site: string | null) => (site === null ? '' : (expected.counties.get(site) ?? ''));
  const notes: string[] = [];
  for (const by of [...every, 'set'] as const) {
    if (by === 'set' && settings.mapping.url === '') continue;
    const mapping: Dhis2Mapping =
      by === 'set'
        ? settings.mapping
        : {
            ...Dhis2Mapping.parse({}),
            periodType,
            orgUnitBy: by,
            elements: same(DHIS2_ELEMENTS),
            categories: same(CATEGORY_KEYS),
            orgUnits: same(
              by === 'site' ? ['', ...expected.counties.keys()] : ['', ...expected.counties.values()],
            ),
          };
    const values = dhis2ValuesOf(snapshot, mapping);
    if (values === 'no-period') {
      notes.push(
        `DHIS2: these days are not ${mapping.periodType}, as its settings say, so nothing can be sent`,
      );
      continue;
    }
    const unit = (site: string | null) =>
      mapping.orgUnits[mapping.orgUnitBy === 'site' ? (site ?? '') : county(site)];
    const counted = new Map<string, number>();
    const add = (
      element: string | undefined,
      site: string | null,
      combo: string | undefined | null,
      n: number,
    ) => {
      const at = unit(site);
      if (element === undefined || at === undefined || combo === undefined || n === 0) return;
      const key = [element, at, combo ?? ''].join(' ');
      counted.set(key, (counted.get(key) ?? 0) + n);
    };
    for (const line of expected.lines)
      for (const name of OF_LINES)
        add(mapping.elements[name], line.site, mapping.categories[`${line.sex} ${line.age}`], line[name]);
    for (const [site, n] of expected.held)
      add(mapping.elements.sessionsHeld, site === 'none' ? null : site, null, n);
    const said = new Map<string, number>();
    for (const row of values.set.dataValues) {
      const key = [row.dataElement, row.orgUnit, row.categoryOptionCombo ?? ''].join(' ');
      said.set(key, (said.get(key) ?? 0) + Number(row.value));
    }
    for (const key of new Set([...counted.keys(), ...said.keys()]))
      hold(`${by === 'set' ? 'as set' : `by ${by}`}: ${key}`, counted.get(key) ?? 0, said.get(key) ?? 0);
    if (by === 'set' && values.unmapped.length > 0)
      notes.push(`DHIS2: no code is set for ${values.unmapped.join(', ')}; those are not sent`);
  }
  return notes;
}
