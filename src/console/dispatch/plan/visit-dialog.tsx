/** One visit: why it stands where it does, what can be done with it, and a form that asks what would follow from another truck or day. */
import type { TruckId } from '@digitruck/contract/ids';
import type { Plan, PlanVisit } from '@digitruck/contract/plans';
import { type FormEvent, useState } from 'react';
import { useFormat, useText } from '../../shared/i18n/language.tsx';
import { planText } from '../../shared/i18n/plan.ts';
import { disruptionText } from '../../shared/i18n/plan-disruptions.ts';
import { useMay } from '../../shared/me.ts';
import { Button, LinkButton } from '../../shared/ui/button.tsx';
import { Dialog, DialogActions } from '../../shared/ui/dialog.tsx';
import { SelectField, TextField } from '../../shared/ui/field.tsx';
import { Icon } from '../../shared/ui/icon.tsx';
import { VisitLayoutButton } from '../calendars/visit-layout.tsx';
import { VisitProblems } from '../sessions/reported-problems.tsx';
import type { NamedTruck } from './board-model.ts';
import type { Edits } from './use-edits.ts';
import { WhyHere } from './why-here.tsx';

export function VisitDialog(props: {
  readonly plan: Pick<Plan, 'planId' | 'version'>;
  readonly visit: PlanVisit;
  readonly trucks: readonly NamedTruck[];
  readonly mayEdit: boolean;
  readonly edits: Edits;
  /** Its host cancels: marked as a disruption. */
  readonly onCancels: () => void;
  readonly onClose: () => void;
}) {
  const { plan, visit, mayEdit, edits, onClose } = props;
  const t = useText(planText);
  const happened = useText(disruptionText);
  const mayMark = useMay('coordinator');
  const format = useFormat();
  const day = (date: string) => format.day(date, 'UTC');
  const changes = { new: t.isNew, moved: t.isMoved, kept: t.isKept };
  const facts: readonly (readonly [string, string])[] = [
    [
      t.stay,
      `${t.days(day(visit.firstDay), day(visit.lastDay))} · ${t.classDays(Math.round(visit.classDays))}`,
    ],
    [t.people, format.number(visit.learners)],
    [t.arrives, `${day(visit.arrives)} · ${t.travel(format.unit(visit.km, 'km', 0))}`],
    [t.leastCharge, format.percent(visit.leastChargePct)],
    [
      t.against,
      [changes[visit.change], visit.pinned && t.pinned, visit.frozen && t.frozen].filter(Boolean).join(', '),
    ],
  ];
  return (
    <Dialog
      open
      onOpenChange={(open) => open || onClose()}
      title={t.visitOf(visit.site.name, visit.truckId)}
      description={`${visit.course} · ${visit.site.county}`}
    >
      <section className="stack" aria-label={t.whyHere}>
        <dl className="plan-facts">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div>
          <VisitLayoutButton path={`/plans/${plan.planId}/visits/${visit.visitId}`} site={visit.site.name} />
        </div>
        {visit.change === 'new' ? null : <VisitProblems visitId={visit.visitId} />}
        <WhyHere planId={plan.planId} version={plan.version} visit={visit} />
      </section>
      {mayEdit && !visit.frozen ? <WhatIf {...props} /> : null}
      <DialogActions>
        <LinkButton href={`/sites/${visit.siteId}`} kind="quiet">
          {t.toSite}
        </LinkButton>
        {mayMark && visit.change !== 'new' ? (
          <Button onClick={props.onCancels}>{happened['site-cancels']}</Button>
        ) : null}
        {mayEdit ? (
          <>
            <Button
              onClick={() => {
                onClose();
                void edits.pin(visit, !visit.pinned);
              }}
            >
              <Icon name="pin" /> {visit.pinned ? t.unpin : t.pin}
            </Button>
            {visit.frozen ? null : (
              <Button
                kind="danger"
                onClick={() => {
                  onClose();
                  void edits.ask({ kind: 'drop', visit });
                }}
              >
                {t.takeOut}
              </Button>
            )}
          </>
        ) : null}
      </DialogActions>
    </Dialog>
  );
}

function WhatIf(props: {
  readonly visit: PlanVisit;
  readonly trucks: readonly NamedTruck[];
  readonly edits: Edits;
  readonly onClose: () => void;
}) {
  const { visit, edits } = props;
  const t = useText(planText);
  const [truckId, setTruckId] = useState<string>(visit.truckId);
  const [firstDay, setFirstDay] = useState<string>(visit.firstDay);
  const [lastDay, setLastDay] = useState<string>(visit.lastDay);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    props.onClose();
    const stay = lastDay === visit.lastDay || lastDay < firstDay ? {} : { lastDay };
    void edits.ask({ kind: 'move', visit, to: { truckId: truckId as TruckId, firstDay, ...stay } });
  };
  const same = truckId === visit.truckId && firstDay === visit.firstDay && lastDay === visit.lastDay;
  return (
    <form className="plan-what-if stack" onSubmit={submit} aria-label={t.whatIf}>
      <h3>{t.whatIf}</h3>
      <p className="muted small">{t.whatIfWhy}</p>
      <div className="form-columns">
        <TruckField trucks={props.trucks} value={truckId} onChange={setTruckId} />
        <TextField
          label={t.firstDay}
          type="date"
          required
          value={firstDay}
          onChange={(event) => setFirstDay(event.target.value)}
        />
        <TextField
          label={t.lastDay}
          type="date"
          required
          value={lastDay}
          onChange={(event) => setLastDay(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={same}>
        {t.tryIt}
      </Button>
    </form>
  );
}

export function TruckField(props: {
  readonly trucks: readonly NamedTruck[];
  readonly value: string;
  readonly onChange: (truckId: string) => void;
}) {
  const t = useText(planText);
  return (
    <SelectField label={t.truck} value={props.value} onChange={(event) => props.onChange(event.target.value)}>
      {props.trucks.map(({ truckId, name }) => (
        <option key={truckId} value={truckId}>
          {name === truckId ? truckId : `${truckId} ${name}`}
        </option>
      ))}
    </SelectField>
  );
}
