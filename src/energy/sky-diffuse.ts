/**
 * Diffuse light of the sky on a tilted plane: from isotropic (cautious, plain) to Perez (the sun's glow and the horizon's
 * band apart). Hay-Davies is what the forecast uses: nearly as good as Perez, smooth, and it needs nothing more than what
 * is known. Never negative. W/m2, angles in degrees; zenith apparent, air mass relative.
 */
import { relativeAirmass } from './atmosphere.ts';
import { driesseCoefficients, type PerezSet, perezCoefficients } from './perez-coefficients.ts';
import { incidenceProjection, type PlaneAndSun } from './plane.ts';

const RAD = Math.PI / 180;
/** cos 89 degrees: the sun is never taken to be lower where something is divided by its height. */
const MIN_COS_ZENITH = 0.01745;

/** What of the sky's diffuse light comes from where. */
export type SkyDiffuse = {
  readonly skyWm2: number;
  readonly isotropicWm2: number;
  readonly circumsolarWm2: number;
  readonly horizonWm2: number;
};

const NO_SKY: SkyDiffuse = { skyWm2: 0, isotropicWm2: 0, circumsolarWm2: 0, horizonWm2: 0 };

/** Hottel and Woertz 1942, as in Loutzenhiser et al., Solar Energy 81 (2007), eq. 3. pvlib: `irradiance.isotropic`. */
export function isotropicWm2(tiltDeg: number, dhiWm2: number): number {
  return Math.max(dhiWm2 * viewOfSky(tiltDeg), 0);
}

/** Klucher, Solar Energy 23 (1979) 111-114. pvlib: `irradiance.klucher`. */
export function klucherWm2(at: PlaneAndSun, sky: { ghiWm2: number; dhiWm2: number }): number {
  const { ghiWm2, dhiWm2 } = sky;
  const cosIncidence = Math.max(incidenceProjection(at), 0);
  const sinZenith = Math.sin(at.zenithDeg * RAD);
  const clear = 1 - (dhiWm2 / ghiWm2) ** 2;
  // 0 / 0 at night is a sky without any light to place.
  const f = Number.isNaN(clear) && dhiWm2 === 0 && ghiWm2 === 0 ? 0 : clear;
  const horizon = 1 + f * Math.sin((at.tiltDeg / 2) * RAD) ** 3;
  const nearSun = 1 + f * cosIncidence ** 2 * sinZenith ** 3;
  return Math.max(dhiWm2 * viewOfSky(at.tiltDeg) * horizon * nearSun, 0);
}

/**
 * Hay and Davies 1980, as in Loutzenhiser et al. (2007), eq. 7; `projectionRatio` takes the place of the one of the
 * angles. pvlib: `irradiance.haydavies`, with `return_components`.
 */
export function hayDavies(
  at: PlaneAndSun,
  sky: { dhiWm2: number; dniWm2: number; dniExtraWm2: number },
  projectionRatio: number = beamRatio(at),
): SkyDiffuse {
  const { dhiWm2, dniWm2, dniExtraWm2 } = sky;
  const anisotropy = dniWm2 / dniExtraWm2;
  const isotropic = Math.max(dhiWm2 * (1 - anisotropy) * viewOfSky(at.tiltDeg), 0);
  const circumsolar = Math.max(dhiWm2 * anisotropy * projectionRatio, 0);
  return {
    skyWm2: isotropic + circumsolar,
    isotropicWm2: isotropic,
    circumsolarWm2: circumsolar,
    horizonWm2: 0,
  };
}

/** Reindl, Beckman and Duffie, Solar Energy 45 (1990) 9-17. pvlib: `irradiance.reindl`. */
export function reindlWm2(
  at: PlaneAndSun,
  sky: { ghiWm2: number; dhiWm2: number; dniWm2: number; dniExtraWm2: number },
): number {
  const { ghiWm2, dhiWm2, dniWm2, dniExtraWm2 } = sky;
  const anisotropy = dniWm2 / dniExtraWm2;
  const directHorizontal = Math.max(dniWm2 * Math.cos(at.zenithDeg * RAD), 0);
  const directShare = ghiWm2 === 0 ? 0 : directHorizontal / ghiWm2;
  const horizon = 1 + Math.sqrt(directShare) * Math.sin((at.tiltDeg / 2) * RAD) ** 3;
  const ratio = anisotropy * beamRatio(at) + (1 - anisotropy) * viewOfSky(at.tiltDeg) * horizon;
  return Math.max(dhiWm2 * ratio, 0);
}

