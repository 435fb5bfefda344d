/**
 * What a solar array and its inverter give, as PVWatts has it: rated power, scaled by the light and the heat, less named
 * losses. Dobos, "PVWatts version 5 manual", NREL/TP-6A20-62641 (2014).
 */

/** Share of rated power lost per kelvin: data sheets of crystalline silicon say 0.0035 to 0.0047 (PVWatts' premium, standard). */
export const GAMMA_PER_C = -0.004;

export type DcOptions = {
  /** Loss of power per kelvin above the reference, negative. */
  gammaPerC?: number;
  referenceC?: number;
  /** Nonlinearity at low light (Marion 2008): the share of rated power missing at 200 W/m2; none by default. */
  k?: number | null;
  /** Whether that correction stops at 1000 W/m2 instead of adding power above. */
  capAdjustment?: boolean;
};

/**
 * DC power of an array of `ratedW`. `effectiveWm2` is what reaches the cells. NREL/TP-6A20-62641, eq. 8, with the
 * correction of Marion, "Comparison of predictive models for PV module performance", NREL/CP-520-42511 (2008), eqs. 6, 7.
 * pvlib: `pvsystem.pvwatts_dc`.
 */
export function pvwattsDcW(
  effectiveWm2: number,
  cellC: number,
  ratedW: number,
  options: DcOptions = {},
): number {
  const { gammaPerC = GAMMA_PER_C, referenceC = 25, k = null, capAdjustment = false } = options;
  const linearW = (effectiveWm2 / 1000) * ratedW * (1 + gammaPerC * (cellC - referenceC));
  if (k === null || (capAdjustment && effectiveWm2 >= 1000)) return linearW;
  const missing =
    effectiveWm2 > 200 ? (k * (1000 - effectiveWm2)) / 800 : k * (1 - (1 - effectiveWm2 / 200) ** 4);
  return linearW - ratedW * missing;
}

/** In percent; the defaults are PVWatts'. */
export type Losses = {
  soilingPct?: number;
  shadingPct?: number;
  snowPct?: number;
  mismatchPct?: number;
  wiringPct?: number;
  connectionsPct?: number;
  lightInducedPct?: number;
  nameplatePct?: number;
  agePct?: number;
  availabilityPct?: number;
};

const PVWATTS_LOSSES: Readonly<Required<Losses>> = {
  soilingPct: 2,
  shadingPct: 3,
  snowPct: 0,
  mismatchPct: 2,
  wiringPct: 2,
  connectionsPct: 0.5,
  lightInducedPct: 1.5,
  nameplatePct: 1,
  agePct: 0,
  availabilityPct: 3,
};

const LOSS_NAMES = Object.keys(PVWATTS_LOSSES) as (keyof Losses)[];

/** All losses together, in percent (NREL/TP-6A20-62641, eq. 1). pvlib: `pvsystem.pvwatts_losses`. */
export function pvwattsLossesPct(losses: Losses = {}): number {
  let kept = 1;
  for (const name of LOSS_NAMES) kept *= 1 - (losses[name] ?? PVWATTS_LOSSES[name]) / 100;
  return (1 - kept) * 100;
}

export type InverterOptions = {
  /** Nominal, a share; and the reference inverter's, which the curve was fitted to. */
  nominalEfficiency?: number;
  referenceEfficiency?: number;
};

/**
 * AC power of an inverter whose rated DC input is `ratedDcW`: never negative, clipped at its rating
 * (NREL/TP-6A20-62641, eqs. 9 to 11). pvlib: `inverter.pvwatts`.
 */
export function pvwattsInverterW(dcW: number, ratedDcW: number, options: InverterOptions = {}): number {
  const { nominalEfficiency = 0.96, referenceEfficiency = 0.9637 } = options;
  if (dcW === 0) return 0;
  const load = dcW / ratedDcW;
  const efficiency = (nominalEfficiency / referenceEfficiency) * (-0.0162 * load - 0.0059 / load + 0.9858);
  return Math.max(0, Math.min(efficiency * dcW, nominalEfficiency * ratedDcW));
}

/** One inverter on several strings: their sum. pvlib: `inverter.pvwatts_multi`. */
export function pvwattsInverterMultiW(
  dcW: readonly number[],
  ratedDcW: number,
  options: InverterOptions = {},
): number {
  return pvwattsInverterW(
    dcW.reduce((sum, each) => sum + each, 0),
    ratedDcW,
    options,
  );
}

/** Dust on the array: it gathers day by day until rain or a cloth takes it off. */
export type Soiling = {
  /** Share of the light lost, 0 to 1. */
  readonly loss: number;
  /** Days since rain last cleaned; the ground stays damp for a while, and little dust flies. */
  readonly daysSinceCleaning: number;
};

export const CLEAN: Soiling = { loss: 0, daysSinceCleaning: Number.POSITIVE_INFINITY };

export type SoilingOptions = {
  /** Share of the light lost a dry day: 0.0011 rural to 0.0030 by a dusty road. */
  lossPerDay?: number;
  /** Rain of one day that cleans. */
  cleaningMm?: number;
  /** Days after a cleaning rain in which no dust gathers. */
  graceDays?: number;
  maxLoss?: number;
};

/**
 * The next day's soiling; `washed` is somebody with a cloth, which brings no grace. Kimber et al., "The effect of soiling
 * on large grid-connected photovoltaic systems in California and the southwest region of the United States", 4th World
 * Conference on PV Energy Conversion (2006). pvlib: `soiling.kimber`, by the day.
 */
export function soilingNextDay(
  before: Soiling,
  day: { rainMm?: number; washed?: boolean },
  options: SoilingOptions = {},
): Soiling {
  const { lossPerDay = 0.0015, cleaningMm = 6, graceDays = 14, maxLoss = 0.3 } = options;
  if ((day.rainMm ?? 0) >= cleaningMm) return { loss: 0, daysSinceCleaning: 0 };
  const daysSinceCleaning = before.daysSinceCleaning + 1;
  if (day.washed === true) return { loss: 0, daysSinceCleaning };
  const loss = daysSinceCleaning <= graceDays ? before.loss : Math.min(before.loss + lossPerDay, maxLoss);
  return { loss, daysSinceCleaning };
}
