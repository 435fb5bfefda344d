/** A truck's past and its gaps over HTTP. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { rollupStore } from '../../src/store/history/rollups.ts';
import { addTruck, storeBatch } from '../store/raw-samples.ts';
import { type TestApi, testApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
  const { db } = api.database;
  await addTruck(db, 'DT-01');
  await storeBatch(
    db,
    [0, 1, 2, 6].map((seq) => ({
      truckId: 'DT-01',
      bootId: 'b1',
      seq,
      at: `2026-11-23T07:0${seq}:00Z`,
      solarW: 100 * seq,
      solarWh: 10 * seq,
    })),
  );
  const rollups = rollupStore(db);
  const worker = randomUUID();
  while ((await rollups.claim(worker, 100)).steps.length > 0) await rollups.restateClaimed(worker);
});

async function get(path: string, headers: Record<string, string> = {}) {
  return api.app.inject({
    url: `/api/v1/trucks${path}`,
    headers: { ...(await api.as('viewer')), ...headers },
  });
}
const DAY = 'from=2026-11-23T07:00:00Z&to=2026-11-23T08:00:00Z';

describe('history', () => {
  it('comes in steps, 15 minutes when nothing else is said', async () => {
    const answer = await get(`/DT-01/telemetry?${DAY}&readings=solarW,solarWh`);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      truckId: 'DT-01',
      from: '2026-11-23T07:00:00.000Z',
      to: '2026-11-23T08:00:00.000Z',
      resolution: '15m',
      at: ['00', '15', '30', '45'].map((minute) => `2026-11-23T07:${minute}:00.000Z`),
      samples: [4, 0, 0, 0],
      coverage: [0.1333, 0, 0, 0],
      series: {
        solarW: {
          unit: 'W',
          min: [0, null, null, null],
          mean: [225, null, null, null],
          max: [600, null, null, null],
        },
        solarWh: { unit: 'Wh', rise: [60, null, null, null] },
      },
      truncated: false,
    });
  });

  it('has all readings when none is named', async () => {
    const { series } = (await get(`/DT-01/telemetry?${DAY}&resolution=raw`)).json();
    expect(Object.keys(series)).toHaveLength(20);
    expect(series.solarW).toEqual({ unit: 'W', value: [0, 100, 200, 600] });
  });

  it('is not sent again when it has not changed', async () => {
    const first = await get(`/DT-01/telemetry?${DAY}`);
    const etag = String(first.headers.etag);
    expect(first.headers['cache-control']).toBe('private, no-cache');
    const again = await get(`/DT-01/telemetry?${DAY}`, { 'if-none-match': etag });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const other = await get(`/DT-01/telemetry?${DAY}&resolution=1h`, { 'if-none-match': etag });
    expect(other.statusCode).toBe(200);
  });

  it.each([
    ['from=2026-11-23T08:00:00Z&to=2026-11-23T08:00:00Z', 'from'],
    ['from=2026-11-23T08:00:00Z', 'to'],
    ['from=yesterday&to=2026-11-23T08:00:00Z', 'from'],
    [`${DAY}&resolution=5m`, 'resolution'],
    [`${DAY}&readings=solarW,solarX`, 'readings'],
    ['from=2020-01-01T00:00:00Z&to=2026-11-23T08:00:00Z&resolution=1m', 'resolution'],
    ['from=0000-01-01T00:00:00Z&to=9999-12-31T00:00:00Z&resolution=1d', 'resolution'],
  ])('says what is wrong with %s', async (query, field) => {
    const answer = await get(`/DT-01/telemetry?${query}`);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ type: 'urn:digitruck:problem:bad-input', errors: [{ field }] });
  });

  it('says how much one answer holds', async () => {
    const { errors, detail } = (
      await get('/DT-01/telemetry?from=2026-01-01T00:00:00Z&to=2026-11-23T00:00:00Z&resolution=1m')
    ).json();
    expect(detail).toBe(
      'This is too much for one answer: that would be 469440 steps; one answer holds 20000 with so many readings.',
    );
    expect(errors[0].problem).toMatch(/shorter stretch, a coarser resolution or fewer readings/);
  });

  it('is there for the longest time that has a name, raw', async () => {
    const answer = await get(
      '/DT-01/telemetry?from=0000-01-01T00:00:00Z&to=9999-12-31T00:00:00Z&resolution=raw&readings=solarW',
    );
    expect(answer.json().series.solarW.value).toEqual([0, 100, 200, 600]);
  });

  it('is not there for a truck that nobody registered', async () => {
    expect((await get(`/DT-02/telemetry?${DAY}`)).statusCode).toBe(404);
    expect((await get('/DT-02/gaps')).statusCode).toBe(404);
  });
});

describe('gaps', () => {
  it('are listed', async () => {
    const answer = await get('/DT-01/gaps?state=open');
    expect(answer.json()).toMatchObject({
      items: [
        {
          truckId: 'DT-01',
          bootId: 'b1',
          fromSeq: 3,
          toSeq: 5,
          missing: 3,
          afterAt: '2026-11-23T07:02:00.000Z',
          beforeAt: '2026-11-23T07:06:00.000Z',
          closedAt: null,
        },
      ],
      nextCursor: null,
      total: 1,
    });
    expect((await get('/DT-01/gaps?state=closed')).json()).toEqual({ items: [], nextCursor: null, total: 0 });
  });
});
