/** Light on a plane and its split: what must hold whatever the plane, the sun and the sky. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { relativeAirmass } from '../../src/energy/atmosphere.ts';
import { boland, disc, erbs, erbsDriesse, orgillHollands } from '../../src/energy/decomposition.ts';
import {
  planeComponents,
  planeIrradiance,
  type SkyModel,
  skyDiffuseWm2,
} from '../../src/energy/irradiance.ts';
import { driesseCoefficients, perezCoefficients } from '../../src/energy/perez-coefficients.ts';
import {
  beamOnPlaneWm2,
  incidenceDeg,
  incidenceProjection,
  planeToHorizontalRatio,
} from '../../src/energy/plane.ts';
import { hayDavies, perez, perezDriesse } from '../../src/energy/sky-diffuse.ts';

const RAD = Math.PI / 180;
const MODELS: readonly SkyModel[] = [
  'isotropic',
  'klucher',
  'haydavies',
  'reindl',
  'king',
  'perez',
  'perez-driesse',
];

const angle = fc.double({ min: 0, max: 360, noNaN: true });
const PLANE = fc.record({
  tiltDeg: fc.double({ min: 0, max: 180, noNaN: true }),
  surfaceAzimuthDeg: angle,
  zenithDeg: fc.double({ min: 0, max: 180, noNaN: true }),
  azimuthDeg: angle,
});
/** A sky whose parts make up its global irradiance, and whose sun is up. */
const SKY = fc
  .record({
    zenithDeg: fc.double({ min: 0, max: 89, noNaN: true }),
    dniWm2: fc.oneof(fc.double({ min: 0, max: 1100, noNaN: true }), fc.constant(0)),
    dhiWm2: fc.oneof(fc.double({ min: 1, max: 500, noNaN: true }), fc.constant(0)),
  })
  .map((sky) => ({
    ...sky,
    ghiWm2: sky.dhiWm2 + sky.dniWm2 * Math.cos(sky.zenithDeg * RAD),
    dniExtraWm2: 1367,
  }));

test('a plane that looks at the sun has it straight on', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 90, noNaN: true }), angle, (zenithDeg, azimuthDeg) => {
      const at = { tiltDeg: zenithDeg, surfaceAzimuthDeg: azimuthDeg, zenithDeg, azimuthDeg };
      expect(incidenceProjection(at)).toBeCloseTo(1, 12);
      expect(incidenceDeg(at)).toBeLessThan(1e-5);
      expect(beamOnPlaneWm2(at, 800)).toBeCloseTo(800, 9);
    }),
  );
});

test('a flat plane sees the zenith angle, whatever way it is turned', () => {
  fc.assert(
    fc.property(PLANE, (at) => {
      const flat = { ...at, tiltDeg: 0 };
      expect(incidenceProjection(flat)).toBeCloseTo(Math.cos(at.zenithDeg * RAD), 12);
      expect(beamOnPlaneWm2(at, 500)).toBeGreaterThanOrEqual(0);
      expect(beamOnPlaneWm2(at, 500)).toBeLessThanOrEqual(500);
    }),
  );
  const at = { tiltDeg: 0, surfaceAzimuthDeg: 0, zenithDeg: 60, azimuthDeg: 77 };
  expect(planeToHorizontalRatio(at)).toBeCloseTo(1, 12);
});

describe.each(MODELS)('sky diffuse %s', (model) => {
  test('is never negative, and no more than a sky can give', () => {
    fc.assert(
      fc.property(PLANE, SKY, (plane, sky) => {
        const at = { ...plane, ...sky };
        const skyWm2 = skyDiffuseWm2(at, model);
        expect(skyWm2).toBeGreaterThanOrEqual(0);
        expect(skyWm2).toBeLessThan(60 * (sky.dhiWm2 + 1) + sky.ghiWm2);
        const light = planeIrradiance(at, model);
        expect(light.globalWm2).toBeGreaterThanOrEqual(0);
        expect(light.directWm2 + light.skyWm2 + light.groundWm2).toBeCloseTo(light.globalWm2, 9);
      }),
    );
  });

  test('on the horizontal it is the diffuse light itself, when the sun is above 5 degrees', () => {
    const higher = SKY.filter(({ zenithDeg }) => zenithDeg < 85);
    fc.assert(
      fc.property(PLANE, higher, (plane, sky) => {
        const flat = { ...plane, ...sky, tiltDeg: 0 };
        // Klucher brightens the horizontal towards the sun as well.
        const least = model === 'klucher' ? 1 : 0.999;
        expect(skyDiffuseWm2(flat, model)).toBeGreaterThanOrEqual(sky.dhiWm2 * least - 1e-9);
        if (model !== 'klucher') expect(skyDiffuseWm2(flat, model)).toBeCloseTo(sky.dhiWm2, 6);
      }),
    );
  });

  test('without light there is none, and an unknown diffuse irradiance is unknown', () => {
    const dark = { tiltDeg: 30, surfaceAzimuthDeg: 0, zenithDeg: 60, azimuthDeg: 10, dniExtraWm2: 1367 };
    expect(skyDiffuseWm2({ ...dark, ghiWm2: 0, dniWm2: 0, dhiWm2: 0 }, model)).toBe(0);
    expect(skyDiffuseWm2({ ...dark, ghiWm2: 500, dniWm2: 300, dhiWm2: Number.NaN }, model)).toBeNaN();
  });

  test('stays sane at the very end of the day', () => {
    const dusk = {
      tiltDeg: 30,
      surfaceAzimuthDeg: 180,
      zenithDeg: 89.999,
      azimuthDeg: 230,
      dniExtraWm2: 1360,
    };
    const light = { dniWm2: 10, ghiWm2: 51, dhiWm2: 50, airmassRelative: 12 };
    expect(skyDiffuseWm2({ ...dusk, ...light }, model)).toBeLessThan(100);
  });
});

