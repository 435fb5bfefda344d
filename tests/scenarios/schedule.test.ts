/**
 * From a coordinator's click to a lorry on the road: a visit is booked over HTTP, its schedule reaches the truck through the broker, the truck
 * drives there; cancelled, it is gone from the schedule. And a truck that comes late gets what the broker kept.
 */
import { Truck } from '@digitruck/contract/fleet';
import { Schedule } from '@digitruck/contract/schedule';
import { USUAL_TIMETABLE, Visit } from '@digitruck/contract/visits';
import mqtt from 'mqtt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runFleet } from '../../simulators/fleet/fleet.ts';
import { PERFECT_SCENARIO } from '../../simulators/fleet/scenario.ts';
import { distanceKm } from '../../src/kernel/geo.ts';
import { addDays, localDayOf } from '../../src/kernel/zone.ts';
import { brokersFor, settingsFor } from '../support/brokers.ts';
import { type Api, runService, spawnService } from '../support/running-service.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const NAIROBI = { lat: -1.286, lon: 36.817 };
const THIKA = { lat: -1.033, lon: 37.069 };

/** A truck, a site and a course, and a visit around today that is not booked yet. */
async function registry(api: Api, truckId: string) {
  const made = async (path: string, body: object) => {
    const answer = await api('POST', path, body);
    expect(answer.status).toBe(201);
    return answer.body as Record<string, string>;
  };
  await made('/trucks', { truckId });
  const { siteId } = await made('/sites', { name: 'Thika school', ...THIKA });
  const course = { code: 'DS', name: 'Digital skills', mode: 'cohort', totalHours: 40, classHours: 2 };
  const { courseId } = await made('/courses', { ...course, powerPerSeatW: 45 });
  const today = localDayOf(Date.now(), 'Africa/Nairobi');
  const days = { firstDay: addDays(today, -4), lastDay: addDays(today, 9) };
  return { truckId, siteId, courseId, ...days, timetable: USUAL_TIMETABLE, learnersExpected: 100 };
}

/** What a truck that comes now is told, and whatever follows. */
async function subscriber(mqttUrl: string, truckId: string) {
  const heard: { schedule: Schedule; retain: boolean }[] = [];
  const client = await mqtt.connectAsync(mqttUrl, { username: truckId, clientId: `${truckId}-late` });
  onTestFinished(() => client.endAsync(true));
  client.on('message', (_, payload, { retain }) => {
    heard.push({ schedule: Schedule.parse(JSON.parse(payload.toString())), retain });
  });
  await client.subscribeAsync(`digitruck/v1/${truckId}/schedule`, { qos: 1 });
  return heard;
}

describe.each(brokersFor('schedules are tried'))('with the %s broker', (broker) => {
  test('booked, heard, driven to; cancelled, gone', { timeout: 300_000 }, async () => {
    const office = await runService(await settingsFor(broker), onTestFinished);
    const body = await registry(office.api, 'DT-01');
    const endMs = Date.now();
    const startMs = endMs - 72 * HOUR_MS;
    let connected = false;
    const stop = new AbortController();
    const fleet = runFleet({
      mqttUrl: office.service.mqttUrl,
      trucks: [
        {
          truckId: 'DT-01',
          followSchedule: true,
          itinerary: [{ place: NAIROBI, fromMs: startMs - HOUR_MS, toMs: startMs }],
        },
      ],
      scenario: PERFECT_SCENARIO,
      startMs,
      endMs,
      // Three days take eighteen seconds; it is over once the truck has arrived.
      pace: 14_400,
      intervalS: 600,
      signal: stop.signal,
      onProgress: (progress) => {
        connected ||= progress.connected > 0;
      },
    });
    await until('the truck to be there', () => connected);
    const booked = await office.api('POST', '/visits', body);
    expect(booked.status).toBe(201);
    const visit = Visit.parse(booked.body);

    const kmLeft = async () => {
      const { latest } = Truck.parse((await office.api('GET', '/trucks/DT-01')).body);
      return latest?.place ? distanceKm(latest.place, THIKA) : Number.NaN;
    };
    await until('the truck to be seen at its site', async () => (await kmLeft()) < 0.1, { withinMs: 80_000 });
    stop.abort();
    const summary = await fleet;
    expect(summary.figures.arrivals).toBe(1);
    const places = await office.database.db.$client.query<{ lat: number; lon: number; speed: number }>(
      'select lat, lon, speed_kph as speed from samples order by sampled_at',
    );
    const kmToSite = places.rows.map((place) => distanceKm(place, THIKA));
    expect(kmToSite[0]).toBeGreaterThan(35);
    expect(places.rows.some(({ speed }) => speed > 10)).toBe(true);

    const heard = await subscriber(office.service.mqttUrl, 'DT-01');
    const kept = await until('the kept schedule', () => heard[0]);
    expect(kept.retain).toBe(true);
    expect(kept.schedule.visits).toMatchObject([{ visitId: visit.visitId, site: THIKA }]);

    const { version } = visit;
    const change = { version, state: 'cancelled', cancelReason: 'The host has exams' };
    expect((await office.api('PATCH', `/visits/${visit.visitId}`, change)).status).toBe(200);
    await until('the schedule without it', () => heard.at(-1)?.schedule.visits.length === 0);
    const answer = await office.api('GET', '/trucks/DT-01/schedule');
    expect(Schedule.parse(answer.body).visits).toEqual([]);
  });
});

test('the embedded broker has every schedule again after the service was killed', {
  timeout: 300_000,
}, async () => {
  const service = await spawnService();
  await service.start();
  const body = await registry(service.api, 'DT-01');
  expect((await service.api('POST', '/visits', body)).status).toBe(201);
  const before = await subscriber(service.mqttUrl, 'DT-01');
  const first = await until('the schedule', () => before.at(-1)?.schedule);
  await service.kill9();
  await service.start();
  const after = await subscriber(service.mqttUrl, 'DT-01');
  const again = await until('the schedule again', () => after[0]?.schedule);
  expect({ ...again, at: first.at }).toEqual(first);
});
