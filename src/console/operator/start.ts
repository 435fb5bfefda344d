/**
 * The first script of the page, a few hundred bytes: asks for the page's code and for one language at the same time, so that neither waits
 * for the other on a slow network.
 */
import type { Language } from '@digitruck/contract/people';
import type { OperatorText } from '../shared/i18n/operator-en.ts';

const loaders: { readonly [L in Language]: () => Promise<OperatorText> } = {
  en: () => import('../shared/i18n/operator-en.ts').then(({ operatorEn }) => operatorEn),
  fr: () => import('../shared/i18n/operator-fr.ts').then(({ operatorFr }) => operatorFr),
  sw: () => import('../shared/i18n/operator-sw.ts').then(({ operatorSw }) => operatorSw),
  fil: () => import('../shared/i18n/operator-fil.ts').then(({ operatorFil }) => operatorFil),
};

/** What was chosen here, else what the browser prefers. */
function preferred(): Language {
  const tags = [...navigator.languages];
  try {
    const chosen = localStorage.getItem('digitruck.language');
    if (chosen !== null) tags.unshift(chosen);
  } catch {
    // A browser that keeps nothing still has a language.
  }
  for (const tag of tags) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (base in loaders) return base as Language;
    if (base === 'tl') return 'fil';
  }
  return 'en';
}

const loadText = (language: Language) => loaders[language]().catch(() => loaders.en());
const language = preferred();
const text = loadText(language);
const page = import('./wire.tsx');
void Promise.all([page, text]).then(async ([{ install, startPage }, loaded]) => {
  await startPage({ language, text: loaded, loadText });
  // After all else: it fetches what the page has just fetched, and what it will need offline.
  await install().catch(() => {});
});
