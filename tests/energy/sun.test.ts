/**
 * The sun, held against nrel-spa (a port of NREL's own C code) over the whole globe and 1950 to 2050, and against what
 * must be true of any sun.
 */
import fc from 'fast-check';
import { getSpa, SPA_ZA } from 'nrel-spa';
import { describe, expect, test } from 'vitest';
import { sunPosition } from '../../src/energy/sun.ts';
import { sunEvents } from '../../src/energy/sun-events.ts';
import { equationOfTimeMin, geocentricSun } from '../../src/energy/sun-geocentric.ts';
import { deltaTAtS, deltaTS, julianDay, julianDayOfDate } from '../../src/energy/sun-time.ts';
import { observerAt, sunSeenFrom } from '../../src/energy/sun-topocentric.ts';

const RAD = Math.PI / 180;
const DAY_MS = 86_400_000;
const CENTURY = { min: Date.UTC(1950, 0, 1), max: Date.UTC(2050, 11, 31) };
const LAT = fc.double({ min: -90, max: 90, noNaN: true });
const LON = fc.double({ min: -180, max: 180, noNaN: true });
/** The oracle reads whole seconds. */
const SECOND = fc
  .integer({ min: CENTURY.min / 1000, max: CENTURY.max / 1000 })
  .map((second) => second * 1000);

/** The angle between two directions, which means something in the zenith and at the poles too. */
function apartDeg(a: { zenith: number; azimuth: number }, b: { zenith: number; azimuth: number }): number {
  const vector = ({ zenith, azimuth }: { zenith: number; azimuth: number }) => [
    Math.sin(zenith * RAD) * Math.cos(azimuth * RAD),
    Math.sin(zenith * RAD) * Math.sin(azimuth * RAD),
    Math.cos(zenith * RAD),
  ];
  const [p, q] = [vector(a), vector(b)];
  const squares = p.map((value, i) => (value - (q[i] ?? 0)) ** 2);
  return (2 * Math.asin(Math.sqrt(squares.reduce((sum, value) => sum + value, 0)) / 2)) / RAD;
}

