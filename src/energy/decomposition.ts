/**
 * Splitting global horizontal irradiance into direct and diffuse, by how clear the sky is. Each model was fitted to hours
 * at some sites; Erbs is the common choice. W/m2; true zenith in degrees. Where the sun is too low (`maxZenithDeg`) all
 * of it counts as diffuse.
 */
import { absoluteAirmass, relativeAirmass } from './atmosphere.ts';
import type { Irradiance } from './clear-sky.ts';
import { extraRadiationWm2 } from './extraterrestrial.ts';
import { clearnessIndex } from './sky-index.ts';
import { polynomial } from './sun-time.ts';

const RAD = Math.PI / 180;

export type GlobalInput = {
  ghiWm2: number;
  zenithDeg: number;
  /** 1 to 366; not needed when `dniExtraWm2` is given. */
  dayOfYear?: number;
  dniExtraWm2?: number;
  minCosZenith?: number;
  maxZenithDeg?: number;
};

export type Decomposed = Irradiance & {
  /** The clearness index the split went by. */
  readonly kt: number;
};

/** Erbs, Klein and Duffie, Solar Energy 28 (1982) 293-302, eq. 1. pvlib: `irradiance.erbs`. */
export function erbs(input: GlobalInput): Decomposed {
  return splitBy(input, (kt) => {
    if (kt > 0.8) return 0.165;
    if (kt > 0.22) return polynomial([0.9511, -0.1604, 4.388, -16.638, 12.336], kt);
    return 1 - 0.09 * kt;
  });
}

/** The same made continuous: Driesse, Jensen and Perez, Solar Energy 267 (2024). pvlib: `irradiance.erbs_driesse`. */
export function erbsDriesse(input: GlobalInput): Decomposed {
  const central = [
    0.946296633571001, -0.11390583806313881, 4.246926715218317, -16.470508424697307, 12.26911439571261,
  ];
  return splitBy({ ...input, ghiWm2: Math.max(0, input.ghiWm2) }, (kt) => {
    if (kt > 0.792) return 0.165;
    return kt > 0.216 ? polynomial(central, kt) : 1 - 0.09 * kt;
  });
}

/** Orgill and Hollands, Solar Energy 19 (1977) 357-359, eq. 3. pvlib: `irradiance.orgill_hollands`. */
export function orgillHollands(input: GlobalInput): Decomposed {
  return splitBy(input, (kt) => {
    if (kt > 0.75) return 0.177;
    return kt >= 0.35 ? 1.557 - 1.84 * kt : 1 - 0.249 * kt;
  });
}

/**
 * Boland, Scott and Luther, Environmetrics 12 (2001) 103-116: a logistic curve; the defaults are for 15 minutes,
 * 7.997 and 0.586 for hours. pvlib: `irradiance.boland`.
 */
export function boland(input: GlobalInput, a = 8.645, b = 0.613): Decomposed {
  return splitBy(input, (kt) => 1 / (1 + Math.exp(a * (kt - b))));
}

/** Louche et al., Solar Energy 46 (1991) 261-266: fits the direct part. pvlib: `irradiance.louche`. */
export function louche(input: GlobalInput): Decomposed {
  const { ghiWm2, zenithDeg } = input;
  const extra = dniExtra(input);
  const kt = clearness(input, extra);
  const dniWm2 = polynomial([0.002, -0.059, 0.994, -5.205, 15.307, -10.627], kt) * extra;
  return closed(input, dniWm2, ghiWm2 - dniWm2 * Math.cos(zenithDeg * RAD), kt);
}

export type DiscInput = GlobalInput & {
  /** null takes the relative air mass, as the original report does. */
  pressurePa?: number | null;
  maxAirmass?: number;
};

/**
 * Direct normal irradiance from global: Maxwell, SERI/TR-215-3087 (1987), with its solar constant of 1370 W/m2.
 * pvlib: `irradiance.disc`.
 */
export function disc(input: DiscInput): { dniWm2: number; kt: number; airmass: number } {
  const { ghiWm2, zenithDeg, pressurePa = 101_325, maxAirmass = 12, maxZenithDeg = 87 } = input;
  const extra = dniExtra(input, 1370);
  const kt = clearness(input, extra);
  const relative = relativeAirmass(zenithDeg, 'kasten1966');
  const airmass = Math.min(
    pressurePa === null ? relative : absoluteAirmass(relative, pressurePa),
    maxAirmass,
  );
  const cloudy = kt <= 0.6;
  const a = polynomial(cloudy ? [0.512, -1.56, 2.286, -2.222] : [-5.743, 21.77, -27.49, 11.56], kt);
  const b = polynomial(cloudy ? [0.37, 0.962] : [41.4, -118.5, 66.05, 31.9], kt);
  const c = polynomial(cloudy ? [-0.28, 0.932, -2.048] : [-47.01, 184.2, -222, 73.81], kt);
  const clearTransmittance = polynomial([0.866, -0.122, 0.0121, -0.000653, 0.000014], airmass);
  const dniWm2 = (clearTransmittance - (a + b * Math.exp(c * airmass))) * extra;
  const none = zenithDeg > maxZenithDeg || ghiWm2 < 0 || dniWm2 < 0;
  return { dniWm2: none ? 0 : dniWm2, kt, airmass };
}

