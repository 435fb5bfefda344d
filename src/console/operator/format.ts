/** Times, numbers and ages as the operator reads them, in the programme's time zone; a few lines of `Intl`, for a small page. */
import type { Language } from '@digitruck/contract/people';

/** Day before month and 24 hours everywhere, as the programme's papers have it. */
const LOCALES: { readonly [L in Language]: string } = {
  en: 'en-GB',
  fr: 'fr-FR',
  sw: 'sw-KE',
  fil: 'fil-PH',
};

export type Plural = (
  n: number,
  forms: { readonly one: string; readonly many?: string; readonly other: string },
) => string;
export type Format = {
  readonly language: Language;
  number(value: number): string;
  percent(value: number): string;
  time(at: string | number): string;
  /** "Thu 26 Nov" */
  day(at: string | number): string;
  /** Of a local day, `2026-11-26`. */
  dayName(day: string): string;
  /** "26 h": the unit that says most. */
  age(ms: number): string;
  list(items: readonly string[]): string;
  /** `#` in a form is the number. */
  readonly plural: Plural;
};

export function makeFormat(language: Language, timeZone: string): Format {
  const locale = LOCALES[language];
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const times = new Intl.DateTimeFormat(locale, {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const dayParts = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  const days = new Intl.DateTimeFormat(locale, { timeZone, ...dayParts });
  const dayNames = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...dayParts });
  const rules = new Intl.PluralRules(locale);
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  return {
    language,
    number: (value) => numbers.format(value),
    percent: (value) => percents.format(value / 100),
    time: (at) => times.format(new Date(at)),
    day: (at) => days.format(new Date(at)),
    dayName: (day) => dayNames.format(new Date(`${day}T12:00:00Z`)),
    age(ms) {
      const minutes = Math.max(0, Math.floor(ms / 60_000));
      if (minutes < 60) return unit(minutes, 'minute');
      return minutes < 48 * 60
        ? unit(Math.floor(minutes / 60), 'hour')
        : unit(Math.floor(minutes / 1440), 'day');
    },
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
    plural: (n, forms) => {
      const chosen = rules.select(n);
      const form =
        chosen === 'one' ? forms.one : chosen === 'many' ? (forms.many ?? forms.other) : forms.other;
      return form.replaceAll('#', numbers.format(n));
    },
  };
}
