/** All plans: what state each is in, what it would reach, who changed it last. */
import type { PlanSummary } from '@digitruck/contract/plans';
import { useState } from 'react';
import { Link } from 'wouter';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { disruptionText } from '../../shared/i18n/plan-disruptions.ts';
import { useMay } from '../../shared/me.ts';
import { useNow } from '../../shared/now.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Badge, type Tone } from '../../shared/ui/badge.tsx';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { type Column, DataTable } from '../../shared/ui/data-table.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { EmptyState, Skeleton } from '../../shared/ui/states.tsx';
import { notBefore } from '../sites/today.ts';
import { MarkDialog } from './disruptions/mark-dialog.tsx';
import { OpenDisruptions } from './disruptions/open-list.tsx';
import { useMarking } from './disruptions/use-marking.ts';
import { NewPlanDialog } from './new-plan.tsx';
import { isSolving, usePlans } from './queries.ts';

export function PlanList() {
  const t = useText(planText);
  const happenedText = useText(disruptionText);
  const mayPlan = useMay('coordinator');
  const plans = usePlans();
  const [making, setMaking] = useState(false);
  const { preset, open: happened, close } = useMarking();
  const make = (
    <Button kind="primary" onClick={() => setMaking(true)}>
      <Icon name="plus" /> {t.newPlan}
    </Button>
  );
  return (
    <div className="page">
      <header className="page-head">
        <h1>{t.plans}</h1>
        {mayPlan && plans.data !== undefined && plans.data.length > 0 ? (
          <div className="row">
            <Button onClick={() => happened({})}>
              <Icon name="warning" /> {happenedText.happened}
            </Button>
            {make}
          </div>
        ) : null}
      </header>
      <Card flush>
        <h2 className="hidden-text">{t.plans}</h2>
        <Answered
          query={plans}
          stillWorks={t.stillWorks}
          skeleton={
            <div className="plan-loading">
              <Skeleton lines={5} height={30} />
            </div>
          }
        >
          {(data) =>
            data.length === 0 ? (
              <EmptyState
                title={t.noPlans}
                why={mayPlan ? t.noPlansWhy : `${t.noPlansWhy} ${t.noPlansViewer}`}
                action={
                  mayPlan ? (
                    <>
                      {make}
                      <LinkButton href="/sites">{t.lookAtRequests}</LinkButton>
                    </>
                  ) : undefined
                }
              />
            ) : (
              <PlanTable plans={data} />
            )
          }
        </Answered>
      </Card>
      {plans.data === undefined || plans.data.length === 0 ? null : <OpenDisruptions plans={plans.data} />}
      {mayPlan ? null : <p className="muted small">{t.readOnly}</p>}
      {preset === undefined || !mayPlan ? null : <MarkDialog preset={preset} onClose={close} />}
      {making ? <NewPlanDialog plans={plans.data ?? []} onClose={() => setMaking(false)} /> : null}
    </div>
  );
}

function PlanTable({ plans }: { readonly plans: readonly PlanSummary[] }) {
  const t = useText(planText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  const day = (date: string) => format.date(date, 'UTC');
  const columns: readonly Column<PlanSummary>[] = [
    {
      key: 'name',
      header: t.name,
      primary: true,
      sortValue: ({ name }) => name,
      cell: ({ planId, name }) => <Link href={`/plan/${planId}`}>{name}</Link>,
    },
    {
      key: 'state',
      header: t.state,
      sortValue: ({ state }) => state,
      cell: (plan) => <PlanState plan={plan} />,
    },
    {
      key: 'period',
      header: t.period,
      sortValue: ({ from }) => from,
      cell: ({ from, to }) => t.days(day(from), day(to)),
    },
    {
      key: 'people',
      header: t.people,
      align: 'end',
      sortValue: (plan) => scoreOf(plan)?.learners,
      cell: (plan) => format.number(scoreOf(plan)?.learners),
    },
    {
      key: 'visits',
      header: t.visits,
      align: 'end',
      sortValue: (plan) => scoreOf(plan)?.visits,
      cell: (plan) => format.number(scoreOf(plan)?.visits),
    },
    {
      key: 'km',
      header: t.km,
      align: 'end',
      sortValue: (plan) => scoreOf(plan)?.km,
      cell: (plan) => format.unit(scoreOf(plan)?.km, 'km', 0),
    },
    {
      key: 'changed',
      header: t.changed,
      sortValue: ({ updatedAt }) => updatedAt,
      cell: ({ updatedBy, updatedAt }) =>
        t.who(updatedBy, format.ago(updatedAt, notBefore(nowMs, updatedAt))),
    },
  ];
  return (
    <DataTable
      caption={t.plans}
      columns={columns}
      rows={plans}
      rowKey={({ planId }) => planId}
      rowClass={({ state }) => (state === 'superseded' ? 'row-stale' : undefined)}
    />
  );
}

/** While it is being made, the best so far. */
function scoreOf({ score, job }: PlanSummary) {
  return score ?? job.score;
}

const TONES: { readonly [State in PlanSummary['state']]: Tone } = {
  draft: 'info',
  published: 'good',
  superseded: 'neutral',
};

export function PlanState({ plan }: { readonly plan: PlanSummary }) {
  const t = useText(planText);
  if (isSolving(plan)) return <Badge tone="warn">{t.solving}</Badge>;
  if (plan.job.state === 'failed') return <Badge tone="danger">{t.failed}</Badge>;
  return <Badge tone={TONES[plan.state]}>{t[plan.state]}</Badge>;
}
