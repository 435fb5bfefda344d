/** Why the office does not take something, in words that come when they are needed. */
import type { Language } from '@digitruck/contract/people';
import { useEffect, useState } from 'react';
import type { FixText } from '../../shared/i18n/fix-en.ts';
import { useModel, usePage } from '../context.tsx';
import { type Refused, type Told, tellRefusal } from '../fix.ts';
import type { Report } from '../outbox/kept.ts';
import type { PhotoNote } from '../outbox/photos.ts';

const loaders: { readonly [L in Language]: () => Promise<FixText> } = {
  en: () => import('../../shared/i18n/fix-en.ts').then(({ fixEn }) => fixEn),
  fr: () => import('../../shared/i18n/fix-fr.ts').then(({ fixFr }) => fixFr),
  sw: () => import('../../shared/i18n/fix-sw.ts').then(({ fixSw }) => fixSw),
  fil: () => import('../../shared/i18n/fix-fil.ts').then(({ fixFil }) => fixFil),
};

export function useFixText(): FixText | undefined {
  const { language } = usePage();
  const [words, setWords] = useState<FixText>();
  useEffect(() => {
    void loaders[language]().then(setWords, () => {});
  }, [language]);
  return words;
}

/** Of a photo: what an older page or office said stands as it was said. */
export function WhyPhoto({ note: { refused, refusedWhy } }: { readonly note: PhotoNote }) {
  return refused === undefined ? refusedWhy : <Why refused={refused} />;
}

/** Of what has no form of its own to go to. */
export function Why({ refused }: { readonly refused: Refused }) {
  const speech = usePage();
  const { pack } = useModel();
  const f = useFixText();
  if (f === undefined) return refused.detail;
  return (
    <>
      {tellRefusal({ ...speech, f, pack }, NO_REPORT, refused).map((one) => (
        <Sentence key={one.name + one.what} told={one} />
      ))}
    </>
  );
}
const NO_REPORT = { state: 'held' } as Report;

export function Sentence({ told: { name, value, what } }: { readonly told: Told }) {
  const { language } = usePage();
  return (
    <span>
      {name === '' ? null : (
        <b>
          {name}
          {value === '' ? '' : ` “${value}”`}
          {language === 'fr' ? '\u00a0: ' : ': '}
        </b>
      )}
      {what}
    </span>
  );
}
