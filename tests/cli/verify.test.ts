import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify as command } from '../../src/cli/verify.ts';
import { ensurePartitions } from '../../src/store/samples/partitions.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const BOOT_MONTH = '2026-11-01';
let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(path.join(tmpdir(), 'digitruck-verify-'));
  await ensurePartitions(database.db.$client, Date.parse(BOOT_MONTH));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function store(truckId: string, bootId: string, from: number, to: number): Promise<void> {
  await database.db.$client.query(
    `insert into samples (truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place)
     select $1, $2, seq, $3, now(), now(), 'ok', 'ok' from generate_series($4::int8, $5::int8) as seq`,
    [truckId, bootId, BOOT_MONTH, from, to],
  );
}

async function ledger(...lines: (object | string)[]): Promise<string> {
  const file = path.join(folder, `${lines.length}-${process.hrtime.bigint()}.ndjson`);
  await writeFile(
    file,
    lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
  );
  return file;
}

type Run = { code: number | null; lines: string[]; errors: string };

const clean = (env: NodeJS.ProcessEnv = {}) => ({
  ...process.env,
  DATABASE_URL: '',
  DATA_DIR: path.join(folder, 'no-service'),
  ...env,
});

async function verify(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const [lines, errors]: [string[], string[]] = [[], []];
  const say = {
    log: (line: unknown) => void lines.push(...String(line).split('\n')),
    error: (line: unknown) => void errors.push(String(line)),
  };
  const code = await command(args, say, clean(env));
  return { code, lines, errors: errors.join('\n') };
}

/** As people run it: a process of its own. */
function spawnVerify(args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, ['src/cli/verify.ts', ...args], { env: clean() });
  let [out, errors] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve) =>
    child.on('close', (code) => resolve({ code, lines: out.trimEnd().split('\n'), errors })),
  );
}

const puback = (truckId: string, bootId: string, seqs: [number, number][]) => ({
  t: 'puback',
  truckId,
  bootId,
  seqs,
});

describe('npm run verify', () => {
  it('ends with 0 and the four numbers when nothing is missing or twice', async () => {
    await store('DT-01', 'b1', 0, 9_999);
    await store('DT-02', 'b1', 5, 7);
    const file = await ledger(
      { t: 'run', at: '2026-11-23T07:00:00.000Z', seed: '1', trucks: 2 },
      puback('DT-01', 'b1', [
        [0, 4_999],
        [5_000, 9_999],
      ]),
      puback('DT-02', 'b1', [[5, 7]]),
      '{"t":"puback","truckId":"DT-02","boo',
    );
    const run = await spawnVerify(['--ledger', file, '--database', database.url]);
    expect(run.errors).toBe('');
    expect(run.lines.at(-1)).toBe('sent 10003, stored 10003, missing 0, duplicate 0');
    expect(run.code).toBe(0);
  });

  it('ends with 1 when something is missing, and says what', async () => {
    await store('DT-03', 'b1', 0, 5);
    const file = await ledger(puback('DT-03', 'b1', [[0, 9]]), puback('DT-04', 'b7', [[3, 3]]));
    const run = await verify(['--ledger', file], { DATABASE_URL: database.url });
    expect(run.lines).toContain('missing: truck DT-03, boot b1, seq 6 to 9');
    expect(run.lines).toContain('missing: truck DT-04, boot b7, seq 3');
    expect(run.lines.at(-1)).toBe('sent 11, stored 6, missing 5, duplicate 0');
    expect(run.code).toBe(1);
  });

  it('finds a sample that is stored twice', async () => {
    // The key forbids it; a schema that lost its key must be found out.
    await database.db.$client.query('create table held_apart (like samples)');
    await database.db.$client.query(
      `alter table samples attach partition held_apart for values from ('2031-01-01') to ('2031-02-01')`,
    );
    await store('DT-05', 'b1', 0, 9);
    await database.db.$client.query(
      `insert into samples (truck_id, boot_id, seq, boot_month, sampled_at, received_at, clock, place)
       values ('DT-05', 'b1', 3, '2031-01-15', now(), now(), 'ok', 'ok')`,
    );
    const run = await verify([
      '--ledger',
      await ledger(puback('DT-05', 'b1', [[0, 9]])),
      '--database',
      database.url,
    ]);
    expect(run.lines.at(-1)).toBe('sent 10, stored 10, missing 0, duplicate 1');
    expect(run.code).toBe(1);
  });

  it('says what to do when the ledger or the database is not there', async () => {
    const none = await verify([]);
    expect(none.errors).toContain('--ledger is missing');
    expect(none.code).toBe(2);
    const lost = await verify(['--ledger', '/nowhere/l.ndjson', '--database', database.url]);
    expect(lost.errors).toContain('there is no such file');
    const file = await ledger(puback('DT-01', 'b1', [[0, 1]]));
    const noDatabase = await verify(['--ledger', file]);
    expect(noDatabase.errors).toContain('set DATABASE_URL or give --database');
    expect(noDatabase.code).toBe(2);
  });
});
