/**
 * Dust on the array: it gathers day by day until rain or a cloth takes it off.
 *
 * Kimber et al., "The effect of soiling on large grid-connected photovoltaic systems in California and the southwest
 * region of the United States", 4th World Conference on PV Energy Conversion (2006).
 */

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

/** The next day's soiling; `washed` is somebody with a cloth, which brings no grace. pvlib: `soiling.kimber`, by the day. */
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

/** The light that gets through. */
export function afterSoiling(wm2: number, loss: number): number {
  return wm2 * (1 - loss);
}
