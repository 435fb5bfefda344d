/** `npm run bench -- operator`: the phone's page: bytes, how soon it is there, how few taps close a class, and whether any report is lost. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { verify } from '../../../src/cli/verify.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { launchBrowser } from '../../support/browser.ts';
import { buildConsole } from '../../support/built-console.ts';
import { OPERATOR, seedOperatorOffice } from '../../support/operator-office.ts';
import { until } from '../../support/until.ts';
import { startBenchPostgres } from '../bench-postgres.ts';
import { type BenchService, startBenchService } from '../bench-service.ts';
import { rounded } from '../figures.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable, type Stoppable, wholeNumber } from '../stoppable.ts';
import { type Api, lossesOf, type Verdict } from './count.ts';
import { FAULTS, sumOf } from './faults.ts';
import { closes, loads } from './loads.ts';
import { type Rig, threeDays } from './schedule.ts';
import { bytesOfPage, JS_BUDGET_BYTES } from './sizes.ts';
import type { Cookie } from './tabs.ts';

const HELP = `npm run bench -- operator [options]

  --runs N        fault schedules in the browser, by seed (100)
  --reports N     of each, on two phones (60)
  --seed N        the first seed (1); one that failed again: --seed 17 --runs 1 --faults-only
  --at-once N     schedules side by side (2)
  --minutes N     no further schedule after so long (120)
  --faults-only   neither sizes, loads nor taps
  --json FILE     the figures as one JSON object

The exit code is 1 when a report is lost, twice, not as it was saved or not counted, when totals differ, when of all the kinds of
faults one never happened in 10 schedules or more, or when the page is over its budget of JavaScript.
`;
/** Fewer need not have met every kind of fault. */
const ALL_FAULTS_FROM_RUNS = 10;
const DAY_MS = 86_400_000;
const BUSY = new Set([429, 503]);
const BUSY_AT_MOST_MS = 120_000;

type Options = {
  readonly runs: number;
  readonly reports: number;
  readonly seed: number;
  readonly atOnce: number;
  readonly minutes: number;
  readonly faultsOnly: boolean;
  readonly json: string | undefined;
};

