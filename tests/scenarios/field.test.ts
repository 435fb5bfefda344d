/**
 * ACCEPTANCE cases 3, 4, 7, 15, 17, 18, 20, 26 and 27 through the whole service: what the field does to trucks that are well
 * known, and to the office's disk.
 */
import { Truck } from '@digitruck/contract/fleet';
import { Gap, History } from '@digitruck/contract/history';
import type { TruckId } from '@digitruck/contract/ids';
import { pageOf } from '@digitruck/contract/registry';
import { topicOf } from '@digitruck/contract/topics';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runFleet } from '../../simulators/fleet/fleet.ts';
import { PERFECT_SCENARIO } from '../../simulators/fleet/scenario.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { brokersFor, settingsFor } from '../support/brokers.ts';
import { startCutOff } from '../support/cut-off.ts';
import { findMosquitto } from '../support/mosquitto.ts';
import { type Running, runService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const iso = (ageMs = 0) => new Date(Date.now() - ageMs).toISOString();
const sample = (seq: number, ageMs: number, readings: object = {}) => ({
  bootId: 'b',
  seq,
  sampledAt: iso(ageMs),
  ...readings,
});

describe.each(brokersFor('the field is played'))('with the %s broker', (broker) => {
  let office: Running;

  beforeAll(async () => {
    office = await runService(await settingsFor(broker));
  });

  async function newTruck(truckId: string) {
    expect((await office.api('POST', '/trucks', { truckId })).status).toBe(201);
    const client = await office.client({ truckId });
    return {
      send: (...samples: object[]) =>
        client.publishAsync(`digitruck/v1/${truckId}/telemetry`, JSON.stringify({ samples }), { qos: 1 }),
      stored: (count: number) =>
        until(
          `${count} samples`,
          async () =>
            (await office.value<number>(
              `select count(*)::int from samples where truck_id = '${truckId}'`,
            )) === count,
        ),
      now: async () => Truck.parse((await office.api('GET', `/trucks/${truckId}`)).body),
      gaps: async (state: string) =>
        pageOf(Gap).parse((await office.api('GET', `/trucks/${truckId}/gaps?state=${state}`)).body).items,
      history: async (fromAgeMs: number, toAgeMs: number, readings: string) => {
        const query = `from=${iso(fromAgeMs)}&to=${iso(toAgeMs)}&resolution=15m&readings=${readings}`;
        return History.parse((await office.api('GET', `/trucks/${truckId}/telemetry?${query}`)).body);
      },
    };
  }
  const sum = (numbers: readonly (number | null)[] | undefined) =>
    (numbers ?? []).reduce<number>((total, each) => total + (each ?? 0), 0);

  test.concurrent('3: late data restates the totals of then, and changes nothing about now', async () => {
    const { send, stored, now, history } = await newTruck('F3');
    await send(sample(10, 0, { batterySocPct: 80 }));
    await stored(1);
    await until('the truck to be online', async () => (await now()).link.state === 'online');
    const before = await now();
    const ofThen = async () => sum((await history(4 * DAY_MS, 2 * DAY_MS, 'batterySocPct')).samples);
    for (const [count, seq] of [1, 2, 3].entries()) {
      await send(sample(seq, 3 * DAY_MS - seq * MINUTE_MS, { batterySocPct: 20 }));
      await until('the steps of then to be restated', async () => (await ofThen()) === count + 1);
    }
    const after = await now();
    expect(after.latest).toEqual(before.latest);
    expect(after.link.bootId).toBe(before.link.bootId);
  });

  test.concurrent('4: a resend is counted as such', async () => {
    const { send, stored } = await newTruck('F4');
    const again = sample(0, 0);
    await send(again);
    await stored(1);
    await send(again);
    await send(again);
    await until('two duplicates', async () => {
      const counted = `select sum(duplicates)::int from ingest_counts where truck_id = 'F4'`;
      return (await office.value<number>(counted)) === 2;
    });
    await stored(1);
  });

  test.concurrent('7: a gap is noticed, coverage falls; it closes once it is filled', async () => {
    const { send, stored, gaps, history } = await newTruck('F7');
    const beganMs = Date.now() - 20 * MINUTE_MS;
    const at = (seq: number) => ({
      ...sample(seq, 0),
      sampledAt: new Date(beganMs + seq * MINUTE_MS).toISOString(),
    });
    const covered = async () => sum((await history(30 * MINUTE_MS, 0, 'batterySocPct')).coverage);
    await send(at(0), at(1), at(2), at(9), at(10));
    await stored(5);
    const [gap] = await until('the gap', async () => {
      const open = await gaps('open');
      return open.length === 1 && open;
    });
    expect(gap).toMatchObject({ fromSeq: 3, toSeq: 8, missing: 6, afterAt: at(2).sampledAt });
    const coverage = await covered();
    await send(at(4), at(3), at(8));
    await until('half of it to be filled', async () => (await gaps('open'))[0]?.missing === 3);
    await send(at(5), at(6), at(7));
    await until('the gap to be closed', async () => (await gaps('open')).length === 0);
    expect((await gaps('closed'))[0]).toMatchObject({ fromSeq: 3, toSeq: 8, missing: 0 });
    await until('coverage to rise', async () => (await covered()) > coverage);
  });

  test.concurrent('26, 27: what the panels could give is kept apart from what they gave; energy survives a reset of its counter', async () => {
    const { send, stored, history } = await newTruck('F27');
    const readings = (solarWh: number) => ({
      batterySocPct: 100,
      solarW: 120,
      solarPotentialW: 1900,
      solarWh,
    });
    const counter = [1000, 1300, 40, 90];
    await send(...counter.map((solarWh, seq) => sample(seq, (40 - seq * 10) * MINUTE_MS, readings(solarWh))));
    await stored(4);
    const energy = async () => {
      const { series } = await history(60 * MINUTE_MS, -20 * MINUTE_MS, 'solarWh,solarW,solarPotentialW');
      return series;
    };
    await until(
      '300 Wh before the reset and 90 Wh behind it',
      async () => sum((await energy()).solarWh?.rise) === 390,
    );
    const { solarW, solarPotentialW } = await energy();
    expect(new Set(solarW?.mean?.filter((each) => each !== null))).toEqual(new Set([120]));
    expect(new Set(solarPotentialW?.mean?.filter((each) => each !== null))).toEqual(new Set([1900]));
  });

  test('17: two units under one client id are seen, and harm nobody else', async () => {
    const { now } = await newTruck('F17');
    const other = await newTruck('OTHER');
    const topic = topicOf('F17' as TruckId, 'status');
    for (let connect = 0; connect < 4; connect++) {
      const unit = await office.client({ truckId: 'F17' });
      const status = { state: 'online', bootId: `unit-${connect % 2}`, at: iso() };
      await unit.publishAsync(topic, JSON.stringify(status), { qos: 1, retain: true });
    }
    await until('the truck to flap', async () => (await now()).link.flapping);
    await other.send(sample(0, 0));
    await other.stored(1);
    await until('the other truck to be online', async () => (await other.now()).link.state === 'online');
    expect((await other.now()).link.flapping).toBe(false);
  });

  test('18: after a storm of reconnects the whole fleet is back, and nothing is lost', {
    timeout: 300_000,
  }, async () => {
    const trucks = Array.from({ length: 40 }, (_, index) => ({ truckId: `F18-${index}` }));
    for (const truck of trucks) expect((await office.api('POST', '/trucks', truck)).status).toBe(201);
    const way = await startCutOff(office.service.mqttUrl);
    onTestFinished(() => way.close());
    const stop = new AbortController();
    let now = { connected: 0, unsent: 0 };
    /** Trucks measure nothing beyond this moment. */
    let endMs = Number.POSITIVE_INFINITY;
    const fleet = runFleet({
      clock: { ...systemClock, nowMs: () => Math.min(systemClock.nowMs(), endMs) },
      mqttUrl: way.url,
      trucks,
      seed: 18,
      scenario: PERFECT_SCENARIO,
      startMs: Date.now(),
      pace: 1,
      intervalS: 1,
      resendAfterMs: 2_000,
      signal: stop.signal,
      onProgress: (progress) => {
        now = progress;
      },
    });
    const patience = { withinMs: 80_000 };
    const allAreThere = () => until('all to be there', () => now.connected === trucks.length, patience);
    for (let drops = 0; drops < 3; drops++) {
      await allAreThere();
      way.cut();
      await until('all to be out', () => now.connected === 0, patience);
      way.restore();
    }
    await allAreThere();
    endMs = Date.now();
    await until('all to be sent', () => now.unsent === 0, patience);
    stop.abort();
    const summary = await fleet;
    expect(summary).toMatchObject({ unsent: 0, connected: trucks.length });
    expect(summary.figures.connects).toBeGreaterThanOrEqual(4 * trucks.length);
    const stored = `select count(*)::int from samples where truck_id like 'F18-%'`;
    await until(
      'all that was made',
      async () => (await office.value<number>(stored)) === summary.figures.made,
    );
  });

  test('20: with its disk full the office acknowledges nothing and still answers; then it goes on by itself', async () => {
    const { send, stored, now } = await newTruck('F20');
    await send(sample(0, 0, { batterySocPct: 70 }));
    await stored(1);
    const { $client: database } = office.database.db;
    // What PostgreSQL says when a table cannot grow: disk_full (53100).
    await database.query(`
      create function no_room() returns trigger language plpgsql as
        $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
      create trigger no_room before insert on samples for each row execute function no_room()`);
    let acknowledged = false;
    const sending = send(sample(1, 0, { batterySocPct: 69 })).then(() => {
      acknowledged = true;
    });
    await until('ready to be red', async () => (await office.api('GET', '/health/ready')).status === 503);
    expect((await office.api('GET', '/health/live')).status).toBe(200);
    expect((await now()).latest).toMatchObject({ seq: 0 });
    // A broker of its own acknowledges for itself; that is what receipts are for.
    if (broker === 'embedded') expect(acknowledged).toBe(false);
    await database.query('drop trigger no_room on samples; drop function no_room');
    await sending;
    await stored(2);
    expect((await now()).latest).toMatchObject({ seq: 1 });
    await until('ready to be green', async () => (await office.api('GET', '/health/ready')).status === 200);
  });
});

describe.runIf(findMosquitto() !== undefined)('with what a Mosquitto kept from before', () => {
  test('15: a truck of then is neither online nor fresh', async () => {
    const settings = await settingsFor('Mosquitto');
    const before = await runService(settings, onTestFinished);
    for (const truckId of ['GONE', 'HERE']) await before.api('POST', '/trucks', { truckId });
    const client = await before.client();
    const say = (channel: string, payload: object, truckId = 'GONE') =>
      client.publishAsync(`digitruck/v1/${truckId}/${channel}`, JSON.stringify(payload), {
        qos: 1,
        retain: true,
      });
    await say('status', { state: 'online', bootId: 'old', at: iso(DAY_MS) });
    await say('telemetry', { bootId: 'old', seq: 0, sampledAt: iso(), batterySocPct: 50 });
    // Another office, that never heard of it, finds both at the broker.
    const office = await runService({ ...settings, MQTT_CLIENT_ID: 'another-office' }, onTestFinished);
    for (const truckId of ['GONE', 'HERE']) await office.api('POST', '/trucks', { truckId });
    await say('status', { state: 'online', bootId: 'new', at: iso() }, 'HERE');
    const linkOf = async (truckId: string) =>
      Truck.parse((await office.api('GET', `/trucks/${truckId}`)).body).link;
    await until('the truck that is there', async () => (await linkOf('HERE')).state === 'online');
    expect((await linkOf('GONE')).state).not.toBe('online');
  });
});
