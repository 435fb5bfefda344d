/** `npm run rules` as people run it: stretches from a recording, a simulation and a database; its answers, its faults, its exit codes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuleReplayResult } from '@digitruck/contract/alerts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordingLine } from '../../simulators/recording/line.ts';
import { durationOf, reportOf } from '../../src/cli/rules/report.ts';
import { rules as command } from '../../src/cli/rules.ts';
import { addTruck, type RawSample, storeBatch } from '../store/raw-samples.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

const START = Date.UTC(2026, 10, 20, 5);
const at = (minute: number) => new Date(START + minute * 60_000).toISOString();
/** An hour at 22 %, an hour at 18 %, then charged. */
const socPct = (minute: number) => (minute < 60 ? 22 : minute < 120 ? 18 : 60) + (minute % 2) / 10;

let folder: string;
const path = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'digitruck-rules-'));
  const sooner = { fleet: { 'battery-low': { thresholds: { raiseAbovePct: 4 } } } };
  writeFileSync(path('sooner.json'), JSON.stringify(sooner));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Run = { code: number | null; stdout: string; stderr: string };

const environment = () => ({ PATH: process.env.PATH, DATA_DIR: path('data') });

/** As people run it: a process of its own, until Ctrl-C when that is asked for. */
async function spawnRules(args: string[], ctrlCAt?: string): Promise<Run> {
  const child = spawn(process.execPath, ['src/cli/rules.ts', ...args], { env: environment() });
  let [stdout, stderr] = ['', ''];
  let pressed = false;
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
    // Once: a second one ends it at once, as it should.
    if (ctrlCAt === undefined || pressed || !stderr.includes(ctrlCAt)) return;
    pressed = true;
    child.kill('SIGINT');
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

async function rules(...args: string[]): Promise<Run> {
  let [stdout, stderr] = ['', ''];
  const say = {
    out: (text: string) => {
      stdout += text;
    },
    err: (text: string) => {
      stderr += text;
    },
  };
  const code = await command([...args, '--quiet'], say, () => false, environment());
  return { code, stdout, stderr };
}

describe('npm run rules', { timeout: 300_000 }, () => {
  test('replays a recording, without colours where there is no terminal', async () => {
    const lines = Array.from({ length: 240 }, (_, minute) =>
      recordingLine({
        topic: 'digitruck/v1/DT-1/telemetry',
        at: at(minute),
        payload: Buffer.from(
          JSON.stringify({ bootId: 'b', seq: minute, sampledAt: at(minute), batterySocPct: socPct(minute) }),
        ),
      }),
    );
    writeFileSync(path('rec.ndjson'), `${lines.join('\n')}\n`);
    const { code, stdout } = await spawnRules([
      '--file',
      path('rec.ndjson'),
      '--rules',
      path('sooner.json'),
      '--json',
      path('out.json'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('1 truck, 240 samples');
    expect(stdout).toMatch(/earlier.*DT-1.*battery-low.*-1 h/);
    expect(stdout).not.toContain('\u001b[');
    const result = RuleReplayResult.parse(JSON.parse(readFileSync(path('out.json'), 'utf8')));
    expect(result.diff).toMatchObject([
      { change: 'earlier', byS: -3600, asIs: { raisedAt: at(65) }, changed: { raisedAt: at(5) } },
    ]);
  });

  test('replays simulated trucks, the same each time', async () => {
    const order = ['--simulate', 'seed', '--trucks', '1', '--days', '3', '--json'];
    const [a, b] = [await rules(...order, path('a.json')), await rules(...order, path('b.json'))];
    expect([a.code, b.code, a.stderr]).toEqual([0, 0, '']);
    expect(a.stdout).toBe(b.stdout);
    expect(readFileSync(path('a.json'), 'utf8')).toBe(readFileSync(path('b.json'), 'utf8'));
    expect(RuleReplayResult.parse(JSON.parse(readFileSync(path('a.json'), 'utf8'))).samples).toBeGreaterThan(
      4000,
    );
  });

  test('replays what is stored, for the trucks asked for', async () => {
    const database: TestDatabase = await freshDatabase();
    for (const truckId of ['DT-1', 'DT-2']) await addTruck(database.db, truckId);
    for (let from = 0; from < 240; from += 5) {
      const batch = Array.from({ length: 5 }, (_, i) => from + i).map(
        (minute): RawSample => ({
          truckId: 'DT-1',
          bootId: 'b',
          seq: minute,
          at: at(minute),
          batterySocPct: socPct(minute),
        }),
      );
      await storeBatch(database.db, batch, at(from + 4));
    }
    const { code, stdout, stderr } = await rules(
      '--database',
      database.url,
      '--from',
      at(0),
      '--to',
      at(240),
      '--rules',
      path('sooner.json'),
      '--truck',
      'DT-1',
    );
    expect(stderr).not.toContain('rules:');
    expect(code).toBe(0);
    expect(stdout).toContain('1 truck, 240 samples');
    expect(stdout).toMatch(/earlier.*DT-1.*battery-low/);
  });

  test.each([
    [[], '--from is missing'],
    [['--from', 'tomorrow'], '--from tomorrow: is no time'],
    [['--from', '2026-11-02', '--to', '2026-11-01'], '--to must be after --from'],
    [['--from', '2026-11-01', '--to', '2026-11-02'], 'there is no database'],
    [['--simulate', 'x', '--truck', 'no/truck'], '--truck no/truck: must be 1 to 64 letters'],
    [['--simulate', 'x', '--days', '0'], '--days 0: must be a number from 1 to 400'],
    [['--file', 'nowhere.ndjson'], 'nowhere.ndjson'],
    [['--unknown'], '--help'],
  ])('%j is refused in words', async (args, problem) => {
    const { code, stderr } = await rules(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('a file of rules that is none is told with its place', async () => {
    writeFileSync(path('bad.json'), JSON.stringify({ fleet: { 'battery-low': { thresholds: { x: 1 } } } }));
    const { code, stderr } = await rules('--simulate', 'x', '--rules', path('bad.json'));
    expect(code).toBe(2);
    expect(stderr).toContain('fleet: "x" is no threshold of battery-low');
  });

  test('Ctrl-C ends it with 130', async () => {
    const { code, stderr } = await spawnRules(
      ['--simulate', 'x', '--trucks', '50', '--days', '100'],
      'samples',
    );
    expect(code).toBe(130);
    expect(stderr).toContain('stopped');
  });
});

test('lengths of time, and a report of nothing', () => {
  expect([durationOf(-3900), durationOf(266_400), durationOf(20), durationOf(0)]).toEqual([
    '-1 h 5 min',
    '+3 d 2 h',
    '+0 min',
    '+0 min',
  ]);
  const nothing = {
    from: at(0),
    to: at(1),
    trucks: 0,
    samples: 0,
    alertsAsIs: 0,
    alertsChanged: 0,
    diff: [],
  };
  expect(reportOf(nothing, { colour: true, timeZone: 'UTC' })).toBe(
    `0 trucks, 0 samples, ${at(0)} to ${at(1)}\n0 alerts by the rules as they are, 0 by the changed ones\n`,
  );
});
