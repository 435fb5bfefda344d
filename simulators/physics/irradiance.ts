/** Sunlight: above the air, through a clear sky, and on a panel. All in W/m2. */
import type { SunPosition } from './sun.ts';

const RAD = Math.PI / 180;
/** Total solar irradiance, W/m2 (Kopp and Lean 2011). */
const SOLAR_CONSTANT_WM2 = 1361;

/** Irradiance on a horizontal plane above the atmosphere; 0 below the horizon. */
export function extraterrestrialWm2(sun: SunPosition): number {
  return sun.cosZenith <= 0 ? 0 : (SOLAR_CONSTANT_WM2 / sun.distanceAu ** 2) * sun.cosZenith;
}

/** Clear-sky global horizontal irradiance (Haurwitz 1945: GHI = 1098 cos(z) exp(-0.059 / cos(z)), as in pvlib). */
export function clearSkyWm2(sun: SunPosition): number {
  return sun.cosZenith <= 0.001 ? 0 : 1098 * sun.cosZenith * Math.exp(-0.059 / sun.cosZenith);
}

/** The part of global irradiance that is diffuse, from the clearness index kt in [0, 1.2] (Erbs, Klein and Duffie 1982). */
export function diffuseFraction(kt: number): number {
  if (kt <= 0.22) return 1 - 0.09 * kt;
  if (kt > 0.8) return 0.165;
  return 0.9511 - 0.1604 * kt + 4.388 * kt ** 2 - 16.638 * kt ** 3 + 12.336 * kt ** 4;
}

export type Plane = {
  /** 0 is flat. */
  readonly tiltDeg: number;
  /** Where a tilted plane looks, degrees clockwise from north. */
  readonly azimuthDeg: number;
};

const ALBEDO = 0.2;

/**
 * Irradiance that a panel turns into power: beam by the angle of incidence, sky and ground isotropic (Liu and
 * Jordan 1963), reflection off the glass by the ASHRAE incidence angle modifier with b0 = 0.05 (Souka and Safwat 1966).
 */
export function onPlaneWm2(globalWm2: number, sun: SunPosition, plane: Plane): number {
  if (globalWm2 <= 0 || sun.cosZenith <= 0) return 0;
  const kt = globalWm2 / Math.max(1, extraterrestrialWm2(sun));
  const diffuse = globalWm2 * diffuseFraction(Math.min(kt, 1.2));
  // Near the horizon cos(z) would blow the beam up, so it is held as for a sun 3 degrees high.
  const beamNormal = (globalWm2 - diffuse) / Math.max(sun.cosZenith, 0.052);
  const cosTilt = Math.cos(plane.tiltDeg * RAD);
  const sinZenith = Math.sqrt(Math.max(0, 1 - sun.cosZenith ** 2));
  const cosIncidence =
    sun.cosZenith * cosTilt +
    sinZenith * Math.sin(plane.tiltDeg * RAD) * Math.cos((sun.azimuthDeg - plane.azimuthDeg) * RAD);
  const modifier = cosIncidence <= 0.05 ? 0 : 1 - 0.05 * (1 / cosIncidence - 1);
  const beam = beamNormal * Math.max(0, cosIncidence) * Math.max(0, modifier);
  return beam + (diffuse * (1 + cosTilt)) / 2 + (globalWm2 * ALBEDO * (1 - cosTilt)) / 2;
}
