import { createReadStream, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CommandAck } from '@digitruck/contract/commands';
import { readLedger } from '@digitruck/contract/ledger';
import { Sample } from '@digitruck/contract/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FleetOptions, type FleetProgress, runFleet } from '../../../simulators/fleet/fleet.ts';
import { PERFECT_SCENARIO, Scenario } from '../../../simulators/fleet/scenario.ts';
import { until } from '../../support/until.ts';
import { type StubOffice, stubOffice } from '../office.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.now();
let office: StubOffice;
let folder = '';
beforeEach(async () => {
  office = await stubOffice();
  folder = mkdtempSync(join(tmpdir(), 'digitruck-fleet-'));
});
afterEach(async () => {
  await office.close();
  rmSync(folder, { recursive: true, force: true });
});

const trucks = (n: number) => Array.from({ length: n }, (_, i) => ({ truckId: `DT-0${i + 1}` }));
/** Three hours of the recent past in under two seconds. */
function fleet(options: Partial<FleetOptions> = {}) {
  return runFleet({
    trucks: trucks(3),
    mqttUrl: office.url,
    startMs: NOW_MS - 3 * HOUR_MS,
    endMs: NOW_MS,
    pace: 'catch-up',
    scenario: PERFECT_SCENARIO,
    ...options,
  });
}
const scenario = (extra: object) => Scenario.parse({ ...PERFECT_SCENARIO, ...extra });
const ledgerOf = (file: string) => readLedger(createInterface({ input: createReadStream(file) }));
const statuses = (truckId: string) =>
  office.messages
    .filter((m) => m.topic === `digitruck/v1/${truckId}/status`)
    .map((m) => JSON.parse(m.payload.toString()));

test('catches up with the present: every sample stored once, receipts for all, goodbye said', async () => {
  const ledgerFile = join(folder, 'ledger.ndjson');
  const summary = await fleet({ ledgerFile });
  expect(summary).toMatchObject({ phase: 'done', waiting: 0, unsent: 0, interrupted: false });
  expect(summary.figures).toMatchObject({ made: 540, pubacked: 540, receipted: 540, resent: 0 });
  expect(office.samples.size).toBe(540);
  expect(office.duplicates).toBe(0);
  for (const sample of office.samples.values()) expect(Sample.safeParse(sample).success).toBe(true);
  for (const { truckId } of trucks(3)) {
    const said = statuses(truckId);
    expect(said.map((status) => status.state)).toEqual(['online', 'offline']);
    expect(said[0].bootId).toBe(said[1].bootId);
  }
  const ledger = await ledgerOf(ledgerFile);
  expect(ledger).toMatchObject({ runs: 1, badLines: [] });
  expect(ledger.boots).toHaveLength(3);
  for (const boot of ledger.boots) {
    expect(boot.pubacked.toArray()).toEqual([[0, 179]]);
    expect(boot.receipted.size).toBe(180);
    expect(boot.unfit.size).toBe(0);
  }
  // A backlog travels in batches.
  expect(summary.figures.messages).toBeLessThan(30);
});

test('the same seed makes the same samples', async () => {
  const values = () =>
    [...office.samples].map(([key, sample]) => [key, { ...sample, bootId: '' }] as const).sort();
  await fleet({ seed: 'twice', bootName: 'a' });
  const first = values();
  office.samples.clear();
  await fleet({ seed: 'twice', bootName: 'a' });
  expect(values()).toEqual(first);
});

test('an unreceipted sample is sent again, and a PUBACK alone forgets nothing', async () => {
  office.forgetful = true;
  const run = fleet({ resendAfterMs: 700 });
  await until('the broker has everything', () => office.messages.length >= 6 && office.samples.size === 0);
  office.forgetful = false;
  const { figures, waiting } = await run;
  expect(waiting).toBe(0);
  expect(figures.resent).toBeGreaterThanOrEqual(540);
  expect(figures).toMatchObject({ pubacked: 540, receipted: 540 });
  expect(office.samples.size).toBe(540);
});

