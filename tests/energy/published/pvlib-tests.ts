/** More published figures, from the tests of pvlib-python (BSD-3-Clause, see README.md): `source` names file and test. */
import type { Inputs } from './models.ts';

export type PublishedRow = {
  source: string;
  fn: string;
  model?: string;
  inputs: Inputs;
  /** null is NaN. */
  expected: number | null | Record<string, number>;
  tol: { abs?: number; rel?: number };
};

const rows: PublishedRow[] = [];

function rowsOf(
  source: string,
  tol: PublishedRow['tol'],
  fn: string,
  list: readonly (readonly [Inputs, PublishedRow['expected']])[],
): void {
  for (const [inputs, expected] of list) rows.push({ source, fn, inputs, expected, tol });
}

/** The Tucson fixture of test_irradiance.py: night, morning, noon, afternoon of 2014-06-24. */
const TUCSON = [
  { ghi: 0, dni: 0, dhi: 0, solar_zenith: 124.0390863, solar_azimuth: 352.69550699, airmass_relative: null },
  {
    ghi: 79.73860422,
    dni: 316.1949056,
    dhi: 40.46149818,
    solar_zenith: 82.85457044,
    solar_azimuth: 66.71410338,
    airmass_relative: 7.58831596,
  },
  {
    ghi: 1042.48031487,
    dni: 939.95469881,
    dhi: 118.45831879,
    solar_zenith: 10.56413562,
    solar_azimuth: 144.76567754,
    airmass_relative: 1.01688136,
  },
  {
    ghi: 257.20751138,
    dni: 646.22886049,
    dhi: 62.03376265,
    solar_zenith: 72.41687122,
    solar_azimuth: 287.04104128,
    airmass_relative: 3.27930443,
  },
] as const;
const SOUTH_40 = { surface_tilt: 40, surface_azimuth: 180, dni_extra: 1321.1655834833093 };
const onPlane = (expected: readonly (number | null)[], noonDni: number | null = TUCSON[2].dni) =>
  TUCSON.map((light, i) => {
    const inputs: Inputs = { ...light, ...SOUTH_40, ...(i === 2 ? { dni: noonDni } : {}) };
    return [inputs, expected[i] ?? null] as const;
  });
