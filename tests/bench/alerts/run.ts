/**
 * `npm run bench -- alerts`: a simulated quarter of a fleet with injected faults through the rules as they are set: which faults were
 * told and how soon, what was told for nothing, and how fast a replay of two sets of rules is.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ALERT_KINDS } from '@digitruck/contract/alert-words';
import type { AlertKind, ReplayedAlert, RuleSet } from '@digitruck/contract/alerts';
import Table from 'cli-table3';
import { DEFAULT_RULES } from '../../../src/alerts/settings.ts';
import { wholeNumber } from '../stoppable.ts';
import { type InjectedFault, injectFaults } from './faults.ts';
import { quarterOf } from './quarter.ts';
import { type Verdict, verdictOf, WITHIN_H } from './verdicts.ts';

const HELP = `npm run bench -- alerts [options]

  --seed N          weather, ways and faults (21; 7 was used to set the thresholds)
  --trucks N        how many (50)
  --days N          how long, from 43 on (91)
  --no-forecasts    leaves the two kinds out that need a forecast; a third faster
  --verbose         names each false alert
  --json FILE       the figures as one JSON object

No broker and no database: the truck model is called directly, a sample a minute. Takes some minutes on one core.
`;

/** The second set, so that two are judged: a fleet that wants to hear sooner. */
const SOONER: RuleSet = {
  fleet: {
    'battery-low': { thresholds: { raiseAbovePct: 5, clearAbovePct: 15 } },
    'truck-silent': { thresholds: { atLeastMin: 30 } },
    'battery-not-charging': { raiseAfterS: 900 },
  },
  trucks: {},
};

type Judged = { readonly alert: ReplayedAlert; readonly verdict: Verdict };

