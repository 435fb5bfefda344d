/**
 * Figures as DHIS2 data values (DHIS2 developer guide, "Data values": `POST /api/dataValueSets`), and what DHIS2 answers, row by row.
 *
 * What has no code in the mapping is not sent and is told. Lines are added up by organisation unit and category, so the values of a data
 * element add up to its figure where everything is mapped.
 */
import {
  CATEGORY_KEYS,
  categoryKey,
  type Dhis2Answer,
  type Dhis2AnswerRow,
  type Dhis2DataValueSet,
  type Dhis2Element,
  type Dhis2Mapping,
  type Dhis2Value,
} from '@digitruck/contract/impact-exports';
import type { ImpactSnapshot } from '@digitruck/contract/impact-periods';
import type { Language } from '@digitruck/contract/people';
import { dhis2StatusWords } from './dhis2-status-words.ts';
import { type Dhis2Said, dhis2Words, NOT_SENT, NOT_TAKEN } from './dhis2-words.ts';

export type Dhis2Values = {
  readonly set: Dhis2DataValueSet;
  /** What each of its values is, in words. */
  readonly what: readonly string[];
  readonly unmapped: readonly string[];
};

/** `2026Q4`, or undefined where the days are no whole period of that type (DHIS2 developer guide, "Date and period format"). */
export function periodOf(from: string, to: string, type: Dhis2Mapping['periodType']): string | undefined {
  const year = from.slice(0, 4);
  const month = Number(from.slice(5, 7));
  const months = { monthly: 1, quarterly: 3, yearly: 12 }[type];
  const first = month - ((month - 1) % months);
  const pad = (value: number) => String(value).padStart(2, '0');
  const last = new Date(Date.UTC(Number(year), first - 1 + months, 0)).toISOString().slice(0, 10);
  if (from !== `${year}-${pad(first)}-01` || to !== last) return undefined;
  if (type === 'monthly') return `${year}${pad(first)}`;
  return type === 'yearly' ? year : `${year}Q${(first + 2) / 3}`;
}

const OF_CATEGORIES = ['people', 'certified', 'attendances'] as const;

export function dhis2ValuesOf(snapshot: ImpactSnapshot, mapping: Dhis2Mapping): Dhis2Values | 'no-period' {
  const { from, to } = snapshot.impact;
  const period = periodOf(from, to, mapping.periodType);
  if (period === undefined) return 'no-period';
  const sites = new Map(snapshot.sites.map((site) => [site.siteId as string, site]));
  const unitOf = (siteId: string | null): { key: string; label: string } => {
    const site = siteId === null ? undefined : sites.get(siteId);
    if (mapping.orgUnitBy === 'county')
      return { key: site?.county ?? '', label: site?.county || 'no county' };
    return { key: siteId ?? '', label: site?.name ?? 'no site' };
  };
  const unmapped = new Set<string>();
  const sums = new Map<string, { value: number; row: Omit<Dhis2Value, 'value'>; what: string }>();
  const add = (element: Dhis2Element, siteId: string | null, category: string | null, value: number) => {
    if (value === 0) return;
    const dataElement = mapping.elements[element];
    const unit = unitOf(siteId);
    const orgUnit = mapping.orgUnits[unit.key];
    const combo = category === null ? undefined : mapping.categories[category];
    if (dataElement === undefined) unmapped.add(element);
    if (orgUnit === undefined) unmapped.add(unit.label);
    if (category !== null && combo === undefined) unmapped.add(category);
    if (dataElement === undefined || orgUnit === undefined || (category !== null && combo === undefined))
      return;
    const id = [dataElement, orgUnit, combo].join(' ');
    const row = {
      dataElement,
      period,
      orgUnit,
      ...(combo === undefined ? {} : { categoryOptionCombo: combo }),
    };
    const sum = sums.get(id) ?? { value: 0, row, what: [element, unit.label, category ?? ''].join(' · ') };
    sums.set(id, { ...sum, value: sum.value + value });
  };
  for (const line of snapshot.lines)
    for (const element of OF_CATEGORIES)
      add(element, line.siteId, categoryKey(line.sex, line.ageBand), line[element]);
  for (const [siteId, held] of Object.entries(snapshot.held))
    add('sessionsHeld', siteId === 'none' ? null : siteId, null, held);
  const made = [...sums.values()];
  return {
    set: {
      // Rows of many organisation units complete no data set (DHIS2 developer guide, "Sending bulks of data values").
      ...(mapping.dataSet === '' ? {} : { dataSet: mapping.dataSet }),
      dataValues: made.map(({ row, value }) => ({ ...row, value: String(value) })),
    },
    what: made.map(({ what }) => what.replace(/ · $/, '')),
    unmapped: [...unmapped].sort(
      (a, b) => CATEGORY_KEYS.indexOf(a) - CATEGORY_KEYS.indexOf(b) || a.localeCompare(b),
    ),
  };
}

