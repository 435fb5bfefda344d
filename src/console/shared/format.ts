/**
 * Numbers, units, ages and dates as the person reads them. Times are shown in the programme's (or a truck's) time zone,
 * never in the browser's. Unknown is shown as a dash, which is not zero.
 */
import type { Language } from '@digitruck/contract/people';
import { LOCALES } from './i18n/define.ts';
import { unitsText } from './i18n/units.ts';

export const UNKNOWN = '–';
const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DAYS_A_YEAR = 365.25;
/** Up to here an age is told in hours ("26 h ago"); two days and more in days. */
const HOURS_UP_TO_MS = 48 * HOUR_MS;
/** Units of the API as people write them. */
const UNIT_SIGNS: Readonly<Record<string, string>> = { degC: '°C', deg: '°', 'km/h': 'km/h' };
/** Units that are stepped up by 1000 when large, each with its bigger brothers. */
const LADDERS: Readonly<Record<string, readonly string[]>> = {
  W: ['W', 'kW', 'MW'],
  Wh: ['Wh', 'kWh', 'MWh'],
  'kbit/s': ['kbit/s', 'Mbit/s', 'Gbit/s'],
  MB: ['MB', 'GB', 'TB'],
};

type Instant = string | number | null | undefined;
type Maybe = number | null | undefined;

export type Format = {
  readonly language: Language;
  readonly locale: string;
  readonly timeZone: string;
  number(value: Maybe, digitsMax?: number): string;
  /** `percent(37.4)` is "37 %" (as the language writes it); the argument is 0 to 100. */
  percent(value: Maybe, digitsMax?: number): string;
  /** `unit(1830.5, 'W')` is "1.83 kW". */
  unit(value: Maybe, unit: string, digitsMax?: number): string;
  /** A length of time with one unit: "4 s", "25 min", "26 h", "3 d". */
  duration(ms: Maybe): string;
  /** A length told in whole years, or in days: "3 years", "90 days". */
  calendarSpan(days: Maybe): string;
  /** "26 h ago"; "never" when there is no instant; the future is "in 20 min". */
  ago(instant: Instant, nowMs: number): string;
  /** "10:42" */
  time(instant: Instant, timeZone?: string): string;
  /** "10:42:07" */
  timeExact(instant: Instant, timeZone?: string): string;
  /** "24 Nov 2026" */
  date(instant: Instant, timeZone?: string): string;
  /** "Tue 24 Nov" */
  day(instant: Instant, timeZone?: string): string;
  /** "24 Nov 2026, 10:42" */
  dateTime(instant: Instant, timeZone?: string): string;
  list(items: readonly string[]): string;
};

export function makeFormat(language: Language, timeZone: string): Format {
  const locale = LOCALES[language];
  const words = unitsText[language];
  const numbers = new Map<number, Intl.NumberFormat>();
  const number = (value: Maybe, digitsMax = 0): string => {
    if (!isKnown(value)) return UNKNOWN;
    let formatter = numbers.get(digitsMax);
    if (formatter === undefined) {
      formatter = new Intl.NumberFormat(locale, { maximumFractionDigits: digitsMax });
      numbers.set(digitsMax, formatter);
    }
    // -0.2 without digits would read "-0".
    return formatter.format(Number(value.toFixed(digitsMax)) + 0);
  };
  const dates = new Map<string, Intl.DateTimeFormat>();
  const formatDate = (instant: Instant, zone: string, options: Intl.DateTimeFormatOptions): string => {
    const ms = instantMs(instant);
    if (ms === undefined) return UNKNOWN;
    const key = `${zone}|${Object.entries(options).join()}`;
    let formatter = dates.get(key);
    if (formatter === undefined) {
      formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone, hourCycle: 'h23' });
      dates.set(key, formatter);
    }
    return formatter.format(new Date(ms));
  };
  const duration = (ms: Maybe): string => {
    if (!isKnown(ms)) return UNKNOWN;
    if (ms < MINUTE_MS) return words.seconds(number(Math.max(0, Math.floor(ms / SECOND_MS))));
    if (ms < HOUR_MS) return words.minutes(number(Math.floor(ms / MINUTE_MS)));
    if (ms < HOURS_UP_TO_MS) return words.hours(number(Math.floor(ms / HOUR_MS)));
    return words.days(number(Math.floor(ms / DAY_MS)));
  };
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });

  return {
    language,
    locale,
    timeZone,
    number,
    calendarSpan(days) {
      if (!isKnown(days)) return UNKNOWN;
      const years = Math.round(days / DAYS_A_YEAR);
      const isYears = years > 0 && Math.abs(days - years * DAYS_A_YEAR) <= 1;
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: isYears ? 'year' : 'day',
        unitDisplay: 'long',
      }).format(isYears ? years : days);
    },
    percent(value, digitsMax = 0) {
      if (!isKnown(value)) return UNKNOWN;
      return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digitsMax }).format(
        value / 100,
      );
    },
    unit(value, unit, digitsMax) {
      if (!isKnown(value)) return UNKNOWN;
      if (unit === '%') return this.percent(value, digitsMax);
      const step = stepUp(value, unit);
      const digits = digitsMax ?? (step.unit === unit ? (Math.abs(step.value) < 10 ? 1 : 0) : 2);
      const sign = unitSign(step.unit);
      return `${number(step.value, digits)}${sign === '°' || sign === '' ? '' : '\u00a0'}${sign}`;
    },
    duration,
    ago(instant, nowMs) {
      const ms = instantMs(instant);
      if (ms === undefined) return words.never;
      const age = nowMs - ms;
      // Two clocks that differ by a second or two are no news from the future.
      if (age < -5 * SECOND_MS) return words.ahead(duration(-age));
      return words.ago(duration(Math.max(0, age)));
    },
    time: (instant, zone = timeZone) => formatDate(instant, zone, { hour: '2-digit', minute: '2-digit' }),
    timeExact: (instant, zone = timeZone) =>
      formatDate(instant, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    date: (instant, zone = timeZone) =>
      formatDate(instant, zone, { day: 'numeric', month: 'short', year: 'numeric' }),
    day: (instant, zone = timeZone) =>
      formatDate(instant, zone, { weekday: 'short', day: 'numeric', month: 'short' }),
    dateTime: (instant, zone = timeZone) =>
      formatDate(instant, zone, {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
      }),
    list: (items) => list.format(items),
  };
}

/** 18400 kbit/s -> 18.4 Mbit/s; units without a ladder stay as they are. */
export function stepUp(value: number, unit: string): { value: number; unit: string } {
  const ladder = LADDERS[unit];
  if (ladder === undefined) return { value, unit };
  let step = 0;
  let scaled = value;
  while (Math.abs(scaled) >= 1000 && step < ladder.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  return { value: scaled, unit: ladder[step] ?? unit };
}

/** "degC" -> "°C": a unit of the API as people write it. */
export function unitSign(unit: string): string {
  return UNIT_SIGNS[unit] ?? unit;
}

/** "Africa/Nairobi" -> "Nairobi" */
export function cityOf(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

function instantMs(instant: Instant): number | undefined {
  if (instant === null || instant === undefined) return undefined;
  const ms = typeof instant === 'number' ? instant : Date.parse(instant);
  return Number.isFinite(ms) ? ms : undefined;
}

function isKnown(value: Maybe): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}