/** King of Sandia, unpublished; the formula is pvlib's. pvlib: `irradiance.king`. */
export function kingWm2(tiltDeg: number, zenithDeg: number, sky: { ghiWm2: number; dhiWm2: number }): number {
  const ground = (sky.ghiWm2 * (0.012 * zenithDeg - 0.04) * (1 - Math.cos(tiltDeg * RAD))) / 2;
  return Math.max(sky.dhiWm2 * viewOfSky(tiltDeg) + ground, 0);
}

export type PerezSky = {
  dhiWm2: number;
  dniWm2: number;
  dniExtraWm2: number;
  /** Relative; by default Kasten and Young's, as in the original. NaN or null is night. */
  airmassRelative?: number | null;
};

/** 85 degrees: the circumsolar part is not stretched further. */
const COS_85 = Math.cos(85 * RAD);
const KAPPA = 1.041;

/**
 * Perez et al., Solar Energy 44 (1990) 271-289, eqs. 1 to 9; horizon brightness may be negative.
 * pvlib: `irradiance.perez`, with `return_components`.
 */
export function perez(at: PlaneAndSun, sky: PerezSky, set: PerezSet = 'allsitescomposite1990'): SkyDiffuse {
  const { dhiWm2, dniWm2, dniExtraWm2 } = sky;
  const airmass = airmassOf(sky, at.zenithDeg);
  // No light, and no sun to tell an air mass by: nothing to place.
  if (dhiWm2 === 0 || Number.isNaN(airmass)) return NO_SKY;
  const zenith = at.zenithDeg * RAD;
  const kappa = KAPPA * zenith ** 3;
  const brightness = (dhiWm2 * airmass) / dniExtraWm2;
  const clearness = ((dhiWm2 + dniWm2) / dhiWm2 + kappa) / (1 + kappa);
  const [f11, f12, f13, f21, f22, f23] = perezCoefficients(set, clearness);
  return placed(at, dhiWm2, {
    circumsolar: f11 + f12 * brightness + f13 * zenith,
    horizon: f21 + f22 * brightness + f23 * zenith,
  });
}

/**
 * Perez made continuous: Driesse, Jensen and Perez, Solar Energy 267 (2024) 112093; the steps of the table become
 * quadratic splines. pvlib: `irradiance.perez_driesse`.
 */
export function perezDriesse(at: PlaneAndSun, sky: PerezSky): SkyDiffuse {
  const { dhiWm2, dniWm2, dniExtraWm2 } = sky;
  const airmass = at.zenithDeg >= 90 ? relativeAirmass(90) : airmassOf(sky, at.zenithDeg);
  const zenith = at.zenithDeg * RAD;
  const brightness = dhiWm2 / (dniExtraWm2 / airmass);
  const bare = dhiWm2 === 0 ? 0 : dniWm2 / (dhiWm2 + dniWm2);
  const clearness = bare / (1 - KAPPA * zenith ** 3 * (bare - 1));
  const [f11, f12, f13, f21, f22, f23] = driesseCoefficients(clearness);
  return placed(at, dhiWm2, {
    // The upper limit is the authors' recommendation.
    circumsolar: Math.min(f11 + f12 * brightness + f13 * zenith, 0.9),
    horizon: f21 + f22 * brightness + f23 * zenith,
  });
}

/** Perez et al. (1990), eq. 9, of the two brightness coefficients F1 and F2. */
function placed(at: PlaneAndSun, dhiWm2: number, f: { circumsolar: number; horizon: number }): SkyDiffuse {
  const f1 = Math.max(f.circumsolar, 0);
  const cosIncidence = Math.max(incidenceProjection(at), 0);
  const cosZenith = Math.max(Math.cos(at.zenithDeg * RAD), COS_85);
  const isotropic = dhiWm2 * (1 - f1) * viewOfSky(at.tiltDeg);
  const circumsolar = (dhiWm2 * f1 * cosIncidence) / cosZenith;
  const horizon = dhiWm2 * f.horizon * Math.sin(at.tiltDeg * RAD);
  const total = Math.max(isotropic + circumsolar + horizon, 0);
  if (total === 0) return NO_SKY;
  return { skyWm2: total, isotropicWm2: isotropic, circumsolarWm2: circumsolar, horizonWm2: horizon };
}

function airmassOf(sky: PerezSky, zenithDeg: number): number {
  if (sky.airmassRelative === undefined) return relativeAirmass(zenithDeg);
  return sky.airmassRelative ?? Number.NaN;
}

/** The share of the sky's dome that the plane sees. */
function viewOfSky(tiltDeg: number): number {
  return 0.5 * (1 + Math.cos(tiltDeg * RAD));
}

/** Direct light on the plane over that on the horizontal, held where the sun is low. */
function beamRatio(at: PlaneAndSun): number {
  const cosIncidence = Math.max(incidenceProjection(at), 0);
  return cosIncidence / Math.max(Math.cos(at.zenithDeg * RAD), MIN_COS_ZENITH);
}
