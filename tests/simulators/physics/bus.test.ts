import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balance } from '../../../simulators/physics/bus.ts';

const watts = fc.double({ min: 0, max: 10_000, noNaN: true });

test('solar and grid always make load and battery, and nothing exceeds its offer', () => {
  fc.assert(
    fc.property(
      fc.record({
        potentialW: watts,
        wantedLoadW: watts,
        gridMaxW: watts,
        gridCharges: fc.boolean(),
        batteryAcceptsW: watts,
        batteryGivesW: watts,
      }),
      (offer) => {
        const flow = balance(offer);
        expect(flow.solarW + flow.gridW - flow.loadW - flow.batteryW).toBeCloseTo(0, 6);
        expect(flow.solarW).toBeLessThanOrEqual(offer.potentialW + 1e-9);
        expect(flow.gridW).toBeLessThanOrEqual(offer.gridMaxW + 1e-9);
        expect(flow.loadW).toBeLessThanOrEqual(offer.wantedLoadW + 1e-9);
        expect(flow.batteryW).toBeLessThanOrEqual(offer.batteryAcceptsW + 1e-9);
        expect(-flow.batteryW).toBeLessThanOrEqual(offer.batteryGivesW + 1e-9);
        for (const part of [flow.solarW, flow.gridW, flow.loadW]) expect(part).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

const OFFER = {
  potentialW: 3000,
  wantedLoadW: 1000,
  gridMaxW: 0,
  gridCharges: false,
  batteryAcceptsW: 5000,
  batteryGivesW: 5000,
};

test('a full battery curtails the panels to the load', () => {
  expect(balance({ ...OFFER, batteryAcceptsW: 0 })).toEqual({
    solarW: 1000,
    gridW: 0,
    batteryW: 0,
    loadW: 1000,
  });
});

test('the sun first, then the grid, then the battery, then less load', () => {
  const dark = { ...OFFER, potentialW: 300 };
  expect(balance(dark)).toMatchObject({ solarW: 300, gridW: 0, batteryW: -700 });
  expect(balance({ ...dark, gridMaxW: 500 })).toMatchObject({ gridW: 500, batteryW: -200 });
  expect(balance({ ...dark, batteryGivesW: 100 })).toMatchObject({ batteryW: -100, loadW: 400 });
});
