import { mkdtempSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MosquittoFilesInput, mosquittoFiles } from '../../src/embedded/mosquitto/files.ts';
import { mosquittoHash } from '../../src/kernel/password-hash.ts';
import { findMosquitto, type RunningMosquitto, startMosquitto } from '../support/mosquitto.ts';
import { until } from '../support/until.ts';

const program = findMosquitto();
if (program === undefined) console.warn('no mosquitto on this machine: its files are only checked as texts');

const hash = '$7$101$AAAAAAAAAAAAAAAA$AAAA';
const input: MosquittoFilesInput = {
  trucks: [{ truckId: 'DT-07', passwordHash: hash }],
  service: { username: 'fleet', passwordHash: hash },
  dir: '/etc/mosquitto/fleet',
  dataDir: '/var/lib/mosquitto',
  port: 1883,
};

describe('the Mosquitto files', () => {
  it('give each truck its own topics and the service all', () => {
    const made = mosquittoFiles(input);
    if (!made.ok) throw new Error(made.reason);
    expect(made.files.passwd).toBe(`fleet:${hash}\nDT-07:${hash}\n`);
    expect(made.files.acl.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      'pattern write digitruck/v1/%u/telemetry',
      'pattern write digitruck/v1/%u/status',
      'pattern write digitruck/v1/%u/session',
      'pattern write digitruck/v1/%u/command/ack',
      'pattern read digitruck/v1/%u/command',
      'pattern read digitruck/v1/%u/receipt',
      'pattern read digitruck/v1/%u/schedule',
      'user fleet',
      'topic readwrite digitruck/v1/#',
    ]);
  });

  it('name their folder, keep what is queued, and let nobody in unnamed', () => {
    const made = mosquittoFiles(input);
    if (!made.ok) throw new Error(made.reason);
    const settings = made.files.conf.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(settings).toEqual(
      expect.arrayContaining([
        'per_listener_settings false',
        'listener 1883',
        'allow_anonymous false',
        'password_file /etc/mosquitto/fleet/passwd',
        'acl_file /etc/mosquitto/fleet/acl',
        'persistence true',
        'persistence_location /var/lib/mosquitto/',
        'max_queued_messages 1000000',
        'max_inflight_messages 15000',
        'max_packet_size 263168',
      ]),
    );
    expect(made.files.conf).not.toContain('{{');
  });

  it.each([
    [
      'a truck id that would add a line',
      { trucks: [{ truckId: 'a\nroot', passwordHash: hash }] },
      /no truck id/,
    ],
    ['a truck id with a wildcard', { trucks: [{ truckId: '+', passwordHash: hash }] }, /no truck id/],
    ['a hash of another kind', { trucks: [{ truckId: 'A', passwordHash: 'secret' }] }, /A has no Mosquitto/],
    [
      'a service called like a truck',
      { service: { username: 'DT-07', passwordHash: hash } },
      /a truck is called DT-07/,
    ],
    ['a service user with a colon', { service: { username: 'a:b', passwordHash: hash } }, /user name "a:b"/],
    ['a folder in two lines', { dir: '/a\nallow_anonymous true' }, /absolute path/],
  ])('are refused for %s', (_, change, reason) => {
    const made = mosquittoFiles({ ...input, ...change });
    expect(made).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

describe.runIf(program !== undefined)('a real Mosquitto with these files', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'digitruck-mosquitto-'));
  const clients: MqttClient[] = [];
  let mosquitto: RunningMosquitto;
  let port: number;

  async function writeFiles(truckIds: string[]): Promise<void> {
    const trucks = await Promise.all(
      truckIds.map(async (truckId) => ({
        truckId,
        passwordHash: await mosquittoHash(`secret of ${truckId}`),
      })),
    );
    const service = { username: 'fleet', passwordHash: await mosquittoHash('secret of fleet') };
    const made = mosquittoFiles({ trucks, service, dir, dataDir: dir, port });
    if (!made.ok) throw new Error(made.reason);
    // As root it would become the user "mosquitto", who can't read a test's folder.
    const conf = process.getuid?.() === 0 ? `user root\n${made.files.conf}` : made.files.conf;
    await writeFile(path.join(dir, 'mosquitto.conf'), conf);
    for (const name of ['passwd', 'acl'] as const) {
      await writeFile(path.join(dir, name), made.files[name], { mode: 0o600 });
      await chmod(path.join(dir, name), 0o600);
    }
  }

  async function signIn(username: string, password = `secret of ${username}`): Promise<MqttClient> {
    const client = await mqtt.connectAsync(mosquitto.url, {
      username,
      password,
      clientId: `${username}-${clients.length}`,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  }

  beforeAll(async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as { port: number }).port;
    await new Promise((resolve) => server.close(resolve));
    await writeFiles(['A', 'B']);
    mosquitto = await startMosquitto({ port, dir, conf: path.join(dir, 'mosquitto.conf') });
  });

  afterAll(async () => {
    for (const client of clients) client.end(true);
    await mosquitto?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('lets in who has the password, and nobody else', async () => {
    await signIn('A');
    await expect(signIn('A', 'guess')).rejects.toThrow(/Not authorized/);
    await expect(signIn('stranger')).rejects.toThrow(/Not authorized/);
    await expect(mqtt.connectAsync(mosquitto.url, { reconnectPeriod: 0 })).rejects.toThrow();
  });

  it('takes from a truck what is on its own topics only, and gives the service all of it', async () => {
    const service = await signIn('fleet');
    const got: string[] = [];
    service.on('message', (topic) => got.push(topic));
    await service.subscribeAsync('digitruck/v1/#', { qos: 1 });
    const truck = await signIn('A');
    const own = ['telemetry', 'status', 'session', 'command/ack'].map(
      (channel) => `digitruck/v1/A/${channel}`,
    );
    const others = [
      'digitruck/v1/B/telemetry',
      'digitruck/v1/A/command',
      'digitruck/v1/A/other',
      'elsewhere',
    ];
    for (const topic of [...others, ...own]) {
      // MQTT 5 tells a refusal with the PUBACK; MQTT.js rejects on it.
      const sent = truck.publishAsync(topic, '{}', { qos: 1 });
      if (others.includes(topic)) await expect(sent).rejects.toThrow(/Not authorized/);
      else await sent;
    }
    await until('the last one', () => got.includes('digitruck/v1/A/command/ack'));
    expect(got).toEqual(own);
  });

  it('gives a truck what is for it only', async () => {
    const truck = await signIn('A');
    const got: string[] = [];
    truck.on('message', (topic) => got.push(topic));
    await truck.subscribeAsync('digitruck/v1/A/command', { qos: 1 });
    await truck.subscribeAsync('digitruck/v1/A/receipt', { qos: 1 });
    await truck.subscribeAsync('#', { qos: 1 }).catch(() => undefined);
    await truck.subscribeAsync('digitruck/v1/B/command', { qos: 1 }).catch(() => undefined);
    const service = await signIn('fleet');
    for (const topic of ['B/command', 'B/telemetry', 'A/command', 'A/receipt']) {
      await service.publishAsync(`digitruck/v1/${topic}`, '{}', { qos: 1 });
    }
    await until('its own', () => got.includes('digitruck/v1/A/receipt'));
    expect([...new Set(got)].sort()).toEqual(['digitruck/v1/A/command', 'digitruck/v1/A/receipt']);
  });

  it('takes 256 KiB and does not acknowledge what is larger', async () => {
    const options = {
      username: 'A',
      password: 'secret of A',
      protocolVersion: 4 as const,
      reconnectPeriod: 0,
    };
    const truck = await mqtt.connectAsync(mosquitto.url, options);
    truck.on('error', () => undefined);
    clients.push(truck);
    await truck.publishAsync('digitruck/v1/A/telemetry', 'x'.repeat(256 * 1024), { qos: 1 });
    const closed = new Promise((resolve) => truck.once('close', () => resolve('closed')));
    const sent = new Promise((resolve) => {
      truck.publish('digitruck/v1/A/telemetry', 'x'.repeat(300 * 1024), { qos: 1 }, (error) => {
        if (!error) resolve('acknowledged');
      });
    });
    expect(await Promise.race([sent, closed])).toBe('closed');
  });

  it('ends the session of a truck whose credentials were revoked, and keeps the others', async () => {
    const revoked = await signIn('B');
    const kept = await signIn('A');
    await writeFiles(['A']);
    mosquitto.reload();
    await until('the session to end', () => !revoked.connected);
    expect(kept.connected).toBe(true);
    await expect(signIn('B')).rejects.toThrow(/Not authorized/);
  });

  it('keeps what it queued for the service over a restart', async () => {
    const options = {
      username: 'fleet',
      password: 'secret of fleet',
      clientId: 'service',
      protocolVersion: 5 as const,
    };
    const session = { clean: false, properties: { sessionExpiryInterval: 3_600 }, reconnectPeriod: 0 };
    const service = await mqtt.connectAsync(mosquitto.url, { ...options, ...session });
    await service.subscribeAsync('digitruck/v1/+/telemetry', { qos: 1 });
    await service.endAsync();
    const truck = await signIn('A');
    for (let n = 0; n < 50; n++) await truck.publishAsync('digitruck/v1/A/telemetry', String(n), { qos: 1 });
    await mosquitto.restart();
    const got: string[] = [];
    const back = mqtt.connect(mosquitto.url, { ...options, ...session });
    clients.push(back);
    back.on('message', (_topic, payload) => got.push(payload.toString()));
    await until('all of them', () => got.length === 50);
    expect(got).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
  });
});
