/**
 * ACCEPTANCE cases 1, 2, 4 to 6, 8, 9, 10, 12 to 16, 25, 28 and 29 through the whole service: a real broker, a real
 * database, the API as the witness. (Each has its closer tests beside the module that handles it.)
 */
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findMosquitto } from '../support/mosquitto.ts';
import { type Running, runMosquittoForFile, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const brokers = ['embedded', ...(findMosquitto() === undefined ? [] : ['Mosquitto'])];
if (brokers.length === 1)
  console.info('No Mosquitto on this machine: bad input is tried with the embedded broker only.');

describe.each(brokers)('with the %s broker', (broker) => {
  let office: Running;
  let mqttUrl: string;
  const iso = (ageMs = 0) => new Date(Date.now() - ageMs).toISOString();
  const sample = (seq: number, more: object = {}) => ({
    bootId: 'b',
    seq,
    sampledAt: iso(),
    batterySocPct: 50,
    ...more,
  });

  beforeAll(async () => {
    const environment: Record<string, string> = {};
    if (broker === 'Mosquitto') {
      environment.MQTT_URL = (
        await runMosquittoForFile(['allow_anonymous true', 'message_size_limit 0'])
      ).url;
    }
    office = await runService(environment);
    mqttUrl = office.service.mqttUrl;
    expect(mqttUrl).toMatch(/^mqtt:/);
  });

  async function newTruck(truckId: string) {
    expect((await office.api('POST', '/trucks', { truckId })).status).toBe(201);
    const client = await office.client({ truckId });
    return {
      send: (payload: unknown, topic = `digitruck/v1/${truckId}/telemetry`) =>
        client.publishAsync(
          topic,
          payload instanceof Uint8Array
            ? Buffer.from(payload)
            : typeof payload === 'string'
              ? payload
              : JSON.stringify(payload),
          { qos: 1 },
        ),
      rows: () => office.value<number>(`select count(*)::int from samples where truck_id = '${truckId}'`),
      refused: () =>
        office.value<string[] | null>(
          `select array_agg(reason order by quarantine_id) from quarantine where truck_id = '${truckId}'`,
        ),
    };
  }
  const settled = (rows: () => Promise<number>, n: number) =>
    until(`${n} rows`, async () => (await rows()) === n);

  test("1: a clock at 1970 is stored under the server's time and marked", async () => {
    const { send, rows } = await newTruck('C1');
    await send(sample(0, { sampledAt: '1970-01-01T00:00:07Z' }));
    await settled(rows, 1);
    expect(await office.value(`select clock from samples where truck_id = 'C1'`)).toBe('bad');
    expect(
      await office.value(
        `select sampled_at > now() - interval '1 minute' from samples where truck_id = 'C1'`,
      ),
    ).toBe(true);
  });

  test('2: a time ahead is refused, kept, and never the latest', async () => {
    const { send, rows, refused } = await newTruck('C2');
    await send(sample(0));
    await send(sample(1, { sampledAt: '3236-05-05T00:00:00Z' }));
    await send(sample(2, { sampledAt: new Date(Date.now() + 400_000).toISOString() }));
    await until('two refusals', async () => (await refused())?.length === 2);
    expect(await refused()).toEqual(['future', 'future']);
    expect(await rows()).toBe(1);
    const { body } = await office.api('GET', '/trucks/C2');
    expect(body).toMatchObject({ latest: { seq: 0 } });
  });

  test('4, 5, 6: a resend is one row, a reboot keeps its own, another value under the same key is set aside', async () => {
    const { send, rows, refused } = await newTruck('C4');
    const first = sample(0);
    await send(first);
    await send(first);
    await send({ ...first, bootId: 'after-reboot' });
    await send({ ...first, batterySocPct: 99 });
    await until('the conflict', async () => (await refused())?.length === 1);
    expect(await refused()).toEqual(['conflict']);
    expect(await rows()).toBe(2);
    expect(
      await office.value(`select battery_soc_pct from samples where truck_id = 'C4' and boot_id = 'b'`),
    ).toBe(50);
  });

  test("8, 28, 29: readings that cannot be are unknown alone; places that cannot be are not the truck's place", async () => {
    const { send, rows } = await newTruck('C8');
    await send(sample(0, { lat: -0.45, lon: 36.9 }));
    await send(
      `{"bootId":"b","seq":1,"sampledAt":"${iso()}","batterySocPct":1e308,"solarW":"12.3","loadW":null,"occupancy":-3,"insideTempC":24,"lat":0,"lon":0}`,
    );
    await send(sample(2, { lat: 4.2, lon: 40.1 }));
    await settled(rows, 3);
    const { rows: found } = await office.database.db.$client.query(
      `select seq::int, battery_soc_pct, solar_w, load_w, occupancy, inside_temp_c, place from samples where truck_id = 'C8' order by seq`,
    );
    expect(found[1]).toEqual({
      seq: 1,
      battery_soc_pct: null,
      solar_w: null,
      load_w: null,
      occupancy: null,
      inside_temp_c: 24,
      place: 'no-fix',
    });
    expect(found[2]?.place).toBe('jump');
    const { body } = await office.api('GET', '/trucks/C8');
    expect(body).toMatchObject({ latest: { place: { lat: -0.45, lon: 36.9 } } });
  });

  test('9, 10, 12: empty, truncated, deep, foreign: refused with the reason, and the next message is handled', async () => {
    const { send, rows, refused } = await newTruck('C9');
    await send('');
    await send('{"bootId":"b","seq":');
    await send('['.repeat(10_000));
    await send(sample(1, { truckId: 'SOMEBODY-ELSE' }));
    await send({ samples: [sample(2), { bootId: 'b' }, sample(3)] });
    await settled(rows, 2);
    await until('all refusals', async () => (await refused())?.length === 5);
    expect(await refused()).toEqual(['empty', 'not-json', 'not-json', 'identity-mismatch', 'bad-sample']);
  });

  test('14: an unknown truck is never created; what it sent is taken in once it is added', async () => {
    const client = await office.client();
    for (const seq of [0, 1, 2]) {
      await client.publishAsync('digitruck/v1/STRANGER/telemetry', JSON.stringify(sample(seq)), { qos: 1 });
    }
    await until('the stranger to be pending', async () =>
      JSON.stringify((await office.api('GET', '/data/pending')).body).includes('STRANGER'),
    );
    expect((await office.api('GET', '/trucks/STRANGER')).status).toBe(404);
    expect((await office.api('POST', '/trucks', { truckId: 'STRANGER' })).status).toBe(201);
    await until(
      'its samples',
      async () =>
        (await office.value<number>(`select count(*)::int from samples where truck_id = 'STRANGER'`)) === 3,
    );
    await until(
      'the list without it',
      async () => !JSON.stringify((await office.api('GET', '/data/pending')).body).includes('STRANGER'),
    );
  });

  test("16: the old session's will that comes after the new connect does not take the truck offline", async () => {
    await newTruck('C16');
    const client = await office.client();
    const say = (state: string, bootId: string, at: string) =>
      client.publishAsync('digitruck/v1/C16/status', JSON.stringify({ state, bootId, at }), { qos: 1 });
    await say('online', 'old', iso(60_000));
    await say('online', 'new', iso());
    await say('offline', 'old', iso(60_000));
    const link = async () =>
      ((await office.api('GET', '/trucks/C16')).body as { link: { state: string; bootId: string } }).link;
    await until('the new boot', async () => (await link()).bootId === 'new');
    expect((await link()).state).toBe('online');
    await say('offline', 'new', iso());
    await until('offline', async () => (await link()).state === 'offline');
  });

  test('25: ids that are tricks are refused in clear words', async () => {
    for (const truckId of ["'; DROP TABLE trucks", '../x', '+/#', '<script>', '=cmd()']) {
      const { status, body } = await office.api('POST', '/trucks', { truckId });
      expect(status).toBe(400);
      expect(body).toMatchObject({ errors: [{ field: 'truckId', value: truckId }] });
      expect((await office.api('GET', `/trucks/${encodeURIComponent(truckId)}`)).status).toBe(400);
    }
  });
});

test('13: with credentials of its own a truck may touch its own topics only, and none once they are revoked', async () => {
  const office = await runService({}, onTestFinished);
  for (const truckId of ['A', 'B']) await office.api('POST', '/trucks', { truckId });
  const { body } = await office.api('POST', '/trucks/A/credentials');
  const { password } = body as { password: string };
  await expect(office.client({ truckId: 'A', password: 'a guess' })).rejects.toThrow();
  const truck = await office.client({ truckId: 'A', password });
  for (const filter of ['#', 'digitruck/v1/+/command', 'digitruck/v1/B/command']) {
    await expect(truck.subscribeAsync(filter, { qos: 1 })).rejects.toThrow();
  }
  expect(await truck.subscribeAsync('digitruck/v1/A/command', { qos: 1 })).toMatchObject([{ qos: 1 }]);
  const closed = new Promise((resolve) => truck.once('close', () => resolve('closed')));
  truck.publish(
    'digitruck/v1/B/telemetry',
    JSON.stringify({ bootId: 'x', seq: 0, sampledAt: new Date().toISOString() }),
    { qos: 1 },
  );
  expect(await closed).toBe('closed');
  expect(await office.value(`select count(*)::int from samples where truck_id = 'B'`)).toBe(0);
  const again = await office.client({ truckId: 'A', password });
  const ended = new Promise((resolve) => again.once('close', () => resolve('ended')));
  expect((await office.api('DELETE', '/trucks/A/credentials')).status).toBeLessThan(300);
  expect(await ended).toBe('ended');
  await expect(office.client({ truckId: 'A', password })).rejects.toThrow();
});
