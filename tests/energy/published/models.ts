/** From the names that pvlib-python's functions and arguments have to ours: what runs a published row. */
import { pvwattsDcW, pvwattsInverterW, pvwattsLossesPct } from '../../../src/energy/array.ts';
import {
  type AirmassModel,
  absoluteAirmass,
  altitudeAtPressureM,
  pressureAtAltitudePa,
  relativeAirmass,
} from '../../../src/energy/atmosphere.ts';
import * as cell from '../../../src/energy/cell-temperature.ts';
import { haurwitzGhiWm2, ineichen } from '../../../src/energy/clear-sky.ts';
import { bird, simplifiedSolis } from '../../../src/energy/clear-sky-aerosol.ts';
import * as split from '../../../src/energy/decomposition.ts';
import { type ExtraModel, extraRadiationWm2 } from '../../../src/energy/extraterrestrial.ts';
import { physicalModifier } from '../../../src/energy/incidence-modifier.ts';
import { planeIrradiance, skyDiffuseWm2 } from '../../../src/energy/irradiance.ts';
import { driesseCoefficients } from '../../../src/energy/perez-coefficients.ts';
import {
  groundDiffuseWm2,
  incidenceDeg,
  incidenceProjection,
  type Surface,
} from '../../../src/energy/plane.ts';
import {
  clearnessIndex,
  clearnessIndexZenithIndependent,
  clearSkyIndex,
  zenithFactor,
} from '../../../src/energy/sky-index.ts';
import { sunPosition } from '../../../src/energy/sun.ts';
import { sunEvents } from '../../../src/energy/sun-events.ts';
import * as geo from '../../../src/energy/sun-geocentric.ts';
import * as time from '../../../src/energy/sun-time.ts';
import * as topo from '../../../src/energy/sun-topocentric.ts';
import { linkeTurbidityKasten, precipitableWaterCm } from '../../../src/energy/turbidity.ts';

export type Value = number | null | boolean | string;
export type Inputs = Readonly<Record<string, Value>>;
export type Output = number | Readonly<Record<string, number | null>>;

/** null in a row is pvlib's NaN. */
export function runModel(fn: string, model: string, inputs: Inputs): Output {
  const run = MODELS[fn];
  if (run === undefined) throw new Error(`no model for ${fn}`);
  const number = (name: string): number => {
    const value = inputs[name];
    if (value === null) return Number.NaN;
    if (typeof value !== 'number') throw new Error(`${fn}: ${name} is no number`);
    return value;
  };
  const optional = (name: string) => (inputs[name] === undefined ? undefined : number(name));
  return run({ number, optional, inputs, model });
}

type Row = {
  number(name: string): number;
  optional(name: string): number | undefined;
  inputs: Inputs;
  model: string;
};
type Model = (row: Row) => Output;

const planeOf = ({ number }: Row) => ({
  tiltDeg: number('surface_tilt'),
  surfaceAzimuthDeg: number('surface_azimuth'),
  zenithDeg: number('solar_zenith'),
  azimuthDeg: number('solar_azimuth'),
});
const skyModel =
  (name: Parameters<typeof skyDiffuseWm2>[1]): Model =>
  (row) =>
    skyDiffuseWm2(
      {
        ...planeOf(row),
        ghiWm2: row.number('ghi'),
        dniWm2: row.number('dni'),
        dhiWm2: row.number('dhi'),
        dniExtraWm2: row.number('dni_extra'),
        airmassRelative: row.optional('airmass_relative'),
      },
      name,
    );
const globalOf = ({ number, optional }: Row): split.GlobalInput => ({
  ghiWm2: number('ghi'),
  zenithDeg: number('zenith'),
  dayOfYear: number('doy'),
  minCosZenith: optional('min_cos_zenith'),
  maxZenithDeg: optional('max_zenith'),
});
const splitModel =
  (run: (input: split.GlobalInput) => split.Decomposed): Model =>
  (row) => {
    const { dniWm2, dhiWm2, kt } = run(globalOf(row));
    return { dni: dniWm2, dhi: dhiWm2, kt };
  };
