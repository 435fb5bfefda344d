/** `npm run bench -- operator`: the phone's page: bytes, how soon it is there, how few taps close a class, and whether any report is lost. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { build } from 'vite';
import { launchBrowser } from '../../support/browser.ts';
import { buildConsole } from '../../support/built-console.ts';
import { OPERATOR, seedOperatorOffice } from '../../support/operator-office.ts';
import { startBenchPostgres } from '../bench-postgres.ts';
import { type BenchService, startBenchService } from '../bench-service.ts';
import { rounded } from '../figures.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable, wholeNumber } from '../stoppable.ts';
import { closes, loads } from './loads.ts';
import { threeDays, type Verdict } from './schedule.ts';

const HELP = `npm run bench -- operator [options]

  --runs N      fault schedules in the browser, by seed (100)
  --reports N   of each, on two phones (60)
  --seed N      the first seed (1)
  --minutes N   no further schedule after so long (600)
  --json FILE   the figures as one JSON object
`;
const dist = fileURLToPath(new URL('../../../dist/operator/assets', import.meta.url));

export async function benchOperator(argv: string[]): Promise<number> {
  let options: { runs: number; reports: number; seed: number; minutes: number; json: string | undefined };
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        runs: { type: 'string', default: '100' },
        reports: { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        minutes: { type: 'string', default: '600' },
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
      minutes: wholeNumber('--minutes', values.minutes, 10_000),
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`bench operator: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  const machine = thisMachine();
  let lost = 0;
  const ended = await runStoppable('bench operator', (run) =>
    run.scope(async (onEnd) => {
      run.say('the page, PostgreSQL, the service, a browser');
      await buildConsole();
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
      const api = apiOf(service);
      await seedOperatorOffice(api);
      const office = { name: 'Office', email: 'office@example.org', role: 'coordinator' };
      await api('POST', '/people', { ...office, password: OPERATOR.password });
      const sizes = bytesOf();
      run.say('loads and taps');
      const seen = await loads(browser, service.url);
      const taps = await closes(browser, service.url);

      const all: Verdict[] = [];
      const code = await phoneCode();
      const signedIn = await browser.newContext({ baseURL: service.url });
      await signedIn.request.post('/api/auth/sign-in/email', {
        data: { email: office.email, password: OPERATOR.password },
      });
      const cookies = await signedIn.cookies();
      await signedIn.close();
      const endMs = performance.now() + options.minutes * 60_000;
      for (let n = 0; n < options.runs && performance.now() < endMs; n++) {
        const truckId = `FAULTS-${options.seed + n}`;
        await api('POST', '/trucks', { truckId });
        const rig = {
          browser,
          url: service.url,
          cookies,
          code,
          put: async (sessionId: string, body: unknown) =>
            void (await api('PUT', `/sessions/${sessionId}`, body)),
          stored: async (of: string) =>
            (
              await api<{ items: { sessionId: string; heads: number; code: string }[] }>(
                'GET',
                `/sessions?limit=1000&truckId=${of}`,
              )
            ).items,
        };
        all.push(await threeDays(rig, options.seed + n, truckId, options.reports));
        const verdict = all.at(-1);
        if ((n + 1) % 10 === 0 || (verdict && lossesOf([verdict]) > 0))
          run.say(`${n + 1} of ${options.runs} schedules of faults, ${lossesOf(all)} lost, twice or off`);
      }
      const sum = (of: (verdict: Verdict) => number) =>
        all.reduce((total, verdict) => total + of(verdict), 0);
      const figures = {
        jsFirstGzBytes: sizes.first,
        jsAllGzBytes: sizes.all,
        lcpMs: rounded(seen.first.lcpMs),
        formUsableMs: rounded(seen.first.usableMs),
        firstLoadBytes: seen.first.bytes,
        againUsableMs: rounded(seen.again.usableMs),
        againLcpMs: rounded(seen.again.lcpMs),
        withoutCacheUsableMs: rounded(seen.withoutCache.usableMs),
        typed: taps.typed,
        offered: taps.offered,
        runs: all.length,
        reports: sum(({ reports }) => reports),
        stored: sum(({ stored }) => stored),
        missing: sum(({ missing }) => missing),
        twice: sum(({ twice }) => twice),
        asking: sum(({ asking }) => asking),
        headsOff: all.filter(({ headsOff }) => headsOff !== 0).length,
        faults: sum(({ faults }) => faults),
      };
      const table = new Table({ head: ['the operator page', 'measured', 'budget'] });
      table.push(
        ['JavaScript, one language: classes, forms, battery (gz)', `${sizes.first} B`, '40960 B'],
        ['with what comes when it is asked for', `${sizes.all} B`, ''],
        ['LCP, slow 3G, 4x CPU', `${figures.lcpMs} ms`, '1500 ms'],
        ['form usable', `${figures.formUsableMs} ms`, '3000 ms'],
        ['next visit: classes usable (LCP)', `${figures.againUsableMs} ms (${figures.againLcpMs} ms)`, ''],
        ['class of 20, typed', told(taps.typed), '60 s'],
        ['class of 20, as the roll has it', told(taps.offered), '60 s'],
        [
          `${all.length} schedules of faults`,
          `${figures.faults} faults, ${figures.reports} reports, ${figures.stored} stored`,
          '',
        ],
        [
          'missing, twice, asking, totals off',
          `${figures.missing}, ${figures.twice}, ${figures.asking}, ${figures.headsOff}`,
          '0, 0, -, 0',
        ],
      );
      process.stdout.write(`${table.toString()}\n`);
      if (options.json !== undefined)
        writeFileSync(options.json, `${JSON.stringify({ machine, ...figures })}\n`);
      lost = lossesOf(all);
    }),
  );
  return lost > 0 ? 1 : ended;
}

const lossesOf = (verdicts: readonly Verdict[]) =>
  verdicts.reduce((sum, { missing, twice, headsOff }) => sum + missing + twice + (headsOff === 0 ? 0 : 1), 0);

const told = ({ taps, keystrokes, asAPersonS }: { taps: number; keystrokes: number; asAPersonS: number }) =>
  `${taps} taps, ${keystrokes} keys: ${asAPersonS} s`;

function apiOf(service: BenchService) {
  return async <T = unknown>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await service.ask(method, `/api/v1${path}`, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

/** Of the files as they are sent, in English; exams and bringing reports to another phone come when they are asked for. */
function bytesOf(): { first: number; all: number } {
  let [first, all] = [0, 0];
  for (const file of readdirSync(dist)) {
    if (!file.endsWith('.js') || /(operator|learners)-(fr|sw|fil)-/.test(file)) continue;
    const bytes = gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
    all += bytes;
    if (!/^(rescue|learners|exam-sheets)/.test(file)) first += bytes;
  }
  return { first, all };
}

/** The page's own outbox as one script. */
async function phoneCode(): Promise<string> {
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
  return chunk.code;
}