const IRRADIANCE = 'tests/test_irradiance.py';
rowsOf(
  `${IRRADIANCE} test_isotropic_series`,
  { abs: 1e-4 },
  'isotropic',
  onPlane([0, 35.728402, 104.601328, 54.777191]),
);
rowsOf(
  `${IRRADIANCE} test_klucher_series`,
  { abs: 1e-4 },
  'klucher',
  onPlane([0, 36.789794, 109.209347, 56.965916]),
);
rowsOf(`${IRRADIANCE} test_haydavies`, { abs: 1e-4 }, 'haydavies', onPlane([0, 27.1775, 102.9949, 33.1909]));
rowsOf(`${IRRADIANCE} test_reindl`, { abs: 1e-4 }, 'reindl', onPlane([0, 27.9412, 104.1317, 34.1663]));
rowsOf(`${IRRADIANCE} test_king`, { abs: 1e-4 }, 'king', onPlane([0, 44.629352, 115.182626, 79.719855]));
rowsOf(
  `${IRRADIANCE} test_perez_arrays`,
  { abs: 1e-2 },
  'perez',
  onPlane([0, 31.46046871, null, 45.45539877], null),
);
rowsOf(
  `${IRRADIANCE} test_perez_driesse_arrays`,
  { abs: 1e-2 },
  'perez_driesse',
  onPlane([0, 29.99, null, 47.396], null),
);
rowsOf(
  `${IRRADIANCE} test_perez_negative_horizon`,
  { rel: 1e-3 },
  'perez',
  [
    [
      { dni: 158, dhi: 249, solar_zenith: 57.746951, solar_azimuth: 171.003315, airmass_relative: 1.869315 },
      281.410185,
    ],
    [
      { dni: 19, dhi: 165, solar_zenith: 57.564205, solar_azimuth: 187.346924, airmass_relative: 1.859981 },
      152.20879,
    ],
    [
      { dni: 1, dhi: 136, solar_zenith: 60.813841, solar_azimuth: 202.974357, airmass_relative: 2.044429 },
      123.867898,
    ],
    [
      { dni: 0, dhi: 93, solar_zenith: 66.989435, solar_azimuth: 216.725599, airmass_relative: 2.544943 },
      82.836412,
    ],
    [
      { dni: 0, dhi: 50, solar_zenith: 75.353368, solar_azimuth: 228.317233, airmass_relative: 3.900136 },
      43.517015,
    ],
  ].map(
    ([light, sky]) =>
      [
        { ...(light as Inputs), ghi: 0, surface_tilt: 34, surface_azimuth: 180, dni_extra: 1414 },
        sky as number,
      ] as const,
  ),
);
rowsOf(`${IRRADIANCE} test_get_ground_diffuse_albedo_surface`, { abs: 1e-4 }, 'ground_diffuse', [
  [{ surface_tilt: 40, ghi: 0, surface_type: 'sand' }, 0],
  [{ surface_tilt: 40, ghi: 79.73860422, surface_type: 'sand' }, 3.731058],
  [{ surface_tilt: 40, ghi: 1042.48031487, surface_type: 'sand' }, 48.778813],
  [{ surface_tilt: 40, ghi: 257.20751138, surface_type: 'sand' }, 12.035025],
]);
rowsOf(`${IRRADIANCE} test_campbell_norman`, { rel: 1e-6 }, 'campbell_norman', [
  [
    { zenith: 10, transmittance: 0.5, pressure_pa: 109764.21013135818, dni_extra: 1400 },
    { ghi: 863.859736967, dni: 653.123094076, dhi: 220.65905025 },
  ],
]);
const DISC_DAWN = { ghi: 1, zenith: 89.99, doy: 201 };
rowsOf(`${IRRADIANCE} test_disc_value`, { rel: 1e-5, abs: 1e-5 }, 'disc', [
  [
    { ghi: 254.53, zenith: 72.469, doy: 176, pressure_pa: 93193 },
    { dni: 676.1834, kt: 0.63782, airmass: 3.02102 },
  ],
  [
    { ghi: 1038.62, zenith: 10.567, doy: 175, pressure_pa: null },
    { dni: 868.72425, kt: 0.79742, airmass: 1.01664 },
  ],
  [
    { ghi: 254.53, zenith: 72.469, doy: 176, pressure_pa: null },
    { dni: 680.738, kt: 0.63782, airmass: 3.28463 },
  ],
  [
    { ghi: 254.53, zenith: 72.469, doy: 176 },
    { dni: 680.738, kt: 0.63782, airmass: 3.28463 },
  ],
]);
rowsOf(`${IRRADIANCE} test_disc_overirradiance`, { rel: 1e-5 }, 'disc', [
  [
    { ghi: 3000, zenith: 0, doy: 201 },
    { dni: 872.544336, kt: 1, airmass: 0.999493933 },
  ],
]);
rowsOf(`${IRRADIANCE} test_disc_min_cos_zenith_max_zenith`, { rel: 1e-5 }, 'disc', [
  [DISC_DAWN, { dni: 0, kt: 0.0116046346, airmass: 12 }],
  [
    { ...DISC_DAWN, min_cos_zenith: 0 },
    { dni: 0, kt: 1, airmass: 12 },
  ],
  [
    { ...DISC_DAWN, max_zenith: 100 },
    { dni: 0, kt: 0.0116046346, airmass: 12 },
  ],
  [
    { ...DISC_DAWN, min_cos_zenith: 0, max_zenith: 100 },
    { dni: 277.50185968, kt: 1, airmass: 12 },
  ],
  [
    { ...DISC_DAWN, min_cos_zenith: 0, max_airmass: 100 },
    { dni: 0, kt: 1, airmass: 36.39544757 },
  ],
  [
    { ...DISC_DAWN, max_zenith: 100, max_airmass: 100 },
    { dni: 6685.77449, kt: 0.0116046346, airmass: 36.3954476 },
  ],
  [
    { ...DISC_DAWN, min_cos_zenith: 0, max_zenith: 100, max_airmass: 100 },
    { dni: 7212.3839, kt: 1, airmass: 36.3954476 },
  ],
]);
const FOUR = [
  { ghi: 0, zenith: 120, doy: 1 },
  { ghi: 50, zenith: 85, doy: 1 },
  { ghi: 1000, zenith: 10, doy: 1 },
  { ghi: 1000, zenith: 10, doy: 171 },
] as const;
const KT = [0, 0.405723511, 0.718132729, 0.768214312];
const fourSplit = (pairs: readonly (readonly [number, number])[]) =>
  FOUR.map((inputs, i) => {
    const [dni = Number.NaN, dhi = Number.NaN] = pairs[i] ?? [];
    return [inputs, { dni, dhi, kt: KT[i] ?? Number.NaN }] as const;
  });
