/** A truck that goes where its schedule sends it: sets out, arrives, holds classes, is sent elsewhere, is called off. */
import type { VisitId } from '@digitruck/contract/ids';
import { Schedule } from '@digitruck/contract/schedule';
import { USUAL_TIMETABLE } from '@digitruck/contract/visits';
import { expect, test } from 'vitest';
import { followSchedule } from '../../../simulators/truck/follow.ts';
import { TruckSpec, type TruckSpecInput } from '../../../simulators/truck/spec.ts';
import { makeTruck } from '../../../simulators/truck/truck.ts';
import { distanceKm, type Place } from '../../../src/kernel/geo.ts';

const HOUR_MS = 3_600_000;
const NAIROBI = { lat: -1.286, lon: 36.817 };
const THIKA = { lat: -1.033, lon: 37.069 };
const GARISSA = { lat: -0.453, lon: 39.646 };
const WAJIR = { lat: 1.75, lon: 40.06 };
const SPEC = TruckSpec.parse({ truckId: 'DT-01', followSchedule: true });
/** A Monday, 08:00 in Kenya. */
const MONDAY_MS = Date.UTC(2026, 10, 23, 5);
const at = (day: string, time: string) => Date.parse(`${day}T${time}:00+03:00`);

type Asked = { place: Place; firstDay: string; lastDay: string; headingDeg?: number; timetable?: object };
function scheduleOf(visits: readonly Asked[], timeZone = 'Africa/Nairobi'): Schedule {
  return Schedule.parse({
    truckId: 'DT-01',
    at: '2026-11-23T05:00:00.000Z',
    timeZone,
    visits: visits.map(({ place, firstDay, lastDay, headingDeg = null, timetable }, index) => ({
      visitId: `00000000-0000-4000-8000-00000000000${index}` as VisitId,
      site: { name: 'A school', county: '', ...place },
      course: 'Digital skills',
      firstDay,
      lastDay,
      headingDeg,
      timetable: { ...USUAL_TIMETABLE, ...timetable },
      learnersExpected: 100,
      sessions: [],
    })),
    energy: [],
  });
}
function followerAt(place: Place) {
  let arrivals = 0;
  const follower = followSchedule({
    spec: SPEC,
    seed: 1,
    before: () => ({ place, headingDeg: 10, speedKph: 0, stay: undefined }),
    fromMs: MONDAY_MS,
    onArrival: () => {
      arrivals++;
    },
  });
  /** Time passes in steps of ten minutes, as it does in a truck. */
  let timeMs = MONDAY_MS;
  const goTo = (toMs: number) => {
    for (; timeMs < toMs; timeMs = Math.min(toMs, timeMs + 600_000)) follower.journey(timeMs);
    return follower.journey(toMs);
  };
  return { follower, goTo, arrivals: () => arrivals };
}

test('without a schedule it stands where it began, and holds no class', () => {
  const { goTo } = followerAt(NAIROBI);
  expect(goTo(at('2026-11-26', '10:00'))).toEqual({
    place: NAIROBI,
    headingDeg: 10,
    speedKph: 0,
    stay: undefined,
  });
});

test('drives to the site by road speed, parks as asked, and holds the timetable’s classes there', () => {
  const { follower, goTo, arrivals } = followerAt(NAIROBI);
  follower.heed(
    scheduleOf([{ place: THIKA, firstDay: '2026-11-24', lastDay: '2026-11-27', headingDeg: 200 }]),
  );
  const onTheWay = goTo(MONDAY_MS + HOUR_MS / 2);
  expect(onTheWay.speedKph).toBeGreaterThan(5);
  expect(onTheWay.stay).toBeUndefined();
  // 40 km as the crow flies: 54 km of road at 36 to 48 km/h.
  let hours = 0;
  while (goTo(MONDAY_MS + hours * HOUR_MS).speedKph > 0) hours += 0.1;
  const roadKm = distanceKm(NAIROBI, THIKA) * SPEC.road.factor;
  expect(roadKm / hours).toBeGreaterThan(SPEC.road.speedKph * 0.8);
  expect(roadKm / hours).toBeLessThan(SPEC.road.speedKph * 1.2);
  // It is there a day early, and waits for its visit to begin.
  expect(goTo(at('2026-11-23', '20:00'))).toMatchObject({ place: THIKA, headingDeg: 200, stay: undefined });
  expect(arrivals()).toBe(1);
  const there = goTo(at('2026-11-24', '08:00'));
  expect(there).toMatchObject({ place: THIKA, speedKph: 0, headingDeg: 200 });
  expect(there.stay?.classes).toEqual({
    days: [1, 2, 3, 4, 5],
    starts: USUAL_TIMETABLE.classStarts,
    lengthMin: 120,
    exceptDays: [],
  });
  // It is over, and nothing else is asked.
  expect(goTo(at('2026-11-28', '09:00'))).toMatchObject({ place: THIKA, speedKph: 0, stay: undefined });
});

