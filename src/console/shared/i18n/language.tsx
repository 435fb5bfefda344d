/** The language of this browser: what the person chose here, else what their account says, else what the browser prefers. */
import type { Language } from '@digitruck/contract/people';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { type Format, makeFormat } from '../format.ts';
import { LANGUAGE_NAMES, type Messages, type Text } from './define.ts';

const STORED_AS = 'digitruck.language';

type Choice = {
  readonly language: Language;
  /** `remember` keeps it in this browser; the account's own language is only suggested. */
  readonly choose: (language: Language) => void;
  readonly suggest: (language: Language) => void;
  readonly format: Format;
  readonly setTimeZone: (timeZone: string) => void;
};
const LanguageContext = createContext<Choice | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [chosen, setChosen] = useState<Language | undefined>(stored);
  const [suggested, setSuggested] = useState<Language>(preferred);
  const [timeZone, setTimeZone] = useState('UTC');
  const language = chosen ?? suggested;
  const choose = useCallback((next: Language) => {
    setChosen(next);
    try {
      localStorage.setItem(STORED_AS, next);
    } catch {
      // A browser that keeps nothing still speaks the language until it is closed.
    }
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({ language, choose, suggest: setSuggested, format: makeFormat(language, timeZone), setTimeZone }),
    [language, choose, timeZone],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

export function useLanguage(): Choice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('useLanguage outside LanguageProvider');
  return choice;
}

/** A screen's texts in the language of now: `const t = useText(todayText)`, then `t.needsYou` or `t.trucks(3)`. */
export function useText<Pattern extends Messages>(text: Text<Pattern>): Text<Pattern>[Language] {
  return text[useLanguage().language];
}

/** Numbers, units, ages and dates in the language and the programme's time zone. */
export function useFormat(): Format {
  return useLanguage().format;
}

function isLanguage(value: string | null | undefined): value is Language {
  return value !== null && value !== undefined && value in LANGUAGE_NAMES;
}

function stored(): Language | undefined {
  try {
    const value = localStorage.getItem(STORED_AS);
    return isLanguage(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function preferred(): Language {
  for (const tag of navigator.languages) {
    const [base] = tag.toLowerCase().split('-');
    if (isLanguage(base)) return base;
    if (base === 'tl') return 'fil';
  }
  return 'en';
}
