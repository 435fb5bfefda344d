/**
 * How hot the cells get: a hot cell gives less. All are steady states, good for a quarter of an hour and more. Light on
 * the plane in W/m2, temperatures in °C, wind in m/s at the height that the model's constants were found at.
 */

const STEFAN_BOLTZMANN = 5.670374419e-8;

/** What a module is exposed to. */
export type Exposure = { poaWm2: number; airC: number; windMs: number };

/** King, Boyson and Kratochvil, SAND2004-3535 (2004), table 1; wind at 10 m. pvlib: `TEMPERATURE_MODEL_PARAMETERS['sapm']`. */
export const SAPM_MOUNTS = {
  open_rack_glass_glass: { a: -3.47, b: -0.0594, deltaTC: 3 },
  close_mount_glass_glass: { a: -2.98, b: -0.0471, deltaTC: 1 },
  open_rack_glass_polymer: { a: -3.56, b: -0.075, deltaTC: 3 },
  insulated_back_glass_polymer: { a: -2.81, b: -0.0455, deltaTC: 0 },
} as const;

/** Back of the module: SAND2004-3535, eq. 11. pvlib: `temperature.sapm_module`. */
export function sapmModuleC({ poaWm2, airC, windMs }: Exposure, mount: { a: number; b: number }): number {
  return poaWm2 * Math.exp(mount.a + mount.b * windMs) + airC;
}

/** Cell from the module's back: SAND2004-3535, eq. 12. pvlib: `temperature.sapm_cell_from_module`. */
export function sapmCellFromModuleC(
  moduleC: number,
  poaWm2: number,
  deltaTC: number,
  referenceWm2 = 1000,
): number {
  return moduleC + (poaWm2 / referenceWm2) * deltaTC;
}

/** Both in one. pvlib: `temperature.sapm_cell`. */
export function sapmCellC(
  exposure: Exposure,
  mount: { a: number; b: number; deltaTC: number },
  referenceWm2 = 1000,
): number {
  return sapmCellFromModuleC(sapmModuleC(exposure, mount), exposure.poaWm2, mount.deltaTC, referenceWm2);
}

/** PVsyst 6 help. pvlib: `TEMPERATURE_MODEL_PARAMETERS['pvsyst']`; `semi_integrated` lies between. */
export const PVSYST_MOUNTS = {
  freestanding: { uC: 29, uV: 0 },
  semi_integrated: { uC: 20, uV: 0 },
  insulated: { uC: 15, uV: 0 },
} as const;

export type PvsystOptions = {
  /** Heat loss in W/(m2 K), and its rise with the wind in W/(m2 K) per m/s. */
  uC?: number;
  uV?: number;
  moduleEfficiency?: number;
  alphaAbsorption?: number;
};

/** PVsyst 6 help, "Array thermal losses". pvlib: `temperature.pvsyst_cell`, whose wind is 1 m/s by default. */
export function pvsystCellC({ poaWm2, airC, windMs }: Exposure, options: PvsystOptions = {}): number {
  const { uC = 29, uV = 0, moduleEfficiency = 0.1, alphaAbsorption = 0.9 } = options;
  return airC + (poaWm2 * alphaAbsorption * (1 - moduleEfficiency)) / (uC + uV * windMs);
}

/** Faiman, Progress in Photovoltaics 16 (2008) 307-315; as in IEC 61853-2. pvlib: `temperature.faiman`. */
export function faimanC({ poaWm2, airC, windMs }: Exposure, u0 = 25, u1 = 6.84): number {
  return airC + poaWm2 / (u0 + u1 * windMs);
}

export type FaimanRadOptions = {
  u0?: number;
  u1?: number;
  /** Long-wave radiation from the sky, W/m2; without it the sky's cold is left out. */
  irDownWm2?: number | null;
  /** Share of the sky that the module sees: (1 + 3 cos tilt) / 4. */
  skyView?: number;
  emissivity?: number;
};

/** With what the module radiates to the sky: Driesse et al., SAND2022-11604 (2022). pvlib: `temperature.faiman_rad`. */
export function faimanRadC(exposure: Exposure, options: FaimanRadOptions = {}): number {
  const { irDownWm2 = null, skyView = 1, emissivity = 0.88, u0, u1 } = options;
  if (irDownWm2 === null) return faimanC(exposure, u0, u1);
  const irUpWm2 = STEFAN_BOLTZMANN * (exposure.airC + 273.15) ** 4;
  const lostWm2 = emissivity * skyView * (irUpWm2 - irDownWm2);
  return faimanC({ ...exposure, poaWm2: exposure.poaWm2 - lostWm2 }, u0, u1);
}

/**
 * Ross, 15th IEEE PV Specialists Conference (1981): from the nominal operating cell temperature, or from the coefficient
 * k in K m2/W (0.02 well cooled, 0.0375 as NOCT 50, 0.05 on a roof without air behind). pvlib: `temperature.ross`.
 */
export function rossC(poaWm2: number, airC: number, by: { noctC: number } | { k: number }): number {
  const k = 'k' in by ? by.k : (by.noctC - 20) / 800;
  return airC + k * poaWm2;
}

export type NoctSamOptions = {
  noctC: number;
  /** At 1000 W/m2 and 20 °C. */
  moduleEfficiency: number;
  /** What reaches the cells after reflection; all of it by default. */
  effectiveWm2?: number | null;
  transmittanceAbsorptance?: number;
  /** Of the array, in storeys above ground. */
  heightStoreys?: 1 | 2;
  /** Between module and roof, in inches. */
  standoffIn?: number;
};

/** Gilman et al., "SAM photovoltaic model technical reference update", NREL/TP-6A20-67399 (2018), section 10.6. pvlib: `temperature.noct_sam`. */
export function noctSamC({ poaWm2, airC, windMs }: Exposure, options: NoctSamOptions): number {
  const {
    noctC,
    moduleEfficiency,
    transmittanceAbsorptance = 0.9,
    heightStoreys = 1,
    standoffIn = 4,
  } = options;
  if (heightStoreys !== 1 && heightStoreys !== 2) throw new RangeError('heightStoreys must be 1 or 2');
  const share = options.effectiveWm2 == null ? 1 : options.effectiveWm2 / poaWm2;
  const windAtModuleMs = (heightStoreys === 1 ? 0.51 : 0.61) * windMs;
  const mountedNoctC = noctC + standoffC(standoffIn);
  const heatLoss = 1 - moduleEfficiency / (transmittanceAbsorptance * share);
  const windLoss = 9.5 / (5.7 + 3.8 * windAtModuleMs);
  return airC + (poaWm2 / 800) * (mountedNoctC - 20) * heatLoss * windLoss;
}

/** How much hotter a module is that close to a roof. */
function standoffC(inches: number): number {
  if (inches <= 0) return 0;
  if (inches < 0.5) return 18;
  if (inches < 1.5) return 11;
  if (inches < 2.5) return 6;
  return inches <= 3.5 ? 2 : 0;
}

/** Driesse et al., 49th IEEE PV Specialists Conference (2022). pvlib: `temperature.generic_linear`. */
export function genericLinearC(
  { poaWm2, airC, windMs }: Exposure,
  module: { uConst: number; duWind: number; moduleEfficiency: number; absorptance: number },
): number {
  const heatWm2 = poaWm2 * (module.absorptance - module.moduleEfficiency);
  return airC + heatWm2 / (module.uConst + module.duWind * windMs);
}
