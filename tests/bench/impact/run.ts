/**
 * `npm run bench -- impact`: how long every figure and the sessions behind it take with a million reports; and how long counting takes.
 *
 * What is over its target is marked. The least of several is what something takes when nothing else runs on the machine.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock as clock } from '../../../src/kernel/clock.ts';
import { openDb } from '../../../src/store/db.ts';
import { openStore } from '../../../src/store/store.ts';
import { startBenchPostgres } from '../bench-postgres.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable, wholeNumber } from '../stoppable.ts';
import { askAll } from './ask.ts';
import { seedReports } from './seed.ts';
import { measureWrites } from './writes.ts';

const HELP = `npm run bench -- impact [options]

  --reports N    session reports (1000000)
  --times N      how often each is asked (5)
  --json FILE    the figures as one JSON object
`;
const BURST = 10_000;

export async function benchImpact(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      reports: { type: 'string', default: '1000000' },
      times: { type: 'string', default: '5' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const reports = wholeNumber('--reports', values.reports, 5_000_000);
  const times = wholeNumber('--times', values.times, 1000);
  const machine = thisMachine();
  return runStoppable('bench impact', (run) =>
    run.scope(async (onEnd) => {
      const postgres = await startBenchPostgres();
      onEnd(postgres.stop);
      const database = await postgres.database('bench_impact');
      onEnd(database.close);
      const beganMs = clock.monotonicMs();
      run.say(`${reports} reports`);
      await seedReports(database.pool, reports, run.say);
      const seededS = secondsSince(beganMs);
      const db = openDb({ url: database.url, poolMax: 6, onIdleError: () => {} });
      onEnd(() => db.$client.end());
      const store = openStore(db);
      run.say('counting them');
      const countingMs = clock.monotonicMs();
      while ((await store.impactCount.recountChanged(500)) === 500);
      const countedPerS = Math.round(reports / secondsSince(countingMs));
      await database.pool.query('vacuum analyze');
      const pids = [process.pid, postgres.pid];
      const figures = await askAll(run, { store, pool: database.pool, times, pids });
      run.say('counting one report, and many at once');
      const writes = await measureWrites(database.pool, store.impactCount, {
        pids,
        burst: Math.min(BURST, reports),
      });
      const over = Object.entries(figures).filter(([, { leastMs, targetMs }]) => leastMs > targetMs);
      process.stdout.write(
        [
          `one report of a stay of ${writes.largeStayClasses} classes: ${writes.oneReportCpuMs ?? '?'} ms of CPU until it is counted`,
          `${writes.burstReports} reports after days without a network: counted in ${writes.burstS} s (${writes.burstCpuS ?? '?'} s of CPU)`,
          `${reports} reports made in ${seededS} s, stays counted anew at ${countedPerS} reports/s; all in ${secondsSince(beganMs)} s`,
          `${machine.cpu}, ${machine.cores} cores, ${machine.memoryMb} MB, ${machine.system}, Node ${machine.node}, PostgreSQL ${postgres.version}; load before ${machine.loadBefore}`,
          over.length === 0
            ? `all ${Object.keys(figures).length} within their targets`
            : `OVER the target: ${over.map(([name, { leastMs }]) => `${name} ${leastMs}`).join('; ')}`,
          '',
        ].join('\n'),
      );
      if (values.json !== undefined)
        writeFileSync(
          values.json,
          JSON.stringify({ machine, reports, seededS, countedPerS, ...writes, figures }, null, 2),
        );
    }),
  );
}

const secondsSince = (fromMs: number) => Math.round((clock.monotonicMs() - fromMs) / 1000);
