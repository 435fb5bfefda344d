/** The whole chain at places where trucks stand, near the equator and far from it, as pvlib computes it. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { absoluteAirmass, pressureAtAltitudePa, relativeAirmass } from '../../src/energy/atmosphere.ts';
import { haurwitzGhiWm2, ineichen } from '../../src/energy/clear-sky.ts';
import { dayOfYear, extraRadiationWm2 } from '../../src/energy/extraterrestrial.ts';
import { planeIrradiance } from '../../src/energy/irradiance.ts';
import { sunPosition } from '../../src/energy/sun.ts';
import { sunEvents } from '../../src/energy/sun-events.ts';

type Site = {
  id: string;
  inputs: {
    time: string;
    lat: number;
    lon: number;
    altitude_m: number;
    pressure_pa: number;
    temp_c: number;
    linke_turbidity: number;
    tilt: number;
    surface_azimuth: number;
    albedo: number;
  };
  expected: {
    zenith: number;
    apparent_zenith: number;
    azimuth: number;
    equation_of_time_min: number;
    airmass_rel: number | null;
    dni_extra: number;
    ineichen: { ghi: number; dni: number; dhi: number };
    haurwitz_ghi: number;
    poa_haydavies: number;
    sunrise_utc: string;
    sunset_utc: string;
    transit_utc: string;
  };
};
const text = readFileSync(new URL('./published/truck-sites.json', import.meta.url), 'utf8');
const { rows } = JSON.parse(text) as { rows: Site[] };

test.each(rows)('$id', ({ inputs, expected }) => {
  const atMs = Date.parse(inputs.time);
  const { lat, lon, altitude_m: altitudeM, pressure_pa: pressurePa } = inputs;
  expect(pressureAtAltitudePa(altitudeM)).toBeCloseTo(pressurePa, 2);
  const sun = sunPosition(atMs, { lat, lon, altitudeM }, { pressurePa, temperatureC: inputs.temp_c });
  expect(sun.zenithDeg).toBeCloseTo(expected.zenith, 4);
  expect(sun.apparentZenithDeg).toBeCloseTo(expected.apparent_zenith, 4);
  expect(sun.azimuthDeg).toBeCloseTo(expected.azimuth, 4);
  expect(sun.equationOfTimeMin).toBeCloseTo(expected.equation_of_time_min, 3);

  const zenithDeg = sun.apparentZenithDeg;
  const airmassRelative = relativeAirmass(zenithDeg);
  if (expected.airmass_rel === null) expect(airmassRelative).toBeNaN();
  else expect(airmassRelative).toBeCloseTo(expected.airmass_rel, 4);
  const dniExtraWm2 = extraRadiationWm2(dayOfYear(atMs));
  expect(dniExtraWm2).toBeCloseTo(expected.dni_extra, 2);
  const clear = ineichen({
    apparentZenithDeg: zenithDeg,
    airmassAbsolute: absoluteAirmass(airmassRelative, pressurePa),
    linkeTurbidity: inputs.linke_turbidity,
    altitudeM,
    dniExtraWm2,
  });
  expect(clear.ghiWm2).toBeCloseTo(expected.ineichen.ghi, 2);
  expect(clear.dniWm2).toBeCloseTo(expected.ineichen.dni, 2);
  expect(clear.dhiWm2).toBeCloseTo(expected.ineichen.dhi, 2);
  expect(haurwitzGhiWm2(zenithDeg)).toBeCloseTo(expected.haurwitz_ghi, 2);
  const plane = planeIrradiance(
    {
      tiltDeg: inputs.tilt,
      surfaceAzimuthDeg: inputs.surface_azimuth,
      zenithDeg,
      azimuthDeg: sun.azimuthDeg,
      ...clear,
      dniExtraWm2,
      ground: inputs.albedo,
    },
    'haydavies',
  );
  expect(plane.globalWm2).toBeCloseTo(expected.poa_haydavies, 2);

  const dayMs = Math.floor(atMs / 86_400_000) * 86_400_000;
  const events = sunEvents(dayMs, lat, lon);
  const secondsApart = (ms: number | null, time: string) =>
    Math.abs((ms ?? Number.NaN) - Date.parse(time)) / 1000;
  // Where the sun rises on the UTC date before, pvlib takes the next sunrise and moves it back by 24 hours.
  const riseS = (events.sunriseMs ?? 0) < dayMs ? 60 : 1.5;
  expect(secondsApart(events.sunriseMs, expected.sunrise_utc)).toBeLessThan(riseS);
  expect(secondsApart(events.transitMs, expected.transit_utc)).toBeLessThan(1.5);
  expect(secondsApart(events.sunsetMs, expected.sunset_utc)).toBeLessThan(1.5);
});
