/**
 * Figures, lines and sessions as rows of a table: what CSV and XLSX are written from. The workbook tells first what it is of and as of when, then the
 * figures, then a sheet a breakdown, each of which adds up to the figure.
 */
import type { ImpactLine } from '@digitruck/contract/impact';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';
import { type Cell, plainCell } from './cells.ts';
import { hoursOf } from './totals.ts';

export type SessionRow = {
  readonly sessionId: string;
  readonly truckId: string;
  readonly day: string;
  readonly startedAt: string;
  readonly state: string;
  readonly site: string;
  readonly county: string;
  readonly course: string;
  readonly seconds: number | null;
  readonly heads: number;
  readonly headCounts: readonly { sex: string; ageBand: string; role: string; count: number }[];
};
/** What an export is of, and since when that stands. */
export type ExportAbout = {
  readonly programme: string;
  /** In words. */
  readonly state: string;
  /** Of a closed period; null: these days are not closed. */
  readonly closed: { readonly name: string; readonly at: string; readonly by: string } | null;
};
export type Table = { readonly name: string; readonly rows: Cell[][] };

export const SESSION_HEAD: readonly string[] = [
  'sessionId',
  'day',
  'startedAt (UTC)',
  'state',
  'truckId',
  'site',
  'county',
  'course',
  'seconds (s)',
  'heads',
  ...SEXES,
  ...AGE_BANDS.map((band) => `age ${band}`),
  'teachers',
];

function sessionRow(row: SessionRow): Cell[] {
  const sum = (keep: (count: SessionRow['headCounts'][number]) => boolean) =>
    row.headCounts.filter(keep).reduce((total, { count }) => total + count, 0);
  return [
    row.sessionId,
    { day: row.day },
    { instant: row.startedAt },
    row.state,
    row.truckId,
    row.site,
    row.county,
    row.course,
    row.seconds,
    row.heads,
    ...SEXES.map((sex) => sum((count) => count.sex === sex)),
    ...AGE_BANDS.map((band) => sum((count) => count.ageBand === band)),
    sum((count) => count.role === 'teacher'),
  ];
}
export const sessionCells = (row: SessionRow): (string | number | null)[] => sessionRow(row).map(plainCell);

/** The sheets of the workbook, in their order. */
export function workbook(
  snapshot: ImpactSnapshot,
  about: ExportAbout,
  sessions: readonly SessionRow[],
): Table[] {
  const sheet = (name: string, rows: Cell[][]): Table => ({ name, rows });
  return [
    sheet('About', aboutSheet(snapshot, about)),
    sheet('Figures', figureSheet(snapshot)),
    sheet('By county', placeSheet(snapshot, 'county')),
    sheet('By site', placeSheet(snapshot, 'site')),
    ...(['sex', 'ageBand', 'role'] as const).map((name) =>
      sheet(`By ${name === 'ageBand' ? 'age band' : name}`, categorySheet(snapshot.lines, name)),
    ),
    sheet(
      'By course',
      sessionSums(sessions, 'course', ({ course }) => course),
    ),
    sheet(
      'By truck',
      sessionSums(sessions, 'truck', ({ truckId }) => truckId),
    ),
    sheet(
      'By month',
      sessionSums(sessions, 'month', ({ day }) => day.slice(0, 7)),
    ),
    sheet('Who and where', lineSheet(snapshot)),
    sheet('Sessions', [[...SESSION_HEAD], ...sessions.map(sessionRow)]),
  ];
}

function aboutSheet({ impact }: ImpactSnapshot, { programme, state, closed }: ExportAbout): Cell[][] {
  return [
    ['what', 'value'],
    ['programme', programme],
    ['period', closed === null ? 'not closed: provisional' : closed.name],
    ['from', { day: impact.from }],
    ['to', { day: impact.to }],
    ['as of (UTC)', { instant: impact.asOf }],
    ['state', state],
    ...(closed === null
      ? []
      : [
          ['closed at (UTC)', { instant: closed.at }],
          ['closed by', closed.by],
        ]),
    ['reports that came or changed after the last day', impact.late.sessions],
    ['what it is not', 'People and activities taught; never a population indicator.'],
  ];
}

