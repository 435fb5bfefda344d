/** Ways of a road service: asked in blocks, kept, named where there are none, and by air where the service fails. */
import type { PlanNote } from '@digitruck/contract/plan-notes';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { roadsByService, type TravelSettings } from '../../../src/derive/planning/roads/by-service.ts';
import { osrm, valhalla } from '../../../src/derive/planning/roads/protocols.ts';
import { distanceKm } from '../../../src/kernel/geo.ts';
import { openStore, type Store } from '../../../src/store/store.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { minutesBetween, roadService } from '../../support/road-services.ts';

const FACTOR = 1.35;
let database: TestDatabase;
let store: Store;
let service: Awaited<ReturnType<typeof roadService>>;
let settings: TravelSettings;
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore(database.db);
});
beforeEach(async () => {
  service = await roadService();
  settings = {
    url: service.url,
    kind: 'osrm',
    profile: 'driving',
    maxAgeDays: 30,
    placesMax: 100,
    timeoutS: 5,
  };
});

const at = (lat: number, lon: number, name = `${lat} ${lon}`) => ({ lat, lon, name, siteId: null });
const TOWNS = [at(-1, 37), at(-0.5, 37.2), at(0.3, 36), at(0.5, 35), at(-1.5, 37.3), at(1, 38), at(2, 37.5)];

async function ways(places: readonly ReturnType<typeof at>[], over: Partial<TravelSettings> = {}) {
  const warnings: object[] = [];
  const log = { warn: (detail: object) => void warnings.push(detail) };
  const roads = roadsByService({ ...settings, ...over }, FACTOR, { travel: store.travelWays, log });
  const found = await roads.ways(places, 'ask');
  const { km, minutes } = found.between(new Map(places.map((place) => [place.name, place])));
  const cell = (table: Float64Array | undefined, a: number, b: number) => table?.[a * places.length + b];
  return {
    notes: found.notes as PlanNote[],
    warnings,
    minutes: (a: number, b: number) => cell(minutes, a, b),
    km: (a: number, b: number) => cell(km, a, b),
  };
}
const byAir = (a: { lat: number; lon: number }, b: { lat: number; lon: number }) => distanceKm(a, b) * FACTOR;

