/** Asks before a plan is promised to everybody: who has to be told is shown first. */
import type { Plan, PlanPublished } from '@digitruck/contract/plans';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Failure, send } from '../../shared/http.ts';
import { useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { uiText } from '../../shared/i18n/ui.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Banner } from '../../shared/ui/banner.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { Hosts } from './hosts.tsx';
import { outcomeText } from './outcome-text.ts';

export function PublishDialog(props: {
  readonly plan: Plan;
  readonly onClose: () => void;
  readonly onPublished: () => void;
}) {
  const { plan } = props;
  const t = useText(planText);
  const words = useText(outcomeText);
  const ui = useText(uiText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const publish = async () => {
    setBusy(true);
    const result = await send<PlanPublished>('POST', `/plans/${plan.planId}/publish`, {
      body: { version: plan.version },
    });
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      await client.invalidateQueries({ queryKey: keys.plans });
      return;
    }
    client.setQueryData<Plan>(keys.plan(plan.planId), result.value.plan);
    toast(words.publishedNow);
    props.onPublished();
    await client.invalidateQueries({ queryKey: keys.plans });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => open || props.onClose()}
      title={words.publishTitle}
      description={words.publishWhy}
    >
      {failure === undefined ? null : (
        <Banner tone="danger" alert>
          {describe(failure)}
        </Banner>
      )}
      <Hosts planId={plan.planId} version={plan.version} />
      <DialogActions>
        <Button onClick={props.onClose}>{ui.cancel}</Button>
        <Button kind="primary" busy={busy} onClick={publish}>
          {t.publish}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
