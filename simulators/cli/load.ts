/** The load generator as a process: figures as one JSON object on stdout, progress on stderr. */
import { createInterface } from 'node:readline';
import { systemClock } from '../../src/kernel/clock.ts';
import {
  ACCOUNT,
  accountOf,
  CREDENTIALS,
  countedTruckIds,
  loginsOf,
  MQTT,
  mqttUrlOf,
  QUIET,
} from './broker-options.ts';
import {
  durationOf,
  numberOf,
  type OptionHelp,
  readOptions,
  run,
  stopSignals,
  textOf,
  wholeNumberOf,
} from './command-line.ts';
import { count, progressOf } from './progress.ts';

const OPTIONS = {
  ...MQTT,
  trucks: { type: 'string', value: 'N', help: 'how many, DT-01 to DT-N (100)' },
  connections: { type: 'string', value: 'N', help: 'they share (2)' },
  ...CREDENTIALS,
  ...ACCOUNT,
  messages: { type: 'string', value: 'N', help: 'stop after so many (100000, or no end with --for)' },
  for: { type: 'string', value: 'DURATION', help: 'stop after 30s, 10m' },
  rate: { type: 'string', value: 'N', help: 'messages a second (as many as possible)' },
  window: { type: 'string', value: 'N', help: 'in flight on a connection (1000)' },
  batch: { type: 'string', value: 'N', help: 'samples in a message (1)' },
  boot: { type: 'string', value: 'ID', help: 'boot id of the samples (from the clock)' },
  ledger: { type: 'string', value: 'FILE', help: 'append what was acknowledged, for `npm run verify`' },
  follow: {
    type: 'boolean',
    help: 'stdin says line by line how many messages may\nhave been sent in all by now; its end ends the load',
  },
  ...QUIET,
} as const satisfies Record<string, OptionHelp>;

async function load(): Promise<number> {
  const values = readOptions(
    'node simulators/cli/load.ts [options]',
    'Publishes pre-made samples with QoS 1; prints its figures as JSON.',
    OPTIONS,
  );
  const trucks = wholeNumberOf(values, 'trucks', 100, 1, 100_000);
  const forMs = durationOf(values, 'for');
  const messages = wholeNumberOf(
    values,
    'messages',
    forMs === undefined ? 100_000 : Number.MAX_SAFE_INTEGER,
    1,
    Number.MAX_SAFE_INTEGER,
  );
  const logins = await loginsOf(values);
  const login = accountOf(values);
  const ledgerFile = textOf(values, 'ledger');
  const { generateLoad } = await import('../load.ts');
  const signals = stopSignals();
  signals.hard.addEventListener('abort', () => process.exit(130));
  const leader = values.follow === true ? followStdin(signals.gentle) : undefined;
  const progress = progressOf(systemClock, forMs === undefined ? messages : undefined, values.quiet === true);
  const figures = await generateLoad({
    mqttUrl: mqttUrlOf(values),
    truckIds: countedTruckIds(trucks),
    connections: wholeNumberOf(values, 'connections', 2, 1, 1000),
    messages,
    ...(forMs === undefined ? {} : { forMs }),
    ...(values.rate === undefined ? {} : { ratePerS: numberOf(values, 'rate', 1, 0.1, 1e7) }),
    window: wholeNumberOf(values, 'window', 1000, 1, 32_000),
    samplesPerMessage: wholeNumberOf(values, 'batch', 1, 1, 500),
    bootId: textOf(values, 'boot') ?? `l${systemClock.nowMs().toString(36)}`,
    ...(logins === undefined ? {} : { logins }),
    ...(login === undefined ? {} : { login }),
    ...(ledgerFile === undefined ? {} : { ledgerFile }),
    ...(leader === undefined ? {} : { allowed: leader.allowed }),
    clock: systemClock,
    signal: leader?.signal ?? signals.gentle,
    onProgress: (sent, pubacked) =>
      progress.update(pubacked, `${count(sent)} sent · ${count(pubacked)} acknowledged`),
  });
  progress.stop();
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  if (figures.problem !== null) process.stderr.write(`load: ${figures.problem}\n`);
  return figures.problem === null ? 0 : 1;
}

/** Whoever takes the messages says on stdin how far the load may go. */
function followStdin(gentle: AbortSignal): { allowed: () => number; signal: AbortSignal } {
  let allowed = 0;
  const ended = new AbortController();
  const lines = createInterface(process.stdin);
  lines.on('line', (line) => {
    allowed = Number(line);
  });
  lines.on('close', () => ended.abort());
  return { allowed: () => allowed, signal: AbortSignal.any([gentle, ended.signal]) };
}

await run('load', load);
