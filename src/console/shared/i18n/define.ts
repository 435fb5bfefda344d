/**
 * Texts in four languages. Each screen has one module of its own texts (`defineText({ en, fr, sw, fil })`), which travels
 * with the screen's chunk. English is the pattern: a key missing in, or unknown to, another language is a type error.
 *
 * A text is a string, or a function when something is put into it. Swahili and Filipino are drafts that wait for a native reader.
 */
import type { Language } from '@digitruck/contract/people';

/** `never[]` lets any argument list pass; the pattern's own one is held by `Like`. */
export type Message = string | ((...values: never[]) => string);
export type Messages = { readonly [key: string]: Message };

/** The same keys, and functions with the same arguments. */
type Like<Pattern extends Messages> = {
  readonly [Key in keyof Pattern]: Pattern[Key] extends (...values: infer Values) => string
    ? (...values: Values) => string
    : string;
};
export type Text<Pattern extends Messages> = { readonly [L in Language]: Like<Pattern> };

export function defineText<const Pattern extends Messages>(text: {
  readonly en: Pattern;
  readonly fr: Like<Pattern>;
  readonly sw: Like<Pattern>;
  readonly fil: Like<Pattern>;
}): Text<Pattern> {
  return text as unknown as Text<Pattern>;
}

/** Languages whose texts no native reader has checked yet. */
export const AWAITING_NATIVE_READER: readonly Language[] = ['sw', 'fil'];

/** Each language by its own name. */
export const LANGUAGE_NAMES: { readonly [L in Language]: string } = {
  en: 'English',
  fr: 'Français',
  sw: 'Kiswahili',
  fil: 'Filipino',
};

/** Day before month and 24 hours everywhere, as the programme's papers have it. */
export const LOCALES: { readonly [L in Language]: string } = {
  en: 'en-GB',
  fr: 'fr-FR',
  sw: 'sw-KE',
  fil: 'fil-PH',
};
