/**
 * The battery as an account of energy: what goes in, what comes out, what is lost on the way, and what it will not take.
 *
 * Charging loses `1 - chargeEfficiency`, discharging `1 - dischargeEfficiency`; stored energy E follows
 * dE/dt = chargeEfficiency P (charging) or P / dischargeEfficiency (discharging), P in W at the terminals, positive
 * charging (Manwell and McGowan, Solar Energy 50 (1993) 399-405, without the bound charge, which lithium cells do not
 * show). Near full a charger holds the voltage and the power falls: linearly with the charge here, from `taperFromPct` to
 * `tailShare` of the limit at full. The step is solved in closed form, so an hour at once is four quarters one by one.
 */
import { assert } from '../kernel/assert.ts';

/** What a truck's record says. */
export type BatterySettings = {
  readonly capacityWh: number;
  readonly reservePct: number;
  readonly maxChargeW: number;
  readonly maxDischargeW: number;
};

export type BatteryModel = BatterySettings & {
  /** Each way, a share in (0, 1]. */
  readonly chargeEfficiency: number;
  readonly dischargeEfficiency: number;
  readonly taperFromPct: number;
  /** Of the charging limit, what is left at full; above 0, so that full is reached. */
  readonly tailShare: number;
  /** Cells must not be charged outside of these; the limit falls over `deratingK` before them. */
  readonly coldestChargeC: number;
  readonly hottestChargeC: number;
  readonly deratingK: number;
  /** Where discharging stops. */
  readonly floorPct: number;
};

/**
 * Lithium iron phosphate with its converter: 96 to 98 % each way (Victron and Pylontech data sheets), no charging below 0
 * nor above 55 °C. The battery gives down to the reserve unless `floorPct` says otherwise.
 */
export function batteryModel(
  settings: BatterySettings,
  better: Partial<Omit<BatteryModel, keyof BatterySettings>> = {},
): BatteryModel {
  const { capacityWh, reservePct, maxChargeW, maxDischargeW } = settings;
  const model: BatteryModel = {
    capacityWh,
    reservePct,
    maxChargeW,
    maxDischargeW,
    chargeEfficiency: 0.97,
    dischargeEfficiency: 0.97,
    taperFromPct: 90,
    tailShare: 0.05,
    coldestChargeC: 0,
    hottestChargeC: 55,
    deratingK: 10,
    floorPct: reservePct,
    ...better,
  };
  assert(model.capacityWh > 0, 'a battery has a capacity');
  assert(model.maxChargeW >= 0 && model.maxDischargeW >= 0, 'a limit of power is not negative');
  for (const share of [model.chargeEfficiency, model.dischargeEfficiency, model.tailShare]) {
    assert(share > 0 && share <= 1, 'efficiencies and the tail are shares in (0, 1]');
  }
  for (const pct of [model.floorPct, model.taperFromPct])
    assert(pct >= 0 && pct <= 100, 'charge is 0 to 100 %');
  return model;
}

/** Share of the charging limit that the cells' temperature leaves; all of it when that is unknown. */
export function chargeTemperatureShare(model: BatteryModel, cellC: number | null): number {
  if (cellC === null || Number.isNaN(cellC)) return 1;
  const inside = Math.min(cellC - model.coldestChargeC, model.hottestChargeC - cellC);
  if (inside <= 0) return 0;
  return model.deratingK > 0 ? Math.min(1, inside / model.deratingK) : 1;
}

/** The most that the battery takes at its terminals, W. */
export function chargeLimitW(model: BatteryModel, socPct: number, cellC: number | null = null): number {
  if (socPct >= 100) return 0;
  const { taperFromPct, tailShare, maxChargeW } = model;
  const into = socPct <= taperFromPct ? 0 : (socPct - taperFromPct) / (100 - taperFromPct);
  return maxChargeW * chargeTemperatureShare(model, cellC) * (1 - (1 - tailShare) * into);
}

/** The most that it gives, W. */
export function dischargeLimitW(model: BatteryModel, socPct: number): number {
  return socPct > model.floorPct ? model.maxDischargeW : 0;
}

