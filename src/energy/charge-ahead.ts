/**
 * The battery stepped through the time ahead: what the sun gives goes to the classroom first, then into the battery; what the
 * battery can't take is lost, and below its reserve it gives nothing, so the classroom goes dark until there is sun.
 *
 * More sun or less load never leaves less in the battery, so never covers fewer classes; battery.ts steps in closed form,
 * which keeps that exact.
 */
import { type BatteryModel, batteryStep } from './battery.ts';
import type { Stretch } from './timeline.ts';

/** What each stretch came to, in their order. */
export type Charge = {
  /** Percent, at the end of each. */
  readonly socPct: Float64Array;
  readonly harvestWh: Float64Array;
  /** Wanted by the classroom and not given. */
  readonly lackingWh: Float64Array;
  /** When the reserve was reached from above, ms; NaN: not in this stretch. */
  readonly reserveAtMs: Float64Array;
};

/**
 * @param solarW what the array could give in a stretch
 * @param loadW what the classroom wants
 * @param from first and behind the last stretch to step; the charge before it is `socPct`
 */
export function chargeAhead(
  battery: BatteryModel,
  socPct: number,
  stretches: readonly Stretch[],
  solarW: (index: number) => number,
  loadW: (index: number) => number,
  [from, to]: readonly [number, number] = [0, stretches.length],
): Charge {
  const length = to - from;
  const charge: Charge = {
    socPct: new Float64Array(length),
    harvestWh: new Float64Array(length),
    lackingWh: new Float64Array(length),
    reserveAtMs: new Float64Array(length).fill(Number.NaN),
  };
  let soc = socPct;
  for (let i = 0; i < length; i++) {
    const stretch = stretches[from + i];
    if (stretch === undefined) break;
    const { hours, startMs } = stretch;
    const step = batteryStep(battery, soc, { pvW: solarW(from + i), loadW: loadW(from + i), hours });
    soc = step.socPct;
    charge.socPct[i] = soc;
    charge.harvestWh[i] = step.pvW * hours;
    charge.lackingWh[i] = step.unservedW * hours;
    if (step.reserveAfterH !== null) charge.reserveAtMs[i] = startMs + step.reserveAfterH * 3_600_000;
  }
  return charge;
}