function figureSheet({ impact }: ImpactSnapshot): Cell[][] {
  return [
    ['figure', 'value', 'unit', 'definition'],
    ...impact.figures.map(({ id, value, unit }): Cell[] => [
      id,
      value,
      unit,
      impact.definitions.find((one) => one.id === id)?.rule ?? '',
    ]),
  ];
}

const OF_LINES = ['people', 'attendances', 'certified'] as const;
type Sums = Record<(typeof OF_LINES)[number], number> & { women: number; held: number };

/** Who is in two places is in the first of them, so that places add up to the whole. */
function placeSheet({ lines, sites, held }: ImpactSnapshot, by: 'county' | 'site'): Cell[][] {
  const byId = new Map(sites.map((site) => [site.siteId as string, site]));
  const sums = new Map<string, { readonly cells: Cell[]; readonly sums: Sums }>();
  const at = (siteId: string | null): Sums => {
    const site = siteId === null ? undefined : byId.get(siteId);
    const key = by === 'county' ? (site?.county ?? '') : (siteId ?? '');
    const cells: Cell[] = by === 'county' ? [key] : [site?.county ?? '', site?.name ?? '', siteId];
    const one = sums.get(key) ?? {
      cells,
      sums: { people: 0, attendances: 0, certified: 0, women: 0, held: 0 },
    };
    sums.set(key, one);
    return one.sums;
  };
  for (const line of lines) {
    const sum = at(line.siteId);
    for (const name of OF_LINES) sum[name] += line[name];
    if (line.sex === 'female') sum.women += line.people;
  }
  for (const [siteId, sessions] of Object.entries(held))
    at(siteId === 'none' ? null : siteId).held += sessions;
  return [
    [
      ...(by === 'county' ? ['county'] : ['county', 'site', 'siteId']),
      'people',
      'women',
      'certified',
      'sessions held',
      'attendances',
    ],
    ...[...sums.values()].map(({ cells, sums: sum }): Cell[] => [
      ...cells,
      sum.people,
      sum.women,
      sum.certified,
      sum.held,
      sum.attendances,
    ]),
  ];
}

function categorySheet(lines: readonly ImpactLine[], by: 'sex' | 'ageBand' | 'role'): Cell[][] {
  const sum = (of: readonly ImpactLine[], name: (typeof OF_LINES)[number]) =>
    of.reduce((total, line) => total + line[name], 0);
  return [
    [by === 'ageBand' ? 'age band' : by, 'people', 'certified', 'attendances'],
    ...[...Map.groupBy(lines, (line) => line[by])].map(([key, of]): Cell[] => [
      key,
      sum(of, 'people'),
      sum(of, 'certified'),
      sum(of, 'attendances'),
    ]),
  ];
}

/** Sessions alone: who came to two courses can't be told from sessions. */
function sessionSums(
  sessions: readonly SessionRow[],
  name: string,
  keyOf: (row: SessionRow) => string,
): Cell[][] {
  const rows = [...Map.groupBy(sessions, keyOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    [name, 'sessions held', 'sessions cancelled', 'hours (h)', 'attendances'],
    ...rows.map(([key, of]): Cell[] => {
      const held = of.filter(({ state }) => state === 'held');
      return [
        key,
        held.length,
        of.length - held.length,
        hoursOf(held.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0)),
        held.reduce((sum, { heads }) => sum + heads, 0),
      ];
    }),
  ];
}

function lineSheet({ lines, sites }: ImpactSnapshot): Cell[][] {
  const byId = new Map(sites.map((site) => [site.siteId as string, site]));
  return [
    ['county', 'site', 'siteId', 'sex', 'ageBand', 'role', 'people', 'attendances', 'certified'],
    ...lines.map((line): Cell[] => {
      const site = line.siteId === null ? undefined : byId.get(line.siteId);
      return [
        site?.county ?? '',
        site?.name ?? '',
        line.siteId,
        line.sex,
        line.ageBand,
        line.role,
        line.people,
        line.attendances,
        line.certified,
      ];
    }),
  ];
}