const ERBS = [
  [0, 0],
  [96.7192672, 41.5703604],
  [794.205651, 217.860117],
  [842.001578, 170.790318],
] as const;
rowsOf(`${IRRADIANCE} test_erbs`, { rel: 1e-6 }, 'erbs', fourSplit(ERBS));
rowsOf(`${IRRADIANCE} test_erbs_driesse`, { abs: 0.5 }, 'erbs_driesse', fourSplit(ERBS));
rowsOf(
  `${IRRADIANCE} test_boland`,
  { rel: 1e-5 },
  'boland',
  fourSplit([
    [0, 0],
    [81.9448546, 42.8580353],
    [723.76499, 287.230626],
    [805.020419, 207.20965],
  ]),
);
rowsOf(
  `${IRRADIANCE} test_orgill_hollands`,
  { rel: 1e-5 },
  'orgill_hollands',
  fourSplit([
    [0, 0],
    [108.731366, 40.523437],
    [776.155771, 235.635779],
    [835.696102, 177],
  ]),
);
rowsOf(`${IRRADIANCE} test_louche`, { rel: 1e-5 }, 'louche', [
  [
    { ghi: 0, zenith: 91, doy: 1 },
    { dni: 0, dhi: 0, kt: 0 },
  ],
  [
    { ghi: 50, zenith: 85, doy: 1 },
    { dni: 130.089669, dhi: 38.661938, kt: 0.405724 },
  ],
  [
    { ghi: 1000, zenith: 10, doy: 1 },
    { dni: 828.49865, dhi: 184.088106, kt: 0.718133 },
  ],
  [
    { ghi: 1000, zenith: 10, doy: 171 },
    { dni: 887.407348, dhi: 126.074364, kt: 0.768214 },
  ],
]);
const ERBS_DAWN = { ghi: 1, zenith: 89.99999, doy: 201 };
rowsOf(`${IRRADIANCE} test_erbs_min_cos_zenith_max_zenith`, { rel: 1e-5 }, 'erbs', [
  [
    { ...ERBS_DAWN, min_cos_zenith: 0 },
    { dni: 0, dhi: 1, kt: 1 },
  ],
  [
    { ...ERBS_DAWN, max_zenith: 100 },
    { dni: 6001.15286, dhi: 0.998952601, kt: 0.011637764 },
  ],
  [
    { ...ERBS_DAWN, zenith: 89.99, min_cos_zenith: 0, max_zenith: 100 },
    { dni: 4784.19761, dhi: 0.165, kt: 1 },
  ],
  [
    { ...ERBS_DAWN, zenith: 90 },
    { dni: 0, dhi: 1, kt: 0.01163776 },
  ],
]);
rowsOf(`${IRRADIANCE} test_dni`, { rel: 1e-9 }, 'dni', [
  [{ ghi: 90, dhi: 100, zenith: 80, dni_clear: 50, clearsky_tolerance: 2 }, null],
  [{ ghi: 100, dhi: 90, zenith: 100, dni_clear: 50, clearsky_tolerance: 2 }, null],
  [{ ghi: 100, dhi: 50, zenith: 85, dni_clear: 200, clearsky_tolerance: 2 }, 400],
  [{ ghi: 100, dhi: 50, zenith: 70, dni_clear: 50, clearsky_tolerance: 2 }, 146.190220008],
  [{ ghi: 100, dhi: 50, zenith: 85, dni_clear: 300, clearsky_tolerance: 2 }, 573.685662283],
  [{ ghi: 100, dhi: 50, zenith: 85 }, 573.685662283],
]);
rowsOf(`${IRRADIANCE} test_aoi_and_aoi_projection`, { abs: 1e-6 }, 'aoi', [
  [
    { surface_tilt: 30, surface_azimuth: 180, solar_zenith: 30, solar_azimuth: 180 },
    { aoi: 0, projection: 1 },
  ],
  [
    { surface_tilt: 90, surface_azimuth: 0, solar_zenith: 30, solar_azimuth: 60 },
    { aoi: 75.5224878, projection: 0.25 },
  ],
]);
rowsOf(`${IRRADIANCE} test_kt_kt_prime_factor`, { abs: 1e-5 }, 'kt_kt_prime_factor', [
  [{ airmass: 1 }, 0.999971],
  [{ airmass: 5 }, 0.723088],
  [{ airmass: 12 }, 0.548811],
  [{ airmass: 20 }, 0.471068],
]);
const AXIS = [-1, 0, 1, 500, 1000, null];
const clearSky = (expected: readonly (readonly (number | null)[])[], max?: number) =>
  AXIS.flatMap((ghi_clear, i) =>
    AXIS.map((ghi, j) => {
      const inputs: Inputs = { ghi, ghi_clear, ...(max === undefined ? {} : { max }) };
      return [inputs, expected[i]?.[j] ?? null] as const;
    }),
  );
