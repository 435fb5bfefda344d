/** The language of an answer's words, from Accept-Language (RFC 9110, 12.5.4): the best liked of those that we have, else English. */
import type { Language } from '@digitruck/contract/people';
import { LANGUAGES } from '@digitruck/contract/people-words';

const PARTS_MAX = 20;

export function languageOf(header: string | undefined): Language {
  let best: Language = 'en';
  let bestWeight = 0;
  for (const part of (header ?? '').split(',').slice(0, PARTS_MAX)) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';');
    const weightText = parameters.map((one) => one.trim()).find((one) => one.startsWith('q='));
    const weight = weightText === undefined ? 1 : Number(weightText.slice(2));
    const language = LANGUAGES.find((one) => range === one || range.startsWith(`${one}-`));
    // "tl" is what browsers often call Filipino.
    const known = language ?? (range === 'tl' || range.startsWith('tl-') ? 'fil' : undefined);
    if (known !== undefined && weight > bestWeight) {
      best = known;
      bestWeight = weight;
    }
  }
  return best;
}
