import { expect, test } from 'vitest';
import { journeyOf, seededItinerary } from '../../../simulators/truck/journey.ts';
import { Stay, TruckSpec } from '../../../simulators/truck/spec.ts';
import { climateOf, TOWNS } from '../../../simulators/truck/towns.ts';
import { distanceKm } from '../../../src/kernel/geo.ts';
import { rng } from '../../../src/kernel/rng.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPEC = TruckSpec.parse({ truckId: 'DT-01' });
const NAIROBI = { lat: -1.286, lon: 36.817 };
const GARISSA = { lat: -0.453, lon: 39.646 };
/** 08:00 in Kenya. */
const LEAVES_MS = Date.UTC(2026, 5, 12, 5);
const ARRIVES_BY_MS = LEAVES_MS + 3 * DAY_MS;
const drive = journeyOf(
  SPEC,
  [
    Stay.parse({ place: NAIROBI, fromMs: LEAVES_MS - 14 * DAY_MS, toMs: LEAVES_MS }),
    Stay.parse({ place: GARISSA, fromMs: ARRIVES_BY_MS, toMs: ARRIVES_BY_MS + 14 * DAY_MS }),
  ],
  7,
);

test('stays, drives along the great circle, stays again', () => {
  expect(drive(LEAVES_MS - HOUR_MS)).toMatchObject({ place: NAIROBI, speedKph: 0 });
  const onTheWay = drive(LEAVES_MS + 3 * HOUR_MS);
  expect(onTheWay.stay).toBeUndefined();
  expect(onTheWay.speedKph).toBeGreaterThan(5);
  expect(onTheWay.headingDeg).toBeGreaterThan(40);
  expect(onTheWay.headingDeg).toBeLessThan(110);
  const detour =
    distanceKm(NAIROBI, onTheWay.place) + distanceKm(onTheWay.place, GARISSA) - distanceKm(NAIROBI, GARISSA);
  expect(detour).toBeLessThan(0.1);
  expect(drive(ARRIVES_BY_MS + HOUR_MS)).toMatchObject({ place: GARISSA, speedKph: 0 });
  expect(drive(ARRIVES_BY_MS + HOUR_MS).stay?.place).toEqual(GARISSA);
});

test('takes as long as the road is, at the pace of roads, and never moves at night', () => {
  let parkedMs = LEAVES_MS;
  while (distanceKm(drive(parkedMs).place, GARISSA) > 0.01) parkedMs += 10 * 60_000;
  const hours = (parkedMs - LEAVES_MS) / HOUR_MS;
  const roadKm = distanceKm(NAIROBI, GARISSA) * SPEC.road.factor;
  // 325 km as the crow flies: some ten hours of driving, so a night on the road.
  expect(hours).toBeGreaterThan(roadKm / 60);
  const night = [20, 22, 24].map((h) => LEAVES_MS + (h - 8) * HOUR_MS);
  const places = night.map((at) => drive(at));
  for (const at of places) expect(at.speedKph).toBe(0);
  expect(places[0]?.place).toEqual(places[2]?.place);
});

test('asking in any order gives the same answers', () => {
  const there = drive(LEAVES_MS + 2 * HOUR_MS);
  drive(ARRIVES_BY_MS + 9 * DAY_MS);
  expect(drive(LEAVES_MS + 2 * HOUR_MS)).toEqual(there);
});

test('a seeded itinerary covers the time, stays in Kenya, and is the same for a later beginning', () => {
  const fromMs = Date.UTC(2026, 2, 1);
  const stays = seededItinerary(rng('a'), fromMs, fromMs + 90 * DAY_MS);
  expect(stays[0]?.fromMs).toBeLessThanOrEqual(fromMs);
  expect(stays.at(-1)?.toMs).toBeGreaterThan(fromMs + 90 * DAY_MS);
  for (const [i, stay] of stays.entries()) {
    expect(TOWNS.some((town) => distanceKm(town, stay.place) < 6)).toBe(true);
    if (i > 0) expect(stay.fromMs).toBeGreaterThan(stays[i - 1]?.toMs ?? 0);
  }
  const later = seededItinerary(rng('a'), fromMs + 30 * DAY_MS, fromMs + 90 * DAY_MS);
  expect(stays.slice(-later.length)).toEqual(later);
});

test('a place has the climate of the nearest town', () => {
  expect(climateOf({ lat: 3.1, lon: 35.6 })).toBe('dry');
  expect(climateOf({ lat: -4, lon: 39.6 })).toBe('monsoon');
});