test('stands at night on a long way', () => {
  const { follower, goTo } = followerAt(NAIROBI);
  follower.heed(scheduleOf([{ place: WAJIR, firstDay: '2026-11-24', lastDay: '2026-12-18' }]));
  const evening = goTo(at('2026-11-23', '18:30'));
  expect(evening.speedKph).toBe(0);
  expect(distanceKm(evening.place, WAJIR)).toBeGreaterThan(10);
  expect(goTo(at('2026-11-24', '05:30')).place).toEqual(evening.place);
  expect(goTo(at('2026-11-25', '18:30')).place).toEqual(WAJIR);
});

test('leaves for the next visit after the last class of this one', () => {
  const { follower, goTo } = followerAt(THIKA);
  follower.heed(
    scheduleOf([
      { place: NAIROBI, firstDay: '2026-11-28', lastDay: '2026-12-04' },
      // A stay until Sunday whose last class is on Friday at 11:00.
      {
        place: THIKA,
        firstDay: '2026-11-23',
        lastDay: '2026-11-27',
        timetable: { classStarts: ['09:00'] },
      },
    ]),
  );
  expect(goTo(at('2026-11-27', '10:59'))).toMatchObject({ place: THIKA, speedKph: 0 });
  expect(goTo(at('2026-11-27', '10:59')).stay).toBeDefined();
  expect(goTo(at('2026-11-27', '11:30')).speedKph).toBeGreaterThan(0);
  expect(goTo(at('2026-11-27', '17:00')).place).toEqual(NAIROBI);
});

test('is sent elsewhere on its way: from where it is; called off, it stops there', () => {
  const { follower, goTo, arrivals } = followerAt(NAIROBI);
  follower.heed(scheduleOf([{ place: GARISSA, firstDay: '2026-11-24', lastDay: '2026-12-18' }]));
  const turned = goTo(MONDAY_MS + 2 * HOUR_MS);
  follower.heed(scheduleOf([{ place: THIKA, firstDay: '2026-11-24', lastDay: '2026-12-18' }]));
  const next = goTo(MONDAY_MS + 2 * HOUR_MS + 60_000);
  expect(distanceKm(turned.place, next.place)).toBeLessThan(2);
  const stopped = goTo(MONDAY_MS + 2.4 * HOUR_MS);
  expect(distanceKm(stopped.place, THIKA)).toBeLessThan(distanceKm(turned.place, THIKA));
  follower.heed(scheduleOf([]));
  expect(goTo(MONDAY_MS + 30 * HOUR_MS)).toMatchObject({ speedKph: 0, stay: undefined });
  expect(distanceKm(goTo(MONDAY_MS + 30 * HOUR_MS).place, stopped.place)).toBeLessThan(10);
  expect(arrivals()).toBe(0);
});

test('a visit at the very place where it stands needs no drive', () => {
  const { follower, goTo, arrivals } = followerAt(THIKA);
  follower.heed(scheduleOf([{ place: THIKA, firstDay: '2026-11-23', lastDay: '2026-11-27' }]));
  expect(goTo(MONDAY_MS + 60_000).stay?.place).toEqual(THIKA);
  expect(arrivals()).toBe(0);
});

