/** `npm run bench -- ingest`: the phases of one run, one after the other, and their figures as a table and as JSON. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BrokerKind } from '../bench-broker.ts';
import { startBenchPostgres } from '../bench-postgres.ts';
import { type Machine, mosquittoVersion, thisMachine, versionOf } from '../machine.ts';
import { runStoppable, type Stoppable, wholeNumber } from '../stoppable.ts';
import { measureNoop, measurePlainConsumer } from './consumers.ts';
import { measureCopyLimit } from './copy-limit.ts';
import { figuresOf, tableOf } from './report.ts';
import type { RunContext } from './run-context.ts';
import { measureMemory, measureService } from './service-phase.ts';

const HELP = `npm run bench -- ingest [options]

  --seconds N      how long each rate is measured, after 4 s to warm up (10)
  --broker KIND    mosquitto or embedded (Mosquitto where it is found)
  --trucks N       how many trucks the load comes from (100)
  --json FILE      the figures as one JSON object
  --samples N      instead: memory and CPU a sample at each million of so many samples, e.g. 5000000
  --batch N        with --samples: so many samples in a message (1)
  --profile DIR    leaves a CPU profile of the service there, for Chrome's DevTools

A database, a broker and the programs measured are started for the run and ended with it. Ctrl-C ends all of it.
`;

export async function benchIngest(argv: string[]): Promise<number> {
  const options = readOptions(argv);
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  if (typeof options === 'string') {
    process.stderr.write(`bench ingest: ${options}\n\n${HELP}`);
    return 2;
  }
  const machine = thisMachine();
  return runStoppable('bench ingest', (stoppable) => run(options, machine, stoppable));
}

type Options = {
  readonly seconds: number;
  readonly trucks: number;
  readonly broker: BrokerKind;
  readonly json: string | undefined;
  readonly samples: number | undefined;
  readonly batch: number;
  readonly profile: string | undefined;
};

/** A text says what is wrong; undefined asks for help. */
function readOptions(argv: string[]): Options | string | undefined {
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        seconds: { type: 'string', default: '10' },
        trucks: { type: 'string', default: '100' },
        broker: { type: 'string' },
        json: { type: 'string' },
        samples: { type: 'string' },
        batch: { type: 'string', default: '1' },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return undefined;
    const { broker = mosquittoVersion() === undefined ? 'embedded' : 'mosquitto', json, profile } = values;
    if (broker !== 'mosquitto' && broker !== 'embedded') {
      return `--broker is ${broker}: it must be mosquitto or embedded`;
    }
    if (broker === 'mosquitto' && mosquittoVersion() === undefined) {
      return 'there is no mosquitto on this machine; leave --broker out';
    }
    return {
      seconds: wholeNumber('--seconds', values.seconds, 600),
      trucks: wholeNumber('--trucks', values.trucks, 5000),
      samples: values.samples === undefined ? undefined : wholeNumber('--samples', values.samples, 1e9),
      batch: wholeNumber('--batch', values.batch, 500),
      broker,
      json,
      profile,
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function run(options: Options, machine: Machine, stoppable: Stoppable): Promise<void> {
  const { say } = stoppable;
  say('starting PostgreSQL');
  const postgres = await startBenchPostgres();
  try {
    const { broker, seconds, trucks, profile: profileDir } = options;
    const context: RunContext = { ...stoppable, postgres, broker, seconds, trucks, profileDir };
    const versions = {
      postgres: postgres.version,
      broker:
        options.broker === 'mosquitto' ? `mosquitto ${mosquittoVersion()}` : `aedes ${versionOf('aedes')}`,
      mqttjs: versionOf('mqtt'),
    };
    const about = { machine, versions, durability: postgres.durability };
    if (options.samples !== undefined) {
      const { samples, batch: samplesPerMessage } = options;
      const memory = await measureMemory(context, { samples, samplesPerMessage });
      save(options.json, { ...about, samples, samplesPerMessage, memory });
      return;
    }
    say('a subscriber that does nothing');
    const noop = await measureNoop(context);
    const service = await measureService(context);
    say('what COPY could take at best');
    const copy = await measureCopyLimit(context);
    say('a plain consumer, one insert a message');
    const plain = await measurePlainConsumer(context);
    const figures = figuresOf({ noop, service, copy, plain });
    process.stdout.write(`${tableOf(about, figures)}\n`);
    save(options.json, { ...figures, ...about });
  } finally {
    await postgres.stop();
  }
}

function save(file: string | undefined, figures: object): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
}
