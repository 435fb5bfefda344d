/** The plan in five numbers, and how its making comes along: it shows the best so far, and can be stopped to keep that. */
import type { Plan, PlanSummary } from '@digitruck/contract/plans';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../shared/http.ts';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { keys } from '../../shared/query.ts';
import { useAnnouncer } from '../../shared/ui/announcer.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { BigNumber, BigNumbers } from '../../shared/ui/card.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { ProgressBar } from '../../shared/ui/progress.tsx';
import { useDescribe } from '../../shared/ui/states.tsx';
import { isSolving } from './queries.ts';

export function Headline({ plan }: { readonly plan: PlanSummary }) {
  const t = useText(planText);
  const format = useFormat();
  const score = plan.score ?? plan.job.score;
  const least = score?.leastServed;
  return (
    <div className="plan-headline">
      <BigNumbers label={plan.name}>
        <BigNumber label={t.people} value={format.number(score?.learners)} />
        <BigNumber label={t.visits} value={format.number(score?.visits)} />
        <BigNumber label={t.km} value={format.unit(score?.km, 'km', 0)} />
        <BigNumber label={t.fairness} value={format.number(score?.gini, 2)} />
        <BigNumber label={t.leastCharge} value={format.percent(score?.leastChargePct)} />
      </BigNumbers>
      <p className="plan-remarks small muted">
        {least === null || least === undefined ? null : (
          <span>{t.leastServed(least.county, format.percent(least.share * 100))}</span>
        )}
        {score === null || score.moved === 0 ? null : <Badge tone="warn">{t.moved(score.moved)}</Badge>}
        {score === null || score.dropped === 0 ? null : (
          <Badge tone="danger">{t.dropped(score.dropped)}</Badge>
        )}
      </p>
    </div>
  );
}

export function Progress({ plan, mayStop }: { readonly plan: Plan; readonly mayStop: boolean }) {
  const t = useText(planText);
  const format = useFormat();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { job } = plan;
  if (job.state === 'failed') {
    return (
      <div className="error-state" role="alert">
        <h2>
          <Icon name="warning" /> {t.failedTitle}
        </h2>
        <p>{t.failedWhy}</p>
        <p className="plan-fault">{job.fault}</p>
      </div>
    );
  }
  if (!isSolving(plan)) return null;
  const stop = async () => {
    setBusy(true);
    const result = await send('POST', `/plans/${plan.planId}/cancel`, {
      body: { version: plan.version },
    });
    setBusy(false);
    if (result.ok) toast(t.stopped);
    else toast(describe(result.failure), 'danger');
    await client.invalidateQueries({ queryKey: keys.plans });
  };
  const waiting = job.state === 'waiting';
  return (
    <div className="plan-progress">
      <ProgressBar
        label={waiting ? t.waiting : t.searching}
        value={waiting ? undefined : Math.min(job.seconds, job.secondsMax)}
        max={job.secondsMax}
        text={waiting ? undefined : t.soFar(format.number(job.seconds), format.number(job.secondsMax))}
      />
      {mayStop ? (
        <Button busy={busy} onClick={stop}>
          {t.stop}
        </Button>
      ) : null}
    </div>
  );
}
