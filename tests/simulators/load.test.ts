import { Sample } from '@digitruck/contract/telemetry';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generateLoad } from '../../simulators/load.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { until } from '../support/until.ts';
import { type StubOffice, stubOffice } from './office.ts';

let office: StubOffice;
beforeEach(async () => {
  office = await stubOffice();
  office.receipts = false;
});
afterEach(() => office.close());

const load = (options: object) =>
  generateLoad({
    mqttUrl: office.url,
    truckIds: ['DT-01', 'DT-02', 'DT-03'],
    bootId: 'load',
    clock: systemClock,
    ...options,
  });

/** The broker acknowledges a message before it hands it on. */
const arrived = (samples: number) =>
  until(`${samples} samples at the office`, () => office.samples.size === samples);

test('every message arrives once, as samples of the contract, evenly over the trucks', async () => {
  const figures = await load({ messages: 3000, window: 100 });
  expect(figures).toMatchObject({ sent: 3000, pubacked: 3000, samplesPubacked: 3000, problem: null });
  await arrived(3000);
  expect(office.duplicates).toBe(0);
  for (const key of ['DT-01/load/0', 'DT-02/load/999', 'DT-03/load/500'])
    expect(Sample.safeParse(office.samples.get(key)).success).toBe(true);
});

test('batches hold as many samples as asked', async () => {
  const figures = await load({ messages: 12, samplesPerMessage: 500 });
  expect(figures).toMatchObject({ sent: 12, samplesPubacked: 6000 });
  await arrived(6000);
  for (const { payload } of office.messages) expect(payload.length).toBeLessThan(256 * 1024);
});

test('keeps to a rate', async () => {
  const figures = await load({ forMs: 1000, ratePerS: 200 });
  expect(figures.sent).toBeGreaterThan(150);
  expect(figures.sent).toBeLessThanOrEqual(210);
});

test('one connection a truck, each with its own credentials', async () => {
  office.broker.authenticate = (client, username, password, done) =>
    done(null, username === client.id && password?.toString() === `secret of ${client.id}`);
  const logins = Object.fromEntries(
    ['DT-01', 'DT-02', 'DT-03'].map((id) => [id, { username: id, password: `secret of ${id}` }]),
  );
  expect(await load({ messages: 30, logins })).toMatchObject({ pubacked: 30 });
  await expect(load({ messages: 30 })).rejects.toThrow(/refused|closed/);
});

test('a broker that goes away ends it with the reason', async () => {
  const run = load({ messages: 10_000_000, window: 50 });
  setTimeout(() => office.breakAll(), 200);
  const figures = await run;
  expect(figures.problem).not.toBeNull();
  expect(figures.pubacked).toBeLessThanOrEqual(figures.sent);
});
