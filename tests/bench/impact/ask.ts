/** Asks everything of impact, several times each, and prints what it took beside what it may take. */
import type { CourseId } from '@digitruck/contract/ids';
import { IMPACT_GROUPS } from '@digitruck/contract/impact-words';
import Table from 'cli-table3';
import type pg from 'pg';
import { impactDeps } from '../../../src/derive/impact/deps.ts';
import { systemClock as clock } from '../../../src/kernel/clock.ts';
import type { openStore } from '../../../src/store/store.ts';
import { percentile, rounded } from '../figures.ts';
import type { Stoppable } from '../stoppable.ts';
import { usageOf } from '../usage.ts';
import { FIGURE_MS, figureQuestions, PERIODS, SESSIONS_MS, sessionQuestions } from './questions.ts';

export type Took = {
  readonly leastMs: number;
  readonly medianMs: number;
  readonly worstMs: number;
  /** Of the program and of PostgreSQL, on all cores. */
  readonly cpuMs: number | undefined;
  readonly targetMs: number;
};

/** Asks everything, prints it beside its target and @returns it by name. */
export async function askAll(
  run: Stoppable,
  of: {
    readonly store: ReturnType<typeof openStore>;
    readonly pool: pg.Pool;
    readonly times: number;
    readonly pids: readonly number[];
  },
): Promise<Record<string, Took>> {
  const { store, pool, times, pids } = of;
  const deps = impactDeps({ ...store, clock, timeZone: 'Africa/Nairobi', programme: 'Bench', country: 'KE' });
  const figures: Record<string, Took> = {};
  const time = async (name: string, targetMs: number, ask: () => Promise<unknown>): Promise<Took> => {
    const took: number[] = [];
    const before = usageOf(pids, { tree: true })?.cpuS ?? Number.NaN;
    for (let n = 0; n < times; n += 1) {
      const startMs = clock.monotonicMs();
      await ask();
      took.push(clock.monotonicMs() - startMs);
    }
    const one = {
      leastMs: rounded(Math.min(...took)),
      medianMs: rounded(percentile(took, 0.5) ?? 0),
      worstMs: rounded(Math.max(...took)),
      cpuMs: rounded((((usageOf(pids, { tree: true })?.cpuS ?? Number.NaN) - before) * 1000) / times),
      targetMs,
    };
    figures[name] = one;
    return one;
  };
  const { rows } = await pool.query<{ siteId: string; courseId: CourseId }>(
    `select site_id as "siteId", course_id as "courseId" from visits where visit_id = md5('v7')::uuid`,
  );
  const [known = { siteId: '', courseId: '' }] = rows;

  const cells = new Map<string, string[]>();
  for (const { period, filter, query } of figureQuestions(known)) {
    const row = `${period}, ${filter}`;
    if (!cells.has(row)) run.say(row);
    const { leastMs } = await time(`${row}, by ${query.groupBy}`, FIGURE_MS, () =>
      deps.readImpact(query, 'en'),
    );
    cells.set(row, [...(cells.get(row) ?? []), marked(leastMs, FIGURE_MS)]);
  }
  const grid = new Table({
    head: ['least ms; ! is over', ...IMPACT_GROUPS.map((by) => `by ${by}`)],
    style: { compact: true },
  });
  for (const [row, of] of cells) grid.push([row, ...of]);
  process.stdout.write(`figures (target ${FIGURE_MS} ms)\n${grid}\n`);

  const table = new Table({
    head: ['asked', 'least ms', 'median ms', 'worst ms', 'CPU ms', 'target ms'],
    style: { compact: true },
  });
  const list = async (name: string, targetMs: number, ask: () => Promise<unknown>) => {
    run.say(name);
    const { leastMs, medianMs, worstMs, cpuMs } = await time(name, targetMs, ask);
    table.push([name, marked(leastMs, targetMs), medianMs, worstMs, cpuMs ?? '', targetMs]);
  };
  for (const period of ['all years', 'odd days of years'] as const) {
    const { from, to } = PERIODS[period];
    await list(`coverage and waiting by county, ${period}`, FIGURE_MS, () => deps.readCoverage(from, to));
    await list(`targets of ${period}`, FIGURE_MS, () => deps.targetProgress(from, to));
  }
  const { from, to } = PERIODS['a year'];
  await list('targets of a year', FIGURE_MS, () => deps.targetProgress(from, to));
  await list('schools of a year', FIGURE_MS, () => store.impactEntries.schools(from, to));
  const frozen = await store.impactPeriods.freeze(
    { personId: 'bench', name: 'Bench', via: 'session' },
    { name: 'A year', firstDay: from, lastDay: to },
    (parts) => deps.snapshotOf(parts, from, to),
  );
  if (!frozen.ok) throw new Error(`the period was not closed: ${frozen.reason}`);
  await pool.query(
    `update session_reports set version = version + 1, updated_at = now() where day between '2024-03-04' and '2024-03-05'`,
  );
  await list('a closed year: its figures now', FIGURE_MS, () =>
    deps.readImpact({ from, to, groupBy: 'county' }, 'en'),
  );
  await list('a closed year: what changed since', FIGURE_MS, () => store.impactPeriods.changes(frozen.row));
  for (const { name, query, deep } of sessionQuestions(known)) {
    // A page from the middle on: what stands behind the last of the first half.
    const middle = deep
      ? (await store.impactSessions.list({ ...query, to: '2022-12-31', limit: 1 }, 0, undefined)).nextCursor
      : undefined;
    await list(`sessions: ${name}`, SESSIONS_MS, () =>
      store.impactSessions.list({ ...query, cursor: middle ?? undefined }, deps.endOf(query.to), undefined),
    );
  }
  process.stdout.write(`${table}\n`);
  return figures;
}

const marked = (ms: number, targetMs: number) => (ms > targetMs ? `${ms} !` : String(ms));
