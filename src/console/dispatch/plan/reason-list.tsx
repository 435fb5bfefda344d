/** Reasons as a list of sentences. */
import type { Reason } from '@digitruck/contract/plans';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
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

export function useReasonWords(): (reason: Reason) => string {
  const t = useText(reasonText);
  const format = useFormat();
  return (reason) => reasonWords(reason, t, format);
}

/** What would help, each once, the nearest first. */
export function useHelp(): (reasons: readonly Reason[]) => readonly string[] {
  const t = useText(reasonText);
  const format = useFormat();
  return (reasons) => [
    ...new Set(reasons.map((reason) => helpWords(reason, t, format)).filter((text) => text !== undefined)),
  ];
}