const UNKNOWN = [null, null, null, null, null, null];
rowsOf(`${IRRADIANCE} test_clearsky_index`, { abs: 1e-3 }, 'clearsky_index', [
  ...clearSky([
    [1, 0, 0, 0, 0, null],
    [0, 0, 0, 0, 0, null],
    [0, 0, 1, 2, 2, null],
    [0, 0, 0.002, 1, 2, null],
    [0, 0, 0.001, 0.5, 1, null],
    UNKNOWN,
  ]),
  ...clearSky(
    [
      [1, 0, 0, 0, 0, null],
      [0, 0, 0, 0, 0, null],
      [0, 0, 1, 1.5, 1.5, null],
      [0, 0, 0.002, 1, 1.5, null],
      [0, 0, 0.001, 0.5, 1, null],
      UNKNOWN,
    ],
    1.5,
  ),
]);
const clearness = (more: Inputs, expected: readonly (readonly (number | null)[])[]) =>
  [180, 90, 89.999, 0].flatMap((zenith, i) =>
    [-1, 0, 1, 1000].map((ghi, j) => [{ ghi, zenith, ...more }, expected[i]?.[j] ?? null] as const),
  );
rowsOf(`${IRRADIANCE} test_clearness_index`, { abs: 1e-3 }, 'clearness_index', [
  ...clearness({ extra: 1370 }, [
    [0, 0, 0.011, 2],
    [0, 0, 0.011, 2],
    [0, 0, 0.011, 2],
    [0, 0, 0.001, 0.73],
  ]),
  ...clearness({ extra: 1400, min_cos_zenith: 0 }, [
    [0, null, 2, 2],
    [0, 0, 2, 2],
    [0, 0, 2, 2],
    [0, 0, 0.001, 0.714],
  ]),
  ...clearness({ extra: 1370, max: 0.82 }, [
    [0, 0, 0.011, 0.82],
    [0, 0, 0.011, 0.82],
    [0, 0, 0.011, 0.82],
    [0, 0, 0.001, 0.73],
  ]),
]);
const independent = (more: Inputs, expected: readonly (readonly number[])[]) =>
  [1, 5, 12, 20].flatMap((airmass, i) =>
    [-1, 0, 0.1, 1].map(
      (index, j) => [{ clearness_index: index, airmass, ...more }, expected[i]?.[j] ?? null] as const,
    ),
  );