/** Energy that it can still give down to a charge, at its terminals. */
export function usableWh(model: BatteryModel, socPct: number, downToPct: number = model.floorPct): number {
  return (Math.max(0, socPct - downToPct) / 100) * model.capacityWh * model.dischargeEfficiency;
}

export type BatteryStepInput = {
  /** What the array could give, mean of the step. */
  pvW: number;
  loadW: number;
  /** What the grid could give: it serves what the sun leaves, and charges. */
  gridW?: number;
  cellC?: number | null;
  hours: number;
};

/** Means over the step, W: pv + grid = served + battery, pv + curtailed = what the array could give. */
export type BatteryStep = {
  /** At the end. */
  readonly socPct: number;
  /** At its terminals, positive charging. */
  readonly batteryW: number;
  readonly pvW: number;
  readonly curtailedW: number;
  readonly gridW: number;
  readonly servedW: number;
  readonly unservedW: number;
  /** Turned to heat by charging or discharging. */
  readonly lostW: number;
  /** Hours into the step at which the reserve was reached from above; null: not in it. */
  readonly reserveAfterH: number | null;
};

/** The sun serves first, then the grid, then the battery; what is over charges. */
export function batteryStep(model: BatteryModel, socPct: number, input: BatteryStepInput): BatteryStep {
  const { pvW, loadW, gridW = 0, cellC = null, hours } = input;
  assert(hours > 0 && pvW >= 0 && loadW >= 0 && gridW >= 0, 'a step has a length, and powers that are known');
  assert(socPct >= 0 && socPct <= 100, 'charge is 0 to 100 %');
  const pvServesW = Math.min(pvW, loadW);
  const gridServesW = Math.min(gridW, loadW - pvServesW);
  const missingW = loadW - pvServesW - gridServesW;
  if (missingW > 0) return discharge(model, socPct, { pvW, gridW, loadW, missingW, hours });

  const pvOverW = pvW - pvServesW;
  const spareW = pvOverW + gridW - gridServesW;
  const after = chargedPct(model, socPct, spareW, chargeTemperatureShare(model, cellC), hours);
  const storedW = (((after - socPct) / 100) * model.capacityWh) / hours;
  const batteryW = Math.min(storedW / model.chargeEfficiency, spareW);
  const pvChargesW = Math.min(pvOverW, batteryW);
  return {
    socPct: after,
    batteryW,
    pvW: pvServesW + pvChargesW,
    curtailedW: pvOverW - pvChargesW,
    gridW: gridServesW + batteryW - pvChargesW,
    servedW: loadW,
    unservedW: 0,
    lostW: batteryW - storedW,
    reserveAfterH: null,
  };
}

type Deficit = { pvW: number; gridW: number; loadW: number; missingW: number; hours: number };

function discharge(model: BatteryModel, socPct: number, deficit: Deficit): BatteryStep {
  const { pvW, gridW, loadW, missingW, hours } = deficit;
  const givesW = Math.min(missingW, dischargeLimitW(model, socPct));
  const whUsable = usableWh(model, socPct);
  const lasted = givesW > 0 ? Math.min(hours, whUsable / givesW) : 0;
  const fromBatteryW = (givesW * lasted) / hours;
  const drawnPct = ((fromBatteryW * hours) / model.dischargeEfficiency / model.capacityWh) * 100;
  // At the floor it is exactly there, not a rounding below.
  const after = lasted < hours && givesW > 0 ? model.floorPct : Math.max(0, socPct - drawnPct);
  const untilReserveH =
    socPct > model.reservePct && givesW > 0 ? usableWh(model, socPct, model.reservePct) / givesW : null;
  return {
    socPct: after,
    batteryW: -fromBatteryW,
    pvW,
    curtailedW: 0,
    gridW,
    servedW: loadW - missingW + fromBatteryW,
    unservedW: missingW - fromBatteryW,
    lostW: fromBatteryW / model.dischargeEfficiency - fromBatteryW,
    reserveAfterH: untilReserveH !== null && untilReserveH <= lasted ? untilReserveH : null,
  };
}

