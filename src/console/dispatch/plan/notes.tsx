/** What a plan had to assume or give up. What somebody must do something about stands open. */
import type { PlanNote } from '@digitruck/contract/plan-notes';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { planNotesText } from '../../shared/i18n/plan-notes.ts';
import { Icon } from '../../shared/ui/icon.tsx';
import { noteWords } from './note-words.ts';

const URGENT: ReadonlySet<PlanNote['kind']> = new Set([
  'booking-broken',
  'visit-cut-short',
  'roads-fell-back',
  'way-does-not-fit',
]);

export function Notes({ notes }: { readonly notes: readonly PlanNote[] }) {
  const t = useText(planText);
  const texts = useText(planNotesText);
  const format = useFormat();
  const lines = notes.map((note) => ({
    said: noteWords(note, texts, t, format),
    urgent: URGENT.has(note.kind),
    // A plan of an earlier version speaks English.
    lang: note.kind === 'text' ? 'en' : undefined,
  }));
  const urgent = lines.filter((line) => line.urgent);
  const rest = lines.filter((line) => !line.urgent);
  return (
    <>
      {urgent.length === 0 ? null : (
        <ul className="plan-urgent">
          {urgent.map(({ said }) => (
            <li key={said} className="plan-urgent-note">
              <Icon name="warning" /> <span>{said}</span>
            </li>
          ))}
        </ul>
      )}
      {rest.length === 0 ? null : (
        <details className="small muted">
          <summary>{t.notes}</summary>
          <ul className="plan-reasons">
            {rest.map(({ said, lang }) => (
              <li key={said} lang={lang}>
                {said}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