rowsOf(
  `${IRRADIANCE} test_clearness_index_zenith_independent`,
  { abs: 1e-3 },
  'clearness_index_zenith_independent',
  [
    ...independent({}, [
      [0, 0, 0.1, 1],
      [0, 0, 0.138, 1.383],
      [0, 0, 0.182, 1.822],
      [0, 0, 0.212, 2],
    ]),
    ...independent({ max: 0.82 }, [
      [0, 0, 0.1, 0.82],
      [0, 0, 0.138, 0.82],
      [0, 0, 0.182, 0.82],
      [0, 0, 0.212, 0.82],
    ]),
    [{ clearness_index: 0.5, airmass: 2 }, 0.553744437562],
    [{ clearness_index: 0, airmass: null }, null],
  ],
);

const CLEAR_SKY = 'tests/test_clearsky.py';
rowsOf(`${CLEAR_SKY} test_haurwitz`, { abs: 1e-9 }, 'haurwitz', [
  [{ apparent_zenith: 90.05 }, { ghi: 0 }],
  [{ apparent_zenith: 85 }, { ghi: 48.6298687941956 }],
  [{ apparent_zenith: 60 }, { ghi: 487.894132885425 }],
  [{ apparent_zenith: 0 }, { ghi: 1035.0920325345 }],
]);
const solis = (more: Inputs, dni: number, ghi: number, dhi: number) =>
  [
    { apparent_elevation: 80, ...more },
    { dni, ghi, dhi },
  ] as const;
rowsOf(`${CLEAR_SKY} test_simplified_solis_*`, { rel: 1e-7, abs: 1e-7 }, 'simplified_solis', [
  solis({}, 959.3354628, 1064.65314509, 129.12560167),
  solis({ apparent_elevation: -10 }, 0, 0, 0),
  solis({ dni_extra: 1370 }, 963.555414, 1069.33637, 129.693603),
  solis({ pressure_pa: 95_000 }, 964.26930718, 1067.96543669, 127.22841797),
  solis({ pressure_pa: 98_000 }, 961.88811874, 1066.36847963, 128.1402539),
  solis({ pressure_pa: 101_000 }, 959.58112234, 1064.81837558, 129.0304193),
  solis({ aod700: 0 }, 1056.61710493, 1105.7229086, 64.41747323),
  solis({ aod700: 0.05 }, 1007.50558875, 1085.74139063, 102.96233698),
  solis({ aod700: 1 }, 342.45810926, 638.63409683, 77.71786575),
  solis({ aod700: 10 }, 55.24140911, 7.5413313, 0),
  solis({ precipitable_water_cm: 0 }, 1001.15353307, 1107.84678941, 128.58887606),
  solis({ precipitable_water_cm: 0.2 }, 1001.15353307, 1107.84678941, 128.58887606),
  solis({ precipitable_water_cm: 0.5 }, 983.51027357, 1089.62306672, 129.08755996),
  solis({ precipitable_water_cm: 5 }, 872.02335029, 974.18046717, 125.63581346),
]);