describe('against NREL SPA, over the globe and 1950 to 2050', () => {
  test('zenith and azimuth are within 0.0001 degrees', () => {
    const air = fc.record({
      altitudeM: fc.integer({ min: -400, max: 6000 }),
      pressurePa: fc.integer({ min: 50_000, max: 105_000 }),
      temperatureC: fc.integer({ min: -40, max: 50 }),
    });
    fc.assert(
      fc.property(SECOND, LAT, LON, air, (atMs, lat, lon, { altitudeM, pressurePa, temperatureC }) => {
        const delta_t = 67;
        const oracle = getSpa(new Date(atMs), lat, lon, 0, {
          elevation: altitudeM,
          pressure: pressurePa / 100,
          temperature: temperatureC,
          delta_t,
          function: SPA_ZA,
        });
        const ours = sunPosition(
          atMs,
          { lat, lon, altitudeM },
          { pressurePa, temperatureC, deltaTS: delta_t },
        );
        expect(apartDeg({ zenith: ours.apparentZenithDeg, azimuth: ours.azimuthDeg }, oracle)).toBeLessThan(
          1e-4,
        );
        expect(Math.abs(ours.apparentZenithDeg - oracle.zenith)).toBeLessThan(1e-4);
      }),
      { numRuns: 2000 },
    );
  });

  test('without being told the earth’s lag, or the air, it stays within 0.01 degrees', () => {
    fc.assert(
      fc.property(SECOND, LAT, LON, (atMs, lat, lon) => {
        const oracle = getSpa(new Date(atMs), lat, lon, 0, {
          function: SPA_ZA,
          temperature: 12,
          pressure: 1013.25,
        });
        const ours = sunPosition(atMs, { lat, lon });
        expect(apartDeg({ zenith: ours.apparentZenithDeg, azimuth: ours.azimuthDeg }, oracle)).toBeLessThan(
          0.01,
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('sunrise, transit and sunset are within 2 s', () => {
    const date = fc
      .integer({ min: CENTURY.min / DAY_MS, max: CENTURY.max / DAY_MS })
      .map((day) => day * DAY_MS);
    // Where all three fall on one date in UTC. Elsewhere the oracle takes a sunrise of the day after and moves it back by 24
    // hours, which is up to a minute off; what we say there is held below.
    const lat = fc.double({ min: -45, max: 45, noNaN: true });
    const lon = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(date, lat, lon, (dateMs, latDeg, lonDeg) => {
        const oracle = getSpa(new Date(dateMs), latDeg, lonDeg, 0, { delta_t: 67 });
        const ours = sunEvents(dateMs, latDeg, lonDeg, { deltaTS: 67 });
        const secondsAfter = (hours: number) => dateMs / 1000 + hours * 3600;
        const apartS = (ms: number | null, hours: number) =>
          Math.abs((ms ?? Number.NaN) / 1000 - secondsAfter(hours));
        expect(apartS(ours.sunriseMs, oracle.sunrise)).toBeLessThan(2);
        expect(apartS(ours.transitMs, oracle.solarNoon)).toBeLessThan(2);
        expect(apartS(ours.sunsetMs, oracle.sunset)).toBeLessThan(2);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the sun', () => {
  const NAIROBI = { lat: -1.2864, lon: 36.8172 };

  test('stands in the north at noon in Kenya in June, in the south in December', () => {
    const june = sunPosition(Date.UTC(2026, 5, 21, 9, 30), NAIROBI);
    const december = sunPosition(Date.UTC(2026, 11, 21, 9, 30), NAIROBI);
    expect(Math.min(june.azimuthDeg, 360 - june.azimuthDeg)).toBeLessThan(5);
    expect(Math.abs(december.azimuthDeg - 180)).toBeLessThan(5);
  });

  test('one geocentric position serves every place', () => {
    fc.assert(
      fc.property(SECOND, LAT, LON, (atMs, lat, lon) => {
        const whole = sunPosition(atMs, { lat, lon }, { pressurePa: 101_325, temperatureC: 12 });
        const half = sunSeenFrom(geocentricSun(atMs), observerAt(lat, lon), {
          pressurePa: 101_325,
          temperatureC: 12,
        });
        expect(whole).toMatchObject(half);
      }),
      { numRuns: 100 },
    );
  });

  test('angles are in their ranges, also at the poles and in the zenith', () => {
    fc.assert(
      fc.property(SECOND, fc.oneof(LAT, fc.constantFrom(-90, 0, 90)), LON, (atMs, lat, lon) => {
        const {
          zenithDeg,
          apparentZenithDeg,
          azimuthDeg,
          distanceAu,
          equationOfTimeMin: eot,
        } = sunPosition(atMs, { lat, lon });
        expect(zenithDeg).toBeGreaterThanOrEqual(0);
        expect(zenithDeg).toBeLessThanOrEqual(180);
        // Refraction lifts, by at most 0.6 degrees.
        expect(zenithDeg - apparentZenithDeg).toBeGreaterThan(-1e-3);
        expect(zenithDeg - apparentZenithDeg).toBeLessThan(0.7);
        expect(azimuthDeg).toBeGreaterThanOrEqual(0);
        expect(azimuthDeg).toBeLessThan(360);
        expect(distanceAu).toBeGreaterThan(0.983);
        expect(distanceAu).toBeLessThan(1.017);
        expect(Math.abs(eot)).toBeLessThan(17);
      }),
    );
  });

  test('an unknown place or time has an unknown sun', () => {
    expect(sunPosition(Number.NaN, NAIROBI).zenithDeg).toBeNaN();
    expect(sunPosition(0, { lat: Number.NaN, lon: 0 }).azimuthDeg).toBeNaN();
  });

  test('the equation of time is within 20 minutes of zero on either side', () => {
    expect(equationOfTimeMin(359.9, 0.1, 0, 23.4)).toBeCloseTo(-0.8228732, 6);
    expect(equationOfTimeMin(0.2, 359.9, 0, 23.4)).toBeCloseTo(1.1771268, 6);
  });
});

describe('sunrise and sunset', () => {
  test('the sun is 0.83 degrees below the horizon at both, and highest at transit', () => {
    const day = fc.integer({ min: 0, max: 29_000 }).map((number) => number * DAY_MS);
    fc.assert(
      fc.property(day, fc.double({ min: -65, max: 65, noNaN: true }), LON, (dateMs, lat, lon) => {
        const { sunriseMs, transitMs, sunsetMs } = sunEvents(dateMs, lat, lon);
        const zenith = (ms: number) => sunPosition(ms, { lat, lon }, { pressurePa: 0 }).zenithDeg;
        if (sunriseMs !== null && sunsetMs !== null) {
          // The parallax is 0.0024 degrees, which the method leaves out; half a second is 0.002.
          expect(Math.abs(zenith(sunriseMs) - 90.8333)).toBeLessThan(0.0045);
          expect(Math.abs(zenith(sunsetMs) - 90.8333)).toBeLessThan(0.0045);
          expect(sunriseMs).toBeLessThan(transitMs);
          expect(transitMs).toBeLessThan(sunsetMs);
        }
        // Noon of that date: within half an hour and the equation of time of 12:00 local mean time.
        expect(Math.abs(transitMs - dateMs - (12 - lon / 15) * 3_600_000)).toBeLessThan(17 * 60_000);
        for (const aside of [-3_600_000, 3_600_000]) {
          expect(zenith(transitMs)).toBeLessThanOrEqual(zenith(transitMs + aside) + 1e-6);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('midnight sun and polar night', () => {
    const june = Date.UTC(2026, 5, 21);
    expect(sunEvents(june, 78.2, 15.6)).toMatchObject({ day: 'up-all-day', sunriseMs: null, sunsetMs: null });
    expect(sunEvents(june, -78.2, 15.6)).toMatchObject({ day: 'down-all-day', sunriseMs: null });
    expect(sunEvents(june, -1.3, 36.8).day).toBe('rises-and-sets');
  });

  test('twilight is around the day', () => {
    const dateMs = Date.UTC(2026, 2, 20);
    const sun = sunEvents(dateMs, -1.3, 36.8);
    const civil = sunEvents(dateMs, -1.3, 36.8, { elevationDeg: -6 });
    // Near the equator the sun sinks 15 degrees an hour: 5.17 degrees in 20.7 minutes.
    expect(((sun.sunriseMs ?? 0) - (civil.sunriseMs ?? 0)) / 60_000).toBeCloseTo(20.7, 0);
    expect(((civil.sunsetMs ?? 0) - (sun.sunsetMs ?? 0)) / 60_000).toBeCloseTo(20.7, 0);
  });
});

describe('time', () => {
  test.each([
    // Table A4.1 of NREL/TP-560-34302, and Meeus (1998), chapter 7: Gregorian, Julian, before the year 1.
    [[2000, 1, 1, 12], 2451545],
    [[1999, 1, 1], 2451179.5],
    [[1987, 6, 19, 12], 2446966],
    [[1957, 10, 4, 19, 26, 24], 2436116.31],
    [[1600, 12, 31], 2305812.5],
    [[1582, 10, 15], 2299160.5],
    [[1582, 10, 4], 2299159.5],
    [[837, 4, 10, 7, 12], 2026871.8],
    [[-123, 12, 31], 1676496.5],
    [[-122, 1, 1], 1676497.5],
    [[-1000, 7, 12, 12], 1356001],
    [[-1001, 8, 17, 21, 36], 1355671.4],
    [[-4712, 1, 1, 12], 0],
  ] as const)('the Julian day of %j is %d', (date, expected) => {
    const [year, month, day, ...time] = date;
    expect(julianDayOfDate(year, month, day, ...time)).toBeCloseTo(expected, 6);
  });

  test('an instant and its date in UTC have the same Julian day', () => {
    fc.assert(
      fc.property(SECOND, (atMs) => {
        const date = new Date(atMs);
        const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
        const ofDate = julianDayOfDate(
          year,
          month,
          day,
          date.getUTCHours(),
          date.getUTCMinutes(),
          date.getUTCSeconds(),
        );
        expect(Math.abs(julianDay(atMs) - ofDate)).toBeLessThan(1e-8);
      }),
    );
  });

  test('the earth’s lag goes on without a jump from one polynomial to the next', () => {
    for (const year of [1700, 1800, 1860, 1900, 1920, 1941, 1961, 1986, 2005, 2050]) {
      const step = Math.abs(deltaTS(year, 1) - deltaTS(year - 1, 12));
      expect(step, `at ${year}`).toBeLessThan(1.3);
    }
    expect(deltaTAtS(Date.UTC(1985, 1, 14))).toBeCloseTo(54.413442486, 6);
  });
});
