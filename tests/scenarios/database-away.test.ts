/**
 * ACCEPTANCE case 19: the database is cut off, stands still or is killed while trucks send. Nothing is acknowledged that is not
 * committed, memory has an end, ready is red and live is green; then everything is there, once.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runningDatabaseUrl } from '../../src/embedded/data-lock.ts';
import { startCutOff } from '../support/cut-off.ts';
import { freshDatabase } from '../support/database.ts';
import {
  acknowledgedLines,
  expectComplete,
  type LedgerFleet,
  startLedgerFleet,
} from '../support/ledger-fleet.ts';
import { type Spawned, spawnService } from '../support/running-service.ts';
import { findSystemPostgres, startSystemPostgres } from '../support/system-postgres.ts';
import { until } from '../support/until.ts';

/** Far above what the service needs, far below what an outage of minutes would gather without a limit. */
const MEMORY_MAX_MB = 900;
const AWAY_MS = 1500;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const isRed = (service: Spawned) =>
  until('ready to be red', async () => (await service.api('GET', '/health/ready')).status === 503);
const isGreen = (service: Spawned) =>
  until('ready to be green', async () => (await service.api('GET', '/health/ready')).status === 200, {
    withinMs: 120_000,
  });

/** While the database is away. */
async function expectPatience(service: Spawned, fleet: LedgerFleet): Promise<void> {
  await isRed(service);
  // What was committed just before may still be on its way into the ledger, which is written twice a second.
  await pause(1000);
  const acknowledged = acknowledgedLines(fleet.ledger);
  await pause(AWAY_MS);
  expect(acknowledgedLines(fleet.ledger)).toBe(acknowledged);
  expect((await service.api('GET', '/health/live')).status).toBe(200);
  expect((await service.api('GET', '/health/ready')).status).toBe(503);
  expect(residentMb(service.pid())).toBeLessThan(MEMORY_MAX_MB);
}

function residentMb(pid: number): number {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Number(stdout) / 1024;
}

/** A server and the processes it has started. */
function withChildren(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  return [pid, ...pairs.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []))];
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // A connection that ended meanwhile.
    }
  }
}

async function wayIsCut(): Promise<void> {
  const { url } = await freshDatabase();
  const way = await startCutOff(url);
  onTestFinished(() => way.close());
  const service = await spawnService({ DATABASE_URL: way.url });
  await service.start();
  const fleet = await startLedgerFleet(service, { seed: 'cut' });
  await fleet.moreReceipts();
  way.cut();
  await expectPatience(service, fleet);
  way.restore();
  await isGreen(service);
  await expectComplete(url, fleet);
}

async function embeddedStandsStillAndIsKilled(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'digitruck-scenario-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 40, retryDelay: 250 }));
  const service = await spawnService({ DATABASE_URL: '', DATA_DIR: dataDir });
  await service.start();
  const fleet = await startLedgerFleet(service, { seed: 'embedded' });
  const server = () => Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
  await fleet.moreReceipts();
  const stopped = withChildren(server());
  signal(stopped, 'SIGSTOP');
  await expectPatience(service, fleet);
  signal(stopped, 'SIGCONT');
  await isGreen(service);
  await fleet.moreReceipts();
  const killed = server();
  process.kill(killed, 'SIGKILL');
  await until('another server', () => {
    try {
      return server() !== killed;
    } catch {
      return false;
    }
  });
  await isGreen(service);
  await expectComplete((await runningDatabaseUrl(dataDir)) ?? '', fleet);
}

async function systemStandsStillAndStaysAway(): Promise<void> {
  const postgres = await startSystemPostgres();
  onTestFinished(() => postgres.stop());
  const service = await spawnService({ DATABASE_URL: postgres.url });
  await service.start();
  const fleet = await startLedgerFleet(service, { seed: 'system' });
  await fleet.moreReceipts();
  const stopped = withChildren(postgres.pid());
  signal(stopped, 'SIGSTOP');
  await isRed(service);
  signal(stopped, 'SIGCONT');
  await isGreen(service);
  signal(withChildren(postgres.pid()), 'SIGKILL');
  await expectPatience(service, fleet);
  await postgres.start();
  await isGreen(service);
  await expectComplete(postgres.url, fleet);
}

const system = findSystemPostgres();
if (system === undefined) console.info('No PostgreSQL of the system: its outage is not tried.');

// All at the same time, for each of them waits most of the time.
test(`19: the way to the database is cut; the embedded PostgreSQL, and ${system?.version ?? 'none'} of the system, stand still and are killed with -9`, {
  timeout: 400_000,
}, async () => {
  await Promise.all([
    wayIsCut(),
    embeddedStandsStillAndIsKilled(),
    ...(system === undefined ? [] : [systemStandsStillAndStaysAway()]),
  ]);
});
