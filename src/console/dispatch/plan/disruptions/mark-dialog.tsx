/** "Something happened": says what, shows which promises it touches while it is written, marks it, and begins the draft that answers it. */
import type { DisruptionMarked } from '@digitruck/contract/disruptions';
import { DISRUPTION_KINDS } from '@digitruck/contract/plan-words';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation } from 'wouter';
import { type Failure, failureOf, send } from '../../../shared/http.ts';
import { useFormat, useText } from '../../../shared/i18n/language.tsx';
import { planText } from '../../../shared/i18n/plan.ts';
import { disruptionText } from '../../../shared/i18n/plan-disruptions.ts';
import { uiText } from '../../../shared/i18n/ui.ts';
import { useLive } from '../../../shared/live.tsx';
import { keys } from '../../../shared/query.ts';
import { useAnnouncer } from '../../../shared/ui/announcer.tsx';
import { Banner } from '../../../shared/ui/banner.tsx';
import { Button } from '../../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../../shared/ui/dialog.tsx';
import { CheckboxField, SelectField, TextAreaField, TextField } from '../../../shared/ui/field.tsx';
import { useDescribe } from '../../../shared/ui/states.tsx';
import { useToday } from '../../sites/today.ts';
import { bodyOf, type DisruptionDraft, emptyDraft, type Preset } from './draft.ts';
import { Hits } from './hits.tsx';
import { disruptionsKey, useWouldTouch } from './queries.ts';
import { RoadFields } from './road-fields.tsx';
import { SitePicker } from './site-picker.tsx';

const CAPACITIES_PCT = [90, 80, 70, 60, 50, 40, 30, 20] as const;
/** Stands for what nobody has written yet, so that what it touches is shown before. */
const NOT_YET = '…';

export function MarkDialog(props: { readonly preset: Preset; readonly onClose: () => void }) {
  const t = useText(disruptionText);
  const plan = useText(planText);
  const ui = useText(uiText);
  const describe = useDescribe();
  const { toast } = useAnnouncer();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const today = useToday();
  const [draft, setDraft] = useState(() => emptyDraft(today, props.preset));
  const [busy, setBusy] = useState<'mark' | 'plan'>();
  const [failure, setFailure] = useState<Failure>();
  const change = (part: Partial<DisruptionDraft>) => setDraft((old) => ({ ...old, ...part }));
  const body = bodyOf(draft);
  const asked = bodyOf({ ...draft, reason: draft.reason.trim() === '' ? NOT_YET : draft.reason });
  const touched = useWouldTouch(asked && { ...asked, reason: NOT_YET });

  const mark = async (replan: boolean) => {
    if (body === undefined) return;
    setBusy(replan ? 'plan' : 'mark');
    const result = await send<DisruptionMarked>('POST', '/disruptions', {
      body: { disruption: body, replan },
    });
    setBusy(undefined);
    if (!result.ok) return setFailure(result.failure);
    void client.invalidateQueries({ queryKey: disruptionsKey });
    void client.invalidateQueries({ queryKey: keys.plans });
    toast(t.marked);
    props.onClose();
    const begun = result.value.plan;
    if (begun !== null) navigate(comparison(begun.planId, begun.basedOn));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void mark(true);
  };
  return (
    <Dialog open wide onOpenChange={(open) => open || props.onClose()} title={t.title} description={t.why}>
      <form className="form" onSubmit={submit}>
        {failure === undefined ? null : (
          <Banner tone="danger" alert>
            {describe(failure)}
          </Banner>
        )}
        <SelectField
          label={t.kind}
          value={draft.kind}
          onChange={(event) => change({ kind: event.target.value as DisruptionDraft['kind'] })}
        >
          {DISRUPTION_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t[kind]}
            </option>
          ))}
        </SelectField>
        {draft.kind === 'truck-out' || draft.kind === 'battery' ? (
          <TruckFields draft={draft} onChange={change} />
        ) : null}
        {draft.kind === 'road-closed' ? <RoadFields draft={draft} onChange={change} /> : null}
        {draft.kind !== 'site-cancels' ? null : draft.visit === undefined ? (
          <SitePicker label={t.site} value={draft.site} onPick={(site) => change({ site })} />
        ) : (
          <p>{t.thisVisit(draft.visit.site)}</p>
        )}
        <div className="form-columns disruption-days">
          <TextField
            label={t.from}
            type="date"
            required={draft.kind !== 'site-cancels' || draft.to !== ''}
            hint={draft.kind === 'site-cancels' && draft.visit === undefined ? t.wholeRequest : undefined}
            value={draft.from}
            onChange={(event) => change({ from: event.target.value })}
          />
          <TextField
            label={t.to}
            hint={t.toHint}
            type="date"
            min={draft.from}
            value={draft.to}
            onChange={(event) => change({ to: event.target.value })}
          />
        </div>
        <TextAreaField
          label={t.reason}
          hint={t.reasonHint}
          required
          rows={2}
          maxLength={500}
          value={draft.reason}
          onChange={(event) => change({ reason: event.target.value })}
        />
        <section className="plan-what-if stack" aria-label={t.touches} aria-live="polite">
          <h3>{t.touches}</h3>
          {asked === undefined ? (
            <p className="muted small">{t.touchesAsk}</p>
          ) : touched.data === undefined ? (
            <p className="muted small">
              {touched.isError ? describe(failureOf(touched.error)) : plan.checking}
            </p>
          ) : (
            <Hits hits={touched.data} />
          )}
        </section>
        <DialogActions>
          <Button onClick={props.onClose}>{ui.cancel}</Button>
          <Button busy={busy === 'mark'} disabled={body === undefined} onClick={() => void mark(false)}>
            {t.mark}
          </Button>
          <Button kind="primary" type="submit" busy={busy === 'plan'} disabled={body === undefined}>
            {t.markAndPlan}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function TruckFields(props: {
  readonly draft: DisruptionDraft;
  readonly onChange: (change: Partial<DisruptionDraft>) => void;
}) {
  const { draft, onChange } = props;
  const t = useText(disruptionText);
  const format = useFormat();
  const trucks = useLive().fleet?.trucks ?? [];
  return (
    <div className="form-columns">
      <SelectField
        label={t.truck}
        required
        value={draft.truckId}
        onChange={(event) => onChange({ truckId: event.target.value })}
      >
        <option value="" />
        {trucks.map(({ truckId, name }) => (
          <option key={truckId} value={truckId}>
            {name === truckId ? truckId : `${truckId} ${name}`}
          </option>
        ))}
      </SelectField>
      {draft.kind === 'battery' ? (
        <>
          <SelectField
            label={t.capacity}
            value={draft.capacityPct}
            onChange={(event) => onChange({ capacityPct: event.target.value })}
          >
            {[100, ...CAPACITIES_PCT].map((pct) => (
              <option key={pct} value={pct}>
                {format.percent(pct)}
              </option>
            ))}
          </SelectField>
          <CheckboxField
            label={t.noVr}
            checked={!draft.vr}
            onChange={(event) => onChange({ vr: !event.target.checked })}
          />
        </>
      ) : null}
    </div>
  );
}

/** Where a draft is held against what is promised. */
export function comparison(planId: string, basedOn: string | null): string {
  return basedOn === null ? `/plan/${planId}` : `/plan/${planId}?view=compare&with=${basedOn}`;
}