test('an office that gives no receipts does not hold up the end', async () => {
  office.receipts = false;
  const summary = await fleet();
  expect(summary).toMatchObject({ waiting: 540, unsent: 0 });
  expect(summary.figures).toMatchObject({ pubacked: 540, receipted: 0 });
});

test('a link that breaks, repeats and overtakes loses nothing', async () => {
  const run = fleet({
    pace: 3600,
    scenario: scenario({
      link: { outagesPerDay: 24, outageMedianMin: 5, duplicatePct: 20, reorderPct: 20 },
      events: [{ kind: 'reboot', at: '1h' }],
    }),
  });
  for (const after of [50, 200]) {
    await until(`${after} samples`, () => office.samples.size > after);
    office.breakAll();
  }
  const { figures } = await run;
  expect(figures).toMatchObject({ made: 540, pubacked: 540, receipted: 540, reboots: 3 });
  expect(figures.outages).toBeGreaterThan(0);
  expect(figures.connects).toBeGreaterThan(3);
  expect(figures.duplicates).toBeGreaterThan(0);
  expect(figures.reordered).toBeGreaterThan(0);
  expect(office.samples.size).toBe(540);
  expect(new Set([...office.samples.keys()].map((key) => key.split('/')[1])).size).toBe(2);
});

test('an outage that is felt sends the last will, and the truck comes back by itself', async () => {
  const run = fleet({
    trucks: trucks(1),
    pace: 30,
    startMs: NOW_MS - 200_000,
    intervalS: 5,
    scenario: scenario({ events: [{ kind: 'outage', from: '60s', to: '110s' }] }),
  });
  await run;
  expect(statuses('DT-01').map((status) => status.state)).toEqual(['online', 'offline', 'online', 'offline']);
  expect(office.samples.size).toBe(40);
});

test('catching up, a truck whose outage still lasts stays silent since then', async () => {
  const stop = new AbortController();
  let progress: FleetProgress | undefined;
  const run = fleet({
    trucks: trucks(2),
    endMs: undefined,
    signal: stop.signal,
    scenario: scenario({
      events: [
        { kind: 'outage', from: '30m', to: '1h', trucks: { ids: ['DT-01'] } },
        { kind: 'outage', from: '2h', trucks: { ids: ['DT-02'] } },
      ],
    }),
    onProgress: (now) => {
      progress = now;
    },
  });
  const latest = (truckId: string) =>
    Math.max(
      ...[...office.samples]
        .filter(([key]) => key.startsWith(truckId))
        .map(([, sample]) => Date.parse(String(sample.sampledAt))),
    );
  await until('the silence', () => statuses('DT-02').at(-1)?.state === 'offline');
  await until(
    'the present of the other',
    () => latest('DT-01') >= NOW_MS - 60_000 && (progress?.waiting ?? 0) >= 60,
  );
  expect(latest('DT-02')).toBeLessThan(NOW_MS - HOUR_MS);
  expect(latest('DT-02')).toBeGreaterThanOrEqual(NOW_MS - HOUR_MS - 60_000);
  stop.abort();
  await run;
  expect([...office.samples.keys()].filter((key) => key.startsWith('DT-01')).length).toBeGreaterThanOrEqual(
    180,
  );
});

test('what a run could not deliver, the next one does, under the old boot id', async () => {
  const storeFolder = join(folder, 'store');
  const stop = new AbortController();
  office.receipts = false;
  const first = fleet({ storeFolder, bootName: 'first', signal: stop.signal, endMs: undefined });
  await until('samples at the office', () => office.samples.size > 100);
  stop.abort();
  const stopped = await first;
  expect(stopped.interrupted).toBe(true);
  expect(stopped.waiting).toBe(stopped.figures.made);
  office.samples.clear();
  office.receipts = true;
  const { figures } = await fleet({ storeFolder, bootName: 'second', startMs: NOW_MS - HOUR_MS });
  expect(figures).toMatchObject({ restored: stopped.waiting, made: 180 });
  expect(figures.receipted).toBe(stopped.waiting + 180);
  const boots = [...office.samples.keys()].map((key) => key.split('/')[1]);
  expect(boots.filter((boot) => boot === 'first-0')).toHaveLength(stopped.waiting);
  expect(boots.filter((boot) => boot === 'second-0')).toHaveLength(180);
  expect(readdirSync(storeFolder)).toEqual([]);
});