const ATMOSPHERE = 'tests/test_atmosphere.py';
/** By water, air mass and aerosol. */
const KASTEN96 = [
  [
    [1.3802, 2.4102, 11.6802],
    [1.16303976, 2.37303976, 13.26303976],
    [1.12101907, 2.51101907, 15.02101907],
  ],
  [
    [2.95546945, 3.98546945, 13.25546945],
    [2.17435443, 3.38435443, 14.27435443],
    [1.99821967, 3.38821967, 15.89821967],
  ],
  [
    [3.37410769, 4.40410769, 13.67410769],
    [2.44311797, 3.65311797, 14.54311797],
    [2.23134152, 3.62134152, 16.13134152],
  ],
];
rowsOf(
  `${ATMOSPHERE} test_kasten96_lt`,
  { rel: 1e-7 },
  'kasten96_lt',
  [0, 2.5, 5].flatMap((water, i) =>
    [1, 3, 5].flatMap((airmass, j) =>
      [0, 0.1, 1].map((aod, k) => {
        const inputs = { airmass_absolute: airmass, precipitable_water_cm: water, aod_bb: aod };
        return [inputs, KASTEN96[i]?.[j]?.[k] ?? null] as const;
      }),
    ),
  ),
);
rowsOf(`${ATMOSPHERE} test_absoluteairmass_numeric`, { abs: 1e-3 }, 'absolute_airmass', [
  [{ airmass_relative: null, pressure_pa: 90_000 }, null],
  [{ airmass_relative: 40, pressure_pa: 90_000 }, 35.529],
  [{ airmass_relative: 2, pressure_pa: 90_000 }, 1.776],
  [{ airmass_relative: 0.999, pressure_pa: 90_000 }, 0.887],
]);

const TEMPERATURE = 'tests/test_temperature.py';
const RACK = { a: -3.47, b: -0.0594, deltaT: 3 };
rowsOf(`${TEMPERATURE} test_sapm_module`, { rel: 1e-3 }, 'sapm_module', [
  [{ poa: 900, temp_air: 20, wind: 5, ...RACK }, 40.809],
]);
rowsOf(`${TEMPERATURE} test_sapm_ndarray`, { rel: 1e-6 }, 'sapm', [
  [
    { poa: 500, temp_air: 10, wind: 5, ...RACK },
    { cell: 23.06066166, module: 21.56066166 },
  ],
]);
rowsOf(`${TEMPERATURE} test_pvsyst_cell_ndarray`, { rel: 1e-6 }, 'pvsyst_cell', [
  [{ poa: 0, temp_air: 0, wind: 10 }, 0],
  [{ poa: 500, temp_air: 10, wind: 5 }, 23.965517],
  [{ poa: 0, temp_air: 5, wind: 0 }, 5],
]);
rowsOf(`${TEMPERATURE} test_pvsyst_cell_default`, { rel: 1e-3 }, 'pvsyst_cell', [
  [{ poa: 900, temp_air: 20, wind: 5 }, 45.137],
]);
rowsOf(`${TEMPERATURE} test_faiman_kwargs`, { abs: 1e-3 }, 'faiman', [
  [{ poa: 900, temp_air: 20, wind: 5, u0: 22, u1: 6 }, 37.308],
]);
const COLD = { poa: 0, temp_air: 0, wind: 0 };
rowsOf(`${TEMPERATURE} test_faiman_rad_ir`, { abs: 1e-3 }, 'faiman_rad', [
  [{ ...COLD, ir_down: 0 }, -11.111],
  [{ ...COLD, ir_down: 200 }, -4.071],
  [{ ...COLD, ir_down: 400 }, 2.969],
  [{ ...COLD, ir_down: 200, sky_view: 0.5 }, -2.036],
  [{ ...COLD, ir_down: 200, sky_view: 0 }, 0],
  [{ ...COLD, ir_down: 200, emissivity: 1 }, -4.626],
  [{ ...COLD, ir_down: 200, emissivity: 0.5 }, -2.313],
  [{ poa: 900, temp_air: 20, wind: 5 }, 35.203],
]);
rowsOf(`${TEMPERATURE} test_ross`, { abs: 1e-9 }, 'ross', [
  [{ poa: 1000, temp_air: 30, k: 0.0375 }, 67.5],
  [{ poa: 800, temp_air: 20, noct: 50 }, 50],
  [{ poa: 600, temp_air: 40, k: 0.0375 }, 62.5],
]);
rowsOf(`${TEMPERATURE} test_noct_sam_options`, { rel: 1e-7 }, 'noct_sam', [
  [
    {
      poa: 1000,
      temp_air: 25,
      wind: 1,
      noct: 45,
      module_efficiency: 0.2,
      effective_irradiance: 1100,
      transmittance_absorptance: 0.8,
      array_height: 2,
      mount_standoff: 2,
    },
    60.477703576,
  ],
]);

