/**
 * Light on a tilted plane, geometry and the direct and ground-reflected parts. Angles in degrees: tilt from the
 * horizontal, azimuths clockwise from north, zenith apparent. W/m2.
 */

const RAD = Math.PI / 180;

/** A plane and where the sun stands. */
export type PlaneAndSun = {
  tiltDeg: number;
  /** Where the plane's normal points to. */
  surfaceAzimuthDeg: number;
  zenithDeg: number;
  azimuthDeg: number;
};

/** Cosine of the angle of incidence, in [-1, 1], negative from behind. pvlib: `irradiance.aoi_projection`. */
export function incidenceProjection({
  tiltDeg,
  surfaceAzimuthDeg,
  zenithDeg,
  azimuthDeg,
}: PlaneAndSun): number {
  const cosine =
    Math.cos(tiltDeg * RAD) * Math.cos(zenithDeg * RAD) +
    Math.sin(tiltDeg * RAD) * Math.sin(zenithDeg * RAD) * Math.cos((azimuthDeg - surfaceAzimuthDeg) * RAD);
  // Rounding may carry it a hair past 1, where there is no arc cosine.
  return Math.min(Math.max(cosine, -1), 1);
}

/** Angle of incidence, 0 to 180 degrees. pvlib: `irradiance.aoi`. */
export function incidenceDeg(at: PlaneAndSun): number {
  return Math.acos(incidenceProjection(at)) / RAD;
}

/** Direct irradiance on the plane over that on the horizontal. pvlib: `irradiance.poa_horizontal_ratio`. */
export function planeToHorizontalRatio(at: PlaneAndSun): number {
  return incidenceProjection(at) / Math.cos(at.zenithDeg * RAD);
}

/** Direct irradiance on the plane, none from behind. pvlib: `irradiance.beam_component`. */
export function beamOnPlaneWm2(at: PlaneAndSun, dniWm2: number): number {
  return Math.max(dniWm2 * incidenceProjection(at), 0);
}

/** What the ground gives back. pvlib: `albedo.SURFACE_ALBEDOS`, after PVPMC and Payne (1972). */
export const SURFACE_ALBEDO = {
  urban: 0.18,
  grass: 0.2,
  'fresh grass': 0.26,
  soil: 0.17,
  sand: 0.4,
  snow: 0.65,
  'fresh snow': 0.75,
  asphalt: 0.12,
  concrete: 0.3,
  aluminum: 0.85,
  copper: 0.74,
  'fresh steel': 0.35,
  'dirty steel': 0.08,
  sea: 0.06,
} as const;
export type Surface = keyof typeof SURFACE_ALBEDO;

/**
 * Ground-reflected irradiance on the plane, isotropic (Loutzenhiser et al., Solar Energy 81 (2007) 254-267, last term of
 * eq. 3). `ground` is an albedo (0 to 1) or a kind of surface. pvlib: `irradiance.get_ground_diffuse`.
 */
export function groundDiffuseWm2(tiltDeg: number, ghiWm2: number, ground: number | Surface = 0.25): number {
  const albedo = typeof ground === 'number' ? ground : SURFACE_ALBEDO[ground];
  return ghiWm2 * albedo * (1 - Math.cos(tiltDeg * RAD)) * 0.5;
}
