import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clearArray } from '../../src/energy/clear-array.ts';
import { type DayFrame, gaveOf, type SeenStep, seenDay, TRAINS_MIN } from '../../src/energy/days-seen.ts';

const ARRAY = { peakW: 5000, tiltDeg: 0 };
const PLACE = { lat: -0.45, lon: 39.65, headingDeg: null };
const startMs = Date.parse('2026-03-09T21:00:00Z');
const FRAME: DayFrame = { day: '2026-03-10', startMs, endMs: startMs + 86_400_000, stepMs: 900_000 };
const TRUCK = { array: ARRAY, maxChargeW: null, place: null };
const clearW = clearArray(ARRAY, { lat: -0.45, lon: 39.65, headingDeg: null });

/** A day on which the array gives a share of the clear sky, all of it harvested, unless told otherwise. */
function dayOf(
  change: (step: SeenStep, clear: number) => Partial<SeenStep> | null = () => ({}),
  share = 0.8,
) {
  const steps: SeenStep[] = [];
  for (let ms = startMs; ms < FRAME.endMs; ms += FRAME.stepMs) {
    const clear = clearW(ms + FRAME.stepMs / 2);
    const step: SeenStep = {
      startMs: ms,
      hours: 0.25,
      coverage: 1,
      potentialW: share * clear,
      harvestW: share * clear,
      socMaxPct: 60,
      batteryW: share * clear - 300,
      loadW: 300,
      occupancy: 0,
      localHour: Math.floor((ms - startMs) / 3_600_000),
      lat: PLACE.lat,
      lon: PLACE.lon,
      headingDeg: null,
    };
    const changed = change(step, clear);
    if (changed !== null) steps.push({ ...step, ...changed });
  }
  return steps;
}
const seen = (steps: readonly SeenStep[], truck: Parameters<typeof seenDay>[2] = TRUCK) =>
  seenDay(FRAME, steps, truck);

describe('a day that is seen well', () => {
  test('has its potential, its harvest, and the share of the clear sky that came', () => {
    const day = seen(dayOf());
    expect(day.sunRatio).toBeCloseTo(0.8, 6);
    expect(day.clearHourRatio).toBeCloseTo(0.8, 6);
    expect(day.potentialWh).toBeCloseTo(0.8 * (day.clearSkyWh ?? 0), 3);
    expect(day.harvestWh).toBeCloseTo(day.potentialWh ?? 0, 6);
    expect([day.curtailed, day.coverage, day.trainedShare]).toEqual([
      0,
      expect.closeTo(1),
      expect.closeTo(1),
    ]);
  });

  test('under a clear sky on the equator gives some 5.5 to 7 hours of its rating', () => {
    const hours = (seen(dayOf()).clearSkyWh ?? 0) / ARRAY.peakW;
    expect(hours).toBeGreaterThan(5.5);
    expect(hours).toBeLessThan(7);
  });

  test('is told the same whatever order its steps come in', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 95 }), (turn) => {
        const steps = dayOf();
        expect(seen([...steps.slice(turn), ...steps.slice(0, turn)])).toEqual(seen(steps));
      }),
      { numRuns: 5 },
    );
  });

  test('a part that is missing is filled up, more than a tenth makes the day unknown', () => {
    const whole = seen(dayOf());
    const few = seen(dayOf(({ localHour }) => (localHour === 8 ? null : {})));
    expect(few.potentialWh).toBeCloseTo(whole.potentialWh ?? 0, 3);
    const half = seen(dayOf(({ localHour }) => (localHour >= 12 ? null : {})));
    expect(half.potentialWh).toBeNull();
    expect(half.sunRatio).toBeCloseTo(0.8, 6);
    const part = half.soFar.potentialWh / (whole.potentialWh ?? 1);
    expect(part).toBeGreaterThan(0.4);
    expect(part).toBeLessThan(0.5);
  });

  test('without an array or a place nobody can say more than what was harvested', () => {
    expect(seen(dayOf(), { ...TRUCK, array: null })).toMatchObject({ clearSkyWh: null, sunRatio: null });
    const lost = dayOf(() => ({ lat: null, lon: null }));
    expect(seen(lost).sunRatio).toBeNull();
    expect(seen(lost).soFar.harvestWh).toBeGreaterThan(10_000);
    expect(seen(lost, { ...TRUCK, place: PLACE }).sunRatio).toBeCloseTo(0.8, 6);
  });
});

