/** The import of a roster: bytes of a file -> rows -> checked -> compared with who is there -> enrolled, or a list of reasons. */
import {
  ENROLMENTS_MAX,
  type RosterImportResult,
  type RosterSchool,
  type SchoolChoices,
} from '@digitruck/contract/cohorts';
import type { CohortId } from '@digitruck/contract/ids';
import type { Actor } from '@digitruck/contract/people';
import { type Clock, toIso } from '../../kernel/clock.ts';
import type { EnrolmentStore } from '../../store/learners/enrolments.ts';
import { CsvBroken, csvRows } from './csv-rows.ts';
import { type RosterRow, type RowProblem, rosterColumns, rosterRowChecker } from './roster-rows.ts';
import { type KnownSchool, schoolFinder } from './school-names.ts';

type Known = {
  readonly name: string | null;
  readonly phone: string | null;
  readonly birthYear: number | null;
};

export type RosterFile = {
  readonly cohortId: CohortId;
  readonly actor: Actor;
  readonly bytes: Uint8Array;
  readonly dryRun: boolean;
  readonly consent: 'not-asked' | 'given';
  readonly askedBy: string;
  readonly schools: SchoolChoices;
};

/** @param deps.same whether two look like one person, by the rule of the store */
export function rosterImporter(deps: {
  readonly enrolments: Pick<EnrolmentStore, 'roster' | 'enrolAll' | 'schoolsOf'>;
  readonly same: (a: Known, b: Known) => boolean;
  readonly clock: Clock;
}): (file: RosterFile) => Promise<RosterImportResult | undefined> {
  const { enrolments, same, clock } = deps;
  return async (file) => {
    const { cohortId, actor, dryRun } = file;
    const roster = await enrolments.roster(actor, cohortId, 'import');
    if (roster === undefined) return undefined;
    const { cohort } = roster;
    const problems: RowProblem[] = [];
    const warnings: RowProblem[] = [];
    const people: Known[] = roster.enrolments.map(({ learner }) => learner);
    const wanted: RosterRow[] = [];
    let columns: Record<string, string | null> = {};
    let rows = 0;
    let known = 0;
    let check: ReturnType<typeof rosterRowChecker> | undefined;
    try {
      for await (const { line, cells } of csvRows(file.bytes)) {
        if (check === undefined) {
          const read = rosterColumns(cells);
          columns = read.read;
          if (read.at.size === 0) {
            problems.push(
              whole('the first line must name the columns, e.g. name, phone, sex, birth year, consent'),
            );
            break;
          }
          check = rosterRowChecker({
            at: read.at,
            certifies: cohort.course.certifies,
            consent: file.consent,
            askedBy: file.askedBy,
            year: Number(cohort.firstDay.slice(0, 4)),
          });
          continue;
        }
        rows += 1;
        if (rows + roster.enrolments.length > ENROLMENTS_MAX) {
          problems.push(whole(`a roster has at most ${ENROLMENTS_MAX} learners; divide it into cohorts`));
          break;
        }
        const { row, problems: found } = check(line, cells);
        problems.push(...found);
        if (row === undefined) continue;
        const person = row.body.learner;
        if (person !== undefined && people.some((one) => same(one, person))) {
          known += 1;
          const problem = 'is on the roster already, or twice in this file: left out';
          warnings.push({ row: line, field: 'name', value: null, problem });
          continue;
        }
        if (person !== undefined) people.push(person);
        wanted.push(row);
      }
    } catch (error) {
      if (!(error instanceof CsvBroken)) throw error;
      problems.push({ row: error.line, field: 'row', value: null, problem: error.message });
    }
    if (rows === 0 && problems.length === 0) problems.push(whole('the file has no rows below its header'));
    const schools = wanted.some(({ school }) => school !== undefined)
      ? schoolsNamed(wanted, await enrolments.schoolsOf(cohortId), file.schools)
      : new Map<string, RosterSchool>();
    const unnamed = wanted.filter((row) => row.unnamed).length;
    const { enrolled, completed } = cohort.figures;
    const free = Math.max(0, cohort.seats - enrolled - completed);
    const bad = new Set(problems.map(({ row }) => row)).size;
    const committed = !dryRun && bad === 0 && wanted.length > 0;
    if (committed) {
      const bodies = wanted.map((row) => atSchool(row, schools));
      const done = await enrolments.enrolAll(actor, cohortId, bodies, toIso(clock.nowMs()));
      if (!done.ok) return undefined;
    }
    return {
      dryRun,
      rows,
      enrol: Math.min(free, wanted.length),
      wait: Math.max(0, wanted.length - free),
      known,
      unnamed,
      bad,
      columns,
      problems,
      warnings,
      schools: [...schools.values()],
      committed,
    };
  };
}

const keyOf = ({ name, county }: { readonly name: string; readonly county: string }) => `${name}\n${county}`;

function schoolsNamed(
  rows: readonly RosterRow[],
  known: readonly KnownSchool[],
  choices: SchoolChoices,
): Map<string, RosterSchool> {
  const find = schoolFinder(known);
  const schools = new Map<string, RosterSchool>();
  for (const { school } of rows) {
    if (school === undefined) continue;
    const before = schools.get(keyOf(school));
    if (before !== undefined) {
      schools.set(keyOf(school), { ...before, teachers: before.teachers + 1 });
      continue;
    }
    const found = find(school);
    const chosen = choices[school.name];
    const site = known.find(({ siteId }) => siteId === chosen);
    // A choice of a site that is not there is no choice.
    const taken =
      chosen === null || site !== undefined
        ? { match: 'chosen' as const, siteId: site?.siteId ?? null }
        : { match: found.match, siteId: found.siteId };
    schools.set(keyOf(school), { ...school, teachers: 1, ...taken, candidates: found.candidates });
  }
  return schools;
}

/** At a site of ours its name is the site's; else it stays as it was written. */
function atSchool(
  { body, school }: RosterRow,
  schools: ReadonlyMap<string, RosterSchool>,
): RosterRow['body'] {
  const siteId = school && schools.get(keyOf(school))?.siteId;
  if (siteId == null || body.learner === undefined) return body;
  return { ...body, learner: { ...body.learner, schoolSiteId: siteId, schoolName: '' } };
}

const whole = (problem: string): RowProblem => ({ row: 1, field: 'file', value: null, problem });
