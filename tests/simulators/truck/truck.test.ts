import { Sample } from '@digitruck/contract/telemetry';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { simulateHistory } from '../../../simulators/fleet/history.ts';
import { battery } from '../../../simulators/physics/battery.ts';
import { TruckSpec, type TruckSpecInput } from '../../../simulators/truck/spec.ts';
import { makeTruck } from '../../../simulators/truck/truck.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 00:00 in Kenya. */
const MONDAY_MS = Date.UTC(2026, 5, 7, 21);
const AT_GARISSA = {
  place: { lat: -0.4527, lon: 39.646 },
  fromMs: MONDAY_MS - 7 * DAY_MS,
  toMs: MONDAY_MS + 60 * DAY_MS,
};
const PARKED: TruckSpecInput = { truckId: 'DT-01', itinerary: [AT_GARISSA] };

function truckOf(input: TruckSpecInput, seed: number | string = 1, days = 30) {
  return makeTruck({
    spec: TruckSpec.parse(input),
    seed,
    startMs: MONDAY_MS,
    endMs: MONDAY_MS + days * DAY_MS,
  });
}
function history(input: TruckSpecInput, days: number, seed: number | string = 1, intervalS = 600) {
  return [
    ...simulateHistory({
      truck: input,
      seed,
      startMs: MONDAY_MS,
      endMs: MONDAY_MS + days * DAY_MS,
      intervalS,
      bootId: 'b',
    }),
  ];
}

test('energy is conserved: solar and grid became load, stored energy and losses', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 300, max: 9000 }),
      fc.integer({ min: 4000, max: 40_000 }),
      fc.constantFrom(0, 2400),
      (seed, peakW, capacityWh, gridMaxW) => {
        const truck = truckOf(
          { ...PARKED, array: { peakW }, battery: { capacityWh }, itinerary: [{ ...AT_GARISSA, gridMaxW }] },
          seed,
        );
        const { state } = truck;
        const pack = battery(truck.spec.battery);
        const storedBefore = pack.storedWh(state.battery);
        const solarBefore = state.solarWh;
        truck.advance(MONDAY_MS + 4 * DAY_MS);
        const solarWh = state.solarWh - solarBefore;
        const storedWh = pack.storedWh(state.battery) - storedBefore;
        const throughWh = state.chargedWh + state.dischargedWh;
        expect(solarWh + state.gridWh).toBeCloseTo(state.loadWh + state.chargedWh - state.dischargedWh, 3);
        expect(Math.abs(state.chargedWh - state.dischargedWh - storedWh - state.batteryLossWh)).toBeLessThan(
          0.0001 * throughWh + 0.1,
        );
        expect(state.batteryLossWh).toBeGreaterThan(0);
      },
    ),
    { numRuns: 25 },
  );
});

test('every sample is one of the contract, with every reading', () => {
  for (const sample of history({ truckId: 'DT-09' }, 3)) {
    const parsed = Sample.safeParse(sample);
    expect(parsed.success, JSON.stringify(sample)).toBe(true);
    expect(Object.keys(sample)).toHaveLength(23);
  }
});

test('the same seed gives the same truck, another one another', () => {
  expect(history(PARKED, 2, 'x')).toEqual(history(PARKED, 2, 'x'));
  expect(history(PARKED, 2, 'x')).not.toEqual(history(PARKED, 2, 'y'));
});

test('two trucks at one place see the same sky', () => {
  const light = (truckId: string) =>
    history({ ...PARKED, truckId, itinerary: [{ ...AT_GARISSA, headingDeg: 0 }] }, 1).map((s) =>
      Math.round(Number(s.solarPotentialW) / 40),
    );
  const [one, other] = [light('DT-01'), light('DT-02')];
  const apart = one.filter((w, i) => Math.abs(w - (other[i] ?? 0)) > 1);
  expect(apart).toEqual([]);
});

