/** The solar array: light and heat in, electric power out. */

/**
 * Cell temperature in degrees C (Faiman 2008: T = Ta + G / (u0 + u1 v), with u0 = 25 W/m2K and u1 = 6.84 W s/m3K for
 * modules on an open rack); a roof leaves little air behind the panels, so u0 is 20 here.
 */
export function cellTempC(planeWm2: number, airC: number, windMs: number): number {
  return airC + planeWm2 / (20 + 6.84 * windMs);
}

export type ArrayOptions = {
  /** At 1,000 W/m2 and 25 degrees C. */
  readonly peakW: number;
  /** Change of power with cell temperature, percent a kelvin (negative). */
  readonly tempCoeffPctPerK: number;
  /** Wiring, dust, mismatch and charge controller together, percent that is left. */
  readonly efficiencyPct: number;
};

/** Power that the charge controller could draw, W (PVWatts: Dobos 2014, NREL/TP-6A20-62641, eq. 8). */
export function arrayPotentialW(array: ArrayOptions, planeWm2: number, cellC: number): number {
  const heat = 1 + (array.tempCoeffPctPerK / 100) * (cellC - 25);
  return Math.max(0, array.peakW * (planeWm2 / 1000) * heat * (array.efficiencyPct / 100));
}