describe('models that need more', () => {
  const at = { tiltDeg: 30, surfaceAzimuthDeg: 180, zenithDeg: 40, azimuthDeg: 170 };
  const sky = { dhiWm2: 100, dniWm2: 700, ghiWm2: 640 };

  test.each(['haydavies', 'reindl', 'perez', 'perez-driesse'] as const)('%s says so', (model) => {
    expect(() => skyDiffuseWm2({ ...at, ...sky }, model)).toThrow('dniExtraWm2 is required');
  });

  test('Hay and Davies takes a given ratio', () => {
    const light = { ...sky, dniExtraWm2: 1400 };
    const ratio = planeToHorizontalRatio(at);
    expect(hayDavies(at, light, ratio).skyWm2).toBeCloseTo(hayDavies(at, light).skyWm2, 9);
    expect(hayDavies(at, light, 2 * ratio).circumsolarWm2).toBeCloseTo(
      2 * hayDavies(at, light).circumsolarWm2,
      9,
    );
  });

  test('Perez: the parts make the sum, and night has none', () => {
    const light = { ...sky, dniExtraWm2: 1400 };
    for (const model of [perez(at, light), perezDriesse(at, light)]) {
      expect(model.isotropicWm2 + model.circumsolarWm2 + model.horizonWm2).toBeCloseTo(model.skyWm2, 9);
    }
    expect(perez({ ...at, zenithDeg: 100 }, light).skyWm2).toBe(0);
    expect(perez(at, { ...light, airmassRelative: null }).skyWm2).toBe(0);
    expect(perez(at, { ...light, airmassRelative: relativeAirmass(40) })).toEqual(perez(at, light));
  });

  test('the splines of Driesse follow the table of Perez, without its steps', () => {
    const zeta = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(zeta, (clearness) => {
        const here = driesseCoefficients(clearness);
        const next = driesseCoefficients(clearness + 1e-6);
        for (const [i, value] of here.entries()) {
          expect(Math.abs((next[i] ?? 0) - value)).toBeLessThan(1e-4);
        }
      }),
    );
    // Zeta 0 is overcast (epsilon 1), 0.9 is epsilon 10: the first and the last bin.
    const overcast = perezCoefficients('allsitescomposite1990', 1);
    driesseCoefficients(0.02).forEach((value, i) => {
      expect(Math.abs(value - (overcast[i] ?? 0))).toBeLessThan(0.06);
    });
    expect(driesseCoefficients(Number.NaN)[0]).toBeNaN();
    expect(perezCoefficients('france1988', Number.POSITIVE_INFINITY)[0]).toBe(0.934);
    expect(perezCoefficients('france1988', -1)[0]).toBeNaN();
  });
});

test('components by the angle of incidence: nothing direct from behind', () => {
  expect(planeComponents(120, 800, 50, 5)).toEqual({
    globalWm2: 55,
    directWm2: 0,
    diffuseWm2: 55,
    skyWm2: 50,
    groundWm2: 5,
  });
  expect(planeComponents(60, 800, 50, 5).directWm2).toBeCloseTo(400, 9);
});

describe('the split of global irradiance', () => {
  const SPLITS = { erbs, erbsDriesse, orgillHollands, boland };
  const GLOBAL = fc.record({
    ghiWm2: fc.double({ min: 0, max: 1300, noNaN: true }),
    zenithDeg: fc.double({ min: 0, max: 120, noNaN: true }),
    dayOfYear: fc.integer({ min: 1, max: 366 }),
  });

  test.each(Object.entries(SPLITS))('%s: the parts make up the whole, none is negative', (_name, split) => {
    fc.assert(
      fc.property(GLOBAL, (input) => {
        const { dniWm2, dhiWm2, kt } = split(input);
        expect(dniWm2).toBeGreaterThanOrEqual(0);
        expect(dhiWm2).toBeGreaterThanOrEqual(0);
        expect(dhiWm2).toBeLessThanOrEqual(input.ghiWm2 + 1e-9);
        const whole = dhiWm2 + dniWm2 * Math.cos(input.zenithDeg * RAD);
        expect(Math.abs(whole - input.ghiWm2)).toBeLessThan(1e-9);
        expect(kt).toBeLessThanOrEqual(1);
        if (input.zenithDeg > 87) expect(dniWm2).toBe(0);
      }),
    );
  });

  test('a clearer sky has less of diffuse light', () => {
    const share = (ghiWm2: number) => erbs({ ghiWm2, zenithDeg: 30, dayOfYear: 80 }).dhiWm2 / ghiWm2;
    expect(share(200)).toBeGreaterThan(0.95);
    expect(share(1000)).toBeLessThan(0.25);
  });

  test('what is not known stays unknown, and what is needed is asked for', () => {
    expect(erbs({ ghiWm2: Number.NaN, zenithDeg: 30, dayOfYear: 80 }).dniWm2).toBeNaN();
    expect(disc({ ghiWm2: 500, zenithDeg: Number.NaN, dayOfYear: 80 }).dniWm2).toBeNaN();
    expect(() => erbs({ ghiWm2: 500, zenithDeg: 30 })).toThrow('either dayOfYear or dniExtraWm2');
    const byDay = erbs({ ghiWm2: 500, zenithDeg: 30, dayOfYear: 80 });
    expect(
      erbs({ ghiWm2: 500, zenithDeg: 30, dniExtraWm2: 500 / byDay.kt / Math.cos(30 * RAD) }).dhiWm2,
    ).toBeCloseTo(byDay.dhiWm2, 9);
  });
});
