/** Disruptions that are open: what each touches, the draft that answers it, its end, and taking it back. */
import type { Disruption } from '@digitruck/contract/disruptions';
import type { PlanSummary } from '@digitruck/contract/plans';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { type Failure, send } from '../../../shared/http.ts';
import { useFormat, useText } from '../../../shared/i18n/language.tsx';
import { planText } from '../../../shared/i18n/plan.ts';
import { disruptionText } from '../../../shared/i18n/plan-disruptions.ts';
import { planNotesText } from '../../../shared/i18n/plan-notes.ts';
import { uiText } from '../../../shared/i18n/ui.ts';
import { useMay } from '../../../shared/me.ts';
import { useNow } from '../../../shared/now.ts';
import { keys } from '../../../shared/query.ts';
import { useAnnouncer } from '../../../shared/ui/announcer.tsx';
import { Answered } from '../../../shared/ui/answered.tsx';
import { Banner } from '../../../shared/ui/banner.tsx';
import { Button, LinkButton } from '../../../shared/ui/button.tsx';
import { Card } from '../../../shared/ui/card.tsx';
import { Dialog, DialogActions } from '../../../shared/ui/dialog.tsx';
import { TextField } from '../../../shared/ui/field.tsx';
import { Skeleton, useDescribe } from '../../../shared/ui/states.tsx';
import { notBefore, useToday } from '../../sites/today.ts';
import { disruptionWords } from '../note-words.ts';
import { comparison } from './mark-dialog.tsx';
import { disruptionsKey, useDisruption, useOpenDisruptions } from './queries.ts';

export function OpenDisruptions({ plans }: { readonly plans: readonly PlanSummary[] }) {
  const t = useText(disruptionText);
  const open = useOpenDisruptions();
  return (
    <Card title={t.openTitle}>
      <Answered query={open} title={t.failed} skeleton={<Skeleton lines={2} />}>
        {(data) =>
          data.length === 0 ? (
            <p className="muted">{t.none}</p>
          ) : (
            <ul className="disruptions">
              {data.map((disruption) => (
                <Open
                  key={disruption.disruptionId}
                  disruption={disruption}
                  draft={plans.find(
                    ({ state, disruptionIds }) =>
                      state === 'draft' && disruptionIds.includes(disruption.disruptionId),
                  )}
                />
              ))}
            </ul>
          )
        }
      </Answered>
    </Card>
  );
}

/** As a sentence without its dot. */
export function useDisruptionWords(): (disruption: Pick<Disruption, 'what'>) => string {
  const notes = useText(planNotesText);
  const plan = useText(planText);
  const format = useFormat();
  return ({ what }) => disruptionWords({ ...what, name: nameOf(what) }, notes, plan, format);
}

function nameOf(what: Disruption['what']): string {
  switch (what.kind) {
    case 'truck-out':
    case 'battery':
      return what.truckId;
    case 'site-cancels':
      return what.site;
    case 'road-closed':
      return what.where.shape === 'around'
        ? what.where.name
        : what.where.ends.map(({ name }) => name).join(' – ');
  }
}

/** Begins the draft that answers a disruption, and goes to where it is compared. */
export function useReplan() {
  const client = useQueryClient();
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const [, navigate] = useLocation();
  const [busy, setBusy] = useState(false);
  const replan = async (disruptionId: string) => {
    setBusy(true);
    const result = await send<PlanSummary>('POST', `/disruptions/${disruptionId}/replan`, { body: {} });
    setBusy(false);
    if (!result.ok) return toast(describe(result.failure), 'danger');
    void client.invalidateQueries({ queryKey: keys.plans });
    navigate(comparison(result.value.planId, result.value.basedOn));
  };
  return { busy, replan };
}

function Open(props: { readonly disruption: Disruption; readonly draft: PlanSummary | undefined }) {
  const { disruption, draft } = props;
  const { disruptionId, markedBy, markedAt } = disruption;
  const t = useText(disruptionText);
  const format = useFormat();
  const nowMs = useNow(10_000);
  const words = useDisruptionWords();
  const mayPlan = useMay('coordinator');
  const { busy, replan } = useReplan();
  const [asking, setAsking] = useState<'end' | 'withdraw'>();
  const hits = useDisruption(disruptionId).data?.hits;
  const said = words(disruption);
  return (
    <li className="disruption">
      <p>
        <strong>{said.slice(0, 1).toUpperCase() + said.slice(1)}</strong>
      </p>
      <p className="small muted">
        {[
          hits === undefined ? undefined : hits.length === 0 ? t.touchesNone : t.hits(hits.length),
          t.markedBy(markedBy, format.ago(markedAt, notBefore(nowMs, markedAt))),
        ]
          .filter((part) => part !== undefined)
          .join(' · ')}
      </p>
      {mayPlan || draft !== undefined ? (
        <div className="row">
          {draft === undefined ? (
            <Button small busy={busy} onClick={() => void replan(disruptionId)}>
              {t.replan}
            </Button>
          ) : (
            <LinkButton small href={comparison(draft.planId, draft.basedOn)}>
              {t.compareDraft(draft.name)}
            </LinkButton>
          )}
          {mayPlan ? (
            <>
              {disruption.what.from === null ? null : (
                <Button small onClick={() => setAsking('end')} aria-label={`${t.ends} ${said}`}>
                  {t.ends}
                </Button>
              )}
              <Button small onClick={() => setAsking('withdraw')} aria-label={`${t.withdraw}: ${said}`}>
                {t.withdraw}
              </Button>
            </>
          ) : null}
        </div>
      ) : null}
      {asking === undefined ? null : (
        <EndDialog what={asking} said={said} disruption={disruption} onClose={() => setAsking(undefined)} />
      )}
    </li>
  );
}

/** Its last day, or why it is taken back. */
function EndDialog(props: {
  readonly what: 'end' | 'withdraw';
  readonly said: string;
  readonly disruption: Disruption;
  readonly onClose: () => void;
}) {
  const { what, disruption } = props;
  const t = useText(disruptionText);
  const ui = useText(uiText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const today = useToday();
  const from = disruption.what.from ?? today;
  const [to, setTo] = useState(from > today ? from : today);
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const { version } = disruption;
  const ends = what === 'end';
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const body = ends ? { to, version } : { why, version };
    const result = await send<Disruption>('POST', `/disruptions/${disruption.disruptionId}/${what}`, {
      body,
    });
    setBusy(false);
    void client.invalidateQueries({ queryKey: disruptionsKey });
    if (!result.ok) return setFailure(result.failure);
    toast(ends ? t.endsNow : t.withdrawn);
    props.onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => open || props.onClose()}
      title={ends ? t.endsTitle : t.withdrawTitle}
      description={ends ? props.said : t.withdrawWhy}
    >
      <form className="form" onSubmit={submit}>
        {failure === undefined ? null : (
          <Banner tone="danger" alert>
            {describe(failure)}
          </Banner>
        )}
        {ends ? (
          <TextField
            label={t.to}
            type="date"
            required
            min={from}
            value={to}
            onChange={(event) => setTo(event.target.value)}
          />
        ) : (
          <TextField
            label={t.because}
            required
            maxLength={500}
            value={why}
            onChange={(event) => setWhy(event.target.value)}
          />
        )}
        <DialogActions>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button kind={ends ? 'primary' : 'danger'} type="submit" busy={busy}>
            {ends ? t.save : t.withdraw}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
