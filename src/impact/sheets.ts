/** Figures, lines and sessions as rows of a table: what CSV and XLSX are written from. */
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import { AGE_BANDS, SEXES } from '@digitruck/contract/session-words';

export type Cell = string | number | null;
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

export function sessionCells(row: SessionRow): Cell[] {
  const sum = (keep: (count: SessionRow['headCounts'][number]) => boolean) =>
    row.headCounts.filter(keep).reduce((total, { count }) => total + count, 0);
  return [
    row.sessionId,
    row.day,
    row.startedAt,
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

export function figureSheet({ impact }: ImpactSnapshot, state: string): Cell[][] {
  return [
    ['figure', 'value', 'unit', 'definition'],
    ...impact.figures.map(({ id, value, unit }): Cell[] => [
      id,
      value,
      unit,
      impact.definitions.find((one) => one.id === id)?.rule ?? '',
    ]),
    [],
    ['from', impact.from],
    ['to', impact.to],
    ['as of', impact.asOf],
    ['state', state],
  ];
}

export function lineSheet({ lines, sites }: ImpactSnapshot): Cell[][] {
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
