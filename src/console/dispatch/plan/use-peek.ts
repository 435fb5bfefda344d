/** What would follow from a move, in few words, for the hint beside a bar in the hand. A question that cannot be answered says nothing. */
import type { PlanVisit } from '@digitruck/contract/plans';
import { useCallback } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import type { Peeked } from './board.tsx';
import type { Target } from './board-model.ts';
import { useReasonWords } from './reason-list.tsx';
import { signed } from './score-table.tsx';
import type { Edits } from './use-edits.ts';

export function usePeek(edits: Edits): (visit: PlanVisit, to: Target) => Promise<Peeked | undefined> {
  const t = useText(planText);
  const format = useFormat();
  const reasonWords = useReasonWords();
  const { peek } = edits;
  return useCallback(
    async (visit, to) => {
      const answer = await peek({ kind: 'move', visit, to });
      if (answer?.state === 'refused') {
        const [reason] = answer.reasons;
        return reason && { possible: false, words: reasonWords(reason), answer };
      }
      if (answer?.state !== 'possible') return undefined;
      const { before, after } = answer.edited;
      const people = signed(after.learners - before.learners, (n) => format.number(n));
      const km = signed(after.km - before.km, (n) => format.unit(n, 'km', 0));
      const words = people === '=' && km === '=' ? t.noOthers : t.itFits(people, km);
      return { possible: true, words, answer };
    },
    [peek, reasonWords, t, format],
  );
}
