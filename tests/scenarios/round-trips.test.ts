/**
 * What goes to and fro between trucks, office and screens, through the whole service: a sample written by hand and sent by a
 * program of others, a command and its answer, an office that is shut out.
 */
import { spawn, spawnSync } from 'node:child_process';
import { Command, CommandPage } from '@digitruck/contract/commands';
import { Truck } from '@digitruck/contract/fleet';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runFleet } from '../../simulators/fleet/fleet.ts';
import { brokersFor, settingsFor } from '../support/brokers.ts';
import { type Running, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';
import { Watcher } from '../support/watcher.ts';

/** "--help" ends with 1 and prints its usage. */
const hasMosquittoPub = spawnSync('mosquitto_pub', ['--help']).error === undefined;
if (!hasMosquittoPub) console.info('No mosquitto_pub on this machine: a sample sent by hand is not tried.');

/** The feed asks about its watchers every 25 s; here sooner. */
const SOON = { liveTiming: { recheckEvery: 500 } };

async function newKey(office: Running): Promise<{ keyId: string; key: string }> {
  const asked = { name: 'a screen', role: 'viewer', expiresInDays: null };
  const { status, body } = await office.api('POST', '/keys', asked);
  expect(status).toBe(201);
  return body as { keyId: string; key: string };
}
const watch = (office: Running, key: string) =>
  new Watcher(`${office.service.url.replace(/^http/, 'ws')}/api/v1/live`, {
    authorization: `Bearer ${key}`,
  });

describe.each(brokersFor('round trips are tried'))('with the %s broker', (broker) => {
  let office: Running;

  beforeAll(async () => {
    office = await runService(await settingsFor(broker));
  });

  async function addTruck(truckId: string): Promise<void> {
    expect((await office.api('POST', '/trucks', { truckId })).status).toBe(201);
  }

  test.runIf(hasMosquittoPub).each([
    ['MQTT 3.1.1', '311'],
    ['MQTT 5', '5'],
  ])('a sample written by hand reaches the screen, sent by mosquitto_pub with %s', async (_, version) => {
    const truckId = `HAND-${version}`;
    await addTruck(truckId);
    const { key } = await newKey(office);
    const screen = await watch(office, key).snapshot();
    const written = `{ "bootId": "b7f1", "seq": 1042, "sampledAt": "${new Date().toISOString()}",
      "lat": -0.4527, "lon": 39.6460, "batterySocPct": 71.5, "solarW": 1830.5, "occupancy": 19 }`;
    const { hostname, port } = new URL(office.service.mqttUrl);
    const topic = `digitruck/v1/${truckId}/telemetry`;
    const child = spawn('mosquitto_pub', [
      '-h',
      hostname,
      '-p',
      port,
      '-V',
      version,
      '-q',
      '1',
      '-t',
      topic,
      '-m',
      written,
    ]);
    const code = await new Promise((resolve) => child.once('close', resolve));
    // The embedded broker speaks MQTT 3.1.1 only, and says so.
    if (broker === 'embedded' && version === '5') {
      expect(code).not.toBe(0);
      return;
    }
    expect(code).toBe(0);
    const seen = await until('the sample on the screen', () => {
      const truck = screen.fleet.get(truckId);
      return truck?.latest?.seq === 1042 && truck;
    });
    expect(seen).toMatchObject({
      latest: {
        readings: { batterySocPct: 71.5, solarW: 1830.5, occupancy: 19 },
        place: { lat: -0.4527, lon: 39.646 },
      },
      activity: 'teaching',
    });
    screen.socket.close();
  });

  test('a truck does what it is asked, once, and everybody sees who asked', async () => {
    const truckId = 'ASKED';
    await addTruck(truckId);
    const shown: string[] = [];
    const stop = new AbortController();
    const fleet = runFleet({
      mqttUrl: office.service.mqttUrl,
      trucks: [{ truckId }],
      startMs: Date.now(),
      pace: 1,
      intervalS: 5,
      signal: stop.signal,
      onMessageShown: (_, text) => shown.push(text),
    });
    const ask = async (order: object) => {
      const { status, body } = await office.api('POST', `/trucks/${truckId}/commands`, order);
      expect(status).toBe(201);
      return Command.parse(body).commandId;
    };
    const listed = async () =>
      CommandPage.parse((await office.api('GET', `/trucks/${truckId}/commands`)).body).items;
    const answered = (commandId: string) =>
      until('the answer', async () =>
        (await listed()).find((command) => command.commandId === commandId && command.state !== 'waiting'),
      );
    const hello = await answered(await ask({ kind: 'show-message', args: { text: 'Karibu' } }));
    expect(hello).toMatchObject({ state: 'done', kind: 'show-message', reason: null });
    expect(hello.askedBy).not.toBe('');
    expect(shown).toEqual(['Karibu']);
    const often = await answered(await ask({ kind: 'reporting-interval', args: { intervalS: 30 } }));
    expect(often.state).toBe('done');
    const record = async () => Truck.parse((await office.api('GET', `/trucks/${truckId}`)).body);
    await until('the registry to know', async () => (await record()).reportingIntervalS === 30);
    stop.abort();
    await fleet;
    // Nobody is there to answer: it waits.
    const late = await ask({ kind: 'low-power', args: { on: true } });
    expect((await listed()).find(({ commandId }) => commandId === late)?.state).toBe('waiting');
    const after = await office.value<number>(
      `select count(*)::int from audit_log where action = 'command.ask'`,
    );
    expect(after).toBeGreaterThan(0);
  });
});

test('who is shut out has no feed soon after; others keep theirs', async () => {
  const office = await runService({}, onTestFinished, SOON);
  const [shutOut, other] = [await newKey(office), await newKey(office)];
  const [leaving, staying] = [
    await watch(office, shutOut.key).snapshot(),
    await watch(office, other.key).snapshot(),
  ];
  expect((await office.api('DELETE', `/keys/${shutOut.keyId}`)).status).toBeLessThan(300);
  await until('the feed to be closed', () => leaving.closed);
  expect(staying.closed).toBeUndefined();
  staying.socket.close();
});