/**
 * The charge after `hours` of at most `spareW`. At constant power the charge rises evenly until the taper's limit is below
 * that power; from there on the distance to the taper's zero shrinks exponentially.
 */
function chargedPct(
  model: BatteryModel,
  fromPct: number,
  spareW: number,
  share: number,
  hours: number,
): number {
  const limitW = model.maxChargeW * share;
  const evenW = Math.min(spareW, limitW);
  if (evenW <= 0 || fromPct >= 100) return fromPct;
  const { taperFromPct, tailShare } = model;
  const pctPerWh = (100 * model.chargeEfficiency) / model.capacityWh;
  // How fast the taper's limit falls, as a share of the whole limit a percent of charge.
  const slope = taperFromPct < 100 ? (1 - tailShare) / (100 - taperFromPct) : 0;
  const evenUpToPct = slope > 0 ? Math.min(100, taperFromPct + (1 - evenW / limitW) / slope) : 100;
  let pct = fromPct;
  let left = hours;
  if (pct < evenUpToPct) {
    const needed = (evenUpToPct - pct) / (pctPerWh * evenW);
    if (needed >= left) return Math.min(pct + pctPerWh * evenW * left, evenUpToPct);
    pct = evenUpToPct;
    left -= needed;
  }
  if (pct >= 100 || slope === 0) return Math.min(pct, 100);
  const shareNow = 1 - slope * (pct - taperFromPct);
  const decay = pctPerWh * limitW * slope * left;
  return Math.min(100, pct + (shareNow * -Math.expm1(-decay)) / slope);
}

/** A count of charge from measured power, which drifts until the battery is seen to be full. */
export type ChargeCount = {
  readonly socPct: number;
  /** Hours since it was last full; null: never seen. */
  readonly sinceFullH: number | null;
  /** What the count may be off by. */
  readonly driftPct: number;
};

/** Sensors are off by so much of what they count; a first guess may be off by anything. */
const DRIFT_SHARE = 0.01;

export type PowerReading = {
  /** Mean at the terminals, positive charging. */
  batteryW: number;
  hours: number;
  /** Whether the battery is full at the end of it (`seemsFull`). */
  full: boolean;
};

/** Counts one reading, and sets the count right where the battery is full. */
export function countCharge(model: BatteryModel, before: ChargeCount, reading: PowerReading): ChargeCount {
  const { batteryW, hours, full } = reading;
  assert(hours >= 0 && Number.isFinite(batteryW), 'only known power is counted');
  if (full) return { socPct: 100, sinceFullH: 0, driftPct: 0 };
  const storedW = batteryW > 0 ? batteryW * model.chargeEfficiency : batteryW / model.dischargeEfficiency;
  const movedPct = ((storedW * hours) / model.capacityWh) * 100;
  return {
    socPct: Math.min(100, Math.max(0, before.socPct + movedPct)),
    sinceFullH: before.sinceFullH === null ? null : before.sinceFullH + hours,
    driftPct: Math.min(100, before.driftPct + DRIFT_SHARE * Math.abs(movedPct)),
  };
}

/**
 * Whether a battery is full: it takes next to nothing (a fiftieth of its capacity an hour) though the sun offers clearly
 * more than is used. Without the array's potential only the battery's own word counts.
 */
export function seemsFull(
  model: BatteryModel,
  seen: {
    batteryW: number | null;
    solarW: number | null;
    solarPotentialW: number | null;
    batterySocPct: number | null;
  },
): boolean {
  const { batteryW, solarW, solarPotentialW, batterySocPct } = seen;
  if (batteryW === null || Math.abs(batteryW) > model.capacityWh / 50) return false;
  if (batterySocPct !== null && batterySocPct >= 99.5) return true;
  if (batterySocPct !== null && batterySocPct < 95) return false;
  if (solarW === null || solarPotentialW === null) return false;
  return solarPotentialW - solarW > model.capacityWh / 50;
}