const exposureOf = ({ number, optional }: Row): cell.Exposure => ({
  poaWm2: number('poa'),
  airC: number('temp_air'),
  windMs: optional('wind') ?? 1,
});
const mountOf = ({ number, optional }: Row) => ({
  a: number('a'),
  b: number('b'),
  deltaTC: optional('deltaT') ?? 0,
});
const irradianceOf = (light: { ghiWm2: number; dniWm2: number; dhiWm2: number }) => ({
  ghi: light.ghiWm2,
  dni: light.dniWm2,
  dhi: light.dhiWm2,
});
const seconds = (ms: number | null) => (ms === null ? null : ms / 1000);

const ATMOSPHERE: Readonly<Record<string, Model>> = {
  relative_airmass: ({ number, model }) =>
    relativeAirmass(number('zenith'), model.replace('relative air mass ', '') as AirmassModel),
  absolute_airmass: ({ number, optional }) =>
    absoluteAirmass(number('airmass_relative'), optional('pressure_pa')),
  alt2pres: ({ number }) => pressureAtAltitudePa(number('altitude_m')),
  pres2alt: ({ number }) => altitudeAtPressureM(number('pressure_pa')),
  kasten96_lt: ({ number }) =>
    linkeTurbidityKasten(number('airmass_absolute'), number('precipitable_water_cm'), number('aod_bb')),
  gueymard94_pw: ({ number }) => precipitableWaterCm(number('temp_air'), number('relative_humidity')),
};

const SKY: Readonly<Record<string, Model>> = {
  haurwitz: ({ number }) => ({ ghi: haurwitzGhiWm2(number('apparent_zenith')) }),
  ineichen: ({ number, optional, inputs }) =>
    irradianceOf(
      ineichen({
        apparentZenithDeg: number('apparent_zenith'),
        airmassAbsolute: number('airmass_absolute'),
        linkeTurbidity: number('linke_turbidity'),
        altitudeM: optional('altitude'),
        dniExtraWm2: optional('dni_extra'),
        perezEnhancement: inputs.perez_enhancement === true,
      }),
    ),
  simplified_solis: ({ number, optional }) =>
    irradianceOf(
      simplifiedSolis({
        apparentElevationDeg: number('apparent_elevation'),
        aod700: optional('aod700'),
        precipitableWaterCm: optional('precipitable_water_cm'),
        pressurePa: optional('pressure_pa'),
        dniExtraWm2: optional('dni_extra'),
      }),
    ),
  bird: ({ number }) => {
    const light = bird({
      zenithDeg: number('zenith'),
      airmassRelative: number('airmass_relative_kasten1966'),
      aod380: number('aod380'),
      aod500: number('aod500'),
      precipitableWaterCm: number('precipitable_water_cm'),
      ozoneCm: number('ozone_cm'),
      pressurePa: number('pressure_pa'),
      dniExtraWm2: number('dni_extra'),
      asymmetry: number('asymmetry'),
      albedo: number('albedo'),
    });
    return { ...irradianceOf(light), direct_horizontal: light.directHorizontalWm2 };
  },
};

const IRRADIANCE: Readonly<Record<string, Model>> = {
  aoi: (row) => ({ aoi: incidenceDeg(planeOf(row)), projection: incidenceProjection(planeOf(row)) }),
  isotropic: skyModel('isotropic'),
  klucher: skyModel('klucher'),
  haydavies: skyModel('haydavies'),
  reindl: skyModel('reindl'),
  king: skyModel('king'),
  perez: skyModel('perez'),
  perez_driesse: skyModel('perez-driesse'),
  perez_driesse_row: ({ number }) => Object.fromEntries(driesseCoefficients(number('zeta')).entries()),
  ground_diffuse: ({ number, optional, inputs }) =>
    groundDiffuseWm2(
      number('surface_tilt'),
      number('ghi'),
      inputs.surface_type === undefined ? optional('albedo') : (inputs.surface_type as Surface),
    ),
  erbs: splitModel(split.erbs),
  erbs_driesse: splitModel(split.erbsDriesse),
  boland: splitModel(split.boland),
  orgill_hollands: splitModel(split.orgillHollands),
  louche: splitModel(split.louche),
  disc: (row) => {
    const found = split.disc({
      ...globalOf(row),
      pressurePa: row.inputs.pressure_pa as number | null | undefined,
      maxAirmass: row.optional('max_airmass'),
    });
    return { dni: found.dniWm2, kt: found.kt, airmass: found.airmass };
  },
  dni: ({ number, optional }) =>
    split.dniFromDiffuseWm2(number('ghi'), number('dhi'), number('zenith'), {
      dniClearWm2: optional('dni_clear'),
      clearSkyTolerance: optional('clearsky_tolerance'),
    }),
  campbell_norman: ({ number }) =>
    irradianceOf(
      split.campbellNorman({
        zenithDeg: number('zenith'),
        transmittance: number('transmittance'),
        pressurePa: number('pressure_pa'),
        dniExtraWm2: number('dni_extra'),
      }),
    ),
  clearsky_index: ({ number, optional }) =>
    clearSkyIndex(number('ghi'), number('ghi_clear'), optional('max')),
  clearness_index: ({ number, optional }) =>
    clearnessIndex(number('ghi'), number('zenith'), number('extra'), {
      minCosZenith: optional('min_cos_zenith'),
      maxIndex: optional('max'),
    }),
  clearness_index_zenith_independent: ({ number, optional }) =>
    clearnessIndexZenithIndependent(number('clearness_index'), number('airmass'), optional('max')),
  kt_kt_prime_factor: ({ number }) => zenithFactor(number('airmass')),
  extra_radiation: ({ number, optional, model }) => {
    const named = model.replace('extraterrestrial radiation ', '');
    return extraRadiationWm2(number('doy'), {
      model: named === '(NREL distance)' ? 'nrel' : (named as ExtraModel),
      year: optional('year'),
      solarConstantWm2: optional('solar_constant'),
    });
  },
};

