/** `npm run simulate`: a fleet of simulated trucks on a broker. */
import { fromIso, systemClock, toIso } from '../../src/kernel/clock.ts';
import { formatDuration } from '../fleet/duration.ts';
import type { FleetProgress, FleetSummary } from '../fleet/fleet.ts';
import type { Scenario } from '../fleet/scenario.ts';
import { CREDENTIALS, loginsOf, MQTT, mqttUrlOf, QUIET } from './broker-options.ts';
import {
  durationOf,
  numberOf,
  type OptionHelp,
  readOptions,
  run,
  stopSignals,
  textOf,
  UsageError,
  type Values,
} from './command-line.ts';
import { count, progressOf } from './progress.ts';
import { summaryTable } from './summary.ts';

const DAY_MS = 86_400_000;
const OPTIONS = {
  trucks: { type: 'string', value: 'N', help: 'how many trucks, DT-01 to DT-N (10)' },
  fleet: {
    type: 'string',
    value: 'FILE',
    help: 'instead: a JSON array of trucks, e.g. [{ "truckId": "DT-07", "seats": 24 }]',
  },
  ...MQTT,
  'mqtt-version': { type: 'string', value: '4|5', help: '4 is MQTT 3.1.1, the default; 5 is MQTT 5' },
  ...CREDENTIALS,
  speed: { type: 'string', value: 'X', help: 'simulated seconds in a second (1)' },
  'catch-up': {
    type: 'boolean',
    help: 'from --start (two weeks ago) to now as fast as the office takes it, then live',
  },
  start: {
    type: 'string',
    value: 'TIME',
    help: 'simulated time at the beginning, e.g. 2026-04-13T00:00:00Z\n(now, or with --speed so that the run ends now)',
  },
  for: { type: 'string', value: 'DURATION', help: 'how much simulated time: 30s, 10m, 3d (no end)' },
  interval: { type: 'string', value: 'S', help: 'seconds between two samples of a truck (60)' },
  seed: { type: 'string', value: 'S', help: 'the same seed gives the same weather, people and faults (1)' },
  scenario: {
    type: 'string',
    value: 'FILE',
    help: 'what goes wrong: a file, or one of normal-week, monsoon-week, three-day-outage,\ndead-sensor, clock-reset, reconnect-storm, duplicate-burst, none',
  },
  'follow-schedule': {
    type: 'boolean',
    help: 'trucks go where their schedules send them, instead of a seeded way',
  },
  ledger: { type: 'string', value: 'FILE', help: 'append what was acknowledged, for `npm run verify`' },
  store: {
    type: 'string',
    value: 'DIR',
    help: 'keep samples without a receipt on disk, over restarts (in memory)',
  },
  single: { type: 'boolean', help: 'one sample a message, backlogs too' },
  drain: { type: 'string', value: 'DURATION', help: 'at the end, patience for missing receipts (90s)' },
  ...QUIET,
} as const satisfies Record<string, OptionHelp>;

type Times = {
  readonly startMs: number;
  readonly endMs: number | undefined;
  readonly pace: number | 'catch-up';
};

function timesOf(values: Values, scenario: Scenario): Times {
  const nowMs = systemClock.nowMs();
  const catchUp = values['catch-up'] === true;
  const speed = numberOf(values, 'speed', 1, 0.001, 1e6);
  if (catchUp && values.speed !== undefined)
    throw new UsageError('--catch-up and --speed exclude each other');
  const forMs = durationOf(values, 'for') ?? (catchUp ? undefined : scenario.for);
  const text = textOf(values, 'start');
  const past = catchUp ? 14 * DAY_MS : speed > 1 ? (forMs ?? 14 * DAY_MS) : 0;
  const startMs = text === undefined ? nowMs - past : fromIso(text);
  if (Number.isNaN(startMs))
    throw new UsageError(`--start ${text}: must be a time as in RFC 3339, e.g. 2026-04-13T00:00:00Z`);
  if (startMs > nowMs + 60_000)
    throw new UsageError(`--start ${text}: lies in the future, and nobody accepts samples from there`);
  return {
    startMs,
    endMs: forMs === undefined ? undefined : startMs + forMs,
    pace: catchUp ? 'catch-up' : speed,
  };
}

function progressText(now: FleetProgress, perS: number): string {
  if (now.connected === 0 && now.problem !== undefined)
    return `no truck is connected: ${now.problem}; ${count(now.waiting)} samples kept`;
  const phase = now.phase === 'running' ? toIso(now.simMs).slice(0, 16).replace('T', ' ') : now.phase;
  return [
    phase,
    `${count(now.connected)}/${count(now.trucks)} connected`,
    `${count(now.figures.pubacked)} acknowledged`,
    `${count(now.figures.receipted)} receipts`,
    `${count(now.waiting)} kept`,
    `${count(perS)}/s`,
  ].join(' · ');
}

