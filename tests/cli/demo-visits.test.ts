/** The demo's visits: bookable as they are, around any day, and the trucks are where these say. */
import type { TruckId } from '@digitruck/contract/ids';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TruckSpec } from '../../simulators/truck/spec.ts';
import { makeTruck } from '../../simulators/truck/truck.ts';
import { demoFleet } from '../../src/cli/demo/fleet.ts';
import { brokenDown, type DemoStay, demoItinerary, demoVisits } from '../../src/cli/demo/visits.ts';
import { classesOf, visitOn } from '../../src/energy/timetable.ts';
import { distanceKm } from '../../src/kernel/geo.ts';
import { addDays, instantOf } from '../../src/kernel/zone.ts';

const ZONE = 'Africa/Nairobi';
const TODAY = '2026-11-26';
const fleet = demoFleet(TODAY);
const truckIds = fleet.trucks.map(({ truckId }) => truckId);

/** As the service gives them back. */
function staysOf(today: string): DemoStay[] {
  return demoVisits(fleet, today).flatMap(({ site, cancelReason, ...visit }) => {
    const { name, lat, lon, power } = fleet.sites[site] ?? expect.fail('no such site');
    return cancelReason === '' ? [{ ...visit, site: { name, lat, lon, grid: power.grid } }] : [];
  });
}

test('no truck and no site has two visits on one day, and their requests ask for that site', () => {
  const visits = demoVisits(fleet, TODAY);
  const taken = new Set<string>();
  for (const { truckId, site, firstDay, lastDay, request } of visits) {
    for (let day = firstDay; day <= lastDay; day = addDays(day, 1)) {
      for (const key of [`${truckId} ${day}`, `${site} ${day}`]) {
        expect(taken.has(key), key).toBe(false);
        taken.add(key);
      }
    }
    if (request !== null) expect(fleet.requests[request]?.site).toBe(site);
  }
  expect(visits.filter(({ cancelReason }) => cancelReason !== '')).toHaveLength(1);
});

test('whatever day it is started on: two weeks back, three weeks ahead, and classes today', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), (n) => {
      const today = addDays(TODAY, n);
      const stays = staysOf(today);
      let teaching = 0;
      for (const truckId of truckIds) {
        const own = stays.filter((visit) => visit.truckId === truckId);
        expect(own[0] !== undefined && own[0].firstDay <= addDays(today, -13)).toBe(true);
        expect(own.some(({ lastDay }) => lastDay >= addDays(today, 21))).toBe(true);
        const visit = visitOn(own, today);
        const timetabled = visit && { ...visit, visitId: '' as never };
        if (timetabled && classesOf(timetabled, today, today, ZONE).length > 0) teaching++;
      }
      expect(teaching).toBeGreaterThanOrEqual(5);
    }),
    { numRuns: 50 },
  );
});

/** Noon of the present day, and where the truck is on each day of the last two weeks. */
function daysOf(truckId: TruckId): { day: string; km: number | undefined }[] {
  const nowMs = instantOf(TODAY, '12:00', ZONE);
  const stays = staysOf(TODAY);
  const startMs = instantOf(addDays(TODAY, -10), '12:00', ZONE);
  const itinerary = demoItinerary(truckId, stays, nowMs, ZONE);
  const truck = makeTruck({
    spec: TruckSpec.parse({ truckId, itinerary, battery: { capacityWh: 60_000 } }),
    seed: 'demo',
    startMs,
    endMs: nowMs,
  });
  const own = stays.filter((visit) => visit.truckId === truckId);
  return Array.from({ length: 11 }, (_, n) => {
    const day = addDays(TODAY, n - 10);
    truck.advance(instantOf(day, '12:00', ZONE));
    const { lat = 0, lon = 0 } = truck.read();
    const visit = visitOn(own, day);
    return { day, km: visit && distanceKm({ lat, lon }, visit.site) };
  });
}

test.each(truckIds.filter((truckId) => !brokenDown(truckId)))('%s is where its visits say', (truckId) => {
  for (const { day, km } of daysOf(truckId)) if (km !== undefined) expect(km, day).toBeLessThan(0.1);
});

test('one truck broke down far from the visit that has begun', () => {
  const [broken, ...others] = truckIds.filter(brokenDown);
  expect(others).toEqual([]);
  const days = daysOf(broken ?? expect.fail('none broke down'));
  expect(days.at(-1)?.km).toBeGreaterThan(50);
  expect(days[0]?.km).toBeLessThan(0.1);
});
