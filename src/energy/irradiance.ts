/**
 * Irradiance on a tilted plane from its parts on the horizontal: direct, sky and ground. W/m2, angles in degrees.
 */
import { relativeAirmass } from './atmosphere.ts';
import type { PerezSet } from './perez-coefficients.ts';
import { beamOnPlaneWm2, groundDiffuseWm2, type PlaneAndSun, type Surface } from './plane.ts';
import {
  hayDavies,
  isotropicWm2,
  kingWm2,
  klucherWm2,
  perez,
  perezDriesse,
  reindlWm2,
} from './sky-diffuse.ts';

export type SkyModel = 'isotropic' | 'klucher' | 'haydavies' | 'reindl' | 'king' | 'perez' | 'perez-driesse';

export type SkyInput = PlaneAndSun & {
  ghiWm2: number;
  dniWm2: number;
  dhiWm2: number;
  /** Needed by haydavies, reindl and both Perez. */
  dniExtraWm2?: number;
  /** For Perez; by default Kasten and Young's. */
  airmassRelative?: number | null;
  perezSet?: PerezSet;
};

/** Sky diffuse on the plane, by a named model. pvlib: `irradiance.get_sky_diffuse`. */
export function skyDiffuseWm2(input: SkyInput, model: SkyModel = 'isotropic'): number {
  const { dhiWm2, dniWm2, ghiWm2, tiltDeg, zenithDeg, airmassRelative } = input;
  const dniExtraWm2 = () => {
    if (input.dniExtraWm2 === undefined) throw new RangeError(`dniExtraWm2 is required for model ${model}`);
    return input.dniExtraWm2;
  };
  switch (model) {
    case 'isotropic':
      return isotropicWm2(tiltDeg, dhiWm2);
    case 'klucher':
      return klucherWm2(input, { ghiWm2, dhiWm2 });
    case 'haydavies':
      return hayDavies(input, { dhiWm2, dniWm2, dniExtraWm2: dniExtraWm2() }).skyWm2;
    case 'reindl':
      return reindlWm2(input, { ghiWm2, dhiWm2, dniWm2, dniExtraWm2: dniExtraWm2() });
    case 'king':
      return kingWm2(tiltDeg, zenithDeg, { ghiWm2, dhiWm2 });
    case 'perez': {
      const airmass = airmassRelative === undefined ? relativeAirmass(zenithDeg) : airmassRelative;
      const sky = { dhiWm2, dniWm2, dniExtraWm2: dniExtraWm2(), airmassRelative: airmass };
      return perez(input, sky, input.perezSet).skyWm2;
    }
    case 'perez-driesse':
      return perezDriesse(input, { dhiWm2, dniWm2, dniExtraWm2: dniExtraWm2(), airmassRelative }).skyWm2;
  }
}

export type PlaneIrradiance = {
  readonly globalWm2: number;
  readonly directWm2: number;
  readonly diffuseWm2: number;
  readonly skyWm2: number;
  readonly groundWm2: number;
};

/**
 * All light on the plane; `ground` is an albedo or a kind of surface. pvlib: `irradiance.get_total_irradiance`.
 */
export function planeIrradiance(
  input: SkyInput & { ground?: number | Surface },
  model: SkyModel = 'isotropic',
): PlaneIrradiance {
  const directWm2 = beamOnPlaneWm2(input, input.dniWm2);
  const skyWm2 = skyDiffuseWm2(input, model);
  const groundWm2 = groundDiffuseWm2(input.tiltDeg, input.ghiWm2, input.ground);
  const diffuseWm2 = skyWm2 + groundWm2;
  return { globalWm2: directWm2 + diffuseWm2, directWm2, diffuseWm2, skyWm2, groundWm2 };
}

/** The sum of given parts, by the angle of incidence. pvlib: `irradiance.poa_components`. */
export function planeComponents(
  incidenceDeg: number,
  dniWm2: number,
  skyWm2: number,
  groundWm2: number,
): PlaneIrradiance {
  const directWm2 = Math.max(dniWm2 * Math.cos((incidenceDeg * Math.PI) / 180), 0);
  const diffuseWm2 = skyWm2 + groundWm2;
  return { globalWm2: directWm2 + diffuseWm2, directWm2, diffuseWm2, skyWm2, groundWm2 };
}
