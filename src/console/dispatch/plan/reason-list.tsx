/** Reasons as a list of sentences. */
import type { Reason } from '@digitruck/contract/plans';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { planNotesText } from '../../shared/i18n/plan-notes.ts';
import { disruptionWords } from './note-words.ts';
import { reasonText } from './reason-text.ts';
import { helpWords, reasonWords } from './reason-words.ts';

export function ReasonList({ reasons }: { readonly reasons: readonly Reason[] }) {
  const words = useReasonWords();
  return (
    <ul className="plan-reasons">
      {reasons.map((reason) => {
        const said = words(reason);
        return <li key={`${reason.code} ${said}`}>{said}</li>;
      })}
    </ul>
  );
}

/** With the disruption that is behind it, if there is one. */
export function useReasonWords(): (reason: Reason) => string {
  const t = useText(reasonText);
  const plan = useText(planText);
  const notes = useText(planNotesText);
  const format = useFormat();
  return (reason) => {
    const said = reasonWords(reason, t, format);
    const { disruption } = reason;
    return disruption === null || disruption === undefined
      ? said
      : notes.because(said, disruptionWords(disruption, notes, plan, format));
  };
}

/** What would help, each once, the nearest first. */
export function useHelp(): (reasons: readonly Reason[]) => readonly string[] {
  const t = useText(reasonText);
  const format = useFormat();
  return (reasons) => [
    ...new Set(reasons.map((reason) => helpWords(reason, t, format)).filter((text) => text !== undefined)),
  ];
}