const TEMPERATURE: Readonly<Record<string, Model>> = {
  sapm_module: (row) => cell.sapmModuleC(exposureOf(row), mountOf(row)),
  sapm_cell: (row) => cell.sapmCellC(exposureOf(row), mountOf(row)),
  sapm: (row) => ({
    cell: cell.sapmCellC(exposureOf(row), mountOf(row)),
    module: cell.sapmModuleC(exposureOf(row), mountOf(row)),
  }),
  pvsyst_cell: (row) =>
    cell.pvsystCellC(exposureOf(row), {
      uC: row.optional('u_c'),
      uV: row.optional('u_v'),
      moduleEfficiency: row.optional('module_efficiency'),
      alphaAbsorption: row.optional('alpha_absorption'),
    }),
  faiman: (row) => cell.faimanC(exposureOf(row), row.optional('u0'), row.optional('u1')),
  faiman_rad: (row) =>
    cell.faimanRadC(exposureOf(row), {
      irDownWm2: row.optional('ir_down'),
      skyView: row.optional('sky_view'),
      emissivity: row.optional('emissivity'),
    }),
  ross: ({ number, optional }) => {
    const k = optional('k');
    return cell.rossC(number('poa'), number('temp_air'), k === undefined ? { noctC: number('noct') } : { k });
  },
  noct_sam: (row) =>
    cell.noctSamC(exposureOf(row), {
      noctC: row.number('noct'),
      moduleEfficiency: row.number('module_efficiency'),
      effectiveWm2: row.optional('effective_irradiance'),
      transmittanceAbsorptance: row.optional('transmittance_absorptance'),
      heightStoreys: row.optional('array_height') as 1 | 2 | undefined,
      standoffIn: row.optional('mount_standoff'),
    }),
};

const SYSTEM: Readonly<Record<string, Model>> = {
  pvwatts_dc: ({ number, inputs }) =>
    pvwattsDcW(number('poa_effective'), number('temp_cell'), number('pdc0'), {
      gammaPerC: number('gamma_pdc'),
      referenceC: number('temp_ref'),
      k: inputs.k as number | null,
      capAdjustment: inputs.cap_adjustment === true,
    }),
  pvwatts_losses: ({ optional }) =>
    pvwattsLossesPct({
      soilingPct: optional('soiling'),
      shadingPct: optional('shading'),
      snowPct: optional('snow'),
      mismatchPct: optional('mismatch'),
      wiringPct: optional('wiring'),
      connectionsPct: optional('connections'),
      lightInducedPct: optional('lid'),
      nameplatePct: optional('nameplate_rating'),
      agePct: optional('age'),
      availabilityPct: optional('availability'),
    }),
  inverter_pvwatts: ({ number, optional }) =>
    pvwattsInverterW(number('pdc'), number('pdc0'), {
      nominalEfficiency: optional('eta_inv_nom'),
      referenceEfficiency: optional('eta_inv_ref'),
    }),
  pvwatts_chain: pvwattsChain,
};