/**
 * All three from a transmittance of the air (0 to 1) alone: Campbell and Norman, An Introduction to Environmental
 * Biophysics (1998), chapter 11. pvlib: `irradiance.campbell_norman`.
 */
export function campbellNorman(input: {
  zenithDeg: number;
  transmittance: number;
  pressurePa?: number;
  dniExtraWm2?: number;
}): Irradiance {
  const { zenithDeg, transmittance, pressurePa = 101_325, dniExtraWm2 = 1367 } = input;
  const passed = transmittance ** absoluteAirmass(relativeAirmass(zenithDeg, 'simple'), pressurePa);
  const cosZenith = Math.cos(zenithDeg * RAD);
  const dniWm2 = dniExtraWm2 * passed;
  const dhiWm2 = 0.3 * (1 - passed) * dniExtraWm2 * cosZenith;
  return { ghiWm2: dhiWm2 + dniWm2 * cosZenith, dniWm2, dhiWm2 };
}

export type DniLimits = {
  dniClearWm2?: number;
  /** How far above the clear sky direct irradiance may be when the sun is low. */
  clearSkyTolerance?: number;
  zeroDniZenithDeg?: number;
  clearSkyLimitZenithDeg?: number;
};

/**
 * Direct normal from global and diffuse; NaN where the two contradict each other or the sun is too low to tell.
 * pvlib: `irradiance.dni`.
 */
export function dniFromDiffuseWm2(
  ghiWm2: number,
  dhiWm2: number,
  zenithDeg: number,
  limits: DniLimits = {},
): number {
  const { dniClearWm2, clearSkyTolerance = 1.1 } = limits;
  const { zeroDniZenithDeg = 88, clearSkyLimitZenithDeg = 80 } = limits;
  const dniWm2 = (ghiWm2 - dhiWm2) / Math.cos(zenithDeg * RAD);
  if (dniWm2 < 0 || (zenithDeg >= zeroDniZenithDeg && dniWm2 !== 0)) return Number.NaN;
  if (dniClearWm2 === undefined || zenithDeg < clearSkyLimitZenithDeg || zenithDeg >= zeroDniZenithDeg) {
    return dniWm2;
  }
  const most = dniClearWm2 * clearSkyTolerance;
  return dniWm2 > most ? most : dniWm2;
}

/** `diffuseShare` gives the diffuse fraction of a clearness index. */
function splitBy(input: GlobalInput, diffuseShare: (kt: number) => number): Decomposed {
  const { ghiWm2, zenithDeg } = input;
  const kt = clearness(input, dniExtra(input));
  const dhiWm2 = diffuseShare(kt) * ghiWm2;
  return closed(input, (ghiWm2 - dhiWm2) / Math.cos(zenithDeg * RAD), dhiWm2, kt);
}

/** Direct irradiance that cannot be is none, and the global is then all diffuse. */
function closed(input: GlobalInput, dniWm2: number, dhiWm2: number, kt: number): Decomposed {
  const { ghiWm2, zenithDeg, maxZenithDeg = 87 } = input;
  const none = zenithDeg > maxZenithDeg || ghiWm2 < 0 || dniWm2 < 0;
  return { ghiWm2, dniWm2: none ? 0 : dniWm2, dhiWm2: none ? ghiWm2 : dhiWm2, kt };
}

function dniExtra(input: GlobalInput, solarConstantWm2?: number): number {
  if (input.dniExtraWm2 !== undefined) return input.dniExtraWm2;
  if (input.dayOfYear === undefined) throw new RangeError('either dayOfYear or dniExtraWm2 is needed');
  return extraRadiationWm2(input.dayOfYear, { solarConstantWm2 });
}

function clearness(input: GlobalInput, dniExtraWm2: number): number {
  const { ghiWm2, zenithDeg, minCosZenith } = input;
  return clearnessIndex(ghiWm2, zenithDeg, dniExtraWm2, { minCosZenith, maxIndex: 1 });
}
