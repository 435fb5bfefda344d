/**
 * How clear the sky is, as one number: measured over clear-sky irradiance, and over irradiance above the atmosphere.
 */

const RAD = Math.PI / 180;

/**
 * Global over clear-sky global irradiance, in [0, max]; 0 where the clear sky gives none, NaN where either is unknown.
 * pvlib: `irradiance.clearsky_index`.
 */
export function clearSkyIndex(ghiWm2: number, ghiClearWm2: number, maxIndex = 2): number {
  if (!Number.isFinite(ghiWm2) || !Number.isFinite(ghiClearWm2)) return Number.NaN;
  const index = ghiWm2 / ghiClearWm2;
  return Number.isFinite(index) ? Math.min(Math.max(index, 0), maxIndex) : 0;
}

export type ClearnessLimits = {
  /** The least cosine of the zenith to divide by: 0.065 is 86.27 degrees. */
  minCosZenith?: number;
  /** Above 1 allows for what broken clouds add for moments; 0.82 suits hours. */
  maxIndex?: number;
};

/**
 * Global irradiance over that above the atmosphere on the same horizontal plane (Maxwell, SERI/TR-215-3087 (1987)).
 * True zenith. pvlib: `irradiance.clearness_index`.
 */
export function clearnessIndex(
  ghiWm2: number,
  zenithDeg: number,
  dniExtraWm2: number,
  limits: ClearnessLimits = {},
): number {
  const { minCosZenith = 0.065, maxIndex = 2 } = limits;
  const above = dniExtraWm2 * Math.max(Math.cos(zenithDeg * RAD), minCosZenith);
  return Math.min(Math.max(ghiWm2 / above, 0), maxIndex);
}

/**
 * The same without the sun's height in it (Perez et al., ASHRAE Transactions 98 (1992) 354-369, eq. 1).
 * pvlib: `irradiance.clearness_index_zenith_independent`.
 */
export function clearnessIndexZenithIndependent(clearness: number, airmass: number, maxIndex = 2): number {
  const index = clearness / zenithFactor(airmass);
  return Math.min(Math.max(index, 0), maxIndex);
}

/** pvlib: `irradiance._kt_kt_prime_factor`. */
export function zenithFactor(airmass: number): number {
  return 1.031 * Math.exp(-1.4 / (0.9 + 9.4 / airmass)) + 0.1;
}