/** A whole hour of PVWatts, from weather to AC: the functions as a forecast strings them together. */
function pvwattsChain({ number }: Row): Output {
  const atMs = Date.UTC(2019, number('month') - 1, number('day'), number('hour') - number('tz'), 30);
  const place = { lat: number('lat'), lon: number('lon'), altitudeM: 1820 };
  const sun = sunPosition(atMs, place, { temperatureC: number('temp_air') });
  const dniWm2 = number('dni');
  const dhiWm2 = number('dhi');
  const plane = {
    tiltDeg: number('tilt'),
    surfaceAzimuthDeg: number('azimuth'),
    zenithDeg: sun.apparentZenithDeg,
    azimuthDeg: sun.azimuthDeg,
  };
  const light = planeIrradiance(
    {
      ...plane,
      dniWm2,
      dhiWm2,
      ghiWm2: dniWm2 * Math.cos((sun.apparentZenithDeg * Math.PI) / 180) + dhiWm2,
      dniExtraWm2: 1367 / sun.distanceAu ** 2,
      ground: 0.2,
    },
    'perez',
  );
  const effectiveWm2 = light.diffuseWm2 + light.directWm2 * physicalModifier(incidenceDeg(plane));
  const exposure = { poaWm2: light.globalWm2, airC: number('temp_air'), windMs: number('wind') };
  const cellC = cell.noctSamC(exposure, { noctC: 45, moduleEfficiency: 0.15, effectiveWm2 });
  const bareW = pvwattsDcW(effectiveWm2, cellC, number('pdc0_w'), { gammaPerC: -0.0047 });
  const dcW = bareW * (1 - number('losses_pct') / 100);
  const nominalEfficiency = number('eta_inv');
  const ratedDcW = number('pdc0_w') / number('dc_ac') / nominalEfficiency;
  return {
    poa: light.globalWm2,
    temp_cell: cellC,
    dc_w: dcW,
    ac_w: pvwattsInverterW(dcW, ratedDcW, { nominalEfficiency }),
  };
}

