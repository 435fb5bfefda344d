/** The top of a plan's page: its name, days and state, what can be done with it, and who was faster. */
import type { Plan } from '@digitruck/contract/plans';
import { Link } from 'wouter';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { disruptionText } from '../../shared/i18n/plan-disruptions.ts';
import { useNow } from '../../shared/now.ts';
import { Banner } from '../../shared/ui/banner.tsx';
import { Button } from '../../shared/ui/button.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { notBefore } from '../sites/today.ts';
import { PlanState } from './plan-list.tsx';
import type { Edits } from './use-edits.ts';

export function Head(props: {
  readonly plan: Plan;
  readonly edits: Edits;
  readonly mayEdit: boolean;
  readonly mayPlan: boolean;
  readonly onHappened: () => void;
  readonly onPublish: () => void;
}) {
  const { plan, edits, mayEdit } = props;
  const t = useText(planText);
  const happened = useText(disruptionText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  const day = (date: string) => format.date(date, 'UTC');
  return (
    <>
      <header className="page-head">
        <div>
          <Link href="/plan" className="small no-print">
            {t.toPlans}
          </Link>
          <h1>
            {plan.name} <PlanState plan={plan} />
          </h1>
          <p className="muted small">
            {t.days(day(plan.from), day(plan.to))}
            {plan.publishedBy === null
              ? null
              : ` · ${t.publishedBy(plan.publishedBy, format.dateTime(plan.publishedAt))}`}
          </p>
        </div>
        <div className="row no-print">
          {mayEdit ? (
            <>
              <Button
                disabled={!plan.canUndo}
                busy={edits.busy}
                title="Ctrl+Z"
                onClick={() => edits.step('undo')}
              >
                {t.undo}
              </Button>
              <Button
                disabled={!plan.canRedo}
                busy={edits.busy}
                title="Ctrl+Shift+Z"
                onClick={() => edits.step('redo')}
              >
                {t.redo}
              </Button>
            </>
          ) : null}
          {props.mayPlan && plan.state !== 'superseded' ? (
            <Button onClick={props.onHappened}>
              <Icon name="warning" /> {happened.happened}
            </Button>
          ) : null}
          <Button onClick={() => window.print()}>{t.print}</Button>
          {mayEdit ? (
            <Button kind="primary" onClick={props.onPublish}>
              {t.publish}
            </Button>
          ) : null}
        </div>
      </header>
      {edits.conflict === undefined ? null : (
        <Banner tone="warn" alert>
          {t.conflict(edits.conflict.who, format.ago(edits.conflict.at, notBefore(nowMs, edits.conflict.at)))}
        </Banner>
      )}
      {plan.state === 'superseded' ? <Banner>{t.supersededWhy}</Banner> : null}
      {props.mayPlan ? null : <Banner>{t.readOnly}</Banner>}
    </>
  );
}