const truckOf = (input: Partial<TruckSpecInput> = {}) =>
  makeTruck({
    spec: TruckSpec.parse({
      truckId: 'DT-01',
      followSchedule: true,
      battery: { capacityWh: 60_000 },
      itinerary: [{ place: THIKA, fromMs: MONDAY_MS - 7 * 24 * HOUR_MS, toMs: MONDAY_MS - HOUR_MS }],
      ...input,
    }),
    seed: 'follow',
    startMs: MONDAY_MS,
    endMs: MONDAY_MS + 14 * 24 * HOUR_MS,
  });
/** The most people that were in the classroom between two times. */
function mostInside(truck: ReturnType<typeof makeTruck>, fromMs: number, toMs: number): number {
  truck.advance(fromMs);
  let most = 0;
  for (let ms = fromMs; ms <= toMs; ms += 600_000) {
    truck.advance(ms);
    most = Math.max(most, truck.read().occupancy ?? 0);
  }
  return most;
}

test('a whole truck: classes by the schedule’s clock and days, not by its own', () => {
  const truck = truckOf();
  // 16:00 in Manila is 11:00 in Kenya.
  const timetable = {
    weekdays: [1, 2, 3],
    classStarts: ['16:00'],
    classMinutes: 120,
    exceptDays: ['2026-11-24'],
  };
  truck.heed(
    scheduleOf([{ place: THIKA, firstDay: '2026-11-23', lastDay: '2026-11-27', timetable }], 'Asia/Manila'),
  );
  expect(mostInside(truck, at('2026-11-23', '11:30'), at('2026-11-23', '12:30'))).toBeGreaterThan(5);
  expect(mostInside(truck, at('2026-11-23', '15:30'), at('2026-11-23', '18:00'))).toBeLessThan(4);
  expect(mostInside(truck, at('2026-11-24', '11:30'), at('2026-11-24', '12:30'))).toBeLessThan(4);
  expect(mostInside(truck, at('2026-11-25', '11:30'), at('2026-11-25', '12:30'))).toBeGreaterThan(5);
});

test('the same schedule at the same time gives the same way and the same readings', () => {
  const run = () => {
    const truck = truckOf({ itinerary: [{ place: NAIROBI, fromMs: 0, toMs: MONDAY_MS }] });
    truck.advance(MONDAY_MS + HOUR_MS);
    truck.heed(scheduleOf([{ place: GARISSA, firstDay: '2026-11-24', lastDay: '2026-11-27' }]));
    return [3, 9, 30, 55].map((hours) => {
      truck.advance(MONDAY_MS + hours * HOUR_MS);
      return truck.read();
    });
  };
  expect(run()).toEqual(run());
});

test('a truck that does not follow keeps to its own way', () => {
  const make = () => truckOf({ followSchedule: false });
  const [heeding, plain] = [make(), make()];
  heeding.heed(scheduleOf([{ place: GARISSA, firstDay: '2026-11-23', lastDay: '2026-11-27' }]));
  for (const truck of [heeding, plain]) truck.advance(MONDAY_MS + 30 * HOUR_MS);
  expect(heeding.read()).toEqual(plain.read());
});

test('keeps to its itinerary until it begins to follow; then goes on from there', () => {
  const itinerary = [
    { place: NAIROBI, fromMs: MONDAY_MS - 24 * HOUR_MS, toMs: MONDAY_MS, gridMaxW: 1500 },
    { place: THIKA, fromMs: MONDAY_MS + 8 * HOUR_MS, toMs: MONDAY_MS + 400 * HOUR_MS },
  ];
  const followFromMs = MONDAY_MS + 24 * HOUR_MS;
  const truck = truckOf({ itinerary, followFromMs });
  truck.heed(scheduleOf([{ place: NAIROBI, firstDay: '2026-11-23', lastDay: '2026-11-27' }]));
  const placeAt = (ms: number) => {
    truck.advance(ms);
    const { lat = 0, lon = 0 } = truck.read();
    return { lat, lon };
  };
  expect(distanceKm(placeAt(followFromMs), THIKA)).toBeLessThan(0.1);
  const onTheWay = placeAt(followFromMs + HOUR_MS);
  expect(distanceKm(onTheWay, THIKA)).toBeGreaterThan(10);
  expect(distanceKm(placeAt(followFromMs + 6 * HOUR_MS), NAIROBI)).toBeLessThan(0.1);
});
