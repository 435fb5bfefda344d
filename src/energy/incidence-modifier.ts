/**
 * Light that comes in flat is reflected off the glass: the share that still reaches the cells against straight incidence,
 * 0 from behind. Angles of incidence in degrees.
 */

const RAD = Math.PI / 180;

/** Souka and Safwat 1966, as ASHRAE 93-77 has it. pvlib: `iam.ashrae`. */
export function ashraeModifier(incidenceDeg: number, b = 0.05): number {
  if (Number.isNaN(incidenceDeg)) return Number.NaN;
  if (Math.abs(incidenceDeg) >= 90) return 0;
  return Math.max(1 - b * (1 / Math.cos(incidenceDeg * RAD) - 1), 0);
}

/** Martin and Ruiz, Solar Energy Materials and Solar Cells 70 (2001) 25-38, eq. 9. pvlib: `iam.martin_ruiz`. */
export function martinRuizModifier(incidenceDeg: number, angularLoss = 0.16): number {
  if (Number.isNaN(incidenceDeg)) return Number.NaN;
  if (Math.abs(incidenceDeg) >= 90) return 0;
  return -Math.expm1(-Math.cos(incidenceDeg * RAD) / angularLoss) / -Math.expm1(-1 / angularLoss);
}

/**
 * Fresnel's and Bouguer's laws through a glass of refractive index `n`, extinction in 1/m and thickness in m: De Soto,
 * Klein and Beckman, Solar Energy 80 (2006) 78-88, eqs. 13 to 16. pvlib: `iam.physical` without a coating.
 */
export function physicalModifier(
  incidenceDeg: number,
  n = 1.526,
  extinctionPerM = 4,
  thicknessM = 0.002,
): number {
  if (Number.isNaN(incidenceDeg)) return Number.NaN;
  if (Math.abs(incidenceDeg) >= 90) return 0;
  const incidence = Math.abs(incidenceDeg) * RAD;
  const passes = (cosRefracted: number) => Math.exp((-extinctionPerM * thicknessM) / cosRefracted);
  const straight = (1 - ((1 - n) / (1 + n)) ** 2) * passes(1);
  if (incidence === 0) return 1;
  const refracted = Math.asin(Math.sin(incidence) / n);
  const parallel = (Math.tan(refracted - incidence) / Math.tan(refracted + incidence)) ** 2;
  const perpendicular = (Math.sin(refracted - incidence) / Math.sin(refracted + incidence)) ** 2;
  return ((1 - (parallel + perpendicular) / 2) * passes(Math.cos(refracted))) / straight;
}
