import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLedger } from '@digitruck/contract/ledger';
import { Schedule } from '@digitruck/contract/schedule';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import mqtt from 'mqtt';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { distanceKm } from '../../../src/kernel/geo.ts';
import { until } from '../../support/until.ts';
import { type StubOffice, stubOffice } from '../office.ts';

const FOLDER = join(import.meta.dirname, '../../../simulators/cli');
let office: StubOffice;
let folder = '';
beforeEach(async () => {
  office = await stubOffice();
  folder = mkdtempSync(join(tmpdir(), 'digitruck-cli-'));
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command to its end; `out` and `err` fill on the way. */
function start(command: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(FOLDER, `${command}.ts`), ...args]);
  const run = { child, out: '', err: '', exit: Promise.resolve(-1) };
  child.stdout.on('data', (data) => {
    run.out += data;
  });
  child.stderr.on('data', (data) => {
    run.err += data;
  });
  run.exit = new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  return run;
}

test.each(['simulate', 'record', 'replay', 'load'])(
  '%s has a help text and refuses unknown options',
  async (name) => {
    const help = start(name, '--help');
    const wrong = start(name, '--colour');
    expect(await help.exit).toBe(0);
    expect(help.out).toMatch(/^Usage: /m);
    expect(help.out).toContain('--mqtt URL');
    expect(await wrong.exit).toBe(2);
    expect(wrong.err).toContain("Unknown option '--colour'");
  },
);

test('simulate: a run with a ledger, told in lines and a table', async () => {
  const ledger = join(folder, 'ledger.ndjson');
  const run = start(
    ...(['simulate', '--trucks', '2', '--speed', '1800', '--for', '1h', '--scenario', 'none'] as const),
    ...['--mqtt', office.url, '--ledger', ledger],
  );
  expect(await run.exit).toBe(0);
  expect(run.err).toContain('2 trucks, scenario perfect');
  expect(run.err).toMatch(/^100% .* 120 acknowledged · 120 receipts · 0 kept/m);
  expect(run.out).toMatch(/PUBACKed +│ +120 │/);
  const { boots } = await readLedger(readFileSync(ledger, 'utf8').split('\n'));
  // Whoever is acknowledged first stands first.
  expect(boots.map((boot) => [boot.truckId, boot.pubacked.size, boot.receipted.size]).sort()).toEqual([
    ['DT-01', 60, 60],
    ['DT-02', 60, 60],
  ]);
});

test('simulate --follow-schedule: a truck hears the schedule that the broker keeps, and drives there', async () => {
  const day = Date.UTC(2026, 3, 14);
  const stay = { place: { lat: -1.286, lon: 36.817 }, fromMs: day - 86_400_000, toMs: day };
  const fleet = join(folder, 'fleet.json');
  writeFileSync(fleet, JSON.stringify([{ truckId: 'DT-01', itinerary: [stay] }]));
  const visit = {
    visitId: '00000000-0000-4000-8000-000000000001',
    site: { name: 'Thika', county: 'Kiambu', lat: -1.033, lon: 37.069 },
    course: 'Digital skills',
    firstDay: '2026-04-14',
    lastDay: '2026-04-24',
    headingDeg: null,
    timetable: USUAL_TIMETABLE,
    learnersExpected: 100,
    sessions: [],
  };
  const at = '2026-04-14T00:00:00.000Z';
  const schedule = { truckId: 'DT-01', at, timeZone: 'Africa/Nairobi', visits: [visit], energy: [] };
  const writer = await mqtt.connectAsync(office.url);
  const payload = JSON.stringify(Schedule.parse(schedule));
  await writer.publishAsync('digitruck/v1/DT-01/schedule', payload, { qos: 1, retain: true });
  await writer.endAsync();
  const times = ['--start', '2026-04-14T03:00:00Z', '--for', '36h', '--speed', '15000', '--interval', '600'];
  const run = start('simulate', '--fleet', fleet, '--follow-schedule', ...times, '--mqtt', office.url);
  expect(await run.exit).toBe(0);
  expect(run.out).toMatch(/schedules +│ +1 │ 1 arrival at a site/);
  const last = [...office.samples.values()].at(-1);
  expect(last).toMatchObject({ speedKph: 0 });
  expect(distanceKm({ lat: Number(last?.lat), lon: Number(last?.lon) }, visit.site)).toBeLessThan(0.1);
});