describe('a sunny day with a small battery', () => {
  const day = history({ ...PARKED, battery: { capacityWh: 8000 } }, 6);

  test('curtails the panels while the battery is full, and only then', () => {
    const curtailed = day.filter((s) => Number(s.solarW) < Number(s.solarPotentialW) * 0.95);
    expect(curtailed.length).toBeGreaterThan(10);
    for (const s of curtailed) expect(s.batterySocPct).toBeGreaterThan(80);
    for (const s of day) expect(Number(s.solarW)).toBeLessThanOrEqual(Number(s.solarPotentialW));
  });

  test('counters only rise', () => {
    for (let i = 1; i < day.length; i++) {
      expect(Number(day[i]?.solarWh)).toBeGreaterThanOrEqual(Number(day[i - 1]?.solarWh));
      expect(Number(day[i]?.dataUsedMb)).toBeGreaterThanOrEqual(Number(day[i - 1]?.dataUsedMb));
    }
  });

  test('nobody learns at night or on Sunday, and most seats are taken in class', () => {
    const localHour = (s: Sample) => (Date.parse(s.sampledAt) - MONDAY_MS) / HOUR_MS;
    const night = day.filter((s) => localHour(s) % 24 < 5);
    for (const s of night) expect(s.occupancy).toBeLessThan(4);
    const inClass = day.filter((s) => localHour(s) < 120 && localHour(s) % 24 > 8 && localHour(s) % 24 < 9.3);
    const mean = inClass.reduce((sum, s) => sum + Number(s.occupancy), 0) / inClass.length;
    expect(mean).toBeGreaterThan(12);
    const sunday = history(PARKED, 7).filter((s) => localHour(s) > 144);
    for (const s of sunday) expect(s.loadW).toBeLessThan(60);
  });
});

test('without sun the classroom is cut off, later the unit itself, and both come back', () => {
  const spec: TruckSpecInput = { ...PARKED, array: { peakW: 20 }, battery: { capacityWh: 6000 } };
  const truck = truckOf(spec);
  let cut = false;
  for (let hour = 1; hour < 24 * 20 && truck.unitOn(); hour++) {
    truck.advance(MONDAY_MS + hour * HOUR_MS);
    if (!truck.state.classroomOn && truck.unitOn()) {
      cut = true;
      expect(truck.read().loadW).toBeLessThan(60);
    }
  }
  expect(cut).toBe(true);
  expect(truck.unitOn()).toBe(false);
  expect(truck.state.battery.soc).toBeGreaterThan(0);
  const rescued = makeTruck({
    spec: TruckSpec.parse({ ...spec, array: { peakW: 4000 } }),
    seed: 1,
    startMs: truck.state.atMs,
    endMs: truck.state.atMs + 9 * DAY_MS,
    state: structuredClone(truck.state),
  });
  rescued.advance(truck.state.atMs + 2 * DAY_MS);
  expect(rescued.unitOn()).toBe(true);
  expect(rescued.state.classroomOn).toBe(true);
});

test('low power leaves VR and screen off', () => {
  const drawn = (lowPower: boolean) => {
    const truck = truckOf(PARKED);
    truck.lowPower = lowPower;
    truck.advance(MONDAY_MS + DAY_MS);
    return truck.state.loadWh;
  };
  expect(drawn(true)).toBeLessThan(drawn(false) - 500);
});

test('heat brings the fans on', () => {
  const hot = history(PARKED, 1).filter((s) => Number(s.insideTempC) > 31 && Number(s.occupancy) > 10);
  expect(hot.length).toBeGreaterThan(3);
});

test('a state that was kept goes on as if nothing had been', () => {
  const whole = truckOf(PARKED);
  whole.advance(MONDAY_MS + 2 * DAY_MS);
  const half = truckOf(PARKED);
  half.advance(MONDAY_MS + DAY_MS);
  const rest = makeTruck({
    spec: half.spec,
    seed: 1,
    startMs: MONDAY_MS + DAY_MS,
    endMs: MONDAY_MS + 30 * DAY_MS,
    state: JSON.parse(JSON.stringify(half.state)),
  });
  rest.advance(MONDAY_MS + 2 * DAY_MS);
  expect(rest.state).toEqual(whole.state);
});
