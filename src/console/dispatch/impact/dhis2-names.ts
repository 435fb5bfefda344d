/** What the service's keys of a mapping are called: figures, and categories as `female 18-24`. */
import type { impactText } from '../../shared/i18n/impact.ts';
import { CATEGORIES, ELEMENTS } from './dhis2-draft.ts';

type Words = (typeof impactText)['en'];

export function categoryName(key: string, words: Words): string {
  const [sex = '', age = ''] = key.split(' ');
  return `${words[sex as 'female'] ?? sex}, ${age === 'unknown' ? words.unknown : age}`;
}

/** Of whatever may lack a code; names of places are themselves. */
export function mappedName(key: string, words: Words): string {
  const element = ELEMENTS.find((one) => one === key);
  if (element !== undefined) return words[element];
  return CATEGORIES.includes(key as (typeof CATEGORIES)[number]) ? categoryName(key, words) : key;
}
