/** What the languages put into their sentences: an alert's facts as numbers, times and names of that language. */
import type { AlertFacts, AlertKind } from '@digitruck/contract/alerts';
import type { Language } from '@digitruck/contract/people';

export type Words = {
  readonly title: string;
  readonly cause: string;
  readonly consequence: string;
  readonly action: string;
};

export type Say = {
  readonly truck: string;
  readonly subject: string;
  /** The site's name; undefined when none is known. */
  readonly site: string | undefined;
  /** A number as the language writes it, with its unit where there is one; a dash when unknown. */
  num(name: string, unit?: string): string;
  /** Watts, or kilowatts from one on. */
  power(name: string): string;
  /** kbit/s, or Mbit/s from one on. */
  rate(name: string): string;
  /** Local day and time, e.g. "26 Nov, 14:05". */
  time(name: string): string;
  /** Local day, e.g. "Thu 26 Nov". */
  day(name: string): string;
  value(name: string): number | undefined;
  text(name: string): string | undefined;
  has(name: string): boolean;
};

export type Wording = { readonly [Kind in AlertKind]: (say: Say) => Words };

const LOCALES: { readonly [L in Language]: string } = {
  en: 'en-GB',
  fr: 'fr-FR',
  sw: 'sw-KE',
  fil: 'fil-PH',
};
const UNKNOWN = '–';

const numbers = new Map<Language, Intl.NumberFormat>();
const times = new Map<string, Intl.DateTimeFormat>();

function numberFormat(language: Language): Intl.NumberFormat {
  let format = numbers.get(language);
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 1 });
    numbers.set(language, format);
  }
  return format;
}

function timeFormat(language: Language, timeZone: string, what: 'time' | 'day'): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${what}`;
  let format = times.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALES[language], {
      timeZone,
      day: 'numeric',
      month: 'short',
      ...(what === 'day' ? { weekday: 'short' } : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    });
    times.set(key, format);
  }
  return format;
}

export function sayOf(
  alert: { readonly truck: string; readonly subject: string; readonly facts: AlertFacts },
  language: Language,
  timeZone: string,
): Say {
  const { facts } = alert;
  const format = (value: number, unit?: string) => {
    const text = numberFormat(language).format(value);
    // French sets the percent sign apart.
    const gap = unit === '%' && language !== 'fr' ? '' : '\u00a0';
    return unit === undefined ? text : `${text}${gap}${unit}`;
  };
  const value = (name: string) => {
    const fact = facts[name];
    return typeof fact === 'number' ? fact : undefined;
  };
  const text = (name: string) => {
    const fact = facts[name];
    return typeof fact === 'string' && fact !== '' ? fact : undefined;
  };
  const scaled = (name: string, small: string, large: string) => {
    const number = value(name);
    if (number === undefined) return UNKNOWN;
    return Math.abs(number) >= 1000
      ? format(Math.round(number / 100) / 10, large)
      : format(Math.round(number), small);
  };
  const when = (name: string, what: 'time' | 'day') => {
    const at = Date.parse(text(name) ?? '');
    // A day without a time is that day everywhere.
    const zone = what === 'day' ? 'UTC' : timeZone;
    return Number.isNaN(at) ? UNKNOWN : timeFormat(language, zone, what).format(at);
  };
  return {
    truck: alert.truck,
    subject: alert.subject,
    site: text('siteName'),
    num: (name, unit) => {
      const number = value(name);
      return number === undefined ? UNKNOWN : format(number, unit);
    },
    power: (name) => scaled(name, 'W', 'kW'),
    rate: (name) => scaled(name, 'kbit/s', 'Mbit/s'),
    time: (name) => when(name, 'time'),
    day: (name) => when(name, 'day'),
    value,
    text,
    has: (name) => facts[name] !== undefined && facts[name] !== null,
  };
}
