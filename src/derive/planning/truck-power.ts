/** A truck's energy as the planner counts it: the plan begins with a full enough battery, and a class draws all that is described. */
import { batteryModel } from '../../energy/battery.ts';
import { classDraw, type KindDraw, otherDraw } from '../../energy/loads-ahead.ts';
import type { TruckPower } from '../../planner/problem.ts';
import type { TruckFacts } from '../../store/plans/planning-facts.ts';

/** Days pass before its first planned visit, in which it stands in the sun or at its depot; what it has today says little of then. */
const START_PCT = 80;
const NOON = 12;
const sum = (draws: readonly KindDraw[]) => draws.reduce((watts, draw) => watts + draw.watts, 0);

export function powerOf({ array, battery, loads, seats }: TruckFacts): TruckPower | null {
  if (array === null || battery === null) return null;
  const { chargeEfficiency, dischargeEfficiency } = batteryModel(battery);
  const baseLoadW = sum(otherDraw(loads, NOON, false, { classW: null, otherW: [] }));
  // Nobody in it: what the seats draw is the course's, and comes on top.
  const emptyClassW = sum(classDraw(loads, { powerPerSeatW: 1, people: 0, seats }, null));
  return {
    arrayPeakW: array.peakW,
    capacityWh: battery.capacityWh,
    reservePct: battery.reservePct,
    maxChargeW: battery.maxChargeW,
    maxDischargeW: battery.maxDischargeW,
    chargeEfficiency: chargeEfficiency * dischargeEfficiency,
    startSocPct: Math.max(battery.reservePct, START_PCT),
    baseLoadW,
    classLoadW: Math.max(0, emptyClassW - baseLoadW),
  };
}
