/** The import of sites from end to end: bytes of a file -> rows -> checked -> compared -> written, or a list of reasons. */
import type { Actor } from '@digitruck/contract/people';
import { IMPORT_ROWS_MAX, type SiteImportLine, type SiteImportResult } from '@digitruck/contract/registry';
import type { ImportedSite, ImportFinding, SiteImportStore } from '../../store/registry/site-import.ts';
import { CsvBroken, type CsvRow, csvRows } from './csv-rows.ts';
import { siteColumns } from './site-columns.ts';
import { type CheckedRow, type RowProblem, siteRowChecker } from './site-import.ts';

const ROWS_A_BATCH = 2000;
const LISTED_MAX = 1000;

export type SitesFile = {
  readonly bytes: Uint8Array;
  /** As the person calls it; the audit log keeps it. */
  readonly fileName: string | null;
  readonly dryRun: boolean;
  /** Columns whose field the person has chosen; the others are guessed by their names. */
  readonly columns: Readonly<Record<string, string | null>>;
  readonly actor: Actor;
  readonly onProgress: (line: Extract<SiteImportLine, { done: number }>) => void;
};
export type ImportSites = (
  file: SitesFile,
) => Promise<{ ok: true; result: SiteImportResult } | { ok: false; reason: 'busy' }>;

/** @param options.country of sites whose row names none, ISO 3166-1 alpha-2 */
export function siteImporter(options: {
  readonly store: SiteImportStore;
  readonly country: string;
}): ImportSites {
  // One file at a time: it bounds the memory, and two at once would only wait for each other.
  let busy = false;
  return async (file) => {
    if (busy) return { ok: false, reason: 'busy' };
    busy = true;
    try {
      const result = await options.store.run(
        { actor: file.actor, dryRun: file.dryRun },
        async (siteImport) => {
          const findings = newFindings();
          const { rows, columns } = await readRows(file, options.country, findings, (sites) =>
            siteImport.add(sites),
          );
          file.onProgress({ phase: 'checking', done: 0, total: rows });
          const compared = await siteImport.compare();
          for (const finding of compared.problems) findings.problem(rowProblemOf(finding));
          for (const finding of compared.warnings) findings.warning(rowProblemOf(finding));
          file.onProgress({ phase: 'checking', done: rows, total: rows });
          const committed = !file.dryRun && findings.bad() === 0;
          if (committed && compared.create + compared.update > 0) {
            await siteImport.write((done, total) => file.onProgress({ phase: 'writing', done, total }));
          }
          const { create, update, unchanged } = compared;
          const counts = { rows, create, update, unchanged };
          const result: SiteImportResult = {
            dryRun: file.dryRun,
            ...counts,
            bad: findings.bad(),
            columns,
            problems: findings.problems,
            warnings: findings.warnings(),
            warningCount: findings.warningCount(),
            committed,
          };
          const kept = { fileName: file.fileName, ...counts, warnings: findings.warningCount() };
          return { result, commit: committed ? kept : null };
        },
      );
      return { ok: true, result };
    } finally {
      busy = false;
    }
  };
}

type Findings = ReturnType<typeof newFindings>;

/**
 * Lists of what was found: at most 1,000 of each, all counted. Thousands of schools share a place with another; they must
 * not crowd out the few whose id is in doubt.
 */
function newFindings() {
  const problems: RowProblem[] = [];
  const places: RowProblem[] = [];
  const others: RowProblem[] = [];
  const badRows = new Set<number>();
  let warningCount = 0;
  return {
    problems,
    warnings: () => [...others, ...places].slice(0, LISTED_MAX).sort((a, b) => a.row - b.row),
    bad: () => badRows.size,
    warningCount: () => warningCount,
    problem(problem: RowProblem) {
      badRows.add(problem.row);
      if (problems.length < LISTED_MAX) problems.push(problem);
    },
    /** About the whole file; it comes before those of its rows. */
    problemOfAll(problem: RowProblem) {
      badRows.add(problem.row);
      problems.unshift(problem);
      problems.length = Math.min(problems.length, LISTED_MAX);
    },
    warning(warning: RowProblem) {
      warningCount += 1;
      const list = warning.field === 'lat' ? places : others;
      if (list.length < LISTED_MAX) list.push(warning);
    },
  };
}

function rowProblemOf({ line, ...finding }: ImportFinding): RowProblem {
  return { row: line, ...finding };
}

/** Reads and checks the file's rows and hands on the good ones in batches. */
async function readRows(
  file: SitesFile,
  country: string,
  findings: Findings,
  add: (sites: ImportedSite[]) => Promise<void>,
): Promise<{ rows: number; columns: Record<string, string | null> }> {
  let check: ((line: number, cells: readonly string[]) => CheckedRow) | undefined;
  let columns: Record<string, string | null> = {};
  let rows = 0;
  let swappedRows = 0;
  let batch: ImportedSite[] = [];
  const total = file.bytes.length;

  const begin = (header: CsvRow) => {
    const read = siteColumns(header.cells, file.columns);
    columns = { ...read.columns.read };
    if (read.ok) check = siteRowChecker({ columns: read.columns, country });
    else for (const problem of read.problems) findings.problem({ row: header.line, ...problem });
  };
  try {
    for await (const row of csvRows(file.bytes)) {
      if (check === undefined) {
        if (rows > 0 || findings.bad() > 0) break;
        begin(row);
        continue;
      }
      if (rows === IMPORT_ROWS_MAX) {
        const problem = `the file has more than ${IMPORT_ROWS_MAX} rows; divide it and import one part after the other`;
        findings.problem({ row: row.line, field: 'file', value: null, problem });
        break;
      }
      rows += 1;
      const checked = check(row.line, row.cells);
      if (checked.swapped) swappedRows += 1;
      checked.problems.forEach(findings.problem);
      checked.warnings.forEach(findings.warning);
      if (checked.site !== undefined) batch.push(checked.site);
      if (batch.length >= ROWS_A_BATCH) {
        await add(batch);
        batch = [];
        file.onProgress({ phase: 'reading', done: row.bytes, total });
      }
    }
  } catch (error) {
    if (!(error instanceof CsvBroken)) throw error;
    findings.problem({ row: error.line, field: 'row', value: null, problem: error.message });
  }
  if (batch.length > 0) await add(batch);
  file.onProgress({ phase: 'reading', done: total, total });
  if (rows === 0 && findings.bad() === 0) {
    const problem = 'the file has no rows; it needs a line of column names and a row for each site below it';
    findings.problem({ row: 1, field: 'file', value: null, problem });
  }
  if (swappedRows > 1 && swappedRows * 2 > rows) {
    const problem = `latitude and longitude are swapped in ${swappedRows} of ${rows} rows; exchange the two columns' names, or choose their fields the other way round`;
    findings.problemOfAll({ row: 1, field: 'lat', value: null, problem });
  }
  return { rows, columns };
}