const SPA = 'tests/test_spa.py';
const GOLDEN = { lat: 39.742476, lon: -105.1786, elev: 1830.14, pressure: 820, temp: 11, delta_t: 67 };
rowsOf(`${SPA} test_solar_position`, { abs: 1e-5 }, 'solar_position', [
  [
    { ...GOLDEN, time: '2003-10-17T19:30:30Z' },
    { apparent_zenith: 50.11162, zenith: 50.127954, elevation: 39.872046, azimuth: 194.340241 },
  ],
]);
rowsOf(`${SPA} test_earthsun_distance`, { abs: 1e-6 }, 'solar_position', [
  [{ ...GOLDEN, time: '2003-10-17T19:30:30Z' }, { distance: 0.9965422974 }],
]);
const JCE = 0.037927819916852;
const X = { x0: 17185.861179, x1: 1722.893218, x2: 18234.075703, x3: 18420.071012, x4: 51.686951 };
rowsOf(`${SPA} test_heliocentric_latitude`, { abs: 1e-6 }, 'heliocentric_latitude', [
  [{ jme: JCE / 10 }, -0.0001011219],
]);
rowsOf(`${SPA} test_mean_anomaly_sun`, { abs: 1e-5 }, 'mean_anomaly_sun', [[{ jce: JCE }, X.x1]]);
rowsOf(`${SPA} test_moon_argument_latitude`, { abs: 1e-5 }, 'moon_argument_latitude', [[{ jce: JCE }, X.x3]]);
rowsOf(`${SPA} test_longitude_obliquity_nutation`, { abs: 1e-6 }, 'longitude_obliquity_nutation', [
  [
    { jce: JCE, ...X },
    { longitude: -0.0039984, obliquity: 0.00166657 },
  ],
]);
rowsOf(`${SPA} test_true_ecliptic_obliquity`, { abs: 1e-6 }, 'true_ecliptic_obliquity', [
  [{ eps0: 84379.672625, dEps: 0.00166657 }, 23.440465],
]);
rowsOf(`${SPA} test_apparent_sun_longitude`, { abs: 1e-6 }, 'apparent_sun_longitude', [
  [{ theta: 204.0182616917, dPsi: -0.0039984, dTau: -0.005711 }, 204.0085519281],
]);
rowsOf(`${SPA} test_apparent_sidereal_time`, { abs: 1e-5 }, 'apparent_sidereal_time', [
  [{ v0: 318.515579, dPsi: -0.0039984, eps: 23.440465 }, 318.51191],
]);
rowsOf(`${SPA} test_geocentric_sun_declination`, { abs: 1e-6 }, 'geocentric_sun_declination', [
  [{ lamd: 204.0085519281, eps: 23.440465, beta: 0.0001011219 }, -9.31434],
]);
rowsOf(`${SPA} test_equatorial_horizontal_parallax`, { abs: 1e-6 }, 'equatorial_horizontal_parallax', [
  [{ R: 0.9965422974 }, 0.002451],
]);
const PARALLAX = {
  lat: 39.742476,
  elev: 1830.14,
  xi: 0.002451,
  H: 11.1059,
  delta: -9.31434,
  dAlpha: -0.000369,
};
rowsOf(`${SPA} test_parallax_sun_right_ascension`, { abs: 1e-4 }, 'parallax_sun_right_ascension', [
  [PARALLAX, -0.000369],
]);
rowsOf(`${SPA} test_topocentric_sun_declination`, { abs: 1e-5 }, 'topocentric_sun_declination', [
  [PARALLAX, -9.316179],
]);
rowsOf(`${SPA} test_topocentric_local_hour_angle`, { abs: 1e-5 }, 'topocentric_local_hour_angle', [
  [{ H: 11.1059, dAlpha: -0.000369 }, 11.10627],
]);
rowsOf(`${SPA} test_atmospheric_refraction_correction`, { abs: 1e-6 }, 'atmospheric_refraction_correction', [
  [{ pressure: 820, temp: 11, e0: 39.872046, atmos_refract: 0.5667 }, 0.016332],
]);
rowsOf(`${SPA} test_topocentric_azimuth_angle`, { abs: 1e-5 }, 'topocentric_azimuth_angle', [
  [{ gamma: 14.340241 }, 194.340241],
]);
const YEARS = [-499, 500, 1000, 1500, 1800, 1860, 1900, 1950, 1970, 1985, 1990, 2000, 2005, 2050, 2150];
const MONTHS = [1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 12, 12];
const DELTA_T = [
  17184.831, 5708.8051, 1573.0419, 198.0182, 13.596506, 7.8316585, -2.1171894, 29.289261, 40.824887,
  54.724581, 57.426651, 64.108015, 65.038015, 94.952955, 330.50693,
];
rowsOf(
  `${SPA} test_calculate_deltat`,
  { abs: 1.5e-3 },
  'calculate_deltat',
  YEARS.map((year, i) => [{ year, month: MONTHS[i] ?? 1 }, DELTA_T[i] ?? null] as const),
);
const unix = (time: string) => Date.parse(time) / 1000;
rowsOf(`${SPA} test_transit_sunrise_sunset`, { abs: 1.5 }, 'transit_sunrise_sunset', [
  [
    { date: '1996-07-05', lat: -35, lon: 0, delta_t: 64 },
    { sunrise_unix: unix('1996-07-05T07:08:15Z'), sunset_unix: unix('1996-07-05T17:01:04Z') },
  ],
  [
    { date: '1994-01-02', lat: 35, lon: 0, delta_t: 64 },
    { sunrise_unix: unix('1994-01-02T07:08:12Z'), sunset_unix: unix('1994-01-02T16:59:55Z') },
  ],
]);
/** From the U.S. Naval Observatory, to the minute: date, sunrise, sunset in local standard time. */
const usno = (place: Inputs, zone: string, days: readonly (readonly [string, string, string])[]) =>
  days.map(([date, rise, set]) => {
    const at = (time: string) => unix(`${date}T${time}:00${zone}`);
    return [
      { ...place, date, delta_t: 64 },
      { sunrise_unix: at(rise), sunset_unix: at(set) },
    ] as const;
  });
rowsOf(
  `${SPA} test_transit_sunrise_sunset (USNO, Golden)`,
  { abs: 60 },
  'transit_sunrise_sunset',
  usno({ lat: 39, lon: -105 }, '-07:00', [
    ['2015-01-02', '07:19', '16:49'],
    ['2015-04-02', '05:43', '18:24'],
    ['2015-08-02', '05:01', '19:10'],
    ['2015-12-02', '07:01', '16:38'],
  ]),
);
rowsOf(
  `${SPA} test_transit_sunrise_sunset (USNO, Beijing)`,
  { abs: 60 },
  'transit_sunrise_sunset',
  usno({ lat: 39.917, lon: 116.383 }, '+08:00', [
    ['2015-01-02', '07:36', '17:00'],
    ['2015-04-02', '05:58', '18:39'],
    ['2015-08-02', '05:13', '19:28'],
    ['2015-12-02', '07:17', '16:50'],
  ]),
);

export const PVLIB_TESTS: readonly PublishedRow[] = rows;
