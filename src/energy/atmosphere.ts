/**
 * How much air the light passes: pressure at an altitude, and air mass (the air on the light's way over the air straight
 * up at sea level).
 */

const RAD = Math.PI / 180;
const SEA_LEVEL_PA = 101_325;

/**
 * Standard atmosphere (288.15 K at sea level, 6.5 K/km); sensible from -500 to 11,000 m. Portland State Aerospace
 * Society, "A quick derivation relating altitude to air pressure" (2004). pvlib: `atmosphere.alt2pres`.
 */
export function pressureAtAltitudePa(altitudeM: number): number {
  return 100 * ((44331.514 - altitudeM) / 11880.516) ** (1 / 0.1902632);
}

/** The inverse, to within centimetres. pvlib: `atmosphere.pres2alt`. */
export function altitudeAtPressureM(pressurePa: number): number {
  return 44331.5 - 4946.62 * pressurePa ** 0.190263;
}

/** `simple`, Kasten, Kasten-Young, Gueymard and Pickering take the apparent zenith, the two Young the true one. */
export type AirmassModel =
  | 'simple'
  | 'kasten1966'
  | 'youngirvine1967'
  | 'kastenyoung1989'
  | 'gueymard1993'
  | 'young1994'
  | 'pickering2002';

type Formula = (cosZenith: number, zenithDeg: number) => number;

const AIRMASS: Readonly<Record<AirmassModel, Formula>> = {
  simple: (cosZ) => 1 / cosZ,
  // Kasten, "A new table and approximation formula for the relative optical air mass", CRREL TR 136 (1965).
  kasten1966: (cosZ, z) => 1 / (cosZ + 0.15 * (93.885 - z) ** -1.253),
  // Young and Irvine, Astronomical Journal 72 (1967) 945-950; useless below 5 degrees of elevation.
  youngirvine1967: (cosZ) => (1 / cosZ) * (1 - 0.0012 * (1 / (cosZ * cosZ) - 1)),
  // Kasten and Young, Applied Optics 28 (1989) 4735-4738, eq. 3.
  kastenyoung1989: (cosZ, z) => 1 / (cosZ + 0.50572 * (6.07995 + (90 - z)) ** -1.6364),
  // Gueymard, Solar Energy 51 (1993) 121-138.
  gueymard1993: (cosZ, z) => 1 / (cosZ + 0.00176759 * z * (94.37515 - z) ** -1.21563),
  // Young, Applied Optics 33 (1994) 1108-1110.
  young1994: (cosZ) =>
    (1.002432 * cosZ ** 2 + 0.148386 * cosZ + 0.0096467) /
    (cosZ ** 3 + 0.149864 * cosZ ** 2 + 0.0102963 * cosZ + 0.000303978),
  // Pickering, "The southern limits of the ancient star catalog", DIO 12 (2002) 3-27, note 39.
  pickering2002: (_cosZ, z) => 1 / Math.sin((90 - z + 244 / (165 + 47 * (90 - z) ** 1.1)) * RAD),
};

/**
 * Relative air mass at sea level; NaN when the sun is below the horizon (zenith above 90 degrees).
 * pvlib: `atmosphere.get_relative_airmass`.
 */
export function relativeAirmass(zenithDeg: number, model: AirmassModel = 'kastenyoung1989'): number {
  if (!(zenithDeg <= 90)) return Number.NaN;
  return AIRMASS[model](Math.cos(zenithDeg * RAD), zenithDeg);
}

/** Air mass at the place's pressure (Gueymard 1993). pvlib: `atmosphere.get_absolute_airmass`. */
export function absoluteAirmass(airmassRelative: number, pressurePa: number = SEA_LEVEL_PA): number {
  return (airmassRelative * pressurePa) / SEA_LEVEL_PA;
}
