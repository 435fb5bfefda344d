/**
 * `npm run bench -- forecast`: how good the daily forecast is, on a file of daily irradiation or on simulated climates,
 * against persistence, the 30-day mean and their convex blend. Deterministic: the same file gives the same figures.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { LEADS } from '../../../src/energy/clearness.ts';
import { rounded } from '../figures.ts';
import { wholeNumber } from '../stoppable.ts';
import { backtest, type Scored, WARM_UP_DAYS } from './backtest.ts';
import { readDaily } from './read-daily.ts';
import { type LeadRow, type Summary, scoresOf, together } from './scores.ts';
import { CLIMATES, simulatedSeries } from './synthetic.ts';
import { timeTrucks } from './trucks.ts';

const HELP = `npm run bench -- forecast [options]

  --daily FILE   CSV with a date and daily irradiation, in MJ/m2 unless the header names another unit;
                 without it: simulated places of a dry and a humid climate
  --lat DEG      latitude of FILE's place; without it the season is learnt from the days before each forecast
  --warm-up N    days at the beginning that are not scored (${WARM_UP_DAYS}, or a quarter of a short file)
  --days N       simulated days a place (730)
  --seed TEXT    of the simulation (forecast)
  --json FILE    the figures as one JSON object

A forecast for 1 to ${LEADS} days ahead is made at the end of each day from that day and earlier ones alone, and all methods are
scored on the same days. Skill is 1 - RMSE / RMSE of the reference: persistence repeats the last day's irradiation, the mean is that of
the last 30 days, convex is their best constant blend at each lead, with the weight chosen in hindsight.
`;

type Options = {
  readonly daily: string | undefined;
  readonly latDeg: number | undefined;
  readonly warmUpDays: number | undefined;
  readonly days: number;
  readonly seed: string;
  readonly json: string | undefined;
};

export function benchForecast(argv: string[]): number {
  let options: Options | undefined;
  try {
    options = optionsOf(argv);
  } catch (error) {
    process.stderr.write(`bench forecast: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  if (options === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    const figures = options.daily === undefined ? ofClimates(options) : ofFile(options.daily, options);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
    return 0;
  } catch (error) {
    process.stderr.write(`bench forecast: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}

function optionsOf(argv: string[]): Options | undefined {
  const { values } = parseArgs({
    // "--lat -1.3": a dash would begin another option.
    args: argv.flatMap((arg, i) => {
      if (argv[i - 1] === '--lat' && /^-\d/.test(arg)) return [];
      return arg === '--lat' && /^-\d/.test(argv[i + 1] ?? '') ? [`--lat=${argv[i + 1]}`] : [arg];
    }),
    options: {
      daily: { type: 'string' },
      lat: { type: 'string' },
      'warm-up': { type: 'string' },
      days: { type: 'string', default: '730' },
      seed: { type: 'string', default: 'forecast' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const latDeg = values.lat === undefined ? undefined : Number(values.lat);
  if (latDeg !== undefined && !(Math.abs(latDeg) <= 66)) {
    throw new Error('--lat is in degrees, north positive, up to the polar circles (66)');
  }
  const warmUp = values['warm-up'];
  return {
    daily: values.daily,
    latDeg,
    warmUpDays: warmUp === undefined ? undefined : wholeNumber('--warm-up', warmUp, 36_500),
    days: wholeNumber('--days', values.days, 3650),
    seed: values.seed,
    json: values.json,
  };
}

function ofFile(path: string, options: Options): Record<string, unknown> {
  const { unit, unitGuessed, column, unreadable, ...series } = readDaily(readFileSync(path, 'utf8'));
  const known = series.values.filter((value) => value !== undefined).length;
  const result = backtest(series, options);
  const scores = scoresOf(result.leads);
  if (scores === undefined) throw new Error(`${known} known days leave nothing to score`);
  const of = column === '' ? '' : ` of "${column}"`;
  process.stdout.write(
    `${known} days${of} in ${unit}${unitGuessed ? ' (guessed)' : ''}, ${series.values.length - known} unknown between them` +
      `${unreadable > 0 ? `, ${unreadable} lines without a date` : ''}; ` +
      `the first ${result.warmUpDays} are not scored; season of latitude ${result.latDeg.toFixed(0)}\n`,
  );
  print(scores);
  const { warmUpDays, latDeg } = result;
  return {
    ...scores.summary,
    perDayAhead: columnsOf(scores.rows),
    days: { known, unknown: series.values.length - known, unreadable, warmUpDays },
    unit,
    latDeg: rounded(latDeg, 1),
    latGiven: options.latDeg !== undefined,
  };
}

function ofClimates(options: Options): Record<string, unknown> {
  const climates: Record<string, unknown> = {};
  const all: Scored[][] = [];
  for (const climate of CLIMATES) {
    const places = simulatedSeries(climate, options.seed, options.days).map(
      (series) => backtest(series, { latDeg: series.latDeg, warmUpDays: options.warmUpDays }).leads,
    );
    const scores = scoresOf(together(places));
    if (scores === undefined) throw new Error('too few days to score: --days');
    process.stdout.write(
      `${climate} climate, ${places.length} simulated places, ${options.days} days each\n`,
    );
    print(scores);
    climates[climate] = { ...scores.summary, perDayAhead: columnsOf(scores.rows) };
    all.push(together(places));
  }
  return { ...scoresOf(together(all))?.summary, climates, ...timedFleet() };
}

function timedFleet(): { trucksPerS: number; fleet1000Ms: number } {
  const { trucksPerS, fleet1000Ms, classes, covered } = timeTrucks(1000, cpuMs);
  process.stdout.write(
    `1,000 trucks, seven days each: ${fleet1000Ms} ms of one core (${covered} of ${classes} classes covered at P10)\n`,
  );
  return { trucksPerS, fleet1000Ms };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function columnsOf(rows: readonly LeadRow[]): Record<keyof LeadRow, number[]> {
  const names = Object.keys(rows[0] ?? {}) as (keyof LeadRow)[];
  return Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])) as Record<
    keyof LeadRow,
    number[]
  >;
}

function print({ rows, summary }: { rows: readonly LeadRow[]; summary: Summary }): void {
  const table = new Table({
    style: { head: [], border: [] },
    head: ['ahead', 'days', 'nRMSE', 'bias', 'persistence', '30-day mean', 'convex (w)', 'P10', 'P50', 'P90'],
    colAligns: rows.length > 0 ? Array.from({ length: 10 }, () => 'right' as const) : [],
  });
  const pct = (value: number, digits = 1) => `${value.toFixed(digits)} %`;
  for (const row of rows) {
    table.push([
      row.lead,
      row.days,
      pct(row.nrmsePct),
      pct(row.biasPct),
      pct(row.skillVsPersistencePct),
      pct(row.skillVsMean30Pct),
      `${pct(row.skillVsConvexPct)} (${row.convexWeight.toFixed(2)})`,
      pct(row.p10CoveragePct),
      pct(row.p50CoveragePct),
      pct(row.p90CoveragePct),
    ]);
  }
  process.stdout.write(
    `${table}\nskill against persistence: ${pct(summary.skillDay1Pct)} on day 1, ${pct(summary.skillDays2To7Pct)} on days 2 to 7; ` +
      `against the convex blend ${pct(summary.skillVsConvexPct)}, worst day ahead ${pct(summary.skillVsConvexLeastPct)}; ` +
      `under P10 ${pct(summary.p10CoveragePct)} of days\n`,
  );
}