export function benchAlerts(argv: string[]): number {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(argv);
  } catch (error) {
    process.stderr.write(`bench alerts: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { seed, trucks, days } = options;
  const startMs = Date.UTC(2026, 6, 1) - 3 * 3_600_000;
  const injected = injectFaults(seed, startMs, days, trucks);
  const judged: Judged[] = [];
  let samples = 0;
  let replayCpuMs = 0;
  const beganMs = performance.now();
  for (let index = 0; index < trucks; index++) {
    const own = injected.filter(({ truck }) => truck === index);
    const quarter = quarterOf({
      index,
      seed,
      startMs,
      days,
      faults: own.map(({ fault }) => fault),
      rules: [DEFAULT_RULES, SOONER],
      forecasts: options.forecasts,
    });
    samples += quarter.samples;
    replayCpuMs += quarter.replayCpuMs;
    for (const alert of quarter.alerts[0] ?? [])
      judged.push({ alert, verdict: verdictOf(alert, quarter, own) });
    progress(index + 1, trucks, performance.now() - beganMs);
  }
  const months = (trucks * days) / (365.25 / 12);
  const found = injected.map((fault) => ({ fault, alert: alertOf(fault, judged) }));
  const inTime = found.filter(
    ({ fault, alert }) => alert !== undefined && hoursTo(fault, alert) <= (WITHIN_H[fault.expected] ?? 0),
  );
  // Strictly, each raise that is not the one of a fault, in time, was for nothing.
  const strictlyFalse = judged.length - inTime.length;
  process.stdout.write(`\n${faultTable(found)}\n\n${kindTable(judged)}\n\n`);
  if (options.verbose)
    for (const { alert } of judged.filter(({ verdict }) => verdict === 'false'))
      process.stdout.write(
        `false: ${alert.truckId} ${alert.kind} ${alert.subject} ${alert.raisedAt} ${JSON.stringify(alert.facts)}\n`,
      );
  const of = (wanted: Verdict) => judged.filter(({ verdict }) => verdict === wanted).length;
  const figures = {
    seed,
    trucks,
    days,
    faults: injected.length,
    faultsTold: found.filter(({ alert }) => alert !== undefined).length,
    faultsToldInTime: inTime.length,
    strictlyFalsePerTruckMonth: round(strictlyFalse / months, 3),
    hoursToAlert: Object.fromEntries(
      [...Map.groupBy(found, ({ fault }) => fault.expected)].map(([kind, list]) => [
        kind,
        list.map(({ fault, alert }) => (alert === undefined ? null : round(hoursTo(fault, alert)))),
      ]),
    ),
    alerts: judged.length,
    falsePerTruckMonth: round(of('false') / months, 3),
    soPerTruckMonth: round(of('so') / months, 3),
    alertsPerTruckMonth: round(judged.length / months, 3),
    samples,
    replayCpuS: round(replayCpuMs / 1000),
    replaySamplesPerCpuS: Math.round(samples / (replayCpuMs / 1000)),
    wallS: round((performance.now() - beganMs) / 1000),
  };
  process.stdout.write(
    `${figures.faultsToldInTime} of ${figures.faults} faults told in time (${withinText()}).\n` +
      `Strictly, every raise but the first of each fault in time being for nothing: ${figures.strictlyFalsePerTruckMonth} false alerts a truck ` +
      `and month (wanted below 1).\n` +
      `Held against what truly was: ${figures.faultsTold} of ${figures.faults} faults told; ${figures.falsePerTruckMonth} false alerts a truck and month, ` +
      `${figures.soPerTruckMonth} that were so without being injected, ${figures.alertsPerTruckMonth} in all.\n` +
      `Two sets of rules over ${samples.toLocaleString('en-US')} samples: ${figures.replayCpuS} s of one core, ` +
      `${figures.replaySamplesPerCpuS.toLocaleString('en-US')} samples a second; with the simulation ${figures.wallS} s.\n`,
  );
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
  return figures.faultsToldInTime === figures.faults && figures.strictlyFalsePerTruckMonth < 1 ? 0 : 1;
}

const withinText = () =>
  Object.entries(WITHIN_H)
    .map(([kind, hours]) => `${kind} ${hours < 48 ? `${hours} h` : `${hours / 24} d`}`)
    .join(', ');

function readOptions(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      seed: { type: 'string', default: '21' },
      trucks: { type: 'string', default: '50' },
      days: { type: 'string', default: '91' },
      'no-forecasts': { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const days = wholeNumber('--days', values.days, 400);
  if (days < 43)
    throw new Error(`--days is ${days}: it takes 43 at least, three weeks before and after each fault`);
  return {
    seed: wholeNumber('--seed', values.seed, 1e9),
    trucks: wholeNumber('--trucks', values.trucks, 1000),
    days,
    forecasts: !values['no-forecasts'],
    verbose: values.verbose,
    json: values.json,
  };
}

/** The first alert of a fault's own kind while it lasted. */
function alertOf(
  { truck, fault, expected }: InjectedFault,
  judged: readonly Judged[],
): ReplayedAlert | undefined {
  const truckId = `DT-${String(truck + 1).padStart(2, '0')}`;
  return judged.find(
    ({ alert, verdict }) =>
      verdict === 'fault' &&
      alert.truckId === truckId &&
      alert.kind === expected &&
      Date.parse(alert.raisedAt) >= fault.fromMs,
  )?.alert;
}
const hoursTo = ({ fault }: InjectedFault, alert: ReplayedAlert) =>
  (Date.parse(alert.raisedAt) - fault.fromMs) / 3_600_000;

function faultTable(found: readonly { fault: InjectedFault; alert: ReplayedAlert | undefined }[]): string {
  const table = new Table({
    head: ['truck', 'fault', 'from', 'alert', 'after'],
    style: { head: [], border: [] },
  });
  for (const { fault, alert } of found) {
    const from = new Date(fault.fault.fromMs).toISOString().slice(0, 16);
    const hours = alert === undefined ? 'MISSED' : duration(hoursTo(fault, alert));
    table.push([`DT-${String(fault.truck + 1).padStart(2, '0')}`, fault.text, from, fault.expected, hours]);
  }
  return table.toString();
}

function kindTable(judged: readonly Judged[]): string {
  const table = new Table({
    head: ['kind', 'raised', 'of a fault', 'its consequence', 'so, not injected', 'false'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const kind of ALERT_KINDS) {
    const own = judged.filter(({ alert }) => alert.kind === (kind as AlertKind));
    if (own.length === 0) continue;
    const n = (wanted: Verdict) => own.filter(({ verdict }) => verdict === wanted).length;
    table.push([kind, own.length, n('fault'), n('consequence'), n('so'), n('false')]);
  }
  return table.toString();
}

function duration(hours: number): string {
  if (hours < 2) return `${Math.round(hours * 60)} min`;
  return hours < 48 ? `${hours.toFixed(1)} h` : `${(hours / 24).toFixed(1)} d`;
}
function round(value: number, digits = 1): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
function progress(done: number, total: number, ms: number): void {
  const text = `${done} of ${total} trucks, ${Math.round(ms / 1000)} s`;
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === total ? '\n' : ''}`);
  else if (done % 10 === 0 || done === total) process.stderr.write(`${text}\n`);
}