export async function benchOperator(argv: string[]): Promise<number> {
  let options: Options;
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        runs: { type: 'string', default: '100' },
        reports: { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        'at-once': { type: 'string', default: '2' },
        minutes: { type: 'string', default: '120' },
        'faults-only': { type: 'boolean', default: false },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    options = {
      runs: wholeNumber('--runs', values.runs, 10_000),
      reports: wholeNumber('--reports', values.reports, 500),
      seed: wholeNumber('--seed', values.seed, 1_000_000),
      atOnce: wholeNumber('--at-once', values['at-once'], 16),
      minutes: wholeNumber('--minutes', values.minutes, 10_000),
      faultsOnly: values['faults-only'],
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`bench operator: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  const machine = thisMachine();
  const bad: string[] = [];
  const ended = await runStoppable('bench operator', (run) =>
    run.scope(async (onEnd) => {
      run.say('the page, PostgreSQL, the service, a browser');
      if (!options.faultsOnly) await buildConsole();
      const postgres = await startBenchPostgres();
      onEnd(postgres.stop);
      const database = await postgres.database('bench_operator');
      onEnd(database.close);
      const service = await startBenchService({
        databaseUrl: database.url,
        mqttUrl: undefined,
        profileDir: undefined,
        onLost: run.fail,
      });
      onEnd(service.stop);
      const { browser, close } = await launchBrowser();
      onEnd(close);
      const table = new Table({ head: ['the operator page', 'measured', 'budget'] });
      const page = options.faultsOnly ? {} : await pageFigures(run, browser, service, table, bad);
      const faults = await faultFigures(run, { browser, service, options, table, bad });
      const recount = await recounted(database.url);
      if (!recount) bad.push('a recount by SQL comes to something else');
      table.push(['Impact and exports recounted by SQL', recount ? 'the same' : 'NOT the same', 'the same']);
      process.stdout.write(`${table.toString()}\n`);
      for (const each of bad) process.stdout.write(`BAD: ${each}\n`);
      if (options.json !== undefined)
        writeFileSync(options.json, `${JSON.stringify({ machine, ...page, ...faults, recount })}\n`);
    }),
  );
  return bad.length > 0 ? 1 : ended;
}

type Rows = { push(row: [string, string, string]): unknown };

async function pageFigures(
  run: Stoppable,
  browser: Browser,
  service: BenchService,
  table: Rows,
  bad: string[],
) {
  await seedOperatorOffice(apiOf(service));
  run.say('loads and taps');
  const sizes = bytesOfPage();
  const seen = await loads(browser, service.url);
  const taps = await closes(browser, service.url);
  const figures = {
    jsFirstGzBytes: sizes.first,
    jsAllGzBytes: sizes.all,
    jsPartsGzBytes: Object.fromEntries(sizes.parts.map(({ name, bytes }) => [name, bytes])),
    lcpMs: rounded(seen.first.lcpMs),
    formUsableMs: rounded(seen.first.usableMs),
    firstLoadBytes: seen.first.bytes,
    againUsableMs: rounded(seen.again.usableMs),
    againLcpMs: rounded(seen.again.lcpMs),
    withoutCacheUsableMs: rounded(seen.withoutCache.usableMs),
    ...taps,
  };
  const budget = `${JS_BUDGET_BYTES} B`;
  if (sizes.first > JS_BUDGET_BYTES) bad.push(`the page's JavaScript is over ${budget}`);
  table.push(['JavaScript to close a class, with the battery (gz)', `${sizes.first} B`, budget]);
  for (const { name, by, bytes, first } of sizes.parts)
    table.push([`${first ? '' : '  later: '}${name}`, `${bytes} B`, by]);
  const over = sizes.all - JS_BUDGET_BYTES;
  table.push([
    'with all that comes when it is asked for',
    `${sizes.all} B`,
    over > 0 ? `${over} B above it` : budget,
  ]);
  table.push(['LCP, slow 3G, 4x CPU', `${figures.lcpMs} ms`, '1500 ms']);
  table.push(['form usable', `${figures.formUsableMs} ms`, '3000 ms']);
  const again = `${figures.againUsableMs} ms (${figures.againLcpMs} ms)`;
  table.push(['next visit: classes usable (LCP)', again, '']);
  table.push(['class of 20, typed', told(taps.typed), '60 s']);
  table.push(['class of 20, as the roll has it', told(taps.offered), '60 s']);
  return figures;
}

async function faultFigures(
  run: Stoppable,
  rig: { browser: Browser; service: BenchService; options: Options; table: Rows; bad: string[] },
) {
  const { browser, service, options, table, bad } = rig;
  const schedules = rigOf(browser, service, await phonePage());
  const beganMs = performance.now();
  const endMs = beganMs + options.minutes * 60_000;
  const all: Verdict[] = [];
  let next = 0;
  const lane = async () => {
    while (next < options.runs && performance.now() < endMs) {
      // Rejects when the run is stopped.
      await run.sleep(0);
      const seed = options.seed + next++;
      const fromMs = performance.now();
      const verdict = await threeDays(schedules, seed, `FAULTS-${seed}`, options.reports).catch((error) => {
        bad.push(`seed ${seed} could not be run: ${error instanceof Error ? error.message : error}`);
      });
      if (verdict === undefined) continue;
      all.push(verdict);
      const { reports, stored, faults, totalsOff } = verdict;
      const happened = FAULTS.reduce((sum, fault) => sum + faults[fault], 0);
      const result = `${happened} faults, ${reports} reports, ${stored} stored, ${lossesOf(verdict)} lost or off`;
      run.say(`seed ${seed}: ${result}, ${rounded((performance.now() - fromMs) / 1000)} s`);
      for (const difference of totalsOff) run.say(`seed ${seed}: ${difference}`);
    }
  };
  // Each comes to its end before what it needs is taken away.
  const lanes = await Promise.allSettled(Array.from({ length: options.atOnce }, lane));
  for (const ended of lanes) if (ended.status === 'rejected') throw ended.reason;

  const sum = (of: (verdict: Verdict) => number) => all.reduce((total, verdict) => total + of(verdict), 0);
  const faults = sumOf(all.map((verdict) => verdict.faults));
  const failed = all.filter((verdict) => lossesOf(verdict) > 0).map(({ seed }) => seed);
  const minutes = rounded((performance.now() - beganMs) / 60_000);
  const figures = {
    runs: all.length,
    minutes,
    reports: sum(({ reports }) => reports),
    stored: sum(({ stored }) => stored),
    missing: sum(({ missing }) => missing),
    other: sum(({ other }) => other),
    twice: sum(({ twice }) => twice),
    asking: sum(({ asking }) => asking),
    uncounted: sum(({ uncounted }) => uncounted),
    onTruck: sum(({ onTruck }) => onTruck),
    totalsOff: sum(({ totalsOff }) => totalsOff.length),
    faults,
    failed,
  };
  if (failed.length > 0) bad.push(`seeds ${failed.join(', ')}`);
  table.push([`${all.length} schedules`, `${figures.reports} reports, ${figures.stored} stored`, 'the same']);
  for (const name of ['missing', 'other', 'twice', 'asking', 'uncounted', 'onTruck', 'totalsOff'] as const)
    table.push([LOSSES[name], String(figures[name]), '0']);
  for (const fault of FAULTS) {
    table.push([`  ${fault}`, String(faults[fault]), '']);
    if (faults[fault] === 0 && all.length >= ALL_FAULTS_FROM_RUNS) bad.push(`“${fault}” never happened`);
  }
  table.push(['took', `${minutes} min`, '']);
  return figures;
}

const LOSSES = {
  missing: 'saved, and not in the office',
  other: 'not as it was saved last',
  twice: 'twice, or by nobody',
  asking: 'waiting for a person',
  uncounted: 'not “counted” on the phone',
  onTruck: 'still on the truck’s hub',
  totalsOff: 'totals of phones and Impact that differ',
} as const;

const told = ({ taps, keystrokes, asAPersonS }: { taps: number; keystrokes: number; asAPersonS: number }) =>
  `${taps} taps, ${keystrokes} keys: ${asAPersonS} s`;

function apiOf(service: BenchService): Api {
  return async <T = unknown>(method: string, path: string, body?: unknown): Promise<T> => {
    // A machine that has too much to do at the moment is no fault of the program's.
    const response = await until(
      `an answer to ${method} ${path}`,
      async () => {
        const answer = await service.ask(method, `/api/v1${path}`, body);
        return BUSY.has(answer.status) ? undefined : answer;
      },
      { withinMs: BUSY_AT_MOST_MS, everyMs: 500 },
    );
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

function rigOf(browser: Browser, service: BenchService, page: string): Rig {
  const api = apiOf(service);
  return {
    browser,
    url: service.url,
    mqttUrl: service.mqttUrl,
    page,
    api,
    async operatorOf(truckId) {
      const email = `${truckId.toLowerCase()}@example.org`;
      const { password } = OPERATOR;
      await api('POST', '/people', { email, password, name: truckId, role: 'operator', truckIds: [truckId] });
      const answer = await fetch(`${service.url}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: service.url },
        body: JSON.stringify({ email, password }),
      });
      if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`);
      return answer.headers.getSetCookie().map((cookie): Cookie => {
        const [, name = '', value = ''] = cookie.match(/^([^=]+)=([^;]*)/) ?? [];
        return { name, value };
      });
    },
  };
}

/** By SQL that shares no code with the service: `npm run verify -- --impact`. */
async function recounted(databaseUrl: string): Promise<boolean> {
  const day = (days: number) => new Date(systemClock.nowMs() + days * DAY_MS).toISOString().slice(0, 10);
  const said: string[] = [];
  const say = { log: (text: string) => void said.push(text), error: (text: string) => void said.push(text) };
  const code = await verify(['--impact', day(-30), day(30), '--database', databaseUrl], say, {});
  if (code !== 0) process.stderr.write(`${said.join('\n')}\n`);
  return code === 0;
}

/** The page's own outbox as one script in a page. */
async function phonePage(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('./phone.ts', import.meta.url)), formats: ['iife'], name: 'bench' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined || chunk.type !== 'chunk') throw new Error('the phone could not be built');
  return `<!doctype html><title>phone</title><script>${chunk.code.replaceAll('</script', '<\\/script')}</script>`;
}
