/**
 * Where a truck is at any time: stays at sites, and drives between them along great circles, by daylight only, at the
 * pace that roads allow.
 */
import { assert } from '../../src/kernel/assert.ts';
import { along, bearingDeg, distanceKm, type Place } from '../../src/kernel/geo.ts';
import type { Rng } from '../../src/kernel/rng.ts';
import { clamp, hashUnit, seedOf, smoothNormal } from '../physics/noise.ts';
import { Stay, type TruckSpec } from './spec.ts';
import { TOWNS } from './towns.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Lorries of this size drive from six to six, local time. */
const ROAD_OPENS_H = 6;
const ROAD_CLOSES_H = 18;

export type Whereabouts = {
  readonly place: Place;
  readonly headingDeg: number;
  /** 0 when parked. */
  readonly speedKph: number;
  /** The stay whose timetable holds; undefined on the road and before the first or after the last stay. */
  readonly stay: Stay | undefined;
};
export type Journey = (timeMs: number) => Whereabouts;

/** Milliseconds of daylight driving between two times. */
function roadMs(fromMs: number, toMs: number, utcOffsetMin: number): number {
  if (toMs <= fromMs) return 0;
  const upTo = (timeMs: number) => {
    const local = timeMs + utcOffsetMin * 60_000;
    const day = Math.floor(local / DAY_MS);
    const hour = (local - day * DAY_MS) / HOUR_MS;
    return (
      (day * (ROAD_CLOSES_H - ROAD_OPENS_H) + clamp(hour, ROAD_OPENS_H, ROAD_CLOSES_H) - ROAD_OPENS_H) *
      HOUR_MS
    );
  };
  return upTo(toMs) - upTo(fromMs);
}

/** A way from one place to another. */
export type Leg = {
  readonly from: Place;
  readonly to: Place;
  readonly setOutMs: number;
  /** Tells one from every other of the truck, for seeded draws. */
  readonly key: number;
};

/** How a truck drives: where it is on a leg at a time, by local time of day; undefined once it has arrived. */
export function driveOf(
  spec: TruckSpec,
  seed: number | string,
): (leg: Leg, timeMs: number, utcOffsetMin?: number) => Whereabouts | undefined {
  const headingSeed = seedOf(seed, 'heading');
  const speedSeed = seedOf(seed, 'speed');
  return ({ from, to, setOutMs, key }, timeMs, utcOffsetMin = spec.utcOffsetMin) => {
    const km = distanceKm(from, to) * spec.road.factor;
    const meanKph = spec.road.speedKph * (0.85 + 0.3 * hashUnit(speedSeed, key));
    const drivenKm = (roadMs(setOutMs, timeMs, utcOffsetMin) / HOUR_MS) * meanKph;
    if (drivenKm >= km) return undefined;
    const place = along(from, to, drivenKm / km);
    const moving = roadMs(timeMs - 1, timeMs, utcOffsetMin) > 0;
    const pace = 1 + 0.28 * smoothNormal(speedSeed, timeMs / (6 * 60_000));
    return {
      place,
      headingDeg: (bearingDeg(place, to) + 12 * smoothNormal(headingSeed, drivenKm / 3) + 360) % 360,
      speedKph: moving ? clamp(meanKph * pace, 0, 90) : 0,
      stay: undefined,
    };
  };
}

/** How the lorry is parked, where nobody says. */
export function parkedHeadingDeg(seed: number | string, key: number): number {
  return Math.round(hashUnit(seedOf(seed, 'heading'), key) * 359);
}

/** The journey of a truck whose itinerary is known; stays must be in order. */
export function journeyOf(spec: TruckSpec, stays: readonly Stay[], seed: number | string): Journey {
  assert(stays.length > 0, 'a journey needs a stay');
  const drive = driveOf(spec, seed);
  let at = 0;
  return (timeMs) => {
    // Time moves on mostly; a jump back starts the search again.
    if ((stays[at]?.fromMs ?? 0) > timeMs) at = 0;
    while (at + 1 < stays.length && (stays[at]?.toMs ?? 0) <= timeMs) at++;
    const stay = stays[at];
    assert(stay !== undefined, 'a stay at every step');
    const before = stays[at - 1];
    if (before !== undefined && timeMs < stay.toMs) {
      const leg = { from: before.place, to: stay.place, setOutMs: before.toMs, key: at };
      const driving = drive(leg, timeMs);
      if (driving !== undefined) return driving;
    }
    return {
      place: stay.place,
      headingDeg: stay.headingDeg ?? parkedHeadingDeg(seed, at),
      speedKph: 0,
      stay: timeMs >= stay.fromMs && timeMs < stay.toMs ? stay : undefined,
    };
  };
}

/** From here on seeded itineraries run, so that a run begun later finds the truck where it would be. */
const ANCHOR_MS = Date.UTC(2025, 0, 5, 21);

/** Stays of two, four or six weeks in towns not too far apart, from before `fromMs` to after `toMs`. */
export function seededItinerary(random: Rng, fromMs: number, toMs: number): Stay[] {
  const stays: Stay[] = [];
  let here = TOWNS[random.int(TOWNS.length)];
  assert(here !== undefined, 'the table of towns is not empty');
  // Each truck's weeks are shifted, so that on any day some of a fleet are on the road.
  const yearsBack = Math.max(0, Math.ceil((ANCHOR_MS + 43 * DAY_MS - fromMs) / (364 * DAY_MS)));
  let start = ANCHOR_MS - yearsBack * 364 * DAY_MS - random.int(42) * DAY_MS;
  while (start <= toMs) {
    const days = (2 + 2 * random.int(3)) * 7 - 2;
    const grid = random.next();
    // Leaves in the morning after the last day.
    const end = start + days * DAY_MS + 9 * HOUR_MS;
    const stay = Stay.parse({
      name: here.name,
      place: { lat: here.lat + (random.next() - 0.5) * 0.06, lon: here.lon + (random.next() - 0.5) * 0.06 },
      fromMs: start,
      toMs: end,
      gridMaxW: grid < 0.6 ? 0 : 2400,
    });
    if (end >= fromMs - 7 * DAY_MS) stays.push(stay);
    const from: Place = here;
    const near = TOWNS.filter((town) => town !== here && distanceKm(from, town) < 260);
    here = near[random.int(near.length)] ?? TOWNS[random.int(TOWNS.length)] ?? here;
    start += (days + 2) * DAY_MS;
  }
  return stays;
}

/** The stays that a truck keeps to between two times. */
export function staysOf(spec: TruckSpec, random: Rng, fromMs: number, toMs: number): readonly Stay[] {
  return spec.itinerary ?? seededItinerary(random, fromMs, toMs);
}