test('simulate: the first Ctrl-C ends it cleanly', async () => {
  const run = start('simulate', '--trucks', '1', '--interval', '1', '--mqtt', office.url);
  await until('a sample', () => office.samples.size > 1);
  run.child.kill('SIGINT');
  expect(await run.exit).toBe(0);
  expect(run.err).toContain('Stopping');
  expect(run.out).toContain('samples made');
  const last = office.messages.filter((m) => m.topic === 'digitruck/v1/DT-01/status').at(-1);
  expect(JSON.parse(last?.payload.toString() ?? '{}')).toMatchObject({ state: 'offline' });
});

test('simulate: says what is wrong with a scenario, and that nobody is there', async () => {
  const file = join(folder, 'scenario.json');
  writeFileSync(file, '{"name":"x","description":"","events":[{"kind":"outage","from":"noon"}]}');
  const wrong = start('simulate', '--scenario', file);
  const nobody = start(
    'simulate',
    '--mqtt',
    'mqtt://127.0.0.1:1',
    '--for',
    '1s',
    '--drain',
    '1ms',
    '--interval',
    '1',
  );
  expect(await wrong.exit).toBe(2);
  expect(wrong.err).toContain('events[0].from: "noon" is no length of time');
  expect(await nobody.exit).toBe(1);
  expect(nobody.err).toContain('No truck ever connected to mqtt://127.0.0.1:1: connect ECONNREFUSED');
});

test('what was recorded can be replayed, as it was or as if it happened now', async () => {
  const file = join(folder, 'recording.ndjson');
  const record = start('record', '--mqtt', office.url, '--out', file);
  await until('a subscription', () => office.broker.connectedClients > 0);
  await until('recording', () => {
    office.send('digitruck/v1/DT-09/schedule', { visits: [] });
    try {
      return readFileSync(file, 'utf8').includes('schedule');
    } catch {
      return false;
    }
  });
  const simulate = [
    'simulate',
    '--speed',
    '3600',
    '--for',
    '30m',
    '--trucks',
    '1',
    '--scenario',
    'none',
  ] as const;
  expect(await start(...simulate, '--mqtt', office.url).exit).toBe(0);
  await until('the goodbye in the file', () => readFileSync(file, 'utf8').includes('"offline"'));
  record.child.kill('SIGINT');
  expect(await record.exit).toBe(0);
  const recorded = new Map(office.samples);
  expect(recorded.size).toBe(30);

  office.samples.clear();
  expect(await start('replay', file, '--speed', '0', '--mqtt', office.url).exit).toBe(0);
  expect(office.samples).toEqual(recorded);

  office.samples.clear();
  const beforeMs = Date.now();
  const replay = start('replay', file, '--speed', '20', '--mqtt', office.url, '--rebase');
  expect(await replay.exit).toBe(0);
  expect(replay.out).toMatch(/of the office/);
  expect(office.samples.size).toBe(30);
  for (const [key, sample] of office.samples) {
    expect(recorded.has(key)).toBe(false);
    expect(Date.parse(String(sample.sampledAt))).toBeLessThan(Date.now());
    expect(Date.parse(String(sample.sampledAt))).toBeGreaterThan(beforeMs - 3_600_000);
  }
});

test('a GPS log is a drive', async () => {
  const file = join(folder, 'track.nmea');
  writeFileSync(
    file,
    ['$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A', '$GPRMC,123520,A,bad*00'].join(
      '\r\n',
    ),
  );
  const run = start('replay', file, '--truck', 'DT-05', '--mqtt', office.url, '--origin', '-1.2864,36.8172');
  expect(await run.exit).toBe(0);
  expect(run.out).toContain('1 wrong checksums');
  const [sample] = office.samples.values();
  expect(sample).toMatchObject({
    lat: -1.2864,
    lon: 36.8172,
    speedKph: 41.5,
    sampledAt: '1994-03-23T12:35:19.000Z',
  });
  const whose = start('replay', file);
  expect(await whose.exit).toBe(2);
  expect(whose.err).toContain('whose drive is it?');
});

test('load: figures as one JSON object', async () => {
  const run = start('load', '--mqtt', office.url, '--messages', '500', '--trucks', '5', '--quiet');
  expect(await run.exit).toBe(0);
  expect(JSON.parse(run.out)).toMatchObject({ sent: 500, pubacked: 500, problem: null });
  expect(run.err).toBe('');
});
