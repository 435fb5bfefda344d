/** What every part of the page uses: the model, the words, times and numbers, the time of now, and where on the page one is. */
import type { Language } from '@digitruck/contract/people';
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Clock } from '../../kernel/clock.ts';
import type { OperatorText } from '../shared/i18n/operator-en.ts';
import type { Format } from './format.ts';
import type { Model, State } from './state.ts';

export type Look = 'auto' | 'sun' | 'dark';
export type Page = {
  readonly model: Model;
  readonly t: OperatorText;
  readonly format: Format;
  readonly clock: Clock;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  readonly look: Look;
  readonly setLook: (look: Look) => void;
  /** Said once, for eyes and for screen readers. */
  readonly say: (text: string, bad?: boolean) => void;
  readonly keeping: 'disk' | 'small' | 'screen';
};

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('outside of the page');
  return page;
}

export function useModel(): State {
  const { model } = usePage();
  return useSyncExternalStore(model.subscribe, model.state);
}

const TICK_MS = 10_000;
/** Moves on often enough for minutes. */
export function useNowMs(): number {
  const { clock } = usePage();
  const [nowMs, setNowMs] = useState(() => clock.nowMs());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(clock.nowMs()), TICK_MS);
    return () => clearInterval(timer);
  }, [clock]);
  return nowMs;
}

/** The part of the address behind `#/`: `class/<key>`, `reports`, `more`. Back is the browser's. */
export function useRoute(): readonly [place: string, what: string] {
  const hash = useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => location.hash,
  );
  const [place = '', ...rest] = hash.replace(/^#\/?/, '').split('/');
  return [place, decodeURIComponent(rest.join('/'))];
}

export function go(place: string, what = ''): void {
  location.hash = what === '' ? `/${place}` : `/${place}/${encodeURIComponent(what)}`;
}

/** `fill('# of @', '3', '5')` is "3 of 5": words come as plain texts, so that a language is data. */
export function fill(text: string, first: string, second = ''): string {
  return text.replace('#', first).replace('@', second);
}
