/** `npm run bench -- api`: how long lists, history and exports take, one request after the other, on a fleet with a past. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { startBenchPostgres } from '../bench-postgres.ts';
import { type BenchService, startBenchService } from '../bench-service.ts';
import { percentile, rounded } from '../figures.ts';
import { thisMachine } from '../machine.ts';
import { runStoppable, type Stoppable, wholeNumber } from '../stoppable.ts';
import { INTERVAL_S, seed } from './seed.ts';

const HELP = `npm run bench -- api [options]

  --days N       the past of the twelve trucks (14), a sample a minute
  --requests N   of each kind (100)
  --json FILE    the figures as one JSON object
`;
const DAY_MS = 86_400_000;

export async function benchApi(argv: string[]): Promise<number> {
  let options: { days: number; requests: number; json: string | undefined };
  try {
    const { values } = parseArgs({
      args: argv,
      options: {
        days: { type: 'string', default: '14' },
        requests: { type: 'string', default: '100' },
        json: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      process.stdout.write(HELP);
      return 0;
    }
    options = {
      days: wholeNumber('--days', values.days, 80),
      requests: wholeNumber('--requests', values.requests, 100_000),
      json: values.json,
    };
  } catch (error) {
    process.stderr.write(`bench api: ${error instanceof Error ? error.message : error}\n\n${HELP}`);
    return 2;
  }
  const machine = thisMachine();
  return runStoppable('bench api', (run) =>
    run.scope(async (onEnd) => {
      run.say('starting PostgreSQL and the service');
      const postgres = await startBenchPostgres();
      onEnd(postgres.stop);
      const database = await postgres.database('bench_api');
      onEnd(database.close);
      const service = await startBenchService({
        databaseUrl: database.url,
        mqttUrl: undefined,
        profileDir: undefined,
        onLost: run.fail,
      });
      onEnd(service.stop);
      run.say('a fleet with a past');
      const seeded = await seed({ service, databaseUrl: database.url, days: options.days });
      const { truckIds, ...counts } = seeded;
      run.say(`${counts.samples} samples of ${truckIds.length} trucks; waiting for the rollups`);
      await rollupsDone(run, database.pool);
      run.say(`${options.requests} requests of each kind`);
      const endpoints = await measureAll(run, service, truckIds, options);
      const table = new Table({
        style: { head: [], border: [] },
        head: ['GET /api/v1', 'p50', 'p99', 'answer'],
      });
      for (const { path, p50Ms, p99Ms, kilobytes } of endpoints) {
        table.push([path, `${p50Ms} ms`, `${p99Ms} ms`, `${kilobytes} kB`]);
      }
      process.stdout.write(
        `${machine.cpu}, ${machine.cores} cores, load before ${machine.loadBefore}; PostgreSQL ${postgres.version}\n${table}\n`,
      );
      const figures = { endpoints, trucks: truckIds.length, ...counts, intervalS: INTERVAL_S, machine };
      if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(figures, null, 2)}\n`);
    }),
  );
}

async function rollupsDone(
  run: Stoppable,
  pool: { query(text: string): Promise<{ rows: { waiting: boolean }[] }> },
): Promise<void> {
  for (;;) {
    const { rows } = await pool.query(
      `select exists (select from rollup_dirty) or exists (select from rollup_waiting)
         or exists (select from rollup_claims) as waiting`,
    );
    if (rows[0]?.waiting === false) return;
    await run.sleep(500);
  }
}

async function measureAll(
  run: Stoppable,
  service: BenchService,
  truckIds: readonly string[],
  options: { days: number; requests: number },
) {
  const endMs = Date.now();
  const history = (truckId: string, resolution: string, days: number, readings = '') => {
    const from = new Date(endMs - Math.min(days, options.days) * DAY_MS).toISOString();
    return `/trucks/${truckId}/telemetry?from=${from}&to=${new Date(endMs).toISOString()}&resolution=${resolution}${readings}`;
  };
  const kinds: [name: string, path: (truckId: string) => string][] = [
    ['/trucks', () => '/trucks'],
    ['/trucks/:truckId', (truckId) => `/trucks/${truckId}`],
    ['/sites?limit=50', () => '/sites?limit=50'],
    ['/sites.geojson', () => '/sites.geojson'],
    ['/data/health', () => '/data/health'],
    ['telemetry, raw, 1 day, 1 reading', (id) => history(id, 'raw', 1, '&readings=batterySocPct')],
    ['telemetry, 1m, 1 day, 1 reading', (id) => history(id, '1m', 1, '&readings=batterySocPct')],
    ['telemetry, 15m, 7 days, all', (id) => history(id, '15m', 7)],
    ['telemetry, 1h, all days, all', (id) => history(id, '1h', 365)],
    ['telemetry, 1d, all days, all', (id) => history(id, '1d', 365)],
  ];
  const figures = [];
  for (const [path, pathOf] of kinds) {
    const times: number[] = [];
    let bytes = 0;
    for (let i = 0; i < options.requests; i++) {
      await run.sleep(0);
      const beganMs = performance.now();
      const response = await service.get(`/api/v1${pathOf(truckIds[i % truckIds.length] ?? '')}`);
      const text = await response.text();
      if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
      times.push(performance.now() - beganMs);
      bytes = text.length;
    }
    figures.push({
      path,
      p50Ms: rounded(percentile(times, 0.5), 1),
      p99Ms: rounded(percentile(times, 0.99), 1),
      kilobytes: rounded(bytes / 1000, 1),
    });
  }
  return figures;
}
