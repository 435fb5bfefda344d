/**
 * Time as astronomers count it: Julian days, centuries and millennia, and how far the earth's rotation lags.
 *
 * Reda and Andreas, NREL/TP-560-34302 (2008), section 3.1; Meeus, Astronomical Algorithms (2nd ed., 1998), chapter 7.
 * UT1 is taken as UTC, which is off by less than 0.9 s (0.004 degrees of the earth's rotation).
 */
const DAY_MS = 86_400_000;
const DAY_S = 86_400;
/** The Julian day of 1970-01-01T00:00:00Z. */
const JULIAN_DAY_1970 = 2_440_587.5;
const JULIAN_DAY_2000 = 2_451_545;

/** Julian day of an instant in milliseconds since 1970. pvlib: `spa.julian_day`. */
export function julianDay(atMs: number): number {
  return atMs / DAY_MS + JULIAN_DAY_1970;
}

/**
 * Julian day of a calendar date in UT (eq. 4): Gregorian from 1582-10-15, Julian before; the year before 1 is 0.
 * pvlib: `spa.julian_day_dt`.
 */
export function julianDayOfDate(year: number, month: number, day: number, hour = 0, minute = 0, second = 0) {
  const y = month <= 2 ? year - 1 : year;
  const m = month <= 2 ? month + 12 : month;
  const dayFraction = day + (hour + (minute + second / 60) / 60) / 24;
  const julian = Math.floor(365.25 * (y + 4716)) + Math.floor(30.6001 * (m + 1)) + dayFraction - 1524.5;
  if (julian <= 2_299_160) return julian;
  const century = Math.floor(y / 100);
  return julian + 2 - century + Math.floor(century / 4);
}

/** JDE (eq. 5): with delta T in seconds. pvlib: `spa.julian_ephemeris_day`. */
export function julianEphemerisDay(jd: number, deltaTS: number): number {
  return jd + deltaTS / DAY_S;
}

/** JC of a Julian day, and JCE of a Julian ephemeris day (eqs. 6, 7). pvlib: `spa.julian_century`. */
export function julianCentury(jd: number): number {
  return (jd - JULIAN_DAY_2000) / 36_525;
}

/** JME (eq. 8). pvlib: `spa.julian_ephemeris_millennium`. */
export function julianEphemerisMillennium(jce: number): number {
  return jce / 10;
}

/** One stretch of the polynomials below: years up to `to` (exclusive), in u = (y - origin) / scale. */
type Stretch = { to: number; origin: number; scale: number; coefficients: readonly number[] };

/** Espenak and Meeus, Five Millennium Canon of Solar Eclipses, NASA/TP-2006-214141 (2006), section 2.6. */
const DELTA_T: readonly Stretch[] = [
  { to: -500, origin: 1820, scale: 100, coefficients: [-20, 0, 32] },
  {
    to: 500,
    origin: 0,
    scale: 100,
    coefficients: [10583.6, -1014.41, 33.78311, -5.952053, -0.1798452, 0.022174192, 0.0090316521],
  },
  {
    to: 1600,
    origin: 1000,
    scale: 100,
    coefficients: [1574.2, -556.01, 71.23472, 0.319781, -0.8503463, -0.005050998, 0.0083572073],
  },
  { to: 1700, origin: 1600, scale: 1, coefficients: [120, -0.9808, -0.01532, 1 / 7129] },
  {
    to: 1800,
    origin: 1700,
    scale: 1,
    coefficients: [8.83, 0.1603, -0.0059285, 0.00013336, -1 / 1_174_000],
  },
  {
    to: 1860,
    origin: 1800,
    scale: 1,
    coefficients: [
      13.72, -0.332447, 0.0068612, 0.0041116, -0.00037436, 0.0000121272, -0.0000001699, 0.000000000875,
    ],
  },
  {
    to: 1900,
    origin: 1860,
    scale: 1,
    coefficients: [7.62, 0.5737, -0.251754, 0.01680668, -0.0004473624, 1 / 233_174],
  },
  { to: 1920, origin: 1900, scale: 1, coefficients: [-2.79, 1.494119, -0.0598939, 0.0061966, -0.000197] },
  { to: 1941, origin: 1920, scale: 1, coefficients: [21.2, 0.84493, -0.0761, 0.0020936] },
  { to: 1961, origin: 1950, scale: 1, coefficients: [29.07, 0.407, -1 / 233, 1 / 2547] },
  { to: 1986, origin: 1975, scale: 1, coefficients: [45.45, 1.067, -1 / 260, -1 / 718] },
  {
    to: 2005,
    origin: 2000,
    scale: 1,
    coefficients: [63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599],
  },
  { to: 2050, origin: 2000, scale: 1, coefficients: [62.92, 0.32217, 0.005589] },
];

/**
 * Delta T in seconds: terrestrial time less universal time, in a month (1 to 12) of a year; -1999 to 3000.
 * From 2005 on it is a prediction, 2 s above what was measured by 2025: 0.00002 degrees of the sun's place.
 * pvlib: `spa.calculate_deltat`.
 */
export function deltaTS(year: number, month: number): number {
  const y = year + (month - 0.5) / 12;
  const stretch = DELTA_T.find(({ to }) => year < to);
  if (stretch) return polynomial(stretch.coefficients, (y - stretch.origin) / stretch.scale);
  const u = (y - 1820) / 100;
  const longTerm = -20 + 32 * u * u;
  return year < 2150 ? longTerm - 0.5628 * (2150 - y) : longTerm;
}

/** Delta T of an instant. */
export function deltaTAtS(atMs: number): number {
  const date = new Date(atMs);
  return deltaTS(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

/** c0 + c1 x + c2 x^2 + ... (Horner). */
export function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + (coefficients[i] ?? 0);
  return sum;
}
