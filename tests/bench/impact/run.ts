/** `npm run bench -- impact`: how long figures and the sessions behind them take with a million reports; and how long counting them took. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { ImpactQuery, ImpactSessionsQuery } from '@digitruck/contract/impact';
import Table from 'cli-table3';
import { impactDeps } from '../../../src/derive/impact/deps.ts';
import { systemClock as clock } from '../../../src/kernel/clock.ts';
import { openDb } from '../../../src/store/db.ts';
import { openStore } from '../../../src/store/store.ts';
import { startBenchPostgres } from '../bench-postgres.ts';
import { percentile, rounded } from '../figures.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable, wholeNumber } from '../stoppable.ts';
import { seedReports } from './seed.ts';

const HELP = `npm run bench -- impact [options]

  --sessions N   reports (1000000)
  --times N      how often each is asked (9)
  --json FILE    the figures as one JSON object
`;
const ALL = { from: '2019-01-01', to: '2026-12-31' };
const EDGE = { from: '2021-02-17', to: '2023-05-09' };
const ASKED: readonly [string, ImpactQuery][] = [
  ['all years, by county', { ...ALL, groupBy: 'county' }],
  ['all years, by month', { ...ALL, groupBy: 'month' }],
  ['all years, by site', { ...ALL, groupBy: 'site' }],
  ['all years, by funder', { ...ALL, groupBy: 'funder' }],
  ['a year, by county', { from: '2024-01-01', to: '2024-12-31', groupBy: 'county' }],
  ['a quarter, by sex', { from: '2024-04-01', to: '2024-06-30', groupBy: 'sex' }],
  ['odd days, by course', { ...EDGE, groupBy: 'course' }],
  ['odd days, by month', { ...EDGE, groupBy: 'month' }],
  ['one day, by county', { from: '2022-06-15', to: '2022-06-15', groupBy: 'county' }],
  ['one county, by site', { ...ALL, groupBy: 'site', county: 'County 7' }],
];
/** Of issue 5: what a figure and the sessions behind one may take. */
const FIGURE_MS = 300;
const SESSIONS_MS = 500;
const BEHIND: readonly ImpactSessionsQuery[] = [
  { ...ALL, limit: 100 },
  { ...ALL, limit: 100, measure: 'women' },
  // Nobody is: looking for them must not look at everything.
  { ...ALL, limit: 100, measure: 'teachers' },
  { ...ALL, limit: 100, measure: 'noShows' },
  { ...ALL, limit: 100, county: 'County 7', measure: 'women' },
  { ...ALL, limit: 100, late: 'yes' },
  { from: '2020-01-01', to: '2020-03-31', limit: 100, measure: 'sessionsCancelled' },
  { ...EDGE, limit: 100, funder: 'Funder 1', sex: 'male' },
];

export async function benchImpact(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      sessions: { type: 'string', default: '1000000' },
      times: { type: 'string', default: '9' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const sessions = wholeNumber('--sessions', values.sessions, 5_000_000);
  const times = wholeNumber('--times', values.times, 1000);
  const machine = thisMachine();
  return runStoppable('bench impact', (run) =>
    run.scope(async (onEnd) => {
      const postgres = await startBenchPostgres();
      onEnd(postgres.stop);
      const database = await postgres.database('bench_impact');
      onEnd(database.close);
      run.say(`${sessions} reports`);
      await seedReports(database.pool, sessions);
      const db = openDb({ url: database.url, poolMax: 6, onIdleError: () => {} });
      onEnd(() => db.$client.end());
      const store = openStore(db);
      run.say('counting them');
      const fromMs = clock.monotonicMs();
      while ((await store.impactCount.countSome(5000)) === 5000);
      const countedPerS = Math.round(sessions / ((clock.monotonicMs() - fromMs) / 1000));
      await database.pool.query('vacuum analyze');
      const deps = impactDeps({
        ...store,
        clock,
        timeZone: 'Africa/Nairobi',
        programme: 'Bench',
        country: 'KE',
      });
      const table = new Table({ head: ['asked', 'least ms', 'median ms', 'worst ms', 'target ms'] });
      const figures: Record<string, unknown> = { sessions, countedPerS };
      const time = async (name: string, targetMs: number, ask: () => Promise<unknown>) => {
        const took: number[] = [];
        for (let n = 0; n < times; n += 1) {
          const startMs = clock.monotonicMs();
          await ask();
          took.push(clock.monotonicMs() - startMs);
        }
        // The least is what it takes when nothing else runs on the machine.
        const least = rounded(Math.min(...took), 1);
        const [median, worst] = [rounded(percentile(took, 0.5), 1), rounded(Math.max(...took), 1)];
        figures[name] = { leastMs: least, medianMs: median, worstMs: worst, targetMs };
        table.push([name, String(least), String(median), String(worst), String(targetMs)]);
      };
      for (const [name, query] of ASKED) {
        run.say(name);
        await time(name, FIGURE_MS, () => deps.readImpact(query, 'en'));
      }
      for (const query of BEHIND)
        await time(`sessions behind: ${JSON.stringify(query)}`, SESSIONS_MS, () =>
          store.impactSessions.list(query, deps.endOf(query.to), undefined),
        );
      process.stdout.write(
        `${table.toString()}\ncounted ${countedPerS} reports/s\n${JSON.stringify(machine)}, PostgreSQL ${postgres.version}\n`,
      );
      if (values.json !== undefined)
        writeFileSync(values.json, JSON.stringify({ machine, ...figures }, null, 2));
    }),
  );
}
