/**
 * Irradiance above the atmosphere, normal to the rays: the solar constant over the square of the earth's distance. W/m2.
 */
import { geocentricSun } from './sun-geocentric.ts';

/** pvlib's default; 1367 is the WMO's of 1981, 1361 what satellites measure today (Kopp and Lean 2011). */
export const SOLAR_CONSTANT_WM2 = 1366.1;

/** `nrel` and `pyephem` both take the earth's distance from the solar position algorithm: they differ by less than 1e-5. */
export type ExtraModel = 'spencer' | 'asce' | 'nrel' | 'pyephem';

export type ExtraOptions = {
  model?: ExtraModel;
  solarConstantWm2?: number;
  /** Of the day of year, for the models that need a date. */
  year?: number;
};

/**
 * Of a day of year (1 to 366; a fraction is the hour). Spencer, "Fourier series representation of the position of the
 * sun", Search 2 (1971) 172; ASCE: Duffie and Beckman, Solar Engineering of Thermal Processes (1991), eq. 1.4.1.
 * pvlib: `irradiance.get_extra_radiation` of a day of year.
 */
export function extraRadiationWm2(dayOfYear: number, options: ExtraOptions = {}): number {
  const { model = 'spencer', solarConstantWm2 = SOLAR_CONSTANT_WM2, year = 2014 } = options;
  if (model === 'nrel' || model === 'pyephem') {
    const atMs = Date.UTC(year - 1, 11, 31) + dayOfYear * 86_400_000;
    return extraRadiationAtWm2(atMs, solarConstantWm2);
  }
  const angle = (2 * Math.PI * (dayOfYear - 1)) / 365;
  const inverseSquare =
    model === 'asce'
      ? 1 + 0.033 * Math.cos(angle)
      : 1.00011 +
        0.034221 * Math.cos(angle) +
        0.00128 * Math.sin(angle) +
        0.000719 * Math.cos(2 * angle) +
        0.000077 * Math.sin(2 * angle);
  return solarConstantWm2 * inverseSquare;
}

/** Of an instant, by the solar position algorithm. */
export function extraRadiationAtWm2(atMs: number, solarConstantWm2: number = SOLAR_CONSTANT_WM2): number {
  return solarConstantWm2 / geocentricSun(atMs).distanceAu ** 2;
}

/** Day of year in UTC, 1 to 366. */
export function dayOfYear(atMs: number): number {
  const date = new Date(atMs);
  const midnightMs = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return (midnightMs - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000 + 1;
}
