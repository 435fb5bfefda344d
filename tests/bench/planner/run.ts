/**
 * `npm run bench -- planner`: the optimiser on seeded problems of the programme, or on the public orienteering files. Each solution is
 * held against a checker of its own. Seconds are of the processor, not of the clock on the wall, so that a busy machine doesn't spoil them.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { thisMachine } from '../machine.ts';
import { wholeNumber } from '../stoppable.ts';
import { benchProgramme } from './own.ts';
import { benchToptw } from './toptw-run.ts';
import { benchWhatIfs } from './what-ifs.ts';

const HELP = `npm run bench -- planner [options]

  --seconds N    of processor time for each problem (10)
  --seed S       of the search (1)
  --json FILE    the figures as one JSON object
  --sizes A,B    of the programme's own problems: small, middle, large (all)

  --what-ifs     instead: changes by hand of plans of these sizes, in milliseconds of the clock on the wall

  --toptw DIR    instead: the public files in this folder (toptw-FORMAT.txt says what is in them)
  --scores FILE  best known scores: { "c101": [{ "m": 1, "reference": 320 }, ...] }
  --classes A,B  only files whose names begin so, e.g. c1,pr
  --m 1,2        only for so many vehicles (1,2,3,4)
`;

export async function benchPlanner(argv: string[]): Promise<number> {
  let options: {
    seconds: number;
    seed: number;
    json: string | undefined;
    toptw: string | undefined;
    scores: string | undefined;
    classes: string[];
    vehicles: number[];
    sizes: string[];
    whatIfs: boolean;
  };
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        seconds: { type: 'string', default: '10' },
        seed: { type: 'string', default: '1' },
        json: { type: 'string' },
        toptw: { type: 'string' },
        scores: { type: 'string' },
        classes: { type: 'string', default: '' },
        m: { type: 'string', default: '1,2,3,4' },
        sizes: { type: 'string', default: 'small,middle,large' },
        'what-ifs': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const seconds = Number(values.seconds);
    if (!(seconds > 0 && seconds <= 3600)) throw new Error(`--seconds is ${values.seconds}`);
    options = {
      seconds,
      seed: wholeNumber('--seed', values.seed, 2 ** 32),
      json: values.json,
      toptw: values.toptw,
      scores: values.scores,
      classes: values.classes.split(',').filter((name) => name !== ''),
      vehicles: values.m.split(',').map((text) => wholeNumber('--m', text, 20)),
      sizes: values.sizes.split(','),
      whatIfs: values['what-ifs'],
    };
  } catch (error) {
    process.stderr.write(`bench planner: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  const machine = thisMachine();
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, load before ${machine.loadBefore}; ${options.seconds} s of processor time each\n`,
  );
  const { ok, ...figures } = options.whatIfs
    ? await benchWhatIfs(options)
    : options.toptw === undefined
      ? benchProgramme(options)
      : benchToptw({ ...options, dir: options.toptw });
  if (options.json !== undefined) {
    writeFileSync(
      options.json,
      `${JSON.stringify({ ...figures, seconds: options.seconds, clock: 'cpu', machine }, null, 2)}\n`,
    );
  }
  return ok ? 0 : 1;
}
