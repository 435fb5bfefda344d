import { FleetForecast, Forecast, ForecastSkill } from '@digitruck/contract/energy';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
const get = async (path: string) => {
  const answer = await api.app.inject({ url: `/api/v1${path}`, headers: await api.as('viewer') });
  return { status: answer.statusCode, body: answer.json() };
};

beforeAll(async () => {
  api = await testApi();
  const headers = await api.as('coordinator');
  const add = (payload: object) =>
    api.app.inject({ method: 'POST', url: '/api/v1/trucks', headers, payload });
  const battery = { capacityWh: 20_000, reservePct: 20, maxChargeW: 5000, maxDischargeW: 5000 };
  const depot = { name: 'Nairobi', lat: -1.29, lon: 36.82 };
  for (const truck of [
    { truckId: 'DT-01', array: { peakW: 4000 }, battery, depot },
    { truckId: 'DT-02', battery },
  ]) {
    expect((await add(truck)).statusCode).toBe(201);
  }
});

test('the fleet has none before the first is made', async () => {
  expect((await get('/forecasts')).body).toMatchObject({ trucks: [] });
});

describe('a truck’s forecast', () => {
  test('is made when it is asked for, and kept for a while', async () => {
    const first = await get('/trucks/DT-01/forecast');
    expect(first.status).toBe(200);
    const forecast = Forecast.parse(first.body);
    expect(forecast).toMatchObject({ possible: true, truckId: 'DT-01' });
    expect(forecast.basis.assumptions).toEqual(['no-loads', 'no-charge', 'no-schedule', 'little-history']);
    expect((await get('/trucks/DT-01/forecast')).body).toEqual(first.body);
  });

  test('is made anew when it is old', async () => {
    const { madeAt } = (await get('/trucks/DT-01/forecast')).body;
    await api.database.db.$client.query(`update forecasts set made_at = made_at - interval '11 minutes'`);
    const again = (await get('/trucks/DT-01/forecast')).body;
    expect(Date.parse(again.madeAt)).toBeGreaterThan(Date.parse(madeAt));
  });

  test('says when the array is unknown', async () => {
    expect((await get('/trucks/DT-02/forecast')).body).toMatchObject({
      possible: false,
      days: [],
      hours: [],
      basis: {
        assumptions: ['no-array', 'no-loads', 'no-charge', 'no-schedule', 'little-history', 'no-place'].sort(
          byList,
        ),
      },
    });
  });

  test('there is none of a truck that there is not', async () => {
    expect((await get('/trucks/DT-99/forecast')).status).toBe(404);
    expect((await get('/trucks/DT-99/forecast/skill')).status).toBe(404);
  });
});

/** The order in which a forecast tells what it did not know. */
const ORDER = [
  'no-array',
  'no-battery',
  'no-loads',
  'no-place',
  'no-charge',
  'old-charge',
  'no-schedule',
  'little-history',
];
function byList(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

test('the fleet’s today and tomorrow, without hours', async () => {
  await get('/trucks/DT-01/forecast');
  const fleet = FleetForecast.parse((await get('/forecasts')).body);
  const truck = fleet.trucks.find(({ truckId }) => truckId === 'DT-01');
  expect(truck?.today?.day).toBe(fleet.today);
  expect(truck?.tomorrow?.day).toBe(fleet.tomorrow);
});

describe('skill', () => {
  test('is empty while nothing is over, with what was foretold of today', async () => {
    const { today } = FleetForecast.parse((await get('/forecasts')).body);
    const skill = ForecastSkill.parse((await get(`/trucks/DT-01/forecast/skill?to=${today}`)).body);
    expect(skill.leads).toEqual([]);
    expect(skill.days.map(({ day }) => day)).toEqual([today]);
    expect(skill.days[0]?.foretold[0]?.lead).toBe(1);
    expect(ForecastSkill.parse((await get('/forecasts/skill')).body)).toMatchObject({
      leads: [],
      trucks: [],
    });
  });

  test.each([
    ['from=2026-02-02&to=2026-02-01', 'must not be after'],
    ['from=2020-01-01&to=2026-02-01', 'must not be more than'],
    ['from=soon', ''],
  ])('%s is refused', async (query, problem) => {
    const { status, body } = await get(`/forecasts/skill?${query}`);
    expect(status).toBe(400);
    expect(JSON.stringify(body.errors)).toContain(problem);
  });
});
