/**
 * `npm run bench -- rules`: how long `npm run rules` takes over a quarter of a fleet that lies in PostgreSQL, a sample a minute, through the
 * rules as they are and as changed: seconds on the clock, and processor seconds of the command and of the database apart.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { rules } from '../../../src/cli/rules.ts';
import { startBenchPostgres } from '../bench-postgres.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable, type Stoppable, wholeNumber } from '../stoppable.ts';
import { usageOf } from '../usage.ts';
import { seedQuarter } from './seed.ts';

const HELP = `npm run bench -- rules [options]

  --trucks N      in the fleet (50)
  --simulated N   of them with weather and ways of their own (4); the others have the same samples under other names
  --days N        how long (91)
  --runs N        replays, of which the one with the least processor time counts (1)
  --json FILE     the figures as one JSON object

An embedded PostgreSQL in a folder for temporary files (TMPDIR); a quarter of 50 trucks takes some 3 GB there while it runs.
`;

/** The second set: a fleet that wants to hear sooner. */
const SOONER = {
  fleet: {
    'battery-low': { thresholds: { raiseAbovePct: 5, clearAbovePct: 15 } },
    'truck-silent': { thresholds: { atLeastMin: 30 } },
    'battery-not-charging': { raiseAfterS: 900 },
  },
  trucks: {},
};
const DAY_MS = 86_400_000;

export function benchRules(argv: string[]): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(argv);
  } catch (error) {
    process.stderr.write(`bench rules: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return Promise.resolve(2);
  }
  if (options === undefined) {
    process.stdout.write(HELP);
    return Promise.resolve(0);
  }
  const chosen = options;
  return runStoppable('bench rules', (run) =>
    run.scope(async (onEnd) => {
      const figures = await measured(run, onEnd, chosen);
      if (chosen.json !== undefined) writeFileSync(chosen.json, `${JSON.stringify(figures, null, 2)}\n`);
    }),
  );
}

async function measured(
  run: Stoppable,
  onEnd: (end: () => Promise<unknown>) => void,
  options: { trucks: number; simulated: number; days: number; runs: number },
) {
  const machine = thisMachine();
  const postgres = await startBenchPostgres();
  onEnd(() => postgres.stop());
  const database = await postgres.database('rules');
  onEnd(() => database.close());
  const startMs = Date.UTC(2026, 6, 1);
  const { samples, diskMb } = await seedQuarter(database.pool, {
    ...options,
    startMs,
    seed: 'rules',
    say: run.say,
  });
  run.say(`${samples.toLocaleString('en-US')} samples on ${diskMb} MB`);
  const file = path.join(tmpdir(), `digitruck-bench-rules-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(SOONER));
  const span = [
    '--from',
    new Date(startMs).toISOString(),
    '--to',
    new Date(startMs + options.days * DAY_MS).toISOString(),
  ];
  const runs: { wallS: number; commandCpuS: number; databaseCpuS: number }[] = [];
  let told = '';
  for (let i = 0; i < options.runs; i++) {
    told = '';
    const before = { wall: performance.now(), ...cpuNow(postgres.pid) };
    const code = await rules(
      [...span, '--rules', file, '--database', database.url, '--quiet'],
      { out: (text) => (told += text), err: (text) => process.stderr.write(text) },
      () => false,
    );
    if (code !== 0) throw new Error(`npm run rules ended with ${code}`);
    const after = cpuNow(postgres.pid);
    runs.push({
      wallS: rounded((performance.now() - before.wall) / 1000),
      commandCpuS: rounded(after.commandS - before.commandS),
      databaseCpuS: rounded(after.databaseS - before.databaseS),
    });
    run.say(JSON.stringify(runs.at(-1)));
  }
  const best = runs.toSorted((a, b) => cpuOf(a) - cpuOf(b))[0];
  if (best === undefined) throw new Error('--runs is 0');
  const cpuS = rounded(cpuOf(best));
  process.stdout.write(
    `${told.split('\n').slice(0, 2).join('\n')}\nTwo sets of rules over ${samples.toLocaleString('en-US')} samples out of PostgreSQL: ` +
      `${best.wallS} s; ${cpuS} processor seconds (${best.commandCpuS} the command, ${best.databaseCpuS} the database), ` +
      `${Math.round(samples / cpuS).toLocaleString('en-US')} samples a second of one core.\n`,
  );
  return { ...options, machine, samples, diskMb, ...best, cpuS, samplesPerCpuS: Math.round(samples / cpuS) };
}

const cpuOf = (run: { commandCpuS: number; databaseCpuS: number }) => run.commandCpuS + run.databaseCpuS;

function cpuNow(postgresPid: number): { commandS: number; databaseS: number } {
  const { user, system } = process.cpuUsage();
  return {
    commandS: (user + system) / 1e6,
    databaseS: usageOf([postgresPid], { tree: true })?.cpuS ?? 0,
  };
}

function readOptions(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      trucks: { type: 'string', default: '50' },
      simulated: { type: 'string', default: '4' },
      days: { type: 'string', default: '91' },
      runs: { type: 'string', default: '1' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    trucks: wholeNumber('--trucks', values.trucks, 1000),
    simulated: wholeNumber('--simulated', values.simulated, 1000),
    days: wholeNumber('--days', values.days, 400),
    runs: wholeNumber('--runs', values.runs, 100),
    json: values.json,
  };
}
const rounded = (value: number) => Math.round(value * 10) / 10;