describe.each([
  ['osrm', 'driving'],
  ['valhalla', 'truck'],
] as const)('%s', (kind, profile) => {
  test('is asked in blocks that it takes, once; what is new or too old is asked again, and nothing else', async () => {
    const first = await ways(TOWNS, { kind, profile, placesMax: 4 });
    expect(first.notes).toEqual([{ kind: 'roads-by-service', params: { service: kind, pairs: 42 } }]);
    for (const [i, a] of TOWNS.entries()) {
      for (const [j, b] of TOWNS.entries()) {
        expect(first.minutes(i, j)).toBe(minutesBetween(a, b));
        expect(first.km(i, j)).toBe(minutesBetween(a, b));
      }
    }
    expect(Math.max(...service.asked.map(({ from, to }) => from.length + to.length))).toBe(4);
    expect(service.asked).toHaveLength(15);

    service.asked.length = 0;
    expect((await ways(TOWNS, { kind, profile })).minutes(0, 3)).toBe(350);
    expect(service.asked).toEqual([]);
    const more = await ways([...TOWNS, at(0, 36.5)], { kind, profile });
    expect(more.minutes(7, 0)).toBe(150);
    const fresh = { lat: 0, lon: 36.5 };
    expect(service.asked.map(({ from, to }) => [from.length, to.length])).toEqual([
      [1, 7],
      [7, 1],
    ]);
    expect([service.asked[0]?.from, service.asked[1]?.to]).toEqual([[fresh], [fresh]]);

    service.asked.length = 0;
    await database.db.$client.query(
      "update travel_ways set asked_at = asked_at - interval '31 days' where source like $1 and from_lat_e4 = -10000",
      [`${kind} ${service.url}%`],
    );
    await ways(TOWNS, { kind, profile });
    expect(service.asked.map(({ from }) => from)).toEqual([[{ lat: -1, lon: 37 }]]);
  });

  test('names places between which there is no road, and nobody drives there', async () => {
    const found = await ways([at(0, 39, 'Garissa'), at(0, 41, 'Liboi')], { kind, profile });
    expect(found.minutes(0, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(found.km(0, 1)).toBeCloseTo(byAir(at(0, 39), at(0, 41)), 6);
    expect(found.notes).toEqual([
      { kind: 'no-road', params: { from: 'Garissa', to: 'Liboi' } },
      { kind: 'no-road', params: { from: 'Liboi', to: 'Garissa' } },
    ]);
  });

  test('a place with no road near it goes by air; the others by road', async () => {
    const places = [at(0, 36, 'Kabarnet'), at(11, 37, 'At sea'), at(1, 36, 'Marigat')];
    const found = await ways(places, { kind, profile });
    expect(found.minutes(0, 2)).toBe(100);
    expect(found.minutes(0, 1)).toBeNaN();
    expect(found.km(1, 2)).toBeCloseTo(byAir(at(11, 37), at(1, 36)), 6);
    expect(found.notes).toContainEqual({ kind: 'place-off-road', params: { place: 'At sea', siteId: null } });
    expect(found.notes).not.toContainEqual(expect.objectContaining({ kind: 'roads-fell-back' }));
  });

  test('a service that takes fewer places than it was said is asked for fewer', async () => {
    service.placesMax = 3;
    const found = await ways(TOWNS, { kind, profile });
    expect(found.notes).toEqual([{ kind: 'roads-by-service', params: { service: kind, pairs: 42 } }]);
    expect(found.minutes(6, 3)).toBe(400);
  });
});

test.each([
  [500, 'status', 'out of memory', 2],
  [400, 'refused', 'Query string malformed', 1],
  ['html', 'malformed', 'a proxy', 1],
  ['break', 'unreachable', '', 2],
  ['hang', 'timeout', 'no answer within 0.1 s', 2],
] as const)(
  'a service that answers with %s: ways are by air, and it is said why',
  async (manner, fault, detail, tries) => {
    service.manner = manner;
    const places = [at(0, 36), at(1, 36)];
    const found = await ways(places, { timeoutS: 0.1 });
    expect(found.notes).toEqual([
      {
        kind: 'roads-fell-back',
        params: { service: 'osrm', fault, detail: expect.stringContaining(detail), pairs: 2, factor: FACTOR },
      },
    ]);
    expect(found.minutes(0, 1)).toBeNaN();
    expect(found.km(0, 1)).toBeCloseTo(byAir(at(0, 36), at(1, 36)), 6);
    expect(found.warnings).toHaveLength(1);
    expect(service.failures).toBe(tries);
    // Nothing of that is kept: when it is back, it is asked.
    service.manner = 'well';
    expect((await ways(places)).minutes(0, 1)).toBe(100);
  },
);

test('a service that fails half way: what it said counts, also without it', async () => {
  await ways(TOWNS.slice(0, 3));
  service.manner = 'break';
  const found = await ways(TOWNS);
  expect(found.minutes(0, 2)).toBe(230);
  expect(found.minutes(0, 6)).toBeNaN();
  expect(found.notes).toEqual([
    { kind: 'roads-by-service', params: { service: 'osrm', pairs: 6 } },
    expect.objectContaining({ kind: 'roads-fell-back', params: expect.objectContaining({ pairs: 36 }) }),
  ]);
});

describe('answers that are not as documented', () => {
  test.each([
    ['fewer rows', { code: 'Ok', durations: [[0]], distances: [[0]] }],
    ['fewer columns', { code: 'Ok', durations: [[0], [0]], distances: [[0], [0]] }],
    [
      'no distances',
      {
        code: 'Ok',
        durations: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
    [
      'words',
      {
        code: 'Ok',
        durations: [
          [0, 'far'],
          [1, 0],
        ],
        distances: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
    [
      'times before now',
      {
        code: 'Ok',
        durations: [
          [0, -1],
          [1, 0],
        ],
        distances: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
  ])('osrm: %s', (_, body) => {
    expect(osrm.read(200, JSON.stringify(body), 2, 2)).toMatchObject({ what: 'fault', fault: 'malformed' });
  });

  test('a way of which only the time is null is none; miles are miles', () => {
    const cell = (time: number | null, distance: number | null) => ({
      time,
      distance,
      from_index: 0,
      to_index: 0,
    });
    const answer = { units: 'miles', sources_to_targets: [[cell(120, 10), cell(null, 4)]] };
    expect(valhalla.read(200, JSON.stringify(answer), 1, 2)).toEqual({
      what: 'block',
      block: { minutes: [2, null], km: [16.09344, null] },
    });
  });
});
