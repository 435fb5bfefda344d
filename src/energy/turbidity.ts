/**
 * Linke turbidity: how many clean, dry atmospheres the air at a place is worth. The clear-sky model needs it; a plain
 * number for the region does, since the forecast learns each truck's own losses on top.
 */

/**
 * For when nothing is known: between the 3 of clean warm air and the 4 to 6 of moist or dusty air in the tropics
 * (Remund et al., "Worldwide Linke turbidity information", ISES 2003). One unit too much takes about 4 % off a clear
 * noon's global irradiance.
 */
export const LINKE_TURBIDITY_DEFAULT = 3.5;

/** Broad kinds of air after Remund et al. (2003), table 1 and map. */
export const LINKE_TURBIDITY_OF: Readonly<
  Record<'clean-cold' | 'clean-warm' | 'moist-warm' | 'hazy', number>
> = { 'clean-cold': 2, 'clean-warm': 3, 'moist-warm': 4.5, hazy: 6 };

/**
 * From absolute air mass, precipitable water in cm and broadband aerosol optical depth (Kasten, Solar Energy 56 (1996)
 * 239-244). pvlib: `atmosphere.kasten96_lt`.
 */
export function linkeTurbidityKasten(
  airmassAbsolute: number,
  precipitableWaterCm: number,
  aodBroadband: number,
): number {
  const cleanDry = -0.101 + 0.235 * airmassAbsolute ** -0.16;
  const water = 0.112 * airmassAbsolute ** -0.55 * precipitableWaterCm ** 0.34;
  const transmitted = Math.exp(-airmassAbsolute * (cleanDry + water + aodBroadband));
  return (-(9.4 + 0.9 * airmassAbsolute) * Math.log(transmitted)) / airmassAbsolute;
}

/**
 * Broadband aerosol optical depth from those at 380 and 500 nm (Bird and Hulstrom, SERI/TR-642-761 (1980)).
 * pvlib: `atmosphere.bird_hulstrom80_aod_bb`.
 */
export function broadbandAodBird(aod380: number, aod500: number): number {
  return 0.27583 * aod380 + 0.35 * aod500;
}

/**
 * Precipitable water in cm from the air at the ground, at least 0.1 (Keogh and Blakers, Progress in Photovoltaics 12
 * (2004) 1-19, eq. 1, after Gueymard 1994); good to about 20 % between 1 and 3 cm. pvlib: `atmosphere.gueymard94_pw`.
 */
export function precipitableWaterCm(temperatureC: number, relativeHumidityPct: number): number {
  const kelvin = temperatureC + 273.15;
  const theta = kelvin / 273.15;
  const scaleHeightKm = 0.4976 + 1.5265 * theta + Math.exp(13.6897 * theta - 14.9188 * theta ** 3);
  const saturationHpa = Math.exp(
    22.33 - 49.14 * (100 / kelvin) - 10.922 * (100 / kelvin) ** 2 - (0.39015 * kelvin) / 100,
  );
  const densityGM3 = ((216.7 * relativeHumidityPct) / (100 * kelvin)) * saturationHpa;
  return Math.max(0.1 * scaleHeightKm * densityGM3, 0.1);
}
