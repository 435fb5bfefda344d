/** Stretches of battery: put together they say what hour after hour says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Battery, hour, joined, STILL, type Stretch, through } from '../../src/planner/energy.ts';

const battery: Battery = {
  capacityWh: 10_000,
  reserveWh: 2_000,
  maxChargeW: 2_000,
  maxDischargeW: 3_000,
  chargeEfficiency: 0.9,
};

/** The battery itself, an hour at a time; -1 once it falls under its reserve. */
function step(chargeWh: number, hours: readonly (readonly [number, number])[]): number {
  let charge = chargeWh;
  for (const [sun, load] of hours) {
    if (sun >= load) {
      charge = Math.min(
        battery.capacityWh,
        charge + Math.min(sun - load, battery.maxChargeW) * battery.chargeEfficiency,
      );
    } else {
      charge -= load - sun;
      if (load - sun > battery.maxDischargeW || charge < battery.reserveWh - 1e-3) return -1;
    }
  }
  return charge;
}

const hours = fc.array(fc.tuple(fc.nat(5000), fc.nat(3500)), { maxLength: 30 });
const whole = (list: readonly (readonly [number, number])[]): Stretch =>
  list.reduce((all, [sun, load]) => joined(all, hour(battery, sun, load)), STILL);

describe('a stretch', () => {
  test('of hours says what the hours say, one by one', () => {
    fc.assert(
      fc.property(hours, fc.nat(10_000), (list, charge) => {
        const stepped = step(charge, list);
        const at = through(charge, whole(list));
        if (stepped < 0) {
          // At the very edge either may say no.
          if (at >= 0) expect(charge - whole(list).need).toBeLessThan(0.01);
        } else if (at < 0) {
          expect(whole(list).need - charge).toBeLessThan(0.01);
        } else {
          expect(at).toBeCloseTo(stepped, 6);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('can be put together in any grouping', () => {
    fc.assert(
      fc.property(hours, hours, hours, (a, b, c) => {
        const left = joined(joined(whole(a), whole(b)), whole(c));
        const right = joined(whole(a), joined(whole(b), whole(c)));
        expect(left.delta).toBeCloseTo(right.delta, 6);
        expect(Math.min(left.most, 1e9)).toBeCloseTo(Math.min(right.most, 1e9), 6);
        if (left.need === Infinity || right.need === Infinity) expect(left.need).toBe(right.need);
        else expect(left.need).toBeCloseTo(right.need, 6);
      }),
    );
  });

  test('by hand: a morning of sun, an evening of load', () => {
    // 3,000 W of sun over 500 W charge 2,000 W x 0.9; then 2,500 W are drawn.
    const day = joined(hour(battery, 3000, 500), hour(battery, 0, 2500));
    expect(day).toEqual({ delta: -700, most: 7500, need: 2700 });
    expect(through(2700, day)).toBe(2000);
    expect(through(2699, day)).toBe(-1);
    expect(through(9900, day)).toBe(7500);
  });

  test('that draws more than the battery can give is never possible', () => {
    expect(through(10_000, hour(battery, 0, 3001))).toBe(-1);
  });
});
