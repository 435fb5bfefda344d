/**
 * Clear-sky irradiance where aerosol and water vapour are known (a weather service tells them): Bird and Hulstrom, and
 * the simplified Solis model. W/m2, angles in degrees.
 */
import { absoluteAirmass } from './atmosphere.ts';
import type { Irradiance } from './clear-sky.ts';
import { broadbandAodBird } from './turbidity.ts';

const RAD = Math.PI / 180;

export type BirdInput = {
  /** True zenith. */
  zenithDeg: number;
  /** Kasten 1966 in the original; not pressure-corrected. */
  airmassRelative: number;
  /** Aerosol optical depth at 380 and 500 nm, below 0.5. */
  aod380: number;
  aod500: number;
  precipitableWaterCm: number;
  ozoneCm?: number;
  pressurePa?: number;
  dniExtraWm2?: number;
  /** Forward scattering of the aerosol. */
  asymmetry?: number;
  /** Of the ground. */
  albedo?: number;
};

export type BirdIrradiance = Irradiance & { readonly directHorizontalWm2: number };

/**
 * Bird and Hulstrom, "A simplified clear sky model for direct and diffuse insolation on horizontal surfaces",
 * SERI/TR-642-761 (1981). pvlib: `clearsky.bird`.
 */
export function bird(input: BirdInput): BirdIrradiance {
  const { zenithDeg, airmassRelative: airmass, aod380, aod500, precipitableWaterCm: waterCm } = input;
  const { ozoneCm = 0.3, pressurePa = 101_325, dniExtraWm2 = 1364, asymmetry = 0.85, albedo = 0.2 } = input;
  const atPressure = absoluteAirmass(airmass, pressurePa);
  const rayleigh = Math.exp(-0.0903 * atPressure ** 0.84 * (1 + atPressure - atPressure ** 1.01));
  const ozonePath = ozoneCm * airmass;
  const ozone =
    1 -
    0.1611 * ozonePath * (1 + 139.48 * ozonePath) ** -0.3034 -
    (0.002715 * ozonePath) / (1 + 0.044 * ozonePath + 0.0003 * ozonePath ** 2);
  const gases = Math.exp(-0.0127 * atPressure ** 0.26);
  const waterPath = airmass * waterCm;
  const water = 1 - (2.4959 * waterPath) / ((1 + 79.034 * waterPath) ** 0.6828 + 6.385 * waterPath);
  const depth = broadbandAodBird(aod380, aod500);
  const aerosol = Math.exp(-(depth ** 0.873) * (1 + depth - depth ** 0.7088) * airmass ** 0.9108);
  // What the aerosol absorbs, and what the sky sends back down of what the ground reflects.
  const absorbed = 1 - 0.1 * (1 - airmass + airmass ** 1.06) * (1 - aerosol);
  const skyAlbedo = 0.0685 + (1 - asymmetry) * (1 - aerosol / absorbed);

  const dniWm2 = 0.9662 * dniExtraWm2 * aerosol * water * gases * ozone * rayleigh;
  const cosZenith = zenithDeg >= 90 ? 0 : Math.cos(zenithDeg * RAD);
  const directHorizontalWm2 = dniWm2 * cosZenith;
  const scattered = 0.5 * (1 - rayleigh) + asymmetry * (1 - aerosol / absorbed);
  const skyWm2 =
    (dniExtraWm2 * cosZenith * 0.79 * ozone * gases * water * absorbed * scattered) /
    (1 - airmass + airmass ** 1.02);
  const ghiWm2 = (directHorizontalWm2 + skyWm2) / (1 - albedo * skyAlbedo);
  return { ghiWm2, dniWm2, dhiWm2: ghiWm2 - directHorizontalWm2, directHorizontalWm2 };
}
