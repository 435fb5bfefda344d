/**
 * A battery through any stretch of time is three numbers: with charge b (Wh) at its beginning, it ends with min(b + delta, most), and never
 * falls under its reserve if b >= need. The three of one stretch after another follow from theirs, so a stay or a way is computed once
 * and put together with others without stepping through it again.
 *
 * Hour by hour: what sun and loads leave over is charged (at most `maxChargeW`, times the efficiency, up to the capacity); what they lack is
 * drawn (at most `maxDischargeW`), and must leave the reserve. An hour that charges asks nothing of b.
 */
export type Stretch = { readonly delta: number; readonly most: number; readonly need: number };

/** A thousandth of a watt-hour is rounding, not energy. */
const ROUNDING_WH = 1e-3;

/** Nothing happens. */
export const STILL: Stretch = { delta: 0, most: Infinity, need: 0 };

/** `first`, then `second`: min(min(b + d1, m1) + d2, m2), possible when b >= n1 and min(b + d1, m1) >= n2. */
export function joined(first: Stretch, second: Stretch): Stretch {
  return {
    delta: first.delta + second.delta,
    most: Math.min(first.most + second.delta, second.most),
    need: first.most < second.need - ROUNDING_WH ? Infinity : Math.max(first.need, second.need - first.delta),
  };
}

export type Battery = {
  readonly capacityWh: number;
  readonly reserveWh: number;
  readonly maxChargeW: number;
  readonly maxDischargeW: number;
  readonly chargeEfficiency: number;
};

/** One hour in which the sun gives `sunWh` and the loads draw `loadWh`. */
export function hour(battery: Battery, sunWh: number, loadWh: number): Stretch {
  const net = sunWh - loadWh;
  if (net >= 0) {
    const delta = Math.min(net, battery.maxChargeW) * battery.chargeEfficiency;
    return { delta, most: battery.capacityWh, need: 0 };
  }
  if (-net > battery.maxDischargeW) return { delta: net, most: battery.capacityWh + net, need: Infinity };
  return { delta: net, most: battery.capacityWh + net, need: battery.reserveWh - net };
}

/** Charge after a stretch, or -1 where it would fall under the reserve on the way. */
export function through(chargeWh: number, { delta, most, need }: Stretch): number {
  if (chargeWh < need - ROUNDING_WH) return -1;
  return Math.min(chargeWh + delta, most);
}