/** The address of an import; the ids are UIDs or codes throughout. */
export function dhis2Path(mapping: Dhis2Mapping, dryRun: boolean): string {
  const scheme = mapping.idScheme;
  const query = new URLSearchParams({
    dryRun: String(dryRun),
    importStrategy: 'CREATE_AND_UPDATE',
    dataElementIdScheme: scheme,
    orgUnitIdScheme: scheme,
    categoryOptionComboIdScheme: scheme,
    dataSetIdScheme: scheme,
  });
  return `${mapping.url.replace(/\/+$/, '')}/api/dataValueSets?${query}`;
}

/** A personal access token, or, where a user is named, its password (DHIS2 developer guide, "Authentication"). */
export function dhis2Authorization(
  { user }: Pick<Dhis2Mapping, 'user'>,
  secret: string | null,
): { readonly authorization?: string } {
  if (secret === null) return {};
  if (user === '') return { authorization: `ApiToken ${secret}` };
  const bytes = new TextEncoder().encode(`${user}:${secret}`);
  return { authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` };
}

type Conflict = { object?: unknown; value?: unknown; errorCode?: unknown; indexes?: unknown };
type Summary = {
  status?: unknown;
  description?: unknown;
  importCount?: Record<string, unknown>;
  conflicts?: Conflict[];
  rejectedIndexes?: unknown;
};

/** A row that was sent, and what was said against it. */
export type Dhis2Row = Dhis2Value & { readonly what: string; readonly said: readonly Dhis2Said[] };
/** What came of a try, in no language yet. */
export type Dhis2Outcome = Omit<
  Dhis2Answer,
  'sendId' | 'rows' | 'rowCount' | 'problemCount' | 'otherProblems'
> & { readonly rows: readonly Dhis2Row[]; readonly otherSaid: readonly Dhis2Said[] };

/**
 * What DHIS2 said. From 2.38 the summary is in `response`, before it was the answer itself; conflicts answer with 409. A conflict names its
 * rows by `indexes` (2.38 on), or by the id that it is about.
 */
export function readDhis2Answer(
  values: Dhis2Values,
  answer: { readonly httpStatus: number | null; readonly body: unknown; readonly message: string },
  { dryRun, at }: { readonly dryRun: boolean; readonly at: string },
): Dhis2Outcome {
  const body = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as Summary & {
    response?: Summary;
    message?: unknown;
  };
  const summary = body.response ?? body;
  const number = (name: string) => {
    const value = Number(summary.importCount?.[name] ?? 0);
    return Number.isSafeInteger(value) ? value : 0;
  };
  const problems = new Map<number, Dhis2Said[]>();
  const otherSaid: Dhis2Said[] = [];
  const note = (index: number, said: Dhis2Said) =>
    problems.set(index, [...(problems.get(index) ?? []), said]);
  const rows = values.set.dataValues;
  const rowsNaming = new Map<string, number[]>();
  for (const [index, { dataElement, orgUnit, categoryOptionCombo }] of rows.entries())
    for (const id of [dataElement, orgUnit, categoryOptionCombo])
      if (id !== undefined) rowsNaming.set(id, [...(rowsNaming.get(id) ?? []), index]);
  for (const conflict of Array.isArray(summary.conflicts) ? summary.conflicts : []) {
    const said = {
      code: typeof conflict.errorCode === 'string' ? conflict.errorCode : null,
      text: String(conflict.value ?? conflict.object ?? 'refused'),
    };
    const told = Array.isArray(conflict.indexes)
      ? conflict.indexes.filter((one) => Number.isSafeInteger(one))
      : [];
    const indexes: readonly number[] =
      told.length > 0 ? told : (rowsNaming.get(String(conflict.object)) ?? []);
    for (const index of indexes) note(index, said);
    if (indexes.length === 0) otherSaid.push(said);
  }
  for (const index of Array.isArray(summary.rejectedIndexes) ? summary.rejectedIndexes : [])
    if (typeof index === 'number' && !problems.has(index)) note(index, { code: null, text: 'rejected' });
  const hasSummary = summary.importCount !== undefined;
  const ignored = number('ignored');
  const good = answer.httpStatus !== null && answer.httpStatus < 400 && hasSummary;
  return {
    dryRun,
    at,
    status: good && ignored === 0 && problems.size === 0 ? 'success' : hasSummary ? 'warning' : 'error',
    httpStatus: answer.httpStatus,
    message: String(body.message ?? summary.description ?? answer.message),
    imported: number('imported'),
    updated: number('updated'),
    ignored,
    deleted: number('deleted'),
    rows: rows.map((row, index) => ({
      ...row,
      what: values.what[index] ?? '',
      said: problems.get(index) ?? (hasSummary ? [] : [NOT_TAKEN]),
    })),
    otherSaid,
    unmapped: [...values.unmapped],
  };
}

/** Of what was sent in parts. A part that was refused as a whole ends it: what stands behind it was not sent. */
export function mergedOutcome(outcomes: readonly Dhis2Outcome[], values: Dhis2Values): Dhis2Outcome {
  const last = outcomes.at(-1);
  if (last === undefined) throw new Error('nothing was sent');
  const sum = (name: 'imported' | 'updated' | 'ignored' | 'deleted') =>
    outcomes.reduce((total, one) => total + one[name], 0);
  const rows = outcomes.flatMap((one) => one.rows);
  const unsent = values.set.dataValues.slice(rows.length).map((row, index) => ({
    ...row,
    what: values.what[rows.length + index] ?? '',
    said: [NOT_SENT],
  }));
  const worst = (['error', 'warning', 'success'] as const).find((status) =>
    outcomes.some((one) => one.status === status),
  );
  return {
    ...last,
    status: worst === 'error' && outcomes.length > 1 ? 'warning' : (worst ?? last.status),
    imported: sum('imported'),
    updated: sum('updated'),
    ignored: sum('ignored'),
    deleted: sum('deleted'),
    rows: [...rows, ...unsent],
    otherSaid: outcomes.flatMap((one) => one.otherSaid),
  };
}

/** A row as it is told: null where nothing was said against it. */
export function dhis2RowIn({ said, ...row }: Dhis2Row, language: Language): Dhis2AnswerRow {
  return {
    ...row,
    problem: said.length === 0 ? null : said.map((one) => dhis2Words(one, language)).join('; '),
  };
}

/** So many rows come with an answer, those with problems first; the rest is listed apart. */
export const DHIS2_ROWS_TOLD = 200;

export function dhis2AnswerIn(outcome: Dhis2Outcome, sendId: string, language: Language): Dhis2Answer {
  const { rows, otherSaid, ...rest } = outcome;
  const wrong = rows.filter(({ said }) => said.length > 0);
  const fine = wrong.length >= DHIS2_ROWS_TOLD ? [] : rows.filter(({ said }) => said.length === 0);
  return {
    ...rest,
    message: dhis2StatusWords(outcome, language),
    sendId,
    rows: [...wrong, ...fine].slice(0, DHIS2_ROWS_TOLD).map((row) => dhis2RowIn(row, language)),
    rowCount: rows.length,
    problemCount: wrong.length,
    otherProblems: otherSaid.map((one) => dhis2Words(one, language)),
  };
}
