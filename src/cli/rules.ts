/**
 * `npm run rules`: a stretch of the past through today's rules and through changed ones, and what that would have changed. The stretch is
 * stored samples, a recording, or simulated trucks; the same stretch and rules always give the same answer.
 */
import { writeFileSync } from 'node:fs';
import { type RuleReplayResult, RuleSet } from '@digitruck/contract/alerts';
import { TruckId } from '@digitruck/contract/ids';
import {
  codeOf,
  readOptions,
  readText,
  textOf,
  UsageError,
  type Values,
  wholeNumberOf,
} from '../../simulators/cli/command-line.ts';
import { progressOf } from '../../simulators/cli/progress.ts';
import { DEFAULT_RULES, faultsOfRuleSet } from '../alerts/settings.ts';
import { type Config, readConfig } from '../config.ts';
import { replayRules } from '../derive/alerts/rule-replay.ts';
import { systemClock } from '../kernel/clock.ts';
import { zoneOffsetMs } from '../kernel/zone.ts';
import { alertFactsStore } from '../store/alerts/facts.ts';
import { alertRuleStore } from '../store/alerts/rules.ts';
import { openDb } from '../store/db.ts';
import { sampleReader } from '../store/samples/replay-samples.ts';
import { visitStore } from '../store/visits/visits.ts';
import { openCommandDatabase } from './open-database.ts';
import { reportOf } from './rules/report.ts';
import { isStopped, replayRecording, replaySimulated, type SourceOptions } from './rules/sources.ts';

const INTERRUPTED = 130;

const USAGE = 'npm run rules -- --from TIME --to TIME [--rules FILE] [options]';
const ABOUT = `Replays a stretch of the past through the rules of alerts as they are set, and through changed ones, and shows
which alerts would be new, gone, earlier or later. Nothing is written but what --json asks for.`;
const OPTIONS = {
  from: {
    type: 'string',
    value: 'TIME',
    help: 'begin of the stretch, e.g. 2026-09-01 or 2026-09-01T06:00:00Z',
  },
  to: { type: 'string', value: 'TIME', help: 'end of the stretch; now when left out' },
  rules: {
    type: 'string',
    value: 'FILE',
    help: 'the changes, on top of the rules as they are set: JSON\n{ "fleet": { "battery-low": { "thresholds": { "raiseAbovePct": 5 } } }, "trucks": { "DT-01": {} } }',
  },
  truck: { type: 'string', multiple: true, value: 'ID', help: 'only this truck; may be given several times' },
  json: { type: 'string', value: 'FILE', help: 'the whole answer as JSON' },
  database: {
    type: 'string',
    value: 'URL',
    help: 'else DATABASE_URL, else the embedded database in DATA_DIR',
  },
  file: { type: 'string', value: 'FILE', help: 'instead: a recording of "npm run record"' },
  simulate: { type: 'string', value: 'SEED', help: 'instead: simulated trucks' },
  trucks: { type: 'string', value: 'N', help: 'with --simulate: how many (10)' },
  days: { type: 'string', value: 'D', help: 'with --simulate: how many days (30), from --from on' },
  quiet: { type: 'boolean', short: 'q', help: 'no progress' },
} as const;

/** Where a command's words go. */
export type Say = { out(text: string): void; err(text: string): void };

/** The command itself. Resolves with its exit code. */
export function rules(
  args: readonly string[],
  say: Say,
  stopped: () => boolean,
  environment?: NodeJS.ProcessEnv,
): Promise<number> {
  return codeOf('rules', () => replay(args, say, stopped, environment), say.err);
}

