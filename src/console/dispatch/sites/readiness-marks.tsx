/** The four readiness marks of a site: a sign, the word, and for screen readers the answer. */
import type { SiteReadiness } from '@digitruck/contract/registry-lists';
import { useText } from '../../shared/i18n/language.tsx';
import { sitesText } from '../../shared/i18n/sites.ts';
import { ASPECTS, type Readiness } from './readiness.ts';

export function ReadinessMarks({ readiness }: { readonly readiness: SiteReadiness }) {
  const t = useText(sitesText);
  return (
    <ul className="ready-marks">
      {ASPECTS.map((aspect) => {
        const ready = readiness[aspect];
        return (
          <li key={aspect} className={`ready-mark ready-${ready}`} title={`${t[aspect]}: ${t[ready]}`}>
            <ReadySign ready={ready} />
            {t[aspect]}
            <span className="hidden-text">: {t[ready]}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** Tick, cross or question mark: shapes of their own, so that nobody needs the colours. */
export function ReadySign({ ready }: { readonly ready: Readiness }) {
  return (
    <svg
      className={`ready-sign ready-${ready}`}
      viewBox="0 0 14 14"
      width="14"
      height="14"
      aria-hidden="true"
    >
      <circle cx="7" cy="7" r="6.2" />
      {ready === 'unknown' ? (
        <path d="M5.2 5.4a1.9 1.9 0 1 1 2.6 1.8c-.6.2-.8.6-.8 1.1M7 10.4v.2" />
      ) : (
        <path d={ready === 'yes' ? 'm4.2 7.2 2 2 3.7-4.2' : 'm4.8 4.8 4.4 4.4M9.2 4.8 4.8 9.2'} />
      )}
    </svg>
  );
}
