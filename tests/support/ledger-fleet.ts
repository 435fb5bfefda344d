/**
 * A fleet that keeps a ledger while a scenario breaks something, and the proof that follows: `verify` holds what the trucks were
 * promised against the database.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { type FleetSummary, runFleet } from '../../simulators/fleet/fleet.ts';
import { verify } from '../../src/cli/verify.ts';
import type { Spawned } from './running-service.ts';
import { until } from './until.ts';

const TRUCKS = 8;
const HOUR_MS = 3_600_000;
/** One sample a minute over the hours: these take some five seconds to make. */
const HOURS = 8;
const PACE = 5760;
const SAMPLES_MIN = 3000;

export const LEDGER_TRUCKS = Array.from({ length: TRUCKS }, (_, index) => `DT-0${index + 1}`);
export const loginOf = (truckId: string) => ({ username: truckId, password: `secret of ${truckId}` });

export type LedgerFleet = {
  readonly ledger: string;
  /** Resolves when everything has its receipt, or nothing came for two minutes. */
  readonly done: Promise<FleetSummary>;
  /** Resolves when more has its receipt, so that what comes next comes in the middle of sending; or everything is done. */
  moreReceipts(): Promise<void>;
};

/** Registers the trucks and lets them live through their hours, one sample a message while the link is good. */
export async function startLedgerFleet(
  service: Spawned,
  options: { seed: string; mqttUrl?: string; withLogins?: boolean },
): Promise<LedgerFleet> {
  for (const truckId of LEDGER_TRUCKS) {
    expect((await service.api('POST', '/trucks', { truckId })).status).toBe(201);
  }
  const folder = mkdtempSync(join(tmpdir(), 'digitruck-ledger-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const ledger = join(folder, 'ledger.ndjson');
  const endMs = Date.now();
  const done = runFleet({
    mqttUrl: options.mqttUrl ?? service.mqttUrl,
    ledgerFile: ledger,
    seed: options.seed,
    trucks: LEDGER_TRUCKS.map((truckId) => ({ truckId })),
    ...(options.withLogins
      ? { logins: Object.fromEntries(LEDGER_TRUCKS.map((truckId) => [truckId, loginOf(truckId)])) }
      : {}),
    startMs: endMs - HOURS * HOUR_MS,
    endMs,
    pace: PACE,
    intervalS: 60,
    batchSamplesMax: 20,
    resendAfterMs: 1000,
    reconnectMaxMs: 1000,
    drainMs: 120_000,
  });
  let over = false;
  const end = () => {
    over = true;
  };
  done.then(end, end);
  return {
    ledger,
    done,
    async moreReceipts() {
      const before = receiptLines(ledger);
      await until('more receipts', () => over || receiptLines(ledger) > before);
    },
  };
}

/** How many lines say that something was acknowledged. */
export const acknowledgedLines = (ledger: string) => linesWith(ledger, '"t":"puback"');
const receiptLines = (ledger: string) => linesWith(ledger, '"t":"receipt"');

function linesWith(ledger: string, text: string): number {
  return existsSync(ledger) ? readFileSync(ledger, 'utf8').split(text).length - 1 : 0;
}

/** Everything that the fleet was promised is stored, once. */
export async function expectComplete(databaseUrl: string, fleet: LedgerFleet): Promise<void> {
  expect((await fleet.done).waiting).toBe(0);
  const lines: string[] = [];
  const say = { log: (line: string) => void lines.push(line), error: console.error };
  const code = await verify(['--ledger', fleet.ledger, '--database', databaseUrl], say, {});
  const last = lines.at(-1) ?? '';
  expect(last).toMatch(/^sent (\d+), stored \1, missing 0, duplicate 0$/);
  expect(Number(/sent (\d+)/.exec(last)?.[1])).toBeGreaterThan(SAMPLES_MIN);
  expect(code).toBe(0);
  expect(readFileSync(fleet.ledger, 'utf8')).toContain('"receipt"');
}
