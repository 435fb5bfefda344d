/**
 * ACCEPTANCE cases 19, 21, 22: whatever is killed in mid batch, a fleet that keeps to receipts loses nothing and nothing is stored
 * twice. Simulated trucks write a ledger of what they were promised; `verify` holds it against the database.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FleetSummary, runFleet } from '../../simulators/fleet/fleet.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { startCutOff } from '../support/cut-off.ts';
import { findMosquitto } from '../support/mosquitto.ts';
import { runMosquitto, type Spawned, spawnService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const TRUCKS = 8;
const HOUR_MS = 3_600_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Eight trucks live through a day in half a minute of sending, one sample a message, and keep a ledger. */
function startFleet(mqttUrl: string, ledgerFile: string, seed: string): Promise<FleetSummary> {
  const endMs = systemClock.nowMs();
  return runFleet({
    mqttUrl,
    ledgerFile,
    seed,
    trucks: Array.from({ length: TRUCKS }, (_, index) => ({ truckId: `DT-0${index + 1}` })),
    startMs: endMs - 20 * HOUR_MS,
    endMs,
    pace: 4800,
    intervalS: 60,
    batchSamplesMax: 20,
    resendAfterMs: 1500,
    drainMs: 30_000,
  });
}

async function addTrucks({ api }: Spawned): Promise<void> {
  for (let index = 1; index <= TRUCKS; index++) {
    expect((await api('POST', '/trucks', { truckId: `DT-0${index}` })).status).toBe(201);
  }
}

/** What `npm run verify` says, and with which exit code. */
async function verify(ledger: string, databaseUrl: string): Promise<{ code: number | null; last: string }> {
  const child = spawn(process.execPath, ['src/cli/verify.ts', '--ledger', ledger], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, last: said.trim().split('\n').at(-1) ?? '' };
}

const ledgerFile = () => join(mkdtempSync(join(tmpdir(), 'digitruck-ledger-')), 'ledger.ndjson');

async function expectComplete(service: Spawned, ledger: string, summary: FleetSummary): Promise<void> {
  expect(summary.waiting).toBe(0);
  const { code, last } = await verify(ledger, service.database.url);
  expect(last).toMatch(/^sent (\d+), stored \1, missing 0, duplicate 0$/);
  expect(Number(/sent (\d+)/.exec(last)?.[1])).toBeGreaterThan(5000);
  expect(code).toBe(0);
  expect(readFileSync(ledger, 'utf8')).toContain('"receipt"');
}

describe('with the embedded broker', () => {
  test('service and broker killed with -9 again and again', { timeout: 120_000 }, async () => {
    const service = await spawnService();
    await service.start();
    await addTrucks(service);
    const ledger = ledgerFile();
    const fleet = startFleet(service.mqttUrl, ledger, 'kills');
    for (let kill = 0; kill < 3; kill++) {
      await pause(1800 + kill * 700);
      await service.kill9();
      await pause(300);
      await service.start();
    }
    await expectComplete(service, ledger, await fleet);
  });

  test('the database away: nothing is acknowledged, ready is red and live green, then all of it is there', {
    timeout: 120_000,
  }, async () => {
    const service = await spawnService();
    const way = await startCutOff(service.database.url);
    const cut = await spawnOn(service, way.url);
    await cut.start();
    await addTrucks(cut);
    const ledger = ledgerFile();
    const fleet = startFleet(cut.mqttUrl, ledger, 'database');
    await pause(3000);
    way.cut();
    await until('ready to be red', async () => (await cut.api('GET', '/health/ready')).status === 503);
    expect((await cut.api('GET', '/health/live')).status).toBe(200);
    const { rows } = await service.database.db.$client.query('select count(*)::int as n from samples');
    await pause(3000);
    const later = await service.database.db.$client.query('select count(*)::int as n from samples');
    expect(later.rows[0].n).toBe(rows[0].n);
    way.restore();
    await until('ready to be green', async () => (await cut.api('GET', '/health/ready')).status === 200);
    await expectComplete(service, ledger, await fleet);
    await cut.kill9();
    await way.close();
  });
});

/** The same service, reaching its database by another way. */
async function spawnOn(service: Spawned, databaseUrl: string): Promise<Spawned> {
  const other = await spawnService({ DATABASE_URL: databaseUrl });
  return { ...other, database: service.database };
}

describe.runIf(findMosquitto() !== undefined)('with Mosquitto under the durable settings', () => {
  test('Mosquitto killed with -9 again and again, and the service once', { timeout: 120_000 }, async () => {
    const mosquitto = await runMosquitto([
      'allow_anonymous true',
      'persistence true',
      'autosave_interval 5',
      'max_queued_messages 1000000',
      'max_inflight_messages 1000',
    ]);
    const service = await spawnService({ MQTT_URL: mosquitto.url });
    await service.start();
    await addTrucks(service);
    const ledger = ledgerFile();
    const fleet = startFleet(mosquitto.url, ledger, 'mosquitto');
    for (let kill = 0; kill < 3; kill++) {
      await pause(2500);
      await mosquitto.kill9();
      await pause(200);
      await mosquitto.restart();
    }
    await service.kill9();
    await service.start();
    await expectComplete(service, ledger, await fleet);
  });
});
if (findMosquitto() === undefined) console.info('No Mosquitto on this machine: its kills are not tried.');