describe('a battery that is full', () => {
  const fullAllDay = { socMaxPct: 100, harvestW: 300, batteryW: 0 };

  test('trains nothing where the truck can’t say what its array could give', () => {
    const day = seen(dayOf(() => ({ ...fullAllDay, potentialW: null })));
    expect(day).toMatchObject({ sunRatio: null, clearHourRatio: null, potentialWh: null });
    expect(day.trainedShare).toBeLessThan(TRAINS_MIN);
    expect(day.curtailed).toBeCloseTo(1, 1);
  });

  test('nor where what it says follows the load', () => {
    const day = seen(dayOf(() => ({ ...fullAllDay, potentialW: 300 })));
    expect(day.trainedShare).toBeLessThan(TRAINS_MIN);
    expect(day.potentialWh).toBeNull();
  });

  test('whatever is harvested then changes nothing of what is learnt', () => {
    const wanted = seen(dayOf());
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.9, noNaN: true }), (part) => {
        const steps = dayOf(({ localHour, potentialW }) =>
          localHour >= 10 && localHour < 15
            ? { socMaxPct: 100, batteryW: 0, harvestW: part * (potentialW ?? 0) }
            : {},
        );
        const day = seen(steps);
        expect(day.sunRatio).toBeCloseTo(wanted.sunRatio ?? 0, 6);
        expect(day.potentialWh).toBeCloseTo(wanted.potentialWh ?? 0, 3);
        expect(day.curtailed).toBeGreaterThan(0.4);
      }),
      { numRuns: 20 },
    );
  });

  test('clouds between two curtailed hours are left out where the truck can’t say what its array could give', () => {
    const cloudyNoon = dayOf(({ localHour }, clear) => {
      if (localHour < 10) return { potentialW: null };
      // Full but for the hour after noon, when clouds let the panels give all they can.
      if (localHour === 12) return { potentialW: null, harvestW: 0.2 * clear, socMaxPct: 90 };
      return { potentialW: null, harvestW: 250, socMaxPct: 100 };
    });
    expect(seen(cloudyNoon).sunRatio).toBeCloseTo(0.8, 6);
  });

  test('with room in the battery what came is all there was, whatever was promised', () => {
    const broken = seen(dayOf((_, clear) => ({ harvestW: 0.3 * clear })));
    // Of a few watts at dawn nobody can tell what is missing.
    expect(broken.sunRatio).toBeCloseTo(0.3, 3);
    expect(broken.curtailed).toBe(0);
  });
});

test.each([
  ['unknown sun', { potentialW: null, harvestW: null }, { curtailed: false, skyW: null }],
  ['harvest alone, charge unknown', { potentialW: null, socMaxPct: null }, { curtailed: false, skyW: null }],
  ['harvest alone, battery not full', { potentialW: null, socMaxPct: 70 }, { curtailed: false, skyW: 900 }],
  ['harvest alone, battery full', { potentialW: null, socMaxPct: 97 }, { curtailed: true, skyW: null }],
  ['potential alone', { harvestW: null }, { curtailed: false, skyW: 2000 }],
  ['curtailed', {}, { curtailed: true, skyW: 2000 }],
  ['at the charger’s limit', { socMaxPct: 40, batteryW: 590 }, { curtailed: true, skyW: 2000 }],
  ['less than promised into an empty battery', { socMaxPct: 40 }, { curtailed: false, skyW: 900 }],
  ['all of it', { harvestW: 1990, socMaxPct: 99, batteryW: 1600 }, { curtailed: false, skyW: 2000 }],
])('%s', (_, change, expected) => {
  const step = { potentialW: 2000, harvestW: 900, socMaxPct: 98, batteryW: 500, loadW: 400, ...change };
  expect(gaveOf(step, 600)).toMatchObject(expected);
});