const SUN: Readonly<Record<string, Model>> = {
  julian_day: ({ inputs }) => {
    const [year = 0, month = 0, day = 0, ...rest] = Object.values(inputs) as number[];
    return time.julianDayOfDate(year, month, day, ...(rest as [number, number, number]));
  },
  calculate_deltat: ({ number }) => time.deltaTS(number('year'), number('month')),
  julian_ephemeris_day: ({ number }) => time.julianEphemerisDay(number('jd'), number('delta_t')),
  julian_century: ({ number }) => time.julianCentury(number('jd')),
  julian_ephemeris_century: ({ number }) => time.julianCentury(number('jde')),
  julian_ephemeris_millennium: ({ number }) => time.julianEphemerisMillennium(number('jce')),
  heliocentric_longitude: ({ number }) => geo.heliocentricLongitudeDeg(number('jme')),
  heliocentric_latitude: ({ number }) => geo.heliocentricLatitudeDeg(number('jme')),
  heliocentric_radius_vector: ({ number }) => geo.heliocentricDistanceAu(number('jme')),
  geocentric_longitude: ({ number }) => geo.geocentricLongitudeDeg(number('L')),
  geocentric_latitude: ({ number }) => geo.geocentricLatitudeDeg(number('B')),
  mean_elongation: ({ number }) => geo.meanElongationDeg(number('jce')),
  mean_anomaly_sun: ({ number }) => geo.meanAnomalySunDeg(number('jce')),
  mean_anomaly_moon: ({ number }) => geo.meanAnomalyMoonDeg(number('jce')),
  moon_argument_latitude: ({ number }) => geo.moonArgumentOfLatitudeDeg(number('jce')),
  moon_ascending_longitude: ({ number }) => geo.moonAscendingNodeDeg(number('jce')),
  longitude_obliquity_nutation: ({ number }) => {
    const [x0, x1, x2, x3, x4] = ['x0', 'x1', 'x2', 'x3', 'x4'].map(number);
    return geo.nutationDeg(number('jce'), x0 ?? 0, x1 ?? 0, x2 ?? 0, x3 ?? 0, x4 ?? 0);
  },
  mean_ecliptic_obliquity: ({ number }) => geo.meanObliquityArcsec(number('jme')),
  true_ecliptic_obliquity: ({ number }) => geo.trueObliquityDeg(number('eps0'), number('dEps')),
  aberration_correction: ({ number }) => geo.aberrationDeg(number('R')),
  apparent_sun_longitude: ({ number }) =>
    geo.apparentLongitudeDeg(number('theta'), number('dPsi'), number('dTau')),
  mean_sidereal_time: ({ number }) => geo.meanSiderealDeg(number('jd'), number('jc')),
  apparent_sidereal_time: ({ number }) =>
    geo.apparentSiderealDeg(number('v0'), number('dPsi'), number('eps')),
  geocentric_sun_right_ascension: ({ number }) =>
    geo.rightAscensionDeg(number('lamd'), number('eps'), number('beta')),
  geocentric_sun_declination: ({ number }) =>
    geo.declinationDeg(number('lamd'), number('eps'), number('beta')),
  'equation_of_time (minutes)': ({ number }) =>
    geo.equationOfTimeMin(
      geo.meanLongitudeDeg(number('jme')),
      number('alpha'),
      number('dPsi'),
      number('eps'),
    ),
  local_hour_angle: ({ number }) => topo.hourAngleDeg(number('v'), number('lon'), number('alpha')),
  equatorial_horizontal_parallax: ({ number }) => topo.parallaxDeg(number('R')),
  parallax_sun_right_ascension: ({ number }) => {
    const u = topo.reducedLatitudeRad(number('lat'));
    const x = topo.axisDistance(u, number('lat'), number('elev'));
    return topo.rightAscensionParallaxDeg(x, number('xi'), number('H'), number('delta'));
  },
  topocentric_sun_right_ascension: ({ number }) =>
    topo.topocentricRightAscensionDeg(number('alpha'), number('dAlpha')),
  topocentric_sun_declination: ({ number }) => {
    const u = topo.reducedLatitudeRad(number('lat'));
    const x = topo.axisDistance(u, number('lat'), number('elev'));
    const y = topo.equatorDistance(u, number('lat'), number('elev'));
    return topo.topocentricDeclinationDeg(number('delta'), x, y, number('xi'), number('dAlpha'), number('H'));
  },
  topocentric_local_hour_angle: ({ number }) => topo.topocentricHourAngleDeg(number('H'), number('dAlpha')),
  topocentric_elevation_without_atmosphere: ({ number }) =>
    topo.trueElevationDeg(number('lat'), number('delta_prime'), number('H_prime')),
  atmospheric_refraction_correction: ({ number }) =>
    topo.refractionDeg(number('pressure') * 100, number('temp'), number('e0'), number('atmos_refract')),
  topocentric_elevation_angle: ({ number }) => topo.apparentElevationDeg(number('e0'), number('de')),
  topocentric_zenith_angle: ({ number }) => topo.zenithOfElevationDeg(number('e')),
  topocentric_astronomers_azimuth: ({ number }) =>
    topo.azimuthFromSouthDeg(number('H_prime'), number('delta_prime'), number('lat')),
  topocentric_azimuth_angle: ({ number }) => topo.azimuthFromNorthDeg(number('gamma')),
  solar_position: ({ number, inputs }) => {
    const sun = sunPosition(
      Date.parse(String(inputs.time)),
      { lat: number('lat'), lon: number('lon'), altitudeM: number('elev') },
      { pressurePa: number('pressure') * 100, temperatureC: number('temp'), deltaTS: number('delta_t') },
    );
    return {
      apparent_zenith: sun.apparentZenithDeg,
      zenith: sun.zenithDeg,
      apparent_elevation: sun.apparentElevationDeg,
      elevation: sun.elevationDeg,
      azimuth: sun.azimuthDeg,
      equation_of_time: sun.equationOfTimeMin,
      distance: sun.distanceAu,
    };
  },
  transit_sunrise_sunset: ({ number, inputs }) => {
    const dayMs = Date.parse(`${inputs.date}T00:00:00Z`);
    const events = sunEvents(dayMs, number('lat'), number('lon'), { deltaTS: number('delta_t') });
    return {
      sunrise_unix: seconds(events.sunriseMs),
      sunset_unix: seconds(events.sunsetMs),
      transit_unix: seconds(events.transitMs),
    };
  },
};

const MODELS: Readonly<Record<string, Model>> = {
  ...ATMOSPHERE,
  ...SKY,
  ...IRRADIANCE,
  ...TEMPERATURE,
  ...SYSTEM,
  ...SUN,
};
