/**
 * Plural forms by CLDR (Intl.PluralRules). Which forms a language needs is in the types: French has "many" (1 million and
 * more), Filipino's "one" also stands for 2, 5, 7, 8 and others. `#` in a form is the number as the language writes it.
 */
import type { Language } from '@digitruck/contract/people';
import { LOCALES } from './define.ts';

export type PluralForms = {
  readonly en: { readonly one: string; readonly other: string };
  readonly fr: { readonly one: string; readonly many: string; readonly other: string };
  readonly sw: { readonly one: string; readonly other: string };
  readonly fil: { readonly one: string; readonly other: string };
};

function pluralOf<L extends Language>(language: L): (n: number, forms: PluralForms[L]) => string {
  const rules = new Intl.PluralRules(LOCALES[language]);
  const number = new Intl.NumberFormat(LOCALES[language]);
  return (n, forms) => {
    const byName: Readonly<Record<string, string | undefined>> = forms;
    return (byName[rules.select(n)] ?? forms.other).replaceAll('#', number.format(n));
  };
}

/** `plural.fr(n, { one: '# camion', many: '# de camions', other: '# camions' })` */
export const plural = {
  en: pluralOf('en'),
  fr: pluralOf('fr'),
  sw: pluralOf('sw'),
  fil: pluralOf('fil'),
};
