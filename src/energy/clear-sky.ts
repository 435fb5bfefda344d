/**
 * Irradiance under a cloudless sky: what the forecast scales by how clear the sky was seen to be.
 *
 * Unknown in gives NaN out. Irradiances are in W/m2; zenith angles in degrees, apparent (with refraction).
 */
import { LINKE_TURBIDITY_DEFAULT } from './turbidity.ts';

const RAD = Math.PI / 180;

/** Global horizontal, direct normal, diffuse horizontal. */
export type Irradiance = { readonly ghiWm2: number; readonly dniWm2: number; readonly dhiWm2: number };

/**
 * Global horizontal irradiance from the sun's height alone: Haurwitz, Journal of Meteorology 2 (1945) 154-166, with the
 * coefficients of Reno, Hansen and Stein, SAND2012-2389 (2012), eq. 5. pvlib: `clearsky.haurwitz`.
 */
export function haurwitzGhiWm2(apparentZenithDeg: number): number {
  const cosZenith = Math.cos(apparentZenithDeg * RAD);
  if (cosZenith <= 0) return 0;
  return 1098 * cosZenith * Math.exp(-0.059 / cosZenith);
}

export type IneichenInput = {
  apparentZenithDeg: number;
  /** Pressure-corrected; NaN or null (sun below the horizon) gives no irradiance. */
  airmassAbsolute: number | null;
  linkeTurbidity?: number;
  altitudeM?: number;
  /** Extraterrestrial, normal to the rays. */
  dniExtraWm2?: number;
  /** Perez' correction for high turbidity and air mass, off in pvlib and here: it overestimates at low sun. */
  perezEnhancement?: boolean;
};

/**
 * Ineichen and Perez, "A new airmass independent formulation for the Linke turbidity coefficient", Solar Energy 73 (2002)
 * 151-157, as in Reno, Hansen and Stein, SAND2012-2389 (2012), eqs. 11 to 13; turbidity 1 to 8.
 * pvlib: `clearsky.ineichen`.
 */
export function ineichen(input: IneichenInput): Irradiance {
  const { apparentZenithDeg, linkeTurbidity = LINKE_TURBIDITY_DEFAULT, altitudeM = 0 } = input;
  const { dniExtraWm2 = 1364, perezEnhancement = false } = input;
  const airmass = input.airmassAbsolute ?? Number.NaN;
  const cosZenith = Math.max(Math.cos(apparentZenithDeg * RAD), 0);
  const fh1 = Math.exp(-altitudeM / 8000);
  const fh2 = Math.exp(-altitudeM / 1250);
  const cg1 = 5.09e-5 * altitudeM + 0.868;
  const cg2 = 3.92e-5 * altitudeM + 0.0387;

  let transmitted = Math.exp(-cg2 * airmass * (fh1 + fh2 * (linkeTurbidity - 1)));
  if (perezEnhancement) transmitted *= Math.exp(0.01 * airmass ** 1.8);
  // An unknown air mass is night, an unknown turbidity stays unknown: TL / TL is 1 or NaN.
  const known = linkeTurbidity / linkeTurbidity;
  const ghiWm2 = cg1 * dniExtraWm2 * cosZenith * known * zeroIfNaN(transmitted);

  const b = 0.664 + 0.163 / fh1;
  const beam = dniExtraWm2 * zeroIfNaN(b * Math.exp(-0.09 * airmass * (linkeTurbidity - 1)));
  // What global irradiance allows at most, by the diffuse it must contain.
  const share = (1 - (0.1 - 0.2 * Math.exp(-linkeTurbidity)) / (0.1 + 0.882 / fh1)) / cosZenith;
  const beamAtMost = ghiWm2 * Math.min(Math.max(zeroIfNaN(share), 0), 1e20);
  const dniWm2 = Math.min(beam, beamAtMost);
  return { ghiWm2, dniWm2, dhiWm2: ghiWm2 - dniWm2 * cosZenith };
}

function zeroIfNaN(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}