test('commands are obeyed, answered, and answered the same when they come twice', async () => {
  const shown: string[] = [];
  const stop = new AbortController();
  let progress: FleetProgress | undefined;
  const run = fleet({
    trucks: trucks(1),
    startMs: NOW_MS,
    endMs: undefined,
    pace: 1,
    intervalS: 600,
    signal: stop.signal,
    onProgress: (now) => {
      progress = now;
    },
    onMessageShown: (truckId, text) => shown.push(`${truckId}: ${text}`),
  });
  await until('the truck is there', () => statuses('DT-01').length > 0);
  const command = (n: number, kind: string, args: object) => ({
    commandId: `00000000-0000-4000-8000-00000000000${n}`,
    kind,
    issuedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    args,
  });
  const send = (value: object) => office.send('digitruck/v1/DT-01/command', value);
  const acks = () =>
    office.messages
      .filter((m) => m.topic === 'digitruck/v1/DT-01/command/ack')
      .map((m): CommandAck => JSON.parse(m.payload.toString()));
  send(command(1, 'show-message', { text: 'Hujambo' }));
  send(command(1, 'show-message', { text: 'Hujambo' }));
  send(command(2, 'dance', {}));
  send(command(3, 'reporting-interval', { intervalS: 5 }));
  await until('four answers', () => acks().length === 4);
  expect(acks().map((ack) => ack.state)).toEqual(['done', 'done', 'refused', 'done']);
  expect(shown).toEqual(['DT-01: Hujambo']);
  await until('samples every five seconds', () => office.samples.size >= 2);
  stop.abort();
  const { figures } = await run;
  expect(figures).toMatchObject({ commandsDone: 2, commandsRefused: 1 });
  expect(progress?.phase).toBe('done');
});

test('a clock ahead makes samples for the quarantine, and the ledger says so', async () => {
  const ledgerFile = join(folder, 'ledger.ndjson');
  const { figures } = await fleet({
    trucks: trucks(1),
    ledgerFile,
    scenario: scenario({
      events: [{ kind: 'clock', from: '1h', to: '1h10m', how: 'ahead', offset: '441650d' }],
    }),
  });
  expect(figures.unfit).toBe(10);
  const years = [...office.samples.values()].map((sample) => String(sample.sampledAt).slice(0, 4));
  expect(years.filter((year) => year > '3000')).toHaveLength(10);
  const [boot] = (await ledgerOf(ledgerFile)).boots;
  expect(boot?.unfit.size).toBe(10);
  expect(boot?.pubacked.size).toBe(180);
});

test('a broker that refuses the credentials is told as the problem, the right ones work', async () => {
  office.broker.authenticate = (_client, username, password, done) =>
    done(null, username === 'DT-01' && password?.toString() === 'right');
  const stop = new AbortController();
  let problem: string | undefined;
  const refused = fleet({
    trucks: trucks(1),
    signal: stop.signal,
    drainMs: 1,
    logins: { 'DT-01': { username: 'DT-01', password: 'wrong' } },
    onProgress: (now) => {
      problem ??= now.problem;
      if (problem !== undefined) stop.abort();
    },
  });
  expect((await refused).figures.pubacked).toBe(0);
  expect(problem).toMatch(/refused|authori[sz]ed|password/i);
  const { figures } = await fleet({
    trucks: trucks(1),
    logins: { 'DT-01': { username: 'DT-01', password: 'right' } },
  });
  expect(figures.receipted).toBe(180);
});
