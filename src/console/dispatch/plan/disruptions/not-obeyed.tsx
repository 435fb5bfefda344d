/** A draft that was made before something was marked says so, and offers one that obeys it. */
import type { PlanSummary } from '@digitruck/contract/plans';
import { useText } from '../../../shared/i18n/language.tsx';
import { disruptionText } from '../../../shared/i18n/plan-disruptions.ts';
import { useMay } from '../../../shared/me.ts';
import { Banner } from '../../../shared/ui/banner.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { useDisruptionWords, useReplan } from './open-list.tsx';
import { useOpenDisruptions } from './queries.ts';

export function NotObeyed({ plan }: { readonly plan: PlanSummary }) {
  const t = useText(disruptionText);
  const words = useDisruptionWords();
  const mayPlan = useMay('coordinator');
  const { busy, replan } = useReplan();
  const unknown = (useOpenDisruptions().data ?? []).filter(
    ({ disruptionId, what }) =>
      !plan.disruptionIds.includes(disruptionId) &&
      (what.from ?? plan.from) <= plan.to &&
      (what.to ?? plan.to) >= plan.from,
  );
  return unknown.map((disruption) => (
    <Banner
      key={disruption.disruptionId}
      tone="warn"
      action={
        mayPlan ? (
          <Button small busy={busy} onClick={() => void replan(disruption.disruptionId)}>
            {t.replan}
          </Button>
        ) : undefined
      }
    >
      {t.notObeyed(words(disruption))}
    </Banner>
  ));
}
