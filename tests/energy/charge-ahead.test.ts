import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batteryModel } from '../../src/energy/battery.ts';
import { chargeAhead } from '../../src/energy/charge-ahead.ts';
import type { Stretch } from '../../src/energy/timeline.ts';

const BATTERY = batteryModel({ capacityWh: 10_000, reservePct: 20, maxChargeW: 4000, maxDischargeW: 4000 });

const path = fc.array(
  fc.record({
    hours: fc.double({ min: 0.05, max: 1, noNaN: true }),
    solarW: fc.double({ min: 0, max: 6000, noNaN: true }),
    loadW: fc.double({ min: 0, max: 5000, noNaN: true }),
  }),
  { minLength: 1, maxLength: 60 },
);
type Path = { hours: number; solarW: number; loadW: number }[];
const walk = (steps: Path, socPct: number) => {
  let startMs = 0;
  const stretches = steps.map(({ hours }, index): Stretch => {
    const stretch = { startMs, hours, hour: index, day: 0, inClass: -1 };
    startMs += hours * 3_600_000;
    return stretch;
  });
  return chargeAhead(
    BATTERY,
    socPct,
    stretches,
    (i) => steps[i]?.solarW ?? 0,
    (i) => steps[i]?.loadW ?? 0,
  );
};

test('every watt-hour has a place: harvest + drawn from the battery = served + stored + lost on the way', () => {
  fc.assert(
    fc.property(path, fc.double({ min: 0, max: 100, noNaN: true }), (steps, startPct) => {
      const charge = walk(steps, startPct);
      let before = startPct;
      for (const [i, { hours, solarW, loadW }] of steps.entries()) {
        const socPct = charge.socPct[i] ?? Number.NaN;
        const storedWh = ((socPct - before) / 100) * BATTERY.capacityWh;
        const servedWh = loadW * hours - (charge.lackingWh[i] ?? Number.NaN);
        const throughWh = (charge.harvestWh[i] ?? Number.NaN) - servedWh;
        // Into the battery 97 % of it is stored, out of it 97 % of what is drawn arrives.
        const expected = throughWh > 0 ? throughWh * 0.97 : throughWh / 0.97;
        expect(storedWh).toBeCloseTo(expected, 6);
        expect(charge.harvestWh[i]).toBeLessThanOrEqual(solarW * hours + 1e-9);
        expect(servedWh).toBeLessThanOrEqual(loadW * hours + 1e-9);
        expect(charge.lackingWh[i]).toBeGreaterThanOrEqual(-1e-9);
        before = socPct;
      }
    }),
  );
});

test('more sun, less load or a fuller battery never leaves less, nor lets the classroom go darker', () => {
  fc.assert(
    fc.property(
      path,
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 1, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 30, noNaN: true }),
      (steps, startPct, more, less, fuller) => {
        const poor = walk(steps, startPct);
        const rich = walk(
          steps.map((step) => ({ ...step, solarW: step.solarW * more, loadW: step.loadW * less })),
          Math.min(100, startPct + fuller),
        );
        for (const i of steps.keys()) {
          expect(rich.socPct[i]).toBeGreaterThanOrEqual((poor.socPct[i] ?? 0) - 1e-7);
          expect(rich.lackingWh[i]).toBeLessThanOrEqual((poor.lackingWh[i] ?? 0) + 1e-6);
        }
      },
    ),
  );
});
