/** The requests that the plan leaves out: each with the nearest reason in words, all of them behind "Why", and a way to put it in by hand. */
import type { Plan, Unscheduled } from '@digitruck/contract/plans';
import { type FormEvent, useState } from 'react';
import { useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { uiText } from '../../shared/i18n/ui.ts';
import { Answered } from '../../shared/ui/answered.tsx';
import { Badge } from '../../shared/ui/badge.tsx';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { Card } from '../../shared/ui/card.tsx';
import { Dialog, DialogActions, DialogFoot } from '../../shared/ui/dialog.tsx';
import { TextField } from '../../shared/ui/field.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { Skeleton } from '../../shared/ui/states.tsx';
import type { NamedTruck } from './board-model.ts';
import { useWhyNot } from './queries.ts';
import { ReasonList, useHelp, useReasonWords } from './reason-list.tsx';
import type { Edits } from './use-edits.ts';
import { TruckField } from './visit-dialog.tsx';

type Open = { readonly what: 'why' | 'put'; readonly request: Unscheduled };

export function LeftOut(props: {
  readonly plan: Plan;
  readonly trucks: readonly NamedTruck[];
  readonly mayEdit: boolean;
  readonly edits: Edits;
}) {
  const { plan, mayEdit } = props;
  const t = useText(planText);
  const words = useReasonWords();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  return (
    <Card title={`${t.leftOut} (${plan.unscheduled.length})`} flush className="left-out">
      {plan.unscheduled.length === 0 ? (
        <p className="plan-calm left-out-none">
          <Icon name="check" /> {t.allScheduled}
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by the keyboard too
        <ul className="left-out-list" tabIndex={0} aria-label={t.leftOut}>
          {plan.unscheduled.map((request) => (
            <li key={request.requestId} data-request={request.requestId} tabIndex={-1}>
              <p className="left-out-head">
                <strong>{request.site.name}</strong>
                {request.promised ? <Badge tone="danger">{t.wasPromised}</Badge> : null}
              </p>
              <p className="muted small">
                {request.site.county} · {t.learners(request.learnersExpected)} ·{' '}
                {t.waits(request.waitingDays)}
              </p>
              {request.reason === null ? null : <p className="small">{words(request.reason)}</p>}
              <div className="row">
                <Button
                  small
                  aria-label={t.whyOf(request.site.name)}
                  onClick={() => setOpen({ what: 'why', request })}
                >
                  {t.why}
                </Button>
                {mayEdit ? (
                  <Button
                    small
                    aria-label={`${t.putIn}: ${request.site.name}`}
                    onClick={() => setOpen({ what: 'put', request })}
                  >
                    {t.putIn}
                  </Button>
                ) : null}
              </div>
            </li>
          ))}
        </ul>
      )}
      {open?.what === 'why' ? <WhyDialog plan={plan} request={open.request} onClose={close} /> : null}
      {open?.what === 'put' ? <PutInDialog {...props} request={open.request} onClose={close} /> : null}
    </Card>
  );
}

function WhyDialog(props: {
  readonly plan: Plan;
  readonly request: Unscheduled;
  readonly onClose: () => void;
}) {
  const { plan, request } = props;
  const t = useText(planText);
  const ui = useText(uiText);
  const helpOf = useHelp();
  const why = useWhyNot(plan.planId, request.requestId, plan.version);
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={t.whyOf(request.site.name)}
      description={request.course}
    >
      <Answered query={why} skeleton={<Skeleton lines={4} />}>
        {(data) =>
          data.nearest.length === 0 ? (
            <p>{t.noReasons}</p>
          ) : (
            <>
              <h3>{t.nearest}</h3>
              <ReasonList reasons={data.nearest} />
              <h3>{t.wouldHelp}</h3>
              <ul className="plan-reasons">
                {helpOf(data.nearest).map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </>
          )
        }
      </Answered>
      <DialogActions>
        <LinkButton href={`/sites/${request.siteId}`} kind="quiet">
          {t.toSite}
        </LinkButton>
        <Button onClick={props.onClose}>{ui.close}</Button>
      </DialogActions>
    </Dialog>
  );
}

function PutInDialog(props: {
  readonly plan: Plan;
  readonly request: Unscheduled;
  readonly trucks: readonly NamedTruck[];
  readonly edits: Edits;
  readonly onClose: () => void;
}) {
  const { plan, request, trucks } = props;
  const t = useText(planText);
  // The nearest miss says which truck and day are the least wrong.
  const [truckId, setTruckId] = useState<string>(request.reason?.truckId ?? trucks[0]?.truckId ?? '');
  const [firstDay, setFirstDay] = useState<string>(request.reason?.firstDay ?? plan.frozenBefore);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onClose();
    void props.edits.ask({ kind: 'add', request, to: { truckId, firstDay } });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={t.addTitle(request.site.name)}
      description={`${request.course} · ${t.learners(request.learnersExpected)}`}
    >
      <form className="form" onSubmit={submit}>
        <TruckField trucks={trucks} value={truckId} onChange={setTruckId} />
        <TextField
          label={t.firstDay}
          type="date"
          required
          min={plan.from}
          max={plan.to}
          value={firstDay}
          onChange={(event) => setFirstDay(event.target.value)}
        />
        <DialogFoot disabled={truckId === ''} saveLabel={t.tryIt} onCancel={props.onClose} />
      </form>
    </Dialog>
  );
}
