/** A triangle, a disc or a ring: told apart without colour, and said in words. */
import './alerts.css';
import type { Severity } from '@digitruck/contract/alerts';
import { alertsText } from '../../shared/i18n/alerts.ts';
import { useText } from '../../shared/i18n/language.tsx';

export function SeveritySign({ severity }: { readonly severity: Severity }) {
  const t = useText(alertsText);
  const words = { urgent: t.urgent, soon: t.soon, note: t.noteWord };
  return (
    <span className={`severity severity-${severity}`}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" focusable="false">
        {severity === 'urgent' ? (
          <path d="M7 1.5 13 12.5H1z" fill="currentColor" />
        ) : severity === 'soon' ? (
          <circle cx="7" cy="7" r="4.5" fill="currentColor" />
        ) : (
          <circle cx="7" cy="7" r="3.8" fill="none" stroke="currentColor" strokeWidth="2" />
        )}
      </svg>
      <span className="hidden-text">{words[severity]}</span>
    </span>
  );
}
