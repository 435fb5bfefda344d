/**
 * Clear-sky irradiance where aerosol and water vapour are known (a weather service tells them): Bird and Hulstrom, and
 * the simplified Solis model. W/m2, angles in degrees.
 */
import { absoluteAirmass } from './atmosphere.ts';
import type { Irradiance } from './clear-sky.ts';
import { polynomial } from './sun-time.ts';
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

export type SolisInput = {
  apparentElevationDeg: number;
  /** Aerosol optical depth at 700 nm, 0 to 0.45. */
  aod700?: number;
  /** 0.2 to 10; less counts as 0.2. */
  precipitableWaterCm?: number;
  pressurePa?: number;
  dniExtraWm2?: number;
};

/**
 * Simplified Solis: Ineichen, "A broadband simplified version of the Solis clear sky model", Solar Energy 82 (2008)
 * 758-762, eqs. 1 to 18. pvlib: `clearsky.simplified_solis`.
 */
export function simplifiedSolis(input: SolisInput): Irradiance {
  const { apparentElevationDeg, aod700: aod = 0.1, precipitableWaterCm = 1 } = input;
  const w = Math.max(precipitableWaterCm, 0.2);
  const { pressurePa = 101_325, dniExtraWm2 = 1364 } = input;
  const lnW = Math.log(w);
  const lnP = Math.log(pressurePa / 101_325);
  const extra =
    dniExtraWm2 * (0.12 * w ** 0.56 * aod ** 2 + 0.97 * w ** 0.032 * aod + 1.08 * w ** 0.0051 + 0.071 * lnP);

  const tauB =
    (1.82 + 0.056 * lnW + 0.0071 * lnW ** 2) * aod +
    (0.33 + 0.045 * lnW + 0.0096 * lnW ** 2) +
    (0.0089 * w + 0.13) * lnP;
  const b = (0.00925 * aod ** 2 + 0.0148 * aod - 0.0172) * lnW + (-0.7565 * aod ** 2 + 0.5057 * aod + 0.4557);
  const tauG =
    (1.24 + 0.047 * lnW + 0.0061 * lnW ** 2) * aod +
    (0.27 + 0.043 * lnW + 0.009 * lnW ** 2) +
    (0.0079 * w + 0.1) * lnP;
  const g = -0.0147 * lnW - 0.3079 * aod ** 2 + 0.2846 * aod + 0.3798;
  const tauD = diffuseDepth(aod, w, lnP);
  const d = -0.337 * aod ** 2 + 0.63 * aod + 0.116 + lnP / (18 + 152 * aod);

  const sinElevation = Math.max(Math.sin(apparentElevationDeg * RAD), 1e-30);
  return {
    ghiWm2: extra * Math.exp(-tauG / sinElevation ** g) * sinElevation,
    dniWm2: extra * Math.exp(-tauB / sinElevation ** b),
    dhiWm2: extra * Math.exp(-tauD / sinElevation ** d),
  };
}

/** Eqs. 15, 16: another polynomial for very clean air. */
function diffuseDepth(aod: number, w: number, lnP: number): number {
  const coefficients =
    aod < 0.05
      ? [0.0042 * w + 3.12, 0.092 * w - 8.86, -0.23 * w + 74.8, -3.11 * w + 79.4, 86 * w - 13_800]
      : [0.0057 * w + 2.94, 0.0554 * w - 5.71, -0.134 * w + 15.5, 0.27 * w - 20.7, -0.21 * w + 11.6];
  const withPressure = aod < 0.05 ? -0.83 * (1 + aod) ** -17.2 : -0.71 * (1 + aod) ** -15;
  return polynomial(coefficients, aod) + withPressure * lnP;
}
