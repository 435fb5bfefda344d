/** The page before one is signed in: a single card, and the choice of language. */
import type { Language } from '@digitruck/contract/people';
import { LANGUAGES } from '@digitruck/contract/people-words';
import { type ReactNode, useEffect } from 'react';
import { LANGUAGE_NAMES } from '../shared/i18n/define.ts';
import { useLanguage, useText } from '../shared/i18n/language.tsx';
import { shellText } from '../shared/i18n/shell.ts';

export function Gate(props: { readonly title: string; readonly why: string; readonly children: ReactNode }) {
  const t = useText(shellText);
  const { language, choose } = useLanguage();
  useEffect(() => {
    document.title = `${props.title} · DigiTruck`;
  }, [props.title]);
  return (
    <>
      <header className="bar">
        <span className="bar-brand">DigiTruck</span>
      </header>
      <main className="gate">
        <div>
          <div className="gate-card">
            <div className="stack">
              <h1>{props.title}</h1>
              <p className="muted">{props.why}</p>
            </div>
            {props.children}
          </div>
          <p className="gate-foot small">
            <label>
              <span className="hidden-text">{t.language}</span>
              <select
                className="language-select"
                value={language}
                onChange={(event) => choose(event.target.value as Language)}
              >
                {LANGUAGES.map((value: Language) => (
                  <option key={value} value={value} lang={value}>
                    {LANGUAGE_NAMES[value]}
                  </option>
                ))}
              </select>
            </label>
          </p>
        </div>
      </main>
    </>
  );
}