async function replay(
  args: readonly string[],
  say: Say,
  stopped: () => boolean,
  environment: NodeJS.ProcessEnv | undefined,
): Promise<number> {
  const values = readOptions(USAGE, ABOUT, OPTIONS, args);
  const changes = changesOf(values);
  const truckIds = trucksOf(values);
  const config = readConfig(environment);
  const { timeZone } = config.programme;
  const progress = progressOf(systemClock, 1000, values.quiet === true);
  const beganMs = systemClock.monotonicMs();
  const onProgress = (part: number, text: string) =>
    progress.update(
      Math.round(1000 * part),
      `${text}, ${Math.round((systemClock.monotonicMs() - beganMs) / 1000)} s`,
    );
  const options = (asIs: RuleSet): SourceOptions => ({
    asIs,
    changes,
    truckIds,
    utcOffsetMs: zoneOffsetMs(systemClock.nowMs(), timeZone),
    onProgress,
    stopped,
  });
  let result: RuleReplayResult;
  try {
    const file = textOf(values, 'file');
    const seed = textOf(values, 'simulate');
    if (file !== undefined) result = await replayRecording(file, options(DEFAULT_RULES));
    else if (seed !== undefined) {
      const days = wholeNumberOf(values, 'days', 30, 1, 400);
      const trucks = wholeNumberOf(values, 'trucks', 10, 1, 1000);
      const from = textOf(values, 'from');
      const startMs = from === undefined ? Date.UTC(2026, 6, 1) : timeOf('from', from);
      result = await replaySimulated({ seed, trucks, startMs, days }, options(DEFAULT_RULES));
    } else result = await fromDatabase(values, config, options);
    progress.update(1000, 'done');
  } catch (error) {
    progress.stop();
    if (isStopped(error)) {
      say.err('stopped\n');
      return INTERRUPTED;
    }
    throw error instanceof Error && !(error instanceof UsageError) ? new UsageError(error.message) : error;
  }
  progress.stop();
  say.out(reportOf(result, { colour: process.stdout.isTTY === true, timeZone }));
  const json = textOf(values, 'json');
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
  return 0;
}

async function fromDatabase(
  values: Values,
  config: Config,
  options: (asIs: RuleSet) => SourceOptions,
): Promise<RuleReplayResult> {
  const from = textOf(values, 'from');
  if (from === undefined) throw new UsageError('--from is missing: when the stretch begins');
  const fromMs = timeOf('from', from);
  const to = textOf(values, 'to');
  const toMs = to === undefined ? systemClock.nowMs() : timeOf('to', to);
  if (toMs <= fromMs) throw new UsageError('--to must be after --from');
  const database = await openCommandDatabase(textOf(values, 'database'), config);
  const db = openDb({ url: database.url, poolMax: 2, onIdleError: () => {} });
  try {
    const samples = await sampleReader(database.url);
    try {
      const { asIs, changes, truckIds, onProgress, stopped } = options(await alertRuleStore(db).ruleSet());
      return await replayRules(
        { fromMs, toMs, truckIds, asIs, changes },
        {
          alertFacts: alertFactsStore(db),
          visits: visitStore(db),
          samples,
          timeZone: config.programme.timeZone,
          onProgress: ({ done, total, truckId }) =>
            onProgress(done / total, `${truckId}, ${done.toLocaleString('en-US')} samples`),
          stopped,
        },
      );
    } finally {
      await samples.close();
    }
  } finally {
    await db.$client.end();
    await database.close();
  }
}

function timeOf(option: string, text: string): number {
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new UsageError(
    `--${option} ${text}: is no time; write for example 2026-09-01 or 2026-09-01T06:00:00Z`,
  );
}

function trucksOf(values: Values): TruckId[] {
  const given = (values as { truck?: unknown }).truck;
  return (Array.isArray(given) ? given : []).map((id) => {
    const parsed = TruckId.safeParse(id);
    if (!parsed.success) throw new UsageError(`--truck ${id}: ${parsed.error.issues[0]?.message}`);
    return parsed.data;
  });
}

function changesOf(values: Values): RuleSet {
  const file = textOf(values, 'rules');
  if (file === undefined) return DEFAULT_RULES;
  let json: unknown;
  try {
    json = JSON.parse(readText('--rules', file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--rules ${file}: is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = RuleSet.safeParse(json);
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      ({ path, message }) => `  ${path.join('.') || 'the file'}: ${message}`,
    );
    throw new UsageError(`--rules ${file}:\n${lines.join('\n')}`);
  }
  const faults = faultsOfRuleSet(parsed.data);
  if (faults.length > 0)
    throw new UsageError(`--rules ${file}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  return parsed.data;
}

/** The first Ctrl-C stops it gently, the second at once. */
function stopSignal(): () => boolean {
  let stopped = false;
  const onSignal = () => {
    if (stopped) process.exit(INTERRUPTED);
    stopped = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onSignal);
  return () => stopped;
}

if (import.meta.main) {
  const say: Say = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) };
  process.exitCode = await rules(process.argv.slice(2), say, stopSignal());
}
