/** A visit in one sentence, as screen readers say it and a pointer shows it. */
import type { PlanVisit } from '@digitruck/contract/plans';
import { useCallback } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';

/** @returns with `change` in place of what it is against what is promised */
export function useVisitWords(): (visit: PlanVisit, change?: string) => string {
  const t = useText(planText);
  const format = useFormat();
  return useCallback(
    (visit, change) => {
      const day = (date: string) => format.day(date, 'UTC');
      const pct = visit.leastChargePct;
      return [
        visit.site.name,
        visit.truckId,
        t.days(day(visit.firstDay), day(visit.lastDay)),
        t.learners(Math.round(visit.learners)),
        t.travel(format.unit(visit.km, 'km', 0)),
        pct === null ? t.chargeUnknown : t.charge(format.percent(pct)),
        change ?? (visit.change === 'new' ? t.isNew : visit.change === 'moved' ? t.isMoved : undefined),
        visit.pinned ? t.pinned : undefined,
        visit.frozen ? t.frozen : undefined,
      ]
        .filter((part) => part !== undefined)
        .join(', ');
    },
    [t, format],
  );
}