function summaryOf(summary: FleetSummary, startMs: number): string {
  const { figures } = summary;
  const seconds = Math.max(0.001, summary.wallMs / 1000);
  const plural = (n: number, one: string, many = `${one}s`) => `${count(n)} ${n === 1 ? one : many}`;
  return summaryTable([
    [
      'trucks',
      count(summary.trucks),
      `${plural(figures.connects, 'connect')}, ${figures.connectFailures} failed`,
    ],
    ['simulated', formatDuration(summary.simMs - startMs), `in ${formatDuration(summary.wallMs)}`],
    [
      'samples made',
      count(figures.made),
      figures.restored > 0 ? `and ${count(figures.restored)} found in the store` : '',
    ],
    ['published', count(figures.published), `in ${plural(figures.messages, 'message')}`],
    ['PUBACKed', count(figures.pubacked), `${count(figures.pubacked / seconds)}/s`],
    [
      'receipted',
      count(figures.receipted),
      figures.receipted === 0 && figures.pubacked > 0 ? 'does an office listen?' : '',
    ],
    ['resent', count(figures.resent), 'after a lost connection or a missing receipt'],
    ['duplicates', count(figures.duplicates), 'on purpose'],
    ['overtaken', count(figures.reordered), 'on purpose'],
    [
      'to be refused',
      count(figures.unfit),
      `by their time; and ${plural(figures.garbage, 'message')} of garbage`,
    ],
    ['still kept', count(summary.waiting), `${count(summary.unsent)} never acknowledged`],
    ['outages', count(figures.outages), plural(figures.reboots, 'reboot')],
    ['commands', count(figures.commandsDone), `${count(figures.commandsRefused)} refused`],
    [
      'schedules',
      count(figures.schedules),
      plural(figures.arrivals, 'arrival at a site', 'arrivals at sites'),
    ],
  ]);
}

async function simulate(): Promise<number> {
  const values = readOptions(
    'npm run simulate -- [options]',
    'Simulated trucks: weather, battery, classes, drives and a network that fails, all by seed.',
    OPTIONS,
  );
  const [{ scenarioOf, trucksOf }, { runFleet }] = await Promise.all([
    import('./fleet-options.ts'),
    import('../fleet/fleet.ts'),
  ]);
  const scenario = scenarioOf(values);
  const trucks = trucksOf(values);
  const times = timesOf(values, scenario);
  const version = textOf(values, 'mqtt-version') ?? '4';
  if (!['4', '5', '3.1.1'].includes(version))
    throw new UsageError(`--mqtt-version ${version}: must be 4 or 5`);
  const store = textOf(values, 'store');
  const ledger = textOf(values, 'ledger');
  const logins = await loginsOf(values);
  const drainMs = durationOf(values, 'drain');
  const mqttUrl = mqttUrlOf(values);
  const signals = stopSignals();
  const forMs = times.endMs === undefined ? undefined : times.endMs - times.startMs;
  if (values.quiet !== true)
    process.stderr.write(
      `${trucks.length} trucks, scenario ${scenario.name}, from ${toIso(times.startMs)} ` +
        `${forMs === undefined ? 'on' : `for ${formatDuration(forMs)}`}, ` +
        `${times.pace === 'catch-up' ? 'catching up' : `${times.pace} x real time`}, ${mqttUrl}\n`,
    );
  const progress = progressOf(systemClock, forMs, values.quiet === true);
  let rate = { atMs: systemClock.monotonicMs(), pubacked: 0, perS: 0 };
  const summary = await runFleet({
    trucks,
    mqttUrl,
    ...times,
    intervalS: numberOf(values, 'interval', 60, 0.1, 3600),
    seed: textOf(values, 'seed') ?? '1',
    scenario,
    mqttVersion: version === '5' ? 5 : 4,
    batchSamplesMax: values.single === true ? 1 : 500,
    ...(logins === undefined ? {} : { logins }),
    ...(store === undefined ? {} : { storeFolder: store }),
    ...(ledger === undefined ? {} : { ledgerFile: ledger }),
    ...(drainMs === undefined ? {} : { drainMs }),
    signal: signals.gentle,
    killSignal: signals.hard,
    onProgress(now) {
      const atMs = systemClock.monotonicMs();
      if (atMs - rate.atMs >= 1000) {
        const { pubacked } = now.figures;
        rate = { atMs, pubacked, perS: ((pubacked - rate.pubacked) * 1000) / (atMs - rate.atMs) };
      }
      progress.update(now.simMs - times.startMs, progressText(now, rate.perS));
    },
  });
  progress.stop();
  process.stdout.write(summaryOf(summary, times.startMs));
  const never = summary.problem !== undefined && summary.figures.connects === 0;
  if (never) process.stderr.write(`No truck ever connected to ${mqttUrl}: ${summary.problem}\n`);
  if (never) return 1;
  return signals.hard.aborted ? 130 : summary.interrupted || summary.unsent === 0 ? 0 : 1;
}

await run('simulate', simulate);
